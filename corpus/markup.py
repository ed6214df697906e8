"""Plain text and Markdown, as people and OCR tools write it, to lines and grids."""

import itertools
import re
from collections.abc import Iterator

from corpus.elements import RULE, Element, Line
from corpus.html import read_html
from corpus.inline import inline
from corpus.traced import Traced
from schemas.markers import CAPITALS

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*$")
_HEADING = re.compile(rf"\s{{0,3}}(#{{1,6}})(?:[ \t\u00a0]+|(?=[^\s#\w]|[{CAPITALS}]))")
_CLOSING_HASHES = re.compile(r"\s+#+\s*$")
_DIVISION = re.compile(r"\s{0,3}:{3,}(?:\s*(?:\{[^{}]*\}|[\w.-]{1,40})\s*:*)?\s*$")
_NOTE = re.compile(r"\s{0,3}\[\^([\w-]{1,20})\]:")
_QUOTE = re.compile(r"\s{0,3}(?:>[ \t]?)+")
_PAGE_NUMBER = re.compile(r"\s*<page_number>.{0,40}</page_number>\s*$", re.IGNORECASE)
_ORNAMENT = re.compile(r"[\s*_]*$")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?$|\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_WIDE_GAP = re.compile(r"(?<=\S)[ \u00a0]{4,}(?=\S)")
_TABLE_OPEN = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_CLOSE = re.compile(r"</table\s*>", re.IGNORECASE)


def read_markup(text: str) -> list[Element]:
    """Read plain text or Markdown, with the HTML tables that OCR tools put into it, as lines and grids."""
    found: list[Element] = []
    last = 0
    for start, end in _tables(text):
        found += _Reader(text).read(last, start)
        found += read_html(text, start, end)
        last = end
    found += _Reader(text).read(last, len(text))
    return found


def has_markdown(text: str) -> bool:
    """Tell whether a text holds Markdown or inline HTML."""
    return bool(
        re.search(r"^#{1,6} |\*\*|^\|.*\|[ \t]*$|</?(?:b|i|br|table|td|sup)\s*/?>", text[:2_000_000], re.MULTILINE)
    )


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """Find the outermost HTML tables."""
    opens = [m.start() for m in _TABLE_OPEN.finditer(text)]
    closes = [m.end() for m in _TABLE_CLOSE.finditer(text)] if opens else []
    events = sorted([(at, 1) for at in opens] + [(at, -1) for at in closes])
    depth = start = 0
    for at, step in events:
        if step > 0 and depth == 0:
            start = at
        depth = max(0, depth + step)
        if step < 0 and depth == 0 and start < at:
            yield start, at
            start = at


