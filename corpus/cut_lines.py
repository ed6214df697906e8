"""Printed lines that a narrow column, a cell or the end of a line cut in two, to one line again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.elements import Line
from corpus.traced import Traced
from corpus.wording import (
    ends_letterhead,
    is_authority,
    is_bullet,
    is_capitals,
    is_position,
    is_recipients,
    starts_letterhead,
    starts_small,
)

#: A dateline that a narrow column cuts before its figures.
_CUT_DATE = re.compile(r"\b(?:ngày|tháng|năm)$", re.IGNORECASE)
#: Words that a column too narrow for them cuts: a date, the year that ends one, a quarter or a span, `TT`, `STT`.
_CUT_WORD = re.compile(
    r"(?:^|\s)(?:\d{1,2}/(?:0\n[1-9]|1\n[0-2])/(?:19|20)\d\d|\S+[/–-](?:19|20)\d\n\d"
    r"|(?:\d{1,2}/\d{1,2}|[IVX]{1,3}|[Tt]háng \d{1,2})/(?:19\n\d\d|20\n\d\d|1\n9\d\d|2\n0\d\d))(?=$|[\s.,;])"
    r"|^(?:S\nT|S\nTT|S?T\nT)$"
)
#: A month or an amount that such a column cuts, each part a line of its own: no line of a paragraph is as short.
_PARTS = re.compile(r"[\d.]{1,12}\n\.?\d[\d.]{0,11}|\d{1,2}/20\n\d\d")
_WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,2}/20\d\d")
#: Characters before and after a cut that such a word may have.
_LONGEST_CUT = 12


def join_words(lines: Sequence[Line]) -> Traced:
    """Join printed lines to one text: a space between them, none after a hyphen or a slash within a word."""
    texts = [line.text for line in lines if line.words]
    if not texts:
        return Traced.plain("", 0)
    return Traced.joined(texts, [separator(a.text, b.text) for a, b in itertools.pairwise(texts)])


def separator(before: str, after: str) -> str:
    """What stands between two joined lines."""
    if re.search(r"(?:\w[-–]|\d/|[(“])$", before) and re.match(r"[\w“(]", after):
        return ""
    if re.search(r"\w$", before) and re.match(r"&\w", after):
        return ""
    if _CUT_WORD.search(f"{before[-_LONGEST_CUT:]}\n{after[:_LONGEST_CUT]}"):
        return ""
    if _PARTS.fullmatch(f"{before}\n{after}") and _WHOLE.fullmatch(before + after):
        return ""
    return " "


def layout_lines(lines: Sequence[Line]) -> list[Line]:
    """Join the printed lines of a letterhead or a signature block that are one line cut in two."""
    found: list[Line] = []
    for line in lines:
        if found and _is_cut(found[-1], line):
            found[-1] = replace(found[-1], text=join_words([found[-1], line]), runs_on=line.runs_on, hard=line.hard)
        else:
            found.append(line)
    return found


def _is_cut(before: Line, after: Line) -> bool:
    if is_bullet(after.words) or is_authority(after.words) or before.rule or after.rule:
        return False
    if before.hard and after.gap:  # another column, or white space within one
        return False
    if ends_letterhead(before.words, after.words) and not is_position(after.words):
        return True
    if starts_letterhead(before.words) and before.runs_on:
        return True
    if is_recipients(before.words):
        return False
    if _CUT_DATE.search(before.words) and after.words[:1].isdigit():
        return True
    if starts_small(after.words) and not before.words.endswith("."):
        return True
    if before.words.endswith(",") and not is_capitals(after.words):
        return True
    return before.runs_on and not before.hard and not after.gap and not is_position(after.words)
