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


_MENU = "<ul><li><a href='/'>Trang chủ</a><li><a href='/tb'>THÔNG BÁO</a></ul><p>Thứ sáu, 12/03/2027 08:30</p>"
_LETTERHEAD = (
    "<table><tr><td><p>ỦY BAN NHÂN DÂN<br>TỈNH KIÊN GIANG<p>Số: 45/KH-UBND"
    "<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</table>"
)
_BODY = "<p>KẾ HOẠCH<br>Trồng rừng năm 2027<p>Theo <a href='/x'>Nghị quyết số 20/NQ-HĐND</a>, tỉnh trồng 500 ha rừng."
_SIGNATURE = "<table><tr><td>Nơi nhận:<br>- Lưu: VT.<td><p>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH<br>Lê Văn Bình</table>"
_SITE = (
    "<p><a>Facebook</a> <a>Zalo</a></p><h3>Tin liên quan</h3><ul><li><a>Dự toán năm 2026 tăng 15%</a></ul>"
    "<p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh Kiên Giang</p><p>© 2027</p>"
)
_ANNEX = (
    "<p>Phụ lục<table border=1><tr><td>TT<td>Nhiệm vụ<td>Cơ quan chủ trì"
    "<tr><td>1<td><a href='/y'>Trồng rừng phòng hộ</a><td>Chi cục Kiểm lâm</table>"
)


def _texts(html: str) -> list[str]:
    source = read_bytes(f"<html><body>{html}</body></html>".encode(), "a.html")
    return [source.text[block.start : block.end] for block in source.blocks]


@pytest.mark.parametrize("framed", [False, True])
def test_what_a_site_puts_around_a_document_is_no_part_of_it(framed: bool) -> None:
    html = _MENU + _LETTERHEAD + _BODY + _SIGNATURE + _SITE
    if framed:
        html = f"<table><tr><td><a href='/'>Hỏi đáp</a><td>{html}</table>"
    texts = _texts(html)
    assert texts[0] == "ỦY BAN NHÂN DÂN"
    assert "Theo Nghị quyết số 20/NQ-HĐND, tỉnh trồng 500 ha rừng." in texts
    assert texts[-1] == "Lê Văn Bình"


def test_an_annex_after_the_signature_stays_though_a_site_goes_on_below_it() -> None:
    texts = _texts(_MENU + _LETTERHEAD + _BODY + _SIGNATURE + _ANNEX + _SITE)
    assert texts[-3:] == [
        "Phụ lục",
        "TT\tNhiệm vụ\tCơ quan chủ trì",
        "1\tTrồng rừng phòng hộ\tChi cục Kiểm lâm",
    ]


def test_a_page_without_letterhead_and_signature_stays_whole() -> None:
    assert _texts("<p><a href='/'>Kế hoạch trồng rừng</a><p>I. MỤC TIÊU<p>Trồng 500 ha rừng.<p>Chia sẻ") == [
        "Kế hoạch trồng rừng",
        "I. MỤC TIÊU",
        "Trồng 500 ha rừng.",
        "Chia sẻ",
    ]
