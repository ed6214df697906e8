"""The stretches of running text that targets are read from, and what other layers found in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from extractors.clauses import mask_asides
from extractors.measures import period_of
from extractors.money import Sum, find_sums
from extractors.plan import DateExpression, Outline, Quantity, SectionNode, Span, Zone
from extractors.segmentation import Word
from extractors.target_tables import Columns, read_columns, read_row
from schemas.source import Block, Cell
from schemas.vocabulary import MarkerKind, Per

_COLON = re.compile(r"[\s*]*:[\s*]*")
#: What parts clauses, and within a name parts nothing: `Sở Lao động - Thương binh và Xã hội`.
_JOINT = re.compile(r"[,–-]|(?<!\w)và(?!\w)")
_RECURRING = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+(?P<period>năm|tháng)\s*", re.IGNORECASE)
#: What stands before a body at the head of an order, and between several: `Đề nghị Hội A, Hội B phát động …`.
_ADDRESSED = re.compile(
    r"(?:[\s,;]|(?:đề nghị|giao|yêu cầu|và|cùng|với|các|chủ trì|phối hợp|chỉ đạo|hướng dẫn|chịu trách nhiệm)(?!\w))*",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"[\s,:]*(?:(?:và\s+)?(?:các\s+)?(?:đơn vị|cơ quan|sở|ngành|địa phương)(?:\s+(?:có\s+)?liên quan)?)?[\s,:]*"
    r"(?:(?:có trách nhiệm|chịu trách nhiệm|chủ trì|tiếp tục)(?!\w)[\s,:]*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A line without its marker, title and lead-in, or a table cell.

    Attributes:
        start: where it stands in the document.
        text: its words.
        masked: its words with brackets, quotations and what joins words within the name of a body blanked out, of the
            same length.
        prose: whether it is running text, neither a title nor a table cell: only prose names states to reach.
        due: of a table cell, the cell of its row that holds nothing but a time.
        per: the period in which its run-in title, or the row of a cell, says it recurs (`Hằng năm`).
        title: the run-in title that it goes on from (`Tỷ lệ bao phủ: năm 2026 đạt …`), else empty.
    """

    start: int
    text: str
    masked: str
    prose: bool = True
    due: Span | None = None
    per: Per | None = None
    title: str = ""

    def local(self, span: Span) -> Span:
        """Turn offsets in the document into offsets in the passage."""
        return Span(span.start - self.start, span.end - self.start)

    def absolute(self, span: Span) -> Span:
        """Turn offsets in the passage into offsets in the document."""
        return Span(span.start + self.start, span.end + self.start)


