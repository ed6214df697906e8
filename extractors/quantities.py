"""Percentages and amounts of money (guidelines, sections 3 and 9)."""

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extractors.comparators import COMPARATOR, bound, bounded_further_on, comparator_after, meaning_of
from extractors.money import find_amounts
from extractors.numbers import NUMBER, NUMBER_WORDS, RANGE_SIGN, mend_digits, parse_number, parse_number_words
from extractors.plan import Quantity, Span
from schemas.vocabulary import Comparator, Per

_SIGN = re.compile(r"%|phần trăm(?!\w)|điểm (?:phần trăm|%)", re.IGNORECASE)
_WINDOW = 90

#: Number, range and comparator as they stand right before a percent sign.
_BEFORE = re.compile(
    rf"""
    (?:(?<!\w)(?P<from>từ)\s+)?
    (?:(?P<comparator>{COMPARATOR})\s*)?
    (?:(?<![\w.,/])(?P<low>{NUMBER})\s?(?:%|phần[ ]trăm)?{RANGE_SIGN}(?P<second>{COMPARATOR}\s*)?)?
    (?P<number>(?<![^\W_])(?<!\d[.,/])(?:{NUMBER}|[\dOoIl]*\d[\dOoIl]*|\b{NUMBER_WORDS}))
    \s?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RANGE_GOES_ON = re.compile(rf"{RANGE_SIGN}{NUMBER}\s?(?:%|phần trăm)")
_RATE = re.compile(
    r"\s*(?:/\s*(?:0?1\s+|một\s+)?|(?:mỗi|một|hằng|hàng|trên một)\s+)(?:(?P<year>năm)|(?P<month>tháng))(?!\w)",
    re.IGNORECASE,
)

#: A rate whose period stands before the number: `mỗi năm giảm 2%`.
_RATE_BEFORE = re.compile(
    r"(?:mỗi|hằng|hàng)\s+(?:(?P<year>năm)|(?P<month>tháng))(?!\w)[^.;:\n]*"
    r"\b(?:tăng|giảm)(?:\s+(?:thêm|bình quân|từ))?\s*$",
    re.IGNORECASE,
)
#: The same behind what changes: `giảm 2% số người nghiện mỗi năm`.
_CHANGE = re.compile(r"\b(?:tăng|giảm)(?:\s+(?:thêm|bình quân))?\s*$", re.IGNORECASE)
_RATE_FURTHER_ON = re.compile(
    r"[^.,;:()\d\n]{1,60}?\s(?:mỗi|hằng|hàng)\s+(?:(?P<year>năm)|(?P<month>tháng))(?!\w)", re.IGNORECASE
)
_GROWTH = re.compile(r"(?:tăng|vượt|đạt|giảm|bằng)(?:\s+(?:thêm|trưởng))?\s*$", re.IGNORECASE)
_DIFFERENCE = re.compile(r"(?:cao|thấp|lớn|nhỏ|nhiều|ít) hơn", re.IGNORECASE)
_COMPARED = re.compile(r"\s*so với", re.IGNORECASE)


@Language.component("kehoach_quantities")
def annotate_quantities(doc: Doc) -> Doc:
    """Write `doc._.percentages` and `doc._.amounts` and the span groups of the same names."""
    doc._.percentages = list(find_percentages(doc.text))
    doc._.amounts = list(find_amounts(doc.text, doc._.source))
    for name in ("percentages", "amounts"):
        spans = (doc.char_span(q.span.start, q.span.end, alignment_mode="expand") for q in getattr(doc._, name))
        doc.spans[name] = [span for span in spans if span is not None]
    return doc


def find_percentages(text: str) -> Iterator[Quantity]:
    """Find every percentage of a text in reading order.

    Yields:
        Quantities in per cent; the span holds number, unit, comparator and rate, not the verb of value.
    """
    for sign in _SIGN.finditer(text):
        quantity = _read_percentage(text, sign.start(), sign.end())
        if quantity is not None:
            yield quantity


def _read_percentage(text: str, sign_start: int, sign_end: int) -> Quantity | None:
    floor = max(0, sign_start - _WINDOW)
    window_start = max(floor, text.rfind("\n", floor, sign_start) + 1)
    window = text[window_start:sign_start]
    found = _BEFORE.search(window)
    if found is None:
        return None
    if _RANGE_GOES_ON.match(text, sign_end) and not _is_change(window, found):
        return None  # the low end of a range that is read at its high end
    high = _value(found["number"])
    if high is None:
        return None
    start, low, number_start = found.start(), high, found.start("number")
    comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
    from_word = bool(found["from"])
    if found["low"]:
        first = _value(found["low"])
        if first is not None and first < high and not _is_change(window, found):
            low, number_start = first, found.start("low")
            if found["second"]:
                comparator = meaning_of(found["second"])
        else:  # `2025 - 30%`, `giảm từ 9% đến 5%`: the first number is not the low end of a range
            start = found.start("second") if found["second"] else found.start("number")
            comparator = meaning_of(found["second"]) if found["second"] else Comparator.EQ
            from_word = False
    if from_word and _is_change(window, found):
        start, from_word = (found.start("comparator") if found["comparator"] else number_start), False
    if comparator is Comparator.GT and _is_place(window, found, high, text, sign_end):
        start, comparator = number_start, Comparator.EQ
    end = sign_end
    after = comparator_after(text, end)
    if after:
        comparator, end = after
    elif comparator is Comparator.EQ and ((from_word and low == high) or bounded_further_on(text, end)):
        comparator = Comparator.GTE
    per, end = _rate(text, window[: found.start()], end)
    bounds = bound(low, high, comparator)
    return Quantity(
        span=Span(window_start + start, end),
        number=Span(window_start + number_start, window_start + found.end("number")),
        low=bounds.low,
        high=bounds.high,
        comparator=bounds.comparator,
        per=per,
    )


def _value(raw: str) -> float | None:
    digits = mend_digits(raw) if re.fullmatch(r"[\dOoIl]+", raw) else raw
    return parse_number(digits) if digits[0].isdigit() else parse_number_words(digits)


def _is_change(window: str, found: re.Match[str]) -> bool:
    """Tell whether `từ` names the state before a change (`nâng từ 20% lên 30%`), not a bound."""
    return (
        bool(found["from"])
        and re.search(r"(?:nâng|giảm|rút|hạ)\b[^.;\n]*$", window[: found.start()], re.IGNORECASE) is not None
    )


def _is_place(window: str, found: re.Match[str], value: float, text: str, sign_end: int) -> bool:
    """Tell whether the word before the number compares nothing.

    A share cannot exceed a whole: `trên 100% số xã` means in all of them, unless something grows; `cao hơn 5% so với`
    names a difference of just 5 %.
    """
    words = found["comparator"].strip().lower()
    if words == "trên" and value == 100:
        return _GROWTH.search(window[: found.start()]) is None
    return _DIFFERENCE.fullmatch(words) is not None and _COMPARED.match(text, sign_end) is not None


def _rate(text: str, before: str, end: int) -> tuple[Per | None, int]:
    after = _RATE.match(text, end)
    if after:
        return (Per.YEAR if after["year"] else Per.MONTH), after.end()
    ahead = _RATE_BEFORE.search(before) or (_CHANGE.search(before) and _RATE_FURTHER_ON.match(text, end))
    if ahead:
        return (Per.YEAR if ahead["year"] else Per.MONTH), end
    return None, end
