"""The columns of a table of tasks: what each holds, told from its header, else from what stands in it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from extractors.table_heads import titles_of
from schemas.source import Block
from schemas.vocabulary import AgencyRole


class Column(StrEnum):
    """What a column of a task table holds."""

    NUMBER = "number"
    DESCRIPTION = "description"
    LEAD = "lead"
    COOPERATE = "cooperate"
    IMPLEMENT = "implement"
    DIRECT = "direct"
    ADVISE = "advise"
    SUPERVISE = "supervise"
    TIMEFRAME = "timeframe"
    BUDGET = "budget"
    SHARE = "share"  # what one source or year gives to the sum
    FUNDING = "funding"
    OTHER = "other"


#: The role of the bodies that stand in a column.
COLUMN_ROLES: dict[Column, AgencyRole] = {
    Column.LEAD: AgencyRole.LEAD,
    Column.COOPERATE: AgencyRole.COOPERATE,
    Column.IMPLEMENT: AgencyRole.IMPLEMENT,
    Column.DIRECT: AgencyRole.DIRECT,
    Column.ADVISE: AgencyRole.ADVISE,
    Column.SUPERVISE: AgencyRole.SUPERVISE,
}

#: Header words by column, asked in this order: `thời gian thực hiện` is a time before it is somebody who acts.
_HEADERS: tuple[tuple[Column, str], ...] = (
    (Column.NUMBER, r"^(?:s?tt|số tt|số thứ tự|stt\b.*|tt\b.*|#|số)$"),
    (Column.TIMEFRAME,
        r"thời gian|thời hạn|tiến độ|thời điểm|hạn hoàn thành|năm (?:thực hiện"
        r"|hoàn thành)|lộ trình|hoàn thành"),
    (Column.FUNDING, r"nguồn (?:vốn|kinh phí|lực)|^nguồn$"),
    (Column.BUDGET, r"kinh phí|dự toán|tổng mức|số tiền|nhu cầu vốn|^tổng vốn|^vốn (?:đầu tư|thực hiện)|mức đầu tư"),
    (Column.COOPERATE, r"phối hợp"),
    (Column.LEAD, r"chủ trì|đầu mối|chịu trách nhiệm"),
    (Column.DIRECT, r"chỉ đạo|lãnh đạo (?:phụ trách|theo dõi)"),
    (Column.ADVISE, r"tham mưu"),
    (Column.SUPERVISE, r"giám sát"),
    (Column.IMPLEMENT,
        r"(?:đơn vị|cơ quan|nơi|chủ thể|tổ chức|người|phân công|địa phương)[^.]{0,20}thực hiện"
        r"|(?:cơ quan|đơn vị)(?:,? (?:cơ quan|đơn vị))*$|phân công|chủ đầu tư"),
    (Column.OTHER,
        r"sản phẩm|kết quả|ghi chú|căn cứ|đơn vị tính|đvt|hình thức|cấp (?:trình"
        r"|ban hành)|cơ quan (?:ban hành|trình)|địa điểm|mục tiêu|chỉ tiêu"
        r"|số lượng"),
    (Column.DESCRIPTION,
        r"nhiệm vụ|nội dung|công việc|chương trình|dự án|đề án|hoạt động"
        r"|giải pháp|tên|văn bản|danh mục|hạng mục|nhóm"),
)  # fmt: skip
_HEADER_PATTERNS = [(column, re.compile(words)) for column, words in _HEADERS]

_TOTAL = re.compile(r"\W*(?:tổng|cộng|thành tiền)(?!\w)", re.IGNORECASE)
_ORDINAL_CELL = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐa-zđ])\s*[.)/-]*\s*$")
_BODY_CELL = re.compile(
    r"(?i)\W*(?:các\s+)?(?:sở|ban|ubnd|ủy ban|uỷ ban|văn phòng|công an"
    r"|bộ|cục|trung tâm|hội|đoàn|viện|trường|chi cục|mttq|đài|báo|liên đoàn)\b"
)
#: `%`, `hộ`, `nghìn tấn`, `người/năm`: short, and no capital but that of its first letter.
_MEASURE_CELL = re.compile(
    r"(?!(?:Sở|Ban|UBND|Ủy|Uỷ|Các|Văn|Công an|Hội|Đoàn|Chi cục|Phòng|Trung tâm|Xã|Phường)\b)[^\W\d_]?[^A-ZĐ;,.\n]{0,18}"
)
_TIME_CELL = re.compile(r"(?i)\W*(?:thường xuyên|hằng|hàng|quý|quí|năm|tháng|giai đoạn|trước|từ|đến|trong|20\d\d)\b")


#: What columns of bodies hold that no header names, in their order; one more says who issues the product.
_IN_ORDER = (Column.LEAD, Column.COOPERATE)


def classify_header(words: str) -> Column:
    """Tell what a column holds from the words of its header cell."""
    return _told(words) or Column.OTHER


def _told(words: str) -> Column | None:
    folded = re.sub(r"\s+", " ", words).strip(" *.:").lower()
    return next((column for column, pattern in _HEADER_PATTERNS if pattern.search(folded)), None)


def _classify_titles(titles: Sequence[str]) -> Column:
    """Tell what a column holds from its names, from the top down: the lower one says more than that over several.

    `Số` below a name counts no rows, `Đơn vị` below `Phối hợp` names those who cooperate, and what a name below that
    of a sum does not tell (`Xã hội hóa`, `Năm 2027`) is part of the sum.
    """
    kind: Column | None = None
    for title in titles:
        told = _told(title)
        if told is None:
            kind = Column.BUDGET if kind is Column.FUNDING else kind
        elif kind in (None, Column.OTHER) or not (
            told is Column.NUMBER or (told is Column.IMPLEMENT and kind in COLUMN_ROLES)
        ):
            kind = told
    return kind or Column.OTHER


def is_ordinal(words: str) -> bool:
    """Tell whether a cell holds nothing but a row's number: `12.`, `2.1`, `IV`, `a)`."""
    return bool(_ORDINAL_CELL.fullmatch(words.strip()))


