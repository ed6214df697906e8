"""Running a job as a Prefect flow: which API, and what is done while Prefect is being imported."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from flows import server, warm
from flows.failures import words_of
from flows.server import ServerError
from flows.settings import BRISK, QUIET, SILENT, state_dir

if TYPE_CHECKING:
    from flows.ingest import IngestJob
    from flows.readers import Reader, Stamp
    from flows.run_events import Summary


def hand_over() -> int | None:
    """Run this command in the warm process; None if it is to be run here. The server starts meanwhile if need be.

    Returns:
        The exit code.
    """

    def start_server() -> None:
        # What is wrong is told when the run itself asks for the address.
        with contextlib.suppress(ServerError):
            server.api_url()

    threading.Thread(target=start_server, daemon=True).start()
    return warm.run_there(sys.argv[1:])


def run_as_flow(job: IngestJob, dask: str | None = None, parts: str | None = None) -> Summary:
    """Run a job as a Prefect flow, on a local server if no other Prefect API is there.

    Prefect takes some 2 s to import, a worker's models as long, a starting server 6 s: all three at the same time.

    Args:
        job: the job.
        dask: address of the scheduler of a Dask cluster on which files are read.
        parts: where the cluster was asked to hand back what it has read.

    Raises:
        ServerError: there is no Prefect API, or it went away.
        WarehouseError, WorkersUnusable: as `flows.ingest.ingest`.
    """
    os.environ.update(QUIET)
    os.environ.update(SILENT | BRISK | os.environ)
    # Prefect's log handler would write there that its API has gone, which is told in a line of ours.
    logging.raiseExceptions = False
    job.prepare()
    with ThreadPoolExecutor(1) as background:
        address = background.submit(server.api_url)
        import httpx
        from prefect.context import refresh_global_settings_context
        from prefect.exceptions import PrefectException

        from flows import prefect_flow
        from flows.ingest import ingest

        api_url, ours = address.result()
    os.environ["PREFECT_API_URL"] = api_url
    if ours:
        os.environ["PREFECT_HOME"] = str(state_dir() / "prefect")
    refresh_global_settings_context()
    try:
        return prefect_flow.run(job, dask, parts)
    except (httpx.HTTPError, PrefectException) as error:
        if job.begun and dask is None:
            # Prefect only keeps the record of a run: what it has read must not be lost for that.
            print(
                f"kehoach: the Prefect API {api_url} has gone; this run goes on without it, and its record there stays "
                "incomplete",
                file=sys.stderr,
            )
            return ingest(job)
        raise ServerError(
            f"the Prefect API {api_url} failed ({words_of(error)}); run it again, or use --direct"
        ) from error


def on_cluster(address: str, parts: str | None, warehouse: Path) -> Callable[[Stamp, str], Reader]:
    """See that a Dask cluster can be used, and make what reads on it; the arguments are those of the command.

    Raises:
        ClusterUnusable: it cannot.
    """
    from flows.cluster import check

    check(address)
    from flows.prefect_steps import cluster_reader

    return cluster_reader(parts, warehouse)
