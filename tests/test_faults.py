"""Faults that happen to an unattended run, each of them caused: nothing is lost, and the reason is told."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psutil
import pytest

import corpus
from benchmarks.plans import make_plan
from flows import readers, workers
from flows.discover import Rejection, SourceFile, discover
from flows.ingest import IngestJob
from flows.limits import BASE_SECONDS, Limits
from schemas.source import SourceText
from schemas.tables import DocumentRows
from tests.cli import ROOT, kehoach_process, rows
from tests.running import environment, family_of, running, until, workers_of
from warehouse import WarehouseWriter
from warehouse.errors import WarehouseBusy

STAMP = readers.Stamp("test", datetime(2024, 1, 1, tzinfo=UTC))
PLAN = """UBND TỈNH HÒA AN
Số: 12/KH-UBND
Hòa An, ngày 5 tháng 3 năm 2024

KẾ HOẠCH
Phát triển thư viện công cộng năm 2024

I. MỤC TIÊU
1. Đến năm 2025, 90% xã có thư viện.
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with eight small plans."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(8):
        (folder / f"plan-{number}.txt").write_text(f"{PLAN}Bản số {number}.\n", encoding="utf-8")
    return folder


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """A folder with plans that take a worker a while."""
    return _plans(tmp_path / "heavy", 10, 50_000)


def _plans(folder: Path, count: int, size: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"plan-{number}.txt").write_text(make_plan(number, size), encoding="utf-8")
    return folder


def outcomes(folder: Path, read, **how) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """File name -> class of its rejection, or `read`."""
    with workers.WorkerPool(STAMP, how.pop("jobs", 2), 2, read=read, **how) as pool:
        found = list(pool.read(discover([folder]).sources))
    assert len(found) == 8, "one outcome a file"
    return {
        Path(one.uri).name if isinstance(one, Rejection) else one.document.source_name: (
            one.error_type if isinstance(one, Rejection) else "read"
        )
        for one in found
    }


def all_but_one(error_type: str) -> dict[str, str]:
    return {f"plan-{number}.txt": error_type if number == 3 else "read" for number in range(8)}


