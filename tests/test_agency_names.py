import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.agency_dimension import agency_id_of, agency_rows
from extractors.agency_lexicon import by_id, entries
from extractors.agency_names import NameReader, canonical_name
from extractors.agency_text import read_syllables
from extractors.agency_units import Setting
from extractors.plan import Header
from schemas.vocabulary import AgencyLevel, Branch

PROVINCE = Header(
    province="Bắc Kạn",
    issuer="Ủy ban nhân dân tỉnh Bắc Kạn",
    branch=Branch.GOVERNMENT,
    issued_date=date(2019, 5, 6),
)
PARTY = Header(
    province="Hà Nam", issuer="Ban Thường vụ Tỉnh ủy Hà Nam", branch=Branch.PARTY, issued_date=date(2021, 1, 4)
)
CITY = Header(province="Hà Nội", issuer="Ủy ban nhân dân thành phố Hà Nội", branch=Branch.GOVERNMENT)
SAIGON = Header(
    province="Thành phố Hồ Chí Minh", issuer="Ủy ban nhân dân Thành phố Hồ Chí Minh", branch=Branch.GOVERNMENT
)
COMMUNE = Header(
    province="Nghệ An", issuer="Ủy ban nhân dân xã Tân Phú", branch=Branch.GOVERNMENT, issued_date=date(2026, 2, 3)
)
FRONT = Header(
    province="Bến Tre",
    issuer="Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bến Tre",
    branch=Branch.FRONT,
    issued_date=date(2014, 4, 10),
)
DEPARTMENT = Header(
    province="Hà Nam", issuer="Sở Du lịch tỉnh Hà Nam", branch=Branch.GOVERNMENT, issued_date=date(2021, 1, 4)
)
MINISTRY = Header(province="Hà Nội", issuer="Bộ Công Thương", branch=Branch.GOVERNMENT)


