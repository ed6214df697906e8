"""Rows as Arrow tables, the form in which DuckDB loads fastest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from schemas.tables import TABLES, DocumentRows, Row
from warehouse.ddl import Column, columns

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DOUBLE[]": pa.list_(pa.float64()),
}

#: Tables whose rows belong to one document: table -> field of `DocumentRows`.
LAYERS: dict[str, str] = {
    table: table for table in TABLES if table in DocumentRows.model_fields and table != "agencies"
}


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column."""
    return _ARROW_TYPES[column.sql_type]


def _utc(moment: datetime | None) -> datetime | None:
    # Timestamps are stored without a zone, in UTC: fetching zoned ones would ask researchers for one more package.
    return moment.astimezone(UTC).replace(tzinfo=None) if moment is not None and moment.tzinfo else moment


def _array(column: Column, values: list[Any]) -> pa.Array:
    if column.sql_type == "TIMESTAMP":
        values = [_utc(value) for value in values]
    return pa.array(values, arrow_type(column))


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """The rows of one table, columns in the model's order.

    Raises:
        pyarrow.ArrowException, UnicodeEncodeError, OverflowError: a value does not fit its column.
    """
    made = {}
    for column in columns(table):
        made[column.name] = _array(column, list(map(attrgetter(column.name), rows)))
    return pa.table(made)


def layer_tables(documents: Iterable[DocumentRows]) -> dict[str, pa.Table]:
    """The rows of many documents, a table each; tables without rows are left out.

    Raises:
        pyarrow.ArrowException, UnicodeEncodeError, OverflowError: a value does not fit its column.
    """
    gathered: dict[str, list[Row]] = {"documents": []}
    for document in documents:
        gathered["documents"].append(document.document)
        for table, field in LAYERS.items():
            gathered.setdefault(table, []).extend(getattr(document, field))
    return {table: to_arrow(table, rows) for table, rows in gathered.items() if rows}
