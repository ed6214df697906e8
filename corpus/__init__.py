"""Bytes to text: readers, legacy encodings, layout, and the repair of misread Vietnamese."""

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
from corpus.reading import read, read_bytes, register
from schemas.source import SourceText

__all__ = [
    "BinaryNoise",
    "DamagedInput",
    "EmptyInput",
    "EncryptedInput",
    "NeedsOcr",
    "RejectedInput",
    "TooLarge",
    "UnknownEncoding",
    "UnreadableFile",
    "UnsupportedFormat",
    "load",
    "read",
    "read_bytes",
    "register",
]


def _pdf(data: bytes, name: str) -> SourceText:
    from corpus.pdf import read_pdf  # its libraries take a while to load

    return read_pdf(data, name)


register("application/pdf", _pdf)
