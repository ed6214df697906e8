"""Bytes in any encoding of Vietnamese become the same text; what is no text is turned away."""

import random
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decoding import decode, to_nfc
from corpus.errors import BinaryNoise, UnknownEncoding

PLAN = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng, chống bệnh dại. Phấn đấu trên 90% đàn chó được tiêm phòng; "
    "xử lý nghiêm các trường hợp vi phạm, đẩy mạnh tuyên truyền ở các xã, phường. ĐỘC LẬP - TỰ DO - HẠNH PHÚC."
)
TABLES = tomllib.loads((Path(__file__).parent.parent / "corpus" / "legacy_encodings.toml").read_text("utf-8"))


def single_byte(text: str, name: str) -> bytes:
    """Write text in TCVN3 or VISCII."""
    codes = {char: bytes([code]) for code, char in enumerate(map(chr, range(128)))}
    for high, row in TABLES[name]["rows"].items():
        codes |= {c: bytes([int(high, 16) + i]) for i, c in enumerate(row) if c not in " \ufffd"}
    codes |= {char: bytes([int(code, 16)]) for code, char in TABLES[name].get("low", {}).items()}
    return b"".join(codes.get(char) or codes[char.lower()] for char in text)


def vni(text: str) -> bytes:
    """Write text in VNI for Windows."""
    pairs = {new: old for old, new in TABLES["vni"]["alone"].items()}
    for mark, letters in TABLES["vni"]["marks"].items():
        pairs |= {new: base + mark for base, new in zip(letters[::2], letters[1::2], strict=True)}
    pairs |= {new.upper(): old.upper() for new, old in pairs.items()}
    return "".join(pairs.get(char, char) for char in text).encode("cp1252")


def windows_1258(text: str) -> bytes:
    """Write text in windows-1258, whose tones are marks of their own."""
    written = b""
    for char in text:
        try:
            written += char.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            shape = [mark for mark in marks if mark in "\u0302\u0306\u031b"]
            tone = [mark for mark in marks if mark not in shape]
            written += (unicodedata.normalize("NFC", base + "".join(shape)) + "".join(tone)).encode("cp1258")
    return written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_byte_order_mark(encoding):
    assert decode(PLAN.encode(encoding), "x").text == PLAN


@pytest.mark.parametrize(("write", "name"), [(vni, "vni"), (windows_1258, "windows-1258")])
def test_legacy_vietnamese_is_told_by_its_syllables(write, name):
    decoded = decode(write(PLAN), "x")
    assert (decoded.text, decoded.encoding) == (PLAN, name)


def test_viscii_is_told_by_its_syllables():
    decoded = decode(single_byte(PLAN, "viscii"), "x")
    assert (decoded.text, decoded.encoding) == (PLAN, "viscii")


def test_tcvn3_gives_back_capitals_among_capitals():
    decoded = decode(single_byte(PLAN, "tcvn3"), "x")
    assert decoded.encoding == "tcvn3"
    assert decoded.text.casefold() == PLAN.casefold()
    assert "ĐỘC LẬP - TỰ DO - HẠNH PHÚC" in decoded.text


def test_legacy_bytes_that_were_saved_as_utf8_are_seen_through():
    mistaken = single_byte(PLAN, "tcvn3").decode("latin-1").encode("utf-8")
    assert decode(mistaken, "x").text.casefold() == PLAN.casefold()


def test_utf8_taken_for_windows_1252_is_seen_through():
    # Only letters whose bytes windows-1252 knows survive such a mistake.
    text = "Kế hoạch của tỉnh về công tác chăm sóc trẻ em, hỗ trợ hộ nghèo và nâng cao chất lượng dân số."
    whole = "".join(c for c in text if not any(b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for b in c.encode()))
    assert decode(whole.encode().decode("cp1252").encode(), "x").text == whole


def test_a_text_with_one_broken_character_is_read_with_a_warning():
    data = PLAN.encode() * 20
    decoded = decode(data[:50] + b"\xff" + data[50:], "x")
    assert decoded.text.count("\ufffd") == 1
    assert len(decoded.warnings) == 1


def test_noise_is_no_text():
    with pytest.raises(BinaryNoise):
        decode(random.Random(7).randbytes(5000), "x")


def test_text_in_a_foreign_encoding_is_turned_away():
    with pytest.raises(UnknownEncoding, match="save it as UTF-8"):
        decode("déjà vu, même fenêtre où le garçon était ".encode("latin-1") * 20, "x")


@given(st.text(max_size=200))
def test_composed_text_is_nfc_and_knows_its_source(text):
    composed, at = to_nfc(text)
    assert composed == unicodedata.normalize("NFC", text)
    if at is not None:
        assert len(at) == len(composed)
        assert list(at) == sorted(at)


def test_decomposed_vietnamese_is_composed_letter_by_letter():
    decomposed = unicodedata.normalize("NFD", PLAN)
    composed, at = to_nfc(decomposed)
    assert composed == PLAN
    start = composed.index("Kế hoạch")
    assert unicodedata.normalize("NFC", decomposed[at[start] : at[start + 8]]) == "Kế hoạch"
