import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.markers import match_marker
from schemas.vocabulary import MarkerKind


@pytest.mark.parametrize(
    ("line", "kind", "text", "number"),
    [
        ("I. MỤC ĐÍCH", MarkerKind.ROMAN, "I.", "I"),
        ("IV- TỔ CHỨC THỰC HIỆN", MarkerKind.ROMAN, "IV-", "IV"),
        ("II.Tình hình", MarkerKind.ROMAN, "II.", "II"),
        ("3. Yêu cầu", MarkerKind.ARABIC, "3.", "3"),
        ("3.Yêu cầu", MarkerKind.ARABIC, "3.", "3"),
        ("11. Sở Y tế", MarkerKind.ARABIC, "11.", "11"),
        ("1- Mục tiêu", MarkerKind.ARABIC, "1-", "1"),
        ("(2) Tỷ lệ hộ nghèo", MarkerKind.ARABIC, "(2)", "2"),
        ("2.1- Đến năm 2025", MarkerKind.DECIMAL, "2.1-", "2.1"),
        ("2.1 Xây dựng", MarkerKind.DECIMAL, "2.1", "2.1"),
        ("1.1.2. Xây dựng", MarkerKind.DECIMAL, "1.1.2.", "1.1.2"),
        ("đ) Trên 80% hộ", MarkerKind.LETTER, "đ)", "đ"),
        ("a. Xây dựng", MarkerKind.LETTER, "a.", "a"),
        ("b/. Địa chỉ:", MarkerKind.LETTER, "b/.", "b"),
        ("2/. Yêu cầu", MarkerKind.ARABIC, "2/.", "2"),
        ("Phụ lục 02", MarkerKind.ANNEX, "Phụ lục 02", "02"),
        ("PHỤ LỤC", MarkerKind.ANNEX, "PHỤ LỤC", ""),
        ("Phần thứ hai", MarkerKind.PART, "Phần thứ hai", "hai"),
        ("Chương III", MarkerKind.PART, "Chương III", "III"),
        ("A. ĐẶC ĐIỂM TÌNH HÌNH", MarkerKind.PART, "A.", "A"),
        ("Điều 3. Hiệu lực", MarkerKind.ARTICLE, "Điều 3.", "3"),
    ],
)
def test_numbers_of_every_kind_open_a_section(line: str, kind: MarkerKind, text: str, number: str) -> None:
    marker = match_marker(line)
    assert marker is not None
    assert (marker.kind, marker.text, marker.number) == (kind, text, number)
    assert not line[marker.length :].startswith(" ")


@pytest.mark.parametrize(
    "line",
    [
        "1.250 tỷ đồng được bố trí từ ngân sách tỉnh",
        "1.5 triệu lượt khách",
        "99,5% số xã có sóng",
        "5G phủ sóng toàn tỉnh",
        "2026 - 2030",
        "30.11.2025 là hạn cuối",
        "01-02 hội thảo khoa học",
        "đ/c Chủ tịch",
        "V/v tăng cường phòng dịch",
        "Phụ lục kèm theo Kế hoạch này",
        "Điều kiện làm việc được cải thiện",
        "Phần mềm quản lý",
        "Chương trình hành động",
        "",
    ],
)
def test_quantities_dates_and_words_open_no_section(line: str) -> None:
    assert match_marker(line) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_within_its_length(line: str) -> None:
    marker = match_marker(line)
    assert marker is None or (0 < marker.length <= len(line) and line.startswith(marker.text))