def _reading_three_with(reader, source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:  # type: ignore[no-untyped-def]
    """Read with another reader if it is plan number 3: what goes wrong in it goes wrong where a file is read."""
    if source.name == "plan-3.txt":
        source.path.write_bytes(b"\x7fELF")
        corpus.register("application/x-executable", reader)
        source = discover([source.path]).sources[0]
    return readers.read_file(source, stamp)


def _hanging_reader(data: bytes, name: str, *_: object) -> SourceText:
    # An expression that backtracks holds the interpreter's lock: nothing else in the process can end it.
    re.match(r"(a+)+b", "a" * 60)
    raise AssertionError("never comes here")


def hangs_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    return _reading_three_with(_hanging_reader, source, stamp)


def _growing_reader(data: bytes, name: str, *_: object) -> SourceText:
    held = []
    while True:
        held.append(bytearray(os.urandom(1024) * 8192))
        time.sleep(0.002)


def grows_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    return _reading_three_with(_growing_reader, source, stamp)


def _grasping_reader(data: bytes, name: str, *_: object) -> SourceText:
    np.ones(2_000_000_000)
    raise AssertionError("never comes here")


def grasps_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    return _reading_three_with(_grasping_reader, source, stamp)


def _starting_reader(data: bytes, name: str, *_: object) -> SourceText:
    subprocess.run([sys.executable, "-c", "held = bytearray(b'x' * 900_000_000); input()"], stdin=None, check=False)
    time.sleep(300)
    raise AssertionError("never comes here")


def starts_a_program_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    return _reading_three_with(_starting_reader, source, stamp)


def dies_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    if source.name == "plan-3.txt":
        os.kill(os.getpid(), signal.SIGSEGV)
    return readers.read_file(source, stamp)


def dies_once_over_three(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    mark = source.path.with_suffix(".died")
    if source.name == "plan-3.txt" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return readers.read_file(source, stamp)


@pytest.mark.parametrize("forked", [True, False], ids=["a small batch", "a large one"])
def test_a_reader_that_hangs_is_ended_and_the_others_land(inbox: Path, forked: bool) -> None:
    limits = Limits(seconds=3)
    jobs = 1 if forked else 2
    assert outcomes(inbox, hangs_over_three, limits=limits, forked=forked, jobs=jobs) == all_but_one("TimedOut")


@pytest.mark.parametrize("forked", [True, False], ids=["a small batch", "a large one"])
def test_a_file_that_takes_too_much_memory_is_ended_and_the_others_land(inbox: Path, forked: bool) -> None:
    megabytes = 1500 + psutil.Process().memory_info().rss // 1_000_000 * forked
    limits = Limits(megabytes=megabytes)
    jobs = 1 if forked else 2
    assert outcomes(inbox, grows_over_three, limits=limits, forked=forked, jobs=jobs) == all_but_one("OutOfMemory")


def test_memory_asked_for_all_at_once_is_refused_before_it_is_taken(inbox: Path) -> None:
    limits = Limits(megabytes=1500)
    assert outcomes(inbox, grasps_over_three, limits=limits) == all_but_one("OutOfMemory")


def test_memory_of_programs_that_a_reader_starts_is_counted_and_they_are_ended(inbox: Path) -> None:
    before = {process.pid for process in psutil.process_iter()}
    assert outcomes(inbox, starts_a_program_over_three, limits=Limits(megabytes=900)) == all_but_one("OutOfMemory")
    left = [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.pid not in before and "900_000_000" in " ".join(process.info["cmdline"] or [])
    ]
    assert left == []


def test_a_file_that_crashes_its_worker_twice_is_rejected(inbox: Path) -> None:
    assert outcomes(inbox, dies_over_three) == all_but_one("WorkerDied")


def test_a_worker_that_is_killed_costs_no_file(inbox: Path) -> None:
    assert set(outcomes(inbox, dies_once_over_three).values()) == {"read"}


def test_a_long_scan_has_the_time_that_its_pages_need() -> None:
    limits = Limits()
    assert limits.seconds_for(1000, 0) < 2 * BASE_SECONDS
    assert limits.seconds_for(1000, 300) > 300 * 20
    assert limits.seconds_for(100_000_000, 0) > limits.seconds_for(1000, 0)
    assert Limits(seconds=5).seconds_for(100_000_000, 300) == 5


def test_pages_that_are_read_give_a_file_more_time(tmp_path: Path) -> None:
    told: list[int] = []
    corpus.tell_pages(lambda: told.append(1))
    try:
        corpus.read(next((ROOT / "corpus" / "samples" / "documents").glob("sample-b*.pdf")))
    finally:
        corpus.tell_pages(None)
    assert len(told) > 1


def test_all_workers_killed_again_and_again_lose_nothing(heavy: Path, tmp_path: Path) -> None:
    told = tmp_path / "err"
    with running("ingest", heavy, "--direct", "--jobs", "2", cwd=tmp_path) as process:
        # Counted in files, not in seconds: the second time, the workers must still be at files that no worker died
        # over, since a file whose worker dies twice is rightly rejected.
        for files_read in (1, 3):
            until(lambda wanted=files_read: told.read_text().count("read heavy/") >= wanted)
            for worker in workers_of(process.pid):
                worker.kill()
        assert process.wait(200) == 0, told.read_text()
    assert (tmp_path / "out").read_text().startswith("10 ingested, 0 skipped, 0 rejected")
    assert told.read_text().count("read heavy/") == 10


def test_a_stopped_worker_is_ended_when_its_time_is_up(tmp_path: Path) -> None:
    folder = _plans(tmp_path / "plans", 6, 20_000)
    with running("ingest", folder, "--direct", "--jobs", "1", "--timeout", "8", cwd=tmp_path) as process:
        # Once a file is read, the only worker is at the next one, or about to be given it.
        until(lambda: "read plans/plan-" in (tmp_path / "err").read_text())
        (stopped,) = workers_of(process.pid)
        stopped.suspend()
        assert process.wait(200) == 1
    assert not stopped.is_running()
    assert (tmp_path / "out").read_text().startswith("5 ingested, 0 skipped, 1 rejected")
    assert "--timeout" in (tmp_path / "err").read_text()
    assert rows("SELECT error_type FROM rejected_files", cwd=tmp_path) == [{"error_type": "TimedOut"}]


def test_nothing_is_left_running_by_a_run_that_is_killed(heavy: Path, tmp_path: Path) -> None:
    with running("ingest", heavy, "--direct", "--jobs", "2", cwd=tmp_path) as process:
        until(lambda: len(workers_of(process.pid)) == 2)
        family = family_of(process.pid)
        process.kill()
        process.wait()
        until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in family))


