"""The sample plans as an office would send them: PDF with a text layer, and DOCX, after Nghị định 30/2020/NĐ-CP.

`python -m benchmarks.documents` writes them anew into `corpus/samples/documents`, the same bytes each time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from corpus import read
from corpus.wording import folded, is_authority, is_capitals, is_national, is_position, is_recipients, is_type_line
from schemas.source import Block, BlockKind, SourceText

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
TARGET = SAMPLES / "documents"
_FONTS = ("/usr/share/fonts/truetype/croscore/Tinos", "/usr/share/fonts/truetype/liberation2/LiberationSerif")
_SIZE = 13.5
_MARGINS = (3 * cm, 2 * cm, 1.5 * cm, 2 * cm)
_TITLE_REACH = 4
_COMMITTEE = "ỦY BAN NHÂN DÂN"


@dataclass(slots=True)
class Piece:
    """A stretch of text in one weight."""

    text: str
    bold: bool


@dataclass(slots=True)
class Part:
    """One thing on the page.

    Attributes:
        kind: `stamp`, `columns`, `centered`, `paragraph`, `table` or `break`.
        lines: paragraphs; of columns the left ones.
        right: the right ones.
        rows: cells of a table; a row of one cell heads a group.
    """

    kind: str
    lines: list[list[Piece]] = field(default_factory=list)
    right: list[list[Piece]] = field(default_factory=list)
    rows: list[list[list[Piece]]] = field(default_factory=list)


def parts_of(source: SourceText) -> Iterator[Part]:
    """Tell letterhead, titles, running text, signature blocks and tables of a plan apart."""
    blocks = list(source.blocks)
    texts = [source.text[block.start : block.end] for block in blocks]
    head = next((i for i, text in enumerate(texts) if is_type_line(text)), 0)
    stamped = max((i + 1 for i, block in enumerate(blocks[:head]) if block.kind is BlockKind.STAMP), default=0)
    if stamped:
        yield Part("stamp", [_pieces(source, block) for block in blocks[:stamped]])
    yield from _letterhead(source, blocks[stamped:head], texts[stamped:head])
    index = head
    while index < len(blocks):
        text = texts[index]
        if is_recipients(text):
            index, part = _signature(source, blocks, texts, index)
            yield part
        elif blocks[index].kind is BlockKind.TABLE_ROW:
            end = next((i for i in range(index, len(blocks)) if blocks[i].table != blocks[index].table), len(blocks))
            yield Part("table", rows=[_cells(source, block) for block in blocks[index:end]])
            index = end
        elif _opens_title(text):
            if index > head:
                yield Part("break")
            end = index + 1
            while end < min(len(blocks), index + _TITLE_REACH) and _is_title(texts[end], end - index):
                end += 1
            yield Part("centered", [_pieces(source, block) for block in blocks[index:end]])
            index = end
        else:
            yield Part("paragraph", [_pieces(source, blocks[index])])
            index += 1


def _letterhead(source: SourceText, blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Part]:
    if not blocks:
        return
    right = [i for i, text in enumerate(texts) if is_national(text) or text.startswith("Độc lập") or ", ngày" in text]
    left = [i for i in range(len(blocks)) if i not in right]
    yield Part("columns", [_pieces(source, blocks[i]) for i in left], [_pieces(source, blocks[i]) for i in right])


def _signature(source: SourceText, blocks: Sequence[Block], texts: Sequence[str], start: int) -> tuple[int, Part]:
    middle = next(i for i in range(start, len(blocks)) if is_authority(texts[i]) or is_position(texts[i]))
    end = middle + 1
    while end < len(blocks) and not _opens_title(texts[end]):
        end += 1
        if not is_capitals(texts[end - 1]) and not texts[end - 1].startswith("("):  # `(Đã ký)`
            break
    left = [_pieces(source, block) for block in blocks[start:middle]]
    return end, Part("columns", left, [_pieces(source, block) for block in blocks[middle:end]])


def _opens_title(text: str) -> bool:
    return (is_type_line(text) and not text.endswith(":")) or folded(text[:8]) == "PHU LUC"


def _is_title(text: str, distance: int) -> bool:
    return distance == 1 or text.startswith("(")


def _cells(source: SourceText, block: Block) -> list[list[Piece]]:
    return [_between(source, cell.start, cell.end) for cell in block.cells]


def _pieces(source: SourceText, block: Block) -> list[Piece]:
    return _between(source, block.start, block.end)


def _between(source: SourceText, start: int, end: int) -> list[Piece]:
    flags = bytearray(end - start)
    for first, last in source.bold:
        for at in range(max(first, start), min(last, end)):
            flags[at - start] = 1
    at = start
    found = []
    for bold, run in groupby(flags):
        size = len(list(run))
        found.append(Piece(source.text[at : at + size], bool(bold)))
        at += size
    return found


def to_pdf(source: SourceText) -> bytes:
    """Print a plan to a PDF with a text layer, page numbers at the top of all pages but the first."""
    base = next(base for base in _FONTS if Path(f"{base}-Regular.ttf").exists())
    for name, cut in (("Body", "Regular"), ("Body-Bold", "Bold")):
        pdfmetrics.registerFont(TTFont(name, f"{base}-{cut}.ttf"))
    pdfmetrics.registerFontFamily("Body", normal="Body", bold="Body-Bold", italic="Body", boldItalic="Body-Bold")
    out = io.BytesIO()
    left, top, right, bottom = _MARGINS
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=left, topMargin=top, rightMargin=right, bottomMargin=bottom, invariant=True
    )
    document.build(list(_flowables(source)), onLaterPages=_number_page)
    return out.getvalue()


def _number_page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Body", _SIZE)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 1.3 * cm, str(document.page))


def _flowables(source: SourceText) -> Iterator[Flowable]:
    leading = 1.3 * _SIZE
    body = ParagraphStyle(
        "body", fontName="Body", fontSize=_SIZE, leading=leading, firstLineIndent=1.27 * cm, alignment=TA_JUSTIFY,
        spaceAfter=4,
    )  # fmt: skip
    centered = ParagraphStyle("centered", body, firstLineIndent=0, alignment=TA_CENTER, spaceAfter=0)
    column = ParagraphStyle("column", centered, fontSize=12, leading=16)
    listed = ParagraphStyle("listed", column, fontSize=11, leading=14, alignment=0)
    small = ParagraphStyle("small", listed, fontSize=11, leading=14)
    width = A4[0] - _MARGINS[0] - _MARGINS[2]
    for part in parts_of(source):
        if part.kind == "break":
            yield PageBreak()
        elif part.kind == "columns":
            signs = is_recipients(_plain(part.lines[0])) if part.lines else False
            left = [Paragraph(_markup(line), listed if signs else column) for line in _broken(part.lines)]
            right: list[Flowable] = [Paragraph(_markup(line), column) for line in part.right]
            if signs:
                right.insert(len(right) - 1, Spacer(1, 50))
            yield Table(
                [[left, right]], colWidths=[0.4 * width, 0.6 * width], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
            )
            yield Spacer(1, 14)
        elif part.kind == "table":
            yield _pdf_table(part.rows, small, width)
        else:
            style = {"centered": centered, "stamp": listed}.get(part.kind, body)
            yield from (Paragraph(_markup(line), style) for line in part.lines)
            if part.kind != "paragraph":
                yield Spacer(1, 10)


def _pdf_table(rows: Sequence[Sequence[Sequence[Piece]]], style: ParagraphStyle, width: float) -> Table:
    columns = max(map(len, rows))
    commands: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    cells = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            commands.append(("SPAN", (0, number), (-1, number)))
        filled = [Paragraph(_markup(cell), style) for cell in row]
        cells.append(filled + [""] * (columns - len(filled)))
    texts = [[_plain(row[i]) for row in rows if len(row) > max(i, 1)] for i in range(columns)]
    longest = [
        max(min(max(map(len, column)), 50), 2 * max(len(w) for t in column for w in t.split()) + 4) for column in texts
    ]
    return Table(
        cells,
        colWidths=[width * size / sum(longest) for size in longest],
        style=TableStyle(commands),
        repeatRows=1,
    )


def _broken(lines: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """Print the name of a people's committee in two lines, as the regulation shows it."""
    for line in lines:
        text = _plain(line)
        if len(line) == 1 and text.startswith(f"{_COMMITTEE} "):
            yield [Piece(_COMMITTEE, line[0].bold)]
            yield [Piece(text.removeprefix(f"{_COMMITTEE} "), line[0].bold)]
        else:
            yield line


