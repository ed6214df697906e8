"""How a text breaks its lines: one paragraph a line, or lines of a fixed width, with or without blank lines between."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.elements import Line
from corpus.wording import is_capitals, opens_block, starts_small

#: Share of lines that go on with a small letter above which a text is taken to be hard-wrapped.
_WRAPPED = 0.3
_SAMPLE = 4000


@dataclass(frozen=True, slots=True)
class Profile:
    """The habits of one text.

    Attributes:
        wrapped: paragraphs run over several lines that follow each other directly.
        double_spaced: paragraphs run over several lines with blank lines between these.
        width: length that a full line has, 0 where the text is not wrapped.
        gaps_part: paragraphs are parted by blank lines.
        indents_part: paragraphs are parted by indentation, and their further lines have none.
        breaks_mean: a Markdown line break is meant where it stands; false where every line ends in one.
    """

    wrapped: bool = False
    double_spaced: bool = False
    width: int = 0
    gaps_part: bool = True
    indents_part: bool = False
    breaks_mean: bool = True


def measure(lines: Sequence[Line]) -> Profile:
    """Measure how a text breaks its lines, from a sample of its pairs of lines."""
    small = {0: 0, 1: 0}
    plain = {0: 0, 1: 0}
    full: list[int] = []
    hard = 0
    sample = lines[:_SAMPLE]
    for before, line in itertools.pairwise(sample):
        apart = 1 if line.gap else 0
        hard += before.hard
        opens = opens_block(line.words)
        goes_on = starts_small(line.words) and not opens
        if opens or line.heading or before.heading or is_capitals(line.words) or len(before.words) < 20:
            continue
        plain[apart] += 1
        if goes_on:
            small[apart] += 1
            if not apart:
                full.append(len(before.words))
    wrapped = small[0] >= 2 and small[0] >= _WRAPPED * plain[0] and _narrow(full)
    return Profile(
        wrapped=wrapped,
        double_spaced=small[1] >= 5 and small[1] >= 0.4 * plain[1] and small[1] > small[0],
        width=sorted(full)[int(0.9 * (len(full) - 1))] if wrapped else 0,
        gaps_part=_gaps_part(sample),
        indents_part=_indents_part(sample),
        breaks_mean=hard < 0.5 * len(sample) or len(sample) < 8,
    )


def _narrow(lengths: list[int]) -> bool:
    return bool(lengths) and sorted(lengths)[len(lengths) // 2] < 220


def _gaps_part(lines: Sequence[Line]) -> bool:
    opening = [bool(line.gap) for line in lines if opens_block(line.words)]
    if len(opening) < 3:
        return any(line.gap for line in lines[1:])
    return sum(opening) >= 0.8 * len(opening)


def _indents_part(lines: Sequence[Line]) -> bool:
    opening = [line.indent >= 3 for line in lines if opens_block(line.words)]
    further = [
        line.indent >= 3
        for before, line in itertools.pairwise(lines)
        if not line.gap and starts_small(line.words) and not opens_block(line.words)
    ]
    if len(opening) < 3 or len(further) < 3:
        return False
    return sum(opening) >= 0.7 * len(opening) and sum(further) <= 0.3 * len(further)
