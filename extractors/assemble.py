"""The last step: from an annotated `Doc` to the rows of one document."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from spacy.tokens import Doc

from extractors.agency_dimension import agency_id_of, agency_rows
from extractors.plan import Assignment, Header, Mention, Outline, SectionNode, Span, TargetClause
from schemas.source import SourceText
from schemas.tables import (
    AgencyMention,
    Amount,
    Correction,
    DateRow,
    Document,
    DocumentRows,
    LegalReference,
    PageRow,
    Percentage,
    Row,
    Section,
    Target,
    Task,
    TaskAgency,
)

RowT = TypeVar("RowT", bound=Row)

#: The columns of a target that its clause holds under the same name.
_TARGET_COLUMNS = sorted(set(Target.model_fields) & set(TargetClause.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from and what made its rows; the columns of `documents` that no text tells.

    `ingested_at` is in UTC; `source_sha256` is the hex digest of the file's bytes.
    """

    source_name: str
    source_uri: str
    source_sha256: str
    pipeline_version: str
    ingested_at: datetime

    @property
    def document_id(self) -> str:
        """The key of the document: its content, so the same bytes are one document wherever they lie."""
        return self.source_sha256[:16]


class _Assembler:
    """Turns the values on one `Doc` into rows that share its document, sections and pages."""

    def __init__(self, doc: Doc, provenance: Provenance) -> None:
        self.source: SourceText = doc._.source
        self.text = self.source.text
        self.outline: Outline = doc._.outline
        self.provenance = provenance
        self.document_id = provenance.document_id
        self.section_ids = {id(node): self.key("section", i) for i, node in enumerate(self.outline.sections)}

    def key(self, layer: str, index: int) -> str:
        return f"{self.document_id}:{layer}:{index:06d}"

    def section_id(self, char: int) -> str | None:
        node = self.outline.at(char)
        return self.section_ids[id(node)] if node is not None else None

    def rows(
        self, model: type[RowT], layer: str, items: Iterable[Any], fields: Callable[[Any], dict[str, Any]]
    ) -> list[RowT]:
        """Make one row an item: key, document, section, words, offsets, page and box come with its span."""
        made = []
        for index, item in enumerate(items):
            span: Span = item.span
            page, bbox = self.source.place(span.start, span.end)
            common = {
                f"{layer}_id": self.key(layer, index),
                "document_id": self.document_id,
                "section_id": self.section_id(span.start),
                "raw": self.text[span.start : span.end],
                "char_start": span.start,
                "char_end": span.end,
                "page": page,
                "bbox": bbox,
            }
            given = common | fields(item)
            made.append(model(**{name: value for name, value in given.items() if name in model.model_fields}))
        return made

    def document(self, header: Header) -> Document:
        columns = {name: getattr(header, name, None) for name in Document.model_fields if hasattr(header, name)}
        return Document(
            **columns,
            document_id=self.document_id,
            source_name=self.provenance.source_name,
            source_uri=self.provenance.source_uri,
            source_sha256=self.provenance.source_sha256,
            media_type=self.source.media_type,
            page_count=len(self.source.pages) or None,
            text=self.text,
            issuer_id=agency_id_of(header.issuer, header) if header.issuer else None,
            text_origin=self.source.text_origin,
            ocr_confidence=self.source.ocr_confidence,
            warnings="\n".join(self.source.warnings) or None,
            pipeline_version=self.provenance.pipeline_version,
            ingested_at=self.provenance.ingested_at,
        )

    def sections(self) -> list[Section]:
        made = []
        for position, node in enumerate(self.outline.sections):
            text = "\n".join(self.text[own.start : own.end] for own in node.own)
            made.append(
                Section(
                    section_id=self.section_ids[id(node)],
                    document_id=self.document_id,
                    parent_id=self.section_ids[id(node.parent)] if node.parent else None,
                    position=position,
                    depth=node.depth,
                    path=node.path,
                    marker=node.marker,
                    marker_kind=node.marker_kind,
                    heading=node.heading,
                    role=node.role,
                    text=text,
                    char_start=node.start,
                    char_end=node.end,
                    page_start=self.source.place(node.start, node.start + 1)[0],
                    page_end=self.source.place(max(node.start, node.end - 1), node.end)[0],
                )
            )
        return made

    def tasks(self, assignments: Iterable[Assignment]) -> tuple[list[Task], list[TaskAgency]]:
        def fields(task: Assignment) -> dict[str, Any]:
            time = task.timeframe
            return {
                "section_id": self.section_of(task.section),
                "number": task.number,
                "description": task.description,
                "category": task.category,
                "origin": task.origin,
                "timeframe_raw": task.timeframe_raw,
                "timeframe_kind": time.kind if time else None,
                "start_date": time.start if time else None,
                "end_date": time.end if time else None,
                "budget_vnd": task.budget_vnd,
                "funding": task.funding,
            }

        assignments = list(assignments)
        rows = self.rows(Task, "task", assignments, fields)
        bodies = []
        for row, task in zip(rows, assignments, strict=True):
            counts: dict[str, int] = {}
            for role, name, agency_id, _ in task.agencies:
                position = counts[role] = counts.get(role, -1) + 1
                bodies.append(
                    TaskAgency(task_id=row.task_id, agency_id=agency_id, name=name, role=role, position=position)
                )
        return rows, bodies

    def section_of(self, node: SectionNode | None) -> str | None:
        return self.section_ids[id(node)] if node is not None else None


