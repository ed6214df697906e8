"""Words that Tesseract leaves out: ink on a page that stands in the box of no word, read by itself.

It loses a word that stands alone on the last line of a paragraph, at the end of a line or under a stamp, most of all
where the lines around it are dense: one in a thousand on good scans, and often the one that tells by when.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.page_image import ink_of
from corpus.tesseract import ReadWord, Segmentation, recognise_part

#: Confidence below which what was read there is no word, so that its place is read again; and from which what is read
#: by itself is one.
_NO_WORD, _WORD = 15.0, 75.0
#: Pixels at 200 dpi by which letters reach out of the box of their word; gaps between letters and between marks.
_OUTSIDE, _BETWEEN, _OVER = 3, 21, 9
#: Height of what may be words, by the size of those on the page; and width, by the height, of the least of them.
_LOWEST, _HIGHEST, _NARROWEST = 0.4, 1.6, 0.8
#: Share of the width of a page above which it is a line, which Tesseract loses for a reason.
_WIDEST = 0.5
#: Most places of a page that are looked at; more are a drawing.
_MOST = 24
_MARGIN = 6
#: A word may be read already where another one of its line is like it; or be part of one that is unsure, and near: at
#: most so far away, by its height.
_ALIKE, _FAR, _SURE, _NEAR = 0.5, 10, 60.0, 2
_AROUND = ".,;:()“”\"'"

Gray = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]


def with_missed_words(words: Sequence[ReadWord], image: Gray, dpi: int) -> list[ReadWord]:
    """Read what stands on a page in the box of no word.

    Args:
        words: as they were read, in Tesseract's order.
        image: the page that they were read from, without rules.
        dpi: its resolution.

    Returns:
        The words, those that were missed after them, each place a line of its own; what was read in such a place as no
        word is gone. Single characters are left: most are specks, and parts of letters whose word has too narrow a box.
    """
    surely = [word for word in words if word.confidence >= _NO_WORD]
    if not surely:
        return list(words)
    size = median(word.size for word in surely)
    line = max(word.line for word in words)
    margin = round(_MARGIN * dpi / 200)
    found: list[ReadWord] = []
    for left, top, right, bottom in _places(surely, image, dpi, size):
        left, top = max(0, left - margin), max(0, top - margin)
        part = image[top : bottom + margin, left : right + margin]
        read = recognise_part(part, left, top, dpi, Segmentation.LINE)
        if read and all(_is_word(word, surely) for word in read):
            line += 1
            for word in read:
                word.line = line
            found += read
    return [word for word in words if word.confidence >= _NO_WORD or not _stands_in(word, found)] + found


def _places(words: Sequence[ReadWord], image: Gray, dpi: int, size: float) -> Iterator[Pixels]:
    """Yield the boxes of ink beside all words that is as high as theirs."""
    scale = dpi / 200
    ink = ink_of(image)
    reach = round(_OUTSIDE * scale)
    for word in words:
        ink[max(0, word.top - reach) : word.bottom + reach, max(0, word.left - reach) : word.right + reach] = 0
    joined = cv2.dilate(ink, np.ones((round(_OVER * scale), round(_BETWEEN * scale)), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    places = 0
    for x, y, wide, high in map(cv2.boundingRect, outlines):
        rows, columns = np.nonzero(ink[y : y + high, x : x + wide])
        left, right = x + int(columns.min()), x + int(columns.max()) + 1
        top, bottom = y + int(rows.min()), y + int(rows.max()) + 1
        fits = _LOWEST * size < bottom - top < _HIGHEST * size
        if fits and _NARROWEST * (bottom - top) < right - left < _WIDEST * image.shape[1]:
            yield left, top, right, bottom
            places += 1
            if places == _MOST:
                return


def _stands_in(word: ReadWord, places: Sequence[ReadWord]) -> bool:
    middle, height = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return any(place.left < middle < place.right and place.top < height < place.bottom for place in places)


def _is_word(word: ReadWord, words: Sequence[ReadWord]) -> bool:
    """Tell whether a word was read surely, and is none of its line, whose box may lie beside it."""
    text = word.text.strip(_AROUND).casefold()
    if word.confidence < _WORD or len(text) < 2:
        return False
    high = word.bottom - word.top
    for other in words:
        gap = max(other.left - word.right, word.left - other.right)
        if other.top >= word.bottom or other.bottom <= word.top or gap > _FAR * high:
            continue
        if gap < _NEAR * high and other.confidence < _SURE:
            return False
        if SequenceMatcher(None, text, other.text.strip(_AROUND).casefold()).ratio() >= _ALIKE:
            return False
    return True
