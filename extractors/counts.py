"""Counted things: the bare numbers of a clause that say how much the plan makes, organises or sets up.

A bare number may be anything (a name, an article, a version, a grade). It is a count only where its surroundings show
it: a verb that makes, organises or values, or a comparator, before it, and a countable noun or a unit behind it.
"""

import re

from extractors.comparators import COMPARATOR, bound, bounded_further_on, comparator_after, meaning_of
from extractors.lexicon import any_of, read_toml
from extractors.measures import Measure, bounded
from extractors.numbers import NUMBER, RANGE_SIGN, SCALE, parse_number, parse_number_words, scale_of
from extractors.plan import Span
from schemas.vocabulary import Comparator, Unit

_VERBS, _NOUNS = read_toml("targets")["verbs"], read_toml("targets")["nouns"]
_COMMITMENT = any_of(_VERBS["commitment"])

_COUNT = re.compile(
    rf"(?:(?P<comparator>{COMPARATOR})\s*)?(?<![\w.,/–\-])"
    rf"(?:(?P<low>{NUMBER}){RANGE_SIGN})?(?P<number>{NUMBER})(?:/(?P<whole>\d{{1,4}}(?:\.\d{{3}})?))?"
    rf"(?:\s+(?P<scale>{SCALE})(?!\w))?"
    r"(?![\w%/]|[.,]\d|\s?%|[-–]\w)",
    re.IGNORECASE,
)
_WITH_GLUED_UNIT = re.compile(
    rf"(?<![\w.,/–\-])(?P<number>{NUMBER})(?P<unit>ha|km|m2|m3|km2|MW|kW|kWh|GW|[kMGT]b/s|[MGT]bps)(?!\w)"
)
#: `năm` is left out, for it is a year nearly everywhere.
_IN_WORDS = re.compile(
    rf"(?P<comparator>{COMPARATOR})\s+(?P<number>một|hai|ba|bốn|sáu|bảy|tám|chín|mười)"
    r"(?=\s+(?!(?:số|trong|phần|nửa|vạn|trăm|nghìn|ngàn|triệu|tỷ|tỉ|chục)\b)\w)",
    re.IGNORECASE,
)
#: `bác sĩ trên một vạn dân`, `thuê bao trên 100 dân`: for each so many, not more than.
_PER_ONE = re.compile(r"trên\s+một$", re.IGNORECASE)
_MANY = r"(?:(?:1(?:0{1,5}|0*\.000)?|một)(?:\s+(?:vạn|nghìn|ngàn|triệu))?|vạn)"
_PER_MANY = re.compile(
    rf"trên\s+{_MANY}\s*(?:dân|người|trẻ|phụ nữ|hộ|lao động|đơn vị|ca|ha|hecta|héc ta|km2|km)(?!\w)", re.IGNORECASE
)
_PER_POPULATION = re.compile(
    rf"\s+(?P<of>[^\W\d]+(?:\s+[^\W\d]+){{0,3}}?\s*(?:/|trên)\s*{_MANY}\s+dân)(?!\w)", re.IGNORECASE
)

_UNIT = re.compile(r"\s?(?P<unit>" + any_of(_NOUNS["measure"]).removeprefix(r"(?<!\w)") + ")", re.IGNORECASE)
#: Units that are also common nouns (`điểm trường`, `độ tuổi`) measure only where no word follows them.
_UNIT_OR_NOUN = re.compile(
    r"\s?(?P<unit>điểm|độ|bậc|m)(?!\w)(?=\s*(?:$|[.,;:)/]|(?:trở|và|so|năm|vào|phần|mỗi|hoặc)(?!\w)))", re.IGNORECASE
)
_PERSON = re.compile(
    rf"(?:(?:lượt|số|suất|tổng số)\s+)?(?:{any_of(_NOUNS['person'])}"
    r"|nhà\s(?:khoa học|giáo|nghiên cứu|quản lý|báo)|\w+\s?viên(?!\w))",
    re.IGNORECASE,
)
_VISITS = re.compile(r"lượt\s+(?:du\s+)?khách", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<noun>[^\W\d_]+)")
_NEVER = re.compile(rf"\s*(?!{any_of(_NOUNS['countable'])}){any_of(_NOUNS['never'])}", re.IGNORECASE)
_AGE = re.compile(r"\s?tuổi", re.IGNORECASE)
_DOCUMENT = re.compile(rf"\s*(?!{any_of(_NOUNS['countable'])}){any_of(_NOUNS['document'])}", re.IGNORECASE)
_ENUMERATION = re.compile(
    r"[^.;\n]{0,40}?(?:sau đây|sau(?=\s*[:.])|bao gồm|gồm|như sau|trọng tâm|chủ yếu|nêu trên|kể trên)(?!\w)"
    r"|\s*\w+(?:\s\w+)?\s*:",
    re.IGNORECASE,
)

