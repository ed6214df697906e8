"""What the joining of cut lines promises: words that a narrow cell cuts are whole, others stay apart."""

import pytest

from corpus.cut_lines import separator


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("30/7/20", "25"),
        ("15/10/2", "025"),
        ("trước 5/4/20", "26"),
        ("Quý III/20", "23"),
        ("Tháng 12/20", "25"),
        ("9/20", "25"),
        ("1.250", ".000"),
        ("1.25", "0.000"),
    ],
)
def test_a_date_or_an_amount_that_a_narrow_cell_cuts_is_one(before: str, after: str) -> None:
    assert separator(before, after) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("đạt 15/20", "15 xã"),
        ("1.250", "300"),
        ("12", "500"),
        ("quy mô 3/20", "25 phòng"),
        ("2.400", "1.600"),
        ("1", "2"),
    ],
)
def test_numbers_that_stand_one_under_the_other_stay_apart(before: str, after: str) -> None:
    assert separator(before, after) == " "
