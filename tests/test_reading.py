"""Which files are read, told from their bytes, and why others are turned away."""

import io
import zipfile

import pytest

from corpus import (
    BinaryNoise,
    EmptyInput,
    RejectedInput,
    TooLarge,
    UnreadableFile,
    UnsupportedFormat,
    read,
    read_bytes,
    reading,
    register,
)
from schemas.source import SourceText


def test_the_format_is_told_from_the_bytes_not_the_name():
    assert read_bytes(b"<!doctype html><p>A</p>", "plan.txt").media_type == "text/html"
    assert read_bytes("## I. MỤC TIÊU\n".encode(), "plan.html").media_type == "text/markdown"
    assert read_bytes("Kế hoạch năm 2025.".encode(), "plan.pdf").media_type == "text/plain"


def office_file(member: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(member, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (office_file("xl/workbook.xml"), "Excel"),
        (b"PK\x03\x04 broken", "ZIP"),
        (b"{\\rtf1 abc}", "RTF"),
    ],
)
def test_formats_that_are_not_supported_are_named(data, says):
    with pytest.raises(UnsupportedFormat, match=says):
        read_bytes(data, "plan")


def test_word_97_gets_the_hint_to_convert_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    with pytest.raises(UnsupportedFormat, match=r"install it .* or save the document as \.docx"):
        read_bytes(data, "plan.doc")


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0\0\0\0", b"# \n\n---\n", b"<html><body></body></html>"]
)
def test_a_file_without_text_is_empty(data):
    with pytest.raises(EmptyInput, match="plan: "):
        read_bytes(data, "plan")


def test_a_registered_reader_is_used(monkeypatch):
    monkeypatch.setattr(reading, "_READERS", {})
    register("application/rtf", lambda data, name, settings: SourceText(text=name, blocks=()))
    assert read_bytes(b"{\\rtf1 abc}", "plan").text == "plan"


def test_a_missing_file_a_folder_and_a_huge_file_are_turned_away(tmp_path, monkeypatch):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read(tmp_path / "không có.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read(tmp_path)
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    (tmp_path / "lớn.txt").write_text("Kế hoạch năm 2025")
    with pytest.raises(TooLarge, match="the limit is"):
        read(tmp_path / "lớn.txt")


def test_names_with_spaces_and_marks_are_read(tmp_path):
    path = tmp_path / "Kế hoạch số 5 (bản cuối).txt"
    path.write_text("Kế hoạch năm 2025.")
    assert read(path).text == "Kế hoạch năm 2025."


def test_a_rejection_is_one_line_that_says_what_to_do():
    with pytest.raises(RejectedInput) as caught:
        read_bytes(bytes(range(256)) * 20, "ồn.bin")
    assert isinstance(caught.value, BinaryNoise)
    assert str(caught.value).startswith("ồn.bin: ")
    assert "\n" not in str(caught.value)


def test_misreadings_are_repaired_and_recorded():
    text = "Nghị quyết về khoa học, công nghệ, đổi mới sáng tạo và chuyên đổi số quốc gia.\n" * 3
    source = read_bytes(text.encode(), "x")
    for repair in source.repairs:
        assert source.text[repair.start : repair.end] == repair.corrected


def test_a_text_far_larger_than_any_plan_is_rejected_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TEXT_BYTES", 10)
    with pytest.raises(TooLarge, match="split it"):
        read_bytes("Một kế hoạch dài hơn.".encode(), "dai.txt")
