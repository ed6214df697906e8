"""What the layout of pages promises, told with word boxes as a text layer or OCR gives them."""

from collections.abc import Iterator

import pytest

from corpus.elements import Line
from corpus.page import Axis, Box, Page, Rule, RuledTable, Word
from corpus.page_grids import to_grid
from corpus.page_lines import Columns, part_columns, printed_lines
from corpus.paged import source_of_pages
from corpus.places import Places
from corpus.rulings import find_tables
from schemas.source import SourceText
from schemas.vocabulary import TextOrigin

_WIDTH, _HEIGHT = 595.0, 842.0


def _words(text: str, x: float, y: float, *, size: float = 13.0, end: float | None = None) -> Iterator[Word]:
    """Set words on a line, at even distances: up to `end`, or as wide as they are."""
    parts = text.split()
    letters = sum(map(len, parts))
    width = 6.0 if end is None else (end - x - 4.0 * (len(parts) - 1)) / letters
    for part in parts:
        yield Word(part, Box(x, y - 0.75 * size, x + width * len(part), y), y, size, confidence=95.0)
        x += width * len(part) + 4.0


def _page(*lines: tuple[object, ...], number: int = 1) -> Page:
    """Make a page that OCR read from (text, x, y, size, end) lines; the last two may be missing."""
    words: list[Word] = []
    for text, x, y, *more in lines:
        size = more[0] if more else 13.0
        end = more[1] if len(more) > 1 else None
        words += _words(str(text), float(x), float(y), size=size, end=end)  # type: ignore[arg-type]
    return Page(number, _WIDTH, _HEIGHT, words, origin=TextOrigin.OCR, confidence=95.0)


def _texts(*pages: Page) -> list[str]:
    source: SourceText = source_of_pages(pages, "a.pdf", "application/pdf")
    return [source.text[block.start : block.end] for block in source.blocks]


def test_lines_of_a_scan_are_one_paragraph_whatever_font_size_ocr_measures() -> None:
    sizes = (12.1, 16.9, 13.0, 15.8)
    first = [
        ("Trên cơ sở báo cáo của các xã, Sở Xây dựng theo dõi và tổng hợp chung", 108, 100, sizes[0], 521),
        ("tình hình các công trình chậm tiến độ trên địa bàn tỉnh, định kỳ ba tháng báo", 73, 116, sizes[1], 521),
        ("cáo Ủy ban nhân dân tỉnh để chỉ đạo theo quy định.", 73, 132, sizes[2], 374),
    ]
    second = [
        ("Đối với công trình được giao trong năm, chủ đầu tư lập hồ sơ và trình cấp", 108, 156, sizes[3], 521),
        ("có thẩm quyền phê duyệt trước khi khởi công, bảo đảm chất lượng và tiến", 73, 172, sizes[0], 521),
        ("độ đã cam kết.", 73, 188, sizes[1], 160),
    ]
    assert _texts(_page(*first, *second)) == [
        " ".join(str(line[0]) for line in first),
        " ".join(str(line[0]) for line in second),
    ]


def test_a_comma_behind_the_number_of_a_paragraph_is_its_full_stop() -> None:
    text = _texts(
        _page(
            ("quyền thì phải nêu rõ quan điểm và phương án giải quyết của mình, chịu trách", 73, 100, 13.0, 521),
            ("nhiệm trước Ủy ban nhân dân tỉnh.", 73, 116, 13.0, 300),
            ("5, Đối với các công trình chậm tiến độ và kéo dài qua nhiều năm so với thời", 108, 140, 13.0, 521),
            ("gian đã được quy định tại quyết định phê duyệt.", 73, 156, 13.0, 330),
        )
    )
    assert text[1].startswith("5. Đối với các công trình")


