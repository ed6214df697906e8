import pytest

from extractors.numerals import roman_readings, roman_value, to_roman
from extractors.outline import build_outline
from extractors.plan import Outline, Zone
from extractors.zones import read_lines
from schemas.source import SourceText
from schemas.vocabulary import SectionRole
from tests.plan_text import source_of


def outline_of(source: SourceText) -> Outline:
    return build_outline(source.text, read_lines(source.text, source.blocks), source.bold)


def paths(*lines: str) -> list[str]:
    return [section.path for section in outline_of(source_of(*lines)).sections]


def roles(*lines: str) -> dict[str, SectionRole]:
    return {section.path: section.role for section in outline_of(source_of(*lines)).sections}


def test_roman_sections_outrank_arabic_subsections() -> None:
    assert paths("I. MỤC TIÊU", "1. Mục tiêu chung", "2. Chỉ tiêu", "II. NHIỆM VỤ", "1. Tuyên truyền") == [
        "I", "I.1", "I.2", "II", "II.1",
    ]  # fmt: skip


def test_a_decimal_number_already_holds_its_parents_number() -> None:
    lines = (
        "II. NHIỆM VỤ",
        "2. Hạ tầng",
        "2.1- Xây dựng kho dữ liệu.",
        "2.1.1. Khảo sát.",
        "2.2- Vận hành.",
        "3. Nhân lực",
    )
    assert paths(*lines) == ["II", "II.2", "II.2.1", "II.2.1.1", "II.2.2", "II.3"]


def test_letters_stand_below_the_nearest_number_and_the_barred_d_is_one_of_them() -> None:
    lines = ["I. NỘI DUNG", "1. Việc", *(f"{letter}) Làm việc {letter}." for letter in "abcdđeg"), "2. Việc khác"]
    assert paths(*lines)[2:-1] == [f"I.1.{letter}" for letter in "abcdđeg"]


def test_a_lost_bar_of_the_second_d_is_put_back_in_the_path() -> None:
    lines = ["I. NỘI DUNG", "1. Việc", *(f"{letter}) Làm việc." for letter in "abcdde")]
    assert paths(*lines)[2:] == ["I.1.a", "I.1.b", "I.1.c", "I.1.d", "I.1.đ", "I.1.e"]


def test_misread_roman_numbers_are_read_by_their_place() -> None:
    lines = ("I QUAN ĐIỂM CHỈ ĐẠO", "Nội dung.", "IH. MỤC TIÊU", "Nội dung.", "IIL NHIỆM VỤ", "III. NHIỆM VỤ")
    assert paths(*lines) == ["I", "II", "III"]


def test_misread_letters_are_read_by_their_neighbours() -> None:
    lines = [
        "I. NỘI DUNG",
        "1. Việc",
        "3) Làm a.",
        "b) Làm b.",
        "c) Làm c.",
        "d) Làm d.",
        "e) Làm e.",
        "8) Làm g.",
        "h) Làm h.",
    ]
    assert paths(*lines)[2:] == [f"I.1.{letter}" for letter in "abcdegh"]


def test_numbers_printed_twice_keep_the_same_path_and_skipped_ones_are_taken() -> None:
    assert paths("IV. TỔ CHỨC", "4. Sở A làm.", "4. Sở B làm.", "7. Sở C làm.") == ["IV", "IV.4", "IV.4", "IV.7"]


def test_a_line_that_opens_with_a_quantity_is_no_section() -> None:
    lines = (
        "III. KINH PHÍ",
        "1.250 tỷ đồng từ ngân sách tỉnh;",
        "2.000 người được tập huấn.",
        "40. Sở này không có ai.",
    )
    assert paths(*lines) == ["III"]


