"""What the mending of broken rules promises: rows keep their columns under a stamp, rows that head a group stay one."""

import numpy as np

from corpus.broken_rules import mended
from corpus.image_rules import find_rules
from corpus.page import Axis, Rule
from corpus.rulings import find_tables

SCALE = 200 / 72
LEFT, MIDDLE, RIGHT = 200, 700, 1200
ROWS = (300, 400, 460, 560, 660)


def _table(*gaps: tuple[int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The ink of a table of two columns whose second row heads a group; `gaps`: x, start and end of a break."""
    ink = np.zeros((900, 1400), np.uint8)
    for y in ROWS:
        ink[y - 1 : y + 2, LEFT:RIGHT] = 255
    for x in (LEFT, MIDDLE, RIGHT):
        ink[ROWS[0] : ROWS[-1], x - 1 : x + 2] = 255
    ink[ROWS[1] + 2 : ROWS[2] - 1, MIDDLE - 1 : MIDDLE + 2] = 0
    for x, start, end in gaps:
        ink[start:end, x - 3 : x + 4] = 0
    return ink


def _cells(ink: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[tuple[int, int]]:
    (table,) = find_tables(find_rules(ink, SCALE)[0])
    return [(cell.row, cell.column) for cell in table.cells]


WHOLE = [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (3, 0), (3, 1)]


def test_a_column_stays_one_where_a_stamp_broke_its_rule() -> None:
    assert _cells(_table()) == WHOLE
    assert _cells(_table((MIDDLE, 500, 555), (MIDDLE, 600, 650))) == WHOLE


def test_what_is_left_of_a_rule_is_told_as_its_ink() -> None:
    ink = _table((MIDDLE, 500, 555))
    _, mask = find_rules(ink, SCALE)
    assert mask[470:495, MIDDLE].all()


def test_letters_on_the_line_of_a_rule_are_no_piece_of_it() -> None:
    ink = _table()
    ink[417:443, MIDDLE - 4 : MIDDLE + 1] = 255  # an `l` of 14 points
    assert _cells(ink) == WHOLE


def test_rules_that_nothing_crosses_are_left() -> None:
    ink = np.zeros((900, 1400), np.uint8)
    rules = [Rule(Axis.DOWN, 100.0, 50.0, 90.0), Rule(Axis.DOWN, 100.0, 150.0, 190.0)]
    found, mask = mended(rules, ink, ink, SCALE)
    assert found == rules and not mask.any()


def test_what_a_faint_print_left_of_rules_makes_one_table() -> None:
    ink = _table()
    for y in ROWS:
        for x in range(LEFT + 40, RIGHT, 130):
            ink[y - 2 : y + 3, x : x + 24] = 0
    for x in (LEFT, MIDDLE, RIGHT):
        for y in range(ROWS[0] + 30, ROWS[-1], 105):
            ink[y : y + 22, x - 2 : x + 3] = 0
    assert _cells(ink) == WHOLE


def test_a_line_of_print_on_the_line_of_a_rule_is_no_piece_of_it() -> None:
    ink = _table()
    ink[ROWS[3] - 1 : ROWS[3] + 2, LEFT:MIDDLE] = 0  # the cells beside are parted, these are merged
    for x in range(LEFT + 60, MIDDLE - 60, 12):
        ink[ROWS[3] - 9 : ROWS[3] + 10, x : x + 8] = 255
    assert _cells(ink) == [cell for cell in WHOLE if cell != (3, 0)]


def test_rules_with_a_column_between_them_stay_two() -> None:
    ink = np.zeros((900, 1400), np.uint8)
    across = [Rule(Axis.ACROSS, 100.0, 50.0, 90.0), Rule(Axis.ACROSS, 100.0, 100.0, 190.0)]
    down = [Rule(Axis.DOWN, x, 80.0, 120.0) for x in (90.0, 100.0)]
    found, _ = mended([*across, *down], ink, ink, SCALE)
    assert sorted(rule for rule in found if rule.axis is Axis.ACROSS) == across


def test_short_pieces_with_nothing_beside_them_are_left_of_a_rule() -> None:
    ink = _table()
    ink[ROWS[2] + 2 : ROWS[3] - 2, MIDDLE - 3 : MIDDLE + 4] = 0
    ink[ROWS[2] + 20 : ROWS[2] + 34, MIDDLE - 1 : MIDDLE + 2] = 255
    ink[ROWS[2] + 70 : ROWS[2] + 84, MIDDLE - 1 : MIDDLE + 2] = 255
    assert _cells(ink) == WHOLE
    ink[ROWS[2] + 40 : ROWS[2] + 60, MIDDLE - 30 : MIDDLE + 30] = 255  # a word of a title runs over their line
    assert (2, 1) not in _cells(ink)


def test_a_rule_that_is_lost_in_one_row_is_told_by_the_print_on_both_sides() -> None:
    ink = _table()
    ink[ROWS[2] + 2 : ROWS[3] - 2, MIDDLE - 3 : MIDDLE + 4] = 0
    assert (2, 1) not in _cells(ink)
    ink[ROWS[2] + 40 : ROWS[2] + 60, MIDDLE - 200 : MIDDLE - 100] = 255
    assert (2, 1) not in _cells(ink)
    ink[ROWS[2] + 40 : ROWS[2] + 60, MIDDLE + 20 : MIDDLE + 100] = 255
    assert _cells(ink) == WHOLE
