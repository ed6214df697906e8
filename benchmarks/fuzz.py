"""Hostile bytes for the readers and hostile texts for the extractors, for as long as one likes.

`python -m benchmarks.fuzz --seconds 600` damages sample files of each format in random ways, and makes texts of pieces
that rules look for. A file must be read or rejected with a reason of its own kind, within the limits of a worker;
twice as long a text may not take much more than twice the work. What breaks a promise is kept in `build/fuzz`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

import corpus
from corpus import errors, word97
from flows.discover import Rejection, SourceFile, read_source
from flows.limits import Limits
from flows.readers import Stamp
from flows.workers import WorkerPool

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
KEPT = Path("build") / "fuzz"
_STAMP = Stamp("fuzz", datetime(2026, 1, 1, tzinfo=UTC))
_OWN = {name for name, value in vars(errors).items() if isinstance(value, type)} | {"Changed"}
_BATCH = 24
_MOST_SECONDS, _MOST_MEMORY = 90.0, 2000
#: Length of the shorter text, and how much more work twice the length may take.
_LENGTH, _MOST_RATIO = 60_000, 3.2

#: What rules look for, and what parsers trip over.
HOSTILE_PIECES = (
    *("I. ", "1. ", "1.1. ", "a) ", "- ", "+ ", "Phụ lục ", "Điều 1. ", "PHẦN I\n", "\n", "\n\n", "\t", " ", "\u00a0"),
    *("%", "10%", "1.000.000", "1.", "1,", "0" * 9, "tỷ đồng ", "từ 1 đến ", "trên ", "không quá ", "ít nhất "),
    *("năm 2025 ", "ngày 1/1/2025 ", "1/", "tháng 1 ", "quý I/", "hằng năm ", "đến năm ", "2021 - ", "-", "–", "/"),
    *(
        "Sở ",
        "Ủy ban nhân dân ",
        "các ",
        "tỉnh ",
        "và ",
        ", ",
        "; ",
        ": ",
        "chủ trì, ",
        "phối hợp với ",
        "UBND ",
        "Bộ ",
    ),
    *("số 1/KH-UBND ", "Quyết định ", "Nghị quyết số ", "Căn cứ ", "của ", "(", ")", "[", "“", "”", '"', "'"),
    *("|", "| a ", "|-", "**", "*", "_", "#", "# ", "<b>", "</b>", "<table>", "<tr><td>", "<", ">", "&amp;", "&#1;"),
    *(
        "<!--",
        "-->",
        "<page_break>",
        "```",
        "\\",
        "$",
        "á",
        "a\u0301",
        "ư\u031b",
        "Đ",
        "đ",
        "\u200b",
        "\ufeff",
        "\U0001f600",
    ),
    *(
        "Cơ quan thực hiện: ",
        "Thời gian: ",
        "KẾ HOẠCH\n",
        "Nơi nhận:\n",
        "TM. ",
        "KT. ",
        "ĐẾN ",
        "MỤC TIÊU ",
        "kinh tê ",
    ),
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to damage bytes: what is done, where and over how much (shares of the length), with which byte."""

    kind: int
    place: float
    size: float
    byte: int


def _mutate(data: bytearray, change: Mutation) -> bytearray:
    at = int(change.place * len(data))
    size = max(1, int(change.size * change.size * len(data)))
    match change.kind:
        case 0:
            data[at : at + 1] = bytes([change.byte])
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = data[at : at + size]
        case 3:
            data[at : at + size] = bytes([change.byte]) * len(data[at : at + size])
        case 4:
            del data[at:]
        case 5:
            data[at:at] = _TOKENS[change.byte % len(_TOKENS)]
        case 6:
            other = change.byte * len(data) // 256
            data[at : at + size] = data[other : other + size]
        case _:
            data[at : at + 4] = (2**31 - 1 - change.byte).to_bytes(4, "big" if change.byte % 2 else "little")
    return data


