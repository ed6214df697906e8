"""What the Word reader promises: the text as Word prints it, and no trust in the archive or its XML."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from corpus import DamagedInput, EmptyInput, RejectedInput, TooLarge, UnsupportedFormat, docx, read, read_bytes, word97
from corpus import docx_package as package
from schemas.source import BlockKind

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REAL = Path(__file__).parent.parent.parent / "shared" / "real"


def _docx(body: str, **parts: str) -> bytes:
    """Zip a document of this body, and further parts by the names of their files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_WORD}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def _run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(*runs: str, setup: str = "") -> str:
    return f"<w:p><w:pPr>{setup}</w:pPr>{''.join(run if run.startswith('<') else _run(run) for run in runs)}</w:p>"


def _listed(text: str, level: int = 0, number: int = 1) -> str:
    return _paragraph(text, setup=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def _cell(text: str, setup: str = "") -> str:
    return f"<w:tc><w:tcPr>{setup}</w:tcPr>{_paragraph(text)}</w:tc>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _numbering(*levels: tuple[str, str], extra: str = "") -> str:
    xml = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {_WORD}><w:abstractNum w:abstractNumId="7">{xml}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{extra}</w:numbering>'
    )


def _texts(body: str, **parts: str) -> list[str]:
    source = read_bytes(_docx(body, **parts), "a.docx")
    return [source.text[block.start : block.end] for block in source.blocks]


def test_automatic_numbers_are_printed_before_their_paragraphs() -> None:
    numbering = _numbering(("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"))
    body = "".join(
        _listed(text, level)
        for text, level in [
            ("MỤC TIÊU", 0), ("Mục tiêu chung", 1), ("Mục tiêu cụ thể", 1), ("Đến năm 2027", 2), ("Đến năm 2030", 2),
            ("NHIỆM VỤ", 0), ("Hạ tầng", 1), ("Đường giao thông", 3), ("Cầu cống", 3),
        ]
    )  # fmt: skip
    assert _texts(body, numbering=numbering) == [
        "I. MỤC TIÊU",
        "1. Mục tiêu chung",
        "2. Mục tiêu cụ thể",
        "2.1. Đến năm 2027",
        "2.2. Đến năm 2030",
        "II. NHIỆM VỤ",
        "1. Hạ tầng",
        "a) Đường giao thông",
        "b) Cầu cống",
    ]


def test_a_list_starts_anew_where_its_number_is_overridden() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = _listed("Một") + _listed("Hai") + _listed("Năm", number=2) + _listed("Sáu", number=2)
    texts = _texts(body, numbering=_numbering(("decimal", "%1."), extra=again))
    assert texts == ["1. Một", "2. Hai", "5. Năm", "6. Sáu"]


