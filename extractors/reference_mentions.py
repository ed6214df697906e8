"""Every mention of a cited document: numbered, short (`Nghị quyết 52`), laws, titles, party resolutions, standards."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from extractors.reference_grammar import (
    NumberWord,
    TypeWord,
    find_numbers,
    find_standards,
    find_types,
    law_pattern,
    read_date,
    read_issuer,
)
from extractors.reference_titles import has_span_of_time, is_spoken_of, is_to_be_drawn_up, title_end, trimmed
from schemas.vocabulary import DocType


class Form(StrEnum):
    """How a document is named."""

    NUMBERED = "numbered"
    SHORT = "short"
    LAW = "law"
    TITLED = "titled"
    PARTY = "party"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """One mention of a document.

    Attributes:
        start, end: the mention with its type, date, issuer and subject, half-open.
        number: as normalised; None where the mention prints none. `stem` is its serial number.
        title: lower-case name behind the type, for those without a number.
        subject: lower-case words of a numbered mention behind its issuer, empty if none.
    """

    start: int
    end: int
    form: Form
    doc_type: DocType
    number: str | None = None
    stem: str = ""
    issued_date: date | None = None
    issuer: str | None = None
    title: str = ""
    subject: str = ""


_SUBJECT = re.compile(r"[ ,]*(?=(?:về|phê duyệt|ban hành|quy định|sửa đổi|hướng dẫn|công bố|v/v)[ ])")
_LIST_LINK = re.compile(r"[ ]?(?:,|;|và|, và|; và)?[ ]?(?:số)?[ :]*$|[ ]và[ ](?:số)?[ :]*$")
_DIRECT = re.compile(
    r"[ ,:]*(?:liên tịch|hành động|phối hợp|liên ngành)?[ ]*(?:của[ ][^,;:.]{2,70}[ ])?[ ,]*(?:số)?[ :]*$"
)
_LAW_GAP = re.compile(r"[ ](?!định|pháp|sư)[^;:.\n\t“”()]{2,130}?[ ,]*(?:số)[ :]*$")
_SHORT = re.compile(
    r"[ ]+(?:số[ ]+)?0*(?P<stem>\d{1,4}[a-z]?)(?![\w%]|[.,/:-]\d|[ ]?[-–/][ ]?[a-zđ\d]|[ ](?:năm|tháng|ngày|bước|nhóm|nội|dự|mục))"
)
_PARTY = re.compile(
    r"[ ]+(?:(?:của[ ])?(?:đại[ ]hội|hội[ ]nghị[ ](?:lần[ ]thứ[ ][^\W\d_]+[ ])?(?:lần[ ]thứ[ ]\w+[ ])?(?:ban[ ]chấp[ ]hành[ ])?(?:trung[ ]ương|tw|bch)"
    r"|trung[ ]ương[ ](?:lần[ ]thứ[ ])?(?:\d|[ivx]|khóa)|tw[ ]\d|(?:bch|ban[ ]chấp[ ]hành)[ ](?:trung[ ]ương|tw)))"
)
_PARTY_END = re.compile(
    r"[;:.\n\t(“]|,(?![ ]nhiệm)|[ ](?:vào|với|để|gắn|theo|trong|thành|đến|tới|nhằm|đã|là|được)(?=[ ])|[ ]và[ ](?=các|những|nghị|kế|chương|chỉ)"
)
_LAW_STOP = re.compile(
    r"[,;:.\n\t()“”]|[ ](?:năm|số|ngày|và[ ](?:các|luật|nghị|những|văn|hướng)|quy[ ]định|có[ ]hiệu|được|sửa[ ]đổi|hiện[ ]hành|trong"
    r"|đối[ ]với|tại|theo|để|nhằm|là|về|của|cho|đến|đã|cùng|gồm|khi|trên)(?=[ ,;.]|$)"
)
_YEAR_OF_LAW = re.compile(r"[ ](?:năm[ ])?(?P<year>(?:19|20)\d\d)(?![\d/-])")


def find_mentions(text: str, lowered: str) -> list[DocumentMention]:
    """Find all mentions of documents in a text, in reading order; mentions in a subject stand beside their outer one."""
    types = find_types(lowered)
    numbers = find_numbers(text, lowered)
    numbered, used = _numbered(text, lowered, types, numbers)
    mentions = list(numbered)
    taken = {mention.start for mention in numbered} | used
    for word in types:
        if word.start in taken:
            continue
        mention = _by_type(text, lowered, word)
        # A programme named in the subject of the document that approves it is that document.
        if mention is not None and not (mention.form is Form.TITLED and _inside(numbered, mention)):
            mentions.append(mention)
    for start, end, number in find_standards(text):
        mentions.append(DocumentMention(start, end, Form.STANDARD, DocType.TIEU_CHUAN, number, title=number.lower()))
    return sorted(mentions, key=lambda mention: (mention.start, -mention.end))


def _inside(numbered: list[DocumentMention], mention: DocumentMention) -> bool:
    index = bisect_right(numbered, mention.start, key=lambda other: other.start)
    return any(other.start <= mention.start < other.end for other in numbered[max(0, index - 4) : index])


def _numbered(
    text: str, lowered: str, types: list[TypeWord], numbers: list[NumberWord]
) -> tuple[list[DocumentMention], set[int]]:
    """Read the mentions with a full number, and tell which type words they used up."""
    starts = [word.start for word in types]
    mentions: list[DocumentMention] = []
    used: set[int] = set()
    heads: list[int] = []
    for number in numbers:
        word = _type_before(lowered, types, starts, number)
        previous = mentions[-1] if mentions else None
        start = number.start
        if word is not None:
            start, doc_type = word.start, word.type.doc_type
            used.add(word.start)
        elif previous is not None and _LIST_LINK.fullmatch(lowered, heads[-1], number.start):
            doc_type = previous.doc_type
        elif number.type is not None:
            doc_type = number.type.doc_type
        elif re.search(r"\d+/(?:\d{4}/)?(?:QH|UBTVQH)\d", number.normal):
            doc_type = DocType.LUAT
        else:
            doc_type = DocType.CONG_VAN
        mention, head = _tail(text, lowered, start, number, doc_type)
        if word is None and previous is not None and _LIST_LINK.fullmatch(lowered, heads[-1], number.start):
            mentions = _share(mentions, mention)
        mentions.append(mention)
        heads.append(head)
    return mentions, used


def _type_before(lowered: str, types: list[TypeWord], starts: list[int], number: NumberWord) -> TypeWord | None:
    """Return the type's name that a number belongs to."""
    index = bisect_right(starts, number.start) - 1
    if index < 0:
        return None
    word = types[index]
    gap = lowered[word.end : number.start]
    if len(gap) > 150 or "\n" in gap or "\t" in gap:
        return None
    if _DIRECT.fullmatch(gap):
        return word
    for earlier in reversed(types[max(0, index - 3) : index + 1]):
        # A law's own name may hold a type's name (`Luật Quy hoạch số …`).
        gap = lowered[earlier.end : number.start]
        if earlier.type.cited_by == "law" and len(gap) <= 150 and _LAW_GAP.fullmatch(gap):
            return earlier
    return None


