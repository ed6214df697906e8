"""Bytes to text: readers, legacy encodings, layout, and the repair of misread Vietnamese."""

from corpus.errors import (
    BinaryNoise,
    EmptyInput,
    RejectedInput,
    TooLarge,
    UnknownEncoding,
    UnreadableFile,
    UnsupportedFormat,
)
from corpus.reading import read, read_bytes, register

__all__ = [
    "BinaryNoise",
    "EmptyInput",
    "RejectedInput",
    "TooLarge",
    "UnknownEncoding",
    "UnreadableFile",
    "UnsupportedFormat",
    "read",
    "read_bytes",
    "register",
]
