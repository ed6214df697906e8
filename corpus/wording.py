"""What a line says it is: wordings of titles, letterheads, signatures, stamps and column headers, read leniently."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from schemas.markers import CAPITALS, match_marker

#: Small letters, for a character class.
SMALL = CAPITALS.lower()

_TERMINAL = re.compile(r"[.!?:;…][\"”’»)\]]*(?:\s*\[\d+\])?$|/\.?/?\s*$|\.\s*/$")
_AUTHORITY = re.compile(r"(?:T ?/ ?M|T\.M|TM|K ?/ ?T|KT|T ?/ ?L|TL|TUQ|T/UQ|Q)(?:[.,:]| |$)")
_BULLET = re.compile(rf"(?:[-–—−]|\+|[•●○◦▪■□➢➤✓✔·∙*])(?=\s|[^\W\d_]|[\"“(‘])|[o§Øü](?=\s+[{CAPITALS}])")
_DOCUMENT_NUMBER = re.compile(
    r"\d+(?:/\d{4})?[/-](?:[A-ZĐ]{1,}[a-z]{0,2}\d{0,2}[-/.;, )]|(?:NQ|KH|QĐ|CT|CTr|TB|BC|TT|NĐ|KL|HD|QH\d*|CV)\b)"
)


#: Each accented Latin letter and the bare one.
_BARE = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.decomposition(chr(code))[:1] not in ("", "<")
} | {ord("Đ"): "D"}


def folded(text: str) -> str:
    """Capitals without accents, white space squeezed: the form in which wordings are compared."""
    return " ".join(text.upper().translate(_BARE).split())


@cache
def _wordings() -> dict[str, list[str]]:
    return tomllib.loads((files("corpus") / "wording.toml").read_text("utf-8"))


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(sorted({folded(item) for item in items}, key=len, reverse=True))
        for name, items in _wordings().items()
    }


@cache
def _opening(name: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, _lists()[name]))})\b")


def opens_with(name: str, text: str) -> bool:
    """Tell whether a text opens with one of the wordings of a list in `wording.toml`."""
    return bool(_opening(name).match(folded(text[:80])))


@cache
def _types() -> dict[str, str]:
    """The types of documents by their letters alone, as OCR may leave them: `DEAN` -> `ĐỀ ÁN`."""
    return {folded(name).replace(" ", ""): name for name in _wordings()["types"]}


def meant_type(text: str) -> str | None:
    """Return the type of a document that a line of capitals is but for marks and spaces, None where it is none."""
    return _types().get(folded(text).replace(" ", "")) if len(text) < 40 and text.isupper() else None


def is_type_line(text: str) -> bool:
    """Tell whether a line is nothing but the type of a document in capitals (`KẾ HOẠCH`)."""
    return len(text) < 40 and is_capitals(text) and folded(text).strip(" .:-*") in _lists()["types"]


def is_national(text: str) -> bool:
    """Tell whether a text holds the country's name and motto, or the party's name: a letterhead."""
    upper = folded(text)
    return any(words in upper for words in _lists()["national"])


def national_at(text: str) -> int:
    """Return where the country's name and motto or the party's name begin in a line, -1 where they do not."""
    upper = folded(text)
    if len(upper) != len(text):
        return -1
    return min((upper.find(words) for words in _lists()["national"] if words in upper), default=-1)


def starts_letterhead(text: str) -> bool:
    """Tell whether words are the beginning, not the whole, of a fixed line of a letterhead (`ỦY BAN NHÂN`)."""
    words = folded(text)
    return len(words) > 3 and any(line.startswith(words + " ") for line in _lists()["letterhead"])


def ends_letterhead(before: str, after: str) -> bool:
    """Tell whether two lines together hold a fixed line of a letterhead that the break between them cut."""
    first, second = folded(before), folded(after)
    return any(
        first.endswith(" ".join(words[:cut])) and second.startswith(" ".join(words[cut:]))
        for words in (line.split() for line in _lists()["letterhead"])
        for cut in range(1, len(words))
        if len(" ".join(words[:cut])) > 2
    )


def is_recipients(text: str) -> bool:
    """Tell whether a line opens the list of recipients."""
    return bool(re.match(r"\W*(?:NOI NHAN|NOI GUI|NOI NHAP|KINH GUI NOI NHAN)\s*(?:[:;./]|$)", folded(text[:30])))


def is_authority(text: str) -> bool:
    """Tell whether a line says on whose behalf one signs (`TM. ỦY BAN NHÂN DÂN`, NĐ 30/2020, appendix I, II.7)."""
    return bool(_AUTHORITY.match(text.lstrip("*_ "))) and is_capitals(text) and len(text) < 120


def is_position(text: str) -> bool:
    """Tell whether a line opens with a signer's position in capitals."""
    return len(text) < 90 and is_capitals(text) and opens_with("positions", text)


def is_capitals(text: str) -> bool:
    """Tell whether a line is printed in capitals; a few small letters may be misread ones."""
    upper = sum(map(str.isupper, text))
    return upper > 1 and upper >= 9 * (sum(map(str.islower, text)))


def is_complete(text: str) -> bool:
    """Tell whether a text ends as a sentence or a lead-in does."""
    return bool(_TERMINAL.search(text[-40:].rstrip(" *_")))


def is_unfinished(text: str) -> bool:
    """Tell whether a text ends in a word or a sign that something must follow."""
    end = text.rstrip()
    if not end or end[-1] in '.;:!?…)]”"':
        return False
    if end[-1] in ",-–(“/≥≤<>=+&":
        return True
    last = end[-30:].casefold().split()
    lists = _unfinished()
    return any(" ".join(last[-size:]) in lists for size in (1, 2, 3) if len(last) >= size)


@cache
def _unfinished() -> frozenset[str]:
    data = tomllib.loads((files("corpus") / "wording.toml").read_text("utf-8"))
    return frozenset(data["unfinished"])


def is_bullet(text: str) -> bool:
    """Tell whether a line opens with a bullet."""
    return bool(_BULLET.match(text))


def opens_block(words: str) -> bool:
    """Tell whether a line opens with a bullet or the number of a section."""
    return is_bullet(words) or (match_marker(words) is not None and not opens_with_number(words))


def opens_with_number(text: str) -> bool:
    """Tell whether a line opens with a document's number (`71/NQ-CP`), which no marker is."""
    return bool(_DOCUMENT_NUMBER.match(text))


def starts_small(text: str) -> bool:
    """Tell whether a line goes on with a small letter."""
    first = next((char for char in text if char.isalnum()), "")
    return first.islower() and text[:1] not in "-–+•*"


def is_header_word(text: str) -> bool:
    """Tell whether a cell reads like a column header."""
    return len(text) < 80 and opens_with("headers", text)


def names_follow(before: str, after: str) -> bool:
    """Tell whether a text ends in a word that asks for a name (`tại tỉnh`) and the next one opens with a capital."""
    if not after[:1].isupper() or len(after.split()) < 2:
        return False
    last = before.split()[-2:]
    names = _before_names()
    asks = bool(last) and (last[-1] in names or " ".join(last) in names)
    return asks and (last[-1][:1].isupper() or (len(last) > 1 and last[0] in ("tại", "ở", "thuộc", "của", "trên")))


@cache
def _before_names() -> frozenset[str]:
    data = tomllib.loads((files("corpus") / "wording.toml").read_text("utf-8"))
    return frozenset(data["before_names"])
