"""Two pages side by side on one image: told from a page across, read one after the other, placed on the image."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from corpus.fold import find_fold
from corpus.ocr import read_page_image
from corpus.page import Axis, Box, Page, Rule, RuledCell, RuledTable, Word
from corpus.paged import source_of_pages
from corpus.spreads import side_by_side, unfolded
from schemas.source import BlockKind
from schemas.vocabulary import TextOrigin
from tests.scans import A4, DPI, font, needs_tesseract, plan_page, ruled_page

Gray = NDArray[np.uint8]

_LEFT = [
    "Các xã rà soát danh sách hộ chưa có nước sạch, lập kế hoạch cấp nước",
    "theo từng năm và gửi Sở Y tế tổng hợp; các trạm cấp nước tập trung báo",
    "cáo chất lượng nước theo từng quý, bảo đảm mỗi trạm có một người phụ",
    "trách được tập huấn theo quy định; trường học và trạm y tế được ưu tiên",
    "đấu nối trước, sau đó đến các hộ nghèo và hộ cận nghèo của từng thôn; chi",
] * 3
_RIGHT = ["phí đấu nối của hộ nghèo do ngân sách xã trả. Sở Tài chính hướng dẫn các", "xã lập dự toán."]
_ACROSS = (A4[1], A4[0])


def _spread(left: Image.Image, right: Image.Image) -> Image.Image:
    image = Image.new("L", (2 * A4[0], A4[1]), 255)
    image.paste(left, (0, 0))
    image.paste(right, (A4[0], 0))
    return image


def _fold(image: Image.Image) -> int | None:
    found = find_fold(np.asarray(image))
    return found.middle if found else None


def _table() -> Image.Image:
    rows = [[str(n), "Đấu nối nước sạch cho thôn", "Sở Y tế"] for n in range(1, 9)]
    return ruled_page(rows, [190, 300, 1050, 1450])


@pytest.mark.parametrize("right", ["full", "last lines", "empty", "table"])
def test_pages_side_by_side_are_cut_between_their_margins(right: str) -> None:
    lines = {"full": _LEFT, "last lines": _RIGHT, "empty": []}
    middle = _fold(_spread(plan_page(*_LEFT), plan_page(*lines[right]) if right in lines else _table()))
    assert middle is not None
    assert 1500 < middle < A4[0] + 190


def test_the_shadow_of_the_fold_does_not_hide_it() -> None:
    image = _spread(plan_page(*_LEFT), plan_page(*_LEFT))
    ImageDraw.Draw(image).rectangle((A4[0] - 15, 0, A4[0] + 15, A4[1]), fill=10)
    assert _fold(image) is not None


def test_specks_between_the_pages_do_not_hide_the_fold() -> None:
    image = _spread(plan_page(*_LEFT), plan_page(*_LEFT))
    draw = ImageDraw.Draw(image)
    for y in range(50, A4[1], 60):
        draw.rectangle((A4[0] + y % 97, y, A4[0] + y % 97 + 3, y + 3), fill=0)
    assert _fold(image) is not None


def _across(*lines: tuple[str, int, int]) -> Image.Image:
    """A page across with lines of text at x and y."""
    page = Image.new("L", _ACROSS, 255)
    for text, x, y in lines:
        ImageDraw.Draw(page).text((x, y), text, font=font(), fill=15)
    return page


_BESIDE = [
    line for n, text in enumerate(_LEFT) for line in ((text[:50], 130, 300 + 70 * n), (text[:50], 1300, 300 + 70 * n))
]


def test_a_table_on_a_page_across_is_one_page_though_its_middle_column_is_empty() -> None:
    page = _across(*_BESIDE)
    draw = ImageDraw.Draw(page)
    for y in range(290, 1400, 140):
        draw.line((120, y, 2220, y), fill=0, width=3)
    assert _fold(page) is None


@pytest.mark.parametrize("crossing", [("PHỤ LỤC II", 1080, 150), ("2", 1160, 1560)], ids=["title", "number"])
def test_what_stands_in_the_middle_of_a_page_across_makes_one_page_of_it(crossing: tuple[str, int, int]) -> None:
    assert _fold(_across(*_BESIDE)) is not None
    assert _fold(_across(*_BESIDE, crossing)) is None


def test_a_letterhead_or_a_signature_on_a_page_across_makes_no_two_pages() -> None:
    short = [("Nơi nhận:", 200, 300), ("- Như trên;", 200, 370), ("TM. ỦY BAN NHÂN DÂN", 1500, 300)]
    assert _fold(_across(*short)) is None


def test_rows_without_rules_on_a_page_across_make_no_two_pages() -> None:
    rows = [
        cell
        for n in range(1, 15)
        for cell in (
            (f"{n}. Đấu nối nước sạch cho thôn số {n} và trạm y tế của xã An Bình", 130, 150 + 90 * n),
            ("Sở Y tế", 1330, 150 + 90 * n),
            ("Quý II", 1800, 150 + 90 * n),
        )
    ]
    assert _fold(_across(*rows)) is None


def test_an_upright_page_has_no_fold() -> None:
    assert _fold(plan_page(*_LEFT)) is None


def _word(text: str, x: float, y: float = 100.0) -> Word:
    return Word(text, Box(x, y - 10, x + 40, y), y, 13.0, confidence=90.0)


def test_a_spread_is_parted_into_what_it_was_made_of() -> None:
    cell = RuledCell(0, 0, 1, 1, Box(70, 200, 500, 240))
    rules = [Rule(Axis.ACROSS, 200.0, 70.0, 500.0), Rule(Axis.DOWN, 70.0, 200.0, 240.0)]
    table = RuledTable(Box(70, 200, 500, 240), [cell], [70.0, 500.0])
    left = Page(4, 595.0, 842.0, [_word("trái", 80)], confidence=90.0, origin=TextOrigin.OCR)
    right = Page(4, 595.0, 842.0, [_word("phải", 90)], rules, [table], confidence=90.0, origin=TextOrigin.OCR)
    spread = side_by_side(left, right, 595.0)
    assert (spread.number, spread.width, spread.confidence, spread.words[1].box.x0) == (4, 1190.0, 90.0, 685.0)
    single = Page(5, 595.0, 842.0, [_word("sau", 80)])
    pages, origins = unfolded([spread, single])
    assert [page.number for page in pages] == [1, 2, 3]
    assert origins == {1: (4, 0.0), 2: (4, 595.0), 3: (5, 0.0)}
    assert (pages[1].words, pages[1].rules, pages[1].tables) == (right.words, rules, [table])
    assert (pages[0].words, pages[0].rules, pages[2].words) == (left.words, [], single.words)


def test_documents_without_spreads_keep_their_pages() -> None:
    pages = [Page(7, 595.0, 842.0, [_word("trang", 80)])]
    assert unfolded(pages) == (pages, {})


@pytest.mark.parametrize("turn", [0, 90])
def test_a_spread_is_read_page_after_page_and_placed_on_its_image(turn: int) -> None:
    needs_tesseract()
    image = _spread(plan_page(*_LEFT), plan_page(*_RIGHT)).rotate(turn, expand=True)
    page = read_page_image(image, page=3)
    # The image tells no resolution: it is taken for A4 beside A4.
    assert page.fold is not None
    assert abs(page.width - 2 * 595) < 3
    source = source_of_pages([page], "a.png", "image/png")
    text = source.text.replace("\n", " ")
    assert text.index("Các xã rà soát") < text.index("phí đấu nối của hộ nghèo")
    assert [place.page for place in source.pages] == [3]
    at = source.text.index("phí đấu nối của hộ nghèo do ngân sách")
    number, box = source.place(at, at + len("phí đấu"))
    assert number == 3
    assert box is not None
    assert 595 + 60 < box[0] < 595 + 80


def test_the_table_of_one_page_of_a_spread_is_read_by_itself() -> None:
    needs_tesseract()
    page = read_page_image(_spread(plan_page(*_LEFT), _table()), dpi=DPI)
    source = source_of_pages([page], "a.png", "image/png")
    rows = [block for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert len(rows) == 8
    assert all(len(row.cells) == 3 for row in rows)
