"""`kehoach ingest` as a Prefect flow: the steps of `flows.ingest` as a few coarse tasks a batch.

A task costs Prefect some 10 ms and a record in its database, so a task is a batch, never a file. What a single file
may suffer is dealt with in `flows.workers`; tasks are retried for what may pass by itself: a busy warehouse, a network
share that is away for a moment.

The same flow serves the command line, which prepares the job and shows what happens, and deployments
(`kehoach schedule`, work pools), where a run makes its own job, writes the log of runs and tells of failures.

Importing this module imports Prefect, which takes seconds: only `flows.cli` does, when a flow is to run.
"""

import contextlib
import dataclasses
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.events.clients import PrefectEventsClient
from prefect.events.worker import EventsWorker, emit_events_to_cloud
from prefect.exceptions import PrefectException
from prefect.runtime import deployment, flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, State
from prefect.utilities.urls import url_for

from flows import artifacts, notice, run_log
from flows.cluster import ClusterReader, Part, parts_beside, read_chunk
from flows.discover import SourceFile
from flows.ingest import Batch, IngestJob
from flows.run_events import Listener, Several, Summary
from flows.screen import progress
from flows.settings import OcrChoice
from flows.workers import Stamp
from warehouse.errors import WarehouseBusy

#: Names the process id of `kehoach schedule` to the runs that it starts.
SCHEDULER = "KEHOACH_SCHEDULER"
#: Tries to reach an API that has gone with an event; Prefect makes these at once, and pauses between more of them.
EVENT_TRIES = 3
#: Rejected files that a notice names; all are counted.
TOLD_REJECTIONS = 100

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


