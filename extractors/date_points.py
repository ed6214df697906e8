"""Single points of time in administrative Vietnamese: a day, a month, a quarter, a year, `hằng năm`, `thường xuyên`.

Nghị định 30/2020/NĐ-CP, appendix I (part II, 4b) prescribes `ngày … tháng … năm …`; running text, annex tables and
OCR write it in many more ways. What stands around a point (`đến`, `từ … đến`, lists) is read in `date_expressions`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from extractors import calendar_bounds as bounds
from extractors.calendar_bounds import Bounds


class Form(StrEnum):
    """What a point names, whether or not its year is printed."""

    DAY = "day"
    DAYS = "days"
    DAY_OF_MONTH = "day_of_month"
    MONTH = "month"
    MONTHS = "months"
    PART = "part"
    QUARTER = "quarter"
    YEARS = "years"
    YEAR = "year"
    NOW = "now"
    RECURRING = "recurring"
    ONGOING = "ongoing"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of time.

    Attributes:
        start, end: half-open span in the text.
        year: None where it is not printed (`tháng 6`, `quý II`).
        number: day, month, quarter or count of months, as the form says; for YEARS the last year.
        month: the month of a day. `last`: the last day of DAYS, the last month of MONTHS.
        bare: printed without its noun (`2025`, `6/2025`, `15/11`): it counts only beside words of time.
        at_end: `cuối` of a part of the year.
    """

    start: int
    end: int
    form: Form
    year: int | None = None
    number: int = 0
    month: int = 0
    last: int = 0
    bare: bool = False
    at_end: bool = False

    def bounds(self) -> Bounds | None:
        """Return the first and last day; None where a part is not printed or the calendar has no such day."""
        if self.year is None:
            return None
        match self.form:
            case Form.DAY:
                only = bounds.day(self.year, self.month, self.number)
                return Bounds(only, only) if only else None
            case Form.DAYS:
                first, last = (bounds.day(self.year, self.month, n) for n in (self.number, self.last))
                return Bounds(first, last) if first and last else None
            case Form.MONTH:
                return bounds.month(self.year, self.number)
            case Form.MONTHS:
                return bounds.months(self.year, self.number, self.last)
            case Form.QUARTER:
                return bounds.quarter(self.year, self.number)
            case Form.PART:
                return bounds.part_of_year(self.year, self.number, self.at_end)
            case Form.YEARS:
                return bounds.years(self.year, self.number)
            case Form.YEAR:
                return bounds.years(self.year, self.year)
            case _:
                return None

    def in_year(self, year: int) -> "Point":
        """Return the same point with its year filled in."""
        return replace(self, year=year)


_S = r"[ \u00a0]*"
_YEAR = r"(?:19|20)\d\d(?![\d%])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DASH = r"[-–—−]"
_BLANK = r"[ \u00a0.…_]{0,40}"
_QUARTER = r"(?:iv|i{1,3}|[il1|]v|[il|]{1,3}|[1-4])"
_COUNT = r"(?:0?[1-9]|1[0-2]|một|hai|ba|sáu|chín)"
_UNIT = r"(?:năm|quý|quí|tháng|tuần)"
_EACH = rf"(?:h[ằàẳă]ng{_S}{_UNIT}|mỗi{_S}{_UNIT}(?![ ](?:tăng|giảm|thêm|đạt|ít|tối|trên|khoảng|bình)))"
_ONCE = rf"{_COUNT}[ ]{_UNIT}(?:[ ](?:một|1|01)[ ]lần|/[ ]?(?:1[ ]|01[ ])?lần)"
#: What a list of recurring times goes on with (`hằng quý, 6 tháng và năm`).
_ALSO = rf"{_EACH}|{_COUNT}[ ]tháng(?![ ](?:tuổi|đầu|cuối))|năm(?![ ]\d)|quý(?![ ][iv\d])"

