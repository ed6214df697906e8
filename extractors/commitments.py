"""Telling a number that the plan commits to from what was achieved, what is compared with, and rates of support."""

import re

from extractors.clauses import sentence_start
from extractors.measures import Measure
from extractors.money import is_currency
from extractors.passages import Layers, Passage
from extractors.plan import Span
from schemas.vocabulary import Unit

_ACHIEVED = re.compile(
    r"(?<!\w)(?:đã\s+(?:đạt|có|hoàn thành|triển khai được|tổ chức được|xây dựng được|được triển khai)"
    r"|hiện\s+(?:nay|có|đạt|đang|tại)|đến nay|tính đến|thời gian qua|những năm qua|cùng kỳ|hiện trạng|thực trạng"
    r"|kết quả\s+(?:đạt được|năm))(?!\w)",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(r"so với\s+(?:(?!(?:và|đạt|còn|lên|xuống)\s)\w+\s+){0,4}$", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)từ\s*$", re.IGNORECASE)
_TO = re.compile(r"[^.;,%\d]*(?:\s*\([^)]*\)|\s+năm\s+\d{4})?\s*(?:(?<!trở )lên|xuống|còn)(?!\w)", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|trường hợp|khi có|khi đạt|(?<!đủ )(?<!tạo )điều kiện|đối với (?:các |những )?\w+(?:\s\w+){0,3} có"
    r"|(?:doanh nghiệp|tổ chức|hộ) có)(?!\w)",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"(?<!\w)(?:(?:lãi suất|thuế suất|thuế|phí|đối ứng|phạt|trích|mức chi|mức hỗ trợ|mức thưởng|tạm ứng|vốn điều lệ"
    r"|cổ phần|kinh phí|nguồn vốn|ngân sách(?:\s\w+){0,4})"
    r"\s*(?:là|:|hỗ trợ|đảm bảo|bảo đảm|đóng góp|không quá|tối đa|bằng)?"
    r"|(?:hỗ trợ|miễn|cấp|trợ cấp|thanh toán|đóng góp)(?:\s+\w+){0,2})\s*$",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(
    r"\s+(?:(?:tổng|số|mức|phần|cho)\s+){0,2}"
    r"(?:kinh phí|chi phí|vốn|học phí|lệ phí|phí|tiền|lãi|giá trị|mức lương|lương|thuế|ngân sách|mệnh giá)(?!\w)",
    re.IGNORECASE,
)
#: `nhân rộng 109 tổ tự quản hiện có`: what there is already.
_EXISTING = re.compile(r"[^,;.\d]{0,60}(?<!\w)(?:hiện có|hiện hữu|đã có|đang có|đang hoạt động)(?!\w)", re.IGNORECASE)
#: Who is helped, or how much of the budget is set aside, is no rate of support.
_OF_SOME = re.compile(
    r"\s+(?:(?:số|các|tổng số)\s+)?(?:tổng chi|người|hộ|doanh nghiệp|hợp tác xã|phụ nữ|học sinh|lao động|đối tượng"
    r"|cơ sở|xã|thôn|trẻ|gia đình|nạn nhân|cán bộ|đảng viên|thanh niên|nông dân|hội viên)(?!\w)",
    re.IGNORECASE,
)
#: `Hỗ trợ 100% mức đóng cho hộ nghèo, 70% cho hộ cận nghèo`
_FOR_SOME = re.compile(r"\s+(?:cho|đối với)(?!\w)", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:,|(?<!\w)và)\s*$", re.IGNORECASE)
_SUPPORTED = re.compile(r"(?:hỗ trợ|miễn|cấp|trợ cấp|thanh toán|đóng góp)\s(?:\w+\s){0,2}[\d.,]+\s?%", re.IGNORECASE)
_LONGEST_NAME = 400
_OF_GROWTH = re.compile(r"\s*(?:vào\s+)?(?:GRDP|GDP|tăng trưởng)(?!\w)")
_SUM_REACHED = re.compile(
    r"(?:đạt|phấn đấu|thu hút|huy động|kim ngạch|doanh thu|nâng\s[^;.]{1,60}\slên)[^;.]{0,40}$", re.IGNORECASE
)


def is_commitment(layers: Layers, passage: Passage, statement: Span, measure: Measure, objective: bool) -> bool:
    """Tell whether the plan commits to a number.

    Args:
        objective: whether the statement stands among the objectives, where no rate of support is to be feared.
    """
    line, start, end = passage.masked, measure.span.start, measure.span.end
    if _is_quoted(passage, start) or layers.references_in(passage.start + start, passage.start + start + 1):
        return False
    before, after = line[statement.start : start], line[end : statement.end]
    if line[start] == "_" and _ACHIEVED.search(passage.text[passage.text.rfind("(", 0, start) + 1 : start]):
        return False
    if measure.unit in (Unit.COUNT, Unit.PERSON) and _EXISTING.match(after):
        return False
    if _ACHIEVED.search(before if objective else line[sentence_start(line, start) : start]):
        return False
    if _COMPARED_WITH.search(before) or (_FROM.search(before) and _TO.match(after)):
        return False
    if objective:
        return True
    if _CONDITION.search(before):
        return False
    if measure.unit is Unit.VND or is_currency(measure.label):
        return _SUM_REACHED.search(before) is not None
    if measure.unit is not Unit.PERCENT or _OF_GROWTH.match(after):
        return True
    if _OF_SOME.match(after):
        return True
    if _SUPPORT.search(before) or _OF_MONEY.match(after):
        return False
    return not (_FOR_SOME.match(after) and _GOES_ON.search(before) and _SUPPORTED.search(before))


def _is_quoted(passage: Passage, at: int) -> bool:
    """Tell whether an offset lies in a quotation, which is a name or a slogan."""
    if passage.masked[at] != "_":
        return False
    opening = max(passage.text.rfind(mark, max(0, at - _LONGEST_NAME), at) for mark in '“"«')
    return opening >= 0 and passage.masked[opening + 1 : at].strip("_") == ""
