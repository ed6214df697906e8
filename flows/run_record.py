"""What a run did with each file, kept while it works: bounded, however many files there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flows.discover import Rejection, Unfinished
from flows.run_events import Listener

if TYPE_CHECKING:
    from flows.comparison import Comparison
    from schemas.tables import DocumentRows

#: Files of each outcome that are kept by name; all of them are counted.
KEPT = 100


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        source: its absolute path.
        outcome: `rejected`, `ingested`, `unfinished`, `missing` or `skipped`.
        document: number and title of the plan, where it has been read.
        rows: rows written, over all tables.
        reason: why it was not ingested.
    """

    source: str
    outcome: str
    document: str = ""
    rows: int = 0
    reason: str = ""


class RunRecord(Listener):
    """Keeps the first `KEPT` files of each outcome, and counts all."""

    def __init__(self) -> None:
        self._rejected: list[FileOutcome] = []
        self._ingested: list[FileOutcome] = []
        self._unfinished: list[FileOutcome] = []
        self._comparison: Comparison | None = None
        self._counted = 0

    def compared(self, comparison: Comparison) -> None:
        """Keep what is known of the files that are not read."""
        self._comparison = comparison
        for unfinished in comparison.unfinished:
            self.left(unfinished)

    def left(self, unfinished: Unfinished) -> None:
        """Keep a file that is left for the next run."""
        self._keep(self._unfinished, FileOutcome(unfinished.uri, "unfinished", reason=unfinished.reason))

    def loaded(self, documents: Sequence[DocumentRows]) -> None:
        """Keep what was written."""
        for rows in documents:
            document = rows.document
            words = " ".join(filter(None, (document.number, document.title)))
            self._keep(self._ingested, FileOutcome(document.source_uri, "ingested", words, row_count(rows)))

    def rejected(self, rejection: Rejection) -> None:
        """Keep what was rejected."""
        self._keep(self._rejected, FileOutcome(rejection.uri, "rejected", reason=rejection.reason))

    def _keep(self, files: list[FileOutcome], file: FileOutcome) -> None:
        self._counted += 1
        if len(files) < KEPT:
            files.append(file)

    def files(self) -> list[FileOutcome]:
        """Return the files that are kept: rejected ones first, skipped ones last."""
        return [
            *self._rejected,
            *self._ingested,
            *self._unfinished,
            *islice(self._missing(), KEPT),
            *islice(self._skipped(), KEPT),
        ]

    def count(self) -> int:
        """Return how many files there are in all."""
        if self._comparison is None:
            return self._counted
        return self._counted + self._comparison.skipped + len(self._comparison.missing)

    def _missing(self) -> Iterator[FileOutcome]:
        for uri in sorted(self._comparison.missing if self._comparison else ()):
            yield FileOutcome(uri, "missing", reason="it is gone; its document is kept")

    def _skipped(self) -> Iterator[FileOutcome]:
        if self._comparison is None:
            return
        read = {file.uri for file in self._comparison.to_read}
        came_from = {new: old for old, new in self._comparison.moved.items()}
        for file in self._comparison.rejected_before:
            yield FileOutcome(file.uri, "skipped", reason="rejected before, and unchanged")
        for file in self._comparison.placed:
            if file.uri in came_from:
                yield FileOutcome(file.uri, "skipped", reason=f"moved here from {Path(came_from[file.uri]).name}")
            elif file.uri not in read:
                yield FileOutcome(file.uri, "skipped", reason="unchanged")


def row_count(rows: DocumentRows) -> int:
    """Return the rows of a document over all tables."""
    return sum(len(value) if isinstance(value, list) else 1 for _, value in rows)
