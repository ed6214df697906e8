from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from extractors.agency_roles import is_agency, roles_in
from extractors.pipeline import COMPONENTS, PlanLanguage
from extractors.tokenizer import SyllableTokenizer
from schemas.vocabulary import AgencyRole
from tests.plan_text import source_of

NLP = PlanLanguage(create_tokenizer=lambda nlp: SyllableTokenizer(nlp.vocab))
for _name in ("kehoach_outline", "kehoach_header", "kehoach_references", "kehoach_agencies"):
    import_module(COMPONENTS[_name])
    NLP.add_pipe(_name)

HEADER = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH YÊN BÁI",
    "Số: 31/KH-UBND",
    "Yên Bái, ngày 15 tháng 02 năm 2022",
    "KẾ HOẠCH",
    "Phòng, chống dịch bệnh năm 2022",
    "UBND tỉnh ban hành Kế hoạch như sau:",
)


def plan(*lines: str) -> Doc:
    source = source_of(*HEADER, *lines)
    doc = NLP.make_doc(source.text)
    doc._.source = source
    return NLP(doc)


def rows(*lines: str) -> set[tuple[str, str]]:
    """Role and name of all mentions that stand in sections, the province left out for short."""
    doc = plan(*lines)
    return {
        (mention.role.value, mention.name.removesuffix(" tỉnh Yên Bái"))
        for mention in doc._.agencies
        if doc._.outline.at(mention.span.start) is not None
    }


def assigned(*lines: str) -> set[tuple[str, str]]:
    return rows("I. MỤC TIÊU", "Tiêm đủ vắc xin.", "II. TỔ CHỨC THỰC HIỆN", *lines)


def listed(words: str, *roles: AgencyRole) -> list[tuple[str, str]]:
    doc = plan("I. NHIỆM VỤ", f"1. Tập huấn. Cơ quan thực hiện: {words}")
    start = doc.text.index(words)
    found = roles_in(doc, start, start + len(words), label=roles)
    return [(mention.role.value, mention.name.removesuffix(" tỉnh Yên Bái")) for mention in found]


def test_who_leads_with_partners() -> None:
    assert assigned("1. Sở Y tế chủ trì, phối hợp với Công an tỉnh, Sở Tài chính và các đơn vị liên quan rà soát.") == {
        ("lead", "Sở Y tế"),
        ("cooperate", "Công an"),
        ("cooperate", "Sở Tài chính"),
        ("cooperate", "Đơn vị liên quan"),
    }


def test_a_heading_addresses_the_bullets_below_it() -> None:
    found = assigned("1. Sở Y tế", "- Chủ trì xây dựng phương án.", "- Triển khai tiêm chủng; báo cáo UBND tỉnh.")
    assert found == {("lead", "Sở Y tế"), ("implement", "Sở Y tế"), ("report_to", "Ủy ban nhân dân")}


def test_an_addressee_who_cooperates_with_no_lead_named_is_a_partner() -> None:
    found = assigned("1. Công an tỉnh có trách nhiệm phối hợp với Sở Y tế kiểm soát các chốt.")
    assert found == {("cooperate", "Công an"), ("cooperate", "Sở Y tế")}


def test_who_directs_another_leaves_the_work_to_it() -> None:
    found = assigned("1. UBND các huyện, thị xã, thành phố chỉ đạo Trạm Y tế các xã, phường tổ chức tiêm chủng.")
    assert found == {
        ("direct", "Ủy ban nhân dân các huyện, thị xã, thành phố"),
        ("implement", "Trạm Y tế các xã, phường"),
    }


def test_a_body_told_to_lead_by_another_leads() -> None:
    found = assigned("1. UBND tỉnh giao Sở Y tế chủ trì tổng hợp.")
    assert ("lead", "Sở Y tế") in found
    assert ("implement", "Sở Y tế") not in found


def test_two_role_words_in_one_assignment_are_two_rows() -> None:
    found = assigned("1. Hội Nông dân tỉnh tuyên truyền, vận động hội viên; giám sát việc thực hiện Kế hoạch.")
    assert found == {("implement", "Hội Nông dân"), ("supervise", "Hội Nông dân")}


