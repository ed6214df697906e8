"""Printed lines to paragraphs: which lines belong together, and which part of the document each stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from corpus.cut_lines import join_words, layout_lines
from corpus.elements import Line
from corpus.joining import Joiner, splits_years
from corpus.profile import measure
from corpus.tables import Laid, Row
from corpus.traced import Traced
from corpus.wording import (
    folded,
    is_authority,
    is_bullet,
    is_capitals,
    is_national,
    is_position,
    is_recipients,
    is_type_line,
    is_unfinished,
    opens_with,
    starts_small,
)
from schemas.markers import match_marker
from schemas.source import BlockKind
from schemas.vocabulary import MarkerKind

#: The letterhead ends within this many lines.
_HEAD_REACH = 60
_CAPTION = re.compile(r"\W{0,3}\((?:Ban hành |Kèm |Đính kèm|kèm |ban hành )")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]|\(\*+\)\s|\*{1,3}\)")
_ANNEX = re.compile(r"\W*(?:PHU LUC|PHU BIEU|BIEU SO|BIEU MAU|MAU SO)\b")
_ISSUER_LINE = 90


class Zone(Enum):
    """Which rules of line breaking hold."""

    HEAD = "head"
    TITLE = "title"
    BODY = "body"
    SIGNATURE = "signature"


@dataclass(slots=True)
class Paragraph:
    """One line of the canonical text to be."""

    text: Traced
    kind: BlockKind
    heading: int | None = None


@dataclass(slots=True)
class _Open:
    """The paragraph that is being read."""

    lines: list[Line] = field(default_factory=list)


def lay_out(items: Sequence[Laid]) -> list[Paragraph | Row]:
    """Join printed lines to paragraphs; rows of tables stay where they are."""
    lines = [item for item in items if isinstance(item, Line)]
    reader = _Reader(Joiner(measure([line for line in lines if not line.stamp])), _head_end(items))
    for index, item in enumerate(items):
        reader.read(index, item)
    reader.close()
    return reader.found


def part_columns(lines: Sequence[Line]) -> Iterator[Line]:
    """Part a letterhead or a signature block that was set in two columns with spaces: left column first."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if not _opens_columns(line):
            yield line
            index += 1
            continue
        middle = line.columns[-1][0] if line.columns else 0
        end = index + 1
        while end < len(lines) and not _ends_columns(lines[end], middle):
            end += 1
        left: list[Line] = []
        right: list[Line] = []
        for part in lines[index:end]:
            for at, text in part.columns or [(part.indent, part.text)]:
                side = right if at > middle - 12 and at > 20 else left
                side.append(Line(text, gap=part.gap, rule=part.rule))
        for side in (left, right):
            for position, joined in enumerate(layout_lines(side)):
                joined.hard = True
                joined.gap = max(1, joined.gap) if position == 0 else joined.gap
                yield joined
        index = end


def _opens_columns(line: Line) -> bool:
    if not line.columns or len(line.columns) != 2:
        return False
    first, second = (text.text for _, text in line.columns)
    return is_national(second) or is_recipients(first) or (is_authority(second) and len(first) < 60)


def _ends_columns(line: Line, middle: int) -> bool:
    words = line.words
    if is_type_line(words) or _ANNEX.match(folded(words[:20])):
        return True
    if line.columns:
        return False
    return bool(line.gap) and line.indent < middle - 12 and not is_bullet(words) and len(words) > 60


def _head_end(items: Sequence[Laid]) -> int:
    """Return the index of the first item after the letterhead: the type of the document, else the first long line."""
    for index, item in enumerate(items[:_HEAD_REACH]):
        if isinstance(item, Row):
            return index
        if is_type_line(item.words):
            return index
    for index, item in enumerate(items[:_HEAD_REACH]):
        if isinstance(item, Line) and not item.stamp and not item.columns:
            marker = match_marker(item.words)
            opens = item.heading or marker is not None or opens_with("preambles", item.words) or is_bullet(item.words)
            if opens or len(item.words) > 100:
                return index
    return 0


def _is_bare_annex(words: str) -> bool:
    """Tell whether a line is the number of an annex alone: its title is a line of its own."""
    if len(words) > 30 or not _ANNEX.match(folded(words)):
        return False
    marker = match_marker(words)
    return marker is not None and not words[marker.length :].strip()


