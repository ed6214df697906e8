"""Targets: the numbers that a plan commits to, and the states that its objectives name (guidelines, sections 4, 11)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extractors.clauses import clauses_of, for_so_many, parallel_clauses, statements, states_nothing_new
from extractors.commitments import is_commitment
from extractors.counts import find_counts
from extractors.deadlines import Deadlines
from extractors.descriptions import is_description
from extractors.ellipsis import OF_WHICH, completed
from extractors.indicators import identify
from extractors.lexicon import any_of, read_toml
from extractors.measures import (
    Measure,
    find_ranks,
    find_shares_in_words,
    measure_of_percentage,
    measure_of_sum,
    rate_of,
)
from extractors.passages import Layers, Passage
from extractors.phrases import About, describe
from extractors.plan import Deadline, Span, TargetClause
from extractors.shared_rates import shared_rates
from extractors.target_tables import read_row
from schemas.vocabulary import DeadlineFrom, SectionRole, TargetKind, Unit

_SILENT_ROLES = frozenset({SectionRole.TINH_HINH, SectionRole.KINH_PHI})
_MAY_COUNT = re.compile(
    r"\d|một nửa|phần trăm|ít nhất|tối thiểu|phần (?:ba|tư|năm)|(?:trên|hơn) (?:hai|ba|mười)", re.IGNORECASE
)
_NO_OBJECTIVES = re.compile(r"(?:đối tượng|phạm vi|thời gian thực hiện|quan điểm)(?!\w)", re.IGNORECASE)
#: The name of a body, and what would make it the subject of a state (in lower case, for names are capitalised).
_BODY = re.compile(
    r"(?:và\s+)?(?:các\s+)?(?:(?:Sở|Ban|Trung tâm|Trường|Viện|Bệnh viện"
    r"|Bộ|Cục|Chi cục|Hội|Đoàn|Liên đoàn|Văn phòng|Đài|Báo|Ngân hàng|Mặt trận)"
    r"\s+(?=[A-ZĐ])"
    r"|(?:UBND|Ủy ban nhân dân|Công an|Thanh tra|Tỉnh đoàn|Thành đoàn|Kho bạc|Bảo hiểm xã hội|Đảng ủy)\s)[^.;]{0,90}$"
)
#: `Tỷ lệ giáo viên đạt chuẩn: mầm non 85%, tiểu học 80%`
_QUANTITY = re.compile(
    r"(?:(?:nâng|giảm|tăng|duy trì)\s+)?(?:tỷ|tỉ)\s(?:lệ|trọng|suất|số)(?!\w)"
    r"|(?:độ (?:bao|che) phủ|mức độ|tổng số|số lượng|sản lượng|diện tích|năng suất|thu nhập|kim ngạch|mật độ)(?!\w)",
    re.IGNORECASE,
)
_VERBS = read_toml("targets")["verbs"]
_ACTING = re.compile(any_of([*(verb for verb in _VERBS["predicate"] if " " in verb), *_VERBS["strong_predicate"]]))

#: What heads a number without saying what it counts.
_NO_WORK = re.compile(
    r"(?:trong đó|cụ thể|bao gồm|gồm|phấn đấu|kết quả|chỉ tiêu|mục tiêu|số lượng|tổng|đến|từ|giai đoạn|năm|quý|tháng"
    r"|hằng|hàng|mỗi|thời gian|đối tượng|địa điểm|quy mô|các|\d)(?!\w)",
    re.IGNORECASE,
)
_LONGEST_NAME = 14

#: A lead-in before a number shorter than this names no state of its own.
_LONGEST_LEAD = 60
_SHORTEST_STATE = 15


@Language.component("kehoach_targets")
def annotate_targets(doc: Doc) -> Doc:
    """Write `doc._.targets` and the span group `targets`; reads all layers before it."""
    doc._.targets = TargetReader(doc).read()
    spans = (doc.char_span(t.span.start, t.span.end, alignment_mode="expand") for t in doc._.targets)
    doc.spans["targets"] = [span for span in spans if span is not None]
    return doc


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What a statement may lean on: the statement before it, and the quantity that a title or a lead-in names.

    `lead` are the words of that title, whatever they name;
    `about` and `due` are what its last number is said of and by when the clause itself says so; `makes` tells that
    this number counts things; `end` is where it ends.
    """

    title: About | None = None
    lead: str = ""
    about: About | None = None
    due: Deadline | None = None
    makes: bool = False
    end: int = 0


def _quantity(title: str) -> About | None:
    """Return what numbers behind a title or a lead-in are said of, where it names a quantity."""
    return About(title, None, None, title) if _QUANTITY.match(title) else None


def _names_work(lead: str) -> bool:
    """Tell whether words before a colon say what is counted behind it."""
    return 2 <= len(lead.split()) <= _LONGEST_NAME and _NO_WORK.match(lead) is None


