"""One PDF page to words and rules, as PDFium draws them: form fields and signature widgets included."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.fonts import legacy_encoding
from corpus.page import Axis, Box, Page, Rule, Word
from corpus.pdf_words import Char, Style, key_of, parted, told_apart, without_notes, without_watermark, words_of
from corpus.rulings import find_tables

#: Characters on a page above which it is no page of a document. A dense A3 table has some 20,000.
MAX_CHARS = 200_000
#: Path objects on a page above which it is a drawing: its lines make no table.
_MAX_PATHS = 20_000
#: Thickness in points up to which a filled rectangle is a drawn line.
_THIN = 3.0
_SHORTEST_RULE = 4.0
_FORM_DEPTH = 4
#: Characters looked at to tell how the text of a page runs, and how nearly straight it must run.
_DIRECTION_SAMPLE = 80
_STRAIGHT = 0.99
#: How nearly straight a watermark runs at most: 20 degrees off.
_SLANTED = 0.94

_BOLD = re.compile(r"bold|black|heavy|semibold|[,-]b[di]?\b|\.VnTimeB", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


class PageTooFull(Exception):
    """A page holds more than a document's page does."""


@dataclass(slots=True)
class PageText:
    """What a page prints, with what is needed to judge its text layer.

    Attributes:
        page: words, rules and tables.
        unmapped: characters for which the font names no letter.
        hidden: share of characters that are printed invisibly, as OCR tools lay them under a scan.
        pictured: share of the page that its largest picture covers.
        drawn: whether anything at all is drawn.
        signed: where notes of electronic signatures are drawn.
        fields: words of form fields and signature widgets that fill gaps of the text; among the page's words too.
    """

    page: Page
    unmapped: int
    hidden: float
    pictured: float
    drawn: bool
    signed: list[Box]
    fields: list[Word]


def read_page(document: pdfium.PdfDocument, index: int) -> PageText:
    """Read one page.

    Args:
        document: an open document.
        index: 0-based page.

    Raises:
        pdfium.PdfiumError: if the page cannot be read.
        PageTooFull: if it holds more than `MAX_CHARS` characters.
    """
    page = document[index]
    widgets: list[Char] = []
    try:
        if raw.FPDFPage_GetAnnotCount(page) > 0:
            printed = {key_of(char) for char in _Reader(page).characters()}
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        else:
            printed = None
        reader = _Reader(page)
        chars = reader.characters()
        if printed is not None:
            chars, widgets = told_apart(chars, printed)
        chars = without_watermark(chars)
        notes, fields = parted(list(words_of(widgets)))
        words, printed_notes = without_notes(list(words_of(chars)))
        words += fields
        rules = reader.rules()
        width, height = reader.width, reader.height
        texts = [" ".join(word.text for word in note) for note in [*notes, *printed_notes]]
        content = Page(
            index + 1,
            width,
            height,
            words,
            rules,
            find_tables(rules),
            notes=texts,
            turned=90 * reader.turned,
        )
        shown = sum(not char.text.isspace() for char in chars)
        hidden = sum(char.style.hidden for char in chars if not char.text.isspace())
        upright = reader.turned == 0
        return PageText(
            content,
            reader.unmapped,
            hidden / shown if shown else 0.0,
            reader.pictured(),
            reader.draws_anything(),
            signed=[word.box for note in notes for word in note] if upright else [],
            fields=fields if upright else [],
        )
    finally:
        page.close()


