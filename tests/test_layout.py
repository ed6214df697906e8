"""Printed lines become paragraphs: page breaks, wrapped lines, titles, letterheads, signature blocks, stamps."""

import pytest

from corpus import read_bytes
from corpus.elements import Grid, GridCell, Line
from corpus.page_grids import append
from corpus.traced import Traced
from schemas.source import BlockKind


def lines(text: str) -> list[str]:
    source = read_bytes(text.encode(), "x")
    return [source.text[block.start : block.end] for block in source.blocks]


def blocks(text: str):
    source = read_bytes(text.encode(), "x")
    return source, {source.text[block.start : block.end]: block for block in source.blocks}


LONG = "Tăng cường kiểm tra, giám sát việc chấp hành pháp luật về an toàn thực phẩm tại các cơ sở"


def test_markup_is_taken_off_and_kept_as_hints():
    source, found = blocks(
        "## II. MỤC TIÊU\n\n**Mục tiêu chung:** Nâng cao *sức khỏe* nhân dân.\n\n"
        "***In đậm nghiêng***\n\n---\n\nHết \\*.\n"
    )
    assert list(found) == ["II. MỤC TIÊU", "Mục tiêu chung: Nâng cao sức khỏe nhân dân.", "In đậm nghiêng", "Hết *."]
    assert found["II. MỤC TIÊU"].heading_level == 2
    assert found["In đậm nghiêng"].bold
    assert next(source.text[start:end] for start, end in source.bold) == "Mục tiêu chung:"


def test_stars_that_are_no_emphasis_stay():
    assert lines("(*) Ghi chú: 3*4 ô.\n\n* Mục đầu\n* Mục sau\n") == ["(*) Ghi chú: 3*4 ô.", "* Mục đầu", "* Mục sau"]


def test_emphasis_may_close_after_a_space_and_run_over_lines():
    assert lines("**I. MỤC\nĐÍCH, YÊU CẦU**\n\nDoanh nghiệp *(DN) *trên địa bàn;\n**6.****\n**Đẩy mạnh.\n")[:2] == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Doanh nghiệp (DN) trên địa bàn;",
    ]


def test_entities_and_tags_become_what_they_print():
    assert lines("Tỷ lệ &ge; 30% &amp; <u>không quá</u> 40%; <Tên đơn vị> ghi rõ.<br>Dòng sau.") == [
        "Tỷ lệ ≥ 30% & không quá 40%; <Tên đơn vị> ghi rõ.",
        "Dòng sau.",
    ]


def test_formulas_of_ocr_tools_are_read_as_figures():
    assert lines("Đạt $85\\%$ vào năm 2027, chi phí $5 và $6.") == ["Đạt 85% vào năm 2027, chi phí $5 và $6."]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("I. MỤC ĐÍCH, YÊU CẦU**1. Mục đích**", ["I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích"]),
        ("KẾ HOẠCH**Phòng, chống dịch bệnh**", ["KẾ HOẠCH", "Phòng, chống dịch bệnh"]),
        ("III. GIẢI PHÁP1. Công tác tuyên truyền", ["III. GIẢI PHÁP", "1. Công tác tuyên truyền"]),
        ("cụ thể như sau:**I. MỤC TIÊU**", ["cụ thể như sau:", "I. MỤC TIÊU"]),
    ],
)
def test_glued_headings_are_parted(printed, expected):
    assert lines("Mở đầu văn bản này.\n\n" + printed)[1:] == expected


def test_a_run_in_title_is_not_parted():
    assert lines("Đầu.\n\n**1.** Nội dung chính\n\n**2**. Các sở, ban, ngành") == [
        "Đầu.",
        "1. Nội dung chính",
        "2. Các sở, ban, ngành",
    ]


