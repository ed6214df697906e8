"""Words of a page to printed lines, and lines set in two columns side by side to one column after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from corpus.page import Box, Word
from corpus.wording import (
    folded,
    is_authority,
    is_capitals,
    is_national,
    is_recipients,
    is_type_line,
    national_at,
    starts_letterhead,
)

#: Words stand on one line if their baselines differ by less than this share of the font size.
_SAME_LINE = 0.4
#: White space, in font sizes, that may part columns, and the least that does.
_WIDE = 1.5
_NARROWEST = 0.6
#: How much wider the space between crowded columns is than any between their words.
_CLEARLY = 1.3
#: What a speck is read as; a bullet stands closer to its words than one. A document's number up to its hyphen.
_SPECK = re.compile(r"[-–—.,:;'’`~_*°•]{1,2}")
_CUT_NUMBER = re.compile(r"\d/(?:\d{4}/)?[A-ZĐ]{1,4}[-–]$")
#: Distance of lines, in font sizes, above which a block in columns has ended.
_FAR = 9.0


@dataclass
class PrintedLine:
    """Words on one baseline of a page, from left to right."""

    words: list[Word]
    page: int

    @cached_property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """The box around the words."""
        return Box(
            self.words[0].box.x0,
            min(word.box.top for word in self.words),
            max(word.box.x1 for word in self.words),
            max(word.box.bottom for word in self.words),
        )

    @cached_property
    def size(self) -> float:
        """The font size that most of its words have."""
        sizes = sorted(word.size for word in self.words)
        return sizes[len(sizes) // 2]

    @cached_property
    def baseline(self) -> float:
        """The y that its letters stand on."""
        lows = sorted(word.baseline for word in self.words)
        return lows[len(lows) // 2]

    @property
    def is_bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words)

    def segments(self) -> list[PrintedLine]:
        """Part the line at its wide gaps."""
        parts = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.box.x0 - before.box.x1 > _WIDE * self.size:
                parts.append([])
            parts[-1].append(word)
        return [self] if len(parts) == 1 else [PrintedLine(part, self.page) for part in parts]


def printed_lines(words: Iterable[Word], page: int) -> list[PrintedLine]:
    """Gather words to lines, from top to bottom; a raised mark of a footnote is taken off the line."""
    rows: list[list[Word]] = []
    low = 0.0
    for word in sorted(words, key=lambda w: (w.baseline, w.box.x0)):
        if rows and word.baseline - low < _SAME_LINE * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            low = word.baseline
    lines = [PrintedLine(_tidied(_without_marks(sorted(row, key=lambda w: w.box.x0))), page) for row in rows]
    return [line for line in lines if line.words]


def _without_marks(row: list[Word]) -> list[Word]:
    if len(row) == 1:
        return [word for word in row if word.text]
    size = max(word.size for word in row)
    base = max(word.baseline for word in row if word.size == size)
    found: list[Word] = []
    pending: str | None = None
    for word in row:
        raised = word.size < 0.8 * size and word.baseline < base - 0.15 * size and word.text.strip("()[]").isdecimal()
        if raised or not word.text:
            pending = word.text.strip("()[]") or word.note
        else:
            word.note = word.note or pending
            pending = None
            found.append(word)
    return found


def _tidied(row: list[Word]) -> list[Word]:
    """Take specks off the ends of a line that OCR read, and join a document's number that it read as two words."""
    if len(row) < 2 or row[0].confidence is None:
        return row
    if _SPECK.fullmatch(row[0].text) and row[1].box.x0 - row[0].box.x1 > _WIDE * row[1].size:
        row = row[1:]
    while len(row) > 1 and _SPECK.fullmatch(row[-1].text) and row[-2].text.endswith((".", ";", ":")):
        row = row[:-1]
    found = row[:1]
    for word in row[1:]:
        before = found[-1]
        if _CUT_NUMBER.search(before.text) and word.text[:1].isupper():
            box = Box(before.box.x0, min(before.box.top, word.box.top), word.box.x1, before.box.bottom)
            found[-1] = replace(before, text=before.text + word.text, box=box)
        else:
            found.append(word)
    return found


@dataclass(slots=True)
class Columns:
    """A letterhead or a signature block: lines of the left and of the right column."""

    left: list[PrintedLine]
    right: list[PrintedLine]


Block = PrintedLine | Columns


