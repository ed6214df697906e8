"""What the views answer: goals of the centre, units of today, networks of references, search."""

from datetime import date

import pytest

from schemas.tables import Agency, LegalReference, Province
from schemas.vocabulary import Comparator, ReferenceRelation
from tests.warehouse_rows import AGENCIES, PROVINCES, load, plan_rows
from warehouse import derived
from warehouse.goals import national_goals
from warehouse.query import run_query
from warehouse.writer import WarehouseWriter


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kehoach.duckdb"


def answer(path, sql):
    return run_query(path, sql).rows


def dated(rows, **changes):
    """The same plan with other metadata."""
    return rows.model_copy(update={"document": rows.document.model_copy(update=changes)})


def citing(rows, *references):
    """The same plan, which cites (number, relation, date, issuer) and nothing else."""
    made = [
        LegalReference(
            reference_id=f"{rows.document.document_id}:legal_references:{index:06d}",
            document_id=rows.document.document_id,
            number=number,
            relation=relation,
            issued_date=day,
            issuer=issuer,
            raw=f"Văn bản {number}",
            mentions=1,
            char_start=0,
            char_end=5,
        )
        for index, (number, relation, day, issuer) in enumerate(references)
    ]
    return rows.model_copy(update={"legal_references": made})


_SHOWN = "deadline_year, value_text, national_goal, national_document, difference"
GOALS = f"SELECT {_SHOWN} FROM targets_beside_goals ORDER BY deadline_year"


def test_a_target_stands_beside_the_goal_that_was_in_force_with_the_difference(path):
    early = dated(plan_rows("a.txt", share=18, year=2030), issued_date=date(2023, 1, 1))
    load(path, [early])
    assert answer(path, GOALS) == [(2030, "18 %", "> 30 %", "52-NQ/TW", -12.0)]
    late = dated(plan_rows("a.txt", share=35, comparator=Comparator.GT, year=2030), issued_date=date(2025, 3, 1))
    load(path, [late])
    assert answer(path, GOALS) == [(2030, "> 35 %", "≥ 30 %", "57-NQ/TW", 5.0)]


def test_a_plan_that_cites_a_resolution_is_held_to_its_goals(path):
    plan = dated(plan_rows(share=25, year=2030), issued_date=date(2025, 3, 1))
    load(path, [citing(plan, ("52-NQ/TW", ReferenceRelation.IMPLEMENTS, date(2019, 9, 27), "Bộ Chính trị"))])
    assert answer(path, GOALS) == [(2030, "25 %", "> 30 %", "52-NQ/TW", -5.0)]


def test_a_year_without_a_goal_has_none_and_a_target_is_never_told_twice(path):
    load(path, [plan_rows("a.txt", year=2023), plan_rows("b.txt", year=2045)])
    assert [row[2:] for row in answer(path, GOALS)] == [(None, None, None), ("≥ 50 %", "57-NQ/TW", -30.0)]


def test_every_goal_is_well_formed_and_says_where_it_stands():
    keys = [(goal.indicator_id, goal.deadline_year, goal.document_number) for goal in national_goals()]
    assert len(set(keys)) == len(keys) == len({goal.goal_id for goal in national_goals()})
    for goal in national_goals():
        numbers = (goal.low is not None or goal.high is not None, goal.comparator is not None, goal.unit is not None)
        assert len(set(numbers)) == 1, goal.goal_id
        assert not goal.comparable or goal.unit == "percent", goal.goal_id
        assert goal.wording and goal.source and goal.document_number in goal.source


def test_provinces_and_bodies_are_followed_over_several_changes_to_those_of_today(path):
    chain = [
        Province(province_code="C", name="Cam Bình", kind="tinh", valid_to=date(2025, 1, 1), successor_code="BL"),
        *PROVINCES,
    ]
    province = {"branch": "government", "level": "province"}
    bodies = [
        Agency(agency_id="a", name="Sở Một", successor_id="b", valid_to=date(2025, 1, 1), **province),
        Agency(agency_id="b", name="Sở Hai", successor_id="so-yte-ta", valid_to=date(2025, 2, 1), **province),
        Agency(agency_id="gone", name="Sở Cuối", valid_to=date(2025, 2, 1), **province),
        *AGENCIES,
    ]
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(chain, bodies)
        writer.load([dated(plan_rows(province="BL"), province_code="C", issuer_id="a")])
    assert answer(path, "SELECT province_code, today_name, changes FROM provinces_today ORDER BY 1") == [
        ("BL", "Tân An Đông", 1), ("C", "Tân An Đông", 2), ("TA", "Tân An Đông", 0)
    ]  # fmt: skip
    today = answer(path, "SELECT agency_id, today_name, changes FROM agencies_today WHERE agency_id IN ('a', 'gone')")
    assert sorted(today) == [("a", "Sở Y tế tỉnh Tân An Đông", 2), ("gone", None, 0)]
    assert answer(path, "SELECT province, province_today, issuer_today FROM documents_today") == [
        ("Bình Long", "Tân An Đông", "Sở Y tế tỉnh Tân An Đông")
    ]


