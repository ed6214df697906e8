"""Letterheads and signature blocks of Word documents that tabs set in two columns: cells for every line of them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.elements import Element, Line
from corpus.wording import folded, is_authority, is_bullet, is_national, is_position, is_recipients, is_type_line
from schemas.markers import match_marker

#: Lines of such a block at most, and characters of one that stands in one column alone.
_LONGEST_BLOCK = 24
_LONGEST_LINE = 90
#: Lines without a tab that may stand between two with one.
_MOST_BETWEEN = 8


def join_tabbed(elements: Sequence[Element]) -> None:
    """Make the lines of each block that tabs set in two columns follow each other, each with its cells.

    Word parts paragraphs by white space, so that each line of such a block looks as if it stood alone.

    Args:
        elements: what was read of the body, in order; a line that a tab opens has its text in `columns`, which is
            taken off it.
    """
    index = 0
    while index < len(elements):
        first = elements[index]
        end = _end(elements, index) if isinstance(first, Line) and _opens(first) else index + 1
        for at in range(index, end):
            line = elements[at]
            if isinstance(line, Line):
                if end > index + 1:
                    line.gap = line.gap if at == index else 0
                    line.cells = line.cells or ([line.text[0:0], line.text] if line.columns else [line.text])
                line.columns = None
        index = end


def _opens(line: Line) -> bool:
    cells = line.cells or []
    if len(cells) != 2:
        return False
    left, right = (cell.text for cell in cells)
    return is_national(right) or is_recipients(left) or is_authority(right) or is_position(right)


def _end(elements: Sequence[Element], start: int) -> int:
    """Return where the block ends: after its last line with a tab, and the recipients below it."""
    end, bare = start + 1, 0
    for at in range(start + 1, min(len(elements), start + _LONGEST_BLOCK)):
        line = elements[at]
        if not isinstance(line, Line) or line.page_break or len(line.cells or "12") != 2 or _is_foreign(line):
            break
        if line.cells or line.columns:
            end, bare = at + 1, 0
        elif is_bullet(line.words) and end == at:
            end = at + 1
        else:
            bare += 1
            if bare > _MOST_BETWEEN:
                break
    return end


def _is_foreign(line: Line) -> bool:
    """Tell whether a line belongs to no such block: a title, a numbered line, running text."""
    words = line.words
    if line.cells:
        return is_type_line(line.cells[0].text)
    if is_type_line(words) or len(words) > _LONGEST_LINE or folded(words[:8]).startswith("PHU LUC"):
        return True
    return match_marker(words) is not None and not is_bullet(words)
