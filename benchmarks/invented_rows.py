"""Invented plans as rows, as many as wanted: the shape of real ones, 263 rows and 21,000 letters each.

Counts a plan (35 sections, 18 targets, 20 dates, 82 mentions, 20 tasks …) are the averages over real plans. The words
are drawn at random, which compresses worse than prose: sizes and times are on the safe side.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.tables import (
    Agency,
    AgencyMention,
    Amount,
    Correction,
    DateRow,
    Document,
    DocumentRows,
    LegalReference,
    PageRow,
    Percentage,
    Province,
    Section,
    Target,
    Task,
    TaskAgency,
)
from schemas.vocabulary import IndicatorId

_SYLLABLES = (
    "kế hoạch triển khai thực hiện nghị quyết chính phủ tỉnh ủy ban nhân dân chủ trì phối hợp các sở ngành địa phương "
    "kinh tế xã hội phát triển công nghệ thông tin chuyển đổi số giáo dục đào tạo y tế nông nghiệp môi trường doanh "
    "nghiệp đầu tư xây dựng hạ tầng giao thông nguồn lực chất lượng cao đổi mới sáng nghiên cứu ứng dụng dữ liệu dịch "
    "vụ trực tuyến hành cải cách thủ tục mục tiêu nhiệm giải pháp tổ chức kinh phí báo cáo định kỳ hằng năm quý tháng "
    "đến đạt trên dưới khoảng tối thiểu tỷ lệ phần trăm tăng trưởng bình quân hộ gia đình người lao động việc làm đô "
    "thị thông minh vùng sâu xa dân tộc miền núi biển đảo du lịch văn hóa thể thao quốc phòng an ninh tuyên truyền"
)
_INDICATORS = [indicator.value for indicator in IndicatorId]
_RELATIONS = ("implements", "basis", "cited", "cited", "cited")
_ROLES = ("lead", "cooperate", "implement", "direct", "mentioned", "report_to")
_FIELDS = ("Y tế", "Tài chính", "Nội vụ", "Công Thương", "Xây dựng", "Tư pháp", "Khoa học và Công nghệ")
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_SECTIONS, _TARGETS, _DATES, _MENTIONS, _TASKS, _PAGES = 35, 18, 20, 82, 20, 9


class InventedPlans:
    """Makes plans of the given provinces, the same ones for the same seed.

    The rows are made without validation: they are right by construction, and what is measured is the loading.
    """

    def __init__(self, provinces: tuple[Province, ...], seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._provinces = provinces
        self.agencies = [
            Agency(
                agency_id=f"so_{index}.{unit.province_code}",
                name=f"Sở {field} {unit.name}",
                branch="government",
                level="province",
                province_code=unit.province_code,
            )
            for unit in provinces
            for index, field in enumerate(_FIELDS)
        ]
        syllables = _SYLLABLES.split()
        self._sentences = [" ".join(self._random.choices(syllables, k=12)) for _ in range(20_000)]

    def documents(self, count: int, start: int = 0) -> Iterator[DocumentRows]:
        """Yield the plans number `start` to `start + count`."""
        for number in range(start, start + count):
            paragraphs = [". ".join(self._random.choices(self._sentences, k=10)) for _ in range(_SECTIONS)]
            yield _Plan(number, paragraphs, self._provinces, self.agencies, self._random).rows()


class _Plan:
    def __init__(
        self,
        number: int,
        paragraphs: list[str],
        provinces: tuple[Province, ...],
        agencies: list[Agency],
        chance: random.Random,
    ) -> None:
        self.number, self.paragraphs, self.chance = number, paragraphs, chance
        self.sha = hashlib.sha256(str(number).encode()).hexdigest()
        self.doc, self.year = self.sha[:16], 2019 + number % 8
        at = number % len(provinces)
        self.unit, self.bodies = provinces[at], agencies[at * len(_FIELDS) : (at + 1) * len(_FIELDS)]
        self.starts = [0]
        for paragraph in paragraphs:
            self.starts.append(self.starts[-1] + len(paragraph) + 1)

    def key(self, layer: str, index: int) -> str:
        return f"{self.doc}:{layer}:{index:06d}"

    def at(self, index: int, length: int, *without: str) -> dict[str, Any]:
        section = index % _SECTIONS
        begin = self.starts[section] + 5
        place = {
            "document_id": self.doc,
            "section_id": self.key("section", section),
            "char_start": begin,
            "char_end": begin + length,
            "page": 1 + section // 4,
            "bbox": None,
        }
        return {name: value for name, value in place.items() if name not in without}

    def words(self, index: int, length: int) -> str:
        return self.paragraphs[index % _SECTIONS][5 : 5 + length]

    def rows(self) -> DocumentRows:
        tasks, parties = self.tasks()
        return DocumentRows.model_construct(
            document=self.document(),
            pages=self.pages(),
            sections=self.sections(),
            percentages=[
                Percentage.model_construct(
                    percentage_id=self.key("percentage", i), raw="20%", low=20.0, high=20.0, comparator="eq", per=None,
                    **self.at(i, 3),
                )
                for i in range(7)
            ],
            targets=self.targets(),
            dates=[
                DateRow.model_construct(
                    date_id=self.key("date", i), raw=f"năm {self.year}", kind="year",
                    start_date=date(self.year, 1, 1), end_date=date(self.year, 12, 31), role="deadline",
                    **self.at(i, 8),
                )
                for i in range(_DATES)
            ],
            agencies=[],
            agency_mentions=self.mentions(),
            tasks=tasks,
            task_agencies=parties,
            legal_references=self.references(),
            amounts=[
                Amount.model_construct(
                    amount_id=self.key("amount", 0), raw="1 tỷ đồng", value_vnd=1e9, **self.at(7, 10, "bbox")
                )
            ],
            corrections=[
                Correction.model_construct(
                    correction_id=self.key("correction", i), raw="kinh tê", corrected="kinh tế", rule="syllables",
                    confidence=0.97, **self.at(i, 7, "section_id", "page", "bbox"),
                )
                for i in range(5)
            ],
        )  # fmt: skip

    def document(self) -> Document:
        unit = self.unit
        return Document.model_construct(
            document_id=self.doc, source_name=f"plan-{self.number}.txt", source_uri=f"/plans/plan-{self.number}.txt",
            source_sha256=self.sha, media_type="text/plain", page_count=_PAGES, text="\n".join(self.paragraphs),
            doc_type="ke_hoach", number=f"{self.number}/KH-UBND", received_number=None, received_date=None,
            title=f"Kế hoạch {self.paragraphs[0][:80]}", issuer=f"Ủy ban nhân dân {unit.name}",
            issuer_id=self.bodies[0].agency_id, branch="government", province=unit.name,
            province_code=unit.province_code, place=unit.name, issued_date=date(self.year, 2, 3), signer_name=None,
            signer_position=None, signing_authority=None, period_start=self.year, period_end=self.year + 5,
            text_origin="text", ocr_confidence=None, pipeline_version="bench", ingested_at=_MOMENT,
        )  # fmt: skip

    def pages(self) -> list[PageRow]:
        return [
            PageRow.model_construct(
                document_id=self.doc, page=page + 1, char_start=self.starts[page * 4],
                char_end=self.starts[min(page * 4 + 4, _SECTIONS)] - 1, width=595.0, height=842.0, text_origin="text",
                ocr_confidence=None,
            )
            for page in range(_PAGES)
        ]  # fmt: skip

    def sections(self) -> list[Section]:
        made = []
        for index, paragraph in enumerate(self.paragraphs):
            top, within = divmod(index, 5)
            made.append(
                Section.model_construct(
                    section_id=self.key("section", index), document_id=self.doc,
                    parent_id=self.key("section", index - within) if within else None, position=index,
                    depth=2 if within else 1, path=f"{top + 1}.{within}" if within else f"{top + 1}",
                    marker=f"{index}.", marker_kind="arabic", heading=paragraph[:60],
                    role="muc_tieu" if index < 10 else "nhiem_vu_giai_phap", text=paragraph,
                    char_start=self.starts[index], char_end=self.starts[index + 1] - 1, page_start=1 + index // 4,
                    page_end=1 + index // 4,
                )
            )  # fmt: skip
        return made

    def targets(self) -> list[Target]:
        made = []
        for index in range(_TARGETS):
            value = float(self.chance.randrange(5, 100))
            made.append(
                Target.model_construct(
                    target_id=self.key("target", index), kind="quantitative", indicator=self.words(index, 40),
                    indicator_id=self.chance.choice(_INDICATORS) if index % 2 else None, low=value, high=value,
                    comparator="eq", unit="percent", unit_label=None, per=None, base="GRDP",
                    deadline_year=self.chance.choice((2025, 2030)), deadline_date=None, deadline_from="inline",
                    quote=self.words(index, 70), **self.at(index, 70),
                )
            )  # fmt: skip
        return made

    def mentions(self) -> list[AgencyMention]:
        made = []
        for index in range(_MENTIONS):
            body = self.chance.choice(self.bodies)
            made.append(
                AgencyMention.model_construct(
                    mention_id=self.key("mention", index), agency_id=body.agency_id, raw=body.name, name=body.name,
                    role=self.chance.choice(_ROLES), collective=False, **self.at(index, 20),
                )
            )  # fmt: skip
        return made

    def tasks(self) -> tuple[list[Task], list[TaskAgency]]:
        tasks, parties = [], []
        for index in range(_TASKS):
            due = date(self.year, 1, 1) + timedelta(days=self.chance.randrange(2000))
            task_id = self.key("task", index)
            tasks.append(
                Task.model_construct(
                    task_id=task_id, number=str(index), description=self.words(index, 80), category=None,
                    timeframe_raw=f"trước {due:%d/%m/%Y}", timeframe_kind="date", start_date=None,
                    end_date=due if index % 3 else None, budget_vnd=1e9 if index % 7 == 0 else None, funding=None,
                    origin="annex_table", **self.at(index, 80, "bbox"),
                )
            )  # fmt: skip
            for position in range(3):
                body = self.chance.choice(self.bodies)
                parties.append(
                    TaskAgency.model_construct(
                        task_id=task_id, agency_id=body.agency_id, name=body.name,
                        role="cooperate" if position else "lead", position=max(position - 1, 0),
                    )
                )  # fmt: skip
        return tasks, parties

    def references(self) -> list[LegalReference]:
        """One older plan that this one carries out, and acts of the centre."""
        made = []
        for index, relation in enumerate(_RELATIONS):
            cited = self.chance.randrange(3000)
            number = f"{cited}/NQ-CP" if index else f"{self.number // 3}/KH-UBND"
            made.append(
                LegalReference.model_construct(
                    reference_id=self.key("reference", index), doc_type="nghi_quyet", number=number,
                    issued_date=date(2010 + cited % 16, 3, 4), issuer="Chính phủ", relation=relation, raw=number,
                    mentions=1 + cited % 4, **self.at(index, 20, "section_id", "bbox"),
                )
            )  # fmt: skip
        return made
