"""Characters of a PDF page to words; what form fields and signature widgets print, told from what the page prints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.elements import INVISIBLE, symbol_read
from corpus.fonts import read_legacy
from corpus.page import Box, Word

_NOTE = re.compile(
    r"(?:Người|Ký|Thời gian|Ngày|Cơ quan|Chức vụ|Email|Tổ chức).{0,12}(?:ký|bởi)?\s*:|@[\w.]+\.vn|\+0?7[:']?00"
    r"|\d{2}:\d{2}:\d{2}|signed by|signature|digital|^Date:|^Reason:|^Location:",
    re.IGNORECASE,
)
#: What opens such a note that is printed on the page itself, and what stands in it.
_SIGNED = re.compile(
    r"(?:Người ký|(?:Được )?[Kk]ý(?: số)? bởi|Signed by|Digitally signed)\b.{0,4}[:\s]|Signature (?:Not|Valid)",
    re.IGNORECASE,
)
_SIGNED_WITH = re.compile(
    r"Email\s*:|(?:Thời gian|Ngày) ký\s*:|\+0?7[:']?00|\d{2}:\d{2}:\d{2}|^Date\s*:", re.IGNORECASE
)
#: Lines of such a note at most; points by which they begin apart.
_NOTE_LINES, _NOTE_SHIFT = 8, 40.0
#: Font sizes above which letters among running text are a watermark, and characters that running text has.
_LARGEST, _TIMES, _RUNNING = 36.0, 2.5, 300
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
    slanted: bool = False


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


def without_watermark(chars: list[Char]) -> list[Char]:
    """Take out what is printed across the page at a slant, or in huge letters behind running text."""
    sizes = sorted(char.style.size for char in chars if char.text != " " and not char.style.slanted)
    if not sizes or 2 * len(sizes) < sum(char.text != " " for char in chars):
        return chars
    most = max(_LARGEST, _TIMES * sizes[len(sizes) // 2]) if len(sizes) > _RUNNING else float("inf")
    return [char for char in chars if not char.style.slanted and char.style.size <= most]


def without_notes(words: list[Word]) -> tuple[list[Word], list[list[Word]]]:
    """Part the words of a page, in the order of its content, from notes of electronic signatures among them."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is not None and abs(word.baseline - last.baseline) < 1.0 and word.box.x0 - last.box.x0 > 0:
            lines[-1].append(word)
        else:
            lines.append([word])
    kept: list[Word] = []
    notes: list[list[Word]] = []
    at = 0
    while at < len(lines):
        end = _end_of_note(lines, at) if _SIGNED.match(_text(lines[at])) else at
        if end > at:
            notes.append([word for line in lines[at:end] for word in line])
        else:
            kept += lines[at]
        at = max(end, at + 1)
    return (kept, notes) if notes else (words, [])


def _end_of_note(lines: list[list[Word]], start: int) -> int:
    end = start + 1
    while end < min(len(lines), start + _NOTE_LINES):
        above, line = lines[end - 1][0], lines[end][0]
        step = line.baseline - above.baseline
        if (
            not 0 < step < 2 * above.size
            or abs(line.size - above.size) > 1
            or abs(line.box.x0 - above.box.x0) > _NOTE_SHIFT
        ):
            break
        end += 1
    return end if any(_SIGNED_WITH.search(_text(line)) for line in lines[start:end]) else start


def _text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def words_of(chars: list[Char]) -> Iterator[Word]:
    """Group characters, in the order of the content, into words."""
    current: list[Char] = []
    for position, char in enumerate(chars):
        following = chars[position + 1].text if position + 1 < len(chars) else ""
        if char.text == " " and unicodedata.combining(following[:1] or " "):
            continue  # a mark printed over its letter stands off the line of letters, so that a space is made up
        if char.text == " " or INVISIBLE.fullmatch(char.text):
            if current and char.text == " ":
                yield from _word(current)
                current = []
            continue
        if current and not unicodedata.combining(char.text[:1]) and not _touches(current[-1], char):
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
    text = symbol_read(unicodedata.normalize("NFC", "".join(letters)))
    bold = sum(char.style.bold for char in chars)
    box = Box(
        min(char.box.x0 for char in chars),
        min(char.box.top for char in chars),
        max(char.box.x1 for char in chars),
        max(char.box.bottom for char in chars),
    )
    mark = "".join(note)
    yield Word(text, box, base, size, 2 * bold > len(chars), note=mark if mark.isdecimal() else None)
