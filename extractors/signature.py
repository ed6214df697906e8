"""The signature block: on whose behalf, in what position and by whom a document is signed.

Nghị định 30/2020/NĐ-CP, appendix I, part II, 7: thay mặt (TM.), quyền (Q.), ký thay (KT.), thừa lệnh (TL.), thừa ủy
quyền (TUQ.); party documents write T/M, K/T, T/L (Hướng dẫn 36-HD/VPTW).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PREFIX = r"(?:T/M|TM|K/T|KT|T/L|TL|TUQ|Q)"
_POSITION = (
    r"(?:(?:PHÓ|QUYỀN)\s+)?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|TRƯỞNG BAN"
    r"|CHỦ NHIỆM|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|VIỆN TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|TRƯỞNG PHÒNG|THỦ TƯỚNG|TỔNG BÍ THƯ|TƯ LỆNH"
    r"|CHỈ HUY TRƯỞNG|CHÍNH ỦY|THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|TRƯỞNG ĐOÀN|CHÁNH VĂN PHÒNG|PHÓ VĂN PHÒNG)"
    r"(?:\s+(?:THƯỜNG TRỰC|CHUYÊN TRÁCH))?"
)
_AUTHORITY = re.compile(rf"({_PREFIX})\s*[./,]?\s*((?:(?!\b{_PREFIX}\b\s*[./]|\b(?:T/M|K/T|T/L)\s)[^\n;])+)")
_POSITION_ONLY = re.compile(_POSITION.replace("Ủ", "[ỦU]"))
_RECIPIENT = re.compile(r"\W*(?:-|–|\+|•|Nơi nhận|Như\b|Lưu\b)")
_RANK = re.compile(r"^(?:(?:PGS|GS|TS|ThS|BS|Ths|CKII|CK2|Thiếu tướng|Đại tá|Thượng tá|Trung tướng|Trung tá)[.,\s]+)+")
#: Letters of a word that is read of a seal.
_DUST = 3

#: Words that keep their capital in normal case.
_CAPITALISED = (
    "Chủ tịch", "Bí thư", "Giám đốc", "Bộ trưởng", "Thứ trưởng", "Chánh Văn phòng", "Trưởng ban", "Ủy ban nhân dân",
    "Ủy ban", "Ban Thường vụ", "Ban Chấp hành", "Ban Cán sự", "Tỉnh ủy", "Thành ủy", "Ban Thường trực", "Thủ tướng",
    "Hội đồng nhân dân", "Thường trực", "Mặt trận Tổ quốc Việt Nam", "Đảng bộ", "Cục trưởng", "Vụ trưởng",
    "Đảng ủy", "Huyện ủy", "Thị ủy", "Quận ủy", "Việt Nam", "Hội", "Viện trưởng", "Tổng Giám đốc",
    "Chánh Thanh tra", "Hiệu trưởng", "Trưởng đoàn", "Chủ nhiệm", "Tổng Bí thư",
)  # fmt: skip
_BY_LOWER = {words.lower(): words for words in _CAPITALISED}
_NOUNS = re.compile(rf"\b(?:{'|'.join(sorted(_BY_LOWER, key=len, reverse=True))})\b")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature block says; None where it does not."""

    authority: str | None = None
    on_behalf_of: str | None = None
    position: str | None = None
    name: str | None = None


def _normal_case(words: str) -> str:
    lower = re.sub(r"\s+", " ", words).strip(" .,;").lower()
    lower = _NOUNS.sub(lambda found: _BY_LOWER[found.group()], lower.replace("uỷ", "ủy"))
    lower = _LETTERS.sub(lambda found: found.group().upper(), lower)
    return lower[:1].upper() + lower[1:]


#: Letters that stand for words have no vowel, or but one of `Ủy ban` (`UBND`, `LHPN`, `MTTQ`).
_LETTERS = re.compile(r"\b(?:[bcdđghklmnpqrstvx]{2,}|ub[bcdđghklmnpqrstvx]{2,})\b")


def is_position(line: str) -> bool:
    """Tell whether a line is nothing but the position of who signs."""
    return _POSITION_ONLY.fullmatch(line.strip(" *.")) is not None