def test_a_chain_of_references_is_walked_up_to_the_centre(path):
    basis, implements = ReferenceRelation.BASIS, ReferenceRelation.IMPLEMENTS
    top = plan_rows("top.txt")
    middle, low = plan_rows("middle.txt"), plan_rows("low.txt")
    day, issuer = top.document.issued_date, top.document.issuer
    load(
        path,
        [
            citing(top, ("99/NQ-CP", implements, None, "Chính phủ")),
            citing(middle, (top.document.number, implements, day, None)),
            citing(low, (middle.document.number, basis, None, issuer), ("1/CV", ReferenceRelation.CITED, None, None)),
        ],
    )
    rows = answer(
        path,
        "SELECT step, relation, reference, at_centre FROM reference_network "
        f"WHERE document_id = '{low.document.document_id}' ORDER BY step",
    )
    assert rows == [
        (1, "basis", middle.document.number, False),
        (2, "implements", top.document.number, False),
        (3, "implements", "99/NQ-CP", True),
    ]


def test_documents_that_cite_each_other_do_not_go_round_for_ever(path):
    one, two = plan_rows("one.txt"), plan_rows("two.txt")
    day = one.document.issued_date
    load(
        path,
        [
            citing(one, (two.document.number, ReferenceRelation.BASIS, day, None)),
            citing(two, (one.document.number, ReferenceRelation.BASIS, day, None)),
        ],
    )
    assert answer(path, "SELECT max(step), count(*) FROM reference_network") == [(2, 4)]


def test_a_number_that_another_body_uses_too_is_another_document(path):
    one, two = plan_rows("one.txt"), plan_rows("two.txt", province="BL")
    load(path, [citing(one, (two.document.number, ReferenceRelation.BASIS, None, one.document.issuer)), two])
    assert answer(
        path, "SELECT DISTINCT cited_document_id FROM reference_network WHERE step = 1 AND plan <> reference"
    )[0] == (None,)


def test_coverage_is_one_row_a_plan_and_indicator(path):
    load(path, [plan_rows("a.txt"), plan_rows("b.txt").model_copy(update={"targets": []})])
    assert answer(path, "SELECT plan, targets FROM coverage ORDER BY targets") == [
        (plan_rows("b.txt").document.number, 0),
        (plan_rows("a.txt").document.number, 1),
    ]


def test_workload_is_told_by_year(path):
    load(path, [plan_rows("a.txt", year=2025), plan_rows("b.txt", year=2027)])
    assert answer(path, 'SELECT due_year, "lead", plans FROM workload WHERE agency_id IS NOT NULL ORDER BY 1') == [
        (2025, 1, 1),
        (2027, 1, 1),
    ]


def found(path, words, most=20):
    return [row[0] for row in answer(path, f"SELECT path FROM search('{words}', most := {most})")]


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ("kinh te so", ["I.1", "II.1"]),
        ("KINH TẾ SỐ", ["I.1", "II.1"]),
        ("kinh tê sô", ["I.1", "II.1"]),
        ("số tế kinh", ["I.1", "II.1"]),
        ('"kinh tế số"', ["I.1"]),
        ('"số kinh tế"', []),
        ("kin", []),
        ("nghi dinh 99/2022", ["II.1"]),
        ("tổ chức thực hiện", ["II"]),
        ("vắng mặt", []),
        ("", []),
        ("!?", []),
    ],
)
def test_sections_are_found_by_whole_words_with_or_without_accents(path, words, paths):
    load(path, [plan_rows()])
    assert found(path, words) == paths


def test_the_same_accents_come_before_others_and_headings_before_text(path):
    first = plan_rows("a.txt", extra_text="")
    sections = [
        section.model_copy(update={"text": text, "heading": heading})
        for section, (heading, text) in zip(
            first.sections,
            [(None, "trồng cây mân xanh"), (None, "trồng cây mận"), ("Cây mận", "Cây mận chín"), (None, "cây mạn")],
            strict=True,
        )
    ]
    load(path, [first.model_copy(update={"sections": sections})])
    assert found(path, "cây mận") == ["II", "I.1", "II.1", "I"]
    assert found(path, "cây mận", most=1) == ["II"]


def test_a_replaced_document_is_searched_as_it_is_now_and_a_removed_one_no_more(path):
    load(path, [plan_rows("a.txt", share=11)])
    load(path, [plan_rows("a.txt", share=12)])
    assert found(path, "dat 11") == []
    assert found(path, "dat 12") == ["I.1"]


def test_derived_tables_are_made_anew_where_a_file_holds_none_or_others(path):
    load(path, [plan_rows("a.txt")])
    before = answer(path, "SELECT * FROM section_search ORDER BY 1"), answer(path, "SELECT * FROM task_bodies")
    with WarehouseWriter(path) as writer:
        connection = writer._open()
        connection.execute("DROP TABLE section_search; UPDATE meta SET value = '' WHERE key = 'derived'")
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
    assert before == (
        answer(path, "SELECT * FROM section_search ORDER BY 1"),
        answer(path, "SELECT * FROM task_bodies"),
    )
    assert answer(path, "SELECT value FROM meta WHERE key = 'derived'") == [(derived.fingerprint(),)]


def test_derived_tables_hold_one_row_for_each_row_they_come_from(path):
    load(path, [plan_rows(f"{name}.txt") for name in "abc"])
    counts = "(SELECT count(*) FROM section_search) = (SELECT count(*) FROM sections)"
    assert answer(path, f"SELECT {counts}, (SELECT count(*) FROM task_bodies) = (SELECT count(*) FROM tasks)") == [
        (True, True)
    ]
