"""The log of runs, the table of a run for Prefect's pages, and the command that is told of failures."""

import json
import re
import stat
from pathlib import Path

import pytest

from flows import notice, run_log
from flows.artifacts import LONGEST_CELL, artifact_key, description, escaped, table
from flows.comparison import Comparison
from flows.discover import Rejection, SourceFile, Unfinished
from flows.run_events import Summary
from flows.run_record import KEPT, RunRecord
from tests.cli import TEXT_SAMPLES, kehoach

HOSTILE = [
    "<img src=http://evil.example/x onerror=alert(1)>.pdf",
    "[click](javascript:alert(1)).pdf",
    "![](http://evil.example/x).pdf",
    "a | b | **bold** `code`.pdf",
    "http://evil.example/x",
    "www.evil.example",
    "someone@evil.example",
    "_stress_ __strong__ ~~gone~~",
    "# heading",
    "1. item",
    "- item",
    "line\nline\x1b[31m",
]


def _lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def _summary(**given: object) -> Summary:
    facts = {"ingested": 1, "skipped": 0, "rejected": 0, "seconds": 1.5, "rows": 10, "run_id": "run"}
    return Summary(**facts | {"pipeline_version": "test", "warehouse": "plans.duckdb"} | given)  # type: ignore[arg-type]


def test_each_file_and_each_run_has_a_line_with_its_figures(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"\0\1\2 no plan \xff")
    for _ in range(2):
        kehoach("ingest", TEXT_SAMPLES[0], bad, "--direct", "--log", "runs.jsonl", cwd=tmp_path)
    *files, run = _lines(tmp_path / "runs.jsonl")[:3]
    by_outcome = {line["outcome"]: line for line in files}
    assert by_outcome["ingested"]["source"] == str(TEXT_SAMPLES[0])
    assert by_outcome["ingested"]["rows"]["sections"] > 1  # type: ignore[index]
    assert by_outcome["ingested"]["document_id"]
    assert by_outcome["rejected"]["source"] == str(bad)
    assert by_outcome["rejected"]["reason"] and by_outcome["rejected"]["error_type"]
    assert all(line["seconds"] >= 0 for line in files)  # type: ignore[operator]
    assert (run["event"], run["outcome"], run["ingested"], run["rejected"]) == ("run", "completed", 1, 1)
    assert len({line["run_id"] for line in (*files, run)}) == 1
    assert _lines(tmp_path / "runs.jsonl")[-1]["skipped"] == 1


def test_the_environment_names_the_log_too(tmp_path: Path) -> None:
    kehoach("ingest", TEXT_SAMPLES[0], "--direct", cwd=tmp_path, KEHOACH_LOG=str(tmp_path / "log.jsonl"))
    assert [line["event"] for line in _lines(tmp_path / "log.jsonl")] == ["file", "run"]


def test_a_log_that_cannot_be_opened_is_told_before_anything_is_read(tmp_path: Path) -> None:
    done = kehoach("ingest", TEXT_SAMPLES[0], "--direct", "--log", tmp_path / "no" / "log", cwd=tmp_path)
    assert done.returncode == 1
    assert "--log" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "kehoach.duckdb").exists()


def test_a_log_that_cannot_be_written_stops_no_run_and_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    with run_log.RunLog(Path("/dev/full")) as log:
        log.finished(_summary())
        log.finished(_summary())
    assert capsys.readouterr().err.count("cannot be written") == 1


def test_a_run_that_fails_has_a_line_that_says_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"), run_log.RunLog(tmp_path / "log") as log:
        log.begun("run-1")
        raise OSError("no room on the disk")
    (line,) = _lines(tmp_path / "log")
    assert (line["run_id"], line["outcome"], line["reason"]) == ("run-1", "failed", "no room on the disk")


def test_a_run_that_is_stopped_has_a_line_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), run_log.RunLog(tmp_path / "log") as log:
        log.begun("run-1")
        raise KeyboardInterrupt
    (line,) = _lines(tmp_path / "log")
    assert (line["outcome"], line["error_type"], line["reason"]) == ("failed", "KeyboardInterrupt", "interrupted")


