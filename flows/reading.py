"""A file to its source text, from the cache where its bytes have been read before.

Readers take bytes, never a path: of a file in a store nothing is written to a disk, which a killed worker would leave
behind, and at most `corpus.reading.MAX_BYTES` are held by a worker.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flows import stores
from flows.cache import ReadingCache
from flows.discover import SourceFile
from flows.stores import StoreUnreadable, Url

if TYPE_CHECKING:
    from corpus.settings import Ocr
    from schemas.source import SourceText


class Changed(Exception):
    """The file no longer has the bytes that were found."""


def read_text(source: SourceFile, ocr: Ocr, cache: ReadingCache | None) -> SourceText:
    """Read a file.

    Text and Word documents are not kept: reading them takes less than extracting their rows, and an entry as much room
    as the file. A page with a text layer takes 50 times what its entry does, a scanned one 1000 times.

    Args:
        source: the file.
        ocr: which pages OCR reads, as of `corpus.read`.
        cache: of the version that reads; None: the file is read in any case.

    Raises:
        Changed: it has other bytes now.
        RejectedInput: see `corpus.read`.
    """
    import corpus
    from corpus.sniff import DOCX, binary_type

    if isinstance(source.path, Url) and cache is not None and (text := cache.get(source.sha256)) is not None:
        # What its store tells of the bytes was compared when it was found: they need not be fetched for that.
        return text
    data = _bytes_of(source)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise Changed
    if cache is None or binary_type(data) in (None, DOCX):
        return corpus.read_bytes(data, source.path.name, ocr=ocr)
    text = cache.get(source.sha256)
    if text is None:
        text = corpus.read_bytes(data, source.path.name, ocr=ocr)
        cache.put(source.sha256, text)
    return text


def _bytes_of(source: SourceFile) -> bytes:
    import corpus

    if not isinstance(source.path, Url):
        return corpus.bytes_of(source.path)
    data = bytearray()
    corpus.check_size(source.name, source.size)
    try:
        for piece in stores.chunks(source.path):
            data += piece
            corpus.check_size(source.name, len(data))
    except StoreUnreadable as error:
        problem, _, remedy = str(error).rpartition("; ")
        raise corpus.UnreadableFile(source.name, problem, remedy) from error
    return bytes(data)
