"""`kehoach schedule`: checks what it is given, then serves the flow until stopped."""

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from flows.failures import Failure, told_in_one_line
from flows.options import Jobs, Memory, Ocr, Prune, Settle, Timeout, Warehouse, places_of
from flows.settings import QUIET, SILENT, default_warehouse, state_dir
from flows.stores import Place

#: Seconds for which a file must have been left alone before a run reads it, unless another time is asked for.
SETTLE_SECONDS = 10.0


def schedule(
    inbox: Annotated[
        str, typer.Argument(metavar="INBOX", help="Folder that plans arrive in; also in a store, as s3://bucket/inbox.")
    ],
    cron: Annotated[str, typer.Option("--cron", metavar="EXPR", help="When: minute hour day month weekday.")],
    warehouse: Warehouse = None,
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="Time zone of the cron expression.")
    ] = "Asia/Ho_Chi_Minh",
    jobs: Jobs = None,
    ocr: Ocr = "auto",
    timeout: Timeout = None,
    memory: Memory = None,
    prune: Prune = False,
    settle: Settle = SETTLE_SECONDS,
    on_failure: Annotated[
        str | None,
        typer.Option(
            "--on-failure",
            metavar="COMMAND",
            help="Run by the shell, with the facts as JSON on stdin, when a run fails or files are rejected. "
            "Default: $KEHOACH_ON_FAILURE.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log",
            metavar="FILE",
            help="JSON lines, one a file and run. Default: $KEHOACH_LOG, else logs/runs.jsonl in the state folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Ingest a folder at fixed times, as a scheduled Prefect deployment, until stopped (Ctrl-C, SIGTERM).

    Runs never overlap: one that is due while another is going on is cancelled. What the options say becomes parameters
    of the deployment, which the Prefect pages show, and change for one run or for all.
    """
    place = _folder(inbox)
    target = (warehouse or default_warehouse()).absolute()
    os.environ.update(QUIET)
    # What befalls server and runs is told in lines of our own; all of it is in Prefect's pages.
    os.environ.update(SILENT | os.environ)
    with told_in_one_line():
        from flows.schedule import BadSchedule, Schedule, serve
        from warehouse import known_files

        given = Schedule(
            place,
            target,
            cron,
            timezone,
            deployment_name(place, target),
            {
                "jobs": jobs,
                "ocr": ocr,
                "timeout": timeout,
                "memory": memory,
                # Each run would read, and tell of, the same bad files: it is there to be asked for, for one run.
                "retry_rejected": False,
                "prune": prune,
                "settle": settle,
            },
        )
        try:
            given.check()
        except BadSchedule as error:
            raise Failure(str(error), 2) from error
        _check_writable(target)
        known_files(target)  # tells what is wrong with a file that is no warehouse
        if log is not None:
            _check_writable(log.absolute())
            os.environ["KEHOACH_LOG"] = str(log.absolute())
        if on_failure is not None:
            os.environ["KEHOACH_ON_FAILURE"] = on_failure
        with _only_scheduler(given.name):
            serve(given)


def _folder(inbox: str) -> Place:
    (place,) = places_of([inbox])
    if not isinstance(place, Path):
        return place
    if not place.is_dir():
        raise typer.BadParameter(f"Directory {inbox!r} is a file.", param_hint="INBOX")
    return place.resolve()


def deployment_name(inbox: Place, warehouse: Path) -> str:
    """Return the name of the deployment of a pair of inbox and warehouse: the same each time it is served."""
    digest = hashlib.sha256(f"{inbox}\0{warehouse}".encode("utf-8", "replace")).hexdigest()[:6]
    return re.sub(r"[^\w-]+", "-", f"{inbox.name}-into-{warehouse.stem}") + f"-{digest}"


def _check_writable(file: Path) -> None:
    """Check that a file can be written, without touching it.

    Raises:
        Failure: it cannot, or a warehouse is none.
    """
    if file.is_dir():
        raise Failure(f"{file} is a folder; name a file in it.")
    try:
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        raise Failure(f"{file} cannot be written ({error.strerror}); name another file, or make its folder.") from error
    if file.exists() and not os.access(file, os.W_OK):
        raise Failure(f"{file} cannot be written (no permission); change its permissions or name another file.")


@contextlib.contextmanager
def _only_scheduler(name: str) -> Iterator[None]:
    """Hold the lock of a schedule: two schedulers would close each other's runs.

    Raises:
        Failure: another process on this machine holds it.
    """
    folder = state_dir() / "schedules"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{name}.lock").open("w")
    except OSError as error:
        raise Failure(f"cannot write to {folder} ({error.strerror}); set XDG_STATE_HOME.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                "This inbox is already scheduled into this warehouse by another process; stop that one first."
            ) from None
        yield


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(schedule)
