"""Writing a query's result as CSV, JSON or Parquet, row by row, so that any size fits."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query import checked_query, open_query

_ROWS_AT_ONCE = 10_000
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*\s?%?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def harmless_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that opens like one gets an apostrophe; numbers stay."""
    return "'" + value if isinstance(value, str) and is_formula(value) else value


def json_value(value: Any) -> Any:
    """A DuckDB value as JSON has it: ISO dates, null for what is no number."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _names(result: duckdb.DuckDBPyConnection) -> list[str]:
    return [column[0] for column in result.description or []]


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        value = json.dumps(json_value(value), ensure_ascii=False)
    return harmless_cell(value)


def _write_csv(result: duckdb.DuckDBPyConnection, out: IO[str]) -> int:
    writer, count = csv.writer(out, lineterminator="\n"), 0
    writer.writerow(map(harmless_cell, _names(result)))
    for row in _rows(result):
        writer.writerow(map(_csv_cell, row))
        count += 1
    return count


def _write_json(result: duckdb.DuckDBPyConnection, out: IO[str]) -> int:
    names, count = _names(result), 0
    for row in _rows(result):
        out.write(",\n " if count else "[\n ")
        record = {name: json_value(value) for name, value in zip(names, row, strict=True)}
        out.write(json.dumps(record, ensure_ascii=False))
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, str], out: IO[bytes]) -> int:
    import pyarrow.parquet as parquet  # late: a query on the screen must not wait for it

    reader, count = connection.sql(sql, params=values or None).to_arrow_reader(_ROWS_AT_ONCE), 0
    with parquet.ParquetWriter(out, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


_TEXT_WRITERS: dict[str, Callable[[duckdb.DuckDBPyConnection, IO[str]], int]] = {"csv": _write_csv, "json": _write_json}

#: Formats that `export_query` writes.
FORMATS = (*_TEXT_WRITERS, "parquet")


def _is_database(path: Path) -> bool:
    """Whether there is a DuckDB file at the path, by its bytes."""
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    except OSError:
        return False


@contextmanager
def replaced_file(target: Path, binary: bool = False) -> Iterator[IO[Any]]:
    """A file that takes its name only when it is whole, and never that of a warehouse.

    Raises:
        WarehouseError: the target is a warehouse, or cannot be written.
    """
    if _is_database(target):
        raise WarehouseError(f"{target} is a warehouse: name another file with --out.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") if binary else part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(target)
    except OSError as error:
        raise WarehouseError(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)


def export_query(
    path: Path | str, query: str, parameters: Mapping[str, str] | None, format: str, target: Path | str | IO[str]
) -> int:
    """Run a query and write its result.

    Args:
        path: the warehouse.
        query: name of a saved query, or one SQL statement that reads.
        parameters: values of the `$name`s in it.
        format: `csv`, `json` or `parquet`. Text is UTF-8; cells of a CSV file that open like a formula are harmless.
        target: a file, replaced only when the result is whole, or an open text stream for `csv` and `json`.

    Returns:
        The number of rows.

    Raises:
        WarehouseError: the format is unknown, or the target cannot be written or is a warehouse.
        Others as `warehouse.query.checked_query`.
    """
    if format not in FORMATS:
        raise WarehouseError(f"There is no format {format!r}; there are {', '.join(FORMATS)}.")
    if not isinstance(target, str | Path):
        if format == "parquet":
            raise WarehouseError("Parquet is written to a file: name it with --out.")
        with open_query(path, query, parameters) as result:
            return _TEXT_WRITERS[format](result, target)
    target = Path(target)
    if format == "parquet":
        with checked_query(path, query, parameters) as checked, replaced_file(target, binary=True) as out:
            return _write_parquet(*checked, out)
    with open_query(path, query, parameters) as result, replaced_file(target) as out:
        return _TEXT_WRITERS[format](result, out)
