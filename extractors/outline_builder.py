"""The tree of sections: which numbered lines are sections, and how they nest.

A line that opens like a section is taken as one when its number fits its place among its neighbours. Numbers may be
skipped or printed twice, and a scanner may have misread them (`IH.` for `II.`, `8)` for `g)`, `l.` for `1.`).
"""

import re
from collections.abc import Sequence

from extractors.numerals import POINT_LETTERS, expected_label, ordinal_value, roman_readings, to_roman
from extractors.outline_closings import closing_from
from extractors.plan import SectionNode, Span
from extractors.zones import Line, find_runs
from schemas.markers import CAPITALS, Marker
from schemas.source import BlockKind
from schemas.vocabulary import MarkerKind, SectionRole

#: How deep a kind stands; a decimal number stands one deeper for each further component.
_RANKS = {
    MarkerKind.ANNEX: 0,
    MarkerKind.PART: 1,
    MarkerKind.ARTICLE: 2,
    MarkerKind.ROMAN: 3,
    MarkerKind.ARABIC: 4,
    MarkerKind.DECIMAL: 4,
    MarkerKind.LETTER: 10,
}
_LETTERED_PART = 1.75  # `A.`, `Đ.`
_ITEM_RANK = 12  # `(1)`: an item, below whatever it stands in

#: How far a number may run ahead of its elder sibling: more is a line that only looks like a section.
_MOST_SKIPPED = 6

_UNPUNCTUATED_ROMAN = re.compile(rf"([IVXH]{{1,5}})\s+(?=[\"“(*]*[{CAPITALS}]{{2}})")
_MISREAD_LETTERS = {"3": "ađ", "8": "ga", "6": "b", "0": "o", "1": "il"}


