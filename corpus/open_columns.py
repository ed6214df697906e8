"""Columns of a table in the image of a page that has rules between its rows and none between its columns.

Many offices print tables so, and faint rules that run down are lost in copies. White space that runs down through the
rows parts the columns as a rule would; with it each cell is read by itself, and no line runs over two of them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.page import Axis, Rule

#: Rules of a table in points: how alike they begin and end, how long they are at least, how far apart they lie.
_ALIKE, _SHORTEST, _NEAREST, _FARTHEST = 5.0, 250.0, 10.0, 300.0
#: Rules that such a table has at least, and rows in which a column's white space is free: titles of groups cross it.
_FEWEST, _FREE = 4, 0.75
#: White space in points that parts columns, and the least width of one.
_GAP, _NARROWEST = 5.5, 14.0
#: Columns that a table has at least.
_COLUMNS = 3
#: Points beside a rule that are left out, where it is thick or not quite level.
_EDGE = 2.0
#: Pixels of ink up to which a column of a row holds no more than specks.
_SPECKS = 1

Gray = NDArray[np.uint8]


def open_columns(rules: Sequence[Rule], letters: Gray, scale: float) -> list[Rule]:
    """Return rules that run down where white space parts the columns of tables without any.

    Args:
        rules: those found on the page, in points.
        letters: 255 where there is ink of letters: without rules.
        scale: pixels a point.
    """
    return [column for rows in open_tables(rules) for column in _columns(rows, letters, scale)]


def open_tables(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield the rules across of each table in which none runs down; a frame alone parts no columns."""
    for rows in _ladders(rules):
        left, right = _reach(rows)
        top, bottom = rows[0].at, rows[-1].at
        down = (rule for rule in rules if rule.axis is Axis.DOWN and rule.start < bottom and rule.end > top)
        if not any(left + _ALIKE < rule.at < right - _ALIKE for rule in down):
            yield rows


def _reach(rows: Sequence[Rule]) -> tuple[float, float]:
    return max(rule.start for rule in rows), min(rule.end for rule in rows)


def _ladders(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield rules across that begin and end alike, one under the other."""
    across = sorted((r for r in rules if r.axis is Axis.ACROSS and r.end - r.start > _SHORTEST), key=lambda r: r.at)
    ladder: list[Rule] = []
    for rule in across:
        if ladder and rule.at - ladder[-1].at < _NEAREST:
            continue
        last = ladder[-1] if ladder else None
        alike = last is not None and abs(rule.start - last.start) < _ALIKE and abs(rule.end - last.end) < _ALIKE
        if last is None or not alike or rule.at - last.at > _FARTHEST:
            if len(ladder) >= _FEWEST:
                yield ladder
            ladder = []
        ladder.append(rule)
    if len(ladder) >= _FEWEST:
        yield ladder


def _columns(rows: Sequence[Rule], letters: Gray, scale: float) -> list[Rule]:
    left, right = _reach(rows)
    start, end = round(left * scale), round(right * scale)
    edge = round(_EDGE * scale)
    bands = [(above.at, below.at) for above, below in pairwise(rows)]
    free = []
    for top, bottom in bands:
        part = letters[round(top * scale) + edge : round(bottom * scale) - edge, start:end]
        free.append(cv2.reduce(part, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] <= _SPECKS * 255)
    white = np.mean(free, axis=0) >= _FREE
    gaps = [(a, b) for a, b in _runs(white) if b - a >= _GAP * scale and a > 0 and b < white.size]
    cuts = [(a + b) // 2 for a, b in gaps]
    edges = [0, *cuts, white.size]
    if len(cuts) < _COLUMNS - 1 or min(b - a for a, b in pairwise(edges)) < _NARROWEST * scale:
        return []
    reach = max(1, round(scale))
    return [
        Rule(Axis.DOWN, left + cut / scale, top, bottom)
        for cut in cuts
        for (top, bottom), empty in zip(bands, free, strict=True)
        if empty[cut - reach : cut + reach].all()
    ]


def _runs(white: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where runs of white begin and end."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], white.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]
