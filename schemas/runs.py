"""What a warehouse remembers of its files and of the runs that read them."""

from datetime import datetime

from pydantic import Field

from schemas.row import DocumentId, Row


class IngestRun(Row):
    """One run of `kehoach ingest`."""

    run_id: str = Field(description="key")
    started_at: datetime = Field(description="UTC")
    finished_at: datetime | None = Field(default=None, description="UTC; null while running or if it died")
    pipeline_version: str = Field(description="version of code, lexicons and settings")
    ingested: int = Field(description="documents written")
    skipped: int = Field(description="files that needed no reading: unchanged, moved, duplicates, rejected before")
    rejected: int = Field(description="files that could not be read")
    changed: int = Field(default=0, description="files whose document was replaced by one of their new bytes")
    moved: int = Field(default=0, description="files found under another path than before")
    duplicates: int = Field(default=0, description="files whose bytes another file of their document has too")
    missing: int = Field(default=0, description="files that were read before and are gone from the folders of the run")
    pruned: int = Field(default=0, description="missing files that were forgotten, as --prune asks for")
    rejected_before: int = Field(default=0, description="of `skipped`: rejected by an earlier run, unchanged since")
    unfinished: int = Field(default=0, description="files that were still being written, left for the next run")


class RejectedFile(Row):
    """One file that could not be read."""

    source_uri: str = Field(description="where the file was read")
    source_sha256: str | None = Field(default=None, description="SHA-256 of its bytes; null if unreadable")
    reason: str = Field(description="what is wrong and what to do")
    error_type: str = Field(description="class of the error")
    run_id: str = Field(description="the run that rejected it")
    rejected_at: datetime = Field(description="UTC")
    attempts: int = Field(default=1, description="runs that have tried these bytes, this one included")
    store_version: str | None = Field(default=None, description="as of `sources`, for files in a store")


class Source(Row):
    """One file that a document was read from; files with the same bytes are one document."""

    source_uri: str = Field(description="where the file is")
    document_id: DocumentId
    source_sha256: str = Field(description="SHA-256 of the file's bytes, hex")
    size: int | None = Field(default=None, description="bytes; null if it was last seen by an older version")
    first_seen: datetime = Field(description="first run that saw a file there, UTC")
    last_seen: datetime = Field(description="last run that saw it there and had something to write, UTC")
    missing_since: datetime | None = Field(default=None, description="first run that missed it, UTC; null if there")
    store_version: str | None = Field(
        default=None, description="what the store told of these bytes, such as their ETag; null for files of a machine"
    )
