-- Plans by the province of today: what was signed before a merger beside what came after
-- parameter province = : part of the name of today's province, with or without diacritics; empty for all
SELECT province_today, province AS province_then, plan, doc_type, dated, issuer AS issuer_then, issuer_today, document_id
FROM documents_today
WHERE contains(fold(coalesce(province_today, '')), fold($province))
ORDER BY province_today COLLATE vi NULLS LAST, dated, plan, document_id
