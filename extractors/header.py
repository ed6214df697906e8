"""The header: what letterhead, title, preamble and signature block say of the document itself."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extractors.agency_lexicon import central_names
from extractors.agency_names import canonical_name
from extractors.issuer import as_written, branch_of, letterhead_bodies, opens_with_body, read_issuer
from extractors.plan import Header, Outline, Span
from extractors.provinces import find_mentions, find_province, fold
from extractors.signature import Signature, read_signature
from extractors.zones import Line, title_type
from schemas.markers import CAPITALS
from schemas.source import Block, BlockKind, SourceText
from schemas.vocabulary import DocType

_NUMBER = re.compile(
    r"(?m)^[^\w\n]{0,40}(?:Số|SỐ|số)\s*[:.]?\s*(?P<number>\d{1,5}[a-zA-Z]?\s*[-/]\s*(?:20\d\d\s*/\s*)?"
    r"[A-ZĐ][A-ZĐa-zđ\d]{0,9}(?:\s?[-/.]\s?[A-ZĐ][A-ZĐa-zđ\d]{0,11}){0,4})"
)
_DATELINE = re.compile(
    rf"(?P<place>[{CAPITALS}][^\d,;:.()\n]{{1,40}}(?:\.[ ]?[^\d,;:.()\n]{{2,30}})?)\s*[,.;]?\s*"
    r"ngày\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})"
)
#: A dateline whose day or month is written by hand and was not read.
_DATELINE_UNREAD = re.compile(
    rf"(?m)^[^\w\n]{{0,40}}(?P<place>[{CAPITALS}][^\d,;:.()\n]{{1,30}})[,.;]\s*ngày\b[^\n]{{0,24}}\bnăm\b[^\n]{{0,8}}$"
)
#: The number with its slash lost between the clerk's figures and the letters: `Số: 85KH-UBND`.
_NUMBER_UNSLASHED = re.compile(
    r"(?m)^[^\w\n]{0,40}(?:Số|SỐ|số)\s*:\s*(?P<figures>\d{1,5})\s*"
    r"(?P<letters>[A-ZĐ]{2,6}(?:-[A-ZĐ][A-ZĐa-zđ\d]{0,11}){1,3})"
)
#: What an annex says of the document that it belongs to: `(Kèm theo Kế hoạch số 85/KH-UBND ngày 5/3/2024 của …)`.
_CAPTION = re.compile(
    r"(?m)^[^\w\n]{0,20}(?:Ban hành )?[Kk]èm theo (?P<type>[^\W\d_]+(?: [^\W\d_]+){1,3}?) số\s*:?\s*"
    r"(?P<number>\d{1,5}\s*[/-]\s*[A-ZĐ][A-ZĐa-zđ\d/-]{1,24})"
    r"(?:,?\s*ngày\s*(?P<day>\d{1,2})\s*(?:/|tháng)\s*(?P<month>\d{1,2})\s*(?:/|năm)\s*(?P<year>20\d\d))?"
)
#: A cited document with its day: nothing is cited before it is issued.
_CITED_YEAR = re.compile(
    r"\d/(?:20\d\d/)?[A-ZĐ][A-ZĐa-zđ\d-]+,? ngày \d{1,2}(?:[/-]\d{1,2}[/-]| tháng \d{1,2} năm )(20\d\d)\b"
)
_STAMP_NUMBER = re.compile(r"(?i)\bs[ốô]\s*(?:đến)?\s*[:.]?\s*(\d{1,6})\b(?!\s*/\s*\d)")
_STAMP_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_PREAMBLE = re.compile(r"\W*(?:Căn cứ|Thực hiện|Triển khai|Để|Nhằm|Theo|Xét|Trên cơ sở|Tiếp tục|Năm 20|Ngày )\b")
_ENACTED = (DocType.QUYET_DINH, DocType.NGHI_QUYET)
_SUBJECT = re.compile(r"\W*(V/v|Về việc)\b")
_TITLE_PERIOD = re.compile(
    r"(?i)\b(?:giai đoạn|thời kỳ|các năm|nhiệm kỳ|năm học|trong)?\s*(?:năm\s+)?(20\d\d)\s*[-–—]\s*(20\d\d)\b"
)
_TITLE_YEAR = re.compile(r"(?i)\b(?<!đến )(?<!hướng )(?<!tầm nhìn )(?:trong\s+)?năm\s+(20\d\d)\b(?!\s*(?:[-–]|của))")
_DATE_YEAR = re.compile(r"(?i)(?:ngày[^,;]{1,25}|tháng\s+\d{1,2}\s+)năm\s+20\d\d")
_BEFORE_OWN_PERIOD = re.compile(r"(?i)(?:định hướng|tầm nhìn)[^,;]{0,20}$")


def _block_text(text: str, block: Block) -> str:
    return text[block.start : block.end].strip()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _read_stamp(source: SourceText, header: Header) -> None:
    """Read a receiving stamp (công văn đến): its number and day are not the document's own."""
    stamp = [block for block in source.blocks if block.kind is BlockKind.STAMP]
    if not stamp:
        return
    header.received_span = Span(stamp[0].start, stamp[-1].end)
    words = "\n".join(_block_text(source.text, block) for block in stamp)
    if found := _STAMP_DATE.search(words):
        header.received_date = _day(found[3], found[2], found[1])
    if found := _STAMP_NUMBER.search(words):
        header.received_number = found[1]


