"""Every mention of a cited document: numbered, short (`Nghị quyết 52`), laws, titles, party resolutions, standards."""

import re
from bisect import bisect_right
from dataclasses import replace

from extractors.reference_grammar import (
    DocumentMention,
    Form,
    NumberWord,
    TypeWord,
    find_numbers,
    find_standards,
    find_types,
    read_date,
    read_issuer,
)
from extractors.reference_names import read_named
from extractors.reference_titles import title_end, trimmed
from schemas.vocabulary import DocType

_APPROVED_BY = re.compile(
    r"[ ,]*\(?(?:đã[ ])?(?:được[ ])?(?:phê[ ]duyệt[ ]|ban[ ]hành[ ])?(?:kèm[ ])?(?:theo|tại)[ ](?=nghị quyết"
    r"|quyết định|chỉ thị|kế hoạch)"
)
_SUBJECT = re.compile(
    r"[ ,]*(?:kh(?:óa|oá)[ ]\w+[ ,]+)?(?=(?:về|phê duyệt|ban hành|quy định|sửa đổi|hướng dẫn|công bố|v/v)[ ,])"
)
_LIST_LINK = re.compile(r"[ ]?(?:,|;|và|, và|; và)?[ ]?(?:số)?[ :]*$|[ ]và[ ](?:số)?[ :]*$")
_DIRECT = re.compile(
    r"[ ][^,;:.()“”]{1,60}[ ]số[ :]*"
    r"|[ ,:]*(?:liên tịch|hành động|phối hợp|liên ngành)?[ ]*(?:của[ ][^,;:.]{2,70}[ :]+)?[ ,]*(?:số)?[ :]*"
)
_LAW_GAP = re.compile(r"[ ](?!định|pháp|sư)[^;:.\n\t“”()]{2,130}?[ ,]*(?:số)[ :]*$")


def find_mentions(text: str, lowered: str) -> list[DocumentMention]:
    """Find all mentions of documents in a text, in reading order.

    A mention in the subject of another one stands beside it.
    """
    types = find_types(lowered)
    numbers = find_numbers(text, lowered)
    numbered, used = _numbered(text, lowered, types, numbers)
    mentions = list(numbered)
    taken = {mention.start for mention in numbered} | used
    amended = 0  # how far the law reaches that changes those named in it
    for word in types:
        if word.start in taken or word.start < amended:
            continue
        mention = read_named(text, lowered, word)
        # A programme named in the subject of the document that approves it is that document.
        if mention is not None and not (mention.form is Form.TITLED and _inside(numbered, mention)):
            mentions.append(mention)
            amended = mention.end if mention.form is Form.LAW else amended
    for start, end, number in find_standards(text):
        mentions.append(DocumentMention(start, end, Form.STANDARD, DocType.TIEU_CHUAN, number, title=number.lower()))
    return sorted(_by_act(lowered, mentions), key=lambda mention: (mention.start, -mention.end))


def _by_act(lowered: str, mentions: list[DocumentMention]) -> list[DocumentMention]:
    """Join a programme to the act behind it that approved it (`Chương trình … theo Quyết định số …`): one document."""
    acts = {mention.start: mention for mention in mentions if mention.form is Form.NUMBERED}
    joined: list[DocumentMention] = []
    for mention in mentions:
        link = _APPROVED_BY.match(lowered, mention.end) if mention.form is Form.TITLED else None
        act = acts.get(link.end()) if link else None
        if act is None:
            joined.append(mention)
        else:
            acts[act.start] = replace(act, start=mention.start)
    return [acts[m.start] if m.form is Form.NUMBERED else m for m in joined]


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
    list_from = 0  # the first mention of the list that the last one belongs to
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
        if word is not None and mention.issuer is None and (of := read_issuer(text, word.end)):
            mention = replace(mention, issuer=of[1])
        if word is not None and word.type.cited_by == "law":
            mention = replace(mention, title=_name_of_law(lowered[word.end : number.start], mention.subject))
        if previous is None or not _LIST_LINK.fullmatch(lowered, heads[-1], start):
            list_from = len(mentions)
        elif word is None:
            mentions[list_from:] = [_sharing(before, mention) for before in mentions[list_from:]]
            mention = replace(mention, issuer=mention.issuer or mentions[-1].issuer)
        elif _symbol(previous) == _symbol(mention):
            mentions[list_from:] = [replace(b, issuer=b.issuer or mention.issuer) for b in mentions[list_from:]]
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


def _name_of_law(gap: str, subject: str) -> str:
    """Return a law's name from before its number or from its subject; a law that amends others has none of its own."""
    name = re.sub(r"[ ,]*(?:số)?[ :]*$", "", gap).strip()
    if name or "sửa đổi" in subject:
        return "" if "sửa đổi" in name else name
    return re.sub(r"^về[ ]", "", subject.strip())


def _symbol(mention: DocumentMention) -> str:
    return re.sub(r"^\d+[a-z]?[-/](?:\d{4}/)?", "", (mention.number or "").lower())


def _sharing(before: DocumentMention, last: DocumentMention) -> DocumentMention:
    """Give the date and issuer behind the last number of a list to one before it that has none.

    `các Nghị quyết số 10/2024/NQ-HĐND, 11/2024/NQ-HĐND ngày 10/7/2024 của HĐND tỉnh` dates both.
    """
    year = re.search(r"/(\d{4})/", before.number or "")
    fits = last.issued_date is not None and (year is None or int(year.group(1)) == last.issued_date.year)
    issued = before.issued_date or (last.issued_date if fits else None)
    return replace(before, issued_date=issued, issuer=before.issuer or last.issuer)