def test_heads_who_are_addressed_stand_for_their_bodies() -> None:
    found = assigned("1. Giám đốc Sở Tài chính, Thủ trưởng các sở, ngành và Chủ tịch UBND các huyện tổ chức thực hiện.")
    assert found == {
        ("implement", "Sở Tài chính"),
        ("implement", "Sở, ngành"),
        ("implement", "Ủy ban nhân dân các huyện"),
    }


def test_office_holders_who_are_only_named_are_no_rows() -> None:
    assert (
        rows("I. NHIỆM VỤ", "1. Công bố thông điệp của Chủ tịch UBND tỉnh tới các đồng chí Ủy viên Ban Thường vụ.")
        == set()
    )


def test_advising_makes_the_advised_body_a_mention() -> None:
    found = assigned("1. Sở Tài chính tham mưu UBND tỉnh bố trí kinh phí.")
    assert found == {("advise", "Sở Tài chính"), ("mentioned", "Ủy ban nhân dân")}


def test_submitting_is_a_mention_and_reporting_is_not() -> None:
    found = assigned("1. Sở Y tế xây dựng dự thảo trình HĐND tỉnh; định kỳ báo cáo Bộ Y tế và UBND tỉnh.")
    assert {("mentioned", "Hội đồng nhân dân"), ("report_to", "Bộ Y tế"), ("report_to", "Ủy ban nhân dân")} <= found


def test_difficulties_are_reported_to_whom_they_are_sent() -> None:
    found = assigned(
        "1. Sở Y tế theo dõi.",
        "Trong quá trình thực hiện nếu có vướng mắc, các đơn vị phản ánh về Sở Y tế để tổng hợp, báo cáo UBND tỉnh.",
    )
    assert ("report_to", "Ủy ban nhân dân") in found
    assert not any(name == "Đơn vị" for _, name in found)


def test_each_point_of_a_directive_assigns_work() -> None:
    source = source_of(
        *HEADER[:4], "CHỈ THỊ", "Về phòng cháy", "UBND tỉnh yêu cầu:", "1. Sở Xây dựng rà soát các công trình."
    )
    doc = NLP.make_doc(source.text)
    doc._.source = source
    assert any(m.role is AgencyRole.IMPLEMENT and m.name.startswith("Sở Xây dựng") for m in NLP(doc)._.agencies)


def test_nobody_is_given_work_where_aims_are_stated() -> None:
    found = rows("I. MỤC TIÊU", "- Các trường học thực hiện đầy đủ quy định.", "II. NHIỆM VỤ", "1. Tập huấn.")
    assert found == set()


def test_classes_are_rows_only_in_a_role() -> None:
    assert rows("I. NHIỆM VỤ", "1. Tăng cường sự phối hợp giữa các cơ quan, đơn vị với Sở Y tế.") == {
        ("mentioned", "Sở Y tế")
    }


def test_a_body_with_a_role_is_not_mentioned_in_the_same_section() -> None:
    found = assigned("1. Sở Y tế chủ trì rà soát theo kế hoạch riêng của Sở Y tế.")
    assert found == {("lead", "Sở Y tế")}


def test_bodies_whose_documents_are_cited_are_cited() -> None:
    found = rows("I. NHIỆM VỤ", "1. Triển khai Nghị quyết số 15/NQ-CP ngày 03/02/2021 của Chính phủ về vắc xin.")
    assert found == {("cited", "Chính phủ")}


def test_the_plan_does_not_cite_itself() -> None:
    found = rows("I. NHIỆM VỤ", "1. Cụ thể hóa Kế hoạch này của UBND tỉnh ở từng địa bàn.")
    assert found == {("issuer", "Ủy ban nhân dân")}


