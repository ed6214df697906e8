"""The marker grammar: the numbers that open a section, as administrative and party documents print them.

Nghị định 30/2020/NĐ-CP, appendix I (part II, 6đ) orders part, chapter, section, article, clause, point: Phần, Chương,
Mục in words or Roman numbers, Điều and khoản in Arabic numbers, điểm in the letters of the Vietnamese alphabet.
Hướng dẫn 36-HD/VPTW does the same for party documents with `I-`, `1-`, `1.1-`, `a)`.
This module only tells whether a line *opens like* a section. Whether it is one is decided with its neighbours.
"""

import re
from dataclasses import dataclass

from schemas.vocabulary import MarkerKind

#: The capital letters of Vietnamese, for character classes: a range such as À-Ỹ would take small letters in.
CAPITALS = "A-ZÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬĐÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"

_ORDINALS = "nhất|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười"

#: What stands behind a marker: white space (a line feed never stands inside one), or at once the first letter.
_THEN = r"(?=[^\S\n]|[^\W\d_])"

_MARKER = re.compile(
    rf"""
    (?P<annex>(?:Phụ[ ]lục|PHỤ[ ]LỤC|Phụ[ ]Lục|PHU[ ]LUC|Phu[ ]luc|Biểu[ ]số|BIỂU[ ]SỐ|Phụ[ ]biểu|PHỤ[ ]BIỂU)
        (?:[ ]*(?:số|SỐ|Số)?[ ]*[:.]?[ ]*(?P<annex_number>\d{{1,2}}|[IVX]{{1,5}}|[A-Z])(?![\w/-]))?
        (?:[ ]*[.:\-–)])?)
  | (?P<part>(?:Phần|PHẦN|Chương|CHƯƠNG)[ ]+(?:(?:thứ|THỨ)[ ]+)?
        (?P<part_number>\d{{1,2}}|[IVXLH]{{1,6}}|(?i:{_ORDINALS}))(?!\w)[ ]*[.:\-–)]?)
  | (?P<article>(?:Điều|ĐIỀU)[ ]+(?P<article_number>\d{{1,3}})[ ]*(?:[.:]|(?=\n|$)))
  | (?P<roman>(?P<roman_number>[IVXLlH|1]{{1,7}})[ ]?(?:[.\-–)]|/(?=[^\S\n])))(?=[^\S\n]*(?![\d,]))
  | \(?(?P<decimal>(?P<decimal_number>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}})[ ]?[.\-–/):]*){_THEN}
  | (?P<arabic>\(?(?P<arabic_number>\d{{1,3}})[ ]?(?:\.\)|/\.|[.)/]|[-–](?![^\S\n]*\d)|\.[-–]))(?:{_THEN}|(?=$))
  | (?P<letter>\(?(?P<letter_number>[a-zđăâêôơư]\d?)[ ]?
        (?:\.\)|/\.|\)|\.(?=[^\S\n]|[{CAPITALS}])|[-–/](?=[^\S\n]))){_THEN}
  | (?P<capital>(?P<capital_number>[A-HĐKL])(?:[.)]|[ ]?[-–](?=[ ]))){_THEN}
    """,
    re.VERBOSE,
)

#: What follows a decimal-looking number that is a quantity or a date, not a marker (`1.5 triệu`, `30.11 hằng năm`).
_QUANTITY_AFTER = re.compile(
    r"[^\S\n]*(?:%|‰|tỷ|tỉ|triệu|nghìn|ngàn|đồng|km|ha|m2|m²|kg|tấn|người|lượt|USD|độ|tuổi|hằng|hàng)\b|[^\S\n]*%"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the start of a line.

    Attributes:
        kind: its kind. A Roman number and a letter can look alike (`I.`, `C.`): the outline decides between them.
        text: the marker as printed, e.g. `2.1-`, `Phụ lục 1`.
        number: its number as printed, without punctuation; empty for an annex without a number.
        length: code points from the line's start to the first one after the marker and the white space behind it.
    """

    kind: MarkerKind
    text: str
    number: str
    length: int


def match_marker(line: str) -> Marker | None:
    """Read the marker that a line opens with.

    Args:
        line: one line of canonical text without leading white space, markup or bullet.

    Returns:
        The marker, or None where the line opens with no number or with one that is a quantity or a date
        (`1.250 tỷ đồng`, `2.0`, `30.11.2025`, `5G`, `2026 - 2030`).
    """
    found = _MARKER.match(line)
    if found is None:
        return None
    kinds = ("annex", "part", "article", "roman", "decimal", "arabic", "letter", "capital")
    group = next(name for name in kinds if found.group(name) is not None)
    rest = line[found.end() :]
    if group in ("decimal", "arabic") and _QUANTITY_AFTER.match(rest):
        return None
    if group == "annex" and found.group("annex_number") is None and rest.strip()[:1].islower():
        return None  # `Phụ lục kèm theo …` in running text
    number = found.group(f"{group}_number") or ""
    kind = MarkerKind.PART if group == "capital" else MarkerKind(group)
    if group == "roman" and set(number) == {"1"}:
        kind = MarkerKind.ARABIC
    gap = len(rest) - len(rest.lstrip(" \t\u00a0"))
    return Marker(kind, found.group().strip(), number, found.end() + gap)
