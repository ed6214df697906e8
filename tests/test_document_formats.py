"""A plan gives the same rows whether it comes as text, as PDF with a text layer, or as a Word file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import read
from extractors import extract

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
TEXTS = sorted(path for path in SAMPLES.glob("sample-*") if path.is_file())
#: What tells of the place in the source, not of the plan; the issuer is printed in one line or in two.
_PLACES = {"char_start", "char_end", "page", "bbox", "page_start", "page_end", "page_count", "text", "quote"}
_SOURCE = {"source_name", "source_uri", "source_sha256", "media_type", "text_origin", "ingested_at"}
_LAYERS = (
    *("sections", "percentages", "targets", "dates", "agency_mentions"),
    *("tasks", "task_agencies", "legal_references", "amounts"),
)


def _rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    found = extract(
        read(path),
        source_name=path.name,
        source_uri=str(path),
        source_sha256="0" * 64,
        pipeline_version="test",
        ingested_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    layers = {layer: [_values(layer, row) for row in getattr(found, layer)] for layer in _LAYERS}
    return {"document": [_values("document", found.document)], **layers}


def _values(layer: str, row: Any) -> dict[str, Any]:
    drop = _PLACES | _SOURCE | ({"raw"} if layer == "agency_mentions" else set())
    return {key: value for key, value in row.model_dump().items() if key not in drop and not key.endswith("_id")}


def _sorted(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(row) for row in rows)


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem[:8])
def test_rows_do_not_depend_on_the_format(text: Path, suffix: str) -> None:
    expected, found = _rows(text), _rows(SAMPLES / "documents" / f"{text.stem}{suffix}")
    assert {layer: _sorted(rows) for layer, rows in found.items()} == {
        layer: _sorted(rows) for layer, rows in expected.items()
    }


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem[:8])
def test_every_word_of_a_pdf_has_its_place(text: Path) -> None:
    source = read(SAMPLES / "documents" / f"{text.stem}.pdf")
    for block in source.blocks:
        page, box = source.place(block.start, block.end)
        assert page is not None
        assert box is not None
        assert 0 <= box[0] < box[2] <= 596
        assert 0 <= box[1] < box[3] <= 843
    assert [page.start for page in source.pages] == sorted(page.start for page in source.pages)
    assert all(before.end <= after.start for before, after in zip(source.pages, source.pages[1:], strict=False))
