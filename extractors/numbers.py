"""Numbers as Vietnamese prints them: `99,5`, `10.000`, `1.234.567,8`, `01-02`, `hai phần ba`, `một nửa`.

A point parts thousands and a comma opens the decimals; `99.5` and `1,500,000` are read for what they can only be.
"""

import re

#: One printed number: a decimal comma or point, thousands in groups of three, no letter or digit glued to its left.
NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d+(?:[.,]\d+)?)"

#: What may stand between the ends of a range: `7-10`, `7 – 10`, `7 đến 10`.
RANGE_SIGN = r"(?:\s?[-–—÷~]\s?|\s+(?:đến|tới|-|–|—)\s+)"

_GROUPS_BY_POINT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_GROUPS_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}")

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_POWERS = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_WORD = "|".join(sorted([*_DIGITS, *_POWERS, "mươi", "trăm", "linh", "lẻ"], key=len, reverse=True))

#: A run of number words, a fraction in words, or a half.
NUMBER_WORDS = rf"(?:một\s+nửa|(?:{_WORD})(?:\s+(?:{_WORD}|phần(?=\s+(?:{_WORD})\b)))*)\b"
_FRACTION_WORDS = re.compile(r"(.+?)\s+phần\s+(.+)")

#: Words that multiply a printed number: `1,5 nghìn tỷ`, `500 triệu`.
SCALE = r"(?:nghìn tỷ|nghìn tỉ|ngàn tỷ|ngàn tỉ|triệu tỷ|vạn|nghìn|ngàn|triệu|tỷ|tỉ)"

_MISREAD_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})


def parse_number(raw: str) -> float:
    """Return the value of a number printed in digits.

    Args:
        raw: digits with their separators, as `NUMBER` matches them.

    Raises:
        ValueError: if `raw` is no such number.
    """
    if _GROUPS_BY_POINT.fullmatch(raw):
        return float(raw.replace(".", "").replace(",", "."))
    if _GROUPS_BY_COMMA.fullmatch(raw):
        return float(raw.replace(",", ""))
    return float(raw.replace(",", "."))


def mend_digits(raw: str) -> str:
    """Put right the letters that a scanner takes for digits (`1OO`, `l5`); sure only where digits must stand."""
    return raw.translate(_MISREAD_DIGITS)


def parse_number_words(raw: str) -> float | None:
    """Return the value of a number in words (`hai mươi lăm`, `một nửa`, `hai phần ba`), None if it is none."""
    words = raw.lower().split()
    if words in (["một", "nửa"], ["nửa"]):
        return 0.5
    fraction = _FRACTION_WORDS.fullmatch(" ".join(words))
    if fraction:
        over, under = parse_number_words(fraction[1]), parse_number_words(fraction[2])
        return over / under if over is not None and under else None
    total = group = 0
    digit: int | None = None
    for word in words:
        if word in _DIGITS:
            if digit is not None and digit != 10:
                return None
            group, digit = (group + 10, None) if digit == 10 else (group, digit)
            digit = _DIGITS[word]
        elif word in ("linh", "lẻ"):
            continue
        elif word == "mươi":
            group, digit = group + (digit or 1) * 10, None
        elif word == "trăm":
            group, digit = group + (digit or 1) * 100, None
        elif word in _POWERS:
            total += (group + (digit or 0) or 1) * _POWERS[word]
            group, digit = 0, None
        else:
            return None
    return float(total + group + (digit or 0)) if words else None


def scale_of(words: str) -> float:
    """Return what a word of scale multiplies by (`nghìn tỷ`: 10^12); 1 for the empty string."""
    factor = 1.0
    for word in words.lower().split():
        factor *= _POWERS[word]
    return factor
