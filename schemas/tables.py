"""All tables: the models of their rows, their keys, and what their columns refer to.

The single source of DDL, data dictionary and JSON Schema. The models stand in `schemas.layers` (what a plan holds),
`schemas.dimensions` and `schemas.runs`; whoever needs tables finds them all here.
"""

from pydantic import BaseModel, ConfigDict, PrivateAttr

from schemas.dimensions import Agency, NationalGoal, Province
from schemas.layers import (
    AgencyMention,
    Amount,
    Correction,
    DateRow,
    Document,
    LegalReference,
    PageRow,
    Percentage,
    Section,
    Target,
    Task,
    TaskAgency,
)
from schemas.row import Row
from schemas.runs import IngestRun, RejectedFile, Source

__all__ = [
    "KEYS",
    "REFERENCES",
    "TABLES",
    "Agency",
    "AgencyMention",
    "Amount",
    "Correction",
    "DateRow",
    "Document",
    "DocumentRows",
    "IngestRun",
    "LegalReference",
    "NationalGoal",
    "PageRow",
    "Percentage",
    "Province",
    "RejectedFile",
    "Row",
    "Section",
    "Source",
    "Target",
    "Task",
    "TaskAgency",
]


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
