"""Targets in a table: one row an indicator, with columns for its unit and for the value of each year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.comparators import COMPARATOR, bound, comparator_after, meaning_of
from extractors.count_units import unit_of
from extractors.measures import Measure, for_each
from extractors.numbers import NUMBER, RANGE_SIGN, SCALE, parse_number, scale_of
from extractors.plan import Deadline, Span
from extractors.table_heads import titles_of
from schemas.source import Block, Cell
from schemas.vocabulary import Comparator, Per, Unit

_NAME = re.compile(r"(?:tên\s+|các\s+|nội dung\s+)?(?:chỉ tiêu|mục tiêu|chỉ số)|nội dung chỉ tiêu", re.IGNORECASE)
_UNIT = re.compile(r"(?:đơn vị(?:\s+tính)?|đvt|đ\.v\.t)\s*$", re.IGNORECASE)
_VALUE = re.compile(
    r"kết quả (?:cần|phải|dự kiến|mong đợi)|kế hoạch|mục tiêu|chỉ tiêu|phấn đấu|giá trị|năm|giai đoạn|đến|20\d\d",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"thực hiện|ước|hiện trạng|đầu (?:năm|kỳ)|năm (?:gốc|cơ sở)|kết quả(?!\s+(?:cần|phải|dự kiến|mong đợi))"
    r"|cơ quan|chủ trì|phối hợp|ghi chú|so sánh|cùng kỳ|căn cứ|nguồn|kinh phí"
    r"|thời gian",
    re.IGNORECASE,
)
#: A table of bare years is one of targets too, where its rows tell their units.
_CONTENT = re.compile(r"(?:nội dung|danh mục|tiêu chí|lĩnh vực|nhiệm vụ)(?!\w)", re.IGNORECASE)
_ONLY_YEAR = re.compile(r"\W*(?:(?:đến\s+)?(?:hết\s+)?năm\s+)?20\d\d\W*", re.IGNORECASE)
_AIM = re.compile(r"(?:mục tiêu|chỉ tiêu|kế hoạch|phấn đấu)\s*(?:đến\s+)?(?:năm\s+)?20\d\d", re.IGNORECASE)
#: What stands over years that follow each other.
_STAGES = re.compile(r"(?:lộ trình|phân kỳ|tiến độ|thời gian|kế hoạch)(?!\w)", re.IGNORECASE)
#: What a plan may spend is no target.
_FUNDS = re.compile(
    r"(?:tổng\s+|nguồn\s+|nhu cầu\s+)?(?:vốn|kinh phí|ngân sách|mức đầu tư|dự toán)(?!\w)", re.IGNORECASE
)
_SCALED = re.compile(rf"(?P<scale>{SCALE})\s+(?=\w)", re.IGNORECASE)
_MONEY_TABLE = re.compile(r"kinh phí|dự toán|nguồn vốn|tổng (?:số|cộng|vốn)|chủ trì|thực hiện", re.IGNORECASE)
_TIME = re.compile(
    r"thời gian|thời hạn|thời điểm|tiến độ|năm (?:hoàn thành|đạt)|lộ trình|hạn hoàn thành", re.IGNORECASE
)
_RANKED = re.compile(r"(?:xếp hạng|thứ hạng|hạng|vị trí|thứ bậc|thứ)\s*$", re.IGNORECASE)
_UNIT_IN_NAME = re.compile(
    r"\s*\((?:đơn vị(?: tính)?\s*:?\s*|ĐVT\s*:?\s*)?(?P<unit>%|[^()\d]{1,20})\)\s*$", re.IGNORECASE
)
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CELL = re.compile(
    rf"\s*(?:(?P<comparator>{COMPARATOR})\s*)?(?:(?P<low>{NUMBER})\s?%?{RANGE_SIGN})?(?P<number>{NUMBER})(?:/\d{{1,4}})?\s*"
    rf"(?P<scale>{SCALE})?\s*(?P<unit>%|[^\W\d_][^\t\n;.]{{0,30}})?\s*",
    re.IGNORECASE,
)
_MONEY = re.compile(rf"(?P<scale>{SCALE})?\s*(?:đồng|VNĐ|VND|đ)(?!\w)", re.IGNORECASE)
_PERCENT = re.compile(r"%|phần trăm|tỷ lệ", re.IGNORECASE)
_RATE = re.compile(r"/\s*(?:người\s*/\s*)?(?P<period>năm|tháng)", re.IGNORECASE)
_NUMBERING = re.compile(r"\s*(?:[-+•*]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))?\s*")


@dataclass(slots=True)
class Columns:
    """What the columns of a table of targets hold, by column number.

    `time` is the column that tells by when a row is due; `bare` tells that nothing but years heads the values, so that
    only numbers with a unit are told from others.
    """

    name: int
    unit: int | None
    time: int | None = None
    bare: bool = False
    values: dict[int, Deadline | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableTarget:
    """One number of a table of targets; `deadline` is what its column's head gives, `due` its row's cell of time."""

    quote: Span
    indicator: str
    measure: Measure
    deadline: Deadline | None
    due: Cell | None = None


def names_indicators(title: str) -> bool:
    """Tell whether a column head announces indicators (`Chỉ tiêu`, `Tên chỉ số`)."""
    return _NAME.match(title) is not None


def tells_of_results(title: str) -> bool:
    """Tell whether a column head announces what was reached (`Thực hiện 2024`) or something else than a value."""
    return _NO_VALUE.search(title) is not None


def read_columns(text: str, heads: Sequence[Block]) -> Columns | None:
    """Tell what the columns of a table hold.

    Args:
        text: the document's text.
        heads: the table's rows of column heads.

    Returns:
        The columns, or None where this is no table of targets: it must name indicators and their values.
    """
    names = titles_of(text, heads)
    titles = {column: title_of(levels) for column, levels in names.items()}
    aims = {column for column, levels in names.items() if _is_aim(levels)}
    unit = next((column for column, title in titles.items() if _UNIT.match(title)), None)
    heads_indicators = [c for c, title in titles.items() if names_indicators(title) and c != unit]
    name = next((c for c in heads_indicators if c not in aims), None)
    bare = name is None and not heads_indicators
    if name is None and aims and (unit is not None or len(aims) > 1):
        name = _content_of_aims(titles)
    if name is None:
        name = heads_indicators[0] if heads_indicators else _content_of_years(titles)
    if name is None:
        return None
    columns = Columns(
        name, unit, next((c for c, title in titles.items() if c > name and _TIME.match(title)), None), bare
    )
    for column, title in titles.items():
        if column <= name or column == unit or (names[column][1:] and _FUNDS.match(title)):
            continue
        if _VALUE.search(title) and not tells_of_results(title):
            years = _YEARS.findall(title)
            columns.values[column] = Deadline(int(years[-1])) if years else None
    return columns if columns.values else None


def _content_of_years(titles: dict[int, str]) -> int | None:
    """Return the column of contents of a table whose other columns are years, None where it is no such table."""
    years = sum(_ONLY_YEAR.fullmatch(title) is not None for title in titles.values())
    if years < 2 or any(_MONEY_TABLE.search(title) for title in titles.values()):
        return None
    return next((column for column, title in titles.items() if _CONTENT.match(title)), None)


def _content_of_aims(titles: dict[int, str]) -> int | None:
    """Return the column of contents of a table of units and aims (`Tiêu chí | ĐVT | Mục tiêu 2026`)."""
    return next((column for column, title in titles.items() if _CONTENT.match(title)), None)


def title_of(levels: Sequence[str]) -> str:
    """Join the names of a column, from the top down; that over years which says they follow each other adds nothing."""
    return levels[-1] if _heads_year(levels) and _STAGES.match(levels[0]) else " ".join(levels)


def _is_aim(levels: Sequence[str]) -> bool:
    """Tell whether a column holds what is to be reached by a year: `Mục tiêu 2026`, or `2026` below another name."""
    title = title_of(levels)
    if _heads_year(levels):
        return not tells_of_results(title) and not _FUNDS.match(title) and not _MONEY_TABLE.search(title)
    return _AIM.match(title) is not None


def _heads_year(levels: Sequence[str]) -> bool:
    return len(levels) > 1 and _ONLY_YEAR.fullmatch(levels[-1]) is not None


def read_row(text: str, row: Block, columns: Columns) -> Iterator[TableTarget]:
    """Read the targets of one row of a table; a group row has none."""
    cells = {cell.column: cell for cell in row.cells}
    name = cells.get(columns.name)
    if name is None or name.end <= name.start:
        return
    start = name.start + len(_NUMBERING.match(text[name.start : name.end])[0])  # type: ignore[index]
    indicator = text[start : name.end].strip()
    unit_cell = cells.get(columns.unit) if columns.unit is not None else None
    unit = text[unit_cell.start : unit_cell.end].strip() if unit_cell else ""
    named = _UNIT_IN_NAME.search(indicator) if not unit else None
    if named:
        unit, indicator = named["unit"].strip(), indicator[: named.start()]
    due = cells.get(columns.time) if columns.time is not None else None
    for column, deadline in columns.values.items():
        cell = cells.get(column)
        measure = _measure(text, cell, unit, indicator) if cell is not None else None
        if columns.bare and measure is not None and measure.unit is Unit.COUNT and measure.label is None:
            continue
        if cell is not None and measure is not None and indicator:
            yield TableTarget(Span(start, cell.end), indicator, measure, deadline, due)


def _measure(text: str, cell: Cell, unit: str, indicator: str) -> Measure | None:
    found = _CELL.fullmatch(text, cell.start, cell.end)
    if found is None:
        return None
    words = found["unit"] or unit
    factor = scale_of(found["scale"] or "")
    kind, label, per = Unit.COUNT, words or None, None
    money = _MONEY.match(words)
    scaled = _SCALED.match(words) if not money and not found["scale"] else None
    if scaled:  # `nghìn tấn`
        factor, words = scale_of(scaled["scale"]), words[scaled.end() :]
        label = words
    if money and _FUNDS.match(indicator):
        return None
    if money:
        label = "đồng" + for_each(words, money.end())
        kind, factor = Unit.VND, factor * scale_of(money["scale"] or "")
    elif _PERCENT.match(words):
        kind, label = Unit.PERCENT, None
    elif _RANKED.match(words):
        kind, label = Unit.RANK, None
    elif words:
        kind, measured = unit_of(words, 0, len(words))
        label = measured or words
        if kind is Unit.OTHER and re.match(
            rf"(?:tổng )?số(?: lượng)? {re.escape(words)}(?!\w)", indicator, re.IGNORECASE
        ):
            kind = Unit.COUNT  # `Số điểm tiêm chủng` in `điểm` counts places
    rate = _RATE.search(words)
    if rate:
        label = label and _RATE.sub("", label)
        per = Per.YEAR if rate["period"].lower() == "năm" else Per.MONTH
    high = parse_number(found["number"]) * factor
    low = parse_number(found["low"]) * factor if found["low"] else high
    comparator = meaning_of(found["comparator"]) if found["comparator"] else Comparator.EQ
    after = comparator_after(text, found.end("number"))
    bounds = bound(min(low, high), high, after[0] if after else comparator)
    return Measure(Span(cell.start, cell.end), bounds.low, bounds.high, bounds.comparator, kind, per, label)
