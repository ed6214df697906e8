"""The steps of a job as a few coarse Prefect tasks a batch.

A task costs Prefect some 10 ms and a record in its database, so a task is a batch, never a file. What a single file
may suffer is dealt with in `flows.workers`; tasks are retried for what may pass by itself: a busy warehouse, a network
share that is away for a moment.

Importing this module imports Prefect.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.runtime import flow_run
from prefect.states import State
from prefect.utilities.urls import url_for

from flows import artifacts
from flows.cluster import ClusterReader, Part, parts_beside, read_chunk
from flows.discover import SourceFile
from flows.ingest import IngestJob
from flows.readers import Stamp
from flows.run_events import Summary
from flows.stores import place_of
from warehouse.errors import WarehouseBusy


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


def on_cluster() -> bool:
    """Tell whether the task runner of the flow that runs is a Dask cluster's."""
    context = FlowRunContext.get()
    return context is not None and type(context.task_runner).__module__.startswith("prefect_dask")


def cluster_reader(parts: str | None, warehouse: Path) -> Callable[[Stamp, str], ClusterReader]:
    """Make what reads the files of a job on the cluster that the flow's task runner is connected to.

    Args:
        parts: a folder that the workers see too, as fsspec names places; None: one beside the warehouse.
        warehouse: the DuckDB file.

    Raises:
        BadAddress: no address that is taken.
    """
    folder = place_of(parts or parts_beside(warehouse))
    return lambda stamp, run_id: ClusterReader(stamp, _submit, _threads, f"{folder}/{run_id}")


@_step("load", "load batch {number}")
def _load(job: IngestJob, parcel: _Parcel, number: int) -> int:
    return job.load(parcel.content)


@_step("summarise", "summarise")
def _summarise(job: IngestJob) -> _Parcel:
    return _Parcel(job.finish())


def run_steps(job: IngestJob) -> Summary:
    """Drive a job from start to end within the flow that runs, and publish the table of what it did."""
    logger = get_run_logger()
    logger.info("%d files to read", _discover(job))
    # Chunks that go to a cluster are tasks of the flow themselves: no task stands around them.
    extract = _read if on_cluster() else _extract
    for number in job.batches():
        _load(job, extract(job, number), number)
    summary: Summary = _summarise(job).content
    logger.info("%s: %s, %d rows in %.1f s", summary.warehouse, summary, summary.rows, summary.seconds)
    try:
        artifacts.publish(summary, job.record)
    except (httpx.HTTPError, PrefectException) as error:
        # The rows are published: a server that is away now must not make a failure of that.
        logger.warning("the table of this run is not in Prefect: %s", error)
    return dataclasses.replace(summary, flow_run=url_for("flow-run", obj_id=flow_run.id))
