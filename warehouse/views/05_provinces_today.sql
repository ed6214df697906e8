-- One row a province of any time with the unit that it is part of today; changes counts the acts between.
WITH RECURSIVE followed AS (
    SELECT province_code, province_code AS today_code, successor_code, 0 AS changes FROM provinces
    UNION ALL
    SELECT followed.province_code, next.province_code, next.successor_code, followed.changes + 1
    FROM followed
    JOIN provinces AS next ON next.province_code = followed.successor_code
    WHERE followed.changes < 20
)
SELECT
    provinces.province_code,
    provinces.name,
    provinces.kind,
    provinces.valid_from,
    provinces.valid_to,
    followed.today_code,
    today.name AS today_name,
    today.kind AS today_kind,
    followed.changes
FROM followed
JOIN provinces USING (province_code)
JOIN provinces AS today ON today.province_code = followed.today_code
WHERE followed.successor_code IS NULL
