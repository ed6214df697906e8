-- One row a body and year: how many tasks it leads, carries out and shares in, in how many plans, and until when.
SELECT
    task_agencies.agency_id,
    task_agencies.name AS agency,
    year(tasks.end_date) AS due_year,
    count(DISTINCT tasks.document_id) AS plans,
    count(DISTINCT tasks.task_id) AS tasks,
    count(DISTINCT tasks.task_id) FILTER (task_agencies.role = 'lead') AS "lead",
    count(DISTINCT tasks.task_id) FILTER (task_agencies.role = 'implement') AS implement,
    count(DISTINCT tasks.task_id) FILTER (task_agencies.role = 'cooperate') AS cooperate,
    count(DISTINCT tasks.task_id) FILTER (task_agencies.role IN ('direct', 'advise', 'supervise')) AS other_roles,
    sum(tasks.budget_vnd) FILTER (task_agencies.role = 'lead') AS budget_vnd,
    max(tasks.end_date) AS last_due
FROM task_agencies
JOIN tasks USING (task_id)
GROUP BY task_agencies.agency_id, task_agencies.name, due_year
