"""What the heads of a table call its columns, level by level: `Cơ quan thực hiện` over `Chủ trì` and `Phối hợp`."""

import re
from collections.abc import Sequence

from schemas.source import Block

#: What heads the parts of the sum in the column before them.
_PARTS = re.compile(r"\W*(?:trong đó|bao gồm|chia ra)(?!\w)", re.IGNORECASE)
_SUM = re.compile(r"kinh phí|vốn|dự toán|ngân sách|số tiền|tổng mức", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?(?:\s*=.{1,20})?|\([a-z]\)")


def titles_of(text: str, heads: Sequence[Block]) -> dict[int, list[str]]:
    """Return the names that a table's heads give to each column, the one over several columns first.

    A head that stands over several columns is printed once: it names the columns right of it too that are called
    something below it and nothing above. So does that of a sum for its parts: `Trong đó` says no more than that they
    are some. Numbers of columns (`(1)`, `(2)`) are no names.

    Args:
        text: the document's text.
        heads: the table's rows of column heads, from the top.

    Returns:
        Column number -> its names from the top down, each once; none for a column without a name.
    """
    levels = [{cell.column: text[cell.start : cell.end].strip() for cell in head.cells} for head in heads]
    levels = [level for level in levels if not _counts(level)]
    titles: dict[int, list[str]] = {}
    for column in sorted({column for level in levels for column in level}):
        names: list[str] = []
        for depth, level in enumerate(levels):
            name = level.get(column) or _over_several(levels, depth, column)
            if name and name.lower() not in (above.lower() for above in names):
                names.append(name)
        titles[column] = names
    whole: list[str] = []
    for column, names in titles.items():
        parts = bool(names) and _PARTS.match(names[0]) is not None
        titles[column] = [*whole, *names] if parts else names
        whole = whole if parts else names if any(map(_SUM.search, names)) else []
    return titles


def _counts(level: dict[int, str]) -> bool:
    filled = [words for words in level.values() if words]
    return bool(filled) and all(_COLUMN_NUMBER.fullmatch(words) for words in filled)


def _over_several(levels: Sequence[dict[int, str]], depth: int, column: int) -> str:
    """Return the head left of an empty one that stands over it too: both have names of their own below."""
    if any(above.get(column) for above in levels[:depth]):
        return ""  # the head above reaches down
    below = levels[depth + 1 :]
    for at in range(column, -1, -1):
        if not any(level.get(at) for level in below):
            return ""
        if levels[depth].get(at):
            return levels[depth][at]
    return ""
