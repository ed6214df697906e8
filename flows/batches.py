"""How the files of a run are loaded: so many together that one transaction pays, so few that they fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.discover import Rejection, SourceFile

if TYPE_CHECKING:
    from schemas.tables import DocumentRows

#: Documents and bytes that are read before they are loaded together: bounds what is held in memory.
BATCH_FILES = 32
BATCH_BYTES = 2_000_000


@dataclass(slots=True)
class Batch:
    """What was read together: loaded in one go."""

    number: int
    documents: list[DocumentRows] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def sha256_of(self, document_id: str) -> str | None:
        """Return the digest of the bytes that a document of the batch was read from."""
        found = (rows.document for rows in self.documents if rows.document.document_id == document_id)
        return next((document.source_sha256 for document in found), None)


def in_order(sources: Sequence[SourceFile]) -> list[SourceFile]:
    """Return files in the order to read them: the longest first, so that all cores end at nearly the same time."""
    return sorted(sources, key=lambda source: (-source.size, source.uri))


def batch_sizes(ordered: Sequence[SourceFile]) -> Iterator[int]:
    """Yield how many files each batch has."""
    files = size = 0
    for source in ordered:
        files, size = files + 1, size + source.size
        if files >= BATCH_FILES or size >= BATCH_BYTES:
            yield files
            files = size = 0
    if files:
        yield files
