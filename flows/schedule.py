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
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.context import refresh_global_settings_context
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows import notice, server
from flows.failures import words_of
from flows.notice import say
from flows.prefect_flow import SCHEDULER, ingest_flow
from flows.schedule_runner import (
    POLL_SECONDS,
    STOP_SECONDS,
    PatientRunner,
    close_orphans,
    end_serving,
    runs_going_on,
)
from flows.server import ServerError
from flows.settings import state_dir
from flows.stores import Place
from flows.version import ROOT, pipeline_version

#: Seconds between two tries to hand the schedule to an API that has gone, and after which somebody is told.
RETRY_SECONDS, AWAY_SECONDS = 5.0, 300.0


class BadSchedule(ValueError):
    """The cron expression or the time zone means nothing."""


@dataclass(frozen=True)
class Schedule:
    """What is to be served.

    Attributes:
        inbox: folder that is ingested, of this machine or in a store.
        warehouse: the DuckDB file.
        cron: when, in five fields.
        timezone: IANA name of the time zone that `cron` is meant in.
        name: of the deployment.
        parameters: of `ingest_flow`, for its runs, besides inbox and warehouse.
    """

    inbox: Place
    warehouse: Path
    cron: str
    timezone: str
    name: str
    parameters: Mapping[str, Any]

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
        self._away_since: float | None = None
        self._told_away = False
        self._stale = False

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; a second one ends at once.

        Raises:
            ServerError: there is no Prefect API at the start; later, it is waited for.
        """
        with self._signals():
            while not self._stop.is_set():
                try:
                    api_url, ours = server.api_url()
                    _use(api_url, ours)
                    self._serve_in_thread(api_url, ours)
                except ServerError as error:
                    if not self._served:
                        raise
                    self._heard(error)
                    self._stop.wait(RETRY_SECONDS)
                except Exception as error:
                    # Prefect wraps what went wrong in errors of many kinds; all of them are tried again.
                    if not self._served:
                        raise ServerError(f"the schedule cannot be served: {words_of(error)}") from error
                    self._heard(error)
                    self._stop.wait(RETRY_SECONDS)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            if self._stop.is_set():
                os._exit(128 + number)
            say("stopping; once more to end at once")
            self._stop.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, error: Exception | None) -> None:
        """Note whether the API could be reached, and tell when it goes away, has been away for long, and is back."""
        if error is None:
            if self._away_since is not None:
                say("the Prefect API is back")
                # Whoever restarts a server may have emptied it: the schedule is handed to it anew.
                self._away_since, self._told_away, self._stale = None, False, True
            return
        if self._away_since is None:
            say(f"the Prefect API is away ({words_of(error)}); runs that are due wait for it")
            self._away_since = time.monotonic()
        elif not self._told_away and time.monotonic() - self._away_since > AWAY_SECONDS:
            self._told_away = True
            notice.tell("server-away", message=words_of(error), schedule=self._schedule.name)

    def _serve_in_thread(self, api_url: str, ours: bool) -> None:
        """Serve until told to stop, or until the schedule must be handed to the API anew.

        Raises:
            Exception: whatever has ended it.
        """
        ended: list[Exception] = []

        def serve() -> None:
            try:
                # Prefect prints pages of tracebacks when an API is away, which is told in one line here.
                with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
                    asyncio.run(self._serve(api_url, ours))
            except Exception as error:
                ended.append(error)

        # In a thread, Prefect leaves the handling of signals to us.
        thread = threading.Thread(target=serve, name="kehoach-schedule")
        thread.start()
        while thread.is_alive():
            thread.join(0.5)
        if ended:
            raise ended[0]

    async def _serve(self, api_url: str, ours: bool) -> None:
        runner = PatientRunner(self._schedule.name, self._heard)
        deployment_id = await self._deploy(runner)
        await close_orphans(deployment_id)
        if not self._served:
            say(
                f"{self._schedule.inbox} is ingested into {self._schedule.warehouse} at '{self._schedule.cron}' "
                f"({self._schedule.timezone})"
            )
        say(f"runs are at {api_url.removesuffix('/api')}/deployments/deployment/{deployment_id}")
        self._served, self._stale, self._away_since = True, False, None
        polling = asyncio.create_task(runner.start())
        watching = asyncio.create_task(self._watch(api_url, ours))
        await asyncio.wait({polling, watching}, return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        if self._stop.is_set() and not polling.done():
            await end_serving(runner, deployment_id, api_url)
        elif not polling.done():
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
                **schedule.parameters,
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
        """Keep our local server up; return when told to stop, or when the schedule must be handed to the API anew.

        The latter waits until no run is going on.
        """
        looks = 0
        while not self._stop.is_set() and not (self._stale and not runs_going_on()):
            looks += 1
            if ours and looks % 6 == 0 and await asyncio.to_thread(server.running) is None:
                say("the local Prefect server has gone; starting it again")
                self._stale = True
                await asyncio.to_thread(self._start_server)
            await asyncio.sleep(POLL_SECONDS / 6)

    def _start_server(self) -> None:
        try:
            server.ensure()
        except ServerError as error:
            self._heard(error)


def _use(api_url: str, ours: bool) -> None:
    os.environ["PREFECT_API_URL"] = api_url
    if ours:
        os.environ["PREFECT_HOME"] = str(state_dir() / "prefect")
    # Runs are processes of their own in a folder of Prefect's: they find this code, and end when this process has gone.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.environ[SCHEDULER] = str(os.getpid())
    refresh_global_settings_context()


def serve(schedule: Schedule) -> Any:
    """Serve a schedule until stopped.

    Raises:
        ServerError: there is no Prefect API, or it does not take the schedule.
    """
    Scheduler(schedule).run()
