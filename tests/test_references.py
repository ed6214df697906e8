import json
import unicodedata
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.date_points import fold
from extractors.pipeline import COMPONENTS, PlanLanguage
from extractors.plan import Reference
from extractors.reference_grammar import find_numbers, law_pattern, type_names
from extractors.tokenizer import SyllableTokenizer
from schemas.vocabulary import DocType, ReferenceRelation
from tests.plan_text import source_of

NLP = PlanLanguage(Vocab(), create_tokenizer=lambda nlp: SyllableTokenizer(nlp.vocab))
for name in ("kehoach_outline", "kehoach_header", "kehoach_references"):
    import_module(COMPONENTS[name])
    NLP.add_pipe(name)

HEADER = ("ỦY BAN NHÂN DÂN", "TỈNH BẾN TRE", "Số: 41/KH-UBND", "Bến Tre, ngày 12 tháng 01 năm 2024", "KẾ HOẠCH")


def plan(*lines: str, title: str = "Phát triển thủy sản năm 2024") -> Doc:
    source = source_of(*HEADER, title, *lines)
    doc = NLP.make_doc(source.text)
    doc._.source = source
    return NLP(doc)


def cited(*lines: str) -> list[Reference]:
    return plan("UBND tỉnh ban hành Kế hoạch như sau:", "I. NHIỆM VỤ", *lines)._.references


def numbers(*lines: str) -> list[str | None]:
    return [reference.number for reference in cited(*lines)]


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Nghị quyết số 18-NQ/TW", "18-NQ/TW", DocType.NGHI_QUYET),
        ("Nghị quyết 18 - NQ/ TW", "18-NQ/TW", DocType.NGHI_QUYET),
        ("Nghị quyết số 18/2022/NQ-HĐND", "18/2022/NQ-HĐND", DocType.NGHI_QUYET),
        ("Kế hoạch 88-KH/TU", "88-KH/TU", DocType.KE_HOACH),
        ("Kế hoạch hành động số 88 /KH-UBND", "88/KH-UBND", DocType.KE_HOACH),
        ("Chương trình hành động số 09-CTr/TU", "09-CTr/TU", DocType.CHUONG_TRINH_HANH_DONG),
        ("Quyết định 749/QĐ-TTg", "749/QĐ-TTg", DocType.QUYET_DINH),
        ("Công văn số 321/BYT-KH", "321/BYT-KH", DocType.CONG_VAN),
        ("Văn bản 567/UBND-KT", "567/UBND-KT", DocType.CONG_VAN),
        ("Luật số 60/2020/QH14", "60/2020/QH14", DocType.LUAT),
        ("Luật Thủy sản số 18/2017/QH14", "18/2017/QH14", DocType.LUAT),
        ("Thông tư liên tịch số 13/2016/TTLT-BYT-BGDĐT", "13/2016/TTLT-BYT-BGDĐT", DocType.THONG_TU),
        ("Nghị quyết số 30/2012/UBTVQH13", "30/2012/UBTVQH13", DocType.NGHI_QUYET),
        ("TCVN ISO 14001:2015", "TCVN ISO 14001:2015", DocType.TIEU_CHUAN),
        ("QCVN 01-1:2018/BYT", "QCVN 01-1:2018/BYT", DocType.TIEU_CHUAN),
    ],
)
def test_a_number_is_read_with_its_type_whatever_its_spaces(text, number, kind) -> None:
    [reference] = cited(f"- Thực hiện theo {text}.")
    assert (reference.number, reference.doc_type) == (number, kind)


@pytest.mark.parametrize(
    "text", ["mạng 4G/5G", "tỷ lệ 10-15 KCN", "Km26-Km30", "năm 2024 - UBND tỉnh", "24/7", "gói thầu 12/XL"]
)
def test_numbers_with_letters_that_name_no_document_are_none(text) -> None:
    assert find_numbers(text, fold(text)) == []


def test_date_and_issuer_are_read_before_or_behind_each_other() -> None:
    for tail in (", ngày 05/02/2022 của Thủ tướng Chính phủ", " của Thủ tướng Chính phủ ngày 05/02/2022 về thủy sản"):
        [reference] = cited(f"- Theo Quyết định số 77/QĐ-TTg{tail}.")
        assert (reference.issued_date, reference.issuer) == (date(2022, 2, 5), "Thủ tướng Chính phủ")