@pytest.mark.parametrize(
    ("raw", "header", "name"),
    [
        ("UBND TỈNH BẮC KẠN", PROVINCE, "Ủy ban nhân dân tỉnh Bắc Kạn"),
        ("Sở GD&ĐT", PROVINCE, "Sở Giáo dục và Đào tạo tỉnh Bắc Kạn"),
        ("Sở LĐ-TB&XH", PROVINCE, "Sở Lao động - Thương binh và Xã hội tỉnh Bắc Kạn"),
        ("sở công thương", PROVINCE, "sở công thương"),
        ("Sở VH,TT&DL", PROVINCE, "Sở Văn hóa, Thể thao và Du lịch tỉnh Bắc Kạn"),
        ("Uỷ ban nhân dân thị xã Sông Cầu", PROVINCE, "Ủy ban nhân dân thị xã Sông Cầu"),
        ("Thuế Lạng Sơn", PROVINCE, "Thuế tỉnh Lạng Sơn"),
        ("TT. HĐND tỉnh", PROVINCE, "Thường trực Hội đồng nhân dân tỉnh Bắc Kạn"),
        ("BQL Khu kinh tế", PROVINCE, "Ban Quản lý Khu kinh tế tỉnh Bắc Kạn"),
        ("VNPT Bắc Kạn", PROVINCE, "VNPT Bắc Kạn"),
        (
            "Chi cục Bảo vệ môi trường, Biển và Hải đảo",
            PROVINCE,
            "Chi cục Bảo vệ môi trường, Biển và Hải đảo tỉnh Bắc Kạn",
        ),
        ("Trung tâm Công nghệ thông tin và Lưu trữ", PROVINCE, "Trung tâm Công nghệ thông tin và Lưu trữ tỉnh Bắc Kạn"),
        ("Ban Quản lý Vườn quốc gia Ba Bể", PROVINCE, "Ban Quản lý Vườn quốc gia Ba Bể"),
        ("Phòng Kế toán - Tài chính Sở Y tế", PROVINCE, "Phòng Kế toán - Tài chính Sở Y tế tỉnh Bắc Kạn"),
        ("sở Y tế", PROVINCE, "Sở Y tế tỉnh Bắc Kạn"),
        ("phòng Tư pháp các huyện", PROVINCE, "Phòng Tư pháp các huyện"),
        ("Viễn thông Bắc Kạn", PROVINCE, "Viễn thông Bắc Kạn"),
        ("UBND các huyện Ba Bể, Chợ Đồn và Na Rì", PROVINCE, "Ủy ban nhân dân các huyện Ba Bể, Chợ Đồn và Na Rì"),
        ("Thanh tra Sở", DEPARTMENT, "Thanh tra Sở Du lịch tỉnh Hà Nam"),
        ("Phòng Quản lý lữ hành", DEPARTMENT, "Phòng Quản lý lữ hành Sở Du lịch tỉnh Hà Nam"),
        ("BAN THƯỜNG VỤ", PARTY, "Ban Thường vụ Tỉnh ủy Hà Nam"),
        ("UBKT Tỉnh uỷ", PARTY, "Ủy ban Kiểm tra Tỉnh ủy Hà Nam"),
        ("Phòng Tổng hợp", PARTY, "Phòng Tổng hợp Văn phòng Tỉnh ủy Hà Nam"),
        ("BCSĐ UBND tỉnh", PARTY, "Ban cán sự đảng Ủy ban nhân dân tỉnh Hà Nam"),
        ("Ban Tuyên giáo TW", PARTY, "Ban Tuyên giáo Trung ương"),
        ("MTTQ", PARTY, "Mặt trận Tổ quốc Việt Nam"),
        ("Mặt trận Tổ quốc tỉnh", PARTY, "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Hà Nam"),
        ("Hội nghị Trung ương 5 khóa XII", PARTY, "Ban Chấp hành Trung ương Đảng"),
        ("Sở Y tế", CITY, "Sở Y tế thành phố Hà Nội"),
        ("TT. TU", CITY, "Thường trực Thành ủy Hà Nội"),
        ("UBND TP.HCM", SAIGON, "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        ("Công an Thành phố", SAIGON, "Công an Thành phố Hồ Chí Minh"),
        ("UBND xã", COMMUNE, "Ủy ban nhân dân xã Tân Phú"),
        ("Phòng VH-XH", COMMUNE, "Phòng Văn hóa - Xã hội xã Tân Phú"),
        ("Sở Tài chính", COMMUNE, "Sở Tài chính tỉnh Nghệ An"),
        ("Thường trực Đảng ủy xã", COMMUNE, "Thường trực Đảng ủy xã Tân Phú"),
        ("BTT UBMTTQ tỉnh", FRONT, "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bến Tre"),
        ("Bộ NN&PTNT", MINISTRY, "Bộ Nông nghiệp và Phát triển nông thôn"),
        ("UBND tỉnh, thành phố", MINISTRY, "Ủy ban nhân dân tỉnh, thành phố"),
        ("Thủ tướng Chính phủ", Header(), "Thủ tướng Chính phủ"),
        ("TTg Chính phủ", PROVINCE, "Thủ tướng Chính phủ"),
        ("BQL Khu kinh tế Tà Lùng - Cao Bằng", PROVINCE, "Ban Quản lý Khu kinh tế Tà Lùng - Cao Bằng"),
        ("Sở Nông nghiệp và PTNT", PROVINCE, "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bắc Kạn"),
        ("Sở Văn hoá, TT và DL", PROVINCE, "Sở Văn hóa, Thể thao và Du lịch tỉnh Bắc Kạn"),
        ("Sở VH, TT & DL", PROVINCE, "Sở Văn hóa, Thể thao và Du lịch tỉnh Bắc Kạn"),
        ("Sở Lao động - TB và XH", PROVINCE, "Sở Lao động - Thương binh và Xã hội tỉnh Bắc Kạn"),
        ("Sở Kế hoạch & ĐT", PROVINCE, "Sở Kế hoạch và Đầu tư tỉnh Bắc Kạn"),
        ("Sở GD và ĐT", PROVINCE, "Sở Giáo dục và Đào tạo tỉnh Bắc Kạn"),
        ("Kho bạc NN tỉnh", PROVINCE, "Kho bạc Nhà nước tỉnh Bắc Kạn"),
        ("NHNN chi nhánh tỉnh", PROVINCE, "Ngân hàng Nhà nước chi nhánh tỉnh Bắc Kạn"),
        ("Ban TGTU", PARTY, "Ban Tuyên giáo Tỉnh ủy Hà Nam"),
        ("BCĐ 389 tỉnh", PROVINCE, "Ban Chỉ đạo 389 tỉnh Bắc Kạn"),
        ("Trường Chính trị Trần Phú", PROVINCE, "Trường Chính trị Trần Phú"),
        ("Trường Chính trị tỉnh", PROVINCE, "Trường Chính trị tỉnh Bắc Kạn"),
        ("Hiệp hội DNNVV tỉnh", PROVINCE, "Hiệp hội Doanh nghiệp nhỏ và vừa tỉnh Bắc Kạn"),
        ("BQL dự án đầu tư xây dựng tỉnh", PROVINCE, "Ban Quản lý Dự án đầu tư xây dựng tỉnh Bắc Kạn"),
        ("Công đoàn các KCN tỉnh", PROVINCE, "Công đoàn các khu công nghiệp tỉnh Bắc Kạn"),
        ("NHNN Việt Nam - Chi nhánh Khu vực IX", PROVINCE, "Ngân hàng Nhà nước Việt Nam - Chi nhánh Khu vực IX"),
    ],
)
def test_abbreviations_casing_and_place_make_one_canonical_name(raw: str, header: Header, name: str) -> None:
    assert canonical_name(raw, header) == name


def test_a_canonical_name_is_its_own_canonical_name() -> None:
    for raw, header in itertools.product(
        ["Sở Y tế", "UBND tỉnh", "Tỉnh ủy", "VPTU", "HĐND tỉnh", "Bộ Y tế", "Công an tỉnh", "Trung tâm CNTT"],
        [PROVINCE, PARTY, SAIGON],
    ):
        name = canonical_name(raw, header)
        assert canonical_name(name, header) == name


def test_an_institute_keeps_the_university_it_names() -> None:
    assert canonical_name("Viện Sinh thái, ĐH Tây Nguyên", PROVINCE) == "Viện Sinh thái, Đại học Tây Nguyên"


def test_a_name_with_a_place_in_it_takes_no_other() -> None:
    assert canonical_name("Bệnh viện Trung ương Thái Nguyên", PROVINCE) == "Bệnh viện Trung ương Thái Nguyên"
    assert canonical_name("Bảo tàng Sinh vật biển miền Bắc", PROVINCE) == "Bảo tàng Sinh vật biển miền Bắc"


def test_a_short_form_means_the_body_of_the_plans_day() -> None:
    before = Header(province="Quảng Trị", issuer="Ủy ban nhân dân tỉnh Quảng Trị", issued_date=date(2020, 1, 1))
    after = Header(province="Quảng Trị", issuer="Ủy ban nhân dân tỉnh Quảng Trị", issued_date=date(2025, 11, 1))
    assert canonical_name("BCH BĐBP tỉnh", before) == "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Quảng Trị"
    assert canonical_name("BCH BĐBP tỉnh", after) == "Ban Chỉ huy Bộ đội Biên phòng tỉnh Quảng Trị"


def test_a_chamber_keeps_the_name_it_had_on_the_plans_day() -> None:
    later = replace(PROVINCE, issued_date=date(2023, 2, 1))
    assert canonical_name("VCCI chi nhánh Vũng Tàu", PROVINCE).startswith("Phòng Thương mại và Công nghiệp Việt Nam")
    assert canonical_name("VCCI", later) == "Liên đoàn Thương mại và Công nghiệp Việt Nam"


def test_the_word_for_a_unit_at_the_end_of_a_text_is_read() -> None:
    syllables = read_syllables("NHNN chi nhánh tỉnh")
    name = NameReader(syllables, Setting.of(PROVINCE)).at(0)
    assert name is not None and name.end == len(syllables)


def test_the_letters_of_a_documents_number_are_no_abbreviation() -> None:
    assert read_syllables("Kế hoạch số 15-KH/TU").forms[-1] == "tu"


def test_every_successor_is_a_row_of_the_lexicons() -> None:
    known = by_id()
    assert all(entry.successor_id in known for entry in entries() if entry.successor_id is not None)


def test_no_body_ends_before_it_begins() -> None:
    for entry in entries():
        if entry.valid_from is not None and entry.valid_to is not None:
            assert entry.valid_from <= entry.valid_to


def test_the_id_of_a_provinces_body_holds_the_provinces_code() -> None:
    assert agency_id_of("Sở Y tế thành phố Hà Nội", CITY) == "so_y_te.01-HN"
    assert agency_id_of("Bộ Y tế", CITY) == "bo_y_te"


def test_the_dimension_gives_validity_and_the_successors_row() -> None:
    name = "Sở Thông tin và Truyền thông tỉnh Bắc Kạn"
    rows = {row.agency_id: row for row in agency_rows({agency_id_of(name, PROVINCE): name}, PROVINCE)}
    old = rows["so_thong_tin_va_truyen_thong.06-BK"]
    assert old.valid_to == date(2025, 2, 28)
    assert old.level is AgencyLevel.PROVINCE
    assert rows[old.successor_id or ""].name == "Sở Khoa học và Công nghệ tỉnh Bắc Kạn"


@given(st.text(alphabet="UBNDSởĐàiHội đồng,.;:-/&()TP\n\t19aà", max_size=60))
def test_any_text_has_a_canonical_name(raw: str) -> None:
    assert isinstance(canonical_name(raw, PROVINCE), str)


@given(st.text(max_size=80))
def test_syllables_stand_where_they_are_printed(text: str) -> None:
    syllables = read_syllables(text)
    assert syllables.starts == sorted(syllables.starts)
    assert all(0 <= s < e <= len(text) for s, e in zip(syllables.starts, syllables.ends, strict=True))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Báo Hòn Gai tăng thời lượng tuyên truyền", "Báo Hòn Gai"),
        ("Cảng vụ Hàng hải Nghi Sơn cải cách thủ tục", "Cảng vụ Hàng hải Nghi Sơn"),
        ("Đồn Biên phòng Pha Long tuần tra đường mòn", "Đồn Biên phòng Pha Long"),
        ("Cơ sở cai nghiện ma túy Ba Vì tiếp nhận người nghiện", "Cơ sở cai nghiện ma túy Ba Vì"),
    ],
)
def test_a_proper_name_ends_where_common_words_follow(line: str, name: str) -> None:
    found = NameReader(read_syllables(line), Setting.of(PROVINCE)).at(0)
    assert found is not None and found.text == name


