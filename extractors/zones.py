"""The parts of a document by its layout: header, sections, signature block with recipients, annexes, attached plan.

Nghị định 30/2020/NĐ-CP, appendix I, and Hướng dẫn 36-HD/VPTW fix the order: letterhead, number and date, type and
title, text, signature and recipients, then annexes. A decision may carry a whole plan behind its own signature.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.signature import is_person, is_position
from schemas.markers import CAPITALS, Marker, match_marker
from schemas.source import Block, BlockKind
from schemas.vocabulary import DocType, MarkerKind

#: How the types of documents are printed as the first line of a title, longest first.
TITLE_TYPES: dict[str, DocType] = {
    "CHƯƠNG TRÌNH HÀNH ĐỘNG": DocType.CHUONG_TRINH_HANH_DONG,
    "KẾ HOẠCH HÀNH ĐỘNG": DocType.KE_HOACH,
    "KẾ HOẠCH PHỐI HỢP": DocType.KE_HOACH,
    "KẾ HOẠCH LIÊN NGÀNH": DocType.KE_HOACH,
    "KẾ HOẠCH LIÊN TỊCH": DocType.KE_HOACH,
    "CHƯƠNG TRÌNH PHỐI HỢP": DocType.CHUONG_TRINH,
    "THÔNG BÁO KẾT LUẬN": DocType.THONG_BAO,
    "CHƯƠNG TRÌNH": DocType.CHUONG_TRINH,
    "KẾ HOẠCH": DocType.KE_HOACH,
    "NGHỊ QUYẾT": DocType.NGHI_QUYET,
    "QUYẾT ĐỊNH": DocType.QUYET_DINH,
    "CHỈ THỊ": DocType.CHI_THI,
    "KẾT LUẬN": DocType.KET_LUAN,
    "THÔNG BÁO": DocType.THONG_BAO,
    "THÔNG TRI": DocType.THONG_TRI,
    "HƯỚNG DẪN": DocType.HUONG_DAN,
    "BÁO CÁO": DocType.BAO_CAO,
    "TỜ TRÌNH": DocType.TO_TRINH,
    "CÔNG ĐIỆN": DocType.CONG_DIEN,
    "PHƯƠNG ÁN": DocType.PHUONG_AN,
    "CHIẾN LƯỢC": DocType.CHIEN_LUOC,
    "QUY HOẠCH": DocType.QUY_HOACH,
    "QUY ĐỊNH": DocType.QUY_DINH,
    "QUY CHẾ": DocType.QUY_CHE,
    "ĐỀ ÁN": DocType.DE_AN,
    "DỰ ÁN": DocType.DU_AN,
}

_TITLE_LINE = re.compile(rf"\W*(?P<type>{'|'.join(TITLE_TYPES)})\b(?P<rest>.*)", re.DOTALL)
_RECIPIENTS = re.compile(r"\W*(?:Nơi nhận|NƠI NHẬN|Nơi gửi|Nơi nhân)\s*(?:[:;./]|$)")
#: On whose behalf one signs: thay mặt, ký thay, thừa lệnh, thừa ủy quyền, quyền (NĐ 30/2020, appendix I, part II, 7).
_AUTHORITY = re.compile(rf"\W*(?:T/M|TM|KT|K/T|TL|T/L|TUQ|T\.U\.Q|Q)(?:\s*[./,]\s*|\s+)[{CAPITALS}]{{2,}}(?=\s|$)")
_CAPTION = re.compile(r"(?i)\W*\(?\s*(?:ban hành\s+)?(?:kèm theo|đính kèm)\b")
_ANNEX_WORDS = re.compile(r"\b(?:DANH MỤC|BIỂU|BẢNG|CHỈ TIÊU|PHÂN CÔNG|TỔNG HỢP|NHIỆM VỤ|LỘ TRÌNH|DỰ TOÁN|NỘI DUNG)\b")
#: No line of an annex's title is longer.
_TITLE_LENGTH = 200
_LETTERHEAD = re.compile(
    r"(?i)\W*(?:cộng h[òo][àa] xã hội|độc lập\b|đảng cộng sản|ủy ban nhân dân|uỷ ban nhân dân|ubnd|hội đồng nhân dân"
    r"|(?:tỉnh|thành) (?:ủy|uỷ)|số\s*:|(?:tỉnh|thành phố|huyện|thị xã"
    r"|quận|xã|phường) [^.:;]{2,25}$)|.{2,40}, ngày\b.*tháng"
)


@dataclass(slots=True)
class Line:
    """One line of the text with the marker it opens with, if it may be a section."""

    block: Block
    text: str
    marker: Marker | None = None

    @property
    def capitals(self) -> bool:
        """Whether the line is printed in capitals."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)

    @property
    def emphatic(self) -> bool:
        """Whether the line is set off as a title: capitals, bold, or marked up as a heading."""
        return self.block.bold or self.block.heading_level is not None or self.capitals


