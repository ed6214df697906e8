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
#: The same where nothing else stands on its line, share of the way that such pieces cover, and pixels of specks there.
_SHORT_PIECE, _TRACE, _SPECKS = 4.0, 0.08, 3
#: Pixels of ink that a cell with a word in it has at least.
_PRINT = 60
#: Share of the way between two rules that cross which pieces cover, where there is a rule; and that a rule covers.
_LEFT, _WHOLE = 0.25, 0.6
#: Points by which pieces may lie beside the line of their rule; within which rules lie on one line; gaps in pieces.
_BESIDE, _ONE_LINE, _GAP = 1.0, 2.5, 1.5
#: Least distance in points of two rules that cross.
_NARROWEST = 8.0
#: Widest break in points within a rule of a faint print: less than the narrowest cell that rows may share.
_BREAK = 12.0
#: Points that a rule of a faint print may lack at its ends: what is left there is too short for one.
_LOST = 30.0
#: Points beside a rule where letters through which its line runs have ink, and the share of it from which they do.
_NEAR, _FAR, _MOST_BESIDE = 1.7, 3.2, 0.3

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
    found = [*_closed(rules, Axis.ACROSS), *_closed(rules, Axis.DOWN)]
    mask = mask.copy()
    for axis in (Axis.DOWN, Axis.ACROSS):
        along = ink if axis is Axis.DOWN else ink.T
        kept = mask if axis is Axis.DOWN else mask.T
        for at, start, end, whole in list(_lacking(found, axis)):
            if whole:
                found.append(Rule(axis, at, start, end))
                continue
            left, right = round((at - _BESIDE) * scale), round((at + _BESIDE) * scale) + 1
            top, bottom = round(start * scale), round(end * scale)
            strip = along[top:bottom, max(0, left) : right]
            pieces = _pieces(strip, _PIECE, scale)
            drawn = float((pieces > 0).any(axis=1).mean()) if pieces.size else 0.0
            if drawn < _LEFT:
                # White space around them tells short pieces from letters.
                pieces = _pieces(strip, _SHORT_PIECE, scale)
                drawn = float((pieces > 0).any(axis=1).mean()) if pieces.size else 0.0
                alone = drawn >= _TRACE and _stand_alone(along[top:bottom], at * scale, scale)
                if not alone or not _are_several(pieces, scale):
                    continue
            if not _are_letters(pieces, along[top:bottom], at * scale, scale):
                found.append(Rule(axis, at, start, end))
                kept[top:bottom, max(0, left) : right] |= pieces
    return [*found, *_told_by_cells(found, ink, scale)], mask


def _told_by_cells(rules: Sequence[Rule], ink: Gray, scale: float) -> Iterator[Rule]:
    """Yield rules down that are lost without a trace: most rows have them, and print stands on both sides of them.

    The title of a group runs over their line, or ends before it.
    """
    lines = _lines(rule for rule in rules if rule.axis is Axis.DOWN)
    lacking = list(_lacking(rules, Axis.DOWN))
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        at = line[0].at
        places = [(start, end) for place, start, end, _ in lacking if place == at]
        drawn = sum(rule.end - rule.start for rule in line)
        if drawn < sum(end - start for start, end in places):
            continue
        for start, end in places:
            row = ink[round((start + _NEAR) * scale) : round((end - _NEAR) * scale)]
            first, low, high, last = (
                round(x * scale) for x in (before[0].at + _FAR, at - _FAR, at + _FAR, after[0].at - _FAR)
            )
            sides = row[:, first:low], row[:, high:last]
            if _stand_alone(row, at * scale, scale) and all(cv2.countNonZero(side) > _PRINT for side in sides):
                yield Rule(Axis.DOWN, at, start, end)


