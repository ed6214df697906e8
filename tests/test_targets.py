import json
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from corpus.reading import read
from extractors.indicators import identify
from extractors.pipeline import COMPONENTS, PlanLanguage
from extractors.plan import TargetClause
from extractors.segmentation import words_of
from extractors.tokenizer import SyllableTokenizer
from schemas.vocabulary import Comparator, DateRole, DeadlineFrom, IndicatorId, Per, TargetKind, Unit
from tests.plan_text import source_of

LAYERS = ("outline", "header", "references", "dates", "quantities", "agencies", "targets")
NLP = PlanLanguage(Vocab(), create_tokenizer=lambda nlp: SyllableTokenizer(nlp.vocab))
for name in LAYERS:
    import_module(COMPONENTS[f"kehoach_{name}"])
    NLP.add_pipe(f"kehoach_{name}")

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"


def plan(*lines: str, year: str = "giai đoạn 2025 - 2030") -> Doc:
    source = source_of(
        "ỦY BAN NHÂN DÂN",
        "TỈNH VĨNH LONG",
        "Số: 52/KH-UBND",
        "Vĩnh Long, ngày 10 tháng 02 năm 2025",
        "KẾ HOẠCH",
        f"Chăm sóc sức khỏe Nhân dân {year}",
        "Thực hiện Quyết định số 66/QĐ-TTg ngày 03/01/2025 của Thủ tướng Chính phủ, UBND tỉnh ban hành Kế hoạch:",
        *lines,
    )
    doc = NLP.make_doc(source.text)
    doc._.source = source
    return NLP(doc)


def objectives(*lines: str) -> list[TargetClause]:
    """Read lines that stand under specific objectives for 2030."""
    return plan("I. MỤC TIÊU", "1. Mục tiêu cụ thể đến năm 2030", *(f"- {line}" for line in lines))._.targets


def measures(*lines: str) -> list[TargetClause]:
    """Read lines that stand under measures."""
    return plan("I. NHIỆM VỤ VÀ GIẢI PHÁP", "1. Công tác chuyên môn", *(f"- {line}" for line in lines))._.targets


def bounds(targets: list[TargetClause]) -> list[tuple[float | None, float | None]]:
    return [(target.low, target.high) for target in targets]


@pytest.mark.parametrize(
    ("line", "indicator", "low", "high", "unit"),
    [
        ("Kinh tế xanh chiếm 12% GRDP toàn tỉnh.", "Kinh tế xanh", 12, 12, Unit.PERCENT),
        ("Tỷ lệ hộ dùng nước sạch đạt trên 95%.", "Tỷ lệ hộ dùng nước sạch", 95, None, Unit.PERCENT),
        ("85% trạm y tế được kết nối mạng.", "trạm y tế được kết nối mạng", 85, 85, Unit.PERCENT),
        ("Cáp quang phủ 100% các ấp.", "Cáp quang phủ các ấp", 100, 100, Unit.PERCENT),
        ("Thu nhập bình quân đạt 95 triệu đồng/năm.", "Thu nhập bình quân", 95e6, 95e6, Unit.VND),
        ("Kim ngạch xuất khẩu đạt 1,8 tỷ USD.", "Kim ngạch xuất khẩu", 1.8e9, 1.8e9, Unit.OTHER),
        ("Xây dựng 03-05 trạm y tế kiểu mẫu.", "Xây dựng trạm y tế kiểu mẫu", 3, 5, Unit.COUNT),
        ("Có ít nhất 02 bệnh viện chuyên khoa.", "bệnh viện chuyên khoa", 2, None, Unit.COUNT),
        ("Đào tạo 450 bác sĩ gia đình.", "Đào tạo bác sĩ gia đình", 450, 450, Unit.PERSON),
        ("Số bác sĩ trên một vạn dân đạt 14 bác sĩ.", "Số bác sĩ trên một vạn dân", 14, 14, Unit.PERSON),
        ("Chỉ số PCI thuộc nhóm 20 tỉnh dẫn đầu cả nước.", "Chỉ số PCI", 20, 20, Unit.RANK),
        ("Chỉ số cải cách hành chính xếp thứ 12/34 tỉnh.", "Chỉ số cải cách hành chính", 12, 12, Unit.RANK),
        ("Trồng mới 800 ha rừng ngập mặn.", "Trồng mới rừng ngập mặn", 800, 800, Unit.OTHER),
        ("Tuổi thọ trung bình đạt 76 tuổi.", "Tuổi thọ trung bình", 76, 76, Unit.OTHER),
        ("Hai phần ba số xã có sân vận động.", "số xã có sân vận động", 66.6667, 66.6667, Unit.PERCENT),
        ("Có 18/45 xã đạt chuẩn nâng cao.", "xã đạt chuẩn nâng cao", 18, 18, Unit.COUNT),
        ("Mỗi xã có ít nhất một bác sĩ gia đình.", "Mỗi xã có bác sĩ gia đình", 1, None, Unit.PERSON),
    ],
)
def test_an_objective_gives_its_number_and_what_it_measures(
    line: str, indicator: str, low: float, high: float | None, unit: Unit
) -> None:
    [target] = objectives(line)
    assert (target.indicator, target.low, target.high, target.unit) == (indicator, low, high, unit)
    assert target.kind is TargetKind.QUANTITATIVE
    assert target.deadline is not None
    assert (target.deadline.year, target.deadline_from) == (2030, DeadlineFrom.HEADING)


