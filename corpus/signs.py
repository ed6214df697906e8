"""Signs of comparison in the image of a page: Tesseract's data for Vietnamese knows `>` and no `≥`."""

from collections.abc import Sequence

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
    for word, after in zip(words, [*words[1:], None], strict=False):
        sign, figure = word.text[:1], word.text[1:2]
        if not figure and after is not None and after.line == word.line:
            figure = after.text[:1]
        if sign in _WITH_BAR and figure.isdecimal() and _has_bar(word, image):
            word.text = _WITH_BAR[sign] + word.text[1:]


def _has_bar(word: ReadWord, image: Gray) -> bool:
    """Tell whether a bar runs under the sign that a word begins with."""
    middle = (word.top + word.bottom) // 2
    bottom = word.bottom + round(_BELOW * (word.bottom - word.top))
    # Figures are no wider than the sign.
    right = word.left + (word.right - word.left) // len(word.text)
    ink = image[middle:bottom, word.left : right] < _INK
    return bool(ink.size) and float(ink.mean(axis=1).max()) >= _BAR
