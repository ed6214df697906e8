"""Numbers that a clause may commit to: percentages, sums, ranks and counted things, each with bounds and unit.

Percentages and sums are told by their signs. A bare number is a measure only where its surroundings show that
something is counted: a verb that makes, organises or values, or a comparator, before it, and a countable noun behind.
"""

import re
from dataclasses import dataclass

from extractors.comparators import COMPARATOR, Bounds, bound, comparator_after, meaning_of
from extractors.lexicon import any_of, read_toml
from extractors.money import Sum
from extractors.numbers import NUMBER, RANGE_SIGN, SCALE, parse_number, parse_number_words, scale_of
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


_WORDS = read_toml("targets")
_COMMITMENT = any_of(_WORDS["verbs"]["commitment"])
_VALUE = any_of(_WORDS["verbs"]["value"])
_CHANGE = any_of(_WORDS["verbs"]["change"])
_NEVER = re.compile(r"\s*" + any_of(_WORDS["nouns"]["never"]), re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:lượt|số|suất|tổng số)\s+)?(?:"
    + any_of(_WORDS["nouns"]["person"])
    + r"|nhà\s(?:khoa học|giáo|nghiên cứu|quản lý|báo)|\w+\s?viên(?!\w))",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\s?(?P<unit>" + any_of(_WORDS["nouns"]["measure"]).removeprefix(r"(?<!\w)") + ")", re.IGNORECASE
)
#: Units that are also common nouns (`điểm trường`, `độ tuổi`) measure only where no word follows them.
_MEASURE_OR_EVERY = re.compile(r"(?<!\w)(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
_EVERY_AFTER = re.compile(r"(?:/\s*|(?<!\w)(?:mỗi|một)\s+)(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
_NOUN = re.compile(
    r"\s?(?P<unit>điểm|độ|bậc|m)(?!\w)(?=\s*(?:$|[.,;:)/]|(?:trở|và|so|năm|vào|phần|mỗi|hoặc)(?!\w)))", re.IGNORECASE
)
_IN_NAME = re.compile(any_of(_WORDS["nouns"]["name"]) + r"\s*[:.]?\s*$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\s*" + any_of(_WORDS["nouns"]["document"]), re.IGNORECASE)
_DRAFTED = re.compile(
    any_of(_WORDS["verbs"]["drafting"]) + r"(?:\s+(?:được|mới|thêm|ít nhất|tối thiểu))*\s*$", re.IGNORECASE
)
_YEARS_OF_LIFE = re.compile(r"(?<!\w)(?:số năm|thọ)(?!\w)[^;.]*$", re.IGNORECASE)
_REACHED = re.compile(r"đạt\s+(?:chỉ tiêu|mục tiêu|số|mức)\s*$", re.IGNORECASE)
_COUNT_WORDS = r"một|hai|ba|bốn|sáu|bảy|tám|chín|mười"
_POWER_WORDS = "vạn|trăm|nghìn|ngàn|triệu|tỷ|tỉ|chục"
_COUNT = re.compile(
    rf"""
    (?:(?P<comparator>{COMPARATOR})\s*)?
    (?<![\w.,/–\-])
    (?:(?P<low>{NUMBER}){RANGE_SIGN})?(?P<number>{NUMBER})
    (?:/(?P<whole>\d{{1,4}}(?:\.\d{{3}})?))?
    (?:\s+(?P<scale>{SCALE.replace(" ", "[ ]")})(?!\w))?
    (?![\w%‰/]|[.,]\d|\s?%|[-–]\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GLUED_UNIT = re.compile(rf"(?<![\w.,/–\-])(?P<number>{NUMBER})(?P<unit>ha|km|m2|m3|km2|MW|kW|kWh|GW)(?!\w)")
_COUNT_IN_WORDS = re.compile(
    rf"(?P<comparator>{COMPARATOR})\s+(?P<number>{_COUNT_WORDS})(?=\s+(?!(?:số|trong|phần|nửa|{_POWER_WORDS})\b)\w)",
    re.IGNORECASE,
)
_SHARE_IN_WORDS = re.compile(
    rf"(?:(?P<comparator>{COMPARATOR})\s+)?(?<!\w)(?P<share>một nửa|\w+ phần \w+|[1-9]/[1-9])(?=\s+(?:số|các|tổng|dân số|diện tích|hộ|xã|thôn)(?!\w))",
    re.IGNORECASE,
)
_PLACES = r"(?:tỉnh|nước|quốc gia|địa phương|thành phố|đơn vị|xã|huyện|phường|nền kinh tế|vị trí|bộ|ngành)"
_RANK = re.compile(
    rf"""
    (?:thuộc|trong|vào|là|đứng|lọt)\s(?:\w+\s){{0,2}}?(?:nhóm|top|tốp)\s+(?P<a>\d{{1,3}})(?:/\d{{1,3}})?(?=\s)
  | (?<!\w)(?:top|tốp)\s+(?P<b>\d{{1,3}})(?:/\d{{1,3}})?(?!\w)
  | (?:thuộc|trong|vào|một\strong)\s(?:số\s)?(?P<c>\d{{1,3}})(?:/\d{{1,3}})?(?=\s(?:{_PLACES},?\s){{1,3}}(?:[^.;,\d]{{0,40}})?(?:dẫn\sđầu|đứng\sđầu|hàng\sđầu|cao\snhất|tốt\snhất|tốp\sđầu|phát\striển))
  | (?:(?:thứ\shạng|xếp\shạng|xếp|hạng|vị\strí|đứng)\s)(?:(?:thứ|hạng|vị\strí|ở)\s){{0,3}}(?P<compare>{COMPARATOR}\s*)?(?P<d>\d{{1,3}})(?:/\d{{1,3}})?(?![\w%]|\s?%)
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Between a verb and its number: `tổ chức được thêm từ 05 lớp`, `xây dựng và phát triển tối thiểu 01 sàn`.
_LINK = r"(?:\s+(?:được|thêm|mới|từ|khoảng|cho|tại|đến|ở|mỗi năm|bình quân|và|hoặc|thành công|trên|ra|vào|đối với|là|có|đạt|hằng năm|hàng năm|ít nhất|tối thiểu|số))*"
_AFTER_COMMITMENT = re.compile(rf"{_COMMITMENT}{_LINK}\s*$", re.IGNORECASE)
_AFTER_VALUE = re.compile(rf"(?:{_VALUE}|{_CHANGE}|{any_of(['thêm'])}){_LINK}\s*[:]?\s*$", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:^|[;:,(.–-]|(?<!\w)và)\s*(?:và\s+|có\s+|phấn đấu\s+|trong đó\s*,?\s*(?:có\s+)?|mỗi\s[^,;.]{1,40}?\s)?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<!\w)mỗi\s+[^,;.\d]{1,60}$", re.IGNORECASE)
_ENUMERATION = re.compile(
    r"[^.;\n]{0,40}?(?:sau đây|sau(?=\s*[:.])|bao gồm|gồm|như sau|trọng tâm|chủ yếu|nêu trên|kể trên)(?!\w)|\s*\w+(?:\s\w+)?\s*:",
    re.IGNORECASE,
)
_AGE = re.compile(r"\s?tuổi", re.IGNORECASE)
_EVERY = re.compile(r"(?<!\w)(?:mỗi|hằng|hàng)\s+(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
_EVERY_AFTER = re.compile(r"(?:/\s*|(?<!\w)(?:mỗi|một)\s+)(?P<period>năm|tháng)(?!\w)", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<noun>[^\W\d_]+)")
#: `trên một vạn dân`, `trên một héc-ta`: for each, not more than.
_PER_ONE = re.compile(r"trên\s+một$", re.IGNORECASE)
_WITHIN = re.compile(r"(?<!\w)(?:trong|gồm|bao gồm|của|thuộc|theo|về)\s*$", re.IGNORECASE)


def measure_of_percentage(quantity: Quantity) -> Measure:
    """Take over a percentage."""
    return Measure(quantity.span, quantity.low, quantity.high, quantity.comparator, Unit.PERCENT, quantity.per)


def measure_of_sum(text: str, money: Sum) -> Measure:
    """Take over a sum of money with the comparator that stands before it; foreign sums have unit `other`."""
    bounds, start, end = _bounded(text, money.start, money.end, money.low, money.high)
    rate = re.compile(r"\s*/\s*(?:người\s*/\s*)?(?:(năm)|(tháng))(?!\w)").match(text, end)
    per = (Per.YEAR if rate[1] else Per.MONTH) if rate else None
    unit = Unit.OTHER if money.foreign else Unit.VND
    return Measure(Span(start, end), bounds.low, bounds.high, bounds.comparator, unit, per, money.foreign)


def _bounded(text: str, start: int, end: int, low: float, high: float) -> tuple[Bounds, int, int]:
    before = re.compile(rf"(?:{COMPARATOR}|(?<!\w)từ)\s*$", re.IGNORECASE).search(text, max(0, start - 30), start)
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
        group = next(name for name in "abcd" if found[name] is not None)
        value = float(found[group])
        ranks.append(Measure(Span(found.start(group), found.end()), value, value, Comparator.EQ, Unit.RANK))
    return ranks


def find_shares_in_words(text: str, start: int, end: int) -> list[Measure]:
    """Find shares written as fractions: `hai phần ba số xã`, `một nửa số hộ`, `2/3 số thôn`."""
    shares = []
    for found in _SHARE_IN_WORDS.finditer(text, start, end):
        raw = found["share"]
        if "/" in raw:
            over, under = (float(part) for part in raw.split("/"))
            value: float | None = over / under if over < under else None
        else:
            value = parse_number_words(raw)
        if value is not None and value < 1:
            comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
            bounds = bound(round(value * 100, 4), round(value * 100, 4), comparator)
            shares.append(Measure(Span(*found.span()), bounds.low, bounds.high, bounds.comparator, Unit.PERCENT))
    return shares


def find_counts(text: str, start: int, end: int, objective: bool) -> list[Measure]:
    """Find counted things in the statement text[start:end].

    Args:
        objective: whether the statement is an objective: there a verb of value or an opening number is enough, while
            a measure must say that the plan makes, organises or sets up what it counts.
    """
    counts = []
    for found in _COUNT.finditer(text, start, end):
        measure = _read_count(text, start, end, found, objective)
        if measure is not None:
            counts.append(measure)
    for found in _GLUED_UNIT.finditer(text, start, end):
        if objective or _AFTER_COMMITMENT.search(text[start : found.start()]):
            value = parse_number(found["number"])
            bounds, first, last = _bounded(text, found.start(), found.end(), value, value)
            counts.append(
                Measure(Span(first, last), bounds.low, bounds.high, bounds.comparator, Unit.OTHER, None, found["unit"])
            )
    for found in _COUNT_IN_WORDS.finditer(text, start, end):
        value = parse_number_words(found["number"])
        if value is not None and not _NEVER.match(text, found.end()) and not _PER_ONE.match(found.group()):
            bounds = bound(value, value, meaning_of(found["comparator"]))
            unit, label = _unit(text, found.end(), end)
            counts.append(Measure(Span(*found.span()), bounds.low, bounds.high, bounds.comparator, unit, None, label))
    return counts


def _read_count(text: str, start: int, end: int, found: re.Match[str], objective: bool) -> Measure | None:
    first = found.start("low") if found["low"] else found.start("number")
    before = text[start : found.start()]
    noun = _NOUN.match(text, found.end(), end)
    measured = _unit_of_measure(text, found.end(), end)
    if _IN_NAME.search(before) and not found["comparator"] and not _REACHED.search(before):
        return None
    if noun is None and not measured and not (objective and _AFTER_VALUE.search(before)):
        return None
    if _DOCUMENT.match(text, found.end(), end) and not _DRAFTED.search(before):
        return None
    years = _YEARS_OF_LIFE.search(before) is not None
    if (_NEVER.match(text, found.end(), end) and not years) or (noun and _ENUMERATION.match(text, found.end(), end)):
        return None
    if _AGE.match(text, found.end(), end) and not re.search(
        r"đạt\s*$|thọ", before + (found["comparator"] or ""), re.IGNORECASE
    ):
        if not re.search(r"thọ[^;.]*$", before, re.IGNORECASE):
            return None
    if not _is_committed(before, bool(found["comparator"]), objective, bool(noun)):
        return None
    if noun is None and measured is None and _looks_like_year(found["number"]):
        return None
    factor = scale_of(found["scale"] or "")
    high = parse_number(found["number"]) * factor
    low = parse_number(found["low"]) * factor if found["low"] else high
    if low > high:
        low = high
    comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
    last = found.end()
    after = comparator_after(text, last)
    if after:
        comparator, last = after
    bounds = bound(low, high, comparator)
    unit, label = _unit(text, last, end)
    if years:
        unit, label = Unit.OTHER, noun["noun"] if noun else label
    return Measure(
        Span(found.start() if found["comparator"] else first, last),
        bounds.low,
        bounds.high,
        bounds.comparator,
        unit,
        None,
        label,
    )


def _is_committed(before: str, compared: bool, objective: bool, counted: bool) -> bool:
    if _WITHIN.search(before) and not compared:
        return False
    if _AFTER_COMMITMENT.search(before):
        return True
    if objective:
        return compared or bool(
            _AFTER_VALUE.search(before) or _OPENS.search(before) or (counted and _EACH.search(before))
        )
    if compared:
        return bool(
            re.search(_COMMITMENT + r"[^,;.]{0,60}$", before, re.IGNORECASE)
            or _EACH.search(before)
            or re.search(r"(?:có|đạt)\s*$", before, re.IGNORECASE)
        )
    return bool(re.search(r"phấn đấu[^;.]*\b(?:đạt|có)(?:\s+chỉ tiêu)?\s*$", before, re.IGNORECASE))


def rate_of(line: str, clause: Span, measure: Measure) -> Per | None:
    """Return the period of a count that recurs (`02 hội nghị mỗi năm`, `hằng tháng đăng 03 tin`).

    The period of a percentage is read with it (see `quantities`).
    """
    if measure.unit not in (Unit.COUNT, Unit.PERSON, Unit.VND, Unit.OTHER):
        return None
    found = _EVERY.search(line, clause.start, measure.span.start) or _EVERY_AFTER.search(
        line, measure.span.end, clause.end
    )
    return None if found is None else Per.YEAR if found["period"].lower() == "năm" else Per.MONTH


def _looks_like_year(number: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", number))


def _unit(text: str, start: int, end: int) -> tuple[Unit, str | None]:
    """Tell the unit of a count by the words behind it: people, a unit of measure, or things."""
    measured = _unit_of_measure(text, start, end)
    if measured:
        return Unit.OTHER, measured["unit"]
    while start < end and text[start].isspace():
        start += 1
    return (Unit.PERSON if _PERSON.match(text, start, end) else Unit.COUNT), None


def _unit_of_measure(text: str, start: int, end: int) -> re.Match[str] | None:
    return _MEASURE.match(text, start, end) or _MEASURE_OR_NOUN.match(text, start, end)
