-- Which indicators have targets: in how many plans and provinces, due when, and between which values
SELECT
    indicator_id,
    count(DISTINCT province) AS provinces,
    count(DISTINCT document_id) AS plans,
    count(*) AS targets,
    min(deadline_year) AS first_year,
    max(deadline_year) AS last_year,
    min(coalesce(low, high)) AS lowest,
    max(coalesce(high, low)) AS highest
FROM targets_in_context
WHERE indicator_id IS NOT NULL
GROUP BY indicator_id
ORDER BY provinces DESC, plans DESC, indicator_id