def test_recipients_and_the_signature_make_the_footer() -> None:
    doc = plan(
        "I. NHIỆM VỤ",
        "1. Tập huấn.",
        "Nơi nhận:",
        "- TT. Tỉnh ủy, HĐND tỉnh;",
        "- CT, các PCT UBND tỉnh;",
        "- Các sở, ban, ngành cấp tỉnh; MTTQ tỉnh;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Huy Trường",
    )
    footer = {(m.role.value, m.name) for m in doc._.agencies if m.span.start >= doc._.outline.footer.start}
    assert footer == {
        ("recipient", "Thường trực Tỉnh ủy Yên Bái"),
        ("recipient", "Hội đồng nhân dân tỉnh Yên Bái"),
        ("recipient", "Sở, ban, ngành cấp tỉnh"),
        ("recipient", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Yên Bái"),
        ("issuer", "Ủy ban nhân dân tỉnh Yên Bái"),
    }


def test_columns_give_their_bodies_roles() -> None:
    found = rows(
        "I. NHIỆM VỤ",
        "1. Danh mục",
        "TT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp",
        "1\tRà soát mạng lưới\tSở Y tế\tCác Sở: Tài chính, Nội vụ; UBND cấp huyện",
    )
    assert found == {
        ("lead", "Sở Y tế"),
        ("cooperate", "Sở Tài chính"),
        ("cooperate", "Sở Nội vụ"),
        ("cooperate", "Ủy ban nhân dân cấp huyện"),
    }


@pytest.mark.parametrize(
    ("words", "roles", "found"),
    [
        ("Sở Y tế; Sở Nội vụ.", (AgencyRole.IMPLEMENT,), [("implement", "Sở Y tế"), ("implement", "Sở Nội vụ")]),
        (
            "Văn phòng UBND tỉnh; Sở Y tế chủ trì, phối hợp với Sở Nội vụ.",
            (AgencyRole.ADVISE, AgencyRole.LEAD),
            [("advise", "Văn phòng Ủy ban nhân dân"), ("lead", "Sở Y tế"), ("cooperate", "Sở Nội vụ")],
        ),
        (
            "Sở Y tế.",
            (AgencyRole.ADVISE, AgencyRole.LEAD),
            [("advise", "Sở Y tế"), ("lead", "Sở Y tế")],
        ),
        (
            "Sở Y tế, Giáo dục và Đào tạo và các sở, ngành liên quan.",
            (AgencyRole.IMPLEMENT,),
            [("implement", "Sở Y tế"), ("implement", "Sở Giáo dục và Đào tạo"), ("implement", "Sở, ngành liên quan")],
        ),
        ("Đơn vị được tuyển chọn", (AgencyRole.LEAD,), []),
    ],
)
def test_semicolons_part_the_items_of_a_label(
    words: str, roles: tuple[AgencyRole, ...], found: list[tuple[str, str]]
) -> None:
    assert listed(words, *roles) == found


def test_enterprises_as_a_class_stand_in_a_task_and_are_no_agency() -> None:
    words = "Các doanh nghiệp viễn thông"
    doc = plan("I. NHIỆM VỤ", f"1. Phủ sóng. Cơ quan thực hiện: {words}")
    start = doc.text.index(words)
    (mention,) = roles_in(doc, start, start + len(words), label=(AgencyRole.IMPLEMENT,))
    assert mention.name == "Doanh nghiệp viễn thông"
    assert not is_agency(mention)
    assert all(m.name != mention.name for m in doc._.agencies)


def test_spellings_and_short_names_of_one_body_are_one() -> None:
    doc = plan(
        "I. NHIỆM VỤ",
        "1. Nâng cấp Viện Dược liệu, Đại học Thái Nguyên.",
        "2. Giao Viện Dược liệu khảo sát.",
    )
    names = {mention.name for mention in doc._.agencies if "Viện" in mention.name}
    assert names == {"Viện Dược liệu, Đại học Thái Nguyên"}


def test_what_a_body_shall_become_and_infrastructure_are_no_bodies() -> None:
    found = rows(
        "I. NHIỆM VỤ",
        "1. Xây dựng Trung tâm dữ liệu tỉnh; phát triển chính phủ điện tử; thành lập tổ chức phi Chính phủ.",
    )
    assert found == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(
    ["Sở Y tế", "chủ trì", ",", ";", ".", "phối hợp với", "các sở, ngành", "UBND tỉnh", "chỉ đạo", "báo cáo", "và",
     "(", ")", "Giao", "Giám đốc", "các", ":", "Trung tâm", "của", "TT.", "KH&CN", "gửi", "về", "giám sát",
     "xây dựng", "\t"]
), max_size=25))  # fmt: skip
def test_mentions_give_back_their_words_whatever_the_line(words: list[str]) -> None:
    doc = plan("I. TỔ CHỨC THỰC HIỆN", "1. " + " ".join(words))
    for mention in doc._.agencies:
        assert doc.text[mention.span.start : mention.span.end].strip()
        assert mention.name
        assert "\n" not in doc.text[mention.span.start : mention.span.end]


