"""How a table is written to a file of each hand-off format, and read back: what is read is what was written.

A cell of a CSV file that opens like a formula gets an apostrophe before it, which reading takes off again; the other
formats need none, since their cells carry their type.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from warehouse.ddl import Column
from warehouse.formats import is_formula, json_value

Rows = Iterable[Sequence[Any]]

_ROWS_AT_ONCE = 10_000
_APOSTROPHES = re.compile(r"'+")

#: What one cell of a workbook holds at most; what is longer goes on in the rows of the sheet `long cells`.
_CELL = 32_000
#: What one sheet holds at most, the header not counted.
_SHEET = 1_000_000
_LONG_CELLS = "long cells"
#: A workbook counts days from 1900 on and has no microseconds: earlier days and times of day are written as text.
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Format:
    """A hand-off format: the ending of its files, their MIME type, and how they are written and read."""

    ending: str
    media_type: str
    write: Callable[[Path, Sequence[Column], Rows], int]
    read: Callable[[Path, Sequence[Column]], Iterator[tuple[Any, ...]]]


def _counted(rows: Rows, write: Callable[[Sequence[Any]], object]) -> int:
    count = 0
    for row in rows:
        write(row)
        count += 1
    return count


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        cell = f"'{value}" if is_formula(value.lstrip("'")) else value
        return '"' + cell.replace('"', '""') + '"' if not cell or re.search(r'[",\r\n]|^\s|\s$', cell) else cell
    text = json.dumps(json_value(value), ensure_ascii=False) if isinstance(value, list) else str(json_value(value))
    return f'"{text}"' if "," in text else text


def _write_csv(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(column.name for column in columns) + "\n")
        return _counted(rows, lambda row: out.write(",".join(map(_csv_cell, row)) + "\n"))


def _unquoted(text: str) -> str:
    marks = _APOSTROPHES.match(text)
    return text[1:] if marks and is_formula(text[marks.end() :]) else text


_PARSERS: dict[str, Callable[[str], Any]] = {
    "VARCHAR": _unquoted,
    "INTEGER": int,
    "DOUBLE": float,
    "BOOLEAN": lambda text: text == "true",
    "DATE": date.fromisoformat,
    "TIMESTAMP": datetime.fromisoformat,
    "DOUBLE[]": json.loads,
}


def _read_csv(path: Path, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    parsers = [_PARSERS[column.sql_type] for column in columns]
    empties = ["" if column.sql_type == "VARCHAR" and not column.nullable else None for column in columns]
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            yield tuple(
                parse(cell) if cell else empty for parse, empty, cell in zip(parsers, empties, row, strict=True)
            )


def _write_jsonl(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="") as out:
        return _counted(
            rows,
            lambda row: out.write(
                json.dumps(dict(zip(names, map(json_value, row), strict=True)), ensure_ascii=False) + "\n"
            ),
        )


def _from_json(column: Column, value: Any) -> Any:
    if value is not None and column.sql_type in ("DATE", "TIMESTAMP"):
        return _PARSERS[column.sql_type](value)
    return float(value) if value is not None and column.sql_type == "DOUBLE" else value


def _read_jsonl(path: Path, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            record = json.loads(line)
            yield tuple(_from_json(column, record[column.name]) for column in columns)


def _write_parquet(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    from warehouse.arrow import arrow_type

    fields = [
        pa.field(column.name, arrow_type(column), column.nullable, {"description": column.description})
        for column in columns
    ]
    schema, count, source = pa.schema(fields), 0, iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(source, _ROWS_AT_ONCE)):
            arrays = [
                pa.array(cells, field.type) for cells, field in zip(zip(*batch, strict=True), fields, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _read_parquet(path: Path, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    import pyarrow.parquet as parquet

    names = [column.name for column in columns]
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=names):
            yield from zip(*(batch.column(name).to_pylist() for name in names), strict=True)


#: What XML cannot hold, and what looks like the escape for it (ECMA-376, ST_Xstring).
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _escaped(text: str) -> str:
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _write_xlsx(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    header, count, long = [column.name for column in columns], 0, []

    def text_cell(sheet: Any, text: str) -> Any:
        cell = WriteOnlyCell(sheet)
        cell._value, cell.data_type = _escaped(text), "s"  # as a value, `=` at its head would make it a formula
        return cell

    def number_cell(sheet: Any, number: float) -> Any:
        cell = WriteOnlyCell(sheet)
        cell._value, cell.data_type = repr(number), "n"  # as a value, it would be cut to 16 digits
        return cell

    sheet = None
    for row in rows:
        if count % _SHEET == 0:
            sheet = book.create_sheet(path.stem if not count else f"{path.stem} {count // _SHEET + 1}")
            sheet.freeze_panes = "A2"
            sheet.append(header)
        cells: list[Any] = []
        for at, value in enumerate(row):
            if isinstance(value, list):
                value = json.dumps(value)
            elif isinstance(value, datetime) or (isinstance(value, date) and value.year <= _FIRST_YEAR):
                value = value.isoformat()
            if isinstance(value, str):
                if len(value) > _CELL:
                    parts = [value[start : start + _CELL] for start in range(_CELL, len(value), _CELL)]
                    long += [(count + 2, header[at], part) for part in parts]
                value = text_cell(sheet, value[:_CELL])
            elif isinstance(value, float):
                value = number_cell(sheet, value)
            cells.append(value)
        if cells[-1] is None:  # a cell without value is left out unless it has a style, and the row would be short
            blank = WriteOnlyCell(sheet)
            blank.number_format = "@"
            cells[-1] = blank
        sheet.append(cells)  # type: ignore[union-attr]
        count += 1
    if sheet is None:
        book.create_sheet(path.stem).append(header)
    if long:
        sheet = book.create_sheet(_LONG_CELLS)
        sheet.append(["row", "column", "goes_on"])
        for place, name, part in long:
            sheet.append([place, name, text_cell(sheet, part)])
    book.save(path)
    return count


def _from_cell(column: Column, value: Any) -> Any:
    if isinstance(value, str):
        value = _unescaped(value)
        return value if column.sql_type == "VARCHAR" else _PARSERS[column.sql_type](value)
    if value is None:
        return "" if column.sql_type == "VARCHAR" and not column.nullable else None
    if column.sql_type == "DATE" and isinstance(value, datetime):
        return value.date()
    return float(value) if column.sql_type == "DOUBLE" else value


def _read_xlsx(path: Path, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    goes_on: dict[tuple[int, str], str] = {}
    if _LONG_CELLS in book.sheetnames:
        for place, name, part in book[_LONG_CELLS].iter_rows(min_row=2, values_only=True):
            goes_on[place, name] = goes_on.get((place, name), "") + _unescaped(part)
    count = 0
    try:
        for title in book.sheetnames:
            if title == _LONG_CELLS:
                continue
            for row in book[title].iter_rows(min_row=2, max_col=len(columns), values_only=True):
                yield tuple(
                    value + goes_on[count + 2, column.name] if (count + 2, column.name) in goes_on else value
                    for column, value in zip(columns, map(_from_cell, columns, row), strict=True)
                )
                count += 1
    finally:
        book.close()


#: Format of `kehoach export` -> how its files are written and read.
FORMATS: dict[str, Format] = {
    "parquet": Format("parquet", "application/vnd.apache.parquet", _write_parquet, _read_parquet),
    "csv": Format("csv", "text/csv", _write_csv, _read_csv),
    "jsonl": Format("jsonl", "application/jsonl", _write_jsonl, _read_jsonl),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_xlsx, _read_xlsx
    ),
}
