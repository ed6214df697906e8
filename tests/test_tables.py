"""Tables in every form that OCR tools, web sites and Word leave them in become rows of cells."""

import pytest

from corpus import read_bytes
from corpus.cut_lines import separator
from schemas.source import BlockKind, SourceText


def table(source: SourceText, number: int = 0) -> list[list[str]]:
    return [
        [source.text[cell.start : cell.end] for cell in block.cells]
        for block in source.blocks
        if block.kind is BlockKind.TABLE_ROW and block.table == number
    ]


def headers(source: SourceText) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks if block.header]


EXPECTED = [
    ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời gian"],
    ["I. Tuyên truyền"],
    ["1", "Phát sóng chuyên mục trên đài", "Sở Y tế", "Quý II"],
    ["2", "In tờ rơi", "", "Năm 2025"],
]


def test_tab_separated_rows_are_a_table():
    text = (
        "TT\tNhiệm vụ\tĐơn vị chủ trì\tThời gian\n<b>I. Tuyên truyền</b>\t\t\t\n"
        "1\tPhát sóng chuyên mục trên đài\tSở Y tế\tQuý II\n2\tIn tờ rơi\t\tNăm 2025\n"
    )
    source = read_bytes(text.encode(), "x")
    assert table(source) == EXPECTED
    assert headers(source) == ["TT\tNhiệm vụ\tĐơn vị chủ trì\tThời gian"]


def test_markdown_rows_are_a_table():
    text = (
        "| TT | Nhiệm vụ | Đơn vị chủ trì | Thời gian |\n|---|:---:|---|---|\n| **I. Tuyên truyền** | | | |\n"
        "| 1 | Phát sóng chuyên mục<br>trên đài | Sở Y tế | Quý II |\n| 2 | In tờ rơi | | Năm 2025 |\n"
    )
    assert table(read_bytes(text.encode(), "x")) == EXPECTED


def test_html_tables_are_tables_in_html_and_in_markdown():
    html = (
        "<table><tr><th>TT</th><th>Nhiệm vụ</th><th>Đơn vị chủ trì</th><th>Thời gian</th></tr>"
        "<tr><td colspan=4><b>I. Tuyên truyền</b></td></tr>"
        "<tr><td>1<td>Phát sóng chuyên mục<br/>trên đài<td>Sở Y tế<td>Quý II</tr>"
        "<tr><td>2</td><td><p>In tờ rơi</p></td><td></td><td>Năm 2025</td></tr></table>"
    )
    assert table(read_bytes(f"<html><body>{html}</body></html>".encode(), "x")) == EXPECTED
    assert table(read_bytes(f"# Phụ lục\n\n{html}\n\nHết.\n".encode(), "x")) == EXPECTED


FLATTENED = """|
**TT**
|
**Nhiệm vụ**
|
**Đơn vị
chủ trì**
|
**Thời gian**
|
|
**I.
Tuyên truyền**
|
|
1
|
Phát sóng chuyên mục
trên đài
|
Sở Y tế
|
Quý II
|
|
2
|
In tờ rơi
|
|
Năm 2025
|
|
|
|
|
|


Đoạn sau bảng.
"""


def test_cells_printed_one_under_the_other_between_bars_are_a_table():
    source = read_bytes(FLATTENED.encode(), "x")
    assert table(source) == EXPECTED
    assert source.text.endswith("Đoạn sau bảng.")


def test_a_marked_empty_cell_keeps_its_column():
    text = FLATTENED.replace("In tờ rơi\n|\n|\n", "In tờ rơi\n|\n** **\n|\n")
    source = read_bytes(text.encode(), "x")
    assert table(source) == EXPECTED
    assert [cell.column for cell in source.blocks[3].cells] == [0, 1, 2, 3]


def test_the_repeated_header_after_a_page_break_is_dropped():
    rows = "TT\tNhiệm vụ\tĐơn vị chủ trì\n{}\tKiểm tra cơ sở\tSở Y tế\n{}\tXử lý vi phạm\tCông an tỉnh\n"
    source = read_bytes((rows.format(1, 2) + "\n\n" + rows.format(3, 4)).encode(), "x")
    assert [row[0] for row in table(source)] == ["TT", "1", "2", "3", "4"]
    assert [block.row for block in source.blocks] == [0, 1, 2, 3, 4]


