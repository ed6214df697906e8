"""Misread letters in the numbers of documents: `39/2017/TI-BYT` for `39/2017/TT-BYT`, `91-KL/IW` for `91-KL/TW`.

The letters of a number are a closed grammar, the type of the document and the body that issues it (Nghị định
30/2020/NĐ-CP, appendix I, part II, 3; Hướng dẫn 36-HD/VPTW). Letters that nobody uses are put right where a known code
differs from them by no more than what OCR mixes up; those that merely are not known stay.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from corpus.edits import Edit
from corpus.language_sources import LEXICONS, data_lines

_RULE, _CONFIDENCE = "document_code", 0.9
_LETTERS = r"(?:[^\W\d_]|1(?=[^\W\d_]))(?:[^\W\d_]|[1:](?=[^\W_]|-)){0,8}"
_NUMBER = re.compile(
    rf"(?<![\w/.-])\d{{1,5}}[a-zđ]?(?:/(?:(?:19|20)\d\d/)?(?P<type>{_LETTERS})-(?P<body>{_LETTERS})"
    rf"|-(?P<party_type>{_LETTERS})/(?P<party_body>{_LETTERS}))(?![\w/])"
)
#: A technical standard (`QCVN 01-1:2018/BYT`) names the ministry that issued it.
_STANDARD = re.compile(rf"(?<=:(?:19|20)\d\d/)(?P<body>{_LETTERS})(?![\w/-])")
#: Letters that are read for each other.
_ALIKE = frozenset({"IT", "IL", "TL", "ir", "DĐ", "CG", "OQ", "1I", "1T", "1L", "FT", ":r"})
#: Letters that stand for a stroke too many.
_THIN = "IilTL"


def misread_codes(text: str) -> Iterator[Edit]:
    """Find misread letters in the numbers of documents and standards."""
    for pattern in (_NUMBER, _STANDARD):
        for found in pattern.finditer(text):
            for group, seen in found.groupdict().items():
                meant = _meant(seen, group.endswith("type")) if seen else None
                if meant is not None:
                    yield Edit(*found.span(group), meant, _RULE, _CONFIDENCE)


@cache
def _codes(types: bool) -> frozenset[str]:
    lines = list(data_lines(LEXICONS / "document-codes.txt"))
    return frozenset(lines[0 if types else 1].split())


@cache
def _meant(seen: str, is_type: bool) -> str | None:
    """Return the one known code that may have been read as this one; None where it is known, or none or several may."""
    codes = _codes(is_type)
    if seen in codes or len(seen) < 2 or not (_is_capital(seen[0]) and _is_capital(seen[-2])):
        return None
    bare = "".join(map(_bare, seen))
    found = [code for code in codes if _is_like(code, bare)] or [code for code in codes if _has_one_more(bare, code)]
    return found[0] if len(found) == 1 else None


def _is_capital(letter: str) -> bool:
    return letter.isupper() or letter == "1"  # what `T` and `I` are read as


def _is_like(code: str, bare: str) -> bool:
    if len(bare) != len(code):
        return False
    wrong = [one + other for one, other in zip(code, bare, strict=True) if one != other]
    return len(wrong) < 3 and all(pair in _ALIKE or pair[::-1] in _ALIKE for pair in wrong)


def _has_one_more(bare: str, code: str) -> bool:
    """Tell whether a letter was read twice, or a stroke beside one."""
    return len(bare) == len(code) + 1 and any(
        bare[:i] + bare[i + 1 :] == code and (char in _THIN or bare[max(0, i - 1) : i] == char)
        for i, char in enumerate(bare)
    )


def _bare(letter: str) -> str:
    """A letter without marks that no code has."""
    return letter if letter in "Đđ" else unicodedata.normalize("NFD", letter)[0]