def test_specks_at_the_ends_of_a_line_are_no_signs() -> None:
    words = [*_words("-", 46, 50), *_words("ỦY BAN NHÂN DÂN", 82, 50)]
    assert [line.text for line in printed_lines(words, 1)] == ["ỦY BAN NHÂN DÂN"]
    words = [*_words("cung cấp dịch vụ công trực tuyến mức độ 4.", 82, 50), *_words("-", 520, 50)]
    assert printed_lines(words, 1)[0].text.endswith("mức độ 4.")
    bullet = [*_words("- Sở Y tế chủ trì, phối hợp;", 82, 50)]
    assert printed_lines(bullet, 1)[0].text == "- Sở Y tế chủ trì, phối hợp;"


def test_a_document_number_read_as_two_words_is_one() -> None:
    words = list(_words("Nghị định số 45/2023/NĐ- CP của Chính phủ", 82, 50))
    assert printed_lines(words, 1)[0].text == "Nghị định số 45/2023/NĐ-CP của Chính phủ"


def test_a_name_under_a_seal_makes_a_column_though_it_begins_below_the_recipients() -> None:
    lines = printed_lines(
        [
            *_words("Nơi nhận:", 72, 500, size=10.4),
            *_words("- Thường trực Tỉnh ủy (báo cáo);", 72, 513, size=10, end=230),
            *_words("- Ban Tổ chức Tỉnh ủy, các cơ quan tham mưu;", 72, 526, size=10, end=295),
            *_words("- Ủy ban MTTQVN tỉnh;", 72, 539, size=10, end=190),
            *_words("Hồ Thị Mẫu", 380, 539),
            *_words("- Các sở, ban, ngành, đơn vị trực thuộc tỉnh;", 72, 552, size=10, end=291),
            *_words("- Lưu: VT.", 72, 565, size=10),
        ],
        1,
    )
    (block,) = part_columns(lines, _WIDTH)
    assert isinstance(block, Columns)
    assert [line.text for line in block.right] == ["Hồ Thị Mẫu"]
    assert len(block.left) == 6


def test_a_title_whose_beginning_a_seal_covers_hangs_together() -> None:
    title = [
        ("CÁC NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM", 205, 98, 13.7, 420),
        ("PHÁT TRIỂN CHÍNH QUYỀN SỐ, KINH TẾ SỐ", 220, 114, 13.7, 510),
        ("GIAI ĐOẠN 2026 - 2030, ĐỊNH HƯỚNG 2035", 196, 130, 13.7, 475),
    ]
    body = [
        ("Trên cơ sở báo cáo của các xã, Sở Xây dựng theo dõi và tổng hợp chung", 108, 200, 13.0, 521),
        ("tình hình các công trình chậm tiến độ trên địa bàn tỉnh, định kỳ ba tháng báo", 73, 216, 13.0, 521),
        ("cáo Ủy ban nhân dân tỉnh để chỉ đạo theo quy định của pháp luật và của tỉnh,", 73, 232, 13.0, 521),
        ("bảo đảm chất lượng.", 73, 248, 13.0, 200),
    ]
    texts = _texts(_page(("Phụ lục", 260, 82, 13.1, 325), *title, *body))
    assert texts[:2] == ["Phụ lục", " ".join(str(line[0]) for line in title)]


def _grid(columns: list[float], rows: list[float], *, without: tuple[float, float] | None = None) -> list[Rule]:
    rules = [Rule(Axis.ACROSS, y, columns[0], columns[-1]) for y in rows]
    for x in columns:
        if without is not None and without[0] == x:
            rules += [Rule(Axis.DOWN, x, rows[0], without[1]), Rule(Axis.DOWN, x, without[1] + 30, rows[-1])]
        else:
            rules.append(Rule(Axis.DOWN, x, rows[0], rows[-1]))
    return rules


def test_rules_too_close_for_a_column_are_one() -> None:
    rules = [Rule(Axis.ACROSS, y, 47.0, 545.0) for y in (100.0, 130.0, 160.0, 190.0)]
    rules += [Rule(Axis.DOWN, x, 100.0, 145.0) for x in (47.0, 87.0, 539.0)]
    rules += [Rule(Axis.DOWN, x, 145.0, 190.0) for x in (51.0, 90.0, 543.0)]
    (table,) = find_tables(rules)
    assert len(table.edges) == 3
    assert [cell.width for cell in table.cells] == [1] * 6


