"""What a run did with each file, kept while it works: bounded, however many files there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.discover import Discovery, Rejection
from flows.run_events import Listener

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: Files of each outcome that are kept by name; all of them are counted.
KEPT = 100


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        source: its absolute path.
        outcome: `ingested`, `rejected` or `skipped`.
        document: number or title of the plan, where it has been read.
        rows: rows written, over all tables.
        reason: why it was rejected or skipped.
    """

    source: str
    outcome: str
    document: str = ""
    rows: int = 0
    reason: str = ""


class RunRecord(Listener):
    """Keeps the first `KEPT` files of each outcome."""

    def __init__(self) -> None:
        self.rejections: list[FileOutcome] = []
        self.ingested: list[FileOutcome] = []
        self._discovery = Discovery()
        self._read: set[str] = set()

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        """Keep the files; those that nothing more is heard of are the unchanged ones."""
        self._discovery = discovery

    def loaded(self, documents: Sequence[DocumentRows]) -> None:
        """Keep what was written."""
        self._read.update(rows.document.source_uri for rows in documents)
        for rows in documents[: max(KEPT - len(self.ingested), 0)]:
            document = rows.document
            words = " ".join(filter(None, (document.number, document.title)))
            self.ingested.append(FileOutcome(document.source_uri, "ingested", words, row_count(rows)))

    def rejected(self, rejection: Rejection) -> None:
        """Keep what was rejected."""
        self._read.add(rejection.uri)
        if len(self.rejections) < KEPT:
            self.rejections.append(FileOutcome(rejection.uri, "rejected", reason=rejection.reason))

    def files(self) -> list[FileOutcome]:
        """Return the files that are kept: rejected ones first, then ingested, then skipped."""
        skipped: list[FileOutcome] = []
        for copy, first in self._discovery.duplicates[:KEPT]:
            skipped.append(FileOutcome(copy.uri, "skipped", reason=f"same bytes as {first.name}"))
        for source in self._discovery.sources:
            if len(skipped) >= KEPT:
                break
            if source.uri not in self._read:
                skipped.append(FileOutcome(source.uri, "skipped", reason="unchanged"))
        return [*self.rejections, *self.ingested, *skipped]


def row_count(rows: DocumentRows) -> int:
    """Return the rows of a document over all tables."""
    return sum(len(value) if isinstance(value, list) else 1 for _, value in rows)
