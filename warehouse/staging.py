"""Building beside the published file: one writer at a time, readers never in the way, a killed writer leaves no trace.

The writer works on `.NAME.building` in the same folder and swaps it in with `os.replace`. Until then the published
file is not touched; a reader that has it open keeps its snapshot afterwards. What a killed writer leaves is thrown
away by the next one, which is also why the building file needs no write-ahead log.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from warehouse.errors import WarehouseBusy, WarehouseError
from warehouse.reader import open_warehouse


class WriterLock:
    """The right to write a warehouse; the operating system takes it back when the process dies."""

    def __init__(self, warehouse: Path) -> None:
        self._warehouse = warehouse
        self._path = warehouse.with_name(f".{warehouse.name}.lock")
        self._lock = FileLock(self._path)

    def _holder(self) -> str:
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            return f"process {held['pid']} on {held['host']}, writing since {held['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another kehoach process"

    def acquire(self, timeout: float, on_wait: Callable[[str], None] | None) -> None:
        """Take the lock.

        Args:
            timeout: seconds to wait for another writer.
            on_wait: told who holds the lock, once, before a wait.

        Raises:
            WarehouseBusy: another writer still holds it after the wait; names it.
            WarehouseError: the folder cannot be written.
        """
        try:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if on_wait and timeout > 0:
                    on_wait(self._holder())
                self._lock.acquire(timeout=timeout)
            self._sign()
        except Timeout as error:
            raise WarehouseBusy(self._warehouse, self._holder()) from error
        except OSError as error:
            self._lock.release()
            raise WarehouseError(
                f"{self._warehouse} cannot be written ({error.strerror}): name a folder with space that may be written."
            ) from error

    def _sign(self) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        self._path.write_text(json.dumps(holder), encoding="utf-8")

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._lock.is_locked)

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()


def building_path(warehouse: Path) -> Path:
    """The file in which a writer builds."""
    return warehouse.with_name(f".{warehouse.name}.building")


def spill_path(building: Path) -> Path:
    """The folder into which DuckDB spills what does not fit in memory while it builds."""
    return building.with_name(building.name + ".tmp")


def remove_database(path: Path) -> None:
    """Remove a database file, its write-ahead log and its spilled pages, if there are any."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    shutil.rmtree(spill_path(path), ignore_errors=True)


def copy_published(warehouse: Path, building: Path) -> None:
    """Copy the published file to the building file.

    Raises:
        NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
        WarehouseError: it cannot be copied.
    """
    if warehouse.with_name(warehouse.name + ".wal").exists():
        # Left by a foreign program that died: bring its rows home, else they would meet a file they do not belong to.
        try:
            with duckdb.connect(str(warehouse)) as foreign:
                foreign.execute("CHECKPOINT")
        except duckdb.Error as error:
            raise WarehouseBusy(warehouse, "a program that has it open for writing") from error
    # Held open so that no foreign program can begin to write while the bytes are copied.
    with open_warehouse(warehouse):
        try:
            shutil.copy(warehouse, building)
        except OSError as error:
            raise WarehouseError(f"{warehouse} cannot be copied to {building} ({error.strerror}).") from error


def swap_in(building: Path, warehouse: Path) -> None:
    """Make the building file the published one, in one step that either happens or does not.

    Raises:
        WarehouseError: the folder cannot be written.
    """
    try:
        _sync(building)
        building.replace(warehouse)
        _sync(warehouse.parent)
    except OSError as error:
        raise WarehouseError(f"{warehouse} cannot be published ({error.strerror}).") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
