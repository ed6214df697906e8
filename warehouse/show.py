"""One document with all that was found in it, as data; the command line prints it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import AmbiguousDocument, DocumentNotFound
from warehouse.reader import open_warehouse
from warehouse.views import refresh_views

_MOST_CANDIDATES = 20

#: Layer -> the rows of one document in reading order. `section` is the section's path.
_LAYERS = {
    "targets": """SELECT section_path AS section, kind, indicator, value_text AS target, base, deadline_year,
        deadline_date, indicator_id, quote, page, target_id
        FROM targets_in_context WHERE document_id = $id ORDER BY target_id""",
    "tasks": """SELECT number, description, category, lead_names AS "lead", implement_names AS implement,
        cooperate_names AS cooperate, timeframe_raw AS timeframe, end_date, budget_vnd, section_path AS section, page,
        task_id FROM tasks_in_context WHERE document_id = $id ORDER BY task_id""",
    "percentages": """SELECT sections.path AS section, layer.raw, low, high, comparator, per, page, percentage_id
        FROM percentages AS layer LEFT JOIN sections USING (section_id)
        WHERE layer.document_id = $id ORDER BY percentage_id""",
    "dates": """SELECT sections.path AS section, layer.raw, kind, start_date, end_date, layer.role, page, date_id
        FROM dates AS layer LEFT JOIN sections USING (section_id) WHERE layer.document_id = $id ORDER BY date_id""",
    "agency_mentions": """SELECT sections.path AS section, layer.raw, name, layer.role, collective, page, mention_id
        FROM agency_mentions AS layer LEFT JOIN sections USING (section_id)
        WHERE layer.document_id = $id ORDER BY mention_id""",
    "legal_references": """SELECT relation, doc_type, number, issued_date, issuer, mentions, raw, page, reference_id
        FROM legal_references WHERE document_id = $id ORDER BY reference_id""",
    "amounts": """SELECT sections.path AS section, layer.raw, value_vnd, page, amount_id
        FROM amounts AS layer LEFT JOIN sections USING (section_id) WHERE layer.document_id = $id ORDER BY amount_id""",
    "corrections": """SELECT raw, corrected, rule, confidence, correction_id
        FROM corrections WHERE document_id = $id ORDER BY correction_id""",
}

#: How words may name a document, the surest first; the first that finds any decides.
_MATCHES = (
    "document_id = $words OR number = $words OR source_name = $words",
    "length($words) >= 4 AND starts_with(document_id, lower($words))",
    "fold(number) = fold($words) OR fold(source_name) = fold($words) "
    "OR starts_with(fold(source_name), fold($words) || '.')",
    "contains(fold(coalesce(number, '')), fold($words)) OR contains(fold(source_name), fold($words))",
    "contains(fold(concat_ws(' ', title, issuer, province)), fold($words))",
)


@dataclass(frozen=True, slots=True)
class LayerRows:
    """The rows of one layer: column names, and a tuple a row in reading order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A section of the outline with those below it."""

    section_id: str
    path: str
    marker: str
    heading: str | None
    role: str
    text: str
    page: int | None
    children: list[OutlineNode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DocumentOverview:
    """A document: its metadata by column name (without its text), its outline, and its rows by layer."""

    document: dict[str, Any]
    outline: list[OutlineNode]
    layers: dict[str, LayerRows]


def find_document(connection: duckdb.DuckDBPyConnection, words: str) -> str:
    """The id of the one document that words name, as of `document_overview`.

    Raises:
        DocumentNotFound, AmbiguousDocument: as their names say.
    """
    if words.strip():
        for match in _MATCHES:
            found = connection.execute(
                "SELECT document_id, coalesce(number, first_words(title), '?'), source_name FROM documents "
                f"WHERE {match} ORDER BY source_name, document_id LIMIT {_MOST_CANDIDATES}",
                {"words": words.strip()},
            ).fetchall()
            if len(found) == 1:
                return str(found[0][0])
            if found:
                raise AmbiguousDocument(words, found)
    raise DocumentNotFound(words)


def _outline(connection: duckdb.DuckDBPyConnection, document_id: str) -> list[OutlineNode]:
    rows = connection.execute(
        "SELECT section_id, parent_id, path, marker, heading, role, text, page_start FROM sections "
        "WHERE document_id = ? ORDER BY position",
        [document_id],
    ).fetchall()
    nodes: dict[str, OutlineNode] = {}
    top: list[OutlineNode] = []
    for section_id, parent_id, *rest in rows:
        node = nodes[section_id] = OutlineNode(section_id, *rest)
        (nodes[parent_id].children if parent_id in nodes else top).append(node)
    return top


def document_overview(path: Path | str, words: str) -> DocumentOverview:
    """A document with its metadata, its outline and its rows.

    Args:
        path: the warehouse.
        words: its id or the start of it (4 digits at least), its number, its file name, or a part of number, file
            name, title, issuer or province, with or without diacritics.

    Raises:
        DocumentNotFound, AmbiguousDocument: as their names say; the latter holds the candidates.
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    with open_warehouse(path) as connection:
        refresh_views(connection)
        document_id = find_document(connection, words)
        connection.execute(
            "SELECT * EXCLUDE (text), length(text) AS characters FROM documents WHERE document_id = ?", [document_id]
        )
        names = [column[0] for column in connection.description or []]
        document = dict(zip(names, connection.fetchall()[0], strict=True))
        layers = {}
        for layer, sql in _LAYERS.items():
            connection.execute(sql, {"id": document_id})
            columns = tuple(column[0] for column in connection.description or [])
            layers[layer] = LayerRows(columns, connection.fetchall())
        return DocumentOverview(document, _outline(connection, document_id), layers)
