"""An ingest that is killed leaves the published file whole, and a re-run completes it; readers notice neither."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.cli import ROOT, TEXT_SAMPLES, kehoach
from warehouse.query import run_query


def whole(path) -> int:
    """The documents in the file, all of them with their sections and in their place."""
    faults = [row for row in run_query(path, "checks").rows if row[2] or row[3]]
    assert faults == []
    missing = "SELECT count(*) FROM documents WHERE document_id NOT IN (SELECT document_id FROM sections)"
    assert run_query(path, missing).rows == [(0,)]
    return run_query(path, "SELECT count(*) FROM documents").rows[0][0]


def start_ingest(folder, warehouse) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-m", "flows.cli", "ingest", *map(str, TEXT_SAMPLES), "--direct", "--force"]
    return subprocess.Popen(
        [*command, "--warehouse", str(warehouse)],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_ingest_killed_at_any_moment_leaves_a_whole_file_and_a_second_one_completes_it(tmp_path, seed):
    warehouse = tmp_path / "kehoach.duckdb"
    first = kehoach("ingest", TEXT_SAMPLES[0], "--direct", "--warehouse", warehouse, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    process = start_ingest(tmp_path, warehouse)
    time.sleep(random.Random(seed).uniform(0.2, 6.0))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert whole(warehouse) in (1, len(TEXT_SAMPLES))
    again = kehoach("ingest", *TEXT_SAMPLES, "--direct", "--warehouse", warehouse, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert whole(warehouse) == len(TEXT_SAMPLES)
    assert not list(tmp_path.glob(".*building*"))


def test_a_reader_in_a_loop_sees_no_error_and_no_half_state_while_plans_are_ingested(tmp_path):
    warehouse = tmp_path / "kehoach.duckdb"
    assert kehoach("ingest", TEXT_SAMPLES[0], "--direct", "--warehouse", warehouse, cwd=tmp_path).returncode == 0
    process, seen = start_ingest(tmp_path, warehouse), set()
    while process.poll() is None:
        seen.add(whole(warehouse))
        run_query(warehouse, "target_comparison", {})
        run_query(warehouse, "tasks_by_lead", {})
    assert process.returncode == 0
    seen.add(whole(warehouse))
    assert seen <= {1, len(TEXT_SAMPLES)}
    assert len(TEXT_SAMPLES) in seen
