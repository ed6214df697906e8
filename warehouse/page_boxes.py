"""What was extracted from one page of a document and where it stands there, to be drawn onto the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import NoLayout, NoSuchPage, ReadBefore
from warehouse.reader import open_warehouse
from warehouse.show import find_document

#: Layer -> its key and the column that tells what a row says, the largest spans first.
LAYERS = {
    "tasks": ("task_id", "description"),
    "targets": ("target_id", "quote"),
    "legal_references": ("reference_id", "raw"),
    "agency_mentions": ("mention_id", "raw"),
    "dates": ("date_id", "raw"),
    "amounts": ("amount_id", "raw"),
    "percentages": ("percentage_id", "raw"),
    "corrections": ("correction_id", "corrected"),
}


@dataclass(frozen=True, slots=True)
class PageSpan:
    """One row of a layer: its key, its words, and its box on the page as (x0, top, x1, bottom) in PDF points."""

    layer: str
    key: str
    words: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a document with what was extracted from it.

    Attributes:
        document_id: the document.
        media_type: of its file.
        sha256: of its file's bytes.
        places: where its file was read, the first choice first.
        page, page_count: 1-based number, and how many there are.
        width, height: size as it was read, in PDF points.
        text_origin: how its text came to be.
        ocr_confidence: mean word confidence, 0 to 100; None where nothing was read by OCR.
        turned, levelled: as of the columns of `pages`.
        spans: rows with a box on it, layer by layer as in `LAYERS`.
    """

    document_id: str
    media_type: str
    sha256: str
    places: tuple[str, ...]
    page: int
    page_count: int
    width: float
    height: float
    text_origin: str
    ocr_confidence: float | None
    turned: int
    levelled: float
    spans: tuple[PageSpan, ...]


def page_spans(path: Path | str, words: str, page: int) -> DocumentPage:
    """One page of a document with the boxes of its rows.

    Args:
        path: the warehouse.
        words: names the document, as of `document_overview`.
        page: 1-based page.

    Raises:
        DocumentNotFound, AmbiguousDocument: as their names say.
        NoLayout: the document's source has no pages, or nothing is known of where things stand on them.
        NoSuchPage: it has fewer pages.
        ReadBefore: it was read by a version that did not note how pages were turned.
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    with open_warehouse(path) as connection:
        document_id = find_document(connection, words)
        known = _columns(connection)
        name, uri, sha256, media_type = connection.execute(
            "SELECT source_name, source_uri, source_sha256, media_type FROM documents WHERE document_id = ?",
            [document_id],
        ).fetchall()[0]
        count = connection.execute("SELECT count(*) FROM pages WHERE document_id = ?", [document_id]).fetchall()[0][0]
        if not count:
            raise NoLayout(name, media_type)
        if not 1 <= page <= count:
            raise NoSuchPage(name, page, count)
        if ("pages", "turned") not in known:
            raise ReadBefore(name)
        width, height, origin, confidence, turned, levelled = connection.execute(
            "SELECT width, height, text_origin, ocr_confidence, turned, levelled "
            "FROM pages WHERE document_id = ? AND page = ?",
            [document_id, page],
        ).fetchall()[0]
        if width is None or height is None:
            raise NoLayout(name, media_type)
        if turned is None or levelled is None:
            raise ReadBefore(name)
        return DocumentPage(
            document_id,
            media_type,
            sha256,
            _places(connection, document_id, uri, known),
            page,
            count,
            width,
            height,
            origin,
            confidence,
            turned,
            levelled,
            _spans(connection, document_id, page, known),
        )


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    # A warehouse that an older version wrote is read as it is: it may lack columns.
    return set(connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall())


def _places(
    connection: duckdb.DuckDBPyConnection, document_id: str, uri: str, known: set[tuple[str, str]]
) -> tuple[str, ...]:
    if ("sources", "document_id") not in known:
        return (uri,)
    found = connection.execute(
        "SELECT source_uri FROM sources WHERE document_id = ? AND source_uri != ? ORDER BY source_uri",
        [document_id, uri],
    ).fetchall()
    return (uri, *(row[0] for row in found))


def _spans(
    connection: duckdb.DuckDBPyConnection, document_id: str, page: int, known: set[tuple[str, str]]
) -> tuple[PageSpan, ...]:
    spans = []
    for layer, (key, words) in LAYERS.items():
        if (layer, "bbox") not in known:
            continue
        rows = connection.execute(
            f"SELECT {key}, {words}, bbox FROM {layer} "
            f"WHERE document_id = ? AND page = ? AND bbox IS NOT NULL ORDER BY {key}",
            [document_id, page],
        ).fetchall()
        spans += [PageSpan(layer, row_key, text, tuple(box)) for row_key, text, box in rows]
    return tuple(spans)
