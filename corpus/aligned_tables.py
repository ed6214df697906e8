"""Tables that a page prints without rules: columns told by the white space that runs down between their cells.

Only a table that says so is taken for one: its header begins with the running number (`TT`, `STT`) and names what
stands in the other columns, and its rows begin with numbers below it. A letterhead, a signature block, a list of
recipients, and text set in columns have none of this.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.aligned_header import (
    FAR,
    HEADER_LINES,
    body_of,
    clusters_of,
    counter_box,
    counts_columns,
    header_cells,
    is_cut_counter,
    near_above,
    over_several,
    spans_of,
    top_of,
)
from corpus.aligned_rows import AlignedTable, Row, columns_of, fits, middle_of, number_of, rows_of
from corpus.loose_tables import COUNTED, ROW_NUMBER
from corpus.page import Box, Rule, RuledCell, RuledTable, Word
from corpus.page_furniture import Sheet
from corpus.page_lines import PrintedLine
from corpus.wording import is_authority, is_capitals, is_header_word, is_recipients, is_type_line
from schemas.vocabulary import TextOrigin

_FEWEST_COLUMNS = 3
#: Columns beside the running number that the header names in words that headers have.
_NAMED = 2
#: Lines within which a row has its number.
_ROW_LINES = 30
#: Lines that the title of a group has at most.
_TITLE_LINES = 3
#: Distance of lines within a cell at most, in font sizes.
_NEAR = 1.7
#: Share of a table's width above which words that stand close together are no cell.
_WIDEST_CELL = 0.75


def find_aligned_tables(sheets: Sequence[Sheet]) -> None:
    """Take lines that are tables without rules off the sheets of a document, and put these to their pages' tables.

    Pages that OCR read are left as they are: where words stand there is not known well enough.
    """
    open_table: AlignedTable | None = None
    for sheet in sheets:
        page = sheet.page
        found: list[AlignedTable] = []
        if page.origin is TextOrigin.TEXT_LAYER and sheet.lines:
            found = list(_tables(sheet.lines, page.rules, [table.box for table in page.tables], open_table))
        open_table = found[-1] if found and found[-1].end == len(sheet.lines) else None
        for table in reversed(found):
            page.tables.append(_ruled(table, sheet.lines[table.first : table.end]))
            del sheet.lines[table.first : table.end]
        page.tables.sort(key=lambda table: table.box.top)


def _tables(
    lines: Sequence[PrintedLine], rules: Sequence[Rule], taken: Sequence[Box], before: AlignedTable | None
) -> Iterator[AlignedTable]:
    """Find the tables of one page; `before` is one that the page before ended with."""
    start = 0
    if before is not None and not any(box.top < lines[0].baseline for box in taken):
        table = _walk(lines, 0, 0, before.cuts, rules, taken, centred=before.centred)
        if table is not None:
            yield table
            start = table.end
    at = start
    while at < len(lines):
        if COUNTED.match(lines[at].text) or is_cut_counter(lines, at):
            table = _headed(lines, start, at, rules, taken, before)
            if table is not None:
                yield table
                at = start = table.end
                continue
        at += 1


def _headed(
    lines: Sequence[PrintedLine],
    low: int,
    anchor: int,
    rules: Sequence[Rule],
    taken: Sequence[Box],
    before: AlignedTable | None,
) -> AlignedTable | None:
    """Read a table by its header, which holds the running number in the line `anchor`."""
    number = counter_box(lines[anchor])
    body = body_of(lines, anchor, number.x1)
    if body is None:
        return None
    first = top_of(lines, low, anchor, body)
    names = over_several(lines[first:body], near_above(lines, low, first))
    over = [word for name in names for word in name.words]
    cells = clusters_of([word for line in lines[anchor:body] for word in line.words if word not in over])
    if len(cells) < _FEWEST_COLUMNS:
        return None
    widest = _WIDEST_CELL * (cells[-1][1] - cells[0][0])
    rows = (line for line in lines[anchor : body + 60] if _widest(line) < widest)
    below = [word for line in rows for word in line.words]
    cuts = [_cut(below, left, right) for left, right in pairwise(cells)]
    if before is not None and len(before.cuts) == len(cuts) and fits(lines[anchor], before.cuts):
        cuts = before.cuts
    while first > low and anchor - first < HEADER_LINES and _heads(lines[first - 1], lines[first], cuts):
        first -= 1
    texts = ["" for _ in cells]
    for line in lines[first:body]:
        for word in line.words:
            column = bisect_right(cuts, word.box.middle)
            texts[column] = f"{texts[column]} {word.text}".strip()
    under = [[word for word in line.words if word not in over] for line in lines[anchor:body]]
    parted = all(fits(PrintedLine(words, lines[anchor].page), cuts) for words in under if words)
    if sum(map(is_header_word, texts[1:])) < _NAMED or not parted:
        return None
    table = _walk(lines, first, body, cuts, rules, taken, centred=False)
    if table is not None:
        table.spans = list(spans_of(names, cuts))
    return table


def _widest(line: PrintedLine) -> float:
    return max(right - left for left, right in clusters_of(line.words))


def _cut(words: Sequence[Word], left: tuple[float, float], right: tuple[float, float]) -> float:
    """Return where, between the middles of two cells of the header, the fewest words stand; the middle of the widest
    such place."""
    low, high = sum(left) / 2, sum(right) / 2
    edges: list[tuple[float, int]] = []
    for word in words:
        if word.box.x1 > low and word.box.x0 < high:
            edges += [(max(low, word.box.x0), 1), (min(high, word.box.x1), -1)]
    edges.sort()
    best, place = (float("inf"), 0.0), (low + high) / 2
    over, last = 0, low
    for at, step in [*edges, (high, 0)]:
        if at > last and (over, last - at) < best:
            best, place = (over, last - at), (last + at) / 2
        over, last = over + step, at
    return place


def _heads(line: PrintedLine, below: PrintedLine, cuts: Sequence[float]) -> bool:
    """Tell whether a line is the upper part of header cells that stand in the middle of their row."""
    near = below.baseline - line.baseline < _NEAR * line.size and line.is_bold == below.is_bold
    return near and not is_capitals(line.text) and line.words[0].box.x0 > cuts[0] and fits(line, cuts)


def _walk(
    lines: Sequence[PrintedLine],
    first: int,
    body: int,
    cuts: list[float],
    rules: Sequence[Rule],
    taken: Sequence[Box],
    *,
    centred: bool,
) -> AlignedTable | None:
    """Follow a table down from the line `body`, above which its header stands; None where no rows follow."""
    end, titles = body, set[int]()
    while end < len(lines):
        line = lines[end]
        above = lines[end - 1] if end > first else None
        if above is not None and any(above.baseline < box.top < line.baseline for box in taken):
            break
        if _is_foreign(line):
            break
        if _ends(line, above, cuts) and not _leads_to_number(lines, end, cuts):
            break
        if not fits(line, cuts) or _is_title(line, cuts):
            opens = bool(ROW_NUMBER.fullmatch(line.words[0].text)) or line.is_bold or is_capitals(line.text)
            goes_on = end - 1 in titles and line.words[0].box.x0 > cuts[0]
            if (not opens and not goes_on) or sum(end - back in titles for back in range(1, 4)) >= _TITLE_LINES:
                break
            titles.add(end)
        end += 1
    while end > body and end < len(lines) and end - 1 in titles:
        end -= 1
    table = AlignedTable(cuts, first, end, centred)
    header = lines[first:body]
    if header:
        counted = [line for line in header if counts_columns(line)]
        table.rows = [Row([line for line in header if line not in counted]), *(Row([line]) for line in counted)]
    rows = list(rows_of(table, lines, body, titles, rules))
    filled = [row for row in rows if len(columns_of(row.lines, cuts)) > 1]
    if not any(not row.across for row in filled) or not any(number_of(row.lines, cuts) for row in filled):
        return None
    table.rows += rows
    return table


def _ends(line: PrintedLine, above: PrintedLine | None, cuts: Sequence[float]) -> bool:
    """Tell whether a line can stand in no table: another block of the page begins with it."""
    opens = number_of([line], cuts) is not None
    if line.words[0].box.middle < cuts[0] and not opens:
        return True
    if above is None:
        return False
    step = line.baseline - above.baseline
    one = len(columns_of([line], cuts)) == 1
    return step > FAR * line.size or (step > _NEAR * line.size and one and not opens)


def _leads_to_number(lines: Sequence[PrintedLine], at: int, cuts: Sequence[float]) -> bool:
    """Tell whether a line is the first of a row that has its number further down, in the middle of its height."""
    if lines[at].words[0].box.middle < cuts[0] or lines[at].baseline - lines[at - 1].baseline > FAR * lines[at].size:
        return False
    for above, line in pairwise(lines[at : at + _ROW_LINES]):
        if line.baseline - above.baseline > _NEAR * line.size or not fits(line, cuts) or _is_foreign(line):
            return False
        if number_of([line], cuts) is not None:
            return True
    return False


def _is_foreign(line: PrintedLine) -> bool:
    """Tell whether a line is the type of a document or opens a block of signature and recipients."""
    return is_type_line(line.text) or is_recipients(line.text) or is_authority(line.segments()[-1].text)


def _is_title(line: PrintedLine, cuts: Sequence[float]) -> bool:
    """Tell whether a line holds a group's number and the beginning of its title alone."""
    return (
        len(line.words) > 1
        and re.fullmatch(r"[IVX]{1,5}[.)]?|[A-ZĐ][.)]?", line.words[0].text) is not None
        and columns_of([line], cuts) == {0, 1}
    )


