from datetime import date
from importlib import import_module
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.date_expressions import Expression, find_expressions
from extractors.date_points import fold
from extractors.pipeline import COMPONENTS, PlanLanguage
from extractors.tokenizer import SyllableTokenizer
from schemas.vocabulary import DateKind, DateRole
from tests.plan_text import source_of

NLP = PlanLanguage(Vocab(), create_tokenizer=lambda nlp: SyllableTokenizer(nlp.vocab))
for name in ("kehoach_outline", "kehoach_header", "kehoach_references", "kehoach_dates"):
    import_module(COMPONENTS[name])
    NLP.add_pipe(name)

HEADER = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH BẾN TRE",
    "Số: 41/KH-UBND",
    "Bến Tre, ngày 12 tháng 01 năm 2024",
    "KẾ HOẠCH",
    "Phát triển thủy sản năm 2024",
    "Thực hiện Quyết định số 77/QĐ-TTg ngày 05/02/2022 của Thủ tướng Chính phủ, UBND tỉnh ban hành Kế hoạch như sau:",
)


def plan(*lines: str) -> Doc:
    source = source_of(*HEADER, *lines)
    doc = NLP.make_doc(source.text)
    doc._.source = source
    return NLP(doc)


def found(*lines: str) -> list[tuple[str, DateKind, DateRole]]:
    """Return words, kind and role of the dates behind the header and its preamble."""
    doc = plan(*lines)
    start = doc.text.index(lines[0])
    return [(doc.text[d.span.start : d.span.end], d.kind, d.role) for d in doc._.dates if d.span.start >= start]


def roles(*lines: str) -> dict[str, DateRole]:
    return {words: role for words, _kind, role in found(*lines)}


