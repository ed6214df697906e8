"""What one file may take: time that grows with its size and pages, and memory of the process that reads it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

#: What may be asked for at least: below, no worker would load its models.
LEAST_SECONDS, LEAST_MEGABYTES = 1.0, 256
_MB = 1024 * 1024
#: Seconds for any file, for each MB of it up to the largest text, and for each page that it turned out to have.
#: Three times what a slow machine needs: text takes 17 s a MB, a scanned page 6 s, and both may share a core.
BASE_SECONDS, SECONDS_A_MB, SECONDS_A_PAGE = 180.0, 60.0, 30.0
_COUNTED_MB = 16
#: Megabytes of a worker: a scan of any length takes up to 1.5 GB, the largest text that is read twice as much.
_LEAST_MB, _MOST_MB = 1024, 4096
#: Share of the machine's memory that all workers may take together.
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Attributes:
        seconds: for any file, whatever its size; None: by size and pages.
        megabytes: of memory of the reading process and the programs that it starts; None: by the machine's.
    """

    seconds: float | None = None
    megabytes: int | None = None

    def seconds_for(self, size: int, pages: int) -> float:
        """Return how long a file may be read.

        Args:
            size: bytes.
            pages: pages that have been read so far: a long scan that gets on is given the time for it, one that hangs
                in a page is not.
        """
        if self.seconds is not None:
            return self.seconds
        return BASE_SECONDS + SECONDS_A_MB * min(size / _MB, _COUNTED_MB) + SECONDS_A_PAGE * pages

    def bytes_for(self, jobs: int) -> int:
        """Return how much memory each of so many workers may take, in bytes."""
        if self.megabytes is not None:
            return self.megabytes * _MB
        share = int(usable_memory() * _SHARE / _MB / max(jobs, 1))
        return max(_LEAST_MB, min(share, _MOST_MB)) * _MB


def usable_memory() -> int:
    """Return how much memory this process could have, in bytes: the machine's, or that of its container."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            sizes.append(int(Path(path).read_text(encoding="ascii")))
    return min(sizes)
