"""Pages of a document to its source text, whichever format they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.errors import EmptyInput
from corpus.page import Page
from corpus.page_layout import lay_out_pages
from corpus.places import Places
from corpus.reading import source_of
from corpus.spreads import unfolded
from corpus.unread import OFF, told, told_illegible
from schemas.source import SourcePage, SourceText
from schemas.vocabulary import TextOrigin


def source_of_pages(pages: Sequence[Page], name: str, media_type: str) -> SourceText:
    """Lay out pages and repair what was misread.

    Args:
        pages: what stands on each page, in order.
        name: the file's name, for messages.
        media_type: its MIME type.

    Raises:
        EmptyInput: if nothing is printed on them.
    """
    single, origins = unfolded(pages)
    places = Places(origins)
    elements = lay_out_pages(single, places)
    source = source_of(elements, places=places, media_type=media_type, warnings=tuple(_warnings(pages)))
    if not source.text:
        raise EmptyInput(name, "has nothing printed on its pages", "give a file with a document in it")
    return replace(
        source,
        pages=tuple(_source_pages(pages, source)),
        text_origin=_origin(pages),
        ocr_confidence=_confidence(pages),
        notes=tuple(_notes(pages)),
    )


def _warnings(pages: Sequence[Page]) -> Iterator[str]:
    if any(page.unread for page in pages):
        yield f"not read: {told(pages)}, and {OFF}"
    if illegible := told_illegible(pages):
        yield f"illegible: {illegible} left out, as OCR is sure of hardly a word; scan anew what is no empty page"


def _notes(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        for note in page.notes:
            yield f"page {page.number}: note of an electronic signature: {note[:200]}"


def _source_pages(pages: Sequence[Page], source: SourceText) -> Iterator[SourcePage]:
    """Tell where each page begins and ends in the text; footnotes, which stand after all pages, are not counted."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    reached = 0
    for stretch in source.stretches:
        if stretch.page is None or stretch.page < reached:
            continue
        reached = stretch.page
        starts.setdefault(reached, stretch.start)
        ends[reached] = stretch.end
    last = 0
    for page in pages:
        start = starts.get(page.number, last)
        last = ends.get(page.number, start)
        yield SourcePage(
            page.number,
            start,
            last,
            page.width,
            page.height,
            page.origin,
            page.confidence,
            page.turned,
            page.levelled,
        )


def _origin(pages: Sequence[Page]) -> TextOrigin:
    origins = Counter(page.origin for page in pages if page.words)
    return TextOrigin.MIXED if len(origins) > 1 else next(iter(origins), TextOrigin.TEXT_LAYER)


def _confidence(pages: Sequence[Page]) -> float | None:
    read = [(page.confidence, len(page.words)) for page in pages if page.confidence is not None and page.words]
    return sum(c * n for c, n in read) / sum(n for _, n in read) if read else None
