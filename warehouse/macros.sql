-- Text without diacritics and tone marks, in lower case, đ as d: fold('Đường Huế') = 'duong hue'.
CREATE OR REPLACE MACRO fold(words) AS translate(strip_accents(lower(words)), 'đ', 'd');

-- A number without needless decimals, thousands parted by a comma.
CREATE OR REPLACE MACRO number_text(number) AS
    CASE WHEN number = trunc(number) AND abs(number) < 1e15 THEN format('{:,}', CAST(number AS BIGINT))
         ELSE CAST(number AS VARCHAR) END;

-- Bounds as people write them: '15 %', '> 30 %', '7–10 %/year', '≥ 2 triệu'.
CREATE OR REPLACE MACRO value_text(low, high, comparator, unit, label, per) AS
    CASE WHEN low IS NULL AND high IS NULL THEN NULL ELSE
        CASE comparator WHEN 'approx' THEN '≈ ' WHEN 'gt' THEN '> ' WHEN 'gte' THEN '≥ '
                        WHEN 'lt' THEN '< ' WHEN 'lte' THEN '≤ ' ELSE '' END
        || CASE WHEN low < high THEN number_text(low) || '–' || number_text(high)
                ELSE number_text(coalesce(low, high)) END
        || CASE unit WHEN 'percent' THEN ' %' WHEN 'vnd' THEN ' VND' ELSE coalesce(' ' || label, '') END
        || coalesce('/' || per, '')
    END;

-- The first words of a text, at most 60 letters, with … where it goes on.
CREATE OR REPLACE MACRO first_words(words) AS
    CASE WHEN length(words) <= 60 THEN words ELSE regexp_replace(left(words, 60), '\s*\S*$', '') || '…' END;

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

-- Whether a folded text holds a term; null is held by all. It is looked for without the blank before it first, since the
-- engine jumps to the first letter of what it looks for, and a blank stands everywhere: that is four times as fast.
CREATE OR REPLACE MACRO holds_term(held, term) AS
    contains(held, coalesce(ltrim(term), '')) AND contains(held, coalesce(term, ''));

-- Whether a folded text holds all of at most 12 terms. Written out: a list would be gone through row by row.
CREATE OR REPLACE MACRO holds_terms(held, terms) AS
    holds_term(held, terms[1]) AND holds_term(held, terms[2]) AND holds_term(held, terms[3])
    AND holds_term(held, terms[4]) AND holds_term(held, terms[5]) AND holds_term(held, terms[6])
    AND holds_term(held, terms[7]) AND holds_term(held, terms[8]) AND holds_term(held, terms[9])
    AND holds_term(held, terms[10]) AND holds_term(held, terms[11]) AND holds_term(held, terms[12]);

-- The numbers of the rows whose signature has the bits asked for (64 a number, `warehouse.signatures` sets them). A
-- column of which no bit is asked for is not read.
CREATE OR REPLACE MACRO likely_rows(bits) AS TABLE
    SELECT rowid AS place FROM section_search
    WHERE
        (bits[1] = 0 OR bits_0 & bits[1] = bits[1])
        AND (bits[2] = 0 OR bits_1 & bits[2] = bits[2])
        AND (bits[3] = 0 OR bits_2 & bits[3] = bits[3])
        AND (bits[4] = 0 OR bits_3 & bits[4] = bits[4])
        AND (bits[5] = 0 OR bits_4 & bits[5] = bits[5])
        AND (bits[6] = 0 OR bits_5 & bits[6] = bits[6])
        AND (bits[7] = 0 OR bits_6 & bits[7] = bits[7])
        AND (bits[8] = 0 OR bits_7 & bits[8] = bits[8]);
