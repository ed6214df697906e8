"""`kehoach ingest` as a Prefect flow; its steps are in `flows.prefect_steps`.

The same flow serves the command line, which prepares the job and shows what happens, and deployments
(`kehoach schedule`, work pools), where a run makes its own job, writes the log of runs and tells of failures.

Importing this module imports Prefect, which takes seconds: only `flows.launch` and `flows.schedule` do.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, get_run_logger
from prefect.events.clients import PrefectEventsClient
from prefect.events.worker import EventsWorker, emit_events_to_cloud
from prefect.runtime import deployment, flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, State
from prefect.utilities.urls import url_for
from pydantic import Field

from flows import notice, run_log
from flows.ingest import IngestJob
from flows.limits import LEAST_MEGABYTES, LEAST_SECONDS, Limits
from flows.prefect_steps import cluster_reader, on_cluster, run_steps
from flows.progress import progress
from flows.run_events import Listener, Several, Summary
from flows.settings import OcrChoice
from flows.stores import Url, check, place_of

#: Names the process id of `kehoach schedule` to the runs that it starts.
SCHEDULER = "KEHOACH_SCHEDULER"
#: Tries to reach an API that has gone with an event; Prefect makes these at once, and pauses between more of them.
EVENT_TRIES = 3
#: Rejected files that a notice names; all are counted.
TOLD_REJECTIONS = 100

#: The job that the command line has prepared while Prefect was being imported.
_prepared: ContextVar[IngestJob | None] = ContextVar("_prepared", default=None)


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
        notice.say(f"{event.replace('-', ' ')}: {state.message}")
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
    jobs: Annotated[int, Field(ge=1)] | None = None,
    force: bool = False,
    ocr: OcrChoice = "auto",
    timeout: Annotated[float, Field(ge=LEAST_SECONDS)] | None = None,
    memory: Annotated[int, Field(ge=LEAST_MEGABYTES)] | None = None,
    retry_rejected: bool = False,
    prune: bool = False,
    settle: Annotated[float, Field(ge=0)] = 0.0,
    parts: str | None = None,
) -> Any:
    """Ingest files and folders into a warehouse.

    Args:
        paths: files and folders.
        warehouse: the DuckDB file.
        jobs: worker processes, by default one a core.
        force: read unchanged files anew.
        ocr: pages of PDFs that OCR reads: `auto`, those without a text layer worth reading; `always` or `never`.
        timeout: seconds that one file may take, by default by its size and pages.
        memory: megabytes that one worker process may take, by default its share of the machine's.
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
        return _done(job)
    given = [place_of(path) for path in paths]
    for path in given:
        # Whoever takes an inbox away, or forgets to mount it, is told of it by a run that fails.
        if isinstance(path, Url):
            check(path)
        elif not path.exists():
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
            limits=Limits(timeout, memory),
            listener=Several(shown, log),
            ocr=ocr,
            retry_rejected=retry_rejected,
            prune=prune,
            settle=settle,
            may_be_empty=True,
            elsewhere=cluster_reader(parts, Path(warehouse)) if on_cluster() else None,
        ) as job,
    ):
        return _done(job)


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


def _done(job: IngestJob) -> State[Summary]:
    summary = run_steps(job)
    if deployment.id is not None:
        _tell(summary)
    return Completed(message=str(summary), data=summary)


def _tell(summary: Summary) -> None:
    notice.say(f"{summary}, {summary.rows} rows in {summary.seconds:.1f} s")
    if summary.rejected:
        notice.tell("files-rejected", **summary.as_json() | {"rejections": summary.rejections[:TOLD_REJECTIONS]})


def _lose_events_at_once() -> None:
    # Without an API, Prefect tries 7 s for each event, of which every batch has some, before this process may end. What
    # could not be sent is kept, and sent with the next event that can.
    if emit_events_to_cloud():
        return
    EventsWorker.set_client_override(PrefectEventsClient, reconnection_attempts=EVENT_TRIES)


def run(job: IngestJob, dask: str | None = None, parts: str | None = None) -> Summary:
    """Run a prepared job as a flow and return its summary.

    Args:
        job: the job; one that reads on a cluster has its reader from `cluster_reader`.
        dask: address of the cluster's scheduler.
        parts: what was asked for as the place of the cluster's parts.

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
            summary: Summary = flow_to_run(
                paths=[str(path) for path in job.paths],
                warehouse=str(job.warehouse),
                jobs=job.jobs,
                force=job.rules.force,
                ocr=job.ocr,
                timeout=job.limits.seconds,
                memory=job.limits.megabytes,
                retry_rejected=job.rules.retry_rejected,
                prune=job.rules.prune,
                settle=job.rules.settle,
                parts=parts,
            )
    finally:
        _prepared.reset(token)
    return summary
