"""Grids to table rows, and those that only lay out a letterhead or a signature block to plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cut_lines import join_words, layout_lines, separator
from corpus.elements import Element, Grid, GridCell, Line
from corpus.table_heads import HEAD_ROWS, goes_on_below, opens_table, spread_heads
from corpus.traced import Traced
from corpus.wording import (
    folded,
    is_authority,
    is_bullet,
    is_capitals,
    is_national,
    is_recipients,
    starts_small,
)

#: A running number of a group of rows, which only stands before a title of the group.
_GROUP_NUMBER = re.compile(r"(?:[IVXLC]{1,6}|[A-ZĐ])[.)/-]{0,2}$")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}[.)/-]{0,2}$")
#: Characters of a cell that further rows go on with.
_LONGEST_CELL = 4000


@dataclass(slots=True)
class Row:
    """One row of a table: its cells with their columns, one cell only in a row that heads a group of rows.

    `merged`: the columns of cells that a cell of a row above covers.
    """

    cells: list[tuple[int, Traced]]
    table: int
    number: int = 0
    header: bool = False
    merged: frozenset[int] = frozenset()


Laid = Line | Row


def lay_out_tables(elements: Sequence[Element]) -> list[Laid]:
    """Turn grids into rows, joining the parts of a table that page breaks or group headings cut it into."""
    return _Tables(_flat(elements)).rows()


def _flat(elements: Sequence[Element]) -> Iterator[Line | Grid]:
    """Open the grids that only lay out the page, in reading order and without recursion."""
    stack: list[Iterator[Element]] = [iter(elements)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif isinstance(element, Line):
            yield element
        elif _lays_out(element):
            stack.append(iter(_opened(element)))
        else:
            yield element


def _opened(grid: Grid) -> list[Element]:
    """The contents of a layout grid: row by row, left cell first, with a gap before each cell."""
    found: list[Element] = []
    for row in grid.rows:
        for cell in row:
            lines = [e for e in cell.content if isinstance(e, Line)]
            if len(lines) < len(cell.content) or len(row) == 1:
                content: list[Element] = list(cell.content)
            else:
                content = [replace(line, hard=True) for line in layout_lines(lines)]
            if content:
                first = content[0]
                content[0] = replace(first, gap=max(1, first.gap, grid.gap if not found else 0))
            found += content
    return found


def _lays_out(grid: Grid) -> bool:
    """Tell a grid that only places things on the page from a table of data."""
    widest = max(len(row) for row in grid.rows)
    if any(isinstance(e, Grid) for row in grid.rows for cell in row for e in cell.content):
        return not _holds_tables(grid)
    if widest == 1 or len(grid.rows) > 12:
        return widest == 1
    lines = [line for row in grid.rows[:6] for cell in row for line in cell.content if isinstance(line, Line)]
    if len(grid.rows) <= 6 and is_national(" ".join(line.words for line in lines[:30])):
        return True
    if widest > 3:
        return False
    firsts = [cell.content[0] for row in grid.rows for cell in row if cell.content]
    return any(isinstance(f, Line) and (is_recipients(f.words) or is_authority(f.words)) for f in firsts)


def _holds_tables(grid: Grid) -> bool:
    """Tell a table of data, in which a cell has a small table of its own, from one that places tables on the page."""
    head = [cell for cell in grid.rows[0] if cell.content]
    plain = all(isinstance(e, Line) for cell in head for e in cell.content)
    return len(grid.rows) > 2 and len(head) > 2 and plain and _is_header(grid.rows[0])


class _Tables:
    """Builds rows from grids, keeping track of which table goes on."""

    def __init__(self, elements: Iterator[Line | Grid]) -> None:
        self.elements = list(elements)
        self.found: list[Laid] = []
        self.table = -1
        self.width = 0
        self.heads: list[list[str]] = []
        self.number = 0

    def rows(self) -> list[Laid]:
        """Return lines and rows in reading order."""
        since: list[Line] = []
        for element in self.elements:
            if isinstance(element, Line):
                since.append(element)
                continue
            if self.table >= 0 and self._goes_on(element, since):
                for line in since:
                    self._add([(0, line.text)])
            else:
                self.found += since
                self.table += 1
                self.number, self.width, self.heads = 0, _width(element), []
            since = []
            self._grid(element)
        self.found += since
        return self.found

    def _goes_on(self, grid: Grid, since: list[Line]) -> bool:
        """Tell whether a grid goes on with the table before it, over a page break or the title of a group."""
        if abs(_width(grid) - self.width) > 1 or len(since) > 2 or not self.heads:
            return False
        if any(len(line.words) > 400 or line.columns or is_bullet(line.words) for line in since):
            return False
        repeats = self._repeats([_text(cell) for cell in grid.rows[0]])
        if not since:
            return repeats or not _is_header(grid.rows[0])
        if any(re.match(r"(?:PHU LUC|BIEU|BANG)\b|\(", folded(line.words[:12])) for line in since):
            return False
        if _is_header(grid.rows[0]):
            return repeats and len(since) == 1 and (since[0].heading is not None or since[0].text.all_bold())
        return len(since) == 1 and (since[0].heading is not None or since[0].text.all_bold())

    def _repeats(self, cells: list[str]) -> bool:
        """Tell whether cells are a row of the column header once more, perhaps without its first cells."""
        mine = [folded(cell) for cell in cells if cell]
        return len(mine) > 1 and any(_is_again(mine, [cell for cell in head if cell]) for head in self.heads)

    def _grid(self, grid: Grid) -> None:
        head = True
        for index, row in enumerate(_spread(grid)):
            texts = [_text(cell) for cell in row]
            head = head and self.number == index and self._is_head(row, texts)
            if not head and self._repeats(texts):
                continue
            if head:
                self.heads.append([folded(text) for text in texts])
            self._row(row, header=head)

    def _is_head(self, row: list[GridCell], texts: list[str]) -> bool:
        if not self.heads:
            return _is_header(row)
        again = [folded(text) for text in texts] == self.heads[-1]
        return not again and len(self.heads) < HEAD_ROWS and goes_on_below(texts, row, self.heads[-1])

    def _row(self, row: list[GridCell], *, header: bool) -> None:
        cells = [(column, join_words(_lines(cell))) for column, cell in enumerate(row)]
        filled = [(column, text) for column, text in cells if text.text]
        if not filled:
            return
        if not header and self.width > 1:
            alone = len(filled) == 1 and not any(cell.covered == "above" for cell in row)
            if alone and self._rests(*filled[0]):
                return
            if alone and (len(row) == 1 or self.width > 2) and not _NUMBER.match(filled[0][1].text):
                cells = [(filled[0][0], filled[0][1])]
            elif len(filled) == 2 and self.width > 3 and _is_merged_title(row):
                # Whatever became of the number of a group, its title stands over all columns beside it.
                cells = [(filled[0][0], _titled(filled[0][1], filled[1][1]))]
            elif len(filled) == 2 and self.width > 3 and _heads_group(filled[0], filled[1]):
                cells = [(filled[0][0], Traced.joined([filled[0][1], filled[1][1]], [" "]))]
        merged = frozenset(column for column, cell in enumerate(row) if cell.covered == "above")
        self._add(cells, header=header, merged=merged)

    def _rests(self, column: int, text: Traced) -> bool:
        """Add what stands alone in a row to the cell above where it goes on with it: no title begins small."""
        last = self.found[-1] if self.found else None
        if not isinstance(last, Row) or last.table != self.table or last.header or not starts_small(text.text):
            return False
        at = next((at for at, (place, above) in enumerate(last.cells) if place == column and above.text), None)
        if at is None or len(last.cells) == 1 or len(last.cells[at][1]) > _LONGEST_CELL:
            return False
        above = last.cells[at][1]
        last.cells[at] = column, Traced.joined([above, text], [separator(above.text, text.text)])
        return True

    def _add(
        self,
        cells: list[tuple[int, Traced]],
        *,
        header: bool = False,
        merged: frozenset[int] = frozenset(),
    ) -> None:
        self.found.append(Row(cells, self.table, self.number, header, merged))
        self.number += 1


def _is_again(mine: list[str], theirs: list[str]) -> bool:
    same = sum(cell in theirs for cell in mine)
    return same >= 2 and same >= 0.75 * len(mine) and len(mine) >= len(theirs) - 2


def _is_merged_title(row: list[GridCell]) -> bool:
    """Tell whether a row is a number and a cell over all other columns."""
    return len(row) > 3 and not row[0].covered and not row[1].covered and all(c.covered == "beside" for c in row[2:])


def _titled(number: Traced, title: Traced) -> Traced:
    """Join a group's number and title; what is neither letter nor figure is a speck."""
    return Traced.joined([number, title], [" "]) if any(map(str.isalnum, number.text)) else title


