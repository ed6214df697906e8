import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.money import find_amounts
from extractors.quantities import find_percentages
from schemas.source import SourceText
from schemas.vocabulary import Comparator, Per
from tests.plan_text import source_of

EQ, GT, GTE, LT, LTE, APPROX = (
    Comparator.EQ,
    Comparator.GT,
    Comparator.GTE,
    Comparator.LT,
    Comparator.LTE,
    Comparator.APPROX,
)


def percentages(text: str) -> list[tuple[str, float | None, float | None, Comparator, Per | None]]:
    return [(text[q.span.start : q.span.end], q.low, q.high, q.comparator, q.per) for q in find_percentages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tỷ lệ che phủ rừng đạt 43,5%.", ("43,5%", 43.5, 43.5, EQ, None)),
        ("Sản lượng tăng trên 4%/năm.", ("trên 4%/năm", 4, None, GT, Per.YEAR)),
        ("đạt hơn 60 % số hộ", ("hơn 60 %", 60, None, GT, None)),
        ("đạt ít nhất 75% số xã", ("ít nhất 75%", 75, None, GTE, None)),
        ("tối thiểu là 85%", ("tối thiểu là 85%", 85, None, GTE, None)),
        ("không dưới 65 %", ("không dưới 65 %", 65, None, GTE, None)),
        ("từ 8% trở lên", ("từ 8% trở lên", 8, None, GTE, None)),
        ("đạt 92% trở lên", ("92% trở lên", 92, None, GTE, None)),
        ("đạt từ 88%.", ("từ 88%", 88, None, GTE, None)),
        ("từ 55% số thôn trở lên", ("từ 55%", 55, None, GTE, None)),
        ("còn dưới 2,5%", ("dưới 2,5%", None, 2.5, LT, None)),
        ("không quá 4%", ("không quá 4%", None, 4, LTE, None)),
        ("tối đa 6% trở xuống", ("tối đa 6% trở xuống", None, 6, LTE, None)),
        ("đạt khoảng 45%", ("khoảng 45%", 45, 45, APPROX, None)),
        ("xấp xỉ 100 %", ("xấp xỉ 100 %", 100, 100, APPROX, None)),
        ("Có ≥ 35% hộ", ("≥ 35%", 35, None, GTE, None)),
        ("<5%", ("<5%", None, 5, LT, None)),
        ("tăng 6-9%/năm", ("6-9%/năm", 6, 9, EQ, Per.YEAR)),
        ("tăng từ 6% đến 9%", ("từ 6% đến 9%", 6, 9, EQ, None)),
        ("Giảm tỷ lệ hộ nghèo từ 1 - 1,5%/năm", ("từ 1 - 1,5%/năm", 1, 1.5, EQ, Per.YEAR)),
        ("giảm từ 2% đến 3%/năm", ("từ 2% đến 3%/năm", 2, 3, EQ, Per.YEAR)),
        ("tăng từ 1,5-2%", ("từ 1,5-2%", 1.5, 2, EQ, None)),
        ("đạt 97 – 99 %", ("97 – 99 %", 97, 99, EQ, None)),
        ("đạt 88.5%", ("88.5%", 88.5, 88.5, EQ, None)),
        ("giảm 1% mỗi năm", ("1% mỗi năm", 1, 1, EQ, Per.YEAR)),
        ("lãi 2%/tháng", ("2%/tháng", 2, 2, EQ, Per.MONTH)),
        ("mỗi năm giảm 2-3% hộ nghèo", ("2-3%", 2, 3, EQ, Per.YEAR)),
        ("giảm 2% số vụ mỗi năm", ("2%", 2, 2, EQ, Per.YEAR)),
        ("giảm 5% số vụ mỗi năm, giảm thiệt hại", ("5%", 5, 5, EQ, Per.YEAR)),
        ("bảy mươi phần trăm số xã", ("bảy mươi phần trăm", 70, 70, EQ, None)),
        ("đạt 8 phần trăm", ("8 phần trăm", 8, 8, EQ, None)),
        ("tăng 0,4 điểm %", ("0,4 điểm %", 0.4, 0.4, EQ, None)),
        ("đạt l00% số hộ", ("l00%", 100, 100, EQ, None)),
        ("năm 2027-45%", ("45%", 45, 45, EQ, None)),
        ("dưới 95% dân số từ 15 tuổi trở lên", ("dưới 95%", None, 95, LT, None)),
    ],
)
def test_a_percentage_is_read_with_its_comparator_bounds_and_rate(text: str, expected: tuple[object, ...]) -> None:
    assert percentages(text) == [expected]