def assemble(doc: Doc, provenance: Provenance) -> DocumentRows:
    """Turn an annotated `Doc` into the rows of its document.

    Args:
        doc: a plan that went through `extractors.pipeline.annotate`.
        provenance: where it came from.
    """
    made = _Assembler(doc, provenance)
    source = made.source
    header: Header = doc._.header
    mentions: list[Mention] = doc._.agencies
    tasks, task_agencies = made.tasks(doc._.tasks)
    named = {mention.agency_id: mention.name for mention in mentions if mention.agency_id is not None}
    named |= {body.agency_id: body.name for body in task_agencies if body.agency_id is not None}
    document = made.document(header)
    if document.issuer_id is not None and document.issuer is not None:
        named.setdefault(document.issuer_id, document.issuer)
    return DocumentRows(
        document=document,
        pages=[
            PageRow(
                document_id=made.document_id,
                page=page.page,
                char_start=page.start,
                char_end=page.end,
                width=page.width,
                height=page.height,
                text_origin=page.text_origin,
                ocr_confidence=page.ocr_confidence,
                turned=page.turned,
                levelled=page.levelled,
            )
            for page in source.pages
        ],
        sections=made.sections(),
        percentages=made.rows(
            Percentage,
            "percentage",
            doc._.percentages,
            lambda q: {"low": q.low, "high": q.high, "comparator": q.comparator, "per": q.per},
        ),
        targets=made.rows(
            Target,
            "target",
            doc._.targets,
            lambda t: {
                **{name: getattr(t, name) for name in _TARGET_COLUMNS},
                "quote": made.text[t.span.start : t.span.end],
                "deadline_year": t.deadline.year if t.deadline else None,
                "deadline_date": t.deadline.day if t.deadline else None,
            },
        ),
        dates=made.rows(
            DateRow,
            "date",
            doc._.dates,
            lambda d: {"kind": d.kind, "start_date": d.start, "end_date": d.end, "role": d.role},
        ),
        agencies=agency_rows(named, header),
        agency_mentions=made.rows(
            AgencyMention,
            "mention",
            mentions,
            lambda m: {"agency_id": m.agency_id, "name": m.name, "role": m.role, "collective": m.collective},
        ),
        tasks=tasks,
        task_agencies=task_agencies,
        legal_references=made.rows(
            LegalReference,
            "reference",
            doc._.references,
            lambda r: {
                "doc_type": r.doc_type,
                "number": r.number,
                "issued_date": r.issued_date,
                "issuer": r.issuer,
                "relation": r.relation,
                "mentions": len(r.spans),
            },
        ),
        amounts=made.rows(Amount, "amount", doc._.amounts, lambda m: {"value_vnd": m.value}),
        corrections=[
            Correction(
                correction_id=made.key("correction", index),
                document_id=made.document_id,
                raw=repair.raw,
                corrected=repair.corrected,
                rule=repair.rule,
                confidence=repair.confidence,
                char_start=repair.start,
                char_end=repair.end,
                page=page,
                bbox=bbox,
            )
            for index, repair in enumerate(source.repairs)
            for page, bbox in [source.place(repair.start, repair.end)]
        ],
    )
