"""HTML to lines and grids."""

import re
from array import array
from dataclasses import dataclass, field

from corpus.elements import RULE, Element, Grid, GridCell, Line
from corpus.tags import BLOCKS, BOLD, RAISED, TABLE, Tag, scan, traced_text
from corpus.traced import Traced
from corpus.wording import opens_block

_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_PAGE_STYLE = re.compile(r"page-break-(?:before|after)\s*:\s*always|break-before\s*:\s*page")

#: The letters that number points, in the order of Nghị định 30/2020/NĐ-CP.
_LETTERS = "abcdđeghiklmnopqrstuvxy"

#: Share of a line's letters that stand in links where it is nothing but links.
_LINKED = 0.8
#: Tables nested deeper than this are read as text of the cell that they stand in.
_DEEPEST = 8


@dataclass(slots=True)
class _Frame:
    """An open table: its rows so far and the cell that is being filled."""

    grid: Grid = field(default_factory=Grid)
    cell: GridCell | None = None


@dataclass(slots=True)
class _List:
    """An open list: whether it is numbered, in which style, and how many items it has had."""

    numbered: bool
    style: str
    count: int

    def next_mark(self) -> str:
        """Return the mark of the next item."""
        self.count += 1
        if not self.numbered:
            return "- "
        if self.style in "aA" and self.count <= len(_LETTERS):
            return f"{_LETTERS[self.count - 1]}) "
        if self.style in "iI" and self.count < 40:
            return f"{_roman(self.count)}. "
        return f"{self.count}. "


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


