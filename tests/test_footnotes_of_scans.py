"""What the reading of footnotes on scans promises: they stand at the end, whatever OCR makes of their numbers."""

import pytest

from corpus.page import Axis, Box, Page, Rule, Word
from corpus.paged import source_of_pages
from schemas.vocabulary import TextOrigin

_BODY = (
    "Thực hiện chỉ đạo của Ban Thường vụ Huyện ủy{0} về việc bảo",
    "đảm an toàn hồ chứa, Ủy ban nhân dân huyện yêu cầu các xã{1}",
    "rà soát phương án trước mùa mưa bão, báo cáo kết quả về",
    "Phòng Nông nghiệp trước ngày 15 tháng 5 năm 2027.",
)
_NOTES = ("Kết luận tại phiên họp thứ tám.", "Gồm chín xã ven hồ (9/14).")


def _line(text: str, y: float, size: float) -> list[Word]:
    words, x = [], 80.0
    for part in text.split():
        words.append(Word(part, Box(x, y - 0.75 * size, x + 6.5 * len(part), y), y, size, confidence=92.0))
        x += 6.5 * len(part) + 5
    return words


def _text(marks: tuple[str, str], numbers: tuple[str, str], sizes: tuple[float, float] = (9.5, 9.5)) -> str:
    words = []
    for number, line in enumerate(_BODY):
        words += _line(line.format(*marks), 100.0 + 18 * number, 13.0)
    for number, (mark, note, size) in enumerate(zip(numbers, _NOTES, sizes, strict=True)):
        words += _line(f"{mark} {note}", 720.0 + 14 * number, size)
    rules = [Rule(Axis.ACROSS, 706.0, 80.0, 220.0)]
    page = Page(1, 595.0, 842.0, words, rules, origin=TextOrigin.OCR, confidence=92.0)
    return source_of_pages([page], "a.pdf", "application/pdf").text


WHOLE = _text(("", ""), ("1", "2"))


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [(("!", "”"), ("1", "2")), (("1", "?"), ("*", "?")), (("!", "2"), ("", "2")), (("’", "”"), ("", "?"))],
)
def test_numbers_of_footnotes_are_told_from_what_they_are_read_as(
    marks: tuple[str, str], numbers: tuple[str, str]
) -> None:
    assert WHOLE.splitlines()[-2:] == [f"[{number}] {note}" for number, note in enumerate(_NOTES, start=1)]
    assert "Huyện ủy về" in WHOLE
    assert _text(marks, numbers) == WHOLE


def test_a_footnote_is_small_though_brackets_make_one_of_its_lines_larger() -> None:
    assert _text(("", ""), ("1", "2"), (9.5, 12.5)) == WHOLE


def test_a_quotation_is_no_mark_of_a_footnote() -> None:
    text = _text((" “an toàn”", ""), ("1", "2"))
    assert "“an toàn”" in text
