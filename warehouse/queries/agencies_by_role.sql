-- Agencies by role: in how many sections each body leads, cooperates, directs and so on
SELECT
    name AS agency,
    bool_or(collective) AS collective,
    count(DISTINCT document_id) AS plans,
    count(*) AS mentions,
    count(*) FILTER (role = 'lead') AS "lead",
    count(*) FILTER (role = 'implement') AS implement,
    count(*) FILTER (role = 'cooperate') AS cooperate,
    count(*) FILTER (role = 'direct') AS direct,
    count(*) FILTER (role = 'advise') AS advise,
    count(*) FILTER (role = 'supervise') AS supervise,
    count(*) FILTER (role = 'report_to') AS report_to,
    count(*) FILTER (role = 'issuer') AS issuer,
    count(*) FILTER (role = 'recipient') AS recipient,
    count(*) FILTER (role = 'cited') AS cited,
    count(*) FILTER (role = 'mentioned') AS mentioned
FROM agency_mentions
GROUP BY name
ORDER BY "lead" + implement DESC, mentions DESC, agency COLLATE vi
