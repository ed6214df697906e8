"""A scan of a plan gives nearly the rows that its text gives."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from corpus import read
from extractors import extract
from tests.scans import needs_tesseract

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
#: What makes a row of each layer; descriptions of tasks are compared elsewhere.
_VALUES = {
    "sections": ("marker", "depth"),
    "percentages": ("low", "high", "comparator"),
    "targets": ("kind", "low", "high", "comparator", "unit", "deadline_year"),
    "dates": ("kind", "start_date", "end_date"),
    "agency_mentions": ("name", "role"),
    "tasks": ("number", "timeframe_kind", "start_date", "end_date"),
    "legal_references": ("doc_type", "number", "issued_date"),
    "amounts": ("value_vnd",),
}


def _rows(path: Path) -> dict[str, Counter[tuple[object, ...]]]:
    found = extract(
        read(path),
        source_name=path.name,
        source_uri=str(path),
        source_sha256="0" * 64,
        pipeline_version="test",
        ingested_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return {
        layer: Counter(tuple(getattr(row, field) for field in fields) for row in getattr(found, layer))
        for layer, fields in _VALUES.items()
    }


@pytest.mark.parametrize(
    ("plan", "kind", "least"),
    [(f"sample-{plan}", "clean", 0.97) for plan in "abcde"] + [("sample-b", "poor", 0.95), ("sample-d", "poor", 0.95)],
)
def test_rows_of_a_scan_are_nearly_those_of_the_text(plan: str, kind: str, least: float) -> None:
    needs_tesseract()
    text = next(path for path in SAMPLES.glob(f"{plan}*") if path.is_file())
    expected, found = _rows(text), _rows(SAMPLES / "scans" / f"{text.stem}-{kind}.pdf")
    same = sum((expected[layer] & found[layer]).total() for layer in _VALUES)
    both = sum(expected[layer].total() + found[layer].total() for layer in _VALUES)
    assert 2 * same / both >= least
    assert found["tasks"].total() == expected["tasks"].total()


@pytest.mark.parametrize(
    "scan", ["sample-b-ke-hoach-ubnd-tinh-phu-luc-poor.pdf", "sample-c-quyet-dinh-kem-ke-hoach-fax.tif"]
)
def test_the_repair_of_a_scan_lowers_its_errors(scan: str) -> None:
    needs_tesseract()
    source = read(SAMPLES / "scans" / scan)
    text = read(next((SAMPLES / "documents").glob(f"{scan.rpartition('-')[0]}.pdf"))).text
    unrepaired, last = "", 0
    for repair in source.repairs:
        unrepaired += source.text[last : repair.start] + repair.raw
        last = repair.end
    unrepaired += source.text[last:]
    assert source.repairs
    assert Levenshtein.distance(source.text, text) < Levenshtein.distance(unrepaired, text)
