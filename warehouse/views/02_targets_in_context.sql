-- One row a target with its value as people write it, its plan and its section.
SELECT
    targets.*,
    value_text(targets.low, targets.high, targets.comparator, targets.unit, targets.unit_label, targets.per) AS value_text,
    plans.plan,
    plans.doc_type,
    plans.province,
    plans.province_position,
    plans.branch,
    plans.issuer,
    plans.dated AS plan_dated,
    plans.year AS plan_year,
    sections.path AS section_path,
    sections.heading AS section_heading,
    sections.role AS section_role
FROM targets
JOIN plans USING (document_id)
LEFT JOIN sections USING (section_id)
