"""Telling which of the compared indicators a clause speaks of (patterns in `lexicons/indicators.toml`)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.lexicon import any_of, read_toml
from schemas.vocabulary import IndicatorId, Unit

_WITHIN = 90


@dataclass(frozen=True, slots=True)
class _Reading:
    indicator: IndicatorId
    groups: tuple[re.Pattern[str], ...]
    within: int
    none: re.Pattern[str] | None
    share: bool
    state: bool


@lru_cache(maxsize=1)
def _readings() -> tuple[_Reading, ...]:
    return tuple(
        _Reading(
            indicator=IndicatorId(entry["id"]),
            groups=tuple(_pattern(group) for group in entry["all"]),
            within=entry.get("within", _WITHIN),
            none=_pattern(entry["none"]) if "none" in entry else None,
            share=entry.get("share", False),
            state=entry.get("state", False),
        )
        for entry in read_toml("indicators")["reading"]
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(any_of(words).replace(r"\s+…\s+", r"\s[^.,;:\n]{0,30}?(?<!\w)"))


def identify(clause: str, unit: Unit | None) -> IndicatorId | None:
    """Tell which compared indicator a target's clause speaks of.

    Args:
        clause: the words of the target: its indicator, its base and what stands around its number.
        unit: the unit of its number, None for a qualitative target.

    Returns:
        The indicator whose words come first in the clause; None if there is none.
    """
    folded = clause.lower()
    best: tuple[int, IndicatorId] | None = None
    for reading in _readings():
        if (reading.share and unit is not Unit.PERCENT) or (unit is None and not reading.state):
            continue
        start = _match(reading, folded)
        if start is not None and (best is None or start < best[0]):
            best = (start, reading.indicator)
    return best[1] if best else None


def _match(reading: _Reading, clause: str) -> int | None:
    """Return where the reading's first, naming group stands, if all groups stand near each other."""
    if reading.none is not None and reading.none.search(clause):
        return None
    first, *others = reading.groups
    for found in first.finditer(clause):
        low, high = max(0, found.start() - reading.within), found.end() + reading.within
        if all(group.search(clause, low, high) for group in others):
            return found.start()
    return None