def test_the_log_of_scheduled_runs_is_cut_and_old_pieces_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(run_log, "ROTATE_BYTES", 500)
    with run_log.RunLog(run_log.scheduled_log()) as log:
        for number in range(100):
            log.rejected(Rejection(f"/inbox/{number}.pdf", None, "no plan", "Test"))
    pieces = list(run_log.scheduled_log().parent.iterdir())
    assert len(pieces) == run_log.KEPT_PIECES + 1
    assert all(piece.stat().st_size <= 500 for piece in pieces)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_files_are_no_markdown(name: str) -> None:
    shown = escaped(name)
    assert "\n" not in shown and "\x1b" not in shown
    bare = re.sub(r"\\.", "", shown)
    assert not re.search(r"[*`\[\]<>|@~]|://|www\.|(^|\W)_|_(\W|$)|^#|^-|^\d+\.", bare), shown
    assert re.sub(r"\\(.)", r"\1", shown) == " ".join(name.replace("\x1b", "\N{REPLACEMENT CHARACTER}").split())


def test_usual_names_stay_as_they_are() -> None:
    for name in ("ke_hoach_2024.pdf", "57-KH-TU (bản 2).docx", "Kế hoạch số 12.pdf"):
        assert escaped(name) == name


def test_the_table_is_bounded_however_many_files_and_however_long_their_names() -> None:
    record = RunRecord()
    for number in range(5 * KEPT):
        record.rejected(Rejection(f"/inbox/{number}-{'x' * 5000}.pdf", None, "y" * 5000, "Test"))
    rows = table(record)
    assert len(rows) == KEPT
    assert all(len(str(cell)) <= LONGEST_CELL for row in rows for cell in row.values())
    assert f"{4 * KEPT} files more" in description(_summary(rejected=5 * KEPT), record)


def test_the_table_tells_what_became_of_each_file() -> None:
    def file(name: str) -> SourceFile:
        return SourceFile(Path("/inbox", name), f"/inbox/{name}", name, 1)

    record = RunRecord()
    record.compared(
        Comparison(
            skipped=3,
            placed=[file("same.md"), file("new.md")],
            moved={"/inbox/old.md": "/inbox/new.md"},
            rejected_before=[file("bad.pdf")],
            unfinished=[Unfinished("/inbox/half.pdf", "it was written just now")],
            missing={"/inbox/gone.md"},
        )
    )
    record.rejected(Rejection("/inbox/locked.pdf", "x", "it is encrypted", "Encrypted"))
    told = {row["file"]: (row["outcome"], row["reason"]) for row in table(record)}
    assert list(told) == ["locked.pdf", "half.pdf", "gone.md", "bad.pdf", "same.md", "new.md"]
    assert told["locked.pdf"] == ("rejected", "it is encrypted")
    assert told["half.pdf"][0] == "unfinished" and told["gone.md"][0] == "missing"
    assert told["bad.pdf"] == ("skipped", "rejected before, and unchanged")
    assert told["new.md"] == ("skipped", "moved here from old.md")
    assert record.count() == 6


@pytest.mark.parametrize("name", ["plans", "Kế hoạch Đồng Nai", "日本", "a" * 500, "x--y_"])
def test_keys_of_artifacts_are_what_prefect_takes(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", artifact_key(Path(f"{name}.duckdb")))


def test_the_command_gets_the_facts_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, marker = tmp_path / "told.json", tmp_path / "marker"
    monkeypatch.setenv(notice.VARIABLE, f'cat > "{told}"; test "$KEHOACH_EVENT" = files-rejected')
    assert notice.tell("files-rejected", rejections=[{"source": f"$(touch {marker})", "reason": f"; touch {marker} #"}])
    assert json.loads(told.read_text(encoding="utf-8"))["rejections"][0]["source"] == f"$(touch {marker})"
    assert not marker.exists()


def test_a_command_that_fails_hangs_or_is_not_there_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(notice.VARIABLE, raising=False)
    assert not notice.tell("run-failed")
    monkeypatch.setattr(notice, "PATIENCE", 0.2)
    script = tmp_path / "mute"
    script.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    for command in (str(script), "sleep 60", "/no/such/command"):
        monkeypatch.setenv(notice.VARIABLE, command)
        assert not notice.tell("run-failed")
    assert capfd.readouterr().err.count("kehoach: the command of --on-failure") == 3
