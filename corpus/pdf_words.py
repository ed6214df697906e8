"""Characters of a PDF page to words; what form fields and signature widgets print, told from what the page prints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.elements import INVISIBLE
from corpus.fonts import read_legacy
from corpus.page import Box, Word

_NOTE = re.compile(
    r"(?:Người|Ký|Thời gian|Ngày|Cơ quan|Chức vụ|Email|Tổ chức).{0,12}(?:ký|bởi)?\s*:|@[\w.]+\.vn|\+0?7[:']?00"
    r"|\d{2}:\d{2}:\d{2}|signed by|signature|digital|^Date:|^Reason:|^Location:",
    re.IGNORECASE,
)
#: Fields of a page print few figures: number, day, month.
_MOST_FIGURES = 100
_SUPERSCRIPTS = str.maketrans("23", "²³")


@dataclass(slots=True)
class Style:
    """What one text object gives its characters."""

    size: float
    bold: bool
    legacy: str | None
    hidden: bool


@dataclass(slots=True)
class Char:
    """One character with its box, the y that it stands on, and its style; a space has no place."""

    text: str
    box: Box
    baseline: float
    style: Style


def key_of(char: Char) -> tuple[str, int, int]:
    """Return what tells a character and its place, for comparing two readings of a page."""
    return char.text, round(char.box.x0), round(char.baseline)


def told_apart(chars: list[Char], printed: set[tuple[str, int, int]]) -> tuple[list[Char], list[Char]]:
    """Part the characters of a page from those of its fields; a space goes with the character before it."""
    sides: tuple[list[Char], list[Char]] = ([], [])
    side = 0
    for char in chars:
        if char.text != " ":
            side = key_of(char) not in printed
        sides[side].append(char)
    return _overprinted(*sides), sides[1]


def _overprinted(printed: list[Char], widgets: list[Char]) -> list[Char]:
    """Take out printed figures that a field is printed over: the clerk's figure holds, the drafter's does not."""
    over = [char for char in widgets if char.text.isdigit()][:_MOST_FIGURES]
    return [
        char
        for char in printed
        if not (
            char.text.isdigit()
            and any(
                min(char.box.x1, o.box.x1) - max(char.box.x0, o.box.x0) > 0.2 * (char.box.x1 - char.box.x0)
                and abs(char.baseline - o.baseline) < char.style.size
                for o in over
            )
        )
    ]


def parted(words: list[Word]) -> tuple[list[list[Word]], list[Word]]:
    """Part the fields of a page into notes of electronic signatures, and words that fill gaps of the text."""
    blocks: list[list[Word]] = []
    for word in words:
        near = blocks[-1][-1] if blocks else None
        if near is not None and abs(word.baseline - near.baseline) < 2 * near.size and word.box.x0 < near.box.x1 + 150:
            blocks[-1].append(word)
        else:
            blocks.append([word])
    notes: list[list[Word]] = []
    fields: list[Word] = []
    for block in blocks:
        if len(block) > 8 or _NOTE.search(" ".join(word.text for word in block)):
            notes.append(block)
        else:
            fields += block
    return notes, fields


def words_of(chars: list[Char]) -> Iterator[Word]:
    """Group characters, in the order of the content, into words."""
    current: list[Char] = []
    for char in chars:
        if char.text == " " or INVISIBLE.fullmatch(char.text):
            if current and char.text == " ":
                yield from _word(current)
                current = []
            continue
        if current and not _touches(current[-1], char):
            yield from _word(current)
            current = []
        current.append(char)
    if current:
        yield from _word(current)


def _touches(before: Char, char: Char) -> bool:
    size = max(before.style.size, char.style.size, 1.0)
    if abs(char.baseline - before.baseline) > 0.5 * size:
        return False
    return -0.5 * size < char.box.x0 - before.box.x1 < 0.25 * size


def _word(chars: list[Char]) -> Iterator[Word]:
    size = max(char.style.size for char in chars)
    base = max(chars, key=lambda char: char.style.size).baseline
    letters: list[str] = []
    note: list[str] = []
    for position, char in enumerate(chars):
        text = char.text
        if char.style.size < 0.8 * size and char.baseline < base - 0.15 * size:
            before = letters[-1] if letters else ""
            if not (before.endswith("m") and text in "23"):
                note.append(text)
                continue
            text = text.translate(_SUPERSCRIPTS)
        if char.style.legacy is not None:
            if position and chars[position - 1].style.legacy == char.style.legacy:
                continue
            run = position
            while run < len(chars) and chars[run].style.legacy == char.style.legacy:
                run += 1
            text = read_legacy("".join(c.text for c in chars[position:run]), char.style.legacy)
        letters.append(text)
    text = unicodedata.normalize("NFC", "".join(letters))
    bold = sum(char.style.bold for char in chars)
    box = Box(
        min(char.box.x0 for char in chars),
        min(char.box.top for char in chars),
        max(char.box.x1 for char in chars),
        max(char.box.bottom for char in chars),
    )
    mark = "".join(note)
    yield Word(text, box, base, size, 2 * bold > len(chars), note=mark if mark.isdecimal() else None)