@pytest.mark.parametrize(
    "words",
    [
        "Văn phòng ",
        "Ban Tổ chức, ",
        "Đảng ủy ",
        "các ban của ",
        "Ban Chỉ đạo chuyển đổi số của ",
        "Sở Y tế; ",
        "các sở, ",
    ],
)
def test_endless_repetition_ends(words: str) -> None:
    assert plan("I. TỔ CHỨC THỰC HIỆN", "1. " + words * 3000)._.agencies is not None


def test_a_body_whose_name_ends_in_a_verb_is_no_label() -> None:
    assert assigned("1. Sở Xây dựng: Chủ trì rà soát quy hoạch, trình Ủy ban nhân dân tỉnh trước ngày 15/8/2022.") == {
        ("lead", "Sở Xây dựng"),
        ("mentioned", "Ủy ban nhân dân"),
    }


def test_a_list_heading_with_a_colon_addresses_all_it_names() -> None:
    assert assigned("1. Các sở: Nội vụ; Tư pháp; Khoa học và Công nghệ", "- Rà soát biên chế của ngành.") == {
        ("implement", "Sở Nội vụ"),
        ("implement", "Sở Tư pháp"),
        ("implement", "Sở Khoa học và Công nghệ"),
    }


def test_two_bodies_whose_names_meet_in_the_word_for_a_unit_stay_two() -> None:
    assert assigned("1. Hội Cựu chiến binh tỉnh, Tỉnh đoàn phối hợp với các trường tuyên truyền.") == {
        ("cooperate", "Hội Cựu chiến binh"),
        ("cooperate", "Tỉnh đoàn Yên Bái"),
        ("cooperate", "Trường"),
    }


def test_who_leads_may_advise_as_well() -> None:
    found = assigned("1. Sở Nội vụ chủ trì, phối hợp với Ban cán sự đảng UBND tỉnh tham mưu chính sách thu hút bác sĩ.")
    assert {("lead", "Sở Nội vụ"), ("advise", "Sở Nội vụ")} <= found


def test_a_supervisor_who_has_other_work_does_both() -> None:
    found = assigned("1. Hội Nông dân tỉnh giám sát việc thực hiện; tuyên truyền, vận động hội viên tiêm phòng.")
    assert found == {("supervise", "Hội Nông dân"), ("implement", "Hội Nông dân")}


def test_who_is_led_to_act_also_supervises() -> None:
    found = assigned("1. Đảng đoàn HĐND tỉnh lãnh đạo HĐND tỉnh ban hành chính sách; giám sát việc chấp hành.")
    assert found == {
        ("direct", "Đảng đoàn Hội đồng nhân dân"),
        ("implement", "Hội đồng nhân dân"),
        ("supervise", "Hội đồng nhân dân"),
    }


def test_bodies_that_are_shown_or_given_what_to_do_do_it() -> None:
    assert ("implement", "Phòng, ban") in assigned("1. UBND huyện Lục Yên phân công các phòng, ban giúp đỡ từng thôn.")
    assert ("implement", "Cơ sở y tế") in assigned("1. Sở Y tế chỉ đạo, hướng dẫn các cơ sở y tế xác định ca bệnh.")