@dataclass(slots=True)
class Run:
    """Lines of one zone, as a half-open pair of line numbers. `kind`: header, body, footer or annex."""

    kind: str
    first: int
    last: int = field(default=0)


def read_lines(text: str, blocks: Sequence[Block]) -> list[Line]:
    """Give each block its words and its marker; bullets, table rows and stamps open no section."""
    lines = []
    for block in blocks:
        words = text[block.start : block.end]
        lines.append(Line(block, words, match_marker(words) if block.kind is BlockKind.PARAGRAPH else None))
    return lines


def title_type(line: str) -> tuple[DocType, str] | None:
    """Read the type of document that a title line opens with: (type, what follows on the line)."""
    found = _TITLE_LINE.match(line)
    return (TITLE_TYPES[found.group("type")], found.group("rest").strip()) if found else None


def opens_footer(line: Line) -> bool:
    """Tell whether a line opens the signature block: `Nơi nhận:`, `TM. ỦY BAN NHÂN DÂN`, `KT. BỘ TRƯỞNG`."""
    if line.block.kind is BlockKind.TABLE_ROW:
        return False
    return bool(_RECIPIENTS.match(line.text)) or (len(line.text) < 90 and bool(_AUTHORITY.match(line.text)))


def opens_annex(lines: Sequence[Line], index: int, signed: bool) -> bool:
    """Tell whether an annex begins here: `PHỤ LỤC II` set off as a title, or behind the signature a titled table."""
    line = lines[index]
    if line.marker is not None and line.marker.kind is MarkerKind.ANNEX:
        rest = line.text[line.marker.length :].strip()
        return line.emphatic or (len(line.text) < 30 and not rest) or (signed and rest[:1] in ("", "("))
    if not signed or line.block.kind is not BlockKind.PARAGRAPH or not line.capitals or opens_footer(line):
        return False
    if not _ANNEX_WORDS.search(line.text):
        return False
    for after in lines[index + 1 : index + 9]:
        if _CAPTION.match(after.text) or after.block.kind is BlockKind.TABLE_ROW:
            return True
        if len(after.text) > _TITLE_LENGTH or after.marker is not None:
            return False
    return False


def _opens_attached_plan(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    found = title_type(line.text)
    return found is not None and line.capitals and len(line.text) < 200 and line.block.kind is BlockKind.PARAGRAPH


def find_runs(lines: Sequence[Line]) -> list[Run]:
    """Cut a document into header, body, footer and annex runs.

    A header run ends where the first section opens; the caller moves that edge, since only it knows which markers
    are sections. Here header and body are one run of kind `body`, led by its header lines.
    """
    runs = [Run("body", 0)]
    signed = tabled = False
    for index, line in enumerate(lines):
        kind = runs[-1].kind
        in_annex_title = kind == "annex" and not tabled
        tabled = tabled or line.block.kind is BlockKind.TABLE_ROW
        if opens_annex(lines, index, signed) and (line.marker is not None or not in_annex_title):
            runs.append(Run("annex", index))
            tabled = False
        elif kind == "footer" and line.block.header:  # an annex whose title a seal or the scanner took away
            runs.append(Run("annex", index))
        elif kind == "footer" and _opens_attached_plan(lines, index):
            first = index
            while first > runs[-1].first + 1 and _is_letterhead(lines[first - 1]):
                first -= 1
            runs.append(Run("body", first))
        elif kind == "body" and index > runs[-1].first and (opens_footer(line) or _is_signed(lines, index)):
            runs.append(Run("footer", index))
            signed = True
    for run, after in pairwise(runs):
        run.last = after.first
    runs[-1].last = len(lines)
    return runs


def _is_signed(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a signature without recipients begins here: a position alone, a person's name closely below it."""
    if not lines[index].capitals or not is_position(lines[index].text):
        return False
    below = [line for line in lines[index + 1 : index + 5] if line.text.strip()]
    named = next((at for at, line in enumerate(below) if is_person(line.text.strip(" *"))), None)
    return named is not None and all(line.capitals or line.text.startswith("(") for line in below[:named])


def _is_letterhead(line: Line) -> bool:
    return bool(_LETTERHEAD.match(line.text)) and not _AUTHORITY.match(line.text)
