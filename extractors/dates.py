"""The component `kehoach_dates`: every expression of time with its bounds and its role (guidelines 5 and 11)."""

import re
from dataclasses import replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extractors.date_context import Context, Place
from extractors.date_expressions import Expression, find_expressions
from extractors.date_points import Form, Point, fold
from extractors.date_roles import is_commemoration, role_of
from extractors.plan import DateExpression, Header, Span
from schemas.vocabulary import DateKind, DateRole

#: Words that make a day without a year come again (`6 tháng (trước ngày 10/6)`).
_EACH_TIME = re.compile(
    r"định[ ]kỳ[^.;]*$|báo[ ]cáo[ ](?:\d[ ])?(?:năm|quý|tháng)[ ]$|báo[ ]cáo[ ][^.;]*(?:năm|quý|tháng)[ ]?\($"
    r"|h[ằà]ng[ ](?:năm|quý|tháng)[^.;]{0,40}$|\d[ ]tháng[ ]?\(?$"
)

_LIST_LINK = re.compile(r"[ ]*(?:,|và|, và)[ ]*")
#: `báo cáo 6 tháng đầu năm`: what a report is about, each year anew.
_REPORTED = re.compile(r"(?:báo[ ]cáo|sơ[ ]kết|tổng[ ]kết|định[ ]kỳ|đánh[ ]giá|kết[ ]quả)[^.;]*$")


def find_dates(doc: Doc) -> list[DateExpression]:
    """Find the expressions of time of a plan.

    Args:
        doc: a plan with `doc._.source`, `doc._.outline`, `doc._.header` and `doc._.references` set.

    Returns:
        The expressions in reading order, none overlapping. A time without a year (`quý II`, `ngày 15/12`) takes the
        plan's own year, or the first one that is not before its issue; where neither is known its bounds stay None.
    """
    text: str = doc._.source.text if doc._.source else doc.text
    lowered = fold(text)
    header = doc._.header or Header()
    context = Context(text, lowered, doc._.source, doc._.outline, header, doc._.references)
    found = find_expressions(lowered)
    dates: list[DateExpression] = []
    for index, expression in enumerate(found):
        near = [(other.start, other.end) for other in found[max(0, index - 4) : index + 5]]
        place = context.place(expression.start, expression.end, near)
        resolved = _resolve(expression, place, header)
        role = role_of(resolved, place, context) if resolved else None
        if resolved is None or role is None:
            continue
        if dates and _goes_on(lowered, dates[-1], resolved, role):
            role = dates[-1].role
        if resolved.adverb and resolved.kind is DateKind.RECURRING:
            role = DateRole.OTHER
        span = Span(resolved.start, resolved.end)
        dates.append(DateExpression(span, resolved.kind, resolved.first, resolved.last, role))
    return dates


def _goes_on(lowered: str, previous: DateExpression, expression: Expression, role: DateRole) -> bool:
    """Tell whether a time is one more of a list (`trong quý I, quý II/2026`) and says no more of itself."""
    linked = _LIST_LINK.fullmatch(lowered, previous.span.end, expression.start) is not None
    plain = role in (DateRole.PERIOD, DateRole.OTHER) and expression.kind in (DateKind.MONTH, DateKind.QUARTER)
    return linked and plain and previous.kind is expression.kind


def _resolve(expression: Expression, place: Place, header: Header) -> Expression | None:
    """Give a time without a year its year; None where the text names no certain time."""
    if not expression.unresolved:
        return expression
    point = expression.unresolved[0]
    if point.form is Form.DAY and not expression.limit and is_commemoration(place):
        return replace(expression, kind=DateKind.RECURRING, unresolved=(), adverb=True)
    if point.form is Form.DAY and expression.limit and _EACH_TIME.search(place.before):
        return replace(expression, kind=DateKind.RECURRING, unresolved=(), has_day=True)
    told = place.is_slot or expression.limit or place.before.endswith(("trong ", "vào ", "từ "))
    year = _own_year(point, header)
    opens = point.form in (Form.QUARTER, Form.MONTH) and not point.bare and not re.search(r"\w", place.before)
    within_year = (
        point.form is Form.PART and header.period_start == header.period_end and _REPORTED.search(place.before) is None
    )
    if len(expression.unresolved) > 1:
        return _between(expression, year)
    if point.form is not Form.DAY and not told and not ((within_year or opens) and year):
        return None
    bounds = point.in_year(year).bounds() if year else None
    if bounds is None:
        return replace(expression, unresolved=())
    first = bounds.first if expression.limit in ("", "từ") else None
    last = None if expression.limit == "từ" else bounds.last
    kind = DateKind.OPEN_ENDED if expression.limit == "từ" else expression.kind
    return replace(expression, kind=kind, first=first, last=last, unresolved=())


def _between(expression: Expression, year: int | None) -> Expression:
    """Bound `từ ngày 01/3 đến 31/3` by the plan's own year; an end before the start is in the next one."""
    first, last = expression.unresolved
    opening = first.in_year(year).bounds() if year else None
    closing = last.in_year(year).bounds() if year else None
    if opening and closing and year and opening.first and closing.last and opening.first > closing.last:
        closing = last.in_year(year + 1).bounds()
    if not opening or not closing:
        return replace(expression, unresolved=())
    return replace(expression, first=opening.first, last=closing.last, unresolved=())


def _own_year(point: Point, header: Header) -> int | None:
    """Return the year that a plan means when it prints none."""
    if header.period_start is not None and header.period_start == header.period_end:
        return header.period_start
    issued: date | None = header.issued_date
    if issued is None:
        return None
    bounds = point.in_year(issued.year).bounds()
    ended = bounds is not None and bounds.last is not None and bounds.last < issued
    return issued.year + ended


@Language.component("kehoach_dates")
def annotate_dates(doc: Doc) -> Doc:
    """Write `doc._.dates` and `doc.spans["dates"]`."""
    doc._.dates = find_dates(doc)
    spans = (doc.char_span(*found.span, label=found.role.value, alignment_mode="expand") for found in doc._.dates)
    doc.spans["dates"] = [span for span in spans if span is not None]
    return doc
