"""What a heading says of the text under it: its title, the role of the section, a deadline."""

import re

from extractors.plan import Deadline
from schemas.vocabulary import SectionRole

#: Titles by role, tried in order on the folded title. A title that names objectives beside measures is the larger
#: part's, so `nhiệm vụ, giải pháp` is asked before `mục tiêu`.
_ROLE_TITLES: tuple[tuple[SectionRole, str], ...] = (
    (SectionRole.MUC_DICH_YEU_CAU, r"(?:các )?(?:mục đích|yêu cầu|mục đích,? ý nghĩa)\b.*"),
    (
        SectionRole.TINH_HINH,
        r"(?:khái quát |đánh giá |đặc điểm |một số )?(?:tình hình|thực trạng|bối cảnh|kết quả (?:đạt được|thực hiện|chủ yếu|nổi bật)"
        r"|những kết quả|(?:những |một số )?(?:tồn tại|hạn chế|khó khăn)|(?:các )?nguyên nhân|ưu điểm|hiện trạng|kết quả"
        r"|sự cần thiết|đánh giá (?:chung|kết quả)|thuận lợi|dự báo tình hình|căn cứ và tình hình|bài học kinh nghiệm)\b.*",
    ),
    (
        SectionRole.NHIEM_VU_GIAI_PHAP,
        r"(?:mục tiêu,? (?:và |các )?)?(?:(?:các |một số |những |về )?(?:nội dung|nhiệm vụ|giải pháp|biện pháp|hoạt động|chính sách"
        r"|chương trình,? dự án|lộ trình)\b(?! (?:chi|kinh phí)).*)",
    ),
    (
        SectionRole.TO_CHUC_THUC_HIEN,
        r"(?:.*\b)?(?:tổ chức (?:triển khai )?(?:và )?(?:thực hiện|thi hành)|phân công (?:nhiệm vụ|trách nhiệm|thực hiện|tổ chức|cụ thể)"
        r"|trách nhiệm (?:thực hiện|thi hành|của các|tổ chức)|chế độ (?:thông tin,? )?báo cáo|tổ chức triển khai"
        r"|phân công,? tổ chức|điều khoản thi hành).*",
    ),
    (SectionRole.KINH_PHI, r"(?:(?:thời gian|địa điểm|phương thức|hình thức)[^.]{0,40}(?:,| và) ?)?(?:(?:về |dự kiến |tổng |nguồn |cơ chế |nội dung )*(?:kinh phí|tài chính|nguồn lực|dự toán|nguồn vốn|nhu cầu vốn)\b).*"),
    (
        SectionRole.MUC_TIEU,
        r"(?:(?:quan điểm(?: chỉ đạo)?|phương hướng|định hướng|tầm nhìn)(?:,| và| -)? ?)?(?:các |một số |hệ thống |về )?(?:mục tiêu|chỉ tiêu)\b.*",
    ),
)  # fmt: skip
_ROLE_PATTERNS = [(role, re.compile(title)) for role, title in _ROLE_TITLES]

#: Titles that give a role below the top of the outline too. There the words must open the title: a measure may well
#: be called `Tổ chức thực hiện tốt công tác …`.
_INNER_ROLES = [
    (SectionRole.MUC_TIEU, re.compile(r"(?:các |một số |hệ thống )?(?:mục tiêu|chỉ tiêu)(?:,? chỉ tiêu)?(?: (?:tổng quát|chung|cụ thể|chủ yếu|đến|năm|giai đoạn|phấn đấu|chính|cơ bản)\b.*)?")),
    (SectionRole.MUC_DICH_YEU_CAU, re.compile(r"(?:mục đích|yêu cầu)(?:,? (?:và )?(?:yêu cầu|ý nghĩa))?")),
    (SectionRole.NHIEM_VU_GIAI_PHAP, re.compile(r"(?:các |một số )?(?:nội dung|nhiệm vụ|giải pháp)(?:(?:,| và|,? các)? (?:nội dung|nhiệm vụ|giải pháp|biện pháp))*(?: (?:chủ yếu|trọng tâm|cụ thể|thực hiện|chính))*")),
    (SectionRole.KINH_PHI, re.compile(r"(?:nguồn |dự kiến |dự toán |về )?kinh phí(?: (?:thực hiện|triển khai|hoạt động|bảo đảm)\b.*)?")),
    (SectionRole.TINH_HINH, re.compile(r"(?:đánh giá )?(?:tình hình|thực trạng|kết quả đạt được|hạn chế|(?:tồn tại, )?hạn chế|nguyên nhân)(?:,? (?:và )?(?:nguyên nhân|tình hình|thực trạng|chung|hiện nay))*")),
    (SectionRole.TO_CHUC_THUC_HIEN, re.compile(r"(?:tổ chức thực hiện|phân công (?:trách nhiệm|nhiệm vụ)|trách nhiệm thực hiện|phân công thực hiện)")),
]  # fmt: skip

_GENERAL_OBJECTIVE = re.compile(r"(?i)\bmục tiêu (?:tổng quát|chung|tổng thể)\b")
_SPECIFIC_OBJECTIVE = re.compile(r"(?i)\b(?:mục tiêu cụ thể|chỉ tiêu)\b")

_YEAR = r"(?<![\d/])(20[0-9]{2})(?![\d/])"
_PERIOD_END = re.compile(rf"(?i)(?:20\d\d)[ ]?(?:-|–|—|đến(?: năm)?)[ ]?{_YEAR}")
_YEAR_ALONE = re.compile(_YEAR)
_DAY = re.compile(r"\bngày\s+\d{1,2}\s*(?:/|-|tháng)")


def fold_title(title: str) -> str:
    """Lower-case a title and take off what ends it, for comparing."""
    return re.sub(r"\s+", " ", title).strip(" .:;,*-–").lower()


def role_of_title(title: str, top: bool) -> SectionRole | None:
    """Tell what a section is for from its title.

    Args:
        title: title or run-in title as printed.
        top: whether the section stands at the top of the outline, where a title names its role freely; below, only a
            title that is nothing else than the name of a role changes what is inherited.
    """
    folded = fold_title(title)
    patterns = _ROLE_PATTERNS if top else _INNER_ROLES
    return next((role for role, pattern in patterns if pattern.fullmatch(folded)), None)


def states_general_objective(title: str) -> bool | None:
    """Tell whether a title opens the general objective (True), the specific ones (False) or neither (None)."""
    if _GENERAL_OBJECTIVE.search(title):
        return True
    return False if _SPECIFIC_OBJECTIVE.search(title) else None


def deadline_of_title(title: str) -> Deadline | None:
    """Read the year by which a title sets its objectives: `Đến năm 2025`, `Giai đoạn 2021 - 2025`, `năm 2026`.

    The first year counts (`đến năm 2025, định hướng đến năm 2030`), of a period its end. A title that gives a full
    date (`Nghị quyết … ngày 27/9/2019`) cites a document and sets no deadline.
    """
    if _DAY.search(title):
        return None
    first = _YEAR_ALONE.search(title)
    if first is None:
        return None
    period = _PERIOD_END.search(title)
    return Deadline(int(period.group(1) if period and period.start() <= first.start() else first.group(1)))
