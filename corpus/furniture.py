"""What a page carries beside the text: page numbers, page marks of OCR tools, receiving stamps."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.elements import Element, Line
from corpus.wording import folded, is_bullet, is_capitals, is_national, is_type_line
from schemas.markers import CAPITALS

_PAGE_MARK = re.compile(
    r"[=\-–—_*#\[({<\s|]*(?:trang|page|tờ số)\s*(?:số\s*)?:?\s*\d{1,4}"
    r"(?:\s*(?:/|of|trên|trong)\s*\d{1,4})?[=\-–—_*#\])}>\s|]*$"
    r"|\{\d{1,4}\}-{5,}$|[-–—=]+\s*\d{1,4}\s+of\s+\d{1,4}\s*[-–—=]+$|\[?(?:page|pagebreak|page break|ngắt trang)\]?$",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?P<dash>[-–—~.|\[(]\s*)?(?P<number>\d{1,3})(?P<total>\s*/\s*\d{1,3})?(?:\s*[-–—~.|\])])?$")
#: A page number on the same line as the heading that opens the page.
_NUMBER_BEFORE_HEADING = re.compile(
    rf"\d{{1,3}}\s*(?=[IVX]{{1,5}}[.\-]\s?[{CAPITALS}])|\d{{1,3}}\s+(?=\d{{1,2}}\.\s+[{CAPITALS}])"
)
#: A speck read as a sign before the number or the bullet of a paragraph.
_SPECK = re.compile(r"[:;,.'’`|~_!]\s+(?=\(?\d{1,2}[.)]|[a-zđ]\)|[IVX]{1,5}\.\s|[-+]\s)")
#: A page holds at least this much text; numbers that stand closer are cells of a table.
_SHORTEST_PAGE = 800

_STAMP = re.compile(
    r"(?:^|.*\s)(?:CONG VAN |CV |VAN BAN )?DEN\s*[:.]?$|^(?:CONG VAN|CV|VAN BAN) DEN\b|^DEN\s+(?:SO|NGAY)\s*[:.]"
)
_STAMP_FIELD = re.compile(
    r"\W*(?:A'\s*)?(?:SO|NGAY|GIO|CHUYEN|KINH CHUYEN|LUU HO SO(?: SO)?|HO SO SO|SAO GUI|Y KIEN)\b.{0,3}[:.;]"
)
#: What a letterhead bears beside it: a draft, its secrecy, haste and circulation (NĐ 30/2020, appendix I, II.10).
_MARK = re.compile(
    r"\W*(?:(?:BAN )?DU THAO(?: (?:LAN )?(?:THU )?\d{1,2})?|HOA TOC(?: HEN GIO)?|THUONG KHAN|KHAN|(?:TOI |TUYET )?MAT"
    r"|LUU HANH NOI BO|XEM XONG TRA LAI|TAI LIEU THU HOI)\W*"
)
_STAMP_REACH = 40


def drop_page_furniture(elements: Sequence[Element]) -> list[Element]:
    """Drop page numbers and page marks; the line after them begins a page."""
    found: list[Element] = []
    since = 0
    pending = page_break = False
    for index, element in enumerate(elements):
        if not isinstance(element, Line):
            found.append(_begun(element, pending))
            pending = False
            since += 200
            continue
        opens_page = pending or element.page_break
        if len(element.words) < 60 and _is_furniture(element, elements, index, opens_page, since):
            page_break = bool(_PAGE_MARK.match(element.words)) or len(element.words) < 12
            pending = pending or page_break
            since = 0
            continue
        if element.cells is None:
            element = _without_number(element, opens_page)
        found.append(_begun(element, pending))
        pending = False
        since += len(element.words)
    return found


def _begun(element: Element, page_break: bool) -> Element:
    if not page_break:
        return element
    return replace(element, page_break=True, gap=max(1, element.gap))


def _is_furniture(line: Line, elements: Sequence[Element], index: int, opens_page: bool, since: int) -> bool:
    words = line.words
    if _PAGE_MARK.match(words):
        return True
    if line.cells is not None or words == "|":
        return False
    after = elements[index + 1] if index + 1 < len(elements) else None
    alone = (line.gap or index == 0 or opens_page) and (after is None or after.gap or after.page_break)
    number = _BARE_NUMBER.match(words)
    if opens_page and (number or (len(words) <= 2 and not is_bullet(words + " x"))):
        return True
    if number is None or not (alone or line.indent >= 20):
        return False
    if since < _SHORTEST_PAGE and not (number.group("dash") and len(words) > 2 and words[-1] in "-–—"):
        return False
    return not number.group("total") or number.group("dash") is not None or since >= _SHORTEST_PAGE


def _without_number(line: Line, opens_page: bool) -> Line:
    if not (opens_page or line.gap or line.heading):
        return line
    speck = _SPECK.match(line.words)
    if speck:
        return replace(line, text=line.text[speck.end() :])
    found = _NUMBER_BEFORE_HEADING.match(line.words)
    return replace(line, text=line.text[found.end() :], page_break=True) if found else line


def mark_stamps(elements: Sequence[Element]) -> None:
    """Mark the lines of receiving stamps before the title; a stamp names its owner, which is not the issuer."""
    head: list[Line] = []
    for element in elements[:_STAMP_REACH]:
        if not isinstance(element, Line):
            continue
        if is_type_line(element.words):
            break
        head.append(element)
    folds = [folded(line.words) if len(line.words) < 80 else "" for line in head]
    for line, fold in zip(head, folds, strict=True):
        line.stamp = line.stamp or (line.words.isupper() and _MARK.fullmatch(fold) is not None)
    fields = [bool(_STAMP_FIELD.match(fold)) for fold in folds]
    for index, fold in enumerate(folds):
        if not _STAMP.search(fold) or not _printed_as_stamp(head[index].words):
            continue
        first = last = index
        while last + 1 < len(head) and fields[last + 1] and not _own_number(folds[last + 1]):
            last += 1
        while first > 0 and fields[first - 1] and not head[first].gap and not _own_number(folds[first - 1]):
            first -= 1
        if first == last and not fields[index]:
            continue
        owner = first
        while owner > 0 and first - owner < 3 and not head[owner].gap and _names_owner(head[owner - 1]):
            owner -= 1
        rest = head[:owner] + head[last + 1 :]
        # Without a gap the letterhead may stand right above a stamp; it is elsewhere, or there is none.
        if any(_names_owner(line) or _names_one_beside(line) for line in rest) or not any(
            is_national(line.words) for line in rest
        ):
            first = owner
        for line in head[first : last + 1]:
            line.stamp = True
            line.cells = line.columns = None


def _printed_as_stamp(words: str) -> bool:
    return "ĐẾN" in words.upper() and (
        "ĐẾN" in words or words.lower().startswith(("công văn đến", "cv đến", "văn bản đến"))
    )


def _own_number(fold: str) -> bool:
    """Tell the document's own number (`Số: 12/KH-UBND`) from one written into a stamp."""
    return bool(re.search(r"\d\s*/\s*(?:[A-Z]{2,}|[A-Z]+-)|^SO\s*:?\s*/?[A-Z]{2,}-", fold))


def _names_one_beside(line: Line) -> bool:
    """Tell whether a line names a body in one column of a letterhead, the national title in the other."""
    cells = [cell.text.strip() for cell in line.cells or ()]
    return any(len(words) > 3 and is_capitals(words) and not is_national(words) for words in cells)


def _names_owner(line: Line) -> bool:
    return is_capitals(line.words) and len(line.words) < 60 and not is_national(line.words)
