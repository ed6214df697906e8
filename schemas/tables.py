"""One pydantic model a table of the contract: the single source of DDL, data dictionary and JSON Schema.

A field's description says what the column means and in which unit. Offsets are half-open code-point offsets into
`documents.text`. Ids sort in reading order within a document: `DOCUMENT:layer:000001`.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from schemas.vocabulary import (
    AgencyLevel,
    AgencyRole,
    Branch,
    Comparator,
    DateKind,
    DateRole,
    DeadlineFrom,
    IndicatorId,
    MarkerKind,
    Per,
    ProvinceKind,
    ReferenceRelation,
    SectionRole,
    TargetKind,
    TaskOrigin,
    TextOrigin,
    Unit,
)

Bbox = Annotated[
    list[float] | None, Field(default=None, description="[x0, top, x1, bottom] in PDF points; null without a layout")
]
Page = Annotated[int | None, Field(default=None, description="1-based page; null where the source has no pages")]
CharStart = Annotated[int, Field(description="first code point in documents.text")]
CharEnd = Annotated[int, Field(description="one past the last code point in documents.text")]
DocumentId = Annotated[str, Field(description="the document: first 16 hex digits of its file's SHA-256")]


class Row(BaseModel):
    """Base of all rows: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class Agency(Row):
    """One body (dimension)."""

    agency_id: str = Field(description="key")
    name: str = Field(description="canonical full name")
    short_name: str | None = Field(default=None, description="usual abbreviation")
    branch: Branch = Field(description="party, government, front or other")
    level: AgencyLevel = Field(description="level of government")
    province_code: str | None = Field(default=None, description="province of a local body")
    valid_from: date | None = Field(default=None, description="first day; null if unknown")
    valid_to: date | None = Field(default=None, description="last day; null if it still exists")
    successor_id: str | None = Field(default=None, description="agency_id of the body that took over")
    legal_act: str | None = Field(default=None, description="acts that the body and the dates of its life rest on")


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


class Province(Row):
    """One province or centrally run city (dimension)."""

    province_code: str = Field(description="key")
    name: str = Field(description="name without tỉnh, thành phố")
    kind: ProvinceKind = Field(description="tinh or thanh_pho")
    valid_from: date | None = Field(default=None, description="first day; null if before the data begins")
    valid_to: date | None = Field(default=None, description="last day; null if it still exists")
    successor_code: str | None = Field(default=None, description="province_code of the unit it became part of")
    legal_act: str | None = Field(default=None, description="act that formed the unit")
    source: str | None = Field(default=None, description="where the act can be read")


class NationalGoal(Row):
    """One goal that the centre sets for the whole country, for the indicators that plans are compared by."""

    goal_id: str = Field(description="key")
    indicator_id: IndicatorId = Field(description="indicator that is compared across plans")
    deadline_year: int = Field(description="year by which it is due")
    low: float | None = Field(default=None, description="lower bound in `unit`; null if unbounded or in words only")
    high: float | None = Field(default=None, description="upper bound in `unit`; null if unbounded or in words only")
    comparator: Comparator | None = Field(default=None, description="null if in words only")
    unit: Unit | None = Field(default=None, description="what the number counts; null if in words only")
    unit_label: str | None = Field(default=None, description="counted noun as printed; null for per cent")
    per: Per | None = Field(default=None, description="unit of time of a rate")
    base: str | None = Field(default=None, description="what a share is a share of")
    comparable: bool = Field(
        description="whether a province's number can be set beside it; a rank of the country cannot"
    )
    wording: str = Field(description="the goal in words")
    document_number: str = Field(description="số/ký hiệu of the document that sets it")
    issuer: str = Field(description="canonical name of its issuer")
    issued_date: date = Field(description="date of that document")
    source: str = Field(description="where it can be read")


class IngestRun(Row):
    """One run of `kehoach ingest`."""

    run_id: str = Field(description="key")
    started_at: datetime = Field(description="UTC")
    finished_at: datetime | None = Field(default=None, description="UTC; null while running or if it died")
    pipeline_version: str = Field(description="version of code, lexicons and settings")
    ingested: int = Field(description="documents written")
    skipped: int = Field(description="files that needed no reading: unchanged, moved, duplicates, rejected before")
    rejected: int = Field(description="files that could not be read")
    changed: int = Field(default=0, description="files whose document was replaced by one of their new bytes")
    moved: int = Field(default=0, description="files found under another path than before")
    duplicates: int = Field(default=0, description="files whose bytes another file of their document has too")
    missing: int = Field(default=0, description="files that were read before and are gone from the folders of the run")
    pruned: int = Field(default=0, description="missing files that were forgotten, as --prune asks for")
    rejected_before: int = Field(default=0, description="of `skipped`: rejected by an earlier run, unchanged since")
    unfinished: int = Field(default=0, description="files that were still being written, left for the next run")