def only(text: str) -> Expression:
    [expression] = find_expressions(fold(text))
    return expression


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("ngày 07/3/2024", DateKind.DATE, date(2024, 3, 7), date(2024, 3, 7)),
        ("Ngày: 07-03-2024", DateKind.DATE, date(2024, 3, 7), date(2024, 3, 7)),
        ("ngày 07 / 3 /2024", DateKind.DATE, date(2024, 3, 7), date(2024, 3, 7)),
        ("ngày 29 tháng 02 năm 2024", DateKind.DATE, date(2024, 2, 29), date(2024, 2, 29)),
        ("ngày      tháng 02 năm 2023", DateKind.MONTH, date(2023, 2, 1), date(2023, 2, 28)),
        ("ngày … tháng … năm 2023", DateKind.YEAR, date(2023, 1, 1), date(2023, 12, 31)),
        ("tháng 02/2024", DateKind.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("tháng 9 năm 2024", DateKind.MONTH, date(2024, 9, 1), date(2024, 9, 30)),
        ("tháng 3-5/2024", DateKind.RANGE, date(2024, 3, 1), date(2024, 5, 31)),
        ("quý IV/2025", DateKind.QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
        ("Quí II-2025", DateKind.QUARTER, date(2025, 4, 1), date(2025, 6, 30)),
        ("quý l năm 2026", DateKind.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        ("6 tháng đầu năm 2025", DateKind.RANGE, date(2025, 1, 1), date(2025, 6, 30)),
        ("cuối năm 2025", DateKind.YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        ("năm 2025", DateKind.YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        ("đến 2025", DateKind.YEAR, None, date(2025, 12, 31)),
        ("đến hết năm 2030", DateKind.YEAR, None, date(2030, 12, 31)),
        ("trước năm 2026", DateKind.YEAR, None, date(2025, 12, 31)),
        ("trước tháng 6/2026", DateKind.MONTH, None, date(2026, 5, 31)),
        ("trước ngày 30/11/2025", DateKind.DATE, None, date(2025, 11, 30)),
        ("chậm nhất ngày 10/12/2025", DateKind.DATE, None, date(2025, 12, 10)),
        ("giai đoạn 2021-2030", DateKind.RANGE, date(2021, 1, 1), date(2030, 12, 31)),
        ("giai đoạn 2021 đến 2025", DateKind.RANGE, date(2021, 1, 1), date(2025, 12, 31)),
        ("từ năm 2025 đến hết năm 2030", DateKind.RANGE, date(2025, 1, 1), date(2030, 12, 31)),
        ("từ tháng 12/2025 đến quý I/2026", DateKind.RANGE, date(2025, 12, 1), date(2026, 3, 31)),
        ("từ tháng 11 đến tháng 12 năm 2025", DateKind.RANGE, date(2025, 11, 1), date(2025, 12, 31)),
        ("từ ngày 01 đến ngày 15/5/2025", DateKind.RANGE, date(2025, 5, 1), date(2025, 5, 15)),
        ("từ nay đến năm 2030", DateKind.RANGE, None, date(2030, 12, 31)),
        ("từ ngày 15/9/2025 đến hết năm", DateKind.RANGE, date(2025, 9, 15), date(2025, 12, 31)),
        ("tháng 3 và tháng 4 năm 2025", DateKind.RANGE, date(2025, 3, 1), date(2025, 4, 30)),
        ("quý I, quý II và quý III/2025", DateKind.RANGE, date(2025, 1, 1), date(2025, 9, 30)),
        ("năm học 2024 - 2025", DateKind.RANGE, date(2024, 1, 1), date(2025, 12, 31)),
        ("Năm 2022 và những năm tiếp theo", DateKind.OPEN_ENDED, date(2022, 1, 1), None),
        ("từ năm 2025 trở đi", DateKind.OPEN_ENDED, date(2025, 1, 1), None),
        ("hằng năm", DateKind.RECURRING, None, None),
        ("định kỳ 6 tháng, hằng năm", DateKind.RECURRING, None, None),
        ("trước ngày 05/6 và 05/12 hằng năm", DateKind.RECURRING, None, None),
        ("định kỳ hằng năm (trước ngày 15/12)", DateKind.RECURRING, None, None),
        ("đầu quý IV hằng năm", DateKind.RECURRING, None, None),
        ("tháng 8 hằng năm", DateKind.RECURRING, None, None),
    ],
)
def test_an_expression_of_time_has_its_kind_and_bounds_and_is_one_row(text, kind, first, last) -> None:
    expression = only(f"Việc này {text}, kết thúc.")
    assert (expression.kind, expression.first, expression.last) == (kind, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết 18/2022/NQ-HĐND",
        "tăng 7%/năm",
        "bình quân trên một năm",
        "ISO 14001:2015",
        "có 2.025 người và 1.990 hộ",
        "trẻ từ 06 tháng đến 36 tháng tuổi",
        "số 0903 112 2025",
        "đào tạo đến 2000 lao động",
        "ngày 31/02/2024",
        "mặt hàng quý hiếm",
        "20/36 xã",
        "trong 05 ngày làm việc",
        "hoạt động 24/7",
    ],
)
def test_numbers_that_only_look_like_times_are_no_expressions(text) -> None:
    assert [e for e in find_expressions(fold(text)) if not e.bare] == []


def test_the_last_of_a_list_gives_its_year_to_the_others() -> None:
    quarters = find_expressions(fold("quý I, quý II năm 2026"))
    assert [e.first for e in quarters] == [date(2026, 1, 1), date(2026, 4, 1)]
    assert [e.last.year for e in find_expressions(fold("các năm 2024, 2025 và 2026"))] == [2024, 2025, 2026]


def test_months_apart_or_without_a_joining_word_stay_rows_of_their_own() -> None:
    assert len(find_expressions(fold("trong tháng 5 và tháng 9 năm 2026"))) == 2
    assert len(find_expressions(fold("tháng 5, tháng 6 năm 2026"))) == 2


def test_a_rate_before_a_year_stays_out_of_it() -> None:
    line = "- Nâng sản lượng lên 30 nghìn tấn/năm vào năm 2027."
    assert roles("I. MỤC TIÊU", line) == {"năm 2027": DateRole.DEADLINE}


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d} tháng {m} năm {y}", "{d} - {m} - {y}"]),
)
def test_any_day_round_trips_through_its_printed_forms(day, form) -> None:
    expression = only("ngày " + form.format(d=day.day, m=day.month, y=day.year))
    assert expression.first == expression.last == day