#: Shapes of points by name, tried in this order over lower-case text. No white space here spans a line or a cell.
_SHAPES = {
    "school": rf"năm{_S}học{_S}(?P<school_first>{_YEAR}){_S}(?:{_DASH}|/){_S}(?P<school_last>{_YEAR})",
    # `mặt hàng năm 2025`, `hàng quý hiếm` are no recurring times.
    "nothing": r"h[àằ]ng[ ](?=năm[ ](?:19|20)\d\d)|hàng[ ]quý[ ](?:hiếm|giá)"
    r"|(?:ngân|mặt|đơn|khách|bán|mua|cửa|giao|kho)[ ]hàng[ ](?=năm|quý|tháng)",
    "recurring": r"(?:(?:định[ ]kỳ|thường[ ]xuyên|thường[ ]kỳ)(?:,|[ ]và|[ ]theo|[ ]vào)?[ ])?"
    rf"(?:{_EACH}(?![ ]tuổi)|định[ ]kỳ{_S}{_COUNT}{_S}{_UNIT}|{_ONCE})"
    rf"(?:(?:{_S}[,/;]{_S}|{_S}và[ ])(?:{_ALSO})(?!\w))*(?!\w)",
    "ongoing": r"thường[ ]xuyên(?:,?[ ]liên[ ]tục|[ ]trong[ ]năm(?![ ]\d))?(?!\w)",
    "whole": r"(?:cả|trong)[ ]năm(?![ ]?\w)",
    "part": rf"(?P<part_count>{_COUNT})[ ]tháng[ ](?P<part_end>đầu"
    rf"|cuối)(?:[ ]của)?[ ]năm(?:{_S}(?P<part_year>{_YEAR}))?",
    "days": rf"(?:ngày{_S})?(?<![\d/.,])(?P<days_first>{_DAY}){_S}{_DASH}{_S}(?P<days_last>{_DAY})"
    rf"{_S}[/.]{_S}(?P<days_month>{_MONTH}){_S}[/.]{_S}(?P<days_year>{_YEAR})",
    "day": rf"(?:ngày{_S}[:.]?{_S})?(?<![\d/.,-])(?P<day_day>{_DAY}){_S}"
    rf"(?:[/.\-–]{_S}(?P<day_month>{_MONTH}){_S}[/.\-–]|(?:tháng|/){_S}(?P<word_month>{_MONTH}){_S},?{_S}năm)"
    rf"{_S}(?P<day_year>{_YEAR})(?![/.]\w)",
    "blank": rf"ngày{_BLANK}(?:tháng|/){_BLANK}(?P<blank_month>\d{{1,2}})?{_BLANK}(?:,?{_S}năm"
    rf"|/){_S}(?P<blank_year>{_YEAR})",
    "named": rf"ngày{_S}(?P<named_day>{_DAY})(?!\d)(?:{_S}(?:[/.-]|tháng){_S}(?P<named_month>{_MONTH})(?!\d"
    rf"|[./]\d))?",
    "months": rf"tháng{_S}(?P<months_first>{_MONTH}){_S}{_DASH}{_S}(?:tháng{_S})?(?P<months_last>{_MONTH})"
    rf"(?:{_S}(?:/|,?{_S}năm){_S}(?P<months_year>{_YEAR})|(?![ ]?[\w/]))",
    "month": rf"(?:tháng{_S}|(?<!\w)t)(?<!\d[ ]tháng[ ])(?P<month_number>{_MONTH})(?!\d)"
    rf"(?:{_S}(?:[/.\-–]|,?{_S}năm){_S}(?P<month_year>{_YEAR}))?",
    "quarter": rf"(?:qu[ýí]{_S}|(?<!\w)q)(?P<quarter_number>{_QUARTER})(?!\w)"
    rf"(?:{_S}(?:[/.\-–]|,?{_S}năm|,|/?{_S}năm)?{_S}(?P<quarter_year>{_YEAR}))?",
    "loose_quarter": rf"(?<![\w/])(?P<loose_number>iv|i{{1,3}})(?:{_S}(?:[/.\-–]"
    rf"|/?{_S}năm){_S}(?P<loose_year>{_YEAR}))?(?!\w)",
    "years": rf"(?:năm{_S})?(?<![\w/.,:+])(?P<years_first>{_YEAR}){_S}{_DASH}{_S}(?:năm{_S})?"
    rf"(?P<years_last>{_YEAR})(?![/.]\w)",
    "year": rf"năm{_S}(?P<year_number>{_YEAR})(?![/.]?\d)",
    "loose_month": rf"(?<![\w/.,-])(?P<loose_month_number>{_MONTH}){_S}/{_S}"
    rf"(?P<loose_month_year>{_YEAR})(?!{_S}[/-]{_S}\w)",
    "loose_day": rf"(?<![\w/.,-])(?P<loose_day_day>{_DAY})/(?P<loose_day_month>{_MONTH})(?![\w/%]|[.,]\d)",
    "bare_year": rf"(?<![\w/.,:+–-])(?P<bare_number>{_YEAR})(?![\w/]|[.,]\d|{_S}[-–]\w)",
    "now": r"từ[ ](?:nay|bây[ ]giờ)(?!\w)",
}
#: Every shape opens with a digit or at the start of a word; telling so first spares trying them all at each letter.
_OPENING = r"(?:(?=\d)|(?<!\w)(?=[nhmđtcqibkgsl]))"
_POINT = re.compile(rf"{_OPENING}(?:{'|'.join(f'(?P<{name}>{shape})' for name, shape in _SHAPES.items())})")

