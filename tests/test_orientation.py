"""Pages are read upright and level however they lie in the file, and can be drawn as they were read."""

import io

import numpy as np
import pytest
from PIL import Image

import corpus
from corpus.drawing import SCALE, draw_page
from corpus.ocr import read_page_image
from corpus.page_image import letters_of, levelled, stands_up, turned
from schemas.source import SourceText
from tests.printed_pdf import lines, pdf
from tests.scans import DPI, font, needs_tesseract, plan_page

LINES = (
    "Sở Giáo dục và Đào tạo chủ trì, phối hợp với các sở, ngành liên quan",
    "tổ chức dạy học hai buổi một ngày tại tất cả các trường tiểu học.",
    "Phấn đấu đến năm 2028 có 92% trường học đạt chuẩn quốc gia mức độ 1;",
    "mỗi xã, phường có ít nhất một thư viện cộng đồng phục vụ người dân.",
    "Kinh phí thực hiện được bố trí trong dự toán ngân sách hằng năm.",
)


def _page(turn: int, crooked: float = 0.0) -> Image.Image:
    """A page that must be turned clockwise by `turn` degrees to stand upright, when it has been made level."""
    page = plan_page(*LINES, *LINES[::-1])
    return page.rotate(crooked, Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_upright_however_it_lies(turn: int) -> None:
    needs_tesseract()
    page = read_page_image(_page(turn), dpi=DPI)
    assert page.turned == turn
    assert " ".join(word.text for word in page.words).startswith("Sở Giáo dục và Đào tạo chủ trì")


@pytest.mark.parametrize("size", [11.0, 13.5, 16.0])
@pytest.mark.parametrize("crooked", [0.0, 2.5])
def test_an_upright_page_of_print_is_told_from_one_upside_down_by_its_lines(size: float, crooked: float) -> None:
    upright = np.asarray(plan_page(*LINES, size=size).rotate(crooked, fillcolor=255))
    level = levelled(upright, -crooked)
    assert stands_up(letters_of(level, DPI))
    assert not stands_up(letters_of(turned(level, 180), DPI))


@pytest.mark.parametrize("turn", [0, 180])
def test_pages_whose_lines_tell_nothing_are_told_by_reading_them(turn: int) -> None:
    needs_tesseract()
    capitals = plan_page("HOẠCH", size=40.0)
    assert read_page_image(capitals.rotate(turn), dpi=DPI).turned == turn


def test_an_empty_page_stays_as_it_is() -> None:
    needs_tesseract()
    page = read_page_image(Image.new("L", (1654, 2339), 255), dpi=DPI)
    assert (page.turned, page.levelled, page.words) == (0, 0.0, [])


def _share_of_ink_in_boxes(picture: Image.Image, source: SourceText) -> float:
    dark = np.asarray(picture.convert("L")) < 128
    boxed = np.zeros_like(dark)
    for stretch in source.stretches:
        assert stretch.bbox is not None
        left, top, right, bottom = (edge * SCALE for edge in stretch.bbox)
        boxed[int(top) - 1 : int(bottom) + 2, int(left) - 1 : int(right) + 2] = True
    assert boxed.mean() < 0.2
    return float((dark & boxed).sum() / dark.sum())


@pytest.mark.parametrize(("turn", "crooked"), [(0, 0.0), (0, 3.0), (90, -2.0), (180, 2.0), (270, 0.0)])
def test_boxes_stand_on_the_words_of_the_page_as_it_is_drawn(turn: int, crooked: float) -> None:
    needs_tesseract()
    data = _png(_page(turn, crooked))
    source = corpus.read_bytes(data, "page.png")
    page = source.pages[0]
    assert page.turned == turn and page.levelled == pytest.approx(crooked, abs=0.3)
    assert page.width is not None and page.height is not None
    picture = draw_page(
        data,
        "page.png",
        "image/png",
        1,
        size=(page.width, page.height),
        turned=page.turned,
        levelled=page.levelled,
    )
    assert picture.height > picture.width
    assert _share_of_ink_in_boxes(picture, source) > 0.98


def test_a_text_layer_that_runs_up_the_page_is_drawn_upright() -> None:
    font()

    def up_the_page(canvas: object) -> None:
        canvas.rotate(90)  # type: ignore[attr-defined]
        canvas.translate(0, -595)  # type: ignore[attr-defined]
        lines(*LINES, x=100, y=400)(canvas)

    data = pdf(up_the_page)
    source = corpus.read_bytes(data, "plan.pdf", ocr="never")
    page = source.pages[0]
    assert page.turned == 90 and page.width is not None and page.height is not None
    picture = draw_page(data, "plan.pdf", "application/pdf", 1, size=(page.width, page.height), turned=page.turned)
    assert picture.width > picture.height
    assert _share_of_ink_in_boxes(picture, source) > 0.98
