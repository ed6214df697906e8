"""Which files a batch consists of: walking folders, telling files by their bytes, leaving unfinished ones alone."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swx", ".lock", "~")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    Attributes:
        path: where it is.
        uri: its absolute path as text; bytes of a name that are no UTF-8 are shown as U+FFFD.
        sha256: of its bytes, hex.
        size: bytes.
    """

    path: Path
    uri: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """File name."""
        return Path(self.uri).name


@dataclass(frozen=True, slots=True)
class Rejection:
    """One file that could not be read: what is wrong and what to do, in one line.

    Attributes:
        uri: its absolute path as text.
        sha256: of its bytes; None if they could not be read.
        reason: what is wrong and what to do, without the file's name.
        error_type: class of the error.
    """

    uri: str
    sha256: str | None
    reason: str
    error_type: str


@dataclass(slots=True)
class Discovery:
    """What was found.

    Attributes:
        sources: files to read, by path within each argument, each content once.
        duplicates: files whose bytes another one already has, with that one.
        rejected: files and folders that cannot be read.
        other_suffixes: suffix -> number of files in folders that are no plans by their name.
    """

    sources: list[SourceFile] = field(default_factory=list)
    duplicates: list[tuple[SourceFile, SourceFile]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    other_suffixes: dict[str, int] = field(default_factory=dict)


def uri_of(path: Path) -> str:
    """Return a path as absolute text that every database takes."""
    return os.fsencode(os.path.normpath(path.absolute())).decode("utf-8", "replace")


def left_alone(name: str) -> bool:
    """Tell whether a name is hidden or marks a file that some program is still working on."""
    return name.startswith((".", "~$")) or name.casefold().endswith(_UNFINISHED)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions (chmod u+r) or run as its owner"
    if isinstance(error, FileNotFoundError):
        return "it is gone, or a link that leads nowhere; remove the link or put the file back"
    return f"it cannot be read ({error.strerror or error}); check the disk or the network share"


def _rejected(path: Path, error: OSError) -> Rejection:
    return Rejection(uri_of(path), None, _reason(error), type(error).__name__)


def _walk(folder: Path, found: Discovery) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        found.rejected.append(_rejected(Path(error.filename or folder), error))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not left_alone(name))
        for name in sorted(files):
            if left_alone(name):
                continue
            path = Path(parent, name)
            suffix = path.suffix.casefold()
            if suffix in PLAN_SUFFIXES and path.stem.casefold() not in _ABOUT:
                yield path
            else:
                found.other_suffixes[suffix] = found.other_suffixes.get(suffix, 0) + 1


def read_source(path: Path) -> SourceFile:
    """Hash a file.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    # Opened without waiting: a named pipe would otherwise hold up the batch until somebody writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file", str(path))
        return SourceFile(path, uri_of(path), hashlib.file_digest(file, "sha256").hexdigest(), status.st_size)


def discover(paths: Iterable[Path]) -> Discovery:
    """Find and hash the files of a batch.

    Args:
        paths: files, taken whatever their name, and folders, walked for `PLAN_SUFFIXES`.

    Returns:
        The files in order, each content once; what cannot be read is in `rejected`, nothing is raised for it.
    """
    found = Discovery()
    seen: set[str] = set()
    by_content: dict[str, SourceFile] = {}
    for argument in paths:
        for path in _walk(argument, found) if argument.is_dir() else [argument]:
            if (uri := uri_of(path)) in seen:
                continue
            seen.add(uri)
            try:
                source = read_source(path)
            except OSError as error:
                found.rejected.append(_rejected(path, error))
                continue
            first = by_content.setdefault(source.sha256, source)
            if first is source:
                found.sources.append(source)
            else:
                found.duplicates.append((source, first))
    return found
