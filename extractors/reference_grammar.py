"""How documents are named: types, số/ký hiệu, dates and issuers of Vietnamese administrative and party documents.

Nghị định 30/2020/NĐ-CP, appendix III, gives the abbreviations of types; `12/KH-UBND` is number, type and issuer,
`21/2020/NQ-HĐND` a normative act with its year (Luật Ban hành văn bản quy phạm pháp luật), `52-NQ/TW` a party
document (Hướng dẫn 36-HD/VPTW), `85/2015/QH13` a law. OCR and typists put spaces around the strokes.
"""

import re
from csv import DictReader
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from extractors.date_points import read_day
from schemas.vocabulary import DocType

_LEXICONS = files("extractors") / "lexicons"
_S = r"[ \u00a0]"

_PART = r"[A-ZĐ][A-ZĐa-zđ&]{0,13}\d{0,3}(?!\w)"
_CAPITALS = r"[A-ZĐ]{2,13}\d{0,2}(?!\w)"
_NUMBER = re.compile(
    rf"(?<![\w/.,–-])(?P<serial>\d{{1,5}}[a-zA-Z]?){_S}?(?:/{_S}?(?P<year>(?:19|20)\d\d){_S}?)?(?P<stroke>[-–/]){_S}?"
    rf"(?P<symbol>{_PART}(?:{_S}?[-–/]{_S}?{_CAPITALS})?(?:[-–/]{_PART}){{0,4}})"
)
_STANDARD = re.compile(
    r"(?:(?:[Tt]iêu chuẩn|[Qq]uy chuẩn)(?: kỹ thuật)?(?: quốc gia| quốc tế| Việt Nam| địa phương| cơ sở)? )?"
    r"(?P<number>(?:(?:TCVN|QCVN|QCĐP|TCCS|TCXDVN|TCN)[ :-]{0,2})?(?:ISO(?:/IEC|/TS)?"
    r"|IEC)[ :-]{0,2}\d{3,5}(?:-\d{1,2})?(?::\d{4})?"
    r"|(?:TCVN|QCVN|QCĐP|TCCS|TCXDVN|TCN)[ :-]{0,2}\d{1,5}(?:[-.]\d{1,3}){0,2}(?::\d{4})?(?:/[A-ZĐ]{2,10})?)(?!\w)"
)
_SAYS_NUMBER = re.compile(rf"(?<!\w)số{_S}*:?{_S}*$")
_ISSUER_STOP = re.compile(
    r"[,;.:()“”\"\n\t/]|[ ](?:về|phê[ ]duyệt|ban[ ]hành|quy[ ]định|sửa[ ]đổi|thực[ ]hiện|triển[ ]khai"
    r"|hướng[ ]dẫn|ngày|tại|do|để|nhằm"
    r"|trong|giai[ ]đoạn|năm|khóa|khoá|nhiệm[ ]kỳ|gồm|có|là|đã|được|theo|cho|đối[ ]với|đến|trên|như|với|gắn"
    r"|bảo[ ]đảm|số|công[ ]bố|kèm"
    r"|và[ ](?:các|những|văn|công|kế|chương|nghị|quyết|chỉ|kết|hướng|đề|thông|luật|quy|tình|yêu|điều|nhiệm"
    r"|một))(?=[ ,;.:]|$)"
)
_OF = re.compile(rf",?{_S}+của{_S}+")


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