def test_two_statements_parted_by_a_comma_are_two_targets() -> None:
    first, second = objectives("Kinh tế biển chiếm 30% GRDP, năng suất cây trồng tăng bình quân trên 4%/năm.")
    assert (first.indicator, first.base) == ("Kinh tế biển", "GRDP")
    assert (second.indicator, second.per, second.comparator) == (
        "năng suất cây trồng tăng bình quân",
        Per.YEAR,
        Comparator.GT,
    )


def test_a_subject_named_once_holds_for_both_its_years() -> None:
    first, second = objectives("Tỷ lệ hộ có cáp quang đạt 70% vào năm 2027 và 95% vào năm 2029.")
    assert first.indicator == second.indicator == "Tỷ lệ hộ có cáp quang"
    assert [target.deadline.year for target in (first, second) if target.deadline] == [2027, 2029]


def test_a_predicate_that_two_shares_have_in_common_belongs_to_both() -> None:
    first, second = objectives("Trên 75% trường học và 100% bệnh viện có hệ thống xử lý chất thải.")
    assert first.indicator == "trường học có hệ thống xử lý chất thải"
    assert second.indicator == "bệnh viện có hệ thống xử lý chất thải"


def test_a_predicate_at_the_end_of_a_row_of_shares_belongs_to_each() -> None:
    found = objectives("100% sở, ngành, 90% huyện và 80% xã sử dụng hồ sơ điện tử.")
    assert [target.indicator for target in found] == [
        "sở, ngành sử dụng hồ sơ điện tử",
        "huyện sử dụng hồ sơ điện tử",
        "xã sử dụng hồ sơ điện tử",
    ]


def test_a_second_share_of_the_same_kind_keeps_the_subject() -> None:
    first, second = objectives("Cáp quang phủ tới 100% xã, trên 85% hộ gia đình.")
    assert (first.indicator, second.indicator) == ("Cáp quang phủ tới xã", "Cáp quang phủ tới hộ gia đình")
    assert first.indicator_id is second.indicator_id is IndicatorId.BROADBAND_COVERAGE


def test_only_the_end_of_a_change_is_a_target() -> None:
    [target] = objectives("Nâng tỷ lệ lao động có chứng chỉ từ 25% năm 2024 lên 40% năm 2030.")
    assert (target.low, target.indicator) == (40, "Nâng tỷ lệ lao động có chứng chỉ")


def test_a_result_clause_belongs_to_no_quote() -> None:
    doc = plan("I. MỤC TIÊU", "- 60% ấp có tổ y tế, góp phần giảm tải cho tuyến trên.")
    [target] = doc._.targets
    assert doc.text[target.span.start : target.span.end] == "60% ấp có tổ y tế"


def test_base_and_counted_noun_end_where_the_phrase_ends() -> None:
    [share] = objectives("90% cơ sở y tế, nhà thuốc được cung cấp phần mềm quản lý.")
    assert share.base == "cơ sở y tế, nhà thuốc"
    [count] = objectives("Thành lập 03 câu lạc bộ sức khỏe người cao tuổi.")
    assert count.unit_label is not None
    assert count.unit_label.startswith("câu lạc bộ")


