"""What heads of tables on two levels promise: who leads, what each sum and each year of a target is, in any format."""

import pytest
from spacy.tokens import Doc

from corpus import read_bytes
from extractors import annotate
from extractors.plan import Assignment
from schemas.vocabulary import AgencyRole, DateRole

_PLAN = """ỦY BAN NHÂN DÂN
TỈNH BÌNH PHƯỚC

Số: 41/KH-UBND

KẾ HOẠCH
Phát triển cây dược liệu tỉnh Bình Phước giai đoạn 2026 - 2030

I. NHIỆM VỤ
Chi tiết tại Phụ lục.

PHỤ LỤC
DANH MỤC NHIỆM VỤ

"""
_LEAD, _HELPER = "Sở Nông nghiệp và Môi trường tỉnh Bình Phước", "Sở Y tế tỉnh Bình Phước"
_TASK = "1\tĐiều tra vùng trồng cây thuốc\tSở Nông nghiệp và Môi trường\tSở Y tế\tNăm 2026"


def _read(*rows: str) -> Doc:
    return annotate(read_bytes((_PLAN + "\n".join(rows) + "\n").encode(), "ke-hoach.txt"))


def _bodies(task: Assignment) -> list[tuple[AgencyRole, str]]:
    return [(role, name) for role, name, _, _ in task.agencies]


def _leads_and_helps(doc: Doc) -> bool:
    tasks = list(doc._.tasks)
    assert [task.description for task in tasks] == ["Điều tra vùng trồng cây thuốc"]
    assert tasks[0].timeframe_raw == "Năm 2026"
    return _bodies(tasks[0]) == [(AgencyRole.LEAD, _LEAD), (AgencyRole.COOPERATE, _HELPER)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("Cơ quan thực hiện", "Chủ trì\tPhối hợp"), ("Đơn vị thực hiện", "Đơn vị chủ trì\tĐơn vị phối hợp")],
)
def test_what_stands_below_a_name_over_several_columns_tells_who_leads(upper: str, lower: str) -> None:
    assert _leads_and_helps(_read(f"TT\tNhiệm vụ\t{upper}\t\tThời gian", f"\t\t{lower}\t", _TASK))


def test_who_takes_part_below_a_name_for_those_who_help_does_not_answer_for_the_work() -> None:
    head = "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian", "\t\tCơ quan\tĐơn vị\t"
    assert _leads_and_helps(_read(*head, _TASK))


@pytest.mark.parametrize(
    "head",
    [
        ("TT\tNhiệm vụ\tCơ quan thực hiện\tCơ quan thực hiện\tThời gian", "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian"),
        ("TT\tNhiệm vụ\tCơ quan thực hiện\tThời gian", "\t\tChủ trì\tPhối hợp\t"),
        ("TT\tNhiệm vụ\tCơ quan thực hiện\tThời gian", "Chủ trì\tPhối hợp"),
        ("TT\tNhiệm vụ\tCơ quan thực hiện\t\tThời gian", "Chủ trì\tPhối hợp"),
        ("TT\tNhiệm vụ\tCơ quan thực hiện\t\tThời gian", "\t\tChủ trì\tPhối hợp\t", "(1)\t(2)\t(3)\t(4)\t(5)"),
    ],
    ids=["repeated", "once", "lower-names-alone", "lower-names-alone-below-empty", "numbered-columns"],
)
def test_a_name_over_several_columns_is_one_however_it_is_written(head: tuple[str, ...]) -> None:
    doc = _read(*head, _TASK)
    assert _leads_and_helps(doc)
    assert [block.header for block in doc._.source.blocks if block.table is not None] == [True] * len(head) + [False]


@pytest.mark.parametrize(
    "lower", ["\t\tChủ trì\tPhối hợp\tNgân sách\tXã hội hóa\tTổng\t", "Chủ trì\tPhối hợp\tNgân sách\tXã hội hóa\tTổng"]
)
def test_two_names_over_several_columns_each_have_what_they_are_about_below(lower: str) -> None:
    head = "TT\tNhiệm vụ\tCơ quan thực hiện\tKinh phí (triệu đồng)\tThời gian"
    doc = _read(
        head, lower, "1\tĐiều tra vùng trồng cây thuốc\tSở Nông nghiệp và Môi trường\tSở Y tế\t120\t30\t150\tNăm 2026"
    )
    assert _leads_and_helps(doc)
    assert [task.budget_vnd for task in doc._.tasks] == [1.5e8]
    assert len(doc._.amounts) == 3


def test_a_header_of_two_rows_that_a_page_repeats_is_read_once() -> None:
    head = "TT\tNhiệm vụ\tCơ quan thực hiện\t\tThời gian", "\t\tChủ trì\tPhối hợp\t"
    doc = _read(*head, _TASK, *head, _TASK.replace("1", "2", 1))
    assert [(task.number, len(task.agencies)) for task in doc._.tasks] == [("1", 2), ("2", 2)]


def test_a_group_or_a_total_below_a_header_with_an_empty_cell_is_no_part_of_it() -> None:
    doc = _read(
        "TT\tNhiệm vụ\tChủ trì\tKinh phí (triệu đồng)\t",
        "\tTổng cộng\t\t150\t",
        "\tLĩnh vực dược liệu\tSở Y tế\t\t",
        "1\tMua cây giống\tSở Y tế\t150\tVốn vay",
    )
    assert [block.header for block in doc._.source.blocks if block.table is not None] == [True, False, False, False]


