"""Precision, recall and F1 of a warehouse against gold files: what `kehoach evaluate` and `make accuracy` print.

A gold file `NAME.gold.json` is compared with the document whose file name starts with NAME. A layer that it leaves out
is not scored for that plan. Figures are micro-averaged over all plans. `strict` layers ask every field, `values` layers
the numbers or bounds only; `grounding` is the share of rows whose offsets give back their own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flows.layers import LAYERS, Item, Plan, Tally, fetch, grounding


class GoldError(Exception):
    """The gold folder cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class LayerScore:
    """Figures of one layer; `gold` and `found` count the items."""

    precision: float
    recall: float
    f1: float
    gold: int
    found: int


@dataclass(frozen=True, slots=True)
class Error:
    """One item that differs: `missed` stands in the gold file only, `wrong` in the warehouse only."""

    layer: str
    plan: str
    kind: str
    item: str


@dataclass(slots=True)
class Scores:
    """Figures by layer, the gold files whose plan is not in the warehouse, and every item that differs."""

    layers: dict[str, LayerScore] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)

    def as_json(self, with_errors: bool = False) -> dict[str, Any]:
        """Return the figures as a JSON object, with the errors where they are asked for."""
        layers = {name: {k: round(v, 4) for k, v in asdict(row).items()} for name, row in self.layers.items()}
        errors = {"errors": [asdict(error) for error in self.errors]} if with_errors else {}
        return {"layers": layers, "not in warehouse": self.missing} | errors


#: What tells nothing of an item to the person who compares it.
_UNTOLD = {"document_id", "char_start", "char_end", "bbox", "text", "collective", "mentions"}


def _told(item: Any) -> str:
    """An item in one line: its fields that say something, or its parts."""
    if isinstance(item, dict):
        kept = {k: v for k, v in item.items() if k not in _UNTOLD and not k.endswith("_id") and v not in (None, "", [])}
        return json.dumps(kept, ensure_ascii=False, default=str)
    return " | ".join(str(part) for part in item) if isinstance(item, tuple) else str(item)


def _errors(tallies: dict[str, Tally], plan: str) -> Iterator[Error]:
    """Take the items that differ out of the tallies, so that each belongs to its plan."""
    for layer, tally in tallies.items():
        if layer != "grounding":
            yield from (Error(layer, plan, "missed", _told(item)) for item in tally.missed_items)
            yield from (Error(layer, plan, "wrong", _told(item)) for item in tally.wrong_items)
        tally.missed_items, tally.wrong_items = [], []


def _layer_score(tally: Tally) -> LayerScore:
    gold, found = tally.right + tally.missed, tally.right + tally.wrong
    precision = tally.right / found if found else float(not gold)
    recall = tally.right / gold if gold else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return LayerScore(precision, recall, f1, gold, found)


def _read_gold(path: Path) -> Item:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{path} is no gold file ({error}).") from error
    if not isinstance(gold, dict):
        raise GoldError(f"{path} is no gold file (it holds no object).")
    return gold


def score(warehouse: Path, gold_dir: Path) -> Scores:
    """Score a warehouse against all `*.gold.json` files of a folder.

    Raises:
        GoldError: there are none, or one cannot be read.
        WarehouseError: the warehouse cannot be read.
    """
    from warehouse import open_warehouse

    files = sorted(gold_dir.glob("*.gold.json"))
    if not files:
        raise GoldError(f"{gold_dir} holds no NAME.gold.json file.")
    tallies: dict[str, Tally] = {}
    scores = Scores()
    with open_warehouse(warehouse) as connection:
        for path in files:
            name = path.name.removesuffix(".gold.json")
            documents = fetch(connection, "SELECT * FROM documents WHERE starts_with(source_name, ?)", name)
            if not documents:
                scores.missing.append(name)
                continue
            plan = Plan(connection, documents[0], _read_gold(path))
            for layer, compare in LAYERS.items():
                if layer in plan.gold:
                    compare(plan, lambda name: tallies.setdefault(name, Tally()))
            grounding(plan, lambda name: tallies.setdefault(name, Tally()))
            scores.errors += _errors(tallies, path.name.removesuffix(".gold.json"))
    scores.layers = {name: _layer_score(tally) for name, tally in tallies.items()}
    return scores
