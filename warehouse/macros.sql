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
