"""What stands on one page of a source with a layout: words with their boxes, drawn rules, tables that rules make.

Text layers and OCR both give it, so that one layout serves both. Boxes are in PDF points (1/72 inch) from the top left
corner of the page as it is read, upright.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from schemas.vocabulary import TextOrigin


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The x in the middle of it."""
        return (self.x0 + self.x1) / 2

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Tell whether a point lies within, or at most `slack` outside."""
        return self.x0 - slack <= x <= self.x1 + slack and self.top - slack <= y <= self.bottom + slack


@dataclass(slots=True)
class Word:
    """One printed word.

    Attributes:
        text: its characters, NFC, without white space.
        box: where it stands.
        baseline: y of the line that its letters stand on.
        size: font size in points.
        bold: whether it is bold.
        confidence: 0 to 100 where OCR read it, else None.
        note: number of the footnote that a raised mark at the word points to, else None.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool = False
    confidence: float | None = None
    note: str | None = None


class Axis(Enum):
    """How a rule runs."""

    ACROSS = "across"
    DOWN = "down"


class Rule(NamedTuple):
    """A drawn line: `at` is its y where it runs across and its x where it runs down, from `start` to `end`."""

    axis: Axis
    at: float
    start: float
    end: float


class RuledCell(NamedTuple):
    """One cell of a ruled table: its 0-based row and column, how many of each it covers, and its box."""

    row: int
    column: int
    height: int
    width: int
    box: Box


@dataclass(slots=True)
class RuledTable:
    """A table that rules make: its cells, row by row and left to right, and the x of its column edges."""

    box: Box
    cells: list[RuledCell]
    edges: list[float]


@dataclass(slots=True)
class Page:
    """One page: its 1-based number, its size in points, what stands on it, and where that was read from.

    Attributes:
        notes: words of electronic signatures (`Ký bởi: …`), which belong to no sentence.
        confidence: mean word confidence 0 to 100 where OCR read it, else None.
        turned: degrees clockwise by which the page was turned to stand upright: 0, 90, 180 or 270.
        levelled: degrees clockwise by which it was then turned around its middle to make its lines level.
        fold: x at which two pages meet whose image this is, None where it is of one.
        illegible: words that OCR read and that are left out, since hardly one of them is sure to be one.
        unread: what the page lacks (`no text layer`) if it is empty only because OCR did not read it, else empty.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    origin: TextOrigin = TextOrigin.TEXT_LAYER
    notes: list[str] = field(default_factory=list)
    confidence: float | None = None
    turned: int = 0
    levelled: float = 0.0
    fold: float | None = None
    illegible: int = 0
    unread: str = ""
