"""PDF: each page by its text layer where that is worth reading, by OCR of the drawn page where not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw

from corpus.errors import DamagedInput, EncryptedInput, NeedsOcr, TooLarge
from corpus.page import Box, Page
from corpus.page_pool import Step, in_order
from corpus.paged import source_of_pages
from corpus.pdf_guard import check_streams
from corpus.pdf_page import MAX_CHARS, PageText, PageTooFull, read_page
from corpus.settings import ReadingSettings
from corpus.tesseract import INSTALL
from corpus.text_layer import Layer, judge, mended
from corpus.unread import check_unread, why_no_ocr
from schemas.source import SourceText

#: Most pages of a document. The longest plans with all annexes have some 500.
MAX_PAGES = 2000
#: Longest side of a page that is drawn, in points: A0 has 3370.
_MAX_SIDE = 4000.0
#: Pixels that a page is drawn with at most: A3 at 300 dpi has 17 million.
_MAX_PIXELS = 20_000_000
#: Share of a page that its scan covers, and resolutions that a page is drawn with to match its scan.
_SCAN, _COARSEST, _FINEST = 0.85, 90.0, 225.0
_POINTS_PER_INCH = 72.0

#: PDFium may be used by one thread at a time only.
_PDFIUM = threading.Lock()


def read_pdf(data: bytes, name: str, settings: ReadingSettings | None = None) -> SourceText:
    """Read a PDF.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        settings: how to read it; by default OCR reads what has no text layer worth reading.

    Raises:
        EncryptedInput: if it opens with a password only.
        DamagedInput: if it, or a page of it, cannot be read.
        TooLarge: if it has more pages, or unpacks to more, than a document does.
        EmptyInput: if nothing is printed on its pages.
        NeedsOcr: if a page is a picture of text and no OCR is installed, or all pages are and OCR is off.
    """
    settings = settings or ReadingSettings()
    if settings.ocr == "always" and (lack := why_no_ocr(settings)):
        raise NeedsOcr(name, f"is to be read by OCR alone, and {lack}", f"install Tesseract: {INSTALL}")
    check_streams(data, name)
    with _PDFIUM:
        pages = list(in_order(_pages(data, name, settings)))
    check_unread(pages, name, settings)
    return source_of_pages(pages, name, "application/pdf")


def _pages(data: bytes, name: str, settings: ReadingSettings) -> Iterator[Step]:
    document = _opened(data, name)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(name, f"has {count} pages, the limit is {MAX_PAGES}", "split it into single documents")
        for index in range(count):
            try:
                page = _page(document, index, name, settings)
            except pdfium.PdfiumError as error:
                problem = f"page {index + 1} of {count} cannot be read; the file is damaged or cut off"
                raise DamagedInput(name, problem, "get it anew, or print it to a new PDF") from error
            except PageTooFull as error:
                problem = f"page {index + 1} holds more than {MAX_CHARS} characters"
                raise TooLarge(name, problem, "give the document itself, in pages") from error
            yield page
    finally:
        document.close()


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise EncryptedInput(name, "is locked with a password", "save a copy without one") from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise EncryptedInput(name, "is locked in an unknown way", "print it to a new PDF") from error
        raise DamagedInput(name, "is a damaged or cut off PDF", "get it anew, or print it to a new PDF") from error
    if len(document) == 0:
        document.close()
        raise DamagedInput(name, "is a PDF without pages, perhaps cut off", "get it anew")
    return document


def _page(document: pdfium.PdfDocument, index: int, name: str, settings: ReadingSettings) -> Step:
    """Read a page the better way."""
    text = read_page(document, index)
    text.page.words = mended(text.page.words)
    layer = judge(text)
    if layer is Layer.BLANK or (layer is Layer.GOOD and settings.ocr != "always"):
        return text.page
    if why_no_ocr(settings):
        lack = "no text layer" if layer is Layer.NONE else "no text layer in Vietnamese"
        return Page(index + 1, text.page.width, text.page.height, [], notes=text.page.notes, unread=lack)
    return _by_ocr(document, index, name, layer, text)


def _scanned_dpi(page: pdfium.PdfPage) -> float | None:
    """Return the resolution of the picture that a scanned page is, to draw it dot by dot; None if it is none."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) < _SCAN * width * height:
            continue
        pixels = picture.get_px_size()
        dpi = float((pixels[0] * pixels[1] / ((right - left) * (top - bottom))) ** 0.5 * _POINTS_PER_INCH)
        if _COARSEST <= dpi <= _FINEST:
            return dpi
    return None


def _by_ocr(document: pdfium.PdfDocument, index: int, name: str, layer: Layer, text: PageText) -> Step:
    """Draw a page with its seals; returns what reads the picture.

    Figures that fields print (number, day) are known and need no reading; what a signature notes of itself is no text.
    """
    from corpus.ocr import DPI, read_page_image  # OpenCV takes a while to load

    figures = [replace(word, confidence=100.0) for word in text.fields if word.text.isdecimal()]

    page = document[index]
    try:
        width, height = page.get_size()
        if max(width, height) > _MAX_SIDE:
            problem = f"page {index + 1} is {width:.0f} x {height:.0f} points large and {layer.value}"
            raise TooLarge(name, problem, "print it to A4 or A3")
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
        dpi = min(_scanned_dpi(page) or DPI, (_MAX_PIXELS / (width * height)) ** 0.5 * _POINTS_PER_INCH)
        image = page.render(scale=dpi / _POINTS_PER_INCH).to_pil()
    finally:
        page.close()
    _blank(image, [*text.signed, *(word.box for word in figures)], dpi / _POINTS_PER_INCH)

    def read() -> Page:
        try:
            read = read_page_image(image, dpi=dpi, name=name, page=index + 1)
            if abs(read.width - width) < 0.1 * width:
                read.words += figures
            read.notes = text.page.notes
            return read
        except NeedsOcr as error:
            problem = f"page {index + 1} must be read by OCR ({layer.value}): it {error.problem}"
            raise NeedsOcr(name, problem, error.remedy) from error

    return read


def drawn_page(data: bytes, name: str, page: int, scale: float) -> Image.Image:
    """Draw a page with its form fields and seals.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        page: 1-based page.
        scale: pixels a point; less where the page is very large.

    Raises:
        EncryptedInput, DamagedInput: if it cannot be opened or drawn.
    """
    with _PDFIUM:
        document = _opened(data, name)
        try:
            sheet = document[page - 1]
            raw.FPDFPage_Flatten(sheet, raw.FLAT_NORMALDISPLAY)
            sheet.close()
            sheet = document[page - 1]
            width, height = sheet.get_size()
            image: Image.Image = sheet.render(scale=min(scale, (_MAX_PIXELS / (width * height)) ** 0.5)).to_pil()
            sheet.close()
            return image
        except (pdfium.PdfiumError, IndexError) as error:
            raise DamagedInput(name, f"page {page} cannot be drawn", "get it anew, or print it to a new PDF") from error
        finally:
            document.close()


def _blank(image: Image.Image, boxes: Sequence[Box], scale: float) -> None:
    pen = ImageDraw.Draw(image)
    for box in boxes:
        pen.rectangle([side * scale for side in box], fill="white")
