"""Which mentions name the same document: by number, by the stem of a short form, by name."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.reference_grammar import DocumentMention, Form
from schemas.vocabulary import DocType

#: Abbreviations in names of laws, spelled out before two names are compared.
_SPELLED_OUT = (
    ("mttq", "mặt trận tổ quốc"),
    ("hđnd", "hội đồng nhân dân"),
    ("ubnd", "ủy ban nhân dân"),
    ("uỷ", "ủy"),
    ("nsnn", "ngân sách nhà nước"),
)
#: Schemes and programmes go by the number of the decision that approved them (`Đề án 06`).
_NAMED_AFTER_DECISION = {DocType.DE_AN, DocType.CHUONG_TRINH}


@dataclass(slots=True)
class Cited:
    """One cited document with its mentions in reading order.

    `wordings` are its mentions without those that say nothing new: a long text repeats a few wordings many times, and
    each new mention is compared with the wordings alone.
    """

    number: str | None
    mentions: list[DocumentMention] = field(default_factory=list)
    wordings: list[DocumentMention] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def add(self, mention: DocumentMention) -> None:
        """Add one more mention."""
        self.mentions.append(mention)
        wording = (mention.form, mention.doc_type, mention.title, mention.subject, mention.stem, mention.issued_date)
        if wording not in self._seen:
            self._seen.add(wording)
            self.wordings.append(mention)

    @property
    def first(self) -> DocumentMention:
        """The mention that the others joined."""
        return self.mentions[0]


def merge(mentions: list[DocumentMention]) -> list[Cited]:
    """Group mentions by the document they name, in the order of first mention.

    Short forms join the document of the same type and serial number; one that joins none is a document of its own only
    where the short form is the usual name (`Nghị quyết 57`, `Đề án 06`).
    """
    documents: list[Cited] = []
    by_number: dict[str, list[Cited]] = {}
    for mention in mentions:
        if mention.number is not None:
            same = by_number.setdefault(mention.number.upper(), [])
            known = next((cited for cited in same if not _contradicts(cited, mention)), None)
            if known is None:
                known = Cited(mention.number)
                same.append(known)
                documents.append(known)
            known.add(mention)
    numbered = list(documents)
    for mention in mentions:
        if mention.number is None:
            home = _home(mention, documents, numbered)
            if home is None and _stands_alone(mention):
                home = Cited(
                    mention.title
                    if mention.form is Form.SHORT and mention.doc_type not in _NAMED_AFTER_DECISION
                    else None
                )
                documents.append(home)
            if home is not None:
                home.add(mention)
    for cited in documents:
        cited.mentions.sort(key=lambda mention: mention.start)
    return sorted(documents, key=lambda cited: cited.first.start)


def _contradicts(cited: Cited, mention: DocumentMention) -> bool:
    """Tell two documents of one number apart: numbers begin anew each year, and a slip changes one part of a date."""
    day = mention.issued_date
    return day is not None and any(
        other.issued_date is not None
        and other.issued_date.year != day.year
        and (other.issued_date.day, other.issued_date.month) != (day.day, day.month)
        and re.search(r"/(?:19|20)\d\d/", mention.number or "") is None
        for other in cited.wordings
    )


def _home(mention: DocumentMention, documents: list[Cited], numbered: list[Cited]) -> Cited | None:
    """Return the document that a mention without a full number names, None where it is a new one."""
    if mention.form is Form.SHORT:
        return _of_stem(mention, documents)
    if mention.form is Form.LAW:
        return _of_law(mention, documents)
    if mention.form is Form.PARTY:
        return next((c for c in documents if c.first.form is Form.PARTY and _same_meeting(c.first, mention)), None)
    name = _comparable(mention.title)
    for cited in documents:
        for other in cited.wordings:
            if (
                other.form is mention.form
                and other.doc_type is mention.doc_type
                and _same_name(name, _comparable(other.title))
            ):
                return cited
    if mention.form is Form.TITLED and len(name) >= 20 and not name.startswith("thực hiện "):
        # A programme is the document that approves it (`Quyết định số … phê duyệt Chương trình …`).
        for cited in numbered:
            if any(_holds_name(_comparable(other.subject), name) for other in cited.wordings if other.subject):
                return cited
    return None


def _of_stem(mention: DocumentMention, documents: list[Cited]) -> Cited | None:
    kin = [cited for cited in documents if any(m.stem == mention.stem for m in cited.wordings)]
    same = [cited for cited in kin if any(m.doc_type is mention.doc_type for m in cited.wordings)]
    if same:
        return same[0]
    if mention.doc_type in _NAMED_AFTER_DECISION:
        return next((c for c in kin if any(m.doc_type is DocType.QUYET_DINH for m in c.wordings)), None)
    return None


def _of_law(mention: DocumentMention, documents: list[Cited]) -> Cited | None:
    """Match a law by name; a year that both print must agree."""
    name, year = _law_key(mention.title)
    for cited in documents:
        for other in cited.wordings:
            if other.form is Form.LAW and other.doc_type is mention.doc_type:
                other_name, other_year = _law_key(other.title)
                if name == other_name and (not year or not other_year or year == other_year):
                    return cited
            numbered = other.form is Form.NUMBERED and other.doc_type is mention.doc_type
            if numbered and not year and name == _comparable(other.title):
                return cited
    return None


def _law_key(title: str) -> tuple[str, str]:
    found = re.search(r"[ ]?((?:19|20)\d\d)$", title)
    return _comparable(title[: found.start()] if found else title), found.group(1) if found else ""


@lru_cache(maxsize=4096)
def _comparable(name: str) -> str:
    """Reduce a name to what two mentions of it share: no quotes, dashes or commas, abbreviations spelled out."""
    for short, full in _SPELLED_OUT:
        name = name.replace(short, full)
    return " ".join(re.sub(r"[“”\"'‘’,.\-–—]", " ", name).split())


def _same_name(one: str, other: str) -> bool:
    """Tell whether two names are one, or one opens the other (`Đề án chuyển đổi số` and its full title)."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short.split()) >= 3:
        return True
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= 0.85 * max(len(words), len(others))


