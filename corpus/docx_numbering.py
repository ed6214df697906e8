"""Automatic list numbers of Word documents, as they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.docx_package import WORD
from corpus.docx_styles import ListPlace, value

_LEVELS = 9
_LARGEST = 100_000
_LONGEST_LABEL = 50
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    """One level of a list: its format, its text with places (`%1.%2.`), its first number, and what restarts it."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    glued: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    """An instance of a list; instances of one abstract list count on together."""

    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the items of all lists of a document, in reading order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        by_style: dict[str, str] = {}
        linked: dict[str, str] = {}
        for element in root.iterfind(WORD + "abstractNum"):
            name = value(element, "abstractNumId") or ""
            abstracts[name] = dict(_levels(element))
            defines = value(element.find(WORD + "styleLink"))
            uses = value(element.find(WORD + "numStyleLink"))
            if defines:
                by_style[defines] = name
            if uses:
                linked[name] = uses
        for name, style in linked.items():
            if not abstracts[name] and style in by_style:
                abstracts[name] = abstracts[by_style[style]]
        for element in root.iterfind(WORD + "num"):
            abstract = value(element.find(WORD + "abstractNumId")) or ""
            levels = dict(abstracts.get(abstract, {}))
            overrides: dict[int, int] = {}
            for override in element.iterfind(WORD + "lvlOverride"):
                level = _number(value(override, "ilvl"), 0)
                start = override.find(WORD + "startOverride")
                levels.update(_levels(override))
                if start is not None:
                    overrides[level] = _number(value(start), 1)
            self._lists[value(element, "numId") or ""] = _List(abstract, levels, overrides)

    def label(self, place: ListPlace) -> str | None:
        """Count a paragraph and return the number or bullet that is printed before it.

        Returns:
            The label with the space after it; None where the list is switched off or unknown.
        """
        found = self._lists.get(place.number or "")
        if found is None or place.number is None:
            return None
        at = _level_of(place, found)
        level = found.levels.get(at)
        if level is None:
            return None
        counts = self._counts[found.abstract]
        start = level.start
        fresh = (place.number, at) not in self._begun
        if fresh and at in found.overrides:
            start = found.overrides[at]
            counts.pop(at, None)
        self._begun.add((place.number, at))
        counts[at] = counts[at] + 1 if at in counts else start
        for deeper in range(at + 1, _LEVELS):
            below = found.levels.get(deeper)
            if below is None or below.restart is None or at < below.restart:
                counts.pop(deeper, None)
        if level.form == "bullet":
            text = level.text.strip()
            # One letter is what a symbol font draws as a bullet: `v` of Wingdings is a lozenge.
            return f"{'•' if len(text) == 1 and text.isalnum() else _PRIVATE.sub(_bullet, text) or '-'} "
        if level.form == "none" and not level.text:
            return None

        def shown(match: re.Match[str]) -> str:
            other_at = int(match[1]) - 1
            other = found.levels.get(other_at, level)
            number = counts.get(other_at, other.start)
            return _written(number, "decimal" if level.legal else other.form)

        label = _PLACE.sub(shown, level.text)
        return label + ("" if level.glued else " ") if label else None


def _level_of(place: ListPlace, found: _List) -> int:
    """Return the level that a place names, else the one that the list keeps for its style, else the first."""
    if place.level is not None:
        return place.level
    named = {level.style: at for at, level in found.levels.items() if level.style is not None}
    return next((named[style] for style in place.styles if style in named), 0)


def _levels(element: Element) -> Iterator[tuple[int, _Level]]:
    for found in element.iterfind(WORD + "lvl"):
        at = _number(value(found, "ilvl"), 0)
        if at >= _LEVELS:
            continue
        restart = value(found.find(WORD + "lvlRestart"))
        legal = found.find(WORD + "isLgl")
        yield (
            at,
            _Level(
                value(found.find(WORD + "numFmt")) or "decimal",
                (value(found.find(WORD + "lvlText")) or "")[:_LONGEST_LABEL],
                _number(value(found.find(WORD + "start")), 1),
                None if restart is None else _number(restart, 0),
                legal is not None and value(legal) not in ("0", "false"),
                value(found.find(WORD + "suff")) == "nothing",
                value(found.find(WORD + "pStyle")),
            ),
        )


def _number(text: str | None, default: int) -> int:
    return min(int(text), _LARGEST) if text is not None and text.isdecimal() and len(text) < 9 else default


def _bullet(found: re.Match[str]) -> str:
    """Read a bullet of a symbol font: a dash where it is one, else a dot."""
    return "-" if ord(found.group()) & 0xFF in (0x2D, 0xBE) else "•"


def _written(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10) if number > 0 else ""
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = []
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        letters.append(sign * count)
    return "".join(letters)
