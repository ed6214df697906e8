"""Plans in a store that fsspec knows are read as those of a folder are, and no address gives away a secret."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import known_implementations

from flows import stores
from flows.cluster import ClusterReader, read_chunk
from flows.discover import Rejection, discover
from flows.failures import words_of
from flows.ingest import IngestJob, ingest
from flows.run_events import Summary
from flows.stores import BadAddress, StoreUnreadable, Url, place_of
from flows.version import version_for
from flows.workers import Stamp
from tests.cli import kehoach
from tests.test_incremental import figures, plan
from warehouse.query import run_query


class Store:
    """An object store in memory, a warehouse for what it holds, and the addresses that were fetched to be hashed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.system: MemoryFileSystem = fsspec.filesystem("memory")
        self.warehouse = folder / "kehoach.duckdb"
        self.fetched: list[str] = []
        chunks = stores.chunks

        def told(url: Url) -> Iterator[bytes]:
            self.fetched.append(url.text)
            return chunks(url)

        monkeypatch.setattr(stores, "chunks", told)

    def put(self, path: str, words: str) -> None:
        self.system.pipe(path, plan(words).encode())

    def run(self, *paths: str, **options: Any) -> Summary:
        self.fetched.clear()
        places = [place_of(path) for path in paths or ("memory://inbox",)]
        with IngestJob(places, self.warehouse, **options) as job:
            return ingest(job)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return list(run_query(self.warehouse, sql).rows)

    def sources(self) -> list[str]:
        return [uri for (uri,) in self.ask("SELECT source_uri FROM sources ORDER BY 1")]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    made = Store(tmp_path, monkeypatch)
    yield made
    made.system.store.clear()
    made.system.pseudo_dirs[:] = [""]


def test_what_a_store_has_not_changed_is_not_fetched_again(store: Store) -> None:
    store.put("/inbox/kế hoạch số 1.txt", "thư viện")
    store.put("/inbox/2026/b.txt", "bảo tàng")
    store.put("/inbox/.nháp/c.txt", "nháp")
    store.put("/inbox/2026/d.txt.part", "dở")
    store.system.pipe("/inbox/hỏng.txt", b"\x00\x01\x02" * 400)
    assert figures(store.run()) == {"ingested": 2, "rejected": 1, "unfinished": 1}
    assert len(store.fetched) == 3
    assert store.sources() == ["memory://inbox/2026/b.txt", "memory://inbox/kế hoạch số 1.txt"]
    assert store.ask("SELECT source_name, source_uri FROM documents ORDER BY 1") == [
        ("b.txt", "memory://inbox/2026/b.txt"),
        ("kế hoạch số 1.txt", "memory://inbox/kế hoạch số 1.txt"),
    ]
    assert store.ask("SELECT source_uri FROM rejected_files") == [("memory://inbox/hỏng.txt",)]
    assert figures(store.run()) == {"skipped": 3, "rejected_before": 1, "unfinished": 1}
    assert store.fetched == []
    store.put("/inbox/2026/b.txt", "nhà hát")
    assert figures(store.run()) == {"ingested": 1, "skipped": 2, "changed": 1, "rejected_before": 1, "unfinished": 1}
    assert store.fetched == ["memory://inbox/2026/b.txt"]


def test_bytes_put_into_a_store_anew_are_fetched_once_more_and_not_read(store: Store) -> None:
    store.put("/inbox/a.txt", "thư viện")
    store.run()
    store.put("/inbox/a.txt", "thư viện")
    assert figures(store.run()) == {"skipped": 1} and store.fetched
    assert figures(store.run()) == {"skipped": 1} and not store.fetched


def test_the_same_bytes_here_and_in_a_store_are_one_document_with_two_sources(store: Store, tmp_path: Path) -> None:
    store.put("/inbox/a.txt", "thư viện")
    here = tmp_path / "plans" / "b.txt"
    here.parent.mkdir()
    here.write_text(plan("thư viện"), encoding="utf-8")
    assert figures(store.run("memory://inbox", here.as_uri())) == {"ingested": 1, "skipped": 1, "duplicates": 1}
    assert store.sources() == [str(here), "memory://inbox/a.txt"]
    assert store.ask("SELECT count(*) FROM documents") == [(1,)]
    assert store.ask("SELECT store_version IS NULL FROM sources ORDER BY source_uri") == [(True,), (False,)]


