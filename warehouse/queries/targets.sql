-- Every target: what is to be reached, how much, by when
-- parameter province = : part of the province's name, with or without diacritics; empty for all
SELECT
    province,
    deadline_year,
    kind,
    indicator,
    value_text AS target,
    base,
    indicator_id,
    section_path,
    plan,
    target_id
FROM targets_in_context
WHERE contains(fold(coalesce(province, '')), fold($province))
ORDER BY province_position NULLS LAST, plan, targets_in_context.target_id
