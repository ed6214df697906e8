-- The words and "phrases" asked for, folded, at most 12, each with a blank before and behind.
CREATE OR REPLACE MACRO search_terms(words) AS
    list_transform(
        list_filter(
            list_transform(
                regexp_extract_all(fold(words), '"[^"]+"|[^"\s]+'),
                lambda term: trim(regexp_replace(term, '[^a-z0-9]+', ' ', 'g'))),
            lambda term: term <> '')[1:12],
        lambda term: ' ' || term || ' ');

-- The same words as one phrase.
CREATE OR REPLACE MACRO search_phrase(words) AS ' ' || trim(regexp_replace(fold(words), '[^a-z0-9]+', ' ', 'g')) || ' ';

-- The bits that the signature of a text has if it holds all terms: their places as `warehouse.signatures` sets them.
CREATE OR REPLACE MACRO syllables_of(term) AS [left(syllable, 7) FOR syllable IN string_split(trim(term), ' ')];
CREATE OR REPLACE MACRO syllable_number(syllable) AS CAST('0x' || hex(syllable) AS BIGINT) % 999983;
CREATE OR REPLACE MACRO syllable_places(syllable) AS
    CASE WHEN list_contains(common_syllables(), syllable) THEN [list_position(common_syllables(), syllable) - 1]
         ELSE [192 + syllable_number(syllable) * 1009 % prime FOR prime IN [571, 569, 563]] END;
CREATE OR REPLACE MACRO pair_places(pair) AS
    [192 + (syllable_number(pair[1]) * 1009 + syllable_number(pair[2])) % prime FOR prime IN [571, 569]];
CREATE OR REPLACE MACRO search_places(words) AS
    flatten([
        flatten([syllable_places(syllable) FOR syllable IN syllables_of(term)])
        || flatten([pair_places(pair) FOR pair IN list_zip(syllables_of(term)[:-2], syllables_of(term)[2:])])
        FOR term IN search_terms(words)]);
CREATE OR REPLACE MACRO bits_at(places) AS
    coalesce(list_bit_or([CAST(1 AS UBIGINT) << CAST(place % 64 AS UBIGINT) FOR place IN places]), 0);

-- Whether a signature, or its column of that number, has all bits of the words.
CREATE OR REPLACE MACRO has_bits(bits, asked) AS asked = 0 OR asked & ~bits = 0;
CREATE OR REPLACE MACRO may_hold(bits, words) AS has_bits(bits, bits_at(search_places(words)));
CREATE OR REPLACE MACRO column_may_hold(bits, number, words) AS
    has_bits(bits, bits_at([place FOR place IN search_places(words) IF place // 64 = number]));

-- Whether a folded text holds all terms. Each is looked for twice: without the blank before it first, since the engine
-- jumps to the first letter of what it looks for, and a blank stands everywhere.
CREATE OR REPLACE MACRO holds_all(folded, terms) AS
    len([term FOR term IN terms IF NOT (contains(folded, ltrim(term)) AND contains(folded, term))]) = 0;

-- Sections whose words hold all that is asked for, the best first: with the same accents and tone marks before others,
-- the whole phrase before its words apart, the heading before the text, short before long. Where headings and texts
-- hold the words very often, the first 1000 headings and the first 1000 texts are compared.
-- Only what may hold the words by its signature is read. That is found apart, as numbers of rows: the engine would read
-- the texts of all rows before it tests more than one column. The bits asked for follow from the words alone, so that
-- the columns in which there are none are not read either.
CREATE OR REPLACE MACRO search(words, most := 20) AS TABLE
    WITH
        asked AS MATERIALIZED (SELECT search_terms(words) AS terms, search_phrase(words) AS phrase),
        likely_headings AS (
            SELECT rowid AS place FROM section_search
            WHERE may_hold(heading_bits, words)
        ),
        likely_texts AS (
            SELECT rowid AS place FROM section_search
            WHERE column_may_hold(bits_0, 0, words)
              AND column_may_hold(bits_1, 1, words)
              AND column_may_hold(bits_2, 2, words)
              AND column_may_hold(bits_3, 3, words)
              AND column_may_hold(bits_4, 4, words)
              AND column_may_hold(bits_5, 5, words)
              AND column_may_hold(bits_6, 6, words)
              AND column_may_hold(bits_7, 7, words)
              AND column_may_hold(bits_8, 8, words)
              AND column_may_hold(bits_9, 9, words)
              AND column_may_hold(bits_10, 10, words)
              AND column_may_hold(bits_11, 11, words)
        ),
        headed AS (
            SELECT section_id, heading, folded.words
            FROM (FROM section_search AS own SEMI JOIN likely_headings AS likely ON own.rowid = likely.place) AS folded
            CROSS JOIN asked
            WHERE len(asked.terms) > 0 AND holds_all(folded.heading, asked.terms)
            LIMIT 1000
        ),
        texts AS (
            SELECT section_id, heading, folded.words
            FROM (FROM section_search AS own SEMI JOIN likely_texts AS likely ON own.rowid = likely.place) AS folded
            CROSS JOIN asked
            WHERE len(asked.terms) > 0 AND holds_all(folded.words, asked.terms)
            LIMIT 1000
        ),
        found AS (
            SELECT
                section_id,
                2 * CAST(contains(folded.heading, asked.phrase) AS INTEGER)
                + CAST(contains(folded.words, asked.phrase) AS INTEGER)
                + CAST(holds_all(folded.heading, asked.terms) AS INTEGER) AS hits,
                length(folded.words) AS long
            FROM (FROM headed UNION FROM texts) AS folded
            CROSS JOIN asked
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
