"""The sample plans as scans, made from their PDFs, so that what OCR must find in them is known.

`python -m benchmarks.scanned_samples` writes them anew into `corpus/samples/scans`, the same bytes each time.
"""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from benchmarks.documents import TARGET as PRINTED
from benchmarks.scans import clean_scan, coarse_scan, fax, poor_scan
from corpus import read

SCANS = PRINTED.parent / "scans"
DPI = 200
#: Below this grey a bilevel scan is black.
_BLACK = 150
#: Plans with an annex; a worn copy takes twenty times the bytes of a clean one.
_WORN = ("sample-b", "sample-d")
_DATE = time.gmtime(1_767_225_600)


@dataclass(frozen=True, slots=True)
class TruePage:
    """One printed page of a sample plan: its picture in grey at 200 dpi, and its text."""

    plan: str
    number: int
    image: Image.Image
    text: str

    @property
    def seed(self) -> int:
        """A number of its own."""
        return zlib.crc32(f"{self.plan} {self.number}".encode())

    @property
    def is_annex(self) -> bool:
        """Whether an annex begins on it."""
        return self.text.upper().startswith("PHỤ LỤC")


def printed_pages(path: Path) -> Iterator[TruePage]:
    """Draw the pages of a PDF with a text layer, and tell what stands on each."""
    source = read(path)
    document = pdfium.PdfDocument(path)
    for page, drawn in zip(source.pages, document, strict=True):
        image = drawn.render(scale=DPI / 72, grayscale=True).to_pil()
        yield TruePage(path.stem, page.page, image, source.text[page.start : page.end])


def worn(page: TruePage) -> Image.Image:
    """The page as a worn copy; an annex is turned by 90 degrees."""
    return poor_scan(page.image, page.seed, turn=90 if page.is_annex else 0)


#: What becomes of a page, and the resolution of the result.
KINDS: dict[str, tuple[Callable[[TruePage], Image.Image], int]] = {
    "clean": (lambda page: clean_scan(page.image, page.seed), DPI),
    "poor": (worn, DPI),
    "fax": (lambda page: fax(page.image, page.seed), DPI),
    "coarse": (lambda page: coarse_scan(page.image, page.seed), DPI // 2),
}


def _black_and_white(image: Image.Image) -> Image.Image:
    return image.point(lambda grey: 255 if grey > _BLACK else 0).convert("1")


def to_pdf(pages: list[Image.Image], dpi: int) -> bytes:
    """Return a PDF of pictures, in black and white or as small JPEGs."""
    out = io.BytesIO()
    packing = {} if pages[0].mode == "1" else {"quality": 25}
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=dpi,
        creationDate=_DATE,
        modDate=_DATE,
        **packing,
    )
    return out.getvalue()


def _tiff(pages: list[Image.Image], dpi: int) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(dpi, dpi))
    return out.getvalue()


def _clean_scans(pages: Iterable[TruePage]) -> list[Image.Image]:
    return [_black_and_white(KINDS["clean"][0](page)) for page in pages]


def write_clean(printed: Path, target: Path) -> None:
    """Write the clean scan of a PDF with a text layer as a PDF of pictures in black and white."""
    target.write_bytes(to_pdf(_clean_scans(printed_pages(printed)), DPI))


def write_worn(printed: Path, target: Path) -> None:
    """Write the worn copy of a PDF with a text layer as a PDF of pictures."""
    target.write_bytes(to_pdf([worn(page) for page in printed_pages(printed)], DPI))


def main() -> None:
    """Write all scans anew."""
    SCANS.mkdir(exist_ok=True)
    for path in sorted(PRINTED.glob("*.pdf")):
        pages = list(printed_pages(path))
        clean = _clean_scans(pages)
        (SCANS / f"{path.stem}-clean.pdf").write_bytes(to_pdf(clean, DPI))
        if path.stem.startswith(_WORN):
            write_worn(path, SCANS / f"{path.stem}-poor.pdf")
        if path.stem.startswith("sample-c"):
            fax_pages = [KINDS["fax"][0](page).convert("1") for page in pages]
            (SCANS / f"{path.stem}-fax.tif").write_bytes(_tiff(fax_pages, DPI))
        if path.stem.startswith("sample-e"):
            (SCANS / f"{path.stem}-clean.tif").write_bytes(_tiff(clean, DPI))


if __name__ == "__main__":
    main()