def test_an_advised_body_is_mentioned_beside_its_other_roles() -> None:
    found = assigned("1. Sở Y tế tham mưu UBND tỉnh bố trí kinh phí; hằng quý báo cáo UBND tỉnh.")
    assert {("mentioned", "Ủy ban nhân dân"), ("report_to", "Ủy ban nhân dân")} <= found


def test_who_is_advised_to_direct_takes_no_role_and_gives_none() -> None:
    assert assigned("1. Sở Tư pháp tham mưu Ủy ban nhân dân tỉnh chỉ đạo công tác hòa giải.") == {
        ("advise", "Sở Tư pháp"),
        ("mentioned", "Ủy ban nhân dân"),
    }


def test_a_report_that_goes_through_a_body_is_made_to_it_too() -> None:
    found = assigned("1. Các huyện báo cáo Ủy ban nhân dân tỉnh (qua Sở Tài chính) trước ngày 05/12 hằng năm.")
    assert {("report_to", "Ủy ban nhân dân"), ("report_to", "Sở Tài chính")} <= found


def test_cooperation_reaches_bodies_behind_an_article_or_the_word_for_forces() -> None:
    found = assigned("1. Sở Y tế phối hợp chặt chẽ lực lượng Công an tỉnh, phối hợp với các Sở Nội vụ, Sở Tài chính.")
    assert found == {("cooperate", name) for name in ("Sở Y tế", "Công an", "Sở Nội vụ", "Sở Tài chính")}


def test_words_behind_a_run_in_title_name_who_acts() -> None:
    found = assigned("1. Nâng cao nhận thức: Các cấp ủy, tổ chức đảng quán triệt Kết luận của cấp trên.")
    assert found == {("implement", "Cấp ủy, tổ chức đảng")}


def test_who_supervises_and_has_other_work_does_both() -> None:
    found = assigned("1. Đề nghị Hội Nông dân tỉnh giám sát việc cấp giống, vận động hội viên tham gia.")
    assert found == {("supervise", "Hội Nông dân"), ("implement", "Hội Nông dân")}


def test_a_body_that_proposes_by_a_submission_is_cited() -> None:
    header = ("ỦY BAN NHÂN DÂN", "TỈNH YÊN BÁI", "Số: 31/QĐ-UBND", "QUYẾT ĐỊNH", "Về việc phê duyệt Đề án trồng rừng")
    source = source_of(
        *header,
        "Xét đề nghị của Giám đốc Sở Tài chính tại Tờ trình số 12/TTr-STC ngày 04/01/2022,",
        "Điều 1. Phê duyệt.",
    )
    doc = NLP.make_doc(source.text)
    doc._.source = source
    assert ("cited", "Sở Tài chính tỉnh Yên Bái") in {(m.role.value, m.name) for m in NLP(doc)._.agencies}


def test_who_keeps_the_file_is_no_recipient() -> None:
    doc = plan(
        "I. NHIỆM VỤ", "Tiêm chủng.", "Nơi nhận:", "- Sở Y tế;", "- CT, các PCT.UBND tỉnh;", "- Phòng (KT, TH);",
        "- Lưu: VT, SNV.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Bình",
    )  # fmt: skip
    found = {m.name for m in doc._.agencies if m.role is AgencyRole.RECIPIENT}
    assert found == {"Sở Y tế tỉnh Yên Bái"}


def test_letters_of_a_joint_circulars_number_name_no_ministry() -> None:
    assert assigned("1. Theo Thông tư liên tịch số 13/2014/TTLT-BYT-BNNPTNT, Sở Y tế kiểm tra.") == {
        ("implement", "Sở Y tế")
    }


def test_a_lettered_order_with_its_list_is_led_by_who_is_addressed_above() -> None:
    found = assigned("1. Sở Y tế", "a) Chủ trì các dự án của ngành, bao gồm:", "- Dự án 1: Nâng cấp trạm y tế.")
    assert ("lead", "Sở Y tế") in found


def test_a_digit_that_ends_a_schools_name_belongs_to_it() -> None:
    found = assigned("1. Sở Y tế phối hợp với Trường Đại học Sư phạm Hà Nội 2, Sở Tài chính tập huấn.")
    assert ("cooperate", "Trường Đại học Sư phạm Hà Nội 2") in found
    assert ("cooperate", "Sở Tài chính") in found


