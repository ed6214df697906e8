"""What the rows of plans lose with the format that they come in: text, PDF, Word, clean and poor scans.

`python -m benchmarks.formats [WORK_FOLDER] [--plans]` ingests the five sample plans in each format, scores each against
the gold files as `kehoach evaluate` does, and prints F1 a layer and how far it lies below that of the texts. Ends with
1 if a format loses more than `BARS` allows. With `--plans` the 29 plans of `benchmarks/plans` follow, printed and
scanned the same way. What is missing is printed and drawn into the work folder; the scans of all plans take some
minutes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import SAMPLES, sample_texts, to_docx, to_pdf
from benchmarks.documents import TARGET as PRINTED
from benchmarks.scanned_samples import SCANS, write_clean, write_worn
from corpus import read
from flows.evaluate import Scores, score
from flows.ingest import IngestJob, ingest

#: How much F1 a format may lose in any layer.
BARS = {"pdf": 0.0, "docx": 0.0, "clean": 0.02, "poor": 0.06}
#: The same over the wider set of plans: the name of one receiving stamp is printed too far above it.
WIDER_BARS = BARS | {"pdf": 0.002}
PLANS = Path(__file__).with_name("plans")

#: Misreadings that stand in the texts themselves: the PDFs are printed from the repaired ones.
_OF_THE_TEXT = "ocr corrections"


@dataclass(frozen=True, slots=True)
class Collection:
    """Plans to measure with: their texts, their gold files, and where files of them are kept or made."""

    texts: Sequence[Path]
    gold: Path
    folder: Path
    kept: Callable[[str, Path], Path | None] = lambda _kind, _text: None

    def files(self, kind: str) -> list[Path]:
        """Return the plans in a format; what is missing is made."""
        return [self.kept(kind, text) or self._made(kind, text) for text in self.texts]

    def _made(self, kind: str, text: Path) -> Path:
        if kind == "text":
            return text
        suffix = f"-{kind}.pdf" if kind in ("clean", "poor") else f".{kind}"
        made = self.folder / "drawn" / f"{text.stem}{suffix}"
        if not made.exists():
            made.parent.mkdir(parents=True, exist_ok=True)
            if kind in ("pdf", "docx"):
                made.write_bytes((to_pdf if kind == "pdf" else to_docx)(read(text)))
            else:
                write_scan = write_clean if kind == "clean" else write_worn
                write_scan(self.kept("pdf", text) or self._made("pdf", text), made)
        return made

    def scores(self, kind: str) -> Scores:
        """Ingest the plans in a format into a warehouse of their own and score it."""
        files = self.files(kind)
        warehouse = self.folder / f"{kind}.duckdb"
        warehouse.unlink(missing_ok=True)
        with IngestJob(files, warehouse) as job:
            summary = ingest(job)
        if summary.rejected:
            sys.exit(f"{summary.rejected} of the plans as {kind} could not be read")
        return score(warehouse, self.gold)


def _kept_sample(kind: str, text: Path) -> Path | None:
    folder, name = (PRINTED, f"{text.stem}.{kind}") if kind in ("pdf", "docx") else (SCANS, f"{text.stem}-{kind}.pdf")
    return folder / name if (folder / name).exists() else None


def measure(plans: Collection, bars: dict[str, float]) -> int:
    """Print what each format loses in each layer; returns how many figures lie below their bar."""
    plans.folder.mkdir(parents=True, exist_ok=True)
    text = plans.scores("text")
    others = {kind: plans.scores(kind) for kind in BARS}
    print(f"{'layer':24}{'text':>8}" + "".join(f"{kind:>16}" for kind in BARS))
    failed = 0
    for layer, figures in text.layers.items():
        if layer == _OF_THE_TEXT:
            continue
        line = f"{layer:24}{figures.f1:8.3f}"
        for kind, scores in others.items():
            f1 = scores.layers[layer].f1
            lost = figures.f1 - f1
            kept = lost <= bars[kind] + 1e-9
            failed += not kept
            line += f"{f1:8.3f} {-lost:+6.3f}{' ' if kept else '!'}"
        print(line)
    print("may lose".ljust(32) + "".join(f"{bar:16.2f}" for bar in bars.values()))
    if failed:
        print(f"{failed} figures (marked !) lie further below those of the texts than they may")
    return failed


def main() -> int:
    """Measure all formats and print what each loses; 1 if one loses too much."""
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    folder = folders[0] if folders else Path("build/formats")
    if shutil.which("tesseract") is None:
        print("no Tesseract here: kehoach doctor tells how to get it")
        return 0
    failed = measure(Collection(sample_texts(), SAMPLES / "gold", folder, _kept_sample), BARS)
    if "--plans" in sys.argv:
        print("\nplans of benchmarks/plans, printed and scanned the same way", flush=True)
        texts = sorted(path for path in PLANS.glob("[!R]*.*") if path.suffix in (".md", ".txt", ".html"))
        failed += measure(Collection(texts, PLANS / "gold", folder / "plans"), WIDER_BARS)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
