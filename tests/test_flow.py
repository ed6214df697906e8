"""The batch behind the command line: finding files, worker processes, and the flow on a real Prefect server."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import readers, server, workers
from flows.discover import Rejection, SourceFile, discover, read_source
from flows.ingest import IngestJob
from flows.version import pipeline_version
from schemas.tables import DocumentRows
from tests.cli import ROOT, TEXT_SAMPLES, kehoach_process, rows

STAMP = readers.Stamp("test", datetime(2024, 1, 1, tzinfo=UTC))


def _sources() -> list[SourceFile]:
    return discover(TEXT_SAMPLES).sources


def test_a_walk_is_sorted_and_takes_plans_alone(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", "a/b.HTML", "a/notes.json", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    found = discover([tmp_path])
    assert [source.name for source in found.sources] == ["b.txt", "b.HTML", "c.md"]
    assert found.other_suffixes == {".json": 1, ".md": 1}
    assert not found.rejected


def test_a_file_that_is_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    for name in (".hidden", "no suffix", "README.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    found = discover([tmp_path / ".hidden", tmp_path / "no suffix", tmp_path / "README.md"])
    assert len(found.sources) == 3


def test_names_that_are_no_utf_8_are_read_and_shown(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/plan-\xe1\xba.txt"
    Path(os.fsdecode(name)).write_text("x", encoding="utf-8")
    (source,) = discover([tmp_path]).sources
    assert "\N{REPLACEMENT CHARACTER}" in source.name
    source.uri.encode("utf-8")


def test_the_pipeline_version_is_the_same_in_every_process() -> None:
    code = "from flows.version import pipeline_version; print(pipeline_version())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == pipeline_version()


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_run(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("KẾ HOẠCH\nI. MỤC TIÊU\n", encoding="utf-8")
    source = read_source(plan)
    plan.write_text("KẾ HOẠCH\nI. MỤC TIÊU\n1. Thêm một dòng.\n", encoding="utf-8")
    outcome = readers.read_file(source, STAMP)
    assert isinstance(outcome, Rejection) and outcome.error_type == "Changed"


def _dies_over_sample_a(source: SourceFile, stamp: readers.Stamp) -> DocumentRows | Rejection:
    if source.name.startswith("sample-a"):
        os.kill(os.getpid(), signal.SIGKILL)
    return readers.read_file(source, stamp)


def test_a_file_that_kills_its_worker_costs_itself_alone() -> None:
    with workers.WorkerPool(STAMP, 2, 2, read=_dies_over_sample_a) as pool:
        outcomes = list(pool.read(_sources()))
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    assert [(Path(outcome.uri).name[:8], outcome.error_type) for outcome in rejected] == [("sample-a", "WorkerDied")]
    assert len(outcomes) == len(_sources())


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import time\nfrom datetime import datetime, UTC\nfrom flows import readers, workers\n"
        "if __name__ == '__main__':\n"
        "    pool = workers.WorkerPool(readers.Stamp('test', datetime.now(UTC)), 1, 1)\n"
        "    pool.warm_up()\n"
        "    print(pool.pids[0], flush=True)\n"
        "    time.sleep(300)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, script], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    _wait_until(lambda: not _runs(worker))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait_until(holds, seconds: float = 30.0) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_loaded_plans_are_kept_when_a_run_is_interrupted(tmp_path: Path) -> None:
    warehouse = tmp_path / "kehoach.duckdb"
    with pytest.raises(KeyboardInterrupt), IngestJob(TEXT_SAMPLES, warehouse) as job:
        job.discover()
        job.load(job.extract(0))
        raise KeyboardInterrupt
    assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == len(_sources())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose local Prefect server is ended after the tests."""
    folder = tmp_path_factory.mktemp("house")
    yield folder
    kehoach_process("server", "stop", cwd=folder)


