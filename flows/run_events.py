"""What a run tells while it works, and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flows.discover import Discovery, Rejection, Unfinished

if TYPE_CHECKING:
    from flows.comparison import Comparison
    from schemas.tables import DocumentRows


class Listener:
    """Is told what happens during a run; the command line shows it."""

    def begun(self, run_id: str) -> None:
        """A run begins."""

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        """The files are known, `to_read` of them will be read."""

    def compared(self, comparison: Comparison) -> None:
        """It is known which files have moved, are missing, or are left for the next run."""

    def left(self, unfinished: Unfinished) -> None:
        """A file changed while it was read and is left for the next run."""

    def read(self, uri: str, rows: int) -> None:
        """A file became rows."""

    def loaded(self, documents: Sequence[DocumentRows]) -> None:
        """Documents were written to the warehouse."""

    def rejected(self, rejection: Rejection) -> None:
        """A file was rejected."""

    def waiting(self, holder: str) -> None:
        """Another process is writing the warehouse."""

    def finished(self, summary: Summary) -> None:
        """The run is done and its rows are published."""


class Several(Listener):
    """Passes on what happens to several listeners."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners

    def begun(self, run_id: str) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.begun(run_id)

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.discovered(discovery, to_read)

    def compared(self, comparison: Comparison) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.compared(comparison)

    def left(self, unfinished: Unfinished) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.left(unfinished)

    def read(self, uri: str, rows: int) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.read(uri, rows)

    def loaded(self, documents: Sequence[DocumentRows]) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.loaded(documents)

    def rejected(self, rejection: Rejection) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.rejected(rejection)

    def waiting(self, holder: str) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.waiting(holder)

    def finished(self, summary: Summary) -> None:
        """Pass it on."""
        for listener in self._listeners:
            listener.finished(summary)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; `kehoach ingest --json` prints it.

    Attributes:
        ingested: documents written.
        skipped: files that needed no reading: unchanged, moved, with the bytes of another one, or rejected before.
        rejected: files and folders that could not be read.
        seconds: wall time.
        rows: rows written over all tables.
        changed: files whose document was replaced by that of their new bytes.
        moved: files found under another path than before.
        duplicates: files whose bytes another file of the same document has too.
        missing: files that were read before and are gone from the folders of the run; their documents are kept.
        pruned: missing files that were forgotten.
        rejected_before: of the skipped ones, those that an earlier run rejected.
        unfinished: files that are still being written, left for the next run.
        rejections: source and reason of each rejected file.
        warnings: source and what the text lacks of each document that was not read in full.
        flow_run: address of the run in the Prefect pages, None without Prefect.
    """

    ingested: int
    skipped: int
    rejected: int
    seconds: float
    rows: int
    run_id: str
    pipeline_version: str
    warehouse: str
    changed: int = 0
    moved: int = 0
    duplicates: int = 0
    missing: int = 0
    pruned: int = 0
    rejected_before: int = 0
    unfinished: int = 0
    rejections: tuple[dict[str, str], ...] = ()
    warnings: tuple[dict[str, str], ...] = ()
    flow_run: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the fields as a JSON object."""
        return asdict(self)

    def __str__(self) -> str:
        words = [f"{self.ingested} ingested, {self.skipped} skipped, {self.rejected} rejected"]
        for name in ("changed", "moved", "duplicates", "missing", "pruned", "rejected_before", "unfinished"):
            if count := getattr(self, name):
                words.append(f"{count} {name.replace('_', ' ')}")
        return ", ".join(words)
