-- Workload by lead agency: how many tasks it leads in how many plans, and when they are due
SELECT
    task_agencies.name AS lead_agency,
    count(DISTINCT tasks.task_id) AS tasks,
    count(DISTINCT tasks.document_id) AS plans,
    count(DISTINCT tasks.task_id) FILTER (tasks.end_date IS NOT NULL) AS with_deadline,
    min(tasks.end_date) AS first_due,
    max(tasks.end_date) AS last_due,
    sum(tasks.budget_vnd) AS budget_vnd
FROM task_agencies
JOIN tasks USING (task_id)
WHERE task_agencies.role = 'lead'
GROUP BY lead_agency
ORDER BY tasks DESC, lead_agency COLLATE vi
