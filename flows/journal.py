"""Runs that wrote nothing to the warehouse, in a small file beside it: it is not copied and published for them.

A run that found nothing new, or that failed, is a line of JSON in `.NAME.runs.jsonl`; `kehoach status` shows it among
the others. Only the last ones are kept, and a file that cannot be written stops no run.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

#: Lines that are left when the file is cut, and bytes above which it is.
KEPT = 100
CUT_BYTES = 100_000


def journal_of(warehouse: Path) -> Path:
    """Return the journal of a warehouse."""
    return warehouse.with_name(f".{warehouse.name}.runs.jsonl")


def note(warehouse: Path, run: dict[str, Any]) -> None:
    """Add a run: its figures by the names of `ingest_runs`, and `problem` if it failed."""
    path = journal_of(warehouse)
    with contextlib.suppress(OSError):
        line = json.dumps(run, ensure_ascii=False, default=str) + "\n"
        # Appended in one piece: runs of several processes do not mix.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            os.write(descriptor, line.encode("utf-8", "replace"))
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        if size > CUT_BYTES:
            lines = path.read_bytes().splitlines(keepends=True)[-KEPT:]
            fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
            fresh.write_bytes(b"".join(lines))
            fresh.replace(path)


def noted(warehouse: Path) -> list[dict[str, Any]]:
    """Return the runs of a warehouse's journal, the last first; lines that are damaged are left out."""
    try:
        lines = journal_of(warehouse).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in reversed(lines):
        with contextlib.suppress(ValueError):
            run = json.loads(line)
            if isinstance(run, dict) and "run_id" in run:
                found.append(run)
    return found
