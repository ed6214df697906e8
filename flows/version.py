"""The pipeline's version: rows made by the same version from the same bytes are the same rows."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.settings import Ocr

ROOT = Path(__file__).resolve().parent.parent
#: Folders whose code and lexicons decide what the rows are.
STAGES = ("schemas", "corpus", "extractors")
#: Libraries whose models do.
LIBRARIES = ("spacy", "underthesea")


def _stage_files() -> list[Path]:
    return sorted(
        path
        for stage in STAGES
        for path in (ROOT / stage).rglob("*")
        if path.is_file() and not {"__pycache__", "samples"} & set(path.parts)
    )


def package_version() -> str:
    """Return the installed version of kehoach, `0` when it runs from a source tree that is not installed."""
    try:
        return metadata.version("kehoach")
    except metadata.PackageNotFoundError:
        return "0"


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
    """Return `VERSION+DIGEST` over code, lexicons and model libraries of all stages before the warehouse."""
    digest = hashlib.sha256()
    for path in _stage_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    return f"{package_version()}+{digest.hexdigest()[:12]}"
