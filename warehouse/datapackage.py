"""Descriptors of a hand-off, made from the row models: `datapackage.json` (Data Package v2), a JSON Schema a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.tables import KEYS, REFERENCES, TABLES
from warehouse.ddl import Column, columns
from warehouse.reader import SCHEMA_VERSION

_PROFILES = "https://datapackage.org/profiles/2.0/"
_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE[]": "array",
}
#: Administrative documents of the state are not protected (Luật Sở hữu trí tuệ 50/2005/QH11, article 15).
_LICENSES = [
    {
        "name": "other-pd",
        "title": "Public domain: administrative documents (Luật Sở hữu trí tuệ 50/2005/QH11, Điều 15)",
        "path": "https://vanban.chinhphu.vn/default.aspx?pageid=27160&docid=29538",
    }
]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A table's file: its path in the package, its format and MIME type, and its rows."""

    path: str
    format: str
    media_type: str
    rows: int


def _field(table: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.sql_type], "description": column.description}
    constraints: dict[str, Any] = {}
    free_text = column.sql_type == "VARCHAR" and not column.values and column.name not in KEYS[table]
    if not column.nullable and not free_text:  # a text may be empty, which CSV cannot tell from none
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if KEYS[table] == (column.name,):
        constraints["unique"] = True
    return field | ({"constraints": constraints} if constraints else {})


def table_schema(table: str) -> dict[str, Any]:
    """The Table Schema of a table: fields with types, descriptions and enums, primary key and foreign keys."""
    described = columns(table)
    foreign = []
    for column in described:
        if column.name in REFERENCES and KEYS[table] != (column.name,):
            target, key = REFERENCES[column.name]
            foreign.append(
                {
                    "fields": [column.name],
                    "reference": {"resource": "" if target == table else target, "fields": [key]},
                }
            )
    schema: dict[str, Any] = {
        "$schema": _PROFILES + "tableschema.json",
        "fields": [_field(table, column) for column in described],
        "missingValues": [""],
        "primaryKey": list(KEYS[table]),
    }
    return schema | ({"foreignKeys": foreign} if foreign else {})


def json_schema(table: str) -> dict[str, Any]:
    """The JSON Schema of one row, from its model."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | TABLES[table].model_json_schema()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resource(folder: Path, table: str, file: WrittenFile) -> dict[str, Any]:
    whole = folder / file.path
    model = TABLES[table]
    return {
        "$schema": _PROFILES + "dataresource.json",
        "name": table,
        "path": file.path,
        "type": "table",
        "description": (model.__doc__ or "").strip().splitlines()[0],
        "format": file.format,
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": whole.stat().st_size,
        "hash": f"sha256:{_digest(whole)}",
        "rows": file.rows,
        "schema": table_schema(table),
        "jsonSchema": f"schemas/{table}.schema.json",
    }


def descriptor(
    folder: Path, files: Mapping[str, WrittenFile], sources: Iterable[Sequence[str]], published_at: str | None
) -> dict[str, Any]:
    """The contents of `datapackage.json`.

    Args:
        folder: where the files are.
        files: table -> its file.
        sources: file name, URI and SHA-256 of each source document.
        published_at: when the warehouse was published, ISO 8601.
    """
    return (
        {
            "$schema": _PROFILES + "datapackage.json",
            "name": "kehoach",
            "title": "Vietnamese policy plans as data",
            "description": (
                "Plans (kế hoạch, chương trình hành động, nghị quyết …) read into rows by kehoach. Offsets are "
                "half-open, in Unicode code points, into documents.text. In CSV files a cell that opens like a formula "
                "has an apostrophe before it."
            ),
            "version": f"{SCHEMA_VERSION}.0.0",
            "licenses": _LICENSES,
            "resources": [_resource(folder, table, file) for table, file in files.items()],
        }
        | ({"created": published_at} if published_at else {})
        | _sources(sources)
    )


def _sources(sources: Iterable[Sequence[str]]) -> dict[str, Any]:
    made = [{"title": name, "uri": uri, "hash": f"sha256:{sha}"} for name, uri, sha in sources]
    return {"sources": made} if made else {}