def _cells(table: RuledTable, words: list[Word]) -> list[list[str]]:
    grid = to_grid(table, words, 1, Places())
    return [
        [" ".join(line.words for line in cell.content if isinstance(line, Line)) for cell in row] for row in grid.rows
    ]


def test_a_running_number_stands_in_its_own_cell_though_the_rule_beside_it_was_lost() -> None:
    columns, rows = [50.0, 90.0, 355.0, 455.0], [100.0, 130.0, 160.0, 190.0]
    (table,) = find_tables(_grid(columns, rows, without=(90.0, 130.0)))
    words = [*_words("9 ", 65, 118), *_words("Sửa chữa trạm y tế", 94, 118), *_words("Sở Y tế", 365, 118)]
    words += [*_words("10", 63, 148), *_words("Nâng cấp bệnh viện", 94, 148), *_words("Sở Y tế", 365, 148)]
    assert _cells(table, words) == [
        ["9", "Sửa chữa trạm y tế", "Sở Y tế"],
        ["10", "Nâng cấp bệnh viện", "Sở Y tế"],
        ["", "", ""],
    ]


def test_a_title_over_all_columns_stays_whole() -> None:
    columns, rows = [50.0, 90.0, 355.0, 455.0], [100.0, 130.0, 160.0, 190.0]
    (table,) = find_tables(_grid(columns, rows, without=(90.0, 130.0)))
    words = [*_words("Nhóm các nhiệm vụ về y tế cơ sở", 60, 148)]
    assert _cells(table, words)[1][0] == "Nhóm các nhiệm vụ về y tế cơ sở"


def _head(left: str, right: str, gap: float, space: float = 4.0) -> list[Word]:
    """Set a line of two columns that stand `gap` points apart, `space` points between the words of each."""
    found: list[Word] = []
    x = 60.0
    for text in (left, right):
        for number, word in enumerate(_words(text, 0, 60)):
            x += space if number else gap * bool(found)
            wide = word.box.x1 - word.box.x0
            word.box = Box(x, word.box.top, x + wide, word.box.bottom)
            x += wide
            found.append(word)
    return found


_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize("gap", [9.0, 14.0, 60.0])
def test_columns_of_a_letterhead_are_parted_however_close_they_stand(gap: float) -> None:
    first = _head("ỦY BAN NHÂN DÂN", _COUNTRY, gap)
    middle = first[4].box.x0
    words = [*first, *_words("TỈNH AN BÌNH", 64, 76), *_words("Độc lập - Tự do - Hạnh phúc", middle + 20, 76)]
    (block,) = part_columns(printed_lines(words, 1), _WIDTH)
    assert isinstance(block, Columns)
    assert [line.text for line in block.left] == ["ỦY BAN NHÂN DÂN", "TỈNH AN BÌNH"]
    assert [line.text for line in block.right] == [_COUNTRY, "Độc lập - Tự do - Hạnh phúc"]


@pytest.mark.parametrize("left", ["HIẾN PHÁP NƯỚC", "Hiến pháp nước"])
def test_the_name_of_the_country_within_a_line_set_to_both_margins_makes_no_columns(left: str) -> None:
    words = [*_head(left, _COUNTRY, 9.0, 9.0), *_words("VÀ PHÁP LUẬT VỀ CÁN BỘ", 60, 76)]
    assert not any(isinstance(block, Columns) for block in part_columns(printed_lines(words, 1), _WIDTH))


def _printed(*lines: tuple[object, ...], bold: int = 0) -> Page:
    """Make a page of a text layer like `_page`, its first `bold` lines in bold letters."""
    page = _page(*lines)
    low = sorted({word.baseline for word in page.words})
    for word in page.words:
        word.confidence = None
        word.bold = word.baseline in low[:bold]
    page.origin = TextOrigin.TEXT_LAYER
    return page


