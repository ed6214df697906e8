"""What has become of the files of a run so far: counted as it goes, told in its record and its summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.comparison import Comparison
from flows.run_record import row_count

if TYPE_CHECKING:
    from flows.discover import Rejection
    from schemas.tables import DocumentRows


@dataclass(slots=True)
class Tally:
    """Counts what a run does.

    Attributes:
        comparison: what became of the files that need not be read.
        rejections: all files that were rejected, whatever stumbled over them.
        changed: files whose bytes are others than last time and whose rows are written; a copy counts when the file
            it was read from has landed.
        warnings: what is not in full, by file.
        ingested, rows: documents and rows that were written.
    """

    comparison: Comparison = field(default_factory=Comparison)
    rejections: list[Rejection] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    warnings: list[dict[str, str]] = field(default_factory=list)
    ingested: int = 0
    rows: int = 0

    @classmethod
    def of(cls, comparison: Comparison, rejections: list[Rejection]) -> Tally:
        """Begin with what is known before a file is read."""
        to_read = {file.uri for files in comparison.copies.values() for file in files}
        return cls(comparison, rejections, comparison.changed - to_read)

    def load(self, documents: Iterable[DocumentRows]) -> None:
        """Count documents that were written."""
        for rows in documents:
            document = rows.document
            self.ingested += 1
            self.rows += row_count(rows)
            self.changed |= self.comparison.changed & {
                file.uri for file in self.comparison.copies[document.source_sha256]
            }
            self.warnings += [
                {"source": document.source_uri, "warning": line} for line in (document.warnings or "").splitlines()
            ]

    def figures(self) -> dict[str, Any]:
        """Return the counts of files by outcome, as the table of runs names them."""
        comparison = self.comparison
        return {
            "ingested": self.ingested,
            "skipped": comparison.skipped,
            "rejected": len(self.rejections),
            "changed": len(self.changed),
            "moved": len(comparison.moved),
            "duplicates": comparison.duplicates,
            "missing": len(comparison.missing),
            "pruned": len(comparison.pruned),
            "rejected_before": len(comparison.rejected_before),
            "unfinished": len(comparison.unfinished),
        }
