"""A file to its source text, from the cache where its bytes have been read before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flows.cache import ReadingCache
from flows.discover import SourceFile

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

    data = corpus.bytes_of(source.path)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise Changed
    if cache is None or binary_type(data) in (None, DOCX):
        return corpus.read_bytes(data, source.path.name, ocr=ocr)
    text = cache.get(source.sha256)
    if text is None:
        text = corpus.read_bytes(data, source.path.name, ocr=ocr)
        cache.put(source.sha256, text)
    return text
