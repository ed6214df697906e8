"""Reading on a Dask cluster of two workers against two worker processes of this machine: throughput, and equal rows.

Each side reads a few plans and many; the time of the few is taken off, and with it what both take to start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plans import write_plans  # noqa: E402
from warehouse.query import run_query  # noqa: E402

Measured = dict[str, Any]

#: What a figure must keep to: name -> (bar, whether it is an upper one).
BARS = {
    "cluster / this machine, plans a second": (0.9, False),
    "cluster and this machine, rows that differ": (0.0, True),
}

_TABLES = ("sections", "targets", "dates", "agency_mentions", "tasks", "task_agencies", "legal_references", "amounts")


def _seconds(folder: Path, *words: str) -> float:
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flows.cli", *words]
    start = time.monotonic()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"`kehoach {' '.join(words)}` failed:\n{done.stderr}")
    return time.monotonic() - start


def _rows(warehouse: Path) -> list[list[tuple[Any, ...]]]:
    return [run_query(warehouse, f"SELECT * FROM {table} ORDER BY ALL").rows for table in _TABLES]


def throughput(few: int = 20, many: int = 120) -> Measured:
    """Ingest the same plans both ways and compare plans a second, models loaded, and rows."""
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory(prefix="kehoach-") as made,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
    ):
        folder = Path(made)
        write_plans(folder / "few", few)
        write_plans(folder / "many", many)
        sides = {"there": ("--dask", cluster.scheduler_address), "here": ("--jobs", "2")}
        took: dict[str, float] = {}
        try:
            for name, side in sides.items():
                # The first run starts the server, and has the workers of the cluster load their models.
                _seconds(folder, "ingest", "few", "--warehouse", f"{name}-first.duckdb", *side)
                start = _seconds(folder, "ingest", "few", "--warehouse", f"{name}-few.duckdb", *side)
                took[name] = _seconds(folder, "ingest", "many", "--warehouse", f"{name}.duckdb", *side) - start
        finally:
            _seconds(folder, "server", "stop")
        return {
            "cluster / this machine, plans a second": took["here"] / took["there"],
            "cluster and this machine, rows that differ": float(
                sum(
                    len(set(map(repr, ours)) ^ set(map(repr, theirs)))
                    for ours, theirs in zip(_rows(folder / "here.duckdb"), _rows(folder / "there.duckdb"), strict=True)
                )
            ),
        }


if __name__ == "__main__":
    for what, value in throughput().items():
        print(f"{what}: {value}")
