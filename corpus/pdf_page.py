"""One PDF page to words and rules, as PDFium draws them: form fields and signature widgets included."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.elements import INVISIBLE
from corpus.fonts import legacy_encoding, read_legacy
from corpus.page import Axis, Box, Page, Rule, Word
from corpus.rulings import find_tables

#: Characters on a page above which it is no page of a document. A dense A3 table has some 20,000.
MAX_CHARS = 200_000
#: Path objects on a page above which it is a drawing: its lines make no table.
_MAX_PATHS = 20_000
#: Thickness in points up to which a filled rectangle is a drawn line.
_THIN = 3.0
_SHORTEST_RULE = 4.0
_FORM_DEPTH = 4

_BOLD = re.compile(r"bold|black|heavy|semibold|[,-]b[di]?\b|\.VnTimeB", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_NOTE = re.compile(
    r"(?:Người|Ký|Thời gian|Ngày|Cơ quan|Chức vụ|Email|Tổ chức).{0,12}(?:ký|bởi)?\s*:|@[\w.]+\.vn|\+0?7[:']?00"
    r"|\d{2}:\d{2}:\d{2}|signed by|signature|digital|^Date:|^Reason:|^Location:",
    re.IGNORECASE,
)
_SUPERSCRIPTS = str.maketrans("23", "²³")


_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


class PageTooFull(Exception):
    """A page holds more than a document's page does."""


@dataclass(slots=True)
class _Style:
    """What one text object gives its characters."""

    size: float
    bold: bool
    legacy: str | None
    hidden: bool


@dataclass(slots=True)
class _Char:
    text: str
    box: Box
    baseline: float
    style: _Style


@dataclass(slots=True)
class PageText:
    """What a page prints, with what is needed to judge its text layer.

    Attributes:
        page: words, rules and tables.
        unmapped: characters for which the font names no letter.
        hidden: share of characters that are printed invisibly, as OCR tools lay them under a scan.
        pictured: share of the page that its largest picture covers.
        drawn: whether anything at all is drawn.
    """

    page: Page
    unmapped: int
    hidden: float
    pictured: float
    drawn: bool


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
    widgets: list[_Char] = []
    try:
        if raw.FPDFPage_GetAnnotCount(page) > 0:
            printed = {_key(char) for char in _Reader(page).characters()}
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        else:
            printed = None
        reader = _Reader(page)
        chars = reader.characters()
        if printed is not None:
            chars, widgets = _told_apart(chars, printed)
        notes, fields = _parted(list(_words(widgets)))
        words = [*_words(chars), *fields]
        rules = reader.rules()
        width, height = reader.width, reader.height
        content = Page(index + 1, width, height, words, rules, find_tables(rules), notes=notes)
        shown = sum(not char.text.isspace() for char in chars)
        hidden = sum(char.style.hidden for char in chars if not char.text.isspace())
        return PageText(
            content, reader.unmapped, hidden / shown if shown else 0.0, reader.pictured(), reader.draws_anything()
        )
    finally:
        page.close()


def _key(char: _Char) -> tuple[str, int, int]:
    return char.text, round(char.box.x0), round(char.baseline)


class _Reader:
    """Reads a page's objects; all boxes are turned upright, with y from the top."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.page = page
        self.width, self.height = page.get_size()
        self.unmapped = 0
        self._turn = _upright(page, self.width, self.height)
        self._styles: dict[int, _Style] = {}

    def characters(self) -> list[_Char]:
        """Return the characters in the order of the page's content, generated spaces included."""
        text = self.page.get_textpage()
        try:
            count = text.count_chars()
            if count > MAX_CHARS:
                raise PageTooFull
            return list(self._characters(text.raw, count))
        finally:
            text.close()

    def _characters(self, text: Any, count: int) -> Iterator[_Char]:
        rect = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        style = None
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text, index)
            letter = chr(code) if code < 0x110000 else "\ufffd"
            held = raw.FPDFText_GetTextObject(text, index)
            if held:
                style = self._style(held)
            if style is None or letter in "\r\n":
                continue
            if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or code in (0, 0xFFFD):
                self.unmapped += 1
            if code == 2:  # PDFium's sign for a hyphen at the end of a line
                letter = "-"
            if letter.isspace():
                yield _Char(" ", _NOWHERE, 0.0, style)
                continue
            raw.FPDFText_GetLooseCharBox(text, index, rect)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            box = self._box(rect.left, rect.bottom, rect.right, rect.top)
            yield _Char(letter, box, self._point(x.value, y.value)[1], style)

    def _style(self, held: Any) -> _Style:
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
            self._styles[key] = _Style(size.value * scale, bold, legacy_encoding(name), hidden)
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


