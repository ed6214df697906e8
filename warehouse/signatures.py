"""Signatures of sections: which syllables a section may hold, in 512 bits, so that a search reads few texts.

A syllable sets two bits of a section's signature (a Bloom filter). A section that lacks one of the bits asked for lacks
a syllable asked for; one that has them all is read. The bits stand in eight columns, which are quick to test together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

#: Bits of a signature, and the columns that hold 64 of them each.
WIDTH = 512
COLUMNS = tuple(f"bits_{number}" for number in range(WIDTH // 64))
#: Letters of a syllable that count: what a 64-bit number holds. No Vietnamese syllable has more, without its tone.
_LETTERS = 8
#: Odd, and near 2**64 divided by the golden ratio: the upper bits of a product with it hang on all letters.
_SPREAD = 0x9E3779B97F4A7C15
#: Where in the product the two bits' places are read.
_SHIFTS = (55, 46)
_BLANK = ord(" ")


def _places(numbers: Any) -> list[Any]:
    """The two places that each syllable sets; syllables as 64-bit numbers of their letters."""
    spread = numbers * np.uint64(_SPREAD)
    return [(spread >> np.uint64(shift)) & np.uint64(WIDTH - 1) for shift in _SHIFTS]


def sign(*columns: pa.StringArray) -> dict[str, Any]:
    """Sign rows by all syllables that their texts hold.

    Args:
        columns: folded texts as `warehouse.folding.fold_column` makes them, all of the same length.

    Returns:
        64-bit numbers of each row by name of their column.
    """
    held = np.zeros((len(columns[0]), WIDTH), dtype=bool)
    for texts in columns:
        _set_bits(held, texts)
    packed = np.packbits(held, axis=1, bitorder="little").view("<u8")
    return {name: np.ascontiguousarray(packed[:, number]) for number, name in enumerate(COLUMNS)}


def _set_bits(held: Any, texts: pa.StringArray) -> None:
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64 if pa.types.is_large_string(texts.type) else np.int32)
    offsets = offsets[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    blanks = np.flatnonzero(letters == _BLANK)
    # A text begins and ends with a blank: between its last one and the next text's first one stands nothing.
    starts, lengths = blanks[:-1] + 1, np.diff(blanks) - 1
    starts, lengths = starts[lengths > 0], lengths[lengths > 0]
    padded = np.concatenate([letters, np.zeros(_LETTERS, dtype=np.uint8)])
    eights = np.ndarray(len(letters), dtype="<u8", buffer=padded.data, strides=(1,))
    beyond = (8 * (_LETTERS - np.minimum(lengths, _LETTERS))).astype(np.uint64)
    numbers = (eights[starts] << beyond) >> beyond
    rows = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(starts, offsets - offsets[0])))
    for places in _places(numbers):
        held[rows, places] = True


def asked_bits(terms: Iterable[str]) -> list[int]:
    """The bits that a section has if it holds all terms, 64 a number, in the order of `COLUMNS`.

    Args:
        terms: folded words and phrases.
    """
    syllables = {syllable for term in terms for syllable in term.split()}
    numbers = [int.from_bytes(syllable.encode()[:_LETTERS], "little") for syllable in syllables]
    bits = 0
    for places in _places(np.array(numbers, dtype=np.uint64)):
        for place in places.tolist():
            bits |= 1 << place
    return [bits >> 64 * number & (1 << 64) - 1 for number in range(len(COLUMNS))]
