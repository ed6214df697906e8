"""What a web site puts around a document: menus above its letterhead, links and the site's own notes below its end."""

from collections.abc import Iterator, Sequence

from corpus.elements import Element, Grid, Line
from corpus.loose_tables import COUNTED
from corpus.wording import folded, is_authority, is_capitals, is_national, is_position, is_type_line, opens_with

#: Lines of a letterhead before the country's name and motto: the issuer, perhaps its superior, the number.
_LETTERHEAD = 10
#: Lines from a signer's position to the name.
_SIGNATURE = 6
#: Longest line of a name, in characters.
_NAME = 50
#: Fewest columns of a table whose lines are the document's, however many links they hold.
_DATA_COLUMNS = 3


def drop_site(elements: Sequence[Element]) -> list[Element]:
    """Take off what a web page shows before the letterhead of a document and after its signature or last annex.

    Only a page that shows a letterhead or a signature tells where the document begins or ends; else it stays whole.
    """
    lines = list(_lines(elements, data=False))
    start, end = _start([line for line, _ in lines]), _end(lines)
    dropped = {id(line) for line, _ in [*lines[:start], *lines[end:]]}
    return _without(elements, dropped) if dropped else list(elements)


def _lines(elements: Sequence[Element], *, data: bool) -> Iterator[tuple[Line, bool]]:
    """Yield all lines in reading order, and whether each stands in a table of data; the reader bounds how deep."""
    for element in elements:
        if isinstance(element, Line):
            yield element, data
            continue
        cells = [cell for row in element.rows for cell in row]
        nests = any(isinstance(inner, Grid) for cell in cells for inner in cell.content)
        holds = not nests and max((len(row) for row in element.rows), default=0) >= _DATA_COLUMNS
        for cell in cells:
            yield from _lines(cell.content, data=holds)


def _start(lines: Sequence[Line]) -> int:
    """Return where the letterhead begins, 0 where there is none."""
    opens = (at for at, line in enumerate(lines) if not line.linked)
    at = next((at for at in opens if is_national(lines[at].words) or is_type_line(lines[at].words)), None)
    if at is None or not is_national(lines[at].words):
        return 0
    start = at
    while start > 0 and at - start < _LETTERHEAD and _in_letterhead(lines[start - 1]):
        start -= 1
    return start


def _in_letterhead(line: Line) -> bool:
    opens = folded(line.words[:8])
    return not line.linked and (is_capitals(line.words) or opens.startswith(("SO ", "SO:", "V/V")))


def _end(lines: Sequence[tuple[Line, bool]]) -> int:
    """Return where the document has ended: at the first line after its signature that is nothing but links or that
    only a web site prints, if no annex follows."""
    signed = max((at + 1 for at, (line, _) in enumerate(lines) if _signs(line)), default=0)
    if not signed:
        return len(lines)
    for at in range(signed, min(len(lines), signed + _SIGNATURE)):
        line = lines[at][0]
        if not line.linked and not is_capitals(line.words) and len(line.words) < _NAME:
            signed = at + 1
            break
    for at in range(len(lines), signed, -1):
        line, data = lines[at - 1]
        if data or _opens_annex(line):
            signed = at
            break
    outside = (at for at in range(signed, len(lines)) if lines[at][0].linked or opens_with("site", lines[at][0].words))
    return next(outside, len(lines))


def _signs(line: Line) -> bool:
    return not line.linked and (is_authority(line.words) or is_position(line.words))


def _opens_annex(line: Line) -> bool:
    if line.linked:
        return False
    titled = folded(line.words[:12]).startswith(("PHU LUC", "DANH MUC", "BIEU"))
    return titled or bool(COUNTED.match(line.words)) or is_type_line(line.words)


def _without(elements: Sequence[Element], dropped: set[int]) -> list[Element]:
    kept: list[Element] = []
    for element in elements:
        if isinstance(element, Line):
            if id(element) not in dropped:
                kept.append(element)
            continue
        for row in element.rows:
            for cell in row:
                cell.content = _without(cell.content, dropped)
        element.rows = [row for row in element.rows if any(cell.content for cell in row)]
        if element.rows:
            kept.append(element)
    return kept
