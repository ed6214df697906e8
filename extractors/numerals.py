"""Reading the numbers of markers: Roman numbers as scanners read them, ordinals, Vietnamese letters."""

from schemas.vocabulary import MarkerKind

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

#: What a scanner makes of the strokes of a Roman number; each stands for one or more strokes.
_MISREAD_STROKES = {"H": ("II", "I"), "l": ("I",), "1": ("I",), "|": ("I",), "L": ("I",)}

_ORDINALS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip

#: The letters of points in their order (Nghị định 30/2020/NĐ-CP, appendix I: the Vietnamese alphabet).
POINT_LETTERS = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")


def roman_value(number: str) -> int | None:
    """Return the value of a well-formed Roman number of I, V and X, else None."""
    if not number or any(stroke not in _ROMAN_VALUES for stroke in number):
        return None
    total = 0
    for here, after in zip(number, number[1:] + "\0", strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(after, 0) > value else value
    return total if to_roman(total) == number else None


def to_roman(value: int) -> str:
    """Write a positive number below 40 in Roman digits."""
    digits = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (value // 10) + digits[value % 10]


def roman_readings(number: str) -> list[int]:
    """Return the values that a printed Roman number may have, misread strokes put right in every way (`IH`: 2, 3)."""
    readings = [""]
    for stroke in number:
        readings = [done + right for done in readings for right in _MISREAD_STROKES.get(stroke, (stroke,))]
    return sorted({value for reading in readings if (value := roman_value(reading)) is not None})


def ordinal_value(number: str) -> int | None:
    """Return the value of a part's or an annex's number: Arabic, Roman, a letter or an ordinal word."""
    if number.isdecimal():
        return int(number)
    return _ORDINALS.get(number.lower()) or roman_value(number) or (ord(number) - 64 if len(number) == 1 else None)


def expected_label(kind: MarkerKind, number: str) -> str:
    """Return how a number stands in a section's path: `02` as `2`, a part's ordinal as a number."""
    if kind in (MarkerKind.ARABIC, MarkerKind.ARTICLE):
        return str(int(number))
    if kind is MarkerKind.DECIMAL:
        return ".".join(str(int(part)) for part in number.split("."))
    return number
