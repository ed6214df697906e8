-- Tasks by lead agency: what each body has to do, with whom and by when
-- parameter agency = : part of the agency's name, with or without diacritics; empty for all
WITH led AS (
    SELECT name, count(*) AS tasks
    FROM task_agencies
    WHERE role = 'lead'
    GROUP BY name
    HAVING contains(fold(name), fold($agency))
)
SELECT
    led.name AS lead_agency,
    tasks.number,
    tasks.description AS task,
    tasks.timeframe_raw AS timeframe,
    tasks.end_date AS due,
    tasks.cooperate_names AS cooperating,
    tasks.province,
    tasks.plan,
    tasks.task_id
FROM led
JOIN task_agencies ON task_agencies.name = led.name AND task_agencies.role = 'lead'
JOIN tasks_in_context AS tasks USING (task_id)
ORDER BY led.tasks DESC, lead_agency, tasks.province_position, tasks.task_id
