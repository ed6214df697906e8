"""The warm process: has Prefect and the models loaded, and forks a child for each command that it is given.

Started by `flows.warm` as `python -m flows.warm_process SOCKET`. It opens its socket before it loads anything, so that
commands which come meanwhile wait for it, and never loads twice. It must have no threads of Python's when it forks:
nothing here may use Prefect or open a database, importing them is all.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from flows import warm
from flows.server_process import IDLE_SECONDS
from flows.warm import LENGTH, peer_is_ours, receive_exactly, tell

#: Seconds between looks at children that have ended, while there are any.
_LOOK = 1.0
#: Seconds in which an asking command must have said what it wants.
_PATIENCE = 5.0


def load() -> None:
    """Import what a run needs and load the models."""
    # Arrow's own allocator would start a thread, which no fork takes along.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    import duckdb  # noqa: F401
    import prefect.artifacts
    import prefect.flow_engine
    import prefect.task_engine  # noqa: F401
    import pyarrow
    import rich.progress  # noqa: F401

    import corpus
    import extractors
    import flows.cli
    import flows.ingest
    import flows.launch
    import flows.prefect_flow
    import flows.progress
    import warehouse.writer  # noqa: F401

    corpus.load()
    extractors.load()
    extractors.dimensions()
    # What these import when they are first used: pandas, and the web framework of Prefect's parameters.
    pyarrow.array([""])
    flows.prefect_flow.ingest_flow.serialize_parameters({"paths": [], "warehouse": ""})


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, files, _, _ = socket.recv_fds(connection, LENGTH.size, 3)
    if len(head) < LENGTH.size:
        raise EOFError
    message = json.loads(receive_exactly(connection, LENGTH.unpack(head)[0]))
    return message, files


def _obey(connection: socket.socket, done: threading.Event) -> None:
    """Raise the signals that the asking command passes on; end with it when it is gone."""
    while True:
        try:
            number = connection.recv(1)
        except OSError:
            number = b""
        if done.is_set():
            return
        if not number:
            # Its workers are in this process's group, and have nobody to work for either.
            os.killpg(0, signal.SIGTERM)
            return
        os.kill(os.getpid(), number[0])


def _become(message: dict[str, Any], files: list[int]) -> None:
    """Take on arguments, folder, environment and streams of the asking command."""
    warm.forked = True
    # The command that started the warm process may have ignored what this one does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.setpgid(0, 0)
    os.chdir(message["folder"])
    os.umask(message["umask"])
    os.environ.clear()
    os.environ.update(message["environment"])
    if (fsspec := sys.modules.get("fsspec.config")) is not None:
        # It has looked at the environment of whoever started the warm process.
        fsspec.conf.clear()
        fsspec.set_conf_files(fsspec.conf_dir, fsspec.conf)
        fsspec.set_conf_env(fsspec.conf)
    for target, file in enumerate(files):
        os.dup2(file, target)
        os.close(file)
    sys.argv = ["kehoach", *message["arguments"]]
    streams = []
    for target, (encoding, errors) in zip((1, 2), message["streams"], strict=True):
        binary = os.fdopen(target, "wb", closefd=False)
        streams.append(io.TextIOWrapper(binary, encoding, errors, line_buffering=target == 2 or os.isatty(target)))
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]


def _run(connection: socket.socket, message: dict[str, Any], files: list[int]) -> None:
    """Run a command in a forked child, and tell the asking one how it ended."""
    _become(message, files)
    done = threading.Event()
    threading.Thread(target=_obey, args=(connection, done), daemon=True).start()
    connection.sendall(b"+")
    from flows import cli

    code: Any = 1
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        done.set()
        with contextlib.suppress(OSError):
            connection.sendall(bytes([code if isinstance(code, int) else 1]))


def _fork(listener: socket.socket, connection: socket.socket, message: dict[str, Any], files: list[int]) -> int:
    child = os.fork()
    if child:
        for file in files:
            os.close(file)
        return child
    listener.close()
    try:
        _run(connection, message, files)
    except Exception:
        traceback.print_exc()
    # What libraries have left to do at exit (Prefect: sending the last lines of its log) is done; nothing is taken
    # apart, since that would copy all that was loaded.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    os._exit(0)


def _reap(children: set[int]) -> None:
    for child in list(children):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                continue
        children.discard(child)


def serve(listener: socket.socket) -> None:
    """Answer commands until there are none for `IDLE_SECONDS`, or until told to end."""
    children: set[int] = set()
    last = time.monotonic()
    while (rest := last + IDLE_SECONDS - time.monotonic()) > 0:
        ready = select.select([listener], [], [], _LOOK if children else rest)[0]
        _reap(children)
        if ready or children:
            last = time.monotonic()
        if not ready:
            continue
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError, EOFError, ValueError, KeyError):
            if not peer_is_ours(connection):
                continue
            connection.settimeout(_PATIENCE)
            message, files = _receive(connection)
            connection.settimeout(None)
            if message["do"] == "run":
                children.add(_fork(listener, connection, message, files))
                continue
            body = json.dumps({"pid": os.getpid(), "commands": len(children)}).encode()
            connection.sendall(LENGTH.pack(len(body)) + body)
            if message["do"] == "end":
                return


def _tidy(path: Path) -> None:
    """End processes that have loaded older code of the same place; take away what dead ones have left."""
    place, _, _ = path.stem.rpartition("-")
    for other in path.parent.glob(f"{place}-*.lock"):
        if other.stem != path.stem:
            tell(other.with_suffix(".sock"), "end")
            for suffix in (".sock", ".log", ".lock"):
                other.with_suffix(suffix).unlink(missing_ok=True)


def main(path: Path) -> None:
    """Listen at a path, unless another process does already, until nobody has asked for a while."""
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        os.umask(0o077)
        listener.bind(os.fspath(path))
        listener.listen(16)
        try:
            load()
            if threading.active_count() > 1:
                raise RuntimeError("a library has started a thread at import, so that no child can be forked safely")
            # What is loaded stays: a child that collects garbage must not touch, and so copy, all of it.
            gc.collect()
            gc.freeze()
            _tidy(path)
            serve(listener)
        finally:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
