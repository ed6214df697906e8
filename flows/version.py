"""Versions of the stages: what the same version makes of the same bytes is the same.

A stage's version covers what that stage depends on and nothing else: reading depends on `corpus`, on what it uses of
`schemas`, on the libraries that read, and on Tesseract with its data; the pipeline as a whole on that and on the
extractors. So a new rule or lexicon of the extractors leaves what was read, and above all OCR, as it is.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.vocabulary import MarkerKind, TextOrigin

if TYPE_CHECKING:
    from corpus.settings import Ocr

ROOT = Path(__file__).resolve().parent.parent
#: Folders and files whose code and lexicons decide what is read, and the vocabularies that they use.
READING = ("corpus", "schemas/source.py", "schemas/markers.py")
READING_VOCABULARIES = (MarkerKind, TextOrigin)
#: Libraries that read files or bring words that misreadings are told by.
READING_LIBRARIES = (
    "numpy",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "pillow",
    "pypdfium2",
    "tesserocr",
    "underthesea",
)
#: What decides, besides what is read, what the rows are.
EXTRACTION = ("schemas", "extractors")
EXTRACTION_LIBRARIES = ("spacy", "underthesea")


def _files(parts: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for part in parts:
        path = ROOT / part
        found += [path] if path.is_file() else path.rglob("*")
    return sorted(path for path in found if path.is_file() and not {"__pycache__", "samples"} & set(path.parts))


def _digest(parts: Iterable[str], libraries: Iterable[str], *facts: str) -> str:
    digest = hashlib.sha256()
    for path in _files(parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library} {_installed(library)}\0".encode())
    for fact in facts:
        digest.update(f"{fact}\0".encode())
    return digest.hexdigest()


def _installed(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


def _tesseract() -> str:
    """Tell which Tesseract reads, and with which data."""
    from corpus.tesseract import LANGUAGE, TesseractMissing, data_folder

    try:
        data = hashlib.sha256((data_folder() / f"{LANGUAGE}.traineddata").read_bytes()).hexdigest()
    except (TesseractMissing, OSError):
        return "none"
    program = shutil.which("tesseract")
    if _installed("tesserocr") != "none" or program is None:
        return data
    done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    return f"{data} {done.stdout.partition(chr(10))[0]}"


def package_version() -> str:
    """Return the installed version of kehoach, `0` when it runs from a source tree that is not installed."""
    return _installed("kehoach").replace("none", "0")


@cache
def reading_version(ocr: Ocr = "auto") -> str:
    """Return the version of the stage that turns bytes into text, for the choice of pages that OCR reads."""
    from corpus.settings import ReadingSettings

    words = [repr([member.value for member in vocabulary]) for vocabulary in READING_VOCABULARIES]
    return _digest(READING, READING_LIBRARIES, *words, _tesseract(), ReadingSettings(ocr).key)[:16]


def version_for(ocr: Ocr = "auto") -> str:
    """Return the version of what a run makes: that of the pipeline, and how files are read if not as usual.

    Other choices make other rows of the same bytes, so a file is read anew when they change.
    """
    if ocr == "auto":
        return pipeline_version()
    from corpus.settings import ReadingSettings

    return f"{pipeline_version()}.{ReadingSettings(ocr).key}"


@cache
def pipeline_version() -> str:
    """Return `VERSION+DIGEST` over all stages before the warehouse: code, lexicons, libraries and Tesseract."""
    digest = _digest(EXTRACTION, EXTRACTION_LIBRARIES, reading_version())
    return f"{package_version()}+{digest[:12]}"
