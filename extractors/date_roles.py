"""What an expression of time is said of: the role of each date, and which expressions are no rows at all."""

import re

from extractors.date_context import Context, Place
from extractors.date_expressions import Expression
from extractors.plan import Span, Zone
from schemas.source import BlockKind
from schemas.vocabulary import DateKind, DateRole, DocType, SectionRole

_LAWS = {DocType.LUAT, DocType.BO_LUAT, DocType.PHAP_LENH, DocType.HIEN_PHAP}
_POINTS = {DateKind.DATE, DateKind.MONTH, DateKind.QUARTER, DateKind.YEAR}

_HORIZON = re.compile(r"(?:định[ ]hướng|tầm[ ]nhìn)(?:[ ][^\W\d]+){0,2}[ ,]*$")
_DOCUMENT = (
    r"(?:chương[ ]trình|đề[ ]án|kế[ ]hoạch|chiến[ ]lược|quy[ ]hoạch|dự[ ]án|nghị[ ]quyết|đề[ ]tài|phương[ ]án"
    r"|kết[ ]luận"
    r"|quyết[ ]định|nhiệm[ ]vụ|cuộc[ ]thi|hội[ ]thi|phong[ ]trào|danh[ ]mục|báo[ ]cáo)"
)
_NAME = re.compile(rf"{_DOCUMENT}[^.;:]*$")
_TITLED = re.compile(
    r"(?:Chương trình|Đề án|Kế hoạch|Chiến lược|Quy hoạch|Dự án|Đề tài|Nghị quyết"
    r"|Phương án)[^.;:”]*$"
)
_DATED_DOCUMENT = re.compile(
    r"(?:nghị quyết|quyết định|kế hoạch|công văn|thông tư|nghị định|luật|chỉ thị|kết luận|hướng dẫn|thông báo"
    r"|báo cáo|tờ trình"
    r"|công điện|chương trình|quy định|văn bản|biên bản|giấy mời|pháp lệnh)(?! này)[^.;:]{0,120}$"
)
_CAPTION = re.compile(
    r"(?:kèm[ ]theo|đính[ ]kèm|phụ[ ]lục[ ]của)[^.;]{0,40}?(?:kế hoạch|quyết định|chương trình|nghị quyết"
    r"|đề án|chỉ thị|công văn"
    r"|phương án|thông báo|hướng dẫn|báo cáo|tờ trình|quy chế|quy định)[^.;]{0,60}$"
)
_BUDGET = re.compile(r"(?:ngân[ ]sách|kinh[ ]phí|dự[ ]toán|nguồn[ ]vốn|vốn[ ]|[ ]chi[ ](?!phí))[^.;:]{0,80}$")
_COMPARED = re.compile(
    r"(?:so[ ]với|cùng[ ]kỳ|tính|lũy[ ]kế|luỹ[ ]kế|hiện[ ]trạng|kết[ ]quả|số[ ]liệu|của)(?:[ ][^\W\d]+){0,3}[ ]*$"
)
_COUNTED_UP_TO = re.compile(r"(?:tính|lũy[ ]kế|luỹ[ ]kế|cộng[ ]dồn)(?:[ ][^\W\d]+){0,2}[ ,]*$")
_REACH = re.compile(
    r"(?:hoàn[ ]thành|phấn[ ]đấu|xong|đạt|báo[ ]cáo|trình|ban[ ]hành|đưa[ ]vào|kết[ ]thúc|nghiệm[ ]thu"
    r"|bàn[ ]giao|gửi|mục[ ]tiêu|chỉ[ ]tiêu"
    r"|(?<!\w)vào)[^.;:]*$"
)
#: `tham mưu giải pháp trong tháng 9/2026`: work with a time behind it is to be done by then.
_WITHIN = re.compile(r"\w[ ,]+(?:ngay[ ])?trong[ ]*$")
#: `trong quý I đến quý III`: work goes on from the one to the other.
_FROM_TO = re.compile(r"[ ](?:đến|và)[ ]")
_DONE = re.compile(
    r"(?:hoàn[ ]thành|xong|kết[ ]thúc|trình|ban[ ]hành|đưa[ ]vào[ ]\w+[ ]\w+)[ ]+(?:ngay[ ])?(?:trong|vào)[ ]*$"
)
_FINISHED = re.compile(r"(?:hoàn[ ]thành|xong)(?!\w)[^.;:]*(?:trong|vào)[ ]*$")
_DONE_BEHIND = re.compile(r"\s*,?\s*(?:phải\s+)?(?:hoàn thành|trình|ban hành|phê duyệt|báo cáo|xong)(?!\w)")
#: `trình UBND tỉnh trong quý III/2026`, though the name of a programme stands before it.
_PRESENTED = re.compile(
    r",[ ](?:hoàn[ ]thành|trình|ban[ ]hành|phê[ ]duyệt|báo[ ]cáo|gửi)(?!\w)[^.;:,]*(?:trong|vào)[ ]*$"
)
#: `trong năm 2027 mở 12 lớp`: so many are made by then.
_IN_OPENING = re.compile(r"[\W\d]*(?:ngay[ ])?trong[ ]*")
_COUNTS_BEHIND = re.compile(
    r"\s*,?\s*(?!dự kiến)[^\W\d]+(?:\s[^\W\d]+){0,4}\s\d+[\d.,]*\s+(?!triệu|tỷ|tỉ|nghìn)[^\W\d]"
)
#: `60% số xã, riêng năm 2027 đạt 55%`: a step on the way.
_STEP = re.compile(r"(?:riêng|trong[ ]đó)(?:[ ]riêng)?[ ,]*$")
_STEP_BEHIND = re.compile(r"[^.;:,]{0,60}\d")
_IN_FORCE = re.compile(r"hiệu[ ]lực(?:[ ]thi[ ]hành)?(?:[ ]kể)?[ ]*$")
_FIRST_MONTHS = re.compile(r"\d+[ ]tháng[ ]đầu")
_CHANGES_BEHIND = re.compile(r"\s*(?:tăng|giảm|đạt|còn|chiếm)(?!\w)")
#: `giảm từ 18% GRDP năm 2025 xuống còn 13%`: the time of the state before.
_STATE_BEFORE = re.compile(r"(?<!\w)từ[ ](?:mức[ ])?[\d.,]+[^.;,\d]{0,40}$")
_STATE_AFTER = re.compile(r"[^,;\d]{0,20}?(?<!\w)(?:lên|xuống|còn)(?!\w)")
_IN = re.compile(r"[\W\d]*(?:[a-zđ]\d?[.)])?[\W\d]*(?:trong|đến)?\s*")
_END_OF_WORK = re.compile(r"\s*(?:$|[.;,)\n])")
_REVIEWED = re.compile(r"(?<!báo[ ]cáo[ ])(?:sơ[ ]kết|tổng[ ]kết)(?:[ ]giữa[ ]kỳ|[ ]cuối[ ]kỳ|[ ]thực[ ]hiện)?[ ,]*$")
_REVIEW_BEHIND = re.compile(r"\s*,?\s*(?:tiến hành |tổ chức )?(?:sơ|tổng) kết(?!\w)")
_REPORT = re.compile(r"(?<!công[ ]bố[ ])báo[ ]cáo|sơ[ ]kết|tổng[ ]kết|tổng[ ]hợp|gửi[ ]về|rà[ ]soát,[ ]đánh[ ]giá")
_YEARLY_THING = re.compile(
    r"(?:kế[ ]hoạch|ngân[ ]sách|kinh[ ]phí|dự[ ]toán|[ ]chi|[ ]vốn|chương[ ]trình|báo[ ]cáo|danh[ ]mục"
    r"|chỉ[ ]tiêu|xếp[ ]loại|cán[ ]bộ"
    r"|thi[ ]đua|nguồn[ ]lực|số[ ]liệu)(?:[ ,][^.;:,]*(?:,[ ][^.;:,]{1,20})?)?$"
)
_COMMEMORATION = re.compile(
    r"kỷ[ ]niệm|quốc[ ]tế|toàn[ ]dân|hưởng[ ]ứng|truyền[ ]thống|ngày[ ][^.;:]{0,40}$|lễ[ ][^.;:]{0,20}$"
)
_STAMP = re.compile(r"(?:^|[|\t]|đến)[ *_]*(?:ngày[ ]*:?)?[ ]*$")
_EVENT = re.compile(r"hưởng[ ]ứng|kỷ[ ]niệm|tháng[ ]hành[ ]động|tuần[ ]lễ|ngày[ ]hội|lễ[ ]hội|chào[ ]mừng")
_DATELINE = re.compile(r"(?:^|[|\t])[ *_]*[^\W\d_][^\d,:;]{1,40}[,.;][ ]*$")


