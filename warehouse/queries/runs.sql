-- The runs of `kehoach ingest`, the last first
SELECT
    started_at,
    finished_at - started_at AS took,
    ingested,
    skipped,
    rejected,
    pipeline_version,
    run_id
FROM ingest_runs
ORDER BY started_at DESC, run_id
