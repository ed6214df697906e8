"""What the PDF reader promises: the same lines and tables as from text, each with its place on a page."""

import io
import unicodedata
import zlib
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import DamagedInput, EmptyInput, EncryptedInput, TooLarge, read_bytes
from corpus.fonts import legacy_encoding, read_legacy
from corpus.page import Box
from corpus.pdf import _opened
from corpus.pdf_page import read_page
from corpus.pdf_words import Char, Style, words_of
from corpus.text_layer import Layer, judge, mended
from schemas.source import BlockKind, SourceText
from schemas.vocabulary import TextOrigin
from tests.hostile_files import pdf as objects
from tests.printed_pdf import font, lines, paragraphs, pdf, table

_SENTENCE = "Các sở, ban, ngành và Ủy ban nhân dân các xã, phường tổ chức thực hiện Kế hoạch theo chức năng được giao"
_HEADER = ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành")
_WIDTHS = (30, 220, 110, 90)


def _texts(source: SourceText) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks]


def _layer(data: bytes) -> Layer:
    document = _opened(data, "a.pdf")
    page = read_page(document, 0)
    page.page.words = mended(page.page.words)
    document.close()
    return judge(page)


def _words(data: bytes) -> str:
    document = _opened(data, "a.pdf")
    page = read_page(document, 0).page
    document.close()
    return " ".join(word.text for word in mended(page.words))


def test_printed_lines_become_paragraphs() -> None:
    long = f"{_SENTENCE}; {_SENTENCE}; {_SENTENCE}."
    source = read_bytes(paragraphs("I. MỤC TIÊU", long, f"1. {long}", f"- {_SENTENCE}."), "a.pdf")
    assert _texts(source) == ["I. MỤC TIÊU", long, f"1. {long}", f"- {_SENTENCE}."]
    assert source.text_origin is TextOrigin.TEXT_LAYER


def test_a_paragraph_goes_on_over_a_page() -> None:
    long = "; ".join([_SENTENCE] * 12) + "."
    source = read_bytes(paragraphs(*[long] * 6), "a.pdf")
    assert len(source.pages) > 1
    assert _texts(source) == [long] * 6


def test_every_span_has_its_page_and_box() -> None:
    first, second = lines("KẾ HOẠCH", "Phát triển đô thị"), lines("", "", "Nơi khác của văn bản này", x=120)
    source = read_bytes(pdf(first, second), "a.pdf")
    at = source.text.index("khác")
    page, box = source.place(at, at + len("khác của"))
    assert page == 2
    assert box is not None
    left, top, right, bottom = box
    assert 120 < left < right < 250
    assert 842 - 780 + 34 - 15 < top < bottom < 842 - 780 + 34 + 8
    assert [(p.page, round(p.width or 0), round(p.height or 0)) for p in source.pages] == [(1, 595, 842), (2, 595, 842)]
    assert source.text[source.pages[1].start : source.pages[1].end] == "Nơi khác của văn bản này"


def test_a_letterhead_in_two_columns_is_read_left_column_first() -> None:
    def head(canvas: Canvas) -> None:
        lines("ỦY BAN NHÂN DÂN", "TỈNH AN BÌNH", "Số: 12/KH-UBND", x=90)(canvas)
        lines("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", x=300, size=12)(canvas)
        lines("An Bình, ngày 05 tháng 3 năm 2025", x=320, y=742)(canvas)

    body = lines("KẾ HOẠCH", x=260, y=690)

    def both(canvas: Canvas) -> None:
        head(canvas)
        body(canvas)

    assert _texts(read_bytes(pdf(both), "a.pdf")) == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH AN BÌNH",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Bình, ngày 05 tháng 3 năm 2025",
        "KẾ HOẠCH",
    ]


