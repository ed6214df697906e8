"""`kehoach schedule` on a real Prefect server: runs, overlaps, kills, and what the pages show."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.cli import TEXT_SAMPLES, kehoach, kehoach_process, rows
from tests.running import family_of, running

NEVER = "0 0 1 1 *"
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def wait_for(what: Callable[[], Any], seconds: float = 300.0) -> Any:
    """Return what a function tells as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


class Served:
    """A schedule that is being served.

    Args:
        folder: where the command runs.
        state: its state folder, by default one of its own; another schedule's has a server that runs already.
    """

    def __init__(self, folder: Path, state: Path | None = None) -> None:
        self.folder, self.state = folder, state or folder / "state"

    def serving(self, *asked: str) -> contextlib.AbstractContextManager[subprocess.Popen]:
        """Serve the inbox of the folder, beside the test."""
        words = ("schedule", "inbox", "--cron", NEVER, *asked)
        return running(*words, cwd=self.folder, XDG_STATE_HOME=str(self.state))

    def said(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Address of the deployment's page."""
        lines = wait_for(lambda: [line for line in self.said().splitlines() if " runs are at " in line])
        return str(lines[-1].rpartition(" runs are at ")[2])

    @property
    def pages(self) -> str:
        return self.address.partition("/deployments/")[0]

    @property
    def deployment_id(self) -> str:
        return self.address.rpartition("/")[2]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the API, which may be busy or restarting."""

        def answer() -> Any:
            request = urllib.request.Request(
                f"{self.pages}/api{path}",
                None if body is None else json.dumps(body).encode(),
                {"content-type": "application/json"},
            )
            try:
                with _open(request, timeout=20) as response:
                    return [json.load(response)]
            except (urllib.error.HTTPError, OSError) as error:
                if isinstance(error, urllib.error.HTTPError) and error.code not in (500, 503):
                    raise
                return None

        return wait_for(answer)[0]

    def start_run(self, **parameters: Any) -> str:
        run = self.ask(f"/deployments/{self.deployment_id}/create_flow_run", {"parameters": parameters})
        return str(run["id"])

    def is_running(self, run_id: str) -> bool:
        return bool(self.ask(f"/flow_runs/{run_id}")["state_name"] == "Running")

    def ended(self, run_id: str) -> dict[str, Any]:
        """Wait for the end of a run and return it."""

        def run() -> Any:
            found = self.ask(f"/flow_runs/{run_id}")
            return found if found["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else None

        found: dict[str, Any] = wait_for(run)
        return found

    def server_pid(self) -> int:
        return int(json.loads((self.state / "kehoach/server.json").read_text(encoding="utf-8"))["pid"])


def make_inbox(folder: Path, copies: int = 0) -> Path:
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    for sample in TEXT_SAMPLES[:2]:
        target = shutil.copy(sample, inbox)
        os.utime(target, (0, 0))
    for number in range(copies):
        text = TEXT_SAMPLES[0].read_text(encoding="utf-8")
        (inbox / f"copy-{number}.md").write_text(f"{text}\n\nBản số {number}.\n", encoding="utf-8")
        os.utime(inbox / f"copy-{number}.md", (0, 0))
    return inbox


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A schedule over two plans and a file whose name and content are hostile."""
    folder = tmp_path_factory.mktemp("schedule")
    bad = make_inbox(folder) / "<img src=x onerror=alert(1)> [x](javascript:alert(1)).pdf"
    bad.write_bytes(b"\0\1\2 no plan")
    os.utime(bad, (0, 0))
    asked = (
        "--on-failure",
        "cat >> told.jsonl",
        "--ocr",
        "never",
        "--timeout",
        "90",
        "--memory",
        "2048",
        "--settle",
        "5",
    )
    schedule = Served(folder)
    with schedule.serving(*asked) as process:
        yield schedule
        process.terminate()
        assert process.wait(120) == 0
    kehoach_process("server", "stop", cwd=folder)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("inbox", "--cron", "every day"), 2, "five fields"),
        (("inbox", "--cron", NEVER, "--timezone", "Asia/Atlantis"), 2, "time zone"),
        (("no-such-inbox", "--cron", NEVER), 2, "no-such-inbox"),
        (("inbox", "--cron", NEVER, "--warehouse", "none/plans.duckdb"), 1, "cannot be written"),
        (("inbox", "--cron", NEVER, "--warehouse", "inbox"), 1, "is a folder"),
        (("inbox", "--cron", NEVER, "--warehouse", "inbox/notes.txt"), 1, "not a kehoach warehouse"),
    ],
)
def test_what_cannot_be_served_is_told_at_once(
    tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "notes.txt").write_text("no warehouse", encoding="utf-8")
    done = kehoach("schedule", *arguments, cwd=tmp_path)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_the_deployment_has_the_schedule_in_vietnams_time_and_lets_no_runs_overlap(served: Served) -> None:
    deployment = served.ask(f"/deployments/{served.deployment_id}")
    (schedule,) = deployment["schedules"]
    assert schedule["active"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == (NEVER, "Asia/Ho_Chi_Minh")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_what_runs_are_asked_to_do_is_shown_by_the_deployment_and_can_be_changed_for_one_run(served: Served) -> None:
    deployment = served.ask(f"/deployments/{served.deployment_id}")
    shown = {name: value for name, value in deployment["parameters"].items() if name not in {"paths", "warehouse"}}
    assert shown == {
        "jobs": None,
        "ocr": "never",
        "timeout": 90,
        "memory": 2048,
        "retry_rejected": False,
        "prune": False,
        "settle": 5,
    }
    described = deployment["parameter_openapi_schema"]["properties"]
    assert all(described[name]["description"] for name in shown)


def test_a_run_lands_its_rows_and_tells_of_what_was_rejected(served: Served) -> None:
    run_id = served.start_run()
    run = served.ended(run_id)
    assert run["state_type"] == "COMPLETED"
    assert run["state"]["message"].startswith("2 ingested, 0 skipped, 1 rejected")
    assert len(rows("SELECT * FROM documents", cwd=served.folder)) == 2
    (artifact,) = served.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}})
    outcomes = [row["outcome"] for row in json.loads(artifact["data"])]
    assert (artifact["type"], artifact["key"], outcomes) == ("table", "ingest-kehoach", ["rejected"] + ["ingested"] * 2)
    log = served.folder / "state" / "kehoach" / "logs" / "runs.jsonl"
    assert [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()] == ["file"] * 3 + [
        "run"
    ]
    told = [json.loads(line) for line in (served.folder / "told.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(facts["event"], facts["rejected"]) for facts in told] == [("files-rejected", 1)]


def test_a_run_is_asked_in_the_pages_to_read_rejected_files_anew(served: Served) -> None:
    asked = served.start_run(retry_rejected=True)
    deployment = served.ask(f"/deployments/{served.deployment_id}")
    assert served.ask(f"/flow_runs/{asked}")["parameters"] == deployment["parameters"] | {"retry_rejected": True}
    assert served.ended(asked)["state"]["message"].startswith("0 ingested, 2 skipped, 1 rejected")


def test_a_run_that_is_due_while_another_goes_on_is_cancelled(served: Served) -> None:
    first, second = served.start_run(), served.start_run()
    assert sorted(served.ended(run)["state_type"] for run in (first, second)) == ["CANCELLED", "COMPLETED"]


def test_a_run_that_cannot_work_fails_and_tells(served: Served) -> None:
    run = served.ended(served.start_run(paths=[str(served.folder / "unmounted")]))
    assert run["state_type"] == "FAILED" and "unmounted" in run["state"]["message"]

    def told() -> Any:
        lines = (served.folder / "told.jsonl").read_text(encoding="utf-8").splitlines()
        return [facts for facts in map(json.loads, lines) if facts["event"] == "run-failed"]

    assert "unmounted" in wait_for(told)[0]["message"]


def test_a_second_scheduler_of_the_same_inbox_is_refused(served: Served) -> None:
    done = kehoach_process("schedule", "inbox", "--cron", NEVER, cwd=served.folder)
    assert done.returncode == 1 and "already scheduled" in done.stderr


def test_the_pages_show_deployment_run_and_table_with_names_as_text(served: Served, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here: apt-get install chromium")

    def page(path: str) -> str:
        command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
        command += ["--virtual-time-budget=20000", "--dump-dom", f"{served.pages}{path}"]
        return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False).stdout

    served.ended(served.start_run())
    artifact = served.ask("/artifacts/filter", {"sort": "CREATED_DESC"})[-1]
    name = served.ask(f"/deployments/{served.deployment_id}")["name"]
    run = f"/runs/flow-run/{artifact['flow_run_id']}"
    wait_for(lambda: name in page(f"/deployments/deployment/{served.deployment_id}"))
    wait_for(lambda: "inbox into kehoach.duckdb" in (shown := page(run)) and "Completed" in shown)
    table = wait_for(lambda: (shown := page(f"/artifacts/artifact/{artifact['id']}")) and "rejected" in shown and shown)
    assert "&lt;img src=x onerror=alert(1)&gt; [x](javascript:alert(1)).pdf" in table
    assert "<img src" not in table and 'href="javascript:' not in table


def test_a_server_killed_in_mid_run_comes_back_and_the_run_lands_its_rows(tmp_path: Path) -> None:
    make_inbox(tmp_path, copies=30)
    served = Served(tmp_path)
    with served.serving("--jobs", "1") as process:
        run_id = served.start_run()
        wait_for(lambda: served.is_running(run_id))
        os.kill(served.server_pid(), signal.SIGKILL)
        assert served.ended(run_id)["state_type"] == "COMPLETED"
        assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == 32
        wait_for(lambda: served.said().count(" runs are at ") == 2)
        assert served.ended(served.start_run())["state_type"] == "COMPLETED"
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    kehoach_process("server", "stop", cwd=tmp_path)


def test_a_stop_in_mid_run_ends_everything_and_leaves_the_warehouse_whole(served: Served, tmp_path: Path) -> None:
    make_inbox(tmp_path, copies=30)
    other = Served(tmp_path, served.state)
    with other.serving("--jobs", "1") as process:
        run_id = other.start_run()
        wait_for(lambda: other.is_running(run_id))
        family = family_of(process.pid)
        process.terminate()
        assert process.wait(120) == 0
        assert other.ended(run_id)["state_type"] in {"CANCELLED", "CRASHED"}
        (schedule,) = other.ask(f"/deployments/{other.deployment_id}")["schedules"]
        assert other.ask(f"/deployments/{other.deployment_id}")["paused"] or not schedule["active"]
        wait_for(lambda: not any(map(_works, family)))
    again = kehoach_process("ingest", "inbox", "--direct", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == 32


def test_a_killed_scheduler_takes_its_run_along_and_the_next_one_goes_on(served: Served, tmp_path: Path) -> None:
    make_inbox(tmp_path, copies=30)
    other = Served(tmp_path, served.state)
    with other.serving("--jobs", "1") as process:
        run_id = other.start_run()
        wait_for(lambda: other.is_running(run_id))
        family = family_of(process.pid)
        process.kill()
        wait_for(lambda: not any(map(_works, family)))
    with other.serving() as process:
        assert other.ended(other.start_run())["state_type"] == "COMPLETED"
        # It may still have said itself that it fails.
        assert other.ended(run_id)["state_type"] in {"CRASHED", "FAILED"}
        assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == 32
        process.terminate()
        assert process.wait(120) == 0


def _works(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
