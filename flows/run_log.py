"""The log of runs: one JSON object a line, for each file that was read or rejected and for each run.

A line of a file tells `source`, `outcome` (`ingested`, `rejected` or `unfinished`), `document_id`, `number`, `pages`,
`rows` (of each layer), `seconds`, `warnings` (what its text lacks), `reason` and `error_type`; the line of a run its
`outcome` (`completed` or `failed`) and the figures of its summary. Files that are unchanged are counted in the line of
the run: an inbox of ten thousand would fill the disk with them. A log that cannot be written stops no run.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from flows.discover import Rejection, Unfinished
from flows.failures import Failure, words_of
from flows.run_events import Listener, Several, Summary
from flows.settings import state_dir

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: The log of scheduled runs is cut at so many bytes, and so many older pieces are kept.
ROTATE_BYTES = 10_000_000
KEPT_PIECES = 5


def asked_for() -> Path | None:
    """Return the log that `$KEHOACH_LOG` names, if it does."""
    named = os.environ.get("KEHOACH_LOG")
    return Path(named) if named else None


def scheduled_log() -> Path:
    """Return where scheduled runs are logged unless `$KEHOACH_LOG` names another place."""
    return state_dir() / "logs" / "runs.jsonl"


class RunLog(Listener):
    """Writes what happens in a run as JSON lines; a context manager, whose line of the run tells how it ended.

    Args:
        path: appended to. Rotated only at its usual place: what a user names is the user's to rotate, and is opened
            anew when it has been moved away.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._run_id = ""
        self._handler: logging.Handler
        if path == scheduled_log():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                path, maxBytes=ROTATE_BYTES, backupCount=KEPT_PIECES, encoding="utf-8", errors="replace"
            )
        else:
            self._handler = WatchedFileHandler(path, encoding="utf-8", errors="replace")
        self._handler.handleError = self._told_once  # type: ignore[method-assign]
        self._path, self._told, self._finished = path, False, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and not self._finished:
            words = words_of(error, 500) if str(error) else "interrupted"
            self._write("run", outcome="failed", error_type=type(error).__name__, reason=words)
        with contextlib.suppress(OSError):
            self._handler.close()

    def begun(self, run_id: str) -> None:
        """Name the run that the lines belong to."""
        self._run_id = run_id

    def loaded(self, documents: Sequence[DocumentRows]) -> None:
        """Write a line for each document."""
        for rows in documents:
            self._write("file", **_figures(rows))

    def left(self, unfinished: Unfinished) -> None:
        """Write a line for the file."""
        self._write("file", source=unfinished.uri, outcome="unfinished", reason=unfinished.reason)

    def rejected(self, rejection: Rejection) -> None:
        """Write a line for the file."""
        self._write(
            "file",
            source=rejection.uri,
            outcome="rejected",
            seconds=_rounded(rejection.seconds),
            reason=rejection.reason,
            error_type=rejection.error_type,
        )

    def finished(self, summary: Summary) -> None:
        """Write the line of the run."""
        self._finished = True
        figures = summary.as_json()
        for name in ("run_id", "rejections", "flow_run"):
            del figures[name]
        self._write("run", outcome="completed", **figures)

    def _write(self, event: str, **facts: Any) -> None:
        line: Mapping[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "run_id": self._run_id,
            "event": event,
            **{name: value for name, value in facts.items() if value is not None},
        }
        message = json.dumps(line, ensure_ascii=False)
        self._handler.handle(logging.LogRecord("kehoach.runs", logging.INFO, "", 0, "%s", (message,), None))

    def _told_once(self, record: logging.LogRecord) -> None:
        if not self._told:
            self._told = True
            print(f"kehoach: the log {self._path} cannot be written: {sys.exc_info()[1]}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def logged(named: Path | None, shown: Listener) -> Iterator[Listener]:
    """Yield a listener that tells another one, and writes the log that is named here or by `$KEHOACH_LOG`.

    Raises:
        Failure: the log cannot be written.
    """
    path = named or asked_for()
    if path is None:
        yield shown
        return
    try:
        log = RunLog(path)
    except OSError as error:
        raise Failure(f"the log {path} cannot be written ({error.strerror}); name another file with --log.") from error
    with log:
        yield Several(shown, log)


def _figures(rows: DocumentRows) -> dict[str, Any]:
    document = rows.document
    layers = {name: len(value) for name, value in rows if isinstance(value, list)}
    return {
        "source": document.source_uri,
        "outcome": "ingested",
        "document_id": document.document_id,
        "number": document.number,
        "pages": document.page_count,
        "rows": {name: count for name, count in layers.items() if count},
        "seconds": _rounded(rows.seconds),
        "warnings": document.warnings or None,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