def _closed(rules: Sequence[Rule], axis: Axis) -> list[Rule]:
    """Join what a faint print left of one rule, unless the break is a column or a row between two rules that cross."""
    crossing = [rule for rule in rules if rule.axis is not axis]
    found: list[Rule] = []
    for line in _lines(rule for rule in rules if rule.axis is axis):
        whole: list[Rule] = []
        for rule in sorted(line, key=lambda rule: rule.start):
            last = whole[-1] if whole else None
            if last is not None and rule.start - last.end < _BREAK and not _is_cell(last, rule, crossing):
                whole[-1] = last._replace(end=max(last.end, rule.end))
            else:
                whole.append(rule)
        found += whole
    return found


def _is_cell(before: Rule, after: Rule, crossing: Sequence[Rule]) -> bool:
    """Tell whether the gap between two rules on one line ends at a rule that crosses on both sides."""
    ends = (before.end, after.start)
    return ends[1] - ends[0] >= _NARROWEST and all(
        any(abs(r.at - end) < _ONE_LINE and r.start < before.at < r.end for r in crossing) for end in ends
    )


def _lacking(rules: Sequence[Rule], axis: Axis) -> Iterator[tuple[float, float, float, bool]]:
    """Yield where a rule is missing on the line of others, from one line that crosses it to the next.

    With it whether most of it is there, but not its end, so that it touches no rule that crosses.
    """
    across = _lines(rule for rule in rules if rule.axis is not axis)
    for line in _lines(rule for rule in rules if rule.axis is axis):
        at = line[0].at
        # A line that is broken itself crosses too where it is.
        crossing = [
            other[0].at
            for other in across
            if min(rule.start for rule in other) - _LOST < at < max(rule.end for rule in other) + _LOST
        ]
        for start, end in pairwise(crossing):
            covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in line)
            if end - start < _NARROWEST:
                continue
            if covered < _WHOLE * (end - start):
                yield at, start, end, False
            elif not (_reaches(line, start) and _reaches(line, end)):
                yield at, start, end, True


def _reaches(line: Iterable[Rule], place: float) -> bool:
    return any(rule.start - _ONE_LINE < place < rule.end + _ONE_LINE for rule in line)


def _lines(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Gather rules that lie on one line, the lines in their order."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][-1].at < _ONE_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return lines


def _are_letters(pieces: Gray, along: Gray, at: float, scale: float) -> bool:
    """Tell whether what looks like pieces of a rule is a line of print: more ink stands close beside it."""
    drawn = (pieces > 0).any(axis=1)
    near, far = round(_NEAR * scale), round(_FAR * scale)
    middle = round(at)
    close = np.hstack([along[:, max(0, middle - far) : max(0, middle - near)], along[:, middle + near : middle + far]])
    return float((close[drawn].max(axis=1) > 0).mean()) > _MOST_BESIDE


def _stand_alone(along: Gray, at: float, scale: float) -> bool:
    """Tell whether nothing but specks stands close beside the line of a rule."""
    near, far, middle = round(_NEAR * scale), round(_FAR * scale), round(at)
    edge = near  # rules that cross run into it at both ends
    before = along[edge:-edge, max(0, middle - far) : max(0, middle - near)]
    after = along[edge:-edge, middle + near : middle + far]
    return cv2.countNonZero(np.hstack([before, after])) <= _SPECKS


def _are_several(pieces: Gray, scale: float) -> bool:
    """Tell whether more is left of a rule than one stroke in the midst of a row, where a title may begin with one."""
    drawn = np.flatnonzero((pieces > 0).any(axis=1))
    end = round(_NEAR * scale)
    if drawn[0] <= end or drawn[-1] >= pieces.shape[0] - 1 - end:
        return True
    return bool((np.diff(drawn) > 1).any())


def _pieces(strip: Gray, shortest: float, scale: float) -> Gray:
    """Return the ink of straight strokes that run down a strip."""
    if not strip.any():
        return np.zeros_like(strip)
    strip = np.ascontiguousarray(strip)
    closed = cv2.morphologyEx(strip, cv2.MORPH_CLOSE, np.ones((max(3, round(_GAP * scale)), 1), np.uint8))
    pieces: Gray = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((round(shortest * scale), 1), np.uint8))
    return pieces
