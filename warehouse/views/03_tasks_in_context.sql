-- One row a task with its plan, its section, and the names of who leads, carries out and cooperates.
SELECT
    tasks.*,
    task_bodies.lead_names,
    task_bodies.implement_names,
    task_bodies.cooperate_names,
    plans.plan,
    plans.doc_type,
    plans.province,
    plans.province_position,
    plans.branch,
    plans.issuer,
    plans.year AS plan_year,
    sections.path AS section_path,
    sections.heading AS section_heading
FROM tasks
JOIN plans USING (document_id)
LEFT JOIN sections USING (section_id)
LEFT JOIN task_bodies USING (task_id)
