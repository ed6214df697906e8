"""PDF: each page by its text layer where that is worth reading, by OCR of the drawn page where not."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import DamagedInput, EmptyInput, EncryptedInput, NeedsOcr, TooLarge
from corpus.page import Page
from corpus.page_layout import lay_out_pages
from corpus.pdf_guard import check_streams
from corpus.pdf_page import MAX_CHARS, PageTooFull, read_page
from corpus.places import Places
from corpus.reading import source_of
from corpus.text_layer import Layer, judge, mended
from schemas.source import SourcePage, SourceText
from schemas.vocabulary import TextOrigin

#: Most pages of a document. The longest plans with all annexes have some 500.
MAX_PAGES = 2000
#: Longest side of a page that is drawn, in points: A0 has 3370.
_MAX_SIDE = 4000.0
_POINTS_PER_INCH = 72.0

#: PDFium may be used by one thread at a time only.
_PDFIUM = threading.Lock()


def read_pdf(data: bytes, name: str) -> SourceText:
    """Read a PDF.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        EncryptedInput: if it opens with a password only.
        DamagedInput: if it, or a page of it, cannot be read.
        TooLarge: if it has more pages, or unpacks to more, than a document does.
        EmptyInput: if nothing is printed on its pages.
        NeedsOcr: if a page is a picture of text and no OCR is installed.
    """
    check_streams(data, name)
    with _PDFIUM:
        pages = list(_pages(data, name))
    places = Places()
    elements = lay_out_pages(pages, places)
    source = source_of(elements, places=places, media_type="application/pdf", warnings=tuple(_warnings(pages)))
    if not source.text:
        raise EmptyInput(name, "has nothing printed on its pages", "give a file with a document in it")
    return replace(
        source,
        pages=tuple(_source_pages(pages, source)),
        text_origin=_origin(pages),
        ocr_confidence=_confidence(pages),
    )


def _pages(data: bytes, name: str) -> Iterator[Page]:
    document = _opened(data, name)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(name, f"has {count} pages, the limit is {MAX_PAGES}", "split it into single documents")
        for index in range(count):
            try:
                page = _page(document, index, name)
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


def _page(document: pdfium.PdfDocument, index: int, name: str) -> Page:
    """Read a page the better way."""
    text = read_page(document, index)
    text.page.words = mended(text.page.words)
    layer = judge(text)
    if layer is Layer.GOOD or layer is Layer.BLANK:
        return text.page
    return _by_ocr(document, index, name, layer)


def _by_ocr(document: pdfium.PdfDocument, index: int, name: str, layer: Layer) -> Page:
    """Draw a page, signature widgets and form fields included, and read the picture."""
    from corpus.ocr import DPI, read_page_image  # OpenCV takes a while to load

    page = document[index]
    try:
        width, height = page.get_size()
        if max(width, height) > _MAX_SIDE:
            problem = f"page {index + 1} is {width:.0f} x {height:.0f} points large and {layer.value}"
            raise TooLarge(name, problem, "print it to A4 or A3")
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
        image = page.render(scale=DPI / _POINTS_PER_INCH).to_pil()
    finally:
        page.close()
    try:
        return read_page_image(image, dpi=DPI, name=name, page=index + 1)
    except NeedsOcr as error:
        problem = f"page {index + 1} must be read by OCR ({layer.value}): it {error.problem}"
        raise NeedsOcr(name, problem, error.remedy) from error


def _warnings(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        for note in page.notes:
            yield f"page {page.number}: note of an electronic signature left out of the text: {note[:200]}"


def _source_pages(pages: Sequence[Page], source: SourceText) -> Iterator[SourcePage]:
    """Tell where each page begins and ends in the text; footnotes, which stand after all pages, are not counted."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    reached = 0
    for stretch in source.stretches:
        if stretch.page is None or stretch.page < reached:
            continue
        reached = stretch.page
        starts.setdefault(reached, stretch.start)
        ends[reached] = stretch.end
    last = 0
    for page in pages:
        start = starts.get(page.number, last)
        last = ends.get(page.number, start)
        yield SourcePage(page.number, start, last, page.width, page.height, page.origin, page.confidence)


def _origin(pages: Sequence[Page]) -> TextOrigin:
    origins = Counter(page.origin for page in pages if page.words)
    return TextOrigin.MIXED if len(origins) > 1 else next(iter(origins), TextOrigin.TEXT_LAYER)


def _confidence(pages: Sequence[Page]) -> float | None:
    read = [(page.confidence, len(page.words)) for page in pages if page.confidence is not None and page.words]
    return sum(c * n for c, n in read) / sum(n for _, n in read) if read else None
