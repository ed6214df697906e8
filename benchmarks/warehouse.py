"""A warehouse of very many plans: load rate against DuckDB's own bulk insert, comparison, search, and file size.

Some thousand invented plans are loaded as `kehoach ingest` loads them, in turn with DuckDB's insert of the same rows
as ready-made Arrow tables into bare tables. Then the file is filled up with copies of them under ids of their own, and
the questions are asked over all.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from benchmarks.invented_rows import InventedPlans  # noqa: E402
from schemas.tables import KEYS  # noqa: E402
from warehouse import derived  # noqa: E402
from warehouse.arrow import LAYERS, layer_tables  # noqa: E402
from warehouse.query import run_query  # noqa: E402
from warehouse.searching import search_sections  # noqa: E402
from warehouse.writer import WarehouseWriter  # noqa: E402

Measured = dict[str, Any]

#: Plans in the warehouse: for so many its speed is promised.
_PLANS = 100_000
#: Plans in one batch: what `kehoach ingest` loads at once.
_BATCH = 32
#: Of every kind: words that are common, rare, or nowhere, phrases, many words, one letter.
_SEARCHES = (
    "kinh te so",
    "chuyển đổi số trong y tế",
    '"khong co cum tu nay"',
    '"an ninh tuyen" bien dao',
    "xyz",
    "a",
    "so",
    '"kinh te"',
    '"kinh tế số"',
    "cuu toc lich thao nui lam",
    "ke hoach trien khai thuc hien nghi quyet chinh phu tinh uy",
    '"du lieu" "ha tang" "van hoa" "cong nghe"',
)
#: What a search costs that reads every heading and every text.
_READ_ALL = (
    "SELECT count(*) FROM section_search WHERE contains(heading, 'kinh te so ') OR contains(words, 'kinh te so ')"
)
_QUERIES = ("tasks_by_lead", "due_in_year", "workload", "coverage", "reference_network", "deadline_calendar")


def _load(path: Path, other: Path, plans: InventedPlans, dimensions: Any, documents: int) -> tuple[float, float, int]:
    """Load with kehoach and with bare DuckDB, batch by batch in turn: seconds of each, and rows."""
    provinces, agencies = dimensions
    ours = theirs = 0.0
    rows = 0
    bare = duckdb.connect(str(other))
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(provinces, [*agencies, *plans.agencies])
        for first in range(0, documents, _BATCH):
            batch = list(plans.documents(min(_BATCH, documents - first), first))
            start = time.perf_counter()
            outcome = writer.load(batch)
            ours += time.perf_counter() - start
            if outcome.failed:
                sys.exit(f"a plan was not loaded: {outcome.failed[0]}")
            tables = layer_tables(batch)
            start = time.perf_counter()
            bare.execute("BEGIN")
            for name, table in tables.items():
                bare.register("incoming", table)
                bare.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM incoming LIMIT 0")
                bare.execute(f"INSERT INTO {name} FROM incoming")
                bare.unregister("incoming")
            bare.execute("COMMIT")
            theirs += time.perf_counter() - start
            rows += sum(table.num_rows for table in tables.values())
        start = time.perf_counter()
        writer.publish()
        ours += time.perf_counter() - start
    start = time.perf_counter()
    bare.execute("CHECKPOINT")
    bare.close()
    return ours, theirs + time.perf_counter() - start, rows


def _fill(path: Path, copies: int) -> None:
    """Add copies of all documents with their rows, under ids of their own, without the writer."""
    with duckdb.connect(str(path)) as connection:
        for copy in range(copies):
            salt = hashlib.sha256(str(copy).encode()).hexdigest()[:8]
            # A document's id is the beginning of the ids of all its rows.
            renamed = f"left(md5('{salt}' || left({{0}}, 16)), 16) || substr({{0}}, 17)"
            for table in ("documents", *LAYERS, *derived.TABLES):
                if table == "documents":
                    ids = {"document_id": renamed, "source_uri": f"source_uri || '-{salt}'"}
                else:
                    columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
                    keys = {"document_id", "section_id", "parent_id", "task_id", *KEYS.get(table, ())}
                    ids = dict.fromkeys([name for name in columns if name in keys and name.endswith("_id")], renamed)
                changed = ", ".join(f"{sql.format(name)} AS {name}" for name, sql in ids.items())
                source = f"(FROM {table} LIMIT (SELECT count(*) FROM {table}) / {copy + 1})"
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * REPLACE ({changed}) FROM {source}")
            connection.execute("CHECKPOINT")


def _seconds(action: Any, repeats: int = 3, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median by the clock: wall time is what the person at the keyboard waits, CPU time is ours alone."""
    taken = []
    for _ in range(repeats):
        start = clock()
        action()
        taken.append(clock() - start)
    return statistics.median(taken)


