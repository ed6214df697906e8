"""The margins of a page, and what they tell: where a paragraph ends and where the next one begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.page import Page
from corpus.page_lines import PrintedLine
from corpus.wording import is_capitals, is_complete, opens_block, starts_small

#: A line of so many font sizes is wide enough to show the margins.
_WIDE = 22
#: Lines count as standing on one margin within so many points.
_NEAR = 3.0
#: An indentation is at least so many font sizes.
_INDENT = 0.8
#: What stands in the middle is off it by at most this share of a line.
_OFF_CENTER = 0.05
#: Distance of lines in pitches above which a sentence that ends and one that begins are two paragraphs in print.
_LOOSE = 1.12
#: Points by which font sizes of one paragraph differ at most; OCR measures them by the marks above the letters too.
_SAME_SIZE, _SAME_SIZE_READ = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Margins:
    """The habits of one page.

    Attributes:
        left: x of the left margin.
        right: x of the right margin.
        pitch: distance of two lines of a paragraph.
        indents: whether paragraphs begin indented and their further lines at the margin.
        width: of the page, to tell pages of one format.
    """

    left: float
    right: float
    pitch: float
    indents: bool
    width: float

    def goes_on(self, lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
        """Tell whether a line below goes on with the paragraph whose printed lines are `lines`."""
        before = lines[-1]
        step = line.baseline - before.baseline
        if not _alike(before, line) or step > 2.2 * self.pitch:
            return False
        if is_capitals(before.text) and not is_capitals(line.text) and before.is_bold != line.is_bold:
            return False
        if not self._opens(before, lines, line) and self.is_centered(before):
            return False
        if self.is_centered(line) or not self.is_full(before, line):
            return False
        fresh = not starts_small(line.text)
        printed = line.words[0].confidence is None  # OCR measures lines and weights too coarsely for what follows
        if printed and fresh and before.is_bold and not any(word.bold for word in line.words):
            return False  # a title or a heading whose last line is full
        new_sentence = printed and fresh and is_complete(before.text)
        if fresh and step > (_LOOSE if new_sentence else 1.3) * self.pitch:
            return False
        indented = line.box.x0 > self.left + _INDENT * line.size
        if opens_block(line.text):
            first = lines[0].box.x0 > self.left + _INDENT * line.size
            return self.indents and first and not indented and not is_complete(before.text)
        if line.box.x0 > before.box.x0 + _INDENT * line.size:
            hangs = len(lines) == 1 and opens_block(before.text)
            # A new sentence goes on with a point only where it stands under the words after the number.
            under = len(before.words) > 1 and abs(before.words[1].box.x0 - line.box.x0) < 0.5 * line.size
            return hangs and (under or not new_sentence)
        level = abs(line.box.x0 - before.box.x0) < _NEAR
        return not (self.indents and indented and level and len(lines) == 1)

    def _opens(self, before: PrintedLine, lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
        """Tell whether a line is the indented first one of a paragraph, which ragged lines may leave in the middle."""
        at_margin = line.box.x0 < self.left + _INDENT * line.size
        return self.indents and len(lines) == 1 and at_margin and not opens_block(line.text) and not before.is_bold

    def goes_on_over_page(self, lines: Sequence[PrintedLine], line: PrintedLine) -> bool:
        """Tell whether the first line of a page surely goes on with the last paragraph of the page before."""
        before = lines[-1]
        if not self.indents or not _alike(before, line) or self.is_centered(before):
            return False
        if line.box.x0 > self.left + _INDENT * line.size or not self.is_full(before, line):
            return False
        if self.is_centered(line) or (opens_block(line.text) and is_complete(before.text)):
            return False
        return len(lines) > 1 or lines[0].box.x0 > self.left + _INDENT * line.size

    def is_full(self, line: PrintedLine, following: PrintedLine) -> bool:
        """Tell whether the next line's first word would not have fitted on a line."""
        first = following.words[0].box
        space = 0.0 if line.text.endswith(("-", "–")) else 0.2 * line.size
        return line.box.x1 + space + (first.x1 - first.x0) > self.right - 1.5

    def is_centered(self, line: PrintedLine) -> bool:
        """Tell whether a line stands in the middle, away from both margins."""
        left, right = line.box.x0 - self.left, self.right - line.box.x1
        return min(left, right) > 1.5 * line.size and abs(left - right) < _OFF_CENTER * (self.right - self.left)

    def hangs_together(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Tell whether two lines may be one heading set in the middle: only their words can tell."""
        if line.baseline - before.baseline > 1.6 * max(self.pitch, 1.15 * line.size):
            return False
        at_margin = line.box.x0 < self.left + _INDENT * line.size
        if not at_margin and is_capitals(before.text) and is_capitals(line.text):
            return True  # a seal covers the beginning of a title, so that it stands in the middle no more
        return self.is_centered(line) or (self.is_centered(before) and at_margin)

    def indent(self, line: PrintedLine) -> int:
        """The indentation of a line, in columns of half a font size."""
        return max(0, round((line.box.x0 - self.left) / (0.5 * line.size)))


def margins_of(lines: Sequence[PrintedLine], page: Page, last: Margins | None) -> Margins:
    """Measure the margins of a page.

    Args:
        lines: its printed lines outside of tables.
        page: the page.
        last: margins of the page before; those of a page of one width are taken where this one shows none.
    """
    same = last if last is not None and abs(last.width - page.width) < 2 else None
    wide = [line for line in lines if line.box.x1 - line.box.x0 > _WIDE * line.size]
    if len(wide) < 3:
        if same is not None:
            return same
        boxes = [line.box for line in lines] + [table.box for table in page.tables]
        left = min((box.x0 for box in boxes), default=0.0)
        right = max((box.x1 for box in boxes), default=page.width)
        return Margins(left, right, _pitch(lines), False, page.width)
    left = _common(line.box.x0 for line in lines)
    ends = sorted(line.box.x1 for line in wide)
    right = ends[int(0.9 * (len(ends) - 1))]
    margins = Margins(left, right, _pitch(wide), False, page.width)
    further = [
        b.box.x0 - left
        for a, b in pairwise(lines)
        if a.box.x0 > left + _INDENT * a.size and margins.is_full(a, b) and not opens_block(b.text)
    ]
    back = sum(abs(shift) < _NEAR for shift in further)
    indents = back >= 2 and back >= 0.5 * len(further) if len(further) > 1 else bool(same and same.indents)
    return Margins(left, right, margins.pitch, indents, page.width)


def _alike(before: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether two lines are of one font size, as far as that is known."""
    read = line.words[0].confidence is not None
    most = _SAME_SIZE_READ * min(line.size, before.size) if read else _SAME_SIZE
    return abs(line.size - before.size) <= most


def _common(values: Iterable[float]) -> float:
    """Return the leftmost of the places where many values lie."""
    counts = Counter(round(value / 2) for value in values)
    enough = max(2, 0.1 * counts.total())
    return 2.0 * min([place for place, count in counts.items() if count >= enough] or counts)


def _pitch(lines: Sequence[PrintedLine]) -> float:
    steps = sorted(
        b.baseline - a.baseline for a, b in pairwise(lines) if 0.8 * a.size < b.baseline - a.baseline < 2.5 * a.size
    )
    return steps[len(steps) // 3] if steps else 16.0
