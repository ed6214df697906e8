"""Plain text and Markdown, as people and OCR tools write it, to lines and grids."""

import re
from array import array
from collections.abc import Iterator
from html import unescape

from corpus.elements import RULE, Element, Line, cleaned
from corpus.html import KNOWN_TAGS, read_html
from corpus.traced import Traced

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:[ \t\u00a0]+|(?=[^\s#\w]|[A-ZĐÀ-Ỹ]))")
_CLOSING_HASHES = re.compile(r"\s+#+\s*$")
_QUOTE = re.compile(r"\s{0,3}(?:>[ \t]?)+")
_PAGE_NUMBER = re.compile(r"\s*<page_number>.{0,40}</page_number>\s*$", re.IGNORECASE)
_ORNAMENT = re.compile(r"[\s*_]*$")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?$|\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_WIDE_GAP = re.compile(r"(?<=\S)[ \u00a0]{4,}(?=\S)")
_TABLE_OPEN = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_CLOSE = re.compile(r"</table\s*>", re.IGNORECASE)
_BULLET_STAR = re.compile(r"\s*\*[ \t]+(?=[^\s*])")

#: Everything inside a line that is markup. A line without one of these characters has none.
_MARKS = re.compile(r"[*_\\&<\[$`]")
_INLINE = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
  | (?P<stars>\*+)
  | (?P<lows>_+)
  | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<comment><!--[^\n]{0,500}?-->)
  | (?P<break><br\s*/?>)
  | <(?P<closing>/?)(?P<tag>[A-Za-z][\w:-]*)(?P<attributes>(?:\s[^<>]*)?)/?>
  | (?P<image>!\[[^\[\]\n]{0,300}\]\([^()\s]*\))
  | \[(?P<label>[^\[\]\n]{1,300})\]\((?:https?:|mailto:|/|\#|\.|file:|javascript:)[^()\s]*(?:\s"[^"()]*")?\)
  | \$(?P<formula>[^$\n]{1,60})\$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FORMULA = re.compile(r"[\d\s.,%/()+\-=<>\\{}^_a-zA-Z~]*$")
_FORMULA_WORD = re.compile(
    r"\\(?:mathrm|text|mathbf)\s*|\\(?P<name>[a-zA-Z]+)\s*|\\(?P<char>[%$&#_{} ,])|[{}~]|\^\{?(?P<power>[23])\}?|\^"
)
_FORMULA_SIGNS = {
    "geq": "≥",
    "ge": "≥",
    "leq": "≤",
    "le": "≤",
    "times": "x",
    "pm": "±",
    "div": ":",
    "approx": "≈",
    "sim": "~",
}
_FORMULA_SIGNS |= {"to": "→", "rightarrow": "→", "circ": "°", "cdot": "."}


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
        if not body or body.isspace() or _FENCE.match(body):
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
        cuts = list(zip(bars, bars[1:], strict=False))
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
            row.cells = [_cell(cell) for cell in row.cells or []]
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
        if not pieces:
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


def _cell(raw: Traced) -> Traced:
    """Read a cell; its line breaks become spaces."""
    text, breaks, _ = inline([raw])[0]
    edges = [0, *breaks, len(text)]
    parts = [text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return Traced.joined(parts, [" "] * len(breaks)).squeezed()


def _split(text: Traced, mark: str) -> list[Traced]:
    cuts = [-1, *(m.start() for m in re.finditer(re.escape(mark), text.text)), len(text)]
    return [text[a + 1 : b].squeezed() for a, b in zip(cuts, cuts[1:], strict=False)]


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


def inline(lines: list[Traced]) -> list[tuple[Traced, list[int], bool]]:
    """Take the inline markup off the lines of one paragraph.

    Returns:
        For each line its words, the offsets of the line breaks that `<br>` asks for in them, and whether emphasis
        goes on past its end.
    """
    if not any(_MARKS.search(line.text) for line in lines):
        return [(cleaned(line), [], False) for line in lines]
    return _Inline(lines).resolved()


class _Inline:
    """Emphasis marks come in pairs within a paragraph; a mark left over is text if single, noise if double."""

    def __init__(self, lines: list[Traced]) -> None:
        self.lines = lines
        self.found = [list(_INLINE.finditer(line.text)) if _MARKS.search(line.text) else [] for line in lines]
        self.paired: set[tuple[int, int]] = set()
        self._pair()

    def _pair(self) -> None:
        """Pair the marks: one star is slanted, two are bold, three are both, four close and open again."""
        waiting: dict[str, tuple[int, int]] = {}
        for row, marks in enumerate(self.found):
            words = self.lines[row].text
            for mark in marks:
                group = "stars" if mark.group("stars") else "lows" if mark.group("lows") else None
                if group is None or not _may_emphasise(words, mark, group):
                    continue
                size = len(mark.group())
                for kind in ("slant",) * (size % 2) + ("bold",) * (size in (2, 3) or size > 4):
                    self._close(waiting, group + kind, (row, mark.start()))
                if size == 4:
                    self.paired.add((row, mark.start()))

    def _close(self, waiting: dict[str, tuple[int, int]], kind: str, place: tuple[int, int]) -> None:
        opener = waiting.pop(kind, None)
        if opener is None:
            waiting[kind] = place
        else:
            self.paired |= {opener, place}

    def resolved(self) -> list[tuple[Traced, list[int], bool]]:
        """Return the lines without marks."""
        result = []
        state = {"stars": False, "lows": False, "tag": False, "slant": False}
        for row, (line, marks) in enumerate(zip(self.lines, self.found, strict=True)):
            parts: list[Traced] = []
            breaks: list[int] = []
            last = 0
            for mark in marks:
                self._keep(parts, line[last : mark.start()], state)
                last = mark.end()
                kept = self._mark(row, mark, state, line)
                if mark.group("break"):
                    breaks.append(sum(map(len, parts)))
                if kept is not None:
                    self._keep(parts, kept, state)
            self._keep(parts, line[last:], state)
            words = Traced.concat(parts) if parts else line[0:0]
            result.append((words, breaks, any(state.values())))
        return result

    @staticmethod
    def _keep(parts: list[Traced], piece: Traced, state: dict[str, bool]) -> None:
        if len(piece):
            bold = state["stars"] or state["lows"] or state["tag"]
            flags = b"\x01" * len(piece) if bold else piece.bold
            parts.append(cleaned(Traced(piece.text, piece.at, flags)))

    def _mark(self, row: int, mark: re.Match[str], state: dict[str, bool], line: Traced) -> Traced | None:
        """Act on one mark; return what stays of it as text."""
        here = line[mark.start() : mark.end()]
        if mark.group("escaped"):
            return here[1:]
        if mark.group("stars") or mark.group("lows"):
            return self._emphasis(row, mark, state, here)
        if mark.group("entity"):
            meant = unescape(mark.group())
            return Traced(meant, array("I", [here.at[0]] * len(meant)), bytes(len(meant)))
        if mark.group("tag"):
            return self._tag(mark, state, here, line)
        if mark.group("label"):
            at = mark.start("label") - mark.start()
            return here[at : at + len(mark.group("label"))]
        if mark.group("formula"):
            return _formula(here)
        return None

    def _emphasis(self, row: int, mark: re.Match[str], state: dict[str, bool], here: Traced) -> Traced | None:
        group = "stars" if mark.group("stars") else "lows"
        if (row, mark.start()) not in self.paired:
            return None if len(here) > 1 and _may_emphasise(self.lines[row].text, mark, group) else here
        if len(here) % 2:
            state["slant"] = not state["slant"]
        if len(here) != 4 and len(here) > 1:
            state[group] = not state[group]
        return None

    @staticmethod
    def _tag(mark: re.Match[str], state: dict[str, bool], here: Traced, line: Traced) -> Traced | None:
        name = mark.group("tag").lower()
        if name not in KNOWN_TAGS:
            return here
        if name in ("b", "strong"):
            state["tag"] = not mark.group("closing")
        elif name in ("i", "em"):
            state["slant"] = not mark.group("closing")
        return None


def _may_emphasise(words: str, mark: re.Match[str], group: str) -> bool:
    """Tell marks of emphasis from stars and low lines that are text: `(*)`, `a_b`, a bullet."""
    before = words[mark.start() - 1] if mark.start() else " "
    after = words[mark.end()] if mark.end() < len(words) else " "
    if group == "lows":
        return (not before.isalnum() and not after.isspace()) or (not after.isalnum() and not before.isspace())
    if len(mark.group()) == 1:
        if (before == "(" and after == ")") or (before.isdigit() and after.isdigit()):
            return False
        return not (mark.start() == len(words) - len(words.lstrip()) and after.isspace())
    return True


def _formula(here: Traced) -> Traced:
    """Read the small formulas that OCR tools make of figures: `$80\\%$`, `$\\geq 30$`."""
    body = here[1:-1]
    if not _FORMULA.match(body.text) or not (
        "\\" in body.text or re.search(r"\d\s*[%^_=<>+]|^[\s\d.,%-]+$", body.text)
    ):
        return here
    parts, last = [], 0
    for found in _FORMULA_WORD.finditer(body.text):
        parts.append(body[last : found.start()])
        last = found.end()
        sign = _FORMULA_SIGNS.get(found.group("name") or "", "") or (found.group("char") or "").strip(",")
        if found.group("power"):
            sign = {"2": "²", "3": "³"}[found.group("power")]
        if sign:
            parts.append(Traced(sign, body.at[found.start() : found.start() + 1], bytes(1)))
    return Traced.concat([*parts, body[last:]]).stripped()
