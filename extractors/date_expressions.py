"""Expressions of time: what points of time become with `đến`, `trước`, `từ … đến`, `hằng năm` and lists around them.

Which words belong to an expression, and what they do to its bounds, is guideline 11: `đến`, `từ`, `trước` belong to
it and set the bounds; `vào`, `định hướng`, `tầm nhìn` do not.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.date_lists import LIST, complete, joined_run, list_of_days, with_year_of_list
from extractors.date_points import Form, Point, find_points
from schemas.vocabulary import DateKind

_KINDS = {
    Form.DAY: DateKind.DATE,
    Form.DAYS: DateKind.RANGE,
    Form.MONTH: DateKind.MONTH,
    Form.MONTHS: DateKind.RANGE,
    Form.PART: DateKind.RANGE,
    Form.QUARTER: DateKind.QUARTER,
    Form.YEARS: DateKind.RANGE,
    Form.YEAR: DateKind.YEAR,
    Form.RECURRING: DateKind.RECURRING,
    Form.ONGOING: DateKind.ONGOING,
}

_PARTS = (Form.MONTH, Form.QUARTER, Form.PART)

_PREFIX = re.compile(
    r"(?:(?<!\w)(?:đến|tới|trước|sau|từ|kể từ|chậm nhất|muộn nhất|trễ nhất|không muộn hơn|không quá|quá|là"
    r"|vào|hết|cuối|đầu"
    r"|giữa|(?<!/)năm(?![ \u00a0]+(?:trước|sau|chậm|muộn|trễ|vào)(?!\w))"
    r"|giai đoạn|thời kỳ|thời kì|nhiệm kỳ|nhiệm kì|niên độ|thời điểm|mốc)[ \u00a0]+)+$"
)
_SILENT = re.compile(r"(?:(?:vào|là)[ \u00a0]+)+")
_LINK = re.compile(r"[ \u00a0]*(?:[-–—−]|(?:cho )?(?:đến|tới)(?: hết| cuối| giữa| đầu| khoảng| trước)?)[ \u00a0]*$")
_ONWARD = re.compile(
    r",?[ \u00a0]+(?:và )?(?:(?:những|các)[ ]năm[ ](?:tiếp[ ]theo|kế[ ]tiếp|tiếp[ ]sau|sau|về[ ]sau)(?:[ ]đó)?"
    r"|trở[ ](?:đi|về[ ]sau)|về[ ]sau|và[ ]sau[ ]đó)(?!\w)"
)
_UNTIL_NOW = re.compile(r"[ \u00a0]+(?:cho )?(?:đến|tới)[ ](?:nay|hiện nay)(?!\w)")
#: `từ ngày 01/10/2026 đến hết năm`
_UNTIL_YEAR_END = re.compile(r"[ \u00a0]+(?:cho )?(?:đến|tới)[ ](?:hết|cuối)[ ]năm(?![ ]?(?:\d|học))(?!\w)")
_OF_EVERY = re.compile(
    r"[ \u00a0]*,?[ ]?(?:của[ ])?(?:h[ằà]ng[ ](?:năm|quý|tháng)|mỗi[ ](?:năm|quý|tháng)|"
    r"tháng[ ](?:cuối|đầu)(?:[ ]của)?(?:[ ](?:mỗi|h[ằà]ng|các))?[ ]quý|năm[ ](?:báo[ ]cáo|kế[ ]hoạch"
    r"|liền[ ]kề|sau))(?!\w)"
)
_UNTIL_DAY = re.compile(r"[ \u00a0]*,?[ ]?\(?(?:trước|vào|chậm nhất|muộn nhất|đến)?(?: là)?[ ]?$")
#: What a bare number after `đến` counts when it is no year (`đến 2000 lao động`).
_COUNTED = re.compile(
    r"[ \u00a0]+(?:người|lao động|hộ|ha|héc|doanh nghiệp|tỷ|tỉ|triệu|nghìn|đồng|tấn|m2|m²|km|học sinh"
    r"|sinh viên|học viên|cán bộ"
    r"|cơ sở|mô hình|sản phẩm|lượt|giường|mw|kwh|em|cháu|trẻ|chiếc|cái|bộ|suất|căn|đơn vị|hợp tác|lớp|con|cây"
    r"|đại biểu"
    r"|hồ sơ|thôn|bản|xã|điểm|ca|mẫu|trạm|dự án|công trình|thành viên|đảng viên|hội viên|đoàn viên|tín chỉ"
    r"|usd|calo)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of time before its role is known.

    Attributes:
        start, end: half-open span in the text.
        limit: what sets its bounds: `đến`, `trước`, `từ`, `sau`, or empty.
        bare: a year, month or day printed alone, to be kept only where the place says that it is a time.
        unresolved: a month, quarter or day without a year, to be resolved from the plan's own year.
        has_day: a recurring expression that names a day (`trước ngày 30/11 hàng năm`).
        adverb: `thường xuyên`, a time only in a time slot; `steady`: a recurring one that opens with it.
    """

    start: int
    end: int
    kind: DateKind
    first: date | None
    last: date | None
    limit: str = ""
    bare: bool = False
    unresolved: tuple[Point, ...] = ()
    has_day: bool = False
    adverb: bool = False
    steady: bool = False