@pytest.mark.parametrize(
    "line",
    [
        "Áp dụng tiêu chuẩn ISO 27001:2022 và nền tảng phiên bản 3.0 trong ngành y tế.",
        "Thực hiện tốt phương châm “5 rõ 1 quyết” trong phòng bệnh.",
        "Tham gia tích cực cuộc Cách mạng công nghiệp lần thứ 4.",
        "Triển khai Đề án 06 và mô hình chính quyền địa phương 2 cấp.",
        "Hoàn thành 06 nhiệm vụ sau đây về chuyển đổi số y tế.",
        "Bảo vệ hệ thống thông tin theo cấp độ 3, trực 24/7.",
        "Chăm sóc trẻ em dưới 6 tuổi theo quy định tại khoản 2 Điều 5.",
    ],
)
def test_numbers_in_names_are_no_targets(line: str) -> None:
    assert [target for target in objectives(line) if target.kind is TargetKind.QUANTITATIVE] == []


@pytest.mark.parametrize(
    "line",
    [
        "Tích hợp dữ liệu trong 4 hệ thống thông tin bao gồm: hệ thống khám bệnh, cấp phát thuốc.",
        "Hiện nay toàn tỉnh đã có 102 trạm y tế; năm 2024 đạt 88% kế hoạch.",
        "Ngân sách hỗ trợ 50% chi phí đào tạo; vay vốn với lãi suất 6%/năm.",
        "Báo cáo trong thời hạn 15 ngày, gửi 02 bộ hồ sơ.",
        "Rà soát 5 nhóm giải pháp; thực hiện Dự án 4, Tiểu dự án 2.",
        "Trường hợp đạt dưới 80% thì đánh giá lại.",
        "Doanh nghiệp công bố tiêu chuẩn TCVN 9001:2015 trên mạng 4G/5G.",
    ],
)
def test_measures_hold_numbers_that_commit_to_nothing(line: str) -> None:
    assert measures(line) == []


def test_a_measure_that_organises_or_trains_is_a_target() -> None:
    found = measures(
        "Tổ chức ít nhất 02 hội nghị mỗi năm; tập huấn cho 1.200 nhân viên y tế.",
        "Phấn đấu đến năm 2028 có 40 sản phẩm được cấp chứng nhận.",
    )
    assert bounds(found) == [(2, None), (1200, 1200), (40, 40)]
    assert [target.per for target in found] == [Per.YEAR, None, None]
    assert found[2].deadline is not None
    assert (found[2].deadline.year, found[2].deadline_from) == (2028, DeadlineFrom.INLINE)


def test_a_status_report_and_a_budget_hold_no_targets() -> None:
    doc = plan(
        "I. TÌNH HÌNH",
        "Toàn tỉnh có 98% hộ dùng điện, xây dựng 12 trạm y tế.",
        "II. KINH PHÍ THỰC HIỆN",
        "Tổng kinh phí 35 tỷ đồng, trong đó ngân sách tỉnh 70%.",
    )
    assert doc._.targets == []
    assert [quantity.low for quantity in doc._.percentages] == [98, 70]


def test_states_count_under_specific_objectives_only() -> None:
    doc = plan(
        "I. MỤC TIÊU",
        "1. Mục tiêu chung",
        "Xây dựng nền y tế hiện đại, công bằng.",
        "2. Mục tiêu cụ thể",
        "- Hệ thống cấp cứu phủ khắp các địa bàn; người cao tuổi được khám định kỳ; góp phần nâng cao tuổi thọ.",
        "II. NHIỆM VỤ",
        "1. Củng cố mạng lưới y tế cơ sở.",
    )
    assert [(target.kind, target.indicator) for target in doc._.targets] == [
        (TargetKind.QUALITATIVE, "Hệ thống cấp cứu phủ khắp các địa bàn"),
        (TargetKind.QUALITATIVE, "người cao tuổi được khám định kỳ"),
    ]


def test_members_of_an_enumeration_of_bodies_are_no_states() -> None:
    found = objectives(
        "Các đơn vị phối hợp gồm: Sở Xây dựng; Sở Khoa học và Công nghệ; Công an tỉnh và Kho bạc Nhà nước."
    )
    assert found == []
    [state] = objectives("Sở Y tế hoàn thành chuyển đổi số toàn diện các trạm y tế.")
    assert state.kind is TargetKind.QUALITATIVE


def test_a_predicate_of_any_verb_is_shared_by_the_shares_before_it() -> None:
    first, second = objectives("100% sở, ngành, 95% xã, phường công bố dữ liệu mở.")
    assert (first.indicator, second.indicator) == ("sở, ngành công bố dữ liệu mở", "xã, phường công bố dữ liệu mở")


