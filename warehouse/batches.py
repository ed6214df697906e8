"""Documents that are loaded together: which of them can be, where their bytes lie, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schemas.tables import DocumentRows, Source
from warehouse.errors import InvalidRows
from warehouse.integrity import check_rows


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A document none of whose rows was loaded, and why."""

    document_id: str
    source_uri: str
    reason: str
    error_type: str


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What became of a batch: ids of the documents loaded, and the failures."""

    loaded: tuple[str, ...]
    failed: tuple[LoadFailure, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents whose rows hold together, one a `source_uri`; all files of theirs; and the failures of the others."""

    documents: list[DocumentRows]
    files: list[Source]
    failed: list[LoadFailure]

    def files_of(self, rows: DocumentRows) -> list[Source]:
        """The files with the bytes of one document."""
        return [file for file in self.files if file.document_id == rows.document.document_id]


def gather(
    documents: Iterable[DocumentRows], files: Iterable[Source], agencies: Collection[str], provinces: Collection[str]
) -> Batch:
    """Check documents and find their files; of those with one id or one `source_uri` the last one stays.

    Args:
        documents: the documents.
        files: files that have their bytes, beside the one that each was read from; those of other documents are left
            out.
        agencies: agency_ids of the dimension.
        provinces: province_codes of the dimension.
    """
    failed: list[LoadFailure] = []
    good: dict[str, DocumentRows] = {}
    for rows in documents:
        try:
            check_rows(rows, agencies, provinces)
            good[rows.document.document_id] = rows
        except InvalidRows as error:
            failed.append(failure(rows, error))
    chosen = list({rows.document.source_uri: rows for rows in good.values()}.values())
    found = {file.source_uri: file for file in map(_source_of, chosen)}
    ids = {rows.document.document_id for rows in chosen}
    found |= {file.source_uri: file for file in files if file.document_id in ids}
    return Batch(chosen, list(found.values()), failed)


def failure(rows: DocumentRows, error: BaseException) -> LoadFailure:
    """What is told of a document that could not be loaded."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return LoadFailure(rows.document.document_id, rows.document.source_uri, reason, type(error).__name__)


def _source_of(rows: DocumentRows) -> Source:
    document = rows.document
    return Source(
        source_uri=document.source_uri,
        document_id=document.document_id,
        source_sha256=document.source_sha256,
        first_seen=document.ingested_at,
        last_seen=document.ingested_at,
    )
