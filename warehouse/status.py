"""What a warehouse tells about its upkeep: its runs, what could not be read, and which files are missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.reader import open_warehouse, schema_version

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The state of a warehouse.

    Attributes:
        documents: how many there are.
        sources: how many files they were read from.
        runs: rows of `ingest_runs`, the last first.
        rejected: rows of `rejected_files`, the last first.
        missing: files that are gone, with the document that is kept: `source_uri`, `missing_since`, `number`, `title`,
            `other_sources` (how many files with the same bytes are still there).
    """

    documents: int
    sources: int
    runs: list[Item]
    rejected: list[Item]
    missing: list[Item]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: object) -> list[Item]:
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def upkeep(path: Path | str, runs: int = 10) -> Upkeep:
    """Return the state of a warehouse, with so many of its last runs; of an older version, what it has of it.

    Raises:
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    with open_warehouse(path) as connection:
        older = schema_version(connection, Path(path)) < 2
        files = "documents" if older else "sources"
        counts = connection.execute(f"SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM {files})")
        documents, sources = counts.fetchall()[0]
        missing = """
            SELECT
                gone.source_uri, missing_since, documents.number, documents.title,
                (SELECT count(*) FROM sources AS other
                WHERE other.document_id = gone.document_id AND other.missing_since IS NULL) AS other_sources
            FROM sources AS gone JOIN documents USING (document_id)
            WHERE missing_since IS NOT NULL
            ORDER BY missing_since DESC, gone.source_uri
        """
        return Upkeep(
            documents,
            sources,
            _rows(connection, "FROM ingest_runs ORDER BY started_at DESC, run_id DESC LIMIT ?", runs),
            _rows(connection, "FROM rejected_files ORDER BY rejected_at DESC, source_uri"),
            [] if older else _rows(connection, missing),
        )