def test_a_further_body_behind_a_semicolon_acts_where_its_verb_stands_next_to_it() -> None:
    found = rows(
        "I. GIẢI PHÁP", "1. Sở Y tế chủ trì tập huấn; Sở Xây dựng rà soát quỹ đất; kiến nghị của Sở Tài chính."
    )
    assert found == {("lead", "Sở Y tế"), ("implement", "Sở Xây dựng"), ("mentioned", "Sở Tài chính")}


def test_fields_that_are_supervised_are_no_work_of_the_supervisor() -> None:
    found = assigned("1. Hội Nông dân tỉnh giám sát công tác bồi thường, hỗ trợ, tái định cư.")
    assert found == {("supervise", "Hội Nông dân")}


def test_police_in_small_letters_are_led_to_act_with_the_others_of_their_list() -> None:
    found = assigned("1. UBND các xã, phường chỉ đạo công an xã và các trường trên địa bàn rà soát.")
    assert {("implement", "Công an xã"), ("implement", "Trường trên địa bàn")} <= found


def test_every_point_of_a_conclusion_that_is_made_known_assigns_work() -> None:
    lines = (
        "THÔNG BÁO",
        "Kết luận của Phó Chủ tịch UBND tỉnh tại cuộc họp về tiêm chủng",
        "Phó Chủ tịch UBND tỉnh kết luận như sau:",
        "1. Giao Sở Y tế:",
        "- Chủ trì rà soát các điểm tiêm.",
        "2. UBND các xã: Mường Lai, Tân Lĩnh, Yên Thành bố trí địa điểm.",
        "Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị biết, thực hiện./.",
    )
    source = source_of(*HEADER[:4], *lines)
    doc = NLP.make_doc(source.text)
    doc._.source = source
    found = {(m.role.value, m.name) for m in NLP(doc)._.agencies if doc._.outline.at(m.span.start) is not None}
    assert ("lead", "Sở Y tế tỉnh Yên Bái") in found
    assert ("implement", "Ủy ban nhân dân các xã: Mường Lai, Tân Lĩnh, Yên Thành") in found
    assert doc._.outline.closes(doc.text.index("Văn phòng UBND"))


def test_items_in_brackets_behind_who_directs_are_each_somebodys_work() -> None:
    found = assigned("1. Đảng ủy UBND tỉnh lãnh đạo, chỉ đạo: (1) Sở Y tế tiêm chủng; (2) Sở Xây dựng cấp nước sạch.")
    assert found == {
        ("direct", "Đảng ủy Ủy ban nhân dân"),
        ("implement", "Sở Y tế"),
        ("implement", "Sở Xây dựng"),
    }


def test_who_opens_an_assignment_has_work_where_a_role_word_is_none() -> None:
    found = assigned("1. Đảng ủy các xã, phường biên giới tập trung lãnh đạo công tác tiêm chủng.")
    assert found == {("implement", "Đảng ủy các xã, phường biên giới")}


def test_classes_that_are_led_need_no_article() -> None:
    found = assigned("1. Đảng ủy các xã, phường chỉ đạo chi bộ bản, tổ dân phố phân công đảng viên.")
    assert ("implement", "Chi bộ bản, tổ dân phố") in found


def test_heads_of_a_class_are_named_no_further_than_the_class() -> None:
    found = assigned("1. Người đứng đầu cấp ủy xác định công tác phòng dịch là nhiệm vụ trọng tâm.")
    assert found == {("implement", "Cấp ủy")}


def test_both_parties_of_a_joint_programme_are_cited() -> None:
    words = "1. Theo Chương trình phối hợp số 02/CTPH-BYT-HND ngày 15/11/2021 giữa Bộ Y tế và Hội Nông dân Việt Nam."
    assert {role for role, _ in rows("I. NHIỆM VỤ", words)} == {"cited"}


