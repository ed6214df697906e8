"""Reading files in worker processes of our own: models load once a worker, and a bad file costs itself alone.

A file that takes too long or too much memory, or kills its worker, is ended with its process and rejected; the others
go on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing.connection import wait as wait_for_any
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from flows.discover import Rejection, SourceFile
from flows.limits import Limits
from flows.readers import Stamp, read_file, rejection_of, timed
from flows.slots import Slots
from flows.worker_process import PAGE, READY, Worker, load_models

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: Outcomes that wait to be loaded, a worker, before the workers wait too: bounds what is held in memory.
_AHEAD = 3
#: Seconds between two looks at what the workers hold and how long they have been at it.
_LOOK = 0.1
#: Seconds in which a worker must have loaded its models; slow machines have needed half a minute.
_START_SECONDS = 300.0
#: How often each worker may end before it is ready, none of them being it, until that is taken for what they all do.
_FAILED_STARTS = 3


class WorkersUnusable(Exception):
    """The worker processes die before they read anything."""

    def __init__(self) -> None:
        super().__init__("the worker processes end at once: run `kehoach doctor`, or set --jobs 1 on a small machine")


class WorkerPool:
    """Reads in `jobs` worker processes, one file at a time each.

    A file that goes beyond the limits is rejected (`TimedOut`, `OutOfMemory`), its worker is ended and replaced. A
    worker that dies by itself may have been killed by somebody for no fault of its file: the file is read again when
    all others are done, alone; if its worker dies again, it is rejected (`WorkerDied`).

    Args:
        stamp: what is written on each document.
        jobs: worker processes.
        pages: scanned pages that all of them together read at a time, so that one long scan keeps all cores busy.
        limits: what a file may take.
        forked: load the models here and fork the first worker: the quicker start for a few small files, and at once
            where the models are loaded already. The other way, workers come from a server process that has imported
            the libraries once: no thread or lock of this process is copied into them.
        read: reads one file; replaced in tests that cause faults.
    """

    def __init__(
        self,
        stamp: Stamp,
        jobs: int,
        pages: int,
        *,
        limits: Limits | None = None,
        forked: bool = False,
        read: Callable[..., DocumentRows | Rejection] = read_file,
    ) -> None:
        self._jobs, self._pages, self._limits = jobs, pages, limits or Limits()
        self._work = partial(read, stamp=stamp)
        self._memory = self._limits.bytes_for(jobs)
        self._forked = forked
        self._slots: Slots | None = None
        self._workers: list[Worker] = []
        self._reading: dict[Worker, SourceFile] = {}
        self._suspects: deque[SourceFile] = deque()
        self._failed_starts = 0
        self._outcomes: queue.SimpleQueue[DocumentRows | Rejection | BaseException | None] = queue.SimpleQueue()
        self._room = threading.Semaphore(jobs * (1 + _AHEAD))
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        for worker in self._workers:
            worker.dismiss()
        for worker in self._workers:
            if worker in self._reading or not worker.ready:
                worker.kill()
            else:
                worker.wait()
        self._workers.clear()
        if self._slots is not None:
            self._slots.remove()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [worker.pid for worker in self._workers]

    def warm_up(self) -> None:
        """Start the workers, so that they load their models while something else is done."""
        while len(self._workers) < self._jobs:
            self._start()

    def _start(self) -> None:
        if self._slots is None:
            self._slots = Slots(Path(tempfile.mkdtemp(prefix="kehoach-slots-")), self._pages)
        if self._forked:
            # Once only: later, this process has threads of its own, whose locks no fork should copy.
            self._forked = False
            load_models()
            context: Any = multiprocessing.get_context("fork")
        else:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["flows.workers", "corpus", "extractors.pipeline"])
        self._workers.append(Worker(context, self._work, self._slots, self._pages, self._memory))

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in the order in which they are done.

        Raises:
            WorkersUnusable: workers end before they read anything.
        """
        # Models that do not load are no file's fault: that is raised here.
        self.warm_up()
        self._thread = threading.Thread(target=self._run, args=(iter(sources),), name="kehoach-workers", daemon=True)
        self._thread.start()
        while (outcome := self._outcomes.get()) is not None:
            if isinstance(outcome, BaseException):
                raise outcome
            self._room.release()
            yield outcome

    def _run(self, waiting: Iterator[SourceFile]) -> None:
        """Hand out files and take back outcomes until all are done; runs in a thread, whatever the others wait for."""
        try:
            while not self._ending.is_set() and self._hand_out(waiting):
                self._take_back()
                self._hold_to_limits()
            self._outcomes.put(None)
        except BaseException as error:
            self._outcomes.put(error)

    def _hand_out(self, waiting: Iterator[SourceFile]) -> bool:
        """Give idle workers something to do; False when nothing is left."""
        left = True
        for worker in list(self._workers):
            if not worker.ready or worker in self._reading or not left or not self._room.acquire(blocking=False):
                continue
            source = next(waiting, None)
            if source is None:
                left = False
                # Files that may have killed their worker are read when nothing else is, one at a time.
                if self._suspects and not self._reading:
                    source = self._suspects[0]
            if source is None:
                self._room.release()
                continue
            self._reading[worker] = source
            with contextlib.suppress(OSError):  # a dead worker is found by `_take_back`
                worker.begin(source)
        return left or bool(self._reading) or bool(self._suspects)

    def _take_back(self) -> None:
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait_for_any(list(by_connection), _LOOK):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):
                self._died(worker)
                continue
            if not isinstance(said, str):
                self._done(worker, said)
            elif said == READY:
                worker.ready, self._failed_starts = True, 0
            elif said == PAGE:
                worker.pages += 1

    def _done(self, worker: Worker, outcome: Any) -> None:
        source = self._reading.pop(worker)
        if self._suspects and self._suspects[0] is source:
            self._suspects.popleft()
        self._outcomes.put(timed(outcome, worker.seconds))

    def _died(self, worker: Worker) -> None:
        source = self._reading.get(worker)
        if source is None and not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS * self._jobs:
                raise WorkersUnusable
        elif source is not None and self._suspects and self._suspects[0] is source:
            reason = "its worker process died while reading it (out of memory, or a crash); split it and try again"
            self._done(worker, rejection_of(source, reason, "WorkerDied"))
        elif source is not None:
            del self._reading[worker]
            self._room.release()
            self._suspects.append(source)
        self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._workers.remove(worker)
        self._start()

    def _hold_to_limits(self) -> None:
        for worker in list(self._workers):
            source = self._reading.get(worker)
            if source is None:
                if not worker.ready and worker.seconds > _START_SECONDS:
                    self._died(worker)
                continue
            seconds = self._limits.seconds_for(source.size, worker.pages)
            if worker.seconds > seconds:
                reason = (
                    f"it was not read within {seconds:.0f} s and has been given up; split it, "
                    "or allow more with --timeout SECONDS"
                )
                self._end(worker, rejection_of(source, reason, "TimedOut"))
            elif worker.held() > self._memory:
                reason = (
                    f"reading it took more than {self._memory // 1024 // 1024} MB of memory and has been given up; "
                    "split it, or allow more with --memory MB"
                )
                self._end(worker, rejection_of(source, reason, "OutOfMemory"))

    def _end(self, worker: Worker, rejection: Rejection) -> None:
        self._done(worker, rejection)
        self._replace(worker)
