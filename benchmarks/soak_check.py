"""What must hold after each run of a soak, and at its end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from flows.discover import uri_of
from warehouse import run_query
from warehouse.errors import NoSuchWarehouse

#: Columns that tell of the run and the time, not of the files; and of several files with the same bytes, any may
#: have been read.
_OF_THE_RUN = (
    "run_id",
    "ingested_at",
    "rejected_at",
    "first_seen",
    "last_seen",
    "attempts",
    "source_name",
    "source_uri",
)
#: Tables that tell of runs alone.
_RUNS = ("ingest_runs",)


class SoakFailed(Exception):
    """A promise is broken; the message says which."""


def check_whole(warehouse: Path) -> str:
    """Check that a warehouse is whole, whatever was killed; return what is in it, in words.

    Raises:
        SoakFailed: it is not.
    """
    try:
        faults = [row for row in run_query(warehouse, "checks").rows if row[2] or row[3]]
    except NoSuchWarehouse:
        return "no warehouse yet"
    if faults:
        raise SoakFailed(f"{warehouse} has contradictions: {faults}")
    counts = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM rejected_files)"
    documents, rejected = run_query(warehouse, counts).rows[0]
    return f"{documents} documents, {rejected} rejected"


def version_of(warehouse: Path) -> list[object]:
    """Return the versions of the pipeline that have made the documents of a warehouse."""
    return [row[0] for row in run_query(warehouse, "SELECT DISTINCT pipeline_version FROM documents ORDER BY 1").rows]


def check_end(warehouse: Path, clean: Path, inbox: Path, wanted: dict[str, bool]) -> dict[str, object]:
    """Check that a warehouse holds what is in the inbox, and the same rows as that of one clean run.

    Args:
        warehouse: of the soak.
        clean: of one run over the same inbox.
        inbox: the folder.
        wanted: name of each file -> whether it is a plan.

    Raises:
        SoakFailed: a promise is broken.
    """
    told = check_whole(warehouse)
    good = {uri_of(inbox / name): _sha256(inbox / name) for name, is_plan in wanted.items() if is_plan}
    bad = {uri_of(inbox / name) for name, is_plan in wanted.items() if not is_plan}
    for path in (warehouse, clean):
        with duckdb.connect(str(path), read_only=True) as connection:
            documents = [row[0] for row in connection.execute("SELECT source_sha256 FROM documents").fetchall()]
            sources = dict(connection.execute("SELECT source_uri, source_sha256 FROM sources").fetchall())
            rejected = {row[0] for row in connection.execute("SELECT source_uri FROM rejected_files").fetchall()}
        _same(f"{path.name}: one document for each content", sorted(documents), sorted(set(good.values())))
        _same(f"{path.name}: each plan in `sources`", sorted(sources.items()), sorted(good.items()))
        _same(f"{path.name}: each bad file in `rejected_files`", sorted(rejected), sorted(bad))
    return {"documents": len(set(good.values())), "rejected": len(bad), "told": told, "rows": compare(warehouse, clean)}


def _same(what: str, found: list[object], wanted: list[object]) -> None:
    if found != wanted:
        missing = [item for item in wanted if item not in set(found)][:5]
        more = [item for item in found if item not in set(wanted)][:5]
        raise SoakFailed(f"{what}: {len(found)} instead of {len(wanted)}; missing {missing}, too many {more}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compare(warehouse: Path, clean: Path) -> dict[str, int]:
    """Compare all tables but for runs and times; return table -> number of rows.

    Raises:
        SoakFailed: rows differ.
    """
    counted = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{warehouse}' AS soak (READ_ONLY)")
        connection.execute(f"ATTACH '{clean}' AS clean (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() JOIN duckdb_tables() "
            "USING (database_name, schema_name, table_name) "
            "WHERE database_name = 'clean' AND schema_name = 'main' GROUP BY ALL"
        ).fetchall()
        for table, columns in sorted(tables):
            if table in _RUNS or table.startswith("_") or "meta" in table:
                continue
            kept = [column for column in columns if column not in _OF_THE_RUN or table in ("sources", "rejected_files")]
            kept = [column for column in kept if column not in _OF_THE_RUN[:6]]
            listed = ", ".join(f'"{column}"' for column in kept)
            for first, second in (("soak", "clean"), ("clean", "soak")):
                differing = connection.execute(
                    f'SELECT {listed} FROM {first}."{table}" EXCEPT ALL SELECT {listed} FROM {second}."{table}" LIMIT 3'
                ).fetchall()
                if differing:
                    raise SoakFailed(f"{table} has rows in {first} that are not in {second}: {str(differing)[:600]}")
            counted[table] = connection.execute(f'SELECT count(*) FROM soak."{table}"').fetchall()[0][0]
    return counted
