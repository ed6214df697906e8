"""Numbers that a clause may commit to, with bounds and unit: percentages, sums, ranks, shares in words.

Those are told by their signs and words; counted things, which need more care, are read in `extractors.counts`.
"""

import re
from dataclasses import dataclass

from extractors.clauses import sentence_start
from extractors.comparators import COMPARATOR, Bounds, bound, comparator_after, meaning_of
from extractors.money import Sum
from extractors.numbers import RANGE_SIGN, parse_number_words
from extractors.plan import Quantity, Span
from schemas.vocabulary import Comparator, Per, Unit


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with what belongs to it.

    Attributes:
        span: comparator and number; of a percentage or a sum also its unit and rate.
        low, high: bounds as in the table `targets`.
        label: the unit as printed where it is a measure or a currency (`ha`, `USD`), else None.
    """

    span: Span
    low: float | None
    high: float | None
    comparator: Comparator
    unit: Unit
    per: Per | None = None
    label: str | None = None


_BEFORE = re.compile(rf"(?:{COMPARATOR}|(?<!\w)từ)\s*$", re.IGNORECASE)
_RATE_OF_SUM = re.compile(r"\s*/\s*(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
#: `60 lít/người/ngày đêm`, `15 phút/lượt giao dịch`: for each of what; a period of time is the rate's own.
_FOR_EACH = re.compile(
    r"(?:\s*/\s*(?!(?:năm|tháng|quý|tuần|kỳ|lần)(?!\w))"
    r"(?:ngày[ -]đêm|lượt (?:khách|người|giao dịch)|người dân|lao động|phụ nữ|học sinh|hộ gia đình|hồ sơ|[^\W\d]+)"
    r"(?!\w))+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:phấn đấu|bình quân|trung bình|trong đó|[\s,:])*(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)(?!\w)", re.IGNORECASE
)
_EVERY = re.compile(r"(?<!\w)(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
_EVERY_AFTER = re.compile(r"(?:/\s*|(?<!\w)(?:mỗi|một)\s+)(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
#: `năm 2026 mở 25 lớp, sau đó mỗi năm 15 lớp`: the period of the next number.
_TO_NEXT = re.compile(rf"\s*(?:{COMPARATOR}\s*|từ\s+)?", re.IGNORECASE)
#: `Hằng năm, …; …`: the comma makes it hold for the whole sentence.
_EVERY_SENTENCE = re.compile(r"[\s:*–-]*(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)\s*,", re.IGNORECASE)
_EVERY_HEAD = re.compile(r"(?:^|[.;])\s*(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)\s*$", re.IGNORECASE)
_LONGEST_LIST = 400
_DIGIT = re.compile(r"(?<!\w)\d")
_WHOLES = "số|các|tổng|dân số|diện tích|hộ|xã|thôn"
_SHARE = re.compile(
    rf"(?:(?P<comparator>{COMPARATOR})\s+)?(?<!\w)(?P<share>một nửa|\w+ phần \w+|[1-9]/[1-9])"
    rf"(?=\s+(?:{_WHOLES})(?!\w))",
    re.IGNORECASE,
)
_OF = r"(?:/\d{1,3})?"
_PLACES = r"(?:tỉnh|nước|quốc gia|địa phương|thành phố|đơn vị|xã|huyện|phường|nền kinh tế|vị trí|bộ|ngành)"
_FOREMOST = r"(?:dẫn đầu|đứng đầu|hàng đầu|cao nhất|tốt nhất|tốp đầu|phát triển)"
_RANK = re.compile(
    rf"(?:thuộc|trong|vào|là|đứng|lọt) (?:\w+ ){{0,2}}?(?:nhóm|top|tốp) (?P<group>\d{{1,3}}){_OF}(?=[ ;,]|\.(?!\d)|$)"
    rf"|(?<!\w)(?:top|tốp) (?P<top>\d{{1,3}}){_OF}(?!\w)"
    rf"|(?:thuộc|trong|vào|một trong) (?:số )?(?P<foremost>\d{{1,3}}){_OF}"
    rf"(?= (?:{_PLACES},? ){{1,3}}[^.;,\d]{{0,40}}{_FOREMOST})"
    rf"|(?:thứ hạng|xếp hạng|(?:xếp|đứng)(?= (?:ở |vị trí |thứ |hạng )| \d{{1,3}}/\d)|vị trí)"
    rf" (?:(?:thứ|hạng|vị trí|ở|từ) ){{0,3}}(?:{COMPARATOR}\s*)?"
    rf"(?:(?P<first>\d{{1,3}}){RANGE_SIGN})?(?P<place>\d{{1,3}}){_OF}(?![\w%]|\s?%)",
    re.IGNORECASE,
)


def measure_of_percentage(quantity: Quantity) -> Measure:
    """Take over a percentage."""
    return Measure(quantity.span, quantity.low, quantity.high, quantity.comparator, Unit.PERCENT, quantity.per)


def measure_of_sum(text: str, money: Sum) -> Measure:
    """Take over a sum of money with the comparator that stands before it; foreign sums have unit `other`."""
    bounds, start, end = bounded(text, money.start, money.end, money.low, money.high)
    label = (money.foreign or "đồng") + for_each(text, end)
    rate = _RATE_OF_SUM.match(text, end + len(label) - len(money.foreign or "đồng"))
    unit = Unit.OTHER if money.foreign else Unit.VND
    per = period_of(rate) if rate else None
    return Measure(Span(start, end), bounds.low, bounds.high, bounds.comparator, unit, per, label)


def for_each(text: str, end: int) -> str:
    """Return what a unit that ends at an offset is counted for, as printed (`/người/ngày đêm`), or nothing."""
    found = _FOR_EACH.match(text, end)
    return found.group() if found else ""


def bounded(text: str, start: int, end: int, low: float, high: float) -> tuple[Bounds, int, int]:
    """Bound the number text[start:end] by the words around it; returns the bounds and the span with those words."""
    before = _BEFORE.search(text, max(0, start - 30), start)
    comparator = Comparator.EQ
    if before and before.group().strip().lower() != "từ":
        comparator, start = meaning_of(before.group()), before.start()
    after = comparator_after(text, end)
    if after:
        comparator, end = after
    elif before and comparator is Comparator.EQ and low == high:
        comparator = Comparator.GTE
    return bound(low, high, comparator), start, end


def find_ranks(text: str, start: int, end: int) -> list[Measure]:
    """Find ranks in text[start:end]: `thuộc 3 nước dẫn đầu`, `top 10`, `xếp thứ 15`; a rank is `eq` (section 11)."""
    ranks = []
    for found in _RANK.finditer(text, start, end):
        group = found.lastgroup or "place"
        high = float(found[group])
        start, low = (found.start("first"), float(found["first"])) if found["first"] else (found.start(group), high)
        ranks.append(Measure(Span(start, found.end()), min(low, high), high, Comparator.EQ, Unit.RANK))
    return ranks


def find_shares_in_words(text: str, start: int, end: int) -> list[Measure]:
    """Find shares written as fractions: `hai phần ba số xã`, `một nửa số hộ`, `2/3 số thôn`."""
    shares = []
    for found in _SHARE.finditer(text, start, end):
        value = _fraction(found["share"])
        if value is not None and value < 1:
            comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
            bounds = bound(round(value * 100, 4), round(value * 100, 4), comparator)
            shares.append(Measure(Span(*found.span()), bounds.low, bounds.high, bounds.comparator, Unit.PERCENT))
    return shares


def _fraction(raw: str) -> float | None:
    if "/" not in raw:
        return parse_number_words(raw)
    over, under = raw.split("/")
    return float(over) / float(under)


def rate_of(line: str, clause: Span, statement: Span, measure: Measure) -> Per | None:
    """Return the period of a count that recurs (`02 hội nghị mỗi năm`, `hằng tháng đăng 03 tin`).

    What opens the statement (`Mỗi năm tổ chức …, đăng …`) holds for all its counts.

    The period of a percentage is read with it (see `extractors.quantities`).
    """
    if measure.unit is Unit.RANK:
        return None
    whole = _EVERY_SENTENCE.match(line, sentence_start(line, statement.start))
    if measure.unit is Unit.PERCENT:
        opening = whole or _EVERY.match(line, statement.start, clause.end)
        return period_of(opening) if opening else None
    found = _EVERY.search(line, clause.start, measure.span.start)
    another = _DIGIT.search(line, measure.span.end, clause.end)
    after = _EVERY_AFTER.search(line, measure.span.end, another.start() if another else clause.end)
    if after and not (another and _TO_NEXT.fullmatch(line, after.end(), another.start())):
        found = found or after
    found = found or _OPENING.match(line, statement.start, clause.end) or _before_colon(line, statement.start) or whole
    return period_of(found) if found else None


def _before_colon(line: str, statement: int) -> re.Match[str] | None:
    """Return the `Hằng năm:` that opens the list which a statement belongs to."""
    colon = line.rfind(":", max(0, statement - _LONGEST_LIST), statement)
    if colon < 0 or ". " in line[colon:statement]:
        return None
    return _EVERY_HEAD.search(line, max(0, colon - 20), colon)


def period_of(found: re.Match[str]) -> Per:
    """Return the period that the group `period` of a match names."""
    return Per.YEAR if found["period"].lower() == "năm" else Per.MONTH