class RejectedFile(Row):
    """One file that could not be read."""

    source_uri: str = Field(description="where the file was read")
    source_sha256: str | None = Field(default=None, description="SHA-256 of its bytes; null if unreadable")
    reason: str = Field(description="what is wrong and what to do")
    error_type: str = Field(description="class of the error")
    run_id: str = Field(description="the run that rejected it")
    rejected_at: datetime = Field(description="UTC")
    attempts: int = Field(default=1, description="runs that have tried these bytes, this one included")
    store_version: str | None = Field(default=None, description="as of `sources`, for files in a store")


class Source(Row):
    """One file that a document was read from; files with the same bytes are one document."""

    source_uri: str = Field(description="where the file is")
    document_id: DocumentId
    source_sha256: str = Field(description="SHA-256 of the file's bytes, hex")
    size: int | None = Field(default=None, description="bytes; null if it was last seen by an older version")
    first_seen: datetime = Field(description="first run that saw a file there, UTC")
    last_seen: datetime = Field(description="last run that saw it there and had something to write, UTC")
    missing_since: datetime | None = Field(default=None, description="first run that missed it, UTC; null if there")
    store_version: str | None = Field(
        default=None, description="what the store told of these bytes, such as their ETag; null for files of a machine"
    )


class DocumentRows(BaseModel):
    """All rows of one document: loaded together or not at all."""

    model_config = ConfigDict(frozen=True)

    document: Document
    pages: list[PageRow] = []
    sections: list[Section] = []
    percentages: list[Percentage] = []
    targets: list[Target] = []
    dates: list[DateRow] = []
    agencies: list[Agency] = []
    agency_mentions: list[AgencyMention] = []
    tasks: list[Task] = []
    task_agencies: list[TaskAgency] = []
    legal_references: list[LegalReference] = []
    amounts: list[Amount] = []
    corrections: list[Correction] = []
    _seconds: float | None = PrivateAttr(default=None)

    @property
    def seconds(self) -> float | None:
        """How long reading the document took, where that is known; no row of any table."""
        return self._seconds

    def took(self, seconds: float) -> None:
        """Note how long reading the document took."""
        self._seconds = seconds


#: Table name of the contract -> model, in the order in which the tables are created.
TABLES: dict[str, type[Row]] = {
    "provinces": Province,
    "agencies": Agency,
    "national_goals": NationalGoal,
    "ingest_runs": IngestRun,
    "rejected_files": RejectedFile,
    "documents": Document,
    "sources": Source,
    "pages": PageRow,
    "sections": Section,
    "percentages": Percentage,
    "targets": Target,
    "dates": DateRow,
    "agency_mentions": AgencyMention,
    "tasks": Task,
    "task_agencies": TaskAgency,
    "legal_references": LegalReference,
    "amounts": Amount,
    "corrections": Correction,
}

#: Table -> the columns that identify a row. The id of a row of a document begins with the document's id.
KEYS: dict[str, tuple[str, ...]] = {
    "provinces": ("province_code",),
    "agencies": ("agency_id",),
    "national_goals": ("goal_id",),
    "ingest_runs": ("run_id",),
    "rejected_files": ("source_uri",),
    "documents": ("document_id",),
    "sources": ("source_uri",),
    "pages": ("document_id", "page"),
    "sections": ("section_id",),
    "percentages": ("percentage_id",),
    "targets": ("target_id",),
    "dates": ("date_id",),
    "agency_mentions": ("mention_id",),
    "tasks": ("task_id",),
    "task_agencies": ("task_id", "role", "position"),
    "legal_references": ("reference_id",),
    "amounts": ("amount_id",),
    "corrections": ("correction_id",),
}

#: Column -> (table, column) whose value it repeats, in every table that has the column.
REFERENCES: dict[str, tuple[str, str]] = {
    "document_id": ("documents", "document_id"),
    "section_id": ("sections", "section_id"),
    "parent_id": ("sections", "section_id"),
    "task_id": ("tasks", "task_id"),
    "agency_id": ("agencies", "agency_id"),
    "issuer_id": ("agencies", "agency_id"),
    "successor_id": ("agencies", "agency_id"),
    "province_code": ("provinces", "province_code"),
    "successor_code": ("provinces", "province_code"),
    "run_id": ("ingest_runs", "run_id"),
}
