"""Lines that hold two: a heading printed on to the one before it (`I. MỤC ĐÍCH, YÊU CẦU**1. Mục đích**`)."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.elements import Element, Line
from corpus.traced import Traced
from corpus.wording import SMALL, is_capitals, is_complete, is_type_line, national_at
from schemas.markers import CAPITALS, match_marker
from schemas.vocabulary import MarkerKind

#: A heading in capitals and the number of the next one, with nothing or a space between.
_CAPITALS_THEN_NUMBER = re.compile(
    rf"(?<=[{CAPITALS}])[ ]?(?=(?:\d{{1,2}}|[a-zđ])[.)\-][ ]?[{CAPITALS}][{SMALL}]*[ ][{SMALL}])"
)
#: What a plan says in brackets below its title; that after a title, and the first heading after it.
_CAPTION = r"\((?:Ban hành |Kèm |Đính kèm|kèm |ban hành )[^()]{10,300}"
_TITLE_THEN_CAPTION = re.compile(rf"[ ](?={_CAPTION}\)?$)")
_CAPTION_THEN_HEADING = re.compile(
    rf"{_CAPTION}\)[ ]+"
    rf"(?=(?:[IVX]{{1,5}}|[A-H])[.)\-–][ ]?[{CAPITALS}]{{2}})"
)
#: A document's own number and its dateline, which stand side by side in print.
_NUMBER_AND_DATE = re.compile(r"Số\s*:?\s*[\d .…]*[-/]?\s*[^\s,]+\s+(?=[A-ZĐ][^\d,.;:]{2,30},\s*ngày\b)", re.IGNORECASE)
_HEAD_REACH = 20


def split_glued(elements: Sequence[Element]) -> list[Element]:
    """Part what stands on one line and belongs on two: headings, and the two columns of a letterhead."""
    found: list[Element] = []
    for number, element in enumerate(elements):
        if not isinstance(element, Line) or element.cells is not None:
            found.append(element)
            continue
        cuts = list(_cuts(element.text)) or (_columns(element) if number < _HEAD_REACH else [])
        if not cuts:
            found.append(element)
            continue
        edges = [0, *cuts, len(element.text)]
        parts = [element.text[a:b].stripped() for a, b in itertools.pairwise(edges)]
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            found.append(
                replace(
                    element,
                    text=part,
                    gap=element.gap if index == 0 else 1,
                    page_break=element.page_break and index == 0,
                    hard=element.hard if last else True,
                    runs_on=element.runs_on and last,
                    columns=None,
                )
            )
    return found


def _columns(line: Line) -> list[int]:
    """Find where the right column of a letterhead begins on a line that OCR read across both."""
    if line.columns or len(line.words) > 150:
        return []
    at = national_at(line.words)
    if at > 3:
        return [at]
    found = _NUMBER_AND_DATE.match(line.words)
    return [found.end()] if found else []


def _cuts(text: Traced) -> Iterator[int]:
    words = text.text
    if len(words) > 2000:
        return
    edges = {edge for span in text.bold_spans() for edge in span if 0 < edge < len(words)} if 1 in text.bold else set()
    start = 0
    for edge in sorted(edges):
        before, after = words[start:edge], words[edge:]
        if start == 0 and 0 not in text.bold[:edge] and 1 not in text.bold[edge:] and after.startswith(" Căn cứ "):
            yield edge  # the last line of a title was as long as one of the preamble
            return
        if before[-1:].isspace() or after[:1].isspace() or not after[:1].isalnum():
            continue
        if _parts(before.strip(), after):
            yield edge
            start = edge
    title = _TITLE_THEN_CAPTION.search(words, start)
    if title and is_capitals(words[start : title.start()]):
        yield title.start()
        start = title.end()
    caption = _CAPTION_THEN_HEADING.match(words, start)
    if caption:
        yield caption.end()
        start = caption.end()
    found = _CAPITALS_THEN_NUMBER.search(words, start)
    if found and found.start() > start + 5 and _is_capital_heading(words[start : found.start()]):
        yield found.end()


def _parts(before: str, after: str) -> bool:
    if is_type_line(before):
        return True
    marker = match_marker(after)
    if marker is None or not after[marker.length :].strip():
        return False
    return is_complete(before) or (match_marker(before) is not None and len(before) > 4)


def _is_capital_heading(words: str) -> bool:
    marker = match_marker(words)
    kinds = (MarkerKind.ROMAN, MarkerKind.PART)
    return marker is not None and marker.kind in kinds and is_capitals(words[marker.length :])