def _tail(text: str, lowered: str, start: int, number: NumberWord, doc_type: DocType) -> tuple[DocumentMention, int]:
    """Read date, issuer and subject behind a number; also return where its date or issuer ends."""
    end, issued, issuer = number.end, None, None
    if found := read_date(lowered, end):
        end, issued = found
    if of := read_issuer(text, end):
        end, issuer = of
        if issued is None and (found := read_date(lowered, end)):
            end, issued = found
    head, subject = end, ""
    if lead := _SUBJECT.match(lowered, end):
        end = trimmed(text, lead.end(), title_end(text, lowered, lead.end(), subject=True))
        subject = lowered[lead.end() : end]
    mention = DocumentMention(
        start, end, Form.NUMBERED, doc_type, number.normal, number.stem, issued, issuer, subject=subject
    )
    return mention, head


def _share(mentions: list[DocumentMention], last: DocumentMention) -> list[DocumentMention]:
    """Give the date and issuer behind the last number of a list to the one before it that has none.

    `các Nghị quyết số 10/2024/NQ-HĐND, 11/2024/NQ-HĐND ngày 10/7/2024 của HĐND tỉnh` dates both.
    """
    before = mentions[-1]
    year = re.search(r"/(\d{4})/", before.number or "")
    fits = last.issued_date is not None and (year is None or int(year.group(1)) == last.issued_date.year)
    issued = before.issued_date or (last.issued_date if fits else None)
    return [*mentions[:-1], replace(before, issued_date=issued, issuer=before.issuer or last.issuer)]


def _by_type(text: str, lowered: str, word: TypeWord) -> DocumentMention | None:
    """Read a mention without a full number behind a type's name; None where it names no certain document."""
    short = _SHORT.match(lowered, word.end)
    if short and text[word.start].isupper():
        end = short.end()
        return DocumentMention(word.start, end, Form.SHORT, word.type.doc_type, None, short["stem"])
    if _PARTY.match(lowered, word.end) and word.type.doc_type in (
        DocType.NGHI_QUYET,
        DocType.KET_LUAN,
        DocType.VAN_KIEN,
    ):
        return _party(text, lowered, word)
    if word.type.cited_by == "law":
        return _law(text, lowered, word)
    return _titled(text, lowered, word) if word.type.cited_by == "titled" else None


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
    end = word.end
    if word.type.doc_type is not DocType.HIEN_PHAP:
        begin = end + 1
        if not text[begin : begin + 1].isupper() or text[end] not in " \u00a0":
            return None
        name = law_pattern().match(lowered, begin)
        stop = _LAW_STOP.search(lowered, begin, begin + 90)
        end = name.end() if name else (stop.start() if stop else begin)
        if end - begin < 2 or (not name and text[word.start : end].isupper()):
            return None
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
    if not text[word.start].isupper() or text[word.end : word.end + 1] not in (" ", "\u00a0", ":"):
        return None
    begin = word.end + 1
    while text[begin : begin + 1] in (" ", "\u00a0"):
        begin += 1
    quoted = text[begin : begin + 1] in ("“", '"')
    before = lowered[
        max(0, word.start - 90, lowered.rfind("\n", 0, word.start), lowered.rfind("\t", 0, word.start)) : word.start
    ]
    if is_to_be_drawn_up(before) or not (is_spoken_of(before) or (quoted and before.strip(" -+\n\t"))):
        return None
    end = trimmed(text, begin, title_end(text, lowered, begin))
    title = " ".join(lowered[begin:end].strip(' “”"').split())
    if not _names_one(word, title, quoted):
        return None
    return DocumentMention(word.start, end, Form.TITLED, word.type.doc_type, title=title)


def _names_one(word: TypeWord, title: str, quoted: bool) -> bool:
    """Tell whether a title is enough to know one document by."""
    words = title.split()
    if len(words) < 2 or words[0] in (
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
    ):
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
            return has_span_of_time(title) or (title.startswith("mục tiêu quốc gia ") and len(words) >= 6)
        case _:
            return has_span_of_time(title)
