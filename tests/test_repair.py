"""Repair of misread Vietnamese. The prose here is invented; real documents are read at run time where they exist."""

import json
import math
import random
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.confusion import confusion_cost
from corpus.language_sources import load_model
from corpus.repair import _rows, doubt, find_misreadings
from corpus.syllables import is_possible, skeleton

SHARED = Path(__file__).parents[2] / "shared"

PROSE = """\
Kế hoạch này đặt mục tiêu đến năm 2027 mỗi trạm y tế xã có ít nhất một bác sĩ làm việc thường xuyên.
Ngành y tế tổ chức khám sàng lọc cho người cao tuổi, quản lý bệnh tăng huyết áp và đái tháo đường ngay tại cơ sở.
Các bệnh viện tuyến tỉnh bố trí giường bệnh hồi sức, dự trữ thuốc và vật tư để ứng phó khi dịch bùng phát.
Phụ nữ mang thai ở vùng sâu được cấp thẻ bảo hiểm và được đưa đón miễn phí khi sinh con.
Trường học kiểm tra bếp ăn bán trú mỗi tháng một lần, lưu mẫu thức ăn và ghi sổ đầy đủ.
Thầy cô giáo dạy môn ngoại ngữ được cử đi bồi dưỡng trong dịp hè, học phí do ngân sách chi trả.
Học sinh nghèo học giỏi nhận học bổng của quỹ khuyến học; em nào bỏ học thì nhà trường đến tận nhà vận động trở lại lớp.
Thư viện huyện mở cửa cả ngày thứ bảy, phục vụ bạn đọc nhỏ tuổi và người khiếm thị.
Nông dân trồng lúa theo quy trình hữu cơ, không đốt rơm rạ sau khi gặt, ủ phân từ phụ phẩm.
Hợp tác xã ký hợp đồng bao tiêu với nhà máy chế biến, giá mua bảo đảm cho người trồng có lãi.
Trạm thú y tiêm phòng cho đàn bò, hướng dẫn hộ chăn nuôi khử trùng chuồng trại và khai báo khi vật nuôi ốm chết.
Tàu cá ra khơi phải bật thiết bị giám sát hành trình, ghi nhật ký và cập cảng đúng nơi quy định.
Rừng phòng hộ đầu nguồn được giao cho cộng đồng thôn bản trông coi, tiền dịch vụ môi trường rừng trả qua tài khoản.
Sau mưa lũ, các đội xung kích giúp dân dọn bùn, sửa nhà, phun thuốc khử khuẩn giếng nước.
Hồ chứa nào hư hỏng nặng thì hạ thấp mực nước, cắm biển cảnh báo và trực gác ban đêm.
Bãi rác cũ đóng cửa trước mùa mưa; rác thải được chở về nhà máy đốt để phát điện.
Doanh nghiệp xả nước thải chưa xử lý ra sông bị phạt tiền và buộc khôi phục hiện trạng.
Tuyến đường tránh trung tâm thị xã dài mười hai cây số, có bốn làn xe và hai cầu vượt.
Xe buýt chạy điện nối bến xe với ga đường sắt, giá vé giảm một nửa cho sinh viên và người lao động thu nhập thấp.
Chủ đầu tư chậm bàn giao mặt bằng phải giải trình bằng văn bản với Chủ tịch Ủy ban nhân dân tỉnh.
Nhà ở cho công nhân xây gần khu công nghiệp, có nhà trẻ, chợ và sân chơi cho trẻ nhỏ.
Cơ quan thuế công khai danh sách người nợ thuế kéo dài, đồng thời cho nộp dần đối với hộ gặp thiên tai.
Quỹ bảo lãnh tín dụng giúp doanh nghiệp nhỏ vay vốn khi không đủ tài sản thế chấp.
Khách đến làng nghề được tự tay nặn gốm, nghe hát dân ca và thưởng thức món ăn quê.
Đội văn nghệ xã luyện tập mỗi tối tại nhà văn hóa, biểu diễn phục vụ bà con trong ngày hội.
Ban quản lý di tích tu bổ mái đình, chống mối mọt cho cột gỗ và lập hồ sơ khoa học từng hiện vật.
Công an xã cùng tổ bảo vệ an ninh trật tự tuần tra ban đêm, kịp thời giải quyết mâu thuẫn từ khi mới nảy sinh.
Bộ đội biên phòng phối hợp với dân quân giữ vững đường biên cột mốc, đấu tranh với tội phạm mua bán người.
Thanh niên lên đường nhập ngũ được địa phương tặng quà, gia đình khó khăn được nhận đỡ đầu.
Hòa giải viên ở thôn được tập huấn kỹ năng lắng nghe, nắm chắc luật đất đai và luật hôn nhân.
Người dân nộp hồ sơ qua mạng thì được giảm lệ phí; ai chưa quen dùng máy tính có cán bộ trẻ giúp ngay tại quầy.
Cán bộ tiếp dân ghi nhận đầy đủ ý kiến, không đùn đẩy, hẹn ngày trả lời rõ ràng.
Cấp ủy chọn việc khó, việc tồn đọng lâu năm để chỉ đạo dứt điểm trong quý đầu.
Đảng viên nêu gương trong hiến đất làm đường, tự tháo dỡ tường rào và vận động anh em họ hàng làm theo.
Chi bộ sinh hoạt chuyên đề mỗi quý một lần, bàn sát việc của thôn, kết luận ngắn gọn dễ nhớ.
Mạng lưới trạm quan trắc đo bụi mịn, nhiệt độ và tiếng ồn, số liệu đưa lên bản đồ để ai cũng xem được.
Trung tâm dữ liệu dự phòng đặt ở vùng cao, tránh ngập lụt, có máy phát điện chạy dầu.
Kỹ sư trẻ về quê khởi nghiệp được thuê mặt bằng giá rẻ và được chuyên gia kèm cặp trong năm đầu.
Viện nghiên cứu chọn tạo giống cam không hạt, chuyển giao kỹ thuật ghép cành cho nhà vườn.
Hội chợ việc làm cuối năm có sáu mươi gian hàng, hơn hai nghìn lượt người tìm việc.
"""


