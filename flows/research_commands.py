"""Commands for those who work with the data: `search`, `export`, `schema`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.failures import Failure, told_in_one_line
from flows.options import Warehouse
from flows.settings import default_warehouse


class HandoffFormat(StrEnum):
    """How `kehoach export` writes its files."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    DOCBIN = "docbin"


class SchemaFormat(StrEnum):
    """How `kehoach schema` prints the dictionary."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help='Words, and "phrases" in quotes.')],
    warehouse: Warehouse = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many sections.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the sections as JSON instead.")] = False,
) -> None:
    """Find sections by their words, with or without diacritics and tone marks, the best first."""
    from flows.screen import print_sections
    from warehouse import search_sections

    with told_in_one_line():
        print_sections(search_sections(warehouse or default_warehouse(), _phrases(words), limit), as_json)


def _phrases(words: list[str]) -> str:
    """What a shell took the quotes off is still meant as a phrase, where other words stand beside it."""
    return words[0] if len(words) == 1 else " ".join(f'"{word}"' if " " in word else word for word in words)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one with an earlier export.")],
    warehouse: Warehouse = None,
    format: Annotated[HandoffFormat, typer.Option("--format", "-f", help="What to write.")] = HandoffFormat.PARQUET,
) -> None:
    """Write the warehouse as a folder for other tools: a file a table, with `datapackage.json` and JSON Schemas.

    Every file is read back and compared with the warehouse before the folder is put in place.
    """
    source = warehouse or default_warehouse()
    with told_in_one_line():
        if format is HandoffFormat.DOCBIN:
            from flows.docbin import export_docbin

            counts = export_docbin(source, folder)
        else:
            from warehouse import export_warehouse

            counts = export_warehouse(source, folder, format.value)
    print(f"{sum(counts.values())} rows in {len(counts)} files written to {folder} and read back", file=sys.stderr)


def schema(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="Only this table.", show_default=False)] = None,
    format: Annotated[SchemaFormat, typer.Option("--format", "-f", help="How to print it.")] = SchemaFormat.TABLE,
) -> None:
    """Print the data dictionary: every table and column with type, meaning, keys and values."""
    import json

    from flows.screen import print_rows
    from warehouse.dictionary import as_markdown, data_dictionary

    records = [record for record in data_dictionary() if table in (None, record["table"])]
    if not records:
        known = ", ".join(dict.fromkeys(record["table"] for record in data_dictionary()))
        raise Failure(f"There is no table {table!r}; there are {known}.", 2)
    if format is SchemaFormat.MARKDOWN:
        print(as_markdown(table), end="")
    elif format is SchemaFormat.JSON:
        print(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        shown = ("table", "column", "type", "nullable", "key", "refers_to", "description")
        print_rows(shown, [[record[name] for name in shown] for record in records])


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (search, export, schema):
        app.command()(command)
