"""Numbers of sections that OCR misread, put right by those before and after them.

A number that opens a paragraph is one or two letters, which nothing around them tells: `e)` stands for `c)`, `9.` for
`5.`, `II-` for `III-`. Its neighbours do: between `b)` and `d)` stands `c)`. A number is changed only where it does not
follow the one before it, where the expected one does, and where the two look alike.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.edits import Edit
from schemas.vocabulary import MarkerKind

#: Start, end and confidence of a word that OCR read.
Confidence = tuple[int, int, float]
_Number = tuple[MarkerKind, int]

#: Confidence from which a number stands as it is.
_SURE = 94.0
_RULE, _CONFIDENCE = "marker_order", 0.9
#: What opens a paragraph that goes on: a decimal number, or what is short enough for another.
_OPENING = re.compile(
    r"(?:(?P<decimal>\d{1,2}(?:\.\d{1,2})+)|(?P<number>[^\W_]{1,4}|[|\[\]¡©€]{1,2}))(?P<end>[.,:;)/–-]{0,2})(?= \S)"
)
_HEADING = re.compile(r"(?:PHỤ LỤC|Phụ lục|PHẦN|Phần|CHƯƠNG|Chương|ĐIỀU|Điều) ")
#: The letters of points in the order of Nghị định 30/2020/NĐ-CP, appendix I, part II, 6đ.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
#: Signs that are read for each other, of which no one is the likelier.
_ALIKE = ("59S", "5o", "38B", "17lI", "14", "56", "68b", "69", "ce©€", "dđ", "gq89ø", "bh6", "i1l¡", "a34dđ8", "hn")
#: What the strokes of Roman numbers are read as.
_STROKES = str.maketrans({"H": "II", "M": "II"} | dict.fromkeys("TLl1|[]ÌÍỈĨỊ", "I") | {"v": "V", "x": "X"})
_TENS, _ONES = ("", "X", "XX"), ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ROMAN = {tens + ones: 10 * n + m for n, tens in enumerate(_TENS) for m, ones in enumerate(_ONES) if n or m}
_ROMANS = {value: number for number, value in ROMAN.items()}
#: What each kind of number begins anew.
_BELOW = {
    MarkerKind.ROMAN: (MarkerKind.ARABIC, MarkerKind.LETTER),
    MarkerKind.ARABIC: (MarkerKind.LETTER,),
    MarkerKind.DECIMAL: (MarkerKind.LETTER,),
    MarkerKind.LETTER: (),
}
#: What the full stop after a number is read as.
_MISREAD_STOPS = frozenset(",:;")
#: Most numbers in a row that are put right by what stands before and after them all.
_LONGEST_RUN = 4
_KINDS = (MarkerKind.ROMAN, MarkerKind.ARABIC, MarkerKind.LETTER)


@dataclass(slots=True)
class _Opening:
    """What opens a paragraph: `kind` is None where it is no number as it stands; `end` follows the number."""

    start: int
    number: str
    end: str
    kind: MarkerKind | None
    value: int
    title: bool


def misread_markers(text: str, confidences: Sequence[Confidence]) -> Iterator[Edit]:
    """Find misread numbers of sections in what OCR read.

    Args:
        text: canonical text, one paragraph a line.
        confidences: of the words that OCR read, sorted; other words are left alone.
    """
    openings = list(_openings(text)) if confidences else []
    doubtful = {start for start, _, confidence in confidences if confidence < _SURE}
    following = _following(openings)
    meant: dict[int, _Number] = {}
    before = dict.fromkeys(_KINDS, 0)
    for index, (opening, after) in enumerate(zip(openings, following, strict=True)):
        if opening.start in doubtful:
            if index not in meant and not _may_stand(opening, before, after):
                right = _right_number(opening, before, after)
                meant |= {index: right} if right else _right_run(openings, index, doubtful, before, following)
            yield from _written_right(opening, meant.get(index), before)
        _count(opening, before)


def _written_right(opening: _Opening, meant: _Number | None, before: dict[MarkerKind, int]) -> Iterator[Edit]:
    """Yield the edit that gives an opening the number that is meant, and a number in its order its full stop."""
    number, end = opening.number, opening.end
    if meant is not None:
        opening.kind, opening.value = meant
        number = written(*meant)
    follows = opening.kind in (MarkerKind.ARABIC, MarkerKind.ROMAN) and opening.value == before[opening.kind] + 1
    if not end or (end in _MISREAD_STOPS and follows):
        end = "."
    if meant is None and (end == opening.end or not opening.end):
        return
    kept = 0 if end != opening.end else len(end)
    stop = opening.start + len(opening.number) + len(opening.end)
    yield Edit(opening.start, stop - kept, number + end[: len(end) - kept], _RULE, _CONFIDENCE)


def _openings(text: str) -> Iterator[_Opening]:
    """Yield what opens the paragraphs of a text as a number does, and headings that begin all numbers anew."""
    start = 0
    for line in text.split("\n"):
        found = _OPENING.match(line)
        if _HEADING.match(line):
            yield _Opening(start, "", "", None, 0, False)
        elif found is not None and (found["end"] not in _MISREAD_STOPS or line[found.end() + 1].isupper()):
            number, end = found["number"] or "", found["end"]
            kind, value = (MarkerKind.DECIMAL, 0) if found["decimal"] else _parsed(number, end)
            title = line[found.end() :].isupper()
            if kind is not None or end or (title and not number.translate(_STROKES).strip("IVX")):
                yield _Opening(start, number, end, kind, value, title)
        start += len(line) + 1


def _parsed(number: str, end: str) -> tuple[MarkerKind | None, int]:
    if end and number.isdecimal() and len(number) < 3:
        return MarkerKind.ARABIC, int(number)
    if ")" in end and number in _LETTERS and len(number) == 1:
        return MarkerKind.LETTER, _LETTERS.index(number) + 1
    return (MarkerKind.ROMAN, ROMAN[number]) if end and number in ROMAN else (None, 0)


def _following(openings: Sequence[_Opening]) -> list[dict[MarkerKind, int]]:
    """Return for each opening the next number of each kind, 0 where its list ends before."""
    after = dict.fromkeys(_KINDS, 0)
    found = []
    for opening in reversed(openings):
        found.append(dict(after))
        _count(opening, after)
    return found[::-1]


def _count(opening: _Opening, numbers: dict[MarkerKind, int]) -> None:
    """Keep the last number of each kind; one of a higher kind ends the lists of the lower ones."""
    if opening.kind is None and opening.number:
        return
    for kind in _KINDS if opening.kind is None else _BELOW[opening.kind]:
        numbers[kind] = 0
    if opening.kind in numbers:
        numbers[opening.kind] = opening.value


def _may_stand(opening: _Opening, before: dict[MarkerKind, int], after: dict[MarkerKind, int]) -> bool:
    """Tell whether a number follows the one before it, or begins a list."""
    kind = opening.kind
    if kind not in before or (opening.value == 1 and _other_one(opening, before, after)):
        return False
    begins = opening.value == 1 and after[kind] in (0, 2)
    return (begins or opening.value == before[kind] + 1) and not _is_title(opening)


def _is_title(opening: _Opening) -> bool:
    """Tell whether what follows an Arabic number is in capitals, as only what follows a Roman one should be."""
    return opening.kind is MarkerKind.ARABIC and opening.title


def _right_number(opening: _Opening, before: dict[MarkerKind, int], after: dict[MarkerKind, int]) -> _Number | None:
    """Return the number that is meant where another one stands, None where none is sure."""
    if opening.kind in before and opening.value == 1 and (other := _other_one(opening, before, after)):
        return other
    for kind in _KINDS:
        expected = before[kind] + 1
        if kind is opening.kind and expected == opening.value:
            return None
        ends = expected > 1 and after[kind] in (0, 1) and not (_is_title(opening) and kind is MarkerKind.ROMAN)
        fits = ends or after[kind] == expected + 1
        if fits and _may_be(opening, kind) and is_like(opening.number, kind, expected):
            return kind, expected
    return None


def _right_run(
    openings: Sequence[_Opening],
    index: int,
    doubtful: Collection[int],
    before: dict[MarkerKind, int],
    following: Sequence[dict[MarkerKind, int]],
) -> dict[int, _Number]:
    """Return the numbers that are meant where several in a row were misread, between two that were read right."""
    for kind in _KINDS:
        first = before[kind] + 1
        if first == 1 or (kind is openings[index].kind and first == openings[index].value):
            continue
        for length in range(2, _LONGEST_RUN + 1):
            run = openings[index : index + length]
            if len(run) == length and following[index + length - 1][kind] == first + length:
                fits = (
                    opening.start in doubtful and _may_be(opening, kind) and is_like(opening.number, kind, value)
                    for value, opening in enumerate(run, first)
                )
                if all(fits):
                    return {index + place: (kind, first + place) for place in range(length)}
    return {}


def _other_one(
    opening: _Opening, before: dict[MarkerKind, int], after: dict[MarkerKind, int]
) -> tuple[MarkerKind, int] | None:
    """Return `I` for `1` and `1` for `I` where a list of that kind lacks its first number, and only the title fits."""
    if opening.kind is MarkerKind.LETTER:
        return None
    other = MarkerKind.ARABIC if opening.kind is MarkerKind.ROMAN else MarkerKind.ROMAN
    fits = opening.title == (other is MarkerKind.ROMAN)
    if other is MarkerKind.ROMAN and after[MarkerKind.ARABIC] < 2:
        fits = True  # no Arabic number goes on from this one
    return (other, 1) if fits and not before[other] and after[other] == 2 else None


def _may_be(opening: _Opening, kind: MarkerKind) -> bool:
    if kind is MarkerKind.ROMAN:
        return opening.title or opening.kind is kind
    if kind is MarkerKind.LETTER:
        return ")" in opening.end
    return bool(opening.end) and opening.kind is not MarkerKind.LETTER


def is_like(number: str, kind: MarkerKind, value: int) -> bool:
    """Tell whether OCR may have read a number of a kind as what stands there."""
    meant = written(kind, value)
    if kind is MarkerKind.ROMAN:
        if {"T", "M"} <= set(number):
            return False  # `TM.` of a signature
        seen = number.translate(_STROKES)
        short, long = sorted((seen, meant), key=len)
        lost = any(long[:i] + long[i + 1 :] == short for i, char in enumerate(long) if char == "I")
        return bool(meant) and not seen.strip("IVX") and (seen == meant or lost)
    pairs = list(zip(number, meant, strict=False))
    return len(number) == len(meant) and all(
        one == other or any(one in alike and other in alike for alike in _ALIKE) for one, other in pairs
    )


def written(kind: MarkerKind, value: int) -> str:
    """Return a number as its kind writes it, an empty string where it goes no further."""
    if kind is MarkerKind.ROMAN:
        return _ROMANS.get(value, "")
    if kind is MarkerKind.LETTER:
        return _LETTERS[value - 1] if value <= len(_LETTERS) else ""
    return str(value)
