"""Only what changed is read: files are known by their bytes, wherever they are, and nothing is forgotten unasked."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import workers
from flows.absence import find_absent
from flows.comparison import MOST_ATTEMPTS
from flows.discover import BeingWritten, SourceFile, discover, read_source, uri_of
from flows.ingest import IngestJob, ingest
from flows.run_events import Summary
from tests.cli import kehoach, kehoach_process, rows
from warehouse.query import run_query
from warehouse.writer import WarehouseWriter


def plan(words: str) -> str:
    return f"KẾ HOẠCH\nPhát triển {words}\n\nI. MỤC TIÊU\n1. Đến năm 2030, 90% {words}.\n"


def write(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plan(words), encoding="utf-8")
    return path


class Inbox:
    """A folder and its warehouse."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse = folder / "inbox", folder / "kehoach.duckdb"
        self.folder.mkdir()

    def run(self, *paths: Path, **options: object) -> Summary:
        with IngestJob(list(paths) or [self.folder], self.warehouse, **options) as job:  # type: ignore[arg-type]
            return ingest(job)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return list(run_query(self.warehouse, sql).rows)

    def names(self) -> list[str]:
        return [str(row[0]) for row in self.ask("SELECT source_name FROM documents ORDER BY 1")]

    def sources(self) -> list[str]:
        return sorted(Path(str(row[0])).name for row in self.ask("SELECT source_uri FROM sources"))


