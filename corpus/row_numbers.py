"""Numbers of the rows of a table that OCR misread, put right by those above and below them.

A number alone in a narrow cell has nothing around it that tells it: `8` stands for `3`, `Q` for `9`, `11` for `II`.
Rows are numbered on without a gap, and groups of rows by Roman numbers of their own: between `2` and `4` stands `3`,
and what heads a group after `I` is `II`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.edits import Edit
from corpus.marker_order import ROMAN, Confidence, is_like, written
from schemas.vocabulary import MarkerKind

_RULE, _CONFIDENCE = "row_number", 0.9
#: The first cell of a row where it holds a number or what is short enough for one; a group's title follows its number.
_ROW = re.compile(r"(?P<number>[^\s\t]{1,4}?)(?P<end>[.)]?)\t")
_GROUP = re.compile(r"(?P<number>[IVXHTLl1|]{1,4})(?P<end>[.)]?)[ \t]+(?=[^\W\d_])")
#: Most rows that a number is looked for in below a misread one: those without a number of their own.
_FARTHEST = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: where its number stands, and whether it heads a group of rows."""

    start: int
    number: str
    end: str
    heads: bool

    @property
    def value(self) -> int:
        return int(self.number) if self.number.isdecimal() else 0


def misread_row_numbers(text: str, confidences: Sequence[Confidence]) -> Iterator[Edit]:
    """Find misread numbers of rows in the tables that OCR read.

    Args:
        text: canonical text, one row a line, its cells parted by tabs.
        confidences: of the words that OCR read, sorted; other words are left alone.
    """
    read = {start for start, _, _ in confidences}
    for table in _tables(text) if read else ():
        yield from _misread([row for row in table if row.start in read])


def _tables(text: str) -> Iterator[list[_Row]]:
    """Yield the numbered rows of each table: lines with tabs, and titles of groups between them."""
    rows: list[_Row] = []
    start = 0
    inside = False
    for line in text.split("\n"):
        row = _row(line, start)
        if "\t" not in line and (row is None or not inside):
            if rows:
                yield rows
            rows, inside = [], False
        else:
            inside = True
            if row is not None:
                rows.append(row)
        start += len(line) + 1
    if rows:
        yield rows


def _row(line: str, start: int) -> _Row | None:
    filled = sum(map(bool, line.split("\t")))
    group = _GROUP.match(line)
    if group is not None and filled < 3 and ("\t" not in line or line[group.end("end")] == "\t"):
        return _Row(start, group["number"], group["end"], heads=True)
    found = _ROW.match(line)
    return _Row(start, found["number"], found["end"], heads=False) if found is not None and filled > 1 else None


def _misread(rows: Sequence[_Row]) -> Iterator[Edit]:
    last = group = 0
    for index, row in enumerate(rows):
        after = next((r.value for r in rows[index + 1 : index + 1 + _FARTHEST] if not r.heads), 0)
        if row.heads and (row.value != last + 1 or after in (1, row.value)):
            if not row.number.strip("IVX"):
                group = ROMAN.get(row.number, group)
            elif is_like(row.number, MarkerKind.ROMAN, group + 1):
                group += 1
                yield _edit(row, written(MarkerKind.ROMAN, group), rows[index - 1])
            last = 0 if after == 1 else last
            continue
        meant_value = last + 1
        if row.value == meant_value:
            last = row.value
        elif (last or not row.value) and after == meant_value + 1 and _may_be(row.number, meant_value):
            yield _edit(row, str(meant_value), rows[index - 1])
            last = meant_value
        elif row.value:
            last = row.value


def _may_be(number: str, value: int) -> bool:
    """Tell whether OCR may have read a number as what stands there: as a digit like it, or as no number at all."""
    if not number.isdecimal():
        return len(number) == 1
    return is_like(number, MarkerKind.ARABIC, value)


def _edit(row: _Row, meant: str, above: _Row) -> Edit:
    """The edit of a number, and of a mark after it that the number above it has not."""
    end = len(row.number) + (len(row.end) if row.end != above.end else 0)
    return Edit(row.start, row.start + end, meant, _RULE, _CONFIDENCE)
