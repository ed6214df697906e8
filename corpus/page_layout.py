"""Pages to the lines and grids that every reader gives: paragraphs by their margins, columns, tables, furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.aligned_tables import find_aligned_tables
from corpus.cut_lines import join_words, layout_lines
from corpus.elements import Element, Grid, Line
from corpus.page import Axis, Page, RuledTable
from corpus.page_furniture import Sheet, strip_furniture
from corpus.page_grids import append, goes_on, in_table, to_grid
from corpus.page_lines import Columns, PrintedLine, part_columns, printed_lines
from corpus.page_margins import Margins, margins_of
from corpus.places import Places
from corpus.text_columns import TextColumns, part_text_columns
from corpus.wording import is_bullet, is_type_line


@dataclass(slots=True)
class _Paragraph:
    """Printed lines of one paragraph, perhaps from two pages."""

    lines: list[PrintedLine]
    gap: int
    page_break: bool
    rule: bool
    indent: int


@dataclass(slots=True)
class _Table:
    """A table and where it stands."""

    table: RuledTable
    grid: Grid


@dataclass(slots=True)
class _Layout:
    """Elements so far, with what the next page may go on with.

    Attributes:
        head_end: y on the page being laid out above which stands the letterhead, 0 where it has none. A receiving stamp
            there is told from what stands beside it by the white space around it.
    """

    places: Places
    found: list[_Paragraph | Columns | _Table] = field(default_factory=list)
    last: Margins | None = None
    head_end: float = 0.0


def lay_out_pages(pages: Iterable[Page], places: Places) -> list[Element]:
    """Lay out the pages of a document.

    Args:
        pages: what stands on each page, in order.
        places: gets every word with its page and box.

    Returns:
        Lines, one a paragraph where the margins tell where it ends, and grids, in reading order; footnotes at the end
        of all, each opened by its number in brackets.
    """
    sheets = [_sheet(page) for page in pages]
    strip_furniture(sheets)
    find_aligned_tables(sheets)
    layout = _Layout(places)
    for sheet in sheets:
        _lay_out(sheet, layout)
    elements: list[Element] = []
    for item in layout.found:
        if isinstance(item, _Paragraph):
            elements.append(_line(item, places))
        elif isinstance(item, Columns):
            elements += _columns(item, places)
        else:
            elements.append(item.grid)
    return elements + list(_notes(sheets, places))


def _sheet(page: Page) -> Sheet:
    free = [word for word in page.words if not any(in_table(table, word) for table in page.tables)]
    return Sheet(page, printed_lines(free, page.number), [])


def _lay_out(sheet: Sheet, layout: _Layout) -> None:
    """Lay out one page: what stands between its tables, and these."""
    page = sheet.page
    columns = part_text_columns(sheet.lines, page.width) if not page.tables else None
    if columns is not None:
        _lay_out_columns(columns, page, layout)
        return
    margins = margins_of(sheet.lines, page, layout.last)
    titles = (line.baseline for line in sheet.lines if is_type_line(line.text))
    layout.head_end = next(titles, 0.0) if page.number == 1 else 0.0
    if sheet.lines:
        layout.last = margins
    rest = sheet.lines
    fresh = True
    for table in page.tables:
        above = [line for line in rest if line.baseline < table.box.top + 2]
        rest = rest[len(above) :]
        fresh = _flow(above, page, margins, layout, fresh=fresh)
        words = [word for word in page.words if in_table(table, word)]
        grid = to_grid(table, words, page.number, layout.places)
        grid.page_break = fresh
        before = layout.found[-1] if layout.found else None
        if fresh and isinstance(before, _Table) and goes_on(before.table, table):
            append(before.grid, grid)
            before.table = table
        elif grid.rows:
            layout.found.append(_Table(table, grid))
        fresh = False
    _flow(rest, page, margins, layout, fresh=fresh)


def _lay_out_columns(columns: TextColumns, page: Page, layout: _Layout) -> None:
    """Lay out a page in two columns: each has margins of its own, and paragraphs go on from one to the next."""
    fresh = True
    for lines in columns:
        if lines:
            layout.last = margins_of(lines, page, None)
            _flow(lines, page, layout.last, layout, fresh=fresh or lines is columns.right)
            fresh = False


def _flow(lines: Sequence[PrintedLine], page: Page, margins: Margins, layout: _Layout, *, fresh: bool) -> bool:
    """Add lines that stand one under the other; `fresh`: the page begins with them. Returns whether it still does."""
    before: PrintedLine | None = None
    for block in part_columns(lines, page.width):
        if isinstance(block, Columns):
            layout.found.append(block)
            before, fresh = None, False
            continue
        last = layout.found[-1] if layout.found else None
        if isinstance(last, _Paragraph):
            if before is not None and margins.goes_on(last.lines, block):
                last.lines.append(block)
                before = block
                continue
            if fresh and margins.goes_on_over_page(last.lines, block):
                last.lines.append(block)
                before, fresh = block, False
                continue
        if margins.indent(block):
            block = _repointed(block)
        ruled = before is not None and _ruled_between(page, before, block)
        gap = 0 if before is not None and not ruled and _is_close(before, block, margins, layout.head_end) else 1
        layout.found.append(_Paragraph([block], gap, fresh, ruled, margins.indent(block)))
        before, fresh = block, False
    return fresh


def _repointed(line: PrintedLine) -> PrintedLine:
    """Give the number that opens a paragraph its full stop back where OCR read a comma: `5, Sở Y tế …`."""
    first = line.words[0]
    if first.confidence is None or len(line.words) < 2 or not line.words[1].text[:1].isupper():
        return line
    if not re.fullmatch(r"\d{1,2},", first.text):
        return line
    return PrintedLine([replace(first, text=first.text[:-1] + "."), *line.words[1:]], line.page)


def _is_close(before: PrintedLine, line: PrintedLine, margins: Margins, head_end: float) -> bool:
    """Tell whether no white space parts two lines, where that says something."""
    in_head = line.baseline < head_end and line.baseline - before.baseline < 1.5 * line.size
    return in_head or margins.hangs_together(before, line)


def _ruled_between(page: Page, above: PrintedLine, below: PrintedLine) -> bool:
    """Tell whether a rule, not an underlining, is drawn between two lines."""
    return any(
        rule.axis is Axis.ACROSS and above.baseline + 0.25 * above.size < rule.at < below.baseline - 0.5 * below.size
        for rule in page.rules
    )


def _line(paragraph: _Paragraph, places: Places) -> Line:
    lines = [Line(places.line(line.words, line.page)) for line in paragraph.lines]
    return Line(
        join_words(lines),
        gap=paragraph.gap,
        indent=paragraph.indent,
        page_break=paragraph.page_break,
        rule=paragraph.rule,
    )


def _columns(columns: Columns, places: Places) -> list[Line]:
    """The left column, then the right one; the cut lines of each joined."""
    found: list[Line] = []
    for side in (columns.left, columns.right):
        lines = []
        listed = False
        right = max((line.box.x1 for line in side), default=0.0)
        for position, line in enumerate(side):
            far = position > 0 and line.baseline - side[position - 1].baseline > 2.2 * line.size
            following = side[position + 1] if position + 1 < len(side) else None
            listed = (listed and not far) or is_bullet(line.text)
            full = following is not None and line.box.x1 + following.words[0].box.x1 - following.words[0].box.x0 > right
            lines.append(
                Line(places.line(line.words, line.page), gap=int(position == 0 or far), runs_on=listed and full)
            )
        for joined in layout_lines(lines):
            joined.hard = True
            found.append(joined)
    return found


def _notes(sheets: Sequence[Sheet], places: Places) -> Iterable[Line]:
    """Footnotes of all pages, numbered as printed."""
    for sheet in sheets:
        notes: list[tuple[str, list[PrintedLine]]] = []
        for line in sheet.notes:
            mark = line.words[0].note
            if mark is not None or not notes:
                notes.append((mark or "*", [line]))
            else:
                notes[-1][1].append(line)
        for mark, lines in notes:
            text = join_words([Line(places.line(line.words, line.page)) for line in lines])
            yield Line(text.opened_by(f"[{mark}] "), gap=1)
