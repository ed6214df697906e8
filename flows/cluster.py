"""Reading on a Dask cluster: chunks of files go out as tasks of the flow, Parquet parts come back to the one writer.

Dask moves the work and does it again where a worker is lost; this module only says what a piece of work is. Workers
need the same version of kehoach, and must see the files under the same paths or addresses and the place of the parts: a
shared folder, or any place that fsspec knows. Rows never travel through the scheduler.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from flows.discover import Rejection, SourceFile
from flows.failures import words_of
from flows.readers import Stamp, read_file, timed
from flows.stores import Url
from flows.worker_process import load_models

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: Files and bytes of a chunk at most: some seconds of work, so that Prefect's and Dask's part in it is small, and what
#: a lost worker costs is not large.
CHUNK_FILES = 32
CHUNK_BYTES = 800_000
#: Bytes of the smallest chunks, those at the end: a second or two of work.
LEAST_BYTES = 100_000
#: Chunks that are handed out ahead of those that came back, for each thread of the cluster.
_AHEAD = 1
_CONNECT_SECONDS = 10
#: Seconds for which a cluster may be without workers: some clusters start them when there is work.
_ALONE_SECONDS = 600.0
#: Seconds between two looks at whether it has any, while nothing comes back.
_LOOK = 5.0
#: Dask may run a task in several threads of a process, spaCy's pipeline is for one at a time.
_one_at_a_time = threading.Lock()


class ClusterUnusable(Exception):
    """The cluster cannot do the work; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a chunk: where its documents lie, None if it has none, and what could not be read."""

    url: str | None
    rejections: tuple[Rejection, ...]


class Pending(Protocol):
    """A chunk that is being read."""

    def add_done_callback(self, fn: Callable[[Any], None]) -> None:
        """Have a function called when the chunk is done."""

    def result(self) -> Any:
        """Return the `Part`, or raise what went wrong."""


#: Hands out a chunk: its number, the files, the stamp, and where the part is to be written.
Submit = Callable[[int, tuple[SourceFile, ...], Stamp, str], Pending]


def parts_beside(warehouse: Path) -> str:
    """Return the folder beside a warehouse in which parts lie by default: shared where the warehouse's folder is."""
    return os.fspath(warehouse.absolute().with_name(f".{warehouse.name}.parts"))


def check(address: str) -> None:
    """See that a cluster can be used.

    Raises:
        ClusterUnusable: nobody answers there, it has no workers, or Dask is not installed here.
    """
    try:
        import prefect_dask  # noqa: F401
        from distributed import Client
    except ImportError as error:
        raise ClusterUnusable("Dask is not installed: pip install 'kehoach[dask]'") from error
    try:
        with Client(address, timeout=_CONNECT_SECONDS, set_as_default=False) as client:
            workers = client.nthreads()
    except (OSError, ValueError) as error:
        raise ClusterUnusable(f"no Dask scheduler answers at {address}: start one, or run without --dask") from error
    if not workers:
        raise ClusterUnusable(f"the Dask cluster at {address} has no workers: start some (`dask worker {address}`)")


def read_chunk(sources: Iterable[SourceFile], stamp: Stamp, url: str) -> Part:
    """Read files and write the rows of all of them as one Parquet part; runs on a worker of the cluster.

    Args:
        sources: the files, under paths that this machine sees too.
        stamp: of the run.
        url: where the part is to be written, as fsspec names places.

    Raises:
        ClusterUnusable: this worker has another version of kehoach.
        OSError: the part cannot be written.
    """
    import fsspec

    from flows.cache import ReadingCache
    from flows.version import reading_version, version_for
    from warehouse.parts import write_part

    if version_for(stamp.ocr) != stamp.pipeline_version:
        raise ClusterUnusable(
            f"a worker of the cluster runs version {version_for(stamp.ocr)}, this run {stamp.pipeline_version}: "
            "install the same version everywhere and restart the workers"
        )
    # A cache is a folder of the machine that reads.
    cache = ReadingCache.of_machine(reading_version(stamp.ocr))
    stamp = dataclasses.replace(stamp, cache=cache)
    with _one_at_a_time:
        # Not in the time of the first file: models are loaded once a process.
        load_models()
    documents: list[DocumentRows] = []
    rejections: list[Rejection] = []
    for source in sources:
        with _one_at_a_time:
            start = time.monotonic()
            outcome = timed(read_file(source, stamp), time.monotonic() - start)
        (rejections if isinstance(outcome, Rejection) else documents).append(outcome)
    if not documents:
        return Part(None, tuple(rejections))
    with fsspec.open(url, "wb") as file:
        write_part(documents, file)
    return Part(url, tuple(rejections))