def test_numbers_come_from_styles_too_and_can_be_switched_off() -> None:
    styles = (
        f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="A">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    off = '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(_paragraph(t, setup=s) for t, s in [("Một", '<w:pStyle w:val="B"/>'), ("Không số", off)])
    assert _texts(body, styles=styles, numbering=_numbering(("decimal", "%1."))) == ["1. Một", "Không số"]


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    texts = _texts(_listed("Rà soát quy hoạch"), numbering=_numbering(("bullet", "\uf02d")))
    assert texts == ["- Rà soát quy hoạch"]


def test_an_automatic_number_alone_is_the_number_of_a_row() -> None:
    number = f"<w:tc>{_listed('')}</w:tc>"
    head = _cell("TT") + _cell("Nội dung nhiệm vụ") + _cell("Cơ quan chủ trì")
    rows = [number + _cell(f"Việc {n}") + _cell("Sở Nội vụ") for n in (1, 2)]
    texts = _texts(_table(head, *rows), numbering=_numbering(("decimal", "%1")))
    assert texts[1:] == ["1\tViệc 1\tSở Nội vụ", "2\tViệc 2\tSở Nội vụ"]


def test_tracked_changes_are_read_in_their_final_state() -> None:
    body = _paragraph(
        "Hoàn thành ",
        f"<w:del><w:r><w:delText>năm 2025</w:delText></w:r></w:del><w:ins>{_run('năm 2026')}</w:ins>",
        f"<w:moveFrom>{_run(' sớm')}</w:moveFrom>",
        _run("."),
    )
    assert _texts(body) == ["Hoàn thành năm 2026."]


def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    body = _paragraph("Sở Tài chính ", setup="<w:rPr><w:del/></w:rPr>") + _paragraph("chủ trì.")
    assert _texts(body) == ["Sở Tài chính chủ trì."]


def test_what_word_hides_is_no_text_and_what_it_capitalises_is_capital() -> None:
    body = _paragraph(_run("kế hoạch", "<w:caps/>"), _run(" ẩn", "<w:vanish/>"))
    assert _texts(body) == ["KẾ HOẠCH"]


def test_merged_cells_cover_what_lies_under_them() -> None:
    body = _table(
        _cell("TT") + _cell("Nội dung nhiệm vụ") + _cell("Cơ quan chủ trì") + _cell("Thời gian"),
        _cell("Nhóm hạ tầng", '<w:gridSpan w:val="4"/>'),
        _cell("1", '<w:vMerge w:val="restart"/>') + _cell("Việc một") + _cell("Sở Nội vụ") + _cell("2026"),
        _cell("", "<w:vMerge/>") + _cell("Việc hai") + _cell("Sở Y tế") + _cell("2027"),
    )
    source = read_bytes(_docx(body), "a.docx")
    rows = [[(c.column, source.text[c.start : c.end]) for c in block.cells] for block in source.blocks]
    assert all(block.kind is BlockKind.TABLE_ROW and block.table == 0 for block in source.blocks)
    assert rows[1] == [(0, "Nhóm hạ tầng")]
    assert rows[3] == [(0, ""), (1, "Việc hai"), (2, "Sở Y tế"), (3, "2027")]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{_paragraph('Trong khung')}</w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert _texts(_paragraph("Ngoài khung", both)) == ["Ngoài khung", "Trong khung"]


def test_footnotes_stand_at_the_end_with_their_number() -> None:
    mark = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    notes = f'<w:footnotes {_WORD}><w:footnote w:id="3">{_paragraph("Theo Luật Đất đai.")}</w:footnote></w:footnotes>'
    texts = _texts(_paragraph("Giao đất", mark, _run(" cho dân.")) + _paragraph("Kết thúc."), footnotes=notes)
    assert texts == ["Giao đất cho dân.", "Kết thúc.", "[1] Theo Luật Đất đai."]


def test_bold_comes_from_runs_and_styles() -> None:
    styles = f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/></w:rPr></w:style></w:styles>'
    body = _paragraph("Đậm", setup='<w:pStyle w:val="A"/>') + _paragraph(_run("Nửa", "<w:b/>"), _run(" thường"))
    source = read_bytes(_docx(body, styles=styles), "a.docx")
    assert [source.text[a:b] for a, b in source.bold] == ["Đậm", "Nửa"]
    assert source.blocks[0].bold


def test_letters_of_legacy_fonts_are_read() -> None:
    body = _paragraph(_run("KÕ ho¹ch ph¸t triÓn", '<w:rFonts w:ascii=".VnTime"/>'))
    assert _texts(body) == ["Kế hoạch phát triển"]
    body = _paragraph(_run("Kế hoạch phát triển", '<w:rFonts w:ascii=".VnTime"/>'))
    assert _texts(body) == ["Kế hoạch phát triển"]


def test_soft_breaks_and_tabs_part_a_letterhead() -> None:
    body = _paragraph(
        _run("ỦY BAN NHÂN DÂN"), "<w:r><w:tab/></w:r>",
        _run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "<w:r><w:br/></w:r>",
        _run("TỈNH AN BÌNH"), "<w:r><w:tab/></w:r>", _run("Độc lập - Tự do - Hạnh phúc"),
    )  # fmt: skip
    assert _texts(body + _paragraph("KẾ HOẠCH")) == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH AN BÌNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
    ]


def _raw(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared", ['<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', '<!ENTITY b SYSTEM "file:///etc/hostname">']
)
def test_declared_entities_are_refused(declared: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{declared}]>'
    xml = f"{head}<w:document {_WORD}><w:body>&b;</w:body></w:document>"
    with pytest.raises(TooLarge, match="entities"):
        read_bytes(_raw(xml.encode(encoding)), "a.docx")


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PART", 2_000_000)
    with pytest.raises(TooLarge, match="unpacks"):
        read_bytes(_docx(_paragraph(" " * 3_000_000)), "a.docx")


def test_xml_nested_without_end_is_refused() -> None:
    with pytest.raises(TooLarge, match="deep"):
        read_bytes(_docx("<w:p>" * 5000 + "</w:p>" * 5000), "a.docx")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_off_archive_is_rejected(share: float) -> None:
    data = _docx(_paragraph("Kế hoạch") * 200)
    with pytest.raises(RejectedInput):
        read_bytes(data[: int(share * len(data))], "a.docx")