def test_short_forms_join_the_full_one_and_count_as_mentions() -> None:
    references = cited(
        "- Quán triệt Nghị quyết số 36-NQ/TW ngày 22/10/2018 (sau đây viết tắt là Nghị quyết số 36).",
        "- Thực hiện Nghị quyết 36; tuyên truyền Nghị quyết số 36-NQ/TW.",
    )
    assert [(r.number, len(r.spans)) for r in references] == [("36-NQ/TW", 4)]


def test_a_scheme_called_by_the_number_of_its_decision_is_that_decision() -> None:
    references = cited(
        "- Theo Quyết định số 06/QĐ-TTg ngày 06/01/2022 (gọi tắt là Đề án 06).", "- Tổ công tác Đề án 06."
    )
    assert [(r.number, r.doc_type, len(r.spans)) for r in references] == [("06/QĐ-TTg", DocType.QUYET_DINH, 3)]


def test_a_list_of_numbers_shares_type_date_and_issuer() -> None:
    references = cited("- Theo các Nghị quyết số 15/2022/NQ-HĐND, 16/2022/NQ-HĐND ngày 08/12/2022 của HĐND tỉnh.")
    assert [(r.number, r.doc_type, r.issued_date) for r in references] == [
        ("15/2022/NQ-HĐND", DocType.NGHI_QUYET, date(2022, 12, 8)),
        ("16/2022/NQ-HĐND", DocType.NGHI_QUYET, date(2022, 12, 8)),
    ]
    assert references[0].issuer == references[1].issuer == "Hội đồng nhân dân tỉnh Bến Tre"


def test_one_number_in_two_years_is_two_documents_and_a_slip_of_the_pen_is_one() -> None:
    two = cited("- Kế hoạch số 9/KH-UBND ngày 05/01/2022; Kế hoạch số 9/KH-UBND ngày 11/02/2023.")
    assert len(two) == 2
    slip = cited("- Quyết định số 9/QĐ-UBND ngày 05/01/2022; Quyết định số 9/QĐ-UBND ngày 05/01/2023.")
    assert len(slip) == 1


def test_a_date_that_contradicts_the_year_of_the_number_gives_way() -> None:
    [reference] = cited("- Nghị định số 80/2021/NĐ-CP ngày 26/8/2012; Nghị định số 80/2021/NĐ-CP ngày 26/8/2021.")
    assert reference.issued_date == date(2021, 8, 26)


def test_laws_are_known_by_name_with_commas_and_all() -> None:
    references = cited("- Theo Luật Phòng, chống ma túy, Luật Trẻ em, Bộ luật Lao động năm 2019 và các quy định khác.")
    assert [r.doc_type for r in references] == [DocType.LUAT, DocType.LUAT, DocType.BO_LUAT]


def test_a_law_by_name_is_the_law_with_that_name_and_a_number() -> None:
    references = cited("- Căn cứ Luật Thủy sản số 18/2017/QH14.", "- Theo quy định của Luật Thủy sản.")
    assert [(r.number, len(r.spans)) for r in references] == [("18/2017/QH14", 2)]


def test_party_resolutions_are_known_by_congress_or_plenum() -> None:
    references = cited(
        "- Thực hiện Nghị quyết Đại hội XIII của Đảng; Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XI.",
        "- Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng; Nghị quyết Hội nghị Trung ương 8 khóa XI.",
    )
    assert [(r.number, len(r.spans)) for r in references] == [(None, 2), (None, 1), (None, 1)]


def test_existing_programmes_are_rows_and_those_to_be_drawn_up_are_none() -> None:
    doc = plan(
        "UBND tỉnh ban hành Kế hoạch như sau:",
        "I. NHIỆM VỤ",
        "- Triển khai Đề án phát triển nuôi tôm công nghệ cao, gắn với du lịch.",
        "- Xây dựng và triển khai Đề án phát triển cảng cá trên địa bàn tỉnh.",
        "- Tham mưu UBND tỉnh ban hành Kế hoạch phát triển nghề muối giai đoạn 2025 - 2030.",
        "- Theo yêu cầu của Chiến lược phát triển thủy sản Việt Nam đến năm 2030, tầm nhìn đến năm 2045.",
    )
    assert [doc.text[r.span.start : r.span.end] for r in doc._.references] == [
        "Đề án phát triển nuôi tôm công nghệ cao",
        "Chiến lược phát triển thủy sản Việt Nam đến năm 2030, tầm nhìn đến năm 2045",
    ]


