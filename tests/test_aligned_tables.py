"""What the reader of tables without rules promises: columns and rows by white space alone, and nothing else a table."""

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from corpus import read_bytes
from schemas.source import BlockKind
from tests.printed_pdf import font, lines, pdf

_HEADER = ["TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
_ROWS = [
    [
        "1",
        "Xây dựng kho học liệu số dùng chung của các trường tiểu học, kết nối với thư viện tỉnh",
        "Sở Giáo dục và Đào tạo",
        "Các sở, ban, ngành; UBND các xã, phường",
        "Quý II/2027",
    ],
    ["2", "Số hóa học bạ", "Sở Nội vụ", "UBND các xã, phường", "Năm 2027"],
    ["II Nâng cao năng lực giáo viên"],
    [
        "3",
        "Tập huấn kỹ năng số cho giáo viên, ưu tiên các trường ở miền núi, hải đảo và nơi có nhiều học sinh nội trú",
        "Trường Cao đẳng Sư phạm",
        "Sở Khoa học và Công nghệ",
        "2027 - 2028",
    ],
    ["4", "Tổ chức hội thi tin học trẻ hằng năm", "Tỉnh đoàn", "Báo Kiên Giang", "Hằng năm"],
]
_PROSE = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển học liệu số năm 2027 với những nội dung chủ yếu sau đây, giao "
    "các cơ quan, đơn vị tổ chức thực hiện, định kỳ báo cáo kết quả về Sở Giáo dục và Đào tạo để tổng hợp."
)


def _printed(
    rows: Sequence[Sequence[str]] = _ROWS, *, place: str = "TOP", space: float = 3, repeat: int = 1, ruled: bool = False
) -> bytes:
    """Print a table without upright rules between two paragraphs, over as many pages as it needs."""
    name = font()
    prose = ParagraphStyle("prose", fontName=name, fontSize=13, leading=17, firstLineIndent=36, alignment=4)
    cell = ParagraphStyle("cell", fontName=name, fontSize=11, leading=14)
    middle = ParagraphStyle("middle", cell, alignment=1)
    header = ParagraphStyle("header", middle, fontName=font(bold=True))
    commands: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), place),
        ("TOPPADDING", (0, 0), (-1, -1), space),
        ("BOTTOMPADDING", (0, 0), (-1, -1), space),
    ]
    if ruled:
        commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"))
    cells: list[list[object]] = [[Paragraph(text, header) for text in _HEADER]]
    for row in rows:
        if len(row) == 1:
            number, title = row[0].split(" ", 1)
            commands.append(("SPAN", (1, len(cells)), (-1, len(cells))))
            cells.append([Paragraph(number, header), Paragraph(title, header), "", "", ""])
        else:
            cells.append([Paragraph(row[0], middle), *(Paragraph(text, cell) for text in row[1:])])
    table = LongTable(cells, colWidths=(30, 180, 90, 100, 80), repeatRows=repeat, style=commands)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(_PROSE, prose), table, Paragraph(_PROSE, prose)])
    return out.getvalue()


def _table_rows(data: bytes) -> list[list[str]]:
    source = read_bytes(data, "a.pdf")
    rows = (block for block in source.blocks if block.kind is BlockKind.TABLE_ROW)
    return [[source.text[cell.start : cell.end] for cell in row.cells] for row in rows]


@pytest.mark.parametrize("place", ["TOP", "MIDDLE"])
@pytest.mark.parametrize(("space", "ruled"), [(3, False), (0, False), (0, True)])
def test_columns_told_by_white_space_alone_are_a_table(place: str, space: float, ruled: bool) -> None:
    data = _printed(place=place, space=space, ruled=ruled)
    assert _table_rows(data) == [_HEADER, *_ROWS]
    assert read_bytes(data, "a.pdf").text.count(_PROSE) == 2


@pytest.mark.parametrize("repeat", [0, 1])
@pytest.mark.parametrize(("place", "space"), [("TOP", 3), ("TOP", 0), ("MIDDLE", 2)])
def test_a_table_without_rules_goes_on_over_pages(place: str, space: float, repeat: int) -> None:
    rows = [[str(number), f"{_ROWS[number % 2][1]} số {number}", *_ROWS[number % 2][2:]] for number in range(1, 41)]
    assert _table_rows(_printed(rows, place=place, space=space, repeat=repeat)) == [_HEADER, *rows]


def test_cells_of_a_table_without_rules_have_their_page_and_box() -> None:
    source = read_bytes(_printed(), "a.pdf")
    start = source.text.index("Số hóa học bạ")
    page, box = source.place(start, start + 13)
    assert page == 1
    assert box is not None
    assert 85 < box[0] < box[2] < 260


