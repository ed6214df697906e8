"""What a reader finds in a source before it is laid out: printed lines, and grids of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.traced import Traced

#: Characters that print nothing or steer the printing: control, zero-width and direction characters, lone surrogates.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]+")
#: Letters of symbol fonts that Word leaves in the private use area; what else of it opens a line is a bullet.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•", "\uf02d": "-", "\uf0e0": "→"}
_SYMBOLS |= {"\uf0b3": "≥", "\uf0a3": "≤", "\uf0b1": "±", "\uf0b4": "×", "\uf0b0": "°"}
_OPENS_LINE = re.compile(r"\s*([\uf021-\uf0ff])(?=\s)")
#: A drawn rule, or the leader dots of a form.
RULE = re.compile(r"\s*(?:([-_*=~–—.…·])[ \t]*){3,}$")
_SYMBOL = re.compile(f"[{''.join(_SYMBOLS)}]")


@dataclass(slots=True)
class Line:
    """One printed line.

    Attributes:
        text: its words without markup, white space squeezed.
        gap: blank lines before it; in HTML 1 where a block begins.
        indent: columns of white space before it.
        heading: level 1 to 6 where it is marked up as a heading.
        hard: whether the markup asks for a line break at its end.
        runs_on: whether a bold or italic stretch goes on into the next line.
        page_break: whether a page begins with it.
        rule: whether a drawn rule stands before it.
        cells: its parts between tabs or bars where it may be a table row.
        ruled: whether its cells stand between bars, so that it is surely a row.
        stacked: the printed lines of each cell, where the markup breaks lines within cells.
        head_row: whether the markup makes it a column header.
        columns: its parts between wide gaps where the text was set in columns, with the column each begins in.
        stamp: whether it belongs to a receiving stamp.
        linked: whether it is nothing but links of a web page.
    """

    text: Traced
    gap: int = 0
    indent: int = 0
    heading: int | None = None
    hard: bool = False
    runs_on: bool = False
    page_break: bool = False
    rule: bool = False
    cells: list[Traced] | None = None
    ruled: bool = False
    stacked: list[list[Traced]] | None = None
    head_row: bool = False
    columns: list[tuple[int, Traced]] | None = None
    stamp: bool = False
    linked: bool = False

    @property
    def words(self) -> str:
        """The line's text."""
        return self.text.text


@dataclass(slots=True)
class GridCell:
    """One cell of a grid: what stands in it, how many columns and rows it covers.

    `covered`: in a row spread out, its place is covered by the cell `above` or `beside` it.
    """

    content: list[Line | Grid] = field(default_factory=list)
    width: int = 1
    height: int = 1
    head: bool = False
    covered: str = ""


@dataclass(slots=True)
class Grid:
    """A table as the source draws it: rows of cells. `gap` and `page_break` as in Line."""

    rows: list[list[GridCell]] = field(default_factory=list)
    gap: int = 1
    page_break: bool = False


Element = Line | Grid


def symbol_read(text: str) -> str:
    """Return what a word prints that is one letter of a symbol font, else the word: what is no sign is a bullet."""
    return _SYMBOLS.get(text, "•") if len(text) == 1 and "\uf021" <= text <= "\uf0ff" else text


def cleaned(text: Traced) -> Traced:
    """Take out invisible characters and turn symbol-font bullets into printed ones."""
    words = text.text
    if words.isascii() and words.isprintable():
        return text
    if _SYMBOL.search(words):
        words = _SYMBOL.sub(lambda found: _SYMBOLS[found.group()], words)
        text = Traced(words, text.at, text.bold)
    opener = _OPENS_LINE.match(words)
    if opener:
        words = words[: opener.start(1)] + "•" + words[opener.end(1) :]
        text = Traced(words, text.at, text.bold)
    if not INVISIBLE.search(words):
        return text
    parts, last = [], 0
    for found in INVISIBLE.finditer(words):
        parts.append(text[last : found.start()])
        last = found.end()
    return Traced.concat([*parts, text[last:]])
