"""Which Prefect API a command talks to: the configured one, one that runs, or a local server started on demand.

Knows Prefect by its addresses and files only: importing Prefect costs seconds that `kehoach server status` and a
starting server need not wait for.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.server_process import STATUS_PATH
from flows.settings import QUIET, state_dir

#: Where `prefect server start` listens unless it is told otherwise.
PREFECT_DEFAULT = "http://127.0.0.1:4200/api"
#: A first start reads much from disk; slow machines have needed half a minute.
START_SECONDS = 90.0

# Requests to this machine must not go through a proxy that the user's environment names.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class ServerError(Exception):
    """No Prefect API can be used; the message says why and what to do."""


@dataclass(frozen=True)
class LocalServer:
    """A local server of ours that answers."""

    pid: int
    port: int
    started: float
    idle_seconds: float
    ends_after: float

    @property
    def url(self) -> str:
        """Address of the Prefect pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """Address of the API."""
        return f"{self.url}/api"


def _answer(url: str, timeout: float = 2.0) -> Any:
    """Return the JSON behind a URL of this machine, None if nothing answers with JSON there."""
    try:
        with _open(url, timeout=timeout) as response:
            return json.loads(response.read())
    except (OSError, ValueError):
        return None


def configured_api() -> str | None:
    """Return the API address that the user has configured for Prefect: environment first, then the active profile."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser()
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml").expanduser()
    try:
        content = tomllib.loads(profiles.read_text(encoding="utf-8"))
        active = os.environ.get("PREFECT_PROFILE") or content.get("active")
        url = content.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    except (OSError, ValueError, AttributeError):
        return None
    return str(url) if url else None


def answers(api_url: str) -> bool:
    """Tell whether something answers at a configured API address; who it is, is Prefect's own business."""
    try:
        with urllib.request.urlopen(f"{api_url.rstrip('/')}/health", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def running() -> LocalServer | None:
    """Return our local server if it runs; a stale note, or a stranger at its port, is none."""
    try:
        note = json.loads((state_dir() / "server.json").read_text(encoding="utf-8"))
        pid, port, started = int(note["pid"]), int(note["port"]), float(note["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    status = _answer(f"http://127.0.0.1:{port}{STATUS_PATH}")
    if not isinstance(status, dict) or status.get("pid") != pid:
        return None
    return LocalServer(pid, port, started, float(status["idle_seconds"]), float(status["ends_after"]))


@contextlib.contextmanager
def _starting(deadline: float) -> Iterator[None]:
    """Hold the lock under which a server is started or stopped, so that two commands never start two."""
    state = state_dir()
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "server.lock").open("w")
    except OSError as error:
        raise ServerError(f"cannot write to {state}: {error.strerror}; set XDG_STATE_HOME or use --direct") from error
    with lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServerError("another command has been starting the Prefect server for too long") from None
                time.sleep(0.05)
        yield


def _spawn() -> subprocess.Popen[bytes]:
    state = state_dir()
    # Prefect settings of the user's are for the user's server, not for ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | QUIET
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))
    with (state / "server.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.server_process", str(state)],
            cwd=state,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def ensure() -> LocalServer:
    """Return our local server, started if need be; waits until it answers.

    Raises:
        ServerError: if it cannot be started.
    """
    if server := running():
        return server
    deadline = time.monotonic() + START_SECONDS
    with _starting(deadline):
        if server := running():
            return server
        process = _spawn()
        while time.monotonic() < deadline:
            server = running()
            if server is not None and server.pid == process.pid:
                return server
            if process.poll() is not None:
                raise ServerError(f"the local Prefect server ended at once{_last_words()}; or use --direct")
            time.sleep(0.05)
        process.kill()
        raise ServerError(f"the local Prefect server did not answer within {START_SECONDS:.0f} s{_last_words()}")


def _last_words() -> str:
    log = state_dir() / "server.log"
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return f" ({lines[-1].strip()}; more in {log})" if lines else ""


def api_url() -> tuple[str, bool]:
    """Return the API address to use and whether it is our own local server, which is started if nothing else is there.

    Raises:
        ServerError: if the configured API does not answer, or no server can be started.
    """
    if url := configured_api():
        if not answers(url):
            raise ServerError(f"the configured Prefect API {url} does not answer: start it, unset it, or use --direct")
        return url, False
    if server := running():
        return server.api_url, True
    if _answer(f"{PREFECT_DEFAULT}/health") is True:
        return PREFECT_DEFAULT, False
    return ensure().api_url, True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A process that has ended stays in the table until its parent asks for it, and a scheduler is in no hurry.
    with contextlib.suppress(OSError):
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] != "Z"
        )
    return True


def stop() -> bool:
    """End our local server; False if none runs."""
    with _starting(time.monotonic() + START_SECONDS):
        server = running()
        if server is None:
            return False
        for ending, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(server.pid, ending)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                if not _alive(server.pid):
                    return True
                time.sleep(0.05)
        raise ServerError(f"the local Prefect server (process {server.pid}) does not end")
