"""The goals of the centre: `national_goals.tsv`, each with the document that sets it, as rows of their table."""

from __future__ import annotations

from csv import DictReader
from functools import cache
from importlib.resources import files

import duckdb

from schemas.tables import NationalGoal
from warehouse.arrow import to_arrow

_FILE = files("warehouse") / "national_goals.tsv"


@cache
def national_goals() -> tuple[NationalGoal, ...]:
    """Return the goals in the order of the file."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(
        NationalGoal.model_validate({column: value for column, value in row.items() if value})
        for row in DictReader(lines, delimiter="\t")
    )


def load_goals(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the goals of the current database by those of the file."""
    connection.register("incoming_goals", to_arrow("national_goals", national_goals()))
    connection.execute("DELETE FROM national_goals")
    connection.execute("INSERT INTO national_goals BY NAME FROM incoming_goals")
    connection.unregister("incoming_goals")
