"""The words that bound a number: `trên`, `ít nhất`, `không quá`, `từ … trở lên`, `khoảng`, and the signs `≥`, `<`."""

import re
from dataclasses import dataclass

from schemas.vocabulary import Comparator

_BEFORE: dict[Comparator, tuple[str, ...]] = {
    Comparator.GTE: (
        "tối thiểu", "ít nhất", "chí ít", "không dưới", "không thấp hơn", "không ít hơn", "không nhỏ hơn", "không kém",
        "đạt và vượt", "bằng hoặc vượt", "bằng hoặc cao hơn", "bằng và vượt", "lớn hơn hoặc bằng",
        ">=", "≥",
    ),
    Comparator.LTE: (
        "tối đa", "không quá", "không vượt quá", "không vượt", "nhiều nhất", "không cao hơn", "không lớn hơn",
        "không trên", "không hơn", "nhỏ hơn hoặc bằng", "<=", "≤",
    ),
    Comparator.GT: ("vượt trên", "vượt mức", "trên mức", "cao hơn", "lớn hơn", "nhiều hơn", "trên", "hơn", "vượt", ">"),
    Comparator.LT: ("dưới mức", "thấp hơn", "nhỏ hơn", "ít hơn", "dưới", "chưa đến", "chưa tới", "<"),
    Comparator.APPROX: (
        "khoảng trên dưới", "trên dưới", "trên/dưới", "vào khoảng", "ước khoảng", "ước tính", "ước", "khoảng",
        "xấp xỉ", "gần", "chừng", "≈", "~",
    ),
}  # fmt: skip
_MEANING = {words: comparator for comparator, all_words in _BEFORE.items() for words in all_words}
_WORDS = "|".join(re.escape(words) for words in sorted(_MEANING, key=len, reverse=True))

#: A comparator that stands before a number, with a verb of being between them (`tối thiểu là 80%`).
COMPARATOR = rf"(?:(?<!\w)(?:{_WORDS})(?:\s+(?:là|đạt|được|có|từ|khoảng|mức|t[ỷỉ]\s+lệ))?(?=\s|\d)|>=|<=|[≥≤><≈~])"
_AFTER = re.compile(
    r"\s*(?:(?P<gte>trở lên|hoặc (?:cao )?hơn|hoặc nhiều hơn)|(?P<lte>trở xuống|hoặc (?:thấp|ít) hơn))(?!\w)",
    re.IGNORECASE,
)
_FAR_AFTER = re.compile(r"[^\d,.;:()\n%]{1,40}?\s(?P<gte>trở lên)(?!\w)", re.IGNORECASE)
_FILLER = re.compile(r"\s+(?:là|đạt|được|có|từ|khoảng|mức|t[ỷỉ]\s+lệ)$")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Comparator and bounds of a quantity as the tables hold them: an open side is None."""

    low: float | None
    high: float | None
    comparator: Comparator


def meaning_of(words: str) -> Comparator:
    """Return the comparator that words before a number stand for (as `COMPARATOR` matches them)."""
    folded = re.sub(r"\s+", " ", words.strip().lower())
    return _MEANING.get(folded) or _MEANING[_FILLER.sub("", folded)]


def bound(low: float, high: float, comparator: Comparator) -> Bounds:
    """Set the bounds of a number or a range under a comparator; a range keeps both its ends."""
    if low != high:
        return Bounds(low, high, Comparator.APPROX if comparator is Comparator.APPROX else Comparator.EQ)
    if comparator in (Comparator.GT, Comparator.GTE):
        return Bounds(low, None, comparator)
    if comparator in (Comparator.LT, Comparator.LTE):
        return Bounds(None, high, comparator)
    return Bounds(low, high, comparator)


def comparator_after(text: str, end: int) -> tuple[Comparator, int] | None:
    """Read `trở lên` or `trở xuống` right behind a number: the comparator and where its words end."""
    found = _AFTER.match(text, end)
    if found is None:
        return None
    return (Comparator.GTE if found["gte"] else Comparator.LTE), found.end()


def bounded_further_on(text: str, end: int) -> bool:
    """Tell whether `trở lên` follows the counted words (`từ 50% số xã trở lên`)."""
    return _FAR_AFTER.match(text, end) is not None
