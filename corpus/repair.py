"""Repair of misread Vietnamese: finds what OCR misread in a text and says what should stand there.

A misreading mostly turns one valid syllable into another (`chuyển` into `chuyên`), so only its neighbours can tell: see
`corpus.readings`. A right word must never be touched: names, codes, addresses, numbers, foreign words and the author's
spelling habits are left alone, and a reading stands unless another one beats it clearly.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from corpus.confusion import confusion_cost
from corpus.document_codes import misread_codes
from corpus.edits import Edit
from corpus.language import TELLING, LanguageModel
from corpus.language_sources import load_model
from corpus.marker_order import Confidence, misread_markers
from corpus.readings import Reader
from corpus.row_numbers import misread_row_numbers
from corpus.rows import Row
from corpus.syllables import place_tone, skeleton, split_tone
from corpus.wording import meant_type

_CAPITALS = "".join(
    char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper() and (char < "\u02b0" or char > "\u1e9f")
)
#: Words parted by single spaces, or by the line break inside a title that is set in capitals over several lines.
_ROW = re.compile(rf"[^\W_]+(?:(?: |(?<=[{_CAPITALS}][{_CAPITALS}])\n(?=[{_CAPITALS}]{{2}}))[^\W_]+)*")
#: Words are weighed in rows of at most so many, so that a text without punctuation takes no longer than another.
_LONGEST_ROW = 80
#: Letters of the longest word that is looked at; no syllable has more than seven.
_LONGEST_WORD = 12
#: Misread words a word, up to which a text counts as clean.
_CLEAN = 0.001
#: Confidence of OCR below which a word is so many nats likelier to be misread than others. Counted on scans of the
#: sample plans it is twice that; doubt of a whole line, as under a stamp, must not turn right words into others.
_DOUBTS = ((60.0, 2.0), (80.0, 1.5), (90.0, 0.5), (95.0, 0.0), (math.inf, -0.5))
#: What glues a word to a code, an address or a number.
_GLUE = frozenset("@/_\\&#=~^+")
_ABBREVIATION = re.compile(r"(?<![\w/&.-])[A-ZĐ]{3,}(?![\w/&-])")
#: Capitals with marks, of which an abbreviation has none. Those with vowels in the middle may be words.
_MARKED_CAPITALS = re.compile(rf"(?<![\w/&.-])[{_CAPITALS}][BCDĐGHKLMNPQRSTVX]{{2,6}}(?![\w/&-])")
#: The word between the numbers of a date, and what it may cost to read it for `tháng`: one letter or its marks.
_MONTH = re.compile(r"\bngày \d{1,2} (?P<word>[^\W\d_]{4,6})(?= \d{1,2}(?: năm|[,;.)/]| *$))", re.MULTILINE)
_NEAR_MONTH = 4.0
#: `phòng, chống`, of which the comma parts the second word from the first that would tell it.
_PREVENTION = re.compile(r"\b[Pp]hòng, (?P<word>ch[^\W\d_]ng)\b(?: (?P<next>[^\W\d_]+))?")
#: What is no syllable and tells the word behind it: the council or committee of a province.
_OF_PROVINCE = re.compile(r"\b(?:UBND|HĐND) (?P<word>t[iíìĩ]nh)\b(?: (?P<next>[^\W\d_]+))?")
#: The committee of a province; a province may end in the first word, and the second may go on as a verb.
_COMMITTEE = re.compile(r"(?<!Hà )\b(?P<word>T[iíìĩ]nh) ủy\b(?! (?:quyền|thác|nhiệm)\b)(?: (?P<next>[^\W\d_]+))?")
#: The word before the number of a document, at the start of a line of its letterhead.
_NUMBER_WORD = re.compile(r"^(?P<word>S[ôồổỗộóòỏõo]|SÔ)(?= ?:? ?\d{1,5} ?[-/])(?P<next>)", re.MULTILINE)
_STRAY_LETTER = re.compile(
    r"(?<=[^\W\d_][,;.:]) [ẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸạảẹẻẽễệỉịọỏộợụủựỳỵỷỹ](?=$|[ \t]*\n)"
)
_OLD_TONES = re.compile(r"[óòỏõọ][ae]\b|(?<![qQ])[úùủũụ]y\b")
_NEW_TONES = re.compile(r"o[áàảãạéèẻẽẹ]\b|(?<![qQ])u[ýỳỷỹỵ]\b")


def find_misreadings(text: str, confidences: Sequence[Confidence] = ()) -> list[Edit]:
    """Find what OCR misread in a Vietnamese text.

    Args:
        text: canonical text: NFC, one paragraph a line, cells parted by tabs.
        confidences: start, end and confidence (0 to 100) of the words that OCR read, sorted. What it was not sure of
            is taken for misread more readily, what it was sure of less.

    Returns:
        The repairs, sorted and disjoint. The case of a word and the author's place of the tone mark (`hoá`, `hóa`) are
        kept; numbers and punctuation are never touched.

    Raises:
        FileNotFoundError: underthesea's word list is not installed.
    """
    model = load_model()
    rows = list(_rows(text, model))
    if confidences:
        _doubt(rows, confidences)
    misread = _misread(rows, Reader(model, _pairs(rows), by_ocr=bool(confidences)))
    old_style = bool(misread) and len(_OLD_TONES.findall(text)) > len(_NEW_TONES.findall(text))
    edits = list(misread_row_numbers(text, confidences))
    numbered = {edit.start for edit in edits}
    edits.extend(edit for edit in misread_markers(text, confidences) if edit.start not in numbered)
    edits.extend(_abbreviations(text, model))
    others = {edit.start for edit in edits}
    for row, found in misread:
        for i, (key, gain) in found.items():
            start = row.offset(i)
            if start in others:
                continue
            written = _written_like(row.words[i], key, old_style)
            edits.append(Edit(start, start + len(row.words[i]), written, "language_model", _confidence(gain)))
    taken = {edit.start for edit in edits}
    edits.extend(
        edit for edit in (*_months(text), *_fixed(text, model), *misread_codes(text)) if edit.start not in taken
    )

    edits.extend(Edit(*found.span(), "", "stray_letter", 0.8) for found in _STRAY_LETTER.finditer(text))
    types = list(_types(text)) if confidences else []
    edits = types + [edit for edit in edits if not any(line.start <= edit.start < line.end for line in types)]
    edits.sort(key=lambda edit: edit.start)
    return edits


def _misread(rows: list[Row], reader: Reader) -> list[tuple[Row, dict[int, tuple[str, float]]]]:
    """Read all rows; where the first pass finds many misreadings, a second one expects more of them."""
    misread = reader.read(rows)
    rate = sum(len(found) for _, found in misread) / (1 + sum(len(row.words) for row in rows))
    if rate < _CLEAN:
        return misread
    reader.expect(min(math.log10(rate / _CLEAN), 1.0))
    return reader.read(rows)


def _rows(text: str, model: LanguageModel) -> Iterator[Row]:
    keys = model.keys
    for found in _ROW.finditer(text):
        start, end = found.span()
        words = found.group().replace("\n", " ").split(" ")
        locked = {i for i, word in enumerate(words) if not (_is_plain(word) or _is_blotted(word))}
        if (start and text[start - 1] in _GLUE) or _is_dotted(text, start - 1):
            locked.add(0)
        if (end < len(text) and text[end] in _GLUE) or _is_dotted(text, end):
            locked.add(len(words) - 1)
        for at in range(0, len(words), _LONGEST_ROW):
            some = words[at : at + _LONGEST_ROW]
            yield Row(start, some, [keys[word] for word in some], {i for i in range(len(some)) if at + i in locked})
            start += sum(map(len, some)) + len(some)


def _doubt(rows: Sequence[Row], confidences: Sequence[Confidence]) -> None:
    """Tell the rows how likely OCR itself takes their words for misread; both are in the order of the text."""
    at = 0
    for row in rows:
        start = row.start
        for i, word in enumerate(row.words):
            end = start + len(word)
            while at < len(confidences) and confidences[at][1] <= start:
                at += 1
            if at < len(confidences) and confidences[at][0] < end:
                row.doubts[i] = doubt(confidences[at][2])
            start = end + 1


def doubt(confidence: float) -> float:
    """How much likelier than others a word of such a confidence is misread, in nats."""
    return next(nats for bound, nats in _DOUBTS if confidence < bound)


def _is_plain(word: str) -> bool:
    """Whether a word is written as one syllable is: letters, of which only the first or all may be capitals."""
    return word.isalpha() and (word[1:].islower() or word.isupper() or len(word) == 1) and len(word) <= _LONGEST_WORD


def _is_blotted(word: str) -> bool:
    """Whether digits stand inside a lower-case Vietnamese word, as in `t1ến`; `5G`, `m2`, `CO2` are none."""
    return (
        3 < len(word) <= _LONGEST_WORD
        and word[0].isalpha()
        and word[-1].isalpha()
        and word.islower()
        and not word.isascii()
    )


def _is_dotted(text: str, at: int) -> bool:
    """Whether a dot stands inside a word, as in `dichvucong.gov.vn`."""
    return 0 < at < len(text) - 1 and text[at] == "." and text[at - 1].islower() and text[at + 1].islower()


def _pairs(rows: list[Row]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update([f"{first} {second}" for first, second in pairwise(row.keys)])
    return counts


def _months(text: str) -> Iterator[Edit]:
    """Misread `tháng` between two numbers, where no other word can stand and no neighbour tells."""
    for found in _MONTH.finditer(text):
        word = found["word"].lower()
        if word != "tháng" and confusion_cost(word, "tháng") <= _NEAR_MONTH:
            yield Edit(*found.span("word"), "tháng", "date", 0.95)


def _types(text: str) -> Iterator[Edit]:
    """Lines that are the type of a document but for its marks or spaces, as `ĐEAN`: nothing around tells them."""
    start = 0
    for line in text.split("\n"):
        right = meant_type(line)
        if right is not None and line != right:
            yield Edit(start, start + len(line), right, "document_type", 0.95)
        start += len(line) + 1


def _fixed(text: str, model: LanguageModel) -> Iterator[Edit]:
    """Misread words of fixed expressions that no neighbouring syllable tells: `phòng, chống`, `UBND tỉnh`, `Tỉnh ủy`.

    A word that stands alone, as `chồng`, or goes with what follows, as in `UBND tính toán`, is left.
    """
    for pattern, right in ((_PREVENTION, "chống"), (_OF_PROVINCE, "tỉnh"), (_COMMITTEE, "tỉnh"), (_NUMBER_WORD, "số")):
        for found in pattern.finditer(text):
            key, following = model.keys[found["word"]], model.keys[found["next"] or ""]
            if skeleton(key) != skeleton(right) or (right == "chống" and key in model.free):
                continue
            if model.bigrams.get(f"{key} {following}", 0.0) < TELLING:
                yield Edit(*found.span("word"), _in_case_of(found["word"], right), "language_model", 0.9)


def _abbreviations(text: str, model: LanguageModel) -> Iterator[Edit]:
    """Abbreviations whose Đ lost its bar, where the text or the lexicon knows the one with it, or that got a mark."""
    counts = Counter(_ABBREVIATION.findall(text))
    right = {}
    for seen, count in counts.items():
        if "D" in seen and seen not in model.abbreviations:
            others = ["".join(letters) for letters in product(*("DĐ" if char == "D" else char for char in seen))]
            known = [other for other in others[1:] if other in model.abbreviations or counts[other] > count]
            if len(known) == 1:
                right[seen] = known[0]
    for found in _ABBREVIATION.finditer(text) if right else ():
        if found.group() in right:
            yield Edit(*found.span(), right[found.group()], "abbreviation", 0.85)
    for found in _MARKED_CAPITALS.finditer(text):
        bare = _without_marks(found.group())
        if bare != found.group() and bare in model.abbreviations:
            yield Edit(*found.span(), bare, "abbreviation", 0.85)


def _without_marks(capitals: str) -> str:
    return "".join(char if char == "Đ" else unicodedata.normalize("NFD", char)[0] for char in capitals)


def _confidence(gain: float) -> float:
    return round(1.0 / (1.0 + math.exp(-1.0 - gain / 2)), 3)


def _written_like(word: str, key: str, old_style: bool) -> str:
    """The syllable of a key as the author would write it, in the case of the word that it replaces."""
    toneless, tone = split_tone(key)
    if toneless.endswith("y") and split_tone(word.lower())[0].endswith("i"):
        toneless = toneless[:-1] + "i"
    written = place_tone(toneless, tone, old_style)
    return _in_case_of(word, written)


def _in_case_of(word: str, written: str) -> str:
    if word.isupper() and len(word) > 1:
        return written.upper()
    return written[0].upper() + written[1:] if word[0].isupper() else written
