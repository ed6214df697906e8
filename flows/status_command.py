"""`kehoach status` and `kehoach cache`: what a team looks at that leaves kehoach running."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.failures import Failure, told_in_one_line
from flows.options import Warehouse
from flows.settings import default_warehouse

if TYPE_CHECKING:
    from warehouse.status import Upkeep

_FIGURES = (
    "ingested",
    "changed",
    "moved",
    "duplicates",
    "skipped",
    "rejected",
    "rejected_before",
    "unfinished",
    "missing",
    "pruned",
)
#: Columns that are shown whatever they hold; the others only where one of the runs has something there.
_ALWAYS = frozenset({"ingested", "skipped", "rejected"})
#: Files of a list that a terminal or pipe is given; JSON has all.
_SHOWN = 50


class CacheAction(StrEnum):
    """What `kehoach cache` does."""

    SHOW = "show"
    CLEAR = "clear"


def status(
    warehouse: Warehouse = None,
    runs: Annotated[int, typer.Option("--runs", min=1, help="At most so many of the last runs.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout instead.")] = False,
) -> None:
    """Show the last runs, which files are rejected and why, and which are missing."""
    from flows.journal import noted
    from warehouse.status import upkeep

    target = warehouse or default_warehouse()
    with told_in_one_line():
        state = upkeep(target, runs)
    # A run of both began to write and failed: the journal knows how it ended.
    done = {run["run_id"]: _run(run) for run in [*state.runs, *noted(target)]}
    last = sorted(done.values(), key=lambda run: str(run["started_at"]), reverse=True)[:runs]
    if as_json:
        told = {
            "warehouse": str(target),
            "documents": state.documents,
            "sources": state.sources,
            "runs": last,
            "rejected": state.rejected,
            "missing": state.missing,
        }
        print(json.dumps(told, ensure_ascii=False, indent=1, default=_told))
    else:
        _print(target, state, last)


def _told(value: Any) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _run(row: dict[str, Any]) -> dict[str, Any]:
    started, finished = _moment(row["started_at"]), _moment(row.get("finished_at"))
    problem = row.get("problem")
    return {
        "run_id": row["run_id"],
        "started_at": started,
        "finished_at": finished,
        "seconds": round((finished - started).total_seconds(), 1) if started and finished else None,
        "outcome": f"failed: {problem}" if problem else "completed" if finished else "not finished",
        "pipeline_version": row.get("pipeline_version"),
        **{name: row.get(name) or 0 for name in _FIGURES},
    }


def _moment(value: Any) -> datetime | None:
    """Return a moment in UTC without a zone, as the warehouse has it."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value if isinstance(value, datetime) else None


def _print(target: Path, state: Upkeep, runs: list[dict[str, Any]]) -> None:
    from flows.screen import print_rows, short_path

    print(f"{short_path(str(target.absolute()))}: {state.documents} plans from {state.sources} files\n")
    shown = [name for name in _FIGURES if name in _ALWAYS or any(run[name] for run in runs)]
    columns = ("started_at", "seconds", *shown, "outcome")
    print_rows(("started (UTC)", *columns[1:]), [[run[name] for name in columns] for run in runs], "last runs")
    if state.rejected:
        rows = [
            (short_path(row["source_uri"]), row["reason"], row["rejected_at"], row.get("attempts", 1))
            for row in state.rejected[:_SHOWN]
        ]
        print()
        print_rows(("file", "reason", "last tried (UTC)", "tries"), rows, f"rejected ({len(state.rejected)})")
    if state.missing:
        rows = [
            (short_path(row["source_uri"]), row["missing_since"], row["number"] or row["title"], row["other_sources"])
            for row in state.missing[:_SHOWN]
        ]
        print()
        print_rows(
            ("file", "missing since (UTC)", "plan, kept", "other copies"), rows, f"missing ({len(state.missing)})"
        )
    if not state.rejected and not state.missing:
        print("\nno file is rejected, none is missing")


def cache(
    action: Annotated[CacheAction, typer.Argument(help="Show what there is, or clear it.")] = CacheAction.SHOW,
    limit: Annotated[
        str | None,
        typer.Option(
            "--limit",
            metavar="SIZE",
            help="Keep to so much from now on (500MB, 2GB; 0 keeps nothing). $KEHOACH_CACHE_LIMIT goes before it.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout instead.")] = False,
) -> None:
    """Show or clear what is kept of files that were read, so that a new version need not read scans again."""
    from flows.cache import cache_folder, clear, keep_limit, limit_of, size_of, usage

    folder = cache_folder()
    with told_in_one_line():
        if limit is not None:
            try:
                keep_limit(folder, size_of(limit))
            except OSError as error:
                raise Failure(f"{folder} cannot be written ({error.strerror}); set KEHOACH_CACHE.") from error
        most = limit_of(folder)
    cleared = clear(folder) if action is CacheAction.CLEAR else None
    now = usage(folder)
    if as_json:
        facts = {"folder": str(folder), "entries": now.entries, "bytes": now.size, "limit": most}
        print(json.dumps(facts | ({"cleared": cleared.entries} if cleared else {}), ensure_ascii=False))
        return
    if cleared is not None:
        print(f"cleared: {cleared.entries} entries, {cleared.size / 1e6:.1f} MB")
    print(f"{folder}: {now.entries} entries, {now.size / 1e6:.1f} MB of at most {most / 1e6:.0f} MB")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (status, cache):
        app.command()(command)
