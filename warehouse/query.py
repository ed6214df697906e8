"""Running a saved query or any read-only SQL over a published warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import QueryFailed, QueryParameterError, QueryRefused
from warehouse.guard import check_query
from warehouse.reader import open_warehouse
from warehouse.saved import SavedQuery, find_saved_query
from warehouse.views import are_current, refresh_views

_NAME = re.compile(r"\s*[\w-]+\s*")
_OTHER_VERSION = "\nAnother version of kehoach wrote this warehouse; ingest anything into it to bring it forward."


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query gave.

    Attributes:
        columns: names in order.
        types: DuckDB type of each.
        rows: Python values, a tuple a row.
        truncated: whether there are more rows than the limit allowed.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool


def _resolve(query: str, parameters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if not _NAME.fullmatch(query):
        return query, dict(parameters)
    saved = find_saved_query(query)
    return saved.sql, _saved_parameters(saved, parameters)


def _saved_parameters(saved: SavedQuery, given: Mapping[str, str]) -> dict[str, str]:
    known = {parameter.name: parameter for parameter in saved.parameters}
    for name in given:
        if name not in known:
            has = "its parameters are " + ", ".join(known) if known else "it has no parameters"
            raise QueryParameterError(f"The query {saved.name} has no parameter {name!r}; {has}.")
    values = {}
    for name, parameter in known.items():
        value = given.get(name, parameter.default)
        if value is None:
            raise QueryParameterError(f"The query {saved.name} needs --param {name}=…: {parameter.meaning}.")
        values[name] = value
    return values


@contextmanager
def checked_query(
    path: Path | str, query: str, parameters: Mapping[str, str] | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str, dict[str, str]]]:
    """Yield a read-only connection with SQL that may be run on it and its parameters.

    Args:
        path: the warehouse.
        query: name of a saved query, or one SQL statement that reads.
        parameters: values of the `$name`s in it.

    Raises:
        UnknownQuery, QueryParameterError, QueryRefused, QueryFailed: as their names say, also for what fails in the
        block.
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
    """
    sql, values = _resolve(query, parameters or {})
    with open_warehouse(path) as connection:
        check_query(connection, sql)
        refresh_views(connection)
        try:
            yield connection, sql, values
        except duckdb.PermissionException as error:
            raise QueryRefused("it reaches for a file") from error
        except duckdb.InvalidInputException as error:
            raise _input_error(error) from error
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            hint = "" if are_current(connection) else _OTHER_VERSION
            raise QueryFailed(f"{error}{hint}") from error
        except duckdb.Error as error:
            raise QueryFailed(str(error)) from error


@contextmanager
def open_query(
    path: Path | str, query: str, parameters: Mapping[str, str] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Run a query and yield the connection that holds its result, to be fetched from in parts.

    Args and Raises: as `checked_query`.
    """
    with checked_query(path, query, parameters) as (connection, sql, values):
        yield connection.execute(sql, values or None)


def _input_error(error: duckdb.InvalidInputException) -> Exception:
    message = str(error)
    if "read-only" in message:
        return QueryRefused("it would write")
    if "configuration has been locked" in message:
        return QueryRefused("it would change a setting")
    if "parameters" in message:
        return QueryParameterError(message.removeprefix("Invalid Input Error: ") + ". Give them as --param NAME=VALUE.")
    return QueryFailed(message)


def run_query(
    path: Path | str, query: str, parameters: Mapping[str, str] | None = None, limit: int | None = None
) -> QueryResult:
    """Run a query and fetch its rows.

    Args:
        path: the warehouse.
        query: name of a saved query, or one SQL statement that reads.
        parameters: values of the `$name`s in it.
        limit: at most so many rows.

    Raises:
        As `open_query`.
    """
    with checked_query(path, query, parameters) as (connection, sql, values):
        if limit is not None and _NAME.fullmatch(query):
            # Every saved query ends with its order: the engine then keeps the first rows only, instead of sorting all.
            sql = f"{sql.rstrip()}\nLIMIT {limit + 1}"
        result = connection.execute(sql, values or None)
        description = result.description or []
        rows = result.fetchall() if limit is None else result.fetchmany(limit + 1)
    truncated = limit is not None and len(rows) > limit
    names, types = tuple(column[0] for column in description), tuple(str(column[1]) for column in description)
    return QueryResult(names, types, rows[:limit], truncated)
