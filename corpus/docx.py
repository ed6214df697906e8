"""Word documents: paragraphs with the numbers that Word prints before them, tables, text boxes, footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Xml

from corpus.docx_numbering import Numbering
from corpus.docx_package import WORD, Package
from corpus.docx_styles import Look, Styles, flag, list_place, look_of, value
from corpus.docx_tabs import join_tabbed
from corpus.docx_xml import CLOSED, MATH, OPEN, blocks_of, cells_of, count_of, rows_of, symbol_of
from corpus.elements import RULE, Element, Grid, GridCell, Line, cleaned
from corpus.errors import DamagedInput, EmptyInput, TooLarge
from corpus.fonts import legacy_encoding, read_typed
from corpus.reading import source_of
from corpus.sniff import DOCX
from corpus.traced import Traced
from schemas.source import SourceText

_SUPERSCRIPTS = str.maketrans("23", "²³")
#: Most characters of a document's text, and columns of a table, of which Word has 63 at most.
_MOST_TEXT, _MOST_COLUMNS = 16 * 1024 * 1024, 500
#: The heading of a table of contents.
_CONTENTS = re.compile(r"MỤC LỤC\W*$", re.IGNORECASE)
#: Fields within each other at most, and letters of the code of one that hold its name.
_MOST_FIELDS, _LONGEST_NAME = 20, 40
_PAGE_SECTIONS = ("nextPage", "oddPage", "evenPage", None)


def read_docx(data: bytes, name: str) -> SourceText:
    """Read a Word document (.docx).

    Tracked changes are read in their final state. Footnotes and endnotes stand at the end of all, each opened by its
    number in brackets; heads and feet of pages are left out.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        DamagedInput: if it is cut off or broken.
        TooLarge: if it unpacks to more than a document does, or holds XML that no word processor writes.
        EncryptedInput: if it is packed with a password.
        EmptyInput: if it holds no text.
    """
    package = Package(data, name)
    root = package.main()
    body = None if root is None else root.find(WORD + "body")
    if body is None:
        raise DamagedInput(name, "is a Word document without a text, perhaps cut off", "get it anew")
    reader = _Reader(name, Styles(package.part("word/styles.xml")), Numbering(package.part("word/numbering.xml")))
    elements = reader.read(body)
    elements += reader.notes(package.part("word/footnotes.xml"), package.part("word/endnotes.xml"))
    join_tabbed(elements)
    embedded = body.find(f".//{WORD}altChunk") is not None
    warnings = ("not read: a document of another format that is embedded as a whole",) if embedded else ()
    source = source_of(elements, media_type=DOCX, warnings=warnings)
    if not source.text and embedded:
        problem = "holds its text as an embedded document of another format"
        raise EmptyInput(name, problem, "open it in Word and save it anew")
    if not source.text:
        remedy = "if its pages are pictures, save it as PDF so that they can be read by OCR"
        raise EmptyInput(name, "holds no text", remedy)
    return source


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read: pieces of its open line, its finished lines, and what hangs on it."""

    look: Look
    parts: list[Traced] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


