"""Web pages: scripts and menus go, lists keep their marks, broken and hostile markup does no harm."""

import pytest

from corpus import EmptyInput, read_bytes


def lines(html: str) -> list[str]:
    return read_bytes(html.encode(), "x").text.split("\n")


def test_scripts_styles_and_menus_are_dropped():
    page = (
        "<!DOCTYPE html><html><head><title>Cổng</title><style>p{}</style></head><body>"
        "<nav>Trang chủ</nav><script>if (a<b) '</p>'</script><p>Nội dung.</p></body></html>"
    )
    assert lines(page) == ["Nội dung."]


def test_paragraphs_are_squeezed_and_breaks_part_them():
    assert lines("<html><p>Kế hoạch\n   phòng  dại</p><p>Dòng một.<br>Dòng hai.</p></html>") == [
        "Kế hoạch phòng dại",
        "Dòng một.",
        "Dòng hai.",
    ]


def test_list_items_keep_the_marks_that_a_browser_prints():
    page = "<html><ul><li>Sở Y tế<li>- Công an</ul><ol start=3><li>Mục ba</ol><ol type='a'><li>Điểm</li></ol></html>"
    assert lines(page) == ["- Sở Y tế", "- Công an", "3. Mục ba", "a) Điểm"]


def test_bold_is_told_from_tags_and_styles():
    source = read_bytes(
        b"<html><p><b>I. A</b></p><p><span style='font-weight: bold'>II. B</span></p><p>c</p></html>", "x"
    )
    assert [block.bold for block in source.blocks] == [True, True, False]


def test_headings_keep_their_level():
    source = read_bytes("<html><h2>I. MỤC TIÊU</h2><p>Nội dung.</p></html>".encode(), "x")
    assert [block.heading_level for block in source.blocks] == [2, None]


def test_entities_and_small_signs():
    assert lines("<html><p>Di&#7879;n t&iacute;ch &ge; 500 m<sup>2</sup><sup>1</sup> &lt; 600</p></html>") == [
        "Diện tích ≥ 500 m² < 600"
    ]


def test_text_between_angle_brackets_that_is_no_tag_stays():
    assert lines("<html><p>Kính gửi <Tên đơn vị>, x < 5</p></html>") == ["Kính gửi <Tên đơn vị>, x < 5"]


@pytest.mark.parametrize(
    "junk", ["<div>", "<!--", "<script>", "<table><tr><td>", "<b>", "<a ", "</", "<!", "<title>", "<ul><li>"]
)
def test_broken_and_nested_markup_is_survived(junk):
    try:
        source = read_bytes(("<html><p>Đầu trang.</p>" + junk * 3000).encode(), "x")
    except EmptyInput:
        pytest.fail("the text before the junk was lost")
    assert source.text.startswith("Đầu trang.")


def test_a_page_laid_out_in_nested_tables_is_read_in_order():
    page = (
        "<html><table><tr><td>Cột trái.</td><td><p>Nội dung chính.</p><table><tr><td>TT<td>Nhiệm vụ<td>Đơn vị</tr>"
        "<tr><td>1<td>Kiểm tra<td>Sở Y tế</tr></table><p>Kết thúc.</p></td></tr></table></html>"
    )
    assert lines(page) == ["Cột trái.", "Nội dung chính.", "TT\tNhiệm vụ\tĐơn vị", "1\tKiểm tra\tSở Y tế", "Kết thúc."]
