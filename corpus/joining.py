"""Whether a printed line goes on with the paragraph before it. Decided from evidence, strongest first."""

import re

from corpus.elements import Line
from corpus.profile import Profile
from corpus.wording import (
    SMALL,
    is_bullet,
    is_capitals,
    is_complete,
    is_unfinished,
    names_follow,
    opens_with_number,
    starts_small,
)
from schemas.markers import Marker, match_marker

#: A dash that goes on with a span or a compound, not a bullet: `2021` / `- 2025`, `kinh tế` / `- xã hội`.
_DASH_ON = re.compile(rf"[-–—]\s*[\d{SMALL}]")
_YEAR = r"(?:19|20)\d\d"
_SPLIT_YEARS = re.compile(rf"{_YEAR}(?:\n[-–—]\s*|\s*[-–—]\n){_YEAR}\b")
#: A slash after `đ` is an abbreviation (`đ/c`), no letter of a list.
_ABBREVIATION = re.compile(r"[a-zđ]/[a-zđ]\b")
#: Words before a number that refer to it.
_REFERS = re.compile(r"(?:^|\W)(?:khoản|điểm|điều|mục|phần|số|và|tiết|phụ lục|chương|từ|đến|hoặc|là)$", re.IGNORECASE)
#: Words that stand before figures: `… số 35/NQ-HĐND ngày` / `29/12/2025`.
_COUNTS = re.compile(r"(?:^|\W)(?:ngày|tháng|năm|số|quý)$", re.IGNORECASE)
#: No heading runs over more printed lines.
_HEADING_LINES = 8
_SHORT_TAIL = 45
_FULL = 0.85


def splits_years(before: Line, line: Line) -> bool:
    """Tell whether a span of years stands over the end of a line: `giai đoạn 2026` / `- 2030`.

    A dash on the next line may be a bullet where a gap stands before it; one at the end of a line is none.
    """
    near = line.gap <= before.words.endswith(("-", "–"))
    return near and _SPLIT_YEARS.search(f"{before.words[-8:]}\n{line.words[:8]}") is not None