def role_of(expression: Expression, place: Place, context: Context) -> DateRole | None:
    """Tell what an expression is said of; None where it is no row (an adverb, a bare number, part of a rate)."""
    heads_targets = expression.kind is DateKind.YEAR and context.heads_targets(expression.start)
    if expression.bare and not (place.is_slot or heads_targets or _HORIZON.search(place.before)):
        return None
    own = _own_date(expression, place, context)
    if own is not None:
        return own
    if expression.kind is DateKind.ONGOING:
        return DateRole.PERIOD if place.is_slot else None
    if expression.kind is DateKind.RECURRING:
        return _recurring(expression, place, context)
    cited = _in_reference(expression, place, context)
    if cited is not None:
        return cited
    if _HORIZON.search(place.before) or _HORIZON.search(place.line.rstrip(": ")):
        return DateRole.HORIZON
    if expression.kind is DateKind.OPEN_ENDED:
        return DateRole.OTHER if _IN_FORCE.search(place.before) else DateRole.PERIOD
    if heads_targets:
        issued = context.header.issued_date
        past = issued is not None and expression.last is not None and expression.last < issued
        return DateRole.OTHER if past or place.cell_tells_of_results or place.heads_sums else DateRole.DEADLINE
    if place.heads_sums:
        return DateRole.OTHER
    if place.is_slot:
        timed = expression.kind in _POINTS or _is_short(expression)
        due = expression.limit in ("đến", "trước") or (place.is_due and timed)
        return DateRole.DEADLINE if due else DateRole.PERIOD
    if expression.kind is DateKind.RANGE and expression.limit != "trước":
        return _range(expression, place, context)
    if expression.limit in ("đến", "trước"):
        return _limit(expression, place, context)
    return _point(expression, place, context)


