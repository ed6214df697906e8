"""What is taken off pages as furniture and what stays: running heads, page numbers, the names of annexes."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import read_bytes
from tests.printed_pdf import lines, pdf

_TOP = 790
_BODY = "Các xã rà soát danh sách hộ chưa có nước sạch và gửi Sở Y tế trước tháng 6."


def _texts(*pages: list[tuple[str, float, float]]) -> list[str]:
    """Print (text, x, y) on pages, each with the body below, and read them."""

    def draw(page: list[tuple[str, float, float]]) -> Callable[[Canvas], None]:
        def on(canvas: Canvas) -> None:
            for text, x, y in page:
                lines(text, x=x, y=y)(canvas)
            lines(_BODY, x=85, y=600)(canvas)

        return on

    source = read_bytes(pdf(*map(draw, pages)), "a.pdf")
    texts = [source.text[block.start : block.end] for block in source.blocks]
    assert texts.count(_BODY) == len(pages)
    return [text for text in texts if text != _BODY]


@pytest.mark.parametrize("names", [("PHỤ LỤC 1", "PHỤ LỤC 2", "PHỤ LỤC 3"), ("Biểu số 01", "Biểu số 02", "Biểu số 03")])
def test_names_of_annexes_that_differ_by_their_number_alone_stay(names: tuple[str, ...]) -> None:
    assert _texts(*([(name, 260, _TOP)] for name in names)) == list(names)


def test_annexes_without_a_number_and_titles_that_they_share_stay() -> None:
    page = [("PHỤ LỤC", 265, _TOP), ("(Kèm theo Kế hoạch số 18/KH-UBND)", 190, _TOP - 40)]
    assert _texts(page, page, page) == [text for text, *_ in page] * 3


def test_a_running_head_that_repeats_the_name_of_an_annex_is_text_once() -> None:
    head = ("Phụ lục I. Danh mục trạm cấp nước", 85.0, float(_TOP))
    assert _texts([head], [head], [head], [head]) == [head[0]]


def test_a_running_head_of_an_annex_with_the_number_of_its_page_is_text_once() -> None:
    heads = [(f"Phụ lục I. Danh mục trạm cấp nước - Trang {number}/4", 85.0, float(_TOP)) for number in range(1, 5)]
    assert _texts(*([head] for head in heads)) == [heads[0][0]]


def test_running_heads_over_the_names_of_annexes_are_no_text() -> None:
    pages = [[("Văn phòng tỉnh An Bình", 85.0, 810.0), (f"PHỤ LỤC {n}", 260.0, 780.0)] for n in (1, 2, 3)]
    assert _texts(*pages) == ["PHỤ LỤC 1", "PHỤ LỤC 2", "PHỤ LỤC 3"]


def test_feet_that_open_with_the_word_for_a_form_are_no_text() -> None:
    assert _texts(*([("Mẫu văn bản của tỉnh An Bình", 85.0, 30.0)] for _ in range(3))) == []


def test_the_number_of_a_page_below_a_running_head_is_no_text() -> None:
    head = ("Văn phòng tỉnh An Bình", 85.0, 812.0)
    assert _texts([head], [head, ("2", 295, 785)], [head, ("3", 295, 785)]) == []


def test_the_number_of_a_page_over_a_running_foot_is_no_text() -> None:
    foot = ("Văn phòng tỉnh An Bình", 85.0, 28.0)
    assert _texts([foot], [("2", 295, 48), foot], [("3", 295, 48), foot]) == []


def test_a_number_within_the_text_at_the_head_of_a_page_stays() -> None:
    page = [("Tổng số trạm cấp nước của tỉnh là", 85.0, float(_TOP)), ("27", 295.0, 765.0), ("trạm.", 85.0, 745.0)]
    assert "27" in " ".join(_texts(page))
