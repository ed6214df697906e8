"""What the Prefect pages show of a run: a table of the files that were ingested, rejected and skipped, with reasons.

Names and words of files are untrusted, and Prefect's pages read cells of tables as Markdown, with pictures, links and
HTML in it: everything is escaped. The table is bounded by
`flows.run_record.KEPT`; what it leaves out is counted above it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.screen import harmless

if TYPE_CHECKING:
    from flows.run_events import Summary
    from flows.run_record import FileOutcome, RunRecord

#: Characters of a cell: a name or a reason may be as long as somebody likes.
LONGEST_CELL = 300
#: What Markdown takes for more than itself: some signs anywhere, an underscore that is not within a word, a list or
#: heading at the beginning, and what it makes links of.
_MARKUP = re.compile(
    r"[\\`*\[\]<>&~|@]|(?<![^\W_])_|_(?![^\W_])|^[#+=-]|^\d+(?=[.)])|:(?=//)|(?<=www)\.", re.IGNORECASE
)


def artifact_key(warehouse: Path) -> str:
    """Return the key under which the tables of a warehouse are kept: lowercase letters, digits and dashes."""
    plain = (
        unicodedata.normalize("NFKD", warehouse.stem.casefold().replace("đ", "d")).encode("ascii", "ignore").decode()
    )
    return "-".join(["ingest", *re.findall(r"[a-z0-9]+", plain)])[:100].rstrip("-")


def escaped(text: str) -> str:
    """Return text, cut to a cell's length, that Markdown shows as it is: no markup, no HTML, no link."""
    words = harmless(" ".join(text.split()))
    if len(words) > LONGEST_CELL:
        words = f"{words[: LONGEST_CELL - 1]}…"
    return _MARKUP.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], words)


def table(record: RunRecord) -> list[dict[str, Any]]:
    """Return the rows of the table: rejected files first, then ingested, then skipped."""
    return [_row(file) for file in record.files()]


def _row(file: FileOutcome) -> dict[str, Any]:
    path = Path(file.source)
    return {
        "outcome": file.outcome,
        "file": escaped(path.name),
        "reason": escaped(file.reason),
        "document": escaped(file.document),
        "rows": file.rows or "",
        "folder": escaped(str(path.parent)),
    }


def description(summary: Summary, record: RunRecord) -> str:
    """Return the sentence above the table, in Markdown."""
    words = f"**{summary}**, {summary.rows} rows in {summary.seconds:.1f} s, into {escaped(summary.warehouse)}"
    left_out = record.count() - len(record.files())
    if left_out > 0:
        words += f". {left_out} files more are not in this table; the log of runs has each of them."
    return words


def publish(summary: Summary, record: RunRecord) -> None:
    """Hand the table of the flow run that is going on to the Prefect API, in one request.

    Raises:
        httpx.HTTPError, PrefectException: the API does not take it.
    """
    from prefect.artifacts import create_table_artifact

    create_table_artifact(
        table(record), key=artifact_key(Path(summary.warehouse)), description=description(summary, record)
    )
