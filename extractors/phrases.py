"""What a number is said of: the indicator without the number, the counted noun, the whole a share is a share of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.lexicon import any_of, read_toml
from extractors.measures import Measure
from extractors.plan import Span
from extractors.segmentation import Word
from schemas.vocabulary import Unit

_WORDS = read_toml("targets")
_LEADING = re.compile(rf"(?:{any_of(_WORDS['openers']['leading'])}|[\s,:.–-])+", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?:^|.*\s)(?:để|nhằm)\s+(?:góp phần\s+)?(?:(?:đưa|nâng|tăng|giảm)\s+)?(?=\w+\s+\w)", re.IGNORECASE | re.DOTALL
)
#: Verbs of value: what stands before them is measured, the verb itself is no part of the indicator.
_VALUE_END = re.compile(
    r"(?:\s*(?:"
    + any_of(
        ["đạt", "chiếm", "là", "còn", "bằng", "ở mức", "lên", "xuống", "gấp", "có", "tương đương", "phấn đấu", "đạt mức", "đạt tỷ lệ", "đạt tỉ lệ", "chiếm tỷ lệ",
         "chiếm tỷ trọng", "đạt chỉ tiêu", "đạt và duy trì", "duy trì", "giữ", "ước đạt", "ước", "xuống còn", "thuộc", "đứng", "xếp", "nằm trong", "từ", "phải", "đến mức",
         "lên đến", "tăng lên", "giảm xuống", "giảm còn", "nâng lên", "với", "thu được", "được", "sẽ", "vào", "trong", "trong nhóm", "thứ", "hạng", "vị trí", "lọt vào", "nhóm", "thứ hạng", "xếp hạng"]
    )
    + r"))+\s*[:]?\s*$",
    re.IGNORECASE,
)  # fmt: skip
_REACH_END = re.compile(r"(?:lên|tăng|xuống|giảm)\s+(?:đến|tới)\s*$", re.IGNORECASE)
_CHANGE_END = re.compile(
    any_of(_WORDS["verbs"]["change"]) + r"(?:\s+(?:bình quân|trung bình|thêm|từ))*\s*$", re.IGNORECASE
)
_QUANTITY_NOUN = re.compile(
    any_of(["số", "tổng", "tỷ lệ", "tỉ lệ", "tỷ trọng", "tỉ trọng", "mức", "giá trị", "chỉ số", "tốc độ", "quy mô", "sản lượng", "diện tích", "doanh thu", "thu nhập",
            "mật độ", "năng suất", "tuổi thọ", "kim ngạch", "thu", "vốn", "lượng", "điểm", "grdp", "gdp", "công suất", "thời gian", "dân số", "trữ lượng"]),
    re.IGNORECASE,
)  # fmt: skip
_PREDICATE = {word for word in _WORDS["verbs"]["predicate"] if " " not in word}
_PREDICATES = re.compile(any_of(_WORDS["verbs"]["predicate"]), re.IGNORECASE)
_SCOPE = re.compile(r"(?<!địa bàn)(?<!phạm vi)(?<!trên)(?<!khắp)\s+toàn\s+(?:tỉnh|thành phố|huyện|xã)$", re.IGNORECASE)
_WEAK = re.compile(r",\s|\s(?=(?:nhằm|để|về|trong|trên|tại|theo|phục vụ|thuộc|cho|và|đối với|của)\s)")
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
    leading = _LEADING.match(before)
    before = before[leading.end() :] if leading else before
    after = _without(line, measure.span.end, clause.end, dates)
    purpose = _PURPOSE.match(before)
    if purpose:
        before = before[purpose.end() :]
    subject, joined = _subject(before), _join(before, after)
    base = label = None
    if measure.unit is Unit.PERCENT:
        base = _base(line, measure.span.end, clause.end, words) if after.strip() else None
        if subject is not None:
            indicator = subject or after
        elif _CHANGE_END.search(before) and _CHANGE_END.sub("", before).strip():
            indicator, base = before, None
        else:
            indicator = joined
    else:
        label = measure.label or _label(line, measure, clause.end, words)
        keeps_left = subject and (
            measure.unit in (Unit.RANK, Unit.VND) or measure.label or _QUANTITY_NOUN.match(subject) or not after.strip()
        )
        indicator = subject if keeps_left and subject else (after if subject == "" else joined)
        if measure.label and not subject:
            indicator = before or after
    return About(_capped(_tidy(indicator)), base, label, _tidy(subject if subject is not None else before))


def predicate_of(line: str, start: int, end: int) -> str | None:
    """Return the predicate of a share's clause, from its verb on (`được phát hiện và triệt phá`), None if it has none."""
    found = _PREDICATES.search(line, start, end)
    return _tidy(line[found.start() : end]) if found else None


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
            pieces.append(re.sub(r"(?:vào|trong|đến|từ|tính)\s+$", "", line[position : date.start]))
            position = date.end
    return " ".join([*pieces, line[position:end]]).strip(" ,") if pieces else line[start:end].strip(" ,")


def _join(before: str, after: str) -> str:
    return f"{before.strip()} {after.strip()}".strip()


def _tidy(words: str) -> str:
    return re.sub(r"\s+([,.;])", r"\1", re.sub(r"\s+", " ", words)).strip(" ,.;:–-")


def _capped(indicator: str) -> str:
    """Shorten a sentence-long indicator at a weak joint; the quote keeps it whole."""
    if len(indicator) <= _LONGEST:
        return indicator
    joints = [joint.start() for joint in _WEAK.finditer(indicator, 50, _LONGEST)]
    return indicator[: joints[-1]] if joints else indicator


def _base(line: str, start: int, end: int, words: Callable[[int, int], Sequence[Word]]) -> str | None:
    """Return the noun phrase behind a share, up to its predicate or the end of its clause."""
    stop = min(end, start + _WINDOW * 2)
    asked = min(stop, start + _WINDOW)
    last = stop if asked == stop else asked
    for index, word in enumerate(words(start, asked)):
        text = line[word.start : word.end].lower()
        if index and (text in _PREDICATE or (word.tag == "V" and " " not in text and text in ("được", "bị", "có"))):
            last = word.start
            break
        if not index and (text in _PREDICATE or word.tag in ("V", "E", "C", "R", "CH")):
            return None
    base = _SCOPE.sub("", _tidy(line[start:last]))
    return base if base and not base[0].isdigit() else None


def _label(line: str, measure: Measure, end: int, words: Callable[[int, int], Sequence[Word]]) -> str | None:
    """Return the counted noun: nouns in a row, and those joined to them by a comma."""
    start = measure.span.end
    if measure.unit is Unit.RANK:
        stop = re.compile(r"[,.;(]|(?<!\w)(?:về|vào|năm)(?!\w)").search(line, start, end)
        return _tidy(line[start : stop.start() if stop else end]) or None
    taken = start
    first: int | None = None
    asked = words(start, min(end, start + 60))
    for index, word in enumerate(asked):
        noun = word.tag.startswith("N") or (first is None)
        comma = line[word.start : word.end] == "," and index + 1 < len(asked) and asked[index + 1].tag.startswith("N")
        if word.tag == "CH" and not comma or not (noun or comma):
            break
        first = word.start if first is None else first
        taken = word.end if not comma else taken
    return _tidy(line[first:taken]) or None if first is not None else None
