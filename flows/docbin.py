"""`kehoach export --format docbin`: the plans as spaCy documents, their span groups made anew from the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    from spacy.tokens import Doc

#: Span group -> its rows as (document_id, row id, first, end, label), in reading order.
_GROUPS = {
    "sections": "SELECT document_id, section_id, char_start, char_end, role FROM sections ORDER BY section_id",
    "percentages": "SELECT document_id, percentage_id, char_start, char_end, 'percentage' FROM percentages",
    "targets": "SELECT document_id, target_id, char_start, char_end, coalesce(indicator_id, kind) FROM targets",
    "dates": "SELECT document_id, date_id, char_start, char_end, role FROM dates",
    "agencies": "SELECT document_id, mention_id, char_start, char_end, role FROM agency_mentions",
    "tasks": "SELECT document_id, task_id, char_start, char_end, origin FROM tasks",
    "references": "SELECT document_id, reference_id, char_start, char_end, relation FROM legal_references",
    "amounts": "SELECT document_id, amount_id, char_start, char_end, 'amount' FROM amounts",
    "corrections": "SELECT document_id, correction_id, char_start, char_end, rule FROM corrections",
}
#: Documents in one file: a `DocBin` is read as a whole.
_DOCUMENTS_A_FILE = 1000
#: What of `documents` goes along as `doc.user_data`.
_FACTS = (
    "document_id, source_name, source_sha256, doc_type, number, title, issuer, branch, province, province_code, "
    "CAST(issued_date AS VARCHAR) AS issued_date, period_start, period_end"
)


def _documents(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    ids = [row[0] for row in connection.execute("SELECT document_id FROM documents ORDER BY document_id").fetchall()]
    for first in range(0, len(ids), _DOCUMENTS_A_FILE):
        result = connection.execute(
            f"SELECT text, {_FACTS} FROM documents WHERE document_id IN (SELECT unnest(?)) ORDER BY document_id",
            [ids[first : first + _DOCUMENTS_A_FILE]],
        )
        yield [column[0] for column in result.description or []][1:], result.fetchall()


def _spans(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """Document -> span group -> (row id, first, end, label)."""
    found: dict[str, dict[str, list[tuple[Any, ...]]]] = {document_id: {} for document_id in ids}
    for group, sql in _GROUPS.items():
        rows = connection.execute(f"FROM ({sql}) WHERE document_id IN (SELECT unnest(?)) ORDER BY 2", [ids]).fetchall()
        for document_id, *span in rows:
            found[document_id].setdefault(group, []).append(tuple(span))
    return found


def _annotated(doc: Doc, groups: dict[str, list[tuple[Any, ...]]]) -> Doc:
    for group in _GROUPS:
        made = []
        for row_id, start, end, label in groups.get(group, ()):
            span = doc.char_span(start, end, label=label, span_id=row_id, alignment_mode="expand")
            if span is not None:
                made.append(span)
        doc.spans[group] = made
    return doc


def export_docbin(warehouse: Path, target: Path, on_file: Callable[[str, int], None] | None = None) -> dict[str, int]:
    """Write the plans of a warehouse as `plans-0001.spacy` and so on, each with up to 1000 documents.

    Read them with `DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)`. A span's `id_` is the id of its row,
    its label the row's role or kind; `doc.user_data` holds the document's metadata.

    Returns:
        File name -> its documents.

    Raises:
        WarehouseError: as `warehouse.handoff.export_warehouse`.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    from extractors.tokenizer import SyllableTokenizer
    from warehouse import open_warehouse
    from warehouse.errors import WarehouseError
    from warehouse.handoff import DESCRIPTOR, replaced_folder

    counts: dict[str, int] = {}
    with open_warehouse(warehouse) as connection, replaced_folder(target) as folder:
        for number, (names, rows) in enumerate(_documents(connection), 1):
            vocab = Vocab()
            tokenizer, bin = SyllableTokenizer(vocab), DocBin(store_user_data=True)
            groups = _spans(connection, [row[1] for row in rows])
            for text, *facts in rows:
                doc = _annotated(tokenizer(text), groups[facts[0]])
                doc.user_data = dict(zip(names, facts, strict=True))
                bin.add(doc)
            file = f"plans-{number:04d}.spacy"
            bin.to_disk(folder / file)
            for doc, (text, *_) in zip(DocBin().from_disk(folder / file).get_docs(Vocab()), rows, strict=True):
                if doc.text != text:
                    raise WarehouseError(f"{file} does not hold the texts of the warehouse; please report this.")
            counts[file] = len(rows)
            if on_file:
                on_file(file, len(rows))
        described = {"name": "kehoach", "format": "spacy.DocBin", "groups": list(_GROUPS), "files": counts}
        (folder / DESCRIPTOR).write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    return counts
