"""One file to its source text: the way in for every format."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.canonical import build, repaired
from corpus.decoding import decode, to_nfc
from corpus.elements import Element, Line
from corpus.errors import EmptyInput, TooLarge, UnreadableFile, UnsupportedFormat
from corpus.furniture import drop_page_furniture, mark_stamps
from corpus.glue import split_glued
from corpus.grids import find_grids
from corpus.html import read_html
from corpus.layout import Paragraph, lay_out, part_columns
from corpus.loose_tables import find_loose_tables
from corpus.markup import has_markdown, read_markup
from corpus.places import Places
from corpus.repair import find_misreadings
from corpus.settings import Ocr, ReadingSettings
from corpus.site import drop_site
from corpus.sniff import binary_type, is_html
from corpus.tables import Row, lay_out_tables
from schemas.source import SourceText

#: Largest file that is read, in bytes: a scan of some hundred pages.
MAX_BYTES = 100 * 1024 * 1024
#: Largest text, in bytes. A plan has some 100 KB; what has a hundred times that is no plan, and would hold a worker
#: for minutes and gigabytes.
MAX_TEXT_BYTES = 16 * 1024 * 1024

Reader = Callable[[bytes, str, ReadingSettings], SourceText]
#: Readers by MIME type. Text is what has the mark of no other format.
_READERS: dict[str, Reader] = {}

_FORMAT_NAMES = {
    "application/pdf": "a PDF",
    "application/msword": "a Word 97 document (.doc)",
    "application/rtf": "an RTF document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word document (.docx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook (.xlsx)",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint file (.pptx)",
    "application/vnd.oasis.opendocument.text": "an OpenDocument file (.odt)",
    "application/zip": "a ZIP archive",
    "application/gzip": "a gzip archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-7z-compressed": "a 7z archive",
    "multipart/related": "a web archive (.mht) or an e-mail",
}
_WORD_FORMATS = ("application/msword", "application/rtf", "application/vnd.oasis.opendocument.text")


def register(media_type: str, reader: Reader) -> None:
    """Make a format readable.

    Args:
        media_type: its MIME type, as `corpus.sniff.binary_type` tells it.
        reader: called with the bytes, the file's name and how to read it; raises `RejectedInput` on what it cannot
            read.
    """
    _READERS[media_type] = reader


def read(path: Path, *, ocr: Ocr = "auto") -> SourceText:
    """Read a file.

    Args:
        path: the file.
        ocr: which pages OCR reads, as of `corpus.settings.Ocr`.

    Raises:
        ValueError: an `ocr` that does not exist.
        UnreadableFile: if it cannot be opened.
        RejectedInput: any of the classes of `corpus.errors`, see `read_bytes`.
    """
    return read_bytes(bytes_of(path), path.name, ocr=ocr)


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, for `read_bytes`.

    Raises:
        UnreadableFile: if it cannot be opened.
        TooLarge: if it is larger than `MAX_BYTES`.
    """
    try:
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except IsADirectoryError as error:
        raise UnreadableFile(path.name, "is a folder", "name the files in it") from error
    except OSError as error:
        reason = (error.strerror or "cannot be opened").lower()
        raise UnreadableFile(path.name, f"cannot be read ({reason})", "check its path and permissions") from error


def check_size(name: str, size: int, most: int | None = None) -> None:
    """Check how large a file is, in bytes, before it is held in memory.

    Raises:
        TooLarge: if it is larger than `most`, by default `MAX_BYTES`.
    """
    most = MAX_BYTES if most is None else most
    if size > most:
        sizes = f"has {size // 1024 // 1024} MB, the limit is {most // 1024 // 1024} MB"
        raise TooLarge(name, sizes, "split it into single documents")


def read_bytes(data: bytes, name: str, *, ocr: Ocr = "auto") -> SourceText:
    """Read a file's bytes; the format is told from them, not from the name.

    Args:
        data: the bytes.
        name: the file's name, for messages.
        ocr: which pages OCR reads, as of `corpus.settings.Ocr`.

    Returns:
        The canonical text with its structure and its way back to the source.

    Raises:
        EmptyInput, BinaryNoise, UnknownEncoding, UnsupportedFormat, TooLarge, NeedsOcr: see `corpus.errors`.
        ValueError: an `ocr` that does not exist.
    """
    settings = ReadingSettings(ocr)
    if not data.strip(b" \t\r\n\0\x0c"):
        raise EmptyInput(name, "is empty", "give a file with a document in it")
    check_size(name, len(data))
    media_type = binary_type(data)
    if media_type is None:
        check_size(name, len(data), MAX_TEXT_BYTES)
        return _read_text(data, name)
    if media_type in _READERS:
        return _READERS[media_type](data, name, settings)
    what = _FORMAT_NAMES.get(media_type, f"of the format {media_type}")
    remedy = "give the document as text, Markdown or HTML"
    if media_type in _WORD_FORMATS:
        remedy = "convert it first, e.g. soffice --headless --convert-to html FILE (LibreOffice)"
    raise UnsupportedFormat(name, f"is {what}, which is not supported", remedy)


def source_of(elements: list[Element], **facts: object) -> SourceText:
    """Lay out what a reader found and repair what was misread.

    Args:
        elements: printed lines and grids in reading order, with offsets into the decoded source.
        facts: further fields of the source text: `media_type`, `pages`, `warnings` …; `to_decoded` and
            `places` as in `corpus.canonical.build`.
    """
    to_decoded, places = facts.pop("to_decoded", None), facts.pop("places", None)
    laid = _laid_out(elements)
    source = build(laid, to_decoded, places)  # type: ignore[arg-type]
    source = repaired(source, find_misreadings(source.text, _confidences(source, places)))
    return replace(source, **facts)  # type: ignore[arg-type]


def _confidences(source: SourceText, places: object) -> list[tuple[int, int, float]]:
    """Return start, end and confidence of the words that OCR read."""
    if not isinstance(places, Places):
        return []
    read = places.read_by_ocr()
    found = ((s.start, s.end, read.get((s.page, s.bbox))) for s in source.stretches if s.page and s.bbox)
    return [(start, end, confidence) for start, end, confidence in found if confidence is not None]


def _laid_out(elements: list[Element]) -> list[Paragraph | Row]:
    elements = drop_page_furniture(split_glued(elements))
    mark_stamps(elements)
    lines: list[Element] = []
    columns: list[Line] = []
    for element in find_grids(find_loose_tables(elements)):
        if isinstance(element, Line):
            columns.append(element)
            continue
        lines += [*part_columns(columns), element]
        columns = []
    lines += part_columns(columns)
    return lay_out(lay_out_tables(lines))


def _read_text(data: bytes, name: str) -> SourceText:
    decoded = decode(data, name)
    text, to_decoded = to_nfc(decoded.text)
    if is_html(text):
        elements, media_type = drop_site(read_html(text)), "text/html"
    else:
        elements, media_type = read_markup(text), "text/markdown" if has_markdown(text) else "text/plain"
    source = source_of(elements, to_decoded=to_decoded, media_type=media_type, warnings=decoded.warnings)
    if not source.text:
        raise EmptyInput(name, "holds no text", "give a file with a document in it")
    return source
