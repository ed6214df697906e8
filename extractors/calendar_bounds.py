"""First and last day of the stretches of time that plans name: months, quarters, parts of a year, runs of years."""

import calendar
from datetime import date
from typing import NamedTuple


class Bounds(NamedTuple):
    """First and last day of a stretch of time, both included; None where it is open on that side."""

    first: date | None
    last: date | None


def day(year: int, month: int, day_of_month: int) -> date | None:
    """Return the day, or None where the calendar has no such day (31/02)."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def months(year: int, first: int, last: int) -> Bounds | None:
    """Bound the months `first` to `last` of a year; None where they are not 1 to 12 in order."""
    if not 1 <= first <= last <= 12:
        return None
    return Bounds(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def month(year: int, number: int) -> Bounds | None:
    """Bound one month; None where there is no such month."""
    return months(year, number, number)


def quarter(year: int, number: int) -> Bounds | None:
    """Bound one quarter (1 to 4); None where there is no such quarter."""
    return months(year, 3 * number - 2, 3 * number) if 1 <= number <= 4 else None


def part_of_year(year: int, count: int, at_end: bool) -> Bounds | None:
    """Bound the first or last `count` months of a year (`6 tháng đầu năm`)."""
    if not 1 <= count <= 12:
        return None
    return months(year, 13 - count, 12) if at_end else months(year, 1, count)


def years(first: int, last: int) -> Bounds | None:
    """Bound a run of whole years; None where they are not in order."""
    return Bounds(date(first, 1, 1), date(last, 12, 31)) if first <= last else None
