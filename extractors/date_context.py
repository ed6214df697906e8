"""Where an expression of time stands: its line or cell, the words before it, the label or column that governs it."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from extractors.plan import Header, Outline, Reference, Zone
from extractors.table_heads import titles_of
from extractors.target_tables import read_columns, tells_of_results, title_of
from schemas.source import Block, BlockKind, SourceText
from schemas.vocabulary import SectionRole

_CLAUSE_EDGE = re.compile(r"[;:\n\t]|[.?!…](?=\s)")
_TIME_LABEL = re.compile(
    r"(?:thời[ ](?:gian|hạn|điểm|kỳ)|tiến[ ]độ|lộ[ ]trình|hạn[ ](?:hoàn|cuối|chót)|(?<!\w)năm(?=[ ](?:thực"
    r"|hoàn|triển|xây)))[^:;\n\t]{0,60}:"
    r"[^.;:]{0,60}$"
)
_TIME_COLUMN = re.compile(
    r"thời[ ](?:gian|hạn|điểm)|tiến[ ]độ|lộ[ ]trình|hạn[ ]|hoàn[ ]thành|năm[ ](?:thực|hoàn|triển|xây)|^năm$"
)
_SUMS = re.compile(r"(?:tổng[ ]|nguồn[ ]|nhu[ ]cầu[ ])?(?:kinh[ ]phí|dự[ ]toán|vốn|ngân[ ]sách)(?!\w)")
_DUE = re.compile(r"hoàn[ ]thành|trình|báo[ ]cáo|hạn|kết[ ]thúc|ban[ ]hành|nộp|gửi")


_LONGEST_LINE = 5000


@dataclass(frozen=True, slots=True)
class Place:
    """Where one expression stands.

    Attributes:
        before: the words of its clause before it, lower case; `line` the words of its line or cell before it.
        after: up to 60 characters behind it in its line or cell, lower case.
        slot: the time label or column head that governs it, lower case, empty where none does.
        head: the names of its column where it stands in one of them, lower case.
        cell: whether it is in a table cell; `alone`: whether the line or cell holds nothing but times.
    """

    before: str
    line: str
    after: str
    slot: str
    head: str
    cell: bool
    alone: bool
    zone: Zone
    role: SectionRole | None

    @property
    def is_slot(self) -> bool:
        """Whether the place is one where only a time is to be written."""
        return bool(self.slot) or (self.cell and self.alone)

    @property
    def cell_tells_of_results(self) -> bool:
        """Whether the words around or above the time tell what was reached (`Thực hiện năm 2024`)."""
        return self.cell and tells_of_results(self.head or f"{self.line} {self.after}")

    @property
    def heads_sums(self) -> bool:
        """Whether it tells apart columns of sums: `Năm 2027` below `Kinh phí`."""
        return _SUMS.match(self.head) is not None

    @property
    def is_due(self) -> bool:
        """Whether the label or column asks for the time of completion."""
        return bool(_DUE.search(self.slot))


class Context:
    """Answers where in its document an offset stands; built once a document."""

    def __init__(
        self,
        text: str,
        lowered: str,
        source: SourceText | None,
        outline: Outline | None,
        header: Header,
        references: list[Reference],
    ) -> None:
        self.text = text
        self.lowered = lowered
        self.outline = outline
        self.header = header
        self._blocks = source.blocks if source else ()
        self._block_starts = [block.start for block in self._blocks]
        self._heads = _column_heads(lowered, self._blocks)
        self._target_tables = _target_tables(text, self._blocks)
        self._mentions = sorted(
            (span.start, span.end, reference) for reference in references for span in reference.spans
        )
        self._mention_starts = [mention[0] for mention in self._mentions]

    def block_at(self, char: int) -> Block | None:
        """Return the line that holds an offset."""
        index = bisect_right(self._block_starts, char) - 1
        return self._blocks[index] if index >= 0 and char < self._blocks[index].end else None

    def heads_targets(self, char: int) -> bool:
        """Tell whether an offset lies in the head of a table of targets, whose years are those to reach them by."""
        block = self.block_at(char)
        return block is not None and block.header and block.table in self._target_tables

    def mentions_at(self, char: int) -> list[tuple[int, int, Reference]]:
        """Return the mentions of cited documents that hold an offset, innermost last."""
        index = bisect_right(self._mention_starts, char)
        near = self._mentions[max(0, index - 8) : index]
        return [mention for mention in near if mention[0] <= char < mention[1]]

    def place(self, start: int, end: int, times: list[tuple[int, int]]) -> Place:
        """Describe where [start, end) stands; `times` are all spans of expressions near it."""
        field_start, field_end = self._field(start)
        clause = self.lowered[max(field_start, start - 200) : start]
        edges = list(_CLAUSE_EDGE.finditer(clause))
        before = clause[edges[-1].end() :] if edges else clause
        line = self.lowered[max(field_start, start - 300) : start]
        block = self.block_at(start)
        cell = (block is not None and block.kind is BlockKind.TABLE_ROW) or self._between_tabs(field_start, field_end)
        slot = ""
        if label := _TIME_LABEL.search(line):
            slot = label.group()
        elif cell and field_end - field_start <= 80 and block is not None:
            slot = self._time_head(block, start)
        head = self._head(block, start) if block is not None and block.header else ""
        zone = self.outline.zone(start) if self.outline else Zone.BODY
        role = self.outline.role_at(start) if self.outline else None
        alone = _only_times(self.lowered, field_start, field_end, times)
        return Place(before, line, self.lowered[end : min(field_end, end + 60)], slot, head, cell, alone, zone, role)

    def _head(self, block: Block, char: int) -> str:
        """Return the names of the column that a head stands over, in one string."""
        at = next((cell for cell in block.cells if cell.start <= char < cell.end), None)
        return title_of(self._heads.get((block.table, at.column), [""])) if at is not None else ""

    def _field(self, char: int) -> tuple[int, int]:
        """Return the line or table cell around an offset, looked for no further than a long paragraph reaches."""
        low, high = max(0, char - _LONGEST_LINE), min(len(self.text), char + _LONGEST_LINE)
        start = max(self.text.rfind("\n", low, char), self.text.rfind("\t", low, char), low - 1) + 1
        ends = [end for end in (self.text.find("\n", char, high), self.text.find("\t", char, high)) if end >= 0]
        return start, min(ends, default=high)

    def _between_tabs(self, start: int, end: int) -> bool:
        return self.text[start - 1 : start] == "\t" or self.text[end : end + 1] == "\t"

    def _time_head(self, block: Block, char: int) -> str:
        """Return the head of the cell's column where it asks for a time."""
        for cell in block.cells:
            if cell.start <= char < cell.end:
                head = " ".join(self._heads.get((block.table, cell.column), []))
                return head if _TIME_COLUMN.search(head) else ""
        return ""


