"""The column header of a table without rules: where it begins and ends, and which of its cells stand over several."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
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
#: Distance of lines in font sizes above which a table has ended.
FAR = 4.5
#: Points below the letters of a cell of the header where what stands under it begins.
_FOOT = 2.5


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


def over_several(lines: Sequence[PrintedLine]) -> list[Word]:
    """Return the words of a header that stand over several of its cells: `Lộ trình thực hiện` over three years."""
    found: list[Word] = []
    for at, line in enumerate(lines):
        parts = line.segments()
        for low, high, words in ((part.box.x0, part.box.x1, part.words) for part in parts):
            for below in lines[at + 1 :]:
                under = [c for c in clusters_of(below.words) if low - line.size < sum(c) / 2 < high + line.size]
                if len(under) > 1 and any(_free(left, right, low, high) for left, right in pairwise(under)):
                    found += words
                    break
    return found


def _free(left: tuple[float, float], right: tuple[float, float], low: float, high: float) -> bool:
    """Tell whether the gap between two cells lies under what stands from `low` to `high`."""
    return low < left[1] and right[0] < high


def spans_of(over: Sequence[Word], cuts: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield the first and the last column of each cell of a header that stands over several, and its foot."""
    for low, high in clusters_of(over):
        words = [word for word in over if low <= word.box.middle <= high]
        first, last = bisect_right(cuts, low), bisect_right(cuts, high)
        if last > first:
            yield first, last, max(word.baseline for word in words)


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
