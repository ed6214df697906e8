import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numbers import (
    NUMBER,
    NUMBER_WORDS,
    SCALE,
    mend_digits,
    parse_number,
    parse_number_words,
    scale_of,
)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("87,5", 87.5),
        ("20.000", 20000),
        ("2.500.000", 2500000),
        ("03", 3),
        ("87.5", 87.5),
        ("2.345.678,9", 2345678.9),
        ("2,500,000", 2500000),
        ("0.375", 0.375),
        ("7.50", 7.5),
    ],
)
def test_a_point_parts_thousands_and_a_comma_opens_decimals(raw: str, value: float) -> None:
    assert re.fullmatch(NUMBER, raw)
    assert parse_number(raw) == value


@given(st.integers(min_value=0, max_value=10**12))
def test_numbers_grouped_by_points_round_trip(value: int) -> None:
    assert parse_number(f"{value:,}".replace(",", ".")) == value


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=99))
def test_decimal_numbers_round_trip(whole: int, cents: int) -> None:
    assert parse_number(f"{whole},{cents:02d}") == pytest.approx(whole + cents / 100)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hai phần ba", 2 / 3),
        ("ba phần tư", 3 / 4),
        ("một nửa", 0.5),
        ("ba mươi lăm", 35),
        ("mười bốn", 14),
        ("hai mươi mốt", 21),
        ("một trăm linh hai", 102),
        ("ba trăm nghìn", 300_000),
        ("hai triệu năm trăm nghìn", 2_500_000),
        ("bốn tỷ", 4 * 10**9),
        ("ba ba", None),
        ("nhà máy", None),
    ],
)
def test_numbers_in_words_are_read(words: str, value: float | None) -> None:
    assert parse_number_words(words) == value


def test_words_of_scale_multiply() -> None:
    assert scale_of("nghìn tỷ") == 10**12
    assert scale_of("triệu") == 10**6
    assert scale_of("") == 1
    assert re.fullmatch(SCALE, "ngàn tỉ")


def test_letters_that_scanners_take_for_digits_are_mended() -> None:
    assert mend_digits("l5O") == "150"


def test_a_run_of_number_words_ends_where_they_end() -> None:
    found = re.match(NUMBER_WORDS, "hai mươi lăm trường")
    assert found is not None
    assert found.group() == "hai mươi lăm"