def test_articles_of_a_decision_hold_the_parts_printed_inside_them_and_an_attached_plan_starts_anew() -> None:
    lines = (
        "QUYẾT ĐỊNH",
        "Điều 1. Phê duyệt Đề án với các nội dung sau:",
        "I. MỤC TIÊU",
        "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
        "Nơi nhận:",
        "- Như Điều 2;",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Văn Mẫu",
        "ỦY BAN NHÂN DÂN",
        "TỈNH MẪU",
        "KẾ HOẠCH",
        "Phát triển y tế cơ sở",
        "I. MỤC ĐÍCH",
    )
    source = source_of(*lines)
    outline = outline_of(source)
    assert [section.path for section in outline.sections] == ["Đ1", "Đ1.I", "Đ2", "I"]
    assert len(outline.headers) == 2
    assert outline.zone(source.text.index("TỈNH MẪU")) is Zone.HEADER
    assert outline.zone(source.text.index("Như Điều 2")) is Zone.FOOTER


def test_annexes_follow_the_signature_and_take_their_title_from_the_lines_below() -> None:
    source = source_of(
        "I. MỤC TIÊU", "Nội dung theo Phụ lục 1 kèm theo.", "Nơi nhận:", "- Lưu: VT.", "Trần Văn Mẫu",
        "Phụ lục 1", "DANH MỤC NHIỆM VỤ", "NĂM 2026", "(Kèm theo Kế hoạch số 5/KH-UBND)", "TT\tViệc", "1\tKhảo sát",
        "PHỤ LỤC", "BIỂU CHỈ TIÊU",
    )  # fmt: skip
    outline = outline_of(source)
    assert [(section.path, section.heading) for section in outline.sections] == [
        ("I", "MỤC TIÊU"), ("PL1", "DANH MỤC NHIỆM VỤ NĂM 2026"), ("PL", "BIỂU CHỈ TIÊU"),
    ]  # fmt: skip
    annex = outline.at(source.text.index("Khảo sát"))
    assert annex is not None and annex.path == "PL1" and annex.role is SectionRole.PHU_LUC
    assert annex.deadline is not None and annex.deadline.year == 2026


def test_a_closing_paragraph_belongs_to_the_last_roman_part() -> None:
    source = source_of(
        "IV. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế chủ trì.", "Trên đây là Kế hoạch, đề nghị các đơn vị thực hiện./."
    )
    section = outline_of(source).at(source.text.index("Trên đây"))
    assert section is not None and section.path == "IV"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("MỤC ĐÍCH, YÊU CẦU", SectionRole.MUC_DICH_YEU_CAU),
        ("ĐÁNH GIÁ TÌNH HÌNH VÀ KẾT QUẢ THỰC HIỆN", SectionRole.TINH_HINH),
        ("QUAN ĐIỂM, MỤC TIÊU", SectionRole.MUC_TIEU),
        ("CÁC CHỈ TIÊU CHỦ YẾU NĂM 2026", SectionRole.MUC_TIEU),
        ("MỤC TIÊU, NHIỆM VỤ, GIẢI PHÁP", SectionRole.NHIEM_VU_GIAI_PHAP),
        ("NỘI DUNG THỰC HIỆN", SectionRole.NHIEM_VU_GIAI_PHAP),
        ("NGUỒN KINH PHÍ", SectionRole.KINH_PHI),
        ("TỔ CHỨC THỰC HIỆN", SectionRole.TO_CHUC_THUC_HIEN),
        ("PHÂN CÔNG NHIỆM VỤ", SectionRole.TO_CHUC_THUC_HIEN),
        ("NHIỆM VỤ CỦA CÁC CƠ QUAN, ĐƠN VỊ", SectionRole.TO_CHUC_THUC_HIEN),
        ("NHIỆM VỤ VÀ PHÂN CÔNG THỰC HIỆN", SectionRole.TO_CHUC_THUC_HIEN),
        ("NHIỆM VỤ TRỌNG TÂM CỦA NGÀNH", SectionRole.NHIEM_VU_GIAI_PHAP),
        ("PHẠM VI, ĐỐI TƯỢNG", SectionRole.OTHER),
    ],
)
def test_the_title_of_a_part_gives_its_role(title: str, role: SectionRole) -> None:
    assert roles(f"I. {title}", "1. Nội dung thứ nhất.") == {
        "I": role,
        "I.1": SectionRole.OTHER if role is SectionRole.OTHER else role,
    }


