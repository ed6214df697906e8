"""A page of a document as a picture with its extracted spans boxed: `kehoach show DOCUMENT --page N --image FILE`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import corpus
from corpus.drawing import SCALE, draw_page
from flows.failures import Failure
from warehouse import DocumentPage, page_spans
from warehouse.formats import replaced_file
from warehouse.page_boxes import LAYERS

#: Layer -> its colour, and by how many points its boxes stand off the words: what holds others stands further off.
_STYLES: dict[str, tuple[tuple[int, int, int], float]] = {
    "tasks": ((31, 119, 180), 4.0),
    "targets": ((214, 39, 40), 2.5),
    "legal_references": ((140, 86, 75), 1.5),
    "agency_mentions": ((148, 103, 189), 1.0),
    "dates": ((44, 140, 44), 1.0),
    "amounts": ((214, 80, 170), 0.5),
    "percentages": ((255, 127, 14), 0.5),
    "corrections": ((0, 150, 170), 0.5),
}
_TINT, _LINE = 34, 2
_ORIGINS = {"ocr": "read by OCR", "text_layer": "read from its text layer", "text": "read as text"}
#: Pixels: size of the legend's letters, and their distance from edges and each other.
_LETTERS, _GAP = 22, 14


def show_page(warehouse: Path, document: str, page: int, target: Path) -> str:
    """Draw a page of a document with the rows that were extracted from it.

    Args:
        warehouse: the warehouse.
        document: words that name the document.
        page: 1-based page.
        target: the PNG file to write.

    Returns:
        What was drawn, in one line.

    Raises:
        Failure: the target is no PNG file or cannot be written; the source file is gone, has changed, or cannot be
            drawn.
        WarehouseError: as `warehouse.page_spans`.
    """
    if target.suffix.casefold() != ".png":
        raise Failure(f"--image writes PNG: name a file that ends in .png, not {target.name!r}.", 2)
    if not target.parent.is_dir():
        raise Failure(f"{target} cannot be written: there is no folder {target.parent}. Make it first.", 2)
    shown = page_spans(warehouse, document, page)
    path, data = _source(shown)
    try:
        picture = draw_page(
            data,
            path.name,
            shown.media_type,
            page,
            size=(shown.width, shown.height),
            turned=shown.turned,
            levelled=shown.levelled,
        )
    except corpus.RejectedInput as error:
        raise Failure(str(error)) from error
    with replaced_file(target, binary=True) as file:
        _with_legend(_with_boxes(picture, shown), shown).save(file, "PNG")
    counts = ", ".join(f"{name} {count}" for name, count in _counts(shown).items())
    return f"{target}: page {page} of {shown.page_count}, {len(shown.spans)} boxes{f' ({counts})' if counts else ''}"


def _source(shown: DocumentPage) -> tuple[Path, bytes]:
    """Find the file that the page was read from, wherever the same bytes were read."""
    changed = None
    for place in map(Path, shown.places):
        try:
            data = place.read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == shown.sha256:
            return place, data
        changed = changed or place
    if changed is not None:
        raise Failure(f"{changed} has changed since it was read, its boxes no longer fit: ingest it again.")
    raise Failure(f"{shown.places[0]} is not there any more: put it back, or ingest it from where it is now.")


def _with_boxes(picture: Image.Image, shown: DocumentPage) -> Image.Image:
    tints = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(tints)
    for span in shown.spans:
        colour, off = _STYLES[span.layer]
        x0, top, x1, bottom = span.box
        edges = [(x0 - off) * SCALE, (top - off) * SCALE, (x1 + off) * SCALE, (bottom + off) * SCALE]
        # Boxes are laid over each other, so that what stands within another span is seen in both colours.
        layer = Image.new("RGBA", (1, 1), (*colour, _TINT))
        area = [round(edge) for edge in edges]
        size = (max(1, area[2] - area[0]), max(1, area[3] - area[1]))
        tints.alpha_composite(layer.resize(size), (max(0, area[0]), max(0, area[1])))
        pen.rectangle(edges, outline=(*colour, 255), width=_LINE)
    return Image.alpha_composite(picture.convert("RGBA"), tints).convert("RGB")


def _with_legend(picture: Image.Image, shown: DocumentPage) -> Image.Image:
    """Put a band above a page that tells what it is and which colour is which layer."""
    font = ImageFont.load_default(_LETTERS)
    lines: list[list[tuple[tuple[int, int, int] | None, str]]] = [[(None, _facts(shown))], []]
    right = _GAP
    for layer, count in _counts(shown).items():
        words = f"{layer.replace('_', ' ')} {count}"
        width = round(font.getlength(words)) + _LETTERS + 3 * _GAP
        if lines[-1] and right + width > picture.width:
            lines.append([])
            right = _GAP
        lines[-1].append((_STYLES[layer][0], words))
        right += width
    if not shown.spans:
        lines[-1].append((None, "nothing was extracted from this page"))
    pitch = _LETTERS + _GAP
    band = len(lines) * pitch + _GAP
    whole = Image.new("RGB", (picture.width, picture.height + band), (240, 240, 240))
    whole.paste(picture, (0, band))
    pen = ImageDraw.Draw(whole)
    for row, line in enumerate(lines):
        x, y = _GAP, _GAP + row * pitch
        for colour, words in line:
            if colour is not None:
                tint = tuple(255 - (255 - part) * _TINT // 255 for part in colour)
                pen.rectangle([x, y, x + _LETTERS, y + _LETTERS], fill=tint, outline=colour, width=_LINE)
                x += _LETTERS + _GAP // 2
            pen.text((x, y), words, fill="black", font=font)
            x += round(font.getlength(words)) + 2 * _GAP
    return whole


def _facts(shown: DocumentPage) -> str:
    def parts() -> Iterator[str]:
        yield f"page {shown.page} of {shown.page_count}"
        yield _ORIGINS.get(shown.text_origin, shown.text_origin)
        if shown.ocr_confidence is not None:
            yield f"confidence {shown.ocr_confidence:.0f}"
        if shown.turned:
            yield f"turned by {shown.turned} degrees"
        if shown.levelled:
            yield f"levelled by {shown.levelled:.1f} degrees"

    return ", ".join(parts())


def _counts(shown: DocumentPage) -> dict[str, int]:
    found = Counter(span.layer for span in shown.spans)
    return {layer: found[layer] for layer in LAYERS if found[layer]}