def repaired(text: str) -> str:
    """The text with all its repairs applied."""
    for edit in reversed(find_misreadings(text)):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def garble(text: str, rate: float, seed: int) -> tuple[str, dict[tuple[int, int], str]]:
    """Misread a text on purpose, as the confusion model says OCR does.

    Returns:
        The garbled text, and for the span of each garbled word the right one.
    """
    model, chance = load_model(), random.Random(seed)
    parts, right, length, done = [], {}, 0, 0
    for found in re.finditer(r"[^\W\d_]+", text):
        word = found.group()
        key = model.keys[word]
        if chance.random() > rate or not is_possible(key) or key != word:
            continue
        others = [k for k in model.by_skeleton.get(skeleton(key), ()) if k != key and (k, key) not in model.variants]
        if not others:
            continue
        misread = chance.choices(others, [math.exp(-1.5 * confusion_cost(k, key)) for k in others])[0]
        parts += [text[done : found.start()], misread]
        length += found.start() - done + len(misread)
        done = found.end()
        right[length - len(misread), length] = word
    return "".join([*parts, text[done:]]), right


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("Đẩy mạnh chuyên đổi số trong quản lý trạm bơm", "Đẩy mạnh chuyển đổi số trong quản lý trạm bơm"),
        ("ứng dụng tiên bộ kỹ thuật vào trồng rau", "ứng dụng tiến bộ kỹ thuật vào trồng rau"),
        ("nhận chuyên giao công nghệ sấy gỗ", "nhận chuyển giao công nghệ sấy gỗ"),
        ("tạo sự chuyên biến rõ nét trong bảo vệ rừng", "tạo sự chuyển biến rõ nét trong bảo vệ rừng"),
        ("tham quan bao tàng tỉnh", "tham quan bảo tàng tỉnh"),
        ("bố trí vốn đề tổ chức thực hiện", "bố trí vốn để tổ chức thực hiện"),
        ("thúc đầy xuất khâu nông sản", "thúc đẩy xuất khẩu nông sản"),
        ("đạt tối thiều 70 phần trăm", "đạt tối thiểu 70 phần trăm"),
        ("bảo đảm hạ tầng đông bộ, hiện đại", "bảo đảm hạ tầng đồng bộ, hiện đại"),
        ("Phần đấu đến năm 2031 có thêm mười trạm", "Phấn đấu đến năm 2031 có thêm mười trạm"),
        ("thích ứng với biên đôi khí hậu", "thích ứng với biến đổi khí hậu"),
    ],
)
def test_marks_are_read_by_their_neighbours(misread, right):
    assert repaired(misread) == right


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("MỘT SỐ CHỦ TRƯỞNG LỚN", "MỘT SỐ CHỦ TRƯƠNG LỚN"),
        ("NGHỊ QUYÉT", "NGHỊ QUYẾT"),
        ("Chuyên giao công nghệ", "Chuyển giao công nghệ"),
        ("TỈNH QUẢNG NGẢI", "TỈNH QUẢNG NGÃI"),
    ],
)
def test_case_is_kept(misread, right):
    assert repaired(misread) == right


