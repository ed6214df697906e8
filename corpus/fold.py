"""Two pages side by side in one image, as an open binder is scanned: where they meet."""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.page_image import ink_of

#: Width by height of two upright pages side by side; A4 has 1.41.
_NARROWEST, _WIDEST = 1.25, 1.65
#: Height in pixels of the smallest image that is looked at, and the height that all are brought to: A4 at 75 dpi.
#: Pixels and rows below are those of an image so high.
_LEAST, _HEIGHT = 400, 877
#: Pixels up to which a blot is a speck, and that may part the words of a line.
_SPECK, _GAP = 3, 15
#: Where the white strip at the fold is looked for, and its least width there, as shares of the image's width.
_FIRST, _LAST, _STRIP = 0.42, 0.58, 0.06
#: Width, as a share of the image's, in which print begins beside the strip, and the rows that it has there at least:
#: the number of a page or one line of a title in the middle has fewer.
_BESIDE, _BODY = 0.03, 24
#: Share of the image's height, at its head and foot, that the edge of a scan may darken.
_EDGE = 0.02
#: A shadow at the fold is at least so high and at most so wide, as shares of the image.
_HIGH, _NARROW = 0.5, 0.04
#: Share of the width of a page that a line of running text, or a rule of a table, has at least.
_LONG = 0.6
#: Lines of running text, each so many rows high, or rules of tables, that make sure of a page.
_LINES, _LETTER, _RULES = 10, 6, 5
#: Rows of long lines that what else is printed beside the fold has at least.
_FEWEST = 3

Gray = NDArray[np.uint8]


class Fold(NamedTuple):
    """The strip without print where two pages meet: its left and right edge, in pixels."""

    start: int
    end: int

    @property
    def middle(self) -> int:
        """The x where the pages are cut apart."""
        return (self.start + self.end) // 2

    def halves(self, image: Gray) -> tuple[Gray, Gray]:
        """Cut an image apart; the strip, which a shadow may darken, becomes white."""
        left, right = image[:, : self.middle].copy(), image[:, self.middle :].copy()
        left[:, self.start :] = 255
        right[:, : self.end - self.middle] = 255
        return left, right


def find_fold(image: Gray) -> Fold | None:
    """Find where two pages that one image shows side by side meet.

    A strip in the middle is without print over the whole height: on a page across, its title, the rules of its table
    or its number stand there. And what is printed beside it fills a page of its own.

    Args:
        image: dark letters on white, upright and level.

    Returns:
        The strip; None where the image shows one page, or cannot surely be told to show two.
    """
    height, width = image.shape
    if not _NARROWEST * height <= width <= _WIDEST * height or height < _LEAST:
        return None
    factor = _HEIGHT / height
    small = cv2.resize(ink_of(image), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    edge = round(_EDGE * small.shape[0])
    ink = _print_of(((small > 60) * 255).astype(np.uint8)[edge:-edge])
    first, last = round(_FIRST * ink.shape[1]), round(_LAST * ink.shape[1])
    start, end = _white_strip(ink, first, last)
    fold = Fold(round(max(start, first) / factor), round(min(end, last) / factor))
    sides = [np.fliplr(ink[:, :start]), ink[:, end:]]
    pages = [np.ascontiguousarray(side) for side in sides if side.any()]
    near = round(_BESIDE * ink.shape[1])
    if fold.end - fold.start < _STRIP * width or any(_rows(page[:, :near]) < _BODY for page in pages):
        return None
    return fold if _are_pages(pages, round(_LONG * ink.shape[1] / 2)) else None


def _print_of(ink: Gray) -> Gray:
    """Return ink without specks and without the shadow of a fold."""
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    other = ((wide <= _SPECK) & (high <= _SPECK)) | ((high > _HIGH * height) & (wide < _NARROW * width))
    return np.where(other[labels], 0, ink).astype(np.uint8)


def _white_strip(ink: Gray, first: int, last: int) -> tuple[int, int]:
    """Return the left and right edge of the strip without ink that takes most of the middle of an image."""
    printed = np.flatnonzero(np.concatenate(([True], ink.any(axis=0), [True]))) - 1
    strips = ((int(before) + 1, int(after)) for before, after in pairwise(printed))
    return max(strips, key=lambda strip: min(strip[1], last) - max(strip[0], first))


def _are_pages(pages: list[Gray], long: int) -> bool:
    """Tell whether one of the pages is filled with running text or a table, and the others hold a line of either."""
    sure = False
    for page in pages:
        lines = cv2.morphologyEx(page, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
        rows = _rows(_runs(lines, long))
        if rows < _FEWEST:
            return False
        rules = np.diff(_runs(page, long).any(axis=1).astype(np.int8))
        sure |= rows >= _LINES * _LETTER or int(np.count_nonzero(rules > 0)) >= _RULES
    return sure


def _rows(ink: Gray) -> int:
    """Return how many rows hold ink."""
    return int(np.count_nonzero(ink.any(axis=1)))


def _runs(ink: Gray, long: int) -> Gray:
    """Return the ink that runs across for some length."""
    runs: Gray = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    return runs
