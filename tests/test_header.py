from datetime import date

import pytest

from extractors.header import read_header
from extractors.issuer import branch_of, letterhead_bodies, read_issuer
from extractors.outline import build_outline
from extractors.plan import Header
from extractors.signature import read_signature
from extractors.zones import read_lines
from schemas.source import SourceText
from schemas.vocabulary import Branch, DocType
from tests.plan_text import source_of


def header_of(source: SourceText) -> Header:
    return read_header(source, build_outline(source.text, read_lines(source.text, source.blocks), source.bold))


PLAN = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH HÀ GIANG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 45 /KH-UBND",
    "Hà Giang, ngày 05 tháng 02 năm 2024",
    "KẾ HOẠCH",
    "Phát triển y tế cơ sở trên địa bàn tỉnh Hà Giang giai đoạn 2024 - 2026",
    "Thực hiện Nghị quyết số 99/NQ-CP ngày 10/7/2023 của Chính phủ, UBND tỉnh ban hành Kế hoạch như sau:",
    "I. MỤC ĐÍCH",
    "Nâng cao sức khỏe.",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Trần Thị Mẫu",
)


def test_an_administrative_plan_gives_all_its_metadata() -> None:
    header = header_of(source_of(*PLAN))
    assert header.doc_type is DocType.KE_HOACH
    assert header.number == "45/KH-UBND"
    assert header.title == "Kế hoạch Phát triển y tế cơ sở trên địa bàn tỉnh Hà Giang giai đoạn 2024 - 2026"
    assert (header.issuer, header.branch) == ("Ủy ban nhân dân tỉnh Hà Giang", Branch.GOVERNMENT)
    assert (header.province, header.place, header.issued_date) == ("Hà Giang", "Hà Giang", date(2024, 2, 5))
    assert (header.signer_name, header.signer_position) == ("Trần Thị Mẫu", "Phó Chủ tịch")
    assert header.signing_authority == "TM. Ủy ban nhân dân; KT. Chủ tịch"
    assert (header.period_start, header.period_end) == (2024, 2026)


def test_a_party_plan_without_letterhead_is_known_by_preamble_and_text() -> None:
    header = header_of(
        source_of(
            "CHƯƠNG TRÌNH HÀNH ĐỘNG",
            "thực hiện Nghị quyết số 77-NQ/TW, ngày 01/3/2022 của Bộ Chính trị về công tác dân số",
            "Thực hiện Nghị quyết số 77-NQ/TW, Ban Thường vụ Tỉnh ủy ban hành Chương trình hành động như sau:",
            "I. MỤC TIÊU",
            "Sơn La là tỉnh miền núi, xa Hà Nội.",
            "T/M BAN THƯỜNG VỤ",
            "PHÓ BÍ THƯ THƯỜNG TRỰC",
            "Lò Văn Mẫu",
        )
    )
    assert header.doc_type is DocType.CHUONG_TRINH_HANH_DONG
    assert (header.issuer, header.branch) == ("Ban Thường vụ Tỉnh ủy Sơn La", Branch.PARTY)
    assert header.signing_authority == "T/M Ban Thường vụ"
    assert header.signer_position == "Phó Bí thư Thường trực"
    assert header.number is None and header.issued_date is None
    assert (header.period_start, header.period_end) == (None, None)


def test_a_plan_of_one_year_covers_that_year_and_a_vision_is_no_period() -> None:
    lines = list(PLAN)
    lines[7] = "Chuyển đổi số năm 2025, định hướng đến năm 2030"
    header = header_of(source_of(*lines))
    assert (header.period_start, header.period_end) == (2025, 2025)


def test_a_blank_number_is_no_number() -> None:
    lines = list(PLAN)
    lines[4] = "Số:        /KH-UBND"
    assert header_of(source_of(*lines)).number is None


