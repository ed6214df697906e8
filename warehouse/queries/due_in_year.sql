-- What is due in a year: targets and tasks, the nearest first
-- parameter year = : the year; empty for every year
SELECT
    due_year,
    due_date,
    due_kind AS kind,
    what,
    value,
    who,
    province,
    plan,
    section_path,
    document_id
FROM deadlines
WHERE $year = '' OR due_year = TRY_CAST($year AS INTEGER)
ORDER BY due_year, due_date NULLS LAST, kind, province_position NULLS LAST, row_id
