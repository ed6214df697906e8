"""Tables of plain text that no markup draws: cells between bars, and columns set with spaces.

A table set with spaces is read only where its header begins with the running number (`TT`, `STT`) and its rows with
numbers: a letterhead, a signature block or a list of recipients in two columns has neither.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from corpus.elements import Element, Grid, GridCell, Line
from corpus.table_heads import is_column_name
from corpus.traced import Traced
from corpus.wording import is_header_word, is_national

_BAR = re.compile(r"\s*\|\s*")
#: Lines that a table between bars has at least, by the number of its columns.
_LEAST_LINES = {2: 3}
#: What a header calls the running number, and what that number may be.
COUNTED = re.compile(r"(?:S?TT|Số TT)\b\.?", re.IGNORECASE)
ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-ZĐ])[.)]?(?=\s|$)")
#: Columns of white space that a part may stand left of its column's header.
_SLACK = 2


def find_loose_tables(elements: Sequence[Element]) -> list[Element]:
    """Mark lines that are rows between bars, and gather lines of a table set with spaces into a grid."""
    found: list[Element] = []
    index = 0
    while index < len(elements):
        element = elements[index]
        if isinstance(element, Line) and element.cells is None:
            if "|" in element.words:
                index = _barred(elements, index, found)
                continue
            if element.columns and COUNTED.match(element.words):
                end = _spaced(elements, index, found)
                if end > index:
                    index = end
                    continue
        found.append(element)
        index += 1
    return found


def _barred(elements: Sequence[Element], start: int, found: list[Element]) -> int:
    """Take the lines that have as many bars as the one at `start`; they are rows where they are enough."""
    lines: list[Line] = []
    bars = 0
    for element in elements[start:]:
        if not isinstance(element, Line) or element.cells is not None or element.words == "|":
            break
        count = element.words.count("|")
        bars = bars or count
        if count != bars or (lines and (element.gap or element.page_break)):
            break
        lines.append(element)
    if not lines:
        found.append(elements[start])
        return start + 1
    if len(lines) >= _LEAST_LINES.get(bars + 1, 2) and not any(is_national(line.words) for line in lines):
        for line in lines:
            line.cells, line.ruled = _cut(line.text), True
    found += lines
    return start + len(lines)


def _cut(text: Traced) -> list[Traced]:
    edges = [(0, 0), *(bar.span() for bar in _BAR.finditer(text.text)), (len(text.text), len(text.text))]
    return [text[a:b] for (_, a), (b, _) in pairwise(edges)]


def _spaced(elements: Sequence[Element], start: int, found: list[Element]) -> int:
    """Read a table whose header is at `start`; returns where it ends, `start` where it is none."""
    lines: list[Line] = []
    for element in elements[start:]:
        if not isinstance(element, Line) or element.cells is not None or (lines and element.page_break):
            break
        lines.append(element)
    head = _parts(lines[0])
    starts = [at for at, _ in head]
    if len(head) < 3 or sum(is_header_word(text.text) for _, text in head[1:]) < 2:
        return start
    grid = Grid(gap=lines[0].gap)
    grid.rows.append([GridCell([Line(text)]) for _, text in head])
    below = lines[1].columns or [] if len(lines) > 1 and not lines[1].gap else []
    over = _over(head, below)
    if over is not None:
        starts[over : over + 1] = [min(starts[over], below[0][0]), *(at for at, _ in below[1:])]
        grid.rows[0][over].width = len(below)
        named = [GridCell([Line(text)]) for _, text in below]
        grid.rows.append([*(GridCell() for _ in head[:over]), *named, *(GridCell() for _ in head[over + 1 :])])
    heads = len(grid.rows)
    end = start + heads
    for line in lines[heads:]:
        parts = _parts(line, starts)
        opens = bool(parts) and parts[0][0] == 0 and bool(ROW_NUMBER.fullmatch(parts[0][1].text))
        if not opens and (line.gap or not parts or parts[0][0] == 0 or (len(grid.rows) == heads and not line.columns)):
            break
        if opens:
            grid.rows.append([GridCell() for _ in starts])
        for column, text in parts:
            grid.rows[-1][column].content.append(Line(text))
        end += 1
    if sum(any(cell.content for cell in row[2:]) for row in grid.rows[heads:]) < 1:
        return start
    found.append(grid)
    return end


def _over(head: Sequence[tuple[int, Traced]], below: Sequence[tuple[int, Traced]]) -> int | None:
    """Return the part of a header's first line that alone stands over all names of its second one, None for none."""
    if len(below) < 2 or not all(is_column_name(text.text) for _, text in below):
        return None
    left, right = below[0][0], below[-1][0] + len(below[-1][1])
    over = [number for number, (at, text) in enumerate(head) if at < right and left < at + len(text)]
    return over[0] if len(over) == 1 and over[0] > 0 else None


def _parts(line: Line, starts: Sequence[int] = ()) -> list[tuple[int, Traced]]:
    """Return the parts of a line with where each begins; with the number of its column where `starts` are known.

    A running number at the start is a part, however little white space follows it.
    """
    parts = list(line.columns or [(line.indent, line.text)])
    at, first = parts[0]
    number = (COUNTED if not starts else ROW_NUMBER).match(first.text)
    if number and number.end() < len(first.text) and (not starts or at < starts[1] - _SLACK):
        rest = first[number.end() :].stripped()
        second = at + number.end() + 1 if not starts else starts[1]
        parts[:1] = [(at, first[: number.end()]), (second, rest)]
    if not starts:
        return parts
    return [(max(0, bisect_right(starts, at + _SLACK) - 1), text) for at, text in parts]