@pytest.mark.parametrize(
    ("raw", "header", "name"),
    [
        ("Cục Khí tượng Thủy văn phát triển mạng lưới trạm đo", PROVINCE, "Cục Khí tượng Thủy văn"),
        ("Quỹ Đầu tư phát triển", PROVINCE, "Quỹ Đầu tư phát triển tỉnh Bắc Kạn"),
        ("Ban Chỉ huy Đê điều và Phòng, chống lụt bão", PROVINCE,
         "Ban Chỉ huy Đê điều và Phòng, chống lụt bão tỉnh Bắc Kạn"),
        ("Cục Đê điều và Phòng, chống lụt bão chủ trì", PROVINCE, "Cục Đê điều và Phòng, chống lụt bão"),
        ("Phòng Cảnh sát điều tra tội phạm về kinh tế", DEPARTMENT,
         "Phòng Cảnh sát điều tra tội phạm về kinh tế Công an tỉnh Hà Nam"),
        ("Phòng Hậu cần bảo đảm phương tiện", PROVINCE, "Phòng Hậu cần"),
        ("Trung tâm Xúc tiến đầu tư, thương mại và du lịch", PROVINCE,
         "Trung tâm Xúc tiến đầu tư, thương mại và du lịch tỉnh Bắc Kạn"),
        ("Trung tâm Xúc tiến đầu tư, Thương mại và Du lịch", PROVINCE,
         "Trung tâm Xúc tiến đầu tư, Thương mại và Du lịch tỉnh Bắc Kạn"),
        ("MobiFone Khu vực 3", PROVINCE, "MobiFone Khu vực 3"),
        ("Công ty Cổ phần Quản lý và Xây dựng cầu đường phân luồng", PROVINCE,
         "Công ty Cổ phần Quản lý và Xây dựng cầu đường"),
        ("Công ty TNHH MTV Quản lý khai thác công trình thủy lợi vận hành", PROVINCE,
         "Công ty TNHH MTV Quản lý khai thác công trình thủy lợi"),
        ("Đài Tiếng nói nhân dân tỉnh phát sóng", PROVINCE, "Đài Tiếng nói nhân dân tỉnh Bắc Kạn"),
        ("Trường PTDTBT THCS Cốc Đán", PROVINCE, "Trường Phổ thông dân tộc bán trú trung học cơ sở Cốc Đán"),
        ("Ban Chỉ huy phòng thủ dân sự", PROVINCE, "Ban Chỉ huy Phòng thủ dân sự tỉnh Bắc Kạn"),
        ("Văn phòng Thường trực Ban Chỉ huy phòng thủ dân sự", PROVINCE,
         "Văn phòng Thường trực Ban Chỉ huy Phòng thủ dân sự tỉnh Bắc Kạn"),
        ("Tổ công tác triển khai Đề án 06", PROVINCE, "Tổ công tác triển khai Đề án 06 tỉnh Bắc Kạn"),
        ("Ban Chỉ đạo triển khai thực hiện Chiến lược dân số", PROVINCE,
         "Ban Chỉ đạo triển khai thực hiện Chiến lược dân số tỉnh Bắc Kạn"),
        ("Hạt Kiểm lâm khu vực Ba Bể", PROVINCE, "Hạt Kiểm lâm khu vực Ba Bể"),
        ("Đội Quản lý thị trường số 2 kiểm tra", PROVINCE, "Đội Quản lý thị trường số 2"),
        ("Đoàn Thanh niên Công an tỉnh", PROVINCE, "Đoàn Thanh niên Cộng sản Hồ Chí Minh Công an tỉnh Bắc Kạn"),
        ("Chi nhánh Ngân hàng Chính sách xã hội tỉnh cho vay", PROVINCE,
         "Chi nhánh Ngân hàng Chính sách xã hội tỉnh Bắc Kạn"),
        ("UBTW MTTQ Việt Nam", PROVINCE, "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"),
        ("Công an các huyện, thị, thành phố", PROVINCE, "Công an các huyện, thị, thành phố"),
    ],
)  # fmt: skip
def test_names_end_where_the_body_ends(raw: str, header: Header, name: str) -> None:
    read = NameReader(read_syllables(raw), Setting.of(header)).at(0)
    assert read is not None
    assert read.text == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Ban Xây dựng Đảng xã", "Ban Xây dựng Đảng Đảng ủy xã Mường Hoa"),
        ("Ban Thường vụ Đảng ủy", "Ban Thường vụ Đảng ủy xã Mường Hoa"),
        ("BAN CHẤP HÀNH", "Ban Chấp hành Đảng bộ xã Mường Hoa"),
        ("Trạm Y tế xã", "Trạm Y tế xã Mường Hoa"),
    ],
)
def test_a_commune_committees_own_bodies_take_its_commune(raw: str, name: str) -> None:
    committee = Header(
        province="Lào Cai",
        issuer="Ban Chấp hành Đảng bộ xã Mường Hoa",
        branch=Branch.PARTY,
        issued_date=date(2026, 2, 2),
    )
    assert canonical_name(raw, committee) == name
