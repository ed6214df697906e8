"""What assignments promise: where the work begins, when it is due, and what gives nobody work."""

import pytest

from extractors import annotate
from extractors.plan import Assignment
from schemas.vocabulary import AgencyRole
from tests.plan_text import source_of

_HEAD = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH HÀ GIANG",
    "Số: 7/KH-UBND",
    "Hà Giang, ngày 05 tháng 02 năm 2024",
    "KẾ HOẠCH",
    "Phát triển y tế cơ sở tỉnh Hà Giang năm 2024",
    "UBND tỉnh ban hành Kế hoạch như sau:",
    "I. MỤC TIÊU",
    "Nâng cao sức khỏe nhân dân.",
    "II. TỔ CHỨC THỰC HIỆN",
)


def assigned(*lines: str) -> list[Assignment]:
    return annotate(source_of(*_HEAD, *lines))._.tasks


@pytest.mark.parametrize(
    ("lines", "work"),
    [
        (("1. Sở Y tế", "- Là cơ quan thường trực, chủ trì, phối hợp với các sở, ngành triển khai Đề án."),
         "triển khai Đề án."),
        (("1. Sở Y tế là cơ quan đầu mối, có trách nhiệm hướng dẫn các địa phương thực hiện.",),
         "hướng dẫn các địa phương thực hiện."),
        (("1. Sở Y tế: là cơ quan thường trực Chương trình, đôn đốc, kiểm tra, báo cáo UBND tỉnh.",),
         "đôn đốc, kiểm tra, báo cáo UBND tỉnh."),
        (("1. Đảng đoàn HĐND tỉnh lãnh đạo HĐND tỉnh ban hành cơ chế hỗ trợ.",), "HĐND tỉnh ban hành cơ chế hỗ trợ."),
    ],
)  # fmt: skip
def test_work_begins_behind_what_its_body_is(lines: tuple[str, ...], work: str) -> None:
    assert [task.description for task in assigned(*lines)] == [work]


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("tổ chức tập huấn; mỗi quý kiểm tra 02 đơn vị.", "mỗi quý"),
        ("thống kê số ca mắc hằng tuần.", "hằng tuần"),
        ("tổ chức 20 lớp tập huấn trong giai đoạn 2024 - 2026.", "giai đoạn 2024 - 2026"),
        ("mở đợt cao điểm từ nay đến hết tháng 9/2024; báo cáo trước ngày 15/10/2024.", "từ nay đến hết tháng 9/2024"),
        ("bố trí kinh phí trong dự toán hằng năm.", None),
    ],
)
def test_work_is_due_by_the_first_time_of_its_own(words: str, raw: str | None) -> None:
    (task,) = assigned(f"1. Sở Y tế {words}")
    assert task.timeframe_raw == raw


@pytest.mark.parametrize(
    "closing",
    [
        "Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.",
        "Giao Sở Y tế theo dõi, đôn đốc việc thực hiện Kế hoạch này./.",
        "Căn cứ Kế hoạch này, các cơ quan, đơn vị xây dựng kế hoạch của mình./.",
    ],
)
def test_who_closes_a_plan_gives_no_work(closing: str) -> None:
    doc = annotate(source_of(*_HEAD, "1. Sở Y tế tổ chức tập huấn.", "2. Sở Nội vụ tuyển dụng.", closing))
    assert len(doc._.tasks) == 2
    assert not any(mention.collective for mention in doc._.agencies)


def test_the_formula_that_closes_a_decision_gives_no_work() -> None:
    doc = annotate(
        source_of(
            "ỦY BAN NHÂN DÂN",
            "TỈNH HÀ GIANG",
            "Số: 7/QĐ-UBND",
            "QUYẾT ĐỊNH",
            "Phê duyệt Kế hoạch y tế năm 2024",
            "Điều 1. Phê duyệt Kế hoạch y tế năm 2024 của tỉnh Hà Giang.",
            "Điều 2. Giao Sở Y tế tổ chức thực hiện Kế hoạch.",
            "Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này./.",
        )
    )
    assert [task.number for task in doc._.tasks] == ["Đ2"]
    last = doc._.outline.sections[-1]
    closing = [mention for mention in doc._.agencies if doc._.outline.at(mention.span.start) is last]
    assert {mention.role for mention in closing} == {AgencyRole.IMPLEMENT}
    assert len(closing) == 2


def test_a_column_of_units_of_measure_names_no_bodies() -> None:
    rows = (
        "TT\tNội dung\tĐơn vị\tNăm 2024\tNăm 2025",
        "1\tTrường học đạt chuẩn\ttrường\t20\t25",
        "2\tTỷ lệ trẻ em tiêm chủng\t%\t90\t95",
    )
    assert annotate(source_of(*_HEAD[:10], "1. Sở Y tế theo dõi:", *rows))._.tasks[1:] == []


def test_watching_cases_is_work_and_no_supervision() -> None:
    (task,) = assigned("1. Trung tâm Kiểm soát bệnh tật tỉnh giám sát ca bệnh, điều tra ổ dịch.")
    assert AgencyRole.SUPERVISE not in {role for role, *_ in task.agencies}


def test_who_a_heading_names_in_brackets_has_none_of_the_work_below_it() -> None:
    (task,) = assigned("1. Sở Y tế (Cơ quan thường trực Ban Chỉ đạo phòng, chống dịch tỉnh)", "- Tổ chức tập huấn.")
    assert [name for _, name, *_ in task.agencies] == ["Sở Y tế tỉnh Hà Giang"]


def test_work_begins_behind_the_deputies_who_supervise_too() -> None:
    (task,) = assigned(
        "1. Thường trực HĐND tỉnh, các Tổ đại biểu HĐND tỉnh và đại biểu HĐND tỉnh giám sát việc chi trả."
    )
    assert task.description == "giám sát việc chi trả."
