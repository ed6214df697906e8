"""Handing a command to the warm process, which has Prefect and the models loaded, and being its terminal meanwhile.

A warm process (`flows.warm_process`) is started by the first command and ends when nobody has used it for a while. It
forks a child for each command it is given; the child has the asking command's arguments, folder, environment and
standard streams, so that it prints and behaves as that command itself would, only some 4 s sooner. Imports nothing
heavy: this is what a user waits for.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self

from flows.settings import QUIET, SILENT, state_dir
from flows.version import ROOT

#: Seconds in which a started process must have opened its socket; its models load after that.
OPEN_SECONDS = 20.0
#: A path of a Unix socket has 107 bytes at most; where the state folder lies deeper, there is no warm process.
LONGEST_PATH = 107
_PACKAGES = ("schemas", "corpus", "extractors", "warehouse", "flows")
#: Signals that end or interrupt a command.
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LENGTH = struct.Struct("!I")


#: Whether this process was forked by a warm one: Prefect and the models are there.
forked = False


def socket_path() -> Path:
    """Return where the warm process for the code of this place listens: changed code needs another process."""
    place = hashlib.sha256(f"{sys.executable} {sys.version} {ROOT}".encode()).hexdigest()[:8]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for folder, folders, files in os.walk(ROOT / package):
            folders[:] = sorted(name for name in folders if name not in {"__pycache__", "samples"})
            for name in sorted(files):
                status = Path(folder, name).stat()
                digest.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\0".encode())
    return state_dir() / f"warm-{place}-{digest.hexdigest()[:8]}.sock"


def connect(path: Path) -> socket.socket | None:
    """Connect to a warm process of this user's; None if none listens there."""
    if not hasattr(socket, "SO_PEERCRED") or len(os.fsencode(path)) > LONGEST_PATH:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(OSError):
        connection.connect(os.fspath(path))
        if peer_is_ours(connection):
            return connection
    connection.close()
    return None


def peer_is_ours(connection: socket.socket) -> bool:
    """Tell whether the other end runs as the same user: a command is handed to nobody else, and taken from nobody."""
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return bool(uid == os.getuid())


def send(connection: socket.socket, message: dict[str, Any], files: Sequence[int] = ()) -> None:
    """Send one message, with open files."""
    body = json.dumps(message).encode()
    socket.send_fds(connection, [LENGTH.pack(len(body))], list(files))
    connection.sendall(body)


def receive_exactly(connection: socket.socket, size: int) -> bytes:
    """Return so many bytes.

    Raises:
        EOFError: the other end has closed before.
    """
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise EOFError
        received += part
    return received


def _start(path: Path) -> socket.socket | None:
    environment = (
        {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | QUIET | SILENT
    )
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH")]))
    with contextlib.suppress(OSError), path.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.warm_process", os.fspath(path)],
            cwd=path.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + OPEN_SECONDS
        while time.monotonic() < deadline:
            if connection := connect(path):
                return connection
            if process.poll() not in (None, 0):
                return None
            time.sleep(0.02)
    return None


class _PassedOn:
    """Sends on what would end or interrupt this command: it is the other process that has to tidy up."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._before: dict[int, Any] = {}
        self.last: int | None = None

    def __enter__(self) -> Self:
        for number in PASSED_ON:
            # What this command was started to ignore (`nohup`, a shell's background job), the other one need not know.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._pass_on)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        self.last = number
        with contextlib.suppress(OSError):
            self._connection.send(bytes([number]))


def _asking(arguments: Sequence[str]) -> dict[str, Any]:
    umask = os.umask(0)
    os.umask(umask)
    return {
        "do": "run",
        "arguments": list(arguments),
        "folder": os.fspath(Path.cwd()),
        "environment": dict(os.environ),
        "umask": umask,
        "streams": [[stream.encoding, stream.errors] for stream in (sys.stdout, sys.stderr)],
    }


def run_there(arguments: Sequence[str]) -> int | None:
    """Run a `kehoach` command in the warm process, which is started if need be; return its exit code.

    Args:
        arguments: the words after `kehoach`.

    Returns:
        The exit code; None if the command is to be run in this process, since no warm process can be had.
    """
    # Whoever has replaced the streams (a test, a notebook) wants the output in this process.
    if (sys.stdout, sys.stderr) != (sys.__stdout__, sys.__stderr__) or not hasattr(socket, "SO_PEERCRED"):
        return None
    connection = None
    with contextlib.suppress(OSError):
        path = socket_path()
        if len(os.fsencode(path)) <= LONGEST_PATH:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = connect(path) or _start(path)
    if connection is None:
        return None
    print(end="", flush=True)
    with connection, _PassedOn(connection) as signals:
        try:
            # Broken arguments (bytes that are no text) do not travel as JSON: the command then runs here.
            send(connection, _asking(arguments), (0, 1, 2))
            receive_exactly(connection, 1)
        except (OSError, EOFError, ValueError):
            return None
        try:
            return receive_exactly(connection, 1)[0]
        except (OSError, EOFError):
            if signals.last is not None:
                return 128 + signals.last
            print("kehoach: its process died (out of memory?); run it again with --direct", file=sys.stderr)
            return 1


@dataclass(frozen=True)
class WarmProcess:
    """A warm process that answers."""

    pid: int
    commands: int


def tell(path: Path, do: str) -> WarmProcess | None:
    """Say `tell` or `end` to the warm process behind a socket; return what it answers, None if none does."""
    connection = connect(path)
    if connection is None:
        return None
    with connection, contextlib.suppress(OSError, EOFError, ValueError, KeyError):
        # One that still loads its models answers after that.
        connection.settimeout(OPEN_SECONDS)
        send(connection, {"do": do})
        size = LENGTH.unpack(receive_exactly(connection, LENGTH.size))[0]
        answer = json.loads(receive_exactly(connection, size))
        return WarmProcess(int(answer["pid"]), int(answer["commands"]))
    return None


def running(do: str = "tell") -> list[WarmProcess]:
    """Return the warm processes, whatever code they have loaded; with `do="end"`, end each after its last command."""
    found = (tell(path, do) for path in sorted(state_dir().glob("warm-*.sock")))
    return [process for process in found if process is not None]
