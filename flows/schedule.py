"""Serving `ingest_flow` as a scheduled Prefect deployment until stopped; behind `kehoach schedule`.

Prefect's own runner polls for runs and starts each in a process of its own. What is added here is what it takes to be
left alone for months: a local server of ours that has gone is started again, the runner comes back when the API does,
runs that a killed scheduler left behind are closed, so that they do not block the ones after them.

Importing this module imports Prefect.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
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
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import refresh_global_settings_context
from prefect.exceptions import PrefectException
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows import notice, server
from flows.prefect_flow import SCHEDULER, ingest_flow
from flows.server import ServerError
from flows.settings import state_dir
from flows.version import ROOT, pipeline_version

#: Seconds between two looks for runs that are due, and at our server.
POLL_SECONDS = 3.0
#: Seconds between two tries to reach an API that has gone; and after which somebody is told.
RETRY_SECONDS, AWAY_SECONDS = 5.0, 300.0
#: Seconds for which a file must have been left alone before a run reads it.
SETTLE_SECONDS = 10.0
#: Seconds that a stop waits for the API, and for the run that is going on to publish what it has loaded.
PAUSE_SECONDS, STOP_SECONDS = 10.0, 60.0


class BadSchedule(ValueError):
    """The cron expression or the time zone means nothing."""


@dataclass(frozen=True)
class Schedule:
    """What is to be served.

    Attributes:
        inbox: folder that is ingested.
        warehouse: the DuckDB file.
        cron: when, in five fields.
        timezone: IANA name of the time zone that `cron` is meant in.
        jobs: worker processes; None: one a core.
        name: of the deployment.
    """

    inbox: Path
    warehouse: Path
    cron: str
    timezone: str
    jobs: int | None
    name: str

    def check(self) -> None:
        """Check cron expression and time zone.

        Raises:
            BadSchedule: one of them means nothing.
        """
        try:
            CronSchedule(cron=self.cron, timezone=self.timezone)
        except ValueError as error:
            zone = "timezone" in str(error).casefold()
            raise BadSchedule(
                f"{self.timezone!r} is no time zone; name one as in Asia/Ho_Chi_Minh"
                if zone
                else f"{self.cron!r} is no cron expression; it has five fields: minute hour day month weekday, "
                "as in '0 6 * * *' for every day at six"
            ) from error


class Scheduler:
    """Serves one schedule until it is told to stop."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._stop = threading.Event()
        self._served = False

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; a second one ends at once.

        Raises:
            ServerError: there is no Prefect API at the start; later, it is waited for.
        """
        with self._signals():
            away = 0.0
            while not self._stop.is_set():
                try:
                    api_url, ours = server.api_url()
                except ServerError as error:
                    if not self._served:
                        raise
                    away = self._wait(away, str(error))
                    continue
                _use(api_url, ours)
                failure = self._serve_in_thread(api_url, ours)
                if failure is None:
                    away = 0.0
                elif not self._served:
                    raise ServerError(f"the Prefect API {api_url} does not take the schedule ({_words(failure)})")
                else:
                    away = self._wait(away, f"the Prefect API {api_url} failed ({_words(failure)})")

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            if self._stop.is_set():
                os._exit(128 + number)
            _say("stopping; once more to end at once")
            self._stop.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wait(self, away: float, problem: str) -> float:
        """Wait before the next try; return how long the API has been away, in seconds."""
        if not away:
            _say(f"{problem}; trying again every {RETRY_SECONDS:.0f} s")
        if away < AWAY_SECONDS <= away + RETRY_SECONDS:
            notice.tell("server-away", message=problem, schedule=self._schedule.name)
        self._stop.wait(RETRY_SECONDS)
        return away + RETRY_SECONDS

    def _serve_in_thread(self, api_url: str, ours: bool) -> BaseException | None:
        """Serve until told to stop, or until the API has failed; return how."""
        ended: list[BaseException] = []

        def serve() -> None:
            try:
                # Prefect prints pages of tracebacks when an API is away, which is told in one line here.
                with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
                    asyncio.run(self._serve(api_url, ours))
            except BaseException as error:
                ended.append(error)

        # In a thread, Prefect leaves the handling of signals to us.
        thread = threading.Thread(target=serve, name="kehoach-schedule")
        thread.start()
        while thread.is_alive():
            thread.join(0.5)
        return ended[0] if ended else None

    async def _serve(self, api_url: str, ours: bool) -> None:
        runner = Runner(
            name=self._schedule.name, query_seconds=POLL_SECONDS, prefetch_seconds=0, pause_on_shutdown=False
        )
        deployment_id = await self._deploy(runner)
        await _close_orphans(deployment_id)
        if not self._served:
            _say(
                f"{self._schedule.inbox} is ingested into {self._schedule.warehouse} at '{self._schedule.cron}' "
                f"({self._schedule.timezone})"
            )
        _say(f"runs are at {api_url.removesuffix('/api')}/deployments/deployment/{deployment_id}")
        self._served = True
        polling = asyncio.create_task(runner.start())
        watching = asyncio.create_task(self._watch(api_url, ours))
        await asyncio.wait({polling, watching}, return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        if self._stop.is_set() and not polling.done():
            await _end(runner, deployment_id, api_url)
        elif not polling.done():
            # The API has another address: the run that is going on is ended, and read on from there.
            await runner.astop()
        await asyncio.wait({polling}, timeout=STOP_SECONDS)
        if polling.done() and not self._stop.is_set():
            polling.result()

    async def _deploy(self, runner: Runner) -> UUID:
        schedule = self._schedule
        deployment = await ingest_flow.ato_deployment(
            name=schedule.name,
            schedule=Cron(schedule.cron, timezone=schedule.timezone),
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            parameters={
                "paths": [str(schedule.inbox)],
                "warehouse": str(schedule.warehouse),
                "jobs": schedule.jobs,
                "settle": SETTLE_SECONDS,
            },
            paused=False,
            description=f"Plans that arrive in `{schedule.inbox}` become rows in `{schedule.warehouse}`.",
            tags=["kehoach"],
            version=pipeline_version(),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        deployment_id: UUID = await runner.aadd_deployment(deployment)
        return deployment_id

    async def _watch(self, api_url: str, ours: bool) -> None:
        """Keep our local server up; return when it is to be stopped, or the API has another address."""
        looks = 0
        while not self._stop.is_set():
            looks += 1
            if ours and looks % 6 == 0 and await asyncio.to_thread(server.running) is None:
                _say("the local Prefect server has gone; starting it again")
                if (await asyncio.to_thread(server.ensure)).api_url != api_url:
                    return
            await asyncio.sleep(POLL_SECONDS / 6)


async def _end(runner: Runner, deployment_id: UUID, api_url: str) -> None:
    """Pause the schedule and end the run that is going on, with or without the API's help."""
    if await asyncio.to_thread(server.answers, api_url):
        with contextlib.suppress(httpx.HTTPError, PrefectException, TimeoutError):
            async with get_client() as client:
                await asyncio.wait_for(client.pause_deployment(deployment_id), PAUSE_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(runner.astop(), STOP_SECONDS)
            return
    for run in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            run.terminate()
    await asyncio.to_thread(psutil.wait_procs, psutil.Process().children(), STOP_SECONDS)


def _use(api_url: str, ours: bool) -> None:
    os.environ["PREFECT_API_URL"] = api_url
    if ours:
        os.environ["PREFECT_HOME"] = str(state_dir() / "prefect")
    # Runs are processes of their own in a folder of Prefect's: they find this code, and end when this process has gone.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.environ[SCHEDULER] = str(os.getpid())
    refresh_global_settings_context()


async def _close_orphans(deployment_id: UUID) -> None:
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
            _say(f"closing the run {run.name}, which its scheduler did not outlive")
            message = "its scheduler ended before it; plans that were loaded are kept, the next run reads the others"
            await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
        limit = (await client.read_deployment(deployment_id)).global_concurrency_limit
        if limit is not None:
            await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


def _words(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]


def _say(words: str) -> None:
    print(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {words}", file=sys.stderr, flush=True)


def serve(schedule: Schedule) -> Any:
    """Serve a schedule until stopped.

    Raises:
        ServerError: there is no Prefect API, or it does not take the schedule.
    """
    Scheduler(schedule).run()
