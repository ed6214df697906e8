"""The column header of a table without rules: where it begins and ends, and which of its cells stand over several."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.aligned_rows import APART, AlignedTable
from corpus.loose_tables import COUNTED, ROW_NUMBER
from corpus.page import Box, RuledCell, Word
from corpus.page_lines import PrintedLine

_COLUMN_NUMBER = re.compile(r"\(\d{1,2}\)|\([a-z]\)")
_CUT_COUNTERS = ("ST/T", "S/TT", "Số/TT", "T/T")
#: White space in font sizes that parts the cells of a header.
_GUTTER = 0.6
#: Distance of two lines of a header in font sizes, where they are set as loosely as lines of a cell ever are.
_LEADING = 1.3
#: Lines that a column header has at most, above and below that of the running number.
HEADER_LINES = 5
#: Lines that names over several columns have at most above the running number, and their distance in font sizes.
_LINES_OVER, _NEAR = 2, 1.7
#: Distance of lines in font sizes above which a table has ended.
FAR = 4.5
#: Points below the letters of a cell of the header where what stands under it begins.
_FOOT = 2.5


@dataclass(frozen=True, slots=True)
class Over:
    """A name over several cells of a header: its words, and from where to where it and these cells reach."""

    words: list[Word]
    low: float
    high: float


def counter_box(line: PrintedLine) -> Box:
    """The box of the words that stand over the running numbers: `TT`, `Số TT`."""
    first, second = line.words[0], line.words[1:2]
    whole = not second or COUNTED.match(first.text) or not COUNTED.match(f"{first.text} {second[0].text}")
    return first.box if whole else second[0].box


def is_cut_counter(lines: Sequence[PrintedLine], at: int) -> bool:
    """Tell whether a column too narrow for it cuts what stands over the running numbers: `ST` / `T`."""
    first, below = lines[at].words[0], lines[at + 1].words[0] if at + 1 < len(lines) else None
    if below is None or f"{first.text}/{below.text}" not in _CUT_COUNTERS:
        return False
    return first.box.x0 - first.size < below.box.middle < first.box.x1 + first.size


def body_of(lines: Sequence[PrintedLine], anchor: int, right: float) -> int | None:
    """Return the first line below a header: what white space parts from it, is not bold as it is, or has a number."""
    head = lines[anchor]
    steps = sorted(b.baseline - a.baseline for a, b in pairwise(lines[anchor : anchor + 40]))
    full = [step for step in steps if step > 0.9 * head.size]
    usual = min(_LEADING * head.size, full[len(full) // 4] if full else head.size)
    for at in range(anchor + 1, min(len(lines), anchor + 1 + HEADER_LINES)):
        line, step = lines[at], lines[at].baseline - lines[at - 1].baseline
        if step > FAR * line.size:
            return None
        if _names_columns(head, line, right) or (at == anchor + 1 and is_cut_counter(lines, anchor)):
            continue
        numbered = line.words[0].box.middle < right + line.size and ROW_NUMBER.fullmatch(line.words[0].text)
        lighter = head.is_bold and not line.is_bold
        if numbered or ((lighter or step > APART * usual) and not counts_columns(line)):
            return at
    return None


def _names_columns(head: PrintedLine, line: PrintedLine, right: float) -> bool:
    """Tell whether a line is the lower part of a bold header: several names, none over the running numbers."""
    several = len(clusters_of(line.words)) > 1 and line.words[0].box.x0 > right + line.size
    return several and head.is_bold and line.is_bold


def counts_columns(line: PrintedLine) -> bool:
    """Tell whether a line holds nothing but numbers of columns: `(1) (2) (3)`."""
    return all(_COLUMN_NUMBER.fullmatch(word.text) for word in line.words)


def clusters_of(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Return from where to where words stand with no wide gap between them, from left to right."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.box.x0):
        if found and word.box.x0 - found[-1][1] < _GUTTER * word.size:
            found[-1] = found[-1][0], max(found[-1][1], word.box.x1)
        else:
            found.append((word.box.x0, word.box.x1))
    return found


def over_several(lines: Sequence[PrintedLine], above: Sequence[PrintedLine] = ()) -> list[Over]:
    """Return the names of a header that stand over several of its cells: `Lộ trình thực hiện` over three years.

    A name narrower than the gap between two cells stands over both where nothing else does.

    Args:
        lines: the header, or its part from the line of the running number on.
        above: lines above these that may be part of the header.
    """
    found: list[Over] = []
    parts = [[part.box for part in line.segments()] for line in (*above, *lines)]
    for at, line in enumerate(lines):
        for part in line.segments():
            for end in range(at + 1, len(lines)):
                others = [box for row in parts[: len(above) + end] for box in row if not _overlap(box, part.box)]
                under = [c for c in clusters_of(lines[end].words) if _is_under(c, part, others)]
                rest = others + [box for row in parts[len(above) + end + 1 :] for box in row]
                if len(under) > 1 and any(_free(left, right, part.box, rest) for left, right in pairwise(under)):
                    low, high = sum(under[0]) / 2, sum(under[-1]) / 2
                    found.append(Over(part.words, min(low, part.box.x0), max(high, part.box.x1)))
                    break
    return found


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _is_under(cell: tuple[float, float], name: PrintedLine, others: Sequence[Box]) -> bool:
    """Tell whether a cell stands under a name, or beside that with no other name over it or in between."""
    if name.box.x0 - name.size < sum(cell) / 2 < name.box.x1 + name.size:
        return True
    low, high = min(cell[0], name.box.x0), max(cell[1], name.box.x1)
    return not any(box.x0 < high and low < box.x1 for box in others)


def _free(left: tuple[float, float], right: tuple[float, float], name: Box, others: Sequence[Box]) -> bool:
    """Tell whether the gap between two cells lies under a name, or the name over the gap and nothing else in it."""
    if name.x0 < left[1] and right[0] < name.x1:
        return True
    return left[0] < name.middle < right[1] and not any(box.x0 < right[0] and left[1] < box.x1 for box in others)


def top_of(lines: Sequence[PrintedLine], low: int, anchor: int, body: int) -> int:
    """Return the first line of a header whose running number stands in the middle of its height.

    Above that stand only names over several columns, with nothing in the line of the running number below them.
    """
    first, counter = anchor, lines[anchor]
    reach: list[Over] = []
    while first > low and anchor - first < _LINES_OVER and _is_near(lines[first - 1], lines[first]):
        line = lines[first - 1]
        if any(_overlap(part.box, word.box) for part in line.segments() for word in counter.words):
            break
        over = over_several([line, *lines[anchor:body]])
        if sum(len(name.words) for name in over) < len(line.words) or (reach and not _within(over, reach)):
            break
        reach, first = over, first - 1
    return first


def _within(names: Sequence[Over], reach: Sequence[Over]) -> bool:
    """Tell whether names are the first lines of those below them: a title over the table reaches further."""
    return all(
        any(under.low < word.box.x0 and word.box.x1 < under.high for under in reach) for n in names for word in n.words
    )


def _is_near(line: PrintedLine, below: PrintedLine) -> bool:
    return below.baseline - line.baseline < _NEAR * line.size and line.is_bold == below.is_bold


def near_above(lines: Sequence[PrintedLine], low: int, first: int) -> Sequence[PrintedLine]:
    """Return the lines right above one that may be part of the same header."""
    start = first
    while start > low and first - start < _LINES_OVER and _is_near(lines[start - 1], lines[start]):
        start -= 1
    return lines[start:first]


def spans_of(over: Sequence[Over], cuts: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield the first and the last column of each cell of a header that stands over several, and its foot."""
    for name in over:
        first, last = bisect_right(cuts, name.low), bisect_right(cuts, name.high)
        if last > first:
            yield first, last, max(word.baseline for word in name.words)


def header_cells(table: AlignedTable, edges: Sequence[float], top: float, bottom: float) -> list[RuledCell]:
    """Cells of a header of two rows: those over several columns above what these are called, the others over both."""
    cells: list[RuledCell] = []
    below: list[RuledCell] = []
    column = 0
    spans = {first: (last, foot) for first, last, foot in table.spans}
    while column < len(edges) - 1:
        last, foot = spans.get(column, (column, bottom))
        if last == column:
            cells.append(RuledCell(0, column, 2, 1, Box(edges[column], top, edges[column + 1], bottom)))
        else:
            foot += _FOOT
            cells.append(RuledCell(0, column, 1, last - column + 1, Box(edges[column], top, edges[last + 1], foot)))
            for each in range(column, last + 1):
                below.append(RuledCell(1, each, 1, 1, Box(edges[each], foot, edges[each + 1], bottom)))
        column = last + 1
    return [*cells, *below]
