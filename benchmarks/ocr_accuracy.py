"""Error rates of OCR: the command line of Tesseract alone beside ours, on the same images of pages.

`python -m benchmarks.ocr_accuracy [REAL_FOLDER]` prints a line a kind of scan. `letters` is the character error rate of
each line of the truth against the place where it is found best, the same for whoever reads the columns of a letterhead
or the cells of a table in another order. `in order` compares the texts from beginning to end. White space is squeezed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from benchmarks.documents import TARGET as PRINTED
from benchmarks.scanned_samples import KINDS, printed_pages
from corpus import read
from corpus.ocr import read_page_image
from corpus.paged import source_of_pages
from corpus.tesseract import LANGUAGE, data_folder

#: Plans whose pages are measured: with an annex table, and without.
PLANS = ("sample-b", "sample-e")
_REAL = "laocai-1105-kh-dkt-2026-broken-text-layer.pdf"
_REFERENCE = "laocai-1105-kh-dkt-2026-reference.txt"
_REAL_DPI = 300
#: Letters of a line that can be found again, and what parts the columns and cells of one.
_SHORTEST = 12
_GAP = re.compile(r"\t| {3,}")


@dataclass(slots=True)
class Errors:
    """Wrong letters, by Tesseract alone and by us, and their number; `worse`: pages on which ours are more."""

    letters: int = 0
    bare: int = 0
    ours: int = 0
    ordered: int = 0
    bare_ordered: int = 0
    ours_ordered: int = 0
    worse: int = 0

    def add(self, truth: str, bare: str, ours: str) -> None:
        """Count one page or document."""
        lines = [_squeezed(part) for line in truth.splitlines() for part in _GAP.split(line)]
        lines = [line for line in lines if len(line) >= _SHORTEST]
        truth, bare, ours = _squeezed(truth), _squeezed(bare), _squeezed(ours)
        by_bare, by_us = (sum(_distance(line, text) for line in lines) for text in (bare, ours))
        self.letters += sum(map(len, lines))
        self.bare += by_bare
        self.ours += by_us
        self.worse += by_us > by_bare
        self.ordered += len(truth)
        self.bare_ordered += Levenshtein.distance(bare, truth)
        self.ours_ordered += Levenshtein.distance(ours, truth)

    def line(self, kind: str) -> str:
        """Return the figures as a line."""
        found = _rates(self.bare, self.ours, self.letters)
        return f"{kind:10} {found} {_rates(self.bare_ordered, self.ours_ordered, self.ordered)} {self.worse:6}"


def _rates(bare: int, ours: int, letters: int) -> str:
    return f"{bare / max(1, letters):8.2%} {ours / max(1, letters):8.2%} {ours / max(1, bare):6.2f}"


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _distance(line: str, text: str) -> int:
    """Return the edit distance of a line and the stretch of a text that is most like it."""
    found = partial_ratio_alignment(line, text)
    if found is None or len(text) <= len(line):
        return Levenshtein.distance(line, text)
    start, end = found.dest_start, found.dest_end
    return min(
        Levenshtein.distance(line, text[max(0, start + before) : end + after])
        for before in range(-2, 3)
        for after in range(-2, 3)
    )


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
    errors.add(reference.read_text(encoding="utf-8"), bare, read(path).text)
    yield "real", errors


def main() -> None:
    """Print the error rates."""
    print(f"{'':10} {'letters':>24} {'in order':>24}  pages")
    print(f"{'scan':10} {'bare':>8} {'ours':>8} {'ratio':>6} {'bare':>8} {'ours':>8} {'ratio':>6}  worse")
    for kind, errors in _samples():
        print(errors.line(kind), flush=True)
    for folder in sys.argv[1:]:
        for kind, errors in _real(Path(folder)):
            print(errors.line(kind), flush=True)


if __name__ == "__main__":
    main()
