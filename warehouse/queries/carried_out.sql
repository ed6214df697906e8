-- What each plan is issued to carry out, and on which basis
SELECT
    plans.province,
    plans.plan,
    legal_references.relation,
    legal_references.number,
    legal_references.issuer AS reference_issuer,
    legal_references.issued_date AS reference_date,
    legal_references.raw AS reference,
    document_id
FROM legal_references
JOIN plans USING (document_id)
WHERE relation IN ('implements', 'basis')
ORDER BY plans.province COLLATE vi, plans.plan COLLATE vi, document_id, relation DESC, reference_id
