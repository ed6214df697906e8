-- Sections whose words hold all that is asked for, the best first: with the same accents and tone marks before others,
-- the whole phrase before its words apart, the heading before the text, short before long. Where headings and texts
-- hold the words very often, the first 1000 headings and the first 1000 texts are compared.
CREATE OR REPLACE MACRO {search} AS TABLE
    WITH
        headed AS (
            SELECT section_id, words_of.heading, words_of.words FROM {sections} AS words_of
            WHERE len(search_terms(words)) > 0
              AND holds_terms(words_of.heading, search_terms(words))
            {order}
            LIMIT 1000
        ),
        texts AS (
            SELECT section_id, words_of.heading, words_of.words FROM {sections} AS words_of
            WHERE len(search_terms(words)) > 0
              AND holds_terms(words_of.words, search_terms(words))
            {order}
            LIMIT 1000
        ),
        found AS (
            SELECT
                section_id,
                2 * CAST(contains(folded.heading, search_phrase(words)) AS INTEGER)
                + CAST(contains(folded.words, search_phrase(words)) AS INTEGER)
                + CAST(len(list_filter(search_terms(words), lambda term: NOT contains(folded.heading, term))) = 0 AS INTEGER)
                AS hits,
                length(folded.words) AS long
            FROM (FROM headed UNION FROM texts) AS folded
            ORDER BY hits DESC, long, section_id
            LIMIT most + 30
        )
    SELECT
        CAST(
            found.hits + 4 * CAST(contains(lower(sections.text), lower(trim(replace(words, '"', '')))) AS INTEGER)
            AS INTEGER) AS score,
        plans.province,
        plans.plan,
        sections.path,
        sections.heading,
        sections.text,
        sections.page_start AS page,
        sections.section_id,
        sections.document_id
    FROM found
    JOIN sections USING (section_id)
    JOIN plans ON plans.document_id = sections.document_id
    ORDER BY score DESC, found.long, sections.section_id
    LIMIT most;