def _target_tables(text: str, blocks: tuple[Block, ...]) -> set[int]:
    """Return the tables that have a column of indicators and columns of their values."""
    heads: dict[int, list[Block]] = {}
    for block in blocks:
        if block.header and block.table is not None:
            heads.setdefault(block.table, []).append(block)
    return {table for table, rows in heads.items() if read_columns(text, rows) is not None}


def _column_heads(lowered: str, blocks: tuple[Block, ...]) -> dict[tuple[int | None, int], list[str]]:
    """Map each column of each table to the names its heads give it, that over several columns first."""
    rows: dict[int | None, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW and (block.header or block.row == 0):
            rows.setdefault(block.table, []).append(block)
    return {
        (table, column): [" ".join(name.split()) for name in names] or [""]
        for table, heads in rows.items()
        for column, names in titles_of(lowered, heads).items()
    }


def _only_times(lowered: str, start: int, end: int, times: list[tuple[int, int]]) -> bool:
    """Tell whether a line or cell holds nothing but times, the words that join them, and its own number."""
    if end - start > 120:
        return False
    rest, at = [], start
    for time_start, time_end in times:
        if time_end <= start or time_start >= end:
            continue
        rest.append(lowered[at:time_start])
        at = max(at, time_end)
    rest.append(lowered[at:end])
    return re.fullmatch(r"[\W\d]*(?:(?:và|trong|vào|dự kiến|hoặc|đến|từ|cả)[\W\d]*)*", " ".join(rest)) is not None
