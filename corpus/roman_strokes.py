"""Roman numbers in the image of a page: strokes alike, of which Tesseract loses some or takes them for letters."""

import re
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.tesseract import ReadWord

#: Letters that Tesseract takes the strokes of a Roman number for.
_STROKES = {"H": "II", "l": "I", "|": "I", "1": "I", "[": "I", "x": "X", "v": "V"}
#: What a speck over `I` makes of it.
_MARKED = "ÌÍỈĨỊ"
#: What is made of `I`, `II`, `III` before a title, and of the quarter in `quý III/2024`.
_MARKER = re.compile(rf"(?P<strokes>(?:T(?=[IHl1|]))?[IHLMl1|\[\]]{{1,4}}|[{_MARKED}])(?P<rest>[.,]?[-–]?)")
_QUARTER = re.compile(r"(?P<strokes>(?:T(?=[IHl1|/]))?[IHLl1|\[\]\"]{1,4})(?:/?(?P<year>20\d\d))?(?P<rest>\)?[.,;:]?)")
_WELL_FORMED = re.compile(r"(?:I{1,3}|IV)/\d{4}\)?[.,;:]?")
#: What the first letter of `IV` is read as.
_FOUR = re.compile(r"[T1l|\[](?=V(?:/\d{4})?\W*$)")
#: `I/` that is read as one letter, a slash that is read twice, and a Roman number glued to the capitals of its title.
_CUP = re.compile(r"^[UÚÙ](?=20\d\d\W*$)")
_SLASHES = re.compile(r"[/⁄]+")
_GLUED = re.compile(r"(?P<number>(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})\.)(?P<title>[^\W\d_]{2,}[,:]?)")
_INK = 140
#: Confidence of a number whose strokes were counted.
_COUNTED = 90.0
#: Likeness of a stroke to its mirror image from which it is `I`.
_SAME_SIDES = 0.85
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")

Gray = NDArray[np.uint8]


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
    if all(_likeness(shape, shape[:, ::-1]) > _SAME_SIDES for shape in shapes):
        return "I" * len(strokes)
    return "11" if len(strokes) == 2 else None


def recounted(words: list[ReadWord], image: Gray) -> list[ReadWord]:
    """Count the strokes of Roman numbers anew where Tesseract loses some: at the start of a line, and of a quarter.

    Args:
        words: as they were read; those that are wrong are changed.
        image: the page that they were read from.

    Returns:
        The words, a number that was glued to its title apart from it.
    """
    found: list[ReadWord] = []
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        parts = [word]
        if before is not None and _is_before_number(before.text.lower(), word.text):
            _recount_quarter(word, image)
        elif before is None or before.line != word.line or before.baseline != word.baseline:
            _recount_marker(word, after, image)
            parts = _parted(word)
        found += parts
    return found


def _is_before_number(before: str, text: str) -> bool:
    """Tell whether a Roman number follows: that of a quarter, and of an annex where it was taken for a letter."""
    return before == "quý" or (before == "lục" and "H" in text)


def _recount_marker(word: ReadWord, after: ReadWord | None, image: Gray) -> None:
    if word.text[0] != "T" or _is_title(after):
        word.text = _FOUR.sub("I", word.text)
    found = _MARKER.fullmatch(word.text)
    if found is None or {"T", "M"} <= set(word.text):  # `TM.` of a signature
        return
    ink = _ink(word, image)
    count = _strokes(ink)
    if count in (2, 3) and not (count == 2 and found["strokes"] == "11"):
        word.text = "I" * count + found["rest"]
    elif (
        count == 1
        and _is_title(after)
        and (found["strokes"] in f"lL|{_MARKED}" or (found["strokes"] == "1" and _is_roman(ink)))
    ):
        word.text = "I" + found["rest"]
    if word.text in ("II", "III") and _is_title(after):
        word.text += "."


def _recount_quarter(word: ReadWord, image: Gray) -> None:
    word.text = _FOUR.sub("I", _SLASHES.sub("/", _CUP.sub("I/", word.text)))
    if _WELL_FORMED.fullmatch(word.text):
        word.confidence = max(word.confidence, _COUNTED)
    found = _QUARTER.fullmatch(word.text)
    if found is None:
        return
    ink = _ink(word, image)
    count = _strokes(ink)
    if count == 1 and "H" in found["strokes"]:
        count = len(found["strokes"].replace("H", "II"))  # strokes that touch are counted as one
    if count in (2, 3) or (count == 1 and (found["strokes"] != "1" or _is_roman(ink))):
        word.text = "I" * count + (f"/{found['year']}" if found["year"] else "") + found["rest"]
        word.confidence = max(word.confidence, _COUNTED)


def _parted(word: ReadWord) -> list[ReadWord]:
    """Part a Roman number from the title that it is glued to."""
    found = _GLUED.fullmatch(word.text)
    if found is None or not found["title"].isupper():
        return [word]
    middle = word.left + round((word.right - word.left) * found.end("number") / len(word.text))
    return [replace(word, text=found["number"], right=middle), replace(word, text=found["title"], left=middle)]


def _ink(word: ReadWord, image: Gray) -> NDArray[np.bool_]:
    return image[word.top : word.bottom, max(0, word.left - 1) : word.right + 1] < _INK


def _is_roman(ink: NDArray[np.bool_]) -> bool:
    """Tell whether the first stroke of a word has as much of a serif to the right as to the left: `I`, not `1`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    high = [index for index in range(1, count) if stats[index][3] > 0.7 * ink.shape[0]]
    if not high:
        return False
    first = min(high, key=lambda index: int(stats[index][0]))
    x, y, wide, tall, _ = stats[first].tolist()
    shape = labels[y : y + tall, x : x + wide] == first
    stem = np.flatnonzero(shape[tall * 3 // 10 : tall * 7 // 10].mean(axis=0) > 0.6)
    top = np.flatnonzero(shape[: tall // 4].any(axis=0))
    if not len(stem) or not len(top):
        return False
    left, right = int(stem[0] - top[0]), int(top[-1] - stem[-1])
    return 2 * right >= left


def _is_title(word: ReadWord | None) -> bool:
    return word is not None and len(word.text) > 1 and word.text.isupper()


def _strokes(ink: NDArray[np.bool_]) -> int:
    """Count the upright strokes that a word begins with; serifs and what follows them do not count."""
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < 8:
        return 0
    height = rows[-1] - rows[0] + 1
    middle = ink[rows[0] + height * 3 // 10 : rows[0] + height * 7 // 10]
    count = width = 0
    fullest = 0.0
    for full in [*middle.mean(axis=0).tolist(), 0.0]:
        if full > 0.45:
            width += 1
            fullest = max(fullest, full)
        elif width:
            if fullest <= 0.9:
                break
            if width > 0.45 * height:
                return 0
            count += 1
            width, fullest = 0, 0.0
    return count


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    if not one.std() or not other.std():
        return float(np.array_equal(one, other))
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])
