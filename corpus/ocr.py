"""The image of a page to what stands on it: words with boxes and confidences, rules, and ruled tables cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corpus.errors import NeedsOcr
from corpus.fold import find_fold
from corpus.image_columns import find_gutters
from corpus.image_rules import erased, find_rules
from corpus.legible import legible, parted
from corpus.missed_words import with_missed_words
from corpus.open_columns import open_columns, open_tables
from corpus.page import Box, Page, RuledTable, Word
from corpus.page_borders import without_borders
from corpus.page_image import (
    DPI,
    SPECK,
    Ready,
    cleaned,
    evened,
    has_shades,
    ink_of,
    letters_of,
    levelled,
    resized,
    run_of_lines,
    speckle,
    stands_up,
    turned,
    without_colour,
    without_dust,
)
from corpus.roman_strokes import number_alone, recounted, strokes_alone
from corpus.rulings import find_tables
from corpus.second_look import looked_at_again
from corpus.signs import tell_signs
from corpus.spreads import side_by_side
from corpus.tesseract import INSTALL, ReadWord, Segmentation, TesseractMissing, recognise, recognise_part
from schemas.vocabulary import TextOrigin

__all__ = ["DPI", "read_page_image"]

#: Share of tiny blots above which a page is cleaned of them.
_SPECKLED = 0.35
#: Mean confidence below which a page holds no print: noise of an empty page, or what shines through from its back.
_NO_PRINT = 40.0
#: Mean confidence above which a short word needs no other reading.
_CLEAR = 90.0
#: Grey that is ink, and its height and width in points up to which a part of a page may be one short word.
_INK = 128
_ONE_LINE, _SHORT_WORD, _MARGIN = 16.0, 40.0, 3.0
#: Height in points below which ink is no letter.
_LOWEST = 3.0
#: Width in points of the widest column that holds running numbers alone.
_NUMBER_COLUMN = 64.0
_POINTS = 72.0
#: Long side in points of an A4 page and of two side by side, and between which bounds that of a page may lie.
_A4, _A3 = 842.0, 1190.6
_SHORT, _LONG = 500.0, 1300.0

Gray = NDArray[np.uint8]


def read_page_image(image: Image.Image, *, dpi: float | None = None, name: str = "image", page: int = 1) -> Page:
    """Read the image of a page.

    Args:
        image: the page as drawn or scanned, in any orientation.
        dpi: its resolution; None: as the image tells it, else as if the page were A4, or two of A4 side by side.
        name: the file's name, for messages.
        page: its 1-based number.

    Returns:
        The page upright and level: words with confidences, rules, and tables that rules make. Of two pages side by
        side, each is read by itself.

    Raises:
        NeedsOcr: Tesseract or its Vietnamese data is not installed.
    """
    try:
        return _read_page(image, dpi or _told_dpi(image), page)
    except TesseractMissing as error:
        raise NeedsOcr(name, f"is a picture of text, and {error}", f"install Tesseract: {INSTALL}") from error


def _read_page(image: Image.Image, dpi: float | None, number: int) -> Page:
    mode = "L" if image.mode in ("1", "L") else "RGB"
    picture = np.asarray(image if image.mode == mode else image.convert(mode))
    picture, dots = resized(picture, dpi or max(image.size) * _POINTS / _A4)
    gray = evened(without_colour(without_borders(picture, dots)))
    speckled = speckle(gray) > _SPECKLED
    if speckled and has_shades(gray):
        # Before the page is turned, which would smear them. In black and white, strokes too fall into specks.
        gray = without_dust(gray, dots, SPECK)
    ready = _upright(gray, dots)
    fold = find_fold(ready.image)
    if fold is None:
        return _read_upright(ready, number, speckled=speckled)
    if dpi is None:
        return _read_page(image, max(image.size) * _POINTS / _A3, number)
    left, right = (
        _read_upright(replace(ready, image=half), number, speckled=speckled) for half in fold.halves(ready.image)
    )
    return side_by_side(left, right, fold.middle * _POINTS / dots)


def _read_upright(ready: Ready, number: int, *, speckled: bool) -> Page:
    dots = ready.dpi
    scale = dots / _POINTS
    ink = ink_of(ready.image)
    rules, mask = find_rules(ink, scale)
    text = erased(ready.image, ink, mask, scale)
    if speckled:
        text = cleaned(text, dots)
    rules += open_columns(rules, ink_of(text), scale) if any(open_tables(rules)) else []
    tables, frames = parted(find_tables(rules), rules, text, scale)
    read = with_missed_words(_read(text, tables, dots), text, dots)
    looked_at_again(read, text, dots)
    tell_signs(read, text)
    read = recounted(read, text)
    words = legible(read, [_pixels(frame, scale, text) for frame in frames])
    illegible = len(words) if (_mean(words) or 0.0) < _NO_PRINT else 0
    words = [] if illegible else words
    height, width = text.shape
    found = [
        Word(
            word.text,
            Box(word.left / scale, word.top / scale, word.right / scale, word.bottom / scale),
            word.baseline / scale,
            word.size / scale,
            confidence=word.confidence,
        )
        for word in words
    ]
    return Page(
        number,
        width / scale,
        height / scale,
        found,
        rules,
        tables,
        TextOrigin.OCR,
        confidence=_mean(words),
        turned=-ready.turn % 360,
        levelled=-ready.skew,
        illegible=illegible,
    )


def _told_dpi(image: Image.Image) -> float | None:
    """Return the resolution that an image tells, None where it tells none or its page would then be no page."""
    told = image.info.get("dpi")
    if told and told[0] > 0 and _SHORT < max(image.size) * _POINTS / float(told[0]) < _LONG:
        return float(told[0])
    return None


def _upright(gray: Gray, dpi: int) -> Ready:
    letters = letters_of(gray, dpi)
    down, skew = run_of_lines(letters)
    if down is None:
        turn = max((0, 90, 180, 270), key=lambda t: _legibility(turned(gray, t), dpi))
        skew = run_of_lines(turned(letters, turn))[1] if turn else skew
    elif not down and stands_up(levelled(letters, skew, paper=0)):
        turn = 0
    else:
        ways = (90, 270) if down else (0, 180)
        turn = max(ways, key=lambda t: _legibility(levelled(turned(gray, t), skew), dpi))
    return Ready(levelled(turned(gray, turn), skew), dpi, turn, skew)


def _legibility(gray: Gray, dpi: int) -> float:
    """How well a sample of a page reads: the words of a band of it, weighed by their confidence."""
    height = gray.shape[0]
    ink = ink_of(gray).sum(axis=1, dtype=np.int64)
    band = max(1, height // 6)
    totals = np.convolve(ink, np.ones(band, np.int64), mode="valid")
    start = int(totals.argmax())
    words = recognise(gray[start : start + band], dpi, Segmentation.PAGE)
    return sum(max(word.confidence - 40.0, 0.0) * len(word.text) for word in words)


def _read(image: Gray, tables: list[RuledTable], dpi: int) -> list[ReadWord]:
    """Read each cell of a table and each column of a letterhead or signature block by itself, the rest as a page."""
    scale = dpi / _POINTS
    words: list[ReadWord] = []
    for table in tables:
        for cell in table.cells:
            words += _read_part(image, cell.box, dpi, Segmentation.BLOCK)
    rest = image
    if tables:
        rest = image.copy()
        for table in tables:
            left, top, right, bottom = _pixels(table.box, scale, image)
            rest[top:bottom, left:right] = 255
    height, width = image.shape[0] / scale, image.shape[1] / scale
    for gutter in find_gutters(ink_of(rest), dpi):
        for start, end in ((0.0, gutter.x), (gutter.x, width)):
            part = Box(start, max(gutter.top, 0.0), end, min(gutter.bottom, height))
            words += _read_part(rest, part, dpi, Segmentation.COLUMN)
        rest = rest.copy() if rest is image else rest
        top, bottom = round(max(gutter.top, 0) * scale), round(gutter.bottom * scale)
        rest[top:bottom] = 255
    return words + recognise(rest, dpi)


def _pixels(box: Box, scale: float, image: Gray) -> tuple[int, int, int, int]:
    height, width = image.shape
    left, top = max(0, round(box.x0 * scale)), max(0, round(box.top * scale))
    return left, top, min(width, round(box.x1 * scale)), min(height, round(box.bottom * scale))


def _read_part(image: Gray, box: Box, dpi: int, segmentation: Segmentation) -> list[ReadWord]:
    """Read a part of a page, as one word where it holds no more and is not read otherwise."""
    scale = dpi / _POINTS
    left, top, right, bottom = _pixels(box, scale, image)
    part = without_dust(image[top:bottom, left:right], dpi)
    rows, columns = (np.flatnonzero((part < _INK).any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0 or rows[-1] - rows[0] < _LOWEST * scale:
        return []
    found = recognise_part(part, left, top, dpi, segmentation)
    alone = rows[-1] - rows[0] < _ONE_LINE * scale and columns[-1] - columns[0] < _SHORT_WORD * scale
    if alone:
        margin = round(_MARGIN * scale)
        first, start = max(0, rows[0] - margin), max(0, columns[0] - margin)
        word_alone = part[first : rows[-1] + margin, start : columns[-1] + margin]
        for other in (Segmentation.LINE, Segmentation.WORD):
            if (_mean(found) or 0.0) > _CLEAR:
                break
            # A number alone in a cell is often no block that Tesseract finds.
            read = recognise_part(word_alone, left + start, top + first, dpi, other)
            found = max(found, read, key=lambda words: _mean(words) or 0.0)
        if right - left < _NUMBER_COLUMN * scale and len(found) == 1:
            strokes = strokes_alone(word_alone < _INK)
            found[0].text = strokes or number_alone(found[0].text)
            found[0].confidence = _CLEAR if strokes else found[0].confidence
    return found


def _mean(words: list[ReadWord]) -> float | None:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else None