def names_alike(whole: str, name: str) -> bool:
    """Tell whether nearly all words of a lower-case name stand in another, in whatever order."""
    words = set(_comparable(name).split())
    return len(words) >= 4 and len(words & set(_comparable(whole).split())) >= 0.85 * len(words)


def _holds_name(subject: str, name: str) -> bool:
    """Tell whether the subject of an act names a programme, the scope that a province adds to its name set aside."""
    core = re.split(r"[ ](?:giai đoạn|thời kỳ|đến|định hướng|trên địa bàn)[ ]", name)[0]
    if name in subject or (len(core.split()) >= 6 and core in subject):
        return True
    words, wanted = name.split(), subject.split()
    approved = wanted[3:] if len(wanted) > 8 and wanted[0] in ("phê", "ban") else []
    return len(approved) >= 6 and len(set(approved) & set(words)) >= 0.9 * len(set(approved))


def _same_meeting(one: DocumentMention, other: DocumentMention) -> bool:
    """Tell whether two resolutions are of one congress or plenum; an ordinal that only one prints is no difference."""
    (body, ordinals), (other_body, other_ordinals) = _meeting(one.title), _meeting(other.title)
    same = body == other_body and one.doc_type is other.doc_type
    return same and (not ordinals or not other_ordinals or ordinals == other_ordinals)


def _meeting(title: str) -> tuple[str, frozenset[str]]:
    """Return whose congress or plenum a title names, and its ordinals (`6`, `xi`)."""
    title = re.sub(r",?[ ]*nhiệm kỳ.*", "", title)
    level = re.search(r"đảng bộ (tỉnh|thành phố|huyện|xã|phường|thị xã|quân đội|công an|chính phủ)", title)
    body = "plenum" if re.match(r"(?:của )?(?:hội nghị|trung ương|tw|bch|ban chấp)", title) else "congress"
    return f"{body} {level.group(1) if level else ''}", frozenset(re.findall(r"(?<!\w)(?:\d+|[ivx]+)(?!\w)", title))


def _stands_alone(mention: DocumentMention) -> bool:
    """Tell whether a mention without a full number is a row of its own where it joins no other document."""
    if mention.form is not Form.SHORT:
        return True
    return mention.doc_type in (DocType.NGHI_QUYET, DocType.CHI_THI, DocType.KET_LUAN, DocType.NGHI_DINH, DocType.DE_AN)
