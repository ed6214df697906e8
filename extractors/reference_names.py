"""Documents named without a full number: short forms, laws, resolutions of congresses, programmes by their title."""

import re

from extractors.reference_grammar import DocumentMention, Form, TypeWord, law_pattern, read_date, read_issuer
from extractors.reference_titles import (
    has_span_of_time,
    is_changed,
    is_spoken_of,
    is_subject,
    is_to_be_drawn_up,
    title_end,
    trimmed,
)
from schemas.vocabulary import DocType

_SHORT = re.compile(
    r"[ ]+(?:số[ ]+)?(?P<printed>0*(?P<stem>\d{1,4}[a-z]?))"
    r"(?![\w%]|[.,/:-]\d|[ ]?[-–/][ ]?[a-zđ\d]|[ ](?:năm|tháng|ngày|bước|nhóm|nội|dự|mục))"
)
_PARTY = re.compile(
    r"[ ]+(?:của[ ])?(?:đại[ ]hội"
    r"|hội[ ]nghị[ ](?:lần[ ]thứ[ ]\w+[ ])?(?:ban[ ]chấp[ ]hành[ ])?(?:trung[ ]ương|tw|bch)"
    r"|trung[ ]ương[ ](?:lần[ ]thứ[ ])?(?:\d|[ivx]|khóa)|tw[ ]\d|(?:bch|ban[ ]chấp[ ]hành)[ ](?:trung[ ]ương|tw))"
)
_PARTY_END = re.compile(
    r"[;:.\n\t(“]|,(?![ ]nhiệm)|[ ](?:vào|với|để|gắn|theo|trong|thành|đến|tới|nhằm|đã|là|được)(?=[ ])"
    r"|[ ]và[ ](?=các|những|nghị|kế|chương|chỉ)"
)
_LAW_STOP = re.compile(
    r"[,;:.\n\t()“”]|[ ](?:năm|số|ngày|và[ ](?:các|luật|nghị|những|văn|hướng)|quy[ ]định|có[ ]hiệu|được"
    r"|sửa[ ]đổi|hiện[ ]hành|trong"
    r"|đối[ ]với|tại|theo|để|nhằm|là|về|của|cho|đến|đã|cùng|gồm|khi|trên)(?=[ ,;.]|$)"
)
#: Words that open no title: `Chương trình này`, `Kế hoạch của Ban Thường vụ`, `Đề án tại địa phương`.
_NO_TITLE = frozenset(
    [
        "này",
        "của",
        "trên",
        "và",
        "với",
        "hành",
        "phối",
        "khác",
        "thì",
        "nêu",
        "có",
        "số",
        "được",
        "tại",
        "theo",
        "thuộc",
        "ở",
        "đã",
        "do",
        "cho",
        "trong",
        "từ",
        "đến",
        "là",
        "để",
        "phải",
        "cần",
        "nói",
        "đó",
    ]
)
#: Acts that a body passes on a subject.
_ACTS = frozenset({DocType.NGHI_QUYET, DocType.CHI_THI, DocType.KET_LUAN, DocType.QUYET_DINH, DocType.NGHI_DINH})
_ABOUT = re.compile(r"[ ,]+(?:khóa[ ]\w+[ ])?(?:về|v/v)[ ]+(?:việc[ ]+)?")
#: Programmes by which a body carries out a document of one above it (`Chương trình hành động của Tỉnh ủy thực hiện …`).
_PROGRAMMES = frozenset({DocType.CHUONG_TRINH_HANH_DONG, DocType.CHUONG_TRINH, DocType.KE_HOACH})
_CARRYING_OUT = re.compile(r"[ ,]+(?:về[ ]+)?(?:việc[ ]+)?(?:triển[ ]khai[ ,]+)?(?=thực[ ]hiện[ ])")
#: The centre and the state in the abstract pass nothing.
_NO_ISSUER = frozenset({"Trung ương", "Đảng", "Nhà nước", "Tỉnh", "Thành phố", "Đảng và Nhà nước"})
_ISSUED_BY = re.compile(
    r"[ ]của[ ](?=ubnd|hđnd|ủy ban|uỷ ban|hội đồng|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|chính phủ|thủ tướng|bộ[ ]|ban[ ])"
)
#: A law that changes others is named by them: `Luật sửa đổi, bổ sung một số điều của Luật Dược`.
_AMENDS = re.compile(r"[ ](?:sửa đổi|bổ sung)[^.;\n\t()“”]{0,40}[ ]của[ ](?:các[ ])?(?:luật|bộ luật|pháp lệnh)[ ]")
_FURTHER_LAW = re.compile(r"(?:,|[ ]và)[ ](?:luật|bộ luật|pháp lệnh)[ ]")
_YEAR_OF_LAW = re.compile(r"[ ](?:năm[ ])?(?P<year>(?:19|20)\d\d)(?![\d/-])")


