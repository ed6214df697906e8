"""Rules of a table that a stamp or a fold broke: put together from what is left of them between two rules that cross.

Where a ring of a seal runs over a table, taking it off takes pieces of rules along, and two columns become one. What is
left is too short for a rule by itself; but it lies on the line of one, and reaches over part of a row. A row that heads
a group has nothing there.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.page import Axis, Rule

#: Length in points from which a straight stroke on the line of a rule is a piece of it: no letter has a longer one.
_PIECE = 11.0
#: Share of the way between two rules that cross which pieces cover, where there is a rule; and that a rule covers.
_LEFT, _WHOLE = 0.25, 0.6
#: Points by which pieces may lie beside the line of their rule; within which rules lie on one line; gaps in pieces.
_BESIDE, _ONE_LINE, _GAP = 1.0, 2.5, 1.5
#: Least distance in points of two rules that cross.
_NARROWEST = 8.0

Gray = NDArray[np.uint8]


def mended(rules: Sequence[Rule], mask: Gray, ink: Gray, scale: float) -> tuple[list[Rule], Gray]:
    """Add the rules that pieces are left of.

    Args:
        rules: those that were found, in points.
        mask: where their ink is, 255.
        ink: 255 where there is ink.
        scale: pixels a point.

    Returns:
        All rules, and where their ink is.
    """
    found = list(rules)
    mask = mask.copy()
    for axis in (Axis.DOWN, Axis.ACROSS):
        along = ink if axis is Axis.DOWN else ink.T
        kept = mask if axis is Axis.DOWN else mask.T
        for at, start, end in list(_lacking(found, axis)):
            left, right = round((at - _BESIDE) * scale), round((at + _BESIDE) * scale) + 1
            top, bottom = round(start * scale), round(end * scale)
            pieces = _pieces(along[top:bottom, max(0, left) : right], scale)
            if pieces.size and float((pieces > 0).any(axis=1).mean()) >= _LEFT:
                found.append(Rule(axis, at, start, end))
                kept[top:bottom, max(0, left) : right] |= pieces
    return found, mask


def _lacking(rules: Sequence[Rule], axis: Axis) -> Iterator[tuple[float, float, float]]:
    """Yield where a rule is missing on the line of others, from one line that crosses it to the next."""
    across = _lines(rule for rule in rules if rule.axis is not axis)
    for line in _lines(rule for rule in rules if rule.axis is axis):
        at = line[0].at
        # A line that is broken itself crosses too where it is.
        crossing = [
            other[0].at
            for other in across
            if min(rule.start for rule in other) - _ONE_LINE < at < max(rule.end for rule in other) + _ONE_LINE
        ]
        for start, end in pairwise(crossing):
            covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in line)
            if end - start >= _NARROWEST and covered < _WHOLE * (end - start):
                yield at, start, end


def _lines(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Gather rules that lie on one line, the lines in their order."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][-1].at < _ONE_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return lines


def _pieces(strip: Gray, scale: float) -> Gray:
    """Return the ink of straight strokes that run down a strip."""
    if not strip.any():
        return np.zeros_like(strip)
    strip = np.ascontiguousarray(strip)
    closed = cv2.morphologyEx(strip, cv2.MORPH_CLOSE, np.ones((max(3, round(_GAP * scale)), 1), np.uint8))
    pieces: Gray = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((round(_PIECE * scale), 1), np.uint8))
    return pieces
