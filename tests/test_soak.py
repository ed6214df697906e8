"""A short soak: files arrive, change, move and go while runs over them are killed; nothing is lost or there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.soak import Soak, arrange, history, play
from benchmarks.soak_check import SoakFailed, compare
from benchmarks.soak_files import content_of, kind_of, name_of
from tests.scans import needs_tesseract


def test_rows_after_many_killed_runs_equal_those_of_one_clean_run(tmp_path: Path) -> None:
    needs_tesseract()
    told: list[str] = []
    soak = Soak(tmp_path, files=50, rounds=5, seed=3, flows=0.0)

    def interrupted(line: str) -> None:
        told.append(line)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(soak, interrupted)
    result = play(soak, told.append)
    assert result["documents"] and result["rejected"] and result["killed"]
    assert sum("killed" in line for line in told) >= 3, told


def test_a_soak_is_the_same_for_the_same_seed_whatever_was_there_before(tmp_path: Path) -> None:
    soak = Soak(tmp_path, files=30, rounds=6, seed=2)
    first, second = list(history(soak)), list(history(soak))
    assert first == second
    before: dict[str, tuple[int, int]] = {}
    for wanted, _ in first:
        arrange(tmp_path / "one", wanted, before)
        before = wanted
    arrange(tmp_path / "two", before, {})
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_invented_files_are_the_same_each_time_and_of_all_kinds() -> None:
    assert {kind_of(number, 0) for number in range(200)} == {"txt", "md", "html", "docx", "pdf", "scan", "bad"}
    for number in range(30):
        assert content_of(number, 1) == content_of(number, 1), name_of(number)


def test_a_row_that_differs_fails_a_soak(tmp_path: Path) -> None:
    import duckdb

    for name, value in (("one", 1), ("two", 2)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"CREATE TABLE targets AS SELECT {value} AS low")
    with pytest.raises(SoakFailed, match="targets"):
        compare(tmp_path / "one.duckdb", tmp_path / "two.duckdb")
    assert compare(tmp_path / "one.duckdb", tmp_path / "one.duckdb") == {"targets": 1}