def _range(expression: Expression, place: Place, context: Context) -> DateRole:
    """Tell a few months in which something is to be done from a period, and both from months that are over."""
    if _is_short(expression):
        issued, last = context.header.issued_date, expression.last
        over = issued is not None and last is not None and last < issued
        if over and _FIRST_MONTHS.match(context.lowered, expression.start):
            return DateRole.OTHER
        stretch = _FROM_TO.search(context.lowered, expression.start, expression.end)
        within = not stretch and _WITHIN.search(place.before) and _END_OF_WORK.match(place.after)
        opening = place.before.rstrip().endswith("trong") and _DONE_BEHIND.match(place.after)
        if _FINISHED.search(place.before) or within or opening:
            return DateRole.DEADLINE
    return DateRole.PERIOD


def _is_short(expression: Expression) -> bool:
    """Tell whether an expression lies within one year."""
    first, last = expression.first, expression.last
    return first is not None and last is not None and first.year == last.year


def _within(span: Span | None, char: int) -> bool:
    return span is not None and span.start <= char < span.end


def _own_date(expression: Expression, place: Place, context: Context) -> DateRole | None:
    """Tell the plan's own date (dateline, annex caption) and the one on a receiving stamp."""
    block = context.block_at(expression.start)
    if _within(context.header.received_span, expression.start) or (block and block.kind is BlockKind.STAMP):
        return DateRole.RECEIVED
    if expression.kind not in (DateKind.DATE, DateKind.MONTH, DateKind.YEAR) or expression.limit:
        return None
    received = context.header.received_date
    if (
        place.zone is Zone.HEADER
        and received is not None
        and expression.first == received
        and _STAMP.search(place.line)
    ):
        return DateRole.RECEIVED
    if _within(context.header.dateline_span, expression.start):
        return DateRole.ISSUED
    if place.zone is not Zone.BODY and expression.kind is not DateKind.YEAR and _DATELINE.search(place.line):
        return DateRole.ISSUED
    if expression.kind is not DateKind.YEAR and _CAPTION.search(place.line):
        cited = [m for m in context.mentions_at(expression.start) if m[2].number]
        issued = context.header.issued_date
        if not cited or (issued is not None and expression.first == issued):
            return DateRole.ISSUED
    return None