def test_a_group_printed_as_a_heading_between_rows_belongs_to_the_table():
    text = (
        "TT\tNhiệm vụ\tĐơn vị chủ trì\n1\tKiểm tra\tSở Y tế\n\n#### Nhóm nhiệm vụ hạ tầng\n\n2\tSửa chữa\tSở Xây dựng\n"
        "3\tNâng cấp\tSở Tài chính\n\n**Nhóm nhân lực**\n\n4\tĐào tạo\tSở Nội vụ\n"
    )
    assert table(read_bytes(text.encode(), "x")) == [
        ["TT", "Nhiệm vụ", "Đơn vị chủ trì"],
        ["1", "Kiểm tra", "Sở Y tế"],
        ["Nhóm nhiệm vụ hạ tầng"],
        ["2", "Sửa chữa", "Sở Xây dựng"],
        ["3", "Nâng cấp", "Sở Tài chính"],
        ["Nhóm nhân lực"],
        ["4", "Đào tạo", "Sở Nội vụ"],
    ]


def test_a_new_annex_is_a_new_table_though_its_header_is_the_same():
    rows = "TT\tNhiệm vụ\tĐơn vị chủ trì\n1\tKiểm tra\tSở Y tế\n"
    source = read_bytes(f"{rows}\n\n**Phụ lục 2**\n\n**DANH MỤC**\n\n{rows}".encode(), "x")
    assert len(table(source, 0)) == len(table(source, 1)) == 2


def test_a_number_and_a_title_alone_in_a_row_head_a_group():
    text = "TT\tNhiệm vụ\tĐơn vị\tThời gian\nA\tHẠ TẦNG\t\t\n1\tLàm đường\tSở Xây dựng\t2025\n2\tViệc chung\t\t\n"
    assert table(read_bytes(text.encode(), "x")) == [
        ["TT", "Nhiệm vụ", "Đơn vị", "Thời gian"],
        ["A HẠ TẦNG"],
        ["1", "Làm đường", "Sở Xây dựng", "2025"],
        ["2", "Việc chung", "", ""],
    ]


