"""Tables that repeat what others hold in the form that answers fast; made with the rows they come from, never before.

`section_search`: each section's heading and own text as `warehouse.folding` folds it, for the macro `search`, and the
signature of both (`warehouse.signatures`).
`task_bodies`: the names of who leads, carries out and cooperates in each task, one row a task.
They are no part of the contract: any writer may make them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from warehouse.folding import fold_column
from warehouse.signatures import COLUMNS, sign

_TABLES = {
    "section_search": """
        section_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, heading VARCHAR NOT NULL, words VARCHAR NOT NULL,
        """
    + ", ".join(f"{name} UBIGINT NOT NULL" for name in COLUMNS),
    "task_bodies": """
        task_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, lead_names VARCHAR, implement_names VARCHAR,
        cooperate_names VARCHAR""",
}
_TASK_BODIES = """
    INSERT INTO task_bodies
    SELECT
        task_id,
        split_part(task_id, ':', 1),
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'lead'),
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'implement'),
        string_agg(name, '; ' ORDER BY position) FILTER (role = 'cooperate')
    FROM {source}
    GROUP BY task_id
    ORDER BY task_id
"""
#: Sections folded at once where the table is made anew.
_ROWS_AT_ONCE = 100_000

#: Raised where `section_search` holds something else than before.
_VERSION = "3"

TABLES = tuple(_TABLES)


def fingerprint() -> str:
    """A digest of what the tables hold: where a file has another one, they are made anew."""
    return hashlib.sha256("\n".join([_VERSION, *_TABLES.values(), _TASK_BODIES]).encode()).hexdigest()[:16]


def add(connection: duckdb.DuckDBPyConnection, incoming: Mapping[str, pa.Table]) -> None:
    """Add what follows from rows that are being loaded, in the same transaction.

    Args:
        connection: the writer's.
        incoming: Arrow tables by name, as `warehouse.arrow.layer_tables` makes them.
    """
    if "sections" in incoming:
        _add_sections(connection, incoming["sections"])
    if "task_agencies" in incoming:
        connection.register("incoming_parties", incoming["task_agencies"])
        connection.execute(_TASK_BODIES.format(source="incoming_parties"))
        connection.unregister("incoming_parties")


def _add_sections(connection: duckdb.DuckDBPyConnection, sections: pa.Table) -> None:
    headings = fold_column([heading or "" for heading in sections["heading"].to_pylist()])
    words = fold_column(sections["text"].to_pylist())
    made = pa.table(
        {
            "section_id": sections["section_id"],
            "document_id": sections["document_id"],
            "heading": headings,
            "words": words,
            **sign(headings, words),
        }
    )
    connection.register("incoming_search", made)
    connection.execute("INSERT INTO section_search BY NAME FROM incoming_search")
    connection.unregister("incoming_search")


def remove(connection: duckdb.DuckDBPyConnection, documents: str) -> None:
    """Remove what follows from documents that are being removed; `documents` is a relation with their ids."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT document_id FROM {documents})")


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables anew in the current database, empty."""
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables anew from the rows of the current database."""
    create(connection)
    connection.execute(_TASK_BODIES.format(source="task_agencies"))
    database = connection.execute("SELECT current_database()").fetchall()[0][0]
    with connection.cursor() as reader:  # a connection with an open result takes no other statement
        sections = reader.sql(f"SELECT section_id, document_id, heading, text FROM {database}.main.sections")
        for batch in sections.to_arrow_reader(_ROWS_AT_ONCE):
            _add_sections(connection, pa.Table.from_batches([batch]))
