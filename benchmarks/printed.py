"""Sample plans printed to page images as offices print them (Nghị định 30/2020/NĐ-CP), with the text of each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from schemas.source import Block, SourceText

FONTS = ("/usr/share/fonts/truetype/croscore/Tinos", "/usr/share/fonts/truetype/liberation2/LiberationSerif")
A4 = (595, 842)
_MARGINS = (70, 57, 45, 57)
_SIZE = 13.5
_LEADING = 1.28
_NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


class FontMissing(Exception):
    """No serif font with Vietnamese letters is installed."""


@dataclass(slots=True)
class PrintedPage:
    """One page: its image in grey, and its text, a line a paragraph and cells parted by tabs."""

    image: Image.Image
    text: str


@dataclass(slots=True)
class _Sheet:
    image: Image.Image
    draw: ImageDraw.ImageDraw
    y: float
    lines: list[str] = field(default_factory=list)


class Press:
    """Prints one source text at a resolution."""

    def __init__(self, dpi: int) -> None:
        self.scale = dpi / 72
        self.sheets: list[_Sheet] = []
        base = next((base for base in FONTS if Path(f"{base}-Regular.ttf").exists()), None)
        if base is None:
            raise FontMissing("install fonts-croscore or fonts-liberation2")
        self._base = base
        self._fonts: dict[tuple[str, float], ImageFont.FreeTypeFont] = {}

    def print(self, source: SourceText) -> list[PrintedPage]:
        """Return the pages; an annex with a table stands on a page of its own."""
        blocks = list(source.blocks)
        texts = [source.text[block.start : block.end] for block in blocks]
        self._new_page()
        index = self._letterhead(texts)
        while index < len(blocks):
            block, text = blocks[index], texts[index]
            if block.table is not None:
                end = index
                while end < len(blocks) and blocks[end].table == block.table:
                    end += 1
                self._table(source, blocks[index:end])
                index = end
                continue
            if text.startswith("Nơi nhận"):
                index = self._signature(blocks, texts, index)
                continue
            if text.upper().startswith("PHỤ LỤC"):
                self._new_page()
            title = text.isupper() or block.heading_level is not None
            self._paragraph(text, bold=title or block.bold, centred=text.isupper() and text[0] not in "IVX")
            index += 1
        pages = []
        for number, sheet in enumerate(self.sheets, start=1):
            if number > 1:
                self._centred(sheet, str(number), A4[0] / 2, 30)
            pages.append(PrintedPage(sheet.image, "\n".join(sheet.lines)))
        return pages

    def _font(self, style: str = "Regular", size: float = _SIZE) -> ImageFont.FreeTypeFont:
        key = style, size
        if key not in self._fonts:
            self._fonts[key] = ImageFont.truetype(f"{self._base}-{style}.ttf", round(size * self.scale))
        return self._fonts[key]

    def _new_page(self) -> None:
        image = Image.new("L", (round(A4[0] * self.scale), round(A4[1] * self.scale)), 255)
        self.sheets.append(_Sheet(image, ImageDraw.Draw(image), _MARGINS[1]))

    def _write(self, sheet: _Sheet, x: float, y: float, text: str, font: ImageFont.FreeTypeFont) -> None:
        sheet.draw.text((x * self.scale, y * self.scale), text, font=font, fill=20)

    def _centred(self, sheet: _Sheet, text: str, x: float, y: float, style: str = "Regular") -> None:
        font = self._font(style)
        self._write(sheet, x - font.getlength(text) / self.scale / 2, y, text, font)

    def _wrapped(self, text: str, width: float, font: ImageFont.FreeTypeFont, indent: float = 0) -> list[str]:
        lines, line, room = [], "", width - indent
        for word in text.split(" "):
            wider = f"{line} {word}" if line else word
            if line and font.getlength(wider) > room * self.scale:
                lines.append(line)
                line, room = word, width
            else:
                line = wider
        return [*lines, line]

    def _letterhead(self, texts: Sequence[str]) -> int:
        """Print the letterhead in two columns and the title; returns the index of what follows."""
        end = next((i for i, text in enumerate(texts[:20]) if text in ("KẾ HOẠCH", "QUYẾT ĐỊNH")), 0)
        if not end:
            return 0
        sheet = self.sheets[-1]
        middle = next((i for i, text in enumerate(texts[:end]) if text.upper().startswith("CỘNG HÒA")), end)
        low = sheet.y
        for column, (x, part) in enumerate(((155, texts[:middle]), (410, texts[middle:end]))):
            y = sheet.y
            for text in part:
                for line in self._wrapped(text, 190 if column == 0 else 300, self._font("Bold")):
                    style = "Bold" if text.isupper() else "Italic" if "tháng" in text else "Regular"
                    self._centred(sheet, line, x, y, style)
                    y += _SIZE * _LEADING
                sheet.lines.append(text)
            self._line(sheet, x - 40, y + 2, x + 40, y + 2)
            low = max(low, y)
        sheet.y = low + 20
        for text in texts[end : end + 2]:
            for line in self._wrapped(text, 400, self._font("Bold")):
                self._centred(sheet, line, A4[0] / 2, sheet.y, "Bold")
                sheet.y += _SIZE * _LEADING
            sheet.lines.append(text)
        sheet.y += 14
        return end + 2

    def _line(self, sheet: _Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
        points = [value * self.scale for value in (x0, y0, x1, y1)]
        sheet.draw.line(points, fill=30, width=max(1, round(0.6 * self.scale)))

    def _paragraph(self, text: str, *, bold: bool, centred: bool) -> None:
        font = self._font("Bold" if bold else "Regular")
        width = A4[0] - _MARGINS[0] - _MARGINS[2]
        lines = self._wrapped(text, width, font, 0 if centred else 28)
        start = 0
        for number, line in enumerate(lines):
            sheet = self.sheets[-1]
            if sheet.y > A4[1] - _MARGINS[3] - _SIZE:
                if number:
                    sheet.lines.append(" ".join(lines[start:number]))
                start = number
                self._new_page()
                sheet = self.sheets[-1]
            if centred:
                self._centred(sheet, line, A4[0] / 2, sheet.y, "Bold")
            else:
                self._justified(sheet, line, 28 if number == 0 else 0, font, last=number == len(lines) - 1)
            sheet.y += _SIZE * _LEADING
        sheet.lines.append(" ".join(lines[start:]))
        sheet.y += 5

    def _justified(self, sheet: _Sheet, line: str, indent: float, font: ImageFont.FreeTypeFont, *, last: bool) -> None:
        x = _MARGINS[0] + indent
        words = line.split(" ")
        space = font.getlength(" ") / self.scale
        if not last and len(words) > 1:
            used = sum(font.getlength(word) for word in words) / self.scale
            space = (A4[0] - _MARGINS[2] - x - used) / (len(words) - 1)
        for word in words:
            self._write(sheet, x, sheet.y, word, font)
            x += font.getlength(word) / self.scale + space

    def _signature(self, blocks: Sequence[Block], texts: Sequence[str], index: int) -> int:
        """Print the recipients on the left and the signature on the right; returns the index of what follows."""
        left, right = [texts[index]], []
        small = self._font(size=11)
        index += 1
        while index < len(texts) and texts[index].startswith("-"):
            left.append(texts[index])
            index += 1
        while index < len(texts) and len(right) < 5 and len(texts[index]) < 60:
            if blocks[index].table is not None or texts[index].upper().startswith(("PHỤ LỤC", "KẾ HOẠCH")):
                break
            right.append(texts[index])
            index += 1
        rows = [line for text in left for line in self._wrapped(text, 230, small)]
        height = max(len(rows) * 11 * 1.3, (len(right) + 3) * _SIZE * _LEADING)
        if self.sheets[-1].y + height > A4[1] - _MARGINS[3]:
            self._new_page()
        sheet = self.sheets[-1]
        y = sheet.y + 10
        for text in rows:
            self._write(sheet, _MARGINS[0], y, text, small)
            y += 11 * 1.3
        y = sheet.y + 10
        for number, text in enumerate(right):
            y += 3 * _SIZE if number == len(right) - 1 else 0
            self._centred(sheet, text, 420, y, "Bold")
            y += _SIZE * _LEADING
        sheet.lines += [*left, *right]
        sheet.y += height + 20
        return index

    def _table(self, source: SourceText, blocks: Sequence[Block]) -> None:
        count = max(cell.column for block in blocks for cell in block.cells) + 1
        width = A4[0] - _MARGINS[0] - _MARGINS[2]
        shares = [1.0, *([4.0] + [2.3] * (count - 2))]
        edges = [_MARGINS[0] + width * sum(shares[:i]) / sum(shares) for i in range(count + 1)]
        top = self.sheets[-1].y
        for block in blocks:
            size = 11.5
            cells: dict[int, list[str]] = {}
            group = len(block.cells) == 1
            font = self._font("Bold" if block.header or block.bold or group else "Regular", size)
            for cell in block.cells:
                wide = width if group else edges[cell.column + 1] - edges[cell.column]
                cells[0 if group else cell.column] = self._wrapped(source.text[cell.start : cell.end], wide - 8, font)
            height = max(len(lines) for lines in cells.values()) * size * 1.25 + 6
            if top + height > A4[1] - _MARGINS[3]:
                self._new_page()
                top = self.sheets[-1].y
            sheet = self.sheets[-1]
            for column, lines in cells.items():
                for number, line in enumerate(lines):
                    self._write(sheet, edges[column] + 4, top + 2 + number * size * 1.25, line, font)
            bottom = top + height
            self._line(sheet, edges[0], top, edges[-1], top)
            self._line(sheet, edges[0], bottom, edges[-1], bottom)
            for edge in [edges[0], edges[-1]] if group else edges:
                self._line(sheet, edge, top, edge, bottom)
            sheet.lines.append(source.text[block.start : block.end])
            top = bottom
            sheet.y = bottom + 12


def printed(source: SourceText, dpi: int) -> Iterator[PrintedPage]:
    """Print a source text.

    Raises:
        FontMissing: no serif font with Vietnamese letters is installed.
    """
    yield from Press(dpi).print(source)
