"""Tables that a page prints without rules: its lines to columns and rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.loose_tables import ROW_NUMBER
from corpus.page import Axis, Rule
from corpus.page_lines import PrintedLine

#: White space in font sizes that parts cells of a row at least.
_LEAST_GUTTER = 0.4
#: Distance of two lines in font sizes where no cell has two.
_USUAL = 1.7
#: Share of the distance of two lines of a cell above which white space parts rows, and within which lines are level.
APART, _LEVEL = 1.15, 0.25
#: Share of a table's width that a rule between its rows has at least.
_RULED = 0.6
#: Height of the middle of letters above their baseline, in font sizes.
_MIDDLE = 0.3


@dataclass(slots=True)
class Row:
    """Lines of one row; `across`: they run over all columns, as the title of a group of rows does."""

    lines: list[PrintedLine]
    across: bool = False


@dataclass(slots=True)
class AlignedTable:
    """A table on a page: where its columns part, its lines (`end` is exclusive) and its rows.

    `centred`: numbers stand in the middle of their rows, not at the top. `spans`: the first and the last column of each
    cell of the header that stands over several, and the y of its letters' foot.
    """

    cuts: list[float]
    first: int
    end: int
    centred: bool = False
    rows: list[Row] = field(default_factory=list)
    spans: list[tuple[int, int, float]] = field(default_factory=list)


def fits(line: PrintedLine, cuts: Sequence[float]) -> bool:
    """Tell whether white space parts a line wherever columns part."""
    if any(word.box.x0 < cut - 1 and word.box.x1 > cut + 1 for word in line.words for cut in cuts):
        return False
    return all(
        bisect_right(cuts, a.box.middle) == bisect_right(cuts, b.box.middle)
        or b.box.x0 - a.box.x1 > _LEAST_GUTTER * line.size
        for a, b in pairwise(line.words)
    )


def columns_of(lines: Sequence[PrintedLine], cuts: Sequence[float]) -> set[int]:
    """Return the columns, 0-based, that words of lines stand in."""
    return {bisect_right(cuts, word.box.middle) for line in lines for word in line.words}


def number_of(lines: Sequence[PrintedLine], cuts: Sequence[float]) -> str | None:
    """Return the running number of a row, which stands alone in the first column."""
    first = [word.text for line in lines for word in line.words if word.box.middle < cuts[0]]
    return first[0] if len(first) == 1 and ROW_NUMBER.fullmatch(first[0]) else None


def rows_of(
    table: AlignedTable, lines: Sequence[PrintedLine], body: int, titles: set[int], rules: Sequence[Rule]
) -> Iterator[Row]:
    """Part the lines of a table to rows: by the white space or rules between them, else by where numbers stand.

    Args:
        table: what is known of the table; it is told whether numbers stand in the middle of its rows.
        lines: the lines of the page.
        body: the first line below the header.
        titles: lines that run over all columns.
        rules: drawn lines of the page.
    """
    end, cuts = table.end, table.cuts
    opens = [at for at in range(body, end) if number_of([lines[at]], cuts) is not None]
    pitch = _pitch(lines[body:end], cuts)
    apart = {at for at in range(body + 1, end) if _parted(lines[at - 1], lines[at], pitch, cuts, rules)}
    edges = [body, *sorted(apart | titles | {at + 1 for at in titles if at + 1 < end}), end]
    bands = list(pairwise(edges))
    if apart and all(bisect_left(opens, high) - bisect_left(opens, low) < 2 for low, high in bands):
        # White space within the highest cell of a row parts no rows.
        starts = {
            low
            for low, high in bands
            if bisect_left(opens, low) < bisect_left(opens, high) or len(columns_of(lines[low:high], cuts)) > 1
        }
    else:
        known = {at + 1 for at in titles} | ({body} if body > table.first else set())
        table.centred = table.centred or any(at < end and at not in opens and at not in titles for at in known)
        starts = set(opens)
        if table.centred:
            blocks = pairwise([body - 1, *sorted(titles), end])
            known_end = titles | ({end} if end < len(lines) else set())
            starts = set()
            for low, high in blocks:
                whole = low + 1 in known or high not in known_end
                starts |= set(_centred([line.baseline for line in lines], low + 1, high, opens, pitch, down=whole))
    row: Row | None = None
    for at in range(body, end):
        across = at in titles
        if row is None or across != row.across or at in starts or (across and at in opens):
            if row is not None:
                yield row
            row = Row([], across)
        row.lines.append(lines[at])
    if row is not None:
        yield row


def _centred(
    heights: Sequence[float], start: int, end: int, opens: Sequence[int], pitch: float, *, down: bool
) -> Iterator[int]:
    """Yield the first line of each row where numbers stand in the middle of rows that no white space parts.

    A row reaches as far above its number as below it, so that one that is known from end to end tells where the next
    one begins: from the top on `down`, or from the bottom up.
    """
    numbers = [at for at in opens if start <= at < end]
    at = start if down else end
    for number in numbers if down else reversed(numbers):
        if down:
            yield at
            low = 2 * heights[number] - heights[at] + _LEVEL * pitch
            at = max(at, number) + 1
            while at < end and heights[at] < low:
                at += 1
        else:
            high = 2 * heights[number] - heights[at - 1] - _LEVEL * pitch
            at = min(number, at)
            while at > start and heights[at - 1] > high:
                at -= 1
            yield at


def _pitch(lines: Sequence[PrintedLine], cuts: Sequence[float]) -> float:
    """Return how far two lines of a cell stand apart; cells beside each other may not be level."""
    steps: list[float] = []
    last: dict[int, float] = {}
    for line in lines:
        for column in columns_of([line], cuts):
            if column in last:
                steps.append(line.baseline - last[column])
            last[column] = line.baseline
    steps.sort()
    return steps[len(steps) // 4] if steps else _USUAL * lines[0].size if lines else 0.0


def _parted(above: PrintedLine, line: PrintedLine, pitch: float, cuts: Sequence[float], rules: Sequence[Rule]) -> bool:
    """Tell whether white space beyond the usual, or a rule, parts a line from the one above it."""
    if line.baseline - above.baseline > APART * pitch:
        return True
    width = cuts[-1] - cuts[0]
    return any(
        rule.axis is Axis.ACROSS
        and above.baseline < rule.at < middle_of(line)
        and rule.end - rule.start > _RULED * width
        for rule in rules
    )


def middle_of(line: PrintedLine) -> float:
    """The y of the middle of a line's letters."""
    return line.baseline - _MIDDLE * line.size