def classify_columns(text: str, rows: Sequence[Block]) -> dict[int, Column]:
    """Tell what each column of a table holds.

    Args:
        text: canonical text.
        rows: the table's rows, header rows among them.

    Returns:
        Column number -> what it holds. A table whose header names neither work nor a body is read by its cells: the
        longest words are the work, the first column of bodies leads, the second cooperates.
    """
    header = [row for row in rows if row.header]
    titles = titles_of(text, header)
    columns = _with_shares({column: _classify_titles(names) for column, names in titles.items()}, titles)
    for column in [column for column, kind in columns.items() if kind is Column.IMPLEMENT]:
        if _measures(text, header, rows, column):
            columns[column] = Column.OTHER
    if Column.DESCRIPTION in columns.values() or (header and len(columns) > 1 and _named(columns)):
        return _with_description(text, rows, columns)
    return _columns_by_content(text, [row for row in rows if not row.header])


def _with_shares(columns: dict[int, Column], titles: dict[int, list[str]]) -> dict[int, Column]:
    """Tell what is part of a sum from the sum: of columns below one name only that of the total holds it."""
    for column, kind in columns.items():
        if kind is Column.BUDGET and titles[column][1:] and not _TOTAL.match(titles[column][-1]):
            columns[column] = Column.SHARE
    return columns


def _measures(text: str, header: Sequence[Block], rows: Sequence[Block], column: int) -> bool:
    """Tell whether a column headed `Đơn vị` alone holds units of measure (`%`, `hộ`, `triệu đồng`), not bodies."""
    titles = [text[cell.start : cell.end] for row in header for cell in row.cells if cell.column == column]
    if not any(re.fullmatch(r"\W*đơn vị\W*", title.lower()) for title in titles):
        return False
    cells = [
        text[cell.start : cell.end].strip()
        for row in rows
        if not row.header and len(row.cells) > 1
        for cell in row.cells
        if cell.column == column
    ]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(_MEASURE_CELL.fullmatch(cell) is not None for cell in filled) > len(filled) / 2


def _named(columns: dict[int, Column]) -> bool:
    return any(kind in COLUMN_ROLES for kind in columns.values())


def _with_description(text: str, rows: Sequence[Block], columns: dict[int, Column]) -> dict[int, Column]:
    """Keep one description column: the first named so, else the widest of those that hold nothing known."""
    named = [column for column, kind in columns.items() if kind is Column.DESCRIPTION]
    if not named:
        widths = _mean_widths(text, rows)
        free = [column for column, kind in columns.items() if kind is Column.OTHER]
        named = [max(free, key=lambda column: widths.get(column, 0))] if free else []
    for column in named[1:]:
        columns[column] = Column.OTHER
    for column in named[:1]:
        columns[column] = Column.DESCRIPTION
    return columns


def _mean_widths(text: str, rows: Sequence[Block]) -> dict[int, float]:
    widths: dict[int, list[int]] = {}
    for row in rows:
        if len(row.cells) > 1:
            for cell in row.cells:
                widths.setdefault(cell.column, []).append(cell.end - cell.start)
    return {column: sum(found) / len(found) for column, found in widths.items()}


def _columns_by_content(text: str, rows: Sequence[Block]) -> dict[int, Column]:
    cells: dict[int, list[str]] = {}
    for row in rows:
        if len(row.cells) > 1:
            for cell in row.cells:
                cells.setdefault(cell.column, []).append(text[cell.start : cell.end].strip())
    columns: dict[int, Column] = {}
    for column, words in cells.items():
        filled = [cell for cell in words if cell]

        def most(pattern: re.Pattern[str], filled: list[str] = filled) -> bool:
            return bool(filled) and sum(bool(pattern.match(cell)) for cell in filled) > len(filled) / 2

        if most(_ORDINAL_CELL):
            columns[column] = Column.NUMBER
        elif most(_BODY_CELL):
            columns[column] = next((role for role in _IN_ORDER if role not in columns.values()), Column.OTHER)
        elif most(_TIME_CELL):
            columns[column] = Column.TIMEFRAME
        else:
            columns[column] = Column.OTHER
    return _with_description(text, rows, columns) if _named(columns) else columns
