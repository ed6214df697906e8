-- One row a target of a compared indicator with the national goal for its year: that of the document which the plan cites, else the newest at the plan's date; difference is the plan's number less the goal's.
WITH
    goals AS (
        SELECT
            indicator_id,
            deadline_year,
            list({
                number: document_number, issued: issued_date, wording: wording, low: low, high: high, unit: unit, per: per,
                comparable: comparable,
                goal: coalesce(value_text(low, high, comparator, unit, unit_label, per), wording)
            } ORDER BY issued_date) AS known
        FROM national_goals
        GROUP BY indicator_id, deadline_year
    ),
    cited AS (
        SELECT document_id, list(DISTINCT number) AS numbers
        FROM legal_references
        WHERE number IN (SELECT document_number FROM national_goals)
        GROUP BY document_id
    ),
    chosen AS (
        SELECT
            targets.*,
            value_text(
                targets.low, targets.high, targets.comparator, targets.unit, targets.unit_label, targets.per
            ) AS value_text,
            plans.plan,
            plans.doc_type,
            plans.province,
            plans.province_position,
            plans.branch,
            plans.issuer,
            plans.dated AS plan_dated,
            plans.year AS plan_year,
            coalesce(
                list_filter(goals.known, lambda goal: list_contains(cited.numbers, goal.number))[-1],
                list_filter(goals.known, lambda goal: goal.issued <= plans.dated)[-1],
                goals.known[1]
            ) AS national
        FROM targets
        JOIN plans USING (document_id)
        LEFT JOIN goals USING (indicator_id, deadline_year)
        LEFT JOIN cited USING (document_id)
        WHERE targets.indicator_id IS NOT NULL
    )
SELECT
    chosen.* EXCLUDE (national),
    national.goal AS national_goal,
    national.number AS national_document,
    national.wording AS national_wording,
    CASE WHEN national.comparable AND national.unit = unit AND national.per IS NOT DISTINCT FROM per
         THEN coalesce(low, high) - coalesce(national.low, national.high) END AS difference
FROM chosen
