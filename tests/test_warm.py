"""Commands that are handed to the process which keeps Prefect and the models loaded."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import warm
from tests.cli import ROOT, TEXT_SAMPLES, kehoach_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a warm process needs Linux")


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a state folder of its own, whose path is short enough for a socket."""
    folder = tmp_path_factory.mktemp("w")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    yield folder
    kehoach_process("server", "stop", cwd=folder)


def _until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def _start(house: Path, *words: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *words],
        cwd=house,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_command_in_the_warm_process_prints_and_ends_as_its_own_would(house: Path) -> None:
    (house / "hỏng.txt").write_bytes(b"")
    (house / "thư mục").mkdir()
    for sample in TEXT_SAMPLES[:2]:
        (house / "thư mục" / sample.name).write_bytes(sample.read_bytes())
    done = kehoach_process("ingest", "thư mục", "hỏng.txt", "--json", cwd=house)
    (process,) = warm.running()
    assert done.returncode == 1, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["ingested"], summary["rejected"]) == (2, 1)
    assert summary["rejections"][0]["source"].endswith("hỏng.txt")
    assert (house / "kehoach.duckdb").exists(), "paths are taken from the folder of the asking command"

    again = kehoach_process("ingest", "thư mục", cwd=house, KEHOACH_WAREHOUSE="other.duckdb")
    assert again.returncode == 0, again.stderr
    assert (house / "other.duckdb").exists(), "the environment is that of the asking command"
    assert [found.pid for found in warm.running()] == [process.pid]

    stopped = kehoach_process("server", "stop", cwd=house)
    assert stopped.stdout == "stopped\n"
    _until(lambda: not warm.running())


def test_a_command_that_is_killed_takes_its_run_along_and_an_interrupted_one_says_so(house: Path) -> None:
    plans = house / "plans"
    plans.mkdir()
    for number in range(150):
        words = TEXT_SAMPLES[0].read_text(encoding="utf-8")
        (plans / f"{number}.txt").write_text(words + f"\nBản số {number}\n", encoding="utf-8")
    for ending in (signal.SIGINT, signal.SIGKILL):
        command = _start(house, "ingest", str(plans), "--force")
        _until(lambda: any(process.commands for process in warm.running()))
        time.sleep(1.0)
        command.send_signal(ending)
        _, said = command.communicate(timeout=60)
        assert command.returncode == (130 if ending == signal.SIGINT else -signal.SIGKILL)
        assert "Traceback" not in said
        if ending == signal.SIGINT:
            assert "interrupted" in said
        _until(lambda: not any(process.commands for process in warm.running()))


def test_where_no_warm_process_can_be_had_the_command_runs_in_its_own(house: Path) -> None:
    deep = house / ("d" * 100)
    deep.mkdir()
    done = kehoach_process("ingest", TEXT_SAMPLES[0], "--json", cwd=house, XDG_STATE_HOME=str(deep))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ingested"] == 1
    assert not list(deep.rglob("*.sock"))
    kehoach_process("server", "stop", cwd=house, XDG_STATE_HOME=str(deep))


def test_changed_code_is_never_run_by_a_process_that_has_loaded_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    before = warm.socket_path()
    assert warm.socket_path() == before
    changed = Path(warm.__file__).stat().st_mtime_ns + 1
    real = Path.stat

    def stat(path: Path, **options: bool) -> object:
        status = real(path, **options)
        return os.stat_result(status, {"st_mtime_ns": changed}) if path.name == "warm.py" else status

    monkeypatch.setattr(Path, "stat", stat)
    assert warm.socket_path() != before