def test_broken_xml_is_rejected_as_damaged() -> None:
    with pytest.raises(DamagedInput):
        read_bytes(_raw(f"<w:document {_WORD}><w:body><w:p>".encode()), "a.docx")


def test_a_document_of_pictures_is_rejected_with_what_to_do() -> None:
    with pytest.raises(EmptyInput, match="save it as PDF"):
        read_bytes(_docx(_paragraph()), "a.docx")


def test_word97_is_read_by_libreoffice_or_rejected_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    path = REAL / "phutho-stttt-2011-word97.doc"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    if word97.installed():
        source = read(path)
        assert source.media_type == "application/msword"
        assert "\nKẾ HOẠCH\n" in source.text
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormat, match="LibreOffice"):
        read(path)


def test_a_list_tells_its_levels_by_the_names_of_styles() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="Muc{i}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate([("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")])
    )
    numbering = (
        f'<w:numbering {_WORD}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    place = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="Muc{i}">{place}</w:style>' for i in range(3))
    styles = f'<w:styles {_WORD}>{styles}<w:style w:styleId="Con"><w:basedOn w:val="Muc1"/></w:style></w:styles>'
    listed = [("MỤC TIÊU", "Muc0"), ("Mục tiêu chung", "Muc1"), ("Mục tiêu cụ thể", "Con"), ("Về y tế", "Muc2")]
    body = "".join(_paragraph(text, setup=f'<w:pStyle w:val="{style}"/>') for text, style in listed)
    body += _paragraph("Về giáo dục", setup='<w:pStyle w:val="Muc0"/><w:numPr><w:ilvl w:val="2"/></w:numPr>')
    assert _texts(body, styles=styles, numbering=numbering) == [
        "I. MỤC TIÊU",
        "1. Mục tiêu chung",
        "2. Mục tiêu cụ thể",
        "a) Về y tế",
        "b) Về giáo dục",
    ]


def test_a_letter_that_a_symbol_font_draws_is_a_bullet() -> None:
    assert _texts(_listed("rà soát quy hoạch"), numbering=_numbering(("bullet", "v"))) == ["• rà soát quy hoạch"]


def test_recipients_and_signature_set_with_tabs_are_two_columns() -> None:
    tab = "<w:r><w:tab/></w:r>"
    body = _paragraph("Trên đây là Kế hoạch, yêu cầu các đơn vị nghiêm túc triển khai thực hiện.")
    body += _paragraph("Nơi nhận:", tab, _run("TM. ỦY BAN NHÂN DÂN"))
    body += _paragraph("- Sở Nội vụ;", tab, _run("CHỦ TỊCH"))
    body += _paragraph("- Các xã, phường;")
    body += _paragraph(tab, _run("Trần Văn Bình"))
    body += _paragraph("- Lưu: VT.")
    assert _texts(body)[1:] == [
        "Nơi nhận:",
        "- Sở Nội vụ;",
        "- Các xã, phường;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Bình",
    ]


@pytest.mark.parametrize("style", ["TOC1", "Mclc1", None])
def test_a_table_of_contents_repeats_no_heading(style: str | None) -> None:
    names = f'<w:styles {_WORD}><w:style w:styleId="Mclc1"><w:name w:val="toc 1"/></w:style></w:styles>'
    setup = f'<w:pStyle w:val="{style}"/>' if style else ""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f"{mark('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{mark('separate')}"
    entries = _paragraph(code, _run("I. MỤC TIÊU"), "<w:r><w:tab/></w:r>", _run("1"), setup=setup)
    entries += _paragraph("II. KINH PHÍ", "<w:r><w:tab/></w:r>", _run("12"), setup=setup) + _paragraph(mark("end"))
    body = _paragraph("MỤC LỤC") + entries + _paragraph("I. MỤC TIÊU") + _paragraph("Năm 2031 đạt 90.")
    assert _texts(body, styles=names) == ["I. MỤC TIÊU", "Năm 2031 đạt 90."]


def test_cells_merged_the_old_way_are_one() -> None:
    wide = _cell("Phối hợp liên ngành", '<w:hMerge w:val="restart"/>') + _cell("", "<w:hMerge/>")
    body = _table(
        _cell("TT") + _cell("Nội dung nhiệm vụ", '<w:gridSpan w:val="2"/>') + _cell("Cơ quan chủ trì"),
        _cell("1") + wide + _cell("Sở Nội vụ"),
    )
    source = read_bytes(_docx(body), "a.docx")
    assert [c.column for c in source.blocks[1].cells if c.end > c.start] == [0, 1, 3]


