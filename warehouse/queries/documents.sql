-- The plans of the warehouse with the number of rows of each layer
WITH
    section_counts AS (SELECT document_id, count(*) AS n FROM sections GROUP BY document_id),
    target_counts AS (SELECT document_id, count(*) AS n FROM targets GROUP BY document_id),
    task_counts AS (SELECT document_id, count(*) AS n FROM tasks GROUP BY document_id),
    reference_counts AS (SELECT document_id, count(*) AS n FROM legal_references GROUP BY document_id)
SELECT
    plans.province,
    plans.plan,
    plans.doc_type,
    plans.issuer,
    plans.dated,
    coalesce(section_counts.n, 0) AS sections,
    coalesce(target_counts.n, 0) AS targets,
    coalesce(task_counts.n, 0) AS tasks,
    coalesce(reference_counts.n, 0) AS "references",
    plans.source_name,
    plans.document_id
FROM plans
LEFT JOIN section_counts USING (document_id)
LEFT JOIN target_counts USING (document_id)
LEFT JOIN task_counts USING (document_id)
LEFT JOIN reference_counts USING (document_id)
ORDER BY plans.province COLLATE vi NULLS LAST, plans.dated, plans.plan COLLATE vi, document_id
