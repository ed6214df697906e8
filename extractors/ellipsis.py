"""Clauses that lean on their neighbours: a subject named once, a predicate that two shares have in common."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.measures import Measure
from extractors.passages import Passage
from extractors.phrases import About, only_changes, only_verbs, predicate_of, without_change
from extractors.plan import Span
from schemas.vocabulary import Unit

_ANY_WORD = re.compile(r"\w")
_ABOUT = re.compile(r"về\s", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:cho|tại|ở|đối với|trong)(?!\w)", re.IGNORECASE)
_REACHING = re.compile(r"(?<!\w)(?:phủ|phủ sóng|tới|đến|cho|tại|ở)$", re.IGNORECASE)
_SPEED = re.compile(r"(?:tốc độ|mức)(?!\w)", re.IGNORECASE)
_RATE = re.compile(r"(?:nâng\s+|giảm\s+)?(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng)(?!\w)", re.IGNORECASE)
_OWN_RATE = re.compile(r"(?:^(?:tỷ|tỉ|số|mức|tốc|chỉ)|(?<!\w)(?:tăng|giảm|kinh tế|GRDP)(?!\w))", re.IGNORECASE)
_LONGEST_PART = 5
#: Groups of people that a number is told of one after the other.
_GROUPS = (
    re.compile(r"(?<!\w)(?:nam|nữ)(?:\s+giới)?(?!\w)", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:dưới|trên|từ)\s+\d+(?:\s*(?:-|–|đến)\s*\d+)?\s+(?:tháng\s+)?tuổi(?!\w)", re.IGNORECASE),
)
_PLACE = re.compile(
    r"(?:riêng\s+)?(?:ở\s+|tại\s+)?(?:vùng|khu vực|địa bàn|miền|nông thôn|thành thị|đô thị)(?!\w)", re.I
)
#: What opens a part of what was said before.
OF_WHICH = re.compile(r"trong đó(?!\w)", re.IGNORECASE)
_IN_PARTICULAR = re.compile(r"(?:riêng|trong đó)(?!\w)", re.IGNORECASE)
_RANKED = re.compile(r"(?:phấn đấu|và|thuộc|nằm|lọt|xếp|đứng|trong|vào|nhóm|top|tốp|thứ|hạng|\s)*", re.IGNORECASE)
_CONTRIBUTES = re.compile(r"(?:và\s+)?đóng góp(?!\w)", re.IGNORECASE)
_COMES_TO = re.compile(r"(?<!\w)(?:đạt|còn|chiếm|ở mức)\s*$", re.IGNORECASE)
_OF_MANY = (Unit.PERCENT, Unit.COUNT)
#: `nâng tổng số lên 112 xã`, `chiếm 70% tổng số xã`: of what was counted before.
_TOTAL = re.compile(r"(?:(?:nâng|đưa|tăng)\s+)?tổng số(?:\s+lên)?", re.IGNORECASE)
_OF_TOTAL = re.compile(r"(?:và\s+)?(?:chiếm|đạt|bằng)(?:\s+(?:tỷ lệ|tỉ lệ|trên|khoảng|hơn|gần))*\s*$", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|(?<!\w)và(?!\w))")


def completed(
    passage: Passage,
    clauses: Sequence[Span],
    measures: Sequence[Measure],
    abouts: Sequence[About],
    index: int,
    earlier: About | None,
    title: About | None = None,
) -> tuple[About, Span]:
    """Complete what a number is said of from the clauses beside it, those before it completed already.

    Args:
        earlier: what the last number of the statement before is said of, None at the head of a passage.
        title: the quantity that a title or a lead-in before the statement names.

    Returns:
        What the number is said of, and the span to quote: its clause with those that it leans on.
    """
    about, clause = abouts[index], clauses[index]
    before = (abouts[index - 1], clauses[index - 1]) if index else None
    measure = measures[index]
    if before and measure.unit is Unit.RANK and _RANKED.fullmatch(about.subject) and before[0].subject:
        # `Chỉ số SIPAS đạt trên 85%, thuộc nhóm 12 tỉnh dẫn đầu`
        ranked = without_change(before[0].subject)
        return replace(about, indicator=ranked, subject=ranked), Span(min(before[1].start, clause.start), clause.end)
    if title and before is None and (part := _of_title(about, title)):
        return part, clause
    if before and (not about.indicator or only_changes(about.indicator)):
        # `đạt 2 tỷ USD năm 2028 và 3 tỷ USD năm 2030, tăng bình quân 8%/năm`
        return _with_subject_of(before[0], about, _is_level(passage, clause, measure)), Span(
            min(before[1].start, clause.start), clause.end
        )
    if before and passage.masked[clause.start - 1 : clause.start] == "(":
        # `tạo việc làm cho 11.500 lao động (bình quân 2.300 lao động/năm)`
        return replace(about, indicator=f"{before[0].indicator} bình quân"), clause
    if before and (again := _for_another_group(about.indicator, before[0].subject)):
        # `chiều cao của thanh niên nam đạt 168 cm, nữ đạt 157 cm`
        return replace(about, indicator=again, subject=again), Span(min(before[1].start, clause.start), clause.end)
    told = before[0] if before else earlier
    if before and (change := _change_alone(about)) and before[0].subject:
        # `Chỉ số PAR INDEX đạt 89%, tăng 5 bậc`
        indicator = f"{without_change(before[0].subject)} {change}"
        return replace(about, indicator=indicator), Span(min(before[1].start, clause.start), clause.end)
    if before and _CONTRIBUTES.match(passage.masked, clause.start, measure.span.start) and about.subject == "":
        # `doanh thu đạt 9.000 tỷ đồng, đóng góp 8% vào GRDP`
        return replace(about, indicator=f"{before[0].subject} đóng góp {about.indicator}"), Span(
            min(before[1].start, clause.start), clause.end
        )
    if told and _only_counts_again(about, told):
        # `năm 2026 đạt 20 trường; năm 2028 đạt 30 trường, tăng 10 trường`
        start = min(before[1].start, clause.start) if before else clause.start
        return replace(about, indicator=told.indicator, subject=told.subject), Span(start, clause.end)
    if before and _TOTAL.fullmatch(about.indicator):
        indicator = f"{about.indicator} {without_change(before[0].indicator)}"
        return replace(about, indicator=indicator), Span(min(before[1].start, clause.start), clause.end)
    if before and about.base == about.indicator and _OF_TOTAL.match(passage.masked, clause.start, measure.span.start):
        # `thêm 12 xã đạt chuẩn, chiếm 70% tổng số xã`
        return replace(about, indicator=before[0].indicator), clause
    if before and before[0].subject and _PREPOSITION.match(about.indicator):
        # `tốc độ đạt 40 Mb/s cho mạng 4G và 100 Mb/s cho mạng 5G`
        made = before[0].indicator if only_verbs(before[0].subject) else before[0].subject
        return replace(about, indicator=f"{made} {about.indicator}"), Span(
            min(before[1].start, clause.start), clause.end
        )
    whole = _whole(told, passage, clause) if told else None
    if whole and about.base is None and _opens_with_predicate(passage, clause, measure):
        # `60% số xã đạt chuẩn, trong đó 25% đạt chuẩn nâng cao`; `xây 900 phòng, trong đó 60% đạt chuẩn`
        return replace(about, indicator=f"{whole} {about.indicator}", base=whole), clause
    if told and told.base and about.indicator == about.subject and measure.unit is Unit.PERCENT:
        # `60% số hộ có hố rác, vùng ven biển đạt 45%`; `70% trẻ em được khám; riêng trẻ dưới 2 tuổi đạt 95%`
        quote = Span(min(before[1].start, clause.start), clause.end) if before else clause
        words = told.indicator.partition(told.base)[2]
        if _PLACE.match(about.indicator):
            return replace(about, indicator=f"{about.indicator} {told.indicator}"), quote
        if _IN_PARTICULAR.match(passage.masked, clause.start) and words and not _OWN_RATE.search(about.indicator):
            return replace(about, indicator=f"{about.indicator}{words}"), quote
    leaning = before[0] if before else earlier
    if leaning and _lacks_a_verb(passage, leaning, measures[index - 1] if index else None, clause, measure):
        # `xử lý 98% chất thải đô thị, 85% chất thải nông thôn`
        indicator = f"{leaning.subject} {about.indicator}"
        quote = Span(min(before[1].start, clause.start), clause.end) if before else clause
        return replace(about, indicator=indicator, subject=leaning.subject), quote
    if before and _is_part_of_a_rate(about, before[0], measure):
        # `Tỷ lệ dân số đô thị dùng nước sạch đạt 98%, nông thôn đạt 85%`
        quote = Span(min(before[1].start, clause.start), clause.end)
        return replace(about, indicator=f"{before[0].subject}, {about.indicator}", subject=before[0].subject), quote
    if before and _is_bare_share(passage, clause, measure):
        shared = _shared_subject(passage, before, measures[index - 1], clause, about)
        if shared:
            return replace(about, indicator=shared), Span(min(before[1].start, clause.start), clause.end)
    borrows = not (abouts[index + 1].indicator if index + 1 < len(abouts) else "")
    if earlier and not before and (only_changes(about.indicator) if about.indicator else borrows):
        return _with_subject_of(earlier, about, _is_level(passage, clause, measure)), clause
    if index + 1 == len(abouts):
        return about, clause
    after, after_clause = abouts[index + 1], clauses[index + 1]
    if not about.indicator:
        # `năm 2028 đạt 50% và năm 2030 đạt 80% số trường học có phòng học thông minh`
        quote = Span(clause.start, max(clause.end, after_clause.end))
        return replace(about, indicator=after.indicator, base=after.base), quote
    predicate = _shared_predicate(passage, clauses, measures, abouts, index)
    if predicate:
        words = passage.text[predicate.start : predicate.end]
        return replace(about, indicator=f"{about.indicator} {words}"), Span(clause.start, predicate.end)
    return about, clause


def _of_title(about: About, title: About) -> About | None:
    """Say of a number that a quantity which a title names is its subject, where it has none or but a part of it."""
    if not about.subject and (about.base or not about.indicator):
        return replace(about, indicator=title.subject, subject=title.subject)
    part = 0 < len(about.indicator.split()) <= _LONGEST_PART and about.indicator == about.subject
    if not part or _OWN_RATE.search(about.indicator):
        return None
    return replace(about, indicator=f"{title.subject}, {about.indicator}", subject=title.subject)


def _for_another_group(indicator: str, subject: str) -> str | None:
    """Tell what a clause measures that names but the other sex or another age: the same, said of that group."""
    for group in _GROUPS:
        if group.fullmatch(indicator):
            of_first = list(group.finditer(subject))
            if of_first:
                return f"{subject[: of_first[-1].start()]}{indicator}{subject[of_first[-1].end() :]}"
    return None


def _change_alone(about: About) -> str:
    """Return the change that a clause names with nothing but its unit (`tăng` of `tăng 5 bậc`), else nothing."""
    if about.label is None or not about.indicator.endswith(about.label):
        return ""
    change = about.indicator.removesuffix(about.label).strip()
    return change if only_changes(change) else ""


def _whole(told: About, passage: Passage, clause: Span) -> str | None:
    """Return what a share without a noun is a share of: the same as the share before it, or things just counted."""
    if told.base or not told.label or not OF_WHICH.match(passage.masked, clause.start):
        return told.base
    return told.indicator if not told.subject else told.label


def _only_counts_again(about: About, told: About) -> bool:
    """Tell whether a clause names nothing but the thing counted before, or how it changes."""
    if about.label is None or about.label != told.label or not about.indicator.endswith(about.label):
        return False
    return only_changes(about.indicator.removesuffix(about.label).strip()) and bool(told.subject)


def _is_level(passage: Passage, clause: Span, measure: Measure) -> bool:
    """Tell whether a number is what its subject comes to (`còn dưới 1%`), not how it changes."""
    return (
        measure.unit is not Unit.PERCENT
        or _COMES_TO.search(passage.masked, clause.start, measure.span.start) is not None
    )


def _with_subject_of(other: About, about: About, level: bool) -> About:
    subject = other.subject or other.indicator
    if not about.indicator and level:
        subject = without_change(subject)  # `thu ngân sách tăng 12%/năm, đến năm 2030 đạt 45.000 tỷ đồng`
    repeated = not about.indicator or "tăng" in subject or "giảm" in subject
    if repeated:
        return replace(about, indicator=subject, subject=subject)
    pair = (about.indicator, subject) if _SPEED.match(about.indicator) else (subject, about.indicator)
    return replace(about, indicator=" ".join(pair), subject=subject)


def _is_part_of_a_rate(about: About, other: About, measure: Measure) -> bool:
    """Tell whether a clause only names another part of the people that a rate before it is told of."""
    short = 0 < len(about.indicator.split()) <= _LONGEST_PART and about.indicator == about.subject
    rate = measure.unit is Unit.PERCENT and _RATE.match(other.subject) is not None
    return short and rate and not _OWN_RATE.search(about.indicator)


def _opens_with_predicate(passage: Passage, clause: Span, measure: Measure) -> bool:
    predicate = predicate_of(passage.masked, measure.span.end, clause.end)
    opens = predicate is not None and not passage.masked[measure.span.end : predicate.start].strip()
    about = _ABOUT.match(passage.masked[measure.span.end : clause.end].lstrip()) is not None
    return measure.unit is Unit.PERCENT and (opens or about)


def _lacks_a_verb(passage: Passage, before: About, last: Measure | None, clause: Span, measure: Measure) -> bool:
    """Tell whether a clause is a number and what it counts, while the clause before it opens with a verb for both."""
    if not before.subject or not before.indicator.startswith(f"{before.subject} "):
        return False
    if _ANY_WORD.search(passage.masked, clause.start, measure.span.start):
        return False
    makes = only_verbs(before.subject) and last is not None and Unit.PERCENT not in (last.unit, measure.unit)
    return makes or not predicate_of(passage.masked, measure.span.end, clause.end)


def _is_bare_share(passage: Passage, clause: Span, measure: Measure) -> bool:
    """Tell whether a clause is a share and what it is a share of, nothing more (`97% trẻ mẫu giáo`)."""
    opens = not _ANY_WORD.search(passage.masked, clause.start, measure.span.start)
    return opens and measure.unit is Unit.PERCENT and not predicate_of(passage.masked, measure.span.end, clause.end)


def _shared_subject(
    passage: Passage, before: tuple[About, Span], measure: Measure, clause: Span, about: About
) -> str | None:
    """Return the indicator that a bare share has in common with the share before it.

    `Tỷ lệ huy động đạt 38% trẻ nhà trẻ và 97% trẻ mẫu giáo`; `phủ tới 100% xã, trên 80% hộ gia đình`.
    """
    other, span = before
    if measure.unit is not Unit.PERCENT or not other.subject:
        return None
    if _REACHING.search(other.subject):
        return f"{other.subject} {about.indicator}"
    by_and = passage.masked[span.end : clause.start].split() == ["và"]
    return other.subject if by_and and other.indicator == other.subject and other.base else None


def _predicate(passage: Passage, clause: Span, measure: Measure, about: About) -> Span | None:
    """Find the predicate of a share's clause: from its verb on, or what stands behind the whole it is a share of."""
    found = predicate_of(passage.masked, measure.span.end, clause.end)
    if found or not about.base or about.subject or not about.indicator.startswith(f"{about.base} "):
        return found
    start = passage.text.find(about.base, measure.span.end, clause.end)
    return Span(start + len(about.base) + 1, clause.end) if start >= 0 else None


def _shared_predicate(
    passage: Passage, clauses: Sequence[Span], measures: Sequence[Measure], abouts: Sequence[About], index: int
) -> Span | None:
    """Return where the predicate stands that an opening share has in common with the shares after it.

    `100% cơ quan cấp tỉnh, 90% cấp huyện và 80% cấp xã sử dụng chữ ký số`
    """
    clause, measure = clauses[index], measures[index]
    counted = passage.masked[measure.span.end : clause.end].strip()
    if not counted or measure.span.start > clause.start + len("phấn đấu ") or measure.unit not in _OF_MANY:
        return None
    for here in range(index, len(clauses)):
        if measures[here].unit not in _OF_MANY or (
            here > index and measures[here].span.start > clauses[here].start + 1
        ):
            return None
        predicate = _predicate(passage, clauses[here], measures[here], abouts[here])
        if predicate:
            return predicate if here > index else None
        if here + 1 < len(clauses) and not _JOINED.match(passage.masked, clauses[here].end, clauses[here + 1].start):
            return None
    return None
