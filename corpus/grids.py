"""Grids that the text only hints at: rows of tabs, rows between bars, and cells printed one under the other."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.elements import Element, Grid, GridCell, Line
from corpus.traced import Traced
from corpus.wording import is_authority, is_header_word, is_national, is_position, is_recipients

_DATELINE = re.compile(r",\s*ngày\b.{0,12}\btháng\b", re.IGNORECASE)


def find_grids(elements: Sequence[Element]) -> list[Element]:
    """Gather lines that are rows or cells of a table into grids; all else stays as it is."""
    found: list[Element] = []
    index = 0
    while index < len(elements):
        element = elements[index]
        if isinstance(element, Line) and element.words == "|":
            grid, index = _flattened(elements, index)
        elif isinstance(element, Line) and element.cells is not None:
            near = [grid for grid in found[-2:] if isinstance(grid, Grid)]
            grid, index = _rows(elements, index, bool(near) and len(near[-1].rows[-1]) == len(element.cells))
        else:
            found.append(element)
            index += 1
            continue
        found += grid
    return found


def _flattened(elements: Sequence[Element], start: int) -> tuple[list[Element], int]:
    """Read a table whose cells stand one under the other, parted by lines that hold a bar alone.

    A row opens with a bar, and each of its cells is closed by one: two bars in a row end a row, or hold an empty cell.
    """
    segments: list[list[Line | Grid]] = []
    index = start + 1
    current: list[Line | Grid] = []
    while index < len(elements):
        element = elements[index]
        if isinstance(element, Line) and element.words == "|":
            if not current and element.gap and segments and segments[-1]:
                break
            segments.append(current)
            current = []
        elif not current and segments and element.gap and not _bar_ahead(elements, index):
            break
        else:
            current.append(element)
        index += 1
    if current:
        if not segments:
            return [*elements[start : start + 1], *current], index
        index -= len(current)
    first = elements[start]
    grid = Grid(_cut_rows(segments), gap=first.gap, page_break=first.page_break)
    return ([grid] if grid.rows else []), index


def _bar_ahead(elements: Sequence[Element], index: int) -> bool:
    """Tell whether what stands after a blank line within a table is a cell: a bar follows it closely."""
    for element in elements[index : index + 12]:
        if isinstance(element, Grid) or (element.gap and element is not elements[index]):
            return False
        if element.words == "|":
            return True
    return False


def _cut_rows(segments: list[list[Line | Grid]]) -> list[list[GridCell]]:
    width = _full_width(segments)
    rows = []
    index = 0
    while index < len(segments):
        size = 0
        while index + size < len(segments) and segments[index + size]:
            size += 1
        if (
            size < width
            and _is_full(segments, index, width)
            and not _is_full(segments, index + size + 1, width, dense=True)
        ):
            size = width
        if size:
            rows.append([GridCell(list(cell)) for cell in segments[index : index + size]])
        index += size + 1
    return [row for row in rows if any(cell.content for cell in row)]


def _full_width(segments: list[list[Line | Grid]]) -> int:
    """Return the number of cells of a row: of the first one, else of most rows, since merged rows have fewer."""
    runs: list[int] = [0]
    for segment in segments:
        if segment:
            runs[-1] += 1
        elif runs[-1]:
            runs.append(0)
    runs = [run for run in runs if run] or [0]
    return runs[0] if runs[0] > 2 else Counter(runs).most_common(1)[0][0]


def _is_full(segments: list[list[Line | Grid]], start: int, width: int, *, dense: bool = False) -> bool:
    """Tell whether a row of `width` cells can stand at `start`; `dense`: without an empty cell."""
    end = start + width
    if end > len(segments) or (end < len(segments) and segments[end]):
        return False
    cells = segments[start:end]
    return all(cells) if dense else any(cells[1:])


def _rows(elements: Sequence[Element], start: int, follows_grid: bool) -> tuple[list[Element], int]:
    """Read consecutive lines with cells between tabs or bars."""
    lines: list[Line] = []
    index = start
    while index < len(elements):
        element = elements[index]
        if not isinstance(element, Line) or element.cells is None or (lines and (element.gap or element.page_break)):
            break
        if lines and element.ruled != lines[0].ruled:
            break
        if lines and _opens_layout(element) and not any(map(_opens_layout, lines)):
            break
        lines.append(element)
        index += 1
    if not _is_table(lines, follows_grid):
        return _uncelled(lines), index
    grid = Grid(gap=lines[0].gap, page_break=lines[0].page_break)
    grid.rows = [[GridCell(_cell(parts), head=line.head_row) for parts in _stacked(line)] for line in lines]
    return [grid], index


def _stacked(line: Line) -> list[list[Traced]]:
    return line.stacked if line.stacked is not None else [[cell] for cell in line.cells or []]


def _cell(parts: list[Traced]) -> list[Line | Grid]:
    return [Line(part, hard=len(parts) > 1) for part in parts if part.text]


def _is_table(lines: list[Line], follows_grid: bool) -> bool:
    if lines[0].ruled:
        return len(lines) > 1 or len(lines[0].cells or []) > 1
    width = max(len(line.cells or []) for line in lines)
    filled = [sum(bool(cell.text) for cell in line.cells or []) for line in lines]
    if width >= 3 and follows_grid:
        return True
    if width >= 3 and max(filled) >= 2:
        heads = sum(is_header_word(cell.text) for cell in lines[0].cells or []) >= 2
        return heads or sum(count >= 2 for count in filled) >= 2 or (width > 3 and max(filled) > 2)
    words = " ".join(line.words for line in lines[:12])
    if len(lines) < 2 or is_national(words) or any(is_layout(line.words) for line in lines):
        return False
    both = sum(all(cell.text for cell in line.cells or []) for line in lines)
    return both >= 2 and both * 2 >= len(lines)


def is_layout(words: str) -> bool:
    """Tell whether a line belongs to a letterhead or a signature block."""
    return is_recipients(words) or is_authority(words) or is_position(words)


def _opens_layout(line: Line) -> bool:
    return any(is_recipients(cell.text) or is_authority(cell.text) for cell in line.cells or [])


def _uncelled(lines: list[Line]) -> list[Element]:
    """Lines with tabs that are no table: parts of a letterhead or a signature block go left part first."""
    both = [len([cell for cell in line.cells or [] if cell.text]) > 1 for line in lines]
    if not any(both) or not any(
        _DATELINE.search(line.words) or is_national(line.words) or is_layout(line.words) for line in lines
    ):
        for line in lines:
            line.cells = None
        return list(lines)
    found: list[Element] = []
    for side in (0, 1):
        for line in lines:
            cells = line.cells or []
            parts = cells[:1] if side == 0 else cells[1:]
            found += [Line(part, gap=line.gap, hard=True) for part in parts if part.text]
    return found