def test_a_subsection_named_as_a_role_leaves_the_role_of_its_part() -> None:
    found = roles("I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", "Đoạn.", "2. Mục tiêu cụ thể đến năm 2030", "Đoạn.",
                  "II. NHIỆM VỤ",
                  "1. Tổ chức thực hiện tốt công tác tuyên truyền", "Đoạn.")  # fmt: skip
    assert found["I.2"] is SectionRole.MUC_TIEU
    assert found["II.1"] is SectionRole.NHIEM_VU_GIAI_PHAP


def test_deadlines_flow_down_from_headings_and_lead_ins() -> None:
    source = source_of(
        "II. MỤC TIÊU", "1. Mục tiêu cụ thể đến năm 2030", "a) Y tế: 90% xã đạt chuẩn.", "2. Chỉ tiêu",
        "Đến năm 2027:", "- Chỉ tiêu thứ nhất;", "- Giai đoạn 2028 - 2029: chỉ tiêu thứ hai;", "Đến năm 2035:",
        "- Chỉ tiêu thứ ba.",
        "III. NHIỆM VỤ", "1. Triển khai Đề án phát triển y tế đến năm 2040", "- Việc.",
    )  # fmt: skip
    outline = outline_of(source)

    def year(words: str) -> int | None:
        deadline = outline.deadline_at(source.text.index(words))
        return deadline.year if deadline else None

    assert [year(words) for words in ("90% xã", "thứ nhất", "chỉ tiêu thứ hai", "thứ ba", "- Việc")] == [
        2030, 2027, 2029, 2035, None,
    ]  # fmt: skip


def test_what_stands_under_the_general_objective_is_known() -> None:
    source = source_of(
        "II. MỤC TIÊU", "1. Mục tiêu", "Mục tiêu chung: Phát triển bền vững.", "Mục tiêu cụ thể:", "- Đạt 5%."
    )
    outline = outline_of(source)
    assert outline.in_general_objective(source.text.index("bền vững"))
    assert not outline.in_general_objective(source.text.index("Đạt 5%"))


def test_run_in_titles_end_at_their_colon_or_with_their_bold_words() -> None:
    source = source_of(
        "I. MỤC TIÊU", "1. Mục tiêu tổng quát: Phát triển.",
        "2. Nâng cao chất lượng. Tiếp tục thực hiện việc này cho tốt.",
        "3. Yêu cầu", "- Đúng hạn.", "4. Chuyển đổi số Đẩy mạnh việc dùng chung dữ liệu.", bold=("4. Chuyển đổi số",),
    )  # fmt: skip
    assert [section.heading for section in outline_of(source).sections] == [
        "MỤC TIÊU", "Mục tiêu tổng quát", None, "Yêu cầu", "Chuyển đổi số",
    ]  # fmt: skip


@pytest.mark.parametrize("value", range(1, 40))
def test_roman_numbers_round_trip(value: int) -> None:
    assert roman_value(to_roman(value)) == value
    assert value in roman_readings(to_roman(value))


def test_letters_of_points_are_told_by_their_neighbours() -> None:
    letters = ("a) Một.", "b) Hai.", "c) Ba.", "đ) Bốn.", "đ) Năm.", "e) Sáu.", "8) Bảy.", "h) Tám.", "1) Chín.")
    found = paths("I. NHIỆM VỤ", "1. Hạ tầng", *letters, "k) Mười.", "1) Mười một.", "2. Nhân lực")
    assert found[2:-1] == [f"I.1.{letter}" for letter in "abcdđeghikl"]


