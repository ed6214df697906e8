"""Counts, measures and times that a plan commits to, by the words around them."""

from datetime import date

import pytest

from extractors.plan import Deadline, TargetClause
from schemas.vocabulary import Comparator, DeadlineFrom, Per, TargetKind, Unit
from tests.test_targets import measures, objectives, plan


def numbers(targets: list[TargetClause]) -> list[tuple[str, float | None, float | None]]:
    return [(target.indicator, target.low, target.high) for target in targets]


@pytest.mark.parametrize(
    ("line", "indicator", "low"),
    [
        ("Kiên cố hóa 85 km kênh nội đồng.", "Kiên cố hóa kênh nội đồng", 85),
        ("Hạ ngầm hóa 40 km cáp viễn thông.", "Hạ ngầm hóa cáp viễn thông", 40),
        ("Nạo vét 30 km kênh trục chính.", "Nạo vét kênh trục chính", 30),
        ("Gieo sạ 7.500 ha lúa thu đông.", "Gieo sạ lúa thu đông", 7500),
        ("Dựng 45 trạm phát sóng tại vùng lõm.", "Dựng trạm phát sóng tại vùng lõm", 45),
        ("Ổn định diện tích trồng dừa 20.000 ha.", "Ổn định diện tích trồng dừa", 20000),
        ("Đào tạo theo địa chỉ 35 bác sĩ cho tuyến xã.", "Đào tạo theo địa chỉ bác sĩ cho tuyến xã", 35),
        (
            "Chuyển giao kỹ thuật ươm giống cho 600 lượt nông dân.",
            "Chuyển giao kỹ thuật ươm giống cho lượt nông dân",
            600,
        ),
        ("Khảo sát sự hài lòng của 900 người bệnh.", "Khảo sát sự hài lòng của người bệnh", 900),
        ("Nâng cấp mạng, phòng máy chủ của 7 bệnh viện.", "Nâng cấp mạng, phòng máy chủ của bệnh viện", 7),
        ("Lấy 300 mẫu nước giếng.", "Lấy mẫu nước giếng", 300),
        ("Kiểm tra đột xuất tại 25 bếp ăn tập thể.", "Kiểm tra đột xuất tại bếp ăn tập thể", 25),
        ("Mỗi ấp có 01 điểm truy cập mạng công cộng.", "Mỗi ấp có điểm truy cập mạng công cộng", 1),
        ("Đưa phần mềm quản lý vào 18/18 trạm y tế.", "Đưa phần mềm quản lý vào trạm y tế", 18),
    ],
)
def test_a_measure_is_committed_to_by_any_verb_that_does_it(line: str, indicator: str, low: float) -> None:
    [target] = measures(line)
    assert (target.indicator, target.low, target.high) == (indicator, low, low)


@pytest.mark.parametrize(
    "line",
    [
        "Nhân rộng 40 tổ liên gia hiện có.",
        "Ban quản lý gồm 7 thành viên.",
        "Đã nạo vét được nhiều tuyến, hiện có 12 trạm bơm.",
        "Trực cấp cứu 24/24 giờ.",
        "Ưu tiên 9 xã đảo.",
        "Không xét khen thưởng đối với tập thể nhỏ có trên 5% thành viên vi phạm.",
    ],
)
def test_what_there_is_already_is_no_target(line: str) -> None:
    assert measures(line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Sản lượng cá các loại 90.000 tấn, trong đó cá tra 60.000 tấn.",
            [("Sản lượng cá các loại", 90000), ("cá tra", 60000)],
        ),
        (
            "Trồng rừng 3.000 ha, trong đó trồng mới đước 700 ha.",
            [("Trồng rừng", 3000), ("trồng mới đước", 700)],
        ),
        (
            "Có thêm 9 xã đạt chuẩn kiểu mẫu, nâng tổng số lên 31 xã, chiếm 40% tổng số xã.",
            [
                ("thêm xã đạt chuẩn kiểu mẫu", 9),
                ("nâng tổng số thêm xã đạt chuẩn kiểu mẫu", 31),
                ("nâng tổng số thêm xã đạt chuẩn kiểu mẫu", 40),
            ],
        ),
        (
            "Tạo việc làm cho 8.000 lao động (bình quân 1.600 lao động/năm).",
            [("Tạo việc làm cho lao động", 8000), ("Tạo việc làm cho lao động bình quân", 1600)],
        ),
        (
            "Số trạm phát sóng đạt 900 trạm; năm 2028 đạt 700 trạm.",
            [("Số trạm phát sóng", 900), ("Số trạm phát sóng", 700)],
        ),
        (
            "Nông nghiệp chiếm 18%, công nghiệp - xây dựng 42%.",
            [("Nông nghiệp", 18), ("công nghiệp - xây dựng", 42)],
        ),
        (
            "02 bệnh viện tỉnh và 11/11 trung tâm y tế có khoa dinh dưỡng.",
            [("bệnh viện tỉnh có khoa dinh dưỡng", 2), ("trung tâm y tế có khoa dinh dưỡng", 11)],
        ),
    ],
)
def test_elliptic_clauses_are_completed_from_the_one_before(line: str, found: list[tuple[str, float]]) -> None:
    assert [(target.indicator, target.low) for target in objectives(line)] == found


