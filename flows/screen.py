"""What commands print: tables and trees on a terminal, plain lines elsewhere.

Words from documents are untrusted: they are shown as text, never as markup, and control characters are taken out, so
that no document can write to the terminal.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.tree import Tree

    from flows.doctor import Finding
    from flows.evaluate import Scores
    from warehouse import DocumentOverview, FoundSection, QueryResult, SavedQuery
    from warehouse.show import LayerRows, OutlineNode

#: Rows that a terminal shows; files and pipes get all.
TERMINAL_ROWS = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Return text without control and direction-changing characters."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", unicodedata.normalize("NFC", text))


def plain(value: Any) -> str:
    """Return a value as one line of text: ISO dates, numbers without a needless `.0`, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(plain, value))
    return harmless(" ".join(str(value).split()))


def short_path(uri: str) -> str:
    """Return a path as the user would type it: relative where it lies below the current folder."""
    with contextlib.suppress(ValueError, OSError):
        return harmless(str(Path(uri).relative_to(Path.cwd())))
    return harmless(uri)


def _on_terminal() -> bool:
    return sys.stdout.isatty()


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(columns):
        number = any(isinstance(row[index], int | float) and not isinstance(row[index], bool) for row in rows)
        widest_word = max(map(len, name.split("_")))
        table.add_column(
            Text(name),
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number,
            min_width=min(widest_word, 12),
        )
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    return table


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    print("\t".join(columns))
    for row in rows:
        print("\t".join(plain(value) for value in row))


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None = None) -> None:
    """Print rows as a table on a terminal, else as lines whose cells are parted by a tab."""
    if _on_terminal():
        _console().print(_table(columns, rows, title))
        return
    if title:
        print(title)
    _lines(columns, rows)


def print_result(run: Callable[[int | None], QueryResult], *, saved: bool) -> None:
    """Run a query and print its rows.

    Args:
        run: given the most rows wanted, None for all.
        saved: whether it is a saved query: a terminal is then spared the columns of ids, which nobody asked for.
    """
    result = run(TERMINAL_ROWS if _on_terminal() else None)
    shown = list(range(len(result.columns)))
    if saved and _on_terminal():
        shown = [index for index in shown if not result.columns[index].endswith("_id")]
    print_rows([result.columns[index] for index in shown], [[row[index] for index in shown] for row in result.rows])
    if result.truncated:
        print(f"The first {TERMINAL_ROWS} rows; for all of them: --format csv --out FILE", file=sys.stderr)
    elif not result.rows:
        print("no rows", file=sys.stderr)


def print_saved_queries(queries: Iterable[SavedQuery]) -> None:
    """List the saved queries with their meaning and parameters."""
    rows = []
    for query in queries:
        parameters = [f"{p.name}={'…' if p.default is None else p.default}" for p in query.parameters]
        rows.append((query.name, query.meaning, ", ".join(parameters)))
    print_rows(("name", "meaning", "parameters"), rows)


def print_sections(found: Sequence[FoundSection], as_json: bool) -> None:
    """Print the sections that a search found: where each stands, and the beginning of its text."""
    if as_json:
        print(json.dumps([asdict(section) for section in found], ensure_ascii=False, indent=1))
    elif not found:
        print("no section holds all of these words", file=sys.stderr)
    else:
        rows = [(row.score, row.province, row.plan, row.path, " ".join(row.text[:160].split())) for row in found]
        print_rows(("score", "province", "plan", "section", "text"), rows)


def print_document(overview: DocumentOverview) -> None:
    """Print metadata, outline and rows of a document."""
    facts = [(name, value) for name, value in overview.document.items() if value is not None]
    print_rows(("field", "value"), facts, "document")
    if _on_terminal():
        console = _console()
        console.print(_tree(overview.outline))
        print()
    else:
        print("outline")
        _outline_lines(overview.outline)
    for name, layer in overview.layers.items():
        if layer.rows:
            print_rows(*_worth_showing(layer), f"{name} ({len(layer.rows)})")


def _worth_showing(layer: LayerRows) -> tuple[list[str], list[list[Any]]]:
    kept = [
        index
        for index, name in enumerate(layer.columns)
        if not (_on_terminal() and name.endswith("_id")) and any(row[index] is not None for row in layer.rows)
    ]
    return [layer.columns[index] for index in kept], [[row[index] for index in kept] for row in layer.rows]


def _node_words(node: OutlineNode) -> str:
    words = plain(node.heading or node.text)
    return f"{plain(node.marker)} {words[:97] + '…' if len(words) > 98 else words}"


def _tree(nodes: Iterable[OutlineNode]) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    def grow(branch: Tree, children: Iterable[OutlineNode]) -> None:
        for node in children:
            grow(branch.add(Text(_node_words(node)).append(f"  {node.role}", style="dim")), node.children)

    tree = Tree("outline")
    grow(tree, nodes)
    return tree


def _outline_lines(nodes: Iterable[OutlineNode]) -> None:
    for node in nodes:
        print(f"{node.path}\t{node.role}\t{_node_words(node)}")
        _outline_lines(node.children)


def print_scores(scores: Scores, as_json: bool, errors: bool = False) -> None:
    """Print precision, recall and F1 a layer, the items that differ if asked, and the plans that are not there."""
    if as_json:
        print(json.dumps(scores.as_json(errors), ensure_ascii=False))
        return
    rows = [
        (name, f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}", row.gold, row.found)
        for name, row in scores.layers.items()
    ]
    print_rows(("layer", "precision", "recall", "F1", "gold", "found"), rows)
    if errors:
        print()
        print_rows(("layer", "plan", "", "item"), [(e.layer, e.plan, e.kind, e.item[:300]) for e in scores.errors])
    for name in scores.missing:
        print(f"kehoach: not in the warehouse: {harmless(name)}", file=sys.stderr)


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what `kehoach doctor` found."""
    print_rows(
        ("", "what", "found", "how to get it"),
        [(_mark(f), f.name, f.detail, "" if f.present else f.remedy) for f in findings],
    )


def _mark(finding: Finding) -> str:
    return "ok" if finding.present else "missing" if finding.needed else "optional"
