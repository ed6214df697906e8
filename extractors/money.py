"""Sums of money in VND: `1.250 tỷ đồng`, `1,5 nghìn tỷ đồng`, `1 tỷ 500 triệu đồng`, cells of a money column.

A unit of account (`Đơn vị tính: 1.000đ`) is no sum, and neither is one in foreign currency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.numbers import NUMBER, NUMBER_WORDS, RANGE_SIGN, SCALE, parse_number, parse_number_words, scale_of
from extractors.plan import Money, Span
from extractors.table_heads import titles_of
from schemas.source import Block, SourceText

#: `đồng` opens many other words (`đồng chí`, `đồng bộ`): without a word of scale before it these are shut out.
_OTHER_WORDS = (
    r"(?!\s+(?:chí|bào|bộ|thời|đều|hành|thuận|nghiệp|tổ chức|phạm|lòng|nhất|cấp|lúa|cỏ|ruộng|muối|hồ|bằng|phục)\b)"
)
_SUM = re.compile(
    rf"""
    (?<![\w.,/])(?:(?P<low>{NUMBER}){RANGE_SIGN})?(?P<number>{NUMBER})\s*
    (?:
        (?P<scale>{SCALE.replace(" ", r"[ ]")})
        (?:\s+(?P<rest>{NUMBER})\s+(?P<rest_scale>triệu|nghìn|ngàn))?
        (?:\s*(?P<currency>đồng|đông|VNĐ|VND|vnđ|đ)(?!\w))?
      | (?P<plain>(?:đồng|VNĐ|VND|vnđ){_OTHER_WORDS.replace("tổ chức", "tổ[ ]chức")}|đ)(?!\w)
    )
    """,
    re.VERBOSE,
)
_IN_WORDS = re.compile(rf"(?<!\w)(?P<words>{NUMBER_WORDS})\s+đồng(?!\w){_OTHER_WORDS}", re.IGNORECASE)
_SCALE_THEN_DONG = re.compile(r"(?:tỷ|tỉ|triệu|nghìn|ngàn)\s+đồng(?!\w)", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\s*(?:USD|(?:đô la|đô-la|Đô la)(?: Mỹ)?|EUR|euro|Euro|yên|JPY|won|CNY|NDT|nhân dân tệ|đô)(?!\w)"
)
_UNIT_BEFORE = re.compile(r"(?:đơn vị(?:\s+tính)?|đvt|đ\.v\.t|đơn vị tiền)\s*[:(]?\s*$", re.IGNORECASE)
_UNIT_LINE = re.compile(r"(?:đơn vị(?:\s+tính)?|đvt)\s*:?\s*(?P<unit>[^\n;)]{1,20})", re.IGNORECASE)
_ACCOUNT_UNIT = re.compile(
    r"(?:(?P<one>1\.000\.000\.000|1\.000\.000|1000000|1\.000|1000|1)\s*)?"
    r"(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)?\s*(?:đồng|đ|VNĐ|VND|vnđ)(?!\w)",
    re.IGNORECASE,
)
_MONEY_WORDS = re.compile(
    r"\b(?:kinh phí|ngân sách|vốn|doanh thu|thu nhập|dự toán|giá trị|số tiền|chi phí|mức|tổng thu|tổng chi|kim ngạch"
    r"|nguồn)\b",
    re.IGNORECASE,
)
_MONEY_COLUMN = re.compile(
    r"kinh phí|dự toán|số tiền|thành tiền|ngân sách|đơn giá|tổng mức|vốn|NSNN|NSTW|NSĐP|tổng cộng|tổng số|đồng",
    re.IGNORECASE,
)
#: What stands beside sums below a name over both.
_NO_MONEY = re.compile(
    r"^số\s|(?:khối|số) lượng|t[ỷỉ] (?:lệ|trọng)|%|^(?:đơn vị(?: tính)?|đvt|diện tích|quy mô|thời gian)$", re.IGNORECASE
)
_CELL = re.compile(rf"{NUMBER}")
_SUM_ENDS = re.compile(r"\s*(?:[.,;:)/\n]|$|(?:cho|để|từ|và|so với|mỗi|hằng|hàng)\b)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum: bounds in VND, or in the currency that `foreign` names, for no rate of exchange holds for years."""

    start: int
    end: int
    low: float
    high: float
    foreign: str | None