class Layers:
    """What the components before found, by place."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc._.source.text  # `doc.text` is put together from its tokens at every call
        self.outline: Outline = doc._.outline
        self._percentages: list[Quantity] = doc._.percentages
        self._percentage_starts = [quantity.number.start for quantity in self._percentages]
        self._sums = list(find_sums(self.text))
        self._sum_starts = [money.start for money in self._sums]
        self._dates: list[DateExpression] = sorted(doc._.dates, key=lambda date: date.span.start)
        self._date_starts = [date.span.start for date in self._dates]
        self._references = sorted(span for reference in doc._.references for span in reference.spans)
        self._reference_starts = [span.start for span in self._references]
        self._bodies = {mention.span.start: mention.span.end for mention in doc._.agencies or ()}
        self._joints = sorted({joint for body in self._bodies.items() for joint in self._joints_in(*body)})
        heads: dict[int, list[Block]] = {}
        for block in doc._.source.blocks:
            if block.header and block.table is not None:
                heads.setdefault(block.table, []).append(block)
        self._columns = {table: read_columns(self.text, blocks) for table, blocks in heads.items()}

    def percentages_in(self, start: int, end: int) -> Sequence[Quantity]:
        """Return the percentages whose number stands in [start, end)."""
        return self._percentages[
            bisect_left(self._percentage_starts, start) : bisect_left(self._percentage_starts, end)
        ]

    def sums_in(self, start: int, end: int) -> Sequence[Sum]:
        """Return the sums of money, foreign ones included, that start in [start, end)."""
        return self._sums[bisect_left(self._sum_starts, start) : bisect_left(self._sum_starts, end)]

    def dates_in(self, start: int, end: int) -> Sequence[DateExpression]:
        """Return the expressions of time that start in [start, end)."""
        return self._dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]

    def references_in(self, start: int, end: int) -> Sequence[Span]:
        """Return the mentions of documents that overlap [start, end)."""
        first = max(0, bisect_right(self._reference_starts, start) - 1)
        last = bisect_left(self._reference_starts, end)
        return [span for span in self._references[first:last] if span.end > start]

    def past_bodies(self, passage: Passage, clause: Span) -> Span:
        """Take the bodies that are told to do something, and their role, off the head of a clause."""
        start = clause.start
        while (addressed := _ADDRESSED.match(passage.masked, start, clause.end)) is not None:
            end = self._bodies.get(passage.start + addressed.end())
            if end is None:
                break
            start = end - passage.start
        told = _TOLD.match(passage.masked, start, clause.end)
        return Span(told.end(), clause.end) if told and start > clause.start else clause

    def words(self, passage: Passage, start: int, end: int) -> list[Word]:
        """Segment a stretch of a passage; offsets are into the passage."""
        span = self.doc.char_span(passage.start + start, passage.start + end, alignment_mode="contract")
        if span is None:
            return []
        return [Word(word.start - passage.start, word.end - passage.start, word.tag) for word in span._.words]

    def _joints_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        return (found.span() for found in _JOINT.finditer(self.text, start, end))

    def _body(self) -> Iterator[Block]:
        return (block for block in self.doc._.source.blocks if self.outline.zone(block.start) is Zone.BODY)

    def columns_of(self, block: Block) -> Columns | None:
        """Return the columns of the table of targets that a line belongs to, None for any other line."""
        return self._columns.get(block.table) if block.table is not None else None

    def target_rows(self) -> Iterator[tuple[Block, Columns]]:
        """Yield the rows of the document's tables of targets with their columns, in reading order."""
        for block in self._body():
            columns = self.columns_of(block)
            if columns is not None and not block.header:
                yield block, columns

    def passages(self) -> Iterator[Passage]:
        """Yield the passages of the body in reading order; markers, lead-ins and tables of targets left out."""
        sections = {section.start: section for section in self.outline.sections}
        titles = {s.heading_span.start: s for s in self.outline.sections if s.heading_span is not None}
        leads = {lead.span.start: lead for lead in self.outline.leads}
        section_starts, title_starts, lead_starts = sorted(sections), sorted(titles), sorted(leads)
        for block in self._body():
            columns = self.columns_of(block)
            if block.header or (columns is not None and any(read_row(self.text, block, columns))):
                continue
            if block.cells:
                yield from self._cells(block)
                continue
            start = block.start
            for at in _within(section_starts, block.start, block.end):
                start = max(start, sections[at].body_start)
            for at in _within(title_starts, block.start, block.end):
                span = titles[at].heading_span
                if span is not None:
                    if _may_commit(titles[at]):
                        yield self.passage(span.start, min(span.end, block.end), prose=False)
                    start = max(start, span.end)
            for at in _within(lead_starts, block.start, block.end):
                start = max(start, leads[at].span.end)
            title = ""
            if colon := _COLON.match(self.text, start, block.end):
                title, start = self._title_before(start, titles, title_starts), colon.end()
            if start < block.end:
                recurring = _RECURRING.fullmatch(title)
                yield replace(
                    self.passage(start, block.end), title=title, per=period_of(recurring) if recurring else None
                )

    def _title_before(self, end: int, titles: dict[int, SectionNode], starts: Sequence[int]) -> str:
        """Return the title that ends at an offset, empty where none does."""
        index = bisect_left(starts, end) - 1
        span = titles[starts[index]].heading_span if index >= 0 else None
        return self.text[span.start : span.end].strip() if span is not None and span.end == end else ""

    def _cells(self, block: Block) -> Iterator[Passage]:
        times = [Span(cell.start, cell.end) for cell in block.cells if self._is_time(cell)]
        recurring = next(
            (found for c in block.cells if (found := _RECURRING.fullmatch(self.text, c.start, c.end))), None
        )
        per = period_of(recurring) if recurring else None
        for cell in block.cells:
            if cell.end > cell.start:
                due = next((time for time in times if time.start > cell.start), None)
                yield replace(self.passage(cell.start, cell.end, prose=False), due=due, per=per)

    def _is_time(self, cell: Cell) -> bool:
        """Tell whether a cell holds an expression of time and next to nothing else."""
        told = [date.span for date in self.dates_in(cell.start, cell.end) if date.end is not None]
        return 2 * sum(span.end - span.start for span in told) > cell.end - cell.start

    def passage(self, start: int, end: int, prose: bool = True) -> Passage:
        """Make a passage of a stretch of the document."""
        words = self.text[start:end]
        masked = list(mask_asides(words))
        joints = slice(bisect_left(self._joints, (start, start)), bisect_left(self._joints, (end, end)))
        for first, last in self._joints[joints]:
            masked[first - start : last - start] = "_" * (last - first)
        return Passage(start, words, "".join(masked), prose)


def _within(starts: Sequence[int], start: int, end: int) -> Sequence[int]:
    return starts[bisect_left(starts, start) : bisect_left(starts, end)]


def _may_commit(section: SectionNode) -> bool:
    """Tell whether a title may itself commit to a number: it is no annex's, and nothing stands below it."""
    return not section.children and section.marker_kind is not MarkerKind.ANNEX