def test_a_plan_of_one_year_gives_its_year_to_targets_without_a_deadline() -> None:
    doc = plan("I. MỤC TIÊU", "- 70% trạm y tế có bác sĩ.", year="năm 2025")
    [target] = doc._.targets
    assert target.deadline is not None
    assert (target.deadline.year, target.deadline_from) == (2025, DeadlineFrom.DOCUMENT)


def test_a_table_of_indicators_gives_a_target_for_each_year_to_come() -> None:
    doc = plan(
        "I. MỤC TIÊU",
        "Các chỉ tiêu chủ yếu:",
        "TT\tChỉ tiêu\tĐơn vị tính\tThực hiện 2024\tNăm 2027\tNăm 2030",
        "1\tTỷ lệ bao phủ bảo hiểm y tế\t%\t91\t94\t≥ 96",
        "2\tThu nhập bình quân\tTriệu đồng/năm\t60\t75\t100",
        "3\tSố bác sĩ\tNgười\t800\t900\t1.100",
    )
    found = [
        (t.indicator, t.low, t.high, t.unit, t.per, t.deadline.year if t.deadline else None) for t in doc._.targets
    ]
    assert found == [
        ("Tỷ lệ bao phủ bảo hiểm y tế", 94, 94, Unit.PERCENT, None, 2027),
        ("Tỷ lệ bao phủ bảo hiểm y tế", 96, None, Unit.PERCENT, None, 2030),
        ("Thu nhập bình quân", 75e6, 75e6, Unit.VND, Per.YEAR, 2027),
        ("Thu nhập bình quân", 100e6, 100e6, Unit.VND, Per.YEAR, 2030),
        ("Số bác sĩ", 900, 900, Unit.PERSON, None, 2027),
        ("Số bác sĩ", 1100, 1100, Unit.PERSON, None, 2030),
    ]


@pytest.mark.parametrize(
    ("clause", "unit", "indicator"),
    [
        ("Tỷ trọng kinh tế số trong GRDP đạt 25%", Unit.PERCENT, IndicatorId.DIGITAL_ECONOMY_SHARE_GRDP),
        ("Kinh tế số đóng góp trên 22% GRDP", Unit.PERCENT, IndicatorId.DIGITAL_ECONOMY_SHARE_GRDP),
        ("Tỷ trọng kinh tế số trong từng ngành đạt 10%", Unit.PERCENT, None),
        ("Tốc độ tăng năng suất lao động đạt 6%/năm", Unit.PERCENT, IndicatorId.LABOUR_PRODUCTIVITY_GROWTH),
        ("năng suất lao động thuộc nhóm khá", None, None),
        ("Tỷ lệ hộ gia đình có cáp quang đạt 90%", Unit.PERCENT, IndicatorId.BROADBAND_COVERAGE),
        ("Vùng phủ 5G đạt 70% dân số", Unit.PERCENT, IndicatorId.MOBILE_5G_COVERAGE),
        ("Sóng 5G phủ khắp các khu dân cư, nhà máy", None, IndicatorId.MOBILE_5G_COVERAGE),
        ("Hoàn thành xây dựng chính quyền số cấp xã", None, IndicatorId.EGOVERNMENT_COMPLETION),
        (
            "Chuyển đổi số toàn diện ở các cơ quan đảng cấp xã",
            None,
            IndicatorId.DIGITAL_TRANSFORMATION_OF_STATE_BODIES,
        ),
        ("Tốc độ đổi mới công nghệ đạt 15%/năm", Unit.PERCENT, IndicatorId.TECHNOLOGY_RENEWAL_RATE),
        ("Chỉ số đổi mới sáng tạo toàn cầu thuộc 30 nước dẫn đầu", Unit.RANK, IndicatorId.GII_RANK),
        ("Hình thành 02 đô thị thông minh", Unit.COUNT, IndicatorId.SMART_CITY_COUNT),
        ("liên thông dữ liệu với các đô thị thông minh lân cận", None, None),
        ("Đào tạo 900 kỹ sư công nghệ thông tin", Unit.PERSON, IndicatorId.IT_WORKFORCE),
        ("65% người dân có kỹ năng số cơ bản", Unit.PERCENT, IndicatorId.DIGITAL_SKILLS_SHARE),
        ("90% giáo viên được bồi dưỡng về STEM", Unit.PERCENT, IndicatorId.STEM_TEACHER_SHARE),
        ("80% dịch vụ công trực tuyến toàn trình có hồ sơ", Unit.PERCENT, IndicatorId.ONLINE_PUBLIC_SERVICES),
        ("95% trẻ em được tiêm chủng", Unit.PERCENT, None),
    ],
)
def test_an_indicator_is_told_by_its_words(clause: str, unit: Unit | None, indicator: IndicatorId | None) -> None:
    assert identify(clause, unit) is indicator


