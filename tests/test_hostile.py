"""Files made to do harm: a clear rejection each, within bounded time and memory, and the others land."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
import extractors
from benchmarks.fuzz import HOSTILE_PIECES, Mutation, failures, hostile_text, mutated, seeds
from tests.cli import rows
from tests.hostile_files import form_in_itself, hostile_files
from tests.running import running, workers_of
from tests.scans import needs_tesseract

PLAN = """UBND TỈNH HÒA AN
Số: 12/KH-UBND
Hòa An, ngày 5 tháng 3 năm 2024

KẾ HOẠCH
Phát triển thư viện công cộng năm 2024

I. MỤC TIÊU
1. Đến năm 2025, 90% xã có thư viện.
"""
#: Megabytes that a worker has taken at most: its models, and the largest that a reader may unpack.
MOST_MEMORY = 1300


def _peak(pid: int) -> int:
    """The most memory that a process has ever held, in megabytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) // 1024 if found else 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux only")
def test_hostile_files_are_rejected_within_bounded_memory_and_the_rest_lands(tmp_path: Path) -> None:
    needs_tesseract()
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    hostile = hostile_files()
    for name, data in hostile.items():
        (inbox / name).write_bytes(data)
    for number in range(3):
        (inbox / f"plan-{number}.txt").write_text(f"{PLAN}Bản số {number}.\n", encoding="utf-8")
    peaks: dict[int, int] = {}
    with running("ingest", inbox, "--direct", "--jobs", "2", "--json", cwd=tmp_path) as process:
        while process.poll() is None:
            for worker in workers_of(process.pid):
                peaks[worker.pid] = max(peaks.get(worker.pid, 0), _peak(worker.pid))
    summary = json.loads((tmp_path / "out").read_text())
    reasons = {Path(one["source"]).name: one["reason"] for one in summary["rejections"]}
    assert (summary["ingested"], set(reasons)) == (3, set(hostile))
    assert process.returncode == 1
    for name, reason in reasons.items():
        assert "; " in reason and "report this" not in reason, f"{name}: what is wrong, and what to do: {reason}"
    given_up = rows("SELECT * FROM rejected_files WHERE error_type IN ('WorkerDied', 'TimedOut')", cwd=tmp_path)
    assert given_up == []
    assert len(peaks) == 2, "no worker has died"
    assert max(peaks.values()) < MOST_MEMORY


@pytest.mark.parametrize(
    "text",
    [
        f"<html><body>{'<div>' * 100_000}KẾ HOẠCH{'</div>' * 100_000}",
        f"<html><body>{'<table><tr><td>' * 100_000}KẾ HOẠCH",
        f"<html><body>{'<b><span style=font-weight:bold>' * 100_000}KẾ HOẠCH",
        f"KẾ HOẠCH\n{'*' * 2_000_000}",
        f"KẾ HOẠCH\n{'|' * 200_000}",
        f"KẾ HOẠCH\n{'[^1] ' * 100_000}",
    ],
    ids=["blocks", "tables", "weights", "stars", "bars", "notes"],
)
def test_markup_nested_or_repeated_without_end_is_read_past(text: str) -> None:
    assert corpus.read_bytes(text.encode(), "plan").text.startswith("KẾ HOẠCH")


def test_a_file_that_a_library_never_finishes_is_given_up_and_the_rest_lands(tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(form_in_itself())
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    words = ("ingest", "form.pdf", "plan.txt", "--direct", "--timeout", "8", "--json")
    with running(*words, cwd=tmp_path) as process:
        assert process.wait(120) == 1
    assert json.loads((tmp_path / "out").read_text())["ingested"] == 1
    assert rows("SELECT error_type FROM rejected_files", cwd=tmp_path) == [{"error_type": "TimedOut"}]


_SEEDS = {name: data for name, data in seeds(ocr=False).items() if not name.endswith(".doc")}
_MUTATIONS = st.lists(
    st.builds(Mutation, st.integers(0, 7), st.floats(0, 1), st.floats(0, 0.2), st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(st.sampled_from(sorted(_SEEDS)), _MUTATIONS)
def test_a_damaged_file_is_read_or_rejected_and_nothing_else(name: str, mutations: list[Mutation]) -> None:
    data = mutated(_SEEDS[name], name, mutations)
    try:
        text = corpus.read_bytes(data, name)
    except corpus.RejectedInput as error:
        assert error.problem and error.remedy
    else:
        assert text.text


@settings(max_examples=25)
@given(st.lists(st.sampled_from(HOSTILE_PIECES), min_size=1, max_size=4), st.integers(1, 400))
def test_words_that_mean_nothing_break_no_extractor(pieces: list[str], times: int) -> None:
    text = hostile_text(pieces, times * 20)
    try:
        source = corpus.read_bytes(text.encode(), "plan.txt")
    except corpus.RejectedInput:
        return
    found = extractors.extract(
        source,
        source_name="plan.txt",
        source_uri="/plan.txt",
        source_sha256="0" * 64,
        pipeline_version="test",
        ingested_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    assert found.document.text == source.text


def test_hostile_texts_of_a_hundred_thousand_letters_are_read_within_a_files_time(tmp_path: Path) -> None:
    chosen = HOSTILE_PIECES[:: max(1, len(HOSTILE_PIECES) // 5)]
    for number, piece in enumerate(chosen):
        (tmp_path / f"{number}.txt").write_text(hostile_text([piece], 100_000), encoding="utf-8")
    assert failures(sorted(tmp_path.glob("*.txt")), seconds=180.0, jobs=2) == []
