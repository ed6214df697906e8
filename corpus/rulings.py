"""Drawn rules to tables: which of them make one, and which cells they part."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from pdfplumber.table import merge_edges

from corpus.page import Axis, Box, Rule, RuledCell, RuledTable

#: Distance in points within which rules lie on one line, or touch.
_SNAP = 3.0
#: Width in points of the narrowest column that holds a figure.
_NARROWEST_COLUMN = 7.0
#: Most column or row edges of a table; what has more is a drawing.
_MAX_EDGES = 1500
_MAX_ATOMS = 100_000


def find_tables(rules: Sequence[Rule], *, snap: float = _SNAP) -> list[RuledTable]:
    """Find the tables that rules make on a page, from top to bottom.

    Rules that cross or touch belong together. Between them lie the smallest rectangles; those that no rule parts are
    one cell. An open side, as tables without a frame have it, counts as closed. One cell alone is a frame, no table.

    Args:
        rules: drawn lines, in any order.
        snap: distance in points within which two rules lie on one line.
    """
    if len(rules) < 4:
        return []
    merged = merged_rules(rules, snap)
    tables = [_table(group, snap) for group in _groups(merged, snap)]
    return sorted((table for table in tables if table is not None), key=lambda table: table.box.top)


def merged_rules(rules: Sequence[Rule], snap: float = _SNAP) -> list[Rule]:
    """Put rules that lie nearly on one line on it, and join those that touch end to end."""
    edges = [
        {"orientation": "h", "x0": r.start, "x1": r.end, "top": r.at, "bottom": r.at, "width": r.end - r.start}
        if r.axis is Axis.ACROSS
        else {"orientation": "v", "x0": r.at, "x1": r.at, "top": r.start, "bottom": r.end, "height": r.end - r.start}
        for r in rules
    ]
    for edge in edges:
        edge.setdefault("width", 0)
        edge.setdefault("height", 0)
        edge["doctop"] = edge["top"]
    found = []
    for edge in merge_edges(edges, snap, snap, snap, snap):
        if edge["orientation"] == "h":
            found.append(Rule(Axis.ACROSS, edge["top"], edge["x0"], edge["x1"]))
        else:
            found.append(Rule(Axis.DOWN, edge["x0"], edge["top"], edge["bottom"]))
    return found


def _groups(rules: Sequence[Rule], snap: float) -> list[list[Rule]]:
    """Group rules that cross or touch, directly or by way of others."""
    across = sorted((r for r in rules if r.axis is Axis.ACROSS), key=lambda r: r.at)
    down = [r for r in rules if r.axis is Axis.DOWN]
    if len(across) > _MAX_EDGES or len(down) > _MAX_EDGES:
        return []
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    heights = [rule.at for rule in across]
    for position, rule in enumerate(down, start=len(across)):
        for other in range(bisect_left(heights, rule.start - snap), len(across)):
            if heights[other] > rule.end + snap:
                break
            if across[other].start - snap <= rule.at <= across[other].end + snap:
                parent[root(other)] = root(position)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for position, rule in enumerate([*across, *down]):
        groups[root(position)].append(rule)
    return list(groups.values())


def _table(rules: list[Rule], snap: float) -> RuledTable | None:
    across = [rule for rule in rules if rule.axis is Axis.ACROSS]
    down = [rule for rule in rules if rule.axis is Axis.DOWN]
    if len(across) < 2 or not down:
        return None
    ys = sorted({rule.at for rule in across})
    down = _without_doubles(down)
    xs = _edges([rule.at for rule in down], min(r.start for r in across), max(r.end for r in across), snap)
    if (len(xs) < 3 and len(ys) < 3) or len(xs) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MAX_ATOMS:
        return None
    beside = _closed(down, xs, ys, snap)
    below = _closed(across, ys, xs, snap)
    cells = _cells(xs, ys, beside, below)
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    return RuledTable(box, cells, xs) if len(cells) > 1 else None


def _without_doubles(down: list[Rule]) -> list[Rule]:
    """Put rules that stand too close for a column between them, as a page scanned askew has them, on one line."""
    found: list[Rule] = []
    for rule in sorted(down, key=lambda rule: rule.at):
        first = found[-1].at if found else rule.at
        found.append(rule._replace(at=first) if rule.at - first < _NARROWEST_COLUMN else rule)
    return found


def _edges(found: list[float], low: float, high: float, snap: float) -> list[float]:
    edges = sorted(set(found))
    if low < edges[0] - 2 * snap:
        edges.insert(0, low)
    if high > edges[-1] + 2 * snap:
        edges.append(high)
    return edges


def _closed(rules: list[Rule], ats: list[float], steps: list[float], snap: float) -> set[tuple[int, int]]:
    """Return (edge, step) for each step between two crossing edges along which a rule is drawn on an edge."""
    index = {at: position for position, at in enumerate(ats)}
    # What a faint print left of a rule adds up.
    drawn: dict[tuple[int, int], float] = defaultdict(float)
    for rule in rules:
        if rule.at not in index:
            continue
        first = bisect_left(steps, rule.start - snap)
        for step in range(max(first - 1, 0), len(steps) - 1):
            low, high = steps[step], steps[step + 1]
            if low >= rule.end:
                break
            drawn[index[rule.at], step] += max(0.0, min(rule.end, high) - max(rule.start, low))
    return {(edge, step) for (edge, step), length in drawn.items() if length > 0.6 * (steps[step + 1] - steps[step])}


def _cells(
    xs: list[float], ys: list[float], beside: set[tuple[int, int]], below: set[tuple[int, int]]
) -> list[RuledCell]:
    """Grow each free rectangle to the right and down as far as no rule parts it."""
    columns, rows = len(xs) - 1, len(ys) - 1
    taken = [[False] * columns for _ in range(rows)]
    found = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            width = 1
            while column + width < columns and not taken[row][column + width]:
                if (column + width, row) in beside:
                    break
                width += 1
            height = 1
            while row + height < rows and _is_open(row + height, column, width, beside, below):
                height += 1
            for r in range(row, row + height):
                taken[r][column : column + width] = [True] * width
            box = Box(xs[column], ys[row], xs[column + width], ys[row + height])
            found.append(RuledCell(row, column, height, width, box))
    return found


def _is_open(row: int, column: int, width: int, beside: set[tuple[int, int]], below: set[tuple[int, int]]) -> bool:
    """Tell whether the row of rectangles below a cell belongs to it."""
    if any((row, c) in below for c in range(column, column + width)):
        return False
    return not any((c, row) in beside for c in range(column + 1, column + width))
