"""Tasks from the rows of tables: annexes that list who does what by when."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from extractors.agency_roles import roles_in
from extractors.columns import COLUMN_ROLES, Column, classify_columns, is_ordinal
from extractors.plan import Assignment, DateExpression, SectionNode, Span
from extractors.provinces import fold
from extractors.task_parts import dates_between, describe, sum_between, task_agencies, timeframe_of, year_of_work
from schemas.source import Block, BlockKind
from schemas.vocabulary import SectionRole, TaskOrigin


def find_table_tasks(doc: Doc) -> Iterator[Assignment]:
    """Read one task a row from every table that names who answers for what its rows say.

    A table without any column of bodies is one of targets or figures and holds no tasks.
    """
    tables: dict[int, list[Block]] = {}
    for block in doc._.source.blocks:
        if block.kind is BlockKind.TABLE_ROW and block.table is not None:
            tables.setdefault(block.table, []).append(block)
    for rows in tables.values():
        columns = classify_columns(doc._.source.text, rows)
        section = doc._.outline.at(rows[0].start)
        if section is None and doc._.outline.sections:
            continue  # a page of an annex, which has no section, may be all there is
        if section is not None and section.role is SectionRole.TINH_HINH:
            continue
        held = set(columns.values())
        if Column.DESCRIPTION in held and held & set(COLUMN_ROLES):
            yield from _rows_of(doc, rows, columns, section)


def _rows_of(
    doc: Doc, rows: Sequence[Block], columns: dict[int, Column], section: SectionNode | None
) -> Iterator[Assignment]:
    text = doc._.source.text
    category: str | None = None
    above: dict[Column, list[Span]] = {}
    reached: dict[int, Span] = {}  # what stands in each column, from cells above that reach down too
    for row in rows:
        if row.header:
            continue
        by_kind: dict[Column, list[Span]] = {}
        for cell in row.cells:
            kind = columns.get(cell.column, Column.OTHER)
            if text[cell.start : cell.end].strip():
                reached[cell.column] = Span(cell.start, cell.end)
            elif not cell.merged:
                reached.pop(cell.column, None)
            elif kind in (Column.NUMBER, Column.DESCRIPTION):
                continue
            if cell.column in reached:
                by_kind.setdefault(kind, []).append(reached[cell.column])
        filled = [span for spans in by_kind.values() for span in spans]
        work = by_kind.get(Column.DESCRIPTION, [])
        numbers = by_kind.get(Column.NUMBER, [])
        if above and len(row.cells) > 1 and filled == work:
            # A row that heads a group is one cell: here cells of the row above reach down and hold for this one too.
            yield _row_task(doc, row, {**above, Column.NUMBER: [], Column.DESCRIPTION: work}, section, category)
            continue
        above = {}
        if len(row.cells) == 1 or _is_group(text, filled, work, numbers):
            words = max((text[span.start : span.end].strip() for span in filled), key=len, default="")
            category = _category(words) or category
            continue
        if not work or is_ordinal(text[work[0].start : work[0].end]):
            continue
        above = by_kind
        yield _row_task(doc, row, by_kind, section, category)


def _is_group(text: str, filled: Sequence[Span], work: Sequence[Span], numbers: Sequence[Span]) -> bool:
    """Tell whether a row only names a group: nothing but a title, or a number and a title."""
    if len(filled) == 1:
        return True
    others = [span for span in filled if span not in work]
    titled = bool(work) and len(filled) == 2 and others == list(numbers) and not _is_long(text, work[0])
    if titled and not text[others[0].start : others[0].end].strip(" .)").isdecimal():
        return True  # whatever a scanner made of a Roman number
    return bool(work) and all(is_ordinal(text[span.start : span.end]) for span in others) and len(filled) <= 2 and not (
        others and text[others[0].start : others[0].end].strip(" .").isdecimal() and _is_long(text, work[0])
    )  # fmt: skip


def _is_long(text: str, span: Span) -> bool:
    """A numbered row whose other cells were left empty is work, not a title, if it says more than a title."""
    return span.end - span.start > 60 and not text[span.start : span.end].isupper()


def _number(words: str) -> str | None:
    """Return a row's number as printed, without what a scanner read beside it; None where there is none."""
    words = words.strip()
    if is_ordinal(words):
        return words
    figures = re.match(r"\W*(\d{1,3}(?:\.\d{1,3})*)\b", words)
    return figures[1] if figures else None


def _category(words: str) -> str | None:
    head, _, rest = words.partition(" ")
    numbered = is_ordinal(head) or (head.isupper() and is_ordinal(fold(head).upper()))  # `VỊ`: a speck over VI
    return (rest if numbered and rest else words).strip() or None


def _row_task(
    doc: Doc, row: Block, by_kind: dict[Column, list[Span]], section: SectionNode | None, category: str | None
) -> Assignment:
    text = doc._.source.text
    work = by_kind[Column.DESCRIPTION][0]
    number = next((_number(text[span.start : span.end]) for span in by_kind.get(Column.NUMBER, [])), None)
    found = []
    for column, role in COLUMN_ROLES.items():
        for span in by_kind.get(column, []):
            found += roles_in(doc, span.start, span.end, label=(role,))
    timeframe: DateExpression | None = None
    timeframe_raw = None
    for span in by_kind.get(Column.TIMEFRAME, []):
        timeframe = timeframe or timeframe_of(dates_between(doc, span.start, span.end))
        timeframe_raw = timeframe_raw or text[span.start : span.end].strip()
    if Column.TIMEFRAME not in by_kind:
        timeframe = year_of_work(doc, work)
        timeframe_raw = text[timeframe.span.start : timeframe.span.end] if timeframe else None
    funding = [text[span.start : span.end].strip() for span in by_kind.get(Column.FUNDING, [])]
    budgets = [sum_between(doc, span) for span in by_kind.get(Column.BUDGET, [])]
    shares = [share for span in by_kind.get(Column.SHARE, []) if (share := sum_between(doc, span)) is not None]
    if shares:
        budgets.append(sum(shares))
    return Assignment(
        span=Span(row.start, row.end),
        section=section,
        number=number,
        description=describe(text, work),
        category=category,
        origin=TaskOrigin.ANNEX_TABLE,
        agencies=task_agencies(found),
        timeframe=timeframe,
        timeframe_raw=timeframe_raw if timeframe else None,
        budget_vnd=next((budget for budget in budgets if budget is not None), None),
        funding="; ".join(funding) or None,
    )
