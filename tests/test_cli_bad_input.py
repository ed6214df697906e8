"""Bad input: a clear line each, the rest of the batch lands, exit code 1."""

import json
import os
import unicodedata
from pathlib import Path

import pytest

from tests.cli import kehoach, rows

PLAN = """UBND TỈNH HÒA AN
Số: 12/KH-UBND
Hòa An, ngày 5 tháng 3 năm 2024

KẾ HOẠCH
Phát triển thư viện công cộng năm 2024

I. MỤC TIÊU
1. Đến năm 2025, 90% xã có thư viện.
II. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa, Thể thao và Du lịch chủ trì, phối hợp với Sở Tài chính xây dựng dự toán.
"""


def _ingest(folder: Path, *names: str | Path) -> tuple[int, dict[str, object], str]:
    done = kehoach("ingest", *names, "--direct", "--json", cwd=folder)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def test_one_bad_file_of_each_kind_stops_nothing(tmp_path: Path) -> None:
    inbox = tmp_path / "kế hoạch gửi đến"
    inbox.mkdir()
    (inbox / "Kế hoạch số 12 (bản chính).txt").write_text(PLAN, encoding="utf-8")
    (inbox / unicodedata.normalize("NFD", "bản sao tiếng Việt.txt")).write_text(PLAN + "Ghi chú.\n", encoding="utf-8")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "noise.txt").write_bytes(bytes(range(256)) * 64)
    (inbox / "not-really.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nbroken")
    code, summary, errors = _ingest(tmp_path, inbox)
    assert code == 1
    assert (summary["ingested"], summary["rejected"]) == (2, 3)
    lines = [line for line in errors.splitlines() if line.startswith("rejected ")]
    assert len(lines) == 3
    for name in ("empty.txt", "noise.txt", "not-really.pdf"):
        line = next(line for line in lines if name in line)
        assert ";" in line, "what is wrong, and what to do"
    recorded = rows("SELECT source_uri, reason, error_type FROM rejected_files", cwd=tmp_path)
    assert {Path(row["source_uri"]).name for row in recorded} == {"empty.txt", "noise.txt", "not-really.pdf"}


def test_a_mended_file_leaves_the_rejected_ones(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_bytes(b"")
    assert _ingest(tmp_path, plan)[0] == 1
    plan.write_text(PLAN, encoding="utf-8")
    assert _ingest(tmp_path, plan)[0] == 0
    assert rows("SELECT * FROM rejected_files", cwd=tmp_path) == []


def test_a_changed_file_replaces_its_document(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    _ingest(tmp_path, plan)
    plan.write_text(PLAN.replace("90%", "95%"), encoding="utf-8")
    assert _ingest(tmp_path, plan)[1]["ingested"] == 1
    assert [row["low"] for row in rows("SELECT low FROM percentages", cwd=tmp_path)] == [95.0]
    assert len(rows("SELECT * FROM documents", cwd=tmp_path)) == 1


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(PLAN, encoding="utf-8")
    code, summary, _ = _ingest(tmp_path, "one.txt", "two.txt", "one.txt")
    assert (code, summary["ingested"], summary["skipped"]) == (0, 1, 1)


def test_legacy_vietnamese_is_told_from_utf_8(tmp_path: Path) -> None:
    (tmp_path / "legacy.txt").write_bytes(PLAN.replace("₫", "").encode("cp1258", errors="ignore"))
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    code, summary, errors = _ingest(tmp_path, "legacy.txt", "plan.txt")
    assert summary["ingested"] == 2 or (code == 1 and "legacy.txt" in errors)


def test_a_text_without_headings_is_a_document_without_sections(tmp_path: Path) -> None:
    words = "Thư gửi bạn đọc. Thư viện mở cửa từ thứ hai đến thứ sáu.\n"
    (tmp_path / "letter.txt").write_text(words, encoding="utf-8")
    assert _ingest(tmp_path, "letter.txt")[0] == 0
    assert rows("SELECT count(*) AS n FROM documents", cwd=tmp_path)[0]["n"] == 1
    assert rows("SELECT count(*) AS n FROM sections", cwd=tmp_path)[0]["n"] == 0


def test_a_folder_without_plans_is_told_and_the_rest_lands(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    code, summary, errors = _ingest(tmp_path, "empty", "plan.txt")
    assert (code, summary["ingested"], summary["rejected"]) == (1, 1, 1)
    assert "no plans in this folder" in errors


def test_hidden_and_unfinished_files_are_left_alone(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / ".git").mkdir(parents=True)
    for name in (".hidden.txt", "~$plan.docx", "plan.txt.part", "plan.md~", ".git/note.txt", "README.md"):
        (inbox / name).write_text(PLAN, encoding="utf-8")
    (inbox / "plan.txt").write_text(PLAN, encoding="utf-8")
    code, summary, _ = _ingest(tmp_path, inbox)
    assert (code, summary["ingested"], summary["skipped"]) == (0, 1, 0)


def test_pipes_and_broken_links_do_not_hold_up_the_batch(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "link.txt").symlink_to(inbox / "gone.txt")
    (inbox / "plan.txt").write_text(PLAN, encoding="utf-8")
    code, summary, errors = _ingest(tmp_path, inbox)
    assert (code, summary["ingested"], summary["rejected"]) == (1, 1, 2)
    assert "pipe.txt" in errors and "link.txt" in errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_and_folder_are_rejected(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "closed").mkdir(parents=True)
    (inbox / "secret.txt").write_text(PLAN, encoding="utf-8")
    (inbox / "plan.txt").write_text(PLAN + "Khác.\n", encoding="utf-8")
    (inbox / "secret.txt").chmod(0)
    (inbox / "closed").chmod(0)
    try:
        code, summary, errors = _ingest(tmp_path, inbox)
    finally:
        (inbox / "closed").chmod(0o700)
    assert (code, summary["ingested"], summary["rejected"]) == (1, 1, 2)
    assert "secret.txt" in errors and "closed" in errors


def test_a_big_text_is_read_whole(tmp_path: Path) -> None:
    paragraph = "1. Sở Tài chính cân đối kinh phí 1.250 triệu đồng để thực hiện trong năm 2025.\n"
    text = PLAN + paragraph * (1_000_000 // len(paragraph))
    (tmp_path / "big.txt").write_text(text, encoding="utf-8")
    assert _ingest(tmp_path, "big.txt")[0] == 0
    assert rows("SELECT length(text) AS n FROM documents", cwd=tmp_path)[0]["n"] > 900_000


def test_words_of_a_document_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN.replace("90% xã", "90% xã \x1b[31m\u202e"), encoding="utf-8")
    _ingest(tmp_path, "plan.txt")
    for command in (["show", "plan.txt"], ["query", "SELECT text FROM documents"]):
        shown = kehoach(*command, cwd=tmp_path).stdout
        assert "\x1b" not in shown and "\u202e" not in shown


def test_a_damaged_warehouse_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "kehoach.duckdb").write_bytes(b"no database at all" * 1000)
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    for command in (["ingest", "plan.txt", "--direct"], ["query", "documents"]):
        done = kehoach(*command, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.strip().splitlines()[-1].startswith("kehoach: ")
        assert "Traceback" not in done.stderr