def find_expressions(lowered: str) -> list[Expression]:
    """Return the expressions of time of a lower-case text in reading order, none overlapping."""
    points = list(find_points(lowered))
    expressions: list[Expression] = []
    index = 0
    while index < len(points):
        index = _compose(lowered, points, index, expressions)
    return expressions


def _compose(lowered: str, points: list[Point], index: int, out: list[Expression]) -> int:
    """Read the expression that begins at a point, append it, and return the index of the next unread point."""
    point = points[index]
    floor = out[-1].end if out else 0
    following = points[index + 1] if index + 1 < len(points) else None
    if point.form is Form.NOW:
        return _from_now(lowered, points, index, out)
    if point.form is Form.RECURRING:
        return _recurring(lowered, points, index, out)
    if point.form is Form.ONGOING:
        out.append(Expression(point.start, point.end, DateKind.ONGOING, None, None, adverb=True))
        return index + 1
    if point.form in _PARTS and point.year is None and (every := _OF_EVERY.match(lowered, point.end)):
        start = _prefix_start(lowered, point.start, floor)
        out.append(Expression(start, every.end(), DateKind.RECURRING, None, None))
        return index + 1 + sum(1 for later in points[index + 1 : index + 3] if later.start < every.end())
    run = list_of_days(lowered, points, index)
    if run and (every := _OF_EVERY.match(lowered, points[run - 1].end)):
        start = _prefix_start(lowered, point.start, floor)
        out.append(Expression(start, every.end(), DateKind.RECURRING, None, None, has_day=True))
        return run + sum(1 for later in points[run : run + 2] if later.start < every.end())
    joined = joined_run(lowered, points, index)
    if joined:
        first, last = with_year_of_list(lowered, points, index).bounds(), points[joined - 1].bounds()
        if first and last:
            start = _prefix_start(lowered, point.start, floor)
            out.append(Expression(start, points[joined - 1].end, DateKind.RANGE, first.first, last.last))
            return joined
    if following is not None and following.form not in (Form.NOW, Form.RECURRING, Form.ONGOING):
        between = lowered[point.end : following.start]
        if len(between) < 20 and _LINK.fullmatch(between):
            merged = _range(lowered, point, following, floor)
            if merged is not None:
                out.append(merged)
                return index + 2
    _single(lowered, points, index, floor, out)
    return index + 1


def _prefix_start(lowered: str, start: int, floor: int) -> int:
    """Return where the words of time before a point begin."""
    found = _PREFIX.search(lowered, max(floor, start - 40), start)
    if found is None:
        return start
    # `vào` and `là` do not change the bounds, so they stay outside (guideline 11).
    silent = _SILENT.match(lowered, found.start(), start)
    return silent.end() if silent else found.start()


def _from_now(lowered: str, points: list[Point], index: int, out: list[Expression]) -> int:
    """`từ nay đến năm 2030` is a range that is open at its start; `từ nay` alone is no time."""
    point = points[index]
    if index + 1 < len(points):
        end = points[index + 1]
        limits = end.bounds()
        if limits and _LINK.fullmatch(lowered[point.end : end.start]):
            out.append(Expression(point.start, end.end, DateKind.RANGE, None, limits.last, limit="đến"))
            return index + 2
    return index + 1


