"""What pages carry beside the text, told by its place: page numbers, running heads and feet, notes at the foot."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.loose_tables import COUNTED
from corpus.page import Axis, Page, Rule
from corpus.page_lines import PrintedLine
from corpus.wording import folded

#: Share of a page's height, at its top and foot, where furniture stands.
_MARGIN = 0.12
_NUMBER = re.compile(r"[-–—~|\[(]?\s*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\s*[-–—~|\])]?$", re.I)
#: A head that runs over fewer pages is taken for text.
_FEWEST = 3
#: The rule over footnotes is about a third of a line long.
_LONGEST_RULE = 0.5
#: Height in font sizes of the column header of a table without rules, which each page may repeat.
_HEADER = 3.0
#: What opens a footnote where OCR read it: its raised number, or what that is taken for.
_NOTE = re.compile(r"[(\[]?(\d{1,2})[)\].]?|[!?*'’”\"°]{1,2}")
#: A word that OCR read with the number of its footnote, mostly as another mark.
_NOTED = re.compile(r"(?P<word>.*[^\W\d_][)”]?)(?:(?<=[a-zà-ỹ])\d|[!?*'’”\"°])(?P<stop>[.,;:]*)")
_DIGITS = re.compile(r"\d+")
#: What opens an annex: pages of several annexes begin alike, but for a number, and are no running heads for that.
_ANNEX = re.compile(r"\W*(?:PHU LUC|PHU BIEU|BIEU|BANG|MAU|DANH MUC)\b(?P<name>\W*\w)?")
#: The number of its page in a running head.
_PAGE = re.compile(r"\b(?:TRANG|PAGE)\W*\d+(?:\s*/\s*\d+)?")


@dataclass(slots=True)
class Sheet:
    """A page and its printed lines outside of tables; furniture and footnotes are taken off them."""

    page: Page
    lines: list[PrintedLine]
    notes: list[PrintedLine]


def strip_furniture(sheets: Sequence[Sheet]) -> None:
    """Take page numbers, running heads and footnotes off the lines of all pages of a document."""
    running = _running(sheets)
    opened: set[str] = set()
    for sheet in sheets:
        height = sheet.page.height
        inner = [line for line in sheet.lines if not (_at_edge(line, height) and _pattern(line, height) in running)]
        edges = (inner[0], inner[-1]) if inner else ()
        kept = []
        header_end = 0.0
        heads_annex = False
        for line in sheet.lines:
            if COUNTED.match(line.text):
                header_end = line.baseline + _HEADER * line.size
            if not _at_edge(line, height):
                kept.append(line)
                continue
            if any(line is edge for edge in edges) and _NUMBER.match(line.text):
                continue
            pattern, at_top = _pattern(line, height)
            annex = _ANNEX.match(pattern) if at_top else None
            if annex is not None and not (annex["name"] and pattern in opened):
                # What stands under the name of an annex is its title and what it was issued with.
                heads_annex = True
                opened.add(pattern)
            keeps = line.baseline <= header_end or (at_top and heads_annex)
            if (pattern, at_top) in running and not keeps:
                continue
            kept.append(line)
        sheet.lines = kept
        _part_notes(sheet)


def _at_edge(line: PrintedLine, height: float) -> bool:
    return line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height


def _pattern(line: PrintedLine, height: float) -> tuple[str, bool]:
    """Return what running heads have in common, and whether it is a head: the numbers of pages may differ."""
    text = folded(line.text)
    masked = _PAGE.sub("#", text) if _ANNEX.match(text) else _DIGITS.sub("#", line.text)
    return masked, line.box.top < height / 2


def _running(sheets: Sequence[Sheet]) -> set[tuple[str, bool]]:
    seen = Counter(
        pattern
        for sheet in sheets
        for pattern in {
            _pattern(line, sheet.page.height)
            for line in [*sheet.lines[:3], *sheet.lines[-3:]]
            if _at_edge(line, sheet.page.height)
        }
    )
    enough = max(_FEWEST, 0.4 * len(sheets))
    return {pattern for pattern, count in seen.items() if count >= enough}


def _part_notes(sheet: Sheet) -> None:
    """Footnotes stand under a short rule at the foot of the page, in smaller letters."""
    if len(sheet.lines) < 2:
        return
    body = sorted(line.size for line in sheet.lines)[len(sheet.lines) // 2]
    left = min(line.box.x0 for line in sheet.lines)
    for rule in sheet.page.rules:
        if not _may_part_notes(rule, sheet.page.width, left):
            continue
        below = [line for line in sheet.lines if line.baseline > rule.at]
        if not below or len(below) == len(sheet.lines) or not _are_small(below, body):
            continue
        # OCR loses the small raised number of one note or another.
        if any(line.words[0].note or _NOTE.fullmatch(line.words[0].text) or _opens_note(line) for line in below):
            sheet.lines = [line for line in sheet.lines if line.baseline <= rule.at]
            sheet.notes = _numbered(below)
            _mark_words(sheet)
            return


def _opens_note(line: PrintedLine) -> bool:
    return line.text[:1].isdigit() or line.text.startswith(("*", "(", "["))


def _are_small(lines: Sequence[PrintedLine], body: float) -> bool:
    """Tell whether lines are smaller than the text; OCR measures single ones by the brackets in them."""
    sizes = [line.size for line in lines]
    read = lines[0].words[0].confidence is not None
    return (sum(sizes) / len(sizes) if read else max(sizes)) < 0.93 * body


def _numbered(notes: list[PrintedLine]) -> list[PrintedLine]:
    """Mark footnotes that OCR read with their numbers, which it reads as words, or loses in the first."""
    if notes[0].words[0].confidence is None or any(line.words[0].note for line in notes):
        return notes
    number = 0
    for position, line in enumerate(notes):
        opening = _NOTE.fullmatch(line.words[0].text)
        if opening is None or len(line.words) < 2 or not line.words[1].text.lstrip("“(")[:1].isupper():
            continue
        value = int(opening[1] or number + 1 + (position > 0 and not number))
        if number and value != number + 1:
            continue
        if not number and position and value > 1:
            notes[0].words[0].note = str(value - 1)
        number = value
        line.words[1].note = str(value)
        notes[position] = PrintedLine(line.words[1:], line.page)
    return notes


def _mark_words(sheet: Sheet) -> None:
    """Take the numbers of footnotes off the words that they hang on, where as many words as notes have one."""
    numbers = [line.words[0].note for line in sheet.notes if line.words[0].note]
    found: list[tuple[PrintedLine, int, re.Match[str]]] = []
    quoted = 0
    for line in sheet.lines:
        for position, word in enumerate(line.words):
            noted = _NOTED.fullmatch(word.text) if word.confidence is not None else None
            quoted += word.text.count("“")
            if noted is not None and not (quoted and word.text[noted.end("word")] == "”"):
                found.append((line, position, noted))
            quoted = max(0, quoted - word.text.count("”"))
    if len(found) != len(numbers):
        return
    for number, (line, position, noted) in zip(numbers, found, strict=True):
        word = line.words[position]
        line.words[position] = replace(word, text=noted["word"] + noted["stop"], note=number)
    # The text of a line is told from its words once.
    sheet.lines = [PrintedLine(line.words, line.page) for line in sheet.lines]


def _may_part_notes(rule: Rule, width: float, left: float) -> bool:
    return rule.axis is Axis.ACROSS and rule.end - rule.start < _LONGEST_RULE * width and abs(rule.start - left) < 12