@pytest.mark.parametrize(
    ("lines", "authority", "position", "name"),
    [
        (["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(Đã ký)", "Nguyễn Văn A"], "KT. Bộ trưởng", "Thứ trưởng", "Nguyễn Văn A"),
        (["GIÁM ĐỐC", "Trần B"], None, "Giám đốc", "Trần B"),
        (["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Thị Ngọc"], "TL. Chủ tịch", "Chánh văn phòng", "Lê Thị Ngọc"),
        (["T/M BAN THƯỜNG VỤ BÍ THƯ", "TS. Lý Thái Mẫu"], "T/M Ban Thường vụ", "Bí thư", "Lý Thái Mẫu"),
        (
            ["TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Võ Mẫu"],
            "TM. Ủy ban nhân dân; KT. Chủ tịch", "Phó Chủ tịch", "Võ Mẫu",
        ),
        (["- Lưu: VT."], None, None, None),
    ],
)  # fmt: skip
def test_signature_blocks_of_every_form_are_read(
    lines: list[str], authority: str | None, position: str | None, name: str | None
) -> None:
    signature = read_signature(lines)
    assert (signature.authority, (signature.position or "").lower(), signature.name) == (
        authority, (position or "").lower(), name,
    )  # fmt: skip


def test_a_letterhead_in_pieces_names_its_bodies_highest_first() -> None:
    lines = ["UBND TỈNH SƠN LA", "SỞ KHOA HỌC", "VÀ CÔNG NGHỆ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/KH-SKHCN"]
    assert letterhead_bodies(lines) == ["UBND TỈNH SƠN LA", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"]
    assert read_issuer(lines, "", None, None) == "SỞ KHOA HỌC VÀ CÔNG NGHỆ"


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("Ban Thường vụ Tỉnh ủy Sơn La", Branch.PARTY),
        ("Ban cán sự đảng Ủy ban nhân dân tỉnh", Branch.PARTY),
        ("Sở Y tế", Branch.GOVERNMENT),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam xã Mẫu", Branch.FRONT),
        ("Đảng đoàn Mặt trận Tổ quốc Việt Nam tỉnh", Branch.PARTY),
        ("Liên đoàn Lao động tỉnh", Branch.FRONT),
    ],
)
def test_the_name_of_a_body_tells_its_branch(name: str, branch: Branch) -> None:
    assert branch_of(name) is branch


def test_an_official_letter_has_its_dateline_below_its_subject() -> None:
    header = header_of(
        source_of(
            "ỦY BAN NHÂN DÂN TỈNH LONG AN",
            "Số: 12/UBND-VX",
            "V/v tăng cường phòng dịch",
            "Long An, ngày 3 tháng 2 năm 2020",
            "Kính gửi: Sở Y tế.",
            "Thực hiện Công điện của Bộ Y tế ngày 01 tháng 2 năm 2020, UBND tỉnh yêu cầu:",
            "1. Sở Y tế làm việc này.",
        )
    )
    assert (header.doc_type, header.issued_date, header.place) == (DocType.CONG_VAN, date(2020, 2, 3), "Long An")


def test_a_comma_read_as_a_full_stop_parts_place_and_day_too() -> None:
    header = header_of(source_of("UBND TỈNH LONG AN", "Số: 12/KH-UBND", "Tân An. ngày 3 tháng 2 năm 2020", "KẾ HOẠCH"))
    assert (header.issued_date, header.place) == (date(2020, 2, 3), "Tân An")


def test_the_date_of_a_cited_document_is_no_dateline() -> None:
    header = header_of(
        source_of(
            "KẾ HOẠCH",
            "phòng, chống dịch",
            "Thực hiện Nghị quyết của Bộ Chính trị ngày 27 tháng 9 năm 2019, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch:",
            "I. MỤC TIÊU",
        )
    )
    assert header.issued_date is None and header.place is None