def test_what_is_made_and_for_how_many_are_two_targets_due_together() -> None:
    first, second = measures("Mở 12 lớp khuyến nông cho khoảng 400 hộ trong năm 2027.")
    assert numbers([first, second]) == [
        ("Mở lớp khuyến nông", 12, 12),
        ("Mở lớp khuyến nông cho hộ", 400, 400),
    ]
    assert [target.deadline.year for target in (first, second) if target.deadline] == [2027, 2027]


def test_the_time_of_the_state_before_is_no_deadline() -> None:
    [share] = objectives("Độ che phủ của cây xanh tăng từ 2,5% năm 2023 lên 6%.")
    assert (share.low, share.deadline and share.deadline.year, share.deadline_from) == (6, 2030, DeadlineFrom.HEADING)
    [beds] = measures("Đến năm 2027 số giường bệnh lão khoa tăng từ 60 giường năm 2024 lên 150 giường.")
    assert (beds.low, beds.deadline and beds.deadline.year) == (150, 2027)


@pytest.mark.parametrize(
    ("line", "low", "high", "comparator", "label"),
    [
        ("Tổng tỷ suất sinh giảm từ 2,4 còn 2,1 con/phụ nữ.", 2.1, 2.1, Comparator.EQ, "con/phụ nữ"),
        ("Tỷ số giới tính không quá 110 bé trai/100 bé gái.", None, 110, Comparator.LTE, "bé trai/100 bé gái"),
        ("Thời gian chờ khám tối đa 20 phút/lượt.", None, 20, Comparator.LTE, "phút"),
        ("Chỉ số hài lòng đạt 90 điểm trở lên.", 90, None, Comparator.GTE, "điểm"),
        ("Số ngày lưu trú bình quân đạt 1,8 ngày.", 1.8, 1.8, Comparator.EQ, "ngày"),
    ],
)
def test_rates_and_times_are_measures_of_their_own(
    line: str, low: float | None, high: float | None, comparator: Comparator, label: str
) -> None:
    target = objectives(line)[0]
    assert (target.low, target.high, target.comparator) == (low, high, comparator)
    assert (target.unit, target.unit_label) == (Unit.OTHER, label)


def test_a_later_value_of_the_same_indicator_needs_no_noun() -> None:
    first, second = objectives("Tỷ số giới tính khi sinh dưới 111; đến năm 2028 dưới 109.")
    assert first.indicator == second.indicator == "Tỷ số giới tính khi sinh"
    assert (second.high, second.deadline and second.deadline.year) == (109, 2028)


def test_a_year_that_opens_the_statement_makes_its_share_a_yearly_one() -> None:
    [target] = measures("Mỗi năm thanh tra không dưới 30% số cơ sở hành nghề.")
    assert (target.low, target.comparator, target.per) == (30, Comparator.GTE, Per.YEAR)


def test_how_often_something_is_done_is_a_yearly_count() -> None:
    [target] = measures("Kiểm tra nhà thuốc ít nhất 02 lần/năm.")
    assert (target.low, target.unit, target.unit_label, target.per) == (2, Unit.COUNT, "lần", Per.YEAR)


def test_a_place_with_a_share_of_its_own_is_told_of_what_was_told_of_the_whole() -> None:
    first, second = objectives("60% số hộ có hố rác hợp vệ sinh, vùng ven biển đạt 45% trở lên.")
    assert first.low == 60
    assert (second.indicator, second.low) == ("vùng ven biển số hộ có hố rác hợp vệ sinh", 45)