def test_title_in_capitals_is_read_over_its_line_break():
    assert repaired("TRIỂN KHAI CÁC CHỦ\nTRƯỞNG, CHÍNH SÁCH MỚI") == "TRIỂN KHAI CÁC CHỦ\nTRƯƠNG, CHÍNH SÁCH MỚI"


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("hoàn thành nhệm vụ được giao", "hoàn thành nhiệm vụ được giao"),
        ("Tÿ lệ hộ nghèo", "Tỷ lệ hộ nghèo"),
        ("tạo mọi đjều kiện cho dân", "tạo mọi điều kiện cho dân"),
        ("xây dự7r1g cầu treo", "xây dựng cầu treo"),
        ("sửa chữa cống bέ cáp", "sửa chữa cống bể cáp"),
    ],
)
def test_what_is_no_syllable_is_read_by_letters_of_its_outline(misread, right):
    assert repaired(misread) == right


def test_stuttered_word_is_repaired_where_its_neighbour_asks_for_another():
    assert repaired("Truyền truyền, vận động bà con") == "Tuyên truyền, vận động bà con"
    assert repaired("Đi từ từ, dần dần, thường thường") == "Đi từ từ, dần dần, thường thường"


def test_bar_of_d_is_restored():
    assert repaired("Ban Chỉ đạo CDS tỉnh") == "Ban Chỉ đạo CĐS tỉnh"
    assert repaired("Dựa vào hoạt động nhà máy") == "Dựa vào hoạt động nhà máy"


def test_what_the_text_writes_elsewhere_supports_a_reading():
    once = "Cầu treo Nậm Phiềng dài bốn mươi mét. Trẻ em qua cầu treo Nậm Phiếng đến trường."
    often = "Bản Nậm Phiềng họp chợ. Suối Nậm Phiềng cạn. " * 6 + once
    assert "Nậm Phiếng" in repaired(once)
    assert "Nậm Phiếng" not in repaired(often)


def test_stray_letter_at_the_end_of_a_line_is_dropped():
    assert repaired("đạt khoảng 69 phần trăm. Ị\nTiếp theo") == "đạt khoảng 69 phần trăm.\nTiếp theo"


@pytest.mark.parametrize(
    "text",
    [
        "Văn hoá, văn hóa, uỷ ban, ủy ban, tỉ lệ, tỷ lệ, kĩ thuật, kỹ thuật, bác sỹ, lí luận",
        "cập nhập hằng năm, cập nhật hàng năm, thứ bảy, thứ bẩy",
        "huyện Ea H'leo, tỉnh Đắk Lắk, xã Krông Bông, xã Dliê Ya, thị trấn Ia Kha",
        "Ông Lò Văn Thiềng, bà Hà Thị Sỏi, ông Đàm Quang Thụy, bà Tiên Bộ",
        "Smart City, Big Data, Make in Viet Nam, on the other hand, data center, cloud to edge",
        "Thư điện tử sxd@quangngai.gov.vn, trang dichvucong.gov.vn/chuyen/doi, tệp ke_hoach_so.docx",
        "Quyết định số 78/QĐ-UBND, Kế hoạch số 12-KH/TU, mã số BC-2.3a, mạng 5G, bụi PM2.5, khí CO2",
        "chi thường xuyên, chi đầu tư, chỉ tiêu, chi tiêu, thực tài, thực tại",
    ],
)
def test_habits_names_codes_and_foreign_words_stay(text):
    assert find_misreadings(text) == []


def test_text_without_punctuation_or_spaces_is_read_all_the_same():
    assert "chuyển đổi số" in repaired("thực hiện nhiệm vụ " * 3000 + "chuyên đổi số quốc gia")
    assert find_misreadings("ạ" * 50_000 + " " + "a" * 50_000 + "9đ" * 20_000) == []


