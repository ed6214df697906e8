"""What the components write on a plan's `Doc`: plain values with code-point offsets into `doc.text`.

Each component reads what those before it wrote and adds its own; nothing is ever changed by a later one. The order
is `outline, header, references, dates, quantities, agencies, targets, tasks` (see `extractors.pipeline`).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from schemas.vocabulary import (
    AgencyRole,
    Branch,
    Comparator,
    DateKind,
    DateRole,
    DeadlineFrom,
    DocType,
    IndicatorId,
    MarkerKind,
    Per,
    ReferenceRelation,
    SectionRole,
    TargetKind,
    TaskOrigin,
    Unit,
)


class Span(NamedTuple):
    """A half-open stretch of `doc.text`, in code points."""

    start: int
    end: int


class Zone(StrEnum):
    """The three parts of a document: what stands before the first section, the sections, the signature block."""

    HEADER = "header"
    BODY = "body"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time by which something is due: `year` always, `day` only where a day is printed."""

    year: int
    day: date | None = None


@dataclass(eq=False, slots=True)
class SectionNode:
    """One section of the outline.

    Attributes:
        start: first code point of the marker.
        body_start: first code point after the marker.
        end: one past the last code point of the section, its subsections included.
        own: the section's own text after the marker without its subsections, as spans in reading order.
        heading: title or run-in title, None for an ordinary paragraph; `heading_span` is where it stands.
        deadline: the deadline that its heading gives, if any.
        general_objective: whether it states the general objective, which holds no targets.
    """

    path: str
    marker: str
    marker_kind: MarkerKind
    start: int
    body_start: int
    end: int
    depth: int
    parent: "SectionNode | None"
    heading: str | None = None
    heading_span: Span | None = None
    role: SectionRole = SectionRole.OTHER
    deadline: Deadline | None = None
    general_objective: bool = False
    own: list[Span] = field(default_factory=list)
    children: list["SectionNode"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead-in without a number (`Đến năm 2025:`, `Mục tiêu cụ thể`): no section, yet context for [start, end).

    `span` is the lead's own words; `start` to `end` is the text that it governs.
    """

    span: Span
    start: int
    end: int
    deadline: Deadline | None = None
    general_objective: bool | None = None
    role: SectionRole | None = None


class Outline:
    """The sections of a document and the context that flows down from their headings.

    Args:
        sections: all sections in reading order.
        leads: lead-ins without a number, in reading order.
        headers: what stands before the first section; a decision that carries a plan has a second one.
        footers: signature blocks and recipients, in reading order; empty if there are none.
        closings: unnumbered paragraphs that close the plan (`Trên đây là Kế hoạch …`), in reading order.
    """

    def __init__(
        self,
        sections: list[SectionNode],
        leads: list[Lead],
        headers: list[Span],
        footers: list[Span],
        closings: Sequence[Span] = (),
    ) -> None:
        self.closings = tuple(closings)
        self.sections = sections
        self.leads = leads
        self.headers = headers
        self.footers = footers
        pieces = [(s.start, s) for s in sections] + [(own.start, s) for s in sections for own in s.own]
        self._pieces = sorted(pieces, key=lambda piece: piece[0])
        self._starts = [start for start, _ in self._pieces]
        self._lead_starts = [lead.start for lead in leads]
        self._outer_leads = _enclosing(leads)

    @property
    def header_end(self) -> int:
        """Where the first header ends: the first section's start, or the end of the text if there is none."""
        return self.headers[0].end

    @property
    def footer(self) -> Span | None:
        """The first signature block with its recipients."""
        return self.footers[0] if self.footers else None

    def zone(self, char: int) -> Zone:
        """Tell whether an offset lies in header, body or footer; annexes are body."""
        if any(span.start <= char < span.end for span in self.footers):
            return Zone.FOOTER
        return Zone.HEADER if any(span.start <= char < span.end for span in self.headers) else Zone.BODY

    def at(self, char: int) -> SectionNode | None:
        """Return the deepest section whose own text holds the offset; None in header and footer."""
        if self.zone(char) is not Zone.BODY:
            return None
        index = bisect_right(self._starts, char) - 1
        return self._pieces[index][1] if index >= 0 else None

    def closes(self, char: int) -> bool:
        """Tell whether the offset lies in a paragraph that closes the plan: it gives no work of its own."""
        return any(span.start <= char < span.end for span in self.closings)

    def role_at(self, char: int) -> SectionRole | None:
        """Return what the text at the offset is for; None in header and footer."""
        for lead in self._leads_over(char):
            if lead.role is not None:
                return lead.role
        section = self.at(char)
        return section.role if section else None

    def _leads_over(self, char: int) -> Iterator[Lead]:
        """Yield the lead-ins that govern the offset, nearest first; they never reach beyond their section."""
        section = self.at(char)
        floor = section.start if section else 0
        index = bisect_right(self._lead_starts, char) - 1
        while index >= 0 and self.leads[index].start >= floor:
            if char < self.leads[index].end:
                yield self.leads[index]
            index = self._outer_leads[index]

    def lead_at(self, char: int) -> Lead | None:
        """Return the nearest lead-in that governs the offset."""
        return next(self._leads_over(char), None)

    def deadline_at(self, char: int) -> Deadline | None:
        """Return the deadline that the nearest lead-in or heading gives to the text at the offset."""
        for lead in self._leads_over(char):
            if lead.deadline is not None:
                return lead.deadline
        section = self.at(char)
        while section is not None:
            if section.deadline is not None:
                return section.deadline
            section = section.parent
        return None

    def in_general_objective(self, char: int) -> bool:
        """Tell whether the offset lies under `mục tiêu tổng quát` or `mục tiêu chung`."""
        for lead in self._leads_over(char):
            if lead.general_objective is not None:
                return lead.general_objective
        section = self.at(char)
        while section is not None:
            if section.general_objective:
                return True
            section = section.parent
        return False


def _enclosing(leads: list[Lead]) -> list[int]:
    """Map each lead-in to the one before it that still governs where it starts; -1 where there is none."""
    enclosing: list[int] = []
    still_open: list[int] = []
    for index, lead in enumerate(leads):
        while still_open and leads[still_open[-1]].end <= lead.start:
            still_open.pop()
        enclosing.append(still_open[-1] if still_open else -1)
        still_open.append(index)
    return enclosing


#: Types of documents whose every point orders work: directives, urgent dispatches, notices of what was concluded.
ORDERS = frozenset({DocType.CHI_THI, DocType.CONG_DIEN, DocType.THONG_BAO})


@dataclass(slots=True)
class Header:
    """What letterhead, title, preamble and signature block say of the document; the columns of `documents`.

    `place_name` and `place_code` hold the province (`Thừa Thiên Huế`, its province_code); `place_kind` is `tỉnh` or
    `thành phố`. `title_span`, `dateline_span`, `received_span`, `signature_span` tell where those stand.
    """

    doc_type: DocType | None = None
    number: str | None = None
    received_number: str | None = None
    received_date: date | None = None
    title: str | None = None
    issuer: str | None = None
    branch: Branch | None = None
    province: str | None = None
    province_code: str | None = None
    place: str | None = None
    issued_date: date | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    signing_authority: str | None = None
    period_start: int | None = None
    period_end: int | None = None
    title_span: Span | None = None
    dateline_span: Span | None = None
    received_span: Span | None = None
    signature_span: Span | None = None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One expression of time; bounds as in the table `dates`."""

    span: Span
    kind: DateKind
    start: date | None
    end: date | None
    role: DateRole


@dataclass(frozen=True, slots=True)
class Quantity:
    """A percentage with its comparator and rate; `number` is the span of the digits alone."""

    span: Span
    number: Span
    low: float | None
    high: float | None
    comparator: Comparator
    per: Per | None


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money; `value` in VND."""

    span: Span
    value: float


@dataclass(frozen=True, slots=True)
class Reference:
    """One distinct cited document; `spans` are all its mentions, `span` the fullest one."""

    span: Span
    spans: tuple[Span, ...]
    doc_type: DocType | None
    number: str | None
    issued_date: date | None
    issuer: str | None
    relation: ReferenceRelation


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a body in one role; a body with two roles in one place is two mentions."""

    span: Span
    name: str
    role: AgencyRole
    collective: bool
    agency_id: str | None = None


@dataclass(frozen=True, slots=True)
class TargetClause:
    """One target; fields as in the table `targets`, `span` is the quoted clause."""

    span: Span
    kind: TargetKind
    indicator: str
    indicator_id: IndicatorId | None = None
    low: float | None = None
    high: float | None = None
    comparator: Comparator | None = None
    unit: Unit | None = None
    unit_label: str | None = None
    per: Per | None = None
    base: str | None = None
    deadline: Deadline | None = None
    deadline_from: DeadlineFrom | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One task; `agencies` holds (role, canonical name, agency_id, collective) in printed order."""

    span: Span
    section: SectionNode | None
    number: str | None
    description: str
    category: str | None
    origin: TaskOrigin
    agencies: tuple[tuple[AgencyRole, str, str | None, bool], ...] = ()
    timeframe: DateExpression | None = None
    timeframe_raw: str | None = None
    budget_vnd: float | None = None
    funding: str | None = None
