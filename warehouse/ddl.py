"""DDL generated from the row models: the models are the only place where a column is defined.

Small tables (dimensions, runs, documents) declare their primary key. The layer tables do not: DuckDB's index made
loading 2.4 times slower and the file 4.5 times larger. Their keys are unique all the same, since each begins with the
id of its document (a CHECK), documents are unique, and the writer checks the keys within a document before it loads.
Foreign keys are checked by the writer too: DuckDB's own forbid replacing a document inside one transaction.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from schemas.tables import KEYS, TABLES, Row

#: Tables whose key is declared to DuckDB.
INDEXED = frozenset(
    {"provinces", "agencies", "national_goals", "ingest_runs", "rejected_files", "documents", "sources"}
)

_SQL_TYPES: dict[object, str] = {
    str: "VARCHAR",
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
    list[float]: "DOUBLE[]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name, the field's.
        sql_type: DuckDB type.
        nullable: whether the model allows None.
        values: the closed vocabulary of an enumerated column in its order, else empty.
        description: what it means and in which unit.
    """

    name: str
    sql_type: str
    nullable: bool
    values: tuple[str, ...]
    description: str


def _column(name: str, annotation: object, description: str) -> Column:
    nullable = False
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(annotation) if part is not type(None)]
        nullable = len(parts) < len(typing.get_args(annotation))
        if len(parts) != 1:
            raise TypeError(f"column {name}: {annotation} is more than one type")
        annotation = parts[0]
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Column(name, "VARCHAR", nullable, tuple(member.value for member in annotation), description)
    if annotation not in _SQL_TYPES:
        raise TypeError(f"column {name}: no DuckDB type for {annotation}")
    return Column(name, _SQL_TYPES[annotation], nullable, (), description)


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table of the contract, in the model's order.

    Raises:
        TypeError: a field has a type that no column can hold, or no description.
    """
    found = []
    for name, field in TABLES[table].model_fields.items():
        if not field.description:
            raise TypeError(f"{table}.{name} has no description")
        found.append(_column(name, field.annotation, field.description))
    return tuple(found)


def quote_identifier(name: str) -> str:
    """The name as an SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """The text as an SQL string literal, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


def _checks(table: str, names: set[str], key: tuple[str, ...]) -> Iterator[str]:
    if {"char_start", "char_end"} <= names:
        yield "CHECK (char_start >= 0 AND char_end >= char_start)"
    if "document_id" in names and len(key) == 1 and table not in ("documents", "sources"):
        yield f"CHECK (starts_with({quote_identifier(key[0])}, document_id || ':'))"
    if {"low", "high"} <= names:
        yield "CHECK (low <= high)"


def create_table(table: str) -> str:
    """The CREATE TABLE statement of a table of the contract."""
    lines = []
    key = KEYS[table]
    for column in columns(table):
        name = quote_identifier(column.name)
        line = f"{name} {column.sql_type}"
        if not column.nullable:
            line += " NOT NULL"
        if column.values:
            line += f" CHECK ({name} IN ({', '.join(map(quote_literal, column.values))}))"
        lines.append(line)
    if table in INDEXED:
        lines.append(f"PRIMARY KEY ({', '.join(map(quote_identifier, key))})")
    lines += _checks(table, {column.name for column in columns(table)}, key)
    return f"CREATE TABLE {quote_identifier(table)} (\n    " + ",\n    ".join(lines) + "\n)"


def _comments(table: str, model: type[Row]) -> Iterator[str]:
    meaning = (model.__doc__ or "").strip().splitlines()[0]
    yield f"COMMENT ON TABLE {quote_identifier(table)} IS {quote_literal(meaning)}"
    for column in columns(table):
        target = f"{quote_identifier(table)}.{quote_identifier(column.name)}"
        yield f"COMMENT ON COLUMN {target} IS {quote_literal(column.description)}"


@cache
def statements() -> tuple[str, ...]:
    """All statements that make the empty tables of the contract and `meta`, in order."""
    made = ["CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)"]
    made.append(
        "COMMENT ON TABLE meta IS 'Facts about this file: schema_version, schema, derived, views, published_at.'"
    )
    for table, model in TABLES.items():
        made.append(create_table(table))
        made += _comments(table, model)
    return tuple(made)


@cache
def fingerprint() -> str:
    """A digest of the DDL: two files with the same one have the same tables, columns and constraints."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()[:16]
