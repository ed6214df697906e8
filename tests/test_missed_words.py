"""What reading the unread ink of a page promises: lost words are found, nothing is read twice, specks are no words."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from corpus.missed_words import with_missed_words
from corpus.tesseract import ReadWord, recognise
from tests.scans import A4, DPI, font, needs_tesseract, plan_page

_LINES = (
    "Sở Nội vụ tổng hợp kết quả sắp xếp, báo cáo trước ngày 15/12 hằng",
    "năm.",
    "Sở Tài chính bố trí kinh phí theo phân cấp ngân sách hiện hành.",
)


def _read(image: Image.Image) -> tuple[list[ReadWord], NDArray[np.uint8]]:
    needs_tesseract()
    page = np.asarray(image)
    return recognise(page, DPI), page


def test_a_word_alone_on_its_line_is_found_again() -> None:
    words, page = _read(plan_page(*_LINES))
    lost = next(word for word in words if word.text == "năm.")
    found = with_missed_words([word for word in words if word is not lost], page, DPI)
    again = found[-1]
    assert [word.text for word in found] == [word.text for word in words if word is not lost] + ["năm."]
    assert abs(again.left - lost.left) < 5 and abs(again.baseline - lost.baseline) < 8
    assert again.line not in {word.line for word in found[:-1]}


def test_what_was_read_there_as_no_word_gives_way() -> None:
    words, page = _read(plan_page(*_LINES))
    lost = next(word for word in words if word.text == "năm.")
    lost.text, lost.confidence = "uăin,.", 0.0
    assert [word.text for word in with_missed_words(words, page, DPI) if word.line == lost.line] == []
    assert with_missed_words(words, page, DPI)[-1].text == "năm."


def test_a_page_that_was_read_whole_stays_as_it_is() -> None:
    words, page = _read(plan_page(*_LINES))
    assert with_missed_words(words, page, DPI) == words


def test_a_word_whose_box_lies_beside_it_is_not_read_twice() -> None:
    words, page = _read(plan_page(*_LINES))
    moved = next(word for word in words if word.text == "chính")
    moved.left, moved.right = moved.right + 2, moved.right + 4
    assert with_missed_words(words, page, DPI) == words


def test_specks_and_drawings_are_no_words() -> None:
    image = plan_page(*_LINES)
    pen = ImageDraw.Draw(image)
    for x in range(200, 1400, 160):
        pen.ellipse((x, 1500, x + 9, 1509), fill=20)
    pen.arc((300, 1600, 1200, 2000), 10, 300, fill=30, width=4)
    words, page = _read(image)
    kept = [word for word in words if word.bottom < 1400]
    assert with_missed_words(kept, page, DPI) == kept


def test_an_empty_page_has_none() -> None:
    words, page = _read(Image.new("L", A4, 255))
    assert with_missed_words(words, page, DPI) == []
    assert font()
