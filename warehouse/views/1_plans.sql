-- One row a document: what it is, whose, for which province and years; plan is its number, else the start of its title.
SELECT
    document_id,
    coalesce(number, first_words(title), source_name) AS plan,
    doc_type,
    province,
    branch,
    issuer,
    coalesce(issued_date, received_date) AS dated,
    coalesce(year(issued_date), year(received_date), period_start) AS year,
    period_start,
    period_end,
    title,
    number,
    source_name
FROM documents
