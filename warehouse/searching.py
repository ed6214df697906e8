"""Finding sections by their words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.query import open_query


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
    with open_query(path, f"FROM search($words, most := {int(most)})", {"words": words}) as result:
        return [FoundSection(*row) for row in result.fetchall()]
