"""What the lexicons tell of bodies over time, without the pipeline: central bodies as rows, and the act of each body.

Light on purpose: whoever loads the dimension of a warehouse must not wait for spaCy.
"""

from csv import DictReader
from functools import cache
from importlib.resources import files

from schemas.tables import Agency
from schemas.vocabulary import AgencyLevel

_LEXICONS = files("extractors") / "lexicons"


@cache
def _rows(table: str) -> tuple[dict[str, str], ...]:
    return tuple(DictReader((_LEXICONS / table).read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@cache
def legal_acts() -> dict[str, str]:
    """Return the legal acts that a body of the lexicons rests on, and where it ended those that ended it."""
    return {
        row["agency_id"]: row["source"]
        for table in ("agencies_central.tsv", "agencies_local.tsv")
        for row in _rows(table)
        if row["source"]
    }


@cache
def central_agencies() -> tuple[Agency, ...]:
    """Return the central bodies: the rows of the dimension that are there whether a plan names them or not."""
    return tuple(
        Agency.model_validate(
            {
                "agency_id": row["agency_id"],
                "name": row["name"],
                "short_name": row["short_names"].partition("|")[0] or None,
                "branch": row["branch"],
                "level": AgencyLevel.CENTRAL,
                "valid_from": row["valid_from"] or None,
                "valid_to": row["valid_to"] or None,
                "successor_id": row["successor_id"] or None,
                "legal_act": row["source"] or None,
            }
        )
        for row in _rows("agencies_central.tsv")
    )
