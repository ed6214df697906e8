"""What the XML of a Word document wraps around its blocks, rows and cells, and which of it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element as Xml

from corpus.docx_package import WORD
from corpus.docx_styles import value

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Wrappers whose content is printed as it is.
OPEN = {
    _MARKUP + "AlternateContent",
    _MARKUP + "Choice",
    *(WORD + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdtContent", "fldSimple", "customXml")),
    *(WORD + name for name in ("dir", "bdo", "drawing", "pict", "object")),
}
#: What is not printed: deletions of tracked changes, field codes, properties.
CLOSED = {
    *(WORD + name for name in ("del", "moveFrom", "instrText", "delText", "delInstrText")),
    *(WORD + name for name in ("rPr", "pPr", "sdtPr", "sdtEndPr")),
    _MARKUP + "Fallback",
}


def blocks_of(container: Xml) -> Iterator[Xml]:
    """Paragraphs and tables of a container, those in content controls and insertions included."""
    return _held(container, WORD + "p", WORD + "tbl")


def rows_of(table: Xml) -> Iterator[Xml]:
    """Rows of a table, those in content controls and insertions included."""
    return _held(table, WORD + "tr")


def cells_of(row: Xml) -> Iterator[Xml]:
    """Cells of a row, those in content controls and insertions included."""
    return _held(row, WORD + "tc")


def _held(container: Xml, *tags: str) -> Iterator[Xml]:
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag in OPEN or child.tag == WORD + "sdt":
            yield from _held(child, *tags)


def count_of(element: Xml | None, default: int) -> int:
    """Return a number of columns or rows, 100 at most; `default` where none is given."""
    text = value(element)
    return max(0, min(100, int(text))) if text is not None and text.isdecimal() and len(text) < 9 else default


def symbol_of(element: Xml) -> str:
    """Return the character of a symbol font, empty where it names none."""
    code = value(element, "char") or ""
    try:
        return chr(int(code, 16)) if 0 < len(code) <= 4 else ""
    except ValueError:
        return ""
