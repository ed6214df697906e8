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

#: How far before the sign number, range and comparator reach, and how far the verb that they belong to.
_WINDOW = 60
_CONTEXT = 200

#: Number, range and comparator as they stand right before a percent sign.
_BEFORE = re.compile(
    rf"""
    (?:(?<!\w)(?P<from>từ)\s+)?
    (?:(?P<comparator>{COMPARATOR})\s*)?
    (?:(?<![\w.,/])(?P<low>{NUMBER})\s?(?:%|phần[ ]trăm)?(?P<sign>{RANGE_SIGN})(?P<second>{COMPARATOR}\s*)?)?
    (?P<number>(?<![^\W_])(?<!\d[.,/])(?:{NUMBER}|[\dOoIl]*\d[\dOoIl]*|\b{NUMBER_WORDS}))
    \s?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RANGE_GOES_ON = re.compile(rf"(?P<sign>{RANGE_SIGN})(?P<high>{NUMBER})\s?(?:%|phần trăm)")
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
#: `giảm 20% số vụ mỗi năm, giảm trên 30% thiệt hại`: the period is that of the number before it.
_TO_A_NUMBER_BEFORE = re.compile(r"\d\s?%[^,;.:]*$")
_RAISED = re.compile(r"\bnâng\b[^.;\n]*$", re.IGNORECASE)
#: `từ 20% năm 2024 lên`: what `từ` gives is the state before.
_CHANGES_TO = re.compile(r"[^.;,%\n]{0,40}?(?<!trở )\b(?:lên|xuống|còn)(?!\w)", re.IGNORECASE)
_GROWTH = re.compile(r"(?:tăng|vượt|đạt|giảm|bằng)(?:\s+(?:thêm|trưởng))?\s*$", re.IGNORECASE)
_DIFFERENCE = re.compile(r"(?:cao|thấp|lớn|nhỏ|nhiều|ít) hơn", re.IGNORECASE)
_COMPARED = re.compile(r"\s*so với", re.IGNORECASE)


@Language.component("kehoach_quantities")
def annotate_quantities(doc: Doc) -> Doc:
    """Write `doc._.percentages` and `doc._.amounts` and the span groups of the same names."""
    text = doc._.source.text  # `doc.text` is put together from its tokens at every call
    doc._.percentages = list(find_percentages(text))
    doc._.amounts = find_amounts(text, doc._.source)
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
    floor = max(0, sign_start - _CONTEXT)
    line_start = max(floor, text.rfind("\n", floor, sign_start) + 1)
    found = _BEFORE.search(text, max(line_start, sign_start - _WINDOW), sign_start)
    high = _value(found["number"]) if found else None
    if found is None or high is None:
        return None
    context = text[line_start : found.start()]
    goes_on = _RANGE_GOES_ON.match(text, sign_end)
    if goes_on and _is_range(high, parse_number(goes_on["high"]), goes_on["sign"], context):
        return None  # the low end of a range that is read at its high end
    start, low, number_start = found.start(), high, found.start("number")
    comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
    from_word = bool(found["from"])
    if found["low"]:
        first = _value(found["low"])
        if first is not None and _is_range(first, high, found["sign"], context):
            low, number_start = first, found.start("low")
            comparator = meaning_of(found["second"]) if found["second"] else comparator
        else:  # `2025 - 30%`, `giảm từ 9% đến 5%`: the first number is not the low end of a range
            start = found.start("second") if found["second"] else found.start("number")
            comparator = meaning_of(found["second"]) if found["second"] else Comparator.EQ
            from_word = False
    elif from_word and (goes_on or _CHANGES_TO.match(text, sign_end)):
        start, from_word = (found.start("comparator") if found["comparator"] else number_start), False
    if comparator is Comparator.GT and _compares_nothing(found["comparator"], context, high, text, sign_end):
        start, comparator = number_start, Comparator.EQ
    end = sign_end
    after = comparator_after(text, end)
    if after:
        comparator, end = after
    elif comparator is Comparator.EQ and ((from_word and low == high) or bounded_further_on(text, end)):
        comparator = Comparator.GTE
    per, end = _rate(text, context, end)
    bounds = bound(low, high, comparator)
    return Quantity(
        span=Span(start, end),
        number=Span(number_start, found.end("number")),
        low=bounds.low,
        high=bounds.high,
        comparator=bounds.comparator,
        per=per,
    )


def _value(raw: str) -> float | None:
    digits = mend_digits(raw) if re.fullmatch(r"[\dOoIl]+", raw) else raw
    return parse_number(digits) if digits[0].isdigit() else parse_number_words(digits)


def _is_range(low: float, high: float, sign: str, context: str) -> bool:
    """Tell whether two numbers bound one quantity (`giảm từ 1% đến 1,5%`), not two states (`nâng từ 20% đến 30%`)."""
    if low >= high:
        return False
    return sign.strip() not in ("đến", "tới") or _RAISED.search(context) is None


def _compares_nothing(words: str | None, context: str, value: float, text: str, sign_end: int) -> bool:
    """Tell whether the word before the number compares nothing.

    A share cannot exceed a whole: `trên 100% số xã` means in all of them, unless something grows; `cao hơn 5% so với`
    names a difference of just 5 %.
    """
    folded = (words or "").strip().lower()
    if folded == "trên" and value == 100:
        return _GROWTH.search(context) is None
    return _DIFFERENCE.fullmatch(folded) is not None and _COMPARED.match(text, sign_end) is not None


def _rate(text: str, before: str, end: int) -> tuple[Per | None, int]:
    after = _RATE.match(text, end)
    if after:
        return (Per.YEAR if after["year"] else Per.MONTH), after.end()
    ahead = _RATE_BEFORE.search(before)
    if ahead and _TO_A_NUMBER_BEFORE.search(before[: ahead.start()]):
        ahead = None
    ahead = ahead or (_CHANGE.search(before) and _RATE_FURTHER_ON.match(text, end))
    if ahead:
        return (Per.YEAR if ahead["year"] else Per.MONTH), end
    return None, end
