"""Which files a document was read from: the table `sources`, and what becomes of a document when its files do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import duckdb
import pyarrow as pa

from schemas.uris import file_name


def _texts(values: Collection[str]) -> pa.Array:
    return pa.array(list(values), pa.string())


def put(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """Record that files were seen with the bytes of documents; when they were first seen is kept."""
    connection.register("seen", rows)
    connection.execute(
        """
        INSERT INTO sources BY NAME FROM seen
        ON CONFLICT (source_uri) DO UPDATE SET
            document_id = excluded.document_id,
            source_sha256 = excluded.source_sha256,
            size = excluded.size,
            last_seen = excluded.last_seen,
            store_version = excluded.store_version,
            missing_since = NULL
        """
    )
    connection.execute("DELETE FROM rejected_files WHERE source_uri IN (SELECT source_uri FROM seen)")
    connection.unregister("seen")


def forget(connection: duckdb.DuckDBPyConnection, uris: Collection[str]) -> None:
    """Remove files, also from those that were rejected."""
    connection.register("forgotten", pa.table({"source_uri": _texts(uris)}))
    for table in ("sources", "rejected_files"):
        connection.execute(f"DELETE FROM {table} WHERE source_uri IN (SELECT source_uri FROM forgotten)")
    connection.unregister("forgotten")


def miss(connection: duckdb.DuckDBPyConnection, uris: Collection[str], moment: datetime) -> None:
    """Record since when files are missing; an earlier moment stays."""
    connection.register("missed", pa.table({"source_uri": _texts(uris)}))
    connection.execute(
        "UPDATE sources SET missing_since = ? "
        "WHERE missing_since IS NULL AND source_uri IN (SELECT source_uri FROM missed)",
        [moment],
    )
    connection.unregister("missed")


def left_behind(connection: duckdb.DuckDBPyConnection, documents: Collection[str]) -> set[str]:
    """Name each document after a file that it still has, one that is there before one that is missing.

    Args:
        connection: the writer's.
        documents: ids of the documents whose files have changed.

    Returns:
        The ids of those that no file is left of.
    """
    connection.register("touched", pa.table({"document_id": _texts(documents)}))
    found = connection.execute(
        """
        SELECT
            documents.document_id,
            documents.source_uri,
            arg_min(
                sources.source_uri,
                (missing_since IS NOT NULL, sources.source_uri <> documents.source_uri, first_seen, sources.source_uri)
            ) AS best
        FROM documents
        SEMI JOIN touched USING (document_id)
        LEFT JOIN sources USING (document_id)
        GROUP BY ALL
        """
    ).fetchall()
    connection.unregister("touched")
    renamed = [(document_id, best) for document_id, uri, best in found if best is not None and best != uri]
    if renamed:
        ids, uris = zip(*renamed, strict=True)
        names = _texts([file_name(uri) for uri in uris])
        connection.register(
            "renamed", pa.table({"document_id": _texts(ids), "source_uri": _texts(uris), "source_name": names})
        )
        connection.execute(
            "UPDATE documents SET source_uri = renamed.source_uri, source_name = renamed.source_name "
            "FROM renamed WHERE documents.document_id = renamed.document_id"
        )
        connection.unregister("renamed")
    return {document_id for document_id, _, best in found if best is None}