@given(st.text(alphabet="0123456789/-. ngàythánămquýđếntừI\n\t", max_size=60))
def test_expressions_stand_in_order_and_never_overlap(text) -> None:
    expressions = find_expressions(fold(text))
    assert all(e.start < e.end for e in expressions)
    assert all(a.end <= b.start for a, b in pairwise(expressions))


def test_the_dateline_and_the_caption_of_an_annex_give_the_plans_own_date() -> None:
    doc = plan("I. MỤC TIÊU", "Nội dung.", "Phụ lục 1", "DANH MỤC", "(Kèm theo Kế hoạch số 41/KH-UBND ngày 12/01/2024)")
    issued = [doc.text[d.span.start : d.span.end] for d in doc._.dates if d.role is DateRole.ISSUED]
    assert issued == ["ngày 12 tháng 01 năm 2024", "ngày 12/01/2024"]


def test_the_year_of_the_title_is_a_period_and_the_day_of_a_cited_act_a_reference() -> None:
    dates = plan("I. MỤC TIÊU", "Nội dung.")._.dates
    assert [d.role for d in dates] == [DateRole.ISSUED, DateRole.PERIOD, DateRole.REFERENCE]


def test_a_milestone_is_a_deadline_and_a_vision_a_horizon() -> None:
    got = roles("I. MỤC TIÊU", "- Đến năm 2025, sản lượng đạt 500.000 tấn; tầm nhìn đến năm 2050 đạt 900.000 tấn.")
    assert got == {"Đến năm 2025": DateRole.DEADLINE, "đến năm 2050": DateRole.HORIZON}


def test_a_year_in_the_name_of_a_programme_is_a_period() -> None:
    got = roles(
        "I. NHIỆM VỤ", "- Triển khai Chương trình nuôi tôm công nghệ cao đến năm 2025, định hướng đến năm 2030."
    )
    assert got == {"đến năm 2025": DateRole.PERIOD, "đến năm 2030": DateRole.HORIZON}


def test_a_budget_year_and_a_year_compared_with_are_other() -> None:
    got = roles("I. KINH PHÍ", "- Bố trí từ ngân sách tỉnh năm 2024, tăng so với năm 2023.")
    assert set(got.values()) == {DateRole.OTHER}


def test_steady_work_is_a_time_only_in_a_time_slot() -> None:
    assert roles("I. NHIỆM VỤ", "- Sở Công Thương thường xuyên kiểm tra các cơ sở.") == {}
    assert roles("I. NHIỆM VỤ", "- Thời gian thực hiện: Thường xuyên.") == {"Thường xuyên": DateRole.PERIOD}
    assert found("I. NHIỆM VỤ", "- Thời gian thực hiện: Năm 2022 - 2026 và thường xuyên.") == [
        ("Năm 2022 - 2026", DateKind.RANGE, DateRole.PERIOD),
        ("thường xuyên", DateKind.ONGOING, DateRole.PERIOD),
    ]


def test_the_head_of_a_column_tells_work_from_its_completion() -> None:
    rows = ("TT\tNhiệm vụ\tThời gian thực hiện\tThời gian hoàn thành", "1\tTập huấn\t2024\tQuý III/2024")
    assert roles("I. NHIỆM VỤ", "Nội dung.", *rows) == {"2024": DateRole.PERIOD, "Quý III/2024": DateRole.DEADLINE}


def test_a_bare_year_outside_a_time_slot_is_no_row() -> None:
    assert roles("I. NHIỆM VỤ", "- Trồng 2024 cây bàng.") == {}


