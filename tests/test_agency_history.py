"""Bodies over time: every one that ended says by which act, and who took over from the next day on."""

from datetime import date, timedelta

import pytest

from extractors import dimensions
from extractors.agency_dimension import agency_id_of, agency_rows
from extractors.agency_history import central_agencies, legal_acts
from extractors.agency_lexicon import Style, by_id
from extractors.plan import Header
from extractors.provinces import current, find_province, full_name, provinces
from schemas.tables import Agency

#: One body of each kind that provinces have, in provinces that ended, were renamed, became cities, or live on.
KINDS = [entry for entry in by_id().values() if entry.style is Style.UNIT and "province" in entry.levels]
PLACES = ["02-HG", "08-TQ", "46-TTH", "38-TH", "79-HCM", "22-QNI", "74-BDU"]


def plan_of(code: str, day: date | None) -> Header:
    unit = next(unit for unit in provinces() if unit.province_code == code)
    name = f"Ủy ban nhân dân {full_name(unit)}"
    return Header(issuer=name, province=unit.name, province_code=code, issued_date=day)


def rows_of(header: Header, *names: str) -> dict[str, Agency]:
    found = agency_rows({agency_id_of(name, header): name for name in names}, header)
    return {row.agency_id: row for row in found}


def the_dimension() -> dict[str, Agency]:
    rows = {row.agency_id: row for row in central_agencies()}
    for code in PLACES:
        unit = next(unit for unit in provinces() if unit.province_code == code)
        header = plan_of(code, date(2024, 5, 6))
        names = [f"{entry.name} {full_name(unit)}" for entry in KINDS]
        names += [f"Tỉnh ủy {unit.name}", f"Ban Dân vận Tỉnh ủy {unit.name}"]
        rows |= rows_of(header, *names)
    return rows


@pytest.fixture(scope="module")
def dimension() -> dict[str, Agency]:
    return the_dimension()


def test_every_successor_exists_and_takes_over_without_a_gap(dimension):
    for body in dimension.values():
        if body.successor_id is not None:
            heir = dimension[body.successor_id]
            assert body.valid_to is not None, body.agency_id
            assert heir.valid_from is None or heir.valid_from <= body.valid_to + timedelta(days=1), body.agency_id
            assert heir.valid_to is None or heir.valid_to > body.valid_to, body.agency_id


def test_following_successors_ends_at_a_body_that_exists_today_or_at_one_that_was_dissolved(dimension):
    for body in dimension.values():
        seen = {body.agency_id}
        while body.successor_id is not None:
            body = dimension[body.successor_id]
            assert body.agency_id not in seen
            seen.add(body.agency_id)


def test_no_body_ends_before_it_begins_and_every_one_that_began_or_ended_names_its_act(dimension):
    for body in dimension.values():
        if body.valid_from and body.valid_to:
            assert body.valid_from <= body.valid_to, body.agency_id
        assert body.legal_act, body.agency_id


def test_a_body_of_a_province_lives_within_the_life_of_its_province(dimension):
    units = {unit.province_code: unit for unit in provinces()}
    for body in dimension.values():
        if body.province_code is not None and body.level == "province":
            unit = units[body.province_code]
            assert (body.valid_to or date.max) <= (unit.valid_to or date.max), body.agency_id
            if body.successor_id is not None:
                heir = dimension[body.successor_id].province_code
                assert heir is None or current(heir) == current(body.province_code), body.agency_id


def test_successors_in_the_lexicons_exist_and_every_ending_names_an_act():
    for entry in by_id().values():
        assert entry.successor_id is None or entry.successor_id in by_id(), entry.agency_id
        assert entry.valid_to is None or entry.agency_id in legal_acts(), entry.agency_id
        assert entry.successor_id is None or entry.valid_to is not None, entry.agency_id


