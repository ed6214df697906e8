"""Reading files in worker processes of our own: models load once a worker, a dead worker costs one file at most."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait as wait_for_any
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from flows.discover import Rejection, SourceFile, read_source

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: Files handed out ahead of those that are waited for, a worker: enough to stay busy while a batch is loaded.
_AHEAD = 3


class WorkersUnusable(Exception):
    """The worker processes die before they read anything."""

    def __init__(self) -> None:
        super().__init__("the worker processes end at once: run `kehoach doctor`, or set --jobs 1 on a small machine")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a run writes on each document it makes: the pipeline's version and the run's time, UTC."""

    pipeline_version: str
    ingested_at: datetime


class Reader(Protocol):
    """Turns files into rows."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def warm_up(self) -> None:
        """Begin to load the models, without waiting for them."""

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in any order."""


def read_file(source: SourceFile, stamp: Stamp) -> DocumentRows | Rejection:
    """Read one file and extract its rows; a file that cannot be read is a rejection, whatever went wrong."""
    import corpus
    import extractors

    try:
        text = corpus.read(source.path)
        if read_source(source.path).sha256 != source.sha256:
            return _rejection(source, "it changed while it was read; ingest it again when it is complete", "Changed")
        return extractors.extract(
            text,
            source_name=source.name,
            source_uri=source.uri,
            source_sha256=source.sha256,
            pipeline_version=stamp.pipeline_version,
            ingested_at=stamp.ingested_at,
        )
    except corpus.RejectedInput as error:
        return _rejection(source, f"{error.problem}; {error.remedy}", type(error).__name__)
    except MemoryError as error:
        return _rejection(source, "not enough memory to read it; split it, or use fewer --jobs", type(error).__name__)
    except Exception as error:
        # One plan that the extractors stumble over must not cost the others; the class and words go to the report.
        words = " ".join(str(error).split())[:200]
        return _rejection(
            source, f"reading it failed ({words}); please report this with the file", type(error).__name__
        )


def _rejection(source: SourceFile, reason: str, error_type: str) -> Rejection:
    return Rejection(source.uri, source.sha256, reason, error_type)


class InProcess:
    """Reads in this process: nothing to start, right for a few small files."""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def warm_up(self) -> None:
        """Do nothing: the models are loaded with the first file."""

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in order."""
        # Models that do not load are no file's fault.
        _load_models()
        for source in sources:
            yield read_file(source, self._stamp)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)


def _begin_worker(slots: AbstractContextManager[Any], pages: int) -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what follows from it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that is killed closes no queue: without this, workers would wait for work for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import corpus

    corpus.share_cores(slots, pages)
    _load_models()


def _load_models() -> None:
    import corpus
    import extractors

    corpus.load()
    extractors.load()


def _ready() -> None:
    """Run in a worker to see that one has started."""


class WorkerPool:
    """Reads in `jobs` worker processes.

    When a worker dies (out of memory, a crash in a library), the files that were being read are read again, each alone
    in a fresh worker; one that kills its worker again is rejected.

    Args:
        stamp: what is written on each document.
        jobs: worker processes.
        pages: scanned pages that all of them together read at a time, so that one long scan keeps all cores busy.
    """

    def __init__(self, stamp: Stamp, jobs: int, pages: int) -> None:
        self._stamp, self._jobs, self._pages = stamp, jobs, pages
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=kind is None, cancel_futures=True)
            self._executor = None

    def _make(self, jobs: int) -> ProcessPoolExecutor:
        # A server process that has imported the libraries once is forked for each worker: they start faster and share
        # memory, and no thread or lock of this process is copied into them.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["flows.workers", "corpus", "extractors.pipeline"])
        # A worker that dies may leave its slots taken: new workers get new ones.
        shared = (context.Semaphore(self._pages), self._pages)
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker, initargs=shared)

    def warm_up(self) -> None:
        """Start the workers, so that they load their models while something else is done."""
        if self._executor is None:
            self._executor = self._make(self._jobs)
            for _ in range(self._jobs):
                self._executor.submit(_ready)

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in the order in which they are done.

        Raises:
            WorkersUnusable: workers end before they read anything.
        """
        waiting = iter(sources)
        running: dict[Future[DocumentRows | Rejection], SourceFile] = {}
        while True:
            self.warm_up()
            suspects: list[SourceFile] = []
            for source in itertools.islice(waiting, self._jobs * (1 + _AHEAD) - len(running)):
                try:
                    running[self._submit(source)] = source
                except BrokenProcessPool:
                    suspects.append(source)
                    break
            if not running and not suspects:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                source = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(source)
            if suspects:
                suspects += running.values()
                running.clear()
                self._discard()
                yield from self._each_alone(suspects)

    def _submit(self, source: SourceFile) -> Future[DocumentRows | Rejection]:
        assert self._executor is not None
        return self._executor.submit(read_file, source, self._stamp)

    def _discard(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def _each_alone(self, suspects: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        for source in suspects:
            if self._executor is None:
                self._executor = self._make(1)
                try:
                    self._executor.submit(_ready).result()
                except BrokenProcessPool as error:
                    self._discard()
                    raise WorkersUnusable from error
            try:
                yield self._submit(source).result()
            except BrokenProcessPool:
                self._discard()
                reason = "its worker process died while reading it (out of memory, or a crash); split it and try again"
                yield _rejection(source, reason, "WorkerDied")
        self._discard()