_WORD_COUNTS = {"một": 1, "hai": 2, "ba": 3, "sáu": 6, "chín": 9}


def _quarter_number(printed: str) -> int:
    """Read a quarter; OCR prints the Roman I as l, 1 or a bar."""
    if printed.isdecimal() and len(printed) == 1:
        return int(printed)
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(re.sub(r"[l1|]", "i", printed), 0)


def _number(printed: str | None) -> int | None:
    return int(printed) if printed else None


def _read(found: re.Match[str]) -> Point | None:
    """Turn a match into a point; None for what only looks like one."""
    group, (start, end) = found.lastgroup, found.span()
    match group:
        case "school":
            return Point(start, end, Form.YEARS, int(found["school_first"]), int(found["school_last"]))
        case "recurring" | "ongoing" | "now":
            return Point(start, end, Form(group))
        case "part":
            count = _WORD_COUNTS.get(found["part_count"]) or int(found["part_count"])
            at_end = found["part_end"] == "cuối"
            return Point(start, end, Form.PART, _number(found["part_year"]), count, at_end=at_end)
        case "days":
            first, last, of_month = (int(found[name]) for name in ("days_first", "days_last", "days_month"))
            return Point(start, end, Form.DAYS, int(found["days_year"]), first, of_month, last)
        case "day":
            year, of_month = int(found["day_year"]), int(found["day_month"] or found["word_month"])
            return Point(start, end, Form.DAY, year, int(found["day_day"]), of_month)
        case "blank":
            # A day left open for the pen: the month is what can be said, or the year.
            open_month = _number(found["blank_month"])
            form = Form.MONTH if open_month else Form.YEAR
            return Point(start, end, form, int(found["blank_year"]), open_month or 0)
        case "named":
            named_month = _number(found["named_month"])
            form = Form.DAY if named_month else Form.DAY_OF_MONTH
            return Point(start, end, form, None, int(found["named_day"]), named_month or 0)
        case "months":
            first, last = int(found["months_first"]), int(found["months_last"])
            return Point(start, end, Form.MONTHS, _number(found["months_year"]), first, last=last)
        case "whole":
            return Point(start, end, Form.YEAR, bare=True)
        case "month":
            return Point(start, end, Form.MONTH, _number(found["month_year"]), int(found["month_number"]))
        case "quarter":
            number = _quarter_number(found["quarter_number"])
            return Point(start, end, Form.QUARTER, _number(found["quarter_year"]), number)
        case "loose_quarter":
            number = _quarter_number(found["loose_number"])
            return Point(start, end, Form.QUARTER, _number(found["loose_year"]), number, bare=True)
        case "years":
            first, last = int(found["years_first"]), int(found["years_last"])
            return Point(start, end, Form.YEARS, first, last) if first < last <= first + 60 else None
        case "year":
            return Point(start, end, Form.YEAR, int(found["year_number"]))
        case "loose_month":
            year, of_month = int(found["loose_month_year"]), int(found["loose_month_number"])
            return Point(start, end, Form.MONTH, year, of_month, bare=True)
        case "loose_day":
            number, of_month = int(found["loose_day_day"]), int(found["loose_day_month"])
            return Point(start, end, Form.DAY, None, number, of_month, bare=True)
        case "bare_year":
            return Point(start, end, Form.YEAR, int(found["bare_number"]), bare=True)
        case _:
            return None


def fold(text: str) -> str:
    """Lower the case of a text without moving an offset."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_points(lowered: str) -> Iterator[Point]:
    """Yield the points of time of a lower-case text in reading order, none overlapping.

    Days, months and quarters that the calendar does not have are left out.
    """
    for found in _POINT.finditer(lowered):
        point = _read(found)
        if point is not None and _possible(point):
            yield point


def _possible(point: Point) -> bool:
    """Tell whether the calendar knows the point; a point without a year is tried in a leap year."""
    if point.form in (Form.NOW, Form.RECURRING, Form.ONGOING):
        return True
    if point.form is Form.DAY_OF_MONTH:
        return 1 <= point.number <= 31
    return (point if point.year is not None else point.in_year(2024)).bounds() is not None


def read_day(lowered: str, start: int) -> tuple[int, date] | None:
    """Read the full day that begins at an offset; return where it ends and the day."""
    found = _POINT.match(lowered, start)
    if found is None or found.lastgroup != "day":
        return None
    day = bounds.day(int(found["day_year"]), int(found["day_month"] or found["word_month"]), int(found["day_day"]))
    return (found.end(), day) if day else None