def test_page_numbers_and_running_heads_are_no_text() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines(str(number), x=295, y=810)(canvas)
            lines(f"Cổng thông tin điện tử tỉnh, trang {number}", x=85, y=30, size=9)(canvas)
            lines(f"- Nội dung thứ {number} của văn bản.", y=700)(canvas)

        return draw

    source = read_bytes(pdf(*(page(n) for n in range(1, 5))), "a.pdf")
    assert _texts(source) == [f"- Nội dung thứ {n} của văn bản." for n in range(1, 5)]


@pytest.mark.parametrize("repeat", [1, 0])
def test_a_table_over_pages_is_one_table_with_one_header(repeat: int) -> None:
    rows = [(str(n), f"Nhiệm vụ thứ {n}: {_SENTENCE}", "Sở Tài chính", f"Quý {n % 4 + 1}/2026") for n in range(1, 31)]
    source = read_bytes(table([_HEADER, *rows], _WIDTHS, repeat=repeat), "a.pdf")
    found = [block for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert len(source.pages) > 1
    assert {block.table for block in found} == {0}
    assert [block.header for block in found] == [True] + [False] * 30
    assert [tuple(source.text[c.start : c.end] for c in block.cells) for block in found] == [_HEADER, *rows]


def test_a_merged_row_heads_a_group() -> None:
    rows = [_HEADER, ("Nhóm hạ tầng số", "", "", ""), ("1", "Xây dựng bản đồ số", "Sở Xây dựng", "Năm 2026")]
    source = read_bytes(table(rows, _WIDTHS, repeat=1, spans=[1]), "a.pdf")
    assert _texts(source)[1] == "Nhóm hạ tầng số"
    assert len(source.blocks[1].cells) == 1


def test_a_hidden_layer_of_an_english_ocr_is_not_believed() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (595, 842), 230)), 0, 0, 595, 842)
        text = canvas.beginText(85, 780)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(3)
        for line in (
            "CQNG HOA XA HOr CHir NGHIA VrpT NAM DQc lap - Tu do - Hanh phuc",
            "ke hoach trien khai thirc hien nhiem vu phat trien kinh te so tren dia ban tinh",
            "Can cir Nghi quyet cua Ban Chap hanh Trung irong ve cong nghiep hoa hien dai hoa",
        ):
            text.textLine(line)
        canvas.drawText(text)

    assert _layer(pdf(scan)) is Layer.WORTHLESS


def test_a_scan_with_nothing_but_a_page_number_has_no_text_layer() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (595, 842), 230)), 0, 0, 595, 842)
        canvas.drawString(295, 810, "2")

    assert _layer(pdf(scan)) is Layer.NONE


def test_vietnamese_text_is_believed_and_english_is_not() -> None:
    assert _layer(pdf(lines(*[_SENTENCE] * 5))) is Layer.GOOD
    english = "The provincial committee shall carry out this plan with the departments concerned every year"
    assert _layer(pdf(lines(*[english] * 5))) is Layer.WORTHLESS


def test_slipped_letters_are_put_right_without_ocr() -> None:
    data = pdf(lines("CỘNG HÕA XÃ HỘI; PHÕNG CHÁY; Võ Văn Thƣởng", *[_SENTENCE.replace("ư", "ƣ")] * 3))
    assert _layer(data) is Layer.GOOD
    assert _words(data).startswith("CỘNG HÒA XÃ HỘI; PHÒNG CHÁY; Võ Văn Thưởng")
    assert "ƣ" not in _words(data)


def test_letters_of_a_tcvn3_font_without_a_name_are_read() -> None:
    letters = {bytes([code]).decode("latin-1"): code for code in range(0xA0, 0x100)}
    back = {read_legacy(letter, "tcvn3"): letter for letter in letters}
    words = "ủy ban nhân dân tỉnh và các sở ngành thực hiện kế hoạch phát triển kinh tế xã hội"
    coded = "".join(back.get(letter, letter) for letter in words)
    data = pdf(lines(*[coded] * 4, name="Helvetica"))
    assert _words(data).startswith(words)
    assert _layer(data) is Layer.GOOD


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        ("ABCDEF+.VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3-capitals"),
        (".VnArial-Bold", "tcvn3"),
        ("VNI-Times", "vni"),
        ("TimesNewRomanPSMT", None),
        ("Times New Roman,Bold", None),
    ],
)
def test_legacy_fonts_are_told_by_their_names(font: str, encoding: str | None) -> None:
    assert legacy_encoding(font) == encoding