_TOKENS = (
    b"<w:p>", b"</w:p>", b"<w:tbl><w:tr><w:tc>", b"<", b"&a;", b"99999999999", b"-1", b"obj", b"endobj", b"stream\n",
    b"endstream", b"/Kids[1 0 R]", b"<<", b">>", b"<table>", b"</td>", b"\xff\xd8", b"\xff\xff", b"\0\0\0\0", b"IDAT",
    b"\xe1\xba", b"<!DOCTYPE html>", b"|--|", b"]]>", b"%PDF-", b"PK\x03\x04", b"w:gridSpan w:val='999999'",
)  # fmt: skip


def mutated(data: bytes, name: str, changes: Sequence[Mutation]) -> bytes:
    """Damage a file; of a Word document, half of the time, what is in its archive."""
    if name.endswith(".docx") and changes and changes[0].byte % 2:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for part in old.namelist():
                content = bytearray(old.read(part))
                if part.startswith("word/") and (part.endswith("document.xml") or changes[0].kind % 2):
                    for change in changes:
                        content = _mutate(content, change)
                new.writestr(part, bytes(content))
        return out.getvalue()
    damaged = bytearray(data)
    for change in changes:
        damaged = _mutate(damaged, change)
    return bytes(damaged)


def seeds(*, ocr: bool = True) -> dict[str, bytes]:
    """Return whole files of each format, those that OCR reads only if asked for: name -> bytes."""
    found = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("sample-*"))}
    documents = sorted((SAMPLES / "documents").glob("sample-[be]*"))
    found |= {path.name: path.read_bytes() for path in documents}
    if not ocr:
        return found
    page = Image.open(next((SAMPLES / "scans").glob("*.tif"))).convert("L")
    small = page.crop((0, 0, page.width, page.height // 3))
    for suffix, mode in (("png", "L"), ("jpeg", "L"), ("tiff", "1"), ("pdf", "L")):
        out = io.BytesIO()
        small.convert(mode).save(out, suffix)
        found[f"scan.{suffix}"] = out.getvalue()
    # LibreOffice opens such a file by its mark, whatever follows.
    found["mark.doc"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") * 50
    program = word97.installed()
    if program is not None:
        found["old.doc"] = _word97(program, next(path for path in documents if path.suffix == ".docx"))
    return found


def _word97(program: str, document: Path) -> bytes:
    """Have LibreOffice write a Word 97 document, with all the streams and tables that one has."""
    with tempfile.TemporaryDirectory(prefix="kehoach-fuzz-") as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "doc", "--outdir", folder, str(document)]
        subprocess.run(command, check=True, capture_output=True, timeout=word97.TIMEOUT)
        return Path(folder, document.stem).with_suffix(".doc").read_bytes()


def hostile_text(pieces: Sequence[str], length: int) -> str:
    """Repeat pieces up to a length, under a title so that it passes for a plan."""
    whole = "".join(pieces)
    return "KẾ HOẠCH\nPhát triển thư viện\n" + (whole * (length // len(whole) + 1))[:length] + "\n"


def failures(paths: Sequence[Path], *, seconds: float = _MOST_SECONDS, jobs: int = 1) -> list[Rejection]:
    """Read files in workers and return those that were neither read nor rejected as a reader should."""
    sources = [read_source(path) for path in paths]
    limits = Limits(seconds, _MOST_MEMORY)
    with WorkerPool(_STAMP, jobs, jobs, limits=limits) as pool:
        outcomes = list(pool.read(sources))
    return [one for one in outcomes if isinstance(one, Rejection) and one.error_type not in _OWN]


def work_of(source: SourceFile, stamp: Stamp) -> Rejection:
    """Measure the processor time that a text takes; the pool's way to hand back anything is a rejection."""
    import extractors

    began = time.process_time()
    what = "read"
    try:
        text = corpus.read_bytes(source.path.read_bytes(), source.name)
        extractors.extract(
            text,
            source_name=source.name,
            source_uri=source.uri,
            source_sha256=source.sha256,
            pipeline_version=stamp.pipeline_version,
            ingested_at=stamp.ingested_at,
        )
    except corpus.RejectedInput as error:
        what = type(error).__name__
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
    return Rejection(source.uri, source.sha256, str(time.process_time() - began), what)


def _fuzz_readers(chance: random.Random, folder: Path) -> Iterator[str]:
    whole = seeds()
    paths = []
    for number in range(_BATCH):
        name = chance.choice(sorted(whole))
        changes = [
            Mutation(chance.randrange(8), chance.random(), chance.random() * 0.3, chance.randrange(256))
            for _ in range(chance.choice([1, 1, 2, 4, 12]))
        ]
        path = folder / f"{number}-{name}"
        path.write_bytes(mutated(whole[name], name, changes) or b"\0")
        paths.append(path)
    for failure in failures(paths, jobs=2):
        yield _keep(Path(failure.uri), f"{failure.error_type}: {failure.reason}")


def _fuzz_texts(chance: random.Random, folder: Path) -> Iterator[str]:
    made = [chance.sample(HOSTILE_PIECES, chance.choice([1, 1, 2, 2, 3, 4])) for _ in range(_BATCH // 4)]
    suspects = []
    for pieces, short, long in _measured(made, _LENGTH, folder):
        for one in (short, long):
            if one.error_type != "read" and one.error_type not in _OWN:
                yield _keep(Path(one.uri), f"{pieces}: {one.error_type}: {one.reason}")
        if short.error_type == long.error_type == "read" and _ratio(short, long) > _MOST_RATIO:
            suspects.append(pieces)
    # One measurement tells little: work that grows with the square shows all the more in longer texts.
    for pieces, short, long in _measured(suspects, 3 * _LENGTH, folder):
        if short.error_type == long.error_type == "read" and _ratio(short, long) > _MOST_RATIO:
            yield _keep(Path(long.uri), f"{pieces}: {short.reason} s of work, twice as long {long.reason} s")


def _ratio(short: Rejection, long: Rejection) -> float:
    return float(long.reason) / max(float(short.reason), 0.2)


def _measured(
    made: Sequence[Sequence[str]], length: int, folder: Path
) -> Iterator[tuple[Sequence[str], Rejection, Rejection]]:
    """Yield pieces with the work for a text of them and for one of twice its length."""
    paths = [folder / f"text-{number}-{size}.txt" for number in range(len(made)) for size in (length, 2 * length)]
    for path in paths:
        number, size = map(int, path.stem.split("-")[1:])
        path.write_text(hostile_text(made[number], size), encoding="utf-8")
    found: dict[str, Rejection] = {}
    with WorkerPool(_STAMP, 2, 2, limits=Limits(_MOST_SECONDS, _MOST_MEMORY), read=work_of) as pool:
        for outcome in pool.read([read_source(path) for path in paths]):
            assert isinstance(outcome, Rejection)
            found[Path(outcome.uri).stem] = outcome
    for number, pieces in enumerate(made):
        yield pieces, found[f"text-{number}-{length}"], found[f"text-{number}-{2 * length}"]


def _keep(path: Path, what: str) -> str:
    KEPT.mkdir(parents=True, exist_ok=True)
    data = path.read_bytes()
    kept = KEPT / f"{hashlib.sha256(data).hexdigest()[:10]}-{path.name}"
    kept.write_bytes(data)
    return f"{kept}: {what}"


def main() -> None:
    """Fuzz for some time; exit code 1 if something was found."""
    parser = argparse.ArgumentParser(description="Fuzz readers and extractors.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None, help="of the first round; default: the time")
    parser.add_argument("--only", choices=["readers", "texts"], default=None)
    given = parser.parse_args()
    seed = int(time.time()) if given.seed is None else given.seed
    end = time.monotonic() + given.seconds
    rounds = found = 0
    while time.monotonic() < end:
        for what, fuzz in (("readers", _fuzz_readers), ("texts", _fuzz_texts)):
            if given.only in (None, what):
                with tempfile.TemporaryDirectory(prefix="kehoach-fuzz-") as folder:
                    for told in fuzz(random.Random(f"{what} {seed}"), Path(folder)):
                        found += 1
                        print(f"seed {seed} {what}: {told[:600]}", flush=True)
        rounds, seed = rounds + 1, seed + 1
    print(json.dumps({"rounds": rounds, "files": rounds * (_BATCH + _BATCH // 2), "found": found}))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