def test_a_paragraph_broken_by_a_page_is_joined():
    text = f"- {LONG}\n\nsản xuất nước uống đóng chai.\n\n- Báo cáo kết quả,\n\nKiến nghị xử lý.\n"
    assert lines(text) == [f"- {LONG} sản xuất nước uống đóng chai.", "- Báo cáo kết quả, Kiến nghị xử lý."]


def test_a_page_break_fragment_that_looks_like_a_heading_is_joined():
    text = f"- {LONG} trực thuộc Chi cục\n\n## An toàn vệ sinh.\n\n## 2. Kiểm tra\n\nSở Y tế chủ trì.\n"
    assert lines(text) == [f"- {LONG} trực thuộc Chi cục An toàn vệ sinh.", "2. Kiểm tra", "Sở Y tế chủ trì."]


def test_a_heading_broken_by_a_page_is_joined():
    text = "**1- Tăng cường kiểm tra, giám sát đối với công tác**\n\n## **dân số**\n\n1.1- Các cấp ủy quán triệt.\n"
    assert lines(text)[0] == "1- Tăng cường kiểm tra, giám sát đối với công tác dân số"


def test_marks_of_footnotes_and_ornaments_are_dropped():
    text = "**TỈNH ỦY AN BÌNH**\n\n\\*\n\nPhổ cập mầm non.<sup>1</sup> Sân rộng 200 m<sup>2</sup> trở lên.\n"
    assert lines(text) == ["TỈNH ỦY AN BÌNH", "Phổ cập mầm non. Sân rộng 200 m² trở lên."]


def test_a_list_of_bodies_goes_on_over_a_page():
    text = (
        "- Cơ quan thực hiện: Công an tỉnh; Các Sở: Y tế; Nội vụ;\n\nTư pháp; Giáo dục và Đào tạo.\n\n"
        "Căn cứ Luật A; Luật B;\n\nCăn cứ Luật C; Luật D;\n"
    )
    assert lines(text)[0] == "- Cơ quan thực hiện: Công an tỉnh; Các Sở: Y tế; Nội vụ; Tư pháp; Giáo dục và Đào tạo."
    assert lines(text)[1:] == ["Căn cứ Luật A; Luật B;", "Căn cứ Luật C; Luật D;"]


def test_a_heading_is_not_joined_with_its_text():
    text = "### 3. Chuyển đổi số\n\nỨng dụng bệnh án điện tử.\n\n4. Kinh tế số\n\nĐến năm 2026 đạt 20%.\n"
    assert lines(text) == ["3. Chuyển đổi số", "Ứng dụng bệnh án điện tử.", "4. Kinh tế số", "Đến năm 2026 đạt 20%."]


WRAPPED = """Thực hiện Quyết định số
812/QĐ-TTg ngày 14/6/2024 của Thủ tướng Chính phủ về phòng, chống đuối nước trẻ
em, Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:

a) Đến năm 2027: Có ≥
60% trẻ em từ 6 tuổi được học bơi an toàn tại các cơ sở giáo dục và các trung tâm
Văn hóa xã, phường. Hằng năm rà soát ao, hồ, sông, suối nguy hiểm theo Nghị định
số 130/2021/NĐ-
CP ngày 30/12/2021 của Chính phủ giai đoạn 2024 -
2030.

b) Các lực lượng phối hợp theo quy chế:
(1) Công an tỉnh;

(2) Sở Y tế.

- Tổ chức tập huấn kỹ năng cứu đuối cho lực lượng Công an xã.
"""


def test_wrapped_lines_become_paragraphs():
    found = lines(WRAPPED)
    assert found[0].startswith("Thực hiện Quyết định số 812/QĐ-TTg ngày")
    assert found[1].startswith("a) Đến năm 2027: Có ≥ 60% trẻ em")
    assert "các trung tâm Văn hóa xã" in found[1]
    assert "130/2021/NĐ-CP ngày" in found[1]
    assert found[1].endswith("2024 - 2030.")
    assert "(2) Sở Y tế." in found