def test_a_programme_in_the_subject_of_its_decision_is_no_row_of_its_own() -> None:
    assert numbers(
        "- Quyết định số 77/QĐ-TTg phê duyệt Chương trình “Nuôi biển bền vững giai đoạn 2021 - 2030”.",
        "- Triển khai Chương trình “Nuôi biển bền vững giai đoạn 2021 - 2030”.",
        "- Triển khai Chương trình giống thủy sản giai đoạn 2021 - 2030 theo Quyết định số 703/QĐ-TTg.",
    ) == ["77/QĐ-TTg", "703/QĐ-TTg"]


def test_the_plan_itself_is_no_reference() -> None:
    doc = plan("UBND tỉnh ban hành Kế hoạch như sau:", "I. NHIỆM VỤ", "Nội dung.", "Phụ lục",
               "(Kèm theo Kế hoạch số 41/KH-UBND ngày 12/01/2024 của UBND tỉnh)")  # fmt: skip
    assert doc._.references == []


def test_basis_what_is_carried_out_and_what_is_cited_are_told_apart() -> None:
    doc = plan(
        "Căn cứ Luật Thủy sản;",
        "Thực hiện Quyết định số 77/QĐ-TTg; Chương trình hành động số 09-CTr/TU, UBND tỉnh ban hành Kế hoạch như sau:",
        "I. NHIỆM VỤ",
        "- Tiếp tục triển khai Nghị quyết số 36-NQ/TW.",
        "- Hỗ trợ ngư dân theo Nghị định số 67/2014/NĐ-CP.",
    )
    basis, carried_out, quoted = ReferenceRelation.BASIS, ReferenceRelation.IMPLEMENTS, ReferenceRelation.CITED
    assert [r.relation for r in doc._.references] == [basis, carried_out, carried_out, carried_out, quoted]


def test_the_fullest_mention_is_the_one_shown() -> None:
    doc = plan("I. NHIỆM VỤ", "- Nghị quyết 36 và Nghị quyết số 36-NQ/TW ngày 22/10/2018 về kinh tế biển, đảo.")
    [reference] = doc._.references
    assert doc.text[reference.span.start : reference.span.end] == (
        "Nghị quyết số 36-NQ/TW ngày 22/10/2018 về kinh tế biển, đảo"
    )


def test_the_lexicons_hold_composed_letters_and_each_name_once() -> None:
    for words in (law_pattern().pattern, "".join(type_names())):
        assert unicodedata.is_normalized("NFC", words)
    lines = (
        (Path(__file__).parents[1] / "extractors" / "lexicons" / "laws.txt").read_text(encoding="utf-8").splitlines()
    )
    assert len(lines) == len(set(lines))


SHARED = Path(__file__).parents[2] / "shared"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold files are not on this machine")
def test_references_of_the_gold_plans_are_found() -> None:
    from corpus.reading import read

    wanted = found = right = 0
    for path in sorted((SHARED / "gold").glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))["legal_references"]
        source = read(SHARED / "seeds" / path.name.replace(".gold.json", ".txt"))
        doc = NLP.make_doc(source.text)
        doc._.source = source
        left = [(r.number, str(r.issued_date)) for r in NLP(doc)._.references]
        wanted, found = wanted + len(gold), found + len(left)
        for row in gold:
            if (key := (row["number"], str(row["issued_date"]))) in left:
                left.remove(key)
                right += 1
    assert 2 * right / (wanted + found) >= 0.92


def test_an_act_may_be_cited_by_its_issuer_and_subject_alone() -> None:
    (act,) = cited("1. Thực hiện Nghị quyết của Hội đồng nhân dân tỉnh về chính sách hỗ trợ ngư dân bám biển.")
    assert (act.doc_type, act.number, act.issuer) == (DocType.NGHI_QUYET, None, "Hội đồng nhân dân tỉnh Bến Tre")
    (programme,) = cited("1. Lồng ghép với Chương trình giảm nghèo bền vững của UBND tỉnh.")
    assert (programme.doc_type, programme.issuer) == (DocType.CHUONG_TRINH, "Ủy ban nhân dân tỉnh Bến Tre")
    assert cited("1. Ban hành Nghị quyết của Hội đồng nhân dân tỉnh về chính sách hỗ trợ ngư dân bám biển.") == []


