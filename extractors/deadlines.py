"""By when a target is due: the clause itself says it, else the head of its sentence, a heading, the plan's own year."""

import re

from extractors.clauses import sentence_start
from extractors.passages import Layers, Passage
from extractors.plan import DateExpression, Deadline, Header, Span
from schemas.vocabulary import DateKind, DateRole, DeadlineFrom

_COMPARED = re.compile(r"(?:so với|\d\s+lần)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_IN_A_NAME = re.compile(
    r"(?:chương trình|đề án|kế hoạch|chiến lược|nghị quyết|quy hoạch|dự án|quyết định|chỉ thị)[^;.]{0,160}$",
    re.IGNORECASE,
)
#: `tăng từ 85 giường năm 2024 lên 240 giường`: the time of the state before.
_STATE_BEFORE = re.compile(r"(?<!\w)từ\s+(?:mức\s+)?[\d.,]+[^,;\d]{0,40}$", re.IGNORECASE)
_STATE_AFTER = re.compile(r"[^,;\d]{0,20}?(?<!\w)(?:lên|xuống|còn|tăng|giảm|đạt)(?!\w)", re.IGNORECASE)
#: Terms of office and school years name a body or a course, not a time to be kept.
_TERM = re.compile(
    r"(?:nhiệm kỳ|khóa|khoá|(?<!vào )(?<!đến )(?<!hết )(?<!từ )năm học)\s+(?:\w+\s+)?[\d\s–-]*$", re.IGNORECASE
)
_NO_DEADLINES = (DateRole.REFERENCE, DateRole.ISSUED, DateRole.RECEIVED)
#: What an opening date does not stand behind: another statement, a number.
_SAID_BEFORE = re.compile(r"[;:%]|\d")
_BEFORE_COLON = re.compile(r"(?:^|[.;,(])\s*(?:[-+]\s*)?(?P<time>[^.;,:]{1,40}):\s*$")
_LONGEST_TIME = 50
_VALUE_BEHIND = re.compile(r"\s*:\s*(?:đạt\s+|trên\s+|khoảng\s+)?\d")

#: How far behind its number a date still belongs to it alone: `75% (năm 2028), 80% (năm 2030)`.
_NEAR = 12
_OPENING = 30


