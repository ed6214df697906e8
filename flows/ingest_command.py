"""`kehoach ingest`: files and folders, of this machine and in stores, into the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.failures import told_in_one_line
from flows.options import AsJson, Jobs, Memory, Ocr, Prune, RetryRejected, Settle, Timeout, Warehouse, places_of
from flows.settings import default_warehouse

Log = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="Append JSON lines to this file, one a file read and one a run. Default: $KEHOACH_LOG.",
        show_default=False,
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Read on the Dask cluster of this scheduler, e.g. tcp://host:8786.",
        show_default=False,
    ),
]
Parts = Annotated[
    str | None,
    typer.Option(
        "--parts",
        metavar="URL",
        help="Folder where the cluster hands back what it has read, as fsspec names places. Default: beside the "
        "warehouse.",
        show_default=False,
    ),
]


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, and folders that are read recursively; also in stores, as in s3://bucket/plans, and single "
            "files on the web.",
        ),
    ],
    warehouse: Warehouse = None,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged files anew.")] = False,
    direct: Annotated[bool, typer.Option("--direct", help="Run at once, without Prefect.")] = False,
    ocr: Ocr = "auto",
    timeout: Timeout = None,
    memory: Memory = None,
    retry_rejected: RetryRejected = False,
    prune: Prune = False,
    settle: Settle = 0.0,
    log: Log = None,
    dask: Dask = None,
    parts: Parts = None,
    as_json: AsJson = False,
) -> None:
    """Read plans and write their rows to the warehouse.

    Unchanged files are skipped, moved ones recognised. A file that cannot be read is rejected with its reason, all
    others land, and the exit code is 1; while it stays as it is, later runs over its folder skip it.
    """
    from flows import launch, warm

    places = places_of(paths)
    if direct and dask:
        raise typer.BadParameter("a cluster gets its work through Prefect: leave out --direct.", param_hint="--dask")
    if not direct and not warm.forked and (code := launch.hand_over()) is not None:
        raise typer.Exit(code)
    from flows.ingest import IngestJob
    from flows.ingest import ingest as run_directly
    from flows.limits import Limits
    from flows.progress import progress, tell_summary
    from flows.run_log import logged

    target = warehouse or default_warehouse()
    with (
        told_in_one_line(),
        progress(quiet=as_json) as shown,
        logged(log, shown) as listener,
        IngestJob(
            places,
            target,
            jobs=jobs,
            force=force,
            apart=not direct and not warm.forked,
            limits=Limits(timeout, memory),
            listener=listener,
            ocr=ocr,
            retry_rejected=retry_rejected,
            prune=prune,
            settle=settle,
            elsewhere=launch.on_cluster(dask, parts, target) if dask else None,
        ) as job,
    ):
        summary = run_directly(job) if direct else launch.run_as_flow(job, dask, parts)
    tell_summary(summary, as_json)
    if summary.rejected:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(ingest)
