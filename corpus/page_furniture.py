"""What pages carry beside the text, told by its place: page numbers, running heads and feet, notes at the foot."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.loose_tables import COUNTED
from corpus.page import Axis, Page, Rule
from corpus.page_lines import PrintedLine

#: Share of a page's height, at its top and foot, where furniture stands.
_MARGIN = 0.12
_NUMBER = re.compile(r"[-–—~|\[(]?\s*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\s*[-–—~|\])]?$", re.I)
#: A head that runs over fewer pages is taken for text.
_FEWEST = 3
#: The rule over footnotes is about a third of a line long.
_LONGEST_RULE = 0.5
#: Height in font sizes of the column header of a table without rules, which each page may repeat.
_HEADER = 3.0
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Sheet:
    """A page and its printed lines outside of tables; furniture and footnotes are taken off them."""

    page: Page
    lines: list[PrintedLine]
    notes: list[PrintedLine]


def strip_furniture(sheets: Sequence[Sheet]) -> None:
    """Take page numbers, running heads and footnotes off the lines of all pages of a document."""
    running = _running(sheets)
    for sheet in sheets:
        height = sheet.page.height
        edges = (0, len(sheet.lines) - 1)
        kept = []
        header_end = 0.0
        for position, line in enumerate(sheet.lines):
            if COUNTED.match(line.text):
                header_end = line.baseline + _HEADER * line.size
            at_edge = line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height
            if at_edge and position in edges and _NUMBER.match(line.text):
                continue
            if at_edge and _pattern(line, height) in running and line.baseline > header_end:
                continue
            kept.append(line)
        sheet.lines = kept
        _part_notes(sheet)


def _pattern(line: PrintedLine, height: float) -> tuple[str, bool]:
    return _DIGITS.sub("#", line.text), line.box.top < height / 2


def _running(sheets: Sequence[Sheet]) -> set[tuple[str, bool]]:
    seen = Counter(
        pattern
        for sheet in sheets
        for pattern in {
            _pattern(line, sheet.page.height)
            for line in [*sheet.lines[:3], *sheet.lines[-3:]]
            if line.box.bottom < _MARGIN * sheet.page.height or line.box.top > (1 - _MARGIN) * sheet.page.height
        }
    )
    enough = max(_FEWEST, 0.4 * len(sheets))
    return {pattern for pattern, count in seen.items() if count >= enough}


def _part_notes(sheet: Sheet) -> None:
    """Footnotes stand under a short rule at the foot of the page, in smaller letters."""
    if len(sheet.lines) < 2:
        return
    body = sorted(line.size for line in sheet.lines)[len(sheet.lines) // 2]
    left = min(line.box.x0 for line in sheet.lines)
    for rule in sheet.page.rules:
        if not _may_part_notes(rule, sheet.page.width, left):
            continue
        below = [line for line in sheet.lines if line.baseline > rule.at]
        if not below or len(below) == len(sheet.lines) or not all(line.size < 0.93 * body for line in below):
            continue
        if below[0].words[0].note or below[0].text[:1].isdigit() or below[0].text.startswith(("*", "(", "[")):
            sheet.lines = [line for line in sheet.lines if line.baseline <= rule.at]
            sheet.notes = below
            return


def _may_part_notes(rule: Rule, width: float, left: float) -> bool:
    return rule.axis is Axis.ACROSS and rule.end - rule.start < _LONGEST_RULE * width and abs(rule.start - left) < 12