def test_a_capital_font_prints_capitals() -> None:
    assert read_legacy("kÕ ho¹ch", "tcvn3-capitals") == "KẾ HOẠCH"


def test_a_locked_pdf_is_rejected() -> None:
    with pytest.raises(EncryptedInput, match="password"):
        read_bytes(pdf(lines("bí mật"), encrypt="secret"), "a.pdf")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_a_cut_off_pdf_is_rejected_or_read(share: float) -> None:
    data = paragraphs(*[f"{_SENTENCE}."] * 60)
    try:
        source = read_bytes(data[: int(share * len(data))], "a.pdf")
    except (DamagedInput, EmptyInput):
        return
    assert _SENTENCE in source.text


def test_noise_after_the_mark_of_a_pdf_is_rejected() -> None:
    with pytest.raises(DamagedInput, match="damaged"):
        read_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20, "a.pdf")


def test_blank_pages_are_rejected_as_empty() -> None:
    with pytest.raises(EmptyInput, match="nothing printed"):
        read_bytes(pdf(*[lambda canvas: None] * 3), "a.pdf")


def test_thousands_of_empty_pages_are_rejected() -> None:
    kids = b" ".join(b"3 0 R" for _ in range(10_000))
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 10000/Kids[" + kids + b"]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    with pytest.raises(TooLarge, match="10000 pages"):
        read_bytes(data, "a.pdf")


def test_a_stream_that_unpacks_without_end_is_rejected() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(80)) + packer.flush()
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length "
        + str(len(bomb)).encode()
        + b">>stream\n"
        + bomb
        + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    with pytest.raises(TooLarge, match="unpacks"):
        read_bytes(data, "a.pdf")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_set_on_its_side_is_read_upright(turn: int) -> None:
    data = paragraphs("I. MỤC TIÊU", f"{_SENTENCE}; {_SENTENCE}.")
    document = pdfium.PdfDocument(data)
    document[0].set_rotation(turn)
    out = io.BytesIO()
    document.save(out)
    upright, turned = read_bytes(data, "a.pdf"), read_bytes(out.getvalue(), "a.pdf")
    assert turned.text == upright.text
    assert turned.place(0, 5)[1] == pytest.approx(upright.place(0, 5)[1], abs=0.1)


def test_a_letterhead_whose_lines_a_narrow_column_cuts_is_read_as_one() -> None:
    left = ("UBND TỈNH KIÊN GIANG", "SỞ Y TẾ", "Số: 45/KH-SYT")
    right = (
        "CỘNG HÒA XÃ HỘI CHỦ",
        "NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kiên Giang, ngày 2 tháng 3 năm",
        "2027",
    )

    def letterhead(canvas: Canvas) -> None:
        lines(*left, x=85)(canvas)
        lines(*right, x=310)(canvas)
        lines("KẾ HOẠCH", "Phòng, chống dịch bệnh năm 2027", x=230, y=650)(canvas)

    assert read_bytes(pdf(letterhead), "a.pdf").text.split("\n") == [
        *left,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kiên Giang, ngày 2 tháng 3 năm 2027",
        "KẾ HOẠCH",
        "Phòng, chống dịch bệnh năm 2027",
    ]


_NEWS = (
    "Ủy ban nhân dân tỉnh giao Thư viện tỉnh số hóa tài liệu địa chí, đào tạo nhân viên thư viện xã, luân chuyển sách "
    "về trường học vùng cao và tổ chức ngày hội đọc sách cho học sinh trong dịp hè năm 2027 ở mọi xã, phường."
)


