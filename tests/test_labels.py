import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.columns import Column, classify_columns, classify_header, is_ordinal
from extractors.labels import find_labels
from schemas.vocabulary import AgencyRole
from tests.plan_text import source_of


def slots(text: str) -> list[tuple[str, tuple[AgencyRole, ...], str]]:
    return [
        (label.kind, label.roles, text[label.value.start : label.value.end])
        for label in find_labels(text, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("line", "roles", "value"),
    [
        ("- Cơ quan chỉ đạo: Ban Thường vụ Tỉnh ủy.", (AgencyRole.DIRECT,), "Ban Thường vụ Tỉnh ủy"),
        ("Cơ quan thực hiện: Sở A; Sở B", (AgencyRole.IMPLEMENT,), "Sở A; Sở B"),
        ("+ Đơn vị chủ trì: Sở Y tế;", (AgencyRole.LEAD,), "Sở Y tế"),
        ("- Đơn vị, địa phương phối hợp thực hiện: UBND các xã", (AgencyRole.COOPERATE,), "UBND các xã"),
        ("Cơ quan tham mưu, chủ trì thực hiện: Sở A", (AgencyRole.ADVISE, AgencyRole.LEAD), "Sở A"),
        ("- Chủ trì: Công an tỉnh", (AgencyRole.LEAD,), "Công an tỉnh"),
        ("Cơ quan giám sát: Ban Pháp chế", (AgencyRole.SUPERVISE,), "Ban Pháp chế"),
    ],
)
def test_a_label_gives_its_roles_to_what_stands_behind_its_colon(
    line: str, roles: tuple[AgencyRole, ...], value: str
) -> None:
    assert slots(line) == [("agency", roles, value)]


def test_labels_on_one_line_and_in_brackets_part_each_other() -> None:
    text = "Lập hồ sơ sức khỏe (Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: các xã; thời gian hoàn thành: quý II/2024)."
    assert [(kind, value) for kind, _, value in slots(text)] == [
        ("agency", "Sở Y tế"), ("agency", "các xã"), ("time", "quý II/2024"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Sở Y tế: Hướng dẫn các trạm y tế.",
        "Giao các cơ quan, đơn vị tổ chức thực hiện Kế hoạch này.",
        "Trong quá trình thực hiện nếu có vướng mắc, báo cáo về Sở Y tế.",
    ],
)
def test_running_text_has_no_labels(line: str) -> None:
    assert slots(line) == []


@given(st.text(max_size=200))
def test_the_slots_of_any_text_lie_within_it_in_order(text: str) -> None:
    labels = list(find_labels(text, 0, len(text)))
    edges = [edge for label in labels for edge in (*label.span, *label.value)]
    assert edges == sorted(edges) and all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("TT", Column.NUMBER), ("STT", Column.NUMBER), ("Nội dung nhiệm vụ", Column.DESCRIPTION),
        ("Tên chương trình, dự án", Column.DESCRIPTION), ("Đơn vị chủ trì", Column.LEAD),
        ("Cơ quan phối hợp", Column.COOPERATE), ("Đơn vị thực hiện", Column.IMPLEMENT),
        ("Thời gian thực hiện", Column.TIMEFRAME), ("Thời gian hoàn thành", Column.TIMEFRAME),
        ("Kinh phí (triệu đồng)", Column.BUDGET), ("Nguồn vốn", Column.FUNDING), ("Sản phẩm đầu ra", Column.OTHER),
        ("Ghi chú", Column.OTHER), ("Lãnh đạo phụ trách, chỉ đạo", Column.DIRECT),
    ],
)  # fmt: skip
def test_the_header_of_a_column_tells_what_it_holds(words: str, column: Column) -> None:
    assert classify_header(words) is column


def test_a_table_without_a_header_is_read_by_its_cells() -> None:
    source = source_of(
        "1\tXây dựng kho dữ liệu dùng chung của ngành y tế\tSở Y tế\tSở Tài chính\tQuý II/2026",
        "2\tTập huấn cán bộ trạm y tế về hồ sơ điện tử\tSở Y tế\tUBND các xã\tNăm 2026",
    )
    assert classify_columns(source.text, source.blocks) == {
        0: Column.NUMBER, 1: Column.DESCRIPTION, 2: Column.LEAD, 3: Column.COOPERATE, 4: Column.TIMEFRAME,
    }  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), [("12.", True), ("IV", True), ("a)", True), ("2.1", True), ("Sở", False)])
def test_a_rows_number_is_told_from_words(words: str, answer: bool) -> None:
    assert is_ordinal(words) is answer
