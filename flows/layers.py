"""How each layer of a plan is compared with its gold: what makes a found row the same as a right one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.likeness import alike, day, folded, number

if TYPE_CHECKING:
    import duckdb

Item = dict[str, Any]

_TASK_ROLES = ("lead", "cooperate", "direct", "implement", "advise", "supervise")
_GROUNDED = {
    "percentages": "raw",
    "targets": "quote",
    "dates": "raw",
    "agency_mentions": "raw",
    "legal_references": "raw",
    "amounts": "raw",
}


@dataclass(slots=True)
class Tally:
    """Counts of one layer: items found rightly, found wrongly, and missed; the latter two also as items."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    wrong_items: list[Any] = field(default_factory=list)
    missed_items: list[Any] = field(default_factory=list)

    def match(self, gold: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> None:
        """Pair gold items with found ones, one to one and in reading order."""
        left = list(found)
        for item in gold:
            hit = next((index for index, other in enumerate(left) if same(item, other)), None)
            if hit is None:
                self.missed += 1
                self.missed_items.append(item)
            else:
                del left[hit]
                self.right += 1
        self.wrong += len(left)
        self.wrong_items += left


class Plan:
    """The rows of one document beside its gold items."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, document: Item, gold: Item) -> None:
        self._connection, self.document, self.gold = connection, document, gold
        self.sections = self.rows("sections", "position")
        self.path_of = {row["section_id"]: row["path"] for row in self.sections}

    def rows(self, table: str, order: str = "char_start") -> list[Item]:
        """Return the document's rows of a table."""
        sql = f"SELECT * FROM {table} WHERE document_id = ? ORDER BY {order}"
        return fetch(self._connection, sql, self.document["document_id"])

    def task_agencies(self) -> list[Item]:
        """Return the bodies of the document's tasks."""
        sql = "SELECT bodies.* FROM task_agencies AS bodies JOIN tasks USING (task_id) WHERE document_id = ?"
        return fetch(self._connection, sql, self.document["document_id"])


def fetch(connection: duckdb.DuckDBPyConnection, sql: str, *values: str) -> list[Item]:
    """Return the rows of a query by column name."""
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _bounds(row: Item) -> tuple[float | None, float | None]:
    return number(row["low"]), number(row["high"])


def _document(plan: Plan, tally: Callable[[str], Tally]) -> None:
    for name, gold in plan.gold["document"].items():
        found = plan.document.get(name)
        if name in ("issued_date", "received_date"):
            right = day(gold) == day(found)
        elif name in ("period_start", "period_end"):
            right = str(gold or "")[:4] == str(found or "")[:4]
        elif name in ("title", "signing_authority"):
            right = (gold is None) == (found is None) and (gold is None or alike(gold, found, 0.9))
        else:
            right = folded(gold) == folded(found)
        tally("document fields").match([name], [name if right else None], lambda a, b: a == b)


def _sections(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def opens(gold: Item, found: Item) -> bool:
        want = folded(gold["starts"][:40]) or ""
        texts = (f"{found['heading'] or ''} {found['text'] or ''}", found["text"] or "")
        return any(alike(want, (folded(text) or "")[: len(want) + 2], 0.7) for text in texts)

    def same_path(gold: Item, found: Item) -> bool:
        return folded(gold["path"]) == folded(found["path"])

    gold = plan.gold["sections"]
    tally("sections").match(gold, plan.sections, lambda g, f: same_path(g, f) and opens(g, f))
    tally("section roles").match(gold, plan.sections, lambda g, f: same_path(g, f) and g["role"] == f["role"])


def _percentages(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def strict(gold: Item, found: Item) -> bool:
        return (
            _bounds(gold) == _bounds(found)
            and (gold["comparator"], gold["per"]) == (found["comparator"], found["per"])
            and (gold["section"] or None) == plan.path_of.get(found["section_id"])
        )

    gold, found = plan.gold["percentages"], plan.rows("percentages")
    tally("percentages strict").match(gold, found, strict)
    tally("percentages values").match(gold, found, lambda g, f: _bounds(g) == _bounds(f))


def _deadline(row: Item) -> str | None:
    if row["deadline_date"]:
        return str(row["deadline_date"])[:4]
    return str(row["deadline_year"]) if row["deadline_year"] else None


def _targets(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def due(gold: Item, found: Item) -> bool:
        return (str(gold["deadline"])[:4] if gold["deadline"] else None) == _deadline(found)

    def about(gold: Item, found: Item) -> bool:
        return alike(gold["indicator"], found["indicator"], 0.6)

    def strict(gold: Item, found: Item) -> bool:
        fields = ("comparator", "unit", "per")
        same = all(gold[name] == found[name] for name in fields)
        return same and _bounds(gold) == _bounds(found) and due(gold, found) and about(gold, found)

    def values(gold: Item, found: Item) -> bool:
        return _bounds(gold) == _bounds(found) and (about(gold, found) or alike(gold["quote"], found["quote"], 0.6))

    def stated(gold: Item, found: Item) -> bool:
        quote = found["quote"] or ""
        opening = alike(gold["quote"], quote[: len(gold["quote"]) + 2], 0.8)  # gold may keep only an opening
        return (alike(gold["quote"], quote, 0.7) or opening) and due(gold, found)

    def same_indicator(gold: Item, found: Item) -> bool:
        return bool(gold["indicator_id"] == found["indicator_id"]) and _bounds(gold) == _bounds(found)

    def of(kind: str, rows: Sequence[Item]) -> list[Item]:
        return [row for row in rows if row["kind"] == kind]

    gold, found = plan.gold["targets"], plan.rows("targets")
    tally("targets strict").match(of("quantitative", gold), of("quantitative", found), strict)
    tally("targets values").match(of("quantitative", gold), of("quantitative", found), values)
    named = [[row for row in rows if row["indicator_id"]] for rows in (gold, found)]
    tally("targets indicator_id").match(named[0], named[1], same_indicator)
    tally("targets qualitative").match(of("qualitative", gold), of("qualitative", found), stated)


def _dates(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def values(gold: Item, found: Item) -> bool:
        want = (day(gold["start"]), day(gold["end"]), gold["kind"])
        return want == (day(found["start_date"]), day(found["end_date"]), found["kind"])

    gold, found = plan.gold["dates"], plan.rows("dates")
    tally("dates strict").match(gold, found, lambda g, f: values(g, f) and g["role"] == f["role"])
    tally("dates values").match(gold, found, values)


def _agencies(plan: Plan, tally: Callable[[str], Tally]) -> None:
    gold, found = plan.gold["agencies"], plan.rows("agency_mentions")
    outside = ("header", "footer")
    want = {(None if g["section"] in outside else g["section"], g["role"], folded(g["name"])) for g in gold}
    have = {(plan.path_of.get(f["section_id"]), f["role"], folded(f["name"])) for f in found}
    tally("agencies strict").match(sorted(want, key=str), sorted(have, key=str), lambda g, f: g == f)

    def names(rows: Sequence[Item]) -> list[str]:
        return sorted({folded(row["name"]) or "" for row in rows if not row["collective"]})

    tally("agencies named").match(names(gold), names(found), lambda g, f: g == f)


def _tasks(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def same(gold: Item, found: Item) -> bool:
        want, have = gold["description"][:80], found["description"] or ""
        return gold["origin"] == found["origin"] and (
            alike(want, have[:80], 0.7) or alike(want, have[: len(want) + 2], 0.75)
        )

    tasks, left = plan.rows("tasks", "task_id"), plan.rows("tasks", "task_id")
    want: list[tuple[Any, ...]] = []
    for index, gold in enumerate(plan.gold["tasks"]):
        hit = next((task for task in left if same(gold, task)), None)
        if hit is not None:
            left.remove(hit)
        key = hit["task_id"] if hit else index
        want += [(key, role, folded(name)) for role in _TASK_ROLES for name in gold[role] or []]
        if time := gold["timeframe"]:
            have = [tuple(map(_plain_time, (hit["timeframe_kind"], hit["start_date"], hit["end_date"])))] if hit else []
            tally("task timeframes").match(
                [tuple(map(_plain_time, (time["kind"], time["start"], time["end"])))],
                [item for item in have if item[0]],
                lambda g, f: g == f,
            )
    found = {(row["task_id"], row["role"], folded(row["name"])) for row in plan.task_agencies()}
    tally("tasks").match(plan.gold["tasks"], tasks, same)
    tally("task agencies").match(want, sorted(found, key=str), lambda g, f: g == f)


def _plain_time(value: Any) -> str | None:
    return day(value)


def _references(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def same(gold: Item, found: Item) -> bool:
        return (
            folded(gold["number"]) == folded(found["number"])
            and day(gold["issued_date"]) == day(found["issued_date"])
            and (gold["number"] is not None or alike(gold["raw"], found["raw"], 0.7))
        )

    tally("references").match(plan.gold["legal_references"], plan.rows("legal_references"), same)


def _amounts(plan: Plan, tally: Callable[[str], Tally]) -> None:
    gold, found = plan.gold["amounts"], plan.rows("amounts")
    tally("amounts").match(gold, found, lambda g, f: number(g["value"]) == number(f["value_vnd"]))


def _corrections(plan: Plan, tally: Callable[[str], Tally]) -> None:
    def within(one: str, other: str) -> bool:
        a, b = folded(one) or "", folded(other) or ""
        return a in b or b in a

    gold, found = plan.gold["ocr_errors"], plan.rows("corrections")
    tally("ocr corrections").match(
        gold, found, lambda g, f: within(g["raw"], f["raw"]) and within(g["right"], f["corrected"])
    )


def grounding(plan: Plan, tally: Callable[[str], Tally]) -> None:
    """Count the rows whose offsets give back their own words."""
    text = plan.document["text"]
    for table, words in _GROUNDED.items():
        for row in plan.rows(table):
            grounded = text[row["char_start"] : row["char_end"]] == row[words]
            tally("grounding").match([True], [grounded], lambda g, f: g == f)


LAYERS: dict[str, Callable[[Plan, Callable[[str], Tally]], None]] = {
    "document": _document,
    "sections": _sections,
    "percentages": _percentages,
    "targets": _targets,
    "dates": _dates,
    "agencies": _agencies,
    "tasks": _tasks,
    "legal_references": _references,
    "amounts": _amounts,
    "ocr_errors": _corrections,
}
