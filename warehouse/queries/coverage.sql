-- Coverage: for which compared indicators each plan sets a target, and for which it sets none
WITH
    compared AS (SELECT DISTINCT indicator_id FROM targets WHERE indicator_id IS NOT NULL),
    covered AS (SELECT DISTINCT document_id, indicator_id FROM targets WHERE indicator_id IS NOT NULL),
    cells AS (
        SELECT plans.document_id, compared.indicator_id, covered.document_id IS NOT NULL AS has_target
        FROM plans
        CROSS JOIN compared
        LEFT JOIN covered ON covered.document_id = plans.document_id AND covered.indicator_id = compared.indicator_id
    )
SELECT
    plans.province,
    plans.plan,
    count(*) FILTER (has_target) AS covered,
    count(*) FILTER (NOT has_target) AS missing,
    string_agg(indicator_id, ', ' ORDER BY indicator_id) FILTER (has_target) AS with_target,
    string_agg(indicator_id, ', ' ORDER BY indicator_id) FILTER (NOT has_target) AS without_target,
    document_id
FROM cells
JOIN plans USING (document_id)
GROUP BY plans.province, plans.plan, document_id
ORDER BY covered DESC, plans.province COLLATE vi, plans.plan COLLATE vi, document_id
