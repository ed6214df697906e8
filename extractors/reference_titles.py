"""Where the name of a document ends, and whether a document named without a number exists yet.

A title has no closing mark of its own: it ends where the sentence goes on. Which comma still belongs to it
(`phòng, chống`; `, định hướng đến năm 2030`) is decided by the words behind the comma.
"""

import re

_EDGE = re.compile(
    r"[;\n\t(:)]|[.…](?=\s|$)|\.{2,}|/\.|“|,(?=\s)"
    r"|[ ](?:theo|nhằm|để|gắn[ ](?:với|kết)|bảo[ ]đảm|đảm[ ]bảo|phù[ ]hợp|trong[ ]đó|được|do|và[ ](?:các"
    r"|những|văn[ ]bản|quy[ ]định|hướng[ ]dẫn)"
    r"|đã|sẽ|là|trình|đạt|góp[ ]phần|kèm[ ]theo|hiện[ ]hành)(?=[ ,;.])"
    r"|[ ](?:và|với|cùng)[ ](?=(?:các[ ])?[A-ZĐ][^\W\d_]*[ ])"
    r"|(?<=20\d\d)[ ]và[ ](?!tầm[ ]nhìn|định[ ]hướng|những[ ]năm|các[ ]năm|giai[ ]đoạn|đến[ ]|năm[ ])"
)
_ENDS_SUBJECT = re.compile(
    r"[;\n\t(:)]|[.…](?=\s|$)|\.{2,}|/\.|“|,(?=\s)|[ ](?:và|với|cùng)[ ](?=(?:các[ ])?[A-ZĐ][^\W\d_]*[ ])"
)
_NAME_WORDS = re.compile(
    r"(?:nghị[ ]quyết|quyết[ ]định|kế[ ]hoạch|chương[ ]trình|đề[ ]án|luật|bộ[ ]luật|chỉ[ ]thị|kết[ ]luận"
    r"|thông[ ]tư|nghị[ ]định|quy[ ]hoạch"
    r"|chiến[ ]lược|công[ ]văn|hướng[ ]dẫn|thông[ ]báo|pháp[ ]lệnh|quy[ ]định|báo[ ]cáo|tờ[ ]trình"
    r"|công[ ]điện|văn[ ]bản)(?!\w)"
)
#: What goes on with a title behind a comma.
_GOES_ON = re.compile(
    r",\s+(?:định hướng|tầm nhìn|giai đoạn|đến (?:năm )?\d|nhiệm kỳ|thời kỳ|khóa|khoá|năm \d|chống|chữa|trị"
    r"|bổ sung|lấy|nộp|sử dụng)(?!\w)"
)
#: What goes on with the sentence behind a comma, not with the title.
_LEAVES = re.compile(
    r",\s+(?:đưa|gắn|trong đó|đồng thời|coi|nhằm|để|bảo đảm|đảm bảo|ưu tiên|phục vụ|góp phần|tạo|hướng"
    r"|tập trung|đáp ứng|phù hợp|trên cơ sở"
    r"|cụ thể|qua đó|nhất là|kết hợp|phát huy|xác định|trọng tâm|bao gồm|gồm|trước mắt|kịp thời|chú trọng"
    r"|khuyến khích|tiếp tục|là|có|từ"
    r"|kết nối|báo cáo|trình|theo|các|với|do|và|gửi|tham mưu|ubnd|phấn đấu|đặc biệt|như|quy định)(?!\w)"
)
_SPAN_OF_TIME = re.compile(
    r"(?:giai[ ]đoạn|thời[ ]kỳ|nhiệm[ ]kỳ|đến|tới|định[ ]hướng|tầm[ ]nhìn)[^,;.\d]{0,14}\d{4}|(?:19"
    r"|20)\d\d[ ]?[-–][ ]?20\d\d"
)
#: What goes on with a title behind its closing quote.
_BEHIND_QUOTE = re.compile(
    r"[ ,]*(?=giai[ ]đoạn|đến[ ]năm|định[ ]hướng|tầm[ ]nhìn|trên[ ]địa[ ]bàn|tỉnh[ ]|thời[ ]kỳ|của[ ]tỉnh)"
)
_LONGEST = 450