def _plain(line: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in line)


def _markup(line: Sequence[Piece]) -> str:
    return "".join(f"<b>{escape(piece.text)}</b>" if piece.bold else escape(piece.text) for piece in line)


def to_docx(source: SourceText) -> bytes:
    """Write a plan as a Word document: letterhead in a table without rules, headings told by their marker alone."""
    document = docx.Document()
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = "Times New Roman", Pt(_SIZE)
    for part in parts_of(source):
        if part.kind == "break":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif part.kind == "columns":
            row = document.add_table(rows=1, cols=2).rows[0]
            for cell, lines in zip(row.cells, (part.lines, part.right), strict=True):
                for position, line in enumerate(lines):
                    _write(cell.paragraphs[0] if position == 0 else cell.add_paragraph(), line)
            document.add_paragraph()
        elif part.kind == "table":
            _docx_table(document, part.rows)
        elif part.kind == "stamp":
            stamp = document.add_paragraph()
            for position, line in enumerate(part.lines):
                if position:
                    stamp.add_run().add_break(WD_BREAK.LINE)
                _write(stamp, line)
        else:
            for line in part.lines:
                paragraph = document.add_paragraph()
                if part.kind == "centered":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                else:
                    paragraph.paragraph_format.first_line_indent = Cm(1.27)
                _write(paragraph, line)
    out = io.BytesIO()
    document.save(out)
    return undated(out.getvalue())


def _docx_table(document: docx.document.Document, rows: Sequence[Sequence[Sequence[Piece]]]) -> None:
    columns = max(map(len, rows))
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1 and columns > 1:
            _write(cells[0].merge(cells[-1]).paragraphs[0], row[0])
            continue
        for cell, pieces in zip(cells, row, strict=False):
            _write(cell.paragraphs[0], pieces)


def _write(paragraph: docx.text.paragraph.Paragraph, line: Sequence[Piece]) -> None:
    for piece in line:
        paragraph.add_run(piece.text).bold = piece.bold or None


def undated(data: bytes) -> bytes:
    """Set the dates of a ZIP archive's members to one day, so that the same plan gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sample_texts() -> list[Path]:
    """Return the sample plans that are text."""
    return sorted(path for path in SAMPLES.glob("sample-*") if path.suffix in (".txt", ".md", ".html"))


def main() -> None:
    """Write all samples anew."""
    TARGET.mkdir(exist_ok=True)
    writers: dict[str, Callable[[SourceText], bytes]] = {".pdf": to_pdf, ".docx": to_docx}
    for path in sample_texts():
        source = read(path)
        for suffix, write in writers.items():
            (TARGET / f"{path.stem}{suffix}").write_bytes(write(source))


if __name__ == "__main__":
    main()
