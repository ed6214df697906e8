-- Misread words that were put right, the most frequent first
SELECT
    raw,
    corrected,
    rule,
    count(*) AS times,
    count(DISTINCT document_id) AS plans,
    round(min(confidence), 3) AS least_confidence
FROM corrections
GROUP BY raw, corrected, rule
ORDER BY times DESC, raw, corrected, rule
