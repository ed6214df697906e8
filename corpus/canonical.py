"""Paragraphs and rows to the source text: one line each, with blocks, bold stretches and the way back to the source."""

from array import array
from collections.abc import Sequence
from dataclasses import replace

from corpus.edits import Edit, Shift, apply_edits
from corpus.layout import Paragraph
from corpus.places import Places
from corpus.tables import Row
from corpus.traced import Traced
from schemas.source import Block, BlockKind, Cell, Repair, SourceText, Stretch


class _Builder:
    """Grows the canonical text line by line."""

    def __init__(self, to_decoded: "array[int] | None", places: Places | None) -> None:
        self.to_decoded = to_decoded
        self.places = places
        self.pieces: list[str] = []
        self.size = 0
        self.blocks: list[Block] = []
        self.bold: list[tuple[int, int]] = []
        self.stretches: list[Stretch] = []

    def add(self, item: Paragraph | Row) -> None:
        """Append one line."""
        if isinstance(item, Row):
            self._row(item)
            return
        if not item.text.text:
            return
        start = self._begin()
        self._write(item.text)
        bold = item.text.all_bold()
        self.blocks.append(Block(item.kind, start, self.size, heading_level=item.heading, bold=bold))

    def _row(self, row: Row) -> None:
        start = self._begin()
        cells = []
        for index, (column, text) in enumerate(row.cells):
            if index:
                self._put("\t")
            at = self.size
            self._write(text)
            cells.append(Cell(at, self.size, column, column in row.merged))
        filled = [text for _, text in row.cells if text.text]
        self.blocks.append(
            Block(
                BlockKind.TABLE_ROW,
                start,
                self.size,
                bold=bool(filled) and all(text.all_bold() for text in filled),
                table=row.table,
                row=row.number,
                header=row.header,
                cells=tuple(cells),
            )
        )

    def _begin(self) -> int:
        if self.blocks:
            self._put("\n")
        return self.size

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.size += len(text)

    def _write(self, text: Traced) -> None:
        for start, end in text.bold_spans():
            self.bold.append((self.size + start, self.size + end))
        for start, end, first, last in text.stretches():
            if self.places is not None:
                for begin, finish, page, box in self.places.between(first, last):
                    shift = self.size + start - first
                    self.stretches.append(Stretch(begin + shift, finish + shift, page=page, bbox=box))
                continue
            if self.to_decoded is not None:
                first, last = self.to_decoded[first], self.to_decoded[last - 1] + 1
            self.stretches.append(Stretch(self.size + start, self.size + end, first, last))
        self._put(text.text)


def build(
    items: Sequence[Paragraph | Row], to_decoded: "array[int] | None" = None, places: Places | None = None
) -> SourceText:
    """Build the source text.

    Args:
        items: paragraphs and table rows in reading order.
        to_decoded: offsets in the decoded file for offsets of its NFC form; None where both are the same.
        places: pages and boxes for the offsets of a source with a layout; None where it has none.
    """
    builder = _Builder(to_decoded, places)
    for item in items:
        builder.add(item)
    return SourceText(
        text="".join(builder.pieces),
        blocks=tuple(builder.blocks),
        bold=tuple(builder.bold),
        stretches=tuple(builder.stretches),
    )


def repaired(source: SourceText, edits: Sequence[Edit]) -> SourceText:
    """Apply edits to a source text: its words are replaced, all its offsets moved, and each edit recorded.

    Raises:
        ValueError: if the edits overlap, are unsorted or would change lines or cells.
    """
    if not edits:
        return source
    text, shift = apply_edits(source.text, edits)
    repairs = tuple(
        Repair(source.text[edit.start : edit.end], edit.replacement, edit.rule, edit.confidence, *shift.placed(index))
        for index, edit in enumerate(edits)
    )
    return replace(
        source,
        text=text,
        blocks=tuple(_moved(block, shift) for block in source.blocks),
        bold=tuple((shift.start(start), shift.end(end)) for start, end in source.bold),
        stretches=tuple(replace(s, start=shift.start(s.start), end=shift.end(s.end)) for s in source.stretches),
        repairs=repairs,
    )


def _moved(block: Block, shift: Shift) -> Block:
    cells = tuple(replace(cell, start=shift.start(cell.start), end=shift.end(cell.end)) for cell in block.cells)
    return replace(block, start=shift.start(block.start), end=shift.end(block.end), cells=cells)
