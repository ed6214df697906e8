"""Fonts that printed Vietnamese before Unicode: their names tell the encoding, and their letters are read by it."""

import re

from corpus.decoding import read_as
from corpus.syllables import is_possible

#: `.VnTime`, `.VnArialH` … (TCVN3, the "ABC" fonts; a final H draws small letters as capitals).
_TCVN3 = re.compile(r"\.Vn[A-Z]\w*?(?P<capital>H)?(?:[,-].*)?$")
_VNI = re.compile(r"VNI[- ]\w", re.IGNORECASE)
_VISCII = re.compile(r"(?:VI|HL) [A-Z]\w+.*\bH?VISCII\b|VISCII", re.IGNORECASE)
_SUBSET = re.compile(r"[A-Z]{6}\+")
#: Letters that no legacy font has in the places of windows-1252.
_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_WORDS = re.compile(r"\S+")
#: Symbol fonts show their byte in the private use area.
_PRIVATE = {0xF000 + code: code for code in range(0x20, 0x100)}


def legacy_encoding(font: str) -> str | None:
    """Name the encoding that a font's letters are in.

    Args:
        font: the font's name, with or without the tag of a subset.

    Returns:
        `tcvn3`, `tcvn3-capitals`, `vni` or `viscii`; None for a font of Unicode letters.
    """
    name = _SUBSET.sub("", font, count=1)
    found = _TCVN3.match(name)
    if found:
        return "tcvn3-capitals" if found["capital"] else "tcvn3"
    if _VNI.match(name):
        return "vni"
    return "viscii" if _VISCII.match(name) else None


def read_legacy(text: str, encoding: str) -> str:
    """Read letters of a legacy font, given as windows-1252 or as bytes in the private use area.

    Args:
        text: the letters as a PDF or a Word document names them.
        encoding: as `legacy_encoding` names it.
    """
    text = text.translate(_PRIVATE)
    if encoding == "tcvn3-capitals":
        return read_as(text, "tcvn3").upper()
    return read_as(text, encoding)


def read_typed(text: str, encoding: str) -> str:
    """Read text set in a legacy font, which may have been typed in Unicode all the same, in whole or in part.

    Args:
        text: the letters as a Word document names them.
        encoding: as `legacy_encoding` names it.

    Returns:
        The text in Vietnamese. Beside letters that only Unicode has, words are read by the encoding where more of
        them are Vietnamese so than as they are.
    """
    if not _UNICODE_ONLY.search(text):
        return read_legacy(text, encoding)
    words = [word for word in _WORDS.findall(text) if not word.isascii() and not _UNICODE_ONLY.search(word)]
    if sum(map(_is_syllable, words)) >= sum(_is_syllable(read_legacy(word, encoding)) for word in words):
        return text
    return _WORDS.sub(lambda w: w[0] if _UNICODE_ONLY.search(w[0]) else read_legacy(w[0], encoding), text)


def _is_syllable(word: str) -> bool:
    letters = word.strip('.,:;!?()"“”-/').lower()
    return letters.isalpha() and is_possible(letters)