def test_a_time_without_a_year_takes_the_plans_own() -> None:
    dates = plan("I. NHIỆM VỤ", "- Hoàn thành trước ngày 20/12.", "- Thời gian thực hiện: Quý II.")._.dates
    assert [(d.start, d.end) for d in dates[-2:]] == [
        (None, date(2024, 12, 20)),
        (date(2024, 4, 1), date(2024, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("- Lồng ghép vào kế hoạch phát triển kinh tế - xã hội hằng năm của tỉnh.", DateRole.OTHER),
        ("- Định kỳ hằng năm báo cáo UBND tỉnh kết quả thực hiện.", DateRole.DEADLINE),
        ("- Báo cáo Sở Y tế trước ngày 30/11 hằng năm.", DateRole.DEADLINE),
        ("- Hằng năm tổ chức 02 lớp tập huấn.", DateRole.PERIOD),
        ("- Đặt hàng thường xuyên hàng năm các cơ quan báo chí.", DateRole.PERIOD),
        ("- Mở chiến dịch làm sạch biển từ ngày 01/6 đến ngày 08/6 hằng năm.", DateRole.PERIOD),
        ("- Báo cáo kết quả năm (trước ngày 05/12).", DateRole.DEADLINE),
    ],
)
def test_a_recurring_time_is_a_deadline_of_reports_a_span_of_work_or_said_of_a_thing(line, role) -> None:
    assert [r for _words, _kind, r in found("I. TỔ CHỨC THỰC HIỆN", line)] == [role]


def test_a_status_report_has_no_deadlines() -> None:
    got = roles("I. TÌNH HÌNH", "Đến năm 2023, toàn tỉnh có 15 trạm; tính đến ngày 31/12/2023 có 20 trạm.")
    assert set(got.values()) == {DateRole.OTHER}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("- Lắp thêm 40 phao tiêu 3G trong năm 2025, ưu tiên cửa sông.", "năm 2025"),
        ("- Chi cục tham mưu mức phí trong tháng 9/2025.", "tháng 9/2025"),
        ("- Cụ thể hóa Kế hoạch này thành đề án của ngành, hoàn thành trong tháng 5/2025.", "tháng 5/2025"),
        ("- Tổ chức sơ kết năm 2026, tổng kết vào cuối năm 2028.", "năm 2026"),
        ("- Xây dựng bản đồ vùng nuôi (Quý III/2025).", "Quý III/2025"),
        ("- Trong quý II năm 2025 trình cấp thẩm quyền phương án.", "quý II năm 2025"),
        ("- Sở Nội vụ hoàn thành sắp xếp trong 6 tháng đầu năm 2025.", "6 tháng đầu năm 2025"),
        ("- Xây dựng Đề án trường chuyên, trình UBND tỉnh trong quý III/2025; lồng ghép vốn.", "quý III/2025"),
        ("- Rà soát danh sách hộ nghèo của từng ấp trong quý IV/2025, phân công giúp đỡ.", "quý IV/2025"),
        ("- Trong 6 tháng đầu năm 2026 hoàn thành rà soát quỹ đất.", "6 tháng đầu năm 2026"),
        ("- Tiêm phòng đợt 1 trong tháng 3 - 4/2025, đợt 2 vào cuối vụ.", "tháng 3 - 4/2025"),
        ("- 60% số ấp không có ma túy, riêng năm 2027 đạt 45%.", "năm 2027"),
        ("- Xóa 900 căn nhà tạm, trong đó năm 2026 xóa 400 căn.", "năm 2026"),
    ],
)
def test_work_with_a_time_behind_it_is_due_by_then(line, words) -> None:
    assert roles("I. NHIỆM VỤ", line)[words] is DateRole.DEADLINE


def test_a_change_reached_in_a_year_is_due_then_and_the_state_before_it_is_not() -> None:
    assert roles("I. MỤC TIÊU", "- Chi phí vận chuyển giảm từ 9% doanh thu năm 2024 xuống còn 7% vào năm 2027.") == {
        "năm 2024": DateRole.OTHER,
        "năm 2027": DateRole.DEADLINE,
    }
    line = "- Thu nhập của hộ nuôi tôm năm 2027 tăng gấp 2 lần so với năm 2022."
    assert roles("I. MỤC TIÊU", line)["năm 2027"] is DateRole.DEADLINE


def test_quarters_from_one_to_another_are_a_span_of_work() -> None:
    assert roles("I. NHIỆM VỤ", "- Mỗi xã mở 01 lớp trong quý II đến quý III năm 2026.") == {
        "quý II đến quý III năm 2026": DateRole.PERIOD
    }


def test_the_last_months_of_the_year_take_the_year_of_a_plan_for_one_year() -> None:
    assert roles("I. MỤC TIÊU", "- Riêng 6 tháng cuối năm thả 3 triệu con giống.") == {
        "6 tháng cuối năm": DateRole.PERIOD
    }
    assert roles("I. TỔ CHỨC THỰC HIỆN", "- Gửi báo cáo 6 tháng đầu năm và cả năm.") == {}