class OutlineBuilder:
    """Builds the tree of one document, line by line."""

    def __init__(self, text: str, lines: Sequence[Line], bold: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.lines = lines
        self.bold_from = dict(sorted(bold, reverse=True))
        self.sections: list[SectionNode] = []
        self.stack: list[tuple[float, SectionNode]] = []
        self.values: dict[int, int] = {}  # id of section -> ordinal among its kind
        self.latest: dict[float, int] = {}  # rank -> ordinal of the section of that rank read last
        self.headers: list[Span] = []
        self.footers: list[Span] = []
        self.closings: list[Span] = []

    def run(self) -> None:
        """Walk through the runs of the document; a body run and an annex run each start the numbering anew."""
        for run in find_runs(self.lines):
            if run.kind == "footer":
                self.footers.append(self._span(run.first, run.last))
                continue
            self.stack.clear()
            first = run.first
            if run.kind == "annex":
                self._open_annex(first)
                first += 1
            opened = self._walk(first, run.last)
            if run.kind == "body":
                header_end = opened if opened is not None else run.last
                self.headers.append(self._span(run.first, header_end))

    def _span(self, first: int, last: int) -> Span:
        start = self.lines[first].block.start if first < len(self.lines) else len(self.text)
        start = 0 if first == 0 else start
        end = self.lines[last].block.start if last < len(self.lines) else len(self.text)
        return Span(start, max(start, end))

    def _walk(self, first: int, last: int) -> int | None:
        """Read the lines of one run; return the number of the line that opens its first section."""
        opened = None
        closing = closing_from(self.lines, first, last)
        for index in range(first, last):
            line = self.lines[index]
            read = self._read(index, last) if index < closing else None
            if read is not None:
                self._open(line, *read)
                opened = index if opened is None else opened
            elif self.stack:
                owner = self.stack[-1][1] if index < closing else self.stack[0][1]
                _extend(owner, Span(line.block.start, line.block.end))
                if index >= closing:
                    self.closings.append(Span(line.block.start, line.block.end))
        return opened

    def _read(self, index: int, last: int) -> tuple[Marker, MarkerKind, float, str, int] | None:
        """Decide whether a line opens a section: (marker, kind, rank, label, ordinal), or None."""
        line = self.lines[index]
        marker = line.marker or self._unpunctuated_roman(line)
        if marker is None or line.block.kind is not BlockKind.PARAGRAPH:
            return None
        kind, number = marker.kind, marker.number
        if kind is MarkerKind.ARABIC and marker.text.endswith(")") and number in _MISREAD_LETTERS:
            letter = next((x for x in _MISREAD_LETTERS[number] if self._letter_follows(index, last, x)), None)
            if letter is not None:
                kind, number = MarkerKind.LETTER, letter
        if number == "l" and self._elder(MarkerKind.LETTER, 10) == POINT_LETTERS.index("k"):
            kind = MarkerKind.LETTER
        if number == "l" and kind in (MarkerKind.ROMAN, MarkerKind.LETTER) and not self._elder(MarkerKind.LETTER, 10):
            inside = any(node.marker_kind is MarkerKind.ROMAN for _, node in self.stack)
            kind, number = (MarkerKind.ARABIC, "1") if inside else (MarkerKind.ROMAN, "I")
        if kind is MarkerKind.ANNEX:
            return None
        if kind is MarkerKind.ROMAN:
            value = self._roman(number)
            return None if value is None else (marker, kind, _RANKS[kind], to_roman(value), value)
        if kind is MarkerKind.LETTER:
            return self._letter(marker, number, index, last)
        if kind is MarkerKind.DECIMAL:
            return self._decimal(marker, number)
        if kind is MarkerKind.PART:
            if number == "D" and any(node.path == "D" for held, node in self.stack if held == _LETTERED_PART):
                number = "Đ"  # the bar of the second of two `D.` was lost
            value = ordinal_value(number) or 1
            word = marker.text.split()[0].lower()
            prefix = {"phần": "P", "chương": "C"}.get(word, "")
            rank = _RANKS[kind] + 0.5 if prefix == "C" else _RANKS[kind] if prefix else _LETTERED_PART
            return marker, kind, rank, f"{prefix}{value}" if prefix else number, value
        value = int(number)
        if kind is MarkerKind.ARTICLE:
            return marker, kind, _RANKS[kind], f"Đ{value}", value
        return self._arabic(marker, value)

    def _arabic(self, marker: Marker, value: int) -> tuple[Marker, MarkerKind, float, str, int] | None:
        """Place `3.` or the item `(3)`: it follows its elder sibling, or runs on from the section before."""
        item = marker.text.startswith("(") or (marker.text.endswith(")") and self._inside(MarkerKind.ARABIC))
        rank = _ITEM_RANK if item else _RANKS[MarkerKind.ARABIC]
        elder = self._elder(MarkerKind.ARABIC, rank) or 0
        before = self.latest.get(rank, 0)
        if elder > 9 > value and str(elder + 1).endswith(str(value)):
            value = elder + 1  # `(3)` behind `(12)`: a digit was lost
        if elder and value > elder + _MOST_SKIPPED and set(str(value)) == set(str(elder + 1)):
            value = elder + 1  # `55.` behind `4.`: a digit was read twice
        if value == 0 or (value > elder + _MOST_SKIPPED and not before < value <= before + 2):
            return None
        return marker, MarkerKind.ARABIC, rank, str(value), value

    def _unpunctuated_roman(self, line: Line) -> Marker | None:
        """Read `I QUAN ĐIỂM`, whose full stop was lost, if the number is just the one to come."""
        found = _UNPUNCTUATED_ROMAN.match(line.text) if line.capitals else None
        if found is None:
            return None
        elder = self._elder(MarkerKind.ROMAN, 3) or 0
        if elder + 1 not in roman_readings(found.group(1)):
            return None
        return Marker(MarkerKind.ROMAN, found.group(1), found.group(1), found.end())

    def _elder(self, kind: MarkerKind, rank: float) -> int | None:
        """Return the ordinal of the elder sibling that a section of this rank would have."""
        node = next((node for held, node in self.stack if held == rank and node.marker_kind is kind), None)
        return self.values[id(node)] if node is not None else None

    def _inside(self, kind: MarkerKind) -> bool:
        return any(node.marker_kind is kind for _, node in self.stack)

    def _roman(self, number: str) -> int | None:
        readings = roman_readings(number)
        elder = self._elder(MarkerKind.ROMAN, _RANKS[MarkerKind.ROMAN]) or 0
        if elder + 1 in readings:
            return elder + 1
        exact = [value for value in readings if value <= elder + _MOST_SKIPPED]
        return exact[0] if exact else None

    def _letter(
        self, marker: Marker, number: str, index: int, last: int
    ) -> tuple[Marker, MarkerKind, float, str, int] | None:
        rank = _RANKS[MarkerKind.LETTER]
        elder = self._elder(MarkerKind.LETTER, rank)
        letter = number[0]
        value = POINT_LETTERS.index(letter) if letter in POINT_LETTERS else ord(letter)
        if elder is None and letter not in "abc":
            return None
        if letter == "d" and elder is not None and POINT_LETTERS[elder % 128 % len(POINT_LETTERS)] == "d":
            letter, value = "đ", value + 1  # the bar of the second of two `d)` was lost
        if letter + POINT_LETTERS[(elder or 0) % len(POINT_LETTERS)] in (
            "eb",
            "cđ",
        ):  # `c)` and `e)` are read as each other
            letter = "c" if letter == "e" else "e"
            value = POINT_LETTERS.index(letter)
        if letter == "đ" and elder == value - 2 and self._next_letter(index, last) == "đ":
            letter, value = "d", value - 1  # a bar was read into the first of two
        return marker, MarkerKind.LETTER, rank, number if letter == number[0] else letter, value

    def _next_letter(self, index: int, last: int) -> str:
        """Return the letter of the next line with a marker, empty where that is none."""
        after = (line.marker for line in self.lines[index + 1 : min(index + 40, last)])
        marker = next((marker for marker in after if marker is not None), None)
        return marker.number if marker is not None and marker.kind is MarkerKind.LETTER else ""

    def _letter_follows(self, index: int, last: int, letter: str) -> bool:
        """Tell whether a misread letter fits: its neighbours in the alphabet stand before or after it."""
        place = POINT_LETTERS.index(letter)
        elder = self._elder(MarkerKind.LETTER, 10)
        for line in self.lines[index + 1 : min(index + 40, last)]:
            if line.marker is not None:
                after = line.marker.number
                if line.marker.kind is not MarkerKind.LETTER:  # the last of its list, unless `1)` has a `2)`
                    return elder is not None and 0 < place - elder <= 2 and not line.marker.text.endswith(")")
                nearby = POINT_LETTERS[place + 1 : place + 4]
                return after in nearby and (elder is None or elder < place) and (elder is not None or letter == "a")
        return elder is not None and 0 < place - elder <= 3

    def _decimal(self, marker: Marker, number: str) -> tuple[Marker, MarkerKind, float, str, int] | None:
        parts = [int(part) for part in number.split(".")]
        if not all(parts) or parts[0] > 30:
            return None
        rest = marker.text[len(number) :].strip(" (")
        open_numbers = {node.path.rsplit(".", 1)[-1] for _, node in self.stack}
        known = str(parts[0]) in open_numbers or self._inside(MarkerKind.DECIMAL)
        if not rest and not known and not self.stack:
            return None
        return marker, MarkerKind.DECIMAL, 4 + len(parts) - 1, expected_label(MarkerKind.DECIMAL, number), parts[-1]

    def _open_annex(self, index: int) -> None:
        line = self.lines[index]
        marker = line.marker
        number = marker.number if marker is not None else ""
        value = ordinal_value(number) if number else None
        label = f"PL{value if value is not None else number}"
        node = self._node(line, marker.text if marker else "", MarkerKind.ANNEX, label, marker.length if marker else 0)
        node.role = SectionRole.PHU_LUC
        self._push(0, node, value or 0)

    def _open(self, line: Line, marker: Marker, kind: MarkerKind, rank: float, label: str, value: int) -> None:
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        if kind is MarkerKind.DECIMAL:
            outer = next((n for _, n in reversed(self.stack) if n.marker_kind not in _NUMBERED), None)
            while self.stack and self.stack[-1][1].marker_kind in _NUMBERED:
                if label.startswith(_own_number(self.stack[-1][1]) + "."):
                    break
                self.stack.pop()
        else:
            outer = self.stack[-1][1] if self.stack else None
        path = f"{outer.path}.{label}" if outer else label
        self._push(rank, self._node(line, marker.text, kind, path, marker.length), value)

    def _node(self, line: Line, marker: str, kind: MarkerKind, path: str, length: int) -> SectionNode:
        parent = self.stack[-1][1] if self.stack else None
        block = line.block
        node = SectionNode(
            path=path,
            marker=marker,
            marker_kind=kind,
            start=block.start,
            body_start=block.start + length,
            end=block.end,
            depth=parent.depth + 1 if parent else 1,
            parent=parent,
        )
        if node.body_start < block.end:
            node.own.append(Span(node.body_start, block.end))
        if parent is not None:
            parent.children.append(node)
        self.sections.append(node)
        return node

    def _push(self, rank: float, node: SectionNode, value: int) -> None:
        self.values[id(node)] = self.latest[rank] = value
        self.stack.append((rank, node))


_NUMBERED = (MarkerKind.ARABIC, MarkerKind.DECIMAL)


def _own_number(node: SectionNode) -> str:
    """Return a numbered section's number without that of its Roman part: `2.1` of `II.2.1`."""
    outer = node.parent
    while outer is not None and outer.marker_kind in _NUMBERED:
        outer = outer.parent
    return node.path[len(outer.path) + 1 :] if outer else node.path


def _extend(node: SectionNode, span: Span) -> None:
    """Give a section one more line; lines that follow each other make one span."""
    if node.own and span.start - node.own[-1].end <= 2:
        node.own[-1] = Span(node.own[-1].start, span.end)
    else:
        node.own.append(span)
    walker: SectionNode | None = node
    while walker is not None:
        walker.end = max(walker.end, span.end)
        walker = walker.parent
