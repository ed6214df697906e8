"""Tesseract 5 with its Vietnamese data: an image of text to words with boxes and confidences.

The library is used where its Python binding is installed, since it loads its data once a process and takes images as
they are; else the command line. One thread a process: several slow each other down.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

LANGUAGE = "vie"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
#: Seconds that the command line may take for one image.
_TIMEOUT = 300
#: Share of the height of a line of the command line's output that its letters have above the baseline.
_ASCENT = 0.78
#: White paper around a part of a page, in points.
_FRAME, _POINTS = 6.0, 72.0

Gray = NDArray[np.uint8]


class TesseractMissing(Exception):
    """Tesseract or its Vietnamese data is not installed; the message says what is missing and how to get it."""


class Segmentation(IntEnum):
    """How Tesseract looks for lines: on a page, in one column of lines of any size, in a block, in one line or word."""

    PAGE = 3
    COLUMN = 4
    BLOCK = 6
    LINE = 7
    WORD = 8


@dataclass(slots=True)
class ReadWord:
    """One word, in pixels of the image.

    Attributes:
        text: its characters, NFC.
        left, top, right, bottom: its box.
        baseline: y of the line that it stands on, at the middle of that line.
        size: font size.
        confidence: 0 to 100.
        line: number of the line that Tesseract puts it in.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    baseline: float
    size: float
    confidence: float
    line: int


@cache
def data_folder() -> Path:
    """Return the folder with Tesseract's Vietnamese data.

    Raises:
        TesseractMissing: it is not installed.
    """
    named = os.environ.get("TESSDATA_PREFIX")
    for folder in [*([named, f"{named}/tessdata"] if named else []), *_FOLDERS]:
        if Path(folder, f"{LANGUAGE}.traineddata").is_file():
            return Path(folder)
    raise TesseractMissing("Tesseract's data for Vietnamese is not installed")


def missing() -> str | None:
    """Say what is missing of Tesseract and its Vietnamese data, None where both are installed."""
    try:
        data_folder()
    except TesseractMissing as error:
        return str(error)
    if importlib.util.find_spec("tesserocr") is None and shutil.which("tesseract") is None:
        return "Tesseract is not installed"
    return None


def recognise(image: Gray, dpi: int, segmentation: Segmentation = Segmentation.PAGE) -> list[ReadWord]:
    """Read the words of an image.

    Args:
        image: dark letters on white, 8 bits a pixel.
        dpi: its resolution.
        segmentation: what it shows.

    Returns:
        The words in Tesseract's reading order.

    Raises:
        TesseractMissing: it is not installed.
    """
    if image.size == 0:
        return []
    try:
        engine = _engine()
    except ImportError:
        return _side_by_side(list(_by_command(image, dpi, segmentation)))
    return engine.read(image, dpi, segmentation)


def recognise_part(part: Gray, left: int, top: int, dpi: int, segmentation: Segmentation) -> list[ReadWord]:
    """Read the words of a part of a page, with white paper around it, which Tesseract needs.

    Args:
        part: what was cut out, dark letters on white.
        left, top: where it was cut out, in pixels of the page.
        dpi: its resolution.
        segmentation: what it shows.

    Returns:
        The words in Tesseract's reading order, in pixels of the page.

    Raises:
        TesseractMissing: it is not installed.
    """
    edge = round(_FRAME * dpi / _POINTS)
    found = recognise(np.pad(part, edge, constant_values=255), dpi, segmentation)
    for word in found:
        word.left += left - edge
        word.right += left - edge
        word.top += top - edge
        word.bottom += top - edge
        word.baseline += top - edge
    return found


def _side_by_side(words: list[ReadWord]) -> list[ReadWord]:
    """End each word where the next one of its line begins: Tesseract lets some boxes run over their neighbours."""
    for word, after in pairwise(words):
        if word.line == after.line and word.left < after.left < word.right:
            word.right = after.left
    return words


#: A library of its own for each thread.
_engines = threading.local()


def _engine() -> _Engine:
    if not hasattr(_engines, "one"):
        _engines.one = _Engine()
    engine: _Engine = _engines.one
    return engine


class _Engine:
    """The library with its data loaded."""

    def __init__(self) -> None:
        import tesserocr

        self._levels = tesserocr.RIL
        self._iterate = tesserocr.iterate_level
        folder = str(data_folder()) + "/"
        try:
            self._api: Any = tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE, oem=tesserocr.OEM.LSTM_ONLY)
        except RuntimeError as error:
            raise TesseractMissing(f"Tesseract cannot load its data from {folder}") from error
        # Pages are dark on white by now; reading doubtful lines again as white on black only takes time.
        self._api.SetVariable("tessedit_do_invert", "0")
        self._api.SetVariable("invert_threshold", "0.0")
        # Print is proportional: to measure whether letters of a line stand at one pitch takes a fiftieth of the time.
        self._api.SetVariable("textord_all_prop", "1")

    def read(self, image: Gray, dpi: int, segmentation: Segmentation) -> list[ReadWord]:
        height, width = image.shape
        self._api.SetPageSegMode(int(segmentation))
        self._api.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        self._api.Recognize()
        return _side_by_side(list(self._words()))

    def _words(self) -> Iterator[ReadWord]:
        found = self._api.GetIterator()
        if found is None or found.Empty(self._levels.WORD):
            return
        line = -1
        baseline = size = 0.0
        for at in self._iterate(found, self._levels.WORD):
            if line < 0 or at.IsAtBeginningOf(self._levels.TEXTLINE):
                line += 1
                ends = at.Baseline(self._levels.TEXTLINE)
                row = at.RowAttributes()
                baseline = (ends[0][1] + ends[1][1]) / 2 if ends else 0.0
                size = abs(row["row_height"])
            text = _tidy(at.GetUTF8Text(self._levels.WORD) or "")
            box = at.BoundingBox(self._levels.WORD)
            if text and box:
                confidence = at.Confidence(self._levels.WORD)
                left, top, right, bottom = box
                yield ReadWord(
                    text, left, top, right, bottom, baseline or bottom, size or bottom - top, confidence, line
                )


def _by_command(image: Gray, dpi: int, segmentation: Segmentation) -> Iterator[ReadWord]:
    program = shutil.which("tesseract")
    if program is None:
        raise TesseractMissing("Tesseract is not installed")
    height, width = image.shape
    picture = b"P5 %d %d 255\n" % (width, height) + image.tobytes()
    command = [program, "stdin", "stdout", "--tessdata-dir", str(data_folder()), "-l", LANGUAGE, "--oem", "1"]
    command += ["--psm", str(int(segmentation)), "--dpi", str(dpi), "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, timeout=_TIMEOUT, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise TesseractMissing(f"Tesseract does not work ({' '.join(reason)[:200]})")
    rows = csv.DictReader(io.StringIO(done.stdout.decode(errors="replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        if row["level"] == "5" and _tidy(row["text"]):
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    for number, words in enumerate(lines.values()):
        size = median(int(word["height"]) for word in words) / _ASCENT
        baseline = median(int(word["top"]) + int(word["height"]) for word in words)
        for word in words:
            left, top = int(word["left"]), int(word["top"])
            right, bottom = left + int(word["width"]), top + int(word["height"])
            yield ReadWord(_tidy(word["text"]), left, top, right, bottom, baseline, size, float(word["conf"]), number)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))
