-- Cited documents by frequency: in how many plans, how often, and as what
SELECT
    coalesce(number, first_words(raw)) AS reference,
    any_value(doc_type ORDER BY reference_id) AS doc_type,
    mode(issuer ORDER BY issuer) AS issuer,
    mode(issued_date ORDER BY issued_date) AS issued_date,
    count(DISTINCT document_id) AS plans,
    sum(mentions) AS mentions,
    count(DISTINCT document_id) FILTER (relation = 'implements') AS carried_out_by,
    count(DISTINCT document_id) FILTER (relation = 'basis') AS basis_of
FROM legal_references
GROUP BY reference
ORDER BY plans DESC, mentions DESC, reference
