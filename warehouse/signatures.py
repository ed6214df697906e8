"""Signatures of folded texts: some hundred bits a text, by which a search passes over most texts without reading them.

A text that holds what is asked for has all bits of it; one that has them need not hold it, so what is left is read.
The first bits belong to the common syllables, one each: a bit that they shared with a rare one would say nothing of
that. A rare syllable sets three of the other bits and two neighbours set two, at places that follow from their letters.
The macro `search_places` computes the same places for what is asked for: what is changed here is changed there.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from warehouse.views import common_syllables

#: Numbers of 64 bits that make up a signature.
COLUMNS = 12

_BLANK = ord(" ")
#: Letters of a syllable that count: no Vietnamese one has more, and a BIGINT holds them.
_LETTERS = 7
#: A syllable's number, whose letters count in base 256, is brought below this prime; a pair's is `left * 1009 + right`.
_PRIME, _FACTOR = np.uint64(999_983), np.uint64(1009)
#: Primes whose remainders are the places of a rare syllable; the first two are those of a pair.
_PLACES = tuple(map(np.uint64, (571, 569, 563)))


@cache
def _common_numbers() -> tuple[Any, Any]:
    """The numbers of the common syllables in order, and the bit of each."""
    numbers = np.array([int.from_bytes(syllable.encode(), "big") for syllable in common_syllables()], np.uint64)
    order = np.argsort(numbers)
    return numbers[order], order


def sign_column(folded: pa.Array) -> Any:
    """Sign many texts at once.

    Args:
        folded: texts as `warehouse.folding.fold_column` gives them.

    Returns:
        Unsigned 64-bit numbers: for each of `COLUMNS`, one a text.
    """
    offsets = np.frombuffer(folded.buffers()[1], np.int64 if pa.types.is_large_string(folded.type) else np.int32)
    letters = np.frombuffer(folded.buffers()[2], np.uint8, offsets[-1])
    blank = letters == _BLANK
    starts = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    lengths = np.flatnonzero(~blank[:-1] & blank[1:]) + 1 - starts
    texts = np.searchsorted(offsets, starts, "right") - 1
    # The eight bytes from each letter on as one number, the first letter the most significant.
    eights = np.ndarray(len(letters), ">u8", np.append(letters, np.zeros(8, np.uint8)), strides=(1,))
    numbers = eights[starts].astype(np.uint64) >> (64 - 8 * np.minimum(lengths, _LETTERS)).astype(np.uint64)

    flags = np.zeros((len(folded), 64 * COLUMNS), dtype=bool)
    common, bits = _common_numbers()
    at = np.minimum(np.searchsorted(common, numbers), len(common) - 1)
    is_common = common[at] == numbers
    flags[texts[is_common], bits[at[is_common]]] = True
    lefts, rights = numbers % _PRIME * _FACTOR, numbers % _PRIME
    rare = ~is_common
    neighbours = np.flatnonzero(texts[:-1] == texts[1:])
    pairs = lefts[neighbours] + rights[neighbours + 1]
    for prime in _PLACES:
        flags[texts[rare], len(common) + (lefts[rare] % prime).astype(np.intp)] = True
    for prime in _PLACES[:2]:
        flags[texts[neighbours], len(common) + (pairs % prime).astype(np.intp)] = True
    return np.packbits(flags, axis=1, bitorder="little").view("<u8").T.copy()
