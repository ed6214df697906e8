"""`kehoach status`: the last runs, what is rejected and why, what is missing."""

import json
from pathlib import Path

import pytest

from flows import journal
from flows.ingest import IngestJob
from tests.cli import kehoach
from warehouse.errors import WarehouseError

PLAN = "KẾ HOẠCH\nPhát triển thư viện\n\nI. MỤC TIÊU\n1. Đến năm 2030, 90% xã có thư viện.\n"


def _status(folder: Path) -> dict[str, list[dict[str, object]]]:
    done = kehoach("status", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after a run with a bad file, one that found nothing, and one that missed a file."""
    folder = tmp_path_factory.mktemp("house")
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(PLAN, encoding="utf-8")
    (inbox / "b.txt").write_text(PLAN + "2. Thêm \x1b[31m.\n", encoding="utf-8")
    (inbox / "bad.pdf").write_bytes(b"%PDF-1.7\nbroken")
    for _ in range(2):
        kehoach("ingest", "inbox", "--direct", cwd=folder)
    (inbox / "b.txt").unlink()
    kehoach("ingest", "inbox", "--direct", cwd=folder)
    return folder


def test_runs_that_found_nothing_new_are_told_too(house: Path) -> None:
    runs = _status(house)["runs"]
    figures = [(run["ingested"], run["skipped"], run["rejected"], run["missing"]) for run in runs]
    assert figures == [(0, 2, 0, 1), (0, 3, 0, 0), (2, 0, 1, 0)]
    assert all(run["outcome"] == "completed" and run["seconds"] is not None for run in runs)


def test_rejected_and_missing_files_are_told_with_their_reasons(house: Path) -> None:
    state = _status(house)
    (rejected,), (missing,) = state["rejected"], state["missing"]
    assert Path(str(rejected["source_uri"])).name == "bad.pdf" and ";" in str(rejected["reason"])
    assert Path(str(missing["source_uri"])).name == "b.txt" and missing["missing_since"]
    assert (state["documents"], state["sources"]) == (2, 2)


def test_the_table_names_runs_files_and_reasons(house: Path) -> None:
    shown = kehoach("status", cwd=house).stdout
    for words in ("2 plans from 2 files", "last runs", "rejected (1)", "inbox/bad.pdf", "missing (1)", "inbox/b.txt"):
        assert words in shown
    assert "pruned" not in shown, "a column that holds nothing is left out"
    assert len(json.loads(kehoach("status", "--runs", "1", "--json", cwd=house).stdout)["runs"]) == 1


def test_a_run_that_failed_is_told_with_what_went_wrong(tmp_path: Path) -> None:
    warehouse = tmp_path / "kehoach.duckdb"
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    kehoach("ingest", "a.txt", "--direct", cwd=tmp_path)
    (tmp_path / "b.txt").write_text(PLAN + "2. Thêm.\n", encoding="utf-8")
    with pytest.raises(WarehouseError), IngestJob([tmp_path / "b.txt"], warehouse) as job:
        job.discover()
        raise WarehouseError("the disk is full: make room")
    (last, first) = _status(tmp_path)["runs"]
    assert last["outcome"] == "failed: the disk is full: make room"
    assert first["outcome"] == "completed"


def test_the_journal_stays_small_and_damage_in_it_is_passed_over(tmp_path: Path) -> None:
    warehouse = tmp_path / "kehoach.duckdb"
    for number in range(1500):
        journal.note(warehouse, {"run_id": str(number), "words": "x" * 100})
    path = journal.journal_of(warehouse)
    assert path.stat().st_size <= journal.CUT_BYTES
    with path.open("ab") as file:
        file.write(b'\xff{"run_id"\n[1]\n')
    runs = journal.noted(warehouse)
    assert runs[0]["run_id"] == "1499" and len(runs) >= journal.KEPT
    journal.note(tmp_path / "no folder" / "kehoach.duckdb", {"run_id": "1"})


def test_without_a_warehouse_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = kehoach("status", cwd=tmp_path)
    assert done.returncode == 1 and "kehoach ingest" in done.stderr
