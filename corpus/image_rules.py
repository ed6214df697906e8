"""Drawn rules in the image of a page: where they are, and the image without them."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.broken_rules import mended
from corpus.page import Axis, Rule

#: Length in points from which a straight stroke is a rule and no letter.
_SHORTEST = 26.0
#: Thickness in points up to which it is one.
_THICKEST = 4.0
#: Length from which it is one whatever touches it, and the share of a shorter one that letters may touch.
_SURE = 120.0
_MOST_TOUCHED = 0.25
#: Height in points of the stems under the bars of `TTT`, which nearly touch; most points from one stem to the next.
_STEM, _STEMS_APART = 4.0, 13.0
#: Share of the page that a streak runs over at least, and share of its length at which it runs through letters.
_STREAK, _STRUCK = 0.6, 0.02
#: Gaps in points that a scan leaves in a rule.
_GAP = 5.0

Gray = NDArray[np.uint8]


def find_rules(ink: Gray, scale: float) -> tuple[list[Rule], Gray]:
    """Find the rules that run across or down a page.

    Args:
        ink: 255 where there is ink, 0 elsewhere; upright, without skew.
        scale: pixels a point.

    Returns:
        The rules, in points; and where their ink is, as a mask of 255.
    """
    across, across_ink = _rules(_runs(ink, scale, Axis.ACROSS), ink, scale, Axis.ACROSS)
    down, down_ink = _rules(_runs(ink, scale, Axis.DOWN), ink, scale, Axis.DOWN)
    found, mask = mended([*across, *down], cv2.bitwise_or(across_ink, down_ink), ink, scale)
    letters = cv2.subtract(ink, _grown(mask, round(scale / 2), round(scale / 2)))
    rules = [rule for rule in found if not _strikes(rule, letters, scale)]
    return [rule for rule in rules if not _juts_out(rule, rules)], mask


def _juts_out(rule: Rule, rules: Sequence[Rule]) -> bool:
    """Tell whether a rule crosses a table and ends outside of it at both ends, where the table's own rules do not."""
    crossed = [r for r in rules if r.axis is not rule.axis and r.start < rule.at < r.end]
    if len(crossed) < 3:
        return False
    low, high = min(r.start for r in crossed), max(r.end for r in crossed)
    others = [r for r in rules if r.axis is rule.axis and r is not rule and low - _GAP <= r.at <= high + _GAP]
    if len(others) < 2:
        return False
    first, last = min(r.start for r in others), max(r.end for r in others)
    return rule.start < first - 2 * _GAP and rule.end > last + 2 * _GAP


def _strikes(rule: Rule, letters: Gray, scale: float) -> bool:
    """Tell whether a rule is a streak of the scanner or of a fax: it runs over most of the page, through letters."""
    if rule.axis is Axis.DOWN:
        letters = letters.T
    if rule.end - rule.start < _STREAK * letters.shape[1] / scale:
        return False
    at, near, far = round(rule.at * scale), round(0.8 * scale), round(2.5 * scale)
    start, end = round(rule.start * scale), round(rule.end * scale)
    above = letters[max(0, at - far) : max(0, at - near), start:end].any(axis=0)
    below = letters[at + near : at + far, start:end].any(axis=0)
    return float((above & below).mean()) > _STRUCK


def erased(image: Gray, ink: Gray, mask: Gray, scale: float) -> Gray:
    """Take rules off an image; strokes of letters that cross a rule stay.

    Args:
        image: the page, dark on white.
        ink: as in `find_rules`.
        mask: where the ink of rules is.
        scale: pixels a point.
    """
    if not mask.any():
        return image
    thick = max(3, round(_THICKEST * scale) | 1)
    # What is left without the rules, grown over the thickness of a rule, is where letters cross it.
    reach = max(1, round(0.6 * scale))
    rest = cv2.bitwise_and(ink, cv2.bitwise_not(_grown(mask, reach, reach)))
    crossing = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((thick + 2 * reach + 2, 1), np.uint8))
    crossing = cv2.bitwise_and(cv2.bitwise_or(crossing, rest), mask)
    gone = cv2.bitwise_and(_grown(mask, reach, reach), cv2.bitwise_not(_grown(crossing, 1, 0)))
    gone = cv2.bitwise_and(gone, cv2.bitwise_not(rest))
    clean = image.copy()
    clean[gone > 0] = 255
    return clean