def _ruled(table: AlignedTable, lines: Sequence[PrintedLine]) -> RuledTable:
    """Draw the rules that the table lacks."""
    left = min(line.box.x0 for line in lines) - 1
    right = max(line.box.x1 for line in lines) + 1
    edges = [min(left, table.cuts[0] - 1), *table.cuts, max(right, table.cuts[-1] + 1)]
    heights = [lines[0].box.top - 1]
    for above, row in pairwise(table.rows):
        before, after = above.lines[-1], row.lines[0]
        heights.append((middle_of(before) + middle_of(after)) / 2)
    heights.append(lines[-1].box.bottom + 1)
    cells = []
    for number, row in enumerate(table.rows):
        top, bottom = heights[number], heights[number + 1]
        if number == 0 and table.spans:
            cells += header_cells(table, edges, top, bottom)
            continue
        number += bool(table.spans)
        spans = [(0, 1), (1, len(edges) - 2)] if row.across else [(column, 1) for column in range(len(edges) - 1)]
        if row.across and number_of(row.lines, table.cuts) is None:
            spans = [(0, len(edges) - 1)]
        cells += [
            RuledCell(number, column, 1, width, Box(edges[column], top, edges[column + width], bottom))
            for column, width in spans
        ]
    return RuledTable(Box(edges[0], heights[0], edges[-1], heights[-1]), cells, edges)
