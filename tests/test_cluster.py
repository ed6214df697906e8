"""Reading on a Dask cluster: the same rows as here, whatever becomes of its workers."""

import io
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'kehoach[dask]'")
import dask  # noqa: E402

from flows.cluster import (  # noqa: E402
    CHUNK_BYTES,
    CHUNK_FILES,
    LEAST_BYTES,
    ClusterReader,
    ClusterUnusable,
    Part,
    check,
    chunks,
    read_chunk,
)
from flows.discover import Rejection, SourceFile, discover  # noqa: E402
from flows.readers import Stamp  # noqa: E402
from flows.version import version_for  # noqa: E402
from flows.worker_process import load_models  # noqa: E402
from tests.cli import TEXT_SAMPLES, Done, kehoach, kehoach_process, rows  # noqa: E402
from warehouse.errors import WarehouseError  # noqa: E402
from warehouse.parts import read_part, write_part  # noqa: E402


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    # A local cluster gives a worker up that is away 15 s after it was lost, though it was started anew and lost again.
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.deploy.lost-worker-timeout": "1 hour"}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as made,
    ):
        yield made


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("c")
    yield folder
    kehoach_process("server", "stop", cwd=folder)


def _plans(folder: Path, copies: int) -> Path:
    plans = folder / "plans"
    plans.mkdir()
    for number in range(copies):
        for sample in TEXT_SAMPLES:
            text = sample.read_text(encoding="utf-8")
            (plans / f"{number}-{sample.name}").write_text(f"{text}\n\nBản thứ {number}.\n", encoding="utf-8")
    (plans / "hỏng.txt").write_bytes(b"\x00\x01\x02" * 400)
    return plans


def _all_rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    tables = ("documents", "sections", "targets", "dates", "agency_mentions", "tasks", "task_agencies", "amounts")
    found = {table: rows(f"SELECT * FROM {table} ORDER BY ALL", cwd=folder) for table in tables}
    for document in found["documents"]:
        document.pop("ingested_at")
    return found


def _ingest(folder: Path, *more: str) -> Done:
    return kehoach_process("ingest", "plans", "--json", *more, cwd=folder)


