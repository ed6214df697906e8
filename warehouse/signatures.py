"""Signatures of sections: which syllables a section may hold, and which two in a row, so that a search reads few texts.

A signature is a Bloom filter: a syllable sets two of its first 512 bits, two syllables in a row set one of 256 more. A
section that lacks one of the bits asked for lacks something asked for; one that has them all is read. The bits stand in
twelve columns, which are quick to test together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

#: Bits for syllables and, behind them, for pairs; and the columns that hold 64 of them each.
_SYLLABLE_BITS, _PAIR_BITS = 512, 256
_BITS = _SYLLABLE_BITS + _PAIR_BITS
COLUMNS = tuple(f"bits_{number}" for number in range(_BITS // 64))
#: Letters of a syllable that count: what a 64-bit number holds. No Vietnamese syllable has more, without its tone.
_LETTERS = 8
#: Odd, and near 2**64 divided by the golden ratio: the upper bits of a product with it hang on all letters.
_SPREAD = 0x9E3779B97F4A7C15
#: Where in the product the places of a syllable's two bits are read, and that of a pair.
_SYLLABLE_SHIFTS, _PAIR_SHIFT = (55, 46), 56
_BLANK = ord(" ")


def _syllable_places(numbers: Any) -> list[Any]:
    """The two places that each syllable sets; syllables as 64-bit numbers of their letters."""
    spread = numbers * np.uint64(_SPREAD)
    return [(spread >> np.uint64(shift)) & np.uint64(_SYLLABLE_BITS - 1) for shift in _SYLLABLE_SHIFTS]


def _pair_places(first: Any, second: Any) -> Any:
    """The place that each two syllables in a row set; their order counts."""
    spread = (first * np.uint64(_SPREAD) + second) * np.uint64(_SPREAD)
    return (spread >> np.uint64(_PAIR_SHIFT)) + np.uint64(_SYLLABLE_BITS)


def sign(*columns: pa.StringArray) -> dict[str, Any]:
    """Sign rows by all syllables that their texts hold.

    Args:
        columns: folded texts as `warehouse.folding.fold_column` makes them, all of the same length.

    Returns:
        64-bit numbers of each row by name of their column.
    """
    held = np.zeros((len(columns[0]), _BITS), dtype=bool)
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
    for places in _syllable_places(numbers):
        held[rows, places] = True
    together = rows[:-1] == rows[1:]
    held[rows[:-1][together], _pair_places(numbers[:-1], numbers[1:])[together]] = True


def asked_bits(terms: Iterable[str]) -> list[int]:
    """The bits that a section has if it holds all terms, 64 a number, in the order of `COLUMNS`.

    Args:
        terms: folded words and phrases.
    """
    bits = 0
    for term in terms:
        numbers = np.array(
            [int.from_bytes(syllable.encode()[:_LETTERS], "little") for syllable in term.split()], dtype=np.uint64
        )
        for places in [*_syllable_places(numbers), _pair_places(numbers[:-1], numbers[1:])]:
            for place in places.tolist():
                bits |= 1 << place
    return [bits >> 64 * number & (1 << 64) - 1 for number in range(len(COLUMNS))]