def test_each_sum_below_a_name_over_several_columns_is_an_amount_and_their_total_the_tasks_budget() -> None:
    head = "TT\tNhiệm vụ\tChủ trì\tKinh phí (triệu đồng)\t\t\t", "\t\t\tNguồn ngân sách\tXã hội hóa\tTổng\tSố lượng"
    doc = _read(*head, "1\tMua cây giống\tSở Y tế\t1.200\t300\t1.500\t40")
    assert [amount.value for amount in doc._.amounts] == [1.2e9, 3e8, 1.5e9]
    assert [task.budget_vnd for task in doc._.tasks] == [1.5e9]


def test_sums_of_years_make_up_a_budget_that_no_column_totals() -> None:
    head = "Đơn vị tính: triệu đồng", "TT\tNhiệm vụ\tChủ trì\tDự toán\t", "\t\t\tNăm 2026\tNăm 2027"
    doc = _read(*head, "1\tMua cây giống\tSở Y tế\t40\t60", "2\tTập huấn\tSở Y tế\t\t25")
    assert [amount.value for amount in doc._.amounts] == [4e7, 6e7, 2.5e7]
    assert [task.budget_vnd for task in doc._.tasks] == [1e8, 2.5e7]


@pytest.mark.parametrize(
    ("head", "years"),
    [
        ("TT\tChỉ tiêu\tĐVT\tLộ trình thực hiện\t\t", "Năm 2026\tNăm 2027\tNăm 2030"),
        ("TT\tNội dung\tĐVT\tChỉ tiêu các năm\t\t", "Năm 2026\tNăm 2027\tNăm 2030"),
        ("TT\tNội dung\tĐVT\tMục tiêu đến năm\t\t", "2026\t2027\t2030"),
    ],
)
def test_years_below_a_name_over_several_columns_are_when_their_targets_are_due(head: str, years: str) -> None:
    doc = _read(head, f"\t\t\t{years}", "1\tTỷ lệ hộ tham gia\t%\t10\t15\t40")
    found = [(target.indicator, target.low, target.deadline.year) for target in doc._.targets if target.deadline]
    assert found == [("Tỷ lệ hộ tham gia", value, year) for value, year in ((10, 2026), (15, 2027), (40, 2030))]


def test_what_years_brought_or_may_cost_below_a_name_over_them_is_no_target() -> None:
    head = "TT\tChỉ tiêu\tĐVT\tThực hiện\t\tNăm 2026\tNhu cầu vốn\t", "\t\t\tNăm 2024\tNăm 2025\t\tNăm 2026\tNăm 2027"
    doc = _read(*head, "1\tTỷ lệ hộ tham gia\t%\t10\t15\t40\t7\t8")
    assert [(target.low, target.deadline and target.deadline.year) for target in doc._.targets] == [(40, 2026)]


@pytest.mark.parametrize(
    "head",
    [
        ("TT\tNhiệm vụ\tChủ trì\tTổng vốn (triệu đồng)\tTrong đó\t", "\t\t\t\tNSNN\tXã hội hóa"),
        ("TT\tNhiệm vụ\tChủ trì\tKinh phí (triệu đồng)\tTrong đó: NSNN\tTrong đó: vốn khác",),
    ],
)
def test_parts_of_a_sum_are_in_its_unit_and_no_budget_beside_it(head: tuple[str, ...]) -> None:
    doc = _read(*head, "1\tMua cây giống\tSở Y tế\t80\t50\t30")
    assert [amount.value for amount in doc._.amounts] == [8e7, 5e7, 3e7]
    assert [task.budget_vnd for task in doc._.tasks] == [8e7]


def test_a_time_below_a_name_over_several_columns_is_due_where_its_own_name_says_so() -> None:
    head = "TT\tNhiệm vụ\tChủ trì\tThời gian\t", "\t\t\tBắt đầu\tHoàn thành"
    doc = _read(*head, "1\tMua cây giống\tSở Y tế\tTháng 2/2026\t30/9/2026")
    times = {doc.text[date.span.start : date.span.end]: date.role for date in doc._.dates}
    assert (times["Tháng 2/2026"], times["30/9/2026"]) == (DateRole.PERIOD, DateRole.DEADLINE)


def test_years_below_names_of_sums_or_results_are_no_time_to_reach_anything_by() -> None:
    head = (
        "TT\tChỉ tiêu\tĐVT\tThực hiện\tMục tiêu\t\tNhu cầu vốn\t",
        "\t\t\tNăm 2027\tNăm 2028\tNăm 2029\tNăm 2030\tNăm 2031",
    )
    doc = _read(*head, "1\tDiện tích trồng mới\tha\t80\t90\t120\t5\t6")
    roles = {doc.text[date.span.start : date.span.end]: date.role for date in doc._.dates}
    wanted = {"Năm 2028": DateRole.DEADLINE, "Năm 2029": DateRole.DEADLINE}
    assert roles | wanted == roles
    assert [roles[f"Năm {year}"] for year in (2027, 2030, 2031)] == [DateRole.OTHER] * 3
