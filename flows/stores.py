"""Files that lie in a store which fsspec knows: an object store, a web server, any place whose address has a `://`.

A place on this machine is a `Path`, one in a store a `Url`. Addresses are written down: in the warehouse, in logs, in
Prefect's pages. So one that holds a password or may hold a signature is refused, whatever a driver says of its errors
is told without such parts, and drivers find their keys where they look for them: in the environment, in their own
configuration. Only what the user has named is asked for: nothing that another address stands in, nor another server.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flows.failures import words_of
from schemas.uris import file_name

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE | re.DOTALL)
_LOCAL = ("file", "local")
_WEB = ("http", "https")
#: What a store may tell of the bytes of a file, as in `ETag`, `md5Hash`, `content_md5`; and of when they came.
_SUMS = frozenset(["etag", "generation", "versionid", "md5hash", "contentmd5", "digest", "checksum", "crc32c"])
_TIMES = frozenset(["lastmodified", "modified", "updated", "mtime", "created"])
#: Seconds in which a file may change twice and keep a time that is told in whole seconds.
_RACE = 2.0
_CHUNK = 1 << 20


class BadAddress(ValueError):
    """An address that is not taken; the message says why, and does not repeat it."""


class StoreUnreadable(OSError):
    """A store, or a file in it, cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Url:
    """A file or folder in a store.

    Attributes:
        text: its address, as `place_of` has checked it; without a slash at the end.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        """Last part of the address."""
        return file_name(self.text)

    @property
    def on_the_web(self) -> bool:
        """Whether a web server has it, which lists no folders."""
        return self.text.startswith(("http:", "https:"))


Place = Path | Url


@dataclass(frozen=True, slots=True)
class Entry:
    """What a store tells of a file.

    Attributes:
        url: where it is.
        size: bytes; None if that is not told.
        mtime: when it was last written, in seconds since 1970; 0 if that is not told.
        version: changes when the bytes do; None if nothing is told that does.
    """

    url: Url
    size: int | None
    mtime: float
    version: str | None


def place_of(words: str) -> Place:
    """Return the place that a path or an address names.

    Raises:
        BadAddress: it is not taken, or its driver is not installed.
    """
    found = _ADDRESS.fullmatch(words)
    if found is None:
        return Path(words)
    protocol, rest = found[1].lower(), found[2]
    if protocol in _LOCAL:
        return Path("/" + unquote(rest.removeprefix("localhost")).lstrip("/"))
    if re.match(r"[^@]*:[^@]*@", rest) or (protocol in _WEB and "@" in rest.partition("/")[0]):
        raise BadAddress(
            "an address with a password in it is not taken, since addresses are recorded; give the password where the "
            f"driver looks for it: in its own configuration, or in variables FSSPEC_{protocol.upper()}_…"
        )
    if "?" in rest or (protocol in _WEB and "#" in rest):
        raise BadAddress(
            "an address with a question mark or fragment is not taken: it may hold a signature, and addresses are "
            "recorded; give the address without it, or download the file"
        )
    if "::" in rest:
        raise BadAddress("an address inside another one (`::`) is not taken; name the place itself")
    if protocol in _WEB:
        host, slash, path = rest.partition("/")
        if not host or not path or path.endswith("/"):
            raise BadAddress("a web address must name one file, since web servers list no folders")
        rest = host.lower() + slash + quote(path, safe="/%:@!$&'()*+,;=~-._")
    if not rest.strip("/"):
        raise BadAddress(f"{protocol}:// alone names no place; give a bucket or folder")
    _find_driver(protocol)
    return Url(f"{protocol}://{rest.rstrip('/')}")


def _find_driver(protocol: str) -> None:
    import fsspec

    try:
        fsspec.get_filesystem_class(protocol)
    except ValueError:
        raise BadAddress(f"{protocol}:// is known to no driver; give a path, or an address as in s3://bucket") from None
    except ImportError as error:
        lacking = getattr(error.__cause__, "name", None)
        remedy = f"pip install {lacking.partition('.')[0]}" if lacking else words_of(error)
        raise BadAddress(f"the driver for {protocol}:// is not installed: {remedy}") from error


def listing(place: Url) -> list[Entry] | Entry:
    """Return what a store tells of all files below a folder, or of one file.

    A folder in which nothing is does not exist in an object store: the bucket decides whether it may be.

    Raises:
        StoreUnreadable: the store cannot be read, or nothing is there.
    """
    with _told(place):
        system, path = _opened(place)
        about = _look(place, system, path)
        if about["type"] != "directory":
            return _entry(place, about)
        found = system.find(path, detail=True)
    start = path.rstrip("/") + "/"
    return [
        _entry(Url(f"{place}/{name[len(start) :]}"), about)
        for name, about in sorted(found.items())
        if name.startswith(start) and not name.endswith("/") and about["type"] == "file"
    ]


def check(place: Url) -> None:
    """See that a place can be read.

    Raises:
        StoreUnreadable: it cannot, or nothing is there; the message begins with the address.
    """
    try:
        with _told(place):
            _look(place, *_opened(place))
    except StoreUnreadable as error:
        raise StoreUnreadable(f"{place}: {error}") from error


def _look(place: Url, system: Any, path: str) -> Mapping[str, Any]:
    system.invalidate_cache()
    try:
        about: Mapping[str, Any] = system.info(path)
    except FileNotFoundError:
        bucket, _, inside = path.strip("/").partition("/")
        if place.on_the_web or not inside or not system.isdir(bucket):
            raise
        return {"type": "directory"}
    return about


def chunks(url: Url) -> Iterator[bytes]:
    """Yield what a file holds, piece by piece.

    Raises:
        StoreUnreadable: it cannot be read, or another server has it than the one that was named.
    """
    with _told(url):
        if "::" in url.text:
            # A driver would take what stands behind it for another address.
            raise StoreUnreadable("its name has `::` in it; rename it")
        system, path = _opened(url)
        # A web server may not know of ranges: its files are read from start to end.
        with system.open(path, "rb", **({"block_size": 0} if url.on_the_web else {})) as file:
            _check_server(url, file)
            while data := file.read(_CHUNK):
                yield data


def _opened(place: Url) -> tuple[Any, str]:
    import fsspec

    opened: tuple[Any, str] = fsspec.core.url_to_fs(place.text)
    return opened


def _check_server(url: Url, file: Any) -> None:
    answered = getattr(getattr(file, "r", None), "url", None)
    if url.on_the_web and answered is not None:
        host = urlsplit(str(answered)).hostname
        if host != urlsplit(url.text).hostname:
            raise StoreUnreadable(f"it leads to another server ({host}); give the file's address there")


def _entry(url: Url, about: Mapping[str, Any]) -> Entry:
    told = {re.sub("[-_]", "", name).lower(): value for name, value in about.items() if value}
    moment = next((moment for name in _TIMES if (moment := _moment(told.get(name))) is not None), None)
    size = about.get("size")
    known = [f"{name}={told[name]}" for name in sorted(_SUMS & told.keys())]
    if not known and moment is not None and not (moment == int(moment) and time.time() - moment < _RACE):
        known = [f"time={moment}"]
    version = ";".join([*known, f"size={size}"]) if known and size is not None else None
    return Entry(url, size, moment or 0.0, version)


def _moment(told: Any) -> float | None:
    """Return a time in seconds since 1970, from any of the forms that stores tell it in."""
    from email.utils import parsedate_to_datetime

    with contextlib.suppress(ValueError):
        if isinstance(told, str):
            told = parsedate_to_datetime(told) if "," in told else datetime.fromisoformat(told)
        if isinstance(told, datetime):
            return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    return float(told) if isinstance(told, int | float) else None


@contextlib.contextmanager
def _told(place: Url) -> Iterator[None]:
    """Turn whatever a driver raises into `StoreUnreadable`: each has errors of its own."""
    try:
        yield
    except StoreUnreadable:
        raise
    except Exception as error:
        raise StoreUnreadable(_reason(place, error)) from error


def _reason(place: Url, error: Exception) -> str:
    protocol = place.text.partition(":")[0]
    # The driver for the web says so whatever has happened.
    if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    status = getattr(error, "status", None)
    if isinstance(error, FileNotFoundError) or status in (404, 410):
        return "nothing is at this address; check it"
    if isinstance(error, PermissionError) or status in (401, 403) or re.search("Credential|Auth", type(error).__name__):
        return (
            "the store gives no access to it; set the keys where its driver looks for them, in its own configuration "
            f"or as FSSPEC_{protocol.upper()}_…, and check that they may read it"
        )
    return f"the store cannot be reached, or does not answer ({words_of(error)}); check the network and run it again"
