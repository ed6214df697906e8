"""What can go wrong with a warehouse: each error says what happened and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class WarehouseError(Exception):
    """Base of all errors of the warehouse; its text is fit for the person at the keyboard."""


class NoSuchWarehouse(WarehouseError):
    """There is no file at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no warehouse at {path}. Make one with: kehoach ingest PATH --warehouse {path}")


class NotAWarehouse(WarehouseError):
    """The file is something else."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is not a kehoach warehouse ({why}). Name another file with --warehouse.")


class NewerWarehouse(WarehouseError):
    """A newer kehoach wrote the file: this one might misread or lose what it does not know."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"{path} was written by a newer version of kehoach ({what}). Upgrade kehoach, or name another warehouse."
        )


class OlderWarehouse(WarehouseError):
    """The file's schema could not be brought forward."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} has an older schema that could not be brought forward ({why}). The file is unchanged: "
            "ingest the sources into a new warehouse."
        )


class WarehouseBusy(WarehouseError):
    """Somebody else holds the warehouse."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path} is in use by {holder}. Try again when it is done.")


class UnknownQuery(WarehouseError):
    """No saved query has that name."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is no saved query {name!r}.{hint} `kehoach query` lists them all.")


class QueryParameterError(WarehouseError):
    """A parameter is missing, or the query has none of that name."""


class QueryRefused(WarehouseError):
    """The statement would do more than read the warehouse."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Refused: {why}. A query only reads the warehouse: one SELECT (also FROM, WITH, VALUES, PIVOT), "
            "DESCRIBE, SHOW, SUMMARIZE or EXPLAIN."
        )


class QueryFailed(WarehouseError):
    """DuckDB could not run the statement; the text holds its message with the place marked."""


class DocumentNotFound(WarehouseError):
    """No document answers to the words given."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"No document has {wanted!r} as id, or in its file name, number or title. "
            "`kehoach query documents` lists them all."
        )


class AmbiguousDocument(WarehouseError):
    """Several documents answer to the words given.

    Attributes:
        candidates: (document_id, label, source_name) of each, at most 20.
    """

    def __init__(self, wanted: str, candidates: Sequence[tuple[str, str, str]]) -> None:
        self.candidates = tuple(candidates)
        listed = "\n".join(f"  {document_id}  {label}  ({name})" for document_id, label, name in candidates)
        super().__init__(f"{wanted!r} stands for several documents; name one by its id:\n{listed}")


class InvalidRows(WarehouseError):
    """The rows of a document contradict each other or the schema; none of them is loaded."""


class NoLayout(WarehouseError):
    """A document has no pages to draw."""

    def __init__(self, name: str, media_type: str) -> None:
        super().__init__(
            f"{name} has no pages to draw: it was read as {media_type}, which says nothing of where words stand on "
            "paper. Ingest the document as a PDF or an image to see its pages."
        )


class NoSuchPage(WarehouseError):
    """A document has fewer pages."""

    def __init__(self, name: str, page: int, count: int) -> None:
        pages = "1 page" if count == 1 else f"{count} pages"
        super().__init__(f"{name} has {pages}, there is no page {page}: give --page 1{f' to {count}' * (count > 1)}.")


class ReadBefore(WarehouseError):
    """A document was read by a version that noted less."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was read by an older version, which did not note how pages lay. Ingest it again.")
