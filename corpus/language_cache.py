"""The built language model, kept between processes: building it from its sources takes a second of every start.

The copy lies in `$XDG_CACHE_HOME/kehoach` under a digest of all that it is made of. It holds plain strings and numbers
in the marshal format, which runs no code when it is read; a damaged copy is built anew.
"""

import contextlib
import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.language import LanguageModel

_MEMOS = ("keys", "shapes")
#: What is derived from the sequences on first use, and costs as much again as reading the copy.
_DERIVED = tuple(name for name, value in vars(LanguageModel).items() if isinstance(value, cached_property))


def kept_model(build: Callable[[], LanguageModel], sources: Iterable[Path]) -> LanguageModel:
    """Return the kept model, or build it and keep it.

    Args:
        build: makes the model from its sources.
        sources: all files that it is made of, code included.
    """
    path = _folder() / f"language-{_digest(sources)}.bin"
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError, KeyError):
        return _restored(marshal.loads(path.read_bytes()))
    model = build()
    with contextlib.suppress(OSError):
        _keep(model, path)
    return model


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kehoach"


def _digest(sources: Iterable[Path]) -> str:
    # Large files of an installed library are told by size and time: reading them costs what the copy is to save.
    digest = hashlib.sha256(f"{sys.version} {marshal.version}".encode())
    for path in sorted(sources):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


def _restored(state: dict[str, Any]) -> LanguageModel:
    model = LanguageModel()
    for name in _MEMOS:
        getattr(model, name).update(state.pop(name))
    vars(model).update(state)
    return model


def _keep(model: LanguageModel, path: Path) -> None:
    for name in _DERIVED:
        getattr(model, name)
    state = dict(vars(model)) | {name: dict(getattr(model, name)) for name in _MEMOS}
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("language-*.bin"):
        old.unlink(missing_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(marshal.dumps(state))
    fresh.replace(path)