def _heads_group(number: tuple[int, Traced], title: tuple[int, Traced]) -> bool:
    """Tell whether a number and a title alone in a row head the rows after them."""
    if number[0] != 0:
        return False
    if _GROUP_NUMBER.match(number[1].text):
        return True
    if number[1].text.isupper() and _GROUP_NUMBER.match(folded(number[1].text)):  # `VỊ`: a speck over VI
        return True
    return bool(_NUMBER.match(number[1].text)) and (title[1].all_bold() or is_capitals(title[1].text))


def _width(grid: Grid) -> int:
    return max(sum(cell.width for cell in row) for row in grid.rows)


def _lines(cell: GridCell) -> list[Line]:
    """Return the lines of a cell, those of tables within it included, in reading order and without recursion."""
    if all(isinstance(element, Line) for element in cell.content):
        return [element for element in cell.content if isinstance(element, Line)]
    found: list[Line] = []
    waiting: list[Element] = list(reversed(cell.content))
    while waiting:
        element = waiting.pop()
        if isinstance(element, Line):
            found.append(element)
        else:
            waiting += [e for row in reversed(element.rows) for inner in reversed(row) for e in reversed(inner.content)]
    return found


def _text(cell: GridCell) -> str:
    return " ".join(line.words for line in _lines(cell))


def _is_header(row: list[GridCell]) -> bool:
    return opens_table([_text(cell) for cell in row], row)


def _spread(grid: Grid) -> Iterator[list[GridCell]]:
    """Give each row its cells column by column: what a cell covers beside or below itself is empty."""
    below: dict[int, int] = {}
    for row in spread_heads(grid.rows):
        spread: list[GridCell] = []
        waiting = iter(row)
        while True:
            column = len(spread)
            if below.get(column):
                below[column] -= 1
                spread.append(GridCell(covered="above"))
                continue
            cell = next(waiting, None)
            if cell is None:
                if any(at > column and left for at, left in below.items()) and column < 100:
                    spread.append(GridCell())
                    continue
                break
            alone = len(row) == 1
            for offset in range(1 if alone else cell.width):
                spread.append(cell if offset == 0 else GridCell(head=cell.head, covered="beside"))
                if cell.height > 1:
                    below[column + offset] = min(cell.height - 1, 1000)
        yield spread