def test_c_and_e_are_told_by_the_letter_before_them() -> None:
    first = ("8) Một.", "b) Hai.", "e) Ba.", "d) Bốn.", "3) Năm.", "e) Sáu.", "g) Bảy.")
    assert paths("1. Hạ tầng", *first)[1:] == [f"1.{letter}" for letter in "abcdđeg"]
    second = ("a) Một.", "b) Hai.", "c) Ba.", "d) Bốn.", "đ) Năm.", "c) Sáu.", "g) Bảy.")
    assert paths("1. Hạ tầng", *second)[1:] == [f"1.{letter}" for letter in "abcdđeg"]


def test_a_list_within_a_point_stays_a_list() -> None:
    assert paths("1. Hạ tầng", "h) Các việc:", "a) Một:", "1) Việc một.", "2) Việc hai.", "b) Hai.")[-3:] == [
        "1.a.1", "1.a.2", "1.b",
    ]  # fmt: skip


def test_a_figure_read_twice_is_one() -> None:
    assert paths("4. Sở Y tế: Khám bệnh.", "55. Sở Tài chính: Cấp kinh phí.", "6. Sở Nội vụ: Tuyển dụng.") == [
        "4",
        "5",
        "6",
    ]


def test_lettered_parts_follow_the_vietnamese_alphabet() -> None:
    titles = ("TÌNH HÌNH", "MỤC TIÊU", "NHIỆM VỤ", "KINH PHÍ", "TỔ CHỨC THỰC HIỆN", "PHỤ TRÁCH")
    lines = [line for letter, title in zip("ABCDĐE", titles, strict=True) for line in (f"{letter}. {title}", "1. Một.")]
    assert paths(*lines) == [path for letter in "ABCDĐE" for path in (letter, f"{letter}.1")]
    assert paths("A. TÌNH HÌNH", "D. KINH PHÍ", "D. TỔ CHỨC THỰC HIỆN")[-1] == "Đ"


@pytest.mark.parametrize(
    ("article", "role"),
    [
        ("Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.", SectionRole.TO_CHUC_THUC_HIEN),
        ("Thường trực, các Ban và đại biểu Hội đồng nhân dân giám sát việc thực hiện.", SectionRole.TO_CHUC_THUC_HIEN),
        ("Sở Nội vụ có trách nhiệm hướng dẫn, kiểm tra việc thực hiện.", SectionRole.TO_CHUC_THUC_HIEN),
        ("Chánh Văn phòng, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.", SectionRole.OTHER),
        ("Quyết định này có hiệu lực từ ngày 01/3/2024. Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này.",
         SectionRole.OTHER),
        ("Các ông (bà): Chánh Văn phòng, Thủ trưởng các đơn vị căn cứ Quyết định thi hành./.", SectionRole.OTHER),
        ("Quyết định này có hiệu lực kể từ ngày ký.", SectionRole.OTHER),
    ],
)  # fmt: skip
def test_only_an_article_that_gives_work_of_its_own_orders_the_carrying_out(article: str, role: SectionRole) -> None:
    assert roles("Điều 1. Phê duyệt Đề án.", f"Điều 2. {article}")["Đ2"] is role


@pytest.mark.parametrize(
    "closing",
    [
        "Quá trình triển khai thực hiện nếu có vướng mắc, các đơn vị báo cáo Sở Y tế.",
        "Đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.",
        "Trong quá trình thực hiện, các địa phương phản ánh về Sở Nội vụ.",
    ],
)
def test_a_paragraph_on_the_whole_plan_belongs_to_the_last_roman_part(closing: str) -> None:
    lines = ("I. MỤC TIÊU", "Nâng cao chất lượng.", "II. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế chủ trì.", closing)
    part, point = outline_of(source_of(*lines)).sections[-2:]
    assert len(part.own) == 2
    assert len(point.own) == 1


