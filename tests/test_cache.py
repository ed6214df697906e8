"""What was read is kept by its content: a new version of the extractors reads no scan again."""

import ast
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import ocr, tesseract
from flows import cache as caches
from flows import version
from flows.cache import BadSize, ReadingCache, clear, limit_of, size_of, trim, usage
from flows.discover import read_source
from flows.ingest import IngestJob, ingest
from flows.reading import Changed, read_text
from flows.run_events import Summary
from schemas.source import SourceText
from tests.cli import ROOT, SAMPLES, kehoach
from warehouse.query import run_query

DOCUMENTS = sorted((SAMPLES / "documents").glob("*.pdf"))
SCANS = sorted((SAMPLES / "scans").glob("*clean.pdf"))
needs_ocr = pytest.mark.skipif(tesseract.missing() is not None, reason="Tesseract is not installed")
SHA = "ab" * 32


@pytest.fixture
def kept(tmp_path: Path) -> ReadingCache:
    return ReadingCache(tmp_path / "cache", 10**9, "1")


@pytest.fixture(scope="module")
def plan() -> SourceText:
    return corpus.read(DOCUMENTS[0])


def _entry(kept: ReadingCache) -> Path:
    (path,) = (path for path in kept.folder.rglob("*") if path.is_file())
    return path


@pytest.mark.parametrize("path", [*DOCUMENTS[:2], *sorted(SAMPLES.glob("sample-*"))[:3]], ids=lambda path: path.name)
def test_what_is_kept_comes_back_as_it_was(path: Path, kept: ReadingCache) -> None:
    text = corpus.read(path)
    kept.put(SHA, text)
    assert kept.get(SHA) == text


def test_another_version_of_the_reading_stage_finds_nothing(kept: ReadingCache, plan: SourceText) -> None:
    kept.put(SHA, plan)
    assert replace(kept, version="2").get(SHA) is None
    assert kept.get("cd" * 32) is None


@given(cut=st.integers(0, 10**6), flip=st.integers(0, 10**6))
def test_a_damaged_entry_counts_as_not_there(
    cut: int, flip: int, plan: SourceText, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = ReadingCache(tmp_path_factory.mktemp("cache"), 10**9, "1")
    for damage in (lambda data: data[: cut % len(data)], lambda data: _flipped(data, flip % len(data))):
        kept.put(SHA, plan)
        entry = _entry(kept)
        entry.write_bytes(damage(entry.read_bytes()))
        assert kept.get(SHA) is None
        assert not entry.exists()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


class _Bomb:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, ...]]:
        return os.mkdir, ("exploded",)


