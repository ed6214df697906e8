-- Workload by body and role: how many tasks it leads, carries out and shares in, in how many plans, and when they end
-- parameter agency = : part of the body's name, with or without diacritics; empty for all
SELECT
    task_agencies.name AS agency,
    count(*) FILTER (task_agencies.role = 'lead') AS "lead",
    count(*) FILTER (task_agencies.role = 'implement') AS implement,
    count(*) FILTER (task_agencies.role = 'cooperate') AS cooperate,
    count(*) FILTER (task_agencies.role IN ('direct', 'advise', 'supervise')) AS other_roles,
    count(DISTINCT tasks.document_id) AS plans,
    count(*) FILTER (task_agencies.role = 'lead' AND tasks.end_date IS NOT NULL) AS lead_with_deadline,
    min(tasks.end_date) FILTER (task_agencies.role = 'lead') AS first_due,
    max(tasks.end_date) FILTER (task_agencies.role = 'lead') AS last_due,
    sum(tasks.budget_vnd) FILTER (task_agencies.role = 'lead') AS budget_vnd
FROM task_agencies
JOIN tasks USING (task_id)
WHERE contains(fold(task_agencies.name), fold($agency))
GROUP BY agency
ORDER BY "lead" DESC, implement DESC, cooperate DESC, agency
