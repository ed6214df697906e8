"""Names of bodies that leave out their district, commune, council, ministry or the head of their list."""

from datetime import date

import pytest

from extractors.agency_finder import find_items
from extractors.agency_text import read_syllables
from extractors.agency_units import Setting
from extractors.plan import Header
from schemas.vocabulary import Branch

_DAY = date(2023, 3, 1)
DISTRICT = Header(
    province="Quảng Nam", issuer="Ủy ban nhân dân huyện Đại Lộc", branch=Branch.GOVERNMENT, issued_date=_DAY
)
TOWN = Header(
    province="Đồng Tháp", issuer="Ủy ban nhân dân thành phố Cao Lãnh", branch=Branch.GOVERNMENT, issued_date=_DAY
)
PROVINCE = Header(province="Gia Lai", issuer="Ủy ban nhân dân tỉnh Gia Lai", branch=Branch.GOVERNMENT, issued_date=_DAY)
PARTY = Header(province="Gia Lai", issuer="Tỉnh ủy Gia Lai", branch=Branch.PARTY, issued_date=_DAY)
MINISTRY = Header(issuer="Bộ Y tế", branch=Branch.GOVERNMENT, issued_date=_DAY)


def bodies(header: Header, words: str) -> list[str]:
    return [item.name for item in find_items(read_syllables(words), Setting.of(header))]


@pytest.mark.parametrize(
    ("header", "words", "names"),
    [
        (DISTRICT, "Phòng Y tế; Huyện đoàn; Công an huyện",
         ["Phòng Y tế huyện Đại Lộc", "Huyện đoàn Đại Lộc", "Công an huyện Đại Lộc"]),
        (DISTRICT, "Các phòng: TC-KH, GD&ĐT",
         ["Phòng Tài chính - Kế hoạch huyện Đại Lộc", "Phòng Giáo dục và Đào tạo huyện Đại Lộc"]),
        (DISTRICT, "Văn phòng HĐND-UBND huyện",
         ["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Đại Lộc"]),
        (DISTRICT, "Phòng giao dịch Ngân hàng Chính sách xã hội huyện",
         ["Phòng giao dịch Ngân hàng Chính sách xã hội huyện Đại Lộc"]),
        (TOWN, "Phòng Kinh tế; UBND tỉnh", ["Phòng Kinh tế thành phố Cao Lãnh", "Ủy ban nhân dân tỉnh Đồng Tháp"]),
        (TOWN, "UBND THÀNH PHỐ HỒNG NGỰ", ["Ủy ban nhân dân thành phố Hồng Ngự"]),
        (MINISTRY, "Văn phòng Bộ, Thanh tra Bộ", ["Văn phòng Bộ Y tế", "Thanh tra Bộ Y tế"]),
    ],
)  # fmt: skip
def test_a_body_takes_the_unit_of_its_plan(header: Header, words: str, names: list[str]) -> None:
    assert bodies(header, words) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Các Sở: VHTT, TTTT, Y tế",
         ["Sở Văn hóa và Thể thao tỉnh Gia Lai", "Sở Thông tin và Truyền thông tỉnh Gia Lai", "Sở Y tế tỉnh Gia Lai"]),
        ("Ban Pháp chế, Ban Dân tộc HĐND tỉnh",
         ["Ban Pháp chế Hội đồng nhân dân tỉnh Gia Lai", "Ban Dân tộc Hội đồng nhân dân tỉnh Gia Lai"]),
        ("Ban Dân tộc tỉnh", ["Ban Dân tộc tỉnh Gia Lai"]),
        ("Phòng An ninh kinh tế chủ trì", ["Phòng An ninh kinh tế Công an tỉnh Gia Lai"]),
        ("Chi cục Thuế khu vực An Khê - Kbang; Kho bạc Nhà nước khu vực XV",
         ["Chi cục Thuế khu vực An Khê - Kbang", "Kho bạc Nhà nước khu vực XV"]),
        ("Trung đoàn 48; Vùng Cảnh sát biển 2", ["Trung đoàn 48", "Vùng Cảnh sát biển 2"]),
        ("JICA và Ngân hàng Thế giới (WB) tài trợ",
         ["Cơ quan Hợp tác Quốc tế Nhật Bản", "Ngân hàng Thế giới", "Ngân hàng Thế giới"]),
        ("Trường THPT số 2 Mang Yang", ["Trường Trung học phổ thông số 2 Mang Yang"]),
        ("UBND các huyện Cư M'gar, Ea H'leo, Krông Năng", ["Ủy ban nhân dân các huyện Cư M'gar, Ea H'leo, Krông Năng"]),
        ("Thường trực HĐND - UBND các xã", ["Thường trực Hội đồng nhân dân - Ủy ban nhân dân các xã"]),
        ("Đồn Biên phòng các xã biên giới", ["Đồn Biên phòng các xã biên giới"]),
        ("các trạm y tế xã, phường", ["Trạm y tế xã, phường"]),
        ("các đảng ủy trực thuộc Tỉnh ủy, đảng ủy các xã", ["Đảng ủy trực thuộc Tỉnh ủy, đảng ủy các xã"]),
        ("kiện toàn Ban Chỉ đạo chuyển đổi số từ tỉnh đến cơ sở", ["Ban Chỉ đạo Chuyển đổi số"]),
        ("Cục trưởng Cục Viễn thông", ["Cục Viễn thông"]),
        ("Công ty TNHH MTV Cấp nước Pleiku", ["Công ty TNHH MTV Cấp nước Pleiku"]),
    ],
)  # fmt: skip
def test_a_name_is_read_whole(words: str, names: list[str]) -> None:
    assert bodies(PROVINCE, words) == names


@pytest.mark.parametrize(
    "words",
    [
        "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26/11/2003",
        "Căn cứ Luật Công an nhân dân",
        "Mỗi thôn có 02 điểm truy cập, từng xã có kế hoạch",
        "hỗ trợ từ Quỹ Bảo vệ môi trường tỉnh",
    ],
)
def test_what_only_holds_a_name_names_nobody(words: str) -> None:
    assert bodies(PROVINCE, words) == []


def test_a_column_of_running_numbers_is_no_standing_committee() -> None:
    assert bodies(PARTY, "(Kèm theo Kế hoạch của Tỉnh ủy)\nTT\tChỉ tiêu\tĐơn vị") == ["Tỉnh ủy Gia Lai"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Hội đồng Quản lý quỹ giám sát việc thực hiện", ["Hội đồng Quản lý quỹ tỉnh Gia Lai"]),
        ("Ban Chỉ đạo Quốc gia về phòng thủ dân sự", ["Ban Chỉ đạo Quốc gia về phòng thủ dân sự"]),
        ("Phòng Kế hoạch tổng hợp chủ trì", ["Phòng Kế hoạch tổng hợp"]),
        ("các khoa, phòng xây dựng kế hoạch", ["Khoa, phòng"]),
        ("Cục Hải quan Gia Lai - Kon Tum kiểm tra", ["Cục Hải quan Gia Lai - Kon Tum"]),
    ],
)
def test_a_name_ends_at_a_verb_and_goes_on_through_its_fields(words: str, names: list[str]) -> None:
    assert bodies(PROVINCE, words) == names