def test_a_dash_within_a_wrapped_paragraph_is_no_bullet():
    text = (
        WRAPPED.replace("(1) Công an tỉnh;", "")
        + "\n- Phát huy vai trò chủ động của Công an tỉnh\n- Thường trực Ban Chỉ đạo tại các địa bàn.\n"
    )
    assert lines(text)[-1] == "- Phát huy vai trò chủ động của Công an tỉnh - Thường trực Ban Chỉ đạo tại các địa bàn."


def test_indentation_parts_paragraphs_where_no_blank_line_does():
    text = (
        "      1. Mục tiêu\n"
        "      - Nâng cao nhận thức của người dân về phòng bệnh, xây dựng môi trường sống\n"
        "trong lành, an toàn.\n"
        "      - Đến năm 2026 có trên 90% hộ gia đình dùng nước sạch theo chuẩn quốc gia của\n"
        "Bộ Y tế.\n"
        "      2. Nhiệm vụ\n"
        "      Tập trung kiểm tra nguồn nước, giám sát chất lượng nước tại các trạm cấp\n"
        "nước.\n"
        "      Sở Y tế chủ trì.\n"
    )
    assert lines(text) == [
        "1. Mục tiêu",
        "- Nâng cao nhận thức của người dân về phòng bệnh, xây dựng môi trường sống trong lành, an toàn.",
        "- Đến năm 2026 có trên 90% hộ gia đình dùng nước sạch theo chuẩn quốc gia của Bộ Y tế.",
        "2. Nhiệm vụ",
        "Tập trung kiểm tra nguồn nước, giám sát chất lượng nước tại các trạm cấp nước.",
        "Sở Y tế chủ trì.",
    ]


def test_the_trich_yeu_is_one_line_and_the_type_its_own():
    text = (
        "**KẾ HOẠCH**\n\n**triển khai công tác dân số  \nnăm 2024 trên địa bàn  \n"
        "huyện Tân Hòa**\n\n-----\n\nCăn cứ Pháp lệnh Dân số;\n"
    )
    assert lines(text) == [
        "KẾ HOẠCH",
        "triển khai công tác dân số năm 2024 trên địa bàn huyện Tân Hòa",
        "Căn cứ Pháp lệnh Dân số;",
    ]


def test_a_decision_keeps_its_issuer_between_title_and_preamble():
    text = (
        "QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\nphát triển cây dược liệu\n"
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\n\nCăn cứ Luật Dược;\n\nQUYẾT ĐỊNH:\n\n"
        "Điều 1. Ban hành kèm theo.\n"
    )
    assert lines(text) == [
        "QUYẾT ĐỊNH",
        "Về việc ban hành Kế hoạch phát triển cây dược liệu",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
        "Căn cứ Luật Dược;",
        "QUYẾT ĐỊNH:",
        "Điều 1. Ban hành kèm theo.",
    ]


def test_a_title_in_capitals_is_rejoined_and_the_number_of_an_annex_stays_alone():
    text = (
        "Lời mở.\n\nPhụ lục 2\n\n**DANH MỤC NHIỆM VỤ Y TẾ  \nGIAI ĐOẠN 2024 - 2026**\n\n"
        "(Kèm theo Kế hoạch số 5/KH-UBND)\n"
    )
    assert lines(text)[1:] == [
        "Phụ lục 2",
        "DANH MỤC NHIỆM VỤ Y TẾ GIAI ĐOẠN 2024 - 2026",
        "(Kèm theo Kế hoạch số 5/KH-UBND)",
    ]


def test_signature_blocks_and_recipients_keep_one_line_each():
    text = (
        "Sở Y tế báo cáo./.\n\n**Nơi nhận:**\n- Bộ Y tế (để báo cáo);\n"
        "- Các phòng, ban chuyên môn\nvà đơn vị trực thuộc,\n"
        "- Lưu: VT.\n\n**TM. ỦY BAN NHÂN DÂN  \nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH**\n\nPhạm Văn Bình\n"
    )
    assert lines(text)[1:] == [
        "Nơi nhận:",
        "- Bộ Y tế (để báo cáo);",
        "- Các phòng, ban chuyên môn và đơn vị trực thuộc,",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Phạm Văn Bình",
    ]


