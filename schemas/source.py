"""The source text: what a reader hands to the extractors.

One document has one canonical text, and every span of every layer is a half-open pair of offsets into it, counted
in Unicode code points. The text is NFC, one paragraph a line, without markup, with page-break paragraphs rejoined
and misreadings repaired (each repair recorded). A table row is one line whose cells are parted by a tab.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from schemas.vocabulary import TextOrigin


class BlockKind(StrEnum):
    """What one line of the canonical text is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    TABLE_ROW = "table_row"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its span in the canonical text (may be empty) and its 0-based column.

    `merged`: it is empty since the cell above it, in the same column, reaches down over it.
    """

    start: int
    end: int
    column: int
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the canonical text.

    Attributes:
        kind: paragraph, bullet (`-`, `+`, `•` included in the span), table row, or line of a receiving stamp.
        start: first code point of the line.
        end: one past its last code point, the line feed not counted.
        heading_level: 1 to 6 where the source marked the line up as a heading, else None. A hint only: OCR tools
            mark up page-break fragments as headings too.
        bold: whether the whole line is bold in the source. A hint.
        table: 0-based number of the table for a table row, else None. Rows of one table over several pages share it.
        row: 0-based row in that table.
        header: whether the row is the table's column header.
        cells: the cells of a table row, in column order; a merged group row has one cell.
    """

    kind: BlockKind
    start: int
    end: int
    heading_level: int | None = None
    bold: bool = False
    table: int | None = None
    row: int | None = None
    header: bool = False
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a stretch of the canonical text stood in the source.

    Attributes:
        start, end: the stretch in the canonical text.
        source_start, source_end: code points of the decoded source file; None for sources with a layout.
        page: 1-based page, None where the source has none.
        bbox: (x0, top, x1, bottom) in PDF points, None where the source has no layout.
    """

    start: int
    end: int
    source_start: int | None = None
    source_end: int | None = None
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One misreading put right.

    Attributes:
        raw: the misread words as the source has them.
        corrected: the words that stand in the canonical text at [start, end).
        rule: name of the rule or model that decided.
        confidence: 0 to 1.
    """

    raw: str
    corrected: str
    rule: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a source that has pages; width and height in PDF points, None where unknown.

    It was turned clockwise by `turned` degrees (0, 90, 180 or 270) to stand upright, and then by `levelled` degrees
    around its middle; sizes and boxes are those of the page as it was read.
    """

    page: int
    start: int
    end: int
    width: float | None = None
    height: float | None = None
    text_origin: TextOrigin = TextOrigin.TEXT
    ocr_confidence: float | None = None
    turned: int = 0
    levelled: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document's canonical text with its structure and its way back to the source.

    Attributes:
        text: the canonical text.
        blocks: its lines in reading order, none overlapping; blank lines have no block.
        bold: bold stretches as (start, end), for run-in titles; sorted.
        stretches: the map back to the source, sorted by start.
        repairs: misreadings put right, sorted by start.
        pages: pages in order, empty where the source has none.
        media_type: MIME type as told from the bytes.
        text_origin: how the text came to be.
        ocr_confidence: mean word confidence 0 to 100 where OCR was run by us, else None.
        warnings: what a reader must know: pages that were not read, characters that are lost. One line each.
        notes: what was left out of the text because it belongs to no sentence: words of electronic signatures.
    """

    text: str
    blocks: tuple[Block, ...]
    bold: tuple[tuple[int, int], ...] = ()
    stretches: tuple[Stretch, ...] = ()
    repairs: tuple[Repair, ...] = ()
    pages: tuple[SourcePage, ...] = ()
    media_type: str = "text/plain"
    text_origin: TextOrigin = TextOrigin.TEXT
    ocr_confidence: float | None = None
    warnings: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())

    def blocks_between(self, start: int, end: int) -> tuple[Block, ...]:
        """Return the blocks that overlap a span of the canonical text, in reading order."""
        first = max(bisect_right(self.blocks, start, key=lambda block: block.start) - 1, 0)
        last = bisect_left(self.blocks, end, key=lambda block: block.start)
        return tuple(block for block in self.blocks[first:last] if block.end > start)

    def place(self, start: int, end: int) -> tuple[int | None, list[float] | None]:
        """Tell where a span stood in the source.

        Args:
            start, end: a span of the canonical text.

        Returns:
            The 1-based page that the span begins on and the box around its part on that page, as
            [x0, top, x1, bottom] in PDF points; None for what the source does not have.
        """
        first = max(bisect_right(self.stretches, start, key=lambda stretch: stretch.start) - 1, 0)
        page, boxes = None, []
        for stretch in islice(self.stretches, first, None):
            if stretch.start >= end or (page is not None and stretch.page != page):
                break
            if stretch.end > start:
                page = page or stretch.page
                boxes += [stretch.bbox] if stretch.bbox else []
        if not boxes:
            return page, None
        left, top, right, bottom = zip(*boxes, strict=True)
        return page, [min(left), min(top), max(right), max(bottom)]