def _recurring(lowered: str, points: list[Point], index: int, out: list[Expression]) -> int:
    """`hằng năm`, and with a day behind it: `định kỳ hằng năm (trước ngày 15/12)`."""
    point = points[index]
    end, has_day, taken = point.end, False, index + 1
    run = list_of_days(lowered, points, taken)
    if run and _UNTIL_DAY.fullmatch(lowered[end : points[taken].start]) and points[taken].start - end < 25:
        opened = "(" in lowered[end : points[taken].start]
        end, has_day, taken = points[run - 1].end, True, run
        if every := _OF_EVERY.match(lowered, end):
            end = every.end()
            taken += sum(1 for later in points[taken : taken + 2] if later.start < end)
        end += opened and lowered.startswith(")", end)
    steady = lowered.startswith("thường xuyên", point.start)
    out.append(Expression(point.start, end, DateKind.RECURRING, None, None, has_day=has_day, steady=steady))
    return taken


def _range(lowered: str, point: Point, last: Point, floor: int) -> Expression | None:
    """Join two points by a dash or `đến`; None where they are no range."""
    start = _prefix_start(lowered, point.start, floor)
    if (
        point.year is None
        and last.year is None
        and point.form is last.form is Form.DAY
        and "từ" in lowered[start : point.start]
    ):
        return Expression(start, last.end, DateKind.RANGE, None, None, unresolved=(point, last))
    first = complete(point, last)
    if first is None or last.year is None or last.form is Form.DAYS:
        return None
    opening, closing = first.bounds(), last.bounds()
    if not opening or not closing or opening.first is None or closing.last is None or opening.first > closing.last:
        return None
    if last.bare and _COUNTED.match(lowered, last.end):
        return None
    return Expression(start, last.end, DateKind.RANGE, opening.first, closing.last)


def _single(lowered: str, points: list[Point], index: int, floor: int, out: list[Expression]) -> None:
    """Read one point with the words before and after it."""
    point = with_year_of_list(lowered, points, index)
    start = _prefix_start(lowered, point.start, floor)
    words = lowered[start : point.start]
    limit = _limit(words)
    kind = _KINDS.get(point.form, DateKind.DATE)
    limits = point.bounds()
    if limits is None:
        carried = point.form is Form.QUARTER and bool(out) and _carries(lowered, out[-1], point)
        if point.form is not Form.DAY_OF_MONTH and (
            limit or carried or point.form is not Form.QUARTER or not point.bare
        ):
            bare = point.bare and not limit and not carried
            out.append(Expression(start, point.end, kind, None, None, limit, bare=bare, unresolved=(point,)))
        return
    first, last = limits
    end = point.end
    bare = point.bare and not words
    if point.bare and _COUNTED.match(lowered, end):
        return
    if bare and out and _carries(lowered, out[-1], point):
        previous = out[-1]
        limit, bare = previous.limit if previous.limit == "đến" else "", previous.bare
    if onward := _ONWARD.match(lowered, end):
        out.append(Expression(start, onward.end(), DateKind.OPEN_ENDED, first, None, "từ", bare=bare))
        return
    if until := _UNTIL_NOW.match(lowered, end):
        out.append(Expression(start, until.end(), DateKind.RANGE, first, None, "từ", bare=bare))
        return
    if first is not None and limit == "từ" and (until := _UNTIL_YEAR_END.match(lowered, end)):
        out.append(Expression(start, until.end(), DateKind.RANGE, first, date(first.year, 12, 31), bare=bare))
        return
    if kind is not DateKind.RANGE:
        if limit == "đến":
            first = None
        elif limit == "trước":
            # `trước năm 2026` ends with 2025; the day named after `trước ngày` is itself the printed limit.
            first, last = None, last if kind is DateKind.DATE or first is None else first - timedelta(days=1)
        elif limit == "từ":
            kind, last = DateKind.OPEN_ENDED, None
        elif limit == "sau" and last is not None:
            kind, first, last = DateKind.OPEN_ENDED, last + timedelta(days=1), None
    elif limit == "đến":
        first = None
    out.append(Expression(start, end, kind, first, last, limit, bare=bare))


def _limit(words: str) -> str:
    """Tell what the words before a point do to its bounds."""
    if "trước" in words:
        return "trước"
    if any(
        word in words for word in ("đến", "tới", "chậm nhất", "muộn nhất", "trễ nhất", "muộn hơn", "không quá", "hết")
    ):
        return "đến"
    if "sau" in words:
        return "sau"
    return "từ" if "từ" in words else ""


def _carries(lowered: str, previous: Expression, point: Point) -> bool:
    """Tell whether a bare point goes on with a list (`các năm 2024, 2025 và 2026`)."""
    same = previous.kind in (DateKind.YEAR, DateKind.QUARTER, DateKind.MONTH) and previous.kind is _KINDS[point.form]
    return same and not previous.adverb and LIST.fullmatch(lowered[previous.end : point.start]) is not None
