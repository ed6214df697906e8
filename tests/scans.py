"""Pages of text drawn for tests of OCR, and a skip with a clear message where Tesseract is not installed."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

_FONTS = ("/usr/share/fonts/truetype/croscore/Tinos", "/usr/share/fonts/truetype/liberation2/LiberationSerif")
DPI = 200
A4 = (1654, 2339)


def needs_tesseract() -> None:
    """Skip the test where the data for Vietnamese is not installed."""
    from corpus.tesseract import TesseractMissing, recognise

    try:
        import numpy as np

        recognise(np.full((40, 40), 255, np.uint8), DPI)
    except TesseractMissing as error:
        pytest.skip(f"{error}: see `kehoach doctor`")


def font(size: float = 13.5, style: str = "Regular") -> ImageFont.FreeTypeFont:
    """A serif font with Vietnamese letters, its size in points."""
    for base in _FONTS:
        if Path(f"{base}-{style}.ttf").exists():
            return ImageFont.truetype(f"{base}-{style}.ttf", round(size * DPI / 72))
    pytest.skip("no serif font with Vietnamese letters: install fonts-croscore or fonts-liberation2")


def plan_page(*lines: str, size: float = 13.5) -> Image.Image:
    """A page at 200 dpi with lines of text."""
    page = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((190, 200 + number * 70), line, font=font(size), fill=15)
    return page


def ruled_page(rows: list[list[str]], edges: list[int], height: int = 110) -> Image.Image:
    """A page with a table: its cells, and the x of its column edges in pixels."""
    page = plan_page("Danh mục nhiệm vụ trọng tâm của kế hoạch")
    draw = ImageDraw.Draw(page)
    top = 400
    for number, row in enumerate(rows):
        y = top + number * height
        draw.line((edges[0], y, edges[-1], y), fill=0, width=3)
        for edge, text in zip(edges, row, strict=False):
            draw.text((edge + 14, y + 25), text, font=font(12), fill=15)
    bottom = top + len(rows) * height
    draw.line((edges[0], bottom, edges[-1], bottom), fill=0, width=3)
    for edge in edges:
        draw.line((edge, top, edge, bottom), fill=0, width=3)
    page.info["dpi"] = (DPI, DPI)
    return page
