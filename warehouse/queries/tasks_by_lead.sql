-- Tasks by lead agency: what each body has to do, with whom and by when
-- parameter agency = : part of the agency's name, with or without diacritics; empty for all
SELECT
    task_agencies.name AS lead_agency,
    tasks.number,
    tasks.description AS task,
    tasks.timeframe_raw AS timeframe,
    tasks.end_date AS due,
    tasks.cooperate_names AS cooperating,
    tasks.province,
    tasks.plan,
    tasks.task_id
FROM task_agencies
JOIN tasks_in_context AS tasks USING (task_id)
WHERE task_agencies.role = 'lead'
  AND contains(fold(task_agencies.name), fold($agency))
ORDER BY count(*) OVER (PARTITION BY task_agencies.name) DESC, lead_agency COLLATE vi, tasks.province COLLATE vi, tasks.task_id
