"""What `flows.schedule` adds to Prefect's runner: patience with an API that is away, an orderly beginning and end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import psutil
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import PrefectException
from prefect.runner import Runner
from prefect.states import Crashed

from flows import server
from flows.notice import say

#: Seconds between two looks for runs that are due, and at our server.
POLL_SECONDS = 3.0
#: Seconds that a stop waits for the API, and for the run that is going on to publish what it has loaded.
PAUSE_SECONDS, STOP_SECONDS = 10.0, 60.0


class PatientRunner(Runner):
    """A runner that does not end, and the run that is going on with it, when the API is away for long.

    Args:
        name: of the deployment.
        heard: told after each look for runs what went wrong with it, None if nothing.
    """

    def __init__(self, name: str, heard: Callable[[httpx.HTTPError | None], None]) -> None:
        super().__init__(name=name, query_seconds=POLL_SECONDS, prefetch_seconds=0, pause_on_shutdown=False)
        self._heard = heard

    async def __aenter__(self) -> Any:
        await super().__aenter__()
        poller = self._scheduled_run_poller
        look = poller._get_and_submit_flow_runs

        async def look_patiently() -> None:
            try:
                await look()
            except httpx.HTTPError as error:
                self._heard(error)
            else:
                self._heard(None)

        # Three failed looks in a row would end Prefect's loop, and it has no setting for that.
        poller._get_and_submit_flow_runs = look_patiently
        return self


async def close_orphans(deployment_id: UUID) -> None:
    """Close the runs that an earlier scheduler was killed in: their places would stay taken for ever."""
    going_on = FlowRunFilter(
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
        )
    )
    async with get_client() as client:
        of_deployment = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
        runs = await client.read_flow_runs(
            flow_run_filter=going_on, deployment_filter=of_deployment, sort=FlowRunSort.START_TIME_ASC, limit=200
        )
        for run in runs:
            say(f"closing the run {run.name}, which its scheduler did not outlive")
            message = "its scheduler ended before it; plans that were loaded are kept, the next run reads the others"
            await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
        limit = (await client.read_deployment(deployment_id)).global_concurrency_limit
        if limit is not None:
            await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


async def end_serving(runner: Runner, deployment_id: UUID, api_url: str) -> None:
    """Pause the schedule and end the run that is going on, with or without the API's help."""
    if await asyncio.to_thread(server.answers, api_url):
        with contextlib.suppress(httpx.HTTPError, PrefectException, TimeoutError):
            async with get_client() as client:
                await asyncio.wait_for(client.pause_deployment(deployment_id), PAUSE_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(runner.astop(), STOP_SECONDS)
            return
    runs = runs_going_on()
    for run in runs:
        with contextlib.suppress(psutil.Error):
            run.terminate()
    await asyncio.to_thread(psutil.wait_procs, runs, STOP_SECONDS)


def runs_going_on() -> list[psutil.Process]:
    """The processes of runs that are going on."""
    runs = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if "prefect.engine" in child.cmdline():
                runs.append(child)
    return runs
