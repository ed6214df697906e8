"""What a file is, told from its bytes."""

import io
import re
import zipfile

#: Longest stretch in which PDF readers look for the mark of a PDF.
_PDF_REACH = 1024
_BLOCK_TAG = re.compile(r"<(?:p|div|li|h[1-6]|br|center|section|article|body|tr)\b[^<>]*>", re.IGNORECASE)
_TABLE_EDGE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"AT&TFORM", "image/vnd.djvu"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
    (b"%!PS", "application/postscript"),
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The text of a Word document; Word in the browser calls it `document2.xml`.
WORD_DOCUMENT = re.compile(r"word/document\d*\.xml")
_ZIP_MEMBERS = (
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("content.xml", "application/vnd.oasis.opendocument.text"),
)


def binary_type(data: bytes) -> str | None:
    """Return the MIME type of a binary format, None where the bytes carry the mark of none."""
    for mark, media_type in _SIGNATURES:
        if data.startswith(mark):
            return media_type
    if b"%PDF-" in data[:_PDF_REACH]:
        return "application/pdf"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_type(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        is_word = "WordDocument".encode("utf-16-le") in data
        return "application/msword" if is_word else "application/x-ole-storage"
    if re.match(rb"(?:[\w-]+:[^\n]*\r?\n){0,20}Content-Type:\s*multipart/", data[:4000], re.IGNORECASE):
        return "multipart/related"
    return None


def part_name(filename: str) -> str:
    """Return the name of a file in a ZIP as Office writes it: in small letters, without the backslashes of some."""
    return filename.replace("\\", "/").lstrip("/").lower()


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {part_name(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "application/zip"
    if any(map(WORD_DOCUMENT.fullmatch, names)):
        return DOCX
    return next((media_type for member, media_type in _ZIP_MEMBERS if member in names), "application/zip")


def _outside_tables(text: str) -> str:
    pieces: list[str] = []
    depth = last = 0
    for edge in _TABLE_EDGE.finditer(text):
        if not edge.group(1):
            if depth == 0:
                pieces.append(text[last : edge.start()])
            depth += 1
        elif depth:
            depth -= 1
            last = edge.end()
    return "".join([*pieces, text[last:] if depth == 0 else ""])


def is_html(text: str) -> bool:
    """Tell whether a text is an HTML page or fragment, not Markdown with some tags in it."""
    if _PAGE.match(text[:20_000]):
        return True
    sample = text[:200_000]
    if not re.match(r"\s*<(?:!--|[A-Za-z])", sample):
        return False
    outside = _outside_tables(sample)
    tags = len(_BLOCK_TAG.findall(outside))
    bare = [line for line in outside.splitlines() if line.strip() and not line.lstrip().startswith("<")]
    loose = sum(not line.rstrip().endswith(">") for line in bare)
    return tags >= 2 and tags >= loose
