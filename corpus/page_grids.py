"""Ruled tables of a page to grids, with the words that stand in their cells; parts on several pages to one grid."""

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.elements import Element, Grid, GridCell, Line
from corpus.page import RuledCell, RuledTable, Word
from corpus.page_lines import printed_lines
from corpus.places import Places
from corpus.wording import is_unfinished, starts_small

#: The running number of a row.
_RUNNING = re.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,2}|[IVX]{1,5})[.)]?")
#: How far column edges of two parts of a table may lie apart, in points.
_SAME_EDGE = 6.0


def in_table(table: RuledTable, word: Word) -> bool:
    """Tell whether a word stands in a table."""
    return table.box.holds(word.box.middle, (word.box.top + word.box.bottom) / 2, 1.0)


def to_grid(table: RuledTable, words: Sequence[Word], page: int, places: Places) -> Grid:
    """Put words into the cells that they stand in.

    Args:
        table: the cells.
        words: the words that stand in the table, see `in_table`.
        page: its page, 1-based.
        places: gives the words their offsets.
    """
    starts = sorted({cell.box.top for cell in table.cells})
    held: dict[int, list[Word]] = defaultdict(list)
    by_row: dict[int, list[int]] = defaultdict(list)
    for index, cell in enumerate(table.cells):
        for row in range(cell.row, cell.row + cell.height):
            by_row[row].append(index)
    bounds = _row_bounds(table)
    for word in words:
        y = (word.box.top + word.box.bottom) / 2
        row = next((number for number, (top, bottom) in enumerate(bounds) if top <= y < bottom), len(bounds) - 1)
        near = [i for i in by_row[row] if table.cells[i].box.x0 <= word.box.middle <= table.cells[i].box.x1]
        if near:
            held[near[0]].append(word)
    rows: list[list[GridCell]] = [[] for _ in starts]
    for index, cell in enumerate(table.cells):
        number = _number_apart(cell, held[index], table.edges)
        if number is not None:
            held[index].remove(number)
            apart = GridCell([Line(places.line([number], page))], 1, cell.height)
            rows[starts.index(cell.box.top)].append(apart)
            cell = cell._replace(column=1, width=cell.width - 1)
        lines: list[Element] = [Line(places.line(line.words, page)) for line in printed_lines(held[index], page)]
        rows[starts.index(cell.box.top)].append(GridCell(lines, cell.width, cell.height))
    return Grid([row for row in rows if row])


def _number_apart(cell: RuledCell, words: Sequence[Word], edges: Sequence[float]) -> Word | None:
    """Return the running number in a cell whose rule to the next column was lost, None where it holds none apart.

    It stands alone left of where that rule is in other rows; no other word reaches over it.
    """
    if cell.column or cell.width < 2:
        return None
    left = [word for word in words if word.box.middle < edges[1]]
    if len(left) != 1 or len(words) < 2 or not _RUNNING.fullmatch(left[0].text):
        return None
    return left[0] if all(word is left[0] or word.box.x0 > edges[1] - _SAME_EDGE for word in words) else None


def _row_bounds(table: RuledTable) -> list[tuple[float, float]]:
    tops: dict[int, float] = {}
    for cell in table.cells:
        tops[cell.row] = cell.box.top
        tops.setdefault(cell.row + cell.height, cell.box.bottom)
    last = max(tops)
    return [(tops.get(row, table.box.top), tops.get(row + 1, table.box.bottom)) for row in range(last)]


def goes_on(before: RuledTable, after: RuledTable) -> bool:
    """Tell whether a table that opens a page has the columns of the one that ended the page before."""
    if len(before.edges) != len(after.edges):
        return False
    shift = after.edges[0] - before.edges[0]
    return all(abs(b - a - shift) < _SAME_EDGE for a, b in zip(before.edges, after.edges, strict=True))


def append(grid: Grid, more: Grid) -> None:
    """Add the rows of a table's next part; a row that the page break cut in two becomes one."""
    rows = more.rows
    header = [_words(cell) for cell in grid.rows[0]]
    skipped = 0
    while (
        skipped < len(rows)
        and skipped < 3
        and [_words(cell) for cell in rows[skipped]]
        in (
            header,
            [_words(cell) for cell in grid.rows[skipped]] if skipped < len(grid.rows) else None,
        )
    ):
        skipped += 1
    rows = rows[skipped:]
    if rows and (_is_rest(grid.rows[-1], rows[0]) or _lacks_number(grid, rows[0])):
        for cell, rest in zip(grid.rows[-1], rows[0], strict=True):
            cell.content += rest.content
        rows = rows[1:]
    grid.rows += rows


def _is_rest(row: Sequence[GridCell], rest: Sequence[GridCell]) -> bool:
    """Tell whether a row is the rest of the one that a page break cut: no number of its own, and sentences go on."""
    if len(row) != len(rest) or len(row) < 3 or _words(rest[0]) or not _words(row[0]):
        return False
    pairs = [(_words(cell), _words(more)) for cell, more in zip(row, rest, strict=True) if more.content]
    if not pairs or any(not before for before, _ in pairs):
        return False
    return any(starts_small(after) or is_unfinished(before) for before, after in pairs)


def _lacks_number(grid: Grid, rest: Sequence[GridCell]) -> bool:
    """Tell whether a row is the rest of the one before since it alone, of a table that numbers its rows, has no number.

    Rows that share a number, merged over several, are none of a table that numbers each.
    """
    full = [row for row in grid.rows[1:] if len(row) == len(rest)]
    whole = all(sum(cell.width for cell in row) == sum(cell.width for cell in rest) for row in grid.rows[1:])
    if len(rest) < 3 or len(full) < 2 or not whole or _words(rest[0]) or any(cell.height > 1 for cell in full[-1]):
        return False
    return all(_words(row[0]).strip(" .)").isdecimal() for row in full) and any(map(_words, rest[1:]))


def _words(cell: GridCell) -> str:
    return " ".join(element.words for element in cell.content if isinstance(element, Line))
