"""Speed of reading pages: OCR beside Tesseract's command line on the same page images, text layers, and memory.

`python -m benchmarks.ocr_speed [SCAN…]` measures OCR on scans of your own; without any, on 32 pages that are drawn from
the sample plans. Both sides take turns block by block, so that what else the machine does falls on both.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pypdfium2 as pdfium

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.documents import TARGET as PRINTED  # noqa: E402
from benchmarks.scanned_samples import DPI, printed_pages, to_pdf  # noqa: E402
from benchmarks.scans import clean_scan  # noqa: E402
from corpus import read_bytes  # noqa: E402
from corpus.tesseract import LANGUAGE, data_folder  # noqa: E402

PAGES = 32
#: Pages that one side reads before it is the other's turn.
_TURN = 8
#: Seconds between two looks at how much memory is taken.
_LOOK = 0.2
#: Command lines of Tesseract side by side.
_LINES = 2
#: What a figure must keep to: name -> (bar, whether it is an upper one).
BARS = {
    "OCR / two command lines of Tesseract, wall": (0.8, True),
    "OCR / two command lines of Tesseract, CPU": (0.8, True),
    "peak memory of OCR, GB, 32 pages": (1.5, True),
    "peak memory of OCR, 32 / 8 pages": (1.25, True),
    "pages with a text layer a second": (8.0, False),
}

Measured = dict[str, Any]


def sample_scan(count: int) -> bytes:
    """A scan of so many pages as a PDF, drawn from the sample plans: letterheads, running text, tables."""
    pages = [page for path in sorted(PRINTED.glob("*.pdf")) for page in printed_pages(path)]
    drawn = [clean_scan(page.image, seed) for seed, page in enumerate(islice(cycle(pages), count))]
    return to_pdf([image.convert("L") for image in drawn], DPI)


class _Picture(NamedTuple):
    """A page as PGM, and its resolution."""

    data: bytes
    dpi: int


def _pictures(scan: bytes) -> list[_Picture]:
    """The page images of a scan, dot by dot as they were scanned."""
    found = []
    for page in pdfium.PdfDocument(scan):
        dpi = _scanned_dpi(page)
        image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        found.append(_Picture(b"P5 %d %d 255\n" % image.size + image.tobytes(), dpi))
        page.close()
    return found


def _scanned_dpi(page: pdfium.PdfPage) -> int:
    """The resolution of the widest picture of a page; that of the samples where it has none."""
    wide = max(
        page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]), key=lambda image: image.get_px_size()[0], default=None
    )
    if wide is None:
        return DPI
    left, _, right, _ = wide.get_bounds()
    return int(wide.get_px_size()[0] / (right - left) * 72 + 0.5)


def _part(scan: bytes, start: int, end: int) -> bytes:
    """Some pages of a PDF as a PDF."""
    whole, part = pdfium.PdfDocument(scan), pdfium.PdfDocument.new()
    part.import_pages(whole, pages=list(range(start, min(end, len(whole)))))
    out = io.BytesIO()
    part.save(out)
    return out.getvalue()


def _bare(picture: _Picture) -> None:
    command = ["tesseract", "stdin", "stdout", "--tessdata-dir", str(data_folder()), "-l", LANGUAGE]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    subprocess.run(
        [*command, "--dpi", str(picture.dpi)], input=picture.data, capture_output=True, check=True, env=environment
    )


class _Taken(NamedTuple):
    """Seconds that something took: by the clock, and of the processor, child processes included."""

    wall: float
    cpu: float


def _taken(action: Callable[[], object]) -> _Taken:
    clock, before = time.monotonic(), os.times()
    action()
    after = os.times()
    return _Taken(time.monotonic() - clock, sum(after[:4]) - sum(before[:4]))


def against_command_lines(scan: bytes) -> Measured:
    """OCR of a scan, from its bytes to its text, beside two command lines at a time that read the same page images."""
    count = len(pdfium.PdfDocument(scan))
    read_bytes(_part(scan, 0, 1), "scan.pdf")  # the models are loaded
    turns: list[tuple[_Taken, _Taken]] = []
    for number, start in enumerate(range(0, count, _TURN)):
        part = _part(scan, start, start + _TURN)
        pictures = _pictures(part)

        def us(part: bytes = part) -> None:
            read_bytes(part, "scan.pdf")

        def them(pictures: Sequence[_Picture] = pictures) -> None:
            with ThreadPoolExecutor(_LINES) as pool:
                list(pool.map(_bare, pictures))

        # Each side begins as often as the other.
        taken = {side: _taken(side) for side in ((us, them) if number % 2 else (them, us))}
        turns.append((taken[us], taken[them]))
    return {
        "OCR / two command lines of Tesseract, wall": statistics.median(u.wall / t.wall for u, t in turns),
        "OCR / two command lines of Tesseract, CPU": sum(u.cpu for u, _ in turns) / sum(t.cpu for _, t in turns),
        "pages a second, OCR": count / sum(u.wall for u, _ in turns),
    }


def in_memory() -> Measured:
    """The most memory that `kehoach ingest` takes, with all its processes, for a scan of 32 pages, beside one of 8."""
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (8, PAGES):
            path = Path(folder, f"{count}.pdf")
            path.write_bytes(sample_scan(count))
            sizes[count] = _peak(path, Path(folder))
    return {
        "peak memory of OCR, GB, 32 pages": sizes[PAGES] / 1e9,
        "peak memory of OCR, 32 / 8 pages": sizes[PAGES] / sizes[8],
    }


def _peak(path: Path, folder: Path) -> int:
    """Return the most bytes that a command and its processes held together; what they share counts once."""
    words = ["ingest", str(path), "--direct", "--force", "--warehouse", str(path.with_suffix(".duckdb"))]
    # A state of its own: no pages from its cache, no process that a server keeps.
    environment = os.environ | {"XDG_STATE_HOME": str(folder), "KEHOACH_CACHE_LIMIT": "0", "PYTHONPATH": str(ROOT)}
    most = 0
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *words], stdout=subprocess.DEVNULL, stderr=told, env=environment
        ) as run,
    ):
        while run.poll() is None:
            most = max(most, _held(run.pid))
            time.sleep(_LOOK)
        if run.returncode:
            told.seek(0)
            sys.exit(f"`kehoach ingest {path.name}` failed:\n{told.read().decode()}")
    return most


def _held(pid: int) -> int:
    total = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += one.memory_full_info().pss
    return total


def text_layers() -> Measured:
    """Pages with a text layer, tables among them."""
    files = [path.read_bytes() for path in sorted(PRINTED.glob("*.pdf"))]
    pages = sum(len(pdfium.PdfDocument(data)) for data in files)
    read_bytes(files[0], "plan.pdf")
    taken = _taken(lambda: [read_bytes(data, "plan.pdf") for data in files])
    return {"pages with a text layer a second": pages / taken.cpu}


def ocr_speed() -> Measured:
    """OCR of 32 pages beside two command lines of Tesseract, its memory, and pages with a text layer."""
    if shutil.which("tesseract") is None:
        print("no Tesseract here: kehoach doctor tells how to get it", file=sys.stderr)
        return text_layers()
    return against_command_lines(sample_scan(PAGES)) | in_memory() | text_layers()


def main() -> None:
    """Print the figures, of scans where some are named."""
    for path in map(Path, sys.argv[1:]):
        for name, value in against_command_lines(path.read_bytes()).items():
            print(f"{path.name[:30]:32}{name:44}{value:10.3f}", flush=True)
    for name, value in ({} if sys.argv[1:] else ocr_speed()).items():
        print(f"{name:44}{value:10.3f}")


if __name__ == "__main__":
    main()