def test_what_is_garbled_beyond_recognition_is_not_guessed_at():
    assert find_misreadings("ạ ợ ỗ ế ặ ẫ ẹ ữ " * 200) == []
    assert find_misreadings("vẵq wợx zỗk jếz ặkw ẫzz ẹqq") == []


def test_right_prose_stays():
    assert [PROSE[e.start - 20 : e.end + 20] for e in find_misreadings(PROSE)] == []


def test_most_garbled_words_are_repaired_and_nothing_else():
    total = hits = made = others = 0
    for seed in range(6):
        text, right = garble(PROSE, 0.01, seed)
        edits = find_misreadings(text)
        hits += sum(right.get((e.start, e.end)) == e.replacement for e in edits)
        others += sum((e.start, e.end) not in right for e in edits)
        total, made = total + len(right), made + len(edits)
    assert hits >= 0.4 * total
    assert hits >= 0.9 * made
    assert others <= 1  # a garbled neighbour can mislead


_ODD = ["chuyên", "đôi", "só", "QUYÉT", "bέ", "5G", "a@b.vn", "nghị", "wyết", "Ị", "CDS", "\t", "\n", ",", "-"]
_WORDS = st.sampled_from([*PROSE.split()[:300], *_ODD])


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=60))
def test_edits_are_sorted_disjoint_and_change_words_only(words):
    text = " ".join(words)
    edits = find_misreadings(text)
    for edit in edits:
        raw = text[edit.start : edit.end]
        assert raw != edit.replacement
        assert "\n" not in raw
        assert "\t" not in raw
        assert not edit.replacement or edit.replacement.isalpha()
        assert 0 <= edit.confidence <= 1
    assert all(one.end <= other.start for one, other in pairwise(edits))


def _canonical(raw: str) -> str:
    """Enough of the reader's work to look at a real document: NFC, no markup, hard-wrapped lines joined."""
    text = unicodedata.normalize("NFC", re.sub(r"<[^>\n]{1,40}>|\*\*", " ", raw))
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \u00a0]+", " ", text))
    return re.sub(r"(?<=[^\n|])\n(?=[^\W\d_])", lambda m: " " if text[m.end()].islower() else "\n", text)


def _shared(*parts: str) -> list[Path]:
    found = sorted(SHARED.joinpath(*parts[:-1]).glob(parts[-1]))
    if not found:
        pytest.skip(f"no real documents: {SHARED.joinpath(*parts)} does not exist")
    return found


def test_misreadings_of_real_plans_are_found():
    found = total = 0
    for path in _shared("gold", "*.gold.json"):
        errors = json.loads(path.read_text(encoding="utf-8")).get("ocr_errors", [])
        seed = SHARED / "seeds" / path.name.replace(".gold.json", ".txt")
        text = _canonical(seed.read_text(encoding="utf-8"))
        pairs = [(text[e.start : e.end], e.replacement) for e in find_misreadings(text)]
        for error in errors:
            match = next((p for p in pairs if p[0] in error["raw"] and p[1] in error["right"]), None)
            if match:
                pairs.remove(match)
                found += 1
        total += len(errors)
    assert found >= 0.8 * total


def test_clean_real_plans_are_hardly_touched():
    for path in _shared("real", "*.md"):
        text = _canonical(path.read_text(encoding="utf-8"))
        assert len(find_misreadings(text)) <= 1 + len(text) / 8000, path.name


def test_the_month_between_two_numbers_is_tháng():
    text = "Kế hoạch số 45/KH-UBND ngày 11 thắng 6 năm 2027 của Ủy ban nhân dân tỉnh."
    assert [(text[edit.start : edit.end], edit.replacement) for edit in find_misreadings(text)] == [("thắng", "tháng")]


def test_ocr_itself_tells_which_words_are_doubtful():
    assert doubt(50.0) > doubt(70.0) > doubt(85.0) > doubt(92.0) > doubt(97.0)


@pytest.mark.parametrize("confidence", [85.0, 97.0])
def test_right_words_stand_whatever_ocr_thinks_of_them(confidence):
    words = [(found.start(), found.end(), confidence) for found in re.finditer(r"\S+", PROSE)]
    assert find_misreadings(PROSE, words) == []


