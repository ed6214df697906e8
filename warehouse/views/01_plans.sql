-- One row a document: what it is, whose, for which province and years; plan is its number, else the start of its title.
SELECT
    documents.document_id,
    coalesce(documents.number, first_words(documents.title), documents.source_name) AS plan,
    documents.doc_type,
    documents.province,
    documents.branch,
    documents.issuer,
    coalesce(documents.issued_date, documents.received_date) AS dated,
    coalesce(year(documents.issued_date), year(documents.received_date), documents.period_start) AS year,
    documents.period_start,
    documents.period_end,
    documents.title,
    documents.number,
    documents.source_name,
    documents.province_code,
    documents.issuer_id,
    province_positions.province_position
FROM documents
LEFT JOIN (
    SELECT province_code, dense_rank() OVER (ORDER BY name COLLATE vi) AS province_position FROM provinces
) AS province_positions USING (province_code)
