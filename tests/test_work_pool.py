"""What a data team installs: `prefect.yaml` on a server with a work pool, the systemd unit, what the guide shows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flows import server
from flows.run_log import KEPT_PIECES
from tests.cli import ROOT, TEXT_SAMPLES, kehoach_process, rows
from tests.running import environment

GUIDE = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")


def _prefect(*words: str, cwd: Path, **given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prefect", "--no-prompt", *words]
    known = {"DO_NOT_TRACK": "1", "PREFECT_HOME": str(cwd / "prefect"), "NO_COLOR": "1", "COLUMNS": "300"}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(cwd, **known, **given),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_a_team_deploys_the_flow_to_its_work_pool_and_a_worker_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    os.utime(shutil.copy(TEXT_SAMPLES[0], inbox), (0, 0))
    shutil.copy(ROOT / "prefect.yaml", tmp_path)
    given = {"PREFECT_API_URL": server.ensure().api_url, "KEHOACH_INBOX": str(inbox)}
    given["KEHOACH_WAREHOUSE"] = str(tmp_path / "kehoach.duckdb")
    try:
        assert _prefect("work-pool", "create", "kehoach", "--type", "process", cwd=tmp_path, **given).returncode == 0
        deployed = _prefect("deploy", "--all", cwd=tmp_path, **given)
        assert "successfully created" in deployed.stdout, deployed.stdout + deployed.stderr
        asked = _prefect("deployment", "run", "kehoach-ingest/inbox", cwd=tmp_path, **given)
        assert asked.returncode == 0, asked.stdout + asked.stderr
        worker = _prefect("worker", "start", "--pool", "kehoach", "--run-once", cwd=tmp_path, **given)
        assert "1 ingested, 0 skipped, 0 rejected" in worker.stdout + worker.stderr, worker.stdout + worker.stderr
        assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == 1
    finally:
        kehoach_process("server", "stop", cwd=tmp_path)


def test_the_deployment_is_what_kehoach_schedule_serves() -> None:
    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert deployment["schedules"][0]["timezone"] == "Asia/Ho_Chi_Minh"
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment["entrypoint"] == "flows.prefect_flow.ingest_flow"


def test_the_systemd_unit_is_sound(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here: apt-get install systemd")
    unit = (ROOT / "docs" / "kehoach.service").read_text(encoding="utf-8")
    # The program and user that it names are where it is installed, not here.
    program, user = re.search(r"ExecStart=(\S+)", unit)[1], re.search(r"User=(\S+)", unit)[1]  # type: ignore[index]
    copy = tmp_path / "kehoach.service"
    copy.write_text(unit.replace(program, sys.executable).replace(f"User={user}", "User=root"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_guide_names_options_and_events_that_exist() -> None:
    help_text = kehoach_process("schedule", "--help", cwd=ROOT).stdout
    shown = re.findall(r"kehoach schedule .*", GUIDE)
    options = {option for line in shown for option in re.findall(r"--[a-z-]+", re.sub(r"'[^']*'", "", line))}
    assert options and all(option in help_text for option in options)
    code = "".join((ROOT / "flows" / name).read_text(encoding="utf-8") for name in ("prefect_flow.py", "schedule.py"))
    assert all(f'"{event}"' in code for event in ("files-rejected", "run-failed", "run-crashed", "server-away"))
    assert KEPT_PIECES == 5 and "the last five are kept" in GUIDE
    for line in re.search(r"```json\n(.+?)```", GUIDE, re.DOTALL)[1].splitlines():  # type: ignore[index]
        assert {"time", "run_id", "event", "outcome"} <= json.loads(line).keys()
