"""What must hold within the rows of one document before they are loaded: keys, references, offsets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import attrgetter

from schemas.tables import KEYS, REFERENCES, TABLES, DocumentRows, Row
from warehouse.arrow import LAYERS
from warehouse.errors import InvalidRows

_LAYER_COLUMNS = {table: frozenset(TABLES[table].model_fields) for table in LAYERS}
#: References that stay within a document, by table.
_INNER = {
    table: tuple(
        (column, REFERENCES[column][0]) for column in ("section_id", "parent_id", "task_id") if column in names
    )
    for table, names in _LAYER_COLUMNS.items()
}


#: A row's key: the value itself, or a tuple where several columns make it.
_KEY = {table: attrgetter(*KEYS[table]) for table in LAYERS}


def _layer_faults(
    table: str, rows: list[Row], document_id: str, length: int, keys: dict[str, set[object]]
) -> Iterator[str]:
    names = _LAYER_COLUMNS[table]
    if len(keys[table]) < len(rows):
        yield f"{table}: a key stands twice"
    prefix = f"{document_id}:"
    own_id = len(KEYS[table]) == 1
    owned, placed = "document_id" in names, "char_start" in names
    for row in rows:
        if owned and row.document_id != document_id:  # type: ignore[attr-defined]
            yield f"{table}: a row of another document ({row.document_id})"  # type: ignore[attr-defined]
        if own_id and not str(_KEY[table](row)).startswith(prefix):
            yield f"{table}: the id {_KEY[table](row)} does not begin with {prefix}"
        if placed and not 0 <= row.char_start <= row.char_end <= length:  # type: ignore[attr-defined]
            yield f"{table}: offsets {row.char_start} to {row.char_end} lie outside the text"  # type: ignore[attr-defined]
    for column, target in _INNER[table]:
        if target == table and column in KEYS[table]:
            continue
        for row in rows:
            value = getattr(row, column)
            if value is not None and value not in keys[target]:
                yield f"{table}: {column} {value} is none of the document's {target}"


def _outer_faults(rows: DocumentRows, agencies: Collection[str], provinces: Collection[str]) -> Iterator[str]:
    own = {agency.agency_id for agency in rows.agencies}
    named = {mention.agency_id for mention in rows.agency_mentions}
    named.update(party.agency_id for party in rows.task_agencies)
    named.add(rows.document.issuer_id)
    for agency_id in sorted(filter(None, named)):
        if agency_id not in own and agency_id not in agencies:
            yield f"agency {agency_id} is in no dimension"
    codes = {rows.document.province_code, *(agency.province_code for agency in rows.agencies)}
    for code in sorted(filter(None, codes)):
        if code not in provinces:
            yield f"province {code} is in no dimension"


def check_rows(rows: DocumentRows, agencies: Collection[str], provinces: Collection[str]) -> None:
    """Hold the rows of a document to the keys, references and offsets of the contract.

    Args:
        rows: the document.
        agencies: agency_ids of the dimension.
        provinces: province_codes of the dimension.

    Raises:
        InvalidRows: with the first five faults.
    """
    document = rows.document
    layers: dict[str, list[Row]] = {table: getattr(rows, field) for table, field in LAYERS.items()}
    keys: dict[str, set[object]] = {table: {_KEY[table](row) for row in found} for table, found in layers.items()}
    faults: list[str] = []
    for table, found in layers.items():
        faults += _layer_faults(table, found, document.document_id, len(document.text), keys)
    faults += _outer_faults(rows, agencies, provinces)
    if faults:
        more = f" (and {len(faults) - 5} more)" if len(faults) > 5 else ""
        raise InvalidRows("; ".join(faults[:5]) + more)
