"""The local Prefect server: one background process that ends itself when nobody has used it for a while.

Started by `flows.server` as `python -m flows.server_process STATE_DIR`. It binds its port before it imports Prefect,
since Prefect's pages must be told their own address, and writes `server.json` into the state folder as soon as it
answers.
"""

import asyncio
import contextlib
import json
import os
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from flows.settings import QUIET

#: Port that is tried first, so that a bookmark of the Prefect pages keeps working.
USUAL_PORT = 4247
#: Seconds without a request or an open connection after which the server ends.
IDLE_SECONDS = float(os.environ.get("KEHOACH_SERVER_IDLE_SECONDS") or 1800)
#: Where the server says who it is.
STATUS_PATH = "/kehoach/status"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Attended:
    """Passes requests on to Prefect and remembers when the last one ended."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app
        self.open = 0
        self.last = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since the last request ended; 0 while a connection is open."""
        return 0.0 if self.open else time.monotonic() - self.last

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope.get("path") == STATUS_PATH:
            await self._tell(send)
        else:
            self.open += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.open -= 1
                self.last = time.monotonic()

    async def _tell(self, send: Send) -> None:
        body = json.dumps({"pid": os.getpid(), "idle_seconds": round(self.idle, 1), "ends_after": IDLE_SECONDS})
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})


def earlier_port(state: Path) -> int | None:
    """Return the port of a server that ended without taking leave: runs that go on look for it there."""
    try:
        port = int(json.loads((state / "server.json").read_text(encoding="utf-8"))["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return port if 0 < port < 65536 else None


def bind(earlier: int | None = None) -> socket.socket:
    """Listen on the port of an earlier server, on the usual one, or on any free one where these are taken."""
    for port in (USUAL_PORT, 0) if earlier is None else (earlier, USUAL_PORT, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            listener.listen(128)
            return listener
        listener.close()
    raise OSError("no free port on 127.0.0.1")


def prepare_database(home: Path) -> None:
    """Lay down Prefect's empty database as its own migrations leave it.

    The migrations take 8 s because each of a hundred steps is read back over threads; a newer Prefect finds the
    revision in the file and adds its own steps.
    """
    database = home / "prefect.db"
    if database.exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    fresh = database.with_suffix(f".{os.getpid()}.new")
    with contextlib.closing(sqlite3.connect(fresh)) as connection:
        connection.executescript(Path(__file__).with_name("prefect_database.sql").read_text(encoding="utf-8"))
    fresh.replace(database)


@contextlib.asynccontextmanager
async def ending_when_idle(server: Any, attended: Attended) -> AsyncIterator[None]:
    """Ask the server to exit once it has been idle for `IDLE_SECONDS`."""

    async def watch() -> None:
        while attended.idle < IDLE_SECONDS:
            await asyncio.sleep(min(5.0, max(IDLE_SECONDS - attended.idle, 0.1)))
        server.should_exit = True

    watcher = asyncio.create_task(watch())
    try:
        yield
    finally:
        watcher.cancel()


async def serve(state: Path) -> None:
    """Run the server until it is stopped or idle."""
    listener = bind(earlier_port(state))
    port = listener.getsockname()[1]
    home = state / "prefect"
    prepare_database(home)
    os.environ.update(QUIET)
    os.environ.update(
        PREFECT_HOME=str(home),
        PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
        PREFECT_UI_API_URL=f"http://127.0.0.1:{port}/api",
        PREFECT_SERVER_UI_V2_ENABLED="false",  # the second version of the pages calls outside hosts
        PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT="false",
        # Kept in memory, they would be forgotten when the server is killed, and runs that go on would be cancelled.
        PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE="prefect.server.concurrency.lease_storage.filesystem",
    )

    import uvicorn
    from prefect.server.api import collections
    from prefect.server.api.server import create_app

    # The pages on work pools would have the server fetch these from the internet; its packaged copies do.
    collections.KNOWN_VIEWS.update(dict.fromkeys(collections.KNOWN_VIEWS, "http://127.0.0.1:9/"))

    attended = Attended(create_app())
    server = uvicorn.Server(uvicorn.Config(attended, log_level="warning", timeout_graceful_shutdown=3))
    note = state / "server.json"

    async def announce() -> None:
        while not server.started:
            await asyncio.sleep(0.02)
        fresh = note.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps({"pid": os.getpid(), "port": port, "started": time.time()}), encoding="utf-8")
        fresh.replace(note)

    try:
        async with ending_when_idle(server, attended):
            announcer = asyncio.create_task(announce())
            await server.serve(sockets=[listener])
            announcer.cancel()
    finally:
        with contextlib.suppress(OSError, ValueError):
            if json.loads(note.read_text(encoding="utf-8"))["pid"] == os.getpid():
                note.unlink()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
