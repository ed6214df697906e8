"""Opening a published warehouse to read it: read-only in fact, and never in the way of a writer.

Imports little, so that a query answers at once: neither the row models nor Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.errors import NewerWarehouse, NoSuchWarehouse, NotAWarehouse, WarehouseBusy, WarehouseError

#: Raised by one when rows of the version before can no longer be carried over by column name alone, together with
#: a file in `migrations/`.
SCHEMA_VERSION = 2

#: No file but the warehouse, no extension, no Python variable is in reach of a query, and none of this can be undone.
READ_ONLY_SETTINGS = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise NoSuchWarehouse(path)
    if not path.is_file():
        raise NotAWarehouse(path, "it is no file")
    try:
        return duckdb.connect(str(path), read_only=True, config=READ_ONLY_SETTINGS)
    except duckdb.ConnectionException as error:
        raise WarehouseBusy(path, "this very process, with other settings") from error
    except duckdb.Error as error:
        raise _opening_error(path, str(error).splitlines()[0]) from error


def _opening_error(path: Path, message: str) -> WarehouseError:
    if "Could not set lock" in message:
        return WarehouseBusy(path, "a program that has it open for writing")
    if "Permission denied" in message:
        return WarehouseError(f"{path} may not be read: give yourself permission to read it.")
    if "version number" in message:
        return NewerWarehouse(path, message)
    return NotAWarehouse(path, "it is no DuckDB database, or a damaged one")


def schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The schema version of an open warehouse.

    Raises:
        NotAWarehouse: the database has no table `meta` of ours.
        NewerWarehouse: the version is above `SCHEMA_VERSION`.
    """
    try:
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise NotAWarehouse(path, "the DuckDB database has no kehoach tables") from error
    except duckdb.Error as error:
        raise NotAWarehouse(path, "the DuckDB database is damaged") from error
    if len(found) != 1 or not str(found[0][0]).isdecimal():
        raise NotAWarehouse(path, "its table meta names no schema version")
    version = int(found[0][0])
    if version > SCHEMA_VERSION:
        raise NewerWarehouse(path, f"schema version {version}, this one knows {SCHEMA_VERSION}")
    return version


@contextmanager
def open_warehouse(path: Path | str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a published warehouse; it keeps its snapshot while others publish.

    Raises:
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    path = Path(path)
    connection = _connect(path)
    try:
        schema_version(connection, path)
        yield connection
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document: its id, where it was read, and the pipeline version that made its rows."""

    document_id: str
    source_uri: str
    pipeline_version: str


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A file of a document: the SHA-256 of its bytes, whether it was missing, and what its store told of the bytes."""

    sha256: str
    missing: bool
    store_version: str | None = None


@dataclass(frozen=True, slots=True)
class KnownRejection:
    """A rejected file: its bytes (None if they could not be read), why, by which pipeline version, how often tried.

    `store_version` is what its store told of the bytes.
    """

    sha256: str | None
    reason: str
    error_type: str
    pipeline_version: str | None
    attempts: int
    store_version: str | None = None


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """What a warehouse knows of files.

    Attributes:
        documents: by the SHA-256 of their bytes.
        sources: files that documents were read from, by URI.
        rejected: files that could not be read, by URI.
    """

    documents: dict[str, KnownDocument] = field(default_factory=dict)
    sources: dict[str, KnownSource] = field(default_factory=dict)
    rejected: dict[str, KnownRejection] = field(default_factory=dict)

    def in_stores(self) -> dict[str, tuple[str, str]]:
        """Return the URIs of files in stores -> what the store told of their bytes, and the SHA-256 of these."""
        return {
            uri: (file.store_version, file.sha256)
            for files in (self.sources, self.rejected)
            for uri, file in files.items()
            if file.store_version is not None and file.sha256 is not None
        }


def known_files(path: Path | str) -> KnownFiles:
    """What a warehouse knows of files, also one of an older version; nothing where there is no warehouse yet.

    Raises:
        NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    if not Path(path).exists():
        return KnownFiles()
    with open_warehouse(path) as connection:
        older = schema_version(connection, Path(path)) < 2  # has neither the table nor the column
        known = connection.execute("SELECT 1 FROM duckdb_columns() WHERE column_name = 'store_version'").fetchall()
        store_version = "store_version" if known else "NULL"
        documents = connection.execute(
            "SELECT source_sha256, document_id, source_uri, pipeline_version FROM documents"
        ).fetchall()
        sources = connection.execute(
            "SELECT source_uri, source_sha256, false FROM documents"
            if older
            else f"SELECT source_uri, source_sha256, missing_since IS NOT NULL, {store_version} FROM sources"
        ).fetchall()
        rejected = connection.execute(
            f"""
            SELECT
                source_uri,
                source_sha256,
                reason,
                error_type,
                pipeline_version,
                {"1" if older else "attempts"},
                {store_version}
            FROM rejected_files LEFT JOIN ingest_runs USING (run_id)
            """
        ).fetchall()
    return KnownFiles(
        {sha256: KnownDocument(*row) for sha256, *row in documents},
        {uri: KnownSource(*row) for uri, *row in sources},
        {uri: KnownRejection(*row) for uri, *row in rejected},
    )
