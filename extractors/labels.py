"""Labelled slots of running text: `Cơ quan chủ trì: …`, `Thời gian thực hiện: …`, `(Đơn vị phối hợp: …)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.plan import Span
from schemas.vocabulary import AgencyRole

_ACTOR = r"(?:cơ quan|đơn vị|sở|ngành|địa phương|bộ phận|tổ chức|cấp|phòng|ban|cá nhân|người|lãnh đạo)"
_DEED = (
    r"(?:chỉ đạo|lãnh đạo|chủ trì|phối hợp|thực hiện|tham mưu|giám sát"
    r"|chịu trách nhiệm|triển khai|tổ chức|đầu mối|phụ trách"
    r"|theo dõi|hướng dẫn|đôn đốc|soạn thảo|xây dựng)"
)
_TIME = (
    r"(?:(?:thời gian|thời hạn|tiến độ|lộ trình|thời điểm)"
    r"(?:,? (?:bắt đầu|hoàn thành|thực hiện|triển khai|trình|ban hành|tổ chức|và))*"
    r"|(?:hạn )?hoàn thành|hạn hoàn thành)"
)
_DEEDS_ALONE = (
    r"(?:chủ trì|phối hợp|thực hiện|chỉ đạo|tham mưu|giám sát|phân công)(?: (?:thực hiện|triển khai|tổ chức|chính))*"
)
_MONEY = r"(?:dự kiến |tổng |nguồn )*(?:kinh phí|nguồn vốn|ngân sách)(?: (?:thực hiện|dự kiến|triển khai))*"
_OTHER = (
    r"(?:sản phẩm|kết quả|đầu ra|nội dung|hình thức|địa điểm|đối tượng"
    r"|thành phần|yêu cầu|mục đích|mục tiêu)(?: [^\W\d_]+){0,4}"
)
#: `Sở Xây dựng:` and `Ban Tổ chức Tỉnh ủy:` are names of bodies.
_NO_NAME = r"(?-i:(?!(?:Giao |giao |Đề nghị )?(?:[Ss]ở|[Bb]an|[Pp]hòng) (?:Xây|Tổ|XÂY|TỔ)\b))"
_LABEL = re.compile(
    r"(?im)(?:^|(?<=[.;(\t]))[ \-–+•*]*(?:\( *)?(?P<label>"
    rf"(?P<time>{_TIME}(?: [^\W\d_]+){{0,3}})"
    rf"|(?P<deed>{_NO_NAME}(?:giao )?{_ACTOR}(?:(?:,| và|/)? {_ACTOR})*(?:[ ,/]+(?:và )?{_DEED})+(?: [^\W\d_]+){{0,5}}"
    rf"|{_DEEDS_ALONE})"
    rf"|(?P<money>{_MONEY})|(?P<other>{_OTHER}))[ *]*:[ *]*"
)

_ROLE_WORDS = (
    (AgencyRole.DIRECT, re.compile(r"(?i)chỉ đạo|lãnh đạo")),
    (AgencyRole.ADVISE, re.compile(r"(?i)tham mưu")),
    (AgencyRole.LEAD, re.compile(r"(?i)chủ trì|đầu mối|chịu trách nhiệm|phụ trách")),
    (AgencyRole.COOPERATE, re.compile(r"(?i)phối hợp")),
    (AgencyRole.SUPERVISE, re.compile(r"(?i)giám sát")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled slot.

    Attributes:
        span: the label's words; `value` is what stands behind the colon, up to the next label or the end of the line.
        kind: `agency`, `time`, `money` or `other`.
        roles: the roles that the label gives the bodies in its slot (`tham mưu, chủ trì`: two); empty for other kinds.
    """

    span: Span
    value: Span
    kind: str
    roles: tuple[AgencyRole, ...] = ()


def roles_of_label(words: str) -> tuple[AgencyRole, ...]:
    """Tell the roles that a label or a column header gives; `thực hiện` counts only where no other word does."""
    roles = tuple(role for role, pattern in _ROLE_WORDS if pattern.search(words))
    return roles or (AgencyRole.IMPLEMENT,)


def find_labels(text: str, start: int, end: int) -> Iterator[Label]:
    """Find the labelled slots between two offsets of a text, in reading order."""
    found = list(_LABEL.finditer(text, start, end))
    for here, after in zip(found, [*found[1:], None], strict=False):
        limit = after.start() if after is not None else end
        line_end = text.find("\n", here.end(), limit)
        value_end = line_end if line_end >= 0 else limit
        value = Span(here.end(), value_end)
        words = text[value.start : value.end].rstrip(" \n.;)-–+•")
        kind = "time" if here["time"] else "agency" if here["deed"] else "money" if here["money"] else "other"
        roles = roles_of_label(here["label"]) if kind == "agency" else ()
        label = Span(here.start("label"), here.end("label"))
        yield Label(label, Span(value.start, value.start + len(words)), kind, roles)
