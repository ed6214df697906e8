import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from tests.warehouse_rows import AGENCIES, PROVINCES, load, plan_rows
from warehouse.errors import NoSuchWarehouse, WarehouseBusy, WarehouseError
from warehouse.query import run_query
from warehouse.reader import known_files, open_warehouse
from warehouse.writer import WarehouseWriter

ROOT = Path(__file__).parent.parent
BATCH = 5

ENDLESS_WRITER = f"""
import sys, itertools
from pathlib import Path
from tests.warehouse_rows import AGENCIES, PROVINCES, plan_rows
from warehouse.writer import WarehouseWriter
with WarehouseWriter(Path(sys.argv[1]), timeout=30) as writer:
    print("writing", flush=True)
    for number in itertools.count():
        writer.load_dimensions(PROVINCES, AGENCIES)
        writer.load([plan_rows(f"{{number}}-{{at}}.txt") for at in range({BATCH})])
        writer.publish()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kehoach.duckdb"


def start_endless_writer(path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_WRITER, str(path)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def assert_whole(path):
    """Every published document has all its rows, and batches came whole."""
    with open_warehouse(path) as connection:
        documents = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        assert documents % BATCH == 0
        for table, rows in (("sections", 4), ("targets", 1), ("task_agencies", 2), ("agency_mentions", 2)):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == rows * documents, table
    return documents


@pytest.mark.parametrize("seed", range(4))
def test_a_writer_killed_at_any_moment_leaves_a_whole_file_and_the_next_one_goes_on(path, seed):
    load(path, [plan_rows(f"first-{at}.txt") for at in range(BATCH)])
    process = start_endless_writer(path)
    time.sleep(random.Random(seed).uniform(0.0, 0.8))
    process.send_signal(signal.SIGKILL)
    process.wait()
    documents = assert_whole(path)
    load(path, [plan_rows(f"last-{at}.txt") for at in range(BATCH)])
    assert assert_whole(path) == documents + BATCH
    assert sorted(entry.name for entry in path.parent.iterdir()) == [".kehoach.duckdb.lock", "kehoach.duckdb"]


def test_readers_see_whole_states_only_while_a_writer_publishes(path):
    load(path, [plan_rows(f"first-{at}.txt") for at in range(BATCH)])
    process = start_endless_writer(path)
    seen = set()
    try:
        until = time.monotonic() + 60
        while len(seen) < 4 and time.monotonic() < until:
            seen.add(assert_whole(path))
    finally:
        process.kill()
        process.wait()
    assert len(seen) >= 4


def test_an_open_reader_keeps_its_snapshot_and_a_new_one_sees_the_new_state(path):
    load(path, [plan_rows()])
    with open_warehouse(path) as connection:
        load(path, [plan_rows("hai.txt")])
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    assert len(known_files(path).documents) == 2


def test_nothing_is_seen_before_it_is_published(path):
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        writer.load([plan_rows()])
        assert not path.exists()
        writer.publish()
        assert len(known_files(path).documents) == 1
        writer.load([plan_rows("hai.txt")])
        assert len(known_files(path).documents) == 1
    assert len(known_files(path).documents) == 2


def test_what_was_not_published_is_thrown_away_when_an_error_ends_the_block(path):
    load(path, [plan_rows()])
    with pytest.raises(KeyboardInterrupt), WarehouseWriter(path) as writer:
        writer.load([plan_rows("hai.txt")])
        raise KeyboardInterrupt
    assert len(known_files(path).documents) == 1
    assert not list(path.parent.glob("*building*"))


def test_a_writer_that_writes_nothing_leaves_the_file_as_it_is(path):
    load(path, [plan_rows()])
    before = path.stat()
    with WarehouseWriter(path) as writer:
        writer.publish()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_second_writer_that_may_not_wait_is_told_who_writes(path):
    with (
        WarehouseWriter(path),
        pytest.raises(WarehouseBusy, match=rf"process {os.getpid()} on .+ since 20"),
        WarehouseWriter(path, timeout=0),
    ):
        pass


def test_a_second_writer_waits_for_the_first(path):
    waited = []
    holding, done = threading.Event(), threading.Event()

    def hold():
        with WarehouseWriter(path) as writer:
            writer.load_dimensions(PROVINCES, AGENCIES)
            writer.load([plan_rows()])
            holding.set()
            done.wait(30)

    first = threading.Thread(target=hold)
    first.start()
    assert holding.wait(30)
    with WarehouseWriter(path, timeout=30, on_wait=lambda holder: (waited.append(holder), done.set())) as writer:
        writer.load([plan_rows("hai.txt")])
    first.join()
    assert len(known_files(path).documents) == 2
    assert len(waited) == 1
    assert str(os.getpid()) in waited[0]


def test_a_published_file_that_a_foreign_program_writes_is_busy(path):
    load(path, [plan_rows()])
    script = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('open', flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(WarehouseBusy):
            load(path, [plan_rows("hai.txt")])
        with pytest.raises(WarehouseBusy):
            known_files(path)
    finally:
        process.communicate()
    assert len(load(path, [plan_rows("hai.txt")]).loaded) == 1


def test_rows_that_a_foreign_program_left_in_its_log_are_kept(path):
    load(path, [plan_rows()])
    script = f"""
import duckdb, os
c = duckdb.connect({str(path)!r})
c.execute("CREATE TABLE mine AS SELECT 1 AS x")
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert path.with_name(path.name + ".wal").exists()
    load(path, [plan_rows("hai.txt")])
    assert not path.with_name(path.name + ".wal").exists()
    assert run_query(path, "SELECT x FROM mine").rows == [(1,)]


def test_a_warehouse_behind_a_symbolic_link_is_published_where_it_lies(path, tmp_path):
    link = tmp_path / "link.duckdb"
    load(path, [plan_rows()])
    link.symlink_to(path)
    load(link, [plan_rows("hai.txt")])
    assert link.is_symlink()
    assert len(known_files(path).documents) == 2


def test_a_writer_outside_its_block_is_refused(path):
    with pytest.raises(WarehouseError, match="inside"):
        WarehouseWriter(path).load([plan_rows()])


def test_a_path_without_a_warehouse_says_how_to_make_one(path):
    with pytest.raises(NoSuchWarehouse, match="kehoach ingest"), open_warehouse(path):
        pass


def test_a_leftover_of_a_killed_writer_is_no_part_of_the_next_one(path):
    load(path, [plan_rows()])
    building = path.with_name(".kehoach.duckdb.building")
    with duckdb.connect(str(building)) as connection:
        connection.execute("CREATE TABLE half (x INTEGER)")
    load(path, [plan_rows("hai.txt")])
    assert len(known_files(path).documents) == 2
    assert not building.exists()
