"""The paragraphs that close a plan: `Trên đây là Kế hoạch …`, who watches over it, what to do with difficulties."""

import re
from collections.abc import Sequence

from extractors.zones import Line
from schemas.source import BlockKind

_CLOSING = re.compile(
    r"(?:Trên đây là|Trong quá trình (?:tổ chức|triển khai|thực hiện|chỉ đạo)\b"
    r"|Quá trình (?:tổ chức|triển khai|thực hiện)\b.{0,40}(?:nếu|khó khăn|vướng mắc|phát sinh)"
    r"|Giao .{0,120}(?:theo dõi|đôn đốc|kiểm tra).{0,60}(?:Kế hoạch|Chương trình|Nghị quyết|Chỉ thị|Đề án) này"
    r"|(?:Nếu|Trường hợp|Mọi|Các) (?:có |phát sinh |những )*(?:khó khăn|vướng mắc)|Khó khăn,? vướng mắc"
    r"|Căn cứ (?:vào )?(?:nội dung )?(?:Kế hoạch|Chương trình|Quyết định"
    r"|Nghị quyết|Chỉ thị|Đề án)(?: hành động)? này,"
    r"|(?:Kế hoạch|Chương trình(?: hành động)?|Nghị quyết|Chỉ thị|Quyết định) này (?:được (?:phổ biến"
    r"|quán triệt|triển khai)|(?:đã )?được [^.;]{0,120}?thông qua|có hiệu lực|thay thế)"
    r"|(?:Yêu cầu|Đề nghị|Giao) (?:Thủ trưởng |Giám đốc |các |lãnh đạo "
    r"|người đứng đầu )+.{0,200}(?:(?:Kế hoạch|Chương trình|Nghị quyết|Chỉ thị) này|nghiêm túc|khó khăn, vướng mắc)"
    r"|(?:Ủy|Uỷ) ban nhân dân [^,;.]{2,40} (?:yêu cầu|giao|đề nghị) "
    r"|(?:Thừa lệnh [^.;]{2,80}, )?(?:Văn phòng|UBND|Ủy ban nhân dân) [^.;]{2,80}? (?:xin |trân trọng )?thông báo "
    r"|UBND [^,;.]{2,30} (?:yêu cầu|giao|đề nghị) |\(?Kèm theo |\(?Có (?:phụ lục"
    r"|biểu|danh mục))"
)  # fmt: skip


def closing_from(lines: Sequence[Line], first: int, last: int) -> int:
    """Return the line from which unnumbered closing paragraphs run to the end of lines [first, last)."""
    closing = last
    for index in range(last - 1, first, -1):
        line = lines[index]
        if line.marker is not None or line.block.kind is not BlockKind.PARAGRAPH:
            break
        if _CLOSING.match(line.text):
            closing = index
    return closing
