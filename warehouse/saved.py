"""The saved queries: one `.sql` file each, named as it is called.

Its leading comment gives the meaning on the first line and the parameters on lines of the form
`-- parameter NAME = DEFAULT: meaning`; a parameter without `=` must be given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from warehouse.errors import UnknownQuery

_PARAMETER = re.compile(r"-- parameter (?P<name>\w+)(?P<has_default> =(?P<default>[^:]*))?: (?P<meaning>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query; `default` is None where it must be given."""

    name: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query: `name` on the command line, its meaning in one sentence, its parameters, its SQL."""

    name: str
    meaning: str
    parameters: tuple[Parameter, ...]
    sql: str


def _parse(name: str, sql: str) -> SavedQuery:
    meaning, parameters = "", []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        if found := _PARAMETER.fullmatch(line.rstrip()):
            default = found["default"].strip() if found["has_default"] else None
            parameters.append(Parameter(found["name"], default, found["meaning"]))
        elif not meaning:
            meaning = line.removeprefix("--").strip()
    return SavedQuery(name, meaning, tuple(parameters), sql)


@cache
def saved_queries() -> tuple[SavedQuery, ...]:
    """All saved queries, by name."""
    folder = files("warehouse") / "queries"
    found = [
        _parse(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    ]
    return tuple(sorted(found, key=lambda query: query.name))


def find_saved_query(name: str) -> SavedQuery:
    """The saved query of that name; `-` stands for `_`.

    Raises:
        UnknownQuery: there is none; names the nearest.
    """
    by_name = {query.name: query for query in saved_queries()}
    wanted = name.strip().lower().replace("-", "_")
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=3, cutoff=0.5)
    near += [known for known in by_name if wanted in known and known not in near][:2]
    raise UnknownQuery(name, near)
