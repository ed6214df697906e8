"""The inside of a worker process, and how the process that started it watches and ends it.

Why memory is watched and not only limited: a limit of the operating system (`RLIMIT_AS`) counts addresses, of which
PDFium and OpenCV reserve gigabytes that they never use, and what runs into it inside a library ends the process without
a word, if it does not hang it. The memory that is really held, by the process and the programs that it starts
(LibreOffice), is looked at from outside several times a second. A process that asks for far more than its limit at
once is refused by `RLIMIT_DATA`, so that it cannot take the whole machine between two looks.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from multiprocessing.context import BaseContext
from typing import Any

import psutil

from flows.slots import Slots

#: Times its limit that a worker may ask for at once.
_BURST = 2
#: Seconds between two looks at the programs that a worker has started.
_LOOK_FOR_CHILDREN = 1.0
#: Seconds that an idle worker has to end by itself.
_PATIENCE = 5.0

#: What a worker says besides outcomes: it has loaded its models; it has read a page.
READY, PAGE = "ready", "page"

Work = Callable[[Any], Any]


def load_models() -> None:
    """Load what reading needs; once a process."""
    import corpus
    import extractors

    corpus.load()
    extractors.load()


def _end_with_parent(slots: Slots) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        _kill(_children_of(psutil.Process()))
        slots.remove()
        os._exit(1)


def _limit_memory(limit: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = _BURST * limit
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _serve(connection: Connection, work: Work, slots: Slots, pages: int, memory: int) -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what follows from it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A parent that is killed closes no pipe of its other children: without this, workers would wait for ever.
    threading.Thread(target=_end_with_parent, args=(slots,), daemon=True).start()
    _limit_memory(memory)
    import corpus

    corpus.share_cores(slots, pages)
    corpus.tell_pages(lambda: connection.send(PAGE))
    load_models()
    with contextlib.suppress(EOFError, OSError):
        connection.send(READY)
        while (task := connection.recv()) is not None:
            connection.send(work(task))
    # What libraries would tidy up at exit, nobody needs any more.
    os._exit(0)


class Worker:
    """A worker process as its parent sees it.

    Args:
        context: how it is started.
        work: called in it with each task; what it returns comes back. Must not raise.
        slots, pages: as of `corpus.share_cores`.
        memory: bytes that it may hold.
    """

    def __init__(self, context: BaseContext, work: Work, slots: Slots, pages: int, memory: int) -> None:
        self.connection, theirs = context.Pipe()
        self._process = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, work, slots, pages, memory), name="kehoach-worker", daemon=True
        )
        self._process.start()
        theirs.close()
        self.started = time.monotonic()
        self.ready = False
        self.pages = 0
        self._children: list[psutil.Process] = []
        self._looked = 0.0
        self._watched: psutil.Process | None = None
        with contextlib.suppress(psutil.Error):
            self._watched = psutil.Process(self.pid)

    @property
    def pid(self) -> int:
        """Its process id."""
        return int(self._process.pid)

    def begin(self, task: Any) -> None:
        """Hand it a task.

        Raises:
            OSError: it is dead.
        """
        self.started, self.pages = time.monotonic(), 0
        self.connection.send(task)

    @property
    def seconds(self) -> float:
        """How long it has been at its task, or at loading its models."""
        return time.monotonic() - self.started

    def held(self) -> int:
        """Return how much memory it and the programs that it has started hold, in bytes."""
        if self._watched is None:
            return 0
        now = time.monotonic()
        if now - self._looked > _LOOK_FOR_CHILDREN:
            self._looked = now
            self._children = _children_of(self._watched)
        total = 0
        for process in (self._watched, *self._children):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def kill(self) -> None:
        """End it at once, with all programs that it has started."""
        known = self._children
        if self._watched is not None:
            known = known + _children_of(self._watched)
        self._process.kill()
        _kill(known)
        self._process.join(_PATIENCE)
        self.connection.close()

    def dismiss(self) -> None:
        """Let it end when it is done."""
        with contextlib.suppress(OSError):
            self.connection.send(None)

    def wait(self) -> None:
        """Wait until a dismissed worker has ended; one that does not is killed."""
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_PATIENCE)
        self.connection.close()


def _children_of(process: psutil.Process) -> list[psutil.Process]:
    """Return the programs that a process has started, and theirs."""
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