def test_two_columns_set_with_spaces_are_read_one_after_the_other():
    text = (
        "   SỞ Y TẾ                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        " CHI CỤC DÂN SỐ                     Độc lập - Tự do - Hạnh phúc\n"
        "   Số: 9/KH-CCDS                An Bình, ngày 5 tháng 2 năm 2024\n\n"
        "                KẾ HOẠCH\n          Truyền thông dân số\n\nThực hiện chỉ đạo của Sở.\n\n"
        "Nơi nhận:                          CHI CỤC TRƯỞNG\n- Sở Y tế;\n"
        "- Lưu: VT.                          Lê Thị Hoa\n"
    )
    assert lines(text) == [
        "SỞ Y TẾ", "CHI CỤC DÂN SỐ", "Số: 9/KH-CCDS",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "An Bình, ngày 5 tháng 2 năm 2024",
        "KẾ HOẠCH", "Truyền thông dân số", "Thực hiện chỉ đạo của Sở.",
        "Nơi nhận:", "- Sở Y tế;", "- Lưu: VT.", "CHI CỤC TRƯỞNG", "Lê Thị Hoa",
    ]  # fmt: skip


def test_a_letterhead_that_ocr_read_across_is_parted():
    text = (
        "HUYỆN ỦY TÂN HÒA ĐẢNG CỘNG SẢN VIỆT NAM\n*\n"
        "Số 12-KH/HU Tân Hòa, ngày 3 tháng 5 năm 2024\n\nKẾ HOẠCH\nvề công tác dân vận\n\nNội dung."
    )
    assert lines(text)[:4] == [
        "HUYỆN ỦY TÂN HÒA",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 12-KH/HU",
        "Tân Hòa, ngày 3 tháng 5 năm 2024",
    ]


@pytest.mark.parametrize(
    "mark", ["===== TRANG 2 =====", "2", "- 2 -", "Trang 2/9", "Page 2 of 9", "\f2", "<page_number>2</page_number>"]
)
def test_page_numbers_are_dropped_and_the_sentence_goes_on(mark):
    start = (LONG + "; " + LONG.lower() + ".\n\n") * 5
    found = lines(f"{start}- {LONG}\n\n{mark}\n\nchế biến thủy sản trên địa bàn.\n")
    assert found[-1] == f"- {LONG} chế biến thủy sản trên địa bàn."
    assert len(found) == 6


def test_a_stray_glyph_for_a_page_number_is_dropped():
    assert lines(f"{LONG} sạch.\n\n===== TRANG 5 =====\nọ\n\n{LONG} mới.\n") == [f"{LONG} sạch.", f"{LONG} mới."]


def test_a_page_number_before_a_heading_is_dropped():
    assert lines(f"{LONG}.\n\n3 II. MỤC TIÊU\n\n## 4 3. Nhiệm vụ\n") == [f"{LONG}.", "II. MỤC TIÊU", "3. Nhiệm vụ"]


def test_numbers_that_stand_close_are_cells_not_pages():
    assert lines("Đầu.\n\n1\n\nTập huấn\n\n2\n\nKiểm tra\n") == ["Đầu.", "1", "Tập huấn", "2", "Kiểm tra"]


STAMP = "UBND TỈNH AN BÌNH\t\nSỞ NỘI VỤ\t\nSỐ: 877\tĐẾN\nNgày: 02/3/2024\nChuyển: .....\nLưu hồ sơ số: .....\n"