def test_what_is_gone_from_a_store_is_missing_until_prune_forgets_it(store: Store) -> None:
    for name in "ab":
        store.put(f"/inbox/{name}.txt", f"việc {name}")
    store.put("/other/c.txt", "việc c")
    store.run("memory://inbox", "memory://other")
    store.system.mv("/inbox/a.txt", "/inbox/2026/a.txt")
    assert figures(store.run()) == {"skipped": 2, "moved": 1}
    store.system.rm("/inbox/b.txt")
    assert figures(store.run()) == {"skipped": 1, "missing": 1}
    assert figures(store.run(prune=True)) == {"skipped": 1, "pruned": 1}
    assert store.sources() == ["memory://inbox/2026/a.txt", "memory://other/c.txt"]


def test_a_store_that_cannot_be_read_is_told_and_nothing_in_it_is_missing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("/inbox/a.txt", "thư viện")
    store.run()

    def away(*_: object, **__: object) -> None:
        raise ConnectionError("no answer from https://key:secret@store.example/inbox?X-Amz-Signature=secret")

    monkeypatch.setattr(MemoryFileSystem, "info", away)
    summary = store.run(prune=True, may_be_empty=True)
    assert figures(summary) == {"rejected": 1}
    (rejection,) = summary.rejections
    assert rejection["source"] == "memory://inbox" and "check the network" in rejection["reason"]
    assert "secret" not in str(store.ask("SELECT * FROM rejected_files")) + str(summary)
    assert store.ask("SELECT missing_since FROM sources") == [(None,)]
    monkeypatch.undo()
    assert figures(store.run()) == {"skipped": 1}
    assert store.ask("SELECT count(*) FROM rejected_files") == [(0,)]


def test_a_folder_that_has_been_emptied_is_not_pruned(store: Store) -> None:
    store.put("/bucket/inbox/a.txt", "thư viện")
    store.put("/bucket/keep.txt", "bảo tàng")
    assert figures(store.run("memory://bucket/inbox")) == {"ingested": 1}
    store.system.rm("/bucket/inbox/a.txt")
    store.system.pseudo_dirs[:] = ["", "/bucket"]
    summary = store.run("memory://bucket/inbox", prune=True, may_be_empty=True)
    assert figures(summary) == {"missing": 1, "rejected": 1}
    assert summary.rejections[0]["source"] == "memory://bucket/inbox"


def test_a_name_with_an_address_in_it_is_not_followed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(plan("mật"), encoding="utf-8")
    store.put(f"/inbox/x::file://{tmp_path}/secret.txt", "thư viện")
    summary = store.run()
    assert figures(summary) == {"rejected": 1} and "rename it" in summary.rejections[0]["reason"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("s3://AKIA:hunter2@bucket/plans", "password"),
        ("https://hunter2@example.org/a.pdf", "password"),
        ("sftp://me:hunter2/x@host/a.pdf", "password"),
        ("https://example.org/a.pdf?X-Amz-Signature=hunter2", "signature"),
        ("https://example.org/a.pdf#hunter2", "fragment"),
        ("zip://hunter2::s3://bucket/a.zip", "inside another"),
        ("https://example.org/plans/", "one file"),
        ("nowhere://hunter2", "no driver"),
        ("memory://", "alone"),
    ],
)
def test_an_address_that_may_hold_a_secret_or_names_no_file_is_refused(words: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadAddress, match=why) as refused:
        place_of(words)
    assert "hunter2" not in str(refused.value)
    done = kehoach("ingest", words, cwd=tmp_path)
    assert done.returncode == 2 and "hunter2" not in done.stderr + done.stdout


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"class": "no_such_driver.core.Store", "err": "Install it"}
    monkeypatch.setitem(known_implementations, "kho", known)
    with pytest.raises(BadAddress, match="pip install no_such_driver"):
        place_of("kho://bucket/plans")


def test_file_addresses_are_paths() -> None:
    assert place_of("file:///srv/k%E1%BA%BF%20ho%E1%BA%A1ch.txt") == Path("/srv/kế hoạch.txt")
    assert place_of("plans/a.txt") == Path("plans/a.txt")
    assert place_of("memory://inbox/") == Url("memory://inbox")