def _ask(api: str, path: str, body: dict[str, object]) -> list[dict[str, object]]:
    request = urllib.request.Request(
        f"{api}{path}", json.dumps(body).encode(), {"content-type": "application/json"}, method="POST"
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
        found: list[dict[str, object]] = json.load(response)
    return found


def test_ingest_runs_as_a_flow_on_a_local_server_that_stays(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample, other = TEXT_SAMPLES[:2]
    monkeypatch.setenv("XDG_STATE_HOME", str(house / "state"))
    assert kehoach_process("server", "status", cwd=house).stdout.startswith("not running")

    # Two at once must not start two servers.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.cli", "ingest", str(other), "--json", "--warehouse", "other.duckdb"]
    beside = subprocess.Popen(
        command, cwd=house, env=environment | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    first = kehoach_process("ingest", sample, "--json", cwd=house)
    assert first.returncode == 0, first.stderr
    out, _ = beside.communicate(timeout=200)
    running = server.running()
    assert running is not None
    runs = [json.loads(text)["flow_run"] for text in (first.stdout, out)]
    assert all(url.startswith(running.url) for url in runs)

    asked = ("--ocr", "never", "--timeout", "90", "--memory", "2048", "--retry-rejected", "--prune", "--settle", "0.5")
    second = kehoach_process("ingest", sample, "--json", "--jobs", "1", *asked, cwd=house)
    assert json.loads(second.stdout) | {"ingested": 1, "skipped": 0} == json.loads(second.stdout)
    assert server.running() is not None and server.running().pid == running.pid  # type: ignore[union-attr]

    flow_runs = _ask(running.api_url, "/flow_runs/filter", {})
    assert [run["state_type"] for run in flow_runs] == ["COMPLETED"] * 3
    assert f"{sample.name} into kehoach.duckdb" in {run["name"] for run in flow_runs}
    (recorded,) = [
        run["parameters"] for run in flow_runs if json.loads(second.stdout)["flow_run"].endswith(str(run["id"]))
    ]
    assert recorded == {
        "paths": [str(sample)],
        "warehouse": "kehoach.duckdb",
        "jobs": 1,
        "force": False,
        "ocr": "never",
        "timeout": 90,
        "memory": 2048,
        "retry_rejected": True,
        "prune": True,
        "settle": 0.5,
        "parts": None,
    }
    logs = _ask(running.api_url, "/logs/filter", {})
    assert any("1 ingested, 0 skipped, 0 rejected" in str(log["message"]) for log in logs)

    # A killed server leaves a stale note, which stands in nobody's way.
    os.kill(running.pid, signal.SIGKILL)
    _wait_until(lambda: not _runs(running.pid))
    assert kehoach_process("server", "status", cwd=house).stdout.startswith("not running")
    kehoach_process("server", "stop", cwd=house)
    assert kehoach_process("server", "stop", cwd=house).stdout == "not running\n"


def test_a_configured_api_that_does_not_answer_is_told(tmp_path: Path) -> None:
    sample = TEXT_SAMPLES[0]
    done = kehoach_process("ingest", sample, cwd=tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1
    assert "does not answer" in done.stderr and "--direct" in done.stderr and "Traceback" not in done.stderr


def test_the_server_ends_when_nobody_uses_it(tmp_path: Path) -> None:
    (tmp_path / "state" / "kehoach").mkdir(parents=True)
    command = [sys.executable, "-m", "flows.server_process", str(tmp_path / "state" / "kehoach")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KEHOACH_SERVER_IDLE_SECONDS": "0.1"}
    process = subprocess.run(command, cwd=tmp_path, env=environment, timeout=120, check=False)
    assert process.returncode == 0
    assert not (tmp_path / "state" / "kehoach" / "server.json").exists()


def test_the_server_takes_another_port_where_its_own_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from flows import server_process

    with socket.create_server(("127.0.0.1", 0)) as stranger:
        monkeypatch.setattr(server_process, "USUAL_PORT", stranger.getsockname()[1])
        with server_process.bind() as listener:
            assert listener.getsockname()[1] != stranger.getsockname()[1]


def test_a_stranger_at_the_noted_port_is_no_server_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "kehoach").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(0)
        note = {"pid": os.getpid(), "port": stranger.getsockname()[1], "started": 0}
        (tmp_path / "kehoach" / "server.json").write_text(json.dumps(note), encoding="utf-8")
        assert server.running() is None


def test_the_profile_that_the_user_has_chosen_names_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PREFECT_PROFILE", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert server.configured_api() is None
    (tmp_path / "profiles.toml").write_text(
        'active = "team"\n[profiles.team]\nPREFECT_API_URL = "http://prefect.example/api"\n', encoding="utf-8"
    )
    assert server.configured_api() == "http://prefect.example/api"
    monkeypatch.setenv("PREFECT_API_URL", "http://other.example/api")
    assert server.configured_api() == "http://other.example/api"


def test_the_laid_down_database_is_what_the_migrations_leave(tmp_path: Path) -> None:
    code = (
        "import asyncio, os, sqlite3, sys\n"
        "from prefect.server.database import provide_database_interface\n"
        "asyncio.run(provide_database_interface().create_db())\n"
        "made = sqlite3.connect(os.environ['PREFECT_HOME'] + '/prefect.db')\n"
        "open('migrated.sql', 'w').write('\\n'.join(made.iterdump()) + '\\n')\n"
        "os._exit(0)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "home"), "DO_NOT_TRACK": "1"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, timeout=300)
    assert _in_any_order(tmp_path / "migrated.sql") == _in_any_order(ROOT / "flows" / "prefect_database.sql")


def _in_any_order(script: Path) -> list[str]:
    # The migrations write the constraints of a table in another order each time.
    return sorted(line.strip(" ,\t") for line in script.read_text(encoding="utf-8").splitlines())
