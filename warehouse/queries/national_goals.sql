-- The goals that the centre sets for the whole country, with the document and where it can be read
SELECT indicator_id, deadline_year, value_text(low, high, comparator, unit, unit_label, per) AS goal, wording, document_number,
    issuer, issued_date, source
FROM national_goals
ORDER BY indicator_id, deadline_year, issued_date