class _Reader:
    """Walks the body; offsets count the characters printed so far."""

    def __init__(self, name: str, styles: Styles, numbering: Numbering) -> None:
        self.name = name
        self.styles, self.numbering = styles, numbering
        self.size = 0
        self.page_break = False
        self.rule = False
        self.note_order: list[tuple[str, str]] = []
        self.carried: list[Traced] = []
        self.fields: list[str] = []

    def read(self, container: Xml, *, gap: int = 1) -> list[Element]:
        """Read paragraphs and tables of the body, of a cell or of a text box."""
        found: list[Element] = []
        for block in blocks_of(container):
            if block.tag == WORD + "p":
                lines = self._paragraph(block, gap)
                last = found[-1] if lines is None and found else None
                if isinstance(last, Line) and _CONTENTS.match(last.words):
                    found.pop()
                found += lines or []
            else:
                grid = self._table(block)
                if grid.rows:
                    found.append(grid)
        return found

    def notes(self, footnotes: Xml | None, endnotes: Xml | None) -> Iterator[Line]:
        """Read the notes that the text refers to, in the order of their numbers."""
        known = {
            (kind, value(note, "id")): note
            for kind, root in (("footnote", footnotes), ("endnote", endnotes))
            if root is not None
            for note in root.iterfind(WORD + kind)
        }
        for number, key in enumerate(self.note_order, start=1):
            note = known.pop(key, None)
            lines = [line for line in self.read(note) if isinstance(line, Line)] if note is not None else []
            for position, line in enumerate(lines):
                if position == 0:
                    line.text = line.text.opened_by(f"[{number}] ")
                yield line

    def _paragraph(self, element: Xml, gap: int) -> list[Element] | None:
        """Read a paragraph; None for an entry of a table of contents, which repeats a heading."""
        properties = element.find(WORD + "pPr")
        name = value(properties.find(WORD + "pStyle")) if properties is not None else None
        style = self.styles.of_paragraph(name)
        if style.contents:
            return None
        in_contents = self._in_contents()
        if flag(properties, "pageBreakBefore"):
            self.page_break = True
        paragraph = _Paragraph(style.look, parts=self.carried)
        self.carried = []
        self._inline(element, paragraph)
        marks = properties.find(WORD + "rPr") if properties is not None else None
        if marks is not None and (marks.find(WORD + "del") is not None or marks.find(WORD + "moveFrom") is not None):
            self.carried = paragraph.parts  # the paragraph's end was deleted: it goes on with the next one
            paragraph.parts = []
        else:
            label = self.numbering.label(list_place(properties).over(style.place))
            self._end_line(paragraph)
            if label is not None:
                self._number(paragraph, label, look_of(marks).over(style.look))
        section = properties.find(WORD + "sectPr") if properties is not None else None
        lines = paragraph.lines
        if (in_contents or self._in_contents()) and lines and lines[-1].cells and lines[-1].cells[-1].text.isdecimal():
            return None  # an entry ends with its page
        if not gap:
            for line in lines:
                line.columns = None
        if lines:
            lines[0].gap = gap
            lines[0].page_break, lines[0].rule = self.page_break or lines[0].page_break, self.rule or lines[0].rule
            self.page_break = self.rule = False
        if section is not None and value(section.find(WORD + "type")) in _PAGE_SECTIONS:
            self.page_break = True
        return [*lines, *paragraph.boxes]

    def _in_contents(self) -> bool:
        return any(field.lstrip().startswith("TOC ") for field in self.fields)

    def _number(self, paragraph: _Paragraph, label: str, look: Look) -> None:
        if not paragraph.lines:
            paragraph.lines.append(Line(self._trace(label.strip(), look)))
            return
        first = paragraph.lines[0]
        first.text = first.text.opened_by(label)
        if first.cells:
            first.cells[0] = first.cells[0].opened_by(label)

    def _inline(self, element: Xml, paragraph: _Paragraph) -> None:
        """Read what stands in a paragraph; the depth of the XML is bounded by the parser."""
        for child in element:
            tag = child.tag
            if tag in CLOSED:
                continue
            if tag == WORD + "r":
                self._run(child, paragraph)
            elif tag == WORD + "txbxContent":
                paragraph.boxes += self.read(child)
            elif tag == MATH + "t" and child.text:
                paragraph.parts.append(self._trace(child.text, paragraph.look))
            elif tag in OPEN or not tag.startswith(WORD) or tag == WORD + "sdt":
                self._inline(child, paragraph)

    def _run(self, run: Xml, paragraph: _Paragraph) -> None:
        properties = run.find(WORD + "rPr")
        look = look_of(properties)
        style = value(properties.find(WORD + "rStyle")) if properties is not None else None
        if style is not None:
            look = look.over(self.styles.named(style).look)
        look = look.over(paragraph.look)
        if look.hidden:
            return
        for child in run:
            name = child.tag.removeprefix(WORD)
            if name == "t":
                self._text(child.text or "", look, paragraph)
            elif name in ("tab", "ptab"):
                paragraph.parts.append(self._trace("\t", look))
            elif name == "noBreakHyphen":
                paragraph.parts.append(self._trace("-", look))
            elif name == "sym":
                self._text(symbol_of(child), look, paragraph)
            elif name in ("br", "cr"):
                self._end_line(paragraph, hard=True)
                self.page_break = self.page_break or value(child, "type") == "page"
            elif name == "fldChar":
                self._field(value(child, "fldCharType"))
            elif name == "instrText" and self.fields and len(self.fields[-1]) < _LONGEST_NAME:
                self.fields[-1] += child.text or ""
            elif name in ("footnoteReference", "endnoteReference"):
                self.note_order.append((name.removesuffix("Reference"), value(child, "id") or ""))
            elif child.tag in OPEN or not child.tag.startswith(WORD):
                self._inline(child, paragraph)

    def _field(self, kind: str | None) -> None:
        """Open or close a field, of which the name of its code is kept."""
        if kind == "begin" and len(self.fields) < _MOST_FIELDS:
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _text(self, text: str, look: Look, paragraph: _Paragraph) -> None:
        encoding = legacy_encoding(look.font) if look.font else None
        if encoding is not None:
            text = read_typed(text, encoding)
        if look.raised and text.strip().isdecimal():
            before = paragraph.parts[-1].text if paragraph.parts else ""
            if not before.endswith("m"):
                return  # the mark of a footnote typed by hand
            text = text.translate(_SUPERSCRIPTS)
        paragraph.parts.append(self._trace(text.upper() if look.capitals else text, look))

    def _trace(self, text: str, look: Look) -> Traced:
        text = unicodedata.normalize("NFC", text)
        traced = Traced.plain(text, self.size, bold=bool(look.bold))
        self.size += len(text)
        if self.size > _MOST_TEXT:
            problem = f"holds a text of more than {_MOST_TEXT // 1024 // 1024} million characters"
            raise TooLarge(self.name, problem, "split it into single documents")
        return traced

    def _end_line(self, paragraph: _Paragraph, *, hard: bool = False) -> None:
        """Finish a line; tabs within it part cells, as a letterhead or a list of names is set with them."""
        whole = cleaned(Traced.concat(paragraph.parts)) if paragraph.parts else None
        paragraph.parts = []
        if whole is None or not whole.text.strip():
            return
        if RULE.match(whole.text):
            self.rule = True
            return
        cells = [part.squeezed() for part in _split_tabs(whole)]
        line = Line(whole.squeezed(), hard=hard, cells=cells if len(cells) > 1 else None)
        if whole.text.startswith("\t"):
            line.columns = [(1, line.text)]
        if paragraph.lines:
            line.page_break, line.rule = self.page_break, self.rule
            self.page_break = self.rule = False
        paragraph.lines.append(line)
        self.size += 1

    def _table(self, table: Xml) -> Grid:
        grid = Grid(page_break=self.page_break)
        self.page_break = False
        open_cells: dict[int, GridCell] = {}
        heads = True
        for row in rows_of(table):
            properties = row.find(WORD + "trPr")
            if properties is not None and properties.find(WORD + "del") is not None:
                continue
            heads = heads and bool(flag(properties, "tblHeader"))
            cells = self._row(row, properties, open_cells, head=heads)
            if cells:
                grid.rows.append(cells)
        return grid

    def _row(self, row: Xml, properties: Xml | None, open_cells: dict[int, GridCell], *, head: bool) -> list[GridCell]:
        cells: list[GridCell] = []
        column = count_of(properties.find(WORD + "gridBefore") if properties is not None else None, 0)
        cells += [GridCell() for _ in range(column)]
        for element in cells_of(row):
            setup = element.find(WORD + "tcPr")
            if column >= _MOST_COLUMNS:
                cells[-1].content += self.read(element, gap=0)
                continue
            width = count_of(setup.find(WORD + "gridSpan") if setup is not None else None, 1)
            merge = setup.find(WORD + "vMerge") if setup is not None else None
            above = open_cells.get(column)
            beside = setup.find(WORD + "hMerge") if setup is not None else None
            if beside is not None and value(beside) != "restart" and cells:
                cells[-1].width += width
                column += width
                continue
            if merge is not None and value(merge) != "restart" and above is not None:
                above.height += 1
            else:
                cell = GridCell(list(self.read(element, gap=0)), width, head=head)
                cells.append(cell)
                if merge is not None:
                    open_cells[column] = cell
                else:
                    open_cells.pop(column, None)
            column += width
        return cells


def _split_tabs(text: Traced) -> list[Traced]:
    """Part a line at its tabs; those at its ends part nothing."""
    text = text.stripped()
    parts: list[Traced] = []
    last = 0
    for found in re.finditer("\t+", text.text):
        parts.append(text[last : found.start()])
        last = found.end()
    return [*parts, text[last:]]
