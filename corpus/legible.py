"""Which of the words that OCR finds are words: not the dust of rules, nor what stands in the frame of a stamp."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.page import Axis, Box, Rule, RuledTable
from corpus.syllables import is_possible, is_vietnamese
from corpus.tesseract import ReadWord
from schemas.markers import CAPITALS

#: Share of the height of a frame at which print runs through its sides: a stamp pressed over a text, no table.
_PRESSED = 0.06
#: A receiving stamp is at most so large, in points.
_WIDEST, _HIGHEST = 260.0, 130.0
#: Points within which rules end alike, and height of the row of a stamp that names its owner.
_SAME_END, _OWNER_ROW = 8.0, 24.0
#: Words of receiving stamps (công văn đến).
_STAMPED = re.compile(r"(?:CV|CÔNG|VĂN|Đ[EÊẾÉ]N|S[OÔỐÓ]|NGÀY|CHUY[EÊỂẺ]N|LƯU|GIỜ)\W*", re.IGNORECASE)
#: Share of the font size below which no letter is high, and of its height below which none is wide.
_LOW, _NARROW = 0.3, 0.1
#: Confidence below which a word is a guess, on a page and in the frame of a stamp.
_GUESS, _GUESS_IN_STAMP = 15.0, 60.0
#: Marks that stand for nothing when they stand alone: specks, ends of rules.
_DUST = frozenset("_~`|^°¬'\"‘’“”„‚´¨ˆ˜.,=<>\\¡!¿{}[]—")
#: What the dash of a bullet is read as.
_DASHES = frozenset("~_=¬—–^ˆ˜.")
#: Letters of a number that is written by hand, at most; confidence above which a word is no writing; signs in it.
_LONGEST_WRITTEN, _CERTAIN = 3, 94.0
_SIGNS = re.compile(r"[@#$€£¥§¢©®{}<>\\^~ƒ]")
_ABBREVIATION = re.compile(rf"&?[{CAPITALS}]+(?:&[{CAPITALS}]*)?")
#: What opens a line as the number of a section does; its neighbours tell which one, see `corpus.marker_order`.
_NUMBERED = re.compile(r"[^\W_]{1,2}[.)]")
#: Specks that are read into such a number: a quotation mark may stand before one, none of these does.
_SPECKLED = re.compile(r"[._:;,„‚'`~^ˆ°·¡=|\\—]{1,3}(?P<number>(?:[^\W_]{1,2}|\d{1,2}(?:\.\d{1,2}){1,3})[.,)])")
#: Confidence below which a figure in a gap of the letterhead is taken for writing: most wrong words lie below it.
_DOUBTFUL = 80.0
_LETTERHEAD_WORDS = 9
_NUMBER_SLOT = re.compile(r"S[ốỐôÔ]\s*:?")
#: A dateline up to one of its gaps: before it stand only the place and the letterhead beside it, no sentence.
_DATELINE = re.compile(
    rf"(?:(?=[\W\d{CAPITALS}])\S+ ){{0,8}}[{CAPITALS}][^\s,]*, ngày(?: \S{{1,2}})?(?: tháng(?: \S{{1,2}})?(?: năm)?)?"
)
_GLYPHS = str.maketrans({"⁄": "/", "∕": "/", "ﬁ": "fi", "ﬂ": "fl", "¬": "-", "‐": "-", "−": "-"})

#: Letters of points at the start of a line, and what Tesseract takes them for.
_POINTS = {
    "ø)": "g)",
    "ÿ)": "g)",
    "q)": "g)",
    "¡)": "i)",
    "ï)": "i)",
    "©)": "c)",
    "¢)": "c)",
    "€)": "e)",
    "|)": "l)",
    "Š.": "5.",
}

#: A number with letters that are taken for its digits.
_NUMBER = re.compile(r"[(“\"]?[\dŠØøl|O]+(?:[./,-][\dŠØøl|O]+)*[%).,;:]*")
_DIGITS = str.maketrans("ŠØøl|O", "500110")
#: An eight among decimals, and `(b/c)`, `để báo cáo`, of a list of recipients.
_EIGHT = re.compile(r"(?<=\d[.,])B(?=[\d%;.,)]|$)")
#: The sign that ends a document's text, `./.`, of which the slash is lost.
_END = re.compile(r"(?<=[^\W\d_])\.\.$")
#: The sign per mille, of which the second ring is taken for a letter.
_PER_MILLE = re.compile(r"(?<=\d)%[oaọ°º](?=[.,;:)]*$)")
#: Writing by hand that is read into the printed word before it.
_DATE_WORD = re.compile(r"(?:(?<=^ngày)|(?<=^tháng))[ØøŒœ©®†‡¢£¥€#@?]\S*$")
_REPORTED = re.compile(r"\([bB]{1,2}[/íi1l][cC€]\)")
#: Signs of comparison, which stand before a number.
_COMPARED = frozenset("<>≤≥")
_FIGURE = re.compile(r"\d[\d.,]*%?[;.,)]*")
_COMPARED_FIGURE = re.compile(rf"[<>≤≥]{_FIGURE.pattern}")

Gray = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]


def parted(
    tables: Sequence[RuledTable], rules: Sequence[Rule], image: Gray, scale: float
) -> tuple[list[RuledTable], list[Box]]:
    """Part tables from frames of stamps, which were pressed over print.

    Args:
        tables: what rules make on a page.
        rules: these rules.
        image: the page without its rules.
        scale: pixels a point.

    Returns:
        The tables, and the frames with the row above them that names who received the document.
    """
    frames = [table for table in tables if _is_stamp(table, image, scale)]
    return [table for table in tables if table not in frames], [_with_owner(frame.box, rules) for frame in frames]


def _with_owner(frame: Box, rules: Sequence[Rule]) -> Box:
    """Reach up to the rules over a frame that are as long as it is."""
    top = frame.top
    for rule in sorted((r for r in rules if r.axis is Axis.ACROSS), key=lambda r: -r.at):
        alike = abs(rule.start - frame.x0) < _SAME_END and abs(rule.end - frame.x1) < _SAME_END
        if alike and 0 < top - rule.at < _OWNER_ROW:
            top = rule.at
    return Box(frame.x0, top, frame.x1, frame.bottom)


def _is_stamp(table: RuledTable, image: Gray, scale: float) -> bool:
    box = table.box
    if box.x1 - box.x0 > _WIDEST or box.bottom - box.top > _HIGHEST:
        return False
    rows = image[max(0, round(box.top * scale)) : round(box.bottom * scale)] < 128
    near, far = round(1.2 * scale), round(3.5 * scale)
    crossed = 0.0
    for edge in (box.x0, box.x1):
        x = round(edge * scale)
        before, after = rows[:, max(0, x - far) : max(0, x - near)], rows[:, x + near : x + far]
        crossed = max(crossed, float((before.any(axis=1) & after.any(axis=1)).mean()))
    return crossed > _PRESSED


def legible(words: Sequence[ReadWord], stamps: Sequence[Pixels]) -> list[ReadWord]:
    """Return the words that are words, with glyphs that no keyboard has written as they are meant.

    Args:
        words: as they were read.
        stamps: frames of stamps: left, top, right, bottom in pixels. What is read there is mostly writing over print.
    """
    numbers = set()
    for word, opens in _with_starts(words):
        if opens and (speckled := _SPECKLED.fullmatch(word.text)):
            word.text = speckled["number"]
        if opens and _NUMBERED.fullmatch(word.text):
            numbers.add(id(word))
        word.text = word.text.replace("§", "8")  # a sign that no Vietnamese document prints
        if opens and _is_dash(word):
            word.text = "-"
    lines = [
        line for line in _lines(words) if any(char.isalnum() or char == "%" for word in line for char in word.text)
    ]
    alone = {id(word) for line in lines for stamp in stamps if all(_within(w, stamp) for w in line) for word in line}
    told = {id(word) for line in lines for word in line if not _DUST.issuperset(word.text.replace("-", "") or "-")}
    told |= {id(sign) for line in lines for sign, figure in pairwise(line) if _compares(sign, figure)}
    found: list[ReadWord] = []
    for word in words:
        stamped = any(_within(word, stamp) for stamp in stamps)
        if stamped and (_STAMPED.fullmatch(word.text) or not _is_syllable(word.text) or id(word) in alone):
            continue
        if _is_sliver(word):
            continue
        guess = word.confidence < (_GUESS_IN_STAMP if stamped else _GUESS)
        if word.text in _POINTS and (not found or found[-1].line != word.line):
            word.text, guess = _POINTS[word.text], False
        elif _is_writing(word) or (word.confidence < _DOUBTFUL and _fills_gap(found, word)):
            continue
        known = not stamped and (
            _is_syllable(word.text) or _ABBREVIATION.fullmatch(word.text) is not None or id(word) in numbers
        )
        if id(word) in told and (not guess or known):
            word.text = _meant(word.text)
            found.append(word)
    return found


def _compares(sign: ReadWord, figure: ReadWord) -> bool:
    return sign.text in _COMPARED and _FIGURE.fullmatch(figure.text) is not None


def _with_starts(words: Sequence[ReadWord]) -> Iterator[tuple[ReadWord, bool]]:
    """Yield the words, and whether each opens a line that has more."""
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        opens = before is None or not _is_one_line(before, word)
        yield word, opens and after is not None and _is_one_line(word, after)


def _is_one_line(one: ReadWord, other: ReadWord) -> bool:
    return one.line == other.line and one.baseline == other.baseline


def _is_dash(word: ReadWord) -> bool:
    """Tell whether a mark at the start of a line is the dash of a bullet, by its shape and its place over the line."""
    wide, high = word.right - word.left, word.bottom - word.top
    if word.text not in _DASHES or not 1.5 * high < wide < 0.8 * word.size:
        return False
    return 0.05 * word.size < word.baseline - word.bottom < 0.4 * word.size


def _within(word: ReadWord, frame: Pixels) -> bool:
    left, top, right, bottom = frame
    return left <= (word.left + word.right) / 2 <= right and top <= (word.top + word.bottom) / 2 <= bottom


def _is_sliver(word: ReadWord) -> bool:
    """Tell whether a word is a tone mark or the end of a rule: too low or too narrow for letters."""
    height, width = word.bottom - word.top, word.right - word.left
    letters = any(map(str.isalnum, word.text))
    return letters and (height < _LOW * word.size or (len(word.text) == 1 and width < _NARROW * height))


def _is_writing(word: ReadWord) -> bool:
    """Tell whether a short word is writing by hand, read as signs: a number or day in a gap of the print."""
    bare = word.text.rstrip(".,;:")
    if not 1 < len(bare) <= _LONGEST_WRITTEN or bare.isdecimal() or word.confidence > _CERTAIN:
        return False
    if _ABBREVIATION.fullmatch(bare) or _COMPARED_FIGURE.fullmatch(bare):
        return False
    letters = "".join(filter(str.isalpha, _meant(bare))).lower()
    return bool(_SIGNS.search(bare)) or not is_vietnamese(letters)


def _fills_gap(before: Sequence[ReadWord], word: ReadWord) -> bool:
    """Tell whether a word is the number, day, month or year of a letterhead, which is often written by hand.

    Nghị định 30/2020/NĐ-CP, appendix I, part II, 3 and 4: `Số: …/KH-UBND`, `Bắc Ninh, ngày … tháng … năm 2024`.
    """
    line: list[str] = []
    for earlier in reversed(before):
        if earlier.line != word.line or len(line) > _LETTERHEAD_WORDS:
            break
        line.append(earlier.text)
    if not line or not word.text.strip(".,;:/\"'“”‘’`°").isdecimal():
        return False
    if _NUMBER_SLOT.fullmatch(line[0]):
        return len(line) == 1
    return _DATELINE.fullmatch(" ".join(reversed(line))) is not None


def _is_syllable(text: str) -> bool:
    bare = text.strip(".,;:()").lower()
    return len(bare) > 1 and bare.isalpha() and is_vietnamese(bare) and is_possible(bare)


def _lines(words: Sequence[ReadWord]) -> list[list[ReadWord]]:
    lines: list[list[ReadWord]] = []
    for word in words:
        if lines and _is_one_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _meant(text: str) -> str:
    """Put right glyphs that stand for another in any text, and letters among the digits of a number."""
    text = _DATE_WORD.sub("", text).translate(_GLYPHS).replace("ĐÐ", "Đ").replace("Ð", "Đ")
    if len(text) > 2:
        text = text.lstrip("¡¿'`ˆ")  # an end of a rule, a speck
    text = _REPORTED.sub("(b/c)", _EIGHT.sub("8", _PER_MILLE.sub("‰", _END.sub("./.", text))))
    if _NUMBER.fullmatch(text) and any(char.isdecimal() for char in text):
        text = text.translate(_DIGITS)
    return text
