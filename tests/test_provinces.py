"""The table of provinces is whole, and a name means the unit that existed on the day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from extractors.provinces import current, find_mentions, find_province, fold, full_name, provinces, valid_on
from schemas.vocabulary import ProvinceKind


def _code(name: str, on: date | None = None) -> str | None:
    unit = find_province(name, on)
    return unit.province_code if unit else None


@pytest.mark.parametrize(
    ("day", "units", "cities"),
    [
        (date(2008, 7, 31), 64, 5),
        (date(2008, 8, 1), 63, 5),
        (date(2024, 12, 31), 63, 5),
        (date(2025, 1, 1), 63, 6),
        (date(2025, 6, 30), 63, 6),
        (date(2025, 7, 1), 34, 6),
        (date(2026, 4, 30), 34, 7),
        (date(2026, 9, 1), 34, 8),
        (date(2026, 9, 20), 34, 9),
    ],
)
def test_number_of_units_on_a_day(day: date, units: int, cities: int) -> None:
    existing = valid_on(day)
    assert len(existing) == units
    assert sum(unit.kind is ProvinceKind.THANH_PHO for unit in existing) == cities


def test_codes_are_unique() -> None:
    assert max(Counter(unit.province_code for unit in provinces()).values()) == 1


def test_every_unit_that_ended_has_a_successor_from_the_next_day_and_no_other_has_one() -> None:
    by_code = {unit.province_code: unit for unit in provinces()}
    for unit in provinces():
        assert (unit.valid_to is None) == (unit.successor_code is None), unit.province_code
        if unit.valid_to is not None and unit.successor_code is not None:
            heir = by_code[unit.successor_code]
            assert heir.valid_from is None or heir.valid_from <= unit.valid_to + timedelta(days=1)
            assert heir.valid_to is None or heir.valid_to > unit.valid_to


def test_every_unit_that_began_had_a_forerunner_until_the_day_before() -> None:
    for unit in provinces():
        if unit.valid_from is not None:
            ended = {old.valid_to for old in provinces() if old.successor_code == unit.province_code}
            assert ended == {unit.valid_from - timedelta(days=1)}, unit.province_code


def test_every_unit_leads_to_one_that_still_exists() -> None:
    for unit in provinces():
        assert current(unit.province_code).valid_to is None


def test_no_two_units_share_a_name_on_a_day() -> None:
    for day in (date(2008, 1, 1), date(2020, 1, 1), date(2025, 7, 1), date(2026, 11, 1)):
        assert max(Counter(fold(unit.name) for unit in valid_on(day)).values()) == 1


def test_an_unknown_code_has_no_current_unit() -> None:
    with pytest.raises(KeyError):
        current("00-XX")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TP. Hồ Chí Minh", "79-HCM"),
        ("Tp HCM", "79-HCM"),
        ("TPHCM", "79-HCM"),
        ("THÀNH PHỐ HỒ CHÍ MINH", "79-HCM"),
        ("Bà Rịa – Vũng Tàu", "77-BRVT"),
        ("BR-VT", "77-BRVT"),
        ("Đắc Lắc", "66-DLA"),
        ("Đăk Lăk", "66-DLA"),
        ("Thừa Thiên - Huế", "46-TTH"),
        ("tỉnh Khánh Hoà", "56-KH"),
        ("khanh hoa", "56-KH"),
        ("Bắc Cạn", "06-BK"),
        ("Kontum", "62-KT"),
        ("tình hình", None),
        ("", None),
    ],
)
def test_a_name_is_known_in_every_spelling(name: str, code: str | None) -> None:
    assert _code(name, date(2020, 5, 1)) == code


def test_a_decomposed_name_is_known() -> None:
    assert _code("Nghê\u0323 An") == "40-NA"


def test_a_name_means_the_unit_of_the_day() -> None:
    assert _code("Bắc Ninh", date(2024, 1, 1)) == "27-BN"
    assert _code("Bắc Ninh", date(2025, 7, 1)) == "24-BN-2025"
    assert _code("Bắc Ninh") == "24-BN-2026"
    assert _code("Hải Phòng", date(2025, 6, 30)) == "31-HP"
    assert _code("Huế", date(2019, 1, 1)) == "46-TTH"
    assert _code("Huế", date(2025, 1, 1)) == "46-HUE"


def test_a_name_out_of_its_time_means_the_last_unit_of_that_name() -> None:
    assert _code("Bình Dương", date(2026, 1, 1)) == "74-BDU"
    assert _code("Hà Tây") == "28-HTA"
    assert current("28-HTA").name == "Hà Nội"
    assert current("46-TTH").province_code == "46-HUE"


def test_the_full_name_says_the_kind_of_the_day() -> None:
    names = {unit.province_code: full_name(unit) for unit in provinces()}
    assert names["75-DNA-2025"] == "tỉnh Đồng Nai"
    assert names["75-DNA-2026"] == "thành phố Đồng Nai"
    assert names["79-HCM"] == "Thành phố Hồ Chí Minh"


def _found(text: str, on: date) -> list[tuple[str, str, bool]]:
    return [(text[m.start : m.end], m.province.province_code, m.names_province) for m in find_mentions(text, on)]


def test_names_are_found_in_running_text_with_their_kind() -> None:
    text = "Các tỉnh Hoà Bình, TP.HCM và Bà Rịa–Vũng Tàu; UBND TỈNH THANH HOÁ; TP. Hồ Chí Minh."
    assert _found(text, date(2020, 1, 1)) == [
        ("tỉnh Hoà Bình", "17-HB", True),
        ("TP.HCM", "79-HCM", True),
        ("Bà Rịa–Vũng Tàu", "77-BRVT", True),
        ("TỈNH THANH HOÁ", "38-TH", True),
        ("TP. Hồ Chí Minh", "79-HCM", True),
    ]


def test_a_town_that_shares_its_provinces_name_is_not_the_province() -> None:
    assert _found("thành phố Thái Nguyên", date(2020, 1, 1)) == [("thành phố Thái Nguyên", "19-TN", False)]
    assert _found("thành phố Quảng Ninh", date(2026, 10, 1)) == [("thành phố Quảng Ninh", "22-QNI-2026", True)]


def test_words_and_names_that_only_look_like_a_province_are_passed_over() -> None:
    text = "vì hòa bình, châu Á - Thái Bình Dương; học tập tư tưởng Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh; Long Anh"
    assert _found(text, date(2020, 1, 1)) == []
