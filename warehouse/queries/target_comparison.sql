-- Targets of one indicator compared across provinces, by the year in which they are due
-- parameter indicator = digital_economy_share_grdp: the indicator_id; the query `indicators` lists them
-- parameter year = : only what is due in this year; empty for every year
SELECT
    deadline_year,
    province,
    value_text AS target,
    low,
    high,
    comparator,
    base,
    indicator,
    plan,
    plan_year,
    document_id
FROM targets_in_context
WHERE indicator_id = $indicator
  AND ($year = '' OR deadline_year = TRY_CAST($year AS INTEGER))
ORDER BY deadline_year NULLS LAST, coalesce(low, high) DESC, province COLLATE vi, target_id
