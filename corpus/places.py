"""Offsets for words that stand on pages, and the way back from an offset to page and box."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from corpus.page import Word
from corpus.traced import Traced

#: Highest confidence of OCR, and what stands for it where no OCR read.
_MOST_SURE, _NOT_BY_OCR = 100.0, 1000.0


class Places:
    """A source that has boxes and no characters: each word gets a stretch of offsets of its own.

    Args:
        origins: for the numbers of pages that share an image, the number of the image and the x where the page begins.
    """

    def __init__(self, origins: Mapping[int, tuple[int, float]] | None = None) -> None:
        self._origins = origins or {}
        self._starts = array("I")
        self._pages = array("I")
        self._boxes = array("f")
        self._confidences = array("f")
        self._size = 0

    def line(self, words: Sequence[Word], page: int) -> Traced:
        """Trace words of one printed line of a page, in reading order, with a space between them."""
        start = self._size
        number, left = self._origins.get(page, (page, 0.0))
        bold = bytearray()
        for index, word in enumerate(words):
            self._starts.append(self._size)
            x0, top, x1, bottom = word.box
            self._pages.append(number)
            self._boxes.extend((x0 + left, top, x1 + left, bottom))
            self._confidences.append(_NOT_BY_OCR if word.confidence is None else word.confidence)
            self._size += len(word.text) + 1
            if index:
                bold.append(words[index - 1].bold and word.bold)
            bold.extend(bytes([word.bold]) * len(word.text))
        text = " ".join(word.text for word in words)
        return Traced(text, array("I", range(start, start + len(text))), bytes(bold))

    def read_by_ocr(self) -> dict[tuple[int, tuple[float, float, float, float]], float]:
        """Return the confidence of each word that OCR read, by its page and box."""
        return {
            (self._pages[index], self._box(index)): confidence
            for index, confidence in enumerate(self._confidences)
            if confidence <= _MOST_SURE
        }

    def between(self, first: int, last: int) -> Iterator[tuple[int, int, int, tuple[float, float, float, float]]]:
        """Yield (start, end, page, box) for each word with offsets in [first, last); a space goes with its word."""
        index = max(bisect_right(self._starts, first) - 1, 0)
        while index < len(self._starts) and self._starts[index] < last:
            start = max(first, self._starts[index])
            end = min(last, self._starts[index + 1] if index + 1 < len(self._starts) else self._size)
            yield start, end, self._pages[index], self._box(index)
            index += 1

    def _box(self, index: int) -> tuple[float, float, float, float]:
        x0, top, x1, bottom = (round(value, 2) for value in self._boxes[4 * index : 4 * index + 4])
        return x0, top, x1, bottom