_FULL = [
    ("Các xã rà soát danh sách hộ chưa có nước sạch, lập kế hoạch cấp nước theo từng", 73, 300, 13.0, 521),
    ("năm và gửi Sở Y tế tổng hợp; các trạm cấp nước tập trung báo cáo chất lượng theo", 73, 316, 13.0, 521),
    ("từng quý, bảo đảm mỗi trạm có một người phụ trách được tập huấn theo quy định", 73, 332, 13.0, 521),
    ("của Sở Y tế.", 73, 348, 13.0, 140),
]


def test_a_bold_heading_whose_last_line_is_full_ends_there() -> None:
    heading = ("1. Nhiệm vụ cấp nước sạch cho các xã vùng cao và các xã ven biển của tỉnh An", 73, 200, 13.0, 521)
    texts = _texts(_printed(heading, ("Sở Y tế chủ trì thực hiện.", 73, 216), *_FULL, bold=1))
    assert texts[:2] == [heading[0], "Sở Y tế chủ trì thực hiện."]


def test_a_line_in_bold_letters_that_goes_on_with_a_small_one_is_no_heading() -> None:
    opening = ("1. Cấp nước sạch cho các xã vùng cao và các xã ven biển, trường học, trạm y tế", 73, 200, 13.0, 521)
    texts = _texts(_printed(opening, ("theo danh mục của tỉnh.", 73, 216), *_FULL, bold=1))
    assert texts[0] == f"{opening[0]} theo danh mục của tỉnh."


@pytest.mark.parametrize(("step", "parts"), [(16, 1), (19, 2)])
def test_a_sentence_below_a_full_line_opens_a_paragraph_where_white_space_parts_them(step: int, parts: int) -> None:
    first = ("Các xã rà soát danh sách hộ chưa có nước sạch và gửi Sở Y tế trong tháng sáu.", 73, 200, 13.0, 521)
    second = ("Sở Tài chính bố trí kinh phí cho các trạm.", 73, 200 + step)
    texts = _texts(_printed(first, second, *_FULL))
    assert texts[:parts] == ([first[0], second[0]] if parts == 2 else [f"{first[0]} {second[0]}"])


def test_a_sentence_under_the_words_of_a_point_belongs_to_it() -> None:
    point = ("- Các xã rà soát danh sách hộ chưa có nước sạch và gửi Sở Y tế trong tháng sáu.", 73, 200, 13.0, 521)
    page = _printed(point, ("Sở Tài chính bố trí kinh phí.", 93, 216), *_FULL)
    under = page.words[1].box
    page.words[1].box = Box(93, under.top, under.x1, under.bottom)
    assert _texts(page)[0] == f"{point[0]} Sở Tài chính bố trí kinh phí."


def test_an_indented_sentence_below_a_point_that_ends_is_a_paragraph() -> None:
    point = ("- Các xã rà soát danh sách hộ chưa có nước sạch và gửi Sở Y tế trong tháng sáu.", 73, 200, 13.0, 521)
    second = ("Sở Tài chính bố trí kinh phí cho các trạm.", 109, 216)
    assert _texts(_printed(point, second, *_FULL))[:2] == [point[0], second[0]]


def test_a_ragged_first_line_that_happens_to_stand_in_the_middle_opens_its_paragraph() -> None:
    page = [
        ("Các xã rà soát danh sách hộ chưa có nước sạch theo", 108, 200, 13.0, 490),
        ("Chương trình nước sạch của tỉnh.", 73, 216),
        ("Các trạm cấp nước tập trung báo cáo chất lượng của nước theo từng quý, bảo đảm", 108, 240, 13.0, 521),
        ("mỗi trạm có một người phụ trách.", 73, 256),
        *_FULL,
    ]
    assert _texts(_printed(*page))[0] == f"{page[0][0]} {page[1][0]}"
