"""Clauses that lean on their neighbours: a subject named once, a predicate that two shares have in common."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.measures import Measure
from extractors.passages import Passage
from extractors.phrases import About, only_changes, predicate_of
from extractors.plan import Span
from schemas.vocabulary import Unit

_JOINED = re.compile(r"\s*(?:,|(?<!\w)và(?!\w))")


def completed(
    passage: Passage, clauses: Sequence[Span], measures: Sequence[Measure], abouts: Sequence[About], index: int
) -> tuple[About, Span]:
    """Complete what a number is said of from the clauses beside it, those before it completed already.

    Returns:
        What the number is said of, and the span to quote: its clause with those that it leans on.
    """
    about, clause = abouts[index], clauses[index]
    before = (abouts[index - 1], clauses[index - 1]) if index else None
    if before and (not about.indicator or only_changes(about.indicator)):
        # `đạt 2 tỷ USD năm 2028 và 3 tỷ USD năm 2030, tăng bình quân 8%/năm`
        subject = before[0].subject or before[0].indicator
        indicator = f"{subject} {about.indicator}".strip()
        return replace(about, indicator=indicator, subject=subject), Span(
            min(before[1].start, clause.start), clause.end
        )
    if index + 1 == len(abouts):
        return about, clause
    after, after_clause = abouts[index + 1], clauses[index + 1]
    if not about.indicator:
        # `năm 2028 đạt 50% và năm 2030 đạt 80% số trường học có phòng học thông minh`
        quote = Span(clause.start, max(clause.end, after_clause.end))
        return replace(about, indicator=after.indicator, base=after.base), quote
    shared = _shared_predicate(passage, clause, measures[index], after_clause, measures[index + 1])
    if shared:
        return replace(about, indicator=f"{about.indicator} {shared}"), Span(clause.start, after_clause.end)
    return about, clause


def _shared_predicate(passage: Passage, clause: Span, measure: Measure, after: Span, following: Measure) -> str | None:
    """Return the predicate that an opening share without its own has in common with the next one."""
    if measure.unit is not Unit.PERCENT or following.unit is not Unit.PERCENT or after.start < clause.end:
        return None
    counted = passage.masked[measure.span.end : clause.end].strip()
    if not counted or predicate_of(passage.masked, measure.span.end, clause.end):
        return None
    if not _JOINED.fullmatch(passage.masked, clause.end, after.start) and not _JOINED.match(passage.masked, clause.end):
        return None
    if following.span.start > after.start + 1 or measure.span.start > clause.start + len("phấn đấu "):
        return None
    return predicate_of(passage.text, following.span.end, after.end)