def test_running_text_in_two_columns_is_read_left_column_first() -> None:
    words = f"{_NEWS} {_NEWS} {_NEWS}".split()
    printed = [" ".join(words[start : start + 5]) for start in range(0, len(words), 5)]
    half = len(printed) // 2

    def columns(canvas: Canvas) -> None:
        _justified(canvas, printed[:half], 60)
        _justified(canvas, printed[half:], 310)

    assert read_bytes(pdf(columns), "a.pdf").text == " ".join(words)


def test_lists_side_by_side_are_no_columns_of_running_text() -> None:
    left = [f"{number}. Xã {name}" for number, name in enumerate("ABCDEGHIKLMN", 1)]
    right = [f"Trạm y tế {name}" for name in "ABCDEGHIKLMN"]

    def lists(canvas: Canvas) -> None:
        lines(*left, x=85)(canvas)
        lines(*right, x=330)(canvas)

    assert read_bytes(pdf(lists), "a.pdf").text.startswith("1. Xã A Trạm y tế A")


def _justified(canvas: Canvas, printed: Sequence[str], x: float) -> None:
    """Draw lines that all reach the right edge of a column, as justified text does."""
    canvas.setFont(font(), 11)
    for number, text in enumerate(printed):
        words, at = text.split(), x
        widths = [canvas.stringWidth(word, font(), 11) for word in words]
        gap = (225 - sum(widths)) / max(1, len(words) - 1)
        for word, width in zip(words, widths, strict=True):
            canvas.drawString(at, 780 - 15 * number, word)
            at += width + gap


def test_a_watermark_across_the_page_is_no_text() -> None:
    body = [f"- Nhiệm vụ thứ {number} được giao cho Sở Nội vụ tỉnh An Bình chủ trì thực hiện." for number in range(20)]

    def slanted(canvas: Canvas) -> None:
        lines(*body)(canvas)
        canvas.setFont(font(bold=True), 60)
        canvas.drawString(90, 600, "BẢN SAO")
        canvas.translate(300, 420)
        canvas.rotate(45)
        canvas.drawCentredString(0, 0, "TÀI LIỆU NỘI BỘ")

    source = read_bytes(pdf(slanted), "a.pdf")
    assert source.text.split("\n") == body


def test_notes_of_a_signature_printed_on_the_page_are_no_text() -> None:
    note = [
        "Người ký: Ủy ban nhân dân tỉnh An Bình",
        "Email: vp@anbinh.gov.vn",
        "Thời gian ký: 02.03.2031 08:15:00 +07:00",
    ]
    body = ["KẾ HOẠCH", "Phát triển thư viện công cộng trên địa bàn tỉnh năm 2031", "I. MỤC TIÊU"]
    body += ["Người ký hợp đồng lao động tại thư viện phải có bằng cử nhân trở lên.", "1. Đến năm 2035 có 90% xã."]

    def draw(canvas: Canvas) -> None:
        lines(*note, x=400, y=820, size=7, step=8)(canvas)
        lines(*body, y=740, step=30)(canvas)

    source = read_bytes(pdf(draw), "a.pdf")
    assert source.text.split("\n") == body
    assert "vp@anbinh.gov.vn" in source.notes[0]


def test_accents_printed_as_marks_of_their_own_are_put_on_their_letters() -> None:
    text = "Đắk Nông, Lắk và Cà Mau phấn đấu đến năm 2031 có 95% xã, phường đạt chuẩn nông thôn mới"
    source = read_bytes(pdf(lines(unicodedata.normalize("NFD", text))), "a.pdf")
    assert source.text == text


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    words = list(words_of([Char(c, Box(0, 0, 6, 12), 12, Style(12, False, None, False)) for c in "\uf06e \uf0b3"]))
    assert [word.text for word in words] == ["•", "≥"]


@pytest.mark.parametrize("kids", [b"[2 0 R 3 0 R 2 0 R]/Count 5", b"[2 0 R]/Count 1000000"])
def test_a_tree_of_pages_that_leads_back_to_itself_is_rejected(kids: bytes) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    data = objects([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids%b>>" % kids, page])
    with pytest.raises((DamagedInput, TooLarge)):
        read_bytes(data, "a.pdf")
