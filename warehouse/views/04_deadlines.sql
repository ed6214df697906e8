-- One row a target or task that is due by a time: the year, the day where one is given, what, and whose.
SELECT
    'target' AS due_kind,
    target_id AS row_id,
    document_id,
    plan,
    province,
    province_position,
    coalesce(year(deadline_date), deadline_year) AS due_year,
    deadline_date AS due_date,
    indicator AS what,
    value_text AS value,
    NULL AS who,
    section_path
FROM targets_in_context
WHERE deadline_year IS NOT NULL OR deadline_date IS NOT NULL
UNION ALL
SELECT
    'task',
    task_id,
    document_id,
    plan,
    province,
    province_position,
    year(end_date),
    end_date,
    description,
    timeframe_raw,
    coalesce(lead_names, implement_names),
    section_path
FROM tasks_in_context
WHERE end_date IS NOT NULL
