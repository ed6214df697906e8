"""Making a new warehouse, and bringing an older one forward.

DuckDB cannot change a constraint in place. So an older file is carried over: the migrations that its version lacks run
on it (renames, values to fill in), then new tables are made from the models and the rows copied by column name.
A new nullable column or a changed constraint needs no migration.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from schemas.tables import TABLES
from warehouse import ddl, derived
from warehouse.errors import NewerWarehouse, OlderWarehouse
from warehouse.reader import SCHEMA_VERSION, schema_version
from warehouse.staging import remove_database

#: `NNNN_what.sql` leads to version NNNN.
MIGRATIONS: Traversable = files("warehouse") / "migrations"


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a building file without a write-ahead log and make it the current one."""
    connection.execute(f"ATTACH {ddl.quote_literal(str(path))} AS {name} (RECOVERY_MODE no_wal_writes)")
    connection.execute(f"USE {name}")


def set_meta(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    """Write one fact about the file."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def get_meta(connection: duckdb.DuckDBPyConnection, key: str) -> str | None:
    """Read one fact about the file; None where it is not told."""
    found = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchall()
    return str(found[0][0]) if found else None


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables in the current database."""
    for statement in ddl.statements():
        connection.execute(statement)
    derived.create(connection)
    set_meta(connection, "schema_version", str(SCHEMA_VERSION))
    set_meta(connection, "schema", ddl.fingerprint())


def _actual_columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, "
        "table_name) WHERE database_name = ? AND schema_name = 'main' ORDER BY table_name, column_index",
        [database],
    ).fetchall()
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def _run_migrations(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    for entry in sorted(MIGRATIONS.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".sql") and int(entry.name.split("_", 1)[0]) > version:
            connection.execute(entry.read_text(encoding="utf-8"))


def _carry_over(connection: duckdb.DuckDBPyConnection, found: dict[str, list[str]]) -> None:
    for table in TABLES:
        if table in found:
            names = ", ".join(map(ddl.quote_identifier, found[table]))
            connection.execute(f"INSERT INTO {table} BY NAME SELECT {names} FROM old.main.{table}")
    for table in found.keys() - TABLES.keys() - {"meta", *derived.TABLES}:  # a researcher's own
        name = ddl.quote_identifier(table)
        connection.execute(f"CREATE TABLE {name} AS FROM old.main.{name}")


def bring_forward(connection: duckdb.DuckDBPyConnection, building: Path, warehouse: Path) -> None:
    """Bring the building file, attached as `building`, to the schema of the models.

    Args:
        connection: with the file attached; `building` is attached to the new form afterwards.
        building: the file.
        warehouse: the published file, for messages.

    Raises:
        NotAWarehouse: the file has no tables of ours.
        NewerWarehouse: its version is newer, or it has columns that the models do not know.
        OlderWarehouse: its rows do not fit the schema of today.
    """
    version = schema_version(connection, warehouse)
    stored = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchall()
    if version == SCHEMA_VERSION and stored == [(ddl.fingerprint(),)]:
        return
    older = building.with_name(building.name + ".old")
    remove_database(older)
    connection.execute("USE memory; DETACH building")
    building.rename(older)
    attach(connection, older, "old")
    try:
        _run_migrations(connection, version)
        found = _actual_columns(connection, "old")
        for table in TABLES.keys() & found.keys():
            unknown = set(found[table]) - {column.name for column in ddl.columns(table)}
            if unknown:
                raise NewerWarehouse(warehouse, f"{table} has the unknown column {min(unknown)}")
        attach(connection, building, "building")
        create_tables(connection)
        _carry_over(connection, found)
    except duckdb.Error as error:
        raise OlderWarehouse(warehouse, str(error).splitlines()[0]) from error
    connection.execute("DETACH old")
    remove_database(older)