def test_a_letterhead_and_recipients_set_apart_are_no_table() -> None:
    def columns(canvas: Canvas) -> None:
        canvas.setFont(font(), 12)
        for y, left, right in [
            (780, "UBND TỈNH KIÊN GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (764, "SỞ Y TẾ", "Độc lập - Tự do - Hạnh phúc"),
            (600, "Nơi nhận:", "GIÁM ĐỐC"),
            (584, "- Như trên;", ""),
            (568, "- TT HĐND tỉnh;", ""),
            (552, "- Lưu: VT.", "Lê Văn Bình"),
        ]:
            canvas.drawString(80, y, left)
            canvas.drawString(300, y, right)
        canvas.drawString(80, 700, "TT Cơ quan chủ trì và thời gian hoàn thành do Giám đốc Sở giao.")

    assert _table_rows(pdf(columns)) == []


def test_text_set_in_columns_is_no_table() -> None:
    words = [f"Nội dung {number} của cơ quan chủ trì" for number in range(20)]
    assert _table_rows(pdf(_both(lines(*words, x=60), lines(*words, x=320)))) == []


def test_a_header_without_rows_is_no_table() -> None:
    assert _table_rows(pdf(_both(lines("TT", x=60), lines("Nội dung", x=120), lines("Cơ quan chủ trì", x=300)))) == []


def _both(*draws: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def _drawn(*cells: tuple[float, float, str, bool]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for x, y, text, bold in cells:
            canvas.setFont(font(bold=bold), 11)
            canvas.drawString(x, y, text)

    return draw


def test_a_name_over_several_columns_of_a_table_without_rules_stands_over_them() -> None:
    head = [(60, 700, "TT"), (100, 700, "Chỉ tiêu"), (240, 700, "Đơn vị tính"), (325, 700, "Lộ trình thực hiện")]
    head += [(470, 700, "Cơ quan chủ trì"), (320, 680, "2031"), (360, 680, "2032"), (400, 680, "2033")]
    rows = [("1", "Số thư viện xã", "Thư viện", "12", "15", "20", "Sở Nội vụ")]
    rows += [("2", "Số tủ sách thôn", "Tủ sách", "30", "45", "70", "Sở Y tế")]
    places = (60, 100, 240, 320, 360, 400, 470)
    cells = [(x, y, text, True) for x, y, text in head]
    for number, row in enumerate(rows):
        cells += [(x, 655 - 25 * number, text, False) for x, text in zip(places, row, strict=True)]
    found = _table_rows(pdf(_drawn(*cells)))
    assert found[0] == ["TT", "Chỉ tiêu", "Đơn vị tính", "Lộ trình thực hiện", "", "", "Cơ quan chủ trì"]
    assert found[1] == ["", "", "", "2031", "2032", "2033", ""]
    assert [tuple(row) for row in found[2:]] == rows


def test_a_name_over_several_columns_is_part_of_a_header_whose_running_number_stands_lower() -> None:
    cells = [(150, 730, "DANH MỤC NHIỆM VỤ", True), (310, 710, "Đơn vị thực hiện", True)]
    cells += [(60, 702, "STT", True), (100, 702, "Nội dung công việc", True), (470, 702, "Thời hạn", True)]
    cells += [(290, 694, "Chủ trì", True), (380, 694, "Phối hợp", True)]
    rows = [
        ("1", "Mở lớp dạy nghề", "Sở Nội vụ", "Hội Phụ nữ", "2031"),
        ("2", "Cấp vốn", "Sở Y tế", "Sở Tài chính", "2032"),
    ]
    for number, row in enumerate(rows):
        cells += [(x, 665 - 25 * number, text, False) for x, text in zip((60, 100, 290, 380, 470), row, strict=True)]
    assert _table_rows(pdf(_drawn(*cells))) == [
        ["STT", "Nội dung công việc", "Đơn vị thực hiện", "", "Thời hạn"],
        ["", "", "Chủ trì", "Phối hợp", ""],
        *map(list, rows),
    ]


def test_a_header_whose_running_number_a_narrow_column_cuts_is_one() -> None:
    head = [
        (60, 700, "ST"),
        (63, 687, "T"),
        (100, 700, "Nội dung nhiệm vụ"),
        (300, 700, "Cơ quan"),
        (300, 687, "chủ trì"),
    ]
    head += [(400, 700, "Thời gian"), (400, 687, "hoàn thành")]
    cells = [(x, y, text, True) for x, y, text in head]
    for number, text in enumerate(["Rà soát quy hoạch", "Trồng rừng ven biển"], start=1):
        row = ((60, str(number)), (100, text), (300, "Sở Nội vụ"), (400, "Quý II/2031"))
        cells += [(x, 690 - 30 * number, text, False) for x, text in row]
    found = _table_rows(pdf(_drawn(*cells)))
    assert found[0] == ["STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành"]
    assert found[2] == ["2", "Trồng rừng ven biển", "Sở Nội vụ", "Quý II/2031"]
