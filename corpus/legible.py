"""Which of the words that OCR finds are words: not the dust of rules, nor what stands in the frame of a stamp."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.page import RuledTable
from corpus.tesseract import ReadWord

#: Share of the height of a frame at which print runs through its sides: a stamp pressed over a text, no table.
_PRESSED = 0.06
#: A receiving stamp is at most so large, in points.
_WIDEST, _HIGHEST = 260.0, 130.0
#: Confidence below which a word is a guess, on a page and in the frame of a stamp.
_GUESS, _GUESS_IN_STAMP = 15.0, 60.0
_GLYPHS = str.maketrans({"⁄": "/", "∕": "/", "ﬁ": "fi", "ﬂ": "fl", "¬": "-", "‐": "-", "−": "-"})

#: What Tesseract makes of the number of a row or a group that stands alone in its cell.
_NUMBERS = {"|": "1", "l": "1", "IH": "III", "HI": "III", "HH": "III", "H1": "III", "IHI": "III", "H": "II"}
_NUMBERS |= {"IIl": "III", "Ill": "III", "lI": "II", "Il": "II", "[V": "IV", "VIH": "VIII", "VHI": "VIII", "XH": "XII"}

Gray = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]


def parted(tables: Sequence[RuledTable], image: Gray, scale: float) -> tuple[list[RuledTable], list[RuledTable]]:
    """Part tables from frames of stamps, which were pressed over print.

    Args:
        tables: what rules make on a page.
        image: the page without its rules.
        scale: pixels a point.
    """
    frames = [table for table in tables if _is_stamp(table, image, scale)]
    return [table for table in tables if table not in frames], frames


def number_alone(text: str) -> str:
    """Return the number that is meant by what was read in a cell that holds one short word."""
    bare = text.rstrip(".)")
    return _NUMBERS.get(bare, bare) + text[len(bare) :]


def _is_stamp(table: RuledTable, image: Gray, scale: float) -> bool:
    box = table.box
    if box.x1 - box.x0 > _WIDEST or box.bottom - box.top > _HIGHEST:
        return False
    rows = image[max(0, round(box.top * scale)) : round(box.bottom * scale)] < 128
    near, far = round(1.2 * scale), round(3.5 * scale)
    crossed = 0.0
    for edge in (box.x0, box.x1):
        x = round(edge * scale)
        before, after = rows[:, max(0, x - far) : max(0, x - near)], rows[:, x + near : x + far]
        crossed = max(crossed, float((before.any(axis=1) & after.any(axis=1)).mean()))
    return crossed > _PRESSED


def legible(words: Sequence[ReadWord], stamps: Sequence[Pixels]) -> list[ReadWord]:
    """Return the words that are words, with glyphs that no keyboard has written as they are meant.

    Args:
        words: as they were read.
        stamps: frames of stamps: left, top, right, bottom in pixels. What is read there is mostly writing over print.
    """
    told = {id(word) for line in _lines(words) if any(c.isalnum() for word in line for c in word.text) for word in line}
    found = []
    for word in words:
        stamped = any(
            left <= (word.left + word.right) / 2 <= right and top <= (word.top + word.bottom) / 2 <= bottom
            for left, top, right, bottom in stamps
        )
        if id(word) in told and word.confidence >= (_GUESS_IN_STAMP if stamped else _GUESS):
            word.text = _meant(word.text)
            found.append(word)
    return found


def _lines(words: Sequence[ReadWord]) -> list[list[ReadWord]]:
    lines: list[list[ReadWord]] = []
    for word in words:
        if lines and lines[-1][-1].line == word.line and lines[-1][-1].baseline == word.baseline:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _meant(text: str) -> str:
    text = text.translate(_GLYPHS)
    return text.translate({0xD8: "0", 0xF8: "0"}) if any(char.isdigit() for char in text) else text
