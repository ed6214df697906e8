"""What OCR promises: pages are read however they were scanned, tables cell by cell, and dust is no word."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from corpus import NeedsOcr, read, tesseract
from corpus.image_columns import find_gutters
from corpus.image_rules import erased, find_rules
from corpus.legible import legible, parted
from corpus.ocr import read_page_image
from corpus.page import Axis, Box, Page, Rule, Word
from corpus.page_image import evened, ink_of, letters_of, run_of_lines, speckle, without_colour, without_dust
from corpus.paged import source_of_pages
from corpus.roman_strokes import number_alone, recounted
from corpus.rulings import find_tables
from corpus.signs import tell_signs
from corpus.tesseract import ReadWord
from schemas.source import BlockKind, SourceText
from schemas.vocabulary import TextOrigin
from tests.scans import DPI, font, needs_tesseract, plan_page, ruled_page

SCANS = Path(__file__).parent.parent / "corpus" / "samples" / "scans"
_LINES = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển hạ tầng số",
    "trên địa bàn tỉnh giai đoạn 2026 - 2030 với các nội dung sau:",
    "- Phấn đấu 95% hộ gia đình được kết nối cáp quang băng rộng;",
    "- Trên 80% hồ sơ được giải quyết trực tuyến toàn trình;",
    "- Các sở, ban, ngành hoàn thành số hóa dữ liệu trong năm 2027.",
)


def _words(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def _read(image: Image.Image) -> Page:
    return read_page_image(image, dpi=DPI)


def _source(image: Image.Image) -> SourceText:
    return source_of_pages([_read(image)], "a.png", "image/png")


def test_words_have_boxes_in_points_and_confidences() -> None:
    needs_tesseract()
    page = _read(plan_page(*_LINES))
    assert page.origin is TextOrigin.OCR
    assert (round(page.width), round(page.height)) == (595, 842)
    first = page.words[0]
    assert first.text == "Ủy"
    assert 60 < first.box.x0 < 80
    assert 65 < first.box.top < first.baseline <= first.box.bottom + 6
    assert all(word.confidence is not None and 0 <= word.confidence <= 100 for word in page.words)
    assert page.confidence is not None
    assert page.confidence > 85


@pytest.mark.parametrize("turn", [90, 270])
def test_a_turned_page_is_read_upright(turn: int) -> None:
    needs_tesseract()
    page = _read(plan_page(*_LINES).rotate(turn, expand=True))
    assert page.height > page.width
    assert "95% hộ gia đình được kết nối" in _words(page)


@pytest.mark.parametrize("angle", [-4.0, -1.0, 2.5])
def test_a_crooked_page_is_levelled(angle: float) -> None:
    needs_tesseract()
    crooked = plan_page(*_LINES).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    page = _read(crooked)
    assert _source(crooked).text.startswith(_LINES[0])
    lows = [word.baseline for word in page.words if word.text in ("Ủy", "tầng")]
    assert max(lows) - min(lows) < 4


def test_skew_is_measured_to_a_tenth_of_a_degree() -> None:
    down, skew = run_of_lines(letters_of(np.asarray(plan_page(*_LINES).rotate(-3.0, fillcolor=255)), DPI))
    assert down is False
    assert abs(skew - 3.0) <= 0.15


def test_a_coarse_page_is_read() -> None:
    needs_tesseract()
    image = plan_page(*_LINES)
    page = read_page_image(image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX), dpi=DPI / 2)
    assert "Trên 80% hồ sơ được giải quyết trực tuyến" in _words(page)


def test_a_table_is_read_cell_by_cell() -> None:
    needs_tesseract()
    rows = [
        ["TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Rà soát quy hoạch mạng lưới", "Sở Xây dựng", "Quý I/2026"],
        ["2", "Tổ chức lớp tập huấn kỹ năng", "Sở Nội vụ", "Quý II/2026"],
    ]
    source = _source(ruled_page(rows, [150, 240, 800, 1130, 1450]))
    table = [block for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [[source.text[cell.start : cell.end] for cell in block.cells] for block in table] == rows
    assert table[0].header


def test_a_turned_table_is_one_too() -> None:
    needs_tesseract()
    rows = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Xây dựng kho dữ liệu dùng chung", "Sở Khoa học và Công nghệ"]]
    page = _read(ruled_page(rows, [150, 240, 800, 1400]).rotate(90, expand=True))
    assert [(cell.row, cell.column) for cell in page.tables[0].cells] == [(r, c) for r in range(2) for c in range(3)]


def test_columns_whose_lines_are_not_level_are_read_apart() -> None:
    needs_tesseract()
    page = plan_page(*_LINES)
    draw = ImageDraw.Draw(page)
    left = ("Nơi nhận:", "- Bộ Khoa học và Công nghệ;", "- Các sở, ban, ngành;", "- Lưu: VT, KT.")
    right = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    for number, line in enumerate(left):
        draw.text((190, 700 + number * 42), line, font=font(11), fill=15)
    for number, line in enumerate(right):
        draw.text((900, 706 + number * 52), line, font=font(13), fill=15)
    gutters = find_gutters(ink_of(np.asarray(page)), DPI)
    assert len(gutters) == 1
    text = _source(page).text
    assert "\n".join(left[:3]) in text
    assert "\n".join(right) in text


def test_running_text_has_no_gutter() -> None:
    page = plan_page(*[line.ljust(60) for line in _LINES * 4])
    assert find_gutters(ink_of(np.asarray(page)), DPI) == []


def test_rules_are_found_and_letters_on_them_stay() -> None:
    page = plan_page("kế hoạch gồm quy trình")
    ImageDraw.Draw(page).line((190, 252, 1000, 252), fill=0, width=3)
    ink = ink_of(np.asarray(page))
    scale = DPI / 72
    rules, mask = find_rules(ink, scale)
    assert [rule.axis for rule in rules] == [Axis.ACROSS]
    clean = erased(np.asarray(page), ink, mask, scale)
    untouched = np.asarray(plan_page("kế hoạch gồm quy trình")) < 128
    assert ((clean < 128) & untouched).sum() > 0.9 * untouched.sum()
    assert (clean[252, 700:990] > 128).all()


def test_text_alone_has_no_rules() -> None:
    assert find_rules(ink_of(np.asarray(plan_page(*_LINES))), DPI / 72)[0] == []


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_bars_of_letters_that_nearly_touch_are_no_rule(style: str) -> None:
    page = plan_page()
    draw = ImageDraw.Draw(page)
    for number in range(4):  # the bars of `TTTT`
        draw.rectangle((400 + 24 * number, 300, 422 + 24 * number, 303), fill=0)
        draw.rectangle((409 + 24 * number, 300, 413 + 24 * number, 326), fill=0)
    draw.text((190, 400), "Tờ trình số 12/TTr-STTTT ngày 02/4/2026", font=font(13.5, style), fill=15)
    rules, mask = find_rules(ink_of(np.asarray(page)), DPI / 72)
    assert rules == [] and not mask.any()


def test_noise_of_an_empty_page_is_no_text() -> None:
    needs_tesseract()
    noise = np.random.default_rng(4).normal(248, 6, (700, 900)).clip(0, 255).astype(np.uint8)
    assert read_page_image(Image.fromarray(noise), dpi=DPI).words == []


def test_a_page_on_which_hardly_a_word_is_sure_is_told_of() -> None:
    line = Word("Kế hoạch năm 2026", Box(70, 70, 300, 84), 84, 13.0, confidence=90.0)
    pages = [
        Page(1, 595, 842, [line], origin=TextOrigin.OCR, confidence=90.0),
        Page(2, 595, 842, [], origin=TextOrigin.OCR, illegible=140),
        Page(3, 595, 842, [], origin=TextOrigin.OCR, illegible=3),
    ]
    [warning] = source_of_pages(pages, "scan.pdf", "application/pdf").warnings
    assert warning.startswith("illegible: page 2 of 3 left out")


def test_a_streak_through_print_is_no_rule() -> None:
    page = plan_page(*_LINES)
    ImageDraw.Draw(page).line((60, 226, 1600, 226), fill=0, width=3)
    rules, mask = find_rules(ink_of(np.asarray(page)), DPI / 72)
    assert rules == []
    assert mask.any()


def test_the_frame_of_a_stamp_over_print_is_no_table() -> None:
    needs_tesseract()
    page = plan_page(*_LINES)
    draw = ImageDraw.Draw(page)
    draw.rectangle((60, 240, 420, 420), outline=0, width=3)
    draw.line((60, 300, 420, 300), fill=0, width=3)
    draw.line((150, 300, 150, 420), fill=0, width=3)
    source = _source(page)
    assert not any(block.kind is BlockKind.TABLE_ROW for block in source.blocks)
    assert "băng rộng" in source.text


def test_a_red_stamp_is_taken_off_and_print_under_it_stays() -> None:
    page = plan_page(*_LINES).convert("RGB")
    plain = np.asarray(page)[..., 0] < 128
    stamp = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(stamp).ellipse((300, 180, 640, 520), outline=(210, 40, 50), width=9)
    stamped = np.minimum(np.asarray(page), np.asarray(stamp))
    clean = without_colour(stamped)
    assert (clean[~plain & (np.asarray(stamp)[..., 1] < 128)] > 200).mean() > 0.98
    assert (clean[plain] < 128).mean() > 0.9


def test_a_ring_of_a_stamp_that_is_broken_is_taken_off_whole() -> None:
    stamp = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(stamp)
    for start in range(0, 360, 20):  # gaps of eight pixels
        draw.arc((600, 900, 900, 1200), start, start + 17, fill=(205, 60, 70), width=5)
    assert (without_colour(np.asarray(stamp)) < 200).sum() == 0


def test_coloured_letters_stay() -> None:
    page = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(page).text((200, 300), "Điều khoản thi hành", font=font(), fill=(20, 20, 160))
    assert (without_colour(np.asarray(page)) < 128).sum() > 1000


def test_a_dark_corner_is_lightened() -> None:
    page = np.asarray(plan_page(*_LINES)).astype(np.float32)
    shade = np.linspace(0.45, 1.0, page.shape[1], dtype=np.float32)
    clean = evened((page * shade).astype(np.uint8))
    assert np.percentile(clean[:, :200], 50) > 240


def test_grey_paper_becomes_white() -> None:
    page = np.asarray(plan_page(*_LINES)).astype(np.float32)
    clean = evened((85 + page * 0.5).astype(np.uint8))
    assert np.percentile(clean, 50) > 250 and clean.min() < 120


def test_specks_go_and_dots_of_letters_stay() -> None:
    page = np.asarray(plan_page(*_LINES)).copy()
    letters = page < 128
    random = np.random.default_rng(1)
    specked = page.copy()
    specked[random.random(page.shape) < 0.002] = 0
    assert speckle(page) < 0.05 < 0.35 < speckle(specked)
    clean = without_dust(specked, DPI)
    assert ((clean < 128) & letters).sum() > 0.97 * letters.sum()
    assert cv2.connectedComponents((clean < 128).astype(np.uint8))[0] < 400


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("|", "1"),
        ("IH", "III"),
        ("HI.", "III."),
        ("xIH", "XIII"),
        ("[V", "IV"),
        ("12", "12"),
        ("a)", "a)"),
        ("TT", "TT"),
    ],
)
def test_numbers_alone_in_a_cell_are_mended(read_as: str, meant: str) -> None:
    assert number_alone(read_as) == meant


def test_a_roman_number_is_told_from_an_arabic_one_by_its_strokes() -> None:
    needs_tesseract()
    source = _source(plan_page("I. MỤC TIÊU CỤ THỂ", "1. Hạ tầng số đến năm 2030", "- Hoàn thành trong quý I/2027."))
    assert source.text.splitlines() == [
        "I. MỤC TIÊU CỤ THỂ",
        "1. Hạ tầng số đến năm 2030",
        "- Hoàn thành trong quý I/2027.",
    ]


def _glyph(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = Image.new("L", (400, 120), 255)
    ImageDraw.Draw(image).text((20, 30), text, font=font(14), fill=0)
    return np.asarray(image)


@pytest.mark.parametrize(
    ("printed", "read_as", "meant"),
    [
        ("I.", ["1.", "MỤC"], ["I.", "MỤC"]),
        ("1.", ["1.", "MỤC"], ["1.", "MỤC"]),
        ("I.", ["Ì.", "MỤC"], ["I.", "MỤC"]),
        ("I/2028", ["Quý", "U2028"], ["Quý", "I/2028"]),
        ("III.", ["IH.", "MỤC"], ["III.", "MỤC"]),
        ("II.", ["II.MỤC", "TIÊU"], ["II.", "MỤC", "TIÊU"]),
        ("III-", ["HI-", "MỤC"], ["III-", "MỤC"]),
        ("II.", ["TI.", "MỤC"], ["II.", "MỤC"]),
        ("IV.", ["1V.", "Mục"], ["IV.", "Mục"]),
        ("II.", ["IM.", "MỤC"], ["II.", "MỤC"]),
        ("TM.", ["TM.", "ỦY"], ["TM.", "ỦY"]),
        ("II/2028", ["Quý", "IL/2028"], ["Quý", "II/2028"]),
        ("III/2028", ["Quý", "I2028"], ["Quý", "III/2028"]),
    ],
)
def test_strokes_of_a_roman_number_are_counted(printed: str, read_as: list[str], meant: list[str]) -> None:
    image = _glyph(printed)
    inked = np.argwhere(image < 128)
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0) + 1
    words = [ReadWord(text, left, top, right, bottom, bottom, 40.0, 80.0, 0) for text in read_as]
    assert [word.text for word in recounted(words, image)] == meant


def test_a_slash_that_is_read_twice_in_a_quarter_is_one() -> None:
    image = _glyph("II/2026")
    inked = np.argwhere(image < 128)
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0) + 1
    words = [_word("Quý", 95), ReadWord("11/⁄2026", left, top, right, bottom, bottom, 40.0, 10.0, 0)]
    assert [word.text for word in recounted(words, image)] == ["Quý", "II/2026"]


def test_a_quarter_that_is_read_well_is_no_guess() -> None:
    words = recounted([_word("quý", 95), _word("IV/2027,", 8)], np.full((40, 80), 255, np.uint8))
    assert [word.text for word in legible(words, [])] == ["quý", "IV/2027,"]


def test_a_guess_that_opens_a_line_as_a_number_does_is_kept() -> None:
    words = [_word("o.", 8), _word("Sở", 96), _word("ñ€3", 4)]
    assert [word.text for word in legible(words, [])] == ["o.", "Sở"]


@pytest.mark.parametrize(
    ("read", "meant"), [(".8)", "8)"), ("__a)", "a)"), (":9,", "9,"), ("„2.1.", "2.1."), ("“1.", "“1."), ("(a)", "(a)")]
)
def test_specks_before_the_number_of_a_section_are_taken_off(read: str, meant: str) -> None:
    kept = legible([_word(read, 45), _word("Rà", 95)], [])
    assert [word.text for word in kept] == [meant, "Rà"]


def test_a_sign_of_comparison_before_a_number_is_no_dust() -> None:
    words = [_word(">", 93), _word("40%", 96), _word("thôn", 96), _word("<", 80)]
    assert [word.text for word in legible(words, [])] == [">", "40%", "thôn"]


def test_a_sign_within_a_figure_and_a_percentage_alone_in_a_cell_are_kept() -> None:
    words = [_word("<30", 93), _word("%", 93, line=1), _word("≥44", 90, line=2)]
    assert [word.text for word in legible(words, [])] == ["<30", "%", "≥44"]


@pytest.mark.parametrize(("printed", "read"), [("≥ 44", ">44"), ("≤ 30", "<30")])
def test_the_bar_under_a_sign_is_seen_where_the_figure_was_read_into_it(printed: str, read: str) -> None:
    image = _glyph(printed)
    rows, columns = np.nonzero(image < 128)
    box = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    word = ReadWord(read, *map(int, box), int(box[3]), 40.0, 90.0, 0)
    tell_signs([word], image)
    assert word.text == printed.replace(" ", "")


def test_boxes_of_words_end_where_the_next_word_begins() -> None:
    one, other, below = _word("I.MỤC", 90), _word("ĐÍCH", 90), _word("Để", 90, line=1)
    one.right, other.left, other.right = 400, 120, 200
    tesseract._side_by_side([one, other, below])
    assert (one.right, other.right) == (120, 200)


def test_a_dash_read_as_another_mark_opens_its_line_as_one() -> None:
    dash = ReadWord("~", 10, 20, 20, 23, 30.0, 24.0, 90, 0)
    kept = legible([dash, ReadWord("Lưu:", 30, 10, 70, 30, 30.0, 24.0, 96, 0)], [])
    assert [word.text for word in kept] == ["-", "Lưu:"]


def test_an_abbreviation_is_no_writing_by_hand() -> None:
    words = [_word("Sở", 96), _word("GD", 10), _word("&ĐT", 40), _word("TW", 88)]
    assert [word.text for word in legible(words, [])] == ["Sở", "GD", "&ĐT", "TW"]


def _word(text: str, confidence: float, line: int = 0) -> ReadWord:
    return ReadWord(text, 10, 10, 60, 30, 28.0, 24.0, confidence, line)


def test_guesses_and_dust_are_dropped_and_glyphs_mended() -> None:
    words = [_word(text, sure) for text, sure in (("Số:", 95), ("l2⁄KH-UBND", 90), ("~", 92), ("ñ€3", 4), ("thông", 6))]
    kept = legible([*words, _word("--", 80, line=1)], [])
    assert [word.text for word in kept] == ["Số:", "l2/KH-UBND", "thông"]
    assert [word.text for word in legible([_word("2Ø26", 90), _word("1Š", 90)], [])] == ["2026", "15"]
    assert [word.text for word in legible([_word("9,5%o;", 90), _word("9%", 90)], [])] == ["9,5‰;", "9%"]
    assert [word.text for word in legible([_word("hiện..", 90), _word("gồm...", 90)], [])] == ["hiện./.", "gồm..."]


def test_writing_by_hand_gives_no_number() -> None:
    words = [_word(text, 80) for text in ("Số:", "2ƒ", "/CT-UBND", "đ@", "đ)", "m²", "“a", "5%")]
    assert [word.text for word in legible(words, [])] == ["Số:", "/CT-UBND", "đ)", "m²", "“a", "5%"]


def test_words_of_a_stamp_pressed_over_print_are_no_text() -> None:
    owner = [_word(text, 90, line=0) for text in ("TRUNG", "TÂM", "LƯU", "TRỮ")]
    row = [_word("Số:", 90, line=1), _word("277O/x", 40, line=1), _word("thôn", 92, line=1)]
    beside = ReadWord("xóm", 200, 10, 260, 30, 28.0, 24.0, 95.0, 1)
    assert [word.text for word in legible([*owner, *row, beside], [(0, 0, 100, 100)])] == ["thôn", "xóm"]


def test_the_row_that_names_the_owner_of_a_stamp_belongs_to_its_frame() -> None:
    rules = [Rule(Axis.ACROSS, at, 0.0, 158.0) for at in (149.0, 166.0, 206.0)]
    rules += [Rule(Axis.DOWN, at, 166.0, 206.0) for at in (0.0, 35.0, 158.0)]
    print_ = np.full((400, 400), 255, np.uint8)
    print_[170:200:2, 20:380] = 0
    tables, frames = parted(find_tables(rules), rules, print_, 1.0)
    assert not tables
    assert [tuple(frame) for frame in frames] == [(0.0, 149.0, 158.0, 206.0)]


@pytest.mark.parametrize(
    ("before", "word", "sure", "kept"),
    [
        ("Số:", "2", 42, False),
        ("Số:", "85", 95, True),
        ("Bắc Ninh, ngày", "23", 79, False),
        ("Số: /KH-UBND Bắc Ninh, ngày", "23", 79, False),
        ("Bắc Ninh, ngày 05 tháng 4 năm", "2016", 74, False),
        ("Căn cứ Quyết định số 12/QĐ-BYT, ngày", "23", 60, True),
        ("thực hiện trong năm", "2016", 60, True),
    ],
)
def test_doubtful_figures_in_the_gaps_of_a_letterhead_are_writing(
    before: str, word: str, sure: float, kept: bool
) -> None:
    words = [*(_word(text, 95) for text in before.split()), _word(word, sure)]
    assert (legible(words, [])[-1].text == word) is kept


def test_misread_letters_of_points_are_put_right_at_the_start_of_a_line() -> None:
    words = [
        _word("©)", 60),
        _word("Sở", 95),
        _word("¡)", 3, line=1),
        _word("Ban", 95, line=1),
        _word("§.", 60, line=2),
    ]
    assert [word.text for word in legible([*words, _word("Kinh", 95, line=2)], [])] == [
        "c)",
        "Sở",
        "i)",
        "Ban",
        "8.",
        "Kinh",
    ]


def test_without_tesseract_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(*_: object) -> None:
        raise tesseract.TesseractMissing("Tesseract is not installed")

    monkeypatch.setattr("corpus.ocr.recognise", missing)
    with pytest.raises(NeedsOcr, match="tesseract-ocr-vie"):
        _read(plan_page(*_LINES))


def test_the_command_line_reads_what_the_library_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_tesseract()
    if tesseract.shutil.which("tesseract") is None:
        pytest.skip("no command line of Tesseract here")
    image = np.asarray(plan_page(*_LINES))
    by_command = list(tesseract._by_command(image, DPI, tesseract.Segmentation.PAGE))
    assert [word.text for word in by_command][:6] == ["Ủy", "ban", "nhân", "dân", "tỉnh", "ban"]
    assert all(word.left < word.right and word.top < word.baseline for word in by_command)


@pytest.mark.parametrize("kind", ["clean", "poor"])
def test_the_annex_of_a_scan_is_a_table(kind: str) -> None:
    needs_tesseract()
    source = read(SCANS / f"sample-b-ke-hoach-ubnd-tinh-phu-luc-{kind}.pdf")
    rows = [
        [source.text[cell.start : cell.end] for cell in block.cells]
        for block in source.blocks
        if block.kind is BlockKind.TABLE_ROW
    ]
    assert len(rows) == 7
    assert [row[0] for row in rows if len(row) > 1] == ["TT", "1", "2", "3", "4"]
    assert source.text_origin is TextOrigin.OCR
    assert "\n3\n" not in source.text