def test_words_are_found_again_in_the_text_with_their_offsets() -> None:
    text = "câu lạc bộ  trí tuệ nhân tạo (“AI 2.0”), sân chơi"
    words = [text[word.start : word.end] for word in words_of(text)]
    assert words[0] == "câu lạc bộ"
    assert "".join(words).replace(" ", "") == text.replace(" ", "")


@given(
    st.lists(
        st.sampled_from(["đạt 45%", "xây 03 cầu", ", ", "; ", "và ", "(2027) ", "hộ nghèo ", ". Tỷ lệ "]), max_size=12
    )
)
@settings(max_examples=60, deadline=None)
def test_every_quote_lies_in_its_line(pieces: list[str]) -> None:
    line = "Các xã " + " ".join(pieces)
    doc = plan("I. MỤC TIÊU", f"- {line}")
    start = doc.text.index("- Các xã")
    for target in doc._.targets:
        assert start < target.span.start < target.span.end <= len(doc.text.rstrip("\n"))
        assert target.indicator


@pytest.mark.parametrize(
    ("line", "indicator", "low", "high", "unit"),
    [
        ("Đạt 14 dược sĩ trên 10.000 dân.", "dược sĩ trên 10.000 dân", 14, 14, Unit.OTHER),
        ("Tỷ suất tử vong trẻ em giảm xuống dưới 9‰.", "Tỷ suất tử vong trẻ em", None, 9, Unit.OTHER),
        ("Năng suất ngô bình quân 5,2 tấn/ha.", "Năng suất ngô bình quân", 5.2, 5.2, Unit.OTHER),
        ("Giá trị thu được trên 1 ha mặt nước đạt 400 triệu đồng.", None, 4e8, 4e8, Unit.VND),
        ("Giảm ít nhất 15% số vụ cháy so với giai đoạn trước.", "Giảm số vụ cháy", 15, None, Unit.PERCENT),
        ("Hoàn thành 7/9 tiêu chí huyện nông thôn mới.", None, 7, 7, Unit.COUNT),
        ("Xây dựng từ 2 đến 3 vùng nguyên liệu.", "Xây dựng vùng nguyên liệu", 2, 3, Unit.COUNT),
        ("Tỉnh thuộc nhóm 8 tỉnh, thành phố dẫn đầu cả nước về chỉ số xanh.", "Tỉnh về chỉ số xanh", 8, 8, Unit.RANK),
        ("Thời gian lưu trú của du khách bình quân 3,5 ngày.", None, 3.5, 3.5, Unit.OTHER),
    ],
)
def test_rates_ranks_and_durations_are_numbers_to_reach(
    line: str, indicator: str | None, low: float | None, high: float | None, unit: Unit
) -> None:
    [target] = objectives(line)
    assert (target.low, target.high, target.unit) == (low, high, unit)
    assert indicator is None or target.indicator == indicator


@pytest.mark.parametrize(
    ("line", "low"),
    [
        ("100% bếp ăn phục vụ trên 300 suất được kiểm nghiệm.", 100),
        ("Có 02 nhà máy đốt rác công suất trên 400 tấn/ngày.", 2),
        ("90% thôn có đường truyền tốc độ trên 2 Gb/s.", 90),
        ("Ít nhất 6 sản phẩm đạt 5 sao.", 6),
    ],
)
def test_what_describes_a_noun_is_no_second_target(line: str, low: float) -> None:
    assert [target.low for target in objectives(line)] == [low]