def test_a_cluster_gives_the_rows_that_this_machine_gives_though_a_worker_is_killed(house: Path, cluster: Any) -> None:
    _plans(house, 6)
    here = house / "here"
    here.mkdir()
    done = kehoach("ingest", str(house / "plans"), "--direct", "--json", cwd=here)
    assert done.returncode == 1, done.stderr

    workers = [nanny.process.process.pid for nanny in cluster.workers.values()]

    def kill_when_at_work() -> None:
        while not any(state.processing for state in list(cluster.scheduler.workers.values())):
            time.sleep(0.05)
        time.sleep(1.0)
        os.kill(workers[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_when_at_work, daemon=True)
    killer.start()
    there = _ingest(house, "--dask", cluster.scheduler_address)
    killer.join(timeout=10)
    assert there.returncode == 1, there.stderr
    summary = json.loads(there.stdout)
    assert summary["ingested"] == json.loads(done.stdout)["ingested"] == 6 * len(TEXT_SAMPLES)
    assert [rejection["source"].rpartition("/")[2] for rejection in summary["rejections"]] == ["hỏng.txt"]
    assert _all_rows(house) == _all_rows(here)
    assert not list(house.glob(".*.parts/*")), "parts are removed when they are loaded"


def _submitting(client: Any, read: Any) -> Any:
    return lambda number, sources, stamp, url: client.submit(read, sources, stamp, url, pure=False)


def _reads_but_dies_of_one(sources: tuple[SourceFile, ...], stamp: Stamp, url: str) -> Part:
    load_models()  # a file kills a worker that reads, not one that starts
    if any(b"DEADLY" in source.path.read_bytes() for source in sources):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_chunk(sources, stamp, url)


def test_a_file_that_kills_each_worker_is_rejected_and_the_others_of_its_chunk_land(
    tmp_path: Path, cluster: Any
) -> None:
    plans = _plans(tmp_path, 1)
    (plans / "deadly.txt").write_text("DEADLY", encoding="utf-8")
    stamp = Stamp(version_for(), datetime.now(UTC))
    with (
        distributed.Client(cluster, set_as_default=False) as client,
        ClusterReader(
            stamp, _submitting(client, _reads_but_dies_of_one), lambda: 2, (tmp_path / "parts").as_uri()
        ) as reader,
    ):
        outcomes = list(reader.read(discover([plans]).sources))
    rejected = {Path(found.uri).name: found.error_type for found in outcomes if isinstance(found, Rejection)}
    assert rejected.pop("deadly.txt") == "WorkerDied"
    assert list(rejected) == ["hỏng.txt"]
    assert len(outcomes) == len(TEXT_SAMPLES) + 2
    assert not (tmp_path / "parts").exists()


def test_a_file_that_fails_among_others_is_read_by_itself(tmp_path: Path, cluster: Any) -> None:
    plans = _plans(tmp_path, 1)
    blamed = plans / f"0-{TEXT_SAMPLES[0].name}"
    handed_out: list[Future[Part]] = []
    failed = 0
    with distributed.Client(cluster, set_as_default=False) as client:

        def submit(number: int, sources: tuple[SourceFile, ...], stamp: Stamp, url: str) -> Any:
            nonlocal failed
            if blamed not in {source.path for source in sources}:
                future = client.submit(read_chunk, sources, stamp, url, pure=False)
            elif failed < 2:
                # With a chunk, then among the single files of that chunk: a worker died that had it to do.
                failed += 1
                future = Future()
                future.set_exception(distributed.scheduler.KilledWorker("read", None, 1))
            else:
                assert all(before.done() for before in handed_out), "it is alone now"
                future = client.submit(read_chunk, sources, stamp, url, pure=False)
            handed_out.append(future)
            return future

        stamp = Stamp(version_for(), datetime.now(UTC))
        with ClusterReader(stamp, submit, lambda: 2, (tmp_path / "parts").as_uri()) as reader:
            outcomes = list(reader.read(discover([plans]).sources))
    assert failed == 2
    assert [Path(found.uri).name for found in outcomes if isinstance(found, Rejection)] == ["hỏng.txt"]
    assert len(outcomes) == len(TEXT_SAMPLES) + 1


def test_a_cluster_that_has_lost_all_workers_is_told(tmp_path: Path) -> None:
    never: Future[Part] = Future()
    reader = ClusterReader(
        Stamp(version_for(), datetime.now(UTC)), lambda *_: never, lambda: 0, str(tmp_path / "parts"), patience=0.1
    )
    with reader, pytest.raises(ClusterUnusable, match=r"no workers for .*dask worker"):
        list(reader.read([_of_size(1, 1)]))


def test_workers_of_another_version_are_refused(tmp_path: Path, cluster: Any) -> None:
    plans = _plans(tmp_path, 1)
    stamp = Stamp("0.0.0+another", datetime.now(UTC))
    with (
        distributed.Client(cluster, set_as_default=False) as client,
        ClusterReader(stamp, _submitting(client, read_chunk), lambda: 2, str(tmp_path / "parts")) as reader,
        pytest.raises(ClusterUnusable, match="same version"),
    ):
        list(reader.read(discover([plans]).sources))


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClusterUnusable, match="no Dask scheduler answers"):
        check("tcp://127.0.0.1:9")
    done = kehoach("ingest", str(TEXT_SAMPLES[0]), "--direct", "--dask", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 2 and "--direct" in done.stderr


def test_a_part_gives_back_the_rows_and_one_that_was_tampered_with_is_refused() -> None:
    import corpus
    import extractors

    made = [
        extractors.extract(
            corpus.read(sample),
            source_name=sample.name,
            source_uri=f"/{sample.name}",
            source_sha256=f"{number:064}",
            pipeline_version="1",
            ingested_at=datetime(2026, 1, 2),
        )
        for number, sample in enumerate(TEXT_SAMPLES)
    ]
    made[0].took(1.5)
    file = io.BytesIO()
    write_part(made, file)
    file.seek(0)
    back = read_part(file)
    assert back == made
    assert [rows.seconds for rows in back] == [1.5] + [None] * (len(made) - 1)
    for wrong in (b"", b"PAR1 nothing", file.getvalue()[:-100]):
        with pytest.raises(WarehouseError, match="cannot be read"):
            read_part(io.BytesIO(wrong))


def _of_size(size: int, number: int) -> SourceFile:
    return SourceFile(Path(f"/{number}"), f"/{number}", f"{number}", size)


def test_chunks_hold_each_file_once_and_grow_small_towards_the_end() -> None:
    sources = [_of_size(33_000, number) for number in range(100)]
    parted = list(chunks(sources, threads=2))
    assert [source for chunk in parted for source in chunk] == sources
    sizes = [sum(source.size for source in chunk) for chunk in parted]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= CHUNK_BYTES and sizes[-1] <= LEAST_BYTES and len(parted) < 15


def test_all_threads_of_a_large_cluster_get_work_and_no_chunk_too_much() -> None:
    assert len(list(chunks([_of_size(200_000, number) for number in range(50)], threads=50))) == 50
    first, second, *_ = chunks([_of_size(10_000, number) for number in range(80)], threads=2)
    assert len(first) == 20 and len(second) == 15
    assert max(map(len, chunks([_of_size(0, number) for number in range(1000)], threads=2))) == CHUNK_FILES
    assert list(chunks([_of_size(10 * CHUNK_BYTES, 1)], threads=2)) == [(_of_size(10 * CHUNK_BYTES, 1),)]
    assert list(chunks([], threads=2)) == []


def test_a_place_that_takes_no_parts_is_told(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("a file stands here", encoding="utf-8")
    stamp = Stamp(version_for(), datetime.now(UTC))
    reader = ClusterReader(stamp, lambda *_: None, lambda: 1, str(tmp_path / "parts"))  # type: ignore[arg-type, return-value]
    with pytest.raises(ClusterUnusable, match="parts cannot be written"):
        list(reader.read([_of_size(1, 1)]))


def test_a_place_of_parts_with_a_password_in_it_is_refused(tmp_path: Path) -> None:
    from flows.prefect_steps import cluster_reader
    from flows.stores import BadAddress

    with pytest.raises(BadAddress, match="password") as refused:
        cluster_reader("s3://AKIA:hunter2@bucket/parts", tmp_path / "kehoach.duckdb")
    assert "hunter2" not in str(refused.value)