def _read_title(text: str, lines: Sequence[Line], header: Header) -> int:
    """Read type and title; return the number of the first line behind them, 0 where there is no title."""
    for index, line in enumerate(lines):
        found = title_type(line.text) if line.capitals or line.text[:6].isupper() else None
        if found is None:
            if _SUBJECT.match(line.text):
                header.doc_type = header.doc_type or DocType.CONG_VAN
                header.title = line.text
                header.title_span = Span(line.block.start, line.block.end)
                return index + 1
            continue
        header.doc_type, rest = found
        type_words = line.text.strip().removesuffix(rest).strip(" *:.")
        parts = [rest] if rest else []
        last = index
        for after in lines[index + 1 : index + 6]:
            words = after.text.strip()
            preamble = _PREAMBLE.match(words) and (words[-1:] in ";:.," or len(words) > 300)
            if parts and words.isupper() and opens_with_body(words) and header.doc_type in _ENACTED:
                break  # `ỦY BAN NHÂN DÂN TỈNH …`: who decides stands above the grounds
            if preamble or (parts and not after.emphatic) or not any(char.isalpha() for char in words):
                break
            if words.endswith((";", ":")) or (not after.emphatic and words.endswith(".") and len(words) > 150):
                break
            parts.append(words)
            last += 1
        header.title = " ".join([type_words.capitalize(), *parts])
        header.title_span = Span(line.block.start, lines[last].block.end)
        return last + 1
    return 0


def _read_letterhead(text: str, span: Span, header: Header) -> None:
    """Read the document's own number and its dateline from the lines above the title."""
    words = text[span.start : span.end]
    numbers = list(_NUMBER.finditer(words))
    # A letterhead may cite a decision (`ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ …`): the own number has a colon.
    own = next((number for number in numbers if ":" in number.group()), None)
    unslashed = _NUMBER_UNSLASHED.search(words) if own is None else None
    if unslashed is not None:
        header.number = f"{unslashed['figures']}/{unslashed['letters']}"
    elif own is not None or numbers:
        header.number = re.sub(r"\s+", "", (own or numbers[0])["number"])
    _read_dateline(text, span, header)


def _read_dateline(text: str, span: Span, header: Header) -> None:
    found = _DATELINE.search(text, span.start, span.end)
    if found is None:
        unread = _DATELINE_UNREAD.search(text, span.start, span.end)
        if unread is not None:
            header.place = re.sub(r"\s+", " ", unread["place"]).strip(" *-")
            header.dateline_span = Span(unread.start("place"), unread.end())
        return
    header.place = re.sub(r"\s+", " ", found["place"]).strip(" *-")
    if header.number:  # a party letterhead prints both on one line
        header.place = re.sub(r"^.*[-/][A-ZĐ]{2,}\s+", "", header.place)
    header.issued_date = _day(found["year"], found["month"], found["day"])
    header.dateline_span = Span(found.start("place"), found.end())


def _read_caption(text: str, header: Header) -> None:
    """Take number and day from the captions of the annexes where the letterhead, filled in by hand, gives none."""
    if header.doc_type is None or (header.number and header.issued_date):
        return
    for found in _CAPTION.finditer(text):
        named = title_type(found["type"].upper())
        if named is None or named[0] is not header.doc_type:
            continue
        header.number = header.number or re.sub(r"\s+", "", found["number"]).rstrip("-/")
        if header.issued_date is None and found["day"]:
            header.issued_date = _day(found["year"], found["month"], found["day"])


def _doubt_year(text: str, header: Header) -> None:
    """Give up a day of issue that lies in a year before that of a cited document: its figures were misread."""
    if header.issued_date is None:
        return
    cited = [int(year) for year in _CITED_YEAR.findall(text)]
    if sum(year > header.issued_date.year for year in cited) > len(cited) // 2:
        header.issued_date = None


def _latest_day(text: str) -> date | None:
    """Return the latest day of the past that a text without its own date gives: the plan is no older than that."""
    found = re.findall(r"\b(\d{1,2})[/-](\d{1,2})[/-](20\d\d)\b", text)
    return max((_day(y, m, d) or date(int(y), 1, 1) for d, m, y in found), default=None)


