"""The column header of a grid: which rows it has, and which of its cells stand over several columns."""

import re
from collections.abc import Sequence
from itertools import groupby

from corpus.elements import GridCell, Line
from corpus.wording import folded, is_header_word

#: Rows that a column header has at most.
HEAD_ROWS = 4
#: Characters of a name that stands below another one, at most.
_LONGEST_NAME = 60
#: The year that a column of figures belongs to.
_YEAR = re.compile(r"(?:(?:[^\W\d]+ ){0,3}năm )?(?:19|20)\d\d", re.IGNORECASE)
_STAGE = re.compile(r"(?:(?:[^\W\d]+ ){0,3}(?:năm|giai đoạn) )?(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}[.)/-]{0,2}$")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?(?:\s*=.{1,20})?$|\([a-z]\)$")
#: What names over several columns say, and what those below them then say.
_OVER_SEVERAL = (
    (r"(?:CO QUAN|DON VI|PHAN CONG|TO CHUC|TRACH NHIEM)\b", r".*\b(?:CHU TRI|PHOI HOP)\b"),
    (
        r".*\b(?:KINH PHI|VON|DU TOAN)\b",
        r"(?:TONG|NGAN SACH|XA HOI HOA|NGUON|VON|NS|NSNN|NSTW|NSDP|KHAC|DOANH NGHIEP|TRUNG UONG|DIA PHUONG)\b",
    ),
    (
        r".*\b(?:MUC TIEU|CHI TIEU|LO TRINH|KE HOACH|PHAN KY|THOI GIAN|NAM|GIAI DOAN)\b",
        r"(?:[A-Z]+ ){0,4}(?:19|20)\d\d",
    ),
)


def words_of(cell: GridCell) -> str:
    """Return the words of a cell that holds lines only."""
    return " ".join(element.words for element in cell.content if isinstance(element, Line))


def opens_table(texts: Sequence[str], row: Sequence[GridCell]) -> bool:
    """Tell whether a row is a column header, from its words."""
    filled = [text for text in texts if text]
    if len(filled) < 2 or any(len(text) > 150 for text in filled):
        return False
    if all(cell.head for cell in row if cell.content):
        return True
    words = sum(map(is_header_word, filled))
    years = sum(_YEAR.fullmatch(text) is not None for text in filled)
    if _NUMBER.match(filled[0]):
        return words >= 3 and words == len(filled) - 1  # `TT` that OCR read as `11`
    return words >= 2 and words + years >= 0.6 * len(filled)


def goes_on_below(texts: Sequence[str], row: Sequence[GridCell], above: Sequence[str]) -> bool:
    """Tell whether a row below the first one is part of the column header: numbers of columns, or names below others.

    Args:
        texts: the words of the row's cells, column by column.
        row: the cells, spread out.
        above: the words of the header's row above, folded; empty where a cell covers several columns.
    """
    filled = [text for text in texts if text]
    if len(filled) > 1 and all(_COLUMN_NUMBER.match(text) for text in filled):
        return True
    if all(cell.head for cell in row):
        return True
    if not texts[0] and len(filled) > 1 and all(map(is_header_word, filled)):
        return True
    again = [bool(text) and at < len(above) and folded(text) == above[at] for at, text in enumerate(texts)]
    own = [at for at, text in enumerate(texts) if text and not again[at]]
    if (texts[0] and not again[0]) or len(own) < 2:
        return False
    return all(len(texts[at]) < _LONGEST_NAME and _is_below_several(above, at) and _names(texts[at]) for at in own)


def is_column_name(text: str) -> bool:
    """Tell whether a cell reads like a column header, years and sources of money over figures among them."""
    return is_header_word(text) or any(re.match(below, folded(text)) for _, below in _OVER_SEVERAL)


def _names(text: str) -> bool:
    return _STAGE.fullmatch(text) is not None or not any(map(str.isdigit, text))


def _is_below_several(above: Sequence[str], at: int) -> bool:
    """Tell whether a column has a neighbour with the same cell above, which is empty or printed again beside it."""
    if at >= len(above) or not above[at]:
        return at > 0
    beside = above[at + 1] if at + 1 < len(above) else ""
    return beside in ("", above[at]) or (at > 0 and above[at - 1] == above[at])


def spread_heads(rows: list[list[GridCell]]) -> list[list[GridCell]]:
    """Put the two upper rows of a grid whose cells all have one column over and under each other.

    Where a cell that stands over several columns is written once, without empty ones beside it, its row has fewer cells
    than the table has columns; where only the names below it are written, the row below has no others.
    """
    if len(rows) < 3 or any(cell.width > 1 or cell.height > 1 for row in rows[:2] for cell in row):
        return rows
    width = max(len(row) for row in rows[2 : 2 + HEAD_ROWS])
    upper, lower = rows[0], rows[1]
    texts = [words_of(cell) for cell in upper]
    if width < 4 or len(upper) > width or not 0 < len(lower) <= width or not opens_table(texts, upper):
        return rows
    below = [words_of(cell) for cell in lower]
    if below and all(below) and len(below) < width - 1:
        placed = _placed(texts, lower, width)
        if placed is None:
            return rows
        lower, below = placed, [words_of(cell) for cell in placed]
    if len(upper) < width and not below[0] and not any(map(_COLUMN_NUMBER.match, below)):
        below += [""] * (width - len(below))
        spread = _spread(upper, [_kind(words) for words in below]) or _spread(upper, [words != "" for words in below])
        if spread is None:
            return rows
        upper = spread
    return [upper, lower, *rows[2:]]


def _kind(words: str) -> int:
    """Return which wording of names below others a cell has, from 1 on; the next number for others, 0 for none."""
    if not words:
        return 0
    upper = folded(words)
    kinds = (kind for kind, (_, below) in enumerate(_OVER_SEVERAL, start=1) if re.match(below, upper))
    return next(kinds, len(_OVER_SEVERAL) + 1)


def _placed(upper: Sequence[str], lower: Sequence[GridCell], width: int) -> list[GridCell] | None:
    """Put a few names that are alone in their row below those of the row above that say what they are parts of."""
    places: dict[int, list[GridCell]] = {}
    limit = len(upper)
    for kind, group in reversed([(kind, list(cells)) for kind, cells in groupby(lower, lambda c: _kind(words_of(c)))]):
        if kind > len(_OVER_SEVERAL):
            return None
        over = _OVER_SEVERAL[kind - 1][0]
        at = next((at for at in reversed(range(limit)) if re.match(over, folded(upper[at]))), None)
        if at is None:
            return None
        while at > 0 and upper[at - 1] == upper[at]:
            at -= 1
        places[at], limit = group, at
    found: list[GridCell] = []
    at = 0
    while at < len(upper):
        group = places.get(at, [GridCell()])
        found += group
        beside = upper[at + 1 : at + len(group)] if len(upper) == width else []
        if any(words not in ("", upper[at]) for words in beside):
            return None
        at += 1 + len(beside)
    return found if len(found) == width else None


def _spread(upper: Sequence[GridCell], kinds: Sequence[int]) -> list[GridCell] | None:
    """Give cells of an upper row as many columns as have names of one kind below; None where they do not add up."""
    found: list[GridCell] = []
    cells = iter(upper)
    for kind, group in groupby(kinds):
        for place, _ in enumerate(group):
            if kind and place:
                found.append(GridCell(covered="beside"))
                continue
            cell = next(cells, None)
            if cell is None:
                return None
            found.append(cell)
    return found if next(cells, None) is None else None