class _Reader:
    """Reads lines one after the other; emphasis is resolved a paragraph at a time, since it runs over line ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Element] = []
        self.paragraph: list[Line] = []
        self.gap = 0
        self.page_break = self.rule = False

    def read(self, start: int, end: int) -> list[Element]:
        """Read the source between two offsets."""
        at = start
        for raw in self.text[start:end].splitlines(keepends=True):
            body = raw.rstrip("\n\r\v\x85\u2028\u2029\x1c\x1d\x1e")
            page_break = body.endswith("\f")
            self._line(body.rstrip("\f"), at)
            self.page_break |= page_break
            at += len(raw)
        self._end_paragraph()
        return self.lines

    def _line(self, body: str, at: int) -> None:
        if not body or body.isspace() or _FENCE.match(body) or _DIVISION.match(body):
            self._blank()
            return
        if RULE.match(body) or (body[0] in " \t*_" and _ORNAMENT.match(body)):
            self._rule(body, at)
            return
        if _PAGE_NUMBER.match(body):
            self._blank()
            self.page_break = True
            return
        quote = _QUOTE.match(body)
        if quote:
            at, body = at + quote.end(), body[quote.end() :]
        if _PIPE_RULE.match(body) and self.lines + self.paragraph:
            self._pipe_rule()
            return
        note = _NOTE.match(body)
        if note:
            self._end_paragraph()
            line = self._make(body[note.end() :], at + note.end())
            line.text = line.text.stripped().opened_by(f"[{note.group(1)}] ")
            self._add(line)
            return
        heading = _HEADING.match(body)
        if heading:
            self._end_paragraph()
            closing = _CLOSING_HASHES.search(body)
            stop = closing.start() if closing and closing.start() > heading.end() else len(body)
            self._add(self._make(body[heading.end() : stop], at + heading.end(), level=len(heading.group(1))))
            self._end_paragraph()
        elif "|" in body and _PIPE_ROW.match(body):
            self._end_paragraph()
            self._add(self._row(body, at, _BAR))
            self._end_paragraph()
        else:
            self._add(self._make(body, at))
            if body.strip() == "|":
                self._end_paragraph()

    def _rule(self, body: str, at: int) -> None:
        last = self.lines[-1] if self.lines and not self.paragraph else None
        if isinstance(last, Line) and last.words == "|" and not self.gap and _ORNAMENT.match(body):
            self._add(Line(Traced.plain("", at)))  # the empty cell of a table whose cells stand between bars
            self._end_paragraph()
            return
        self._blank()
        self.rule = self.rule or not _ORNAMENT.match(body)

    def _blank(self) -> None:
        self._end_paragraph()
        self.gap += 1

    def _pipe_rule(self) -> None:
        self._end_paragraph()
        last = self.lines[-1] if self.lines else None
        if isinstance(last, Line) and last.ruled:
            last.head_row = True

    def _make(self, body: str, at: int, level: int | None = None) -> Line:
        stripped = body.lstrip(" \t\u00a0\u3000")
        indent = len(body[: len(body) - len(stripped)].expandtabs(4))
        line = Line(Traced.plain(body, at), indent=indent, heading=level)
        line.hard = body.endswith("  ") or body.endswith("\\")
        return line

    def _row(self, body: str, at: int, mark: re.Pattern[str]) -> Line:
        bars = [m.start() for m in mark.finditer(body)]
        line = Line(Traced.plain(body, at), ruled=True)
        cuts = list(itertools.pairwise(bars))
        line.cells = [Traced.plain(body[left + 1 : right], at + left + 1) for left, right in cuts]
        return line

    def _add(self, line: Line) -> None:
        line.gap, line.page_break, line.rule = self.gap, self.page_break, self.rule
        self.gap, self.page_break, self.rule = 0, False, False
        self.paragraph.append(line)

    def _end_paragraph(self) -> None:
        if not self.paragraph:
            return
        lines, self.paragraph = self.paragraph, []
        if len(lines) == 1 and lines[0].cells is not None:
            row = lines[0]
            row.stacked = [_cell_lines(cell) for cell in row.cells or []]
            row.cells = [Traced.joined(lines, [" "] * (len(lines) - 1)).squeezed() for lines in row.stacked]
            row.text = Traced.joined(row.cells, [" "] * (len(row.cells) - 1)).squeezed() if row.cells else row.text
            self.lines.append(row)
            return
        for line, (text, breaks, runs_on) in zip(lines, inline([line.text for line in lines]), strict=True):
            self._finish(line, text, breaks, runs_on)

    def _finish(self, line: Line, text: Traced, breaks: list[int], runs_on: bool) -> None:
        """Cut a line at its `<br>`s and keep what may be cells or columns."""
        last = 0
        pieces = [
            *(text[a:b] for a, b in zip([0, *breaks], breaks, strict=False)),
            text[breaks[-1] if breaks else last :],
        ]
        pieces = [piece for piece in pieces if piece.text.strip()] if len(line.text) else pieces
        if not pieces or (len(line.text) and _ORNAMENT.match(text.text)):
            self.gap += 1
            self.page_break, self.rule = self.page_break or line.page_break, self.rule or line.rule
            return
        for index, piece in enumerate(pieces):
            part = line if index == 0 else Line(piece, heading=line.heading)
            part.hard = index < len(pieces) - 1 or line.hard
            part.runs_on = runs_on and index == len(pieces) - 1
            bare = piece.text.strip()
            if "\t" in piece.text:
                part.cells = _tab_cells(piece.stripped(" \u00a0\r"))
            if "    " in bare or "\u00a0   " in bare:
                part.columns = _columns(piece)
            part.text = piece.squeezed()
            self.lines.append(part)


def _cell_lines(raw: Traced) -> list[Traced]:
    """Read the printed lines of a cell; one that is empty has one empty line."""
    text, breaks, _ = inline([raw])[0]
    edges = [0, *breaks, len(text)]
    return [text[a:b].squeezed() for a, b in itertools.pairwise(edges)]


def _split(text: Traced, mark: str) -> list[Traced]:
    cuts = [-1, *(m.start() for m in re.finditer(re.escape(mark), text.text)), len(text)]
    return [text[a + 1 : b].squeezed() for a, b in itertools.pairwise(cuts)]


def _tab_cells(text: Traced) -> list[Traced] | None:
    """Cut a line at its tabs; None where the tabs only indent it or trail behind it."""
    cells = _split(text, "\t")
    filled = [index for index, cell in enumerate(cells) if cell.text]
    if len(filled) > 1 or (len(filled) == 1 and len(cells) > 2 and filled[0] < len(cells) - 1):
        return cells
    return None


def _columns(text: Traced) -> list[tuple[int, Traced]]:
    stripped = text.text.rstrip()
    start = len(stripped) - len(stripped.lstrip())
    parts = []
    for gap in _WIDE_GAP.finditer(stripped):
        parts.append((start, text[start : gap.start()].squeezed()))
        start = gap.end()
    parts.append((start, text[start : len(stripped)].squeezed()))
    return parts
