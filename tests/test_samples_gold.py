"""The gold of the samples keeps its own rules: quotes occur, paths exist, vocabularies and bounds are valid."""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.vocabulary import (
    AgencyRole,
    Branch,
    Comparator,
    DateKind,
    DateRole,
    DeadlineFrom,
    DocType,
    IndicatorId,
    MarkerKind,
    Per,
    ReferenceRelation,
    SectionRole,
    TargetKind,
    TaskOrigin,
    Unit,
)

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
GOLD = sorted((SAMPLES / "gold").glob("*.gold.json"))
TASK_ROLES = ("lead", "cooperate", "direct", "implement", "advise", "supervise")
Gold = dict[str, Any]


def _plain(source: Path) -> str:
    """The source's words: NFC, no markup, one space between words."""
    text = unicodedata.normalize("NFC", source.read_text(encoding="utf-8"))
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return " ".join(re.sub(r"[*#]", "", text).split())


def _source(gold_file: Path) -> Path:
    name = gold_file.name.removesuffix(".gold.json")
    (source,) = (path for path in SAMPLES.iterdir() if path.is_file() and path.name.startswith(name))
    return source


@pytest.fixture(params=GOLD, ids=lambda path: path.name.removesuffix(".gold.json"))
def sample(request: pytest.FixtureRequest) -> tuple[Gold, str]:
    return json.loads(request.param.read_text(encoding="utf-8")), _plain(_source(request.param))


def _quotes(gold: Gold) -> Iterator[tuple[str, str]]:
    for layer, fields in {
        "sections": ("marker", "heading", "starts"),
        "percentages": ("raw", "quote"),
        "targets": ("quote", "unit_label", "base"),
        "dates": ("raw",),
        "agencies": ("raw",),
        "tasks": ("description", "category", "funding"),
        "legal_references": ("raw",),
        "amounts": ("raw",),
        "ocr_errors": ("raw", "quote"),
    }.items():
        for row in gold[layer]:
            yield from ((layer, row[field]) for field in fields if row[field])


def test_every_sample_has_gold() -> None:
    sources = {path.stem for path in SAMPLES.iterdir() if path.name.startswith("sample-")}
    assert {path.name.removesuffix(".gold.json") for path in GOLD} == sources
    assert len(sources) >= 5


def test_quotes_occur_in_the_source(sample: tuple[Gold, str]) -> None:
    gold, text = sample
    absent = [(layer, quote) for layer, quote in _quotes(gold) if quote not in text]
    assert absent == []


def test_percentages_dates_and_amounts_stand_in_reading_order(sample: tuple[Gold, str]) -> None:
    gold, text = sample
    for layer in ("percentages", "dates", "amounts"):
        cursor = 0
        for row in gold[layer]:
            cursor = text.find(row["raw"], cursor)
            assert cursor >= 0, (layer, row)
            cursor += len(row["raw"])


def test_every_percent_sign_of_the_source_is_in_a_percentage(sample: tuple[Gold, str]) -> None:
    gold, text = sample
    assert text.count("%") == sum(row["raw"].count("%") for row in gold["percentages"])


def test_paths_refer_to_sections(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    paths = [section["path"] for section in gold["sections"]]
    for path in paths:
        assert "." not in path or path.rsplit(".", 1)[0] in paths, path
    places = {*paths, "header", "footer"}
    for layer in ("percentages", "targets", "dates", "agencies", "tasks", "amounts"):
        assert {row["section"] for row in gold[layer]} <= places, layer


def test_values_come_from_the_vocabularies(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    DocType(gold["document"]["doc_type"])
    Branch(gold["document"]["branch"])
    for row in gold["sections"]:
        MarkerKind(row["marker_kind"])
        SectionRole(row["role"])
    for row in gold["dates"]:
        DateKind(row["kind"])
        DateRole(row["role"])
    for row in gold["agencies"]:
        AgencyRole(row["role"])
    for row in gold["tasks"]:
        TaskOrigin(row["origin"])
    for row in gold["legal_references"]:
        DocType(row["doc_type"])
        ReferenceRelation(row["relation"])
        assert row["mentions"] >= 1
    for row in gold["targets"]:
        TargetKind(row["kind"])
        for kind, field in ((IndicatorId, "indicator_id"), (Unit, "unit"), (DeadlineFrom, "deadline_from")):
            assert row[field] is None or kind(row[field])


def _check_bounds(row: Gold) -> None:
    low, high, comparator = row["low"], row["high"], Comparator(row["comparator"])
    assert row["per"] is None or Per(row["per"])
    if comparator in (Comparator.GT, Comparator.GTE):
        assert low is not None and high is None, row
    elif comparator in (Comparator.LT, Comparator.LTE):
        assert low is None and high is not None, row
    else:
        assert low <= high, row


def test_bounds_agree_with_their_comparator(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    for row in gold["percentages"]:
        _check_bounds(row)
    for row in gold["targets"]:
        if row["kind"] == TargetKind.QUANTITATIVE:
            _check_bounds(row)
        else:
            assert {row[field] for field in ("low", "high", "comparator", "unit", "per", "base")} == {None}, row
        assert (row["deadline"] is None) == (row["deadline_from"] is None), row


def test_dates_are_bounded_as_their_kind_says(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    for row in gold["dates"]:
        start = date.fromisoformat(row["start"]) if row["start"] else None
        end = date.fromisoformat(row["end"]) if row["end"] else None
        if row["kind"] in (DateKind.RECURRING, DateKind.ONGOING):
            assert start is None and end is None, row
        elif row["kind"] == DateKind.OPEN_ENDED:
            assert start is not None and end is None, row
        else:
            assert end is not None and (start is None or start <= end), row


def test_agencies_are_distinct_by_section_role_and_name(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    rows = [(row["section"], row["role"], row["name"]) for row in gold["agencies"]]
    assert len(rows) == len(set(rows))


def test_agencies_of_a_task_stand_in_its_section(sample: tuple[Gold, str]) -> None:
    gold, _ = sample
    named = {(row["section"], row["role"], row["name"]) for row in gold["agencies"]}
    for task in gold["tasks"]:
        path = task["section"]
        places = {path, path.rsplit(".", 1)[0]}
        for role in TASK_ROLES:
            for name in task[role]:
                assert any((place, role, name) in named for place in places), (path, role, name)
