"""Precision, recall and F1 of a warehouse against gold files: what `kehoach evaluate` and `make accuracy` print.

A gold file `NAME.gold.json` is compared with the document whose file name starts with NAME. A layer that it leaves out
is not scored for that plan. Figures are micro-averaged over all plans. `strict` layers ask every field, `values` layers
the numbers or bounds only; `grounding` is the share of rows whose offsets give back their own words.
"""

from __future__ import annotations

import json
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


@dataclass(slots=True)
class Scores:
    """Figures by layer, and the gold files whose plan is not in the warehouse."""

    layers: dict[str, LayerScore] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as a JSON object."""
        layers = {name: {k: round(v, 4) for k, v in asdict(row).items()} for name, row in self.layers.items()}
        return {"layers": layers, "not in warehouse": self.missing}


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
    scores.layers = {name: _layer_score(tally) for name, tally in tallies.items()}
    return scores