def is_person(line: str) -> bool:
    """Tell whether a line is nothing but a person's name, ranks and degrees before it left out."""
    return _is_name(_RANK.sub("", line))


def _is_name(line: str) -> bool:
    """Tell whether a line is a person's name: two to six syllables, each with a capital of its own (`Hồ A Mẫu`)."""
    syllables = line.split()
    return 2 <= len(syllables) <= 6 and all(
        syllable.isalpha() and syllable[0].isupper() and not syllable[1:].isupper() for syllable in syllables
    )


@cache
def _surnames() -> frozenset[str]:
    lines = (files("extractors") / "lexicons" / "surnames.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _mended_name(line: str) -> str:
    """Give a name back the capital that the seal covers, which is set over the signature from the left.

    Nghị định 30/2020/NĐ-CP, điều 33: the seal covers about the left third of the signature.
    """
    words = line.split()
    while len(words) > 2 and words[0].islower() and _is_name(" ".join(["A", *words[2:]])):
        surname = _surname_of(words[0])
        if surname is not None and _is_name(" ".join([surname, *words[1:]])):
            return " ".join([surname, *words[1:]])
        if len(words[0]) > _DUST:
            break
        words = words[1:]
    return line


def _surname_of(rest: str) -> str | None:
    """Return the family name that a word in small letters is, or the only one that it is the end of."""
    if rest.capitalize() in _surnames():
        return rest.capitalize()
    ends = [name for name in _surnames() if len(name) > len(rest) > 1 and name.endswith(rest)]
    return ends[0] if len(ends) == 1 else None


def _without_dust(line: str) -> str:
    """Take off a line in capitals what was read of the seal beside it: short words in small letters at its end."""
    words = line.split()
    kept = len(words)
    while kept > 2 and not words[kept - 1].isupper() and len(words[kept - 1]) <= _DUST:
        kept -= 1
    return " ".join(words[:kept]) if all(word.isupper() for word in words[:kept]) else line


def _is_capitals(line: str) -> bool:
    letters = [char for char in line if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def read_signature(lines: Sequence[str]) -> Signature:
    """Read a signature block.

    Args:
        lines: the lines of the block in reading order, recipients included.

    Returns:
        Authority as printed in normal case (`TM. Ủy ban nhân dân; KT. Chủ tịch`), the body signed for, position, name.
    """
    kept = [_without_dust(line.strip()) for line in lines if line.strip() and not _RECIPIENT.match(line)]
    kept = [_mended_name(line) for line in kept]
    name_at = next((i for i in range(len(kept) - 1, -1, -1) if _is_name(_RANK.sub("", kept[i]))), None)
    name = _RANK.sub("", kept[name_at]) if name_at is not None else None
    above = [line for line in kept[:name_at] if _is_capitals(line.replace("T/m", "T/M"))]
    if name is None and above and not _POSITION_ONLY.search(above[-1]) and len(above) > 1:
        name = above.pop().title()  # a name in capitals, as some offices print it
    words = " ".join(above)
    authorities, position = [], None
    body = None
    for prefix, rest in _AUTHORITY.findall(words):
        rest = rest.strip()
        positions = list(_POSITION_ONLY.finditer(rest))
        if prefix in ("TM", "T/M"):
            first = next((found for found in positions if found.start() > 0), None)
            body = rest[: first.start()].strip() if first else rest
            position = first.group() if first else position
            authorities.append((prefix, body))
        elif len(positions) > 1:
            authorities.append((prefix, rest[: positions[1].start()]))
            position = positions[1].group()
        else:
            authorities.append((prefix, rest))
    if position is None and not authorities:
        found = _POSITION_ONLY.search(words)
        position = found.group() if found else None
    dot = {"T/M": "T/M ", "K/T": "K/T ", "T/L": "T/L "}
    authority = "; ".join(dot.get(prefix, prefix + ". ") + _normal_case(rest) for prefix, rest in authorities)
    return Signature(authority or None, body, _normal_case(position) if position else None, name)
