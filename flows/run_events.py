"""What a run tells while it works, and its summary."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flows.discover import Discovery, Rejection


class Listener:
    """Is told what happens during a run; the command line shows it."""

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        """The files are known, `to_read` of them will be read."""

    def read(self, uri: str, rows: int) -> None:
        """A file became rows."""

    def rejected(self, rejection: Rejection) -> None:
        """A file was rejected."""

    def waiting(self, holder: str) -> None:
        """Another process is writing the warehouse."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; `kehoach ingest --json` prints it.

    Attributes:
        ingested: documents written.
        skipped: files that were in the warehouse already, or have the same bytes as another one of the run.
        rejected: files and folders that could not be read.
        seconds: wall time.
        rows: rows written over all tables.
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
    rejections: tuple[dict[str, str], ...] = ()
    warnings: tuple[dict[str, str], ...] = ()
    flow_run: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the fields as a JSON object."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.ingested} ingested, {self.skipped} skipped, {self.rejected} rejected"
