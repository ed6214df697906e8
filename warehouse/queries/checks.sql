-- Checks of the data itself: rows whose offsets do not give back their words, or whose section is missing; 0 is right
WITH
    quoted AS (
        SELECT 'percentages' AS layer, document_id, section_id, raw, char_start, char_end FROM percentages
        UNION ALL SELECT 'targets', document_id, section_id, quote, char_start, char_end FROM targets
        UNION ALL SELECT 'dates', document_id, section_id, raw, char_start, char_end FROM dates
        UNION ALL SELECT 'agency_mentions', document_id, section_id, raw, char_start, char_end FROM agency_mentions
        UNION ALL SELECT 'legal_references', document_id, NULL, raw, char_start, char_end FROM legal_references
        UNION ALL SELECT 'amounts', document_id, section_id, raw, char_start, char_end FROM amounts
    )
SELECT
    layer,
    count(*) AS "rows",
    count(*) FILTER (substr(documents.text, quoted.char_start + 1, quoted.char_end - quoted.char_start) <> raw) AS not_grounded,
    count(*) FILTER (quoted.section_id IS NOT NULL AND sections.document_id IS NULL) AS section_missing
FROM quoted
JOIN documents ON documents.document_id = quoted.document_id
LEFT JOIN sections ON sections.section_id = quoted.section_id
GROUP BY layer
ORDER BY layer