def read_named(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read a mention without a full number behind a type's name; None where it names no certain document."""
    short = _SHORT.match(lowered, word.end)
    if short and text[word.start].isupper():
        end = short.end()
        return DocumentMention(
            word.start, end, Form.SHORT, word.type.doc_type, None, short["stem"], title=short["printed"]
        )
    if _PARTY.match(lowered, word.end) and word.type.doc_type in (
        DocType.NGHI_QUYET,
        DocType.KET_LUAN,
        DocType.VAN_KIEN,
    ):
        return _party(text, lowered, word)
    if word.type.cited_by == "law":
        return _law(text, lowered, word)
    act = _act_of_body(text, lowered, word)
    if act is not None:
        return act
    return _titled(text, lowered, word) if word.type.cited_by == "titled" else None


def _act_of_body(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read an act that is cited by its issuer and subject alone (`Nghị quyết của HĐND tỉnh về …`)."""
    programme = word.type.doc_type in _PROGRAMMES
    if not (programme or word.type.doc_type in _ACTS) or not text[word.start].isupper():
        return None
    of = read_issuer(text, word.end)
    about = (_CARRYING_OUT if programme else _ABOUT).match(lowered, of[0]) if of else None
    if of is None or about is None or of[1] in _NO_ISSUER:
        return None
    before = re.split(r"[\n\t]", lowered[max(0, word.start - 90) : word.start])[-1]
    if is_to_be_drawn_up(before) or not is_spoken_of(before):
        return None
    end = trimmed(text, about.end(), title_end(text, lowered, about.end(), subject=True))
    title = " ".join(lowered[about.end() : end].split())
    if len(title.split()) < 3:
        return None
    return DocumentMention(word.start, end, Form.TITLED, word.type.doc_type, issuer=of[1], title=title)


def _party(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read a resolution that a congress or a plenum adopted (`Nghị quyết Đại hội XIII của Đảng`)."""
    limit = min(len(text), word.end + 200)
    about = re.compile(r"[ ,]+về[ ]").search(lowered, word.end, limit)
    stop = _PARTY_END.search(lowered, word.end, limit)
    end = stop.start() if stop else limit
    if about and about.start() < end:
        title = lowered[word.end : about.start()]
        end = title_end(text, lowered, about.end(), subject=True)
    else:
        title = lowered[word.end : end]
    if not re.search(r"\d|(?<!\w)[ivx]+(?!\w)|đảng|lần", title):
        return None
    issued = read_date(lowered, end)
    return DocumentMention(
        word.start,
        issued[0] if issued else end,
        Form.PARTY,
        word.type.doc_type,
        issued_date=issued[1] if issued else None,
        title=" ".join(title.split()),
    )


def _law(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read a law by its name (`Luật Đất đai năm 2024`); `Hiến pháp` needs none."""
    if not text[word.start].isupper():
        return None
    amending = _AMENDS.match(lowered, word.end)
    if amending is not None:
        end = _last_law_name_end(text, lowered, amending.end())
        return _dated_law(lowered, word, end) if end > amending.end() else None
    end = word.end
    if word.type.doc_type is not DocType.HIEN_PHAP:
        begin = end + 1
        if not text[begin : begin + 1].isupper() or text[end] not in " \u00a0":
            return None
        end = _law_name_end(text, lowered, begin)
        if end - begin < 2 or (text[word.start : end].isupper() and not law_pattern().match(lowered, begin)):
            return None
    return _dated_law(lowered, word, end)


def _law_name_end(text: str, lowered: str, begin: int) -> int:
    """Return where the name of a law that begins in capitals ends: a listed name, else at a word that ends any."""
    if not text[begin : begin + 1].isupper():
        return begin
    name = law_pattern().match(lowered, begin)
    stop = _LAW_STOP.search(lowered, begin, begin + 90)
    return name.end() if name else (stop.start() if stop else begin)


def _last_law_name_end(text: str, lowered: str, begin: int) -> int:
    """Return where the last of the laws that one amends ends (`của Luật A và Luật B`)."""
    end = _law_name_end(text, lowered, begin)
    while end > begin and (further := _FURTHER_LAW.match(lowered, end)) is not None:
        named = _law_name_end(text, lowered, further.end())
        if named == further.end():
            break
        end = named
    return end


def _dated_law(lowered: str, word: TypeWord, end: int) -> DocumentMention:
    """Read the year or the day behind the name of a law that ends at `end`."""
    title = lowered[word.end : end].strip()
    issued = read_date(lowered, end)
    if year := _YEAR_OF_LAW.match(lowered, end):
        end = year.end()
        title += f" {year['year']}"
    if issued:
        end = issued[0]
    return DocumentMention(
        word.start, end, Form.LAW, word.type.doc_type, issued_date=issued[1] if issued else None, title=title
    )


def _titled(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read an existing programme, scheme, strategy or master plan that is cited by its title alone."""
    if not text[word.start].isupper() or text[word.end : word.end + 1] not in (" ", "\u00a0"):
        return None
    begin = word.end + 1
    while text[begin : begin + 1] in (" ", "\u00a0"):
        begin += 1
    quoted = text[begin : begin + 1] in ("“", '"')
    before = re.split(r"[\n\t]", lowered[max(0, word.start - 90) : word.start])[-1]
    changed = word.type.doc_type is DocType.QUY_HOACH and is_changed(before)
    spoken_of = is_spoken_of(before) or (quoted and before.strip(" -+\n\t"))
    if is_subject(before) or (not changed and (is_to_be_drawn_up(before) or not spoken_of)):
        return None
    end = trimmed(text, begin, title_end(text, lowered, begin))
    title = " ".join(lowered[begin:end].strip(' “”"').split())
    if not _names_one(word, title, quoted):
        return None
    issued_by = _ISSUED_BY.search(lowered, begin, end)
    of = read_issuer(text, issued_by.start()) if issued_by else None
    if quoted and issued_by is None and (of := read_issuer(text, end)):
        end = of[0]
    return DocumentMention(word.start, end, Form.TITLED, word.type.doc_type, issuer=of[1] if of else None, title=title)


def _names_one(word: TypeWord, title: str, quoted: bool) -> bool:
    """Tell whether a title is enough to know one document by."""
    words = title.split()
    if len(words) < 2 or words[0] in _NO_TITLE:
        return False
    if quoted:
        return len(words) >= 3
    match word.type.doc_type:
        case DocType.DE_AN:
            return len(words) >= 3
        case DocType.CHIEN_LUOC:
            return len(words) >= 3 or has_span_of_time(title)
        case DocType.QUY_HOACH:
            return has_span_of_time(title) or title in ("tỉnh", "tổng thể quốc gia", "vùng")
        case DocType.CHUONG_TRINH:
            national = title.startswith("mục tiêu quốc gia ") and len(words) >= 6
            return has_span_of_time(title) or national or (_ISSUED_BY.search(title) is not None and len(words) >= 5)
        case _:
            return has_span_of_time(title)