def test_unicode_letters_among_those_of_a_legacy_font_leave_the_others_to_be_read() -> None:
    body = _paragraph(_run("Ủy ban nh©n d©n tØnh ban hµnh", '<w:rFonts w:ascii=".VnTime"/>'))
    assert _texts(body) == ["Ủy ban nhân dân tỉnh ban hành"]


def test_paragraphs_that_newer_versions_alone_understand_are_read_once() -> None:
    def choice(name: str) -> str:
        return f"<mc:{name}>{_paragraph('Thời gian thực hiện: năm 2031.')}</mc:{name}>"

    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = f"<mc:AlternateContent {space}>{choice('Choice')}{choice('Fallback')}</mc:AlternateContent>"
    assert _texts(body) == ["Thời gian thực hiện: năm 2031."]


@pytest.mark.parametrize("name", ["word/document2.xml", "word\\document.xml", "Word/Document.xml"])
def test_the_text_is_found_however_a_program_names_its_part(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo()
        info.filename = name
        archive.writestr(info, f"<w:document {_WORD}><w:body>{_paragraph('Kế hoạch')}</w:body></w:document>")
    assert read_bytes(out.getvalue(), "a.docx").text == "Kế hoạch"


def test_letters_of_symbol_fonts_are_what_they_print() -> None:
    def symbol(code: str) -> str:
        return f'<w:r><w:sym w:font="Symbol" w:char="{code}"/></w:r>'

    body = _paragraph("Tỷ lệ đạt ", symbol("F0B3"), _run(" 90%.")) + _paragraph(symbol("F06E"), _run(" Số hóa hồ sơ"))
    assert _texts(body) == ["Tỷ lệ đạt ≥ 90%.", "• Số hóa hồ sơ"]


def test_a_note_is_read_once_however_often_it_is_referred_to() -> None:
    mark = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    notes = f'<w:footnotes {_WORD}><w:footnote w:id="3">{_paragraph("Theo Luật Đất đai.")}</w:footnote></w:footnotes>'
    assert _texts(_paragraph("Giao đất", *[mark] * 500), footnotes=notes) == ["Giao đất", "[1] Theo Luật Đất đai."]


def test_a_contents_list_that_never_ends_swallows_no_text() -> None:
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    assert _texts(_paragraph(code) + _paragraph("Hoàn thành trong năm 2031")) == ["Hoàn thành trong năm 2031"]


def test_the_number_of_a_list_and_the_columns_of_a_table_are_bounded() -> None:
    assert len(_texts(_listed("Một"), numbering=_numbering(("decimal", "%1." * 10_000)))[0]) < 100
    row = "".join(_cell(f"ô {number}", '<w:gridSpan w:val="100"/>') for number in range(2_000))
    assert "ô 1999" in read_bytes(_docx(_table(row)), "a.docx").text


def test_a_text_longer_than_any_plan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "_MOST_TEXT", 10_000)
    with pytest.raises(TooLarge, match="million characters"):
        read_bytes(_docx(_paragraph("Kế hoạch ") * 5_000), "a.docx")


def test_a_table_within_a_cell_leaves_the_rows_of_the_table_around_it() -> None:
    inner = _table(_cell("Năm 2031") + _cell("15 xã"), _cell("Năm 2032") + _cell("20 xã"))
    holds = f"<w:tc>{_paragraph('Lắp đặt trạm:')}{inner}{_paragraph()}</w:tc>"
    body = _table(
        _cell("TT") + _cell("Nội dung nhiệm vụ") + _cell("Cơ quan chủ trì"),
        _cell("1") + holds + _cell("Sở Nội vụ"),
        _cell("2") + _cell("Rà soát quy hoạch") + _cell("Sở Y tế"),
    )
    assert _texts(body)[1:] == [
        "1\tLắp đặt trạm: Năm 2031 15 xã Năm 2032 20 xã\tSở Nội vụ",
        "2\tRà soát quy hoạch\tSở Y tế",
    ]


def test_a_document_embedded_as_a_whole_is_told_of() -> None:
    embedded = f'<w:altChunk xmlns:r="{package.WORD[1:-1]}" r:id="rId7"/>'
    with pytest.raises(EmptyInput, match="save it anew"):
        read_bytes(_docx(embedded), "a.docx")
    source = read_bytes(_docx(_paragraph("Kế hoạch") + embedded), "a.docx")
    assert source.text == "Kế hoạch" and "embedded" in source.warnings[0]
