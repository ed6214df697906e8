"""What the repair of documents' numbers promises: known codes replace what OCR made of them, others stay."""

import pytest

from corpus.document_codes import misread_codes
from corpus.repair import find_misreadings


def _mended(text: str) -> str:
    for edit in sorted(misread_codes(text), key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Thông tư số 18/2019/TI-BYT", "Thông tư số 18/2019/TT-BYT"),
        ("Thông tư số 18/2019/T1-BYT", "Thông tư số 18/2019/TT-BYT"),
        ("Quyết định số 215/QĐ-BYTT,", "Quyết định số 215/QĐ-BYT,"),
        ("Kết luận số 83-KIL/IW ngày", "Kết luận số 83-KL/TW ngày"),
        ("Tờ trình số 704/TT:-SCT", "Tờ trình số 704/TTr-SCT"),
        ("Quyết định số 911/QĐ-1Tg", "Quyết định số 911/QĐ-TTg"),
        ("Chương trình số 17-CTr/FU:", "Chương trình số 17-CTr/TU:"),
        ("Tờ trình số 704/TTTr-SCT", "Tờ trình số 704/TTr-SCT"),
        ("Nghị quyết số 36/NQ-HDND", "Nghị quyết số 36/NQ-HĐND"),
        ("Kế hoạch số 91/KH-ỦBND", "Kế hoạch số 91/KH-UBND"),
        ("QCVN 02-1:2020/BYTT;", "QCVN 02-1:2020/BYT;"),
    ],
)
def test_letters_that_nobody_uses_become_the_known_code(read: str, meant: str) -> None:
    assert _mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 52/2021/NQ-HĐND",
        "Kế hoạch số 15/KH-CCKL",
        "Kế hoạch số 15/KH-UBND: mục 1",
        "Quy chế số 45/QCPH-SYT-CAT",
        "Hướng dẫn số 12-HD/BTGĐUK",
        "tỷ lệ 12/15 xã; 3-4 đợt",
        "xe 29/B1-TT",
    ],
)
def test_codes_that_are_merely_unknown_stay(text: str) -> None:
    assert _mended(text) == text


@pytest.mark.parametrize("read", ["ỦBND", "ƯBND"])
def test_an_abbreviation_that_got_a_mark_loses_it(read: str) -> None:
    (edit,) = find_misreadings(f"Căn cứ ý kiến của {read} tỉnh về việc ban hành kế hoạch")
    assert (edit.replacement, edit.rule) == ("UBND", "abbreviation")


def test_words_in_capitals_keep_their_marks() -> None:
    assert find_misreadings("KẾ HOẠCH CỦA ỦY BAN NHÂN DÂN") == []
