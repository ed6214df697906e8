"""What a number is said of: the indicator without the number, the counted noun, the whole a share is a share of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.comparators import COMPARATOR
from extractors.lexicon import any_of, read_toml
from extractors.measures import Measure
from extractors.plan import Span
from extractors.segmentation import Word
from schemas.vocabulary import Unit

_WORDS = read_toml("targets")
_LEADING = re.compile(rf"(?:{any_of(_WORDS['openers']['leading'])}|[\s,:.–-])+", re.IGNORECASE)
#: `Trên tổng số 90 xã, phường, chọn 12 xã làm điểm`
_OUT_OF_SO_MANY = re.compile(r"^(?:trên|trong)\s+(?:tổng\s+)?số\s+[\d.]+.*,\s*(?=\w)", re.IGNORECASE | re.DOTALL)
_BRING = re.compile(r"^đưa\s+(?!vào(?!\w))", re.IGNORECASE)
#: `đưa nội dung hướng nghiệp vào 22 trường` does it at so many places.
_BROUGHT_INTO = re.compile(r"đưa\s+(?!vào(?!\w)).*\svào", re.IGNORECASE | re.DOTALL)
_PURPOSE = re.compile(
    r"(?:^|.*\s)(?:để|nhằm)\s+(?:góp phần\s+)?(?:(?:đưa|nâng|tăng|giảm)\s+)?(?=\w+\s+\w)", re.IGNORECASE | re.DOTALL
)
#: What stands before a verb of value is measured; the verb itself is no part of the indicator.
_VALUE_END = re.compile(
    r"(?:(?<!trở)(?<!trở )\s*(?:" + any_of(_WORDS["verbs"]["value_end"]) + r"))+\s*:?\s*$", re.IGNORECASE
)
_BOUND_END = re.compile(rf"(?:{COMPARATOR}\s*)+$", re.IGNORECASE)
#: What a share is a share of ends where another number is bounded (`100% trạm ít nhất 02 lần/năm`).
_BOUND_NEXT = re.compile(rf"\s(?:và\s+)?{COMPARATOR}\s*\d", re.IGNORECASE)
_BEFORE_TIME = re.compile(r"(?:(?<!\w)(?:vào|trong|đến|từ|tính|và)\s+)+$", re.IGNORECASE)
_REACH_END = re.compile(r"(?:lên|tăng|xuống|giảm)\s+(?:đến|tới)\s*$", re.IGNORECASE)
_CHANGE_END = re.compile(
    any_of(_WORDS["verbs"]["change"]) + r"(?:\s+(?:bình quân|trung bình|thêm|từ))*\s*$", re.IGNORECASE
)
_QUANTITY_NOUN = re.compile(
    r"(?:(?:nâng|tăng|giảm|kéo giảm|đưa)\s+)?" + any_of(_WORDS["nouns"]["quantity"]), re.IGNORECASE
)
_MAKING = [*_WORDS["verbs"]["commitment"], *_WORDS["verbs"]["change"], "mới", "thành công", "bình quân", "và"]
_ONLY_VERBS = re.compile(rf"(?:\s|,|{any_of(_MAKING)})*", re.IGNORECASE)
_CHANGING = [*_WORDS["verbs"]["change"], "bình quân", "trung bình", "tốc độ", "mức", "phấn đấu", "duy trì", "mới", "và"]
_ONLY_CHANGE = re.compile(rf"(?:\s|,|{any_of(_CHANGING)})*", re.IGNORECASE)
#: The state before a change: `từ 65% năm 2025 lên`.
_FROM = re.compile(
    r"(?<!\w)từ\s+(?:mức\s+)?[\d.,]+\s?%?[^,;]{0,40}?(?:(?<!trở )lên|xuống|còn|tăng|giảm)[^,;\d]{0,20}$", re.IGNORECASE
)
#: `Tỷ lệ lao động qua đào tạo nâng từ 55% lên 70%`
_RAISED_END = re.compile(r"(?<=\w)\s+(?:được\s+)?nâng\s*$", re.IGNORECASE)
_FROM_END = re.compile(r"\s+từ$", re.IGNORECASE)
#: `Xuất khẩu đạt 3 tỷ USD`: what reaches a value is a noun, even where a verb is written the same.
_REACHED = re.compile(r"(?<!\w)(?:đạt|chiếm)\s*$", re.IGNORECASE)
_HAVING = re.compile(r"(?<!\w)có\s*$", re.IGNORECASE)
_PER_HEAD = re.compile(r"^/\s*\w+(?:\s*/\s*\w+(?:\s+đêm)?)*")
_PER_TIME = re.compile(r"\s*/\s*(?:năm|tháng|quý|tuần|ngày)(?!\w)")
_PREDICATE = frozenset(_WORDS["verbs"]["predicate"])
_STRONG = re.compile(r"(?<!người )" + any_of(_WORDS["verbs"]["strong_predicate"]), re.IGNORECASE)
#: Words behind which a verb is part of a noun phrase (`cơ quan, tổ chức`, `số hoạt động`).
_JOINING = frozenset({",", "và", "hoặc", "số", "tổng số", "các", "những", "mọi", "lực lượng"})
_SCOPE = re.compile(r"(?<!địa bàn)(?<!phạm vi)(?<!trên)(?<!khắp)\s+toàn\s+(?:tỉnh|thành phố|huyện|xã)$", re.IGNORECASE)
_TIME_END = re.compile(r"\s+(?:vào|đến|trong|ngay(?:\s+từ)?(?:\s+đầu)?|mỗi năm|hằng năm|hàng năm)$", re.IGNORECASE)
#: What a change is compared with is no part of what changes.
_COMPARED = re.compile(r"\s*,?\s*so với(?!\w)[^,;]*", re.IGNORECASE)
_SINCE = re.compile(r"^so với\s*(?:[^,;\d]{0,40})?(?:,\s*|$)", re.IGNORECASE)
#: What a thing costs or yields, and by when it is done, belong to no indicator.
_DETAIL = re.compile(
    r"\s*,?\s+(?:với\s+|có\s+|mỗi\s+\w+\s+)?(?:mức (?:hỗ trợ|chi|vay|thưởng)|tổng mức|tổng vốn"
    r"|tổng kinh phí|kinh phí|định mức|(?<=,\s)(?:bình quân|trung bình)"
    r"|tổng dư nợ|dư nợ|tổng trị giá|trị giá"
    r"|công suất|tổng công suất|quy mô)(?:\s[^,;\d]{0,40})?\s\d.*$"
    r"|\s*,\s*(?:và\s+)?(?:dự kiến\s+|phấn đấu\s+)?"
    r"(?:hoàn thành|xong|đưa vào (?:vận hành|sử dụng|hoạt động|khai thác)|khởi công|kết thúc)[^,;]*$",
    re.IGNORECASE | re.DOTALL,
)
#: `bồi dưỡng 500 người thông qua 20 tổ cộng đồng hiện có`
_THROUGH = re.compile(r"\s+thông qua\s[^,;\d]{0,30}\d.*$", re.IGNORECASE | re.DOTALL)
#: `mời 25 cơ quan báo chí khảo sát (Chủ trì: Sở A; thời gian: Quý III)`: who does it and when is no part of it.
_SLOTS = re.compile(
    r"\s*\((?:đơn vị|cơ quan|chủ trì|phối hợp|thực hiện|thời gian|hoàn thành|sản phẩm|kinh phí)[^()]*(?:\)|$)",
    re.IGNORECASE,
)
#: `được kiểm soát theo quy định tại Thông tư số 12/2020/TT-BYT`: the act is no part of what is measured.
_BY_ACT = re.compile(
    r"\s+(?:tại|theo|của)\s+(?:Thông tư|Nghị định|Quyết định|Nghị quyết|Luật|Chỉ thị|Kế hoạch)\s.*$", re.DOTALL
)
#: Behind a share these say what it is compared with, or how good it is: `35% trên chuẩn`.
_NO_BASE = re.compile(r"(?:so với|trên chuẩn|dưới chuẩn|vượt chuẩn)(?!\w)", re.IGNORECASE)
_PROPERTY = re.compile(any_of([*_WORDS["nouns"]["property"], "bình quân", "trung bình"]), re.IGNORECASE)
_MORE = re.compile(r"\s+(?:trở lên|trở xuống)(?!\w)")
_IN_WHAT = re.compile(r"(?<!\w)về\s+[^,;.]+", re.IGNORECASE)
_WEAK = re.compile(r",\s|\s(?=(?:nhằm|để|về|trong|trên|tại|theo|phục vụ|thuộc|cho|và|đối với|của)\s)")
_END_OF_RANKED = re.compile(
    r"[.;(]|,(?!\s+(?:thành phố|tỉnh|huyện|xã|đơn vị|bộ|ngành|quốc gia|vùng)(?!\w))"
    r"|(?<!\w)(?:về|vào|năm|trong|trên bảng)(?!\w)"
)
#: `người sau cai nghiện`, `trạm y tế xã giai đoạn 2022 - 2025`: places and spans of time, which are tagged as nouns.
_LABEL_END = re.compile(r"(?:\s+(?:sau|trước|trong|ngoài|trên|dưới|giữa|giai đoạn|thời kỳ|năm))+$", re.IGNORECASE)
#: `lớp phòng, chống tội phạm`: a verb, and no room.
_PREVENTION = re.compile(r"phòng\s?,?\s+(?:chống|ngừa)(?!\w)", re.IGNORECASE)
_LONGEST = 130
_WINDOW = 90


@dataclass(frozen=True, slots=True)
class About:
    """What a number is said of; `subject` is the indicator as the number's left side alone gives it (may be empty)."""

    indicator: str
    base: str | None
    label: str | None
    subject: str