def test_a_receiving_stamp_is_told_from_the_document():
    _source, found = blocks(STAMP + "\n**KẾ HOẠCH**\n\n**tinh giản biên chế**\n\nThực hiện Nghị quyết của Tỉnh ủy.\n")
    stamps = [words for words, block in found.items() if block.kind is BlockKind.STAMP]
    assert stamps == [
        "UBND TỈNH AN BÌNH",
        "SỞ NỘI VỤ",
        "SỐ: 877 ĐẾN",
        "Ngày: 02/3/2024",
        "Chuyển: .....",
        "Lưu hồ sơ số: .....",
    ]
    assert found["KẾ HOẠCH"].kind is BlockKind.PARAGRAPH


def test_a_stamp_may_write_its_number_beside_its_word_and_stand_above_a_letterhead_in_columns():
    _source, found = blocks(
        "SỞ NỘI VỤ TỈNH AN BÌNH\t\n**ĐẾN**\tSố: 877\n\tNgày: 02/3/2024\n\tChuyển: P. HC\n\n"
        "TỈNH ỦY AN BÌNH\tĐẢNG CỘNG SẢN VIỆT NAM\n*\t\nSố 31-KH/TU\tAn Bình, ngày 29 tháng 02 năm 2024\n\n"
        "**KẾ HOẠCH**\n\n**tinh giản biên chế**\n\nThực hiện Nghị quyết của Tỉnh ủy.\n"
    )
    stamps = [words for words, block in found.items() if block.kind is BlockKind.STAMP]
    assert stamps == ["SỞ NỘI VỤ TỈNH AN BÌNH", "ĐẾN Số: 877", "Ngày: 02/3/2024", "Chuyển: P. HC"]


def test_the_document_s_own_number_is_no_stamp():
    _source, found = blocks(
        "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\n\nSố: 12/KH-UBND\n\nCÔNG VĂN ĐẾN\nSố: 31\n"
        "Ngày: 4/5/2024\n\nKẾ HOẠCH\nphòng dại\n"
    )
    assert {words: block.kind for words, block in found.items() if block.kind is BlockKind.STAMP}.keys() == {
        "CÔNG VĂN ĐẾN",
        "Số: 31",
        "Ngày: 4/5/2024",
    }


def test_a_file_without_any_heading_is_read():
    assert lines("mua sắm thiết bị y tế\nnăm nay") == ["mua sắm thiết bị y tế năm nay"]


def test_invisible_and_direction_characters_are_dropped():
    assert lines("Kế\u200b hoạch \u202esố\u202c 5\ufeff của t\u00adỉnh\u00a0ta") == ["Kế hoạch số 5 của tỉnh ta"]


@pytest.mark.parametrize("cut", ["GIAI ĐOẠN 2026\n- 2030", "GIAI ĐOẠN 2026 -\n2030"])
def test_a_span_of_years_cut_by_the_end_of_a_line_is_one(cut: str) -> None:
    text = f"**KẾ HOẠCH**\n\nPHÁT TRIỂN NÔNG THÔN MỚI TRÊN ĐỊA BÀN TỈNH {cut}\n\nCăn cứ Luật Đầu tư công;\n"
    assert "GIAI ĐOẠN 2026 - 2030" in read_bytes(text.encode(), "mau.md").text


def test_a_signature_in_the_cells_of_a_markdown_table_keeps_its_lines():
    text = (
        "Trên đây là Kế hoạch./.\n\n| | |\n|---|---|\n"
        "| ***Nơi nhận:***<br>- Sở Y tế;<br>- Lưu: VT. | **TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH**<br><br>**Lò Thị Mẫu** |\n"
    )
    assert lines(text)[1:] == [
        "Nơi nhận:",
        "- Sở Y tế;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lò Thị Mẫu",
    ]


def _grid(*rows: str) -> Grid:
    cells = ([GridCell([Line(Traced.plain(text, 0))] if text else []) for text in row.split("|")] for row in rows)
    return Grid(list(cells))


def _grid_words(grid: Grid) -> list[list[str]]:
    return [[" ".join(e.words for e in c.content if isinstance(e, Line)) for c in row] for row in grid.rows]