#: Between a verb and its number: `tổ chức được thêm từ 05 lớp`, `xây dựng và mở rộng tối thiểu 01 bến`.
_LINK = (
    r"(?:\s+(?:được|thêm|mới|từ|khoảng|cho|tại|đến|ở|mỗi năm|bình quân|và|hoặc|thành công|trên|ra|vào|đối với|là|có|đạt"
    r"|hằng năm|hàng năm|ít nhất|tối thiểu|số"
    r"|nghiêm ngặt|hiệu quả|đồng bộ|thí điểm|bổ sung|tập trung|mỗi tháng|mỗi quý))*"
)
_AFTER_COMMITMENT = re.compile(rf"{_COMMITMENT}{_LINK}\s*$", re.IGNORECASE)
_AFTER_VALUE = re.compile(rf"{any_of([*_VERBS['value'], *_VERBS['change']])}{_LINK}\s*:?\s*$", re.IGNORECASE)
_AFTER_VERB = re.compile(f"(?:{_AFTER_COMMITMENT.pattern})|(?:{_AFTER_VALUE.pattern})", re.IGNORECASE)
_COMMITMENT_NEAR = re.compile(_COMMITMENT + r"[^,;.]{0,60}$", re.IGNORECASE)
_DRAFTED = re.compile(any_of(_VERBS["drafting"]) + r"(?:\s+(?:được|mới|thêm|ít nhất|tối thiểu))*\s*$", re.IGNORECASE)
_STRIVEN_FOR = re.compile(r"phấn đấu[^;.]*\b(?:đạt|có)(?:\s+chỉ tiêu)?\s*$", re.IGNORECASE)
_RAISED_TO = re.compile(
    any_of(_VERBS["raising"]) + r"[^.;]{1,150}\s(?:lên|xuống|còn|đạt|tới|lên đến|lên tới)\s*$", re.IGNORECASE
)
_MADE = re.compile(any_of(_NOUNS["making"]) + r"(?:\s+(?:được|mới|thêm|khoảng|ít nhất|tối thiểu))*\s*$", re.IGNORECASE)
_CLASSIFIER = re.compile(r"\s*" + any_of(_NOUNS["classifier"]) + r"\s+(?!\W)\w", re.IGNORECASE)
_VALUED = re.compile(r"(?:^|[,;:(–-])\s*(?:và\s+)?" + any_of(_NOUNS["quantity"]) + r"[^,;:()\d]{0,80}$", re.IGNORECASE)
#: `1.500 tờ rơi và 300 áp phích`: what is counted next takes the verb of what was counted before.
_GOES_ON = re.compile(r"[^,.;:()\d]{1,80}?(?:,\s*(?:và\s+)?|\svà\s+)")
#: `Đào tạo lại về sản khoa cho 120 lượt nữ hộ sinh`
_FOR_WHOM = re.compile(_COMMITMENT + r"[^,;.\d]{0,120}?\scho(?:\s+(?:khoảng|thêm|hơn|trên|gần))?\s*$", re.IGNORECASE)
#: `mô hình bảo vệ 4 lớp`, `cơ chế quản lý 3 cấp`: the number is part of what the model is called.
_OF_A_MODEL = re.compile(
    r"(?:mô hình|phương thức|cơ chế|phương châm|hình thức|phương pháp|quy trình|kiểu|chuỗi)\s+\w+(?:\s\w+)?\s*$",
    re.IGNORECASE,
)
#: `Nền tảng số trên 4 loại hình báo chí`: on so many, not more than.
_ON_FEW = re.compile(r"trên\s*[2-9](?!\d)", re.IGNORECASE)
_MEDIA = re.compile(
    r"\s*(?:nền tảng|kênh|loại hình|địa bàn|lĩnh vực|phương diện|tuyến|trang|báo|đài)(?!\w)", re.IGNORECASE
)
_PART = re.compile(r"trong đó\s+(?:có\s+)?[^,;.\d]{3,100}$", re.IGNORECASE)
_HAVING = re.compile(r"(?<!\w)(?:có|đạt)\s*$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|[;:,(.–-]|(?<!\w)và)\s*(?:và\s+|có\s+|phấn đấu\s+|trong đó\s*,?\s*(?:có\s+)?|mỗi\s[^,;.]{1,40}?\s)?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<!\w)mỗi\s+[^,;.\d]{1,60}$", re.IGNORECASE)
_REACHED = re.compile(r"đạt\s+(?:chỉ tiêu|mục tiêu|số|mức)\s*$", re.IGNORECASE)
_IN_NAME = re.compile(any_of(_NOUNS["name"]) + r"\s*[:.]?\s*$", re.IGNORECASE)
_OUT_OF = re.compile(r"(?<!\w)(?:trong|gồm|bao gồm|của|thuộc|theo|về)\s*$", re.IGNORECASE)
_LIFE = re.compile(r"(?<!\w)(?:số năm|thọ)(?!\w)[^;.]*$", re.IGNORECASE)
_DURATION = re.compile(
    r"(?<!\w)thời gian\s[^;.,]*(?:bình quân|trung bình|đạt|còn|xuống)(?:\s+(?:đạt|còn|là))?\s*$", re.IGNORECASE
)
_FROM = re.compile(r"(?<!\w)từ\s*$", re.IGNORECASE)
_ROUND = re.compile(r"1(?:000|0\.?000|00\.?000|\.000)")