def test_a_room_of_the_own_office_in_letters_is_no_recipient() -> None:
    doc = plan("I. NHIỆM VỤ", "1. Tập huấn.", "Nơi nhận:", "- Sở Y tế;", "- Phòng ĐT, TH;", "- Lưu: VT SYT.")
    assert [m.name for m in doc._.agencies if m.role is AgencyRole.RECIPIENT] == ["Sở Y tế tỉnh Yên Bái"]


def test_police_are_a_ministry_in_a_list_of_ministries() -> None:
    found = rows("I. NHIỆM VỤ", "1. Các Bộ: Công Thương, Quốc phòng, Công an tổ chức kiểm tra.")
    assert found == {("implement", "Bộ Công Thương"), ("implement", "Bộ Quốc phòng"), ("implement", "Bộ Công an")}


def test_who_directs_and_then_works_does_both() -> None:
    got = assigned("1. Sở Y tế chỉ đạo các trạm y tế xã khám bệnh cho người dân; xây dựng phần mềm quản lý.")
    assert {("direct", "Sở Y tế"), ("implement", "Sở Y tế")} <= got


def test_direction_that_is_somebodys_is_part_of_a_name() -> None:
    words = "Kết nối dữ liệu với Trung tâm Thông tin chỉ đạo, điều hành của Ủy ban nhân dân tỉnh."
    assert not {role for role, _ in rows("II. NHIỆM VỤ", f"1. {words}")} & {"direct"}
    verb = "1. Sở Nội vụ chỉ đạo, điều hành các đơn vị trực thuộc thực hiện."
    assert ("direct", "Sở Nội vụ") in rows("III. TỔ CHỨC THỰC HIỆN", verb)


def test_a_report_behind_what_is_directed_is_no_work_of_another_kind() -> None:
    got = assigned("1. Sở Y tế chỉ đạo các trạm y tế xã khám bệnh cho người dân; tổng hợp, báo cáo UBND tỉnh.")
    assert ("implement", "Sở Y tế") not in got


def test_who_is_only_shown_how_is_not_charged() -> None:
    got = assigned("1. Sở Y tế hướng dẫn các cơ sở y tế lập hồ sơ.")
    assert got == {("implement", "Sở Y tế")}


def test_the_part_that_the_front_plays_is_supervising() -> None:
    got = assigned("1. Các tổ chức chính trị - xã hội phát huy vai trò giám sát, phản biện xã hội.")
    assert ("supervise", "Tổ chức chính trị - xã hội") in got


def test_contests_are_no_bodies() -> None:
    names = {name for _, name in rows("I. NHIỆM VỤ", "Tổ chức Hội giảng giáo viên và Hội diễn văn nghệ cấp tỉnh.")}
    assert not any(name.startswith("Hội") for name in names)


def test_kinds_of_schools_behind_one_noun_are_one_class() -> None:
    assert listed("Các trường cao đẳng, trung cấp công lập", AgencyRole.COOPERATE) == [
        ("cooperate", "Trường cao đẳng, trung cấp công lập")
    ]


def test_villages_of_every_kind_are_one_class_where_one_article_heads_them() -> None:
    got = assigned(
        "1. Công an xã phối hợp với các thôn, bản, tổ dân phố tuần tra.", "2. Các ấp, khóm vận động người dân."
    )
    assert {("cooperate", "Thôn, bản, tổ dân phố"), ("implement", "Ấp, khóm")} <= got
    assert not [name for _, name in assigned("1. Sở Y tế lập các bản đồ, các bản kê.") if name.startswith("Bản")]


def test_a_name_ends_before_a_verb_with_a_number() -> None:
    got = assigned(
        "1. Phòng Quản lý Chợ phát hành 12 bản tin.",
        "2. Trường Cao đẳng Y đào tạo 90 học viên.",
        "3. Sở Công Thương dựng 5 trạm phát sóng. Trạm BTS phải được kiểm định.",
    )
    names = {name for _, name in got}
    assert {"Trường Cao đẳng Y", "Sở Công Thương"} <= names
    assert any(name.startswith("Phòng Quản lý Chợ") for name in names)
    assert not [name for name in names if "phát hành" in name or "đào tạo" in name or "BTS" in name]
