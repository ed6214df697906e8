"""Invented files for the soak: plans as text, Word, PDF and small scans, and files that no reader can read.

A file is named by its number and its edition: the same two always give the same bytes.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from benchmarks.documents import undated
from benchmarks.plans import make_plan

#: What every hundred files hold: scans are few, since each takes as long as ten texts.
_SHARES = (("txt", 46), ("md", 14), ("html", 10), ("docx", 8), ("pdf", 8), ("scan", 3), ("bad", 11))
_KINDS = [kind for kind, share in _SHARES for _ in range(share)]
_BAD = ("empty", "noise", "cut.pdf", "cut.docx", "cut.png", "sheet.docx", "blank", "gif.pdf")
_FONTS = ("/usr/share/fonts/truetype/croscore/Tinos", "/usr/share/fonts/truetype/liberation2/LiberationSerif")
_SCAN_SIZE, _SCAN_DPI = (1240, 700), 150
#: Of PDFs, which would else be others each second.
_DATE = time.gmtime(1_767_225_600)


def kind_of(number: int, edition: int) -> str:
    """Return what a file is: `txt`, `md`, `html`, `docx`, `pdf`, `scan` or `bad`. A bad file may be mended later."""
    kind = random.Random(f"kind {number}").choice(_KINDS)
    return "txt" if kind == "bad" and edition % 2 else kind


def name_of(number: int) -> str:
    """Return the file's name; about each tenth one has an ending that does not fit."""
    chance = random.Random(f"name {number}")
    kind = kind_of(number, 0)
    suffix = {"scan": chance.choice(["png", "tif", "pdf"]), "bad": _bad(number).rpartition(".")[2]}.get(kind, kind)
    if suffix in ("empty", "noise", "blank") or chance.random() < 0.1:
        suffix = "txt"
    return f"Kế hoạch {number:04d}.{suffix}"


def content_of(number: int, edition: int) -> bytes:
    """Return a file's bytes."""
    kind = kind_of(number, edition)
    chance = random.Random(f"content {number} {edition}")
    if kind == "bad":
        return _bad_bytes(_bad(number), chance)
    seed = number * 100 + edition
    text = make_plan(seed, chance.randrange(1500, 6000))
    if kind == "html":
        lines = "\n".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
        return f"<!DOCTYPE html><html><body>\n{lines}\n</body></html>".encode()
    if kind == "docx":
        return _docx(text)
    if kind == "pdf":
        return _pdf(text)
    if kind == "scan":
        return _scan(number, edition, chance)
    return text.encode()


def _bad(number: int) -> str:
    return random.Random(f"bad {number}").choice(_BAD)


def _bad_bytes(what: str, chance: random.Random) -> bytes:
    if what == "empty":
        return b" " * chance.randrange(100_000)
    if what == "noise":
        return chance.randbytes(chance.randrange(500, 5000))
    if what == "blank":
        return b"\n\t" * chance.randrange(1, 100_000)
    if what == "gif.pdf":
        return b"GIF89a" + chance.randbytes(300)
    if what == "cut.pdf":
        return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + chance.randbytes(chance.randrange(200, 2000))
    if what == "cut.png":
        return _picture(["Trang bị cắt"], "PNG", chance)[: chance.randrange(60, 400)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml" if what == "sheet.docx" else "word/document.xml", chance.randbytes(800))
    return out.getvalue() if what == "sheet.docx" else out.getvalue()[:-40]


def _docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return undated(out.getvalue())


def _pdf(text: str) -> bytes:
    pdfmetrics.registerFont(TTFont("Soak", _font_path()))
    style = ParagraphStyle("body", fontName="Soak", fontSize=13, leading=17, spaceAfter=4)
    out = io.BytesIO()
    lines: list[Flowable] = [Paragraph(escape(line), style) for line in text.splitlines() if line.strip()]
    SimpleDocTemplate(out, pagesize=A4, invariant=True).build(lines)
    return out.getvalue()


def _scan(number: int, edition: int, chance: random.Random) -> bytes:
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH HÒA AN",
        f"Số: {number}/KH-UBND",
        "KẾ HOẠCH",
        f"Phát triển thư viện công cộng năm {2021 + number % 9}",
        f"1. Đến năm {2025 + edition}, {chance.randrange(50, 99)}% xã có thư viện.",
        f"2. Sở Tài chính chủ trì, bố trí {chance.randrange(2, 90)} tỷ đồng.",
    ]
    suffix = name_of(number).rpartition(".")[2]
    return _picture(lines, {"png": "PNG", "tif": "TIFF"}.get(suffix, "PDF"), chance)


def _font_path() -> str:
    return next(path for path in (f"{base}-Regular.ttf" for base in _FONTS) if Path(path).exists())


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_font_path(), size)


def _picture(lines: list[str], kind: str, chance: random.Random) -> bytes:
    page = Image.new("L", _SCAN_SIZE, 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((110, 60 + number * 90), line, font=_font(34), fill=chance.randrange(40))
    out = io.BytesIO()
    if kind == "PDF":
        page.save(out, "PDF", resolution=_SCAN_DPI, creationDate=_DATE, modDate=_DATE)
    elif kind == "TIFF":
        page.convert("1").save(out, "TIFF", dpi=(_SCAN_DPI, _SCAN_DPI), compression="group4")
    else:
        page.save(out, kind, dpi=(_SCAN_DPI, _SCAN_DPI))
    return out.getvalue()
