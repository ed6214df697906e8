"""Invented plans as rows, for the tests of the warehouse: small, complete in every layer, grounded in their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from schemas.tables import (
    Agency,
    AgencyMention,
    Amount,
    Correction,
    DateRow,
    Document,
    DocumentRows,
    IngestRun,
    LegalReference,
    PageRow,
    Percentage,
    Province,
    RejectedFile,
    Section,
    Target,
    Task,
    TaskAgency,
)
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
    ProvinceKind,
    ReferenceRelation,
    SectionRole,
    TargetKind,
    TaskOrigin,
    TextOrigin,
    Unit,
)
from warehouse.batches import LoadOutcome
from warehouse.writer import WarehouseWriter

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)

PROVINCES = [
    Province(province_code="TA", name="Tân An Đông", kind=ProvinceKind.TINH),
    Province(
        province_code="BL", name="Bình Long", kind=ProvinceKind.TINH, valid_to=date(2025, 6, 30), successor_code="TA"
    ),
]
AGENCIES = [
    Agency(agency_id="chinh-phu", name="Chính phủ", branch=Branch.GOVERNMENT, level=AgencyLevel.CENTRAL),
    Agency(
        agency_id="so-yte-ta",
        name="Sở Y tế tỉnh Tân An Đông",
        short_name="SYT",
        branch=Branch.GOVERNMENT,
        level=AgencyLevel.PROVINCE,
        province_code="TA",
    ),
]


def plan_rows(
    name: str = "ke-hoach-mot.txt",
    *,
    province: str = "TA",
    share: float = 20.0,
    comparator: Comparator = Comparator.EQ,
    year: int = 2025,
    content: str = "",
    uri: str | None = None,
    pipeline_version: str = "1",
    extra_text: str = "",
) -> DocumentRows:
    """The rows of one invented plan; `content` changes its bytes and so its id, the rest what it says."""
    where = {row.province_code: row.name for row in PROVINCES}[province]
    sha = hashlib.sha256(f"{name}{content}".encode()).hexdigest()
    doc = sha[:16]
    number = f"{int(sha[:3], 16)}/KH-UBND"
    lines = [
        "I. MỤC TIÊU",
        f"1. Kinh tế số đạt {share:g}% GRDP đến năm {year}.",
        "II. TỔ CHỨC THỰC HIỆN",
        f"1. Sở Y tế chủ trì rà soát dữ liệu trước ngày 30/6/{year}, kinh phí 1.250 triệu đồng, "
        "theo Nghị định 99/2022/NĐ-CP của Chính phủ.",
        extra_text,
    ]
    text = "\n".join(lines)

    def at(words: str) -> dict[str, int]:
        start = text.index(words)
        return {"char_start": start, "char_end": start + len(words)}

    def key(layer: str, position: int) -> str:
        return f"{doc}:{layer}:{position:06d}"

    def section(position: int, line: int, parent: int | None, path: str, role: SectionRole) -> Section:
        marker, _, own = lines[line].partition(" ")
        return Section(
            section_id=key("sections", position),
            document_id=doc,
            parent_id=None if parent is None else key("sections", parent),
            position=position,
            depth=1 if parent is None else 2,
            path=path,
            marker=marker,
            marker_kind=MarkerKind.ROMAN if parent is None else MarkerKind.ARABIC,
            heading=own if parent is None else None,
            role=role,
            text=own,
            **at(lines[line]),
        )

    goal, work = key("sections", 1), key("sections", 3)
    bounds = {"low": share, "high": None if comparator is Comparator.GT else share, "comparator": comparator}
    return DocumentRows(
        document=Document(
            document_id=doc,
            source_name=name,
            source_uri=uri or f"/plans/{name}",
            source_sha256=sha,
            media_type="text/plain",
            page_count=1,
            text=text,
            doc_type="ke_hoach",
            number=number,
            title=f"Kế hoạch chuyển đổi số y tế tỉnh {where}",
            issuer=f"Ủy ban nhân dân tỉnh {where}",
            issuer_id=f"ubnd-{province.lower()}",
            branch=Branch.GOVERNMENT,
            province=where,
            province_code=province,
            issued_date=date(2023, 4, 5),
            period_start=2023,
            period_end=year,
            text_origin=TextOrigin.TEXT,
            pipeline_version=pipeline_version,
            ingested_at=MOMENT,
        ),
        pages=[PageRow(document_id=doc, page=1, char_start=0, char_end=len(text), text_origin=TextOrigin.TEXT)],
        sections=[
            section(0, 0, None, "I", SectionRole.MUC_TIEU),
            section(1, 1, 0, "I.1", SectionRole.MUC_TIEU),
            section(2, 2, None, "II", SectionRole.TO_CHUC_THUC_HIEN),
            section(3, 3, 2, "II.1", SectionRole.TO_CHUC_THUC_HIEN),
        ],
        percentages=[
            Percentage(
                percentage_id=key("percentages", 0),
                document_id=doc,
                section_id=goal,
                raw=f"{share:g}%",
                page=1,
                bbox=[10.0, 20.0, 30.5, 40.0],
                **bounds,
                **at(f"{share:g}%"),
            )
        ],
        targets=[
            Target(
                target_id=key("targets", 0),
                document_id=doc,
                section_id=goal,
                kind=TargetKind.QUANTITATIVE,
                indicator="Kinh tế số",
                indicator_id=IndicatorId.DIGITAL_ECONOMY_SHARE_GRDP,
                unit=Unit.PERCENT,
                base="GRDP",
                deadline_year=year,
                deadline_from=DeadlineFrom.INLINE,
                quote=f"Kinh tế số đạt {share:g}% GRDP",
                **bounds,
                **at(f"Kinh tế số đạt {share:g}% GRDP"),
            )
        ],
        dates=[
            DateRow(
                date_id=key("dates", 0),
                document_id=doc,
                section_id=work,
                raw=f"trước ngày 30/6/{year}",
                kind=DateKind.DATE,
                end_date=date(year, 6, 30),
                role=DateRole.DEADLINE,
                **at(f"trước ngày 30/6/{year}"),
            )
        ],
        agencies=[
            Agency(
                agency_id=f"ubnd-{province.lower()}",
                name=f"Ủy ban nhân dân tỉnh {where}",
                branch=Branch.GOVERNMENT,
                level=AgencyLevel.PROVINCE,
                province_code=province,
            )
        ],
        agency_mentions=[
            AgencyMention(
                mention_id=key("agency_mentions", 0),
                document_id=doc,
                section_id=work,
                agency_id="so-yte-ta",
                raw="Sở Y tế",
                name="Sở Y tế tỉnh Tân An Đông",
                role=AgencyRole.LEAD,
                **at("Sở Y tế"),
            ),
            AgencyMention(
                mention_id=key("agency_mentions", 1),
                document_id=doc,
                section_id=work,
                agency_id="chinh-phu",
                raw="Chính phủ",
                name="Chính phủ",
                role=AgencyRole.CITED,
                **at("Chính phủ"),
            ),
        ],
        tasks=[
            Task(
                task_id=key("tasks", 0),
                document_id=doc,
                section_id=work,
                number="II.1",
                description="rà soát dữ liệu",
                timeframe_raw=f"trước ngày 30/6/{year}",
                timeframe_kind=DateKind.DATE,
                end_date=date(year, 6, 30),
                budget_vnd=1.25e9,
                origin=TaskOrigin.ASSIGNMENT,
                **at("rà soát dữ liệu"),
            )
        ],
        task_agencies=[
            TaskAgency(
                task_id=key("tasks", 0),
                agency_id="so-yte-ta",
                name="Sở Y tế tỉnh Tân An Đông",
                role=AgencyRole.LEAD,
                position=0,
            ),
            TaskAgency(task_id=key("tasks", 0), name="Sở, ban, ngành", role=AgencyRole.COOPERATE, position=0),
        ],
        legal_references=[
            LegalReference(
                reference_id=key("legal_references", 0),
                document_id=doc,
                doc_type="nghi_dinh",
                number="99/2022/NĐ-CP",
                issuer="Chính phủ",
                relation=ReferenceRelation.IMPLEMENTS,
                raw="Nghị định 99/2022/NĐ-CP",
                mentions=2,
                **at("Nghị định 99/2022/NĐ-CP"),
            )
        ],
        amounts=[
            Amount(
                amount_id=key("amounts", 0),
                document_id=doc,
                section_id=work,
                raw="1.250 triệu đồng",
                value_vnd=1.25e9,
                **at("1.250 triệu đồng"),
            )
        ],
        corrections=[
            Correction(
                correction_id=key("corrections", 0),
                document_id=doc,
                raw="Kinh tê",
                corrected="Kinh tế",
                rule="syllables",
                confidence=0.97,
                **at("Kinh tế"),
            )
        ],
    )


def run_row(run_id: str = "run-1") -> IngestRun:
    """A run that ended."""
    return IngestRun(
        run_id=run_id, started_at=MOMENT, finished_at=MOMENT, pipeline_version="1", ingested=1, skipped=0, rejected=1
    )


def rejected_row(uri: str = "/plans/hỏng.pdf", run_id: str = "run-1") -> RejectedFile:
    """A file that could not be read."""
    return RejectedFile(
        source_uri=uri, reason="no page could be read", error_type="UnreadableFile", run_id=run_id, rejected_at=MOMENT
    )


def load(path: Path, documents: Iterable[DocumentRows]) -> LoadOutcome:
    """Load documents with the dimensions and publish them."""
    with WarehouseWriter(path, timeout=5) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        return writer.load(list(documents))
