"""Pages that take long to read, side by side on all cores: in order, and few at a time, however many there are."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from corpus.page import Page

#: A page that is read already, or how to read it.
Step = Page | Callable[[], Page]

_slots: AbstractContextManager[Any] = nullcontext()
_threads = 0
_told: Callable[[], None] | None = None


def share_cores(slots: AbstractContextManager[Any], count: int) -> None:
    """Share the machine's cores with other processes that read pages; to be called before the first page is read.

    Args:
        slots: entered while a page is read; a semaphore that all these processes have.
        count: how many pages these processes together read at a time.
    """
    global _slots, _threads
    _slots, _threads = slots, count


def tell_pages(told: Callable[[], None] | None) -> None:
    """Have a function called, in the thread that reads a document, each time one of its pages has been read."""
    global _told
    _told = told


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_threads or usable_cores(), thread_name_prefix="page")


# A forked process has the pool without its threads, and would wait for them for ever.
os.register_at_fork(after_in_child=_pool.cache_clear)


def in_order(steps: Iterable[Step]) -> Iterator[Page]:
    """Yield pages in order while those after them are being read.

    Args:
        steps: pages, or what reads them. They are asked for only as far ahead as threads have work, so that a document
            takes no more memory for having more pages.

    Raises:
        Whatever reading a page raises, in its place; pages after it that have not begun are given up.
    """
    ahead = 2 * (_threads or usable_cores())
    waiting: deque[Page | Future[Page]] = deque()
    busy = 0
    try:
        for step in steps:
            if isinstance(step, Page):
                waiting.append(step)
            else:
                waiting.append(_pool().submit(_read, step))
                busy += 1
            while busy >= ahead or (waiting and isinstance(waiting[0], Page)):
                first = waiting.popleft()
                busy -= isinstance(first, Future)
                yield _page(first)
        while waiting:
            yield _page(waiting.popleft())
    finally:
        for left in waiting:
            if isinstance(left, Future):
                left.cancel()


def _read(step: Callable[[], Page]) -> Page:
    with _slots:
        return step()


def _page(item: Page | Future[Page]) -> Page:
    page = item if isinstance(item, Page) else item.result()
    if _told is not None:
        _told()
    return page
