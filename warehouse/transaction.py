"""One transaction, and which faults lie in the rows and which in the machine."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from warehouse.errors import InvalidRows, WarehouseError

#: Faults that lie in a document's rows; any other (a full disk) ends the load.
ROW_FAULTS = (InvalidRows, duckdb.IntegrityError, duckdb.DataError, pa.ArrowException, UnicodeError, OverflowError)


class Transaction:
    """All statements of the block or none; a fault that lies in no row becomes a `WarehouseError`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection, self._path = connection, path

    def __enter__(self) -> None:
        self._connection.execute("BEGIN")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
                return
        except duckdb.Error as failed:
            error = failed
        with suppress(duckdb.Error):  # a database that broke down has rolled back by itself
            self._connection.execute("ROLLBACK")
        if isinstance(error, duckdb.Error) and not isinstance(error, ROW_FAULTS):
            raise cannot_write(self._path, error) from error
        if kind is None and error is not None:
            raise error


def cannot_write(path: Path, error: duckdb.Error) -> WarehouseError:
    """The error that tells of a fault of disk or memory while a warehouse is written."""
    return WarehouseError(f"{path} cannot be written: {str(error).splitlines()[0]}")