@pytest.mark.parametrize(
    "line",
    [
        "Kiểm tra doanh nghiệp có từ 40 lao động trở lên.",
        "Rà soát các ấp có trên 250 hộ để bố trí cán bộ.",
        "Nhân rộng mô hình bảo vệ 3 lớp, cơ chế quản lý 2 cấp.",
        "Vận động hợp tác xã có vốn điều lệ trên 2 tỷ đồng tham gia.",
        "Tuyên truyền trên 4 nền tảng số.",
    ],
)
def test_thresholds_and_models_in_measures_are_no_targets(line: str) -> None:
    assert measures(line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("In, phát hành 9.000 tờ rơi và 150 áp phích.", [(9000, None), (150, None)]),
        ("Đưa 02 trạm quan trắc vào hoạt động trước tháng 9/2027.", [(2, 2027)]),
        ("Mở rộng diện tích rau an toàn lên 900 ha vào năm 2027.", [(900, 2027)]),
        ("Đào tạo lại về sản khoa cho 75 lượt nữ hộ sinh.", [(75, None)]),
        ("Đầu tư 01 nhà máy nước công suất 9.000 m3/ngày, đưa vào vận hành trong năm 2028.", [(1, 2028)]),
        ("Hỗ trợ cho 35 hợp tác xã với mức hỗ trợ tối đa 90 triệu đồng/hợp tác xã.", [(35, None)]),
        ("Củng cố mạng lưới, phấn đấu đến năm 2028 lắp 12 trạm quan trắc.", [(12, 2028)]),
    ],
)
def test_what_a_measure_makes_is_counted_wherever_its_verb_stands(
    line: str, found: list[tuple[float, int | None]]
) -> None:
    read = measures(line)
    assert [(target.low, target.deadline.year if target.deadline else None) for target in read] == found


def test_a_time_before_a_colon_governs_its_own_statement() -> None:
    found = objectives("Năm 2026: xóa 400 nhà tạm; năm 2027: 350 nhà tạm.")
    assert [(target.low, target.deadline.year) for target in found if target.deadline] == [(400, 2026), (350, 2027)]
    assert {target.indicator for target in found} == {"xóa nhà tạm"}


def test_what_opens_with_each_year_recurs_for_all_its_counts() -> None:
    found = measures("Mỗi năm tổ chức 02 phiên giao dịch việc làm, sản xuất 05-06 chương trình truyền hình.")
    assert [(target.low, target.high, target.per) for target in found] == [(2, 2, Per.YEAR), (5, 6, Per.YEAR)]


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        (
            "Giá trị xuất khẩu gỗ đạt 900 triệu USD, tăng 6% so với năm 2024.",
            ["Giá trị xuất khẩu gỗ", "Giá trị xuất khẩu gỗ tăng"],
        ),
        (
            "Thu ngân sách tăng bình quân 9%/năm, đến năm 2030 đạt 7.000 tỷ đồng.",
            ["Thu ngân sách tăng bình quân", "Thu ngân sách"],
        ),
        (
            "Có 70% số thôn đạt chuẩn, trong đó 20% đạt chuẩn kiểu mẫu.",
            ["số thôn đạt chuẩn", "số thôn đạt chuẩn kiểu mẫu"],
        ),
        (
            "Thu gom 95% rác đô thị, 80% rác nông thôn.",
            ["Thu gom rác đô thị", "Thu gom rác nông thôn"],
        ),
        (
            "Tỷ lệ trạm y tế có dược sĩ đạt 90% (năm 2027: 70%; năm 2028: 80%).",
            ["Tỷ lệ trạm y tế có dược sĩ"] * 3,
        ),
        (
            "Độ bao phủ bảo hiểm đạt 94% vào năm 2027; phấn đấu đạt 98% vào năm 2030.",
            ["Độ bao phủ bảo hiểm"] * 2,
        ),
        (
            "Xuất khẩu đạt 3 tỷ USD và nhập khẩu đạt 2 tỷ USD.",
            ["Xuất khẩu", "nhập khẩu"],
        ),
    ],
)
def test_a_clause_that_leans_on_another_says_in_full_what_it_measures(line: str, indicators: list[str]) -> None:
    assert [target.indicator for target in objectives(line)] == indicators


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        (
            "Tỷ lệ trường đạt chuẩn: mầm non 60%, tiểu học 75%.",
            ["Tỷ lệ trường đạt chuẩn, mầm non", "Tỷ lệ trường đạt chuẩn, tiểu học"],
        ),
        ("Chỉ số SIPAS đạt trên 85%, thuộc nhóm 12 tỉnh dẫn đầu cả nước.", ["Chỉ số SIPAS", "Chỉ số SIPAS"]),
        ("Chỉ số PAR INDEX đạt 88%, tăng 4 bậc.", ["Chỉ số PAR INDEX", "Chỉ số PAR INDEX tăng"]),
        (
            "Doanh thu dịch vụ đạt 900 tỷ đồng, đóng góp 5% vào GRDP.",
            ["Doanh thu dịch vụ", "Doanh thu dịch vụ đóng góp vào GRDP"],
        ),
        (
            "Có 3.000 phòng nghỉ, trong đó 30% đạt chuẩn 4 sao.",
            ["phòng nghỉ", "phòng nghỉ đạt chuẩn 4 sao"],
        ),
        (
            "Tỷ lệ hộ nghèo hạ từ 5% xuống 2%; 70% hộ dân có bể nước; vùng cao đạt 50%.",
            ["Tỷ lệ hộ nghèo hạ", "hộ dân có bể nước", "vùng cao hộ dân có bể nước"],
        ),
        ("Chỉ số DTI không thấp hơn vị trí 20.", ["Chỉ số DTI"]),
        ("Chỉ số DTI tăng 2 bậc, đứng thứ 15/34 tỉnh.", ["Chỉ số DTI tăng", "Chỉ số DTI"]),
        (
            "Chỉ số SIPAS tăng ít nhất 2% so với năm 2024 và đạt trên 86%.",
            ["Chỉ số SIPAS tăng", "Chỉ số SIPAS"],
        ),
        (
            "Tỷ lệ hộ nghèo giảm bình quân 1%/năm; đến năm 2028 còn dưới 2%.",
            ["Tỷ lệ hộ nghèo giảm bình quân", "Tỷ lệ hộ nghèo"],
        ),
        (
            "96% người dân tham gia BHYT, trong đó học sinh đạt 100%.",
            ["người dân tham gia BHYT", "học sinh tham gia BHYT"],
        ),
        ("Kết nạp 60 hội viên mới (tăng 9 hội viên so với năm 2024).", ["Kết nạp hội viên mới"]),
        ("Trên tổng số 80 xã, phường, chọn 10 xã làm điểm.", ["chọn xã làm điểm"]),
        (
            "90% hộ dân được cấp nước, trong đó 60% sử dụng nước sạch.",
            ["hộ dân được cấp nước", "hộ dân sử dụng nước sạch"],
        ),
    ],
)
def test_a_title_or_the_number_before_it_says_what_a_number_is_told_of(line: str, indicators: list[str]) -> None:
    assert [target.indicator for target in objectives(line)] == indicators