class TargetReader:
    """Reads the targets of one document."""

    def __init__(self, doc: Doc) -> None:
        self._layers = Layers(doc)
        self._deadlines = Deadlines(self._layers, doc._.header)

    def read(self) -> list[TargetClause]:
        """Return all targets in reading order."""
        targets: list[TargetClause] = []
        for passage in self._layers.passages():
            role = self._layers.outline.role_at(passage.start)
            if role is None or role in _SILENT_ROLES:
                continue
            objective = role is SectionRole.MUC_TIEU and not self._tells_for_whom(passage)
            if not objective and not _MAY_COUNT.search(passage.text):
                continue
            names_states = objective and passage.prose and not self._layers.outline.in_general_objective(passage.start)
            earlier = _Earlier(_quantity(passage.title), passage.title)
            for statement in statements(passage.masked):
                measures = self._measures(passage, statement, objective, earlier)
                found, earlier = self._quantitative(passage, statement, measures, earlier)
                targets += found
                if names_states and passage.masked[statement.end : statement.end + 1] != ":":
                    targets += self._qualitative(passage, statement, measures)
        targets += self._tabled()
        return sorted(targets, key=lambda target: target.span.start)

    def _tabled(self) -> Iterator[TargetClause]:
        """Yield the targets of tables that have a column for indicators and one for each value."""
        for block, columns in self._layers.target_rows():
            if self._layers.outline.role_at(block.start) in _SILENT_ROLES:
                continue
            for found in read_row(self._layers.text, block, columns):
                deadline, origin = found.deadline, DeadlineFrom.HEADING if found.deadline else None
                if deadline is None and found.due is not None:
                    deadline = self._deadlines.in_cell(found.due.start, found.due.end)
                    origin = DeadlineFrom.INLINE if deadline else None
                if deadline is None:
                    passage = self._layers.passage(found.quote.start, found.quote.end)
                    whole = Span(0, len(passage.text))
                    deadline, origin = self._deadlines.find(passage, whole, whole, len(passage.text))
                if not self._deadlines.is_past(deadline):
                    about = About(found.indicator, None, found.measure.label, found.indicator)
                    yield _target(found.quote, about, found.measure, found.indicator, deadline, origin)

    def _tells_for_whom(self, passage: Passage) -> bool:
        """Tell whether the nearest heading asks for whom or where the plan holds, though it stands under objectives."""
        section = self._layers.outline.at(passage.start)
        while section is not None and section.heading is None:
            section = section.parent
        return section is not None and _NO_OBJECTIVES.match(section.heading or "") is not None

    def _measures(self, passage: Passage, statement: Span, objective: bool, earlier: "_Earlier") -> list[Measure]:
        """Find the numbers of a statement that the plan commits to, in reading order."""
        listed = earlier.makes and passage.masked[earlier.end : statement.start].strip() == ";"
        at = passage.absolute(statement)
        sums = self._layers.sums_in(at.start, at.end)
        found = [measure_of_percentage(quantity) for quantity in self._layers.percentages_in(at.start, at.end)]
        found += [measure_of_sum(self._layers.text, money) for money in sums]
        found = [replace(measure, span=passage.local(measure.span)) for measure in found]
        taken = [measure.span for measure in found]
        taken += [passage.local(date.span) for date in self._layers.dates_in(at.start, at.end)]
        taken += [passage.local(span) for span in self._layers.references_in(at.start, at.end)]
        for measure in (
            *find_ranks(passage.masked, statement.start, statement.end),
            *find_shares_in_words(passage.masked, statement.start, statement.end),
            *find_counts(passage.masked, statement.start, statement.end, objective, listed),
        ):
            if not any(measure.span.start < span.end and span.start < measure.span.end for span in taken):
                found.append(measure)
                taken.append(measure.span)
        found.sort(key=lambda measure: measure.span.start)
        found = [m for m in found if is_commitment(self._layers, passage, statement, m, objective)]
        return [m for index, m in enumerate(found) if not is_description(passage.masked, statement, found, index)]

    def _quantitative(
        self, passage: Passage, statement: Span, measures: Sequence[Measure], earlier: "_Earlier"
    ) -> tuple[list[TargetClause], "_Earlier"]:
        """Make the targets of a statement's numbers; returns with them what the next statement may lean on."""
        targets: list[TargetClause] = []
        due_inline: Deadline | None = None
        clauses = clauses_of(passage.masked, statement, [measure.span for measure in measures])
        clauses = [
            shorter
            if (shorter := self._layers.past_bodies(passage, clause)).end > measure.span.end - 1
            and shorter.start <= measure.span.start
            else clause
            for clause, measure in zip(clauses, measures, strict=True)
        ]
        abouts = self._abouts(passage, clauses, measures)
        for index, measure in enumerate(measures):
            about, quote = completed(passage, clauses, measures, abouts, index, earlier.about, earlier.title)
            if index == 0 and about.indicator == about.label and not about.subject and _names_work(earlier.lead):
                about = replace(about, indicator=earlier.lead)  # `Dạy nghề: 900 lượt người`
            due = clauses[index]
            if index + 1 < len(clauses) and for_so_many(passage.masked, due, clauses[index + 1]):
                due = Span(due.start, clauses[index + 1].end)
            deadline, origin = self._deadlines.find(passage, due, statement, measures[0].span.start, measure.span)
            if origin is not DeadlineFrom.INLINE and earlier.due and OF_WHICH.match(passage.masked, statement.start):
                deadline, origin = earlier.due, DeadlineFrom.INLINE
            if origin is not DeadlineFrom.INLINE and _all_counted(measures[index:]):
                closing = self._deadlines.closing(passage, statement)
                deadline, origin = (closing, DeadlineFrom.INLINE) if closing else (deadline, origin)
            abouts[index], clauses[index] = about, quote
            if not about.indicator or self._deadlines.is_past(deadline):
                continue
            words = passage.text[quote.start : quote.end]
            spoken = words if about.indicator in words else f"{about.indicator}; {words}"
            if measure.per is None:
                recurring = passage.per if measure.unit in (Unit.COUNT, Unit.PERSON) else None
                measure = replace(measure, per=rate_of(passage.masked, quote, statement, measure) or recurring)
            targets.append(_target(passage.absolute(quote), about, measure, spoken, deadline, origin))
            due_inline = deadline if origin is DeadlineFrom.INLINE else None
        targets = shared_rates(passage, targets)
        if not measures:
            heads = passage.masked[statement.end : statement.end + 1] == ":"
            lead = passage.text[statement.start : statement.end] if heads else earlier.lead
            title = _quantity(lead) if heads else earlier.title
            return targets, replace(earlier, title=title, lead=lead, end=statement.end, makes=False)
        makes = measures[-1].unit in (Unit.COUNT, Unit.PERSON)
        return targets, _Earlier(earlier.title, "", abouts[-1], due_inline, makes, statement.end)

    def _abouts(self, passage: Passage, clauses: Sequence[Span], measures: Sequence[Measure]) -> list[About]:
        """Say of each number what it measures by its own clause; numbers that share one part it between them."""
        if not clauses:
            return []
        stretch = passage.absolute(Span(clauses[0].start, clauses[-1].end))
        dates = [passage.local(date.span) for date in self._layers.dates_in(*stretch)]
        abouts = []
        for index, (clause, measure) in enumerate(zip(clauses, measures, strict=True)):
            start = max(clause.start, measures[index - 1].span.end if index else 0)
            own = Span(start, clause.end)
            if passage.masked[measure.span.start] == "_":
                own = _in_brackets(passage.text, own, measure.span)
            abouts.append(describe(passage.text, own, measure, dates, lambda a, b: self._layers.words(passage, a, b)))
        return abouts

    def _qualitative(self, passage: Passage, statement: Span, measures: Sequence[Measure]) -> Iterator[TargetClause]:
        for part in _states(passage.masked, statement, measures):
            if part.end - part.start < _SHORTEST_STATE or states_nothing_new(passage.masked, part):
                continue
            if _BODY.match(passage.text, part.start, part.end) and not _ACTING.search(passage.text, *part):
                continue  # a member of an enumeration of bodies
            words = passage.text[part.start : part.end]
            deadline, origin = self._deadlines.find(passage, part, statement, part.end)
            yield TargetClause(
                span=passage.absolute(part),
                kind=TargetKind.QUALITATIVE,
                indicator=words,
                indicator_id=identify(words, None),
                deadline=deadline,
                deadline_from=origin,
            )