def _upright(page: pdfium.PdfPage, width: float, height: float) -> tuple[float, ...]:
    """Return the matrix from page coordinates to points from the top left corner of the upright page."""
    across, down = ctypes.c_int(), ctypes.c_int()
    fine = 100
    size = (round(width * fine), round(height * fine))

    def device(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
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


def _told_apart(chars: list[_Char], printed: set[tuple[str, int, int]]) -> tuple[list[_Char], list[_Char]]:
    """Part the characters of a page from those of its fields; a space goes with the character before it."""
    sides: tuple[list[_Char], list[_Char]] = ([], [])
    side = 0
    for char in chars:
        if char.text != " ":
            side = _key(char) not in printed
        sides[side].append(char)
    return _overprinted(*sides), sides[1]


def _overprinted(printed: list[_Char], widgets: list[_Char]) -> list[_Char]:
    """Take out printed figures that a field is printed over: the clerk's figure holds, the drafter's does not."""
    over = [char for char in widgets if char.text.isdigit()]
    return [
        char
        for char in printed
        if not (
            char.text.isdigit()
            and any(
                min(char.box.x1, o.box.x1) - max(char.box.x0, o.box.x0) > 0.2 * (char.box.x1 - char.box.x0)
                and abs(char.baseline - o.baseline) < char.style.size
                for o in over
            )
        )
    ]


def _parted(words: list[Word]) -> tuple[list[str], list[Word]]:
    """Part the fields of a page into notes of electronic signatures, and words that fill gaps of the text."""
    blocks: list[list[Word]] = []
    for word in words:
        near = blocks[-1][-1] if blocks else None
        if near is not None and abs(word.baseline - near.baseline) < 2 * near.size and word.box.x0 < near.box.x1 + 150:
            blocks[-1].append(word)
        else:
            blocks.append([word])
    texts = [" ".join(word.text for word in block) for block in blocks]
    is_note = [bool(_NOTE.search(text)) or len(block) > 8 for text, block in zip(texts, blocks, strict=True)]
    notes = [text for text, note in zip(texts, is_note, strict=True) if note]
    return notes, [word for block, note in zip(blocks, is_note, strict=True) if not note for word in block]


def _words(chars: list[_Char]) -> Iterator[Word]:
    """Group characters, in the order of the content, into words."""
    current: list[_Char] = []
    for char in chars:
        if char.text == " " or INVISIBLE.fullmatch(char.text):
            if current and char.text == " ":
                yield from _word(current)
                current = []
            continue
        if current and not _touches(current[-1], char):
            yield from _word(current)
            current = []
        current.append(char)
    if current:
        yield from _word(current)


def _touches(before: _Char, char: _Char) -> bool:
    size = max(before.style.size, char.style.size, 1.0)
    if abs(char.baseline - before.baseline) > 0.5 * size:
        return False
    return -0.5 * size < char.box.x0 - before.box.x1 < 0.25 * size


def _word(chars: list[_Char]) -> Iterator[Word]:
    size = max(char.style.size for char in chars)
    base = max(chars, key=lambda char: char.style.size).baseline
    letters: list[str] = []
    note: list[str] = []
    for position, char in enumerate(chars):
        text = char.text
        if char.style.size < 0.8 * size and char.baseline < base - 0.15 * size:
            before = letters[-1] if letters else ""
            if not (before.endswith("m") and text in "23"):
                note.append(text)
                continue
            text = text.translate(_SUPERSCRIPTS)
        if char.style.legacy is not None:
            if position and chars[position - 1].style.legacy == char.style.legacy:
                continue
            run = position
            while run < len(chars) and chars[run].style.legacy == char.style.legacy:
                run += 1
            text = read_legacy("".join(c.text for c in chars[position:run]), char.style.legacy)
        letters.append(text)
    text = unicodedata.normalize("NFC", "".join(letters))
    bold = sum(char.style.bold for char in chars)
    box = Box(
        min(char.box.x0 for char in chars),
        min(char.box.top for char in chars),
        max(char.box.x1 for char in chars),
        max(char.box.bottom for char in chars),
    )
    mark = "".join(note)
    yield Word(text, box, base, size, 2 * bold > len(chars), note=mark if mark.isdecimal() else None)