def find_sums(text: str) -> Iterator[Sum]:
    """Find every sum of money that is printed in digits, foreign ones included, in reading order.

    Units of account (`Đơn vị tính: 1.000đ`, `(triệu đồng)`) are none; `500 triệu` without `đồng` is one only where
    the words before it speak of money.
    """
    for found in _SUM.finditer(text):
        foreign = _FOREIGN.match(text, found.end()) if found["scale"] and not found["currency"] else None
        if not foreign and not _is_sum(text, found):
            continue
        factor = scale_of(found["scale"] or "")
        high = parse_number(found["number"]) * factor
        if found["rest"]:
            high += parse_number(found["rest"]) * scale_of(found["rest_scale"])
        low = parse_number(found["low"]) * factor if found["low"] else high
        start = found.start("low") if found["low"] and low < high else found.start("number")
        end = foreign.end() if foreign else found.end()
        yield Sum(start, end, min(low, high), high, foreign.group().strip() if foreign else None)


def _is_sum(text: str, found: re.Match[str]) -> bool:
    floor = max(0, found.start() - 60)
    before = text[max(floor, text.rfind("\n", floor, found.start()) + 1) : found.start()]
    if _UNIT_BEFORE.search(before):
        return False
    value = parse_number(found["number"])
    if found["plain"]:
        if text[found.end() : found.end() + 1] == ")" and (
            value in (1, 1000) or (found["plain"] == "đ" and value < 100)
        ):
            return False  # `(1.000đ)` heads a column; `8 đ)` is a misread point
        return value >= 100
    if found["currency"]:
        return True
    return _MONEY_WORDS.search(before) is not None and _SUM_ENDS.match(text, found.end()) is not None


def find_amounts(text: str, source: SourceText | None) -> list[Money]:
    """Find every sum of money in VND, in reading order.

    Args:
        text: the document's text.
        source: its lines, for the numbers in money columns of tables; None reads running text only.

    Returns:
        One value a sum; a range (`5-10 tỷ đồng`) stands with its upper end, the ceiling of what may be spent.
    """
    amounts = [Money(Span(s.start, s.end), s.high) for s in find_sums(text) if s.foreign is None]
    amounts += _sums_in_words(text)
    if source is not None:
        amounts += _sums_in_cells(text, source.blocks)
    taken = sorted(amounts, key=lambda amount: (amount.span.start, -amount.span.end))
    return [a for i, a in enumerate(taken) if i == 0 or a.span.start >= taken[i - 1].span.end]


def _sums_in_words(text: str) -> Iterator[Money]:
    for scale in _SCALE_THEN_DONG.finditer(text):
        floor = max(0, scale.start() - 80)
        start = max(floor, text.rfind("\n", floor, scale.start()) + 1)
        found = list(_IN_WORDS.finditer(text, start, scale.end()))
        if not found or "bằng chữ" in text[start : found[-1].start()].lower():
            continue  # `(Bằng chữ: …)` says the sum before it again
        value = parse_number_words(found[-1]["words"])
        if value and found[-1]["words"].split()[0].lower() not in ("tỷ", "tỉ", "triệu", "nghìn", "ngàn"):
            yield Money(Span(found[-1].start(), found[-1].end()), value)


def _sums_in_cells(text: str, blocks: tuple[Block, ...]) -> Iterator[Money]:
    """Read the bare numbers of money columns whose unit stands in the column's head or above the table."""
    factors: dict[int, dict[int, float]] = {}
    heads: list[Block] = []
    for index, block in enumerate(blocks):
        if block.table is None:
            continue
        if block.header:
            if not heads or heads[0].table != block.table:
                heads, above = [], text[blocks[max(0, index - 3)].start : block.start]
            heads.append(block)
            factors[block.table] = _factors(titles_of(text, heads), _UNIT_LINE.search(above))
            continue
        columns = factors.get(block.table, {})
        for cell in block.cells:
            words = text[cell.start : cell.end].strip()
            if cell.column in columns and _CELL.fullmatch(words):
                start = cell.start + text[cell.start : cell.end].index(words)
                yield Money(Span(start, start + len(words)), parse_number(words) * columns[cell.column])


def _factors(titles: dict[int, list[str]], general: re.Match[str] | None) -> dict[int, float]:
    """Return what the numbers of each column of money count, in VND; the unit stands in its names or above the table.

    What a name over several columns says of money holds for each of them but those that count something else.
    """
    factors: dict[int, float] = {}
    for column, names in titles.items():
        unit = next(filter(None, map(_ACCOUNT_UNIT.search, reversed(names))), None)
        unit = unit or (general and _ACCOUNT_UNIT.match(general["unit"].strip()))
        other = names[1:] and _NO_MONEY.search(names[-1]) and not _MONEY_COLUMN.search(names[-1])
        if unit and any(map(_MONEY_COLUMN.search, names)) and not other:
            factors[column] = scale_of(unit["scale"] or "") * parse_number(unit["one"] or "1")
    return factors


def is_currency(label: str | None) -> bool:
    """Tell whether the unit of a number is a foreign currency (`USD`, `EUR/người`)."""
    return label is not None and _FOREIGN.match(label) is not None