@dataclass(frozen=True, slots=True)
class TypeName:
    """One name of a type of document; `cited_by` says what it needs beside it: number, title, or the name of a law."""

    name: str
    doc_type: DocType
    symbols: tuple[str, ...]
    cited_by: str


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A type's name as it stands in a text."""

    start: int
    end: int
    type: TypeName


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A số/ký hiệu as it stands in a text; `normal` is without spaces, `stem` its serial number without zeros."""

    start: int
    end: int
    normal: str
    stem: str
    year: int | None
    type: TypeName | None
    announced: bool


@cache
def type_names() -> dict[str, TypeName]:
    """Return the types of documents by their lower-case name."""
    rows = DictReader((_LEXICONS / "document_types.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return {
        row["name"].lower(): TypeName(
            row["name"], DocType(row["doc_type"]), tuple(row["symbols"].split()), row["cited_by"]
        )
        for row in rows
    }


@cache
def _type_pattern() -> re.Pattern[str]:
    names = sorted(type_names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(name.replace(' ', f'{_S}+') for name in names)})(?!\w)")


@cache
def _type_at_end() -> re.Pattern[str]:
    return re.compile(rf"{_type_pattern().pattern}{_S}*,?{_S}*$")


@cache
def _types_by_symbol() -> dict[str, TypeName]:
    return {symbol.upper(): name for name in type_names().values() for symbol in name.symbols}


def find_types(lowered: str) -> list[TypeWord]:
    """Find the names of types of documents in a lower-case text, longest first, in reading order."""
    found = _type_pattern().finditer(lowered)
    return [TypeWord(m.start(), m.end(), type_names()[" ".join(m.group().split())]) for m in found]


def find_numbers(text: str, lowered: str) -> list[NumberWord]:
    """Find the số/ký hiệu of documents in a text, in reading order.

    A year or the symbol of a type of document is what tells `21/2020/NQ-HĐND` and `88-KH/TU` from other numbers with
    letters; one that `số` announces needs neither (`số 123/BTTTT-THH`).
    """
    numbers = []
    for found in _NUMBER.finditer(text):
        parts = re.split(r"[-–/]", re.sub(r"\s", "", found["symbol"]))
        kind = _types_by_symbol().get(parts[0].upper())
        announced = _SAYS_NUMBER.search(lowered, max(0, found.start() - 8), found.start()) is not None
        legislature = re.fullmatch(r"(?:QH|UBTVQH)\d{1,2}", parts[0]) is not None
        if not announced:
            announced = _type_at_end().search(lowered, max(0, found.start() - 30), found.start()) is not None
        if not (legislature or announced or (kind is not None and (len(parts) > 1 or found["year"]))):
            continue
        normal = re.sub(r"\s", "", found.group()).replace("–", "-")
        stem = found["serial"].lstrip("0").lower() or "0"
        year = int(found["year"]) if found["year"] else None
        numbers.append(NumberWord(found.start(), found.end(), normal, stem, year, kind, announced))
    return numbers


def find_standards(text: str) -> list[tuple[int, int, str]]:
    """Find the standards that a text names (`TCVN ISO 9001:2015`, `QCVN 01-1:2018/BYT`): start, end, number."""
    return [(m.start(), m.end(), " ".join(m["number"].split())) for m in _STANDARD.finditer(text)]


def read_date(lowered: str, start: int) -> tuple[int, date] | None:
    """Read the date behind a number or an issuer (`, ngày 27/9/2019`); return where it ends and the day."""
    gap = re.compile(rf"{_S}*[,(]?{_S}*(?:ký{_S}+)?(?=ngày)").match(lowered, start)
    return read_day(lowered, gap.end()) if gap else None


def read_issuer(text: str, start: int) -> tuple[int, str] | None:
    """Read `của Bộ Chính trị` behind a number or a date; return where it ends and the name as printed."""
    of = _OF.match(text, start)
    if of is None:
        return None
    window = text[of.end() : of.end() + 120]
    stop = _ISSUER_STOP.search(window.lower()) if len(window.lower()) == len(window) else _ISSUER_STOP.search(window)
    name = (window[: stop.start()] if stop else window).rstrip()
    if not name or not name[0].isupper():
        return None
    return of.end() + len(name), name


@cache
def law_pattern() -> re.Pattern[str]:
    """Return the pattern of the names of laws without `Luật`, over lower-case text, longest first."""
    lines = (_LEXICONS / "laws.txt").read_text(encoding="utf-8").lower().splitlines()
    names = sorted((line.strip() for line in lines if line.strip()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w)")
