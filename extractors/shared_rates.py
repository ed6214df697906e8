"""Counts in a row whose last one alone names for how many people they are: `10 bác sĩ, 3 dược sĩ trên 10.000 dân`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.count_units import MANY
from extractors.passages import Passage
from extractors.plan import Span, TargetClause
from schemas.vocabulary import Unit

_OF_POPULATION = re.compile(rf"\s*(?:/|trên)\s*{MANY}\s+dân$", re.IGNORECASE)
_ROW_GOES_ON = re.compile(r"(?:,|(?<!\w)và)\s*$", re.IGNORECASE)
#: Code points before a count that tell whether it stands in a row.
_NEAR = 8


def shared_rates(passage: Passage, targets: Sequence[TargetClause]) -> list[TargetClause]:
    """Give counts in a row the population that the last one names.

    Args:
        passage: where they stand.
        targets: the targets of one statement, in reading order.

    Returns:
        The targets in the same order; a count that shares a population is a rate, quoted up to where it is named.
    """
    found: list[TargetClause] = []
    population, rate = "", None
    for target in reversed(targets):
        label = target.unit_label or ""
        in_row = bool(found) and _goes_on(passage, found[-1])
        if named := _OF_POPULATION.search(label):
            population, rate = named.group(), target
        elif rate and in_row and target.unit in (Unit.COUNT, Unit.PERSON) and target.indicator == label:
            of_all = f"{label}{population}"
            quote = Span(target.span.start, rate.span.end)
            target = replace(target, span=quote, indicator=of_all, unit=rate.unit, unit_label=of_all)
        else:
            rate = None
        found.append(target)
    return found[::-1]


def _goes_on(passage: Passage, target: TargetClause) -> bool:
    at = target.span.start - passage.start
    return _ROW_GOES_ON.search(passage.masked[max(0, at - _NEAR) : at]) is not None
