"""What the repair of the numbers of rows promises: the rows above and below put a misread one right."""

import pytest

from corpus.row_numbers import misread_row_numbers


def _mended(text: str) -> str:
    """The text with its numbers put right, as if OCR had read the first word of each line."""
    starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
    words = [(start, start + 1, 90.0) for start in starts]
    for edit in reversed(list(misread_row_numbers(text, words))):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def _table(*numbers: str) -> str:
    rows = (f"{number}\tMở lớp tập huấn\tSở Nội vụ" if not number.startswith("*") else number[1:] for number in numbers)
    return "\n".join(["TT\tNhiệm vụ\tChủ trì", *rows])


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (("1", "2", "8", "4"), ("1", "2", "3", "4")),
        (("Ì", "2", "3"), ("1", "2", "3")),
        (("7", "8", "Q", "10"), ("7", "8", "9", "10")),
        (("4", "9)", "6"), ("4", "5", "6")),
        (("*I Đào tạo", "1", "2", "*11 Tuyển dụng", "3"), ("*I Đào tạo", "1", "2", "*II Tuyển dụng", "3")),
        (("*1 Đào tạo", "1", "2", "*H Tuyển dụng", "1"), ("*I Đào tạo", "1", "2", "*II Tuyển dụng", "1")),
    ],
)
def test_a_misread_number_of_a_row_is_put_right_by_its_neighbours(
    read: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert _mended(_table(*read)) == _table(*meant)


@pytest.mark.parametrize(
    "numbers",
    [
        ("1", "2", "3"),
        ("1", "2", "5", "6"),
        ("1", "3", "4"),
        ("9", "10", "11", "12"),
        ("1", "-", "-", "2"),
        ("*I Đào tạo", "1", "*II Tuyển dụng", "1", "2"),
        ("1.1", "1.2", "2.1"),
    ],
)
def test_numbers_that_nothing_speaks_against_stay(numbers: tuple[str, ...]) -> None:
    assert _mended(_table(*numbers)) == _table(*numbers)


def test_what_no_ocr_read_stays() -> None:
    assert not list(misread_row_numbers(_table("1", "2", "8", "4"), []))