def _in_reference(expression: Expression, place: Place, context: Context) -> DateRole | None:
    """Tell the date of a cited document from the times in its name."""
    mentions = context.mentions_at(expression.start)
    if not mentions:
        return None
    _start, end, reference = mentions[-1]
    if expression.kind is DateKind.DATE and not expression.limit:
        return DateRole.REFERENCE
    if (
        expression.kind is DateKind.YEAR
        and not expression.limit
        and reference.doc_type in _LAWS
        and expression.end >= end
    ):
        return DateRole.REFERENCE
    if _HORIZON.search(place.before):
        return DateRole.HORIZON
    return DateRole.PERIOD


def _recurring(expression: Expression, place: Place, context: Context) -> DateRole | None:
    """Tell a yearly deadline from a yearly span of work and from what is merely said of a noun."""
    if re.search(r"bình[ ]quân(?:[ ]chung)?[ ]*$|trung[ ]bình[ ]*$", place.before):
        return None
    if expression.has_day:
        return DateRole.PERIOD if context.lowered.startswith("từ", expression.start) else DateRole.DEADLINE
    if place.is_slot or expression.steady:
        return DateRole.PERIOD
    opens = _opens(place)
    behind = place.after if opens else re.split(r"[,;.]", place.after)[0]
    regular = context.lowered.startswith("định kỳ", expression.start)
    told_of = place.before if regular else re.sub(r"kế[ ]hoạch[^.;,]*$", "", place.before[-80:])
    if _REPORT.search(told_of + behind):
        return DateRole.DEADLINE
    yearly = context.lowered.endswith("năm", expression.start, expression.end)  # figures of each month are work done
    return DateRole.OTHER if yearly and not opens and _YEARLY_THING.search(place.before) else DateRole.PERIOD


def _opens(place: Place) -> bool:
    """Tell whether the expression opens its clause, its list mark set aside."""
    return re.fullmatch(r"[\W\d]*(?:[a-zđ]\d?[.)])?[\W\d]*", place.before) is not None


def _limit(expression: Expression, place: Place, context: Context) -> DateRole:
    """Tell `đến năm X` as a milestone from the same words in a name or in a report of results."""
    if place.role is SectionRole.TINH_HINH or _COUNTED_UP_TO.search(place.before):
        return DateRole.OTHER
    issued = context.header.issued_date
    if issued is not None and expression.last is not None and expression.last < issued and place.zone is Zone.HEADER:
        return DateRole.OTHER
    if expression.limit == "đến" and expression.kind is DateKind.YEAR and _in_name(expression, place, context):
        return DateRole.PERIOD
    return DateRole.DEADLINE


def _in_name(expression: Expression, place: Place, context: Context) -> bool:
    """Tell whether an expression belongs to the name of a document or programme."""
    line_start = expression.start - len(place.line)
    line = context.text[line_start : expression.start]
    if line.count("“") > line.count("”"):
        return True
    if place.zone is Zone.HEADER and not _opens(place):
        return True
    clause = context.text[expression.start - len(place.before) : expression.start]
    return not clause.rstrip().endswith(",") and _TITLED.search(clause) is not None


