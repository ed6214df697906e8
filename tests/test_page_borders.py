"""What the whitening of dark borders promises: they go, print stays, and a page without them is left as it is."""

import numpy as np
import pytest

from corpus.image_columns import find_gutters
from corpus.image_rules import find_rules
from corpus.open_columns import open_columns
from corpus.page import Axis
from corpus.page_borders import without_borders
from corpus.page_image import ink_of
from corpus.rulings import find_tables
from tests.scans import DPI, plan_page

LINES = ("Sở Y tế chủ trì, phối hợp với Sở Tài chính thực hiện", "hoàn thành trước ngày 30 tháng 9 năm 2026.")
SCALE = DPI / 72


@pytest.mark.parametrize("colours", [1, 3])
def test_a_dark_border_becomes_white_and_print_stays(colours: int) -> None:
    page = np.asarray(plan_page(*LINES))
    scan = page.copy()
    scan[:, :60] = 25
    scan[-40:] = 10
    scan[900:1000, :75] = 30  # its inner side is ragged
    scan, clean_page = (np.squeeze(np.repeat(image[..., None], colours, axis=-1)) for image in (scan, page))
    clean = without_borders(scan, DPI)
    assert clean[:, :70].min() == 255 and clean[-40:].min() == 255
    assert np.array_equal(clean[150:400, 100:], clean_page[150:400, 100:])


def test_a_page_without_a_border_is_left_as_it_is() -> None:
    page = np.asarray(plan_page(*LINES)).copy()
    assert without_borders(page, DPI) is page
    page[:, 2:5] = 0  # a rule at the edge is no border
    assert without_borders(page, DPI) is page


def test_a_dark_page_is_no_border() -> None:
    page = np.full((400, 300), 20, np.uint8)
    assert without_borders(page, DPI) is page


def test_the_edge_of_a_scan_is_no_line_of_a_column() -> None:
    page = np.asarray(plan_page(*LINES, *LINES, *LINES)).copy()
    page[:, :40] = 0
    for y in (1000, 1050, 1100):
        page[y : y + 20, 200:600] = 0
        page[y : y + 20, 900:1400] = 0
    (gutter,) = find_gutters(ink_of(page), DPI)
    assert gutter.top > 990 / SCALE and gutter.bottom < 1140 / SCALE


def test_a_punch_hole_beside_a_line_does_not_draw_it_into_the_columns_below() -> None:
    page = np.full((2339, 1654), 255, np.uint8)
    page[1000:1030, 200:1450] = 0
    page[1010:1060, 40:90] = 0
    for y in (1100, 1150, 1200):
        page[y : y + 20, 200:600] = 0
        page[y : y + 20, 900:1400] = 0
    (gutter,) = find_gutters(ink_of(page), DPI)
    assert gutter.top >= 1029 * 72 // DPI


def _rows(*cells: tuple[tuple[int, int], ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The ink of rows parted by rules, their cells from one x to another."""
    ink = np.zeros((1400, 1654), np.uint8)
    for number, row in enumerate(cells):
        top = 300 + 100 * number
        ink[top : top + 3, 200:1450] = 255
        for left, right in row:
            for y in (top + 25, top + 55):
                for x in range(left, right, 12):
                    ink[y : y + 18, x : x + 7] = 255
    ink[300 + 100 * len(cells) :, 200:1450][:3] = 255
    return ink


CELLS = ((220, 260), (300, 800), (850, 1150), (1200, 1420))


def _down(ink: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[float]:
    rules, mask = find_rules(ink, SCALE)
    found = open_columns(rules, np.where(mask > 0, 0, ink).astype(np.uint8), SCALE)
    assert all(rule.axis is Axis.DOWN for rule in found)
    return [rule.at * SCALE for rule in found]


def test_white_space_parts_the_columns_of_a_table_with_rules_between_rows_alone() -> None:
    ink = _rows(*[CELLS] * 4)
    found = sorted(set(map(round, _down(ink))))
    assert len(found) == 3
    assert all(a[1] < x < b[0] for x, a, b in zip(found, CELLS, CELLS[1:], strict=False))


def test_the_title_of_a_group_runs_over_such_columns() -> None:
    ink = _rows(CELLS, ((220, 1000),), CELLS, CELLS, CELLS)
    rules, mask = find_rules(ink, SCALE)
    rules += open_columns(rules, np.where(mask > 0, 0, ink).astype(np.uint8), SCALE)
    (table,) = find_tables(rules)
    assert [cell.width for cell in table.cells if cell.row == 1] == [3, 1]
    assert [cell.width for cell in table.cells if cell.row == 2] == [1, 1, 1, 1]


def test_text_between_rules_has_no_columns() -> None:
    assert not _down(_rows(*[((220, 1400),)] * 4))
    assert not _down(_rows(*[((220, 700), (760, 1400))] * 4))
