"""Running a job as a Prefect flow: which API, and what is done while Prefect is being imported."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from flows import server
from flows.server import ServerError
from flows.settings import QUIET, state_dir

if TYPE_CHECKING:
    from flows.ingest import IngestJob
    from flows.run_events import Summary


def run_as_flow(job: IngestJob) -> Summary:
    """Run a job as a Prefect flow, on a local server if no other Prefect API is there.

    Prefect takes some 2 s to import, a worker's models as long, a starting server 6 s: all three at the same time.

    Raises:
        ServerError: there is no Prefect API, or it went away.
        WarehouseError, WorkersUnusable: as `flows.ingest.ingest`.
    """
    os.environ.update(QUIET)
    # What a run says is shown by the command itself; Prefect's own lines are in its pages.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    job.prepare()
    with ThreadPoolExecutor(1) as background:
        address = background.submit(server.api_url)
        import httpx
        from prefect.context import refresh_global_settings_context
        from prefect.exceptions import PrefectException

        from flows import prefect_flow

        api_url, ours = address.result()
    os.environ["PREFECT_API_URL"] = api_url
    if ours:
        os.environ["PREFECT_HOME"] = str(state_dir() / "prefect")
    refresh_global_settings_context()
    try:
        return prefect_flow.run(job)
    except (httpx.HTTPError, PrefectException) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise ServerError(f"the Prefect API {api_url} failed ({words[:200]}); run it again, or use --direct") from error
