"""Real documents of many offices: what their headers, outlines and tables of tasks must give. They stay where they are.

Scans are cut to the pages that a test is about, so that reading them takes seconds.
"""

import io
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from spacy.tokens import Doc

from corpus import read, read_bytes
from extractors import annotate
from extractors.plan import Assignment
from schemas.vocabulary import AgencyRole, Branch, DateKind, DocType, TaskOrigin
from tests.scans import needs_tesseract

_REAL = Path(__file__).resolve().parents[2] / "shared" / "real"


def _path(start: str) -> Path:
    found = sorted(_REAL.glob(f"{start}*"))
    if not found:
        pytest.skip(f"no real documents in {_REAL}: they are not part of the project")
    return found[0]


@cache
def _whole(start: str) -> Doc:
    return annotate(read(_path(start)))


@cache
def _pages(start: str, *numbers: int) -> Doc:
    """Read some pages of a PDF, 1-based."""
    needs_tesseract()
    source, cut, out = pdfium.PdfDocument(_path(start)), pdfium.PdfDocument.new(), io.BytesIO()
    cut.import_pages(source, [number - 1 for number in numbers])
    cut.save(out)
    return annotate(read_bytes(out.getvalue(), f"{start}.pdf"))


def _rows(doc: Doc) -> list[Assignment]:
    return [task for task in doc._.tasks if task.origin is TaskOrigin.ANNEX_TABLE]


def _names(task: Assignment, role: AgencyRole) -> list[str]:
    return [name for held, name, _, _ in task.agencies if held is role]


def test_the_page_turned_on_its_side_gives_its_tasks() -> None:
    needs_tesseract()
    tasks = _rows(_whole("quangngai-21"))
    assert [task.number for task in tasks] == ["1", "2", "3", "4", "1"]
    assert all(name.startswith("Sở ") for task in tasks for name in _names(task, AgencyRole.LEAD))
    assert all(_names(task, AgencyRole.COOPERATE) and task.timeframe for task in tasks)
    assert tasks[2].timeframe is not None and tasks[2].timeframe.kind is DateKind.QUARTER
    assert [bool(task.category) for task in tasks] == [False] * 4 + [True]


def test_stamp_seal_and_signature_leave_no_words_in_the_header_of_a_scan() -> None:
    header = _pages("quangngai-08", 1, 3)._.header
    assert (header.doc_type, header.branch) == (DocType.CHI_THI, Branch.GOVERNMENT)
    assert header.title.endswith("tỉnh Quảng Ngãi")
    assert header.issuer == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert (header.province_code, header.place) == ("51-QNG", "Quảng Ngãi")
    assert header.number in (None, "08/CT-UBND")
    assert header.issued_date is None or header.issued_date.year == 2018
    assert header.signer_name.endswith("Ngọc Căng")


def test_writing_by_hand_in_a_letterhead_gives_nothing_wrong() -> None:
    doc = _pages("quangngai-01", 1, 3)
    header = doc._.header
    assert header.issuer == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert header.number in (None, "01/CT-UBND")
    assert header.issued_date in (None, date(2021, 1, 4))
    assert (header.place, header.signer_name) == ("Quảng Ngãi", "Đặng Văn Minh")
    assert not doc._.source.text.startswith("K")  # what the signature notes of itself


def test_the_annex_of_a_long_scan_is_a_table_of_tasks() -> None:
    doc = _pages("ttg-942", 1, 22, 23, 31)
    header = doc._.header
    assert (header.issuer, header.province) == ("Thủ tướng Chính phủ", None)
    assert header.number in (None, "942/QĐ-TTg")
    assert (header.period_start, header.period_end) == (2021, 2025)
    assert header.signer_name.endswith("Đức Đam")
    tasks = _rows(doc)
    assert len(tasks) == 14
    assert all(_names(task, AgencyRole.LEAD) and task.timeframe and task.category for task in tasks)
    assert {task.section.path for task in tasks if task.section} == {"PL"}


def test_a_number_in_a_signature_widget_is_the_documents_own() -> None:
    header = _whole("quirk-number-only")._.header
    assert (header.doc_type, header.number) == (DocType.QUYET_DINH, "1696/QĐ-UBND")
    assert (header.issued_date, header.signer_position) == (date(2026, 5, 15), "Chủ tịch")


def test_part_of_a_ministry_has_its_whole_name_and_no_province() -> None:
    header = _whole("quirk-uw-fontmap")._.header
    assert header.issuer.startswith("Cục Đổi mới") and header.issuer.endswith("Khuyến công")
    assert (header.province, header.place, header.issued_date) == (None, "Hà Nội", date(2025, 7, 9))
    assert header.signer_position == "Phó Cục trưởng"


def test_an_inspection_team_is_named_by_its_decision_in_a_scan_and_in_text() -> None:
    for doc in (_pages("laocai-1105-kh-dkt-2026-broken", 1, 3), _whole("laocai-1105-kh-dkt-2026-reference")):
        header = doc._.header
        assert header.number == "1105/KH-ĐKT"
        assert header.issuer == "Đoàn kiểm tra theo Quyết định số 1050/QĐ-SCT"
        assert (header.issued_date, header.signer_position) == (date(2026, 3, 10), "Trưởng đoàn")


def test_a_word_file_before_it_is_issued_has_a_place_and_no_day() -> None:
    doc = _whole("laocai-ke-hoach")
    header = doc._.header
    assert (header.number, header.place, header.issued_date) == (None, "Lào Cai", None)
    assert (header.signer_position, header.province) == ("Phó Chủ tịch", "Lào Cai")
    assert [task.number for task in _rows(doc)] == [str(number) for number in range(1, 15)]
    assert [section.path for section in doc._.outline.sections if section.depth == 1] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "PL",
    ]