def test_days_without_a_year_from_one_to_another_are_one_stretch() -> None:
    assert found("I. NHIỆM VỤ", "- Đợt 1 từ ngày 01/4 đến 30/4.") == [
        ("từ ngày 01/4 đến 30/4", DateKind.RANGE, DateRole.PERIOD)
    ]


def test_quarters_that_open_their_clauses_and_go_on_with_a_list_are_rows() -> None:
    got = roles("I. NHIỆM VỤ", "- Quý II: lắp đặt; quý III: nghiệm thu.", "- Phát tờ rơi trong quý I, quý IV/2024.")
    assert got == {
        "Quý II": DateRole.PERIOD,
        "quý III": DateRole.PERIOD,
        "quý I": DateRole.DEADLINE,
        "quý IV/2024": DateRole.DEADLINE,
    }


def test_a_year_that_opens_a_review_is_when_it_is_due() -> None:
    got = roles("I. TỔ CHỨC THỰC HIỆN", "- Năm 2026 sơ kết, năm 2028 tổng kết Kế hoạch.")
    assert set(got.values()) == {DateRole.DEADLINE}


def test_the_month_of_a_campaign_is_no_deadline() -> None:
    line = "- Hưởng ứng Tháng hành động vì môi trường biển (tháng 6/2025)."
    assert roles("I. NHIỆM VỤ", line) == {"tháng 6/2025": DateRole.PERIOD}


def test_years_that_head_the_values_of_a_table_of_targets_are_deadlines_but_past_ones_are_not() -> None:
    head = "TT\tChỉ tiêu\tĐơn vị\tThực hiện năm 2023\tNăm 2025\t2028"
    assert roles("I. MỤC TIÊU", head, "1\tSản lượng tôm\ttấn\t900\t1.200\t1.500") == {
        "năm 2023": DateRole.OTHER,
        "Năm 2025": DateRole.DEADLINE,
        "2028": DateRole.DEADLINE,
    }


def test_a_report_of_the_year_is_no_year_before_its_day() -> None:
    lines = ("I. TỔ CHỨC THỰC HIỆN", "- Gửi báo cáo năm trước ngày 10/12.")
    assert found(*lines) == [("trước ngày 10/12", DateKind.RECURRING, DateRole.DEADLINE)]


def test_the_day_and_year_of_a_law_are_references() -> None:
    got = roles("I. CĂN CỨ", "Theo Luật Thủy sản năm 2017 và Luật Thú y ngày 19 tháng 6 năm 2015.")
    assert got == {"năm 2017": DateRole.REFERENCE, "ngày 19 tháng 6 năm 2015": DateRole.REFERENCE}


def test_the_span_group_and_the_list_hold_the_same_dates() -> None:
    doc = plan("I. MỤC TIÊU", "Đến năm 2025 hoàn thành.")
    assert len(doc.spans["dates"]) == len(doc._.dates)


def test_the_day_from_which_a_decision_is_in_force_is_no_period() -> None:
    got = roles("I. TỔ CHỨC THỰC HIỆN", "1. Quy chế này có hiệu lực từ ngày 15 tháng 8 năm 2025.")
    assert set(got.values()) == {DateRole.OTHER}


def test_what_is_made_so_often_within_a_year_is_due_in_it() -> None:
    got = roles("I. NHIỆM VỤ", "Tuyên truyền rộng rãi; trong năm 2027 mở 12 lớp tập huấn.")
    assert got == {"năm 2027": DateRole.DEADLINE}


def test_a_year_of_a_budget_is_no_step_on_the_way() -> None:
    got = roles("I. KINH PHÍ THỰC HIỆN", "Tổng kinh phí 20 tỷ đồng; riêng năm 2026 sử dụng 3.400 triệu đồng.")
    assert got == {"năm 2026": DateRole.OTHER}


def test_figures_of_each_month_are_work_done_each_month() -> None:
    got = roles("I. TỔ CHỨC THỰC HIỆN", "1. Cục Thống kê phân tích số liệu lao động hằng tháng.")
    assert got == {"hằng tháng": DateRole.PERIOD}
