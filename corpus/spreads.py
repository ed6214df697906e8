"""Images of two pages side by side: read by themselves, kept as one page, laid out one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.page import Axis, Box, Page, Rule, RuledTable


def side_by_side(left: Page, right: Page, fold: float) -> Page:
    """Return two pages as the one that their image shows.

    Args:
        left, right: the pages, each from its own left edge.
        fold: x at which the right one begins.
    """
    moved = _moved(right, fold)
    read = [(page.confidence, len(page.words)) for page in (left, right) if page.confidence is not None]
    words = sum(count for _, count in read)
    return replace(
        left,
        width=fold + right.width,
        words=left.words + moved.words,
        rules=left.rules + moved.rules,
        tables=left.tables + moved.tables,
        confidence=sum(confidence * count for confidence, count in read) / words if words else None,
        fold=fold,
        illegible=left.illegible + right.illegible,
    )


def unfolded(pages: Sequence[Page]) -> tuple[list[Page], dict[int, tuple[int, float]]]:
    """Part images of two pages.

    Args:
        pages: what stands on each image.

    Returns:
        The pages in reading order, numbered from 1 where an image shows two; and for each of their numbers that of its
        image, and the x at which the page begins there. Empty where no image shows two.
    """
    if all(page.fold is None for page in pages):
        return list(pages), {}
    found: list[Page] = []
    origins: dict[int, tuple[int, float]] = {}
    for page in pages:
        for part, left in _halves(page):
            found.append(replace(part, number=len(found) + 1))
            origins[len(found)] = page.number, left
    return found, origins


def _halves(page: Page) -> list[tuple[Page, float]]:
    if page.fold is None:
        return [(page, 0.0)]
    found = []
    # Both pages are as wide, wherever between them the image was cut.
    middle = page.width / 2
    for right in (False, True):
        half = replace(
            page,
            width=middle,
            words=[word for word in page.words if (word.box.middle > page.fold) is right],
            rules=[rule for rule in page.rules if (_middle(rule) > page.fold) is right],
            tables=[table for table in page.tables if (table.box.middle > page.fold) is right],
            fold=None,
        )
        found.append((_moved(half, -middle), middle) if right else (half, 0.0))
    return found


def _middle(rule: Rule) -> float:
    return (rule.start + rule.end) / 2 if rule.axis is Axis.ACROSS else rule.at


def _moved(page: Page, by: float) -> Page:
    """Move what stands on a page to the right."""
    return replace(
        page,
        words=[replace(word, box=_moved_box(word.box, by)) for word in page.words],
        rules=[_moved_rule(rule, by) for rule in page.rules],
        tables=[_moved_table(table, by) for table in page.tables],
    )


def _moved_box(box: Box, by: float) -> Box:
    return box._replace(x0=box.x0 + by, x1=box.x1 + by)


def _moved_rule(rule: Rule, by: float) -> Rule:
    if rule.axis is Axis.ACROSS:
        return rule._replace(start=rule.start + by, end=rule.end + by)
    return rule._replace(at=rule.at + by)


def _moved_table(table: RuledTable, by: float) -> RuledTable:
    cells = [cell._replace(box=_moved_box(cell.box, by)) for cell in table.cells]
    return RuledTable(_moved_box(table.box, by), cells, [edge + by for edge in table.edges])
