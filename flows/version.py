"""The pipeline's version: rows made by the same version from the same bytes are the same rows."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

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


@cache
def pipeline_version() -> str:
    """Return `VERSION+DIGEST` over code, lexicons and model libraries of all stages before the warehouse."""
    digest = hashlib.sha256()
    for path in _stage_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    return f"{package_version()}+{digest.hexdigest()[:12]}"