def describe(
    line: str, clause: Span, measure: Measure, dates: Sequence[Span], words: Callable[[int, int], Sequence[Word]]
) -> About:
    """Say what a number measures.

    Args:
        line: the line the clause stands in.
        clause: the clause, as offsets into the line.
        measure: its number.
        dates: expressions of time in the line, which belong to no indicator.
        words: gives the words of a stretch of the line, with offsets into the line.
    """
    before = _without(line, clause.start, measure.span.start, dates)
    before = _OUT_OF_SO_MANY.sub("", before)
    leading = _LEADING.match(before)
    before = before[leading.end() :] if leading else before
    brought_into = _BROUGHT_INTO.fullmatch(before) is not None
    before = before if brought_into else _SINCE.sub("", _BRING.sub("", before))
    after = _THROUGH.sub("", _DETAIL.sub("", _COMPARED.sub("", _without(line, measure.span.end, clause.end, dates))))
    after = _BY_ACT.sub("", _MORE.sub("", _SLOTS.sub("", after)))
    if before.endswith("("):  # `60/76 xã (79%)` says the number before it again
        before, after = "", after.removeprefix(")").strip()
    purpose = _PURPOSE.match(before)
    if purpose:
        before = before[purpose.end() :]
    changed = _FROM.sub("", before)
    if changed != before:
        changed = _RAISED_END.sub("", changed)
    subject = None if brought_into else _tidy(changed) if changed != before else _subject(before)
    before = changed
    if measure.unit is Unit.RANK and subject:
        subject = _BOUND_END.sub("", f"{subject} ").rstrip()
    if measure.unit is Unit.PERCENT:
        end = min([clause.end, *(date.start for date in dates if date.start >= measure.span.end)])
        compared = _COMPARED.search(line, measure.span.end, end)
        end = compared.start() if compared else end
        base = _base(line, measure.span.end, end, words) if after else None
        return _about_share(before, after, subject, base)
    label = measure.label or _label(line, measure, clause.end, words)
    rest = _PER_TIME.sub("", _PER_HEAD.sub("", after.removeprefix(measure.label or "").strip()))
    if subject and _ONLY_VERBS.fullmatch(subject) and not _REACHED.search(before):
        subject = None
    # `hộ nào cũng có 01 địa chỉ số` counts what is had; `nhân lực đạt 3.000 người` measures what stands on the left
    repeats = not rest or (rest == label and not _HAVING.search(before))
    rate = label is not None and label.startswith("/")
    field = _IN_WHAT.search(after) if measure.unit is Unit.RANK else None
    if subject and field:
        indicator = _join(subject, field.group())
    elif subject is None and rest == label and _QUANTITY_NOUN.match(before):
        indicator = before  # `số lao động được giải quyết việc làm 70.000 lượt người`
    elif subject and (measure.unit in (Unit.RANK, Unit.VND) or repeats or rate or _QUANTITY_NOUN.match(subject)):
        indicator = subject
    else:
        unit = "" if measure.unit is Unit.VND else label or ""
        indicator = (rest or unit) if subject == "" else _join(_FROM_END.sub("", before), rest)
    return About(_shortened(indicator, indicator == before), None, label, _tidy(subject or before))


