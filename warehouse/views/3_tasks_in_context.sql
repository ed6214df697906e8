-- One row a task with its plan, its section, and the names of who leads, carries out and cooperates.
SELECT
    tasks.*,
    who.lead_names,
    who.implement_names,
    who.cooperate_names,
    plans.plan,
    plans.doc_type,
    plans.province,
    plans.branch,
    plans.issuer,
    plans.year AS plan_year,
    sections.path AS section_path,
    sections.heading AS section_heading
FROM tasks
JOIN plans USING (document_id)
LEFT JOIN sections USING (section_id)
LEFT JOIN (
    SELECT
        task_id,
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'lead') AS lead_names,
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'implement') AS implement_names,
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'cooperate') AS cooperate_names
    FROM task_agencies
    GROUP BY task_id
) AS who USING (task_id)
