"""Reading one file to its rows, whoever does it: a process of this machine, or one of a cluster."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from flows.cache import ReadingCache
from flows.discover import Rejection, SourceFile
from flows.failures import words_of
from flows.reading import Changed, read_text

if TYPE_CHECKING:
    from corpus.settings import Ocr
    from schemas.tables import DocumentRows


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a run writes on each document it makes, the pipeline's version and the run's time, UTC; how it reads."""

    pipeline_version: str
    ingested_at: datetime
    ocr: Ocr = "auto"
    cache: ReadingCache | None = None


class Reader(Protocol):
    """Turns files into rows."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def warm_up(self) -> None:
        """Begin to load the models, without waiting for them."""

    def read(self, sources: Iterable[SourceFile]) -> Iterator[DocumentRows | Rejection]:
        """Yield the outcome of each file, in any order."""


def read_file(source: SourceFile, stamp: Stamp) -> DocumentRows | Rejection:
    """Read one file and extract its rows; a file that cannot be read is a rejection, whatever went wrong."""
    import corpus
    import extractors

    try:
        text = read_text(source, stamp.ocr, stamp.cache)
        return extractors.extract(
            text,
            source_name=source.name,
            source_uri=source.uri,
            source_sha256=source.sha256,
            pipeline_version=stamp.pipeline_version,
            ingested_at=stamp.ingested_at,
        )
    except Changed:
        return rejection_of(source, "it changed while it was read; ingest it again when it is complete", "Changed")
    except corpus.RejectedInput as error:
        return rejection_of(source, f"{error.problem}; {error.remedy}", type(error).__name__)
    except MemoryError:
        return rejection_of(source, "not enough memory to read it; split it, or use fewer --jobs", "OutOfMemory")
    except Exception as error:
        # One plan that the extractors stumble over must not cost the others; the class and words go to the report.
        reason = f"reading it failed ({words_of(error)}); please report this with the file"
        return rejection_of(source, reason, type(error).__name__)


def timed(outcome: Any, seconds: float) -> Any:
    """Note on the outcome of a file how long reading it took."""
    if isinstance(outcome, Rejection):
        return dataclasses.replace(outcome, seconds=seconds)
    outcome.took(seconds)
    return outcome


def rejection_of(source: SourceFile, reason: str, error_type: str) -> Rejection:
    """Return the rejection of a file."""
    return Rejection(source.uri, source.sha256, reason, error_type)
