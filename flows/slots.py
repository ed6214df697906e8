"""So many at a time, over several processes: a slot comes free also when the process that has it is killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Self

#: Seconds between two attempts; what waits for a slot is a page, which takes seconds to read.
_PAUSE = 0.02
_held = threading.local()


class Slots:
    """Entered by at most `count` threads at a time, in all processes that have it.

    Args:
        folder: where the locks are; the operating system takes them back from a process that dies, which it does not
            do with a semaphore.
        count: how many.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._paths = [folder / f"slot-{number}" for number in range(count)]

    def __enter__(self) -> Self:
        while True:
            for path in self._paths:
                lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(lock)
                    continue
                _held.lock = lock
                return self
            time.sleep(_PAUSE)

    def __exit__(self, *_: object) -> None:
        os.close(_held.lock)

    def remove(self) -> None:
        """Take away the locks, when nobody will ask for a slot any more."""
        shutil.rmtree(self._folder, ignore_errors=True)