def test_a_run_in_title_names_the_quantity_and_the_period() -> None:
    doc = plan("I. MỤC TIÊU", "1. Tỷ lệ bao phủ bảo hiểm y tế: năm 2026 đạt 93% dân số, năm 2028 đạt 95%.")
    assert {target.indicator for target in doc._.targets} == {"Tỷ lệ bao phủ bảo hiểm y tế"}
    doc = plan("I. NHIỆM VỤ", "1. Hằng năm: Tập huấn cho 90 cán bộ trạm y tế; lấy 200 mẫu nước.")
    assert [target.per for target in doc._.targets] == [Per.YEAR, Per.YEAR]


def test_a_time_behind_a_run_in_title_holds_for_the_whole_sentence() -> None:
    doc = plan("I. MỤC TIÊU", "1. Về nước sạch: Đến năm 2027, 95% hộ dân có nước sạch; tỷ lệ thất thoát dưới 15%.")
    assert [target.deadline.year for target in doc._.targets] == [2027, 2027]


def test_a_part_is_due_when_the_whole_is() -> None:
    [whole, part] = measures("Đào tạo 800 lao động trong giai đoạn 2025 - 2027; trong đó ít nhất 40% có chứng chỉ.")
    assert (whole.deadline, part.deadline_from) == (part.deadline, DeadlineFrom.INLINE)
    assert (part.indicator, part.base) == ("lao động có chứng chỉ", "lao động")


def test_a_list_that_semicolons_part_shares_its_verb() -> None:
    assert [target.indicator for target in measures("Xây dựng mới 20 phòng học; 06 nhà công vụ cho giáo viên.")] == [
        "Xây dựng mới phòng học",
        "Xây dựng mới nhà công vụ cho giáo viên",
    ]


def test_a_foreign_sum_counts_in_its_own_currency() -> None:
    [target] = objectives("Kim ngạch xuất khẩu thủy sản đạt trên 1,6 tỷ USD.")
    assert (target.low, target.high, target.unit, target.unit_label) == (1.6e9, None, Unit.OTHER, "USD")


