"""What reading a file gave, kept on disk by its content: a new version of the extractors reads no scan again.

One file an entry, `FOLDER/readings/ab/SHA256.VERSION`, written beside and put in place in one step, so that any number
of processes may use the folder at once. An entry is a digest and compressed JSON, which runs no code when it is read;
one that is damaged, or no source text, counts as not there. Entries of the least recent use go first when there is more
than the limit. A cache that cannot be written is no cache, and stops no run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from schemas.source import SourceText

DEFAULT_LIMIT = 2_000_000_000
#: What all entries begin with; another number where the format changes.
_MAGIC = b"kehoach reading 1\n"
_DIGEST_BYTES = 32
#: Bytes of the text that a small entry may grow to: a hundred times what the largest plan has.
_MOST_BYTES = 1_000_000_000
#: Entries that a process writes between two looks at the limit, and the share of it that is left by then.
_WRITES_A_LOOK = 64
_LEFT = 0.9
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)
_POWERS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


class BadSize(ValueError):
    """A size that means nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a cache holds: entries, and their bytes on disk."""

    entries: int
    size: int


def size_of(words: str) -> int:
    """Return a size in bytes: `500MB`, `2 GB`, `0`.

    Raises:
        BadSize: it is none.
    """
    found = _SIZE.fullmatch(words.strip())
    if found is None:
        raise BadSize(f"{words!r} is no size; write it as in 500MB or 2GB, or 0 for none")
    return int(float(found[1]) * _POWERS[found[2].lower()])


def cache_folder() -> Path:
    """Return where caches are: `$KEHOACH_CACHE`, else `$XDG_CACHE_HOME/kehoach`, else `~/.cache/kehoach`."""
    if named := os.environ.get("KEHOACH_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kehoach"


@cache
def _adapter() -> TypeAdapter[SourceText]:
    from pydantic import TypeAdapter

    from schemas.source import SourceText

    return TypeAdapter(SourceText)


@dataclass(frozen=True, slots=True)
class ReadingCache:
    """The cache of one version of the reading stage; small, and the same in every process that it is sent to.

    Attributes:
        folder: where it is.
        limit: bytes that all entries together may take; 0: nothing is kept or looked for.
        version: of all that decides what is read, see `flows.version.reading_version`.
    """

    folder: Path
    limit: int
    version: str

    @classmethod
    def of_machine(cls, version: str) -> Self:
        """Return the cache of one version of the reading stage where this machine keeps it.

        Raises:
            BadSize: as `limit_of`.
        """
        folder = cache_folder()
        return cls(folder, limit_of(folder), version)

    def get(self, sha256: str) -> SourceText | None:
        """Return what was read of a file with these bytes; None if that is not known."""
        if not self.limit:
            return None
        path = self._path(sha256)
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):  # a cache that others share may be there to read only
            os.utime(path)
        try:
            return _unpacked(entry)
        except (ValueError, zlib.error, MemoryError):
            # Nothing that another program, or a full disk, has made of it may stop a run.
            with contextlib.suppress(OSError):
                path.unlink()
            return None

    def put(self, sha256: str, source: SourceText) -> None:
        """Keep what was read of a file with these bytes."""
        if not self.limit:
            return
        path = self._path(sha256)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        # UnicodeError: half a character that a broken file has brought along.
        with contextlib.suppress(OSError, UnicodeError, ValueError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                fresh.write_bytes(_packed(source))
                fresh.replace(path)
            except OSError:
                fresh.unlink(missing_ok=True)
                raise
        global _written
        _written += 1
        if _written % _WRITES_A_LOOK == 0:
            self.trim()

    def _path(self, sha256: str) -> Path:
        return _readings(self.folder) / sha256[:2] / f"{sha256}.{self.version}"

    def trim(self) -> None:
        """Remove the entries of the least recent use if all together take more than the limit."""
        trim(self.folder, self.limit)


#: Entries that this process has written.
_written = 0


def _packed(source: SourceText) -> bytes:
    content = zlib.compress(_adapter().dump_json(source), 1)
    return _MAGIC + hashlib.sha256(content).digest() + content


def _unpacked(entry: bytes) -> SourceText:
    start = len(_MAGIC) + _DIGEST_BYTES
    digest, content = entry[len(_MAGIC) : start], entry[start:]
    if not entry.startswith(_MAGIC) or hashlib.sha256(content).digest() != digest:
        raise ValueError("no entry, or a damaged one")
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(content, _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("larger than any plan")
    return _adapter().validate_json(text)


def _readings(folder: Path) -> Path:
    return folder / "readings"


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    for shard in _scanned(_readings(folder)):
        if len(shard.name) == 2 and shard.is_dir(follow_symlinks=False):
            yield from (entry for entry in _scanned(shard) if entry.is_file(follow_symlinks=False))


def _scanned(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _sizes(folder: Path) -> list[tuple[float, int, str]]:
    """When each entry was last used, its bytes, and its path."""
    found = []
    for entry in _entries(folder):
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            found.append((status.st_mtime, status.st_size, entry.path))
    return found


def usage(folder: Path) -> Usage:
    """Return what a cache holds."""
    sizes = _sizes(folder)
    return Usage(len(sizes), sum(size for _, size, _ in sizes))


def trim(folder: Path, limit: int) -> int:
    """Remove entries, those of the least recent use first, until all take less than the limit; return how many."""
    sizes = sorted(_sizes(folder))
    total, removed = sum(size for _, size, _ in sizes), 0
    if total <= limit:
        return 0
    for _, size, path in sizes:
        if total <= limit * _LEFT:
            break
        with contextlib.suppress(OSError):
            Path(path).unlink()
            removed += 1
        total -= size
    return removed


def clear(folder: Path) -> Usage:
    """Remove all entries; return what there was. Only what has been kept by this module is touched."""
    before = usage(folder)
    for _, _, path in _sizes(folder):
        with contextlib.suppress(OSError):
            Path(path).unlink()
    for shard in _scanned(_readings(folder)):
        with contextlib.suppress(OSError):
            Path(shard.path).rmdir()
    return before


def limit_of(folder: Path) -> int:
    """Return the limit in bytes: `$KEHOACH_CACHE_LIMIT`, else what `keep_limit` has laid down, else `DEFAULT_LIMIT`.

    Raises:
        BadSize: the variable means nothing.
    """
    if named := os.environ.get("KEHOACH_CACHE_LIMIT"):
        return size_of(named)
    try:
        return size_of((folder / "limit").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return DEFAULT_LIMIT


def keep_limit(folder: Path, limit: int) -> None:
    """Lay down a limit for all that use the folder from now on, and keep to it.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"limit.{os.getpid()}.new"
    fresh.write_text(f"{limit}\n", encoding="ascii")
    fresh.replace(folder / "limit")
    trim(folder, limit)