def test_doubt_of_ocr_helps_to_find_invented_misreadings():
    random.seed(7)
    wrong = {
        "thường": "thưởng",
        "quản": "quân",
        "tỉnh": "tình",
        "kiểm": "kiếm",
        "tháng": "thắng",
        "đầy": "đây",
        "bỏ": "bó",
    }
    pieces = []
    for found in re.finditer(r"\S+\s*", PROSE):
        word = found.group().rstrip()
        pieces.append((wrong.get(word, word), found.group()[len(word) :], word in wrong))
    text = "".join(word + space for word, space, _ in pieces)
    words, at = [], 0
    for word, space, is_wrong in pieces:
        words.append((at, at + len(word), 55.0 if is_wrong else 96.0))
        at += len(word) + len(space)
    plain, told = find_misreadings(text), find_misreadings(text, words)
    right = [sum(wrong.get(e.replacement) == text[e.start : e.end] for e in edits) for edits in (plain, told)]
    assert right[1] >= right[0]
    assert len(told) - right[1] <= len(plain) - right[0]


@pytest.mark.parametrize(
    "text",
    [
        "Công an các huyện, thành phố nắm tình hình từ sớm",
        "Thí điểm khoán chi đến sản phẩm cuối cùng",
        "Nhà trường lập sổ đăng bộ và sổ gọi tên",
        "Học sinh xếp loại A+ được khen",
        "Người dân nộp lệphí tại xã",
        "Danh sách quản tài viên được công bố",
        "Trưởng phòng, chồng và con của người mất",
        "UBND tính toán lại nhu cầu",
    ],
)
def test_right_words_that_a_dictionary_lacks_beside_each_other_are_left(text: str) -> None:
    assert find_misreadings(text) == []


def test_fixed_expressions_are_repaired_across_a_comma_and_behind_an_abbreviation() -> None:
    text = "Kế hoạch phòng, chông ma túy trình UBND tinh và Bộ Y tế"
    assert [edit.replacement for edit in find_misreadings(text)] == ["chống", "tỉnh"]


def _by_ocr(text: str) -> list[tuple[str, str]]:
    """What is repaired in a text whose words were all read with fair confidence."""
    words = [(found.start(), found.end(), 92.0) for found in re.finditer(r"\S+", text)]
    return [(text[edit.start : edit.end], edit.replacement) for edit in find_misreadings(text, words)]


@pytest.mark.parametrize(
    ("text", "read", "meant"),
    [
        ("Bảo đảm chi tối thiếu 25% cho trường nghề.", "thiếu", "thiểu"),
        ("Giao Chi cục Kiếm lâm tuần tra rừng phòng hộ.", "Kiếm", "Kiểm"),
        ("Hội đồng sửa đối, bổ sung quy định về đất.", "đối", "đổi"),
        ("Căn cứ Luật Tố chức chính quyền địa phương;", "Tố", "Tổ"),
        ("Trực thuộc Tĩnh ủy và báo cáo hằng quý.", "Tĩnh", "Tỉnh"),
        ("Sô 12-CTr/TU", "Sô", "Số"),
        ("Nguyễn An\nĐEAN\nPhát triển nghề muối", "ĐEAN", "ĐỀ ÁN"),
    ],
)
def test_hooks_that_a_scan_blurs_are_put_right(text: str, read: str, meant: str) -> None:
    assert _by_ocr(text) == [(read, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2026 có 95% số hộ được thu thập thông tin.",
        "Chi cho quan trắc chỉ bằng một phần ba mức chung.",
        "UBND tỉnh Hà Tĩnh ủy quyền cho Sở Tư pháp ký.",
        "Đơn vị còn thiếu bác sĩ, đối tượng tố giác tội phạm được bảo vệ.",
        "Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    ],
)
def test_right_words_of_a_scan_that_only_lack_a_hook_are_left(text: str) -> None:
    assert _by_ocr(text) == []


def test_a_misreading_that_runs_through_a_text_says_nothing_for_itself() -> None:
    text = "Chỉ cục Thú y tiêm phòng; Chỉ cục Thủy lợi cấp nước; Chỉ cục Kiểm lâm giữ rừng; chỉ đạo các chỉ tiêu."
    assert _by_ocr(text) == [("Chỉ", "Chi")] * 3


def test_each_piece_of_a_long_row_knows_its_own_locked_words_alone() -> None:
    # Pieces that each hold the locked words of the whole row would take memory by the square of its length.
    text = " ".join(["trạm y tế xã", "A12B"] * 400)
    rows = list(_rows(text, load_model()))
    assert len(rows) > 10
    for row in rows:
        assert row.locked == {i for i, word in enumerate(row.words) if word == "A12B"}
