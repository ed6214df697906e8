"""From files to a published warehouse: the work of `kehoach ingest` as plain functions that know no Prefect.

`IngestJob` holds the state of one run; `ingest` drives it from start to end, and `flows.prefect_flow` drives the same
steps as tasks.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from flows.batches import Batch, batch_sizes, in_order
from flows.cache import ReadingCache
from flows.comparison import Rules, compare
from flows.discover import Rejection, SourceFile, Unfinished, discover
from flows.failures import words_of
from flows.journal import note
from flows.limits import Limits
from flows.readers import Reader, Stamp
from flows.rejections import for_all_copies, not_pruned, rejected_rows, without_plans
from flows.run_events import Listener, Several, Summary
from flows.run_record import RunRecord, row_count
from flows.stores import Place
from flows.tally import Tally
from flows.version import reading_version, version_for
from flows.workers import WorkerPool

if TYPE_CHECKING:
    from corpus.settings import Ocr
    from schemas.tables import DocumentRows, Source
    from warehouse import KnownFiles, WarehouseWriter

#: Bytes up to which one worker that is forked from here is done before others would have started.
SMALL_BYTES = 400_000
#: Elsewhere, system libraries break in a forked child.
CAN_FORK = sys.platform == "linux"
#: Seconds to wait for another ingest into the same warehouse.
PATIENCE_SECONDS = 600.0
#: Seconds of work that an ended run loses at most: what is loaded is published at least this often.
PUBLISH_SECONDS = 120.0


class IngestJob:
    """One run over some places; a context manager.

    Call `discover`, then `extract` and `load` for each of the `batches`, then `finish`. Documents that were loaded when
    an exception ends the block are published: each of them is whole.

    Args:
        paths: files and folders, of this machine and in stores.
        warehouse: the DuckDB file, made where there is none.
        jobs: worker processes; by default one a core, and a forked one for a few small files.
        force: read unchanged files anew.
        apart: fork nothing from this process, even where the files are few.
        limits: what a file may take.
        patience: seconds to wait for another writer of the warehouse.
        listener: told what happens.
        ocr: which pages OCR reads, as of `corpus.read`.
        may_be_empty: a folder without plans is no fault: an inbox is empty most of the time.
        retry_rejected: read files anew that an earlier run rejected.
        prune: forget files that are gone from the given folders, and documents that have no other file.
        settle: seconds for which a new or changed file must have been left alone before it is read.
        elsewhere: makes what reads the files, given the run's stamp and id; by default worker processes do.
    """

    def __init__(
        self,
        paths: Sequence[Place],
        warehouse: Path,
        *,
        jobs: int | None = None,
        force: bool = False,
        apart: bool = False,
        limits: Limits | None = None,
        patience: float = PATIENCE_SECONDS,
        listener: Listener | None = None,
        ocr: Ocr = "auto",
        may_be_empty: bool = False,
        retry_rejected: bool = False,
        prune: bool = False,
        settle: float = 0.0,
        elsewhere: Callable[[Stamp, str], Reader] | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self.paths, self.warehouse = list(paths), warehouse
        self.jobs, self.force, self._apart, self.limits = jobs, force, apart, limits or Limits()
        self.record = RunRecord()
        self._listener = Several(listener or Listener(), self.record)
        self.ocr: Ocr = ocr
        self._may_be_empty = may_be_empty
        self._started, self._clock = datetime.now(UTC), time.monotonic()
        self.run_id = f"{self._started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        self._listener.begun(self.run_id)
        self._patience = patience
        self._cache = ReadingCache.of_machine(reading_version(ocr))
        self._stamp = Stamp(version_for(ocr), self._started, ocr, self._cache)
        self.rules = Rules(self._stamp.pipeline_version, force, retry_rejected, prune, settle)
        self._tally = Tally()
        self._known: KnownFiles
        self._preparing = threading.Lock()
        self._sources: list[SourceFile] | None = None
        self._reader: Reader | None = None
        self._outcomes: Iterator[DocumentRows | Rejection] = iter(())
        self._batches: list[int] = []
        self._extracted: dict[int, Batch] = {}
        self._loaded: dict[int, int] = {}
        self._summary: Summary | None = None
        self._writer: WarehouseWriter | None = None
        self._published = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._preparing:
            if self._reader is not None:
                self._reader.__exit__(kind, error, trace)
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.__exit__(None, None, None)
        if error is not None and self._summary is None:
            words = words_of(error, 300) if str(error) else "interrupted"
            note(self.warehouse, self._told() | {"problem": words})

    def prepare(self) -> None:
        """Begin to find the files and to load the models, in the background: a core is free while Prefect loads."""

        def begin() -> None:
            # A fault comes again, and is told, when the run itself asks for the files.
            with contextlib.suppress(Exception):
                if self.discover() and self._reader is not None:
                    self._reader.warm_up()

        threading.Thread(target=begin, daemon=True).start()

    def discover(self) -> int:
        """Find and hash the files, put aside those that are unchanged; return how many are left to read.

        Raises:
            WarehouseError: the warehouse cannot be read.
        """
        from warehouse import known_files

        with self._preparing:
            if self._sources is not None:
                return len(self._sources)
            self._known = known_files(self.warehouse)
            found = discover(self.paths, {} if self.force else self._known.in_stores())
            if not self._may_be_empty:
                found.rejected += without_plans(self.paths, found)
            comparison = compare(found, self._known, self.paths, self.rules)
            sources = in_order(comparison.to_read)
            self._tally = Tally.of(
                comparison, found.rejected + [not_pruned(*folder) for folder in comparison.held.items()]
            )
            self._listener.discovered(found, len(sources))
            self._listener.compared(comparison)
            for rejection in self._tally.rejections:
                self._listener.rejected(rejection)
            self._batches = list(batch_sizes(sources))
            self._reader = self._make_reader(sources)
            self._outcomes = self._reader.read(sources)
            self._sources = sources
            return len(sources)

    def _make_reader(self, sources: Sequence[SourceFile]) -> Reader:
        from corpus.page_pool import usable_cores

        if self._elsewhere is not None:
            return self._elsewhere(self._stamp, self.run_id)
        if self.jobs is None and not self._apart and sum(source.size for source in sources) <= SMALL_BYTES:
            return WorkerPool(self._stamp, 1, usable_cores(), limits=self.limits, forked=CAN_FORK)
        cores = self.jobs or usable_cores()
        return WorkerPool(self._stamp, min(cores, max(len(sources), 1)), cores, limits=self.limits)

    def batches(self) -> range:
        """The numbers of the batches that the files make."""
        return range(len(self._batches))

    def extract(self, number: int) -> Batch:
        """Read the next batch of files; what cannot be read is a rejection.

        A batch that was read, and perhaps loaded, is not read again.

        Raises:
            WorkersUnusable: worker processes cannot start.
        """
        if number in self._extracted or number in self._loaded:
            return self._extracted.get(number, Batch(number))
        batch = Batch(number)
        copies = self._tally.comparison.copies
        for outcome in islice(self._outcomes, self._batches[number]):
            if isinstance(outcome, Rejection) and outcome.error_type == "Changed":
                self._leave(outcome)
            elif isinstance(outcome, Rejection):
                for rejection in for_all_copies(outcome, copies):
                    batch.rejections.append(rejection)
                    self._listener.rejected(rejection)
            else:
                batch.documents.append(outcome)
                self._listener.read(outcome.document.source_uri, row_count(outcome))
        self._extracted[number] = batch
        return batch

    def _leave(self, rejection: Rejection) -> None:
        unfinished = Unfinished(rejection.uri, "it changed while it was read")
        self._tally.comparison.unfinished.append(unfinished)
        self._listener.left(unfinished)

    def load(self, batch: Batch) -> int:
        """Write a batch to the warehouse in one transaction; return how many documents it holds now.

        Calling it again with the same batch after a fault changes nothing but that.

        Raises:
            WarehouseError: the warehouse cannot be written.
        """
        if batch.number in self._loaded:
            return self._loaded[batch.number]
        if not batch.documents:
            self._tally.rejections += batch.rejections
            self._loaded[batch.number] = 0
            return 0
        writer = self._writing()
        copies = self._tally.comparison.copies
        files = [file for rows in batch.documents for file in copies[rows.document.source_sha256]]
        outcome = writer.load(batch.documents, map(self._source, files))
        failed = [
            rejection
            for failure in outcome.failed
            for rejection in for_all_copies(
                Rejection(failure.source_uri, batch.sha256_of(failure.document_id), failure.reason, failure.error_type),
                copies,
            )
        ]
        for rejection in failed:
            self._listener.rejected(rejection)
        if time.monotonic() - self._published > PUBLISH_SECONDS:
            writer.publish()
            self._published = time.monotonic()
        written = set(outcome.loaded)
        loaded = [rows for rows in batch.documents if rows.document.document_id in written]
        self._listener.loaded(loaded)
        self._tally.load(loaded)
        self._tally.rejections += batch.rejections + failed
        self._loaded[batch.number] = len(loaded)
        self._extracted.pop(batch.number, None)
        return len(loaded)

    @property
    def begun(self) -> bool:
        """Whether something of it is done that `ingest` would complete."""
        return bool(self._extracted or self._loaded or self._summary)

    def finish(self) -> Summary:
        """Record run and rejections, publish, and sum up. A run that changes nothing leaves the warehouse as it is.

        Raises:
            WarehouseError: the warehouse cannot be written.
        """
        if self._summary is not None:
            return self._summary
        rejected = list(rejected_rows(self._tally.rejections, self._known, self.run_id))
        if self._tally.ingested or rejected or self._tally.comparison.writes:
            writer = self._writing()
            writer.reject(rejected)
            self._record(writer, finished=True)
            writer.publish()
            self._cache.trim()
        else:
            note(self.warehouse, self._told())
        self._summary = summary = Summary(
            **self._tally.figures(),
            seconds=round(time.monotonic() - self._clock, 2),
            rows=self._tally.rows,
            run_id=self.run_id,
            pipeline_version=self._stamp.pipeline_version,
            warehouse=str(self.warehouse),
            rejections=tuple({"source": r.uri, "reason": r.reason} for r in self._tally.rejections),
            warnings=tuple(self._tally.warnings),
        )
        self._listener.finished(summary)
        return summary

    def _writing(self) -> WarehouseWriter:
        if self._writer is None:
            import extractors
            from warehouse import WarehouseWriter

            with contextlib.ExitStack() as undone:
                writer = undone.enter_context(
                    WarehouseWriter(self.warehouse, self._patience, on_wait=self._listener.waiting)
                )
                writer.load_dimensions(*extractors.dimensions())
                self._record(writer, finished=False)
                comparison = self._tally.comparison
                writer.place(
                    [self._source(file) for file in comparison.placed],
                    gone=comparison.gone,
                    missing=comparison.missing,
                    moment=self._started,
                )
                undone.pop_all()
            self._writer = writer
        return self._writer

    def _record(self, writer: WarehouseWriter, *, finished: bool) -> None:
        from schemas.tables import IngestRun

        writer.record_run(IngestRun(**self._told() | ({} if finished else {"finished_at": None})))

    def _told(self) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "started_at": self._started,
            "finished_at": datetime.now(UTC),
            "pipeline_version": self._stamp.pipeline_version,
            **self._tally.figures(),
        }

    def _source(self, file: SourceFile) -> Source:
        from schemas.tables import Source

        return Source(
            source_uri=file.uri,
            document_id=file.sha256[:16],
            source_sha256=file.sha256,
            size=file.size,
            first_seen=self._started,
            last_seen=self._started,
            store_version=file.store_version,
        )


def ingest(job: IngestJob) -> Summary:
    """Run a job from start to end in this process, without Prefect; one that has begun, from where it stands.

    Raises:
        WarehouseError: the warehouse cannot be read or written.
        WorkersUnusable: worker processes cannot start.
    """
    job.discover()
    for number in job.batches():
        job.load(job.extract(number))
    return job.finish()