#: How far before a number its verb is looked for.
_FAR = 250
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_counts(text: str, start: int, end: int, objective: bool) -> list[Measure]:
    """Find counted things in the statement text[start:end], in no certain order.

    Args:
        objective: whether the statement is an objective: there a verb of value or an opening number is enough, while
            a measure must say that the plan makes, organises or sets up what it counts.
    """
    counts: list[Measure] = []
    for found in _COUNT.finditer(text, start, end):
        goes_on = bool(counts) and _GOES_ON.fullmatch(text, counts[-1].span.end, found.start()) is not None
        measure = _read(text, start, end, found, objective, goes_on)
        if measure is not None:
            counts.append(measure)
    for found in _WITH_GLUED_UNIT.finditer(text, start, end):
        if objective or _AFTER_COMMITMENT.search(text, max(start, found.start() - _FAR), found.start()):
            value = parse_number(found["number"])
            bounds, first, last = bounded(text, found.start(), found.end(), value, value)
            counts.append(
                Measure(Span(first, last), bounds.low, bounds.high, bounds.comparator, Unit.OTHER, None, found["unit"])
            )
    for found in _IN_WORDS.finditer(text, start, end):
        if _PER_MANY.match(text, found.start(), end):
            continue
        value = parse_number_words(found["number"]) or 0.0
        if not _NEVER.match(text, found.end()) and not _PER_ONE.match(found.group()):
            bounds = bound(value, value, meaning_of(found["comparator"]))
            unit, label = unit_of(text, found.end(), end)
            counts.append(Measure(Span(*found.span()), bounds.low, bounds.high, bounds.comparator, unit, None, label))
    return counts