def part_columns(lines: Sequence[PrintedLine], width: float) -> list[Block]:
    """Find letterheads and signature blocks, which Nghị định 30/2020/NĐ-CP sets in two columns, among printed lines.

    Args:
        lines: the lines of a page outside of tables, from top to bottom.
        width: of the page, in points.
    """
    found: list[Block] = []
    index = 0
    while index < len(lines):
        opener = _opener(lines, index, width)
        if opener is None:
            found.append(lines[index])
            index += 1
            continue
        first, end, gutter = opener
        while found and first < index and isinstance(found[-1], PrintedLine):
            found.pop()
            index -= 1
        columns = Columns([], [])
        for line in lines[index:end]:
            left = [word for word in line.words if word.box.middle < gutter]
            right = [word for word in line.words if word.box.middle >= gutter]
            if left:
                columns.left.append(PrintedLine(left, line.page))
            if right:
                columns.right.append(PrintedLine(right, line.page))
        found.append(columns)
        index = end
    return found


def _opener(lines: Sequence[PrintedLine], index: int, width: float) -> tuple[int, int, float] | None:
    """Return (first line, end, x of the gutter) of a block in columns that this line tells of."""
    segments = lines[index].segments()
    if len(segments) == 1:
        segments = _crowded(lines[index])
    for number, segment in enumerate(segments):
        right = number > 0 or segment.box.middle > 0.55 * width
        head = right and (is_national(segment.text) or _begins_national(segment, lines[index + 1 : index + 2]))
        signs = is_authority(segment.text) and right
        recipients = is_recipients(segment.text) and number == 0 and segment.box.x1 < 0.5 * width
        if not (head or signs or recipients):
            continue
        low, high = 0.0, width
        if head or signs:
            high = segment.box.x0
            low = segments[number - 1].box.x1 if number else 0.0
        else:
            low = segment.box.x1
            high = segments[1].box.x0 if len(segments) > 1 else width
        first = index
        if head:
            while first > 0 and index - first < 3 and lines[first - 1].box.x1 < high:
                first -= 1
                low = max(low, lines[first].box.x1)
        end, low, high = _reach(lines, index, low, high, width)
        both = low > 0.0 and high < width
        if both and (end - first > 1 or len(segments) > 1):
            return first, end, (low + high) / 2
    return None


def _crowded(line: PrintedLine) -> list[PrintedLine]:
    """Part a line of a letterhead whose columns stand close together before the name of the country or the party."""
    at = national_at(line.text)
    words = len(line.text[:at].split()) if at > 0 else 0
    gaps = [after.box.x0 - before.box.x1 for before, after in pairwise(line.words)]
    if not 0 < words < len(gaps) or not is_capitals(line.text):
        return [line]
    # Words of a line that is set to both margins may stand as far apart, but all of them.
    gutter = gaps.pop(words - 1)
    if gutter < max(_NARROWEST * line.size, _CLEARLY * max(gaps)):
        return [line]
    return [PrintedLine(line.words[:words], line.page), PrintedLine(line.words[words:], line.page)]


def _begins_national(segment: PrintedLine, below: Sequence[PrintedLine]) -> bool:
    """Tell whether a narrow column cuts the name of the country or of the party in two lines, of which this is one."""
    rest = [line.segments()[-1].text for line in below]
    return starts_letterhead(segment.text) and bool(rest) and is_national(f"{segment.text} {rest[0]}")


def _reach(lines: Sequence[PrintedLine], index: int, low: float, high: float, width: float) -> tuple[int, float, float]:
    """Follow a block in columns down as long as a gutter stays free."""
    end = index + 1
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        if line.baseline - before.baseline > _FAR * line.size or is_type_line(line.text) or _addresses(line.text):
            break
        low_here, high_here = _gutter(line, low, high, width)
        if high_here - low_here < _NARROWEST * line.size:
            break
        low, high = low_here, high_here
        end += 1
    return end, low, high


def _gutter(line: PrintedLine, low: float, high: float, width: float) -> tuple[float, float]:
    """Narrow a gutter by a line: the words left of it and the words right of it."""
    best = (0.0, 0.0)
    if high == width:  # the right column may begin lower than the left one, as a name under a seal does
        inner = [(max(low, a.box.x1), b.box.x0) for a, b in pairwise(line.words) if b.box.x0 > 0.5 * width]
        begins = [gap for gap in inner if gap[1] - gap[0] > _WIDE * line.size]
        if begins:
            return begins[0]
    edges = [(0.0, line.words[0].box.x0), *((a.box.x1, b.box.x0) for a, b in pairwise(line.words))]
    edges.append((line.words[-1].box.x1, width))
    for start, end in edges:
        free = max(low, start), min(high, end)
        if free[1] - free[0] > best[1] - best[0]:
            best = free
    return best


def _addresses(text: str) -> bool:
    fold = folded(text[:30])
    return fold.startswith(("KINH GUI", "PHU LUC", "DANH MUC")) or (is_capitals(text) and fold.startswith("BIEU"))
