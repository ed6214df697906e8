"""Tasks from points with labelled lines (`Cơ quan chủ trì: …`, `Thời gian thực hiện: …`)."""

from collections.abc import Iterator

from spacy.tokens import Doc

from extractors.agency_roles import roles_in
from extractors.labels import Label, find_labels
from extractors.plan import Assignment, DateExpression, Mention, SectionNode, Span
from extractors.task_parts import dates_between, describe, task_agencies, timeframe_of
from schemas.source import Block, BlockKind
from schemas.vocabulary import SectionRole, TaskOrigin

#: Roles of sections in which labelled lines describe no work.
_NO_WORK = (SectionRole.TINH_HINH, SectionRole.MUC_DICH_YEU_CAU)


class _Unit:
    """A stretch of one section's own text that is one piece of work: its lines, its labels among them."""

    def __init__(self) -> None:
        self.work: list[Span] = []
        self.labels: list[Label] = []

    @property
    def span(self) -> Span:
        spans = [*self.work, *(label.span for label in self.labels), *(label.value for label in self.labels)]
        return Span(min(span.start for span in spans), max(span.end for span in spans))


def find_line_tasks(doc: Doc) -> Iterator[Assignment]:
    """Read the tasks that labelled lines describe (`Cơ quan chủ trì: …`, `Thời gian thực hiện: …`)."""
    for node in doc._.outline.sections:
        if node.role not in _NO_WORK and node.role is not SectionRole.PHU_LUC:
            for unit in _labelled_units(doc, node):
                owner = _owner(doc, node)
                if owner is not node:
                    unit.work[:0] = [line for _, line in lines_of(doc, owner)]
                yield _line_task(doc, owner, unit)


def _owner(doc: Doc, node: SectionNode) -> SectionNode:
    """Return the point whose work labelled lines describe: below items `(1)`, `(2)` that of the whole list."""
    parent = node.parent
    if not node.marker.startswith("(") or parent is None or len(parent.children) < 2 or parent.children[-1] is not node:
        return node
    return node if any(has_labels(doc, elder) for elder in parent.children[:-1]) else parent


def has_labels(doc: Doc, node: SectionNode) -> bool:
    """Tell whether labelled lines say who does the work of a section."""
    return any(True for _ in _labelled_units(doc, node))


def lines_of(doc: Doc, node: SectionNode) -> list[tuple[Block, Span]]:
    """Return the lines of a section's own text, the first one from behind its marker; table rows left out."""
    lines = []
    for own in node.own:
        for block in doc._.source.blocks_between(own.start, own.end):
            if block.kind is not BlockKind.TABLE_ROW:
                lines.append((block, Span(max(block.start, own.start), block.end)))
    return lines


def _labelled_units(doc: Doc, node: SectionNode) -> Iterator[_Unit]:
    unit = _Unit()
    for _, line in lines_of(doc, node):
        if node.heading_span is not None and line.end <= node.heading_span.end + 1:
            continue
        labels = list(find_labels(doc._.source.text, line.start, line.end))
        acting = [label for label in labels if label.kind in ("agency", "time")]
        opens = bool(labels) and labels[0].span.start - line.start <= 6
        if unit.labels and not opens and not (labels and not acting):
            if _acts(unit):
                yield unit
            unit = _Unit()
        if not acting and not (unit.labels and opens):
            unit.work.append(line)
            continue
        if not opens:
            unit.work.append(Span(line.start, labels[0].span.start))
        unit.labels += labels
    if _acts(unit):
        yield unit


def _acts(unit: _Unit) -> bool:
    return any(label.kind == "agency" and label.value.end > label.value.start for label in unit.labels)


def _line_task(doc: Doc, node: SectionNode, unit: _Unit) -> Assignment:
    text = doc._.source.text
    parent = node.parent.heading if node.parent is not None else None
    if unit.work:
        description = describe(text, unit.work[0]).rstrip(" (")
        category = node.heading if node.heading is not None and unit.work[0].start > node.heading_span.end else parent  # type: ignore[union-attr]
    else:
        description = node.heading or ""
        category = parent
    found: list[Mention] = []
    for work in unit.work:
        found += roles_in(doc, work.start, work.end)
    timeframe: DateExpression | None = None
    raw = None
    for label in unit.labels:
        if label.kind == "agency":
            found += roles_in(doc, label.value.start, label.value.end, label=label.roles)
        elif label.kind == "time" and timeframe is None:
            timeframe = timeframe_of(dates_between(doc, label.value.start, label.value.end))
            raw = text[label.value.start : label.value.end].strip() if timeframe else None
    money = next((text[label.value.start : label.value.end] for label in unit.labels if label.kind == "money"), None)
    return Assignment(
        span=unit.span,
        section=node,
        number=node.path,
        description=description,
        category=category,
        origin=TaskOrigin.SECTION_LINES,
        agencies=task_agencies(found),
        timeframe=timeframe,
        timeframe_raw=raw,
        funding=money,
    )