class _Reader:
    """Reads items in order; knows the zone and the open paragraph."""

    def __init__(self, joiner: Joiner, head_end: int) -> None:
        self.joiner = joiner
        self.head_end = head_end
        self.found: list[Paragraph | Row] = []
        self.lines: list[Line] = []
        self.zone = Zone.HEAD if head_end else Zone.BODY
        self.title_begun = False

    def read(self, index: int, item: Laid) -> None:
        """Take one item."""
        if isinstance(item, Row):
            self.close()
            self.found.append(item)
            self.zone = Zone.BODY
            return
        if self.zone is Zone.HEAD and index >= self.head_end:
            self.zone = Zone.BODY
        if self.lines and self._joins(self.lines, item):
            self.lines.append(item)
            return
        self.close()
        self._enter(item)
        self.lines = [item]

    def close(self) -> None:
        """End the open paragraph."""
        if not self.lines:
            return
        first = self.lines[0]
        text = join_words(self.lines).squeezed()
        kind = BlockKind.STAMP if first.stamp else BlockKind.BULLET if is_bullet(text.text) else BlockKind.PARAGRAPH
        self.found.append(Paragraph(text, kind, first.heading))
        self.lines = []

    def _enter(self, line: Line) -> None:
        """Choose the zone that a new paragraph stands in."""
        words = line.words
        if line.stamp:
            return
        if is_type_line(words):
            self.zone, self.title_begun = Zone.TITLE, False
        elif is_recipients(words) or (is_authority(words) and self.zone is not Zone.TITLE):
            self.zone = Zone.SIGNATURE
        elif self.zone is Zone.TITLE:
            if self.title_begun and not self._still_title(line):
                self.zone = Zone.BODY
            self.title_begun = True
            if (opens_with("preambles", words) and len(words) > 150) or match_marker(words) is not None:
                self.zone = Zone.BODY
        elif self.zone is Zone.SIGNATURE and self._ends_signature(line):
            self.zone = Zone.BODY

    @staticmethod
    def _still_title(line: Line) -> bool:
        return bool(_CAPTION.match(line.words))

    @staticmethod
    def _ends_signature(line: Line) -> bool:
        words = line.words
        if _ANNEX.match(folded(words[:20])) or _FOOTNOTE.match(words) or line.heading:
            return True
        marker = match_marker(words)
        if marker is not None and marker.kind in (MarkerKind.ROMAN, MarkerKind.PART, MarkerKind.ARTICLE):
            return True
        return (len(words) > 150 and not is_bullet(words)) or words.startswith(("DANH MỤC", "BIỂU", "BẢNG"))

    def _joins(self, lines: list[Line], line: Line) -> bool:
        before = lines[-1]
        if before.stamp or line.stamp or before.columns or line.columns:
            return False
        words = line.words
        if is_type_line(before.words) or (is_type_line(words) and not before.runs_on):
            return False
        if len(lines) == 1 and _is_bare_annex(before.words):
            return False
        if is_recipients(words) or _CAPTION.match(words) or _FOOTNOTE.match(words):
            return False
        if self.zone in (Zone.HEAD, Zone.SIGNATURE):
            return len(layout_lines([before, line])) == 1 and not is_type_line(words)
        if is_authority(words) or (is_position(words) and before.hard):
            return False
        if self.zone is Zone.TITLE:
            return self._title_goes_on(lines, line)
        return self.joiner.joins(lines, line)

    def _title_goes_on(self, lines: list[Line], line: Line) -> bool:
        """Tell whether a line belongs to the trích yếu that is being read."""
        before, words = lines[-1], line.words
        if splits_years(before, line):
            return True
        if line.rule or match_marker(words) is not None or is_bullet(words) or _ANNEX.match(folded(words[:20])):
            return False
        names_issuer = is_capitals(words) and len(words) < _ISSUER_LINE and opens_with("issuers", words)
        # Who decides stands in a line of its own below the title (Nghị định 30/2020/NĐ-CP, Phụ lục III).
        if names_issuer and not is_unfinished(before.words):
            return False
        if words.startswith("Căn cứ"):
            return False
        if before.words.endswith((".", ";", ":")):
            return False
        if not line.gap and not line.page_break:
            return True
        if starts_small(words):
            return True
        alike = (before.heading is not None) == (line.heading is not None) and (
            (before.text.all_bold() and line.text.all_bold()) or (is_capitals(before.words) and is_capitals(words))
        )
        return (alike or (before.heading is not None and line.heading is not None)) and not opens_with(
            "preambles", words
        )