def test_what_an_inner_lead_in_leaves_open_the_outer_one_says() -> None:
    source = source_of(
        "I. MỤC TIÊU",
        "1. Mục tiêu cụ thể đến năm 2035",
        "Đến năm 2027:",
        "- Chỉ tiêu cụ thể:",
        "+ 80% số xã có bác sĩ.",
        "- Giai đoạn 2028 - 2030: 95% số xã có bác sĩ.",
        "- Phấn đấu 60% số xã có trạm y tế mới.",
        "2. Mục tiêu khác",
        "- 40% số hộ có hố rác.",
    )
    outline = outline_of(source)

    def due(words: str) -> int | None:
        deadline = outline.deadline_at(source.text.index(words))
        return deadline.year if deadline else None

    assert due("80% số xã") == 2027, "the lead-in above the inner one, which gives no time"
    assert due("95% số xã") == 2030, "the nearest lead-in"
    assert due("60% số xã") == 2027, "a bullet's lead-in ends with its bullet, the outer one goes on"
    assert due("40% số hộ") is None, "no lead-in reaches beyond its section"


def test_the_nearest_lead_in_that_says_so_opens_or_ends_the_general_objective() -> None:
    source = source_of(
        "I. MỤC TIÊU",
        "Mục tiêu chung:",
        "- Đến năm 2030: Mọi người dân được chăm sóc sức khỏe.",
        "Mục tiêu cụ thể:",
        "- Đến năm 2030: Bệnh viện tỉnh đạt hạng một.",
    )
    outline = outline_of(source)
    assert outline.in_general_objective(source.text.index("Mọi người"))
    assert not outline.in_general_objective(source.text.index("Bệnh viện"))


def test_a_section_without_a_time_takes_that_of_the_section_above_it() -> None:
    source = source_of(
        "I. MỤC TIÊU ĐẾN NĂM 2028",
        "1. Về y tế",
        "a) Tuyến xã",
        "- 90% trạm có bác sĩ.",
        "2. Về giáo dục đến năm 2026",
        "a) Mầm non",
        "- 95% trẻ ra lớp.",
    )
    outline = outline_of(source)
    found = [outline.deadline_at(source.text.index(words)) for words in ("90% trạm", "95% trẻ")]
    assert [deadline.year for deadline in found if deadline] == [2028, 2026]


def test_a_short_line_without_a_full_stop_is_the_title_of_an_article() -> None:
    outline = outline_of(
        source_of(
            "Điều 1. Mục tiêu",
            "1. Xây mới 20 phòng học.",
            "Điều 2. Giao Ủy ban nhân dân tỉnh thực hiện",
            "Điều 3. Tổ chức thực hiện.",
            "1. Ủy ban nhân dân tỉnh tổ chức thực hiện.",
            "Nghị quyết này đã được Hội đồng nhân dân tỉnh Hà Giang khóa XVIII thông qua ngày 09/12/2024./.",
        )
    )
    articles = [section for section in outline.sections if section.path.startswith("Đ") and "." not in section.path]
    assert [article.heading for article in articles] == ["Mục tiêu", None, "Tổ chức thực hiện"]
    assert articles[0].role is SectionRole.MUC_TIEU
    assert len(outline.closings) == 1


def test_a_colon_between_a_projects_number_and_its_name_ends_no_title() -> None:
    outline = outline_of(source_of("1. Triển khai nội dung thuộc Dự án 4: “Nước sạch cho vùng cao” theo phân công."))
    assert outline.sections[0].heading is None


def test_the_letter_behind_k_is_no_roman_number() -> None:
    letters = [f"{letter}) Dữ liệu." for letter in "abcdđeghiklm"]
    assert paths("I. NHIỆM VỤ", "1. Hạ tầng", *letters, "II. KINH PHÍ")[-4:] == ["I.1.k", "I.1.l", "I.1.m", "II"]
