"""The soak: files arrive over many runs that are killed at random points; in the end nothing is lost or there twice.

`python -m benchmarks.soak FOLDER` plays a history that its seed decides: batches of invented files arrive in an inbox,
some are renamed, changed, copied or deleted, and after each batch the real command line ingests the inbox, with and
without Prefect, while it or its workers may be killed. In the end the warehouse is compared with that of one run over
the final inbox. A soak that was stopped goes on where it stood: the folder holds all that it knows.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.soak_check import SoakFailed, check_end, check_whole, version_of
from benchmarks.soak_files import content_of, kind_of, name_of

ROOT = Path(__file__).resolve().parent.parent
#: File name -> number and edition of its content.
Inbox = dict[str, tuple[int, int]]
#: Seconds after which a run that is not killed counts as hung.
_PATIENCE = 3600.0
_FATES = ("whole", "whole", "main", "main", "worker", "workers", "all")


@dataclass(frozen=True)
class Soak:
    """What is played.

    Attributes:
        folder: where inbox, warehouses and state are.
        files: how many arrive in all.
        rounds: in how many batches.
        seed: decides what happens.
        flows: share of runs under Prefect.
        jobs: worker processes of each run.
    """

    folder: Path
    files: int = 2000
    rounds: int = 60
    seed: int = 1
    flows: float = 0.15
    jobs: int = 2

    @property
    def inbox(self) -> Path:
        """The folder in which files arrive."""
        return self.folder / "inbox"

    @property
    def warehouse(self) -> Path:
        """The warehouse of all runs."""
        return self.folder / "kehoach.duckdb"


def history(soak: Soak) -> Iterator[tuple[Inbox, str]]:
    """Yield, for each round, what the inbox then holds and what has happened to it, in words."""
    chance = random.Random(f"history {soak.seed}")
    coming = list(range(soak.files))
    chance.shuffle(coming)
    inbox: Inbox = {}
    for number in range(soak.rounds):
        rest = soak.rounds - number
        size = len(coming) if rest == 1 else min(len(coming), round(len(coming) / rest * chance.uniform(0.3, 1.7)))
        arrived, coming = coming[:size], coming[size:]
        told = [f"{len(arrived):3} arrive"]
        inbox |= {_place(file, chance): (file, 0) for file in arrived}
        names = sorted(inbox)
        for what in ("rename", "change", "copy", "delete"):
            for _ in range(chance.choice([0, 0, 1, 1, 2, 3]) if number else 0):
                name = names.pop(chance.randrange(len(names)))
                told.append(what)
                file, edition = inbox[name]
                if what == "change":
                    inbox[name] = (file, edition + 1)
                elif what in ("rename", "copy"):
                    inbox[f"{chance.choice(['a', 'b', 'c'])}/{what} {number} {Path(name).name}"] = (file, edition)
                if what in ("rename", "delete"):
                    del inbox[name]
        yield dict(inbox), ", ".join(told)


def _place(file: int, chance: random.Random) -> str:
    folder = chance.choice(["", "", "a/", "b/", "năm 2025/"])
    return folder + name_of(file)


def arrange(folder: Path, wanted: Inbox, before: Inbox) -> None:
    """Make a folder hold what it should; a moved file is moved, a new one appears in one step."""
    places: dict[tuple[int, int], list[str]] = {}
    for name, content in before.items():
        if wanted.get(name) != content and (folder / name).exists():
            places.setdefault(content, []).append(name)
    for name, content in wanted.items():
        target = folder / name
        if before.get(name) == content and target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if places.get(content) and name not in before:
            (folder / places[content].pop()).rename(target)
        else:
            arriving = target.with_name(f".{target.name}.part")
            arriving.write_bytes(content_of(*content))
            arriving.replace(target)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def play(soak: Soak, say=print) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """Play a soak from where it stands to its end; return what it came to.

    Raises:
        SoakFailed: a promise is broken; the folder is left as it is.
    """
    soak.inbox.mkdir(parents=True, exist_ok=True)
    state = soak.folder / "state.json"
    done = (
        json.loads(state.read_text(encoding="utf-8"))
        if state.exists()
        else {"rounds": 0, "killed": 0, "seed": soak.seed}
    )
    if done["seed"] != soak.seed:
        raise SoakFailed(f"{soak.folder} holds a soak of seed {done['seed']}: name another folder, or that seed")
    before: Inbox = {}
    for number, (wanted, told) in enumerate(history(soak)):
        if number >= done["rounds"]:
            arrange(soak.inbox, wanted, before)
            chance = random.Random(f"run {soak.seed} {number}")
            fate = chance.choice(_FATES) if number else "main"
            # Spread evenly: a share by chance may be none at all.
            flow = int((number + 1) * soak.flows) > int(number * soak.flows)
            if flow and fate in ("worker", "workers"):
                # Its workers belong to the process that is kept warm, which other runs use too.
                fate = "main"
            say(f"round {number + 1}/{soak.rounds}: {told}; {_run(soak, fate, chance, flow)}")
            done["killed"] += fate != "whole"
            done["rounds"] = number + 1
            state.write_text(json.dumps(done), encoding="utf-8")
        before = wanted
    _ingest(soak, soak.warehouse, "--retry-rejected", "--prune")
    say("comparing with one clean run")
    clean = soak.folder / "clean.duckdb"
    if not clean.exists() or version_of(clean) != version_of(soak.warehouse):
        _ingest(soak, soak.folder / "clean-building.duckdb")
        (soak.folder / "clean-building.duckdb").replace(clean)
    result = check_end(
        soak.warehouse, clean, soak.inbox, {name: kind_of(*content) != "bad" for name, content in before.items()}
    )
    return {"files": soak.files, "rounds": soak.rounds, "killed": done["killed"], "seed": soak.seed, **result}


def _ingest(soak: Soak, warehouse: Path, *more: str) -> None:
    process = _start(soak, ["--direct", *more], warehouse)
    code = process.wait(_PATIENCE)
    if code not in (0, 1) or "kehoach: " in (soak.folder / "err").read_text(encoding="utf-8"):
        raise SoakFailed(f"a run that nobody killed ended with {code}: {_last_words(soak)}")


def _start(soak: Soak, options: list[str], warehouse: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEHOACH_"))}
    ours = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(soak.folder / "state"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "flows.cli", "ingest", str(soak.inbox), "--jobs", str(soak.jobs), *options]
    with (soak.folder / "out").open("wb") as out, (soak.folder / "err").open("wb") as err:
        return subprocess.Popen(
            [*command, "--warehouse", str(warehouse)], cwd=soak.folder, env=kept | ours, stdout=out, stderr=err
        )


def _run(soak: Soak, fate: str, chance: random.Random, flow: bool) -> str:
    began = time.monotonic()
    process = _start(soak, [] if flow else ["--direct"], soak.warehouse)
    killed: list[str] = []
    # Runs over a few files are done in seconds: most kills come early, some hit the loading and publishing.
    moments = sorted(chance.uniform(0.3, 12.0) for _ in range(3 if fate == "workers" else 1)) if fate != "whole" else []
    if fate in ("worker", "workers"):
        while process.poll() is None and not _workers(process.pid):
            time.sleep(0.05)
        began = time.monotonic()
    for moment in moments:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, began + moment - time.monotonic()))
            break
        killed.append(f"{_kill(soak, process, fate, chance)} after {moment:.1f} s")
    try:
        code = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        raise SoakFailed(f"a run hangs (process {process.pid})") from None
    expected = (0, 1) if not killed or fate in ("worker", "workers") else (0, 1, -9)
    if code not in expected or (code == 1 and not killed and "kehoach: " in _last_words(soak)):
        raise SoakFailed(f"a run ended with {code}: {_last_words(soak)}")
    told = check_whole(soak.warehouse)
    how = "a flow" if flow else "direct"
    return f"{how}, {'killed ' + ', '.join(killed) if killed else 'whole'} -> {told} ({time.monotonic() - began:.0f} s)"


def _kill(soak: Soak, process: subprocess.Popen[bytes], fate: str, chance: random.Random) -> str:
    family = _family(process.pid)
    # Under Prefect, the work is done by a child of the process that is kept warm.
    for other in psutil.process_iter(["cmdline"]):
        if str(soak.folder / "state") in " ".join(other.info["cmdline"] or []) and other.pid != process.pid:
            family += [child for child in _family(other.pid) if child not in family]
    if fate in ("worker", "workers"):
        workers = _workers(process.pid)
        for worker in chance.sample(workers, min(len(workers), chance.choice([1, 2]))):
            _end(worker)
        return f"some of {len(workers)} workers"
    process.kill()
    if fate == "all" or chance.random() < 0.5:
        for child in family:
            _end(child)
        return "all at once"
    return "the main process"


def _family(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(pid).children(recursive=True))
    return []


def _workers(pid: int) -> list[psutil.Process]:
    """Return the workers of a run: what its fork server has started."""
    return [worker for child in _family(pid) if "forkserver" in _command(child) for worker in _family(child.pid)]


def _command(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _end(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.kill()


def _last_words(soak: Soak) -> str:
    lines = (soak.folder / "err").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:400] if lines else "no words"


def main() -> None:
    """Play a soak and print what it came to."""
    parser = argparse.ArgumentParser(description="Play a soak, or go on with one.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flows", type=float, default=0.15, help="share of runs under Prefect")
    given = parser.parse_args()
    soak = Soak(given.folder.resolve(), given.files, given.rounds, given.seed, given.flows)
    try:
        result = play(soak, lambda line: print(line, flush=True))
    except SoakFailed as error:
        print(f"FAILED: {error}", file=sys.stderr)
        sys.exit(1)
    finally:
        stop = [sys.executable, "-m", "flows.cli", "server", "stop"]
        state = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(soak.folder / "state")}
        subprocess.run(stop, env=os.environ | state, check=False, stdout=subprocess.DEVNULL)
    (soak.folder / "result.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
