"""`kehoach ingest` as a Prefect flow: the steps of `flows.ingest` as a few coarse tasks a batch.

A task costs Prefect some 10 ms and a record in its database, so a task is a batch, never a file. What a single file
may suffer is dealt with in `flows.workers`; tasks are retried for what may pass by itself: a busy warehouse, a network
share that is away for a moment.

Importing this module imports Prefect, which takes seconds: only `flows.cli` does, when a flow is to run.
"""

import dataclasses
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, State
from prefect.utilities.urls import url_for

from flows.ingest import Batch, IngestJob
from flows.run_events import Summary
from flows.settings import OcrChoice
from warehouse.errors import WarehouseBusy

#: The job that the command line has prepared while Prefect was being imported.
_prepared: ContextVar[IngestJob | None] = ContextVar("_prepared", default=None)


def _may_pass(task: Any, run: Any, state: State[Any]) -> bool:
    try:
        state.result()
    except (OSError, WarehouseBusy):
        return True
    except BaseException:
        return False
    return False


def _step(name: str, run_name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a task that keeps no result: rows go to the warehouse, not to Prefect's storage."""
    made: Callable[[Callable[..., Any]], Callable[..., Any]] = task(
        name=name,
        task_run_name=run_name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=3,
        retry_delay_seconds=[2, 10, 30],
        retry_condition_fn=_may_pass,
    )
    return made


class _Parcel:
    """Carries a value past Prefect, which looks into the arguments of tasks and should not into thousands of rows."""

    def __init__(self, content: Any) -> None:
        self.content = content


@_step("discover", "discover")
def _discover(job: IngestJob) -> int:
    return job.discover()


@_step("extract", "extract batch {number}")
def _extract(job: IngestJob, number: int) -> _Parcel:
    batch = job.extract(number)
    logger = get_run_logger()
    logger.info("read %d documents", len(batch.documents))
    for rejection in batch.rejections:
        logger.warning("rejected %s: %s", rejection.uri, rejection.reason)
    for rows in batch.documents:
        if rows.document.warnings:
            logger.warning("not in full: %s: %s", rows.document.source_uri, rows.document.warnings)
    return _Parcel(batch)


@_step("load", "load batch {number}")
def _load(job: IngestJob, parcel: _Parcel, number: int) -> int:
    batch: Batch = parcel.content
    return job.load(batch)


@_step("summarise", "summarise")
def _summarise(job: IngestJob) -> _Parcel:
    return _Parcel(job.finish())


def _run_name() -> str:
    parameters = flow_run.parameters
    paths = parameters["paths"]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{Path(paths[0]).name}{more} into {Path(parameters['warehouse']).name}"


@flow(name="kehoach-ingest", flow_run_name=_run_name, persist_result=False)
def ingest_flow(
    paths: list[str], warehouse: str, jobs: int | None = None, force: bool = False, ocr: OcrChoice = "auto"
) -> Any:
    """Ingest files and folders into a warehouse.

    Args:
        paths: files and folders.
        warehouse: the DuckDB file.
        jobs: worker processes, by default one a core.
        force: read unchanged files anew.
        ocr: pages of PDFs that OCR reads: `auto`, those without a text layer worth reading; `always` or `never`.

    Returns:
        The `Summary` of the run.
    """
    job = _prepared.get()
    if job is not None:
        return _steps(job)
    with IngestJob([Path(path) for path in paths], Path(warehouse), jobs=jobs, force=force, apart=True, ocr=ocr) as job:
        return _steps(job)


def _steps(job: IngestJob) -> State[Summary]:
    logger = get_run_logger()
    logger.info("%d files to read", _discover(job))
    for number in job.batches():
        _load(job, _extract(job, number), number)
    summary: Summary = _summarise(job).content
    logger.info("%s: %s, %d rows in %.1f s", summary.warehouse, summary, summary.rows, summary.seconds)
    return Completed(
        message=str(summary), data=dataclasses.replace(summary, flow_run=url_for("flow-run", obj_id=flow_run.id))
    )


def run(job: IngestJob) -> Summary:
    """Run a prepared job as a flow and return its summary.

    Raises:
        WarehouseError, WorkersUnusable: as `flows.ingest.ingest`.
    """
    token = _prepared.set(job)
    try:
        # Heartbeats end on the full second, for which somebody at the keyboard would wait after each run.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            paths = [str(path) for path in job.paths]
            summary: Summary = ingest_flow(paths, str(job.warehouse), job.jobs, job.force, job.ocr)
    finally:
        _prepared.reset(token)
    return summary
