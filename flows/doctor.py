"""What this machine has of what kehoach needs, and how to get the rest."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from flows.settings import default_warehouse, state_dir

_LIBRARIES = ("duckdb", "prefect", "pyarrow", "spacy", "underthesea")
_REINSTALL = "make setup, or: pip install -r requirements.lock"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for; `needed` tells that nothing works without it."""

    name: str
    present: bool
    detail: str
    remedy: str
    needed: bool = True


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or 3.12")


def _libraries() -> Iterator[Finding]:
    for name in _LIBRARIES:
        try:
            yield Finding(name, True, metadata.version(name), _REINSTALL)
        except metadata.PackageNotFoundError:
            yield Finding(name, False, "not installed", _REINSTALL)


def _models() -> Finding:
    try:
        import extractors

        extractors.load()
    except Exception as error:
        return Finding("language models", False, " ".join(str(error).split())[:200], _REINSTALL)
    return Finding("language models", True, "they load", _REINSTALL)


def _output_of(*command: str) -> str | None:
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (done.stdout or done.stderr).strip()


def _ocr() -> Iterator[Finding]:
    from corpus.tesseract import INSTALL, TesseractMissing, data_folder

    version = _output_of("tesseract", "--version")
    bound = importlib.util.find_spec("tesserocr") is not None
    detail = "as a library" if bound else (version or "not installed").splitlines()[0]
    yield Finding("Tesseract (scanned pages)", bound or version is not None, detail, INSTALL, needed=False)
    try:
        present, detail = True, str(data_folder())
    except TesseractMissing:
        present, detail = False, "not installed"
    yield Finding("Tesseract data vie", present, detail, INSTALL, needed=False)
    fonts = (_output_of("fc-list", ":lang=vi", "family") or "").splitlines()
    detail = f"{len(fonts)} with Vietnamese letters"
    yield Finding("fonts", bool(fonts), detail, "apt-get install fontconfig fonts-liberation2", needed=False)


def _writable() -> Iterator[Finding]:
    warehouse, state = default_warehouse().absolute(), state_dir()
    for name, folder, remedy in (
        ("folder of the warehouse", warehouse.parent, "name another one: --warehouse or KEHOACH_WAREHOUSE"),
        ("folder of the Prefect server", state, "name another one: XDG_STATE_HOME; or use --direct"),
    ):
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        yield Finding(name, os.access(nearest, os.W_OK), str(folder), remedy)


def findings() -> list[Finding]:
    """Look for all that kehoach uses."""
    return [_python(), *_libraries(), _models(), *_writable(), *_ocr()]