def _in_a_namespace() -> list[str]:
    """The start of a command that may mount; skips the test where that is not to be had."""
    before = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    tried = None
    if shutil.which("unshare"):
        tried = subprocess.run([*before, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    if tried is None or tried.returncode:
        pytest.skip("a small disk cannot be mounted here: needs Linux with unshare, and root or user namespaces")
    return before


def _on_a_disk_of(size: str, command: list[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    disk = cwd / "disk"
    disk.mkdir(exist_ok=True)
    script = f'mount -t tmpfs -o size={size} none "$1"; shift; "$@"; code=$?; echo LEFT; ls -A disk; exit $code'
    words = [*_in_a_namespace(), "sh", "-c", script, "sh", str(disk)]
    return subprocess.run(
        [*words, sys.executable, "-m", "flows.cli", *map(str, command)],
        cwd=cwd,
        env=environment(cwd),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("size", ["16k", "1m", "3m"])
def test_a_full_disk_is_told_in_one_line_and_leaves_no_debris(inbox: Path, tmp_path: Path, size: str) -> None:
    done = _on_a_disk_of(size, ["ingest", inbox, "--direct", "--warehouse", "disk/kehoach.duckdb"], tmp_path)
    assert done.returncode == 1, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("kehoach: ") and "kehoach.duckdb" in last and "Traceback" not in done.stderr
    assert "space" in last, last
    assert not [name for name in done.stdout.split("LEFT")[1].split() if "building" in name]


def test_a_disk_that_fills_up_keeps_what_was_published(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text(make_plan(1, 20_000), encoding="utf-8")
    script = (
        f"{sys.executable} -m flows.cli ingest inbox --direct --json --warehouse disk/k.duckdb > first || exit 9; "
        "head -c $(( $(df --output=avail -B1 disk | tail -1) - 2000000 )) /dev/zero > disk/filler; "
        f"{sys.executable} -m flows.cli ingest more.txt --direct --warehouse disk/k.duckdb; code=$?; rm disk/filler; "
        f"{sys.executable} -m flows.cli query 'SELECT count(*) AS n FROM documents' --format json "
        "--warehouse disk/k.duckdb; exit $code"
    )
    (tmp_path / "disk").mkdir()
    words = [*_in_a_namespace(), "sh", "-c", f"mount -t tmpfs -o size=64m none disk; {script}"]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be" in done.stderr and "Traceback" not in done.stderr
    assert json.loads(done.stdout)[0]["n"] >= 8, "the first run's plans are there"


def test_a_folder_that_may_not_be_read_is_rejected_and_the_rest_lands(inbox: Path, tmp_path: Path) -> None:
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root reads every folder, and setpriv is not here to take that right away")
        without = "-dac_override,-dac_read_search"
        before = ("setpriv", f"--bounding-set={without}", f"--inh-caps={without}")
    closed = inbox / "closed"
    closed.mkdir()
    (closed / "plan.txt").write_text(PLAN + "Khác.\n", encoding="utf-8")
    (inbox / "plan-0.txt").chmod(0)
    closed.chmod(0)
    try:
        with running("ingest", inbox, "--direct", "--json", cwd=tmp_path, before=before) as process:
            assert process.wait(120) == 1
    finally:
        closed.chmod(0o700)
    summary = json.loads((tmp_path / "out").read_text())
    assert (summary["ingested"], summary["rejected"]) == (7, 2), (tmp_path / "err").read_text()
    reasons = {Path(rejection["source"]).name: rejection["reason"] for rejection in summary["rejections"]}
    assert set(reasons) == {"closed", "plan-0.txt"}
    assert all("chmod" in reason for reason in reasons.values())


def test_a_second_ingest_waits_for_the_first_and_says_for_whom(inbox: Path, tmp_path: Path) -> None:
    with contextlib.ExitStack() as first:
        first.enter_context(WarehouseWriter(tmp_path / "kehoach.duckdb"))
        with running("ingest", inbox, "--direct", cwd=tmp_path) as process:
            until(lambda: f"process {os.getpid()}" in (tmp_path / "err").read_text())
            assert process.poll() is None
            first.close()
            assert process.wait(60) == 0
    assert rows("SELECT count(*) AS n FROM documents", cwd=tmp_path) == [{"n": 8}]


def test_a_warehouse_that_stays_busy_is_told_with_who_has_it(inbox: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "kehoach.duckdb"
    with (
        WarehouseWriter(warehouse),
        IngestJob([inbox], warehouse, patience=0.2) as job,
        pytest.raises(WarehouseBusy, match=f"process {os.getpid()} .*[Tt]ry again"),
    ):
        job.discover()
        for number in job.batches():
            job.load(job.extract(number))


@pytest.mark.parametrize("killed_at", [1, 33], ids=["in the first batch", "in the second batch"])
def test_a_prefect_server_that_goes_in_mid_run_costs_no_row(tmp_path: Path, killed_at: int) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(40):
        (inbox / f"plan-{number}.txt").write_text(make_plan(number, 2_500), encoding="utf-8")
    note = tmp_path / "state" / "kehoach" / "server.json"
    try:
        with running("ingest", inbox, "--jobs", "2", cwd=tmp_path) as process:
            lines = tmp_path / "err"
            until(lambda: lines.read_text().count("read ") >= killed_at or process.poll() is not None, 300)
            os.kill(json.loads(note.read_text())["pid"], signal.SIGKILL)
            assert process.wait(300) == 0, lines.read_text()
    finally:
        kehoach_process("server", "stop", cwd=tmp_path)
    *_, told = (line for line in lines.read_text().splitlines() if not line.startswith("read "))
    assert told.startswith("kehoach: the Prefect API ") and told.endswith("its record there stays incomplete")
    assert "Error logging" not in lines.read_text() and "Service" not in lines.read_text()
    assert rows("SELECT count(*) AS n FROM documents", cwd=tmp_path) == [{"n": 40}]
    assert rows("SELECT ingested, finished_at IS NOT NULL AS done FROM ingest_runs", cwd=tmp_path) == [
        {"ingested": 40, "done": True}
    ]