def test_bodies_that_are_told_to_act_are_no_part_of_the_indicator() -> None:
    from extractors import annotate
    from tests.plan_text import source_of

    source = source_of(
        "ỦY BAN NHÂN DÂN",
        "TỈNH VĨNH LONG",
        "Số: 52/KH-UBND",
        "Vĩnh Long, ngày 10 tháng 02 năm 2025",
        "KẾ HOẠCH",
        "Bảo vệ môi trường giai đoạn 2025 - 2030",
        "I. NHIỆM VỤ VÀ GIẢI PHÁP",
        "1. Đề nghị Hội Nông dân tỉnh, Tỉnh đoàn xây dựng 60 tuyến đường hoa vào năm 2027.",
    )
    [target] = annotate(source)._.targets
    assert (target.indicator, target.low) == ("xây dựng tuyến đường hoa", 60)


def test_who_does_it_and_when_in_brackets_is_no_part_of_the_indicator() -> None:
    [target] = measures("Mời 25 hãng lữ hành khảo sát (Chủ trì: Sở Du lịch; thời gian: Quý III/2026).")
    assert target.indicator == "Mời hãng lữ hành khảo sát"


def test_a_share_of_a_subject_with_a_share_in_its_name_is_one_target() -> None:
    [target] = objectives("Số xe chở quá tải trên 20% giảm còn không quá 1% số xe được kiểm tra.")
    assert (target.high, target.comparator) == (1, Comparator.LTE)


def test_who_is_helped_and_a_part_of_the_budget_are_no_rates_of_support() -> None:
    assert numbers(measures("Hỗ trợ ít nhất 80% hộ có nhu cầu vay vốn.")) == [
        ("Hỗ trợ hộ có nhu cầu vay vốn", 80, None)
    ]
    [share] = measures("Bố trí ngân sách tối thiểu 2% tổng chi thường xuyên cho khoa học.")
    assert share.low == 2
    assert measures("Hỗ trợ 70% học phí cho học sinh nghèo.") == []


def test_a_time_within_which_something_is_done_describes_the_share_of_it() -> None:
    [target] = objectives("90% số ổ dịch được phát hiện, xử lý trong thời gian không quá 48 giờ.")
    assert target.low == 90


def test_an_age_is_no_state_that_a_change_starts_from() -> None:
    _, second = objectives("95% người dân được khám sức khỏe; riêng người từ 60 tuổi trở lên đạt 85%.")
    assert (second.indicator, second.low) == ("người từ 60 tuổi trở lên được khám sức khỏe", 85)


def test_a_present_figure_in_brackets_is_no_target() -> None:
    [target] = objectives("92% hộ nông thôn dùng nước sạch (hiện nay 78,6%).")
    assert target.low == 92


def test_a_clause_that_only_tells_its_time_is_no_state_to_reach() -> None:
    found = objectives("100% xã có trạm quan trắc; hoàn thành trước ngày 30 tháng 6 năm 2028.")
    assert [target.kind for target in found] == [TargetKind.QUANTITATIVE]


def test_a_title_that_ends_in_its_period_gives_the_deadline_to_its_measures() -> None:
    doc = plan("I. NHIỆM VỤ VÀ GIẢI PHÁP", "1. Nhiệm vụ chủ yếu giai đoạn 2025 - 2028", "a) Cấp nước: khoan 40 giếng.")
    [target] = doc._.targets
    assert (target.low, target.deadline and target.deadline.year, target.deadline_from) == (
        40,
        2028,
        DeadlineFrom.HEADING,
    )


def test_a_year_before_the_plans_own_tells_what_has_been() -> None:
    doc = plan(
        "I. MỤC TIÊU",
        "1. Nâng hạng chỉ số, khắc phục hạn chế của năm 2024 (chỉ số hài lòng đạt 82,6%).",
        year="năm 2026",
    )
    assert doc._.targets == []


@pytest.mark.parametrize(
    ("line", "low", "unit", "label", "per"),
    [
        ("Nhu cầu nước đạt 80 lít/người/ngày đêm.", 80, Unit.OTHER, "lít/người/ngày đêm", None),
        ("Năng suất lúa đạt 6,5 tấn/ha/năm.", 6.5, Unit.OTHER, "tấn/ha", Per.YEAR),
        ("Sản lượng gỗ đạt 2 triệu m3/năm.", 2e6, Unit.OTHER, "m3", Per.YEAR),
        ("Thu nhập bình quân đạt 70 triệu đồng/người/năm.", 70e6, Unit.VND, "đồng/người", Per.YEAR),
        ("Thu hút vốn đầu tư đạt 300 triệu USD/năm.", 300e6, Unit.OTHER, "USD", Per.YEAR),
        ("Triệt xóa 9 điểm, 01 tụ điểm phức tạp.", 9, Unit.COUNT, "điểm", None),
    ],
)
def test_a_unit_is_told_whole_and_its_scale_is_multiplied_out(line, low, unit, label, per) -> None:
    target = objectives(line)[0]
    assert (target.low, target.unit, target.unit_label, target.per) == (low, unit, label, per)


