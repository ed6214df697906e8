-- Sums of money in the plans, the largest first
SELECT
    amounts.value_vnd,
    amounts.raw,
    plans.province,
    plans.plan,
    sections.path AS section_path,
    sections.heading AS section_heading,
    document_id
FROM amounts
JOIN plans USING (document_id)
LEFT JOIN sections USING (section_id)
ORDER BY amounts.value_vnd DESC, amounts.amount_id
