"""Tests leave no process behind, however they end."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil

from tests.running import end_all_below, environment, until


def _sleeper(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "import time; time.sleep(300)"]
    return subprocess.Popen(command, env=environment(folder), start_new_session=True)


def test_what_has_its_state_elsewhere_is_left_alone(tmp_path: Path) -> None:
    one, other = _sleeper(tmp_path / "one"), _sleeper(tmp_path / "other")
    try:
        until(lambda: end_all_below(tmp_path / "one") == [one.pid])
        assert one.wait(10) == -signal.SIGKILL and other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_an_interrupted_test_leaves_nothing_running(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    # What a script starts in the background ignores interrupts, and so does all that it starts in its turn.
    (folder / "conftest.py").write_text(
        "import signal\n"
        "from tests.conftest import _nothing_left_running, pytest_unconfigure\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    )
    (folder / "test_it.py").write_text(
        textwrap.dedent(
            """
            import time
            from pathlib import Path
            from tests.test_running import _sleeper

            def test_it(tmp_path):
                Path("pid").write_text(str(_sleeper(tmp_path).pid))
                Path("pid").rename("started")
                time.sleep(300)
            """
        )
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--basetemp",
        str(tmp_path / "base"),
        "test_it.py",
    ]
    env = environment(tmp_path)
    del env["XDG_STATE_HOME"]
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL) as pytest_run:
        try:
            until((folder / "started").exists)
            left = psutil.Process(int((folder / "started").read_text()))
            pytest_run.send_signal(signal.SIGINT)
            assert pytest_run.wait(60) == 2
        finally:
            pytest_run.kill()
    until(lambda: not left.is_running() or left.status() == psutil.STATUS_ZOMBIE)
