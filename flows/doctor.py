"""What this machine has of what kehoach needs, and how to get the rest."""

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

    try:
        import tesserocr

        version: str | None = f"{tesserocr.tesseract_version().split()[1]}, as a library"
    except ImportError:
        version = (_output_of("tesseract", "--version") or "").partition("\n")[0] or None
    yield Finding("Tesseract (scanned pages)", version is not None, version or "not installed", INSTALL, needed=False)
    try:
        data = str(data_folder())
    except TesseractMissing:
        yield Finding("Tesseract data vie", False, "not installed", INSTALL, needed=False)
    else:
        fault = _reading_fault() if version is not None else None
        yield Finding("Tesseract data vie", fault is None, fault or data, INSTALL, needed=False)
    yield Finding("Tesseract data osd", True, "not needed: turned pages are told by their lines", INSTALL, needed=False)
    families = {line.split(",")[0] for line in (_output_of("fc-list", ":lang=vi", "family") or "").splitlines()}
    detail = f"{len(families)} with Vietnamese letters" if families else "none with Vietnamese letters"
    remedy = "apt-get install fontconfig fonts-liberation2"
    yield Finding("fonts (PDFs that bring none)", bool(families), detail, remedy, needed=False)


def _reading_fault() -> str | None:
    """Let Tesseract read an empty image: data that is there may still be broken."""
    import numpy as np

    from corpus.tesseract import TesseractMissing, recognise

    try:
        recognise(np.full((40, 40), 255, np.uint8), 200)
    except TesseractMissing as error:
        return str(error)
    return None


def _office() -> Finding:
    from corpus.word97 import INSTALL, installed

    path = installed()
    return Finding("LibreOffice (.doc files)", path is not None, path or "not installed", INSTALL, needed=False)


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
    return [_python(), *_libraries(), _models(), *_writable(), *_ocr(), _office()]
