"""Signs of comparison in the image of a page: Tesseract's data for Vietnamese knows `>` and no `≥`."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.tesseract import ReadWord

_WITH_BAR = {">": "≥", "<": "≤"}
#: Grey that is ink; share of a sign's width that its bar covers; how far below its box the bar may lie, by its height.
_INK, _BAR, _BELOW = 140, 0.75, 0.5

Gray = NDArray[np.uint8]


def tell_signs(words: Sequence[ReadWord], image: Gray) -> None:
    """Put `≥` and `≤` where a bar runs under `>` and `<` before a number.

    Args:
        words: as they were read; the text of some is changed.
        image: the page that they were read from.
    """
    for word, after in pairwise(words):
        if word.text in _WITH_BAR and after.line == word.line and after.text[:1].isdecimal() and _has_bar(word, image):
            word.text = _WITH_BAR[word.text]


def _has_bar(word: ReadWord, image: Gray) -> bool:
    middle = (word.top + word.bottom) // 2
    bottom = word.bottom + round(_BELOW * (word.bottom - word.top))
    ink = image[middle:bottom, word.left : word.right] < _INK
    return bool(ink.size) and float(ink.mean(axis=1).max()) >= _BAR
