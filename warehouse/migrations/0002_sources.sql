-- Every file that a document was read from has a row of its own, and runs count more than before.
ALTER TABLE IF EXISTS sources RENAME TO sources_of_somebody;
CREATE TABLE sources AS
SELECT
    source_uri,
    document_id,
    source_sha256,
    NULL::INTEGER AS size,
    ingested_at AS first_seen,
    ingested_at AS last_seen,
    NULL::TIMESTAMP AS missing_since
FROM documents
QUALIFY row_number() OVER (PARTITION BY source_uri ORDER BY ingested_at DESC, document_id) = 1;
ALTER TABLE rejected_files ADD COLUMN attempts INTEGER DEFAULT 1;
ALTER TABLE ingest_runs ADD COLUMN changed INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN moved INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN duplicates INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN missing INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN pruned INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN rejected_before INTEGER DEFAULT 0;
ALTER TABLE ingest_runs ADD COLUMN unfinished INTEGER DEFAULT 0;