def test_visits_that_are_counted_again_are_still_of_people() -> None:
    found = objectives("Đón 2 triệu lượt khách, trong đó khách quốc tế 90.000 lượt.")
    assert [(target.low, target.unit) for target in found] == [(2e6, Unit.PERSON), (90000, Unit.PERSON)]


@pytest.mark.parametrize(
    ("line", "lows"),
    [
        ("Cai nghiện bắt buộc 300 người, cai nghiện tự nguyện tại gia đình, cộng đồng 450 người.", [300, 450]),
        ("Tổ chức 02 chương trình giao lưu và 03 chương trình nghệ thuật.", [2, 3]),
        ("Xóa bỏ hoàn toàn 12 bãi rác hở.", [12]),
        ("Giữ vững 20 xã không có ma túy.", [20]),
        ("Lắp đặt mới 5.000 đồng hồ nước.", [5000]),
    ],
)
def test_each_part_of_what_is_made_is_a_count(line: str, lows: list[float]) -> None:
    assert [target.low for target in objectives(line)] == lows


def test_all_the_units_of_a_province_only_tell_how_far_the_work_reaches() -> None:
    assert measures("Số hóa hồ sơ hộ tịch của 120 xã, phường.") == []


@pytest.mark.parametrize(
    ("line", "periods"),
    [
        ("Năm 2026 mở 20 lớp, từ năm 2027 mỗi năm mở 15 lớp.", [None, Per.YEAR]),
        ("Phấn đấu mỗi năm thành lập 500 doanh nghiệp, giải quyết việc làm cho 9.000 lao động.", [Per.YEAR, Per.YEAR]),
    ],
)
def test_a_period_holds_for_what_stands_behind_it(line: str, periods: list[Per | None]) -> None:
    assert [target.per for target in measures(line)] == periods


def test_a_rank_may_be_a_range_from_one_place_to_another() -> None:
    [target] = objectives("Chỉ số PAPI xếp hạng từ 10 đến 15/34.")
    assert (target.low, target.high, target.unit) == (10, 15, Unit.RANK)


def test_a_rate_of_support_goes_on_for_others() -> None:
    assert measures("Hỗ trợ 100% mức đóng cho hộ nghèo, 70% cho hộ cận nghèo và 30% cho học sinh.") == []


@pytest.mark.parametrize(
    ("line", "lows"),
    [
        ("Ít nhất 40% thủ tục đủ điều kiện được làm trực tuyến, phấn đấu đến tháng 6/2026 đạt 60%.", [40, 60]),
        ("Hằng năm kiểm tra, truy quét tối thiểu 4 đợt tại vùng giáp ranh.", [4]),
        ("Nâng mức khoán bảo vệ rừng lên 500.000 đồng/ha/năm.", [500000]),
        ("Vay vốn của ngân hàng thế giới 25 triệu đô la Mỹ.", []),
    ],
)
def test_a_measure_is_told_from_means_and_conditions(line: str, lows: list[float]) -> None:
    assert [target.low for target in measures(line)] == lows


def test_a_year_before_a_comma_holds_for_the_whole_sentence() -> None:
    found = objectives("Hằng năm, số vụ cháy giảm 3%; tỷ lệ hộ nghèo đạt dưới 2%; mở 04 lớp tập huấn.")
    assert {target.per for target in found} == {Per.YEAR}


def test_people_who_do_something_are_one_whole() -> None:
    [target] = objectives("90% người sử dụng dịch vụ được tư vấn.")
    assert target.base == "người sử dụng dịch vụ"


@pytest.mark.parametrize(
    ("line", "indicator", "low"),
    [
        ("Mua sắm bổ sung 40 bộ bàn ghế.", "Mua sắm bổ sung bộ bàn ghế", 40),
        ("Luân phiên 25 bác sĩ về tuyến xã.", "Luân phiên bác sĩ về tuyến xã", 25),
        ("Sắp xếp các đơn vị sự nghiệp, giảm ít nhất 04 đầu mối.", "giảm đầu mối", 4),
        ("Hỗ trợ thẻ bảo hiểm cho người cao tuổi, dự kiến 3.100 người được hỗ trợ.", "người được hỗ trợ", 3100),
        ("Nâng cấp hệ thống họp, bảo đảm 100% đơn vị sử dụng.", "đơn vị sử dụng", 100),
        ("Đào tạo nghề dưới 3 tháng cho 700 lao động.", "Đào tạo nghề dưới 3 tháng cho lao động", 700),
    ],
)
def test_a_number_behind_a_measure_says_what_comes_of_it(line: str, indicator: str, low: float) -> None:
    [target] = measures(line)
    assert (target.indicator, target.low) == (indicator, low)


