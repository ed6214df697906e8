"""What tasks of every origin share: description, bodies, time and money."""

import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from extractors.plan import DateExpression, Mention, Span
from schemas.vocabulary import AgencyRole, DateKind, DateRole

#: The roles that make a body part of a task.
TASK_ROLES = (
    AgencyRole.LEAD,
    AgencyRole.COOPERATE,
    AgencyRole.DIRECT,
    AgencyRole.IMPLEMENT,
    AgencyRole.ADVISE,
    AgencyRole.SUPERVISE,
)

_BULLET = re.compile(r"[\s\-–—+•*]*")


def describe(text: str, span: Span) -> str:
    """Return the words of a piece of work: bullets taken off, one space between words."""
    words = text[span.start : span.end]
    words = words[_BULLET.match(words).end() :]  # type: ignore[union-attr]
    return re.sub(r"\s+", " ", words).strip()


def task_agencies(mentions: Iterable[Mention]) -> tuple[tuple[AgencyRole, str, str | None, bool], ...]:
    """Keep each body once a role, in printed order."""
    kept = {
        (mention.role, mention.name): (mention.role, mention.name, mention.agency_id, mention.collective)
        for mention in reversed(list(mentions))
        if mention.role in TASK_ROLES
    }
    return tuple(reversed(kept.values()))


def dates_between(doc: Doc, start: int, end: int) -> list[DateExpression]:
    """Return the expressions of time that stand between two offsets."""
    return [date for date in doc._.dates if start <= date.span.start and date.span.end <= end]


def timeframe_of(dates: Sequence[DateExpression]) -> DateExpression | None:
    """Make one time of those in a task's slot: bounded ones before `thường xuyên`, several as the range they span."""
    bounded = [date for date in dates if date.kind not in (DateKind.ONGOING, DateKind.RECURRING)]
    if not bounded:
        return dates[0] if dates else None
    if len(bounded) == 1 or bounded[0].kind is DateKind.RANGE:
        return bounded[0]
    starts = [date.start for date in bounded if date.start is not None]
    ends = [date.end for date in bounded if date.end is not None]
    if len(ends) < len(bounded):
        return bounded[0]
    span = Span(bounded[0].span.start, bounded[-1].span.end)
    start = min(starts) if len(starts) == len(bounded) else None
    return DateExpression(span, DateKind.RANGE, start, max(ends), bounded[0].role)


def year_of_work(doc: Doc, work: Span) -> DateExpression | None:
    """Return the year in which a piece of work is done where its own words give it: `… năm 2026` at their end.

    A year in the name of a scheme (`đến năm 2030`, `giai đoạn 2021-2025`) is none.
    """
    named = [span for reference in doc._.references for span in reference.spans]
    for date in dates_between(doc, work.start, work.end):
        if date.kind not in (DateKind.YEAR, DateKind.QUARTER, DateKind.MONTH, DateKind.DATE) or date.start is None:
            continue
        if date.role in (DateRole.REFERENCE, DateRole.HORIZON):
            continue
        if any(span.start <= date.span.start < span.end for span in named):
            continue
        behind = doc._.source.text[date.span.end : work.end].lstrip()
        if not behind or behind[0] in ".;":
            return date
    return None


def sum_between(doc: Doc, span: Span) -> float | None:
    """Return the sum of money that stands in a cell, in VND."""
    return next((money.value for money in doc._.amounts if span.start <= money.span.start < span.end), None)