def _about_share(before: str, after: str, subject: str | None, base: str | None) -> About:
    if subject is not None:
        return About(_shortened(subject or after, bool(subject)), base, None, _tidy(subject))
    if _CHANGE_END.search(before) and _CHANGE_END.sub("", before).strip():
        return About(_shortened(before, True), None, None, _tidy(before))
    return About(_shortened(_join(before, after), False), base, None, _tidy(before))


def only_changes(indicator: str) -> bool:
    """Tell whether an indicator names a change but not of what (`tăng bình quân`, `tốc độ tăng trưởng`)."""
    return _ONLY_CHANGE.fullmatch(indicator) is not None


def only_verbs(words: str) -> bool:
    """Tell whether words only say that something is made or changed (`Xây dựng`, `In, phát hành`)."""
    return _ONLY_VERBS.fullmatch(words) is not None


def without_change(indicator: str) -> str:
    """Take the change off an indicator (`Thu ngân sách tăng bình quân` is told of `Thu ngân sách`)."""
    return _CHANGE_END.sub("", indicator).strip() or indicator


def predicate_of(line: str, start: int, end: int) -> Span | None:
    """Find the predicate of a share's clause from its verb on (`được phát hiện`), None if it has none."""
    found = _STRONG.search(line, start, end)
    return Span(found.start(), end) if found else None


