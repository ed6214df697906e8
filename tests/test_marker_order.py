"""What the repair of sections' numbers promises: neighbours put a misread one right, and a right one stays."""

import pytest

from corpus.marker_order import misread_markers
from corpus.repair import find_misreadings


def _mended(text: str, confidence: float = 60.0) -> str:
    """The text with its numbers put right, its opening words read with such a confidence."""
    starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
    words = [(start, start + len(text[start:].split()[0]), confidence) for start in starts]
    for edit in reversed(list(misread_markers(text, words))):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("a) một\nb) hai\ne) ba\nd) bốn", "a) một\nb) hai\nc) ba\nd) bốn"),
        ("a) một\nb) hai\ne) ba\nđ) bốn\n3) năm\ne) sáu", "a) một\nb) hai\nc) ba\nd) bốn\nđ) năm\ne) sáu"),
        ("1. Chung\n1. Sở A\n2. Sở B\nII. Kinh phí", "I. Chung\n1. Sở A\n2. Sở B\nII. Kinh phí"),
        ("1. Đánh giá chung\nII. Mục tiêu\n1. Chung\n2. Riêng", "I. Đánh giá chung\nII. Mục tiêu\n1. Chung\n2. Riêng"),
        ("I. Chung\nII. Riêng\nII: Kinh phí\nIV. Hết", "I. Chung\nII. Riêng\nIII. Kinh phí\nIV. Hết"),
        ("1. Sở A\n2. Sở B\n3, Sở C\n4. Sở D", "1. Sở A\n2. Sở B\n3. Sở C\n4. Sở D"),
        ("đ) năm\ne) sáu\n8) bảy\nh) tám", "đ) năm\ne) sáu\ng) bảy\nh) tám"),
        ("a) một\nb) hai\nc) ba\nđ) bốn\nđ) năm", "a) một\nb) hai\nc) ba\nd) bốn\nđ) năm"),
        ("1. Sở A\n2. Sở B\n3. Sở C\n4. Sở D\n9. Sở E", "1. Sở A\n2. Sở B\n3. Sở C\n4. Sở D\n5. Sở E"),
        ("I. MỤC TIÊU\nH. NHIỆM VỤ\nIII. KINH PHÍ", "I. MỤC TIÊU\nII. NHIỆM VỤ\nIII. KINH PHÍ"),
        ("I- A\nII- B\nIII- KINH PHÍ\nV- TỔ CHỨC", "I- A\nII- B\nIII- KINH PHÍ\nIV- TỔ CHỨC"),
        ("Ì. MỤC TIÊU\nII. NHIỆM VỤ", "I. MỤC TIÊU\nII. NHIỆM VỤ"),
        ("IL MỤC TIÊU\nII. NHIỆM VỤ", "I. MỤC TIÊU\nII. NHIỆM VỤ"),
        ("I. MỤC TIÊU\nI. Chung\n2. Cụ thể\nII. KINH PHÍ", "I. MỤC TIÊU\n1. Chung\n2. Cụ thể\nII. KINH PHÍ"),
    ],
)
def test_a_misread_number_is_put_right_by_those_around_it(read: str, meant: str) -> None:
    assert _mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "a) một\nb) hai\nc) ba\nd) bốn\ne) năm\ng) sáu",  # an author who leaves đ out
        "c) ba\ne) năm\ng) sáu",
        "a) một\nb) hai\ne) ba\ng) bốn\ne) năm",  # no look-alikes in the run
        "1. Sở A\n2. Sở B\n3, 4 và 5 là các nhóm việc\n3. Sở C",
        "1. Sở A\n2. Sở B\n2. Sở C\n3. Sở D",  # printed twice
        "1. Sở A\n2. Sở B\n3. Sở C\n9. Sở D\n5. Sở E",  # no look-alikes
        "I. MỤC TIÊU\n1. Sở A\n2. Sở B\nI. MỤC TIÊU\nII. NHIỆM VỤ",  # a plan that begins anew
        "I. MỤC TIÊU\n1. Chung\nII. NHIỆM VỤ\n1. Sở A\n2. Sở B",
    ],
)
def test_numbers_that_may_stand_as_they_are_stay(text: str) -> None:
    assert _mended(text) == text


def test_a_number_that_was_read_with_confidence_stays() -> None:
    text = "a) một\nb) hai\ne) ba\nd) bốn"
    assert _mended(text, confidence=97.0) == text


def test_numbers_of_a_text_that_nobody_read_by_ocr_stay() -> None:
    assert find_misreadings("a) một\nb) hai\ne) ba\nd) bốn") == []
