"""What a number counts: people, things, a unit of measure with what it is for, how often, a rate for so many."""

import re

from extractors.count_evidence import follows_commitment
from extractors.lexicon import any_of, read_toml
from extractors.measures import for_each
from schemas.vocabulary import Unit

_NOUNS = read_toml("targets")["nouns"]

#: How many a rate is told for.
MANY = r"(?:(?:1(?:0{1,5}|0*\.000)?|một)(?:\s+(?:vạn|nghìn|ngàn|triệu))?|vạn)"
_PER_POPULATION = re.compile(
    rf"\s+(?P<of>[^\W\d]+(?:\s+[^\W\d]+){{0,3}}?\s*(?:/|trên)\s*{MANY}\s+dân)(?!\w)", re.IGNORECASE
)
_RATIO = re.compile(
    r"\s+(?P<of>[^\W\d]+(?:\s+[^\W\d]+){0,3}?\s*/\s*(?:\d+\s+)?(?!(?:năm|tháng|quý|tuần|ngày|kỳ|lần|vạn|1|một)(?!\w))"
    r"[^\W\d]+(?:\s+[^\W\d]+){0,4})(?=\s*(?:$|[.,;:)]))"
)
_HOW_OFTEN = re.compile(
    r"\s+lần\s*(?:/|mỗi|một|trong|trên|hằng|hàng)\s*(?:một\s+|mỗi\s+)?(?:năm|tháng|quý|tuần|ngày)(?!\w)"
)
_TIMES_AS_MUCH = re.compile(r"(?<!\w)(?:tăng|giảm|gấp|nâng|bằng)(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_OCCASIONS = re.compile(r"\s*lần\s*(?:$|[.,;:)])", re.IGNORECASE)
_SPOTS = re.compile(r"\s*điểm\s*(?:$|[.,;:)])", re.IGNORECASE)
_STRIVES = re.compile(r"phấn đấu\s*$", re.IGNORECASE)
#: `đón 2 triệu lượt khách, trong đó khách quốc tế 90.000 lượt`
_VISITS_AGAIN = re.compile(r"\s*lượt\s*(?:$|[.,;:)/])", re.IGNORECASE)
_GUESTS = re.compile(r"(?<!\w)(?:khách|người|hành khách)(?!\w)", re.IGNORECASE)
_UNIT = re.compile(r"\s?(?P<unit>" + any_of(_NOUNS["measure"]).removeprefix(r"(?<!\w)") + ")", re.IGNORECASE)
#: Units that are also common nouns (`điểm trường`, `độ tuổi`) measure only where no word follows them.
_UNIT_OR_NOUN = re.compile(
    r"\s?(?P<unit>điểm|độ|m)(?!\w)(?=\s*(?:$|[.,;:)/]|(?:trở|và|so|năm|vào|phần|mỗi|hoặc)(?!\w)))", re.IGNORECASE
)
_PERSON = re.compile(
    rf"(?:(?:lượt|số|suất|tổng số)\s+)?(?:{any_of(_NOUNS['person'])}"
    r"|nhà\s(?:khoa học|giáo|nghiên cứu|quản lý|báo)|(?:\w+\s){0,2}viên(?!\w))",
    re.IGNORECASE,
)
_VISITS = re.compile(r"lượt\s+(?:du\s+)?khách", re.IGNORECASE)
_ROUND = re.compile(r"1(?:000|0\.?000|00\.?000|\.000)")


def what_is_counted(text: str, last: int, end: int, before: str, whole: str | None) -> tuple[Unit, str | None]:
    """Tell the unit of a count and its label: so often, a rate for so many, else what `unit_of` says."""
    if _is_frequency(text, last, before):
        return Unit.COUNT, "lần"
    if _OCCASIONS.match(text, last, end) and _TIMES_AS_MUCH.search(before) is None:
        return Unit.COUNT, "lần"
    if _SPOTS.match(text, last, end) and follows_commitment(before) and _STRIVES.search(before) is None:
        return Unit.COUNT, None  # `triệt xóa 12 điểm`
    if _VISITS_AGAIN.match(text, last, end) and _GUESTS.search(before):
        return Unit.PERSON, "lượt"
    if whole and _ROUND.fullmatch(whole):  # `40/100.000 trẻ đẻ sống` is a rate
        return Unit.OTHER, f"/{whole}"
    ratio = _RATIO.match(text, last, end)  # `2,1 con/phụ nữ`, `111 bé trai/100 bé gái`
    if ratio:
        return Unit.OTHER, " ".join(ratio["of"].split())
    population = _PER_POPULATION.match(text, last, end)  # `20 bác sĩ trên 10.000 dân`
    if population:
        words = " ".join(population["of"].split())
        return (Unit.COUNT if "/" in words else Unit.OTHER), words
    return unit_of(text, last, end)


def unit_of(text: str, start: int, end: int) -> tuple[Unit, str | None]:
    """Tell the unit of a count by the words behind it: people, a unit of measure, or things."""
    measured = unit_of_measure(text, start, end)
    if measured:
        return Unit.OTHER, measured["unit"] + for_each(text, measured.end())
    while start < end and text[start].isspace():
        start += 1
    if _VISITS.match(text, start, end):
        return Unit.PERSON, None
    return (Unit.PERSON if _PERSON.match(text, start, end) else Unit.COUNT), None


def unit_of_measure(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find the unit of measure right behind a number."""
    return _UNIT.match(text, start, end) or _UNIT_OR_NOUN.match(text, start, end)


def _is_frequency(text: str, end: int, before: str) -> bool:
    """Tell whether a number counts how often something is done (`ít nhất 1 lần/năm`), not how many times as much."""
    return _HOW_OFTEN.match(text, end) is not None and _TIMES_AS_MUCH.search(before) is None