def test_all_documents_of_a_list_share_its_verb_its_date_and_its_issuer() -> None:
    found = cited("1. Triển khai các Quyết định số 61/QĐ-UBND, 62/QĐ-UBND và 63/QĐ-UBND ngày 02/5/2023 của UBND tỉnh.")
    assert [(r.relation, r.issued_date, r.issuer) for r in found] == 3 * [
        (ReferenceRelation.IMPLEMENTS, date(2023, 5, 2), "Ủy ban nhân dân tỉnh Bến Tre")
    ]


def test_a_ministry_issues_what_its_head_signs() -> None:
    found = cited("1. Theo Thông tư số 14/2020/TT-BYT của Bộ trưởng Bộ Y tế và Quyết định số 77/QĐ-BTC.")
    assert [reference.issuer for reference in found] == ["Bộ Y tế", "Bộ Tài chính"]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (
            "Điều chỉnh Quy hoạch tỉnh Lào Cai thời kỳ 2021 - 2030; lập dự án.",
            "Quy hoạch tỉnh Lào Cai thời kỳ 2021 - 2030",
        ),
        ("Thực hiện Chiến lược Dân số đến năm 2030 và nâng cao chất lượng y tế.", "Chiến lược Dân số đến năm 2030"),
        (
            "Từng bước hiện thực hóa Chiến lược quốc gia về bình đẳng giới, nâng cao nhận thức.",
            "Chiến lược quốc gia về bình đẳng giới",
        ),
        (
            "Thực hiện Chiến lược Y tế đến năm 2030 và tầm nhìn đến năm 2045.",
            "Chiến lược Y tế đến năm 2030 và tầm nhìn đến năm 2045",
        ),
    ],
)
def test_a_title_ends_where_its_time_ends(sentence: str, title: str) -> None:
    found = plan("UBND tỉnh ban hành Kế hoạch như sau:", "I. NHIỆM VỤ", sentence)
    assert [found.text[slice(*reference.span)] for reference in found._.references] == [title]


def test_a_programme_that_carries_out_another_document_is_named_by_its_body() -> None:
    words = "Chương trình hành động của Tỉnh ủy thực hiện Nghị quyết số 19-NQ/TW ngày 16/6/2022 của Ban Bí thư"
    found = plan(f"Thực hiện Kế hoạch số 7-KH/TU ngày 02/3/2023 của Tỉnh ủy; {words}:", "I. NHIỆM VỤ")._.references
    assert [(one.doc_type, one.number) for one in found] == [
        (DocType.KE_HOACH, "7-KH/TU"),
        (DocType.CHUONG_TRINH_HANH_DONG, None),
        (DocType.NGHI_QUYET, "19-NQ/TW"),
    ]
    assert found[1].issuer == "Tỉnh ủy Bến Tre"


def test_the_issuer_of_a_quoted_title_stands_behind_it() -> None:
    (found,) = cited("1. Lồng ghép với Đề án “Phát triển bền vững nghề nuôi tôm” của Thủ tướng Chính phủ.")
    assert found.issuer == "Thủ tướng Chính phủ"


def test_a_paper_that_holds_a_proposal_is_a_ground_by_who_proposes() -> None:
    lines = "Theo đề nghị của Giám đốc Sở Công Thương tại Tờ trình số 12/TTr-SCT ngày 04/01/2024, UBND tỉnh ban hành:"
    (found,) = plan(lines, "I. NHIỆM VỤ")._.references
    assert (found.issuer, found.relation) == ("Sở Công Thương tỉnh Bến Tre", ReferenceRelation.BASIS)


def test_a_law_that_amends_others_is_one_law_of_its_own() -> None:
    grounds = (
        "Căn cứ Luật Dược ngày 06/4/2016; Luật sửa đổi, bổ sung một số điều của Luật Dược ngày 21/11/2024;",
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thủy sản và Luật Thú y ngày 10/12/2025;",
    )
    found = plan(*grounds, "UBND tỉnh ban hành Kế hoạch như sau:", "I. NHIỆM VỤ")._.references
    assert [(one.issued_date, one.spans[0].end - one.spans[0].start) for one in found] == [
        (date(2016, 4, 6), len("Luật Dược ngày 06/4/2016")),
        (date(2024, 11, 21), len("Luật sửa đổi, bổ sung một số điều của Luật Dược ngày 21/11/2024")),
        (date(2025, 12, 10), len("Luật sửa đổi, bổ sung một số điều của Luật Thủy sản và Luật Thú y ngày 10/12/2025")),
    ]
