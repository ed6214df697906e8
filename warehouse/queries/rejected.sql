-- Files that could not be read, and why
SELECT source_uri, reason, error_type, rejected_at
FROM rejected_files
ORDER BY rejected_at DESC, source_uri