def _read_province(text: str, letterhead_end: int, header: Header) -> None:
    """Find the province the plan is for: by letterhead and place, else by how often and how the text names it."""
    day = header.issued_date or header.received_date or _latest_day(text)
    weights: Counter[str] = Counter()
    codes: dict[str, str] = {}
    for mention in find_mentions(text, day):
        if not mention.names_province:
            continue
        province = mention.province
        before = text[max(0, mention.start - 24) : mention.start].lower()
        weight = 3 if mention.kind or before.rstrip().endswith(("tỉnh ủy", "thành ủy", "tỉnh uỷ", "thành uỷ")) else 1
        if mention.start < letterhead_end:
            weight *= 12
        if re.match(r"\s+(?:là (?:một )?(?:tỉnh|thành phố)|trở thành)", text[mention.end : mention.end + 20]):
            weight += 4
        weights[province.name] += weight
        codes[province.name] = province.province_code
    if header.place and (placed := find_province(header.place, day)) is not None:
        weights[placed.name] += 30
        codes[placed.name] = placed.province_code
        if fold(header.place) == fold(placed.name):
            header.place = placed.name  # tone marks that a scanner misread
    if weights:
        header.province = weights.most_common(1)[0][0]
        header.province_code = codes[header.province]


def _with_whole_province(name: str, province: str | None) -> str:
    """Give a letterhead's `TỈNH TĨNH`, of which a scan lost a syllable, the whole name of the province."""
    found = re.search(r"(?i)\b(?:tỉnh|thành phố)\s+(?P<place>[^\W\d_]+(?: [^\W\d_]+)*)$", name)
    if found is None or province is None or not fold(province).endswith(f" {fold(found['place'])}"):
        return name
    return name[: found.start("place")] + (province.upper() if name.isupper() else province)


def _is_central(letterhead: Sequence[str], raw: str, header: Header) -> bool:
    """Tell whether a body is one of the centre, or part of one above it in the letterhead and of no province."""
    nowhere = Header()
    if canonical_name(raw, header) in central_names():
        return True
    above = [canonical_name(body, nowhere) for body in letterhead_bodies(letterhead)[:-1]]
    return any(body in central_names() for body in above) and not any(
        mention.names_province for mention in find_mentions(raw, header.issued_date)
    )


def _read_period(header: Header) -> None:
    """Read the years the plan itself covers from its title; a vision year and the year of a cited date are none."""
    title = _DATE_YEAR.sub(lambda found: " " * len(found.group()), header.title or "")
    periods = [f for f in _TITLE_PERIOD.finditer(title) if not _BEFORE_OWN_PERIOD.search(title[: f.start()])]
    if periods:
        header.period_start, header.period_end = int(periods[-1][1]), int(periods[-1][2])
        return
    years = [f for f in _TITLE_YEAR.finditer(title) if not _BEFORE_OWN_PERIOD.search(title[: f.start()])]
    if years:
        header.period_start = header.period_end = int(years[-1][1])


def read_header(source: SourceText, outline: Outline) -> Header:
    """Read the metadata of a document.

    Args:
        source: its canonical text.
        outline: its outline, which knows where header and footer stand.
    """
    header = Header()
    text = source.text
    first = outline.headers[0]
    lines = [
        Line(block, _block_text(text, block))
        for block in source.blocks
        if first.start <= block.start < first.end and block.kind is not BlockKind.STAMP
    ]
    _read_stamp(source, header)
    _read_title(text, lines, header)
    letterhead_end = header.title_span.start if header.title_span else first.end
    start = header.received_span.end if header.received_span else first.start
    _read_letterhead(text, Span(min(start, letterhead_end), letterhead_end), header)
    if header.received_span and header.number is None:  # the stamp stands below the letterhead
        _read_letterhead(text, Span(first.start, min(header.received_span.start, letterhead_end)), header)
    if header.dateline_span is None:  # a công văn prints its subject above the dateline of the other column
        alone = next((line.block for line in lines if _DATELINE.fullmatch(line.text.strip(" *"))), None)
        if alone is not None:
            _read_dateline(text, Span(alone.start, alone.end), header)
    _doubt_year(text, header)
    _read_caption(text, header)
    signature = Signature()
    if outline.footer is not None:
        header.signature_span = outline.footer
        signature = read_signature(text[outline.footer.start : outline.footer.end].split("\n"))
    header.signing_authority = signature.authority
    header.signer_position = signature.position
    header.signer_name = signature.name
    _read_province(text, letterhead_end, header)
    letterhead = [line.text for line in lines if line.block.start < letterhead_end]
    preamble_start = header.title_span.end if header.title_span else first.start
    raw = read_issuer(letterhead, text[preamble_start : first.end], signature.on_behalf_of, header.doc_type)
    if raw is not None:
        header.branch = branch_of(raw)
        raw = _with_whole_province(raw, header.province)
        written = as_written(raw, text[preamble_start:])
        if _is_central(letterhead, raw, header):  # its plan is for no province, wherever it sits
            header.province = header.province_code = None
        header.issuer = canonical_name(written, header)
        goes_on = written != raw or " theo Quyết định số " in raw
        if goes_on and written.lower().startswith(header.issuer.lower()):
            header.issuer = written  # a name that goes on where names of its kind end
    _read_period(header)
    return header


@Language.component("kehoach_header")
def header_component(doc: Doc) -> Doc:
    """Write `doc._.header`."""
    doc._.header = read_header(doc._.source, doc._.outline)
    return doc
