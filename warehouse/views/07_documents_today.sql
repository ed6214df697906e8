-- One row a document with the province and the issuer as of today: what was signed before a merger beside what came after.
SELECT
    plans.* EXCLUDE (province_position),
    provinces_today.today_name AS province_today,
    provinces_today.today_code AS province_code_today,
    agencies_today.today_name AS issuer_today,
    agencies_today.today_id AS issuer_id_today
FROM plans
LEFT JOIN provinces_today USING (province_code)
LEFT JOIN agencies_today ON agencies_today.agency_id = plans.issuer_id
