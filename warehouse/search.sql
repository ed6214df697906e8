-- Sections whose words hold all that is asked for, the best first: the whole phrase before the words apart, in the
-- heading before the text, with the same accents and tone marks before others, short before long. Of what is found in
-- very many sections, the 500 best by place and length are compared by their accents.
CREATE OR REPLACE MACRO search(words, most := 20) AS TABLE
    WITH
        found AS (
            SELECT
                section_id,
                2 * CAST(contains(words_of.words, search_phrase(words)) AS INTEGER)
                + CAST(contains(left(words_of.words, heading_length), search_terms(words)[1]) AS INTEGER)
                + 2 * CAST(contains(left(words_of.words, heading_length), search_phrase(words)) AS INTEGER) AS hits,
                length(words_of.words) AS long
            FROM section_search AS words_of
            WHERE len(search_terms(words)) > 0
              AND contains(words_of.words, coalesce(search_terms(words)[1], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[2], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[3], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[4], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[5], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[6], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[7], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[8], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[9], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[10], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[11], ''))
              AND contains(words_of.words, coalesce(search_terms(words)[12], ''))
            ORDER BY hits DESC, long, section_id
            LIMIT 500
        )
    SELECT
        CAST(found.hits + 4 * CAST(contains(lower(sections.text), lower(trim(replace(words, '"', '')))) AS INTEGER) AS INTEGER) AS score,
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