class Deadlines:
    """Finds the deadlines of a document's targets."""

    def __init__(self, layers: Layers, header: Header | None) -> None:
        self._layers = layers
        self._own_year: Deadline | None = None
        self._first_year: int | None = None
        if header is not None:
            if header.period_start is not None and header.period_start == header.period_end:
                self._own_year = Deadline(header.period_start)
            self._first_year = header.issued_date.year if header.issued_date else header.period_start
            if self._own_year is not None:  # a plan for one year is issued at the end of the year before
                self._first_year = max(self._own_year.year, self._first_year or 0)

    def is_past(self, deadline: Deadline | None) -> bool:
        """Tell whether a deadline lies before the plan, so that its number tells what has been."""
        return deadline is not None and self._first_year is not None and deadline.year < self._first_year

    def in_cell(self, start: int, end: int) -> Deadline | None:
        """Return the last time that a cell of a time column gives."""
        dates = [date for date in self._layers.dates_in(start, end) if date.end is not None]
        return _deadline_of(dates[-1]) if dates else None

    def find(
        self, passage: Passage, clause: Span, statement: Span, first_number: int, number: Span | None = None
    ) -> tuple[Deadline | None, DeadlineFrom | None]:
        """Find when a target is due.

        Args:
            passage: where it stands.
            clause: its clause; `statement` is the statement that holds the clause.
            first_number: where the statement's first number stands: a date before it governs the whole statement.
            number: the target's own number, None for a state.

        Returns:
            The deadline and where it was read, or two times None.
        """
        inline = (
            self._in_stretch(passage, clause, number)
            or self._in_stretch(passage, Span(statement.start, min(clause.start, first_number)), None)
            or self._before_colon(passage, statement.start)
            or self._opening(passage, sentence_start(passage.masked, clause.start))
        )
        if inline is None and passage.due is not None:
            inline = self.in_cell(*passage.due)
        if inline is not None:
            return inline, DeadlineFrom.INLINE
        heading = self._layers.outline.deadline_at(passage.start)
        if heading is not None:
            return heading, DeadlineFrom.HEADING
        opening = self._opening(passage, 0)
        if opening is not None:
            return opening, DeadlineFrom.INLINE
        return (self._own_year, DeadlineFrom.DOCUMENT) if self._own_year is not None else (None, None)

    def closing(self, passage: Passage, statement: Span) -> Deadline | None:
        """Return the time at the end of a statement that holds for all its counts (`80 km kè, 5 cống trước 30/6`)."""
        at = passage.absolute(statement)
        dates = self._layers.dates_in(at.start, at.end)
        if not dates or dates[-1].span.end < at.end or not self._counts(dates[-1], passage, statement):
            return None
        return _deadline_of(dates[-1])

    def _in_stretch(self, passage: Passage, stretch: Span, number: Span | None) -> Deadline | None:
        """Return the date right behind the number, else the last one before it, else the next."""
        at = passage.absolute(stretch)
        aside = number is not None and passage.masked[number.start] == "_"
        dates = [d for d in self._layers.dates_in(at.start, at.end) if self._counts(d, passage, stretch, aside)]
        if number is not None:
            own = passage.absolute(number)
            after = [date for date in dates if date.span.start >= own.end]
            near = [d for d in after if d.span.start - own.end <= _NEAR and not self._opens_the_next(d)]
            before = [date for date in dates if date.span.start < own.start]
            dates = near[:1] or before[-1:] or [d for d in after if not self._opens_the_next(d)]
        return _deadline_of(dates[0]) if dates else None

    def _opens_the_next(self, date: DateExpression) -> bool:
        """Tell whether a date belongs to the number behind it (`95% (năm 2026: 80%; năm 2028: 90%)`)."""
        return _VALUE_BEHIND.match(self._layers.text, date.span.end) is not None

    def _opening(self, passage: Passage, sentence: int) -> Deadline | None:
        start = passage.start + sentence
        end = min(start + _OPENING, passage.start + len(passage.text))
        for date in self._layers.dates_in(start, end):
            if _SAID_BEFORE.search(passage.text, sentence, date.span.start - passage.start):
                return None
            if self._counts(date, passage, Span(sentence, sentence)):
                return _deadline_of(date)
        return None

    def _before_colon(self, passage: Passage, statement: int) -> Deadline | None:
        """Return the time that opens a statement behind a colon (`năm 2026: 40 lớp; năm 2027: 55 lớp`)."""
        found = _BEFORE_COLON.search(passage.masked, max(0, statement - _LONGEST_TIME), statement)
        if found is None:
            return None
        start, end = passage.absolute(Span(*found.span("time")))
        dates = [d for d in self._layers.dates_in(start, end) if self._counts(d, passage, Span(*found.span("time")))]
        return _deadline_of(dates[-1]) if dates else None

    def _counts(self, date: DateExpression, passage: Passage, stretch: Span, in_aside: bool = False) -> bool:
        """Tell whether a date may be a deadline; `in_aside` tells that it is asked for a number in brackets."""
        if date.end is None or date.role in _NO_DEADLINES:
            return False
        local = passage.local(date.span)
        before = passage.text[stretch.start : local.start]
        aside = in_aside or passage.text[max(0, local.start - 1)] == "("
        if (passage.masked[local.start] == "_" and not aside) or _COMPARED.search(before):
            return False
        if _STATE_BEFORE.search(before) and _STATE_AFTER.match(passage.text, local.end):
            return False
        if _TERM.search(before + passage.text[local.start : local.end]):
            return False
        return date.role is DateRole.DEADLINE or _IN_A_NAME.search(before) is None


def _deadline_of(date: DateExpression) -> Deadline | None:
    if date.end is None:
        return None
    return Deadline(date.end.year, date.end if date.kind is DateKind.DATE else None)
