"""Which files a batch consists of: walking folders, telling files by their bytes, leaving unfinished ones alone."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flows import stores
from flows.stores import Entry, Place, StoreUnreadable, Url
from schemas.uris import file_name

#: Names of files that a walk through a folder takes for plans; a file that is named itself is always read.
PLAN_SUFFIXES = frozenset(
    [
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".pdf",
        ".docx",
        ".doc",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
    ]
)
#: Stems of files that stand beside documents and tell about them.
_ABOUT = frozenset(["readme", "license", "licence", "changelog"])
#: How names end while browsers, copying and synchronising programs still write the file; and beside open files.
_IN_TRANSFER = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart")
_BESIDE_OPEN = (".swp", ".swx", ".lock", "~")
#: Entries of a folder that do not make it a folder with something in it: file systems bring them along.
_NOTHING = frozenset(["lost+found", "$RECYCLE.BIN", "System Volume Information"])
#: Bytes read at once, and threads that do: while one waits for a slow share, or hashes, others read.
_CHUNK = 1 << 20
_THREADS = 4
_FILES_A_TASK = 32


class BeingWritten(OSError):
    """A file changed while it was hashed."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    Attributes:
        path: where it is.
        uri: its absolute path as text; bytes of a name that are no UTF-8 are shown as U+FFFD. Of a file in a store,
            its address.
        sha256: of its bytes, hex.
        size: bytes.
        mtime: when it was last written, in seconds since 1970.
        store_version: what its store told of the bytes; None if that was nothing, and for files of this machine.
    """

    path: Place
    uri: str
    sha256: str
    size: int
    mtime: float = 0.0
    store_version: str | None = None

    @property
    def name(self) -> str:
        """File name."""
        return file_name(self.uri)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One file that could not be read: what is wrong and what to do, in one line.

    Attributes:
        uri: its absolute path as text, or its address.
        sha256: of its bytes; None if they could not be read.
        reason: what is wrong and what to do, without the file's name.
        error_type: class of the error.
        seconds: that reading it took; None if it was not read.
        store_version: as of `SourceFile`.
    """

    uri: str
    sha256: str | None
    reason: str
    error_type: str
    seconds: float | None = None
    store_version: str | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A file that somebody still writes, and how that is known: it is left for the next run."""

    uri: str
    reason: str


@dataclass(slots=True)
class Discovery:
    """What was found.

    Attributes:
        sources: files to read, by path within each argument, each content once.
        duplicates: files whose bytes another one already has, with that one.
        rejected: files and folders that cannot be read.
        other_suffixes: suffix -> number of files in folders that are no plans by their name.
        unfinished: files that are left for the next run.
        folders: URI of each folder that was walked -> number of things in it, hidden ones not counted.
        listings: URI of each folder in a store that was listed -> URIs of all files below it.
    """

    sources: list[SourceFile] = field(default_factory=list)
    duplicates: list[tuple[SourceFile, SourceFile]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    other_suffixes: dict[str, int] = field(default_factory=dict)
    unfinished: list[Unfinished] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)
    listings: dict[str, frozenset[str]] = field(default_factory=dict)

    def files(self) -> Iterator[SourceFile]:
        """Yield all files, also those with the same bytes."""
        yield from self.sources
        for copy, _ in self.duplicates:
            yield copy


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def uri_of(place: Place) -> str:
    """Return a path as absolute text that every database takes, or an address."""
    return place.text if isinstance(place, Url) else _shown(os.path.normpath(place.absolute()))


def left_alone(name: str) -> bool:
    """Tell whether a name is hidden or marks a file that some program is still working on."""
    return name.startswith((".", "~$")) or name.casefold().endswith(_IN_TRANSFER + _BESIDE_OPEN)


def _reason(error: OSError) -> str:
    if isinstance(error, StoreUnreadable):
        return str(error)
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions (chmod u+r) or run as its owner"
    if isinstance(error, FileNotFoundError):
        return "it is gone, or a link that leads nowhere; remove the link or put the file back"
    return f"it cannot be read ({error.strerror or error}); check the disk or the network share"


def _rejected(uri: str, error: OSError) -> Rejection:
    return Rejection(uri, None, _reason(error), type(error).__name__)


def _is_plan(name: str, uri: str, found: Discovery) -> bool:
    """Tell whether a file of a folder is one to read by its name, and note what it is else."""
    if left_alone(name):
        if name.casefold().endswith(_IN_TRANSFER) and not name.startswith("."):
            found.unfinished.append(Unfinished(uri, "its name is that of a file that is still being written"))
        return False
    stem, suffix = os.path.splitext(name.casefold())  # noqa: PTH122
    if suffix in PLAN_SUFFIXES and stem not in _ABOUT:
        return True
    found.other_suffixes[suffix] = found.other_suffixes.get(suffix, 0) + 1
    return False


def _walk(folder: Path, found: Discovery) -> Iterator[tuple[Path, str]]:
    def unreadable(error: OSError) -> None:
        found.rejected.append(_rejected(uri_of(Path(error.filename or folder)), error))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        there = uri_of(Path(parent))
        found.folders[there] = sum(not name.startswith(".") and name not in _NOTHING for name in folders + files)
        folders[:] = sorted(name for name in folders if not left_alone(name))
        for name in sorted(files):
            uri = f"{there.rstrip('/')}/{_shown(name)}"
            if _is_plan(name, uri, found):
                yield Path(parent, name), uri


def _list(folder: Url, found: Discovery) -> Iterator[tuple[Entry, str]]:
    try:
        entries = stores.listing(folder)
    except StoreUnreadable as error:
        found.rejected.append(_rejected(folder.text, error))
        return
    if isinstance(entries, Entry):
        yield entries, entries.url.text
        return
    found.folders[folder.text] = len(entries)
    found.listings[folder.text] = frozenset(entry.url.text for entry in entries)
    for entry in entries:
        uri = entry.url.text
        *folders, name = uri.removeprefix(folder.text + "/").split("/")
        if not any(map(left_alone, folders)) and _is_plan(name, uri, found):
            yield entry, uri


def read_source(path: Path, uri: str | None = None) -> SourceFile:
    """Hash a file.

    Args:
        path: where it is.
        uri: its `uri_of`, where that is known.

    Raises:
        BeingWritten: it changed meanwhile.
        OSError: it cannot be read, or is no regular file.
    """
    # Opened without waiting: a named pipe would otherwise hold up the batch until somebody writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file", str(path))
        # One byte more than there should be: a short read then tells the end without another one.
        step = min(status.st_size + 1, _CHUNK)
        digest, size = hashlib.sha256(), 0
        while True:
            data = os.read(descriptor, step)
            digest.update(data)
            size += len(data)
            if len(data) < step:
                break
        if size != status.st_size or (size >= _CHUNK and os.fstat(descriptor).st_mtime_ns != status.st_mtime_ns):
            raise BeingWritten(0, "it changes while it is read", str(path))
    finally:
        os.close(descriptor)
    return SourceFile(path, uri or uri_of(path), digest.hexdigest(), size, status.st_mtime)


def _fetched(entry: Entry, known: tuple[str, str] | None) -> SourceFile:
    """Hash a file in a store, unless the store tells of the bytes what it told when they were hashed before."""
    uri = entry.url.text
    if known is not None and entry.version == known[0] and entry.size is not None:
        return SourceFile(entry.url, uri, known[1], entry.size, entry.mtime, entry.version)
    digest, size = hashlib.sha256(), 0
    for data in stores.chunks(entry.url):
        digest.update(data)
        size += len(data)
    if entry.size not in (None, size):
        raise BeingWritten(0, "it changes while it is read", uri)
    return SourceFile(entry.url, uri, digest.hexdigest(), size, entry.mtime, entry.version)


def _hashed(
    places: Sequence[tuple[Path | Entry, str]], known: Mapping[str, tuple[str, str]]
) -> list[SourceFile | OSError]:
    done: list[SourceFile | OSError] = []
    for place, uri in places:
        try:
            done.append(_fetched(place, known.get(uri)) if isinstance(place, Entry) else read_source(place, uri))
        except OSError as error:
            done.append(error)
    return done


def _files_at(place: Place, found: Discovery) -> Iterable[tuple[Path | Entry, str]]:
    if isinstance(place, Url):
        return _list(place, found)
    return _walk(place, found) if place.is_dir() else [(place, uri_of(place))]


def discover(given: Iterable[Place], known: Mapping[str, tuple[str, str]] | None = None) -> Discovery:
    """Find and hash the files of a batch.

    Args:
        given: files, taken whatever their name, and folders, walked for `PLAN_SUFFIXES`.
        known: URI of files in stores -> what their store told of their bytes when they were hashed, and that hash:
            what has not changed since is not fetched.

    Returns:
        The files in order, each content once; what cannot be read is in `rejected`, nothing is raised for it.
    """
    found = Discovery()
    places: dict[str, Path | Entry] = {}
    for argument in given:
        for place, uri in _files_at(argument, found):
            places.setdefault(uri, place)
    listed = [(place, uri) for uri, place in places.items()]
    pieces = [listed[start : start + _FILES_A_TASK] for start in range(0, len(listed), _FILES_A_TASK)]
    by_content: dict[str, SourceFile] = {}
    with ThreadPoolExecutor(_THREADS) as pool:
        for piece, outcomes in zip(pieces, pool.map(partial(_hashed, known=known or {}), pieces), strict=True):
            for (_, uri), outcome in zip(piece, outcomes, strict=True):
                if isinstance(outcome, BeingWritten):
                    found.unfinished.append(Unfinished(uri, "it changed while it was looked at"))
                elif isinstance(outcome, OSError):
                    found.rejected.append(_rejected(uri, outcome))
                elif (first := by_content.setdefault(outcome.sha256, outcome)) is outcome:
                    found.sources.append(outcome)
                else:
                    found.duplicates.append((outcome, first))
    return found