def test_words_of_an_error_hold_no_secret_of_an_address() -> None:
    told = words_of(ValueError("GET https://me:hunter2@example.org/a\n.pdf?sig=hunter2 failed; why?"))
    assert told == "GET https://example.org/a .pdf failed; why?"


def test_a_time_in_whole_seconds_says_nothing_of_bytes_that_came_just_now() -> None:
    url, now = Url("memory://a"), datetime.now(UTC).replace(microsecond=0)
    assert stores._entry(url, {"size": 3, "LastModified": now}).version is None
    assert stores._entry(url, {"size": 3, "LastModified": now.replace(year=2025)}).version is not None
    assert stores._entry(url, {"size": 3, "LastModified": now, "ETag": '"a"'}).version == 'etag="a";size=3'
    assert stores._entry(url, {"size": 3}).version is None


class _Now:
    """A chunk that has been read in this process."""

    def __init__(self, part: Any) -> None:
        self.result = lambda: part

    def add_done_callback(self, fn: Any) -> None:
        fn(self)


def test_workers_of_a_cluster_read_from_the_store_and_hand_back_through_it(store: Store) -> None:
    store.put("/inbox/a.txt", "thư viện")
    store.system.pipe("/inbox/hỏng.txt", b"\x00\x01\x02" * 400)
    stamp = Stamp(version_for(), datetime.now(UTC))
    sources = discover([place_of("memory://inbox")]).sources

    def submit(_: int, *work: Any) -> _Now:
        return _Now(read_chunk(*work))

    with ClusterReader(stamp, submit, lambda: 1, "memory://parts") as reader:
        outcomes = list(reader.read(sources))
    read = [found for found in outcomes if not isinstance(found, Rejection)]
    assert [rows.document.source_uri for rows in read] == ["memory://inbox/a.txt"]
    assert all(found.seconds is not None for found in outcomes)
    assert len(outcomes) == 2 and not store.system.exists("/parts")


class _Web(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; `/elsewhere/…` leads to the same server under another name."""

    def do_GET(self) -> None:
        if self.path.startswith("/elsewhere/"):
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_port}/{self.path.split('/', 2)[2]}")  # type: ignore[attr-defined]
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("aiohttp", reason="fsspec's driver for the web is not installed: pip install 'kehoach[http]'")
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "kế hoạch 5.txt").write_text(plan("thư viện"), encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Web, directory=str(tmp_path / "www")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_on_the_web_is_read_under_its_name(store: Store, web: str) -> None:
    assert figures(store.run(f"{web}/kế hoạch 5.txt")) == {"ingested": 1}
    address = f"{web}/{quote('kế hoạch 5.txt')}"
    assert store.ask("SELECT source_name, source_uri FROM documents") == [("kế hoạch 5.txt", address)]
    assert figures(store.run(address)) == {"skipped": 1}


def test_a_file_that_is_not_there_or_leads_to_another_server_is_told(store: Store, web: str) -> None:
    summary = store.run(f"{web}/a.txt", f"{web}/elsewhere/{quote('kế hoạch 5.txt')}", "http://127.0.0.1:9/a.txt")
    assert figures(summary) == {"rejected": 3}
    reasons = {found["source"].rpartition("/")[0]: found["reason"] for found in summary.rejections}
    assert "nothing is at this address" in reasons[web]
    assert "another server (localhost)" in reasons[f"{web}/elsewhere"]
    assert "cannot be reached" in reasons["http://127.0.0.1:9"]


def test_a_file_that_goes_away_before_it_is_read_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("/inbox/a.txt", "thư viện")
    with IngestJob([place_of("memory://inbox")], store.warehouse) as job:
        job.discover()
        with pytest.raises(StoreUnreadable):
            list(stores.chunks(Url("memory://inbox/không có.txt")))
        store.system.rm("/inbox/a.txt")
        summary = ingest(job)
    assert figures(summary) == {"rejected": 1}
    assert store.ask("SELECT source_sha256, error_type FROM rejected_files") == [(None, "UnreadableFile")]
    store.put("/inbox/a.txt", "thư viện")
    assert figures(store.run()) == {"ingested": 1}
