"""Error rates of OCR: the command line of Tesseract alone beside ours, on the same images of pages.

`python -m benchmarks.ocr_accuracy [REAL_FOLDER]` prints a line a kind of scan, and ends with 1 where a bar of `BARS` is
not kept. `any order` is the character error rate whatever order columns of a letterhead and cells of a table are read
in, see `benchmarks.any_order`: the truth prints them line by line across the page, we one after the other. `in order`
compares the texts from beginning to end; of the real document, whose reference runs on across columns and cells, our
words line by line, as they were read. White space is squeezed in both.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from rapidfuzz.distance import Levenshtein

from benchmarks.any_order import errors_in_any_order
from benchmarks.documents import TARGET as PRINTED
from benchmarks.scanned_samples import KINDS, printed_pages
from corpus import read
from corpus.ocr import read_page_image
from corpus.page_lines import printed_lines
from corpus.paged import source_of_pages
from corpus.tesseract import LANGUAGE, data_folder

#: Plans whose pages are measured: with an annex table, and without.
PLANS = ("sample-b", "sample-e")
_REAL = "laocai-1105-kh-dkt-2026-broken-text-layer.pdf"
_REFERENCE = "laocai-1105-kh-dkt-2026-reference.txt"
_REAL_DPI = 300
#: Most that our error rate, in any order and in order, may be of the bare one: on clean pages and on poor ones.
BARS = {"clean": 0.8, "poor": 0.5, "fax": 0.5, "coarse": 0.5, "real": 0.8}


@dataclass(slots=True)
class Errors:
    """Wrong letters, by Tesseract alone and by us, and their number; `worse`: pages on which ours are more."""

    letters: int = 0
    bare: int = 0
    ours: int = 0
    bare_ordered: int = 0
    ours_ordered: int = 0
    worse: int = 0

    def add(self, truth: str, bare: str, ours: str, lines: str | None = None) -> None:
        """Count one page or document; `lines`: what we read as it is printed, line by line, where the truth is so."""
        by_bare, by_us = errors_in_any_order(truth, bare), errors_in_any_order(truth, ours)
        self.bare += by_bare
        self.ours += by_us
        self.worse += by_us > by_bare
        truth, bare, ours = _squeezed(truth), _squeezed(bare), _squeezed(lines or ours)
        self.letters += len(truth)
        self.bare_ordered += Levenshtein.distance(bare, truth)
        self.ours_ordered += Levenshtein.distance(ours, truth)

    def keeps(self, bar: float) -> bool:
        """Tell whether we make so many fewer errors in any order and in order, and on no page more."""
        return self.ours <= bar * self.bare and self.ours_ordered <= bar * self.bare_ordered and not self.worse

    def line(self, kind: str) -> str:
        """Return the figures as a line."""
        kept = "" if self.keeps(BARS[kind]) else "   NOT KEPT"
        found = f"{kind:10} {self._rates(self.bare, self.ours)} {self._rates(self.bare_ordered, self.ours_ordered)}"
        return f"{found} {self.worse:6}   at most {BARS[kind]}{kept}"

    def _rates(self, bare: int, ours: int) -> str:
        letters = max(1, self.letters)
        return f"{bare / letters:8.2%} {ours / letters:8.2%} {ours / max(1, bare):6.2f}"


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare_text(image: Image.Image, dpi: int) -> str:
    """Read an image with Tesseract's command line alone."""
    grey = np.asarray(image.convert("L"))
    picture = b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + grey.tobytes()
    command = ["tesseract", "stdin", "stdout", "--tessdata-dir", str(data_folder()), "-l", LANGUAGE, "--psm", "3"]
    done = subprocess.run([*command, "--dpi", str(dpi)], input=picture, capture_output=True, check=True)
    return done.stdout.decode()


def _samples() -> Iterator[tuple[str, Errors]]:
    pages = [p for path in sorted(PRINTED.glob("*.pdf")) if path.stem.startswith(PLANS) for p in printed_pages(path)]
    for kind, (scan, dpi) in KINDS.items():
        errors = Errors()
        for page in pages:
            image = scan(page)
            ours = source_of_pages([read_page_image(image, dpi=dpi)], page.plan, "image/png").text
            errors.add(page.text, bare_text(image, dpi), ours)
        yield kind, errors


def _real(folder: Path) -> Iterator[tuple[str, Errors]]:
    path, reference = folder / _REAL, folder / _REFERENCE
    if not path.is_file() or not reference.is_file():
        return
    errors = Errors()
    drawn = [page.render(scale=_REAL_DPI / 72, grayscale=True).to_pil() for page in pdfium.PdfDocument(path)]
    bare = "\n".join(bare_text(image, _REAL_DPI) for image in drawn)
    pages = [read_page_image(image, dpi=_REAL_DPI, page=number) for number, image in enumerate(drawn, 1)]
    lines = "\n".join(line.text for page in pages for line in printed_lines(page.words, page.number))
    errors.add(reference.read_text(encoding="utf-8"), bare, read(path).text, lines)
    yield "real", errors


def main() -> int:
    """Print the error rates; 1 if a bar is not kept."""
    print(f"{'':10} {'any order':>24} {'in order':>24}  pages")
    print(f"{'scan':10} {'bare':>8} {'ours':>8} {'ratio':>6} {'bare':>8} {'ours':>8} {'ratio':>6}  worse   ratio")
    kept = True
    for kind, errors in chain(_samples(), *(_real(Path(folder)) for folder in sys.argv[1:])):
        print(errors.line(kind), flush=True)
        kept = kept and errors.keeps(BARS[kind])
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
