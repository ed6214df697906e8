"""Lines that hold two: a heading printed on to the one before it (`I. MỤC ĐÍCH, YÊU CẦU**1. Mục đích**`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.elements import Element, Line
from corpus.traced import Traced
from corpus.wording import is_capitals, is_complete, is_type_line
from schemas.markers import match_marker
from schemas.vocabulary import MarkerKind

#: A heading in capitals and the number of the next one, with nothing or a space between.
_CAPITALS_THEN_NUMBER = re.compile(r"(?<=[^\W\d_a-zà-ỹ])[ ]?(?=(?:\d{1,2}|[a-zđ])[.)\-][ ]?[A-ZĐÀ-Ỹ][a-zà-ỹđ]*[ ][a-zà-ỹđ])")


def split_glued(elements: Sequence[Element]) -> list[Element]:
    """Part headings that stand on one line."""
    found: list[Element] = []
    for element in elements:
        if not isinstance(element, Line) or element.cells is not None:
            found.append(element)
            continue
        cuts = list(_cuts(element.text))
        if not cuts:
            found.append(element)
            continue
        edges = [0, *cuts, len(element.text)]
        parts = [element.text[a:b].stripped() for a, b in zip(edges, edges[1:], strict=False)]
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


def _cuts(text: Traced) -> Iterator[int]:
    words = text.text
    if len(words) > 2000:
        return
    edges = {edge for span in text.bold_spans() for edge in span if 0 < edge < len(words)} if 1 in text.bold else set()
    start = 0
    for edge in sorted(edges):
        before, after = words[start:edge], words[edge:]
        if before[-1:].isspace() or after[:1].isspace() or not after[:1].isalnum():
            continue
        if _parts(before.strip(), after):
            yield edge
            start = edge
    found = _CAPITALS_THEN_NUMBER.search(words, start)
    if found and found.start() > start + 5 and _is_capital_heading(words[start : found.start()]):
        yield found.end()


def _parts(before: str, after: str) -> bool:
    if is_type_line(before):
        return True
    marker = match_marker(after)
    if marker is None or not after[marker.length :].strip():
        return False
    return is_complete(before) or match_marker(before) is not None and len(before) > 4


def _is_capital_heading(words: str) -> bool:
    marker = match_marker(words)
    kinds = (MarkerKind.ROMAN, MarkerKind.PART)
    return marker is not None and marker.kind in kinds and is_capitals(words[marker.length :])
