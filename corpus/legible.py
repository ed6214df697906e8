"""Which of the words that OCR finds are words: not the dust of rules, nor what stands in the frame of a stamp."""

import re
from collections.abc import Sequence
from itertools import pairwise

import cv2
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
#: Confidence below which a word is a guess, on a page and in the frame of a stamp.
_GUESS, _GUESS_IN_STAMP = 15.0, 60.0
#: Marks that stand for nothing when they stand alone: specks, ends of rules.
_DUST = frozenset("_~`|^°¬'\"‘’“”´¨ˆ˜.,=<>\\¡!¿{}[]—")
#: Letters of a number that is written by hand, at most; confidence above which a word is no writing; signs in it.
_LONGEST_WRITTEN, _CERTAIN = 3, 94.0
_SIGNS = re.compile(r"[@#$€£¥§¢©®{}<>\\^~ƒ]")
#: Confidence below which a figure in a gap of the letterhead is taken for writing: most wrong words lie below it.
_DOUBTFUL = 80.0
_LETTERHEAD_WORDS = 9
_NUMBER_SLOT = re.compile(r"S[ốỐôÔ]\s*:?")
#: A dateline up to one of its gaps: before it stand only the place and the letterhead beside it, no sentence.
_DATELINE = re.compile(
    rf"(?:(?=[\W\d{CAPITALS}])\S+ ){{0,8}}[{CAPITALS}][^\s,]*, ngày(?: \S{{1,2}})?(?: tháng(?: \S{{1,2}})?(?: năm)?)?"
)
_GLYPHS = str.maketrans({"⁄": "/", "∕": "/", "ﬁ": "fi", "ﬂ": "fl", "¬": "-", "‐": "-", "−": "-"})

#: Letters that Tesseract takes the strokes of a Roman number for.
_STROKES = {"H": "II", "l": "I", "|": "I", "1": "I", "[": "I", "x": "X", "v": "V"}
#: What is made of `I`, `II`, `III` before a title, and of the quarter in `quý III/2024`.
_MARKER = re.compile(r"(?P<strokes>[IHLl1|\[\]]{1,4})(?P<rest>[.,]?)")
_QUARTER = re.compile(r"(?P<strokes>[IHl1|\[\]]{1,4})(?P<rest>(?:/\d{4})?[.,;:]?)")
_INK = 140
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")

#: Letters of points at the start of a line, and what Tesseract takes them for.
_POINTS = {"ø)": "g)", "ÿ)": "g)", "q)": "g)", "¡)": "i)", "ï)": "i)", "©)": "c)", "¢)": "c)", "€)": "e)", "|)": "l)"}

#: A number with letters that are taken for its digits.
_NUMBER = re.compile(r"[(“\"]?[\dŠØøl|O]+(?:[./,-][\dŠØøl|O]+)*[%).,;:]*")
_DIGITS = str.maketrans("ŠØøl|O", "500110")

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


def number_alone(text: str) -> str:
    """Return the number, of a row or a group, that is meant by what was read in a cell that holds one short word."""
    bare = text.rstrip(".)")
    if bare in ("|", "l"):
        return "1" + text[1:]
    roman = "".join(_STROKES.get(char, char) for char in bare)
    return roman + text[len(bare) :] if _ROMAN.fullmatch(roman) and not bare.isdigit() else text