@pytest.mark.parametrize(
    ("name", "heirs"),
    [
        ("Bộ Thông tin và Truyền thông", ["Bộ Khoa học và Công nghệ"]),
        ("Bộ Kế hoạch và Đầu tư", ["Bộ Tài chính"]),
        ("Bộ Lao động - Thương binh và Xã hội", ["Bộ Nội vụ"]),
        ("Bộ Tài nguyên và Môi trường", ["Bộ Nông nghiệp và Môi trường"]),
        ("Sở Giao thông vận tải tỉnh Hà Giang", ["Sở Xây dựng tỉnh Hà Giang", "Sở Xây dựng tỉnh Tuyên Quang"]),
        ("Tỉnh ủy Hà Giang", ["Tỉnh ủy Tuyên Quang"]),
        (
            "Ban Dân tộc tỉnh Hà Giang",
            ["Sở Dân tộc và Tôn giáo tỉnh Hà Giang", "Sở Dân tộc và Tôn giáo tỉnh Tuyên Quang"],
        ),
        ("Cục Thi hành án dân sự tỉnh Hà Giang", ["Thi hành án dân sự tỉnh Tuyên Quang"]),
        ("Ủy ban nhân dân huyện Xín Mần", []),
    ],
)
def test_who_took_over(name, heirs):
    header = plan_of("02-HG", date(2023, 1, 2))
    rows = rows_of(header, name)
    body, found = rows[agency_id_of(name, header)], []
    while body.successor_id is not None:
        body = rows[body.successor_id]
        found.append(body.name)
    assert found == heirs


def test_a_committee_of_a_province_that_became_a_city_is_named_after_the_city():
    rows = rows_of(
        plan_of("46-TTH", date(2023, 1, 2)), "Ban Tổ chức Tỉnh ủy Thừa Thiên Huế", "Tỉnh đoàn Thừa Thiên Huế"
    )
    assert {"Ban Tổ chức Thành ủy Huế", "Thành đoàn Huế"} <= {row.name for row in rows.values()}


@pytest.mark.parametrize("day", [date(2024, 3, 4), date(2025, 6, 30), date(2025, 7, 1), date(2026, 8, 9)])
@pytest.mark.parametrize("place", ["Tuyên Quang", "Lâm Đồng", "Đồng Nai", "Sơn La"])
def test_a_mention_means_the_body_that_exists_on_the_day_of_the_document(place, day):
    unit = find_province(place, day)
    header = plan_of(unit.province_code, day)
    name = f"Sở Y tế {full_name(unit)}"
    body = rows_of(header, name)[agency_id_of(name, header)]
    assert body.province_code == unit.province_code
    assert (body.valid_from or date.min) <= day <= (body.valid_to or date.max)


def test_an_undated_plan_of_a_province_that_is_no_more_means_the_bodies_of_that_province():
    assert agency_id_of("Sở Y tế tỉnh Quảng Ngãi", plan_of("51-QNG", None)) == "so_y_te.51-QNG"
    assert agency_id_of("Sở Y tế tỉnh Quảng Ngãi", plan_of("51-QNG-2025", None)) == "so_y_te.51-QNG-2025"


def test_a_hospital_does_not_end_with_its_province():
    rows = rows_of(plan_of("02-HG", date(2023, 1, 2)), "Bệnh viện Đa khoa tỉnh Hà Giang")
    assert [(row.valid_to, row.successor_id) for row in rows.values()] == [(None, None)]


def test_the_rows_of_central_bodies_are_the_same_whether_a_plan_names_them_or_not():
    header = plan_of("38-TH", date(2024, 5, 6))
    named = {body.agency_id: body.name for body in central_agencies()}
    rows = {row.agency_id: row for row in agency_rows(named, header)}
    assert [rows[body.agency_id] for body in central_agencies()] == list(central_agencies())
    assert dimensions() == (provinces(), central_agencies())


def test_every_province_names_the_act_that_formed_it_and_where_to_read_it():
    assert all(unit.legal_act and unit.source for unit in provinces())