class ClusterReader:
    """Reads on a cluster; a reader like `flows.workers.WorkerPool`.

    A chunk that fails is handed out again, each of its files alone. Dask has tried again before, where a worker was
    lost, but it blames all tasks that a worker was given for its death: a file that fails among others is read once
    more when nothing else is, and rejected if it fails then.

    Args:
        stamp: what is written on each document.
        submit: hands a chunk to the cluster.
        threads: tells how many chunks the cluster reads at a time.
        parts: where parts are written and read: a folder that is made, and removed at the end with what is in it.
        patience: seconds for which the cluster may be without workers.
    """

    def __init__(
        self,
        stamp: Stamp,
        submit: Submit,
        threads: Callable[[], int],
        parts: str,
        patience: float = _ALONE_SECONDS,
    ) -> None:
        self._stamp, self._submit, self._threads, self._patience = stamp, submit, threads, patience
        self._parts = (parts if "://" in parts else os.fspath(Path(parts).absolute())).rstrip("/")
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        import fsspec

        system, folder = fsspec.core.url_to_fs(self._parts)
        with contextlib.suppress(FileNotFoundError):
            system.rm(folder, recursive=True)

    def warm_up(self) -> None:
        """Do nothing: a worker of a cluster loads its models with its first file and keeps them."""

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in the order in which chunks are done.

        Raises:
            ClusterUnusable: workers run another version, none is left, or parts cannot be written or read.
        """
        import fsspec

        with self._told():
            system, folder = fsspec.core.url_to_fs(self._parts)
            system.makedirs(folder, exist_ok=True)
        threads = max(self._threads(), 1)
        waiting = chunks(sources, threads)
        running: dict[int, tuple[Pending, tuple[SourceFile, ...]]] = {}
        suspects: deque[SourceFile] = deque()
        done: queue.SimpleQueue[int] = queue.SimpleQueue()

        def hand_out(chunk: tuple[SourceFile, ...]) -> None:
            number = self._number
            self._number += 1
            # Workers have another current folder.
            files = tuple(
                source if isinstance(source.path, Url) else dataclasses.replace(source, path=source.path.absolute())
                for source in chunk
            )
            pending = self._submit(number, files, self._stamp, f"{self._parts}/{number:06}.parquet")
            running[number] = pending, files
            pending.add_done_callback(lambda _: done.put(number))

        while True:
            while len(running) < threads * (1 + _AHEAD) and (chunk := next(waiting, None)) is not None:
                hand_out(chunk)
            by_itself = not running and bool(suspects)
            if by_itself:
                hand_out((suspects.popleft(),))
            if not running:
                return
            pending, chunk = running.pop(self._next(done))
            try:
                with self._told():
                    part = pending.result()
            except ClusterUnusable:
                raise
            except Exception as error:
                if len(chunk) > 1:
                    for source in chunk:
                        hand_out((source,))
                elif by_itself:
                    yield _rejection(chunk[0], error)
                else:
                    suspects.append(chunk[0])
                continue
            yield from part.rejections
            if part.url is not None:
                yield from self._take_in(part.url)

    def _next(self, done: queue.SimpleQueue[int]) -> int:
        """Wait for a chunk that is done, as long as there is anybody to do it: Dask itself would wait for ever."""
        seen = time.monotonic()
        while True:
            try:
                return done.get(timeout=min(_LOOK, self._patience))
            except queue.Empty:
                with self._told():
                    threads = self._threads()
            if threads:
                seen = time.monotonic()
            elif time.monotonic() - seen > self._patience:
                raise ClusterUnusable(
                    f"the cluster has had no workers for {self._patience:.0f} s: start some (`dask worker ADDRESS`), "
                    "and run it again"
                )

    def _take_in(self, url: str) -> list[DocumentRows]:
        import fsspec

        from warehouse.parts import read_part

        with self._told():
            system, path = fsspec.core.url_to_fs(url)
            with system.open(path, "rb") as file:
                documents = read_part(file)
            system.rm(path)
        return documents

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ClusterUnusable(
                f"the cluster is gone, or parts cannot be written to {self._parts} and read there "
                f"({words_of(error)}): see that scheduler, workers and that place are there, and run it again"
            ) from error


def _rejection(source: SourceFile, error: Exception) -> Rejection:
    reason = f"the cluster lost each worker that read it, or failed ({words_of(error)}); read it without --dask"
    return Rejection(source.uri, source.sha256, reason, "WorkerDied")


def chunks(sources: Iterable[SourceFile], threads: int) -> Iterator[tuple[SourceFile, ...]]:
    """Part files into chunks, in their order, that grow smaller so that all threads end together.

    Dask gives a thread those that are ahead as soon as it knows them: each is so large that all threads with all these
    would do what is left.

    Args:
        sources: the files, the largest first.
        threads: how many chunks are read at a time.
    """
    waiting = list(sources)
    left = sum(source.size for source in waiting)
    start = 0
    while start < len(waiting):
        most = min(CHUNK_BYTES, max(LEAST_BYTES, left / (threads * (1 + _AHEAD))))
        end, size = start + 1, waiting[start].size
        while end < min(len(waiting), start + CHUNK_FILES) and size + waiting[end].size <= most:
            size += waiting[end].size
            end += 1
        yield tuple(waiting[start:end])
        start, left = end, left - size