class _Reader:
    """Reads a page's objects; all boxes are turned upright, with y from the top."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.page = page
        size = page.get_size()
        self.unmapped = 0
        self.turned = _quarter_turns(page, size)
        self.width, self.height = size if self.turned % 2 == 0 else size[::-1]
        self._turn = _matrix(page, (self.width, self.height), self.turned)
        self._styles: dict[int, Style] = {}

    def characters(self) -> list[Char]:
        """Return the characters in the order of the page's content, generated spaces included."""
        text = self.page.get_textpage()
        try:
            count = text.count_chars()
            if count > MAX_CHARS:
                raise PageTooFull
            return list(self._characters(text.raw, count))
        finally:
            text.close()

    def _characters(self, text: Any, count: int) -> Iterator[Char]:
        rect = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        style = None
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text, index)
            letter = chr(code) if code < 0x110000 else "\ufffd"
            held = raw.FPDFText_GetTextObject(text, index)
            if held:
                style = self._style(held, text, index)
            if style is None or letter in "\r\n":
                continue
            if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or code in (0, 0xFFFD):
                self.unmapped += 1
            if code == 2:  # PDFium's sign for a hyphen at the end of a line
                letter = "-"
            if letter.isspace():
                yield Char(" ", _NOWHERE, 0.0, style)
                continue
            raw.FPDFText_GetLooseCharBox(text, index, rect)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            box = self._box(rect.left, rect.bottom, rect.right, rect.top)
            yield Char(letter, box, self._point(x.value, y.value)[1], style)

    def _style(self, held: Any, text: Any, index: int) -> Style:
        key = ctypes.cast(held, ctypes.c_void_p).value or 0
        if key not in self._styles:
            size = ctypes.c_float()
            raw.FPDFTextObj_GetFontSize(held, size)
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(held, matrix)
            scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
            font = raw.FPDFTextObj_GetFont(held)
            name = _font_name(font)
            mode = raw.FPDFTextObj_GetTextRenderMode(held)
            bold = bool(_BOLD.search(name)) or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
            bold = bold or bool(raw.FPDFFont_GetFlags(font) & _FORCE_BOLD)
            hidden = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
            slanted = bool(raw.FPDFText_GetMatrix(text, index, matrix)) and _is_slanted(matrix)
            self._styles[key] = Style(size.value * scale, bold, legacy_encoding(name), hidden, slanted)
        return self._styles[key]

    def rules(self) -> list[Rule]:
        """Return the lines that the page draws across or down, borders of rectangles included."""
        found: list[Rule] = []
        for count, path in enumerate(self._objects(raw.FPDF_PAGEOBJ_PATH)):
            if count > _MAX_PATHS:
                return []
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(path.raw, fill, stroke)
            if not fill.value and not stroke.value:
                continue
            try:
                box = self._box(*path.get_bounds())
            except pdfium.PdfiumError:
                continue
            found += _rules_of(box, outlined=bool(stroke.value), segments=raw.FPDFPath_CountSegments(path.raw))
        return found

    def pictured(self) -> float:
        """Return which share of the page its largest picture covers."""
        largest = 0.0
        for picture in self._objects(raw.FPDF_PAGEOBJ_IMAGE):
            box = self._box(*picture.get_bounds())
            across = min(box.x1, self.width) - max(box.x0, 0.0)
            down = min(box.bottom, self.height) - max(box.top, 0.0)
            largest = max(largest, max(across, 0.0) * max(down, 0.0))
        return largest / (self.width * self.height) if self.width and self.height else 0.0

    def draws_anything(self) -> bool:
        """Tell whether the page holds any object."""
        return bool(raw.FPDFPage_CountObjects(self.page))

    def _objects(self, kind: int) -> Iterator[Any]:
        return iter(self.page.get_objects(filter=[kind], max_depth=_FORM_DEPTH))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._turn
        return a * x + c * y + e, b * x + d * y + f

    def _box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self._point(left, bottom)
        x1, y1 = self._point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _quarter_turns(page: pdfium.PdfPage, size: tuple[float, float]) -> int:
    """Return by how many quarters of a turn clockwise the page must be turned for most of its text to run across."""
    text = page.get_textpage()
    try:
        directions = Counter(_directions(text.raw, text.count_chars()))
    finally:
        text.close()
    if not directions:
        return 0
    across, up = directions.most_common(1)[0][0]
    for turns in range(4):
        a, b, c, d, _, _ = _matrix(page, size if turns % 2 == 0 else size[::-1], turns)
        x, y = a * across + c * up, b * across + d * up
        if x > abs(y):
            return turns
    return 0


def _directions(text: Any, count: int) -> Iterator[tuple[int, int]]:
    """Yield the direction, in page coordinates, in which a sample of the characters runs; slanted ones are left out."""
    matrix = raw.FS_MATRIX()
    for index in range(0, count, max(1, count // _DIRECTION_SAMPLE)):
        if raw.FPDFText_GetTextObject(text, index) and raw.FPDFText_GetMatrix(text, index, matrix):
            size = math.hypot(matrix.a, matrix.b) or 1.0
            across, up = matrix.a / size, matrix.b / size
            if max(abs(across), abs(up)) > _STRAIGHT:
                yield round(across), round(up)


def _is_slanted(matrix: Any) -> bool:
    """Tell whether letters run neither across nor up nor down, as those of a watermark do."""
    size = math.hypot(matrix.a, matrix.b)
    return size > 0 and max(abs(matrix.a), abs(matrix.b)) < _SLANTED * size


def _matrix(page: pdfium.PdfPage, size: tuple[float, float], turns: int) -> tuple[float, ...]:
    """Return the matrix from page coordinates to points from the top left corner of the page, turned by quarters."""
    across, down = ctypes.c_int(), ctypes.c_int()
    fine = 100
    dots = round(size[0] * fine), round(size[1] * fine)

    def device(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, *dots, turns, x, y, across, down)
        return across.value / fine, down.value / fine

    (e, f), (ax, ay), (cx, cy) = device(0, 0), device(1000, 0), device(0, 1000)
    return (ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f


def _font_name(font: Any) -> str:
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    if not size:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFFont_GetBaseFontName(font, buffer, size)
    return buffer.value.decode("utf-8", errors="replace")


def _rules_of(box: Box, *, outlined: bool, segments: int) -> Iterator[Rule]:
    across, down = box.x1 - box.x0, box.bottom - box.top
    if down <= _THIN and across >= _SHORTEST_RULE:
        yield Rule(Axis.ACROSS, (box.top + box.bottom) / 2, box.x0, box.x1)
    elif across <= _THIN and down >= _SHORTEST_RULE:
        yield Rule(Axis.DOWN, box.middle, box.top, box.bottom)
    elif outlined and segments in (4, 5):
        yield Rule(Axis.ACROSS, box.top, box.x0, box.x1)
        yield Rule(Axis.ACROSS, box.bottom, box.x0, box.x1)
        yield Rule(Axis.DOWN, box.x0, box.top, box.bottom)
        yield Rule(Axis.DOWN, box.x1, box.top, box.bottom)
