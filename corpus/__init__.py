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
from corpus.language_sources import load_model as load
from corpus.reading import read, read_bytes, register

__all__ = [
    "BinaryNoise",
    "EmptyInput",
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
