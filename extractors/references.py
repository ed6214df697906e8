"""The component `kehoach_references`: one row for each distinct document that a plan cites (guidelines 8 and 11)."""

import re
from collections import Counter
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extractors.agency_names import canonical_name
from extractors.date_points import fold
from extractors.plan import Header, Outline, Reference, Span, Zone
from extractors.reference_grammar import DocumentMention, Form
from extractors.reference_mentions import find_mentions
from extractors.reference_merge import Cited, merge, names_alike
from schemas.vocabulary import DocType, ReferenceRelation

_CARRIES_OUT = r"(?:thực[ ]hiện|triển[ ]khai|thi[ ]hành|cụ[ ]thể[ ]hóa|cụ[ ]thể[ ]hoá|tổ[ ]chức[ ]thực[ ]hiện)"
_HOW = (
    r"(?:[ ](?:thực[ ]hiện|có|hiệu[ ]quả|tốt|nghiêm|túc|quyết[ ]liệt|đồng[ ]bộ|đầy[ ]đủ|các|nội[ ]dung"
    r"|mục[ ]tiêu|nhiệm[ ]vụ|và|của|kịp[ ]thời))*"
)
_ORDERED = re.compile(
    rf"[\W\d]*(?:[a-zđ][.)][ ])?[\W\d]*(?:(?:tiếp[ ]tục|đẩy[ ]mạnh|tập[ ]trung|tổ[ ]chức|chủ[ ]động"
    rf"|tăng[ ]cường)[ ,]+)*{_CARRIES_OUT}{_HOW}[ ]*$"
)
_IN_ORDER_TO = re.compile(rf"{_CARRIES_OUT}[^.;\n]*$")
_CAPTION = re.compile(r"(?:kèm[ ]theo|đính[ ]kèm)[^.;\n]{0,60}$")
_LINKED = re.compile(r"[ ]*(?:,|và|, và|cùng)[ ]*(?:các[ ])?(?:số[ ])?")
#: Heads of ministries sign for them (`Thông tư … của Bộ trưởng Bộ Y tế`).
_SIGNED_FOR = re.compile(r"^(?:Bộ trưởng|Thống đốc|Chủ nhiệm|Giám đốc|Tổng Giám đốc|Tổng Thanh tra) (?=[A-ZĐỦ])")
#: Who proposes a document, ahead of the paper that says so: its author, and a ground of the document.
_PROPOSAL = re.compile(
    r"(?:đề|kiến)[ ]nghị[ ]của[ ](?P<body>[^,;:.()\n]{2,110}?)[ ]*,?[ ]*(?:\([^()\n]{0,40}\)[ ]*)?(?:tại|theo)[ ]"
    r"(?:các[ ])?$"
)
#: Issuers that a number's symbol alone tells.
_ISSUER_OF_SYMBOL = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "CTN": "Chủ tịch nước",
}


def find_references(doc: Doc) -> list[Reference]:
    """Find the documents that a plan cites.

    Args:
        doc: a plan with `doc._.outline` and `doc._.header` set.

    Returns:
        One reference a document in the order of first mention, with the spans of all its mentions, short forms
        (`Nghị quyết 52`) counted in. The plan itself and documents still to be drawn up are left out.
    """
    text: str = doc._.source.text if doc._.source else doc.text
    lowered = fold(text)
    header: Header = doc._.header or Header()
    outline: Outline | None = doc._.outline
    mentions = [m for m in find_mentions(text, lowered) if not _is_plan_itself(m, lowered, header, outline)]
    ties = _relations(mentions, lowered, header, outline)
    references = []
    for cited in merge(mentions):
        fullest = _fullest(cited.mentions)
        relations = [ties[m.start, m.end] for m in cited.mentions]
        references.append(
            Reference(
                span=Span(fullest.start, fullest.end),
                spans=tuple(Span(m.start, m.end) for m in cited.mentions),
                doc_type=_doc_type(cited, fullest),
                number=cited.number,
                issued_date=_issued_date(cited),
                issuer=_issuer(text, lowered, cited, header),
                relation=_strongest(relations),
            )
        )
    return references


def _is_plan_itself(mention: DocumentMention, lowered: str, header: Header, outline: Outline | None) -> bool:
    """Tell the plan's own number, and the caption of an annex or of a plan attached to a decision."""
    number = header.number.upper() if header.number else None
    if mention.number is not None and number is not None and mention.number.upper() == number:
        return True
    if mention.form is Form.TITLED:
        return mention.doc_type is header.doc_type and names_alike(fold(header.title or ""), mention.title)
    if mention.form is not Form.NUMBERED:
        return False
    printed = lowered[mention.start].isdigit() and outline is not None and outline.zone(mention.start) is Zone.HEADER
    line = lowered[_line_start(lowered, mention.start) : mention.start]
    if printed and re.fullmatch(r"[\W_]*(?:số)?[ :]*", line):
        return True
    if not _CAPTION.search(line[-120:]) or len(line) > 120:
        return False
    return mention.doc_type is header.doc_type or number is None


def _line_start(lowered: str, char: int) -> int:
    """Return where the line or cell of an offset begins, looked for no further than a long paragraph reaches."""
    low = max(0, char - 5000)
    return max(lowered.rfind("\n", low, char), lowered.rfind("\t", low, char), low - 1) + 1


def _fullest(mentions: list[DocumentMention]) -> DocumentMention:
    """Return the mention that says most: number or title first, then date, issuer and subject."""
    return max(
        mentions,
        key=lambda m: (
            m.form is not Form.SHORT,
            m.number is not None,
            m.issued_date is not None,
            m.issuer is not None,
            m.end - m.start,
        ),
    )


