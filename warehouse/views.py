"""Macros and views: they hold no data, so they always follow the code, also over a file that an older one wrote."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.resources import files

import duckdb

_MACROS = files("warehouse") / "macros.sql"
_VIEWS = files("warehouse") / "views"
_SEARCH = files("warehouse") / "search.sql"
_LIKELY = files("warehouse") / "likely_rows.sql"
#: What is searched, by the macro that searches it: every section; or those whose signatures have the bits asked for,
#: in the order of the table, which a join does not keep. The limit, which none reaches, keeps the texts' test out of
#: the scan: it would read the texts of all rows first.
_SEARCHED = {
    "search(words, most := 20)": {
        "likely": "",
        "sections": "(SELECT rowid AS place, * FROM section_search)",
        "order": "",
    },
    "search_likely(words, bits, most := 20)": {
        "likely": "likely AS MATERIALIZED (FROM likely_rows(bits)), ",
        "sections": "(SELECT rowid AS place, * FROM section_search"
        " WHERE rowid IN (SELECT place FROM likely) LIMIT 1000000000)",
        "order": "ORDER BY place",
    },
}


@cache
def _definitions() -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The macros, the views by name in the order in which they build on each other, and the macros over the views."""
    views = {
        entry.name.removesuffix(".sql").split("_", 1)[1]: entry.read_text(encoding="utf-8")
        for entry in sorted(_VIEWS.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".sql")
    }
    search = _SEARCH.read_text(encoding="utf-8")
    every, likely = (search.format(search=signature, **searched) for signature, searched in _SEARCHED.items())
    return _MACROS.read_text(encoding="utf-8"), views, (every, _LIKELY.read_text(encoding="utf-8"), likely)


@cache
def fingerprint() -> str:
    """A digest of all definitions."""
    macros, views, searches = _definitions()
    return hashlib.sha256("\n".join([macros, *views, *views.values(), *searches]).encode()).hexdigest()[:16]


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make macros and views anew in the current database, each view with its meaning as its comment."""
    macros, views, searches = _definitions()
    connection.execute(macros)
    for name, text in views.items():
        meaning = text.splitlines()[0].removeprefix("--").strip().replace("'", "''")
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {text}")
        connection.execute(f"COMMENT ON VIEW {name} IS '{meaning}'")
    for search in searches:
        connection.execute(search)


def are_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file's macros and views are those of this code."""
    return bool(connection.execute("SELECT value FROM meta WHERE key = 'views'").fetchall() == [(fingerprint(),)])


def refresh_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a read-only connection the macros and views of this code where the file holds those of another.

    Over tables that lack a column of today some views cannot be made; the file's own stay in their place.
    """
    if are_current(connection):
        return
    macros, views, searches = _definitions()
    with suppress(duckdb.Error):
        connection.execute(macros.replace("CREATE OR REPLACE MACRO", "CREATE OR REPLACE TEMP MACRO"))
        for name, text in views.items():
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")
        for search in searches:
            connection.execute(search.replace("CREATE OR REPLACE MACRO", "CREATE OR REPLACE TEMP MACRO"))