def figures(summary: Summary) -> dict[str, int]:
    names = ("ingested", "skipped", "rejected", "changed", "moved", "duplicates", "missing", "pruned")
    names += ("rejected_before", "unfinished")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def test_a_changed_file_replaces_its_document(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    assert figures(inbox.run()) == {"ingested": 1}
    write(inbox.folder / "a.txt", "bảo tàng")
    assert figures(inbox.run()) == {"ingested": 1, "changed": 1}
    assert inbox.ask("SELECT count(*) FROM documents WHERE text LIKE '%bảo tàng%'") == [(1,)]
    assert inbox.ask("SELECT count(*) FROM documents") == [(1,)]
    assert inbox.ask("SELECT changed FROM ingest_runs ORDER BY started_at") == [(0,), (1,)]


def test_a_renamed_file_is_recognised_and_not_read_again(inbox: Inbox) -> None:
    old = write(inbox.folder / "a.txt", "thư viện")
    inbox.run()
    made = inbox.ask("SELECT document_id, ingested_at FROM documents")
    (inbox.folder / "2024").mkdir()
    old.rename(inbox.folder / "2024" / "b.txt")
    assert figures(inbox.run()) == {"skipped": 1, "moved": 1}
    assert inbox.ask("SELECT document_id, ingested_at FROM documents") == made
    assert inbox.names() == inbox.sources() == ["b.txt"]
    assert figures(inbox.run()) == {"skipped": 1}


def test_a_file_moved_out_of_a_folder_that_the_run_was_not_given_is_recognised(inbox: Inbox, tmp_path: Path) -> None:
    old = write(tmp_path / "desk" / "a.txt", "thư viện")
    inbox.run(old)
    old.rename(inbox.folder / "a.txt")
    assert figures(inbox.run()) == {"skipped": 1, "moved": 1}
    assert inbox.ask("SELECT source_uri FROM sources") == [(uri_of(inbox.folder / "a.txt"),)]


def test_two_files_that_change_places_are_two_moves(inbox: Inbox) -> None:
    one, two = write(inbox.folder / "1.txt", "thư viện"), write(inbox.folder / "2.txt", "bảo tàng")
    inbox.run()
    one.rename(inbox.folder / "x")
    two.rename(one)
    (inbox.folder / "x").rename(two)
    assert figures(inbox.run()) == {"skipped": 2, "moved": 2}
    assert inbox.ask("SELECT source_name FROM documents WHERE text LIKE '%thư viện%'") == [("2.txt",)]


def test_a_renamed_file_whose_old_name_is_taken_by_a_new_plan_keeps_its_document(inbox: Inbox) -> None:
    old = write(inbox.folder / "a.txt", "thư viện")
    inbox.run()
    old.rename(inbox.folder / "b.txt")
    write(old, "bảo tàng")
    assert figures(inbox.run()) == {"ingested": 1, "skipped": 1, "moved": 1}
    assert inbox.names() == ["a.txt", "b.txt"]


def test_the_same_bytes_twice_are_one_document_with_two_sources(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    write(inbox.folder / "b.txt", "thư viện")
    assert figures(inbox.run()) == {"ingested": 1, "skipped": 1, "duplicates": 1}
    assert inbox.sources() == ["a.txt", "b.txt"] and inbox.names() == ["a.txt"]
    write(inbox.folder / "c.txt", "thư viện")
    assert figures(inbox.run()) == {"skipped": 3, "duplicates": 2}
    assert inbox.sources() == ["a.txt", "b.txt", "c.txt"]
    (inbox.folder / "a.txt").unlink()
    assert figures(inbox.run()) == {"skipped": 2, "duplicates": 1, "missing": 1}
    assert inbox.names() == ["b.txt"]


def test_one_of_two_copies_that_changes_leaves_the_other_its_document(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    write(inbox.folder / "b.txt", "thư viện")
    inbox.run()
    write(inbox.folder / "a.txt", "bảo tàng")
    assert figures(inbox.run()) == {"ingested": 1, "skipped": 1, "changed": 1}
    assert inbox.names() == inbox.sources() == ["a.txt", "b.txt"]


def test_a_deleted_file_is_told_and_kept_until_prune_forgets_it(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    gone = write(inbox.folder / "b.txt", "bảo tàng")
    inbox.run()
    gone.unlink()
    assert figures(inbox.run()) == {"skipped": 1, "missing": 1}
    since = inbox.ask("SELECT missing_since FROM sources WHERE missing_since IS NOT NULL")
    published = inbox.warehouse.read_bytes()
    assert figures(inbox.run()) == {"skipped": 1, "missing": 1}
    assert inbox.warehouse.read_bytes() == published
    assert inbox.names() == ["a.txt", "b.txt"] and len(since) == 1
    assert figures(inbox.run(prune=True)) == {"skipped": 1, "pruned": 1}
    assert inbox.names() == inbox.sources() == ["a.txt"]
    assert inbox.ask("SELECT count(*) FROM sections WHERE text LIKE '%bảo tàng%'") == [(0,)]


def test_a_missing_file_that_comes_back_is_not_read_again(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    away = write(inbox.folder / "b.txt", "bảo tàng")
    inbox.run()
    words = away.read_bytes()
    away.unlink()
    inbox.run()
    away.write_bytes(words)
    assert figures(inbox.run()) == {"skipped": 2}
    assert inbox.ask("SELECT count(*) FROM sources WHERE missing_since IS NOT NULL") == [(0,)]


def test_only_files_below_the_given_folders_are_missed(inbox: Inbox, tmp_path: Path) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    elsewhere = write(tmp_path / "inbox-2" / "b.txt", "bảo tàng")
    inbox.run(inbox.folder, elsewhere.parent)
    elsewhere.unlink()
    assert figures(inbox.run(prune=True)) == {"skipped": 1}
    assert inbox.names() == ["a.txt", "b.txt"]


def test_a_folder_that_has_lost_all_its_plans_is_not_pruned(inbox: Inbox) -> None:
    for name in ("a.txt", "b.txt"):
        write(inbox.folder / name, name)
    inbox.run()
    shutil.rmtree(inbox.folder)
    inbox.folder.mkdir()
    (inbox.folder / "lost+found").mkdir()
    summary = inbox.run(prune=True, may_be_empty=True)
    assert figures(summary) == {"missing": 2, "rejected": 1}
    assert "mount it" in summary.rejections[0]["reason"]
    assert inbox.names() == ["a.txt", "b.txt"]
    for name in ("a.txt", "b.txt"):
        write(inbox.folder / name, name)
    assert figures(inbox.run(prune=True)) == {"skipped": 2}
    assert inbox.ask("SELECT count(*) FROM rejected_files") == [(0,)]


def test_a_folder_below_that_stands_empty_is_not_pruned_until_it_is_removed(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    share = inbox.folder / "share"
    write(share / "b.txt", "bảo tàng")
    write(share / "deep" / "c.txt", "nhà hát")
    inbox.run()
    shutil.rmtree(share)
    share.mkdir()
    assert figures(inbox.run(prune=True)) == {"skipped": 1, "missing": 2, "rejected": 1}
    share.rmdir()
    assert figures(inbox.run(prune=True)) == {"skipped": 1, "pruned": 2}
    assert inbox.names() == ["a.txt"]


def test_a_given_folder_that_is_gone_is_an_error_and_prunes_nothing(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    inbox.run()
    shutil.rmtree(inbox.folder)
    assert figures(inbox.run(prune=True)) == {"rejected": 1}
    assert inbox.names() == ["a.txt"]


def test_a_share_that_goes_away_during_the_walk_prunes_nothing(inbox: Inbox) -> None:
    for name in ("a.txt", "b.txt"):
        write(inbox.folder / name, name)
    found = discover([inbox.folder])
    del found.sources[1]
    shutil.rmtree(inbox.folder)
    known = [uri_of(inbox.folder / "b.txt")]
    absence = find_absent(known, found, [inbox.folder])
    assert absence.missing == set(known) == absence.held.keys()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_files_in_a_folder_that_cannot_be_looked_into_are_not_missed(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    closed = write(inbox.folder / "closed" / "b.txt", "bảo tàng").parent
    inbox.run()
    closed.chmod(0)
    try:
        assert figures(inbox.run(prune=True)) == {"skipped": 1, "rejected": 1}
    finally:
        closed.chmod(0o700)
    assert inbox.names() == ["a.txt", "b.txt"]


def test_a_rejected_file_is_not_tried_again_while_it_stays_as_it_is(inbox: Inbox) -> None:
    bad = inbox.folder / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nbroken")
    shutil.copy(bad, inbox.folder / "copy.pdf")
    write(inbox.folder / "a.txt", "thư viện")
    assert figures(inbox.run()) == {"ingested": 1, "skipped": 1, "rejected": 2, "duplicates": 1}
    assert inbox.ask("SELECT count(*), count(source_sha256) FROM rejected_files") == [(2, 2)]
    published = inbox.warehouse.read_bytes()
    assert figures(inbox.run()) == {"skipped": 3, "rejected_before": 2}
    assert inbox.warehouse.read_bytes() == published
    assert figures(inbox.run(bad)) == {"rejected": 1}, "a file that is named is tried again"
    assert figures(inbox.run(retry_rejected=True)) == {"skipped": 2, "rejected": 2, "duplicates": 1}
    write(bad, "bảo tàng")
    assert figures(inbox.run()) == {"ingested": 1, "skipped": 2, "rejected_before": 1}
    (inbox.folder / "copy.pdf").unlink()
    inbox.run()
    assert inbox.ask("SELECT * FROM rejected_files") == []


def test_a_scheduled_run_fails_for_a_bad_file_once(inbox: Inbox) -> None:
    (inbox.folder / "bad.pdf").write_bytes(b"%PDF-1.7\nbroken")
    codes = [kehoach("ingest", "inbox", "--direct", cwd=inbox.folder.parent).returncode for _ in range(2)]
    assert codes == [1, 0]
    again = kehoach("ingest", "inbox", "--direct", "--retry-rejected", "--json", cwd=inbox.folder.parent)
    assert again.returncode == 1 and json.loads(again.stdout)["rejected"] == 1
    assert rows("SELECT attempts FROM rejected_files", cwd=inbox.folder.parent) == [{"attempts": 2}]


def test_what_may_have_been_the_machines_fault_is_tried_again_some_times(inbox: Inbox) -> None:
    good = write(inbox.folder / "a.txt", "thư viện")
    source = read_source(good)
    inbox.run()
    for attempts in range(1, MOST_ATTEMPTS + 1):
        with WarehouseWriter(inbox.warehouse) as writer:
            writer.place(gone=[source.uri])
            job = IngestJob([inbox.folder], inbox.warehouse)
            writer.record_run(_run_row(job))
            writer.reject([_killed(source, job.run_id, attempts)])
        retried = inbox.run()
        assert figures(retried) == (
            {"ingested": 1} if attempts < MOST_ATTEMPTS else {"skipped": 1, "rejected_before": 1}
        )


def _run_row(job: IngestJob) -> object:
    from datetime import UTC, datetime

    from flows.version import version_for
    from schemas.tables import IngestRun

    return IngestRun(
        run_id=job.run_id,
        started_at=datetime.now(UTC),
        pipeline_version=version_for(),
        ingested=0,
        skipped=0,
        rejected=1,
    )


def _killed(source: SourceFile, run_id: str, attempts: int) -> object:
    from datetime import UTC, datetime

    from schemas.tables import RejectedFile

    return RejectedFile(
        source_uri=source.uri,
        source_sha256=source.sha256,
        reason="its worker died",
        error_type="WorkerDied",
        run_id=run_id,
        rejected_at=datetime.now(UTC),
        attempts=attempts,
    )


def test_a_young_file_is_left_for_the_next_run_unless_it_is_known(inbox: Inbox) -> None:
    known = write(inbox.folder / "a.txt", "thư viện")
    inbox.run()
    write(inbox.folder / "b.txt", "bảo tàng")
    (inbox.folder / "c.pdf.part").write_bytes(b"%PDF")
    assert figures(inbox.run(settle=60)) == {"skipped": 1, "unfinished": 2}
    an_hour_ago = time.time() - 3600
    os.utime(inbox.folder / "b.txt", (an_hour_ago, an_hour_ago))
    tomorrow = time.time() + 86_400
    write(known, "nhà hát")
    os.utime(known, (tomorrow, tomorrow))
    assert figures(inbox.run(settle=60)) == {"ingested": 2, "changed": 1, "unfinished": 1}


class _GrowingUnderTheReader(workers.WorkerPool):
    """Reads each file only after somebody has written to it once more."""

    def read(self, sources: Iterator[SourceFile]) -> Iterator[object]:  # type: ignore[override]
        sources = list(sources)
        for source in sources:
            with source.path.open("a", encoding="utf-8") as file:
                file.write("2. Thêm một dòng.\n")
        yield from super().read(sources)


def test_a_file_that_grows_during_the_run_is_left_and_not_rejected(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    monkeypatch.setattr("flows.ingest.WorkerPool", _GrowingUnderTheReader)
    assert figures(inbox.run()) == {"unfinished": 1}
    assert not inbox.warehouse.exists()
    monkeypatch.undo()
    assert figures(inbox.run()) == {"ingested": 1}


def test_a_file_that_changes_while_it_is_hashed_is_left(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    growing = write(inbox.folder / "a.txt", "thư viện")
    read = os.read

    def read_and_grow(descriptor: int, size: int) -> bytes:
        with growing.open("a", encoding="utf-8") as file:
            file.write("thêm")
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", read_and_grow)
    with pytest.raises(BeingWritten):
        read_source(growing)
    found = discover([inbox.folder])
    assert not found.sources and [left.uri for left in found.unfinished] == [uri_of(growing)]


def test_a_summary_in_words_names_what_there_is(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    summary = replace(inbox.run(), moved=2, rejected_before=1)
    assert str(summary) == "1 ingested, 0 skipped, 0 rejected, 2 moved, 1 rejected before"


def test_a_run_over_unchanged_files_loads_no_model_and_no_ocr(inbox: Inbox) -> None:
    write(inbox.folder / "a.txt", "thư viện")
    kehoach_process("ingest", "inbox", "--direct", cwd=inbox.folder.parent)
    done = kehoach_process("ingest", "inbox", "--direct", cwd=inbox.folder.parent, PYTHONPROFILEIMPORTTIME="1")
    assert "0 ingested, 1 skipped" in done.stdout
    loaded = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "duckdb" in loaded
    assert not loaded & {"spacy", "underthesea", "tesserocr", "cv2", "pdfplumber", "pyarrow", "prefect", "extractors"}


_SUBJECTS = ("thư viện", "bảo tàng", "nhà hát")
_NAMES = ("a.txt", "b.txt", "x/c.txt", "x/d.txt")
_STEP = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(_NAMES), st.sampled_from(_SUBJECTS)),
    st.tuples(st.just("move"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
    st.tuples(st.just("delete"), st.sampled_from(_NAMES), st.just("")),
)


def _take(folder: Path, step: tuple[str, str, str]) -> None:
    kind, name, other = step
    path = folder / name
    if kind == "write":
        write(path, other)
    elif path.exists() and kind == "move":
        path.replace(folder / other)
    elif path.exists():
        path.unlink()


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(runs=st.lists(st.lists(_STEP, min_size=1, max_size=5), min_size=2, max_size=3))
def test_however_files_come_and_go_the_warehouse_is_that_of_one_clean_run(
    runs: list[list[tuple[str, str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("inbox")
    grown = Inbox(folder)
    keep = write(grown.folder / "keep.txt", "trường học")
    (grown.folder / "x").mkdir()
    write(grown.folder / "x" / "keep.txt", "bệnh viện")
    for steps in runs:
        for step in steps:
            _take(grown.folder, step)
        summary = grown.run()
        there = {uri_of(path) for path in grown.folder.rglob("*.txt")}
        sources = "SELECT source_uri FROM sources WHERE missing_since IS NULL"
        assert {row[0] for row in grown.ask(sources)} == there
        assert summary.ingested + summary.skipped == len(there) and not summary.rejected
    grown.run(prune=True)
    clean = IngestJob([grown.folder], folder / "clean.duckdb")
    with clean:
        ingest(clean)
    question = """
        SELECT document_id, text, list(s.source_uri ORDER BY s.source_uri), bool_or(s.source_uri = documents.source_uri)
        FROM documents JOIN sources AS s USING (document_id) GROUP BY ALL ORDER BY 1
    """
    assert grown.ask(question) == list(run_query(folder / "clean.duckdb", question).rows)
    assert keep.exists()
