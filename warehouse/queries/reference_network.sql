-- What each plan carries out or rests on, step by step up to the centre
-- parameter plan = : part of the plan's number, title or province, with or without diacritics; empty for all
SELECT network.province, network.plan, step, via, relation, reference, reference_issuer, reference_date, at_centre,
    cited_document_id IS NOT NULL AS in_warehouse, network.document_id
FROM reference_network AS network
JOIN plans USING (document_id)
WHERE contains(fold(concat_ws(' ', plans.plan, plans.title, plans.province)), fold($plan))
ORDER BY plans.province_position, network.plan, network.document_id, step, relation DESC, reference
