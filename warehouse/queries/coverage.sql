-- Coverage: for which compared indicators each plan sets a target, and for which it sets none
SELECT
    province,
    plan,
    count(*) FILTER (targets > 0) AS covered,
    count(*) FILTER (targets = 0) AS missing,
    string_agg(indicator_id, ', ' ORDER BY indicator_id) FILTER (targets > 0) AS with_target,
    string_agg(indicator_id, ', ' ORDER BY indicator_id) FILTER (targets = 0) AS without_target,
    document_id
FROM coverage
GROUP BY province, province_position, plan, document_id
ORDER BY covered DESC, province_position, plan, document_id