def strokes_alone(ink: NDArray[np.bool_]) -> str | None:
    """Read `II`, `III` or `11` from strokes alike that stand alone, which Tesseract finds hard; None where it is else.

    Args:
        ink: where there is ink in a cell that holds one short word.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    strokes = sorted((stats[index].tolist() for index in range(1, count)), key=lambda stroke: stroke[0])
    if len(strokes) not in (2, 3) or any(wide > 0.55 * high for _, _, wide, high, _ in strokes):
        return None
    heights = [stroke[3] for stroke in strokes]
    tops = [stroke[1] for stroke in strokes]
    if min(heights) < 0.85 * max(heights) or max(tops) - min(tops) > 0.15 * max(heights):
        return None
    if any(after[0] < before[0] + before[2] for before, after in pairwise(strokes)):
        return None
    shapes = [
        cv2.resize((labels[y : y + high, x : x + wide] > 0).astype(np.float32), (12, 24), interpolation=cv2.INTER_AREA)
        for x, y, wide, high, _ in strokes
    ]
    if any(_likeness(shapes[0], shape) < 0.8 for shape in shapes[1:]):
        return None
    if all(_likeness(shape, shape[:, ::-1]) > 0.85 for shape in shapes):
        return "I" * len(strokes)
    return "11" if len(strokes) == 2 else None


def recounted(words: Sequence[ReadWord], image: Gray) -> None:
    """Count the strokes of Roman numbers anew where Tesseract loses some: at the start of a line, and of a quarter.

    Args:
        words: as they were read; those that are wrong are changed.
        image: the page that they were read from.
    """
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        opens = before is None or before.line != word.line or before.baseline != word.baseline
        found = (_MARKER if opens else _QUARTER).fullmatch(word.text)
        if found and (opens or (before is not None and before.text.lower() == "quý")):
            part = image[word.top : word.bottom, max(0, word.left - 1) : word.right + 1] < _INK
            count = _strokes(part)
            if count in (2, 3) and not (count == 2 and found["strokes"] == "11"):
                word.text = "I" * count + found["rest"]
            elif count == 1 and opens and found["strokes"] in "lL|" and _is_title(after):
                word.text = "I" + found["rest"]
            if opens and word.text in ("II", "III") and _is_title(after):
                word.text += "."


def _is_title(word: ReadWord | None) -> bool:
    return word is not None and len(word.text) > 1 and word.text.isupper()


def _strokes(ink: NDArray[np.bool_]) -> int:
    """Count the upright strokes that a word begins with; serifs and what follows them do not count."""
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < 8:
        return 0
    height = rows[-1] - rows[0] + 1
    middle = ink[rows[0] + height * 3 // 10 : rows[0] + height * 7 // 10]
    share = middle.mean(axis=0)
    count = 0
    width = 0
    for full in [*share, 0.0]:
        if full > 0.9:
            width += 1
        elif width:
            if width > 0.45 * height:
                return 0
            count += 1
            width = 0
        elif full > 0.45:
            break
    return count


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


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
    for word in words:
        word.text = word.text.replace("§", "8")  # a sign that no Vietnamese document prints
    lines = [line for line in _lines(words) if any(char.isalnum() for word in line for char in word.text)]
    alone = {id(word) for line in lines for stamp in stamps if all(_within(w, stamp) for w in line) for word in line}
    told = {id(word) for line in lines for word in line if not _DUST.issuperset(word.text.replace("-", "") or "-")}
    found: list[ReadWord] = []
    for word in words:
        stamped = any(_within(word, stamp) for stamp in stamps)
        if stamped and (_STAMPED.fullmatch(word.text) or not _is_syllable(word.text) or id(word) in alone):
            continue
        guess = word.confidence < (_GUESS_IN_STAMP if stamped else _GUESS)
        if word.text in _POINTS and (not found or found[-1].line != word.line):
            word.text, guess = _POINTS[word.text], False
        elif _is_writing(word) or (word.confidence < _DOUBTFUL and _fills_gap(found, word)):
            continue
        if id(word) in told and (not guess or (_is_syllable(word.text) and not stamped)):
            word.text = _meant(word.text)
            found.append(word)
    return found


def _within(word: ReadWord, frame: Pixels) -> bool:
    left, top, right, bottom = frame
    return left <= (word.left + word.right) / 2 <= right and top <= (word.top + word.bottom) / 2 <= bottom


def _is_writing(word: ReadWord) -> bool:
    """Tell whether a short word is writing by hand, read as signs: a number or day in a gap of the print."""
    bare = word.text.rstrip(".,;:")
    if not 1 < len(bare) <= _LONGEST_WRITTEN or bare.isdecimal() or word.confidence > _CERTAIN:
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
    if not line or not word.text.strip(".,;:/").isdecimal():
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
        if lines and lines[-1][-1].line == word.line and lines[-1][-1].baseline == word.baseline:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _meant(text: str) -> str:
    """Put right glyphs that stand for another in any text, and letters among the digits of a number."""
    text = text.translate(_GLYPHS).replace("ĐÐ", "Đ").replace("Ð", "Đ")
    if _NUMBER.fullmatch(text) and any(char.isdecimal() for char in text):
        text = text.translate(_DIGITS)
    return text