def _grown(mask: Gray, across: int, down: int) -> Gray:
    return cv2.dilate(mask, np.ones((2 * down + 1, 2 * across + 1), np.uint8))


def _runs(ink: Gray, scale: float, axis: Axis) -> Gray:
    """Return the ink of long straight strokes along an axis that are thin across it."""
    long, gap, thick = round(_SHORTEST * scale), max(1, round(_GAP * scale)), round(_THICKEST * scale)
    flat = axis is Axis.ACROSS

    def bar(length: int) -> Gray:
        return np.ones((1, length) if flat else (length, 1), np.uint8)

    def bar_across(length: int) -> Gray:
        return np.ones((length, 1) if flat else (1, length), np.uint8)

    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bar(max(3, gap // 3)))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, bar(long))
    if not runs.any():
        return runs
    fat = cv2.morphologyEx(runs, cv2.MORPH_OPEN, bar_across(thick + 1))
    if fat.any():
        runs = cv2.subtract(runs, cv2.dilate(fat, bar(3)))
    return runs


def _rules(runs: Gray, ink: Gray, scale: float, axis: Axis) -> tuple[list[Rule], Gray]:
    """Join runs to rules, and return these with their ink alone."""
    if not runs.any():
        return [], runs
    flat = axis is Axis.ACROSS
    gap = max(1, round(_GAP * scale))
    drift = max(1, round(0.7 * scale))
    joined = cv2.dilate(runs, np.ones((1 + 2 * drift, 1 + gap) if flat else (1 + gap, 1 + 2 * drift), np.uint8))
    # Contours, since components of a nearly empty image take ten times as long.
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    kept = np.zeros_like(runs)
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        within = np.zeros((height, width), np.uint8)
        cv2.drawContours(within, [outline], -1, 255, cv2.FILLED, offset=(-x, -y))
        part = (within > 0) & (runs[y : y + height, x : x + width] > 0)
        ys, xs = np.nonzero(part)
        along, beside = (xs + x, ys + y) if flat else (ys + y, xs + x)
        length = along.max() - along.min() + 1
        if length < _SHORTEST * scale or np.unique(along).size < 0.7 * length:
            continue
        if length < _SURE * scale and _touched(part, ink[y : y + height, x : x + width], axis) > _MOST_TOUCHED:
            continue
        if flat and length < _SURE * scale and _are_bars(ink, x, y, width, height, scale):
            continue
        kept[y : y + height, x : x + width][part] = 255
        found.append(Rule(axis, float(np.median(beside)) / scale, along.min() / scale, (along.max() + 1) / scale))
    return found, kept


def _are_bars(ink: Gray, x: int, y: int, width: int, height: int, scale: float) -> bool:
    """Tell whether a run is the bars of letters alike (`TTTT`, of the Sở Thông tin và Truyền thông): stems under it."""
    stem = round(_STEM * scale)
    below = ink[y + height : y + height + stem, x : x + width]
    if below.shape[0] < stem or not below.any():
        return False
    stems = below.min(axis=0) > 0
    count = int(np.count_nonzero(np.diff(stems.astype(np.int8), prepend=0) == 1))
    above = ink[max(0, y - 2), x : x + width]
    return count > 2 and width < count * _STEMS_APART * scale and not above[stems].any()


def _touched(part: NDArray[np.bool_], ink: Gray, axis: Axis) -> float:
    """Return the share of a run's length at which other ink touches it: most of it where it is the edge of letters."""
    if axis is Axis.DOWN:
        part, ink = part.T, ink.T
    other = (ink > 0) & ~cv2.dilate(part.astype(np.uint8), np.ones((3, 1), np.uint8)).astype(bool)
    return float(other.any(axis=0).sum() / max(1, part.any(axis=0).sum()))
