"""Running the command line as a user does, with a state folder and a warehouse of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from flows import cli

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpus" / "samples"
#: The samples that need no OCR, which not every machine has.
TEXT_SAMPLES = sorted(path for path in SAMPLES.glob("sample-*") if path.suffix in {".txt", ".md", ".html"})


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, stdout, stderr."""

    returncode: int
    stdout: str
    stderr: str


def _environment(cwd: Path, given: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEHOACH_"))}
    ours = {
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(cwd / "state"),
        "KEHOACH_CACHE": str(cwd / "cache"),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "100",
    }
    return kept | ours | given


@contextlib.contextmanager
def _as_if(cwd: Path, words: list[str], environment: dict[str, str]) -> Iterator[None]:
    with (
        contextlib.chdir(cwd),
        mock.patch.object(sys, "argv", ["kehoach", *words]),
        mock.patch.dict(os.environ, environment, clear=True),
    ):
        yield


def kehoach(*arguments: str | Path, cwd: Path, **environment: str) -> Done:
    """Run `kehoach` in a folder, in this process: the models are loaded once for all tests."""
    out, err = io.StringIO(), io.StringIO()
    code: int | str | None = 0
    with (
        _as_if(cwd, list(map(str, arguments)), _environment(cwd, environment)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return Done(int(code or 0), out.getvalue(), err.getvalue())


def kehoach_process(*arguments: str | Path, cwd: Path, **environment: str) -> Done:
    """Run `kehoach` in a folder, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=cwd,
        env=_environment(cwd, environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def rows(question: str, *, cwd: Path) -> list[dict[str, Any]]:
    """Ask the warehouse of a folder."""
    done = kehoach("query", question, "--format", "json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
