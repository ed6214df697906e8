"""Counted things: the bare numbers of a clause that say how much the plan makes, organises or sets up.

A bare number may be anything (a name, an article, a version, a grade). It is a count only where its surroundings show
it: a verb that makes, organises or values, or a comparator, before it, and a countable noun or a unit behind it.
"""

import re

from extractors.comparators import COMPARATOR, bound, bounded_further_on, comparator_after, meaning_of
from extractors.count_evidence import (
    commitment_nearby,
    commits,
    describes,
    follows_commitment,
    follows_value,
    values_a_measure,
)
from extractors.count_units import MANY, unit_of, unit_of_measure, what_is_counted
from extractors.lexicon import any_of, read_toml
from extractors.measures import Measure, bounded
from extractors.numbers import NUMBER, RANGE_SIGN, SCALE, parse_number, parse_number_words, scale_of
from extractors.plan import Span
from schemas.vocabulary import Comparator, Unit

_VERBS, _NOUNS = read_toml("targets")["verbs"], read_toml("targets")["nouns"]

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
_PER_MANY = re.compile(
    rf"trên\s+{MANY}\s*(?:dân|người|trẻ|phụ nữ|hộ|lao động|đơn vị|ca|ha|hecta|héc ta|km2|km)(?!\w)", re.IGNORECASE
)
#: `trực 24/24 giờ`
_HOURS = re.compile(r"\s*(?:giờ|h)(?!\w)", re.IGNORECASE)
_PEOPLE = re.compile(rf"\s+(?:lượt\s+)?{any_of(_NOUNS['person'])}", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<noun>[^\W\d_]+)")
_NEVER = re.compile(rf"\s*(?!{any_of(_NOUNS['countable'])}){any_of(_NOUNS['never'])}", re.IGNORECASE)
_AGE = re.compile(r"\s?tuổi", re.IGNORECASE)
_DOCUMENT = re.compile(rf"\s*(?!{any_of(_NOUNS['countable'])}){any_of(_NOUNS['document'])}", re.IGNORECASE)
_ENUMERATION = re.compile(
    r"[^.;\n]{0,40}?(?:sau đây|sau(?=\s*[:.])|bao gồm|gồm|như sau|trọng tâm|chủ yếu|nêu trên|kể trên)(?!\w)"
    r"|\s*\w+(?:\s\w+)?\s*:",
    re.IGNORECASE,
)