def test_a_table_tells_ranks_parts_of_a_whole_and_units_in_its_names() -> None:
    doc = plan(
        "I. MỤC TIÊU",
        "TT\tNội dung\t2027\tNăm 2030",
        "1\tTỷ lệ hồ sơ số hóa (%)\t60\t95",
        "2\tChỉ số hài lòng (thứ hạng)\t20\t12",
        "3\tXã có bác sĩ (xã)\t18/30\t30/30",
        "4\tHọp giao ban\t4\t4",
    )
    found = [(t.indicator, t.low, t.unit, t.deadline.year if t.deadline else None) for t in doc._.targets]
    assert found == [
        ("Tỷ lệ hồ sơ số hóa", 60, Unit.PERCENT, 2027),
        ("Tỷ lệ hồ sơ số hóa", 95, Unit.PERCENT, 2030),
        ("Chỉ số hài lòng", 20, Unit.RANK, 2027),
        ("Chỉ số hài lòng", 12, Unit.RANK, 2030),
        ("Xã có bác sĩ", 18, Unit.COUNT, 2027),
        ("Xã có bác sĩ", 30, Unit.COUNT, 2030),
    ]
    heads = [
        date.role for date in doc._.dates if date.start and date.start.year in (2027, 2030) and date.start.month == 1
    ]
    assert heads == [DateRole.DEADLINE, DateRole.DEADLINE]


def test_a_row_of_indicators_is_due_when_its_column_of_time_says() -> None:
    doc = plan(
        "I. NHIỆM VỤ",
        "TT\tChỉ tiêu\tKết quả cần đạt\tCơ quan chủ trì\tThời gian hoàn thành",
        "1\tTỷ lệ nhà vệ sinh hợp vệ sinh\t92%\tSở Y tế\tNăm 2027",
    )
    [target] = doc._.targets
    assert target.deadline is not None
    assert (target.low, target.deadline.year) == (92, 2027)


def test_the_date_of_the_next_line_is_nobody_elses_deadline() -> None:
    first, second = plan("I. MỤC TIÊU", "- 40% ấp có sân chơi.", "- Đến năm 2028, 60% ấp có thư viện.")._.targets
    assert first.deadline is None
    assert second.deadline is not None
    assert second.deadline.year == 2028


def test_seeds_give_the_targets_of_their_gold() -> None:
    if not GOLD.is_dir():
        pytest.skip(f"no gold in {GOLD}: the shared folder is not here")
    seeds = GOLD.parent / "seeds"
    missed = []
    for path in sorted(GOLD.glob("*.gold.json")):
        source = read(next(seeds.glob(path.name.split(".")[0] + ".*")))
        doc = NLP.make_doc(source.text)
        doc._.source = source
        found = [(t.low, t.high, t.unit) for t in NLP(doc)._.targets if t.kind is TargetKind.QUANTITATIVE]
        for target in json.loads(path.read_text(encoding="utf-8"))["targets"]:
            if target["kind"] == "quantitative":
                key = (target["low"], target["high"], Unit(target["unit"]))
                if key in found:
                    found.remove(key)
                else:
                    missed.append((path.name, target["quote"]))
        missed += [(path.name, extra) for extra in found]
    assert missed == []


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        (
            "Chiều cao trung bình của học sinh nam đạt 166 cm, nữ đạt 155 cm.",
            ["Chiều cao trung bình của học sinh nam", "Chiều cao trung bình của học sinh nữ"],
        ),
        (
            "Tỷ suất tử vong trẻ em dưới 5 tuổi còn dưới 17‰, dưới 1 tuổi còn 11‰.",
            ["Tỷ suất tử vong trẻ em dưới 5 tuổi", "Tỷ suất tử vong trẻ em dưới 1 tuổi"],
        ),
        ("100% giáo viên đạt chuẩn, trong đó 30% vượt chuẩn.", ["giáo viên đạt chuẩn", "giáo viên vượt chuẩn"]),
    ],
)
def test_a_second_number_for_another_group_keeps_the_subject(line: str, indicators: list[str]) -> None:
    assert [target.indicator for target in objectives(line)] == indicators


def test_the_mark_of_a_footnote_is_no_base() -> None:
    [target] = objectives("Tỷ lệ hài lòng của người bệnh đạt từ 92% trở lên[4].")
    assert (target.low, target.base) == (92, None)
