-- Sections whose words hold all that is asked for, the best first: with the same accents and tone marks before others,
-- the whole phrase before its words apart, the heading before the text, short before long. Where headings and texts
-- hold the words very often, the first 1000 headings and the first 1000 texts are compared.
CREATE OR REPLACE MACRO {search} AS TABLE
    WITH
        {likely}headed AS (
            SELECT place FROM {sections} AS searched
            WHERE len(search_terms(words)) > 0 AND holds_terms(searched.heading, search_terms(words))
            {order}
            LIMIT 1000
        ),
        texts AS (
            SELECT place FROM {sections} AS searched
            WHERE len(search_terms(words)) > 0 AND holds_terms(searched.words, search_terms(words))
            {order}
            LIMIT 1000
        ),
        hit AS MATERIALIZED (FROM headed UNION FROM texts),
        found AS MATERIALIZED (
            SELECT
                section_id,
                2 * CAST(contains(folded.heading, search_phrase(words)) AS INTEGER)
                + CAST(contains(folded.words, search_phrase(words)) AS INTEGER)
                + CAST(len(list_filter(search_terms(words), lambda term: NOT contains(folded.heading, term))) = 0 AS INTEGER)
                AS hits,
                length(folded.words) AS long
            FROM (FROM section_search WHERE rowid IN (SELECT place FROM hit)) AS folded
            ORDER BY hits DESC, long, section_id
            LIMIT most + 30
        ),
        -- By numbers of rows: a join by the sections' ids would read the texts of all sections.
        places AS MATERIALIZED (
            SELECT sections.rowid AS place FROM sections WHERE section_id IN (SELECT section_id FROM found)
        ),
        told AS MATERIALIZED (FROM sections WHERE rowid IN (SELECT place FROM places))
    SELECT
        CAST(
            found.hits + 4 * CAST(contains(lower(told.text), lower(trim(replace(words, '"', '')))) AS INTEGER)
            AS INTEGER) AS score,
        plans.province,
        plans.plan,
        told.path,
        told.heading,
        told.text,
        told.page_start AS page,
        told.section_id,
        told.document_id
    FROM found
    JOIN told USING (section_id)
    JOIN plans ON plans.document_id = told.document_id
    ORDER BY score DESC, found.long, told.section_id
    LIMIT most;