def _read(text: str, start: int, end: int, found: re.Match[str], objective: bool, goes_on: bool) -> Measure | None:
    """Read one bare number; `goes_on` tells whether it only continues a count that stands right before it."""
    before = text[max(start, found.start() - _FAR) : found.start()]
    compared = bool(found["comparator"])
    noun = _NOUN.match(text, found.end(), end)
    lasting = objective and _DURATION.search(before) is not None
    of_life = lasting or _LIFE.search(before) is not None
    if not found["whole"] and not _is_countable(text, found.end(), end, before, noun is not None, of_life):
        return None
    if _IN_NAME.search(before) and not compared and not _REACHED.search(before):
        return None
    if noun is None and not _unit_of_measure(text, found.end(), end):
        bare_value = objective and _AFTER_VALUE.search(before) and not _YEAR.fullmatch(found["number"])
        if not bare_value:
            return None
    if _bounds_nothing(text, end, found, before, objective):
        return None
    if not (lasting or (goes_on and noun is not None)) and not _is_committed(
        before, compared, objective, noun is not None
    ):
        measured = _unit_of_measure(text, found.end(), end) is not None
        if not (measured and (_RAISED_TO.search(before) or (objective and _VALUED.search(before)))):
            return None
    factor = scale_of(found["scale"] or "")
    high = parse_number(found["number"]) * factor
    low = min(high, parse_number(found["low"]) * factor) if found["low"] else high
    comparator = meaning_of(found["comparator"]) if compared else Comparator.EQ
    last = found.end()
    after = comparator_after(text, last)
    if after:
        comparator, last = after
    elif not compared and _FROM.search(before) and low == high and bounded_further_on(text, last):
        comparator = Comparator.GTE
    bounds = bound(low, high, comparator)
    if of_life:
        unit, label = Unit.OTHER, noun["noun"] if noun else None
    elif found["whole"] and _ROUND.fullmatch(found["whole"]):  # `40/100.000 trẻ đẻ sống` is a rate
        unit, label = Unit.OTHER, f"/{found['whole']}"
    elif population := _PER_POPULATION.match(text, last, end):  # `20 bác sĩ trên 10.000 dân`
        unit, label = Unit.OTHER, " ".join(population["of"].split())
    else:
        unit, label = unit_of(text, last, end)
    return Measure(Span(found.start(), last), bounds.low, bounds.high, bounds.comparator, unit, None, label)


def _bounds_nothing(text: str, end: int, found: re.Match[str], before: str, objective: bool) -> bool:
    """Tell whether the `trên` before a number means for each so many, or on so many, and not more than."""
    if _PER_MANY.match(text, found.start(), end):
        return found["number"] == "1" or not _AFTER_VERB.search(before)
    on = not objective and _ON_FEW.fullmatch(found.group()) is not None
    return on and bool(_MEDIA.match(text, found.end(), end) or not _AFTER_COMMITMENT.search(before))


def _is_countable(text: str, at: int, end: int, before: str, named: bool, of_life: bool) -> bool:
    """Tell whether what stands behind a number can be counted: no time, no age, no part of an enumeration."""
    if of_life:
        return True
    if _AGE.match(text, at, end):
        return False
    if _NEVER.match(text, at, end) and not (_CLASSIFIER.match(text, at, end) and _MADE.search(before)):
        return False
    if _DOCUMENT.match(text, at, end) and not _DRAFTED.search(before):
        return False
    return not (named and _ENUMERATION.match(text, at, end))


def _is_committed(before: str, compared: bool, objective: bool, counted: bool) -> bool:
    """Tell whether the words before a number commit the plan to it."""
    if _OUT_OF.search(before) and not compared:
        return False
    if _AFTER_COMMITMENT.search(before):
        return _OF_A_MODEL.search(before) is None
    each = _EACH.search(before) is not None
    if objective:
        told = _AFTER_VALUE.search(before) or _OPENING.search(before)
        of_whole = counted and (each or _PART.search(before) or _FOR_WHOM.search(before))
        return compared or bool(told or of_whole)
    if compared:
        return each or bool(_COMMITMENT_NEAR.search(before) or _HAVING.search(before))
    return _STRIVEN_FOR.search(before) is not None or (counted and _FOR_WHOM.search(before) is not None)


def unit_of(text: str, start: int, end: int) -> tuple[Unit, str | None]:
    """Tell the unit of a count by the words behind it: people, a unit of measure, or things."""
    measured = _unit_of_measure(text, start, end)
    if measured:
        return Unit.OTHER, measured["unit"]
    while start < end and text[start].isspace():
        start += 1
    if _VISITS.match(text, start, end):
        return Unit.COUNT, None
    return (Unit.PERSON if _PERSON.match(text, start, end) else Unit.COUNT), None


def _unit_of_measure(text: str, start: int, end: int) -> re.Match[str] | None:
    return _UNIT.match(text, start, end) or _UNIT_OR_NOUN.match(text, start, end)