def test_a_ministrys_plan_is_for_no_province() -> None:
    header = header_of(
        source_of(
            "BỘ Y TẾ", "Số: 512/KH-BYT", "Hà Nội, ngày 12 tháng 3 năm 2023", "KẾ HOẠCH", "Tiêm chủng năm 2023",
            "I. MỤC TIÊU", "1. Đạt 95% trẻ em tại tỉnh Hà Giang, tỉnh Lào Cai.",
        )
    )  # fmt: skip
    assert (header.issuer, header.province, header.province_code, header.place) == ("Bộ Y tế", None, None, "Hà Nội")


@pytest.mark.parametrize(
    ("letterhead", "signed", "issuer", "branch"),
    [
        (("TỈNH ỦY HÀ GIANG", "BAN TUYÊN GIÁO"), "TRƯỞNG BAN", "Ban Tuyên giáo Tỉnh ủy Hà Giang", Branch.PARTY),
        (
            ("ĐẢNG BỘ TỈNH HÀ GIANG", "HUYỆN ỦY MÈO VẠC"),
            "T/M BAN THƯỜNG VỤ",
            "Ban Thường vụ Huyện ủy Mèo Vạc",
            Branch.PARTY,
        ),
        (
            ("TỈNH ĐOÀN HÀ GIANG", "BAN CHẤP HÀNH", "***", "ĐOÀN TNCS HỒ CHÍ MINH"),
            "TM. BAN THƯỜNG VỤ",
            "Ban Thường vụ Tỉnh đoàn Hà Giang",
            Branch.FRONT,
        ),
    ],
)
def test_an_organ_belongs_to_the_committee_above_it(
    letterhead: tuple[str, ...], signed: str, issuer: str, branch: Branch
) -> None:
    lines = (*letterhead, "Số 23-KH/BTG", "Hà Giang, ngày 12 tháng 3 năm 2023", "KẾ HOẠCH", "tuyên truyền năm 2023")
    header = header_of(
        source_of(*lines, "I. MỤC TIÊU", "1. Đạt 95%.", "Nơi nhận:", "- Lưu VT.", signed, "PHÓ BÍ THƯ", "Lê Văn Mẫu")
    )
    assert (header.issuer, header.branch) == (issuer, branch)


def test_who_decides_is_no_part_of_a_decisions_title() -> None:
    header = header_of(
        source_of(
            "ỦY BAN NHÂN DÂN", "TỈNH HÀ GIANG", "Số: 45/QĐ-UBND", "Hà Giang, ngày 05 tháng 02 năm 2024", "QUYẾT ĐỊNH",
            "Phê duyệt Đề án trồng rừng", "ỦY BAN NHÂN DÂN TỈNH HÀ GIANG", "Căn cứ Luật Lâm nghiệp;",
            "Điều 1. Phê duyệt.",
        )
    )  # fmt: skip
    assert header.title == "Quyết định Phê duyệt Đề án trồng rừng"


def _plan(**changed: str) -> tuple[str, ...]:
    """Return the plan with some of its lines changed, each named by its number."""
    return tuple(changed.get(f"line_{number}", line) for number, line in enumerate(PLAN))


_CAPTION = (
    "Phụ lục",
    "DANH MỤC NHIỆM VỤ",
    "(Kèm theo Kế hoạch số 45 /KH-UBND ngày 5/02/2024 của Ủy ban nhân dân tỉnh Hà Giang)",
)


def test_the_caption_of_an_annex_gives_what_a_letterhead_filled_in_by_hand_does_not() -> None:
    header = header_of(source_of(*_plan(line_4="Số: /KH-UBND", line_5="Hà Giang, ngày tháng 02 năm 2024"), *_CAPTION))
    assert (header.number, header.place, header.issued_date) == ("45/KH-UBND", "Hà Giang", date(2024, 2, 5))


