"""Titles of sections: whole lines, run-in titles before a colon, the lines above an annex's table."""

import re
from collections.abc import Sequence

from extractors.headings import role_of_title
from extractors.plan import SectionNode, Span
from extractors.zones import Line
from schemas.source import BlockKind
from schemas.vocabulary import MarkerKind

#: `Các sở: Nội vụ; Tư pháp`: the colon opens a list of bodies and ends no title.
_LIST_HEAD = re.compile(
    r"(?i)\W*(?:(?:đề nghị|yêu cầu|giao|giám đốc|thủ trưởng) )*(?:các (?:sở|bộ|hội)|(?:ubnd|(?:ủy|uỷ) ban nhân dân) các"
    r"(?:[ ,]+(?:và )?(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu))+)\s*:(?=[^.\n]{0,60}[;,])"
    r"(?!\s*(?:chủ trì|phối hợp|căn cứ|tổ chức|triển khai|thực hiện|chủ động|rà soát|tham mưu|hướng dẫn)\b)"
)


#: `… thuộc Dự án 7: “Truyền thông”`: the first colon parts a project's number from its name and ends no title.
_PROJECT_NAME = re.compile(r"(?i)[^:\n]*\b(?:dự án|đề án|hợp phần|nội dung|nhiệm vụ)(?: số)? \d{1,2}\s*:\s*[“\"]")
#: What an article decides, as against what it is headed by.
_DECIDES = re.compile(
    r"(?:Ban hành|Phê duyệt|Thông qua|Công bố|Thành lập|Giao|Đề nghị|Yêu cầu|Quyết định|Nghị quyết|Bãi bỏ|Sửa đổi)\b"
)
_LONGEST_ARTICLE_TITLE = 14


def _names_article(words: str, after: Line | None) -> bool:
    """Tell whether an article opens with a title of its own (`Điều 1. Mục tiêu`), not with a sentence."""
    own = words.strip()
    if after is None or _DECIDES.match(own) or len(own.split()) > _LONGEST_ARTICLE_TITLE:
        return False
    return own[-1:] not in ".;,:/" or (own[-1:] in ".:" and role_of_title(own, top=True) is not None)


def read_title(text: str, node: SectionNode, line: Line, after: Line | None, bold_end: int | None) -> None:
    """Find a section's title: the whole line if it is set off or short, else the run-in title before a colon."""
    start, end = node.body_start, line.block.end
    words = text[start:end]
    if not words:
        return
    if bold_end is not None and start < bold_end < end - 1:
        colon = text.find(":", bold_end - 2, bold_end + 2)
        title_end = colon if colon >= 0 else bold_end
    elif line.emphatic or (node.marker_kind is MarkerKind.ARTICLE and _names_article(words, after)):
        title_end = end
    elif node.marker_kind is MarkerKind.ARTICLE:
        return  # an article is a sentence; what stands before a colon in it is no title
    else:
        listed = _LIST_HEAD.match(words)
        colon = words.find(":", listed.end() if listed else 0)
        colon = -1 if colon >= 0 and _PROJECT_NAME.match(words) else colon
        last = words.rstrip()[-1:]
        if colon >= 0 and (colon <= 90 or colon >= len(words.rstrip()) - 1):
            title_end = start + colon
        elif last not in ".;," and len(words) <= 260 and after is not None:
            title_end = end
        else:
            return
    title = text[start:title_end].strip().strip(" :.;*").strip()
    if title:
        node.heading = title
        offset = text.index(title, start)
        node.heading_span = Span(offset, offset + len(title))


def read_annex_title(text: str, node: SectionNode, lines: Sequence[Line]) -> None:
    """Join the lines of an annex's title: those set off as titles, up to the caption in brackets or the table."""
    spans = []
    for line in lines:
        start = node.body_start if line.block.start <= node.body_start <= line.block.end else line.block.start
        words = text[start : line.block.end].strip()
        if not words:
            continue
        if line.block.kind is not BlockKind.PARAGRAPH or words.startswith("(") or not line.emphatic:
            break
        spans.append(Span(start, line.block.end))
    if spans:
        node.heading = " ".join(text[span.start : span.end].strip() for span in spans)
        node.heading_span = Span(spans[0].start, spans[-1].end)
