"""What a plan holds: one model a table of the contract, a row of which belongs to one document.

A field's description says what the column means and in which unit. Offsets are half-open code-point offsets into
`documents.text`. Ids sort in reading order within a document: `DOCUMENT:layer:000001`.
"""

from datetime import date, datetime

from pydantic import Field

from schemas.row import Bbox, CharEnd, CharStart, DocumentId, Page, Row
from schemas.vocabulary import (
    AgencyRole,
    Branch,
    Comparator,
    DateKind,
    DateRole,
    DeadlineFrom,
    IndicatorId,
    MarkerKind,
    Per,
    ReferenceRelation,
    SectionRole,
    TargetKind,
    TaskOrigin,
    TextOrigin,
    Unit,
)


class Document(Row):
    """One plan: its metadata and its canonical text."""

    document_id: DocumentId
    source_name: str = Field(description="file name")
    source_uri: str = Field(description="where the file was read")
    source_sha256: str = Field(description="SHA-256 of the file's bytes, hex")
    media_type: str = Field(description="MIME type as told from the bytes")
    page_count: int | None = Field(default=None, description="pages; null where the source has none")
    text: str = Field(description="canonical text: NFC, one paragraph a line, misreadings repaired")
    doc_type: str | None = Field(default=None, description="type in ASCII snake case: ke_hoach, nghi_quyet, …")
    number: str | None = Field(default=None, description="the document's own số/ký hiệu without spaces")
    received_number: str | None = Field(default=None, description="number on a receiving stamp")
    received_date: date | None = Field(default=None, description="date on a receiving stamp")
    title: str | None = Field(default=None, description="type and trích yếu on one line")
    issuer: str | None = Field(default=None, description="canonical full name of the issuing body")
    issuer_id: str | None = Field(default=None, description="its agency_id")
    branch: Branch | None = Field(default=None, description="party, government, front or other")
    province: str | None = Field(default=None, description="province the plan is for, as named at its time")
    province_code: str | None = Field(default=None, description="its province_code")
    place: str | None = Field(default=None, description="place of the dateline")
    issued_date: date | None = Field(default=None, description="date of the dateline")
    signer_name: str | None = Field(default=None, description="who signed")
    signer_position: str | None = Field(default=None, description="the signer's position")
    signing_authority: str | None = Field(default=None, description="on whose behalf, in normal case")
    period_start: int | None = Field(default=None, description="first year that the plan itself covers")
    period_end: int | None = Field(default=None, description="last year that the plan itself covers")
    text_origin: TextOrigin = Field(description="how the text came to be")
    ocr_confidence: float | None = Field(default=None, description="mean word confidence, 0 to 100")
    warnings: str | None = Field(default=None, description="what its text lacks (pages not read), one a line, or null")
    pipeline_version: str = Field(description="version of code, lexicons and settings that made the rows")
    ingested_at: datetime = Field(description="when the rows were written, UTC")


class PageRow(Row):
    """One page of a source that has pages."""

    document_id: DocumentId
    page: int = Field(description="1-based page")
    char_start: CharStart
    char_end: CharEnd
    width: float | None = Field(default=None, description="PDF points")
    height: float | None = Field(default=None, description="PDF points")
    text_origin: TextOrigin = Field(description="how the page's text came to be")
    ocr_confidence: float | None = Field(default=None, description="mean word confidence, 0 to 100")
    turned: int | None = Field(default=None, description="degrees clockwise by which it was turned upright to be read")
    levelled: float | None = Field(default=None, description="degrees clockwise by which its lines were then levelled")


class Section(Row):
    """One heading or numbered paragraph of the outline."""

    section_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    parent_id: str | None = Field(default=None, description="section_id of the parent; null at the top")
    position: int = Field(description="0-based position in reading order")
    depth: int = Field(description="1 at the top")
    path: str = Field(description="numbers of the ancestors and of the section joined by dots: II.2.1, PL1")
    marker: str = Field(description="the number as printed: 2.1-")
    marker_kind: MarkerKind = Field(description="kind of number")
    heading: str | None = Field(default=None, description="title or run-in title; null for an ordinary paragraph")
    role: SectionRole = Field(description="what the section is for")
    text: str = Field(description="own text after the marker, without its subsections")
    char_start: CharStart
    char_end: CharEnd
    page_start: int | None = Field(default=None, description="page it starts on")
    page_end: int | None = Field(default=None, description="page it ends on, subsections included")


