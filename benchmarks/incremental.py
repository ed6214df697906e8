"""What a run costs when nothing, or only the pipeline's version, has changed.

A re-run over unchanged files is measured against `sha256sum` over them, in turn and with all files in memory: both
read and hash every byte. The plans are in the warehouse as an ingest would have left them; extracting ten thousand for
that would take hours. Scans under a new version are measured against their text as plain files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plans import SAMPLES, make_plan  # noqa: E402

Measured = dict[str, Any]

#: What a figure must keep to: name -> (bar, whether it is an upper one).
BARS = {
    "re-run over 10,000 unchanged files / sha256sum": (3.0, True),
    "scans under a new version / their text": (1.5, True),
}
FILES = 10_000
#: Characters of a plan: 40 KB of UTF-8.
_CHARACTERS = 30_000
_DIFFERENT = 40
_BATCH = 500
#: Seconds after which a re-run is taken for one that reads all files: somebody has changed the code meanwhile.
_PATIENCE = 300


def _write_plans(folder: Path, count: int) -> list[Path]:
    plans = [make_plan(seed, _CHARACTERS) for seed in range(_DIFFERENT)]
    paths = []
    for number in range(count):
        path = folder / f"{number % 100:02d}" / f"plan-{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{plans[number % _DIFFERENT]}Tệp số {number}.\n", encoding="utf-8")
        paths.append(path)
    return paths


def _know(paths: list[Path], warehouse: Path) -> None:
    """Lay down a warehouse that knows the files."""
    from flows.version import version_for
    from schemas.tables import Document, DocumentRows, Source
    from schemas.vocabulary import TextOrigin
    from warehouse import WarehouseWriter

    moment, version = datetime.now(UTC), version_for()
    with WarehouseWriter(warehouse) as writer:
        for first in range(0, len(paths), _BATCH):
            documents, files = [], []
            for path in paths[first : first + _BATCH]:
                data = path.read_bytes()
                sha256 = hashlib.sha256(data).hexdigest()
                place = {"document_id": sha256[:16], "source_uri": str(path), "source_sha256": sha256}
                document = Document(
                    **place,
                    source_name=path.name,
                    media_type="text/plain",
                    text=data.decode(),
                    text_origin=TextOrigin.TEXT,
                    pipeline_version=version,
                    ingested_at=moment,
                )
                documents.append(DocumentRows(document=document))
                files.append(Source(**place, size=len(data), first_seen=moment, last_seen=moment))
            writer.load(documents, files)


def _wall(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def unchanged(count: int = FILES, with_prefect: bool = True) -> Measured:
    """A re-run over very many unchanged files, against sha256sum over them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        paths = _write_plans(folder / "inbox", count)
        _know(paths, folder / "kehoach.duckdb")
        environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / "state")}
        names = b"\0".join(os.fsencode(path) for path in paths)

        def summed() -> None:
            subprocess.run(["xargs", "-0", "sha256sum"], input=names, stdout=subprocess.DEVNULL, check=True)

        def ingested(*options: str) -> None:
            command = [sys.executable, "-m", "flows.cli", "ingest", str(folder / "inbox"), "--json", *options]
            command += ["--warehouse", str(folder / "kehoach.duckdb")]
            done = subprocess.run(
                command, env=environment, cwd=folder, capture_output=True, text=True, check=True, timeout=_PATIENCE
            )
            figures = json.loads(done.stdout)
            if (figures["ingested"], figures["skipped"]) != (0, count):
                sys.exit(f"the re-run read something: {figures}")

        summed()  # all files are in memory from here on
        ways: dict[str, tuple[str, ...]] = {"": ("--direct",)} | ({", with Prefect": ()} if with_prefect else {})
        taken: dict[str, list[float]] = {way: [] for way in ways}
        try:
            for options in ways.values():
                ingested(*options)  # starts what stays
            theirs = []
            for _ in range(3):
                theirs.append(_wall(summed))
                for way, options in ways.items():
                    taken[way].append(_wall(lambda options=options: ingested(*options)))  # type: ignore[misc]
        finally:
            subprocess.run(
                [sys.executable, "-m", "flows.cli", "server", "stop"],
                env=environment,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                check=False,
            )
    base = statistics.median(theirs)
    ratio = f"re-run over {count:,} unchanged files / sha256sum"
    return {ratio + way: statistics.median(seconds) / base for way, seconds in taken.items()} | {
        f"sha256sum over {count:,} files, seconds": base
    }


def new_version() -> Measured:
    """Scans extracted anew by another version of the extractors, against their text as plain files."""
    import corpus
    import extractors
    from corpus import tesseract
    from flows.cache import ReadingCache
    from flows.discover import discover
    from flows.readers import Stamp, read_file

    if tesseract.missing():
        return {}
    corpus.load()
    extractors.load()
    with tempfile.TemporaryDirectory() as name:
        cache = ReadingCache(Path(name) / "cache", 10**9, "bench")
        stamp = Stamp("bench", datetime.now(UTC), cache=cache)
        scans = discover(sorted((SAMPLES / "scans").glob("*clean.pdf"))).sources
        texts = []
        start = time.process_time()
        for scan in scans:
            rows = read_file(scan, stamp)
            path = Path(name) / f"{scan.path.stem}.txt"
            path.write_text(rows.document.text, encoding="utf-8")  # type: ignore[union-attr]
            texts.append(path)
        first = time.process_time() - start
        plain = discover(texts).sources
        again, text = [], []
        for _ in range(3):
            for sources, taken in ((scans, again), (plain, text)):
                start = time.process_time()
                for source in sources:
                    read_file(source, replace(stamp, pipeline_version="bench 2"))
                taken.append(time.process_time() - start)
    return {
        "scans under a new version / their text": statistics.median(again) / statistics.median(text),
        "scans read first / under a new version": first / statistics.median(again),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--direct", action="store_true", help="not through Prefect")
    given = parser.parse_args()
    for name, value in (new_version() | unchanged(given.files, not given.direct)).items():
        print(f"{name:64}{value:10.3f}   {BARS.get(name, ('',))[0]}")


if __name__ == "__main__":
    main()