def test_a_cell_over_rows_and_columns_keeps_the_columns_of_the_others():
    html = (
        "<table><tr><th rowspan=2>TT<th rowspan=2>Nhiệm vụ<th colspan=2>Đơn vị</tr><tr><th>Chủ trì<th>Phối hợp</tr>"
        "<tr><td>1<td>Đào tạo<td rowspan=2>Sở Nội vụ<td>Sở Y tế</tr><tr><td>2<td>Tập huấn<td>Công an tỉnh</tr></table>"
    )
    source = read_bytes(f"<html>{html}</html>".encode(), "x")
    assert table(source) == [
        ["TT", "Nhiệm vụ", "Đơn vị", ""],
        ["", "", "Chủ trì", "Phối hợp"],
        ["1", "Đào tạo", "Sở Nội vụ", "Sở Y tế"],
        ["2", "Tập huấn", "", "Công an tỉnh"],
    ]
    assert len(headers(source)) == 2
    rows = [block.cells for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [[cell.column for cell in row if cell.merged] for row in rows] == [[], [0, 1], [], [2]]


def test_a_title_over_all_columns_heads_a_group_whatever_its_number_is_read_as():
    head = "<tr><th>TT<th>Nhiệm vụ<th>Chủ trì<th>Phối hợp</tr>"
    rows = "<tr><td>„<td colspan=3>Đào tạo nhân lực</tr><tr><td>1<td>Mở lớp<td>Sở Nội vụ<td>Sở Y tế</tr>"
    assert table(read_bytes(f"<html><table>{head}{rows}</table></html>".encode(), "x"))[1:] == [
        ["Đào tạo nhân lực"],
        ["1", "Mở lớp", "Sở Nội vụ", "Sở Y tế"],
    ]


def test_a_cell_alone_beside_one_that_covers_two_rows_heads_no_group():
    head = "<tr><th>TT<th>Nhiệm vụ<th>Chủ trì<th>Phối hợp</tr>"
    rows = "<tr><td rowspan=2>1<td>Mở lớp<td rowspan=2>Sở Nội vụ<td rowspan=2>Sở Y tế</tr><tr><td>In tài liệu</tr>"
    assert table(read_bytes(f"<html><table>{head}{rows}</table></html>".encode(), "x"))[1:] == [
        ["1", "Mở lớp", "Sở Nội vụ", "Sở Y tế"],
        ["", "In tài liệu", "", ""],
    ]


def test_a_letterhead_and_a_signature_in_a_table_are_lines():
    text = (
        "|\n**ỦY BAN NHÂN\nDÂN**\nTỈNH SƠN HẢI\n-------\n|\n**CỘNG HÒA XÃ\n"
        "HỘI CHỦ NGHĨA VIỆT NAM**\nĐộc lập - Tự do - Hạnh phúc\n"
        "|\n|\nSố: 7/KH-UBND\n|\n*Sơn Hải,\nngày 2 tháng 4 năm 2024*\n|\n\n\n**KẾ HOẠCH**\n\n"
        "PHÒNG CHÁY\n\nNội dung thực hiện.\n\n"
        "|\n*Nơi nhận:*\n- Như trên;\n- Lưu: VT.\n|\n**TM. ỦY BAN\nNHÂN DÂN**\nCHỦ TỊCH\n**Đỗ Văn Cường**\n|\n"
    )
    source = read_bytes(text.encode(), "x")
    assert source.text.split("\n") == [
        "ỦY BAN NHÂN DÂN", "TỈNH SƠN HẢI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 7/KH-UBND", "Sơn Hải, ngày 2 tháng 4 năm 2024", "KẾ HOẠCH", "PHÒNG CHÁY", "Nội dung thực hiện.",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đỗ Văn Cường",
    ]  # fmt: skip
    assert not any(block.kind is BlockKind.TABLE_ROW for block in source.blocks)


def test_tabs_that_only_indent_make_no_table():
    source = read_bytes("\tCăn cứ Luật Dân số;\n\tThực hiện chỉ đạo;\n\t\tKẾ HOẠCH\n".encode(), "x")
    assert not any(block.kind is BlockKind.TABLE_ROW for block in source.blocks)
    assert "\t" not in source.text


def test_cells_between_bars_are_rows_without_bars_at_the_ends() -> None:
    text = (
        "Danh mục nhiệm vụ\n\nTT | Nhiệm vụ | Cơ quan chủ trì | Thời gian\n"
        "1 | Xây dựng kho dữ liệu dùng chung | Sở Khoa học và Công nghệ | Quý II/2027\n"
        "2 | Tập huấn kỹ năng số | Sở Nội vụ | Quý III/2027\n"
    )
    assert _table_rows(text) == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Xây dựng kho dữ liệu dùng chung", "Sở Khoa học và Công nghệ", "Quý II/2027"],
        ["2", "Tập huấn kỹ năng số", "Sở Nội vụ", "Quý III/2027"],
    ]


def test_a_bar_within_a_sentence_makes_no_table() -> None:
    assert (
        _table_rows("Tải ứng dụng tại mục Dịch vụ | Y tế của cổng.\nĐăng ký tại mục Hồ sơ | Học bạ của cổng.\n") == []
    )