def test_an_entry_never_runs_code(kept: ReadingCache, plan: SourceText, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(SHA, plan)
    monkeypatch.chdir(kept.folder)
    _entry(kept).write_bytes(pickle.dumps(_Bomb()))
    assert kept.get(SHA) is None
    assert not Path("exploded").exists()


def test_a_well_formed_entry_that_is_no_source_text_counts_as_not_there(
    kept: ReadingCache, plan: SourceText, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib
    import zlib

    kept.put(SHA, plan)
    for content in (b"{}", b'{"text": 5}', b"[", b"null", b'{"text": "x", "blocks": [["bullet"]]}'):
        packed = zlib.compress(content)
        _entry(kept).write_bytes(caches._MAGIC + hashlib.sha256(packed).digest() + packed)
        assert kept.get(SHA) is None
        kept.put(SHA, plan)
    monkeypatch.setattr(caches, "_MOST_BYTES", 100)
    assert kept.get(SHA) is None


def test_the_entries_of_the_least_recent_use_go_first(kept: ReadingCache, plan: SourceText) -> None:
    names = [f"{number:02x}" * 32 for number in range(6)]
    for age, name in enumerate(names):
        kept.put(name, plan)
        path = kept._path(name)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    size = usage(kept.folder).size
    assert kept.get(names[5]) is not None  # used now, although it is the oldest
    assert trim(kept.folder, size) == 0
    assert trim(kept.folder, size // 2) == 4
    assert [name for name in names if kept.get(name) is not None] == [names[0], names[5]]
    assert clear(kept.folder).entries == 2
    assert usage(kept.folder) == caches.Usage(0, 0)


def test_clearing_touches_nothing_else(kept: ReadingCache, plan: SourceText) -> None:
    kept.put(SHA, plan)
    other = kept.folder / "language-1.bin"
    other.write_bytes(b"x")
    clear(kept.folder)
    assert other.exists() and usage(kept.folder).entries == 0


def test_a_cache_that_cannot_be_written_is_no_cache(tmp_path: Path, plan: SourceText) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = ReadingCache(tmp_path / "file", 10**9, "1")
    kept.put(SHA, plan)
    assert kept.get(SHA) is None and usage(kept.folder).entries == 0
    off = ReadingCache(tmp_path / "off", 0, "1")
    off.put(SHA, plan)
    assert off.get(SHA) is None and not off.folder.exists()


def test_a_cache_that_may_only_be_read_is_read(
    kept: ReadingCache, plan: SourceText, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(SHA, plan)

    def refused(*given: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert kept.get(SHA) == plan


def test_processes_use_one_cache_at_once(kept: ReadingCache) -> None:
    code = f"""
import random, sys
from pathlib import Path
import corpus
from flows.cache import ReadingCache, clear, trim
text = corpus.read_bytes(b"plan " * 2000, "plan.txt")
cache = ReadingCache(Path({str(kept.folder)!r}), 10**9, "1")
chance = random.Random(int(sys.argv[1]))
for _ in range(300):
    name = f"{{chance.randrange(8):02x}}" * 32
    found = cache.get(name)
    assert found is None or found == text
    cache.put(name, text)
    if chance.random() < 0.05:
        trim(cache.folder, chance.randrange(3000))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([sys.executable, "-c", code, str(seed)], env=environment) for seed in range(3)]
    assert [process.wait(timeout=200) for process in running] == [0, 0, 0]
    assert not list(kept.folder.rglob("*.new"))


def test_text_is_not_kept_and_a_changed_file_is_not_read(tmp_path: Path, kept: ReadingCache) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("KẾ HOẠCH\nI. MỤC TIÊU\n", encoding="utf-8")
    source = read_source(path)
    assert read_text(source, "auto", kept).text.startswith("KẾ HOẠCH")
    assert usage(kept.folder).entries == 0
    path.write_text("QUYẾT ĐỊNH\n", encoding="utf-8")
    with pytest.raises(Changed):
        read_text(source, "auto", kept)


@pytest.mark.parametrize(
    ("words", "size"), [("0", 0), ("500MB", 5 * 10**8), ("2 GB", 2 * 10**9), ("1.5g", 15 * 10**8), ("12", 12)]
)
def test_sizes_are_written_as_people_write_them(words: str, size: int) -> None:
    assert size_of(words) == size


def test_the_limit_is_that_of_the_environment_or_what_was_laid_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEHOACH_CACHE_LIMIT", raising=False)
    assert limit_of(tmp_path) == caches.DEFAULT_LIMIT
    caches.keep_limit(tmp_path, 5)
    assert limit_of(tmp_path) == 5
    monkeypatch.setenv("KEHOACH_CACHE_LIMIT", "7KB")
    assert limit_of(tmp_path) == 7000
    monkeypatch.setenv("KEHOACH_CACHE_LIMIT", "much")
    with pytest.raises(BadSize):
        limit_of(tmp_path)


def _run(folder: Path, **options: object) -> Summary:
    with IngestJob([folder / "inbox"], folder / "kehoach.duckdb", **options) as job:  # type: ignore[arg-type]
        return ingest(job)


@needs_ocr
def test_a_new_version_of_the_pipeline_extracts_again_without_ocr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "inbox").mkdir()
    shutil.copy(SCANS[-1], tmp_path / "inbox")
    calls, recognise = tmp_path / "calls", ocr.recognise

    def counted(*given: object) -> object:
        with calls.open("a") as file:
            file.write("1")
        return recognise(*given)  # type: ignore[arg-type]

    # The worker of so small a batch is forked from here, where Tesseract is counted.
    monkeypatch.setattr(ocr, "recognise", counted)
    assert _run(tmp_path).ingested == 1
    assert calls.stat().st_size > 0
    question = "SELECT text, page_count, ocr_confidence FROM documents"
    read = run_query(tmp_path / "kehoach.duckdb", question).rows
    calls.unlink()

    monkeypatch.setattr("flows.ingest.version_for", lambda ocr: "a new version")
    assert _run(tmp_path).ingested == 1
    assert not calls.exists()
    assert run_query(tmp_path / "kehoach.duckdb", question).rows == read
    versions = "SELECT pipeline_version FROM documents"
    assert run_query(tmp_path / "kehoach.duckdb", versions).rows == [("a new version",)]

    assert _run(tmp_path, force=True, ocr="always").ingested == 1
    assert calls.exists(), "another choice of pages is read anew"


def _house(folder: Path) -> None:
    ignored = shutil.ignore_patterns("samples", "__pycache__")
    for stage in ("schemas", "corpus", "extractors"):
        shutil.copytree(ROOT / stage, folder / stage, ignore=ignored)


@pytest.mark.parametrize(
    ("changed", "reads_anew"),
    [
        ("extractors/__init__.py", False),
        ("extractors/lexicons/targets.toml", False),
        ("schemas/tables.py", False),
        ("schemas/vocabulary.py", False),
        ("schemas/source.py", True),
        ("schemas/markers.py", True),
        ("corpus/tables.py", True),
        ("corpus/wording.toml", True),
    ],
)
def test_the_version_of_a_stage_covers_what_it_depends_on(
    changed: str, reads_anew: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _house(tmp_path)
    monkeypatch.setattr(version, "ROOT", tmp_path)

    def versions() -> tuple[str, str]:
        version.reading_version.cache_clear()
        version.pipeline_version.cache_clear()
        return version.reading_version(), version.pipeline_version()

    try:
        before = versions()
        with (tmp_path / changed).open("a", encoding="utf-8") as file:
            file.write("\n# another rule\n")
        after = versions()
    finally:
        version.reading_version.cache_clear()
        version.pipeline_version.cache_clear()
    assert after[1] != before[1]
    assert (after[0] != before[0]) == reads_anew


def test_reading_uses_nothing_of_the_schemas_that_its_version_leaves_out() -> None:
    vocabularies = {vocabulary.__name__ for vocabulary in version.READING_VOCABULARIES}
    files = [*(ROOT / "corpus").glob("*.py"), *(ROOT / part for part in version.READING if part.endswith(".py"))]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "schemas":
                names = {alias.name for alias in node.names}
                in_files = f"{(node.module or '').replace('.', '/')}.py" in version.READING
                assert in_files or (node.module == "schemas.vocabulary" and names <= vocabularies), path


def test_the_cache_command_shows_limits_and_clears(tmp_path: Path, plan: SourceText) -> None:
    folder = tmp_path / "cache"
    ReadingCache(folder, 10**9, "1").put(SHA, plan)

    def told(*words: str, **environment: str) -> dict[str, object]:
        done = kehoach("cache", *words, "--json", cwd=tmp_path, KEHOACH_CACHE=str(folder), **environment)
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        return found

    assert told() | {"folder": str(folder), "entries": 1, "limit": caches.DEFAULT_LIMIT} == told()
    assert told("--limit", "1GB")["limit"] == told()["limit"] == 10**9
    assert told("clear") | {"entries": 0, "bytes": 0, "cleared": 1} == told() | {"cleared": 1}
    assert f"{folder}: 0 entries" in kehoach("cache", cwd=tmp_path, KEHOACH_CACHE=str(folder)).stdout
    bad = kehoach("cache", "--limit", "much", cwd=tmp_path, KEHOACH_CACHE=str(folder))
    assert bad.returncode == 2 and "500MB" in bad.stderr
    assert kehoach("cache", cwd=tmp_path, KEHOACH_CACHE_LIMIT="much").returncode == 2
