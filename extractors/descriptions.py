"""Numbers that describe the noun they stand behind, and commit to nothing: thresholds, capacities, rates of support.

`bếp ăn phục vụ trên 500 suất`, `nhà máy công suất 200 tấn/ngày`, `doanh nghiệp có từ 10 lao động trở lên`.
"""

import re
from collections.abc import Sequence

from extractors.clauses import are_parted
from extractors.lexicon import any_of, read_toml
from extractors.measures import Measure
from extractors.plan import Span
from schemas.vocabulary import Comparator, Unit

_WORDS = read_toml("targets")
_BEARER = any_of(_WORDS["nouns"]["bearer"])
_PROPERTY = any_of(_WORDS["nouns"]["property"])
_DEMANDS = re.compile(r"(?:ít nhất|tối thiểu|không dưới|phấn đấu|không ít hơn)", re.IGNORECASE)

#: A subject that is told apart by what it has; `mỗi`, `phấn đấu` and a place before it make it a demand.
_TOLD_APART = re.compile(
    rf"(?:^|[^\w\s]\s*|(?:các|những|đối với|cho|tại|là|từ)\s+){_BEARER}(?:\s+[^\W\d]+){{0,6}}?"
    rf"\s+(?:có|sử dụng|phục vụ|với|chở|quy mô|từ)(?:\s+{_PROPERTY})?(?:\s+từ)?\s*$",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<!\w)(?:mỗi|phấn đấu|toàn tỉnh|toàn thành phố|bình quân|\d)(?!\w)", re.IGNORECASE)
_BY_PROPERTY = re.compile(rf"\s(?:(?:có|với|đạt)\s+)?{_PROPERTY}(?:\s+[^\W\d]+){{0,3}}?\s*(?:là\s*)?$", re.IGNORECASE)
_MOVES_TO = re.compile(r"\s+(?:giảm|tăng|đạt|chiếm|còn|xuống|lên)(?:\s+(?:còn|xuống|lên|đến|mức))*\s*", re.IGNORECASE)
_VALUE = re.compile(rf"{any_of([*_WORDS['verbs']['value'], *_WORDS['verbs']['change'], 'từ'])}\s*$", re.IGNORECASE)
#: `ổn định diện tích gieo trồng`: the property itself is what the clause is about.
_RAISES_IT = re.compile(rf"\s*(?:phấn đấu\s+)?(?:{any_of(_WORDS['verbs']['raising'])}\s+)?{_PROPERTY}", re.IGNORECASE)
_OF_ITS_OWN = re.compile(
    r"(?<!\w)(?:tổng|tăng|giảm|với\s+mức(?!\s+(?:hỗ trợ|chi|vay|vốn|phạt|thu|đóng|kinh phí))|trong đó|phấn đấu|đưa"
    r"|đạt\s+mức)(?!\w)",
    re.IGNORECASE,
)

#: `tổng công suất các nhà máy đạt 200 MW` is about the capacity; further behind its noun it only describes.
_LONGEST_SUBJECT = 5


def is_description(line: str, statement: Span, measures: Sequence[Measure], index: int) -> bool:
    """Tell whether a number only describes a noun.

    Args:
        line: the masked line.
        statement: the statement that holds the number.
        measures: the numbers of the statement that may be targets, in reading order; `index` is the one asked about.
    """
    measure = measures[index]
    before = line[statement.start : measure.span.start]
    if measure.unit is Unit.RANK and index and measures[index - 1].unit is Unit.COUNT:
        # `thu hút 03 nhà cung cấp thuộc 50 doanh nghiệp hàng đầu thế giới`
        ranked = "," in line[measures[index - 1].span.end : measure.span.start]
        return not ranked and not are_parted(line, measures[index - 1].span, measure.span)
    if measure.unit is Unit.PERCENT and index + 1 < len(measures):
        # `tỷ lệ xe chở quá tải trên 20% giảm còn 1,5%`
        between = line[measure.span.end : measures[index + 1].span.start]
        return _MOVES_TO.fullmatch(between) is not None and _VALUE.search(before) is None
    if measure.unit in (Unit.PERCENT, Unit.RANK):
        return False
    compared = line[measure.span.start : measure.span.end]
    if index:
        between = line[measures[index - 1].span.end : measure.span.start]
        if between.strip() and not are_parted(line, measures[index - 1].span, measure.span):
            return _OF_ITS_OWN.search(between) is None
    if _DEMANDS.match(compared) or _DEMANDS.search(before[-20:]):
        return False
    subject = re.split(r"[,:(]|(?<!\w)và(?!\w)", before)[-1]
    if _BY_PROPERTY.search(subject) and len(subject.split()) > _LONGEST_SUBJECT and not _RAISES_IT.match(subject):
        return True
    told = _TOLD_APART.search(before)
    return told is not None and measure.comparator is not Comparator.EQ and _EACH.search(before) is None
