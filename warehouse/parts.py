"""Documents with all their rows as one Parquet file: how machines that extract hand back to the one that writes.

A row is a document: its own columns in `document`, its rows of each other table as a list. Whatever comes back is
checked against the models like any row: the place where parts lie is shared, and others may write there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from schemas.tables import TABLES, DocumentRows
from warehouse.arrow import LAYERS, arrow_type
from warehouse.ddl import columns
from warehouse.errors import WarehouseError

#: Field of `DocumentRows` -> table.
_FIELDS = {"document": "documents", "agencies": "agencies"} | {field: table for table, field in LAYERS.items()}
#: Where a document's reading time stands, in seconds.
_SECONDS = "_seconds"


def _schema() -> pa.Schema:
    fields = []
    for field, table in _FIELDS.items():
        row = pa.struct([(column.name, arrow_type(column)) for column in columns(table)])
        fields.append((field, row if field == "document" else pa.list_(row)))
    return pa.schema([*fields, (_SECONDS, pa.float64())])


def write_part(documents: Sequence[DocumentRows], file: IO[bytes]) -> None:
    """Write documents with all their rows as Parquet.

    Raises:
        pyarrow.ArrowException, UnicodeEncodeError, OverflowError: a value does not fit its column.
    """
    rows = [{**rows.model_dump(), _SECONDS: rows.seconds} for rows in documents]
    pq.write_table(pa.Table.from_pylist(rows, _schema()), file, compression="zstd")


def read_part(file: IO[bytes]) -> list[DocumentRows]:
    """Read what `write_part` wrote.

    Raises:
        WarehouseError: it is no such file, or holds what no row may be.
    """
    documents = []
    try:
        for row in pq.read_table(file).to_pylist():
            seconds = row.pop(_SECONDS)
            rows = DocumentRows.model_validate(_without_empty(row))
            if seconds is not None:
                rows.took(seconds)
            documents.append(rows)
    except (pa.ArrowException, ValidationError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseError(f"a part that came back from the cluster cannot be read: {error}") from error
    return documents


def _without_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in row.items() if value is not None}


assert set(_FIELDS.values()) <= set(TABLES)
