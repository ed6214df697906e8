"""Words before a bare number by which the plan commits to it: it makes, organises, sets up, values or demands.

Lexicons hold the usual verbs. Verbs are made anew all the time in administrative prose (`ngầm hóa`, `gieo cấy`,
`nạo vét`), so any other word that the tagger takes for a verb counts as well where it stands right before the number.
"""

import re

from extractors.lexicon import any_of, read_toml
from extractors.segmentation import words_of

_VERBS, _NOUNS = read_toml("targets")["verbs"], read_toml("targets")["nouns"]
#: Any word made with `hóa` is a verb: `ngầm hóa`, `cứng hoá`.
_COMMITMENT = rf"(?:{any_of(_VERBS['commitment'])}|(?<!\w)\w+\s+h(?:óa|oá)(?!\w))"
#: Between a verb and its number: `tổ chức được thêm từ 05 lớp`, `xây dựng và mở rộng tối thiểu 01 bến`.
_LINK = (
    r"(?:\s+(?:được|thêm|mới|từ|khoảng|cho|tại|đến|ở|mỗi năm|bình quân|và|hoặc|thành công|trên|ra|vào|đối với|là|có|đạt"
    r"|hằng năm|hàng năm|ít nhất|tối thiểu|số"
    r"|hoàn toàn|triệt để|cơ bản"
    r"|đột xuất|định kỳ|dứt điểm|nghiêm ngặt|hiệu quả|đồng bộ|thí điểm|bổ sung|tập trung|mỗi (?:tháng|quý|tuần|ngày|kỳ)"
    r"|h(?:ằ|à)ng (?:tháng|quý|tuần)))*"
)
_AFTER_COMMITMENT = re.compile(rf"{_COMMITMENT}{_LINK}\s*$", re.IGNORECASE)
_AFTER_VALUE = re.compile(rf"{any_of([*_VERBS['value'], *_VERBS['change']])}{_LINK}\s*:?\s*$", re.IGNORECASE)
_COMMITMENT_NEAR = re.compile(_COMMITMENT + r"[^,;.]{0,60}$", re.IGNORECASE)
#: `trồng mới cây quế 3.000 ha`, `đào tạo theo địa chỉ 60 bác sĩ`: no number, no other clause between them.
_MADE_NEAR = re.compile(rf"{_COMMITMENT}(?:\s+[^\W\d]+){{1,8}}\s*$", re.IGNORECASE)
_STRIVEN_FOR = re.compile(r"phấn đấu[^;.]*\b(?:đạt|có)(?:\s+chỉ tiêu)?\s*$", re.IGNORECASE)
_RAISED_TO = re.compile(
    any_of(_VERBS["raising"]) + r"[^.;]{1,150}\s(?:lên|xuống|còn|đạt|tới|lên đến|lên tới)\s*$", re.IGNORECASE
)
#: `số giường bệnh tăng từ 85 giường năm 2024 lên 240 giường`
_FROM_TO = re.compile(
    r"(?<!\w)từ\s+(?:mức\s+)?[\d.,]+(?:\s[^\W\d]+){0,4}(?:\s+năm\s+\d{4})?\s+(?:lên|xuống|còn|đến)\s*$", re.IGNORECASE
)
_QUANTITY = any_of(_NOUNS["quantity"])
_OPENS = r"(?:^|[,;:(–-])\s*(?:(?:và|còn|trong đó)\s+)?"
_VALUED = re.compile(rf"{_OPENS}(?:{any_of(_VERBS['raising'])}\s+)?{_QUANTITY}[^,;:()\d]{{0,80}}$", re.IGNORECASE)
_REACHES = re.compile(r"(?<!\w)(?:đạt|lên|xuống|còn|ở mức|lên đến|lên tới)\s*$", re.IGNORECASE)
#: `Đào tạo lại về sản khoa cho 120 lượt nữ hộ sinh`
_FOR_WHOM = re.compile(
    _COMMITMENT + r"(?:[^;.\d]|\d{1,2}\s(?=tháng|ngày|tuần)){0,120}?"
    r"\s(?:cho|tại|ở|đối với)(?:\s+(?:khoảng|thêm|hơn|trên|gần))?\s*$",
    re.IGNORECASE,
)
#: `thi nâng ngạch cho 450 viên chức`; `hỗ trợ cho 01 người …` is a rate.
_FOR_PEOPLE = re.compile(r"(?:^|[;:])[^,;:.\d]{4,80}\scho\s*$", re.IGNORECASE)
_ONE = re.compile(r"0?1(?![\d.,])")
#: `sản xuất phim quảng bá; đạt 10 triệu lượt xem`
_REACHING = re.compile(r"(?:^|[;,])\s*đạt\s*$", re.IGNORECASE)
#: `mô hình bảo vệ 4 lớp`, `cơ chế quản lý 3 cấp`: the number is part of what the model is called.
_OF_A_MODEL = re.compile(
    r"(?:mô hình|phương thức|cơ chế|phương châm|hình thức|phương pháp|quy trình|kiểu|chuỗi)\s+\w+(?:\s\w+)?\s*$",
    re.IGNORECASE,
)
_PART = re.compile(r"trong đó\s*,?\s+(?:có\s+)?[^,;.\d]{3,100}$", re.IGNORECASE)
#: `sắp xếp các đơn vị, giảm ít nhất 02 đầu mối`
_CUT = re.compile(r"(?:^|[,;:])\s*(?:và\s+)?(?:giảm|cắt giảm|tăng|tăng thêm)\s*$", re.IGNORECASE)
_HAVING = re.compile(r"(?<!\w)(?:có|đạt)\s*$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|[;:,(.–-]|(?<!\w)và)\s*(?:và\s+|có\s+|phấn đấu\s+|trong đó\s*,?\s*(?:có\s+)?|mỗi\s[^,;.]{1,40}?\s)?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<!\w)mỗi\s+[^,;.\d]{1,60}$", re.IGNORECASE)
#: `mỗi thôn có 01 điểm truy cập`
_EACH_HAS = re.compile(r"(?:^|[,;:(–-])\s*(?:và\s+)?mỗi\s[^;.\d]{1,60}\scó\s*$", re.IGNORECASE)
#: `khảo sát mức độ hài lòng của 5.000 người dân`, `nâng cấp phòng máy của 8 trung tâm y tế`
_OF_MANY = re.compile(rf"{_COMMITMENT}(?:,?\s+[^\W\d]+){{2,12}}\s+của\s*$", re.IGNORECASE)
#: `số hóa hồ sơ của 148 xã, phường`: all the units there are, which only tells how far the work reaches.
_ALL_UNITS = re.compile(
    r"[\d.,]+\s+(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố)\s*(?:,|và)\s*"
    r"(?:xã|phường|thị trấn|đặc khu|quận|thị xã|thành phố)(?!\w)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"(?<!\w)(?:trong|gồm|bao gồm|của|thuộc|theo|về)\s*$", re.IGNORECASE)
_FIRST_NOUN = re.compile(r"[\d.,]+\s+(?P<noun>[^\W\d]+)")
#: Verbs that describe, and commit to nothing: what stands before them has so much, or is so much.
_STATIVE = frozenset(_VERBS["stative"])
_ENTRY = re.compile(r"^\s*(?:[^\W\d]+\s+){1,5}$")
_OF_SIZE = re.compile(
    rf"(?:{any_of(_NOUNS['property'])}|(?<!\w)(?:dài|rộng|cao|sâu|cách))(?:\s+(?:là|bình quân))?\s*$", re.I
)
_HEADED = re.compile(r"(?:^|[,;:(–-]|(?<!\w)(?:và|để|phấn đấu|sẽ))\s*(?P<clause>(?:[^\W\d]+\s+){1,6})$", re.IGNORECASE)
_SENTENCE = 60


def follows_commitment(before: str) -> bool:
    """Tell whether a verb that makes, organises or sets up something stands right before a number."""
    return _AFTER_COMMITMENT.search(before) is not None


def commitment_nearby(before: str) -> bool:
    """Tell whether such a verb stands in the same clause as a number."""
    return _COMMITMENT_NEAR.search(before) is not None


def follows_value(before: str) -> bool:
    """Tell whether a verb of value or of change stands right before a number."""
    return _AFTER_VALUE.search(before) is not None


def values_a_measure(before: str, objective: bool) -> bool:
    """Tell whether a number with a unit of measure is the value of the quantity that its clause opens with.

    In an objective it is, unless the words before it describe what there is; a measure has to say that the quantity
    gets there, or be an entry of few words (`Lúa đông xuân 19.200 ha`).
    """
    if _RAISED_TO.search(before) or (_ENTRY.search(before) and not describes(before)):
        return True
    if objective and before.strip() and not describes(before) and not _OUT_OF.search(before):
        return True
    valued = _VALUED.search(before)
    return valued is not None and (objective or _REACHES.search(before) is not None)


def commits(
    before: str, after: str, *, compared: bool, objective: bool, counted: bool, of_measure: bool, of_people: bool
) -> bool:
    """Tell whether the words before a number commit the plan to it.

    Args:
        before: the words of its statement before it; `after` the number with the words behind it.
        compared: whether a comparator stands before it.
        objective: whether the statement is an objective.
        counted: whether a noun follows it.
        of_measure, of_people: whether a unit of measure or a noun of people follows, which leaves no doubt that it
            counts.
    """
    if _OUT_OF.search(before) and not compared:
        return counted and _OF_MANY.search(before) is not None and _ALL_UNITS.match(after) is None
    if _AFTER_COMMITMENT.search(before):
        return _OF_A_MODEL.search(before) is None
    each = _EACH.search(before) is not None
    if each and counted and _EACH_HAS.search(before):
        return True
    if (of_measure or of_people or _counts_the_same(before, after)) and not compared and _made_nearby(before):
        return True
    if objective and of_people and _ENTRY.search(before) and not describes(before):
        return True  # `Đào tạo 900 người, trong đó: trình độ đại học 250 người`
    if objective:
        told = _AFTER_VALUE.search(before) or _OPENING.search(before)
        of_whole = counted and (each or _PART.search(before) or _FOR_WHOM.search(before))
        return compared or bool(told or of_whole)
    if compared:
        return each or bool(_COMMITMENT_NEAR.search(before) or _HAVING.search(before) or _CUT.search(before))
    if of_people and _FOR_PEOPLE.search(before) and not _ONE.match(after):
        return True
    if (
        _STRIVEN_FOR.search(before)
        or _REACHING.search(before)
        or _FROM_TO.search(before)
        or (counted and _FOR_WHOM.search(before))
    ):
        return True
    return counted and _done_to(before, after)


def _counts_the_same(before: str, after: str) -> bool:
    """Tell whether the noun behind a number is one that its clause has named (`Lấy mẫu sau tiêm phòng 900 mẫu`)."""
    noun = _FIRST_NOUN.match(after)
    clause = re.split(r"[,;:(]", before)[-1].lower()
    return noun is not None and noun["noun"].lower() in clause.split()


def _made_nearby(before: str) -> bool:
    made = _MADE_NEAR.search(before)
    return made is not None and not describes(before)


def describes(before: str) -> bool:
    """Tell whether the last word before a number says what there is, or what size it is of."""
    words = before.split()
    return not words or words[-1].lower() in _STATIVE or _OF_SIZE.search(before) is not None


def _done_to(before: str, after: str) -> bool:
    """Tell whether a clause of a few words ends in a verb right before its number (`nạo vét 45 km kênh`)."""
    headed = _HEADED.search(before[-_SENTENCE:])
    if headed is None or describes(before):
        return False
    clause = headed["clause"].lstrip()
    words = [word for word in words_of(clause + after) if word.start < len(clause.rstrip())]
    return bool(words) and words[-1].tag == "V" and clause[words[-1].start :].strip().lower() not in _STATIVE
