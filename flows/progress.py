"""What an ingest says while it works and when it is done: a progress bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flows.run_events import Listener
from flows.screen import harmless, short_path

if TYPE_CHECKING:
    from rich.progress import Progress

    from flows.comparison import Comparison
    from flows.discover import Discovery, Rejection, Unfinished
    from flows.run_events import Summary

#: Files of one kind that an ingest names; all are counted.
TOLD_FILES = 20


def tell_summary(summary: Summary, as_json: bool) -> None:
    """Print what an ingest did."""
    if as_json:
        print(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    print(f"{summary}: {summary.rows} rows in {summary.seconds:.1f} s, in {summary.warehouse}")
    for warning in summary.warnings[:TOLD_FILES]:
        print(f"not in full: {short_path(warning['source'])}: {harmless(warning['warning'])}")
    if len(summary.warnings) > TOLD_FILES:
        print(f"not in full: {len(summary.warnings) - TOLD_FILES} more, see documents.warnings")
    if summary.flow_run:
        print(f"the run in Prefect: {summary.flow_run}")


class _Lines(Listener):
    """Tells the progress of an ingest in plain lines on stderr."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        if discovery.other_suffixes and not self.quiet:
            kinds = ", ".join(
                f"{count} {suffix or 'without suffix'}" for suffix, count in sorted(discovery.other_suffixes.items())
            )
            self._say(f"left alone, no plans by their name: {harmless(kinds)}")

    def compared(self, comparison: Comparison) -> None:
        if self.quiet:
            return
        left = [f"{short_path(file.uri)}: {file.reason}" for file in comparison.unfinished]
        self._say_some("left for the next run", left)
        self._say_some("moved", [f"{short_path(old)} to {short_path(new)}" for old, new in comparison.moved.items()])
        self._say_some("missing, kept", [short_path(uri) for uri in sorted(comparison.newly_missing)])
        self._say_some("missing, forgotten", [short_path(uri) for uri in sorted(comparison.pruned)])
        if count := len(comparison.rejected_before):
            self._say(f"{count} rejected before and unchanged: kehoach status tells why, --retry-rejected tries again")

    def _say_some(self, what: str, things: Sequence[str]) -> None:
        for thing in things[:TOLD_FILES]:
            self._say(f"{what}: {thing}")
        if len(things) > TOLD_FILES:
            self._say(f"{what}: {len(things) - TOLD_FILES} files more")

    def left(self, unfinished: Unfinished) -> None:
        if not self.quiet:
            self._say(f"left for the next run: {short_path(unfinished.uri)}: {unfinished.reason}")

    def read(self, uri: str, rows: int) -> None:
        if not self.quiet:
            self._say(f"read {short_path(uri)}: {rows} rows")

    def rejected(self, rejection: Rejection) -> None:
        self._say(f"rejected {short_path(rejection.uri)}: {harmless(rejection.reason)}")

    def waiting(self, holder: str) -> None:
        self._say(f"waiting for {harmless(holder)}")


class _Bar(_Lines):
    """Tells the progress of an ingest as a bar on a terminal; rejected files stand above it."""

    def __init__(self, bar: Progress) -> None:
        super().__init__(quiet=False)
        self.bar = bar
        self.task = bar.add_task("looking for plans", total=None)

    def _say(self, line: str) -> None:
        self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def discovered(self, discovery: Discovery, to_read: int) -> None:
        super().discovered(discovery, to_read)
        self.bar.update(self.task, description="reading plans", total=to_read)

    def read(self, uri: str, rows: int) -> None:
        self.bar.advance(self.task)

    def rejected(self, rejection: Rejection) -> None:
        super().rejected(rejection)
        if rejection.sha256 is not None:
            self.bar.advance(self.task)


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Listener]:
    """Yield the listener that shows an ingest on stderr."""
    if quiet or not sys.stderr.isatty():
        yield _Lines(quiet)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)
