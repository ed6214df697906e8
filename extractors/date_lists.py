"""Points of time in a row: days without a year, months that follow each other, lists that print the year once."""

import re
from dataclasses import replace

from extractors.date_points import Form, Point

#: What parts the members of a list.
LIST = re.compile(r"(?:,|;| và| hoặc|/| hay|, và)[ \u00a0]*$")


def joined_run(lowered: str, points: list[Point], index: int) -> int:
    """Return the index after months or quarters in a row of which the last one alone prints the year, else 0.

    `tháng 9 và tháng 10 năm 2026` is one stretch of time; `quý II và quý IV` are two, and so are those without `và`.
    """
    point, end, by_and = points[index], index + 1, False
    if point.form not in (Form.MONTH, Form.QUARTER) or point.year is not None or point.bare:
        return 0
    while end < len(points) and points[end].form is point.form and points[end].number == points[end - 1].number + 1:
        between = lowered[points[end - 1].end : points[end].start].strip(" \u00a0")
        if between not in (",", "và"):
            break
        by_and, end = between == "và", end + 1
        if points[end - 1].year is not None:
            return end if by_and else 0
    return 0


def list_of_days(lowered: str, points: list[Point], index: int) -> int:
    """Return the index after a run of days without a year (`ngày 01/6 và 15/11`), 0 where there is none."""

    def yearless(point: Point) -> bool:
        return point.year is None and point.form in (Form.DAY, Form.DAY_OF_MONTH)

    if index >= len(points) or not yearless(points[index]):
        return 0
    index += 1
    while (
        index < len(points)
        and yearless(points[index])
        and points[index].start - points[index - 1].end < 20
        and re.fullmatch(
            r"(?:,| và| hoặc|;| đến| -|-)[ \u00a0]?(?:trước |vào )?",
            lowered[points[index - 1].end : points[index].start],
        )
    ):
        index += 1
    return index


def complete(first: Point, last: Point) -> Point | None:
    """Give the first point of a range or list the year, and the month, that only the last one prints."""
    if first.year is not None or last.year is None:
        return first if first.year is not None else None
    if first.form is Form.DAY_OF_MONTH:
        if last.form is not Form.DAY:
            return None
        return replace(first, form=Form.DAY, month=last.month, year=last.year)
    later = first.form is last.form and (first.month, first.number) > (last.month, last.number)
    return first.in_year(last.year - later)


def with_year_of_list(lowered: str, points: list[Point], index: int) -> Point:
    """Fill in the year that only the last of a list prints (`quý I, quý II năm 2026`)."""
    point, later = points[index], index + 1
    while point.year is None and later < min(index + 5, len(points)) and points[later].form in (point.form, Form.DAY):
        if not LIST.fullmatch(lowered[points[later - 1].end : points[later].start]):
            break
        if points[later].year is not None:
            return complete(point, points[later]) or point
        later += 1
    return point