def _doc_type(cited: Cited, fullest: DocumentMention) -> DocType:
    """Return the type that most mentions with a number print, else the fullest one's."""
    printed = Counter(m.doc_type for m in cited.mentions if m.number is not None)
    return printed.most_common(1)[0][0] if printed else fullest.doc_type


def _issued_date(cited: Cited) -> date | None:
    """Return the date that most mentions print; one that contradicts the number's own year counts least."""
    dates = Counter(m.issued_date for m in cited.mentions if m.issued_date is not None)
    year = re.search(r"/((?:19|20)\d\d)/", cited.number or "")

    def weight(day: date) -> tuple[bool, int]:
        return (year is None or int(year.group(1)) == day.year, dates[day])

    return max(dates, key=weight) if dates else None


def _proposal_before(lowered: str, start: int) -> Span | None:
    """Return where the body stands whose proposal a paper holds (`đề nghị của Giám đốc Sở Y tế tại Tờ trình số …`)."""
    found = _PROPOSAL.search(lowered, max(_line_start(lowered, start), start - 160), start)
    return Span(*found.span("body")) if found else None


def _issuer(text: str, lowered: str, cited: Cited, header: Header) -> str | None:
    """Return the canonical name of the issuer as printed, else as the number's symbol tells."""
    printed = [m.issuer for m in cited.mentions if m.issuer is not None]
    proposing = (_proposal_before(lowered, m.start) for m in cited.mentions if not printed)
    printed += [text[body.start : body.end] for body in proposing if body is not None]
    if printed:
        return canonical_name(_SIGNED_FOR.sub("", max(printed, key=len)), header)
    if cited.number is None:
        return "Ban Chấp hành Trung ương Đảng" if _is_plenum(cited) else None
    symbol = re.split(r"[-/]", cited.number)[-1].rstrip("0123456789")
    if re.fullmatch(r"B[A-ZĐ]{1,7}", symbol) and cited.number.count("-") == 1:
        ministry = canonical_name(symbol, Header())  # `24/2019/TT-BYT`; a joint circular names several
        return ministry if ministry.startswith("Bộ ") and symbol != "BCT" else None
    return _ISSUER_OF_SYMBOL.get(symbol)


def _is_plenum(cited: Cited) -> bool:
    return any(
        m.form is Form.PARTY and re.match(r"(?:hội nghị|trung ương|tw|bch|ban chấp)", m.title) for m in cited.mentions
    )


def _relations(
    mentions: list[DocumentMention], lowered: str, header: Header, outline: Outline | None
) -> dict[tuple[int, int], ReferenceRelation]:
    """Tell why each mention stands where it stands; one verb orders all documents of a list to be carried out."""
    ties: dict[tuple[int, int], ReferenceRelation] = {}
    before: DocumentMention | None = None
    for mention in mentions:
        tie = _relation(mention, lowered, header, outline)
        linked = before is not None and _LINKED.fullmatch(lowered, before.end, mention.start)
        if tie is ReferenceRelation.CITED and before is not None and linked:
            tie = ties[before.start, before.end]
        ties[mention.start, mention.end] = tie
        before = mention
    return ties


def _relation(mention: DocumentMention, lowered: str, header: Header, outline: Outline | None) -> ReferenceRelation:
    """Tell why a mention stands where it stands."""
    line_start = _line_start(lowered, mention.start)
    before = lowered[max(line_start, mention.start - 400) : mention.start]
    title = header.title_span
    if title is not None and title.start <= mention.start < title.end:
        return ReferenceRelation.IMPLEMENTS
    if outline is None or outline.zone(mention.start) is Zone.HEADER:
        opening = lowered[line_start : line_start + 40].lstrip(" -–+*•_")
        if opening.startswith("căn cứ"):
            carried_out = _IN_ORDER_TO.search(before)
            return ReferenceRelation.IMPLEMENTS if carried_out else ReferenceRelation.BASIS
        if _proposal_before(lowered, mention.start):
            return ReferenceRelation.BASIS
        if re.match(rf"(?:để[ ])?{_CARRIES_OUT}", opening):
            return ReferenceRelation.IMPLEMENTS
        if _IN_ORDER_TO.search(before) and not re.search(r"theo[ ]*$", before):
            return ReferenceRelation.IMPLEMENTS
        return ReferenceRelation.CITED
    if _ORDERED.fullmatch(before):
        return ReferenceRelation.IMPLEMENTS
    if re.match(r"[\W\d]*căn[ ]cứ[ ]", before) and len(before) < 200:
        return ReferenceRelation.BASIS
    return ReferenceRelation.CITED


def _strongest(relations: list[ReferenceRelation]) -> ReferenceRelation:
    """Return the strongest tie of a document's mentions: carried out, legal basis, cited."""
    order = (ReferenceRelation.IMPLEMENTS, ReferenceRelation.BASIS, ReferenceRelation.CITED)
    return next(relation for relation in order if relation in relations)


@Language.component("kehoach_references")
def annotate_references(doc: Doc) -> Doc:
    """Write `doc._.references` and `doc.spans["references"]`."""
    doc._.references = find_references(doc)
    spans = (
        doc.char_span(*span, label=found.relation.value, alignment_mode="expand")
        for found in doc._.references
        for span in found.spans
    )
    doc.spans["references"] = [span for span in spans if span is not None]
    return doc
