"""What signature widgets and form fields print over a scan: figures are known, notes are no text."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import read_bytes
from schemas.source import SourceText
from schemas.vocabulary import TextOrigin
from tests.scans import needs_tesseract, plan_page

_LINES = (
    "ỦY BAN NHÂN DÂN XÃ MẪU",
    "Số:          /KH-UBND",
    "Xã Mẫu, ngày 05 tháng 02 năm 2024",
    "KẾ HOẠCH",
    "Khám sức khỏe cho người cao tuổi năm 2024",
    "Thực hiện chỉ đạo của Ủy ban nhân dân huyện, Ủy ban nhân dân xã xây dựng kế hoạch như sau:",
)


def _scan(*fields: tuple[str, float, float, float]) -> SourceText:
    """Read a scanned page with fields: (value, x, y from the foot, width) in points."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.drawImage(ImageReader(plan_page(*_LINES)), 0, 0, *A4)
    for number, (value, x, y, width) in enumerate(fields):
        canvas.acroForm.textfield(
            value=value, name=f"f{number}", x=x, y=y, width=width, height=16, fontSize=11, borderWidth=0,
            fontName="Times-Roman", forceBorder=False, fillColor=None,
        )  # fmt: skip
    canvas.showPage()
    canvas.save()
    return read_bytes(out.getvalue(), "a.pdf")


def test_a_figure_that_a_field_prints_is_taken_as_it_is() -> None:
    needs_tesseract()
    baseline = A4[1] - (200 + 70 + 38) * 72 / 200
    source = _scan(("8513", 96, baseline - 4, 40))
    assert source.text_origin is TextOrigin.OCR
    assert "Số: 8513 /KH-UBND" in source.text


@pytest.mark.parametrize("note", ["vanthu@tinhmau.gov.vn 04.04.2024 14:21:14 +07:00", "Signed by: UBND xa Mau"])
def test_what_a_signature_notes_of_itself_is_no_text_of_a_scan(note: str) -> None:
    needs_tesseract()
    source = _scan((note, 300, A4[1] - 40, 280))
    assert source.text.startswith("ỦY BAN NHÂN DÂN XÃ MẪU")
    assert any(note in kept for kept in source.notes)