_DRAFTED = re.compile(any_of(_VERBS["drafting"]) + r"(?:\s+(?:được|mới|thêm|ít nhất|tối thiểu))*\s*$", re.IGNORECASE)
#: `tổ chức 02 chương trình giao lưu`
_PROGRAMMES = re.compile(r"\s*chương trình(?! (?:mục tiêu|hành động|công tác))(?!\w)", re.IGNORECASE)
_HELD = re.compile(
    r"(?<!\w)(?:tổ chức|sản xuất|phát sóng|dàn dựng|biểu diễn)(?:\s+(?:được|mới|thêm))*\s*$", re.IGNORECASE
)
_MADE = re.compile(
    any_of(_NOUNS["making"]) + r"(?:\s+(?:được|mới|thêm|bổ sung|khoảng|ít nhất|tối thiểu))*\s*$", re.IGNORECASE
)
_CLASSIFIER = re.compile(r"\s*" + any_of(_NOUNS["classifier"]) + r"\s+(?!\W)\w", re.IGNORECASE)
#: `mỗi xã đạt thêm 02 tiêu chí`, `xóa 900 nhà`
_CRITERIA = re.compile(r"\s*tiêu chí(?!\w)", re.IGNORECASE)
_MET = re.compile(r"(?<!\w)(?:đạt|tăng|thêm)(?:\s+(?:chuẩn|thêm|từ|được))*\s*$", re.IGNORECASE)
_HOUSES = re.compile(r"\s*nhà\s*(?:$|[.,;:)]|cho(?!\w))", re.IGNORECASE)
#: `1.500 tờ rơi và 300 áp phích`: what is counted next takes the verb of what was counted before.
_GOES_ON = re.compile(r"[^.;:()\d]{1,80}?(?:,\s*(?:và\s+)?|\s(?:và|cho|tại|ở)\s+|\(\w+ \w+\s+)")
_PARALLEL = re.compile(r"[^.;:()\d]{1,60},\s*(?:[^.;:()\d]|\d{1,2}(?=\s(?:tháng|ngày|tuần)(?!\w))){2,80}?\s*")
#: `Nền tảng số trên 4 loại hình báo chí`: on so many, not more than.
_ON_FEW = re.compile(r"trên\s*[2-9](?!\d)", re.IGNORECASE)
_MEDIA = re.compile(
    r"\s*(?:nền tảng|kênh|loại hình|địa bàn|lĩnh vực|phương diện|tuyến|trang|báo|đài)(?!\w)", re.IGNORECASE
)
_REACHED = re.compile(r"đạt\s+(?:chỉ tiêu|mục tiêu|số|mức)\s*$", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!mỗi\s)(?<!h[ằà]ng\s)" + any_of(_NOUNS["name"]) + r"\s*[:.]?\s*$", re.IGNORECASE)
_RATIO_NAMED = re.compile(r"(?:^|[,;:])\s*(?:tỷ|tỉ) số\s[^,;:\d]{1,60}$", re.IGNORECASE)
#: `Tỷ số giới tính không quá 111; đến năm 2030 dưới 109`
_ONLY_TIME = re.compile(r"\s*(?:(?:và|phấn đấu)\s+)?(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s+\d{4}\s*:?\s*", re.I)
_LIFE = re.compile(r"(?<!\w)(?:số (?:năm|ngày|giờ)|thọ)(?!\w)[^;.]*$", re.IGNORECASE)
_DURATION = re.compile(
    r"(?<!\w)thời gian\s[^;.,]*(?:bình quân|trung bình|đạt|còn|xuống)(?:\s+(?:đạt|còn|là))?\s*$", re.IGNORECASE
)
_SPELL = re.compile(r"\s+(?:phút|giây|giờ|ngày(?:\s+làm việc)?)(?!\w)", re.IGNORECASE)
_TAKES = re.compile(r"(?<!\w)(?<!trong )(?<!trong vòng )(?:thời gian|thời hạn)(?!\w)[^;.,]*$", re.IGNORECASE)

#: How far before a number its verb is looked for.
_FAR = 250
#: How much behind a number is shown to the tagger.
_BEHIND = 30
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_counts(text: str, start: int, end: int, objective: bool, listed: bool = False) -> list[Measure]:
    """Find counted things in the statement text[start:end], in no certain order.

    Args:
        listed: whether the statement goes on with a list of things made, which a semicolon parts.
        objective: whether the statement is an objective: there a verb of value or an opening number is enough, while
            a measure must say that the plan makes, organises or sets up what it counts.
    """
    counts: list[Measure] = []
    for found in _COUNT.finditer(text, start, end):
        goes_on = _goes_on(text, counts[-1].span.end, found, end) if counts else listed and _opens(text, start, found)
        measure = _read(text, start, end, found, objective, goes_on)
        if measure is not None:
            counts.append(measure)
    for found in _WITH_GLUED_UNIT.finditer(text, start, end):
        if objective or follows_commitment(text[max(start, found.start() - _FAR) : found.start()]):
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


def _goes_on(text: str, left: int, found: re.Match[str], end: int) -> bool:
    """Tell whether a number only continues the count that ends at `left`: the same verb, or another part of the same.

    `cai nghiện bắt buộc 650 người, tự nguyện tại gia đình, cộng đồng 800 người`
    """
    if _GOES_ON.fullmatch(text, left, found.start()):
        return True
    before, after = _NOUN.match(text, left, found.start()), _NOUN.match(text, found.end(), end)
    if before is None or after is None or before["noun"] != after["noun"]:
        return False
    return _PARALLEL.fullmatch(text, left, found.start()) is not None and not describes(text[left : found.start()])


def _opens(text: str, start: int, found: re.Match[str]) -> bool:
    """Tell whether a number is the first word of its statement."""
    return not text[start : found.start()].strip()


