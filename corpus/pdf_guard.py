"""What makes a PDF dangerous, found before it is opened: streams that unpack to more than a document ever holds."""

import re
import zlib
from collections.abc import Iterator

from corpus.errors import TooLarge

#: Most bytes that one stream may unpack to: a picture of a page in A3, 600 dpi, colour has 200 MB; all else is small.
MAX_PICTURE = 400 * 1024 * 1024
MAX_STREAM = 64 * 1024 * 1024
#: Most bytes that all streams but the pictures may unpack to.
MAX_TOTAL = 512 * 1024 * 1024
#: Most filters one after the other.
_MAX_FILTERS = 4
_STEP = 1024 * 1024
_CHUNK = 65536

_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_REACH = 4096
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\[\]]{0,400}\]|/\w+)")
_SIZE = re.compile(rb"/(?:Width|Height)\s+(\d{1,9})")
#: Pictures of more pixels are not drawn.
_MAX_PIXELS = 500_000_000


def check_streams(data: bytes, name: str) -> None:
    """Unpack each stream of a PDF in small steps, and stop where it grows beyond all measure.

    Raises:
        TooLarge: if a stream, or all of them together, unpack to more than a document holds.
    """
    total = 0
    for dictionary, start in _streams(data):
        is_picture = bool(_PICTURE.search(dictionary))
        if is_picture and _pixels(dictionary) > _MAX_PIXELS:
            raise _bomb(name, "holds a picture of more than 500 million pixels")
        filters = b" ".join(_FILTERS.findall(dictionary))
        if filters.count(b"/") > _MAX_FILTERS:
            raise _bomb(name, "holds a stream that is packed over and over")
        layers = len(_FLATE.findall(filters))
        if not layers:
            continue
        limit = MAX_PICTURE if is_picture else MAX_STREAM
        size = _unpacked_size(data, start, limit, layers)
        total += 0 if is_picture else size
        if size > limit or total > MAX_TOTAL:
            raise _bomb(name, f"unpacks to more than {min(limit, MAX_TOTAL) // _STEP} MB")


def _bomb(name: str, problem: str) -> TooLarge:
    return TooLarge(name, problem, "this is no document; if it is one, print it to a new PDF")


def _streams(data: bytes) -> Iterator[tuple[bytes, int]]:
    for found in _STREAM.finditer(data):
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        before = data[max(0, found.start() - _DICTIONARY_REACH) : found.start()]
        opened = before.rfind(b" obj")
        yield before[max(opened, 0) :], found.end()


def _pixels(dictionary: bytes) -> int:
    sizes = [int(size) for size in _SIZE.findall(dictionary)]
    return sizes[0] * sizes[1] if len(sizes) > 1 else 0


def _unpacked_size(data: bytes, start: int, limit: int, layers: int) -> int:
    """Return how large a stream becomes, counting no further than `limit` in any of its layers."""
    layer = _Layer(limit, _Layer(limit) if layers > 1 else None)
    packed = memoryview(data)[start:]
    for position in range(0, len(packed), _CHUNK):
        if not layer.take(bytes(packed[position : position + _CHUNK])):
            break
    return layer.size if layer.inner is None else max(layer.size, layer.inner.size)


class _Layer:
    """One unpacking of a stream, perhaps with another one inside."""

    def __init__(self, limit: int, inner: "_Layer | None" = None) -> None:
        self.limit, self.inner = limit, inner
        self.size = 0
        self._unpacker = zlib.decompressobj()

    def take(self, packed: bytes) -> bool:
        """Unpack a piece; False where the stream has ended, is broken, or has grown beyond the limit."""
        while packed:
            try:
                out = self._unpacker.decompress(packed, _STEP)
            except zlib.error:
                return False
            self.size += len(out)
            if self.size > self.limit or (self.inner is not None and not self.inner.take(out)):
                return False
            if self._unpacker.eof:
                return False
            packed = self._unpacker.unconsumed_tail
        return True