class Percentage(Row):
    """One percentage in the text."""

    percentage_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section it stands in; null in header and footer")
    raw: str = Field(description="number and unit with comparator and rate, as printed")
    low: float | None = Field(default=None, description="lower bound in per cent; null if unbounded below")
    high: float | None = Field(default=None, description="upper bound in per cent; null if unbounded above")
    comparator: Comparator = Field(description="eq, approx, gt, gte, lt, lte")
    per: Per | None = Field(default=None, description="unit of time of a rate")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class Target(Row):
    """One commitment of the plan: a number, or a state to reach."""

    target_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section it stands in")
    kind: TargetKind = Field(description="quantitative or qualitative")
    indicator: str = Field(description="what is measured, without number and comparator; the clause if qualitative")
    indicator_id: IndicatorId | None = Field(default=None, description="indicator that is compared across plans")
    low: float | None = Field(default=None, description="lower bound in `unit`; null if unbounded or qualitative")
    high: float | None = Field(default=None, description="upper bound in `unit`; null if unbounded or qualitative")
    comparator: Comparator | None = Field(default=None, description="null if qualitative")
    unit: Unit | None = Field(default=None, description="what the number counts; null if qualitative")
    unit_label: str | None = Field(default=None, description="counted noun as printed; null for per cent")
    per: Per | None = Field(default=None, description="unit of time of a rate")
    base: str | None = Field(default=None, description="what a share is a share of")
    deadline_year: int | None = Field(default=None, description="year by which it is due")
    deadline_date: date | None = Field(default=None, description="day by which it is due, where a day is given")
    deadline_from: DeadlineFrom | None = Field(default=None, description="inline, heading or document")
    quote: str = Field(description="the clause as it stands in documents.text")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class DateRow(Row):
    """One expression of time."""

    date_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section; null in header and footer")
    raw: str = Field(description="as printed")
    kind: DateKind = Field(description="shape of the expression")
    start_date: date | None = Field(default=None, description="first day; null if open at the start")
    end_date: date | None = Field(default=None, description="last day; null if open at the end")
    role: DateRole = Field(description="what it is said of")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class AgencyMention(Row):
    """One mention of a body in one role."""

    mention_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section; null in header and footer")
    agency_id: str | None = Field(default=None, description="the body; null for a collective")
    raw: str = Field(description="as printed")
    name: str = Field(description="canonical name")
    role: AgencyRole = Field(description="what the body does here")
    collective: bool = Field(default=False, description="true for a class of bodies (các sở, ban, ngành)")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class Task(Row):
    """One piece of work that is assigned to somebody."""

    task_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section it stands in")
    number: str | None = Field(default=None, description="number in the table, or path of the section")
    description: str = Field(description="the work as printed, after the body's name and role word")
    category: str | None = Field(default=None, description="group row of the table, or parent heading")
    timeframe_raw: str | None = Field(default=None, description="time as printed")
    timeframe_kind: DateKind | None = Field(default=None, description="shape of the time")
    start_date: date | None = Field(default=None, description="first day; null if open")
    end_date: date | None = Field(default=None, description="last day; null if open")
    budget_vnd: float | None = Field(default=None, description="budget in VND")
    funding: str | None = Field(default=None, description="source of money as printed")
    origin: TaskOrigin = Field(description="where it was read")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class TaskAgency(Row):
    """One body in one role of one task."""

    task_id: str = Field(description="the task")
    agency_id: str | None = Field(default=None, description="the body; null for a collective")
    name: str = Field(description="canonical name")
    role: AgencyRole = Field(description="lead, cooperate, direct, implement, advise or supervise")
    position: int = Field(description="0-based order within the role")


class LegalReference(Row):
    """One distinct document that the plan cites."""

    reference_id: str = Field(description="key; sorts by first mention")
    document_id: DocumentId
    doc_type: str | None = Field(default=None, description="type in ASCII snake case")
    number: str | None = Field(default=None, description="its số/ký hiệu; null where none is printed")
    issued_date: date | None = Field(default=None, description="its date")
    issuer: str | None = Field(default=None, description="canonical name of its issuer")
    relation: ReferenceRelation = Field(description="implements, basis or cited")
    raw: str = Field(description="its fullest mention")
    mentions: int = Field(description="how many times it is mentioned, short forms counted in")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class Amount(Row):
    """One sum of money."""

    amount_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    section_id: str | None = Field(default=None, description="section; null in header and footer")
    raw: str = Field(description="as printed")
    value_vnd: float = Field(description="value in VND")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox


class Correction(Row):
    """One misreading put right."""

    correction_id: str = Field(description="key; sorts in reading order")
    document_id: DocumentId
    raw: str = Field(description="the misread words as the source has them")
    corrected: str = Field(description="the words in documents.text")
    rule: str = Field(description="rule or model that decided")
    confidence: float = Field(description="0 to 1")
    char_start: CharStart
    char_end: CharEnd
    page: Page
    bbox: Bbox
