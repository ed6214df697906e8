"""What tables of tasks promise: a row a task, group rows as categories, columns known without a header."""

from extractors import annotate
from extractors.plan import Assignment
from schemas.vocabulary import AgencyRole, TaskOrigin
from tests.plan_text import source_of

_HEAD = ("KẾ HOẠCH", "Phát triển y tế cơ sở tỉnh Hà Giang năm 2024", "I. NHIỆM VỤ", "Như phụ lục.")
_ANNEX = ("Phụ lục", "DANH MỤC NHIỆM VỤ", "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian hoàn thành")


def _tasks(*lines: str) -> list[Assignment]:
    return [task for task in annotate(source_of(*lines))._.tasks if task.origin is TaskOrigin.ANNEX_TABLE]


def _bodies(task: Assignment) -> list[tuple[AgencyRole, str]]:
    return [(role, name) for role, name, _, _ in task.agencies]


def test_a_page_of_an_annex_alone_gives_its_tasks_by_what_stands_in_its_columns() -> None:
    rows = (
        "1\tRà soát các trạm y tế trên địa bàn tỉnh Hà Giang\tSở Y tế\tCác sở, ban, ngành\tSở Y tế\tHằng năm",
        "2\tĐầu tư trang thiết bị cho các trạm y tế xã\tSở Y tế\tSở Tài chính\tUBND tỉnh\tQuý IV, năm 2025",
        "3\tTập huấn cho nhân viên y tế thôn bản vùng cao\tSở Nội vụ\tSở Tài chính\tUBND tỉnh\tNăm 2025",
    )
    first, second, third = _tasks(*rows)
    assert _bodies(first) == [
        (AgencyRole.LEAD, "Sở Y tế tỉnh Hà Giang"),
        (AgencyRole.COOPERATE, "Sở, ban, ngành"),
    ]
    assert [name for _, name in _bodies(second)] == ["Sở Y tế tỉnh Hà Giang", "Sở Tài chính tỉnh Hà Giang"]
    assert second.timeframe is not None and str(second.timeframe.start) == "2025-10-01"
    assert (third.number, third.timeframe_raw) == ("3", "Năm 2025")


def test_a_group_row_heads_its_tasks_whatever_became_of_its_roman_number() -> None:
    tasks = _tasks(
        *_HEAD,
        *_ANNEX,
        "1\tXây trạm y tế\tSở Y tế\tNăm 2024",
        "x”\tĐào tạo nhân lực\t\t",
        "1\tMở lớp tập huấn\tSở Y tế\tNăm 2024",
        "VỊ Bảo đảm kinh phí",
        "1\tCấp kinh phí\tSở Tài chính\tNăm 2024",
    )
    assert [(task.description, task.category) for task in tasks] == [
        ("Xây trạm y tế", None),
        ("Mở lớp tập huấn", "Đào tạo nhân lực"),
        ("Cấp kinh phí", tasks[2].category),
    ]


def test_a_body_or_a_time_that_reaches_down_over_rows_holds_for_each_of_them() -> None:
    tasks = _tasks(
        *_HEAD,
        *_ANNEX,
        "1\tXây trạm y tế\tSở Y tế\tNăm 2024",
        "2\tMở lớp tập huấn\t^\tNăm 2025",
        "3\tMua xe cứu thương\t^\t^",
        "4\tCấp kinh phí\t\tNăm 2026",
    )
    assert [[name for _, name in _bodies(task)] for task in tasks] == [["Sở Y tế tỉnh Hà Giang"]] * 3 + [[]]
    assert [task.timeframe_raw for task in tasks] == ["Năm 2024", "Năm 2025", "Năm 2025", "Năm 2026"]


def test_a_number_is_taken_without_what_a_scanner_read_beside_it() -> None:
    tasks = _tasks(*_HEAD, *_ANNEX, "9 ị\tXây trạm y tế\tSở Y tế\tNăm 2024", "ê\tSửa trạm y tế\tSở Y tế\tNăm 2024")
    assert [task.number for task in tasks] == ["9", None]


def test_a_line_in_brackets_that_points_to_an_annex_is_no_work() -> None:
    doc = annotate(
        source_of(
            *_HEAD[:3],
            "Như sau.",
            "II. TỔ CHỨC THỰC HIỆN",
            "1. Sở Y tế",
            "- Chủ trì thực hiện Kế hoạch.",
            "(Chi tiết theo Phụ lục kèm theo)",
        )
    )
    assert [task.description for task in doc._.tasks] == ["Chủ trì thực hiện Kế hoạch."]


_SIGNED = ("Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Hồ Thị Mẫu")


def test_an_annex_whose_title_a_seal_covers_begins_behind_the_signature() -> None:
    title = (
        "DU: CÁC NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM",
        "Ñ Y TẾ CƠ SỞ",
        "I 'ỚI NĂM 2030",
        "CANH gà theo Quyết định số /QĐ",
    )
    (task,) = _tasks(*_HEAD[:3], "Khám bệnh.", *_SIGNED, *title, _ANNEX[2], "1\tXây trạm y tế\tSở Y tế\tNăm 2024")
    assert task.section is not None and task.section.path == "PL"
    (task,) = _tasks(*_HEAD[:3], "Khám bệnh.", *_SIGNED, _ANNEX[2], "1\tXây trạm y tế\tSở Y tế\tNăm 2024")
    assert task.section is not None and task.section.path == "PL"


def test_a_short_title_alone_is_a_group_though_its_number_is_read_as_figures() -> None:
    rows = ("1\tXây trạm y tế\tSở Y tế\tNăm 2024", "11\tĐào tạo nhân lực\t\t", "1\tMở lớp\tSở Y tế\tNăm 2024")
    assert [task.category for task in _tasks(*_HEAD, *_ANNEX, *rows)] == [None, "Đào tạo nhân lực"]


def test_cells_that_reach_over_two_rows_hold_for_both() -> None:
    first, second = _tasks(*_HEAD, *_ANNEX, "1\tXây trạm y tế\tSở Y tế\tNăm 2024", "\tSửa trạm y tế\t\t")
    assert (first.number, second.number) == ("1", None)
    assert second.description == "Sửa trạm y tế"
    assert _bodies(first) == _bodies(second) == [(AgencyRole.LEAD, "Sở Y tế tỉnh Hà Giang")]
    assert second.timeframe_raw == "Năm 2024"
