"""What a second look at doubtful words promises: it mends what it reads better, and leaves the rest alone."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from corpus.second_look import _may_become, looked_at_again
from corpus.signs import tell_signs
from corpus.tesseract import ReadWord
from tests.scans import DPI, font, needs_tesseract


def _printed(text: str) -> tuple[np.ndarray, ReadWord]:
    """Print one word on white paper, and return it with the box that it stands in."""
    page = Image.new("L", (900, 200), 255)
    draw = ImageDraw.Draw(page)
    draw.text((300, 80), text, font=font(), fill=15)
    image = np.asarray(page)
    rows, columns = np.nonzero(image < 128)
    box = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    left, top, right, bottom = map(int, box)
    return image, ReadWord(text, left, top, right, bottom, bottom, 37.0, 50.0, 0)


@pytest.mark.parametrize(
    ("printed", "read"), [("thống", "thông"), ("45-KL/TW", "45-KL/IW"), ("thiểu", "thiếu"), ("UBND", "ỦBND")]
)
def test_a_doubtful_word_that_was_misread_is_read_again(printed: str, read: str) -> None:
    needs_tesseract()
    image, word = _printed(printed)
    word.text, word.confidence = read, 40.0
    looked_at_again([word], image, DPI)
    assert word.text == printed
    assert word.confidence > 60


def test_a_word_that_was_read_well_with_no_confidence_gains_it() -> None:
    needs_tesseract()
    image, word = _printed("27-NQ/TU,")
    word.confidence = 0.0
    looked_at_again([word], image, DPI)
    assert word.text == "27-NQ/TU,"
    assert word.confidence > 60


def test_a_word_that_was_read_with_confidence_is_not_looked_at() -> None:
    image, word = _printed("thống")
    word.text, word.confidence = "thông", 96.0
    looked_at_again([word], image, DPI)
    assert word.text == "thông"


def test_strokes_of_roman_numbers_are_left_to_be_counted() -> None:
    image, word = _printed("III.")
    word.text, word.confidence = "HI.", 30.0
    looked_at_again([word], image, DPI)
    assert word.text == "HI."


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("thông", "thống", True),
        ("zhống", "thống", True),
        ("thực", "thựv", False),
        ("sở", "SỞ", False),
        ("317NQ", "31/NQ", True),
        ("6", "bò", False),
    ],
)
def test_a_syllable_becomes_a_syllable_and_no_capitals(one: str, other: str, may: bool) -> None:
    assert _may_become(one, other) is may


@pytest.mark.parametrize(("sign", "meant"), [("≥", "≥"), (">", ">"), ("≤", "≤"), ("<", "<")])
def test_a_bar_under_a_sign_before_a_number_is_seen(sign: str, meant: str) -> None:
    image, word = _printed(sign)
    word.text = {"≥": ">", "≤": "<"}.get(sign, sign)
    number = ReadWord("40%", word.right + 12, word.top, word.right + 70, word.bottom, word.bottom, 37.0, 95.0, 0)
    tell_signs([word, number], cv2.GaussianBlur(image, (0, 0), 0.6))
    assert word.text == meant


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("15/08/2021", "45/08/2021", False),
        ("15/08/2021", "16/08/2021", True),
        ("Km3+125", "Km3+I25", False),
        ("Ø7", "Z7", False),
        ("5)", "5", False),
        ("nguồn", "nguồn.", False),
        ("giao", "Giao", False),
        ("Và", "và", True),
        ("c)", "©)", False),
    ],
)
def test_numbers_brackets_and_letters_of_items_are_not_lost(one: str, other: str, may: bool) -> None:
    assert _may_become(one, other) is may