_NUMBERED = ("TT|Nhiệm vụ|Chủ trì", "1|Mở lớp học nghề|Sở Nội vụ", "2|Sửa trạm bơm|Sở Xây dựng")


def test_a_row_cut_by_a_page_is_one_where_all_others_are_numbered():
    grid = _grid(*_NUMBERED)
    append(grid, _grid("|Nạo vét kênh dẫn|UBND xã", "3|Trồng cây|Đoàn xã"))
    assert _grid_words(grid)[2:] == [
        ["2", "Sửa trạm bơm Nạo vét kênh dẫn", "Sở Xây dựng UBND xã"],
        ["3", "Trồng cây", "Đoàn xã"],
    ]


def test_a_row_without_a_number_stays_one_in_a_table_that_has_others():
    grid = _grid(*_NUMBERED, "|Việc thêm|UBND xã")
    append(grid, _grid("|Nạo vét kênh dẫn|UBND xã"))
    assert len(grid.rows) == 5


def test_notes_and_divisions_of_markdown_are_what_they_print() -> None:
    note = "[^1]: Rừng phòng hộ và rừng sản xuất."
    text = f"::: {{.page}}\nI. MỤC TIÊU\n\nTrồng 500 ha rừng[^1] trong năm 2027.\n\n:::\n\n{note}\n"
    assert read_bytes(text.encode(), "a.md").text.split("\n") == [
        "I. MỤC TIÊU",
        "Trồng 500 ha rừng trong năm 2027.",
        "[1] Rừng phòng hộ và rừng sản xuất.",
    ]


def test_a_span_of_years_and_a_caption_in_brackets_go_on_over_a_gap() -> None:
    text = (
        "PHỤ LỤC\n\nDANH MỤC CÔNG VIỆC GIAI ĐOẠN 2027 -\n\n2030\n\n"
        "(Kèm theo Kế hoạch số 31/KH-UBND ngày 4/5/2026 của Ủy ban\n\nnhân dân tỉnh)\n\nMột việc làm ngay.\n"
    )
    assert lines(text) == [
        "PHỤ LỤC",
        "DANH MỤC CÔNG VIỆC GIAI ĐOẠN 2027 - 2030",
        "(Kèm theo Kế hoạch số 31/KH-UBND ngày 4/5/2026 của Ủy ban nhân dân tỉnh)",
        "Một việc làm ngay.",
    ]


def test_a_caption_and_a_title_are_parted_from_what_a_full_line_made_go_on():
    caption = "(Ban hành kèm theo Quyết định số 91/QĐ-UBND ngày 02 tháng 3 năm 2031 của Ủy ban nhân dân tỉnh)"
    assert lines(f"{caption} I. MỤC TIÊU\n\nĐến năm 2035 có 90% xã đạt chuẩn.")[:2] == [caption, "I. MỤC TIÊU"]
    title = "**Phát triển thư viện công cộng trên địa bàn tỉnh năm 2031** Căn cứ Luật Thư viện ngày 21/11/2019;"
    assert lines(f"KẾ HOẠCH\n\n{title}\n")[1:] == [
        "Phát triển thư viện công cộng trên địa bàn tỉnh năm 2031",
        "Căn cứ Luật Thư viện ngày 21/11/2019;",
    ]


@pytest.mark.parametrize("mark", ["DỰ THẢO", "DỰ THẢO LẦN 2", "HỎA TỐC", "(MẬT)"])
def test_marks_of_drafts_haste_and_secrecy_are_no_part_of_a_letterhead(mark):
    _, found = blocks(f"ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\nSố: 12/KH-UBND\n{mark}\n\nKẾ HOẠCH\nPhát triển y tế\n")
    assert found[mark].kind is BlockKind.STAMP
    assert found["TỈNH AN BÌNH"].kind is BlockKind.PARAGRAPH
