"""Small PDFs for tests, printed with whatever serif font with Vietnamese letters is installed."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

_FONTS = [
    ("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf", "/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf"),
    (
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf",
    ),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"),
]


def font(*, bold: bool = False) -> str:
    """Register a font with Vietnamese letters and return its name; skip the test where none is installed."""
    path = next((cuts[bold] for cuts in _FONTS if Path(cuts[bold]).exists()), None)
    if path is None:
        pytest.skip("no serif font with Vietnamese letters: apt-get install fonts-croscore")
    name = "Test-Bold" if bold else "Test"
    pdfmetrics.registerFont(TTFont(name, path))
    return name


def pdf(*pages: Callable[[Canvas], None], encrypt: str | None = None) -> bytes:
    """Print pages by functions that draw on a canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt, invariant=True)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(
    *texts: str, x: float = 85, y: float = 780, size: float = 13, step: float = 17, name: str | None = None
) -> Callable[[Canvas], None]:
    """Return a function that draws lines of text one under the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(name or font(), size)
        for number, text in enumerate(texts):
            canvas.drawString(x, y - number * step, text)

    return draw


def paragraphs(*texts: str) -> bytes:
    """Print paragraphs with first lines indented, over as many pages as they need."""
    style = ParagraphStyle("body", fontName=font(), fontSize=13, leading=17, firstLineIndent=36, alignment=4)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(text, style) for text in texts])
    return out.getvalue()


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], *, repeat: int, spans: Sequence[int] = ()) -> bytes:
    """Print a ruled table over as many pages as it needs; rows in `spans` are merged over all columns."""
    style = ParagraphStyle("cell", fontName=font(), fontSize=11, leading=14)
    cells = [[Paragraph(text, style) if text else "" for text in row] for row in rows]
    commands = [("GRID", (0, 0), (-1, -1), 0.5, "black"), *(("SPAN", (0, row), (-1, row)) for row in spans)]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([LongTable(cells, colWidths=widths, repeatRows=repeat, style=commands)])
    return out.getvalue()
