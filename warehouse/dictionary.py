"""The data dictionary: every table, column, key and value of the contract, as the row models tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemas.tables import KEYS, REFERENCES, TABLES
from warehouse.ddl import columns
from warehouse.reader import SCHEMA_VERSION

Record = dict[str, Any]


def data_dictionary() -> list[Record]:
    """One record a column: table, column, type, nullable, key, refers to, values, description."""
    records = []
    for table in TABLES:
        for column in columns(table):
            target = REFERENCES.get(column.name) if KEYS[table] != (column.name,) else None
            records.append(
                {
                    "table": table,
                    "column": column.name,
                    "type": column.sql_type,
                    "nullable": column.nullable,
                    "key": column.name in KEYS[table],
                    "refers_to": ".".join(target) if target else None,
                    "values": list(column.values),
                    "description": column.description,
                }
            )
    return records


def meaning(table: str) -> str:
    """What a row of the table is, in one sentence."""
    return (TABLES[table].__doc__ or "").strip().splitlines()[0]


def _tables_markdown(records: list[Record]) -> Iterator[str]:
    for table in dict.fromkeys(record["table"] for record in records):
        yield from ("", f"## {table}", "", meaning(table), "")
        yield "| column | type | | meaning |"
        yield "| --- | --- | --- | --- |"
        for record in records:
            if record["table"] == table:
                marks = ["key"] * record["key"] + ["may be null"] * record["nullable"]
                marks += [f"→ `{record['refers_to']}`"] * bool(record["refers_to"])
                values = ": " + ", ".join(f"`{value}`" for value in record["values"]) if record["values"] else ""
                told = f"{record['description']}{values}".replace("|", "\\|")
                yield f"| `{record['column']}` | {record['type']} | {', '.join(marks)} | {told} |"


def _opening() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        f"Schema version {SCHEMA_VERSION}. Made from the row models by `kehoach schema --format markdown`; a test "
        "holds it to them."
    )
    yield ""
    yield (
        "Offsets `char_start`, `char_end` are half-open, in Unicode code points, into `documents.text`: "
        "`substr(text, char_start + 1, char_end - char_start)` gives a row's `raw` or `quote`. Times are UTC. "
        "Values of enumerated columns are never renamed."
    )


def as_markdown(table: str | None = None) -> str:
    """The dictionary, or one table of it, as Markdown."""
    records = [record for record in data_dictionary() if table in (None, record["table"])]
    lines = [*(_opening() if table is None else ()), *_tables_markdown(records)]
    return "\n".join(lines).lstrip("\n") + "\n"
