"""Targets: the numbers that a plan commits to, and the states that its objectives name (guidelines, sections 4, 11)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extractors import segmentation  # noqa: F401  registers `span._.words`
from extractors.clauses import clauses_of, mask_asides, parallel_clauses, statements, states_nothing_new
from extractors.indicators import identify
from extractors.measures import (
    Measure,
    find_counts,
    find_ranks,
    find_shares_in_words,
    measure_of_percentage,
    measure_of_sum,
)
from extractors.money import find_sums
from extractors.phrases import About, describe, predicate_of
from extractors.plan import DateExpression, Deadline, Outline, SectionNode, Span, TargetClause, Zone
from extractors.segmentation import Word
from schemas.vocabulary import DateRole, DeadlineFrom, SectionRole, TargetKind, Unit

_SILENT_ROLES = frozenset({SectionRole.TINH_HINH, SectionRole.KINH_PHI})
_DIGIT_OR_WORD = re.compile(r"\d|một nửa|phần trăm|ít nhất|tối thiểu|(?:hai|ba) phần|trên (?:hai|ba)")
_ACHIEVED = re.compile(
    r"(?<!\w)(?:đã\s+(?:đạt|có|hoàn thành|triển khai được|tổ chức được|xây dựng được|được triển khai)|hiện\s+(?:nay|có|đạt|đang|tại)|đến nay|tính đến|thời gian qua"
    r"|những năm qua|kết quả\s+(?:đạt được|năm)|cùng kỳ|hiện trạng|thực trạng)(?!\w)",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"(?<!\w)(?:lãi suất|thuế suất|thuế|phí|đối ứng|phạt|trích|mức chi|mức hỗ trợ|mức thưởng|tạm ứng|vốn điều lệ|cổ phần|ngân sách\s(?:\w+\s){0,4}|kinh phí|nguồn vốn)\s*(?:là|:|hỗ trợ|đảm bảo|bảo đảm|đóng góp|không quá|tối đa|bằng)?\s*$"
    r"|(?:hỗ trợ|miễn|giảm|cấp|trợ cấp|thanh toán)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(
    r"\s+(?:(?:tổng|số|mức|phần|cho)\s+){0,2}(?:kinh phí|chi phí|vốn|học phí|lệ phí|phí|tiền|lãi|giá trị hợp đồng|giá trị|mức lương|lương|lãi suất|thuế|ngân sách|mệnh giá)(?!\w)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|trường hợp|khi có|khi đạt|điều kiện|đối với (?:các )?\w+ có)(?!\w)", re.IGNORECASE
)
_TRANSITION = re.compile(r"(?<!\w)từ\s*$", re.IGNORECASE)
_CHANGES_TO = re.compile(
    r"[^.;,%\d]*(?:\s*\([^)]*\)|\s+năm\s+\d{4})?\s*(?:lên|xuống|tăng lên|giảm xuống|còn)\s", re.IGNORECASE
)
_COMPARED_WITH = re.compile(r"so với\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_PROGRAMME = re.compile(
    r"(?:chương trình|đề án|kế hoạch|chiến lược|nghị quyết|quy hoạch|dự án|quyết định|chỉ thị)[^;.]{0,160}$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 60
_SHORTEST_STATE = 15


@dataclass(frozen=True, slots=True)
class _Unit:
    """One stretch of running text to read: a line without its marker, title and lead-in, or a table cell."""

    start: int
    text: str
    masked: str


@Language.component("kehoach_targets")
def annotate_targets(doc: Doc) -> Doc:
    """Write `doc._.targets` and the span group `targets`; reads all layers before it."""
    doc._.targets = _Reader(doc).read()
    spans = (doc.char_span(t.span.start, t.span.end, alignment_mode="expand") for t in doc._.targets)
    doc.spans["targets"] = [span for span in spans if span is not None]
    return doc


class _Reader:
    """Reads the targets of one document."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.outline: Outline = doc._.outline
        self.percentages = doc._.percentages
        self.percentage_starts = [q.number.start for q in self.percentages]
        self.sums = list(find_sums(self.text))
        self.sum_starts = [s.start for s in self.sums]
        self.dates: list[DateExpression] = sorted(doc._.dates, key=lambda d: d.span.start)
        self.date_starts = [d.span.start for d in self.dates]
        self.references = sorted(span for reference in doc._.references for span in reference.spans)
        self.reference_starts = [span.start for span in self.references]
        header = doc._.header
        one_year = header is not None and header.period_start is not None and header.period_start == header.period_end
        self.document_deadline = Deadline(header.period_start) if one_year else None

    def read(self) -> list[TargetClause]:
        targets: list[TargetClause] = []
        for unit, heading in self._units():
            role = self.outline.role_at(unit.start)
            if role is None or role in _SILENT_ROLES:
                continue
            objective = role is SectionRole.MUC_TIEU
            if objective or _DIGIT_OR_WORD.search(unit.text):
                targets += self._read_unit(unit, objective, heading)
        return sorted(targets, key=lambda target: target.span.start)

    def _units(self) -> Iterator[tuple[_Unit, bool]]:
        """Yield the stretches to read, and whether each is a title."""
        titles = {s.heading_span.start: s for s in self.outline.sections if s.heading_span is not None}
        bodies = {s.start: s for s in self.outline.sections}
        leads = {lead.span.start: lead for lead in self.outline.leads}
        title_starts, lead_starts, body_starts = sorted(titles), sorted(leads), sorted(bodies)
        for block in self.doc._.source.blocks:
            if self.outline.zone(block.start) is not Zone.BODY or block.header:
                continue
            if block.cells:
                for cell in block.cells:
                    yield self._unit(cell.start, cell.end), False
                continue
            start = block.start
            for at in _within(body_starts, block.start, block.end):
                start = max(start, bodies[at].body_start)
            for at in _within(title_starts, block.start, block.end):
                span = titles[at].heading_span
                if span is not None and _is_statement(titles[at]):
                    yield self._unit(span.start, min(span.end, block.end)), True
                start = max(start, span.end if span else start)
            for at in _within(lead_starts, block.start, block.end):
                start = max(start, leads[at].span.end)
            if start < block.end:
                yield self._unit(start, block.end), False

    def _unit(self, start: int, end: int) -> _Unit:
        words = self.text[start:end]
        return _Unit(start, words, mask_asides(words))

    def _read_unit(self, unit: _Unit, objective: bool, heading: bool) -> Iterator[TargetClause]:
        for statement in statements(unit.masked):
            measures = self._measures(unit, statement, objective)
            yield from self._quantitative(unit, statement, measures, objective)
            if objective and not heading and not self.outline.in_general_objective(unit.start):
                is_label = unit.masked[statement.end : statement.end + 1] == ":"
                if not is_label:
                    yield from self._qualitative(unit, statement, measures)

    # numbers

    def _measures(self, unit: _Unit, statement: Span, objective: bool) -> list[Measure]:
        first, last = unit.start + statement.start, unit.start + statement.end
        found = [
            _shifted(measure_of_percentage(q), unit.start)
            for q in self.percentages[
                bisect_left(self.percentage_starts, first) : bisect_left(self.percentage_starts, last)
            ]
        ]
        for money in self.sums[bisect_left(self.sum_starts, first) : bisect_left(self.sum_starts, last)]:
            if objective or re.search(
                r"(?:đạt|phấn đấu|thu hút|huy động|kim ngạch|doanh thu)[^;.]{0,40}$",
                self.text[first : money.start],
                re.IGNORECASE,
            ):
                found.append(_shifted(measure_of_sum(self.text, money), unit.start))
        taken = [m.span for m in found]
        taken += [
            Span(s.start - unit.start, s.end - unit.start)
            for s in self.sums[bisect_left(self.sum_starts, first) : bisect_left(self.sum_starts, last)]
        ]
        taken += [Span(d.span.start - unit.start, d.span.end - unit.start) for d in self._dates_in(first, last)]
        taken += [Span(r.start - unit.start, r.end - unit.start) for r in self._references_in(first, last)]
        for more in (
            find_ranks(unit.masked, statement.start, statement.end),
            find_shares_in_words(unit.masked, statement.start, statement.end),
            find_counts(unit.masked, statement.start, statement.end, objective),
        ):
            for measure in more:
                if not any(measure.span.start < span.end and span.start < measure.span.end for span in taken):
                    found.append(measure)
                    taken.append(measure.span)
        found.sort(key=lambda m: m.span.start)
        return [m for m in found if self._is_target(unit, statement, m, objective)]

    def _is_target(self, unit: _Unit, statement: Span, measure: Measure, objective: bool) -> bool:
        line = unit.masked
        before, after = line[statement.start : measure.span.start], line[measure.span.end : statement.end]
        if unit.masked[measure.span.start] == "_" and unit.text[: measure.span.start].count("“") > unit.text[
            : measure.span.start
        ].count("”"):
            return False
        absolute = unit.start + measure.span.start
        if any(r.start <= absolute < r.end for r in self._references_in(absolute, absolute + 1)):
            return False
        if _ACHIEVED.search(before) or _COMPARED_WITH.search(before):
            return False
        if _TRANSITION.search(before) and _CHANGES_TO.match(after):
            return False
        if objective:
            return True
        if _CONDITION.search(before):
            return False
        money_share = measure.unit is Unit.PERCENT and (
            _SUPPORT.search(before) and not re.search(r"giảm\s+(?:\w+\s+){0,2}$", before) or _OF_MONEY.match(after)
        )
        return not money_share

    def _quantitative(
        self, unit: _Unit, statement: Span, measures: Sequence[Measure], objective: bool
    ) -> Iterator[TargetClause]:
        if not measures:
            return
        clauses = clauses_of(unit.masked, statement, [m.span for m in measures])
        dates = [
            Span(d.span.start - unit.start, d.span.end - unit.start)
            for d in self._dates_in(unit.start, unit.start + len(unit.text))
        ]
        abouts = [
            describe(unit.text, c, m, dates, lambda a, b: self._words(unit, a, b))
            for c, m in zip(clauses, measures, strict=True)
        ]
        for index, (clause, measure, about) in enumerate(zip(clauses, measures, abouts, strict=True)):
            quote = clause
            if not about.indicator and index:
                about = replace(about, indicator=abouts[index - 1].subject or abouts[index - 1].indicator)
                abouts[index] = about
                quote = Span(min(clauses[index - 1].start, clause.start), clause.end)
                clauses[index] = quote
            elif index + 1 < len(clauses):
                shared = self._shared_predicate(unit, clause, measure, clauses[index + 1], measures[index + 1])
                if shared:
                    about = replace(about, indicator=f"{about.indicator} {shared}")
                    quote = Span(clause.start, clauses[index + 1].end)
            if not about.indicator:
                continue
            yield self._target(unit, quote, clause, statement, measure, about)

    def _shared_predicate(
        self, unit: _Unit, clause: Span, measure: Measure, after: Span, next_measure: Measure
    ) -> str | None:
        """Return the predicate that a share without one of its own has in common with the next."""
        if measure.unit is not Unit.PERCENT or next_measure.unit is not Unit.PERCENT or after.start < clause.end:
            return None
        if (
            predicate_of(unit.masked, measure.span.end, clause.end)
            or not unit.masked[measure.span.end : clause.end].strip()
        ):
            return None
        if (
            "và" not in unit.masked[clause.end : after.start + 3]
            and "," not in unit.masked[clause.end : after.start + 1]
        ):
            return None
        return predicate_of(unit.text, next_measure.span.end, after.end)

    def _target(
        self, unit: _Unit, quote: Span, clause: Span, statement: Span, measure: Measure, about: About
    ) -> TargetClause:
        deadline, origin = self._deadline(unit, clause, statement)
        words = unit.text[quote.start : quote.end]
        return TargetClause(
            span=Span(unit.start + quote.start, unit.start + quote.end),
            kind=TargetKind.QUANTITATIVE,
            indicator=about.indicator,
            indicator_id=identify(
                f"{about.indicator} {words}" if about.indicator not in words else words, measure.unit
            ),
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

    # states

    def _qualitative(self, unit: _Unit, statement: Span, measures: Sequence[Measure]) -> Iterator[TargetClause]:
        parts = [statement]
        if measures:
            first = clauses_of(unit.masked, statement, [m.span for m in measures])[0]
            lead = Span(statement.start, max(statement.start, first.start - 1))
            while lead.end > lead.start and unit.masked[lead.end - 1] in " ,":
                lead = Span(lead.start, lead.end - 1)
            parts = [lead] if lead.end - lead.start > _LONGEST_LEAD else []
        else:
            parts = parallel_clauses(unit.masked, statement)
        for part in parts:
            if part.end - part.start < _SHORTEST_STATE or states_nothing_new(unit.masked, part):
                continue
            words = unit.text[part.start : part.end]
            deadline, origin = self._deadline(unit, part, statement)
            yield TargetClause(
                span=Span(unit.start + part.start, unit.start + part.end),
                kind=TargetKind.QUALITATIVE,
                indicator=words,
                indicator_id=identify(words, None),
                deadline=deadline,
                deadline_from=origin,
            )

    # deadlines

    def _deadline(self, unit: _Unit, clause: Span, statement: Span) -> tuple[Deadline | None, DeadlineFrom | None]:
        """Find a target's deadline: in its clause, at the head of its sentence, in a heading, in the plan's period."""
        inline = self._inline(unit, clause) or self._inline(unit, Span(statement.start, clause.start))
        if inline is None:
            sentence = max(unit.masked.rfind(". ", 0, clause.start), 0)
            inline = self._opening_date(unit, sentence)
        if inline is not None:
            return inline, DeadlineFrom.INLINE
        heading = self.outline.deadline_at(unit.start)
        if heading is None and self._opening_date(unit, 0):
            return self._opening_date(unit, 0), DeadlineFrom.INLINE
        if heading is not None:
            return heading, DeadlineFrom.HEADING
        if self.document_deadline is not None:
            return self.document_deadline, DeadlineFrom.DOCUMENT
        return None, None

    def _inline(self, unit: _Unit, stretch: Span) -> Deadline | None:
        for date in self._dates_in(unit.start + stretch.start, unit.start + stretch.end):
            if self._is_deadline(date, unit, stretch):
                return _deadline_of(date)
        return None

    def _opening_date(self, unit: _Unit, sentence: int) -> Deadline | None:
        start = unit.start + sentence
        for date in self._dates_in(start, start + 30):
            if self._is_deadline(date, unit, Span(sentence, sentence)):
                return _deadline_of(date)
        return None

    def _is_deadline(self, date: DateExpression, unit: _Unit, stretch: Span) -> bool:
        if date.end is None or date.role in (DateRole.REFERENCE, DateRole.ISSUED, DateRole.RECEIVED):
            return False
        local = date.span.start - unit.start
        before = unit.text[stretch.start : local]
        if unit.masked[local] == "_" or re.search(r"so với\s+(?:\w+\s+){0,3}$", before, re.IGNORECASE):
            return False
        return date.role is DateRole.DEADLINE or _PROGRAMME.search(before) is None

    # what stands where

    def _dates_in(self, start: int, end: int) -> list[DateExpression]:
        return self.dates[bisect_left(self.date_starts, start) : bisect_left(self.date_starts, end)]

    def _references_in(self, start: int, end: int) -> list[Span]:
        first = max(0, bisect_right(self.reference_starts, start) - 1)
        return [r for r in self.references[first : bisect_left(self.reference_starts, end)] if r.end > start]

    def _words(self, unit: _Unit, start: int, end: int) -> list[Word]:
        span = self.doc.char_span(unit.start + start, unit.start + end, alignment_mode="contract")
        return [Word(w.start - unit.start, w.end - unit.start, w.tag) for w in span._.words] if span is not None else []


def _within(starts: Sequence[int], start: int, end: int) -> Sequence[int]:
    return starts[bisect_left(starts, start) : bisect_left(starts, end)]


def _is_statement(section: SectionNode) -> bool:
    """Tell whether a title may itself commit to a number: the last words on its subject, nothing stands below it."""
    return not section.children and section.marker_kind.value != "annex"


def _shifted(measure: Measure, by: int) -> Measure:
    return replace(measure, span=Span(measure.span.start - by, measure.span.end - by))


def _deadline_of(date: DateExpression) -> Deadline | None:
    if date.end is None:
        return None
    return Deadline(date.end.year, date.end if date.start == date.end else None)
