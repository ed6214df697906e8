"""Running text set in two columns, as gazettes and bulletins print it: the left column before the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from corpus.page_lines import PrintedLine

#: Where the gutter may stand, as shares of the width of a page, and in how many steps it is looked for.
_FIRST, _LAST, _STEPS = 0.38, 0.62, 24
#: White space of a gutter in font sizes.
_GUTTER = 0.8
#: Lines that each column has at least.
_LINES = 8
#: Share of a column's lines that reach its right edge, and how near to it, in font sizes, that is.
_FULL, _NEAR = 0.6, 2.5
#: Share of a page's width that a column has at least.
_WIDTH = 0.25
#: Share of the height of both columns that they stand side by side.
_BESIDE = 0.6


class TextColumns(NamedTuple):
    """Lines of a page: those above two columns, the left column, the right one, and those below."""

    above: list[PrintedLine]
    left: list[PrintedLine]
    right: list[PrintedLine]
    below: list[PrintedLine]


def part_text_columns(lines: Sequence[PrintedLine], width: float) -> TextColumns | None:
    """Part the lines of a page that is set in two columns of running text.

    A letterhead, a signature block, and cells side by side have short lines; running text fills its column.

    Args:
        lines: printed lines, from top to bottom.
        width: of the page, in points.

    Returns:
        The lines in reading order, None where the page is not set so.
    """
    if len(lines) < _LINES:
        return None
    gutters = [width * (_FIRST + (_LAST - _FIRST) * step / _STEPS) for step in range(_STEPS + 1)]
    runs = [(*_longest_run(lines, gutter), gutter) for gutter in gutters]
    start, end, _ = max(runs, key=lambda run: run[1] - run[0])
    if end - start < _LINES:
        return None
    # Any place within the gutter is as good: take its middle.
    free = [gutter for first, last, gutter in runs if (first, last) == (start, end)]
    gutter = free[len(free) // 2]
    left = [part for line in lines[start:end] if (part := _side(line, gutter, right=False))]
    right = [part for line in lines[start:end] if (part := _side(line, gutter, right=True))]
    if not (_is_running(left, width) and _is_running(right, width) and _beside(left, right)):
        return None
    return TextColumns(list(lines[:start]), left, right, list(lines[end:]))


def _longest_run(lines: Sequence[PrintedLine], gutter: float) -> tuple[int, int]:
    """Return the longest run of lines that leave a gutter free."""
    best, start = (0, 0), 0
    for at, line in enumerate(lines):
        half = _GUTTER * line.size / 2
        if any(word.box.x0 < gutter + half and word.box.x1 > gutter - half for word in line.words):
            start = at + 1
        elif at + 1 - start > best[1] - best[0]:
            best = start, at + 1
    return best


def _side(line: PrintedLine, gutter: float, *, right: bool) -> PrintedLine | None:
    words = [word for word in line.words if (word.box.middle > gutter) is right]
    return PrintedLine(words, line.page) if words else None


def _is_running(lines: Sequence[PrintedLine], width: float) -> bool:
    if len(lines) < _LINES:
        return False
    low, high = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    full = sum(line.box.x1 > high - _NEAR * line.size for line in lines)
    words = sum(len(line.words) for line in lines)
    return high - low > _WIDTH * width and full >= _FULL * len(lines) and words > 4 * len(lines)


def _beside(left: Sequence[PrintedLine], right: Sequence[PrintedLine]) -> bool:
    tops, bottoms = (left[0].baseline, right[0].baseline), (left[-1].baseline, right[-1].baseline)
    return min(bottoms) - max(tops) > _BESIDE * (max(bottoms) - min(tops))
