"""Finding sections by their words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.query import checked_query
from warehouse.signatures import asked_bits

#: Sections that may hold one word, up to which they are fetched one by one; for more words so many fewer. Where there
#: are more, hits are so many that the first of them are found sooner by reading one text after the other.
_FEW = 500_000


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section that holds the words; a higher score fits better. `text` is its own text, `page` 1-based or None."""

    score: int
    province: str | None
    plan: str
    path: str
    heading: str | None
    text: str
    page: int | None
    section_id: str
    document_id: str


def search_sections(path: Path | str, words: str, most: int = 20) -> list[FoundSection]:
    """Find the sections that hold all the words, the best first.

    Args:
        path: the warehouse.
        words: words and "phrases" (at most 12 are asked for), with or without diacritics and tone marks.
        most: at most so many sections.

    Raises:
        NoSuchWarehouse, NotAWarehouse, NewerWarehouse, WarehouseBusy: as their names say.
        QueryFailed: the warehouse was written by a version that knew no search; ingest anything into it.
    """
    with checked_query(path, "SELECT search_terms($words)", {"words": words}) as (connection, terms_of, given):
        [(terms,)] = connection.execute(terms_of, given).fetchall()
        found = f"search($words, most := {int(most)})"
        bits = f"{asked_bits(terms)}::UBIGINT[]"
        with suppress(duckdb.CatalogException, duckdb.BinderException):  # a warehouse of a version that signed nothing
            [(likely,)] = connection.execute(f"SELECT count(*) FROM likely_rows({bits})").fetchall()
            if likely * len(terms) <= _FEW:
                found = f"search_likely($words, {bits}, most := {int(most)})"
        return [FoundSection(*row) for row in connection.execute(f"FROM {found}", given).fetchall()]
