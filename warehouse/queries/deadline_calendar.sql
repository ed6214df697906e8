-- Calendar of deadlines: how many targets and tasks fall due in each month; month is empty where only a year is named
SELECT
    due_year AS year,
    month(due_date) AS month,
    count(*) FILTER (due_kind = 'target') AS targets,
    count(*) FILTER (due_kind = 'task') AS tasks,
    count(DISTINCT document_id) AS plans,
    string_agg(DISTINCT province, ', ' ORDER BY province) AS provinces
FROM deadlines
GROUP BY ALL
ORDER BY year, month NULLS LAST