class _Walker:
    """Builds lines and grids from tags and text in one pass, without recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.top: list[Element] = []
        self.frames: list[_Frame] = []
        self.parts: list[Traced] = []
        self.bold: list[str] = []
        self.styled: list[tuple[str, bool]] = []
        self.heading: int | None = None
        self.preformatted = self.ignored = 0
        self.lists: list[_List] = []
        self.item: Traced | None = None
        self.gap = 1
        self.rule = self.page_break = self.superscript = self.link = False
        self.linked = self.unlinked = 0

    def walk(self, start: int, end: int) -> list[Element]:
        """Read the source between two offsets."""
        for first, last, tag in scan(self.text, start, end):
            if tag is None:
                self._add_text(first, last)
            elif tag.name == "br":
                self._end_line(hard=True)
            elif tag.name in TABLE:
                self._table_tag(tag)
            else:
                self._tag(tag, first)
        self._end_line()
        while self.frames:
            self._close_table()
        return self.top

    def _add_text(self, start: int, end: int) -> None:
        bold = bool(self.bold) or any(flag for _, flag in self.styled[-4:])
        piece = traced_text(self.text, start, end, bold=bold)
        if self.superscript and piece.text.strip().isdigit():
            before = self.parts[-1].text if self.parts else ""
            if not before.endswith("m"):
                return  # the mark of a footnote
            piece = Traced(piece.text.translate(RAISED), piece.at, piece.bold)
        letters = sum(map(str.isalnum, piece.text))
        self.linked, self.unlinked = self.linked + self.link * letters, self.unlinked + (not self.link) * letters
        if not self.preformatted:
            self.parts.append(piece)
            return
        rest = 0
        for found in re.finditer("\n", piece.text):
            self.parts.append(piece[rest : found.start()])
            self._end_line(hard=True)
            rest = found.end()
        self.parts.append(piece[rest:])

    def _end_line(self, *, hard: bool = False) -> None:
        line = Line(Traced.concat(self.parts).squeezed(), hard=hard, heading=self.heading) if self.parts else None
        self.parts = []
        linked = self.linked > _LINKED * (self.linked + self.unlinked)
        self.linked = self.unlinked = 0
        if line is None or not line.words or RULE.match(line.words):
            self.gap += 1 if hard else 0
            self.rule = self.rule or bool(line and line.words)
            return
        if self.item is not None:
            line.text = _marked(self.item, line.text)
            self.item = None
        line.gap, line.rule, line.page_break, line.linked = self.gap, self.rule, self.page_break, linked
        self.gap, self.rule, self.page_break = 0, False, False
        self._place().append(line)

    def _place(self) -> list[Element]:
        for frame in reversed(self.frames):
            if frame.cell is not None:
                return frame.cell.content
        return self.top

    def _tag(self, tag: Tag, at: int) -> None:
        name = tag.name
        if name in BLOCKS:
            self._end_line()
            self.gap = max(self.gap, 1)
            self.styled.clear()
        if name == "hr":
            self.rule = True
        if name == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if tag.closing else 1))
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            self.heading = None if tag.closing else int(name[1])
        if name in ("ul", "ol", "li"):
            self._list_tag(tag, at)
        if name == "a":
            self.link = not tag.closing
        if name == "sup":
            self.superscript = not tag.closing
        self._weight(tag)
        if not tag.closing and tag.attributes and _PAGE_STYLE.search(tag.attributes):
            self.page_break = True

    def _list_tag(self, tag: Tag, at: int) -> None:
        """Keep the bullet or the number that a browser prints before an item."""
        if tag.name != "li":
            if not tag.closing:
                self.lists.append(_List(tag.name == "ol", tag.attribute("type") or "1", _count(tag, "start") - 1))
            elif self.lists:
                self.lists.pop()
        elif tag.closing:
            self.item = None
        else:
            mark = self.lists[-1].next_mark() if self.lists else "- "
            self.item = Traced(mark, array("I", [at] * len(mark)), bytes(len(mark)))

    def _weight(self, tag: Tag) -> None:
        if tag.name in BOLD:
            if not tag.closing:
                self.bold.append(tag.name)
            elif tag.name in self.bold[-8:]:
                del self.bold[len(self.bold) - 1 - self.bold[::-1].index(tag.name) :]
        elif tag.name in ("span", "font", "p", "div"):
            if not tag.closing:
                self.styled.append((tag.name, bool(tag.attributes and _BOLD_STYLE.search(tag.attributes))))
            elif self.styled and self.styled[-1][0] == tag.name:
                self.styled.pop()

    def _table_tag(self, tag: Tag) -> None:
        name = tag.name
        self._end_line()
        if name == "table" and (self.ignored or len(self.frames) >= _DEEPEST):
            self.ignored = max(0, self.ignored + (-1 if tag.closing else 1))
            if self.ignored or not tag.closing:
                return
        if name == "table" and not tag.closing:
            self.frames.append(_Frame(Grid(gap=self.gap, page_break=self.page_break)))
        elif not self.frames:
            return
        elif name == "table":
            self._close_table()
        elif name == "tr":
            self.frames[-1].cell = None
            if not tag.closing:
                self.frames[-1].grid.rows.append([])
        elif name in ("td", "th"):
            self.bold.clear()
            self.styled.clear()
            self.heading = None
            frame = self.frames[-1]
            if tag.closing:
                frame.cell = None
                return
            if not frame.grid.rows:
                frame.grid.rows.append([])
            frame.cell = GridCell(width=_count(tag, "colspan"), height=_count(tag, "rowspan"), head=name == "th")
            frame.grid.rows[-1].append(frame.cell)
            self.gap = 0

    def _close_table(self) -> None:
        self._end_line()
        grid = self.frames.pop().grid
        grid.rows = [row for row in grid.rows if row]
        if grid.rows:
            self._place().append(grid)
        self.gap = 1


def _marked(mark: Traced, text: Traced) -> Traced:
    """Put the mark of a list item before its text, unless one is printed there already."""
    return text if opens_block(text.text) else Traced.concat([mark, text])


def _count(tag: Tag, name: str) -> int:
    value = tag.attribute(name) if tag.attributes else None
    return max(1, min(100, int(value))) if value and value.isdecimal() else 1


def read_html(text: str, start: int = 0, end: int | None = None) -> list[Element]:
    """Read HTML, or the part of it between two offsets, as lines and grids in reading order."""
    return _Walker(text).walk(start, len(text) if end is None else end)