def test_the_caption_of_another_kind_of_document_says_nothing_of_this_one() -> None:
    other = "(Kèm theo Quyết định số 9/QĐ-UBND ngày 5/02/2024 của Ủy ban nhân dân tỉnh Hà Giang)"
    header = header_of(source_of(*_plan(line_4="Số: /KH-UBND"), *_CAPTION[:2], other))
    assert header.number is None


def test_a_number_keeps_its_letters_where_its_slash_was_lost() -> None:
    assert header_of(source_of(*_plan(line_4="Số: 45KH-UBND"))).number == "45/KH-UBND"


def test_a_year_of_issue_before_that_of_a_cited_document_was_misread() -> None:
    header = header_of(source_of(*_plan(line_5="Hà Giang, ngày 05 tháng 02 năm 2021")))
    assert (header.place, header.issued_date) == ("Hà Giang", None)


def test_a_motto_that_lost_its_first_letters_names_no_body() -> None:
    header = header_of(source_of(*_plan(line_2="NG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", line_3="ập - Tự do - Hạnh phúc")))
    assert header.issuer == "Ủy ban nhân dân tỉnh Hà Giang"


def test_a_province_that_lost_a_syllable_in_the_letterhead_is_whole() -> None:
    assert header_of(source_of(*_plan(line_1="TỈNH GIANG"))).issuer == "Ủy ban nhân dân tỉnh Hà Giang"


def test_a_team_is_named_by_the_decision_that_set_it_up() -> None:
    header = header_of(
        source_of(
            "THANH TRA TỈNH HÀ GIANG",
            "ĐOÀN THANH TRA",
            "THEO QUYẾT ĐỊNH",
            "SỐ 77/QĐ-TTr",
            "Số: 12/KH-ĐTTr",
            *PLAN[2:4],
            *PLAN[5:7],
            "Thanh tra việc quản lý đất đai tại huyện Mèo Vạc",
            "Đoàn thanh tra theo Quyết định số 77/QĐ-TTr lập kế hoạch như sau:",
            *PLAN[9:],
        )
    )
    assert header.number == "12/KH-ĐTTr"
    assert header.issuer == "Đoàn thanh tra theo Quyết định số 77/QĐ-TTr"


def test_part_of_a_ministry_plans_for_no_province_and_is_written_as_the_text_writes_it() -> None:
    header = header_of(
        source_of(
            "BỘ CÔNG THƯƠNG",
            "CỤC HẠ TẦNG XANH",
            "VÀ LOGISTICS SỐ",
            *PLAN[2:4],
            "Số: 9/KH-HTX",
            "Hà Nội, ngày 05 tháng 02 năm 2024",
            "KẾ HOẠCH",
            "Phát triển kho bãi năm 2024",
            "Cục Hạ tầng xanh và Logistics số ban hành Kế hoạch như sau:",
            *PLAN[9:],
        )
    )
    assert header.issuer == "Cục Hạ tầng xanh và Logistics số"
    assert (header.province, header.place) == (None, "Hà Nội")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("uyễn Thị Mẫu", "Nguyễn Thị Mẫu"),
        ("vũ Văn Mẫu", "Vũ Văn Mẫu"),
        ("tt hồ Văn Mẫu", "Hồ Văn Mẫu"),
        ("rần Văn Mẫu", "Trần Văn Mẫu"),
    ],
)
def test_a_seal_that_covers_the_first_letters_of_a_name_takes_no_name_away(printed: str, name: str) -> None:
    assert read_signature(["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", printed]).name == name


def test_what_is_read_of_a_seal_beside_a_position_is_not_part_of_it() -> None:
    signature = read_signature(["TM. ĐOÀN KIỂM TRA", "TRƯỞNG ĐOÀN xã l", "Hồ Thị Mẫu"])
    assert (signature.authority, signature.position) == ("TM. Đoàn kiểm tra", "Trưởng đoàn")