_DRAWING_UP = (
    r"(?:xây[ ]dựng|ban[ ]hành|hoàn[ ]thiện|hoàn[ ]thành|lập|soạn[ ]thảo|dự[ ]thảo|tham[ ]mưu|phê[ ]duyệt"
    r"|trình|đề[ ]xuất|nghiên[ ]cứu"
    r"|thông[ ]qua|thẩm[ ]định|hình[ ]thành|thiết[ ]kế|sớm[ ]có|có|điều[ ]chỉnh|rà[ ]soát|sửa[ ]đổi|cụ[ ]thể[ ]hóa)"
)
_BETWEEN = (
    r"(?:[ ,;/]|và|các|những|một|mới|tổ[ ]chức|triển[ ]khai|thực[ ]hiện|trình|ban[ ]hành|phê[ ]duyệt"
    r"|hiệu[ ]quả|có|tốt|kịp[ ]thời|sớm|đề[ ]xuất"
    r"|nội[ ]dung|bổ[ ]sung|hoàn[ ]thiện|tỉnh|thành[ ]phố|ủy[ ]ban[ ]nhân[ ]dân|uỷ[ ]ban[ ]nhân[ ]dân"
    r"|hội[ ]đồng[ ]nhân[ ]dân|ubnd|hđnd"
    r"|thủ[ ]tướng|chính[ ]phủ|cấp[ ]có[ ]thẩm[ ]quyền|ban[ ]thường[ ]vụ|tỉnh[ ]ủy|thành[ ]ủy|xem[ ]xét"
    r"|đồng[ ]thời|danh[ ]mục|cho|dự[ ]thảo)"
)
_TO_BE_DRAWN_UP = re.compile(rf"(?<!\w){_DRAWING_UP}(?![\w])[ ]?{_BETWEEN}*$")
_SUBJECT_OF = re.compile(
    r"(?:nghị[ ]quyết|quyết[ ]định|kết[ ]luận|chỉ[ ]thị|kế[ ]hoạch"
    r"|thông[ ]báo)(?:[ ]số)?[ ][^.;:]{0,60}[ ](?:về|phê[ ]duyệt|ban[ ]hành)(?:[ ]việc)?[ ]*$"
)
_EXISTS = re.compile(
    r"(?:triển[ ]khai|thực[ ]hiện|theo|của|vào|với|tại|trong|thuộc|và|[,;]|về|tiêu|quán[ ]triệt|hiệu[ ]quả"
    r"|hiện[ ]thực[ ]h(?:óa|oá)|hưởng[ ]ứng|dung|duy[ ]trì|quyết[ ]liệt"
    r"|tốt|sâu|rộng|nghiêm[ ]túc|kết|cứ|từ|là|bởi|qua|tổng[ ]kết|sơ[ ]kết|các|đủ|đồng[ ]bộ|mạnh|như)[ :]*$"
)


#: What is changed exists: `điều chỉnh Quy hoạch tỉnh thời kỳ …`.
_CHANGED = re.compile(r"(?:điều[ ]chỉnh|cập[ ]nhật|bổ[ ]sung|sửa[ ]đổi)(?:[ ,]+(?:và[ ]|cục[ ]bộ[ ]?)?)*$")


def is_changed(before: str) -> bool:
    """Tell whether the lower-case words before a title order a change of what it names."""
    return _CHANGED.search(before) is not None


def has_span_of_time(title: str) -> bool:
    """Tell whether a lower-case title says for which time it holds, as adopted programmes do."""
    return _SPAN_OF_TIME.search(title) is not None


def is_to_be_drawn_up(before: str) -> bool:
    """Tell whether the lower-case words before a title order it to be written or adopted (guideline 8)."""
    return _TO_BE_DRAWN_UP.search(before) is not None


def is_spoken_of(before: str) -> bool:
    """Tell whether the lower-case words before a title speak of it as of something that exists."""
    return _EXISTS.search(before) is not None


def is_subject(before: str) -> bool:
    """Tell whether a title is what an act is about (`Nghị quyết của Bộ Chính trị về Chiến lược …`)."""
    return _SUBJECT_OF.search(before) is not None


def title_end(text: str, lowered: str, start: int, subject: bool = False) -> int:
    """Return where a title ends.

    Args:
        text, lowered: the text, and the same in lower case.
        start: where the title begins.
        subject: whether it is the subject (`về …`) of a numbered document, which runs on over commas; a title
            without a number ends at the first comma that does not surely belong to it.
    """
    limit = min(len(text), start + _LONGEST)
    pattern, at = (_ENDS_SUBJECT if subject else _EDGE), start
    while (edge := pattern.search(text, at, limit)) is not None:
        mark = edge.group()
        if mark == "“":
            closing = text.find("”", edge.end(), edge.end() + _LONGEST)
            if closing < 0:
                return edge.start()
            at = closing + 1
            tail = _BEHIND_QUOTE.match(lowered, at)
            if tail is None:
                return at
            if not subject:
                return title_end(text, lowered, tail.end())
            continue
        if mark == ",":
            if _GOES_ON.match(lowered, edge.start()) or _runs_on(text, lowered, edge.start(), limit, subject):
                at = edge.end()
                continue
            return edge.start()
        if mark.strip() in ("và", "với", "cùng"):
            dated = text[edge.start() - 4 : edge.start()].isdecimal()  # `… đến năm 2030 và thích ứng với …`
            if dated or _NAME_WORDS.match(lowered, edge.end()) or lowered.startswith("các ", edge.end()):
                return edge.start()
            at = edge.end()
            continue
        return edge.start()
    return _last_word(text, start, limit)


def trimmed(text: str, start: int, end: int) -> int:
    """Return the end of a title without the link words and marks that it was cut behind."""
    tail = re.compile(r"(?:[ ,–-]|[ ](?:và|với|cùng))+$").search(text, start, end)
    return tail.start() if tail else end


def _runs_on(text: str, lowered: str, comma: int, limit: int, subject: bool) -> bool:
    """Tell whether a title runs on behind a comma."""
    if _LEAVES.match(lowered, comma) or not text[comma + 1 : comma + 3].strip()[:1].islower():
        return False
    if subject:
        return True
    ahead = re.compile(r"[;.\n\t(:]").search(lowered, comma, limit)
    rest = lowered[comma : ahead.start() if ahead else limit]
    return has_span_of_time(rest[:140]) and _LEAVES.search(rest) is None


def _last_word(text: str, start: int, limit: int) -> int:
    """Return the end of the last whole word before a limit."""
    if limit >= len(text):
        return len(text)
    space = text.rfind(" ", start, limit)
    return space if space > start else limit
