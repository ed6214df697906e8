-- One row a step from a plan to what it carries out or rests on, and from there on upwards as far as the warehouse holds the documents; at_centre tells that a body of the centre issued it.
WITH RECURSIVE
    central AS (SELECT DISTINCT name FROM agencies WHERE level = 'central'),
    edges AS (
        SELECT
            citing.document_id,
            citing.relation,
            citing.number,
            citing.raw,
            citing.issuer,
            citing.issued_date,
            min(cited.document_id) AS cited_document_id
        FROM legal_references AS citing
        JOIN documents AS own ON own.document_id = citing.document_id
        LEFT JOIN documents AS cited
            ON cited.number = citing.number
            AND cited.document_id <> citing.document_id
            AND (cited.issued_date = citing.issued_date
                 OR ((cited.issued_date IS NULL OR citing.issued_date IS NULL)
                     AND (cited.issuer = citing.issuer
                          OR (citing.issuer IS NULL AND cited.province_code = own.province_code))))
        WHERE citing.relation IN ('implements', 'basis')
        GROUP BY ALL
    ),
    walked AS (
        SELECT edges.*, edges.document_id AS start_id, 1 AS step, [edges.document_id] AS path FROM edges
        UNION ALL
        SELECT next.*, walked.start_id, walked.step + 1, list_append(walked.path, next.document_id)
        FROM walked
        JOIN edges AS next ON next.document_id = walked.cited_document_id
        WHERE walked.step < 10 AND NOT list_contains(walked.path, next.document_id)
    )
SELECT
    walked.start_id AS document_id,
    plans.plan,
    plans.province,
    walked.step,
    via.plan AS via,
    walked.relation,
    coalesce(walked.number, first_words(walked.raw)) AS reference,
    walked.issuer AS reference_issuer,
    walked.issued_date AS reference_date,
    walked.cited_document_id,
    central.name IS NOT NULL AS at_centre
FROM walked
JOIN plans ON plans.document_id = walked.start_id
JOIN plans AS via ON via.document_id = walked.document_id
LEFT JOIN central ON central.name = walked.issuer