def test_heads_of_departments_keep_the_capital_of_their_office() -> None:
    signature = read_signature(["KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "Hồ Thị Mẫu"])
    assert (signature.authority, signature.position) == ("KT. Cục trưởng", "Phó Cục trưởng")


def test_the_unit_of_a_letterhead_read_row_by_row_stands_below_the_motto() -> None:
    for unit in ("HUYỆN LẮK", "THỊ XÃ BA ĐỒN", "THÀNH PHỐ SA ĐÉC", "PHƯỜNG AN KHÊ", "ĐẶC KHU LÝ SƠN"):
        lines = ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", unit, "Độc lập - Tự do - Hạnh phúc"]
        assert letterhead_bodies(lines) == [f"ỦY BAN NHÂN DÂN {unit}"]


def test_a_department_below_the_motto_is_the_issuer_of_its_letterhead() -> None:
    lines = ["UBND TỈNH HÀ NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"]
    assert letterhead_bodies(lines) == ["UBND TỈNH HÀ NAM", "SỞ NỘI VỤ"]


def test_a_signature_without_recipients_begins_with_the_position_alone() -> None:
    source = source_of(
        "SỞ Y TẾ HÀ GIANG",
        "BỆNH VIỆN ĐA KHOA TỈNH",
        "KẾ HOẠCH",
        "Cải tiến chất lượng bệnh viện năm 2024",
        "I. MỤC TIÊU",
        "Người bệnh hài lòng.",
        "GIÁM ĐỐC",
        "(Đã ký)",
        "Vàng Thị Mẫu",
    )
    header = header_of(source)
    assert (header.signer_position, header.signer_name) == ("Giám đốc", "Vàng Thị Mẫu")


@pytest.mark.parametrize(
    ("letterhead", "preamble", "issuer"),
    [
        (["ĐẢNG BỘ TỈNH LÀO CAI", "ĐẢNG ỦY XÃ MƯỜNG HOA"], "Ban Chấp hành Đảng bộ xã xây dựng Chương trình",
         "Ban Chấp hành Đảng bộ xã MƯỜNG HOA"),
        (["TỈNH ỦY HÀ GIANG", "HUYỆN ỦY QUẢN BẠ"], "Ban Chấp hành Đảng bộ huyện ban hành Chương trình",
         "Ban Chấp hành Đảng bộ huyện QUẢN BẠ"),
        (["UBND TỈNH LÀO CAI", "VĂN PHÒNG"], "", "VĂN PHÒNG UBND TỈNH LÀO CAI"),
    ],
)  # fmt: skip
def test_an_organ_takes_the_name_of_its_unit_from_the_letterhead(
    letterhead: list[str], preamble: str, issuer: str
) -> None:
    assert read_issuer(letterhead, preamble, None, None) == issuer


def test_a_party_document_is_signed_for_its_secretary_without_a_full_stop() -> None:
    signed = read_signature(["T/M BAN THƯỜNG VỤ", "K/T BÍ THƯ", "PHÓ BÍ THƯ", "Lò Văn Mẫu"])
    assert (signed.authority, signed.position) == ("T/M Ban Thường vụ; K/T Bí thư", "Phó Bí thư")


def test_letters_that_stand_for_words_keep_their_capitals_in_an_authority() -> None:
    signed = read_signature(["TM. BAN THƯỜNG VỤ HỘI LHPN TỈNH", "CHỦ TỊCH", "Trần Thị Mẫu"])
    assert signed.authority == "TM. Ban Thường vụ Hội LHPN tỉnh"


@pytest.mark.parametrize("kind", ["KẾ HOẠCH PHỐI HỢP", "THÔNG BÁO KẾT LUẬN"])
def test_a_type_of_three_or_four_words_leaves_the_title_to_the_next_line(kind: str) -> None:
    lines = tuple(kind if line == "KẾ HOẠCH" else line for line in PLAN)
    title = header_of(source_of(*lines)).title
    assert title == f"{kind.capitalize()} {PLAN[7]}"