def _target(
    quote: Span, about: About, measure: Measure, spoken: str, deadline: Deadline | None, origin: DeadlineFrom | None
) -> TargetClause:
    return TargetClause(
        span=quote,
        kind=TargetKind.QUANTITATIVE,
        indicator=about.indicator,
        indicator_id=identify(spoken, measure.unit),
        low=measure.low,
        high=measure.high,
        comparator=measure.comparator,
        unit=measure.unit,
        unit_label=about.label,
        per=measure.per,
        base=about.base,
        deadline=deadline,
        deadline_from=origin,
    )


def _all_counted(measures: Sequence[Measure]) -> bool:
    """Tell whether more than one number follows, and all count people or things, or measure what is made."""
    counted = (Unit.COUNT, Unit.PERSON, Unit.OTHER)
    return len(measures) > 1 and all(measure.unit in counted for measure in measures)


def _in_brackets(line: str, clause: Span, number: Span) -> Span:
    """Return the part of an aside that says what a number in it is told of (`95% (năm 2026: 80%; năm 2028: 90%)`)."""
    start = max(clause.start, *(line.rfind(mark, clause.start, number.start) + 1 for mark in "(;"))
    ends = [at for at in (line.find(mark, number.end, clause.end) for mark in ");,") if at >= 0]
    return Span(start, min(ends, default=clause.end))


def _states(line: str, statement: Span, measures: Sequence[Measure]) -> list[Span]:
    """Return the stretches of a statement that may name a state: all of it, or a long lead-in before a number."""
    if not measures:
        return parallel_clauses(line, statement)
    first = clauses_of(line, statement, [measure.span for measure in measures])[0]
    lead = Span(statement.start, statement.start + len(line[statement.start : first.start].rstrip(" ,")))
    return [lead] if lead.end - lead.start > _LONGEST_LEAD else []
