-- Every percentage with its bounds, and the plan and section that it stands in
-- parameter province = : part of the province's name, with or without diacritics; empty for all
SELECT
    plans.province,
    plans.plan,
    sections.path AS section_path,
    sections.heading AS section_heading,
    percentages.raw,
    percentages.low,
    percentages.high,
    percentages.comparator,
    percentages.per,
    percentages.page,
    document_id
FROM percentages
JOIN plans USING (document_id)
LEFT JOIN sections USING (section_id)
WHERE contains(fold(coalesce(plans.province, '')), fold($province))
ORDER BY plans.province_position NULLS LAST, plans.plan, percentages.percentage_id
