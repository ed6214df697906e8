"""Cutting a line into statements, and a statement that holds several numbers into one clause a number.

All functions work on one line of text (or one table cell) whose bracketed and quoted stretches are masked, so that
neither a separator nor a number inside a name or an aside is seen.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.lexicon import any_of, read_toml
from extractors.plan import Span

_WORDS = read_toml("targets")
_ASIDE = re.compile(r"\([^()\n]{0,400}\)|“[^“”\n]{0,400}”|\"[^\"\n]{1,400}\"|\[[^\[\]\n]{0,200}\]|«[^»\n]{0,400}»")
#: `11.500 lao động (bình quân 2.300 lao động/năm)`: an aside that goes on counting.
_SAID_ASIDE = re.compile(r"\((?:bình quân|trung bình|mỗi năm|hằng năm|hàng năm)\s[^()%:;]*\)", re.IGNORECASE)
_NATIONS = "Việt|Anh|Pháp|Nga|Đức|Mỹ|Nhật|Hàn|Trung|Hoa|Lào|Thái|Khmer|Chăm|Mông|Tày|Nùng|Dao|Ấn|Âu|Á"
#: `song ngữ Việt - Khmer`: a dash that joins.
_BILINGUAL = re.compile(rf"(?<!\w)((?:{_NATIONS})\s)([-–])(?=\s(?:{_NATIONS})(?!\w))")
#: `phòng, chống ma túy`: a comma that joins.
_PREVENTION = re.compile(r"(?<!\w)(phòng),(?=\s+(?:chống|ngừa|trừ)(?!\w))", re.IGNORECASE)
_CAPITAL = "[" + "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper()) + "]"
_BREAK = re.compile(
    r"(?<!\bTP)(?<!\bTX)(?<!\bTT)(?<!\bTS)(?<!\bGS)(?<!\bv\.v)"
    rf"[.!?…]+(?=\s+{_CAPITAL}|\s+[\d“\"(]|\s*$)|;|:(?=\s)|\s[-–+•]\s(?={_CAPITAL})"
)
#: `cai nghiện cho 1.350 lượt người, trong đó:` heads the list that follows.
_ENDS_IN_PARTS = re.compile(r"[\s,]{1,3}trong đó$", re.IGNORECASE)
_NUMBERED = re.compile(r"\((?:\d\d?|__?)\)\s*")
_TIME = (
    r"(?:(?:đến|tới|vào|trong|từ|cuối|đầu|hết|nay|cho|trước|sau)\s+)*(?:năm|giai đoạn|quý|tháng|thời kỳ)?\s*"
    r"(?:[IV]+/)?\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|(?:mỗi|hằng|hàng)\s+năm|bình quân(?:\s+(?:mỗi|hằng|hàng)\s+năm)?|trong năm"
)
_LEADS = [*_WORDS["verbs"]["value"], *_WORDS["verbs"]["change"], *_WORDS["openers"]["leading"], "thêm", "mới"]


def _only(words: list[str]) -> re.Pattern[str]:
    """Make a pattern of a stretch that holds nothing but some words, expressions of time and commas."""
    return re.compile(rf"(?:\s|,|:|{any_of(words)}|{_TIME})*", re.IGNORECASE)


#: What may stand between the edge of a clause and its number without being what is measured.
_OPENERS = _only([*_LEADS, "tỷ lệ", "bình quân", "hoặc"])
_COMMITTED = _only([*_LEADS, *_WORDS["verbs"]["commitment"], "và"])
_ONLY_TIME = _only(["phấn đấu", "mục tiêu", "đồng thời", "và", "trong đó"])
#: `xuất khẩu đạt 3 tỷ USD và nhập khẩu đạt 2 tỷ USD`
_COMPLETE = re.compile(r"\s*(?:,\s*)?(?:và|còn)\s+(?=\w)")
#: `tăng 3 bậc, đứng thứ 18`
_RANKED = re.compile(
    r",\s*(?:phấn đấu\s+)?(?:xếp|đứng|thuộc|nằm|lọt)(?:\s+(?:trong|vào|ở|nhóm|thứ|hạng|vị trí|top|tốp))*\s*$", re.I
)
#: `nam đạt 168 cm, nữ đạt 157 cm`
_FOR_EACH_SEX = re.compile(r",\s*(?:và\s+|còn\s+)?(?:nam|nữ)(?:\s+giới)?\s+(?:đạt|là|còn|chiếm)?\s*$", re.IGNORECASE)
_VALUED = re.compile(rf"\s{any_of(['đạt', 'chiếm', 'tăng', 'giảm', 'còn', 'là', 'ở mức'])}\s*$", re.IGNORECASE)
_VERB = re.compile(any_of([*_WORDS["verbs"]["value"], *_WORDS["verbs"]["change"]]), re.IGNORECASE)
_SEPARATOR = re.compile(
    r",|(?<!\w)(?:và|trong đó|trong khi|còn|với(?=\s+(?:\w+\s+){0,2}$))(?!\w)"
    rf"|\s[-–]\s(?=\d|{_CAPITAL})"
)
_NEW_SUBJECT = re.compile(
    rf"(?:,\s*(?:và\s+|trong đó,?\s+(?:có\s+)?)?|(?<!\w)và\s+)(?={any_of(_WORDS['openers']['subject'])})", re.IGNORECASE
)
_RESULT = re.compile(rf",\s*(?:và\s+|từ đó\s+)?(?!đưa\s+vào\s)(?={any_of(_WORDS['openers']['result'])})", re.IGNORECASE)
#: `mở rộng mạng lưới, phấn đấu đưa 03 cơ sở vào hoạt động`
_STRIVING = re.compile(r",\s*phấn đấu(?!\w)", re.IGNORECASE)
#: `mở rộng trung tâm dữ liệu, bảo đảm 100% cơ quan …`; `hỗ trợ …, dự kiến 3.000 người được hỗ trợ`
_ASSURED = re.compile(r",\s*(?:bảo đảm|đảm bảo|dự kiến)\s*$", re.IGNORECASE)
_MEANS = re.compile(any_of(_WORDS["openers"]["means"]), re.IGNORECASE)

#: `tổ chức 120 buổi tư vấn tại 60 trường`: what is made, and for how many.
_FOR_SO_MANY = re.compile(r"(?<!\w)(?:cho|tại|ở)\s*$", re.IGNORECASE)
_FOR = re.compile(r"(?:cho|tại|ở)(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:\w+\s+){0,3}[\d.]+\s+[^\W\d]")
#: `khuyến khích dùng chung hạ tầng, tỷ lệ dùng chung đạt trên 30%`
_NEW_QUANTITY = re.compile(rf",\s*(?:và\s+|phấn đấu\s+)?(?={any_of(_WORDS['nouns']['rate'])})", re.IGNORECASE)
_ONLY_DUE = re.compile(r"(?:hoàn thành|xong|kết thúc)\s+(?:trước|trong|vào|đến)\s[^,;]{1,40}", re.IGNORECASE)
#: How far behind its number a comma may stand that ends the clause of a number with its subject on the left.
_FINAL = 30
#: How many words one of several verbs for the same thing may have (`tập huấn, cấp chứng chỉ cho 500 người`).
_LONGEST_VERB = 3
_LONGEST_SENTENCE = 2000
_LONGEST_STATEMENT = 4000


def mask_asides(line: str) -> str:
    """Blank out brackets, quotations and what joins `Việt - Khmer`, `phòng, chống`, length kept."""
    masked = _ASIDE.sub(
        lambda aside: (
            aside[0] if _SAID_ASIDE.match(aside[0]) else aside[0][0] + "_" * (len(aside[0]) - 2) + aside[0][-1]
        ),
        line,
    )
    return _PREVENTION.sub(r"\1_", _BILINGUAL.sub(r"\1_", masked))


def statements(line: str) -> list[Span]:
    """Cut a masked line at its full stops, semicolons and colons; offsets are into the line.

    What goes on for thousands of code points without any of these is no statement, and is left out.
    """
    cuts = []
    start = 0
    for found in _BREAK.finditer(line):
        cuts.append(_trimmed(line, start, found.start()))
        start = found.end()
    cuts.append(_trimmed(line, start, len(line)))
    return [cut for cut in cuts if 0 < cut.end - cut.start <= _LONGEST_STATEMENT]


def _trimmed(line: str, start: int, end: int) -> Span:
    """Take white space, bullets, a number in brackets and end marks off a stretch."""
    while start < end and (line[start].isspace() or line[start] in "-–—+•*,.;:·▪"):
        start += 1
    numbered = _NUMBERED.match(line, start, end)
    if numbered:
        start = numbered.end()
    while end > start and (line[end - 1].isspace() or line[end - 1] in ",.;:-–—/"):
        end -= 1
    of_which = _ENDS_IN_PARTS.search(line, start, end)
    end = of_which.start() if of_which else end
    return Span(start, end)


def clauses_of(line: str, statement: Span, numbers: Sequence[Span]) -> list[Span]:
    """Give each number of a statement its clause.

    Args:
        line: the masked line.
        statement: the statement that holds the numbers.
        numbers: their spans in reading order, none overlapping.

    Returns:
        One span a number; numbers that nothing parts (`từ 20% lên 30%`) share theirs.
    """
    cuts = [_cut_between(line, left.end, right.start) for left, right in pairwise(numbers)]
    clauses = []
    for index in range(len(numbers)):
        before = next((cut for cut in reversed(cuts[:index]) if cut is not None), None)
        after = next((cut for cut in cuts[index:] if cut is not None), None)
        start = statement.start if before is None else before[1]
        end = statement.end if after is None else after[0]
        start = _start_of(line, start, numbers[index].start)
        tail = _RESULT.search(line, numbers[index].end, end)
        last_in_clause = index + 1 == len(numbers) or cuts[index] is not None
        end = tail.start() if tail and last_in_clause else end
        if line[start - 1 : start] == "(" and ")" in line[numbers[index].end : end]:
            end = line.index(")", numbers[index].end)
        clauses.append(_trimmed(line, start, end))
    return clauses


def _start_of(line: str, start: int, number: int) -> int:
    """Leave a lead-in before a comma out where the number opens a statement of its own behind it."""
    striving = _STRIVING.search(line, start, number)
    if striving and not _OPENERS.fullmatch(line, striving.end(), number):
        return striving.start() + 1
    assured = _ASSURED.search(line, start, number)
    if assured:
        return assured.start() + 1
    if _VALUED.search(line, start, number):
        quantities = list(_NEW_QUANTITY.finditer(line, start, number))
        if quantities:
            return quantities[-1].start() + 1
    comma = line.rfind(",", start, number)
    said_before = re.split(r"[,;:]", line[start:comma])[-1] if comma >= 0 else ""
    long = len(_COMMITTED.sub("", said_before).split()) > _LONGEST_VERB or "“" in said_before
    if long and _COMMITTED.fullmatch(line, comma + 1, number):
        return comma + 1  # `phát động phong trào thi đua, xây dựng 60 khu dân cư kiểu mẫu`
    if comma < 0 or not _OPENERS.fullmatch(line, comma + 1, number) or _ONLY_TIME.fullmatch(line, start, comma):
        return start
    return comma + 1


def _cut_between(line: str, left: int, right: int) -> tuple[int, int] | None:
    """Find where the clause of one number ends and that of the next begins."""
    separators = [
        found
        for found in _SEPARATOR.finditer(line, left, right)
        if found[0].lower() != "còn" or line[found.end() : right].strip()  # else a verb of value: `… còn 12%`
    ]
    for_each = _FOR_EACH_SEX.search(line, left, right)
    if for_each:
        return for_each.start(), for_each.start() + 1
    if separators and _COMMITTED.fullmatch(line, separators[-1].end(), right):
        last = separators[-1]
        if last[0] == "," or len(separators) == 1 or separators[-2].end() < last.start():
            time = next(
                (s for s in separators if s[0] == "," and _ONLY_TIME.fullmatch(line, s.end(), last.start())), None
            )
            for earlier in reversed(separators[:-1] if last[0] == "," else []):
                if earlier[0] != "," or not _COMMITTED.fullmatch(line, earlier.end(), last.start()):
                    break
                last = earlier  # `xây mới 8 trạm, sửa chữa, nâng cấp 20 trạm`: verbs for the same thing
            return (time or last).start(), (time or last).end()
    ranked = _RANKED.search(line, left, right)
    if ranked:
        return ranked.start(), ranked.start() + 1
    complete = _COMPLETE.match(line, left, right)
    if complete and _VALUED.search(line, complete.end(), right):
        return complete.start(), complete.end()
    subject = _NEW_SUBJECT.search(line, left, right)
    if subject:
        return subject.start(), subject.end()
    commas = [s for s in separators if s[0] == "," and len(_VERB.sub(" ", line[s.end() : right]).split()) > 1]
    if commas:
        chosen = commas[0] if commas[0].start() - left <= _FINAL else commas[-1]
        return chosen.start(), chosen.end()
    aside = line.find("(", left, right)
    if aside >= 0 and _SAID_ASIDE.match(line, aside):
        return aside, aside + 1
    for_many = _FOR_SO_MANY.search(line, left, right)
    if for_many and _COUNTED.match(line, right):
        return for_many.start(), for_many.start()
    return None


def for_so_many(line: str, left: Span, right: Span) -> bool:
    """Tell whether a clause goes on in the next one, which says for how many (`mở 5 lớp` `cho 200 người năm 2026`)."""
    return left.end <= right.start and _FOR.match(line, right.start) is not None


def are_parted(line: str, left: Span, right: Span) -> bool:
    """Tell whether two numbers stand in clauses of their own."""
    return _cut_between(line, left.end, right.start) is not None


def sentence_start(line: str, at: int) -> int:
    """Return where the sentence that holds an offset starts."""
    floor = max(0, at - _LONGEST_SENTENCE)
    return max(line.rfind(". ", floor, at) + 1, floor)


def states_nothing_new(line: str, statement: Span) -> bool:
    """Tell whether a statement only says how, by when or to what end (`góp phần …`, `hoàn thành trước ngày 30/6`)."""
    if _MEANS.match(line, statement.start, statement.end) or _ONLY_DUE.fullmatch(line, *statement):
        return True
    return line[statement.start] == "(" and line.find(")", statement.start) >= statement.end - 1


def parallel_clauses(line: str, statement: Span) -> list[Span]:
    """Part a statement whose verb is repeated behind a comma (`có năng suất cao, có đủ năng lực …`)."""
    opening = re.match(r"\w+", line[statement.start : statement.end])
    if opening is None or not opening[0][0].islower():
        return [statement]
    again = re.compile(rf",\s*(?={re.escape(opening[0])}\s)")
    parts, start = [], statement.start
    for found in again.finditer(line, statement.start, statement.end):
        parts.append(_trimmed(line, start, found.start()))
        start = found.end()
    return [*parts, _trimmed(line, start, statement.end)]
