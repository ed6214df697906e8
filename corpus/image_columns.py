"""Letterheads and signature blocks in the image of a page: two columns side by side whose lines are not level.

Tesseract takes lines of both columns for one line where they nearly meet, and loses both; apart they are read right.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

#: Resolution that columns are looked for at.
_DPI = 72
#: White space in points that parts segments of a line.
_GAP = 15
#: Where the gutter may stand, as shares of the width of the page.
_FIRST, _LAST = 0.25, 0.66
#: Lines that each column has at least.
_LINES = 2
#: White space in points above which what follows is another block; height of a line, and of what is the edge of a scan.
_FAR, _LINE, _HIGHEST = 90, 30, 200

Gray = NDArray[np.uint8]


class Gutter(NamedTuple):
    """A stretch of a page that is set in two columns: from `top` to `bottom`, parted at `x`; in points."""

    x: int
    top: int
    bottom: int


class _Segment(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


def find_gutters(ink: Gray, dpi: int) -> list[Gutter]:
    """Find the stretches of a page that are set in two columns, from top to bottom.

    Args:
        ink: 255 where there is ink, 0 elsewhere; upright and level, without rules and tables.
        dpi: its resolution.
    """
    segments = _segments(ink, dpi)
    width = round(ink.shape[1] * _DPI / dpi)
    bands = [band for x in range(round(_FIRST * width), round(_LAST * width), 4) for band in _bands(segments, x)]
    found: list[Gutter] = []
    for _, gutter in sorted(bands, key=lambda band: -band[0]):
        if all(gutter.bottom <= other.top or gutter.top >= other.bottom for other in found):
            found.append(gutter)
    return sorted(found, key=lambda gutter: gutter.top)


def _segments(ink: Gray, dpi: int) -> list[_Segment]:
    factor = _DPI / dpi
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = ((small > 60) * 255).astype(np.uint8)
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = [tuple(int(value) for value in stats[index][:4]) for index in range(1, count)]
    return sorted(
        (_Segment(x, y, x + w, y + h) for x, y, w, h in boxes if w >= 12 and 4 <= h <= _HIGHEST),
        key=lambda s: (s.top, s.left),
    )


def _bands(segments: list[_Segment], x: int) -> list[tuple[float, Gutter]]:
    """Return the bands between segments that cross a gutter, each with how much it parts."""
    found = []
    left: list[_Segment] = []
    right: list[_Segment] = []
    crossed = 0  # foot of the last line that runs over the gutter: lines above and below may reach into its height
    for segment in [*segments, _Segment(0, 1 << 30, 1 << 30, 1 << 30)]:
        reached = max((s.bottom for s in left + right), default=segment.top)
        if (segment.left < x < segment.right) or segment.top - reached > _FAR:
            found += _band(left, right, x, crossed, segment.top if segment.left < x < segment.right else None)
            left, right = [], []
            if segment.left < x < segment.right:
                crossed = segment.bottom if segment.bottom - segment.top < _LINE else 0
                continue
        (left if segment.right <= x else right).append(segment)
    return found


def _band(
    left: list[_Segment], right: list[_Segment], x: int, above: int, below: int | None
) -> list[tuple[float, Gutter]]:
    """Return the band of these segments, which ends at the lines above and below it that run over the gutter."""
    if len(left) < _LINES or len(right) < _LINES:
        return []
    top = max(min(s.top for s in left), min(s.top for s in right))
    bottom = min(max(s.bottom for s in left), max(s.bottom for s in right))
    if bottom - top < 14:
        return []
    both = [*left, *right]
    free = min(s.left for s in right) - max(s.right for s in left)
    score = min(len(left), len(right)) + min(free, 100) / 200
    x = (min(s.left for s in right) + max(s.right for s in left)) // 2
    first, last = max(above, min(s.top for s in both) - 2), max(s.bottom for s in both) + 2
    return [(score, Gutter(x, first, last if below is None else max(bottom, min(last, below))))] if first < top else []