def _lasts(text: str, found: re.Match[str], before: str, end: int) -> bool:
    """Tell whether a number says how long something takes, or may take at most (`tối đa 15 phút/lượt`)."""
    if _DURATION.search(before):
        return True
    bounded_time = found["comparator"] and _SPELL.match(text, found.end(), end)
    return bool(bounded_time and (_TAKES.search(before) or not before.strip()))


def _read(text: str, start: int, end: int, found: re.Match[str], objective: bool, goes_on: bool) -> Measure | None:
    """Read one bare number; `goes_on` tells whether it only continues a count that stands right before it."""
    before = text[max(start, found.start() - _FAR) : found.start()]
    compared = bool(found["comparator"])
    noun = _NOUN.match(text, found.end(), end)
    lasting = objective and _lasts(text, found, before, end)
    of_life = lasting or _LIFE.search(before) is not None
    countable = goes_on and _PROGRAMMES.match(text, found.end(), end) is not None
    if not (found["whole"] or countable) and not _is_countable(
        text, found.end(), end, before, noun is not None, of_life
    ):
        return None
    measured = unit_of_measure(text, found.end(), end) is not None
    if _IN_NAME.search(before) and not (compared or measured or _REACHED.search(before)):
        return None
    if noun is None and not measured:
        told = follows_value(before) or (compared and (_ONLY_TIME.fullmatch(before) or _RATIO_NAMED.search(before)))
        bare_value = objective and told and not _YEAR.fullmatch(found["number"])
        if not bare_value:
            return None
    if found["whole"] == found["number"] and _HOURS.match(text, found.end(), end):
        return None
    if _bounds_nothing(text, end, found, before, objective):
        return None
    of_all = bool(found["whole"]) and commitment_nearby(before)  # `đưa nội dung vào 22/22 trường`
    sure = lasting or of_all or (goes_on and noun is not None) or (measured and values_a_measure(before, objective))
    if not sure and not commits(
        before,
        text[found.start() : min(end, found.end() + _BEHIND)],
        compared=compared,
        objective=objective,
        counted=noun is not None,
        of_measure=measured,
        of_people=_PEOPLE.match(text, found.end(), end) is not None,
    ):
        return None
    factor = scale_of(found["scale"] or "")
    high = parse_number(found["number"]) * factor
    low = min(high, parse_number(found["low"]) * factor) if found["low"] else high
    comparator = meaning_of(found["comparator"]) if compared else Comparator.EQ
    last = found.end()
    after = comparator_after(text, last)
    if after:
        comparator, last = after
    elif not compared and low == high and bounded_further_on(text, last):
        comparator = Comparator.GTE
    bounds = bound(low, high, comparator)
    spell = noun["noun"] if of_life and noun else None
    unit, label = (Unit.OTHER, spell) if of_life else what_is_counted(text, last, end, before, found["whole"])
    return Measure(Span(found.start(), last), bounds.low, bounds.high, bounds.comparator, unit, None, label)


def _bounds_nothing(text: str, end: int, found: re.Match[str], before: str, objective: bool) -> bool:
    """Tell whether the `trên` before a number means for each so many, or on so many, and not more than."""
    if _PER_MANY.match(text, found.start(), end):
        return found["number"] == "1" or not (follows_commitment(before) or follows_value(before))
    on = not objective and _ON_FEW.fullmatch(found.group()) is not None
    return on and bool(_MEDIA.match(text, found.end(), end) or not follows_commitment(before))


def _is_countable(text: str, at: int, end: int, before: str, named: bool, of_life: bool) -> bool:
    """Tell whether what stands behind a number can be counted: no time, no age, no part of an enumeration."""
    if of_life:
        return True
    if _AGE.match(text, at, end):
        return False
    if _PROGRAMMES.match(text, at, end) and _HELD.search(before):
        return True
    if _NEVER.match(text, at, end) and not (
        (_CLASSIFIER.match(text, at, end) and _MADE.search(before))
        or (_CRITERIA.match(text, at, end) and _MET.search(before))
        or _HOUSES.match(text, at, end)
    ):
        return False
    if _DOCUMENT.match(text, at, end) and not _DRAFTED.search(before):
        return False
    return not (named and _ENUMERATION.match(text, at, end))