def _point(expression: Expression, place: Place, context: Context) -> DateRole:
    """Tell the role of a day, month, quarter or year that nothing limits."""
    if expression.kind is DateKind.DATE:
        if _DATED_DOCUMENT.search(place.before) and not re.search(r"(?:họp|hội nghị|trước|vào)[ ]*$", place.before):
            return DateRole.REFERENCE
        return DateRole.DEADLINE if _REACH.search(place.before) else DateRole.OTHER
    if place.role is SectionRole.TINH_HINH:
        return DateRole.OTHER
    if (place.zone is Zone.HEADER and not _opens(place)) or _in_capitals(expression, place, context):
        return DateRole.PERIOD
    if place.role is not SectionRole.KINH_PHI and _STEP.search(place.before) and _STEP_BEHIND.match(place.after):
        return DateRole.DEADLINE
    within = _WITHIN.search(place.before) and not _opens(place) and _END_OF_WORK.match(place.after)
    if expression.kind is not DateKind.YEAR and within:
        return DateRole.DEADLINE
    reached = place.role is SectionRole.MUC_TIEU and _CHANGES_BEHIND.match(place.after)
    if _COMPARED.search(place.before) and not reached:
        return DateRole.OTHER
    if _STATE_BEFORE.search(place.before) and _STATE_AFTER.match(place.after):
        return DateRole.OTHER
    issued = context.header.issued_date
    if reached and expression.last is not None and (issued is None or expression.last >= issued):
        return DateRole.DEADLINE
    if expression.kind is DateKind.YEAR and (place.role is SectionRole.KINH_PHI or _BUDGET.search(place.before)):
        return DateRole.OTHER
    if _DONE.search(place.before) or _PRESENTED.search(place.before):
        return DateRole.DEADLINE
    if _in_name(expression, place, context):
        return DateRole.PERIOD
    if _REACH.search(place.before) or _REVIEWED.search(place.before):
        return DateRole.DEADLINE
    if within:
        return DateRole.DEADLINE
    if place.before.rstrip().endswith("trong") and _DONE_BEHIND.match(place.after):
        return DateRole.DEADLINE
    if _IN_OPENING.fullmatch(place.before) and _COUNTS_BEHIND.match(place.after):
        return DateRole.DEADLINE
    if _opens(place) and _REVIEW_BEHIND.match(place.after):
        return DateRole.DEADLINE
    if _stands_in_brackets(expression, place, context):
        return DateRole.DEADLINE
    if place.role is SectionRole.MUC_TIEU and _IN.fullmatch(place.before):
        return DateRole.DEADLINE
    if expression.kind is not DateKind.YEAR or _NAME.search(place.before) or place.alone:
        return DateRole.PERIOD
    header = context.header
    own = (
        header.period_start is not None
        and expression.first is not None
        and header.period_start <= expression.first.year
    )
    inside = own and header.period_end is not None and expression.first is not None
    if inside and expression.first is not None and header.period_end is not None:
        return DateRole.PERIOD if expression.first.year <= header.period_end else DateRole.OTHER
    return DateRole.OTHER


def _stands_in_brackets(expression: Expression, place: Place, context: Context) -> bool:
    """Tell whether a time to come stands alone in brackets behind a piece of work (`Lập danh mục (Quý III/2026)`)."""
    issued = context.header.issued_date
    alone = place.before.endswith("(") and place.after.startswith(")") and not _opens(place)
    to_come = issued is None or (expression.last is not None and expression.last >= issued)
    return alone and to_come and place.zone is Zone.BODY and _EVENT.search(place.before) is None


def _in_capitals(expression: Expression, place: Place, context: Context) -> bool:
    """Tell whether the expression stands in a title in capitals (annex titles, part headings)."""
    line = context.text[expression.start - len(place.line) : expression.end]
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 10 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def is_commemoration(place: Place) -> bool:
    """Tell whether a day without a year is one that comes each year (`Ngày Quốc tế … 26/6`)."""
    return _COMMEMORATION.search(re.sub(r"[.;:]", " ", place.line[-80:])) is not None