def _searches(path: Path) -> Measured:
    """Wall and CPU seconds of searches, beside those of reading every section."""
    wall, cpu = {}, {}
    for words in _SEARCHES:
        wall[words] = _seconds(lambda words=words: search_sections(path, words))
        cpu[words] = _seconds(lambda words=words: search_sections(path, words), 1, time.process_time)
        print(f"  search {words!r}: {wall[words]:.3f} s, CPU {cpu[words]:.3f} s", file=sys.stderr)
    return {
        "search, seconds, slowest": max(wall.values()),
        "search, seconds, median": statistics.median(wall.values()),
        "search, CPU seconds, slowest": max(cpu.values()),
        "reading every section, seconds": _seconds(lambda: run_query(path, _READ_ALL)),
        "reading every section, CPU seconds": _seconds(lambda: run_query(path, _READ_ALL), 1, time.process_time),
    }


def measure(documents: int, loaded: int = 2_000) -> Measured:
    """Measure over so many plans, of which `loaded` are loaded as `kehoach ingest` does."""
    import extractors

    loaded = min(loaded, documents)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "kehoach.duckdb"
        dimensions = extractors.dimensions()
        plans = InventedPlans(dimensions[0])
        ours, theirs, rows = _load(path, Path(name) / "bare.duckdb", plans, dimensions, loaded)
        (Path(name) / "bare.duckdb").unlink()
        _fill(path, documents // loaded - 1)
        held = run_query(path, "SELECT count(*) FROM documents").rows[0][0]
        comparison = {"indicator": "digital_economy_share_grdp"}
        results: Measured = {
            "load rate / DuckDB's bulk insert": theirs / ours,
            "rows loaded a second": rows / ours,
            "plans in the warehouse": held,
            "rows in the warehouse": held * rows // loaded,
            "bytes a plan": path.stat().st_size / held,
            "GB of the warehouse": path.stat().st_size / 1e9,
            "comparison view, seconds": _seconds(lambda: run_query(path, "target_comparison", comparison, limit=500)),
        }
        results |= _searches(path)
        for query in _QUERIES:
            results[f"{query}, seconds"] = _seconds(lambda query=query: run_query(path, query, limit=500), 1)
    return results


#: What a figure must keep to: name -> (bar, whether it is an upper one).
BARS = {
    "load rate / DuckDB's bulk insert": (0.5, False),
    "comparison view, seconds": (1.0, True),
    "search, seconds, slowest": (1.0, True),
}


def plenty() -> Measured:
    """A warehouse of very many plans (`KEHOACH_BENCH_PLANS`, else 100,000)."""
    return measure(int(os.environ.get("KEHOACH_BENCH_PLANS") or _PLANS))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=_PLANS, help="plans in the warehouse")
    parser.add_argument("--loaded", type=int, default=2_000, help="of these, loaded plan by plan")
    given = parser.parse_args()
    for figure, value in measure(given.documents, given.loaded).items():
        print(f"{figure:44}{value:16,.3f}   {BARS.get(figure, ('',))[0]}")
