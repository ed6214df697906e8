"""Speed and memory as ratios measured in one run: `make bench`.

Ratios, not seconds: both sides of each are measured on the same machine in the same run. Printed, and written to
`benchmarks/results.json`.
"""

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import cluster, incremental, ocr_speed, warehouse  # noqa: E402
from benchmarks.plans import make_plan, write_plans  # noqa: E402

RESULTS = Path(__file__).with_name("results.json")
Measured = dict[str, Any]


def _cpu(action: Callable[[], object]) -> float:
    """CPU seconds of an action in this process: other programs on the machine do not count."""
    start = time.process_time()
    action()
    return time.process_time() - start


def _read(text: str) -> int:
    import corpus
    import extractors

    source = corpus.read_bytes(text.encode(), "plan.txt")
    rows = extractors.extract(
        source,
        source_name="plan.txt",
        source_uri="plan.txt",
        source_sha256="0" * 64,
        pipeline_version="bench",
        ingested_at=datetime.now(UTC),
    )
    return len(rows.targets)


def against_ner() -> Measured:
    """All layers of a plan against `underthesea.ner` alone over its lines, models loaded."""
    from underthesea import ner

    plans = [make_plan(seed) for seed in range(4)]
    lines = [line for line in plans[0].splitlines() if line.strip()]
    _read(make_plan(1000))
    ner(lines[0])
    # Each plan once: what is remembered of a plan that was read before must not count.
    ours = statistics.median(_cpu(lambda plan=plan: _read(plan)) for plan in plans)  # type: ignore[misc]
    theirs = _cpu(lambda: [ner(line) for line in lines])
    return {"all layers / underthesea.ner": ours / theirs, "characters a second, all layers": len(plans[0]) / ours}


def by_length() -> Measured:
    """Four times the length of one plan against the length."""
    short, long = make_plan(1, 250_000), make_plan(2, 1_000_000)
    ratio = _cpu(lambda: _read(long)) / _cpu(lambda: _read(short))
    return {"1 MB / 250 KB of one plan": ratio, "length ratio": len(long) / len(short)}


def _ingest(folder: Path, plans: Path) -> Measured:
    """Run the command on a fresh warehouse; seconds of wall and CPU, and the largest process, children included."""
    warehouse = folder / "bench.duckdb"
    warehouse.unlink(missing_ok=True)
    command = [sys.executable, __file__, "--ingest", str(plans), "--warehouse", str(warehouse)]
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    wall = time.monotonic() - start
    if done.returncode:
        sys.exit(f"the ingest failed:\n{done.stderr}")
    return json.loads(done.stdout) | {"wall": wall}


def _command(folder: Path, *words: str) -> float:
    """Run `kehoach` as a user does; seconds of wall."""
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], cwd=folder, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"`kehoach {' '.join(words)}` failed:\n{done.stderr.decode()}")
    return time.monotonic() - start


def ingest_here(plans: Path, warehouse: Path) -> None:
    """Do what `kehoach ingest --direct` does and print what it took; started by `_ingest` as a process of its own."""
    from corpus import usable_cores
    from flows.ingest import IngestJob, ingest

    with IngestJob([plans], warehouse, apart=True) as job:
        summary = ingest(job)
        # Here and not after the block, where the worker processes are gone.
        measured = {"cpu": _all_cpu(), "queued": _all_queued(), "memory": _peak_memory()}
    print(json.dumps(measured | {"cores": usable_cores(), "ingested": summary.ingested}))


def _family() -> list[int]:
    """This process and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    family = [os.getpid()]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
    return family


def _all_cpu() -> float:
    """CPU seconds of this process and all below it."""
    ticks = 0
    for pid in _family():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _all_queued() -> float:
    """Seconds for which threads of this process and all below it were ready to run while others had the cores."""
    waited = 0
    for pid in _family():
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                waited += int(thread.read_text().split()[1])
    return waited / 1e9


def _peak_memory() -> int:
    """Largest resident size that any process of the family has had, in bytes."""
    peaks = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]
    for pid in _family():
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")]
    return max(peaks)


def batches() -> Measured:
    """A batch of 200 plans: cores, Prefect, growth with the number of plans, memory; whole commands."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (50, 100, 200):
            write_plans(folder / str(count), count)
        fifty, hundred, direct = (_ingest(folder, folder / str(n)) for n in (50, 100, 200))
        _command(folder, "ingest", "50")  # starts the server and the warm process, which then stay
        with_prefect = _command(folder, "ingest", "200", "--force")
        without = _command(folder, "ingest", "200", "--force", "--direct")
        _command(folder, "server", "stop")
    return {
        "share of the cores in use, 200 plans": direct["cpu"] / direct["wall"] / direct["cores"],
        # Above 1 where other programs had the cores: the figure before is then theirs, not ours.
        "share of the cores in use or waited for": (direct["cpu"] + direct["queued"])
        / direct["wall"]
        / direct["cores"],
        "wall with Prefect / direct, 200 plans": with_prefect / without,
        "CPU for 200 / for 100 plans": direct["cpu"] / hundred["cpu"],
        "peak memory of a process, 200 / 50 plans": direct["memory"] / fifty["memory"],
        "plans a second, direct": direct["ingested"] / direct["wall"],
    }


#: What a figure must keep to: name -> (bar, whether it is an upper one).
BARS = (
    {
        "all layers / underthesea.ner": (0.25, True),
        "1 MB / 250 KB of one plan": (5.0, True),
        "share of the cores in use, 200 plans": (0.9, False),
        "wall with Prefect / direct, 200 plans": (1.10, True),
        "CPU for 200 / for 100 plans": (2.3, True),
        "peak memory of a process, 200 / 50 plans": (1.25, True),
    }
    | warehouse.BARS
    | incremental.BARS
    | ocr_speed.BARS
    | cluster.BARS
)


def main() -> int:
    """Measure all, print and write the results; 1 if a bar is not kept."""
    results: Measured = {}
    measures: list[Callable[[], Measured]] = [against_ner, by_length, batches, warehouse.plenty, ocr_speed.ocr_speed]
    for measure in [*measures, incremental.unchanged, incremental.new_version, cluster.throughput]:
        print(f"… {(measure.__doc__ or '').splitlines()[0]}", file=sys.stderr)
        results |= measure()
    failed = 0
    for name, value in results.items():
        bar, upper = BARS.get(name, (None, True))
        kept = bar is None or (value <= bar if upper else value >= bar)
        failed += not kept
        wanted = "" if bar is None else f"{'at most' if upper else 'at least'} {bar}{'' if kept else '   NOT KEPT'}"
        print(f"{name:44}{value:12.3f}   {wanted}")
    bars = {name: bar for name, (bar, _) in BARS.items()}
    RESULTS.write_text(json.dumps({"results": results, "bars": bars}, indent=2) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ingest", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--warehouse", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ingest:
        ingest_here(given.ingest, given.warehouse)
    else:
        sys.exit(main())
