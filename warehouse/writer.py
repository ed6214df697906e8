"""The one writer of a warehouse: documents in bulk, each with all its rows or none, published in one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from schemas.tables import Agency, DocumentRows, IngestRun, Province, RejectedFile, Row, Source
from warehouse import derived, goals, migrate, sources, staging, views
from warehouse.arrow import layer_tables, to_arrow
from warehouse.batches import Batch, LoadFailure, LoadOutcome, failure, gather
from warehouse.errors import WarehouseError
from warehouse.removal import delete_documents, drop_orphan_agencies
from warehouse.transaction import ROW_FAULTS, Transaction, cannot_write

#: Rows loaded between two checkpoints: what is not checkpointed is held in memory.
_CHECKPOINT_ROWS = 500_000

#: What DuckDB may hold: it would else keep pages of a large warehouse until most of the machine's memory is taken.
_MEMORY = "1GB"


class WarehouseWriter:
    """Writes a warehouse; use it as a context manager, from one thread.

    Nothing is seen by readers before `publish`. Leaving the block publishes what is left, unless an exception leaves
    it: then what was not published is thrown away.

    Args:
        path: the warehouse; made where there is none.
        timeout: seconds to wait for another writer.
        on_wait: told who that is, once, before the wait.
    """

    def __init__(self, path: Path | str, timeout: float = 600, on_wait: Callable[[str], None] | None = None) -> None:
        self._path = Path(path).resolve()
        self._building = staging.building_path(self._path)
        self._lock = staging.WriterLock(self._path)
        self._timeout, self._on_wait = timeout, on_wait
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._documents: set[str] = set()
        #: URI of each file -> its document.
        self._sources: dict[str, str] = {}
        self._provinces: set[str] = set()
        self._agencies: set[str] = set()
        #: Agencies that a document's own row must not replace: those of the lexicon, and those written in this session.
        self._settled: set[str] = set()
        self._lexicon: set[str] | None = None
        self._rows_since_checkpoint = 0

    def __enter__(self) -> Self:
        self._lock.acquire(self._timeout, self._on_wait)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.publish()
        finally:
            self._close()
            self._lock.release()

    def load_dimensions(self, provinces: Iterable[Province], agencies: Iterable[Agency]) -> None:
        """Replace the provinces, and add or replace the agencies of the lexicon; call it before `load`.

        Raises:
            WarehouseError: two rows have the same key, or a row does not fit.
        """
        province_rows, agency_rows = list(provinces), list(agencies)
        connection = self._open()
        try:
            with self._transaction():
                connection.execute("DELETE FROM provinces")
                self._insert("provinces", province_rows)
                self._insert("agencies", agency_rows, replace=True)
        except ROW_FAULTS as error:
            raise WarehouseError(f"The dimensions cannot be loaded: {error}") from error
        self._provinces = {province.province_code for province in province_rows}
        self._lexicon = {agency.agency_id for agency in agency_rows}
        self._agencies |= self._lexicon
        self._settled = set(self._lexicon)

    def load(self, documents: Sequence[DocumentRows], files: Iterable[Source] = ()) -> LoadOutcome:
        """Load documents, each with all its rows or none; a document that is there already is replaced.

        A document is replaced by one of the same id, and by one that was read at the same `source_uri` (a changed
        file), also within a batch: the last one stays. One that another file still has the bytes of is kept, and
        named after that file. A batch is one transaction; where that fails, each of its documents gets one of its own.

        Args:
            documents: the documents.
            files: all files that have their bytes; by default the one that each was read from.

        Raises:
            WarehouseError: the disk is full or another fault that lies in no document.
        """
        self._open()
        batch = gather(documents, files, self._agencies, self._provinces)
        failed = list(batch.failed)
        if batch.documents:
            try:
                self._load_together(batch.documents, batch.files)
            except ROW_FAULTS as error:
                failed += self._load_apart(batch) if len(batch.documents) > 1 else [failure(batch.documents[0], error)]
        lost = {one.document_id for one in failed}
        ids = [rows.document.document_id for rows in batch.documents]
        return LoadOutcome(tuple(document_id for document_id in ids if document_id not in lost), tuple(failed))

    def place(
        self,
        files: Sequence[Source] = (),
        *,
        gone: Collection[str] = (),
        missing: Collection[str] = (),
        moment: datetime | None = None,
    ) -> int:
        """Record where the files of documents are that are here already; all in one transaction.

        Args:
            files: files with the bytes of such documents; others are left out.
            gone: URIs that are forgotten: a document that has no other file goes with its last one.
            missing: URIs of files that were not found; they are kept.
            moment: when they were not found; by default now.

        Returns:
            How many documents went.

        Raises:
            WarehouseError: the warehouse cannot be written.
        """
        self._open()
        known = [file for file in files if file.document_id in self._documents]
        touched = {self._sources[uri] for uri in gone if uri in self._sources}
        touched |= {self._sources[uri] for uri in missing if uri in self._sources}
        touched |= {file.document_id for file in known if self._sources.get(file.source_uri) != file.document_id}
        touched |= {self._sources[file.source_uri] for file in known if file.source_uri in self._sources}
        with self._transaction():
            sources.forget(self._open(), gone)
            if known:
                sources.put(self._open(), to_arrow("sources", known))
            sources.miss(self._open(), missing, (moment or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None))
            left = sources.left_behind(self._open(), touched)
            delete_documents(self._open(), left)
        for uri in gone:
            self._sources.pop(uri, None)
        self._sources |= {file.source_uri: file.document_id for file in known}
        self._documents -= left
        return len(left)

    def reject(self, files: Iterable[RejectedFile]) -> None:
        """Record files that could not be read; a file's earlier rejection is replaced."""
        latest = {file.source_uri: file for file in files}
        self._open()
        with self._transaction():
            self._insert("rejected_files", list(latest.values()), replace=True)

    def record_run(self, run: IngestRun) -> None:
        """Record a run, or replace what is recorded of it: once when it starts, once when it ends."""
        self._open()
        with self._transaction():
            self._insert("ingest_runs", [run], replace=True)

    def publish(self) -> None:
        """Let readers see all that was written so far, in one step. Nothing happens where nothing was written.

        Raises:
            WarehouseError: the file cannot be put in place; the published one is whole.
        """
        if self._connection is None:
            return
        try:
            if self._lexicon is not None:
                drop_orphan_agencies(self._connection, self._lexicon)
            migrate.set_meta(self._connection, "published_at", datetime.now(UTC).isoformat(timespec="seconds"))
            self._connection.execute("CHECKPOINT building")
            self._connection.close()
        except duckdb.Error as error:
            raise cannot_write(self._path, error) from error
        self._connection = None
        staging.swap_in(self._building, self._path)

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is not None:
            return self._connection
        if not self._lock.held:
            raise WarehouseError("A warehouse is written inside `with WarehouseWriter(path) as writer:`.")
        staging.remove_database(self._building)
        fresh = not self._path.exists()
        if not fresh:
            staging.copy_published(self._path, self._building)
        spill = staging.spill_path(self._building)
        connection = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)})
        try:
            migrate.attach(connection, self._building, "building")
            if fresh:
                migrate.create_tables(connection)
            else:
                migrate.bring_forward(connection, self._building, self._path)
            if migrate.get_meta(connection, "derived") != derived.fingerprint():
                derived.rebuild(connection)
                migrate.set_meta(connection, "derived", derived.fingerprint())
            goals.load_goals(connection)
            views.create_views(connection)
            migrate.set_meta(connection, "views", views.fingerprint())
        except duckdb.Error as error:
            connection.close()
            raise cannot_write(self._path, error) from error
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._documents = {row[0] for row in connection.execute("SELECT document_id FROM documents").fetchall()}
        self._sources = dict(connection.execute("SELECT source_uri, document_id FROM sources").fetchall())
        self._agencies = {row[0] for row in connection.execute("SELECT agency_id FROM agencies").fetchall()}
        self._provinces = {row[0] for row in connection.execute("SELECT province_code FROM provinces").fetchall()}
        if self._lexicon is None:
            self._settled = set(self._agencies)
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        staging.remove_database(self._building)

    def _transaction(self) -> Transaction:
        return Transaction(self._open(), self._path)

    def _insert(self, table: str, rows: Sequence[Row], replace: bool = False) -> None:
        if rows:
            self._insert_arrow(table, to_arrow(table, rows), replace)

    def _insert_arrow(self, table: str, rows: pa.Table, replace: bool = False) -> None:
        connection = self._open()
        connection.register("incoming", rows)
        connection.execute(f"INSERT {'OR REPLACE ' if replace else ''}INTO {table} BY NAME FROM incoming")
        connection.unregister("incoming")

    def _load_apart(self, batch: Batch) -> list[LoadFailure]:
        failed = []
        for rows in batch.documents:
            try:
                self._load_together([rows], batch.files_of(rows))
            except ROW_FAULTS as error:
                failed.append(failure(rows, error))
        return failed

    def _load_together(self, batch: Sequence[DocumentRows], files: Sequence[Source]) -> None:
        tables = layer_tables(batch)
        found = {
            agency.agency_id: agency
            for rows in batch
            for agency in rows.agencies
            if agency.agency_id not in self._settled
        }
        incoming = {rows.document.document_id for rows in batch}
        before = {self._sources[file.source_uri] for file in files if file.source_uri in self._sources} - incoming
        with self._transaction():
            delete_documents(self._open(), incoming & self._documents)
            self._insert("agencies", list(found.values()), replace=True)
            for table, rows in tables.items():
                self._insert_arrow(table, rows)
            derived.add(self._open(), tables)
            sources.put(self._open(), to_arrow("sources", files))
            left = sources.left_behind(self._open(), before) if before else set()
            delete_documents(self._open(), left)
        self._documents = (self._documents | incoming) - left
        self._sources |= {file.source_uri: file.document_id for file in files}
        self._agencies |= found.keys()
        self._settled |= found.keys()
        self._rows_since_checkpoint += sum(rows.num_rows for rows in tables.values())
        if self._rows_since_checkpoint >= _CHECKPOINT_ROWS:
            try:
                self._open().execute("CHECKPOINT building")
            except duckdb.Error as error:
                raise cannot_write(self._path, error) from error
            self._rows_since_checkpoint = 0
