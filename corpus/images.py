"""Pictures of pages: PNG, JPEG, and TIFF with any number of pages, each page read by OCR."""

from __future__ import annotations

import contextlib
import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from PIL import Image, ImageOps

from corpus.errors import DamagedInput, NeedsOcr, TooLarge
from corpus.ocr import read_page_image
from corpus.page_pool import Step, in_order
from corpus.paged import source_of_pages
from corpus.settings import ReadingSettings
from corpus.unread import OFF, SWITCH_ON
from schemas.source import SourceText

#: Most pixels of one page: A3 at 600 dpi has 70 million.
MAX_PIXELS = 100_000_000
#: Most pages of one file.
MAX_PAGES = 2000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/tiff": "TIFF"}
#: Pages are kept with at most so many pixels while they wait to be read: A3 at 300 dpi.
_KEPT_PIXELS = 20_000_000
_SMALLER = "scan it with 200 or 300 dpi"


def read_image(data: bytes, name: str, media_type: str, settings: ReadingSettings | None = None) -> SourceText:
    """Read a picture of one page or several.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        media_type: `image/png`, `image/jpeg` or `image/tiff`.
        settings: how to read it.

    Raises:
        DamagedInput: if it is cut off or broken.
        TooLarge: if a page has more than `MAX_PIXELS` pixels, or it has more than `MAX_PAGES` pages.
        EmptyInput: if no text is found in it.
        NeedsOcr: if Tesseract or its Vietnamese data is not installed, or OCR is off.
    """
    if (settings or ReadingSettings()).ocr == "never":
        raise NeedsOcr(name, f"is a picture of text, and {OFF}", SWITCH_ON)
    return source_of_pages(list(in_order(_pages(data, name, media_type))), name, media_type)


def page_image(data: bytes, name: str, media_type: str, page: int) -> Image.Image:
    """Decode one page as it is to be looked at.

    Args:
        data, name, media_type: as of `read_image`.
        page: 1-based page.

    Raises:
        DamagedInput, TooLarge: as `read_image` does.
    """
    kind = _FORMATS[media_type]
    with _told_errors(name, kind):
        image = _opened(data, name, kind)
        image.seek(page - 1)
        return _loaded(image, name, page)


def _pages(data: bytes, name: str, media_type: str) -> Iterator[Step]:
    kind = _FORMATS[media_type]
    with _told_errors(name, kind):
        image = _opened(data, name, kind)
        count = getattr(image, "n_frames", 1)
        if count > MAX_PAGES:
            raise TooLarge(name, f"has {count} pages, the limit is {MAX_PAGES}", "split it into single documents")
        for index in range(count):
            image.seek(index)
            yield partial(read_page_image, _loaded(image, name, index + 1), name=name, page=index + 1)


@contextlib.contextmanager
def _told_errors(name: str, kind: str) -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise TooLarge(name, "has more pixels than fit into memory", _SMALLER) from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, struct.error, zlib.error) as error:
        raise DamagedInput(name, f"is a damaged or cut off {kind} image", "get it anew, or scan it anew") from error


def _opened(data: bytes, name: str, kind: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Our own limit is the one that counts, and our own error tells what is damaged.
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(data), formats=[kind])
    except Image.DecompressionBombError as error:
        raise TooLarge(name, f"has more than {MAX_PIXELS // 1_000_000} million pixels", _SMALLER) from error


def _loaded(image: Image.Image, name: str, page: int) -> Image.Image:
    """Decode one page: black on white in grey or colours, as it is to be looked at, of a size that can be kept."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise TooLarge(name, f"page {page} has {width} x {height} pixels, the limit is {limit} million", _SMALLER)
    told = image.info.get("dpi")
    image.load()
    plain = _plain(ImageOps.exif_transpose(image))
    factor = math.ceil((width * height / _KEPT_PIXELS) ** 0.5)
    if factor > 1:
        plain = plain.reduce(factor)
    plain.info = {"dpi": (float(told[0]) / factor, float(told[1]) / factor)} if told else {}
    return plain


def _plain(image: Image.Image) -> Image.Image:
    """Return an image of its own in grey or colours; what is transparent is white paper."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255 / max(high - low, 1))).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
