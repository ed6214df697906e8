"""`kehoach export`: the whole warehouse as a folder that other tools take over, put in place when it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from schemas.tables import TABLES
from warehouse.datapackage import WrittenFile, descriptor, json_schema
from warehouse.ddl import Column, columns, quote_identifier
from warehouse.errors import WarehouseError
from warehouse.handoff_formats import FORMATS, Format
from warehouse.reader import open_warehouse

_ROWS_AT_ONCE = 10_000
DESCRIPTOR = "datapackage.json"

#: The formats that `export_warehouse` writes; `docbin` has a module of its own, since it needs spaCy.
HANDOFF_FORMATS = tuple(FORMATS)


def _rows(connection: duckdb.DuckDBPyConnection, table: str, wanted: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; columns that an older file lacks are null, a table that it lacks is empty."""
    there = {name for (name,) in connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'", [table]
    ).fetchall()}  # fmt: skip
    if not there:
        return
    chosen = ", ".join(
        quote_identifier(column.name) if column.name in there else f"CAST(NULL AS {column.sql_type})"
        for column in wanted
    )
    result = connection.execute(f"SELECT {chosen} FROM {table}")
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _check(path: Path, table: str, format: Format, rows: Iterator[tuple[Any, ...]]) -> None:
    """Read a file back and compare it with the warehouse, row by row."""
    wanted, number = columns(table), 0
    written = format.read(path, wanted)
    for number, row in enumerate(rows, 1):
        found = next(written, None)
        if found != row:
            raise WarehouseError(f"{path.name} does not hold row {number} as the warehouse does; please report this.")
    if next(written, None) is not None:
        raise WarehouseError(f"{path.name} holds more than the {number} rows of the warehouse; please report this.")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside the target, which takes its place when the block ends well.

    Raises:
        WarehouseError: the target is a file, or a folder that holds anything but an earlier export; or it cannot be
            written.
    """
    target = target.absolute()
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not (target / DESCRIPTOR).is_file()):
        raise WarehouseError(f"{target} is there and holds something else: name a new or empty folder.")
    building = target.with_name(f".{target.name}.{os.getpid()}.building")
    outdated = target.with_name(f".{target.name}.{os.getpid()}.old")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        yield building
        if target.is_dir():
            target.rename(outdated)
        try:
            building.rename(target)
        except OSError:
            if outdated.is_dir():
                outdated.rename(target)
            raise
    except OSError as error:
        raise WarehouseError(f"{target} cannot be written ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
        shutil.rmtree(outdated, ignore_errors=True)


def export_warehouse(
    path: Path | str, target: Path | str, format: str, on_table: Callable[[str, int], None] | None = None
) -> dict[str, int]:
    """Write all tables of a warehouse to a folder: a file a table, their descriptors, and JSON Schemas.

    Every file is read back and compared with the warehouse before the folder takes its name.

    Args:
        path: the warehouse.
        target: the folder; an earlier export there is replaced.
        format: `parquet`, `csv`, `jsonl` or `xlsx`.
        on_table: told of each table and its rows when it is written.

    Returns:
        Table -> its rows.

    Raises:
        WarehouseError: the format is unknown, the folder cannot be written or holds something else, or a file does
            not read back as it was written.
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    if format not in FORMATS:
        raise WarehouseError(f"There is no format {format!r}; there are {', '.join(FORMATS)}.")
    chosen, files = FORMATS[format], {}
    with open_warehouse(path) as connection, replaced_folder(Path(target)) as folder:
        (folder / "schemas").mkdir()
        for table in TABLES:
            name = f"{table}.{chosen.ending}"
            count = chosen.write(folder / name, columns(table), _rows(connection, table, columns(table)))
            _check(folder / name, table, chosen, _rows(connection, table, columns(table)))
            files[table] = WrittenFile(name, chosen.ending, chosen.media_type, count)
            _write_json(folder / "schemas" / f"{table}.schema.json", json_schema(table))
            if on_table:
                on_table(table, count)
        sources = connection.execute("SELECT source_name, source_uri, source_sha256 FROM documents").fetchall()
        published = connection.execute("SELECT value FROM meta WHERE key = 'published_at'").fetchall()
        described = descriptor(folder, files, sources, published[0][0] if published else None)
        _write_json(folder / DESCRIPTOR, described)
    return {table: file.rows for table, file in files.items()}
