-- One row a body of any time with the body that does its work today; today_id is null where it was dissolved.
WITH RECURSIVE followed AS (
    SELECT agency_id, agency_id AS today_id, successor_id, 0 AS changes FROM agencies
    UNION ALL
    SELECT followed.agency_id, next.agency_id, next.successor_id, followed.changes + 1
    FROM followed
    JOIN agencies AS next ON next.agency_id = followed.successor_id
    WHERE followed.changes < 20
)
SELECT
    agencies.agency_id,
    agencies.name,
    agencies.branch,
    agencies.level,
    agencies.province_code,
    agencies.valid_from,
    agencies.valid_to,
    CASE WHEN today.valid_to IS NULL THEN today.agency_id END AS today_id,
    CASE WHEN today.valid_to IS NULL THEN today.name END AS today_name,
    CASE WHEN today.valid_to IS NULL THEN today.province_code END AS today_province_code,
    followed.changes
FROM followed
JOIN agencies USING (agency_id)
JOIN agencies AS today ON today.agency_id = followed.today_id
WHERE followed.successor_id IS NULL