def test_each_member_of_a_list_is_a_percentage() -> None:
    assert [low for _, low, *_ in percentages("lần lượt đạt 70%, 85% và 100%")] == [70, 85, 100]


def test_a_change_from_one_state_to_another_is_two_points() -> None:
    assert percentages("nâng từ 30% lên trên 45%") == [
        ("30%", 30, 30, EQ, None),
        ("trên 45%", 45, None, GT, None),
    ]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Giảm tỷ lệ sinh con thứ ba từ 12% xuống còn 8%", [12, 8]),
        ("Nâng tỷ lệ lao động có chứng chỉ từ 25% năm 2024 lên 40%", [25, 40]),
        ("nâng tỷ lệ phủ sóng từ 60% đến 75%", [60, 75]),
    ],
)
def test_the_state_before_a_change_is_no_bound(text: str, points: list[float]) -> None:
    assert [(low, high) for _, low, high, *_ in percentages(text)] == [(point, point) for point in points]


def test_a_whole_cannot_be_exceeded_by_a_share_of_it() -> None:
    assert percentages("phủ sóng trên 100% số thôn") == [("100%", 100, 100, EQ, None)]
    assert percentages("doanh thu tăng trên 100%") == [("trên 100%", 100, None, GT, None)]


def test_a_percent_sign_without_number_is_no_percentage() -> None:
    assert percentages("Tỷ lệ (%)\tĐơn vị: %") == []


@given(st.integers(min_value=0, max_value=999), st.sampled_from(["", "trên ", "dưới ", "ít nhất ", "khoảng "]))
def test_offsets_give_back_number_and_sign(value: int, words: str) -> None:
    text = f"Tỷ lệ hộ có nước sạch đạt {words}{value}% vào cuối kỳ"
    [found] = percentages(text)
    assert found[0] == f"{words}{value}%"
    assert value in found[1:3]


def amounts(text: str, source: SourceText | None = None) -> list[tuple[str, float]]:
    return [(text[money.span.start : money.span.end], money.value) for money in find_amounts(text, source)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tổng vốn 2.340 tỷ đồng", ("2.340 tỷ đồng", 2340e9)),
        ("khoảng 1,2 nghìn tỷ đồng", ("1,2 nghìn tỷ đồng", 1.2e12)),
        ("mức 40.000.000 đồng", ("40.000.000 đồng", 4e7)),
        ("phí 2.000đ", ("2.000đ", 2000)),
        ("cấp 3 tỷ 250 triệu đồng", ("3 tỷ 250 triệu đồng", 3.25e9)),
        ("cần 3-7 tỷ đồng", ("3-7 tỷ đồng", 7e9)),
        ("kinh phí 650 triệu.", ("650 triệu", 6.5e8)),
        ("ba tỷ hai trăm triệu đồng", ("ba tỷ hai trăm triệu đồng", 3.2e9)),
        ("5.600.000 VNĐ", ("5.600.000 VNĐ", 5.6e6)),
    ],
)
def test_a_sum_of_money_is_read_in_dong(text: str, expected: tuple[str, float]) -> None:
    assert amounts(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị tính: 1.000đ",
        "ĐVT: triệu đồng",
        "Kinh phí (1.000đ)",
        "7 đồng chí trong ban chỉ đạo",
        "30.000 đồng bào",
        "thu hút 12 triệu lượt khách",
        "đạt 4 tỷ USD",
    ],
)
def test_units_of_account_people_and_foreign_money_are_no_sums(text: str) -> None:
    assert amounts(text) == []


def test_a_sum_repeated_in_words_counts_once() -> None:
    assert amounts("1.500.000 đồng (Bằng chữ: Một triệu năm trăm nghìn đồng)") == [("1.500.000 đồng", 1.5e6)]


def test_cells_of_a_money_column_take_the_unit_that_stands_above_the_table() -> None:
    source = source_of(
        "Đơn vị tính: triệu đồng",
        "TT\tNội dung\tKinh phí\tGhi chú",
        "1\tMua trang thiết bị\t1.250\t",
        "2\tTập huấn\t80,5\tnăm 2027",
    )
    assert amounts(source.text, source) == [("1.250", 1.25e9), ("80,5", 8.05e7)]


def test_a_period_behind_one_share_is_not_that_of_the_next() -> None:
    found = percentages("Giảm 20% số vụ cháy mỗi năm, giảm trên 30% thiệt hại.")
    assert [per for *_, per in found] == [Per.YEAR, None]
