-- One row a plan and compared indicator: how many targets the plan sets for it, 0 where it sets none.
SELECT
    plans.document_id,
    plans.plan,
    plans.province,
    plans.province_position,
    compared.indicator_id,
    coalesce(counted.targets, 0) AS targets
FROM plans
CROSS JOIN (SELECT DISTINCT indicator_id FROM targets WHERE indicator_id IS NOT NULL) AS compared
LEFT JOIN (
    SELECT document_id, indicator_id, count(*) AS targets FROM targets WHERE indicator_id IS NOT NULL GROUP BY ALL
) AS counted ON counted.document_id = plans.document_id AND counted.indicator_id = compared.indicator_id