def test_verbs_for_the_same_thing_stay_with_its_number() -> None:
    got = numbers(measures("Xây mới 6 trường học, cải tạo, nâng cấp 15 trường học."))
    assert got == [("Xây mới trường học", 6, 6), ("cải tạo, nâng cấp trường học", 15, 15)]


def test_a_time_at_the_end_holds_for_all_counts_of_its_statement() -> None:
    line = "Xây mới 6 trường học, cải tạo, nâng cấp 15 trường học, hoàn thành trước ngày 30/6/2027."
    dues = [target.deadline.day for target in measures(line) if target.deadline and target.deadline.day]
    assert [str(day) for day in dues] == ["2027-06-30", "2027-06-30"]


def test_a_part_of_the_people_who_are_trained_is_a_target_of_its_own() -> None:
    got = numbers(objectives("Đào tạo 900 người, trong đó: trình độ đại học 250 người."))
    assert [low for _, low, _ in got] == [900, 250]
    assert got[-1][0].startswith("trình độ đại học")


@pytest.mark.parametrize(
    ("line", "indicator"),
    [
        ("Sở Lao động - Thương binh và Xã hội chủ trì nâng cấp 03 cơ sở nội trú.", "nâng cấp cơ sở nội trú"),
        ("Sở Văn hóa, Thể thao và Du lịch tổ chức 04 hội thi.", "tổ chức hội thi"),
        ("In 800 áp phích song ngữ Việt - Khmer.", "In áp phích song ngữ Việt - Khmer"),
    ],
)
def test_what_joins_the_words_of_a_name_parts_no_clause(line: str, indicator: str) -> None:
    assert [target.indicator for target in measures(line)] == [indicator]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Dạy nghề cho 60 người sau cai nghiện.", "người"),
        ("Sửa chữa 15 nhà văn hóa giai đoạn 2026 - 2028.", "nhà văn hóa"),
        ("Mở 12 lớp phòng, chống đuối nước.", "lớp"),
    ],
)
def test_the_noun_that_is_counted_ends_before_a_time_a_place_or_a_verb(line: str, label: str) -> None:
    [target] = measures(line)
    assert target.unit_label == label


def test_counts_in_a_row_share_the_population_that_the_last_one_names() -> None:
    found = objectives("Đạt 28 giường bệnh, 9 bác sĩ và 2,5 dược sĩ trên 10.000 dân.")
    assert [(t.indicator, t.low, t.unit) for t in found] == [
        ("giường bệnh trên 10.000 dân", 28, Unit.OTHER),
        ("bác sĩ trên 10.000 dân", 9, Unit.OTHER),
        ("dược sĩ trên 10.000 dân", 2.5, Unit.OTHER),
    ]
    built, _ = objectives("Xây mới 6 trạm y tế, đạt 12 bác sĩ/10.000 dân.")
    assert (built.indicator, built.unit_label) == ("Xây mới trạm y tế", "trạm y tế")


def test_the_comma_of_prevention_and_the_head_of_a_list_are_no_ends() -> None:
    [target] = objectives("Tổ chức tuyên truyền phòng, chống đuối nước cho 900 lượt học sinh, trong đó:")
    assert target.indicator == "Tổ chức tuyên truyền phòng, chống đuối nước cho lượt học sinh"


def test_the_time_at_the_end_holds_for_all_counts_of_a_statement() -> None:
    found = measures("Trồng mới 90 ha keo, 25 ha quế và 4 ha mắc ca trước ngày 30/9/2026.")
    assert [(t.low, t.deadline and t.deadline.day, t.deadline_from) for t in found] == [
        (low, date(2026, 9, 30), DeadlineFrom.INLINE) for low in (90, 25, 4)
    ]
    first, second = measures("Xây mới 5 trạm y tế năm 2026, sửa chữa 8 trạm y tế năm 2027.")
    assert (first.deadline, second.deadline) == (Deadline(2026), Deadline(2027))


def test_what_stands_before_a_colon_is_what_bare_people_behind_it_are_counted_for() -> None:
    found = objectives("Dạy nghề ngắn hạn tại cơ sở công lập: 700 lượt người;", "Năm 2027: 300 lượt người.")
    assert [target.indicator for target in found] == ["Dạy nghề ngắn hạn tại cơ sở công lập", "lượt người"]
