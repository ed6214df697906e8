"""What the rows of the sample plans lose with the format that they come in: text, PDF, Word, clean and poor scans.

`python -m benchmarks.formats [WORK_FOLDER]` ingests the five plans in each format, scores each against the gold files
as `kehoach evaluate` does, and prints F1 a layer and how far it lies below that of the texts. Ends with 1 if a format
loses more than `BARS` allows. Poor scans that `corpus/samples/scans` does not hold are drawn into the work folder.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.documents import SAMPLES, sample_texts
from benchmarks.documents import TARGET as PRINTED
from benchmarks.scanned_samples import SCANS, write_worn
from flows.evaluate import Scores, score
from flows.ingest import IngestJob, ingest

#: How much F1 a format may lose in any layer.
BARS = {"pdf": 0.0, "docx": 0.0, "clean": 0.02, "poor": 0.06}

#: Misreadings that stand in the texts themselves: the PDFs are printed from the repaired ones.
_OF_THE_TEXT = "ocr corrections"


def files_of(kind: str, folder: Path) -> list[Path]:
    """Return the five plans in a format; scans that are missing are drawn into a folder."""
    texts = sample_texts()
    if kind == "text":
        return texts
    if kind in ("pdf", "docx"):
        return [PRINTED / f"{text.stem}.{kind}" for text in texts]
    if kind == "clean":
        return [SCANS / f"{text.stem}-clean.pdf" for text in texts]
    found = []
    for text in texts:
        kept, drawn = SCANS / f"{text.stem}-poor.pdf", folder / f"{text.stem}-poor.pdf"
        if not kept.exists() and not drawn.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_worn(PRINTED / f"{text.stem}.pdf", drawn)
        found.append(kept if kept.exists() else drawn)
    return found


def scores_of(kind: str, folder: Path) -> Scores:
    """Ingest the plans in a format into a warehouse of their own and score it."""
    warehouse = folder / f"{kind}.duckdb"
    warehouse.unlink(missing_ok=True)
    with IngestJob(files_of(kind, folder / "drawn"), warehouse) as job:
        summary = ingest(job)
    if summary.rejected:
        sys.exit(f"{summary.rejected} of the plans as {kind} could not be read")
    return score(warehouse, SAMPLES / "gold")


def main() -> int:
    """Measure all formats and print what each loses; 1 if one loses too much."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/formats")
    if shutil.which("tesseract") is None:
        print("no Tesseract here: kehoach doctor tells how to get it")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    text = scores_of("text", folder)
    others = {kind: scores_of(kind, folder) for kind in BARS}
    print(f"{'layer':24}{'text':>8}" + "".join(f"{kind:>16}" for kind in BARS))
    failed = 0
    for layer, figures in text.layers.items():
        if layer == _OF_THE_TEXT:
            continue
        line = f"{layer:24}{figures.f1:8.3f}"
        for kind, scores in others.items():
            f1 = scores.layers[layer].f1
            lost = figures.f1 - f1
            kept = lost <= BARS[kind] + 1e-9
            failed += not kept
            line += f"{f1:8.3f} {-lost:+6.3f}{' ' if kept else '!'}"
        print(line)
    print("may lose".ljust(32) + "".join(f"{bar:16.2f}" for bar in BARS.values()))
    if failed:
        print(f"{failed} figures (marked !) lie further below those of the texts than they may")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