class Joiner:
    """Decides within running text, by the habits of the text at hand."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def joins(self, lines: list[Line], line: Line) -> bool:
        """Tell whether `line` goes on with the paragraph whose printed lines are `lines`."""
        before = lines[-1]
        if splits_years(before, line) or _closes_caption(lines, line):
            return True
        if line.rule or (line.heading is None and before.heading is not None and not _rest_of_heading(line)):
            return False
        opening = self._opening(lines, line)
        if opening is not None:
            return opening
        if line.heading is not None:
            return self._heading_goes_on(lines, line)
        if (line.gap or line.page_break) and not (self.profile.double_spaced and line.gap == 1):
            return self._goes_on_after_gap(lines, line)
        return self._goes_on(lines, line)

    def _opening(self, lines: list[Line], line: Line) -> bool | None:
        """Decide a line that opens like a new block; None where it does not."""
        before, words = lines[-1].words, line.words
        if opens_with_number(words):
            return not is_complete(before) if not line.gap else is_unfinished(before)
        if is_bullet(words):
            if line.gap or is_complete(before) or before.endswith(",") or is_heading(lines):
                return False
            if _DASH_ON.match(words):
                return self._is_full(lines[-1], line)
            return words[0] in "-–" and self.profile.wrapped and self.profile.gaps_part and not lines[-1].hard
        marker = match_marker(words)
        if marker is None or _ABBREVIATION.match(words):
            return None
        return self._number_goes_on(lines, line, marker)

    def _number_goes_on(self, lines: list[Line], line: Line, marker: Marker) -> bool:
        """A number at the start of a line may be part of the sentence: `điểm` / `a) khoản 1`."""
        before = lines[-1].words
        if line.gap or line.heading is not None:
            return False
        if _REFERS.search(before[-12:]) and not is_heading(lines):
            return True
        inline = marker.text.startswith("(") and self.profile.wrapped and self.profile.gaps_part
        return inline and not lines[-1].hard and self._is_full(lines[-1], line)

    def _heading_goes_on(self, lines: list[Line], line: Line) -> bool:
        """A page break can make the rest of a sentence look like a heading."""
        before = lines[-1]
        if is_complete(before.words) or is_capitals(line.words):
            return False
        if starts_small(line.words):
            return not before.hard
        return not is_heading(lines) and (is_unfinished(before.words) or line.words.endswith((".", ";")))

    def _goes_on_after_gap(self, lines: list[Line], line: Line) -> bool:
        before, words = lines[-1], line.words
        heading = is_heading(lines)
        if starts_small(words):
            if before.words.endswith((";", ",")):
                return True
            return not is_complete(before.words) and not is_capitals(before.words)
        if is_capitals(words) and len(words) > 8:
            return False
        if is_unfinished(before.words) and not is_capitals(before.words):
            return not (heading and before.words.endswith((",", "-", "–")) and len(words) > 200)
        if heading or (is_complete(before.words) and not before.words.endswith(";")):
            return False
        if before.words.endswith(";"):
            return self._enumeration_goes_on(lines, line) or (line.page_break and self._at_margin(line))
        if line.page_break and not line.text.all_bold():
            return self._at_margin(line) or not self.profile.indents_part
        long_enough = sum(len(part.words) for part in lines[-3:]) >= 40
        tail = len(words) <= _SHORT_TAIL and words.endswith(".") and is_bullet(lines[0].words)
        return long_enough and (tail or names_follow(before.words, words))

    @staticmethod
    def _enumeration_goes_on(lines: list[Line], line: Line) -> bool:
        """A point that lists bodies or things between semicolons goes on with more of them."""
        opens = is_bullet(lines[0].words) or match_marker(lines[0].words) is not None
        lists = any(";" in part.words[:-1] for part in lines[-30:])
        return opens and lists and ";" in line.words[:-1]

    def _goes_on(self, lines: list[Line], line: Line) -> bool:
        before, words = lines[-1], line.words
        small = starts_small(words)
        if is_capitals(before.words) and is_capitals(words):
            return self._capitals_go_on(lines, line)
        if before.hard and self.profile.breaks_mean:
            figures = words[:1].isdigit() and _COUNTS.search(before.words[-8:]) is not None
            return (small or figures) and not is_complete(before.words)
        if before.runs_on:
            return True
        complete = is_complete(before.words)
        if is_capitals(before.words) or is_capitals(words):
            return self._capitals_go_on(lines, line)
        if self.profile.indents_part:
            return self._at_margin(line)
        if small:
            return (
                not complete
                or before.words.endswith((";", ","))
                or (self.profile.wrapped and self._is_full(before, line))
            )
        if not self.profile.wrapped:
            return is_unfinished(before.words) or (not is_heading(lines) and names_follow(before.words, words))
        if self.profile.gaps_part:
            return not before.text.all_bold() or line.text.all_bold()
        if not complete:
            return is_unfinished(before.words) or not is_heading(lines) or self._is_full(before, line)
        return self._is_full(before, line) and before.words.endswith(".")

    def _capitals_go_on(self, lines: list[Line], line: Line) -> bool:
        before, words = lines[-1], line.words
        both = is_capitals(before.words) and is_capitals(words)
        if both:
            return not is_complete(before.words) and before.text.all_bold() == line.text.all_bold()
        if is_capitals(before.words) and len(lines) == 1 and len(before.words) > 8:
            return False
        if is_capitals(words) and len(words) > 12 and " " in words:
            return is_unfinished(before.words)
        return not is_complete(before.words) or (self.profile.wrapped and self._is_full(before, line))

    def _at_margin(self, line: Line) -> bool:
        """Tell whether a line lacks the indentation that paragraphs of this text begin with."""
        return self.profile.indents_part and line.indent < 3

    def _is_full(self, before: Line, line: Line) -> bool:
        """Tell whether the next word did not fit on the line, so that the break says nothing."""
        first = line.words.split(" ", 1)[0]
        return len(before.words) + 1 + len(first) >= _FULL * self.profile.width if self.profile.width else False


def _closes_caption(lines: list[Line], line: Line) -> bool:
    """Tell whether a line ends a paragraph all in brackets, as below a title: `(Kèm theo … của UBND` / `tỉnh)`."""
    opened = lines[0].words.startswith("(") and not any(")" in part.words for part in lines)
    return opened and line.gap <= 1 and line.words.find("(") < 0 < line.words.find(")")


def _rest_of_heading(line: Line) -> bool:
    """Tell whether an unmarked line may be the rest of the heading before it."""
    return starts_small(line.words) and (not line.gap or line.page_break or line.text.all_bold())


def is_heading(lines: list[Line]) -> bool:
    """Tell whether a paragraph so far is a heading: marked up, all bold, or a short numbered line."""
    if len(lines) > _HEADING_LINES:
        return False
    first = lines[0]
    if first.heading is not None or all(line.text.all_bold() for line in lines):
        return True
    words = sum(len(line.words) for line in lines)
    return words < 160 and match_marker(first.words) is not None and not is_bullet(first.words)
