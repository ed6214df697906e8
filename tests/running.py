"""Commands that run beside a test, and their worker processes, to be killed, stopped and watched."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.cli import ROOT


def environment(cwd: Path, **given: str) -> dict[str, str]:
    """The environment of a command with a state folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEHOACH_"))}
    return kept | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(cwd / "state"), "PYTHONIOENCODING": "utf-8"} | given


@contextlib.contextmanager
def running(
    *arguments: str | Path, cwd: Path, before: tuple[str, ...] = (), **given: str
) -> Iterator[subprocess.Popen]:
    """Run `kehoach` beside the test; what is left of it at the end of the block is killed.

    Args:
        arguments: the words after `kehoach`.
        cwd: its folder; `out` and `err` in it are what it prints.
        before: a command that runs it, such as `setpriv`.
        given: environment variables.
    """
    with (cwd / "out").open("w") as out, (cwd / "err").open("w") as err:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "flows.cli", *map(str, arguments)],
            cwd=cwd,
            env=environment(cwd, **given),
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        family = family_of(process.pid)
        if process.poll() is None:
            process.kill()
        process.wait()
        for child in family:
            with contextlib.suppress(psutil.Error):
                child.kill()


def family_of(pid: int) -> list[psutil.Process]:
    """The processes that a process has started, and theirs."""
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(pid).children(recursive=True))
    return []


def end_all_below(folder: Path) -> list[int]:
    """Kill what was started with a state folder below this one and still runs; return the process ids.

    Servers and warm processes are in sessions of their own: they outlive the commands that started them, and a test
    that fails before it stops them.
    """
    ended = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            state = process.environ().get("XDG_STATE_HOME", "")
            if state and Path(state).is_relative_to(folder) and process.pid != os.getpid():
                process.kill()
                ended.append(process.pid)
    return ended


def workers_of(pid: int) -> list[psutil.Process]:
    """The worker processes of a running command with `--jobs`: what its fork server has started."""
    with contextlib.suppress(psutil.Error):
        return [
            worker
            for child in psutil.Process(pid).children()
            for worker in child.children()
            if "forkserver" in " ".join(worker.cmdline())
        ]
    return []


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