def _step(name: str, run_name: str) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a task that keeps no result: rows go to the warehouse, not to Prefect's storage."""
    made: Callable[[Callable[..., Any]], Any] = task(
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


def _read(job: IngestJob, number: int) -> _Parcel:
    batch = job.extract(number)
    logger = get_run_logger()
    logger.info("read %d documents", len(batch.documents))
    for rejection in batch.rejections:
        logger.warning("rejected %s: %s", rejection.uri, rejection.reason)
    for rows in batch.documents:
        if rows.document.warnings:
            logger.warning("not in full: %s: %s", rows.document.source_uri, rows.document.warnings)
    return _Parcel(batch)


_extract = _step("extract", "extract batch {number}")(_read)


@_step("read on the cluster", "read chunk {number}")
def _read_chunk(number: int, parcel: _Parcel, url: str) -> Part:
    sources, stamp = parcel.content
    return read_chunk(sources, stamp, url)


def _submit(number: int, sources: tuple[SourceFile, ...], stamp: Stamp, url: str) -> Any:
    return _read_chunk.submit(number, _Parcel((sources, stamp)), url)


def _threads() -> int:
    context = FlowRunContext.get()
    assert context is not None
    return sum(context.task_runner.client.nthreads().values())


def cluster_reader(parts: str) -> Callable[[Stamp, str], ClusterReader]:
    """Make what reads the files of a job on the cluster that the flow's task runner is connected to.

    Args:
        parts: a folder that the workers see too, as fsspec names places.
    """
    return lambda stamp, run_id: ClusterReader(stamp, _submit, _threads, f"{parts.rstrip('/')}/{run_id}")


@_step("load", "load batch {number}")
def _load(job: IngestJob, parcel: _Parcel, number: int) -> int:
    batch: Batch = parcel.content
    return job.load(batch)


@_step("summarise", "summarise")
def _summarise(job: IngestJob) -> _Parcel:
    return _Parcel(job.finish())


def _prepared_job() -> IngestJob | None:
    # A function, since a flow that goes to a cluster is pickled with what it names, and a context variable cannot be.
    return _prepared.get()


def _run_name() -> str:
    parameters = flow_run.parameters
    paths = parameters["paths"]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{Path(paths[0]).name}{more} into {Path(parameters['warehouse']).name}"


def _tell_failed(flow: Any, run: Any, state: State[Any]) -> None:
    if run.deployment_id is not None:
        event = "run-crashed" if state.is_crashed() else "run-failed"
        _say(f"{event.replace('-', ' ')}: {state.message}")
        notice.tell(event, flow_run=url_for("flow-run", obj_id=run.id), name=run.name, message=state.message)


@flow(
    name="kehoach-ingest",
    flow_run_name=_run_name,
    persist_result=False,
    on_failure=[_tell_failed],
    on_crashed=[_tell_failed],
)
def ingest_flow(
    paths: list[str],
    warehouse: str,
    jobs: int | None = None,
    force: bool = False,
    ocr: OcrChoice = "auto",
    retry_rejected: bool = False,
    prune: bool = False,
    settle: float = 0.0,
    parts: str | None = None,
) -> Any:
    """Ingest files and folders into a warehouse.

    Args:
        paths: files and folders.
        warehouse: the DuckDB file.
        jobs: worker processes, by default one a core.
        force: read unchanged files anew.
        ocr: pages of PDFs that OCR reads: `auto`, those without a text layer worth reading; `always` or `never`.
        retry_rejected: read files anew that an earlier run rejected.
        prune: forget files that are gone.
        settle: seconds for which a file must have been left alone before it is read.
        parts: where the workers of a Dask cluster write what they have read, by default a folder beside the warehouse;
            used where the flow's task runner is `prefect_dask.DaskTaskRunner`.

    Returns:
        The `Summary` of the run.
    """
    job = _prepared_job()
    if job is not None:
        return _steps(job)
    given = [Path(path) for path in paths]
    for path in given:
        # Whoever takes an inbox away, or forgets to mount it, is told of it by a run that fails.
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there: mount it, make it, or change the deployment's `paths`")
    _end_with_scheduler()
    with (
        progress(quiet=True) as shown,
        _log() as log,
        IngestJob(
            given,
            Path(warehouse),
            jobs=jobs,
            force=force,
            apart=True,
            listener=Several(shown, log),
            ocr=ocr,
            retry_rejected=retry_rejected,
            prune=prune,
            settle=settle,
            may_be_empty=True,
            elsewhere=cluster_reader(parts or parts_beside(Path(warehouse))) if _on_cluster() else None,
        ) as job,
    ):
        return _steps(job)


def _on_cluster() -> bool:
    context = FlowRunContext.get()
    return context is not None and type(context.task_runner).__module__.startswith("prefect_dask")


@contextlib.contextmanager
def _log() -> Iterator[Listener]:
    try:
        log = run_log.RunLog(run_log.asked_for() or run_log.scheduled_log())
    except OSError as error:
        get_run_logger().warning("this run is not logged: %s", error)
        yield Listener()
        return
    with log:
        yield log


def _end_with_scheduler() -> None:
    """End this run as by Ctrl-C when its scheduler has been killed: nobody would watch over it any more."""
    scheduler = os.environ.get(SCHEDULER)
    if scheduler is None or int(scheduler) != os.getppid():
        return

    def watch() -> None:
        while os.getppid() == int(scheduler):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _steps(job: IngestJob) -> State[Summary]:
    logger = get_run_logger()
    logger.info("%d files to read", _discover(job))
    # Chunks that go to a cluster are tasks of the flow themselves: no task stands around them.
    extract = _read if _on_cluster() else _extract
    for number in job.batches():
        _load(job, extract(job, number), number)
    summary: Summary = _summarise(job).content
    logger.info("%s: %s, %d rows in %.1f s", summary.warehouse, summary, summary.rows, summary.seconds)
    summary = dataclasses.replace(summary, flow_run=url_for("flow-run", obj_id=flow_run.id))
    try:
        artifacts.publish(summary, job.record)
    except (httpx.HTTPError, PrefectException) as error:
        # The rows are published: a server that is away now must not make a failure of that.
        logger.warning("the table of this run is not in Prefect: %s", error)
    if deployment.id is not None:
        _tell(summary)
    return Completed(message=str(summary), data=summary)


def _say(words: str) -> None:
    print(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {words}", file=sys.stderr, flush=True)


def _tell(summary: Summary) -> None:
    _say(f"{summary}, {summary.rows} rows in {summary.seconds:.1f} s")
    if summary.rejected:
        notice.tell("files-rejected", **summary.as_json() | {"rejections": summary.rejections[:TOLD_REJECTIONS]})


def _lose_events_at_once() -> None:
    # Without an API, Prefect tries 7 s for each event, of which every batch has some, before this process may end. What
    # could not be sent is kept, and sent with the next event that can.
    if emit_events_to_cloud():
        return
    EventsWorker.set_client_override(PrefectEventsClient, reconnection_attempts=EVENT_TRIES)


def run(job: IngestJob, dask: str | None = None) -> Summary:
    """Run a prepared job as a flow and return its summary.

    Args:
        job: the job; one that reads on a cluster has its reader from `cluster_reader`.
        dask: address of the cluster's scheduler.

    Raises:
        WarehouseError, WorkersUnusable: as `flows.ingest.ingest`.
    """
    flow_to_run = ingest_flow
    if dask is not None:
        from prefect_dask import DaskTaskRunner

        flow_to_run = ingest_flow.with_options(task_runner=DaskTaskRunner(address=dask))
    _lose_events_at_once()
    token = _prepared.set(job)
    try:
        # Heartbeats end on the full second, for which somebody at the keyboard would wait after each run.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            paths = [str(path) for path in job.paths]
            summary: Summary = flow_to_run(paths, str(job.warehouse), job.jobs, job.force, job.ocr)
    finally:
        _prepared.reset(token)
    return summary