def _subject(before: str) -> str | None:
    """Return what a verb of value is said of: empty where nothing stands before it, None where no such verb stands."""
    if not before.strip():
        return ""
    reach = _REACH_END.search(before)
    found = reach or _VALUE_END.search(before)
    return before[: found.start()].strip() if found else None


def _without(line: str, start: int, end: int, dates: Sequence[Span]) -> str:
    pieces, position = [], start
    for date in dates:
        if date.start >= position and date.end <= end:
            pieces.append(_BEFORE_TIME.sub("", line[position : date.start]))
            position = date.end
    return " ".join([*pieces, line[position:end]]).strip(" ,") if pieces else line[start:end].strip(" ,")


def _join(before: str, after: str) -> str:
    return f"{before.strip()} {after.strip()}".strip()


def _tidy(words: str) -> str:
    return re.sub(r"\s+([,.;)])", r"\1", re.sub(r"\s+", " ", words)).strip(" ,.;:–-")


def _shortened(indicator: str, left: bool) -> str:
    """Shorten a sentence-long indicator at a weak joint; the quote keeps it whole.

    What stands left of a verb of value keeps its end, which is nearest to the number, unless it opens with a noun of
    quantity (`Tỷ lệ …`).
    """
    indicator = _tidy(indicator)
    if indicator.count("(") > indicator.count(")"):
        indicator = _tidy(indicator[: indicator.rindex("(")]) or indicator
    if len(indicator) <= _LONGEST:
        return indicator
    depth = [indicator.count("(", 0, at) - indicator.count(")", 0, at) for at in range(len(indicator))]
    joints = [joint for joint in _WEAK.finditer(indicator) if depth[joint.start()] == 0]
    if left and not _QUANTITY_NOUN.match(indicator):
        near = [j.end() for j in joints if j.group().startswith(",") and 25 <= len(indicator) - j.end() <= _LONGEST]
        return indicator[near[0] :] if near else indicator
    far = [j.start() for j in joints if 50 <= j.start() <= _LONGEST]
    return indicator[: far[-1]] if far else indicator


def _base(line: str, start: int, end: int, words: Callable[[int, int], Sequence[Word]]) -> str | None:
    """Return the noun phrase behind a share, up to its predicate or the end of its clause."""
    if _STRONG.match(line, start + len(line[start:end]) - len(line[start:end].lstrip())):
        return None
    bounded = _BOUND_NEXT.search(line, start, end)
    end = bounded.start() if bounded else end
    asked = words(start, min(end, start + _WINDOW))
    if end > start + _WINDOW:
        asked = asked[:-1]  # its last word may be cut in two
    last, before, open_end = start, "", end > start + _WINDOW
    for word in asked:
        text = line[word.start : word.end].lower()
        of_people = before == "người" and text not in ("được", "bị", "đạt")  # `người có công`, `người sử dụng`
        verb = text in _PREDICATE and (" " not in text or word.tag == "V") and before not in _JOINING and not of_people
        if last == start and ((verb and " " not in text) or word.tag in ("E", "C", "R", "CH")):
            return None
        if verb and last > start:
            open_end = False
            break
        last, before = word.end, text
    if open_end:  # what goes on beyond the window is named by its first members
        comma = line.rfind(",", start, last)
        last = comma if comma > 0 else last
    base = _SCOPE.sub("", _TIME_END.sub("", _tidy(line[start:last])))
    return base if base[:1].isalpha() and _NO_BASE.match(base) is None else None


def _label(line: str, measure: Measure, end: int, words: Callable[[int, int], Sequence[Word]]) -> str | None:
    """Return the counted noun: nouns in a row, and those joined to them by a comma."""
    start = measure.span.end
    if measure.unit is Unit.RANK:
        stop = _END_OF_RANKED.search(line, start, end)
        return _tidy(line[start : stop.start() if stop else end]) or None
    taken = start
    first: int | None = None
    asked = words(start, min(end, start + 60))
    for index, word in enumerate(asked):
        noun = word.tag.startswith("N") or (first is None)
        following = asked[index + 1] if index + 1 < len(asked) else None
        joined = following and following.tag.startswith("N") and not _PROPERTY.match(line, following.start)
        comma = line[word.start : word.end] == "," and joined
        if (not comma and (word.tag == "CH" or not noun)) or _PREVENTION.match(line, word.start):
            break
        first = word.start if first is None else first
        taken = word.end if not comma else taken
    return _LABEL_END.sub("", _tidy(line[first:taken])) or None if first is not None else None