def test_a_table_set_with_spaces_is_one_where_its_rows_are_numbered() -> None:
    text = (
        "Danh mục nhiệm vụ\n\n"
        "TT   Nhiệm vụ                          Cơ quan chủ trì          Thời gian\n"
        "1    Xây dựng kho dữ liệu dùng         Sở Khoa học và           Quý II/2027\n"
        "     chung của tỉnh                    Công nghệ\n"
        "II   Dữ liệu số\n"
        "2    Số hóa hồ sơ                      Sở Tư pháp               Năm 2027\n\n"
        "Trên đây là Kế hoạch năm 2027, các sở, ban, ngành triển khai thực hiện./.\n"
    )
    assert _table_rows(text) == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Xây dựng kho dữ liệu dùng chung của tỉnh", "Sở Khoa học và Công nghệ", "Quý II/2027"],
        ["II Dữ liệu số"],
        ["2", "Số hóa hồ sơ", "Sở Tư pháp", "Năm 2027"],
    ]
    assert read_bytes(text.encode(), "a.txt").text.endswith("triển khai thực hiện./.")


def test_a_name_over_several_columns_set_with_spaces_stands_over_them() -> None:
    text = (
        "TT   Nhiệm vụ                        Đơn vị thực hiện                  Thời hạn\n"
        "                              Chủ trì              Phối hợp\n"
        "1    Dựng nhà văn hóa         Sở Xây dựng tỉnh     Sở Tài chính;       Năm 2027\n"
        "     thôn                                          UBND các xã\n"
        "2    Mở thư viện              Sở Nội vụ            Tỉnh đoàn           2028\n"
    )
    assert _table_rows(text) == [
        ["TT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Thời hạn"],
        ["", "", "Chủ trì", "Phối hợp", ""],
        ["1", "Dựng nhà văn hóa thôn", "Sở Xây dựng tỉnh", "Sở Tài chính; UBND các xã", "Năm 2027"],
        ["2", "Mở thư viện", "Sở Nội vụ", "Tỉnh đoàn", "2028"],
    ]


def test_a_letterhead_and_recipients_set_with_spaces_are_no_table() -> None:
    text = (
        "UBND TỈNH KIÊN GIANG            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ Y TẾ                             Độc lập - Tự do - Hạnh phúc\n\n"
        "KẾ HOẠCH\nPhòng bệnh năm 2027\n\n"
        "Nơi nhận:                                   GIÁM ĐỐC\n"
        "- Các phòng;\n- Lưu: VT.                              Lê Văn Bình\n"
    )
    assert _table_rows(text) == []


def _table_rows(text: str) -> list[list[str]]:
    source = read_bytes(text.encode(), "a.txt")
    rows = (block for block in source.blocks if block.kind is BlockKind.TABLE_ROW)
    return [[source.text[cell.start : cell.end] for cell in row.cells] for row in rows]


def test_a_row_that_begins_small_goes_on_with_the_cell_above() -> None:
    text = (
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Mua sắm | Sở Tài chính | Năm 2027 |\n| | máy siêu âm | | |\n"
        "| | Nhóm nhiệm vụ khác | | |\n| 2 | Đào tạo y sĩ | Sở Y tế | Năm 2028 |\n"
    )
    assert _table_rows(text)[1:] == [
        ["1", "Mua sắm máy siêu âm", "Sở Tài chính", "Năm 2027"],
        ["Nhóm nhiệm vụ khác"],
        ["2", "Đào tạo y sĩ", "Sở Y tế", "Năm 2028"],
    ]


def test_years_over_columns_of_figures_are_a_header():
    text = (
        "TT\tChỉ tiêu\tĐVT\tĐầu năm 2027\t2028\t2029\n1\tHộ có nước sạch\t%\t71\t80\t92\n2\tSố cầu mới\tcầu\t2\t5\t9\n"
    )
    assert headers(read_bytes(text.encode(), "x")) == ["TT\tChỉ tiêu\tĐVT\tĐầu năm 2027\t2028\t2029"]


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("Trước 31/1", "2/2027;", ""),
        ("30/6/202", "8", ""),
        ("2026-203", "0", ""),
        ("S", "TT", ""),
        ("31/12", "2027", " "),
        ("Từ 1/6", "2/2027", " "),
        ("năm 2026-2030", "5 lớp", " "),
        ("tổ T", "T", " "),
        ("đợt", "T", " "),
    ],
)
def test_words_that_a_narrow_column_cuts_are_joined(before: str, after: str, between: str) -> None:
    assert separator(before, after) == between
