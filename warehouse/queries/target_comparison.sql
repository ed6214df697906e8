-- Targets of one indicator compared across provinces, by the year in which they are due, beside the national goal
-- parameter indicator = digital_economy_share_grdp: the indicator_id; the query `indicators` lists them
-- parameter year = : only what is due in this year; empty for every year
SELECT
    deadline_year,
    province,
    value_text AS target,
    national_goal,
    difference,
    low,
    high,
    comparator,
    base,
    indicator,
    national_document,
    plan,
    plan_year,
    document_id
FROM targets_beside_goals
WHERE indicator_id = $indicator
  AND ($year = '' OR deadline_year = TRY_CAST($year AS INTEGER))
ORDER BY deadline_year NULLS LAST, coalesce(low, high) DESC, province_position, target_id
