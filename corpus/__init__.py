"""Bytes to text: readers, legacy encodings, layout, and the repair of misread Vietnamese."""

from collections.abc import Callable

from corpus.errors import (
    BinaryNoise,
    DamagedInput,
    EmptyInput,
    EncryptedInput,
    NeedsOcr,
    RejectedInput,
    TooLarge,
    UnknownEncoding,
    UnreadableFile,
    UnsupportedFormat,
)
from corpus.language_sources import load_model as load
from corpus.page_pool import share_cores, tell_pages, usable_cores
from corpus.reading import bytes_of, check_size, read, read_bytes, register
from corpus.settings import Ocr, ReadingSettings
from corpus.sniff import DOCX
from schemas.source import SourceText

__all__ = [
    "BinaryNoise",
    "DamagedInput",
    "EmptyInput",
    "EncryptedInput",
    "NeedsOcr",
    "Ocr",
    "ReadingSettings",
    "RejectedInput",
    "TooLarge",
    "UnknownEncoding",
    "UnreadableFile",
    "UnsupportedFormat",
    "bytes_of",
    "check_size",
    "load",
    "read",
    "read_bytes",
    "register",
    "share_cores",
    "tell_pages",
    "usable_cores",
]


def _pdf(data: bytes, name: str, settings: ReadingSettings) -> SourceText:
    from corpus.pdf import read_pdf  # its libraries take a while to load

    return read_pdf(data, name, settings)


def _docx(data: bytes, name: str, _: ReadingSettings) -> SourceText:
    from corpus.docx import read_docx

    return read_docx(data, name)


def _word97(data: bytes, name: str, _: ReadingSettings) -> SourceText:
    from corpus.word97 import read_word97

    return read_word97(data, name)


def _image(media_type: str) -> Callable[[bytes, str, ReadingSettings], SourceText]:
    def read(data: bytes, name: str, settings: ReadingSettings) -> SourceText:
        from corpus.images import read_image

        return read_image(data, name, media_type, settings)

    return read


register("application/pdf", _pdf)
register(DOCX, _docx)
register("application/msword", _word97)
for _media_type in ("image/png", "image/jpeg", "image/tiff"):
    register(_media_type, _image(_media_type))
