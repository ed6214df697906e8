"""Who issued a document: read from letterhead, preamble and signature, as printed."""

import re
from collections.abc import Sequence

from schemas.vocabulary import Branch, DocType

#: Words that open the name of a body in a letterhead; any other line goes on with the name above it.
_BODY = re.compile(
    r"(?i)\W*(?:ủy ban|uỷ ban|ubnd|ubmttq|hđnd|hội đồng|sở|bộ|ban|tỉnh ủy"
    r"|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|huyện uỷ|thị ủy"
    r"|quận ủy|đảng ủy|đảng uỷ|đảng bộ|văn phòng|chi cục|cục|tổng cục"
    r"|trường|đại học|tỉnh đoàn|thành đoàn|bệnh viện|trung tâm"
    r"|phòng|mặt trận|đoàn|hội|liên đoàn|liên minh|liên hiệp|công an"
    r"|chính phủ|thủ tướng|bchqs|viện|chủ tịch|btt|mttq|bảo hiểm"
    r"|ngân hàng|kho bạc|thanh tra|tòa án|toà án|đảng đoàn|thường trực|công ty|tập đoàn)(?!\w)"
)
_MOTTO = re.compile(
    r"(?i)\W*(?:cộng h[oò][aà] xã hội|.{0,8}xã hội chủ nghĩa|chủ nghĩa việt nam|độc lập|.{0,6}tự do|đảng cộng sản"
    r"|số\s*[:.]?\s|[^a-zà-ỹ]*$|.*, ngày\b|.*\bngày\s+\d*\s*tháng)"
)
_PREAMBLE_SUBJECT = re.compile(
    r"(?P<body>(?:(?<=^)|(?<=[\s,;(]))(?:Ban Thường vụ|Ban Chấp hành"
    r"|Thường trực|Ban Thường trực|Ủy ban nhân dân|Uỷ ban nhân dân|UBND"
    r"|Hội đồng nhân dân"
    r"|HĐND|Ban [Cc]án sự|Đảng đoàn|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ"
    r"|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Đảng uỷ|Sở|Bộ|Ban|Liên đoàn|Ủy ban"
    r"|Uỷ ban"
    r"|Hội|Tỉnh đoàn|Thành đoàn|Công an|Chủ tịch|Thủ tướng|Chính phủ"
    r"|Liên minh|Cục|Trường|Bệnh viện)(?![^\W\d_])[^,;:.\n]{0,90}?)"
    r"\s+(?:(?:tiếp tục|thống nhất|đã|khóa [IVXL]+|khoá [IVXL]+)\s+)?(?:xây dựng"
    r"|ban hành|yêu cầu|đề ra|chỉ thị|quyết định|triển khai (?:kế hoạch"
    r"|thực hiện)|quyết nghị|lãnh đạo xây dựng)\b"
)
_PARTY = re.compile(
    r"(?i)\b(?:tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|huyện uỷ|thị ủy"
    r"|quận ủy|đảng ủy|đảng uỷ|đảng bộ|đảng đoàn|ban cán sự|bộ chính trị"
                    r"|ban bí thư|ban chấp hành trung ương|ban thường vụ|trung ương đảng|chi bộ)\b")  # fmt: skip
_FRONT = re.compile(
    r"(?i)\b(?:mặt trận|mttq|đoàn thanh niên|tỉnh đoàn|thành đoàn|liên đoàn"
    r"|công đoàn|hội liên hiệp|hội nông dân|hội cựu|hội phụ nữ"
                    r"|lhpn|hội chữ thập|liên hiệp các (?:hội|tổ chức)|tnct?s)\b")  # fmt: skip
_LOCAL = re.compile(r"(?i)\b(?:xã|phường|thị trấn|huyện|quận|thị xã|đặc khu)\s+\S")


#: The second line of a letterhead's left column: the unit that completes a body's name.
_UNIT_LINE = re.compile(
    r"(?i)(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|thị trấn|đặc khu) [^,;:.()\d]{2,30}|quận \d{1,2}"
)
_UNIT_LESS = re.compile(r"(?i)(?:nhân dân|mặt trận tổ quốc(?: việt nam)?|đảng bộ|công an|chỉ huy quân sự)$")
#: What the letterhead of a youth union prints where others print the motto.
_UNION = re.compile(r"(?i)đoàn (?:tncs|thanh niên cộng sản) (?:hồ chí minh|hcm)")
#: A team is named by the decision that set it up: `ĐOÀN THANH TRA THEO QUYẾT ĐỊNH` / `SỐ 12/QĐ-TTr`.
_BY_DECISION = re.compile(r"(?i)\btheo quyết định$")
#: Organs that leave their owner to the line above (Hướng dẫn 36-HD/VPTW).
_ORGAN = re.compile(
    r"(?i)(?:ban thường trực|ban thường vụ|ban chấp hành|btt|ban tuyên giáo(?: và dân vận)?|ban tổ chức|ban dân vận"
    r"|ban nội chính|ủy ban kiểm tra|uỷ ban kiểm tra|văn phòng)\b"
)


#: A party organ that leaves its unit's name to the letterhead (`Ban Chấp hành Đảng bộ xã`), and the unit there.
_NAMELESS_UNIT = re.compile(r"(?i)\b(?P<kind>xã|phường|thị trấn|đặc khu|huyện|quận|thị xã)$")
_COMMITTEE_OF = {"huyện": "huyện (?:ủy|uỷ)", "quận": "quận (?:ủy|uỷ)", "thị xã": "thị (?:ủy|uỷ)"}


def _with_unit_of(head: str, organ: str) -> str:
    """Complete an organ's unit with the name that the letterhead gives it."""
    unit = _NAMELESS_UNIT.search(organ)
    if unit is None:
        return organ
    kind = unit["kind"].lower()
    named = re.search(rf"(?i)\b(?:{_COMMITTEE_OF.get(kind, kind)}|{kind}(?! (?:ủy|uỷ))) (?P<name>\S.*)$", head)
    return f"{organ} {named['name']}" if named else organ


def opens_with_body(words: str) -> bool:
    """Tell whether a line opens with the name of a body."""
    return _BODY.match(words) is not None


def letterhead_bodies(lines: Sequence[str]) -> list[str]:
    """Join the lines of a letterhead to the bodies they name, highest first.

    Args:
        lines: the lines above the title, motto, number and dateline included.
    """
    bodies: list[str] = []
    closed = 0
    for line in lines:
        words = re.sub(r"\s+", " ", line).strip(" *-_|")
        if closed:  # a second row of a letterhead whose columns are read row by row
            if _UNIT_LINE.fullmatch(words) and _UNIT_LESS.search(bodies[-1]):
                bodies[-1] += f" {words}"
            elif closed == 1 and words.isupper() and _BODY.match(words):
                bodies.append(words)
            closed += 1
            continue
        if _UNION.fullmatch(words):
            continue
        if bodies and _BY_DECISION.search(bodies[-1]) and re.match(r"(?i)số\s+\d", words):
            number = words.split(maxsplit=1)[1]  # its letters are no capitals of a letterhead: `12/QĐ-TTr`
            bodies[-1] = f"{_BY_DECISION.sub('theo Quyết định', bodies[-1].capitalize())} số {number}"
            continue
        if _MOTTO.match(words) and not _BODY.match(words):
            closed = int(bool(bodies) and re.match(r"(?i)\W*(?:cộng h|đảng cộng sản)", words) is not None)
            continue
        if _BODY.match(words) and not (bodies and bodies[-1].upper().endswith(("ỦY BAN", "UỶ BAN"))):
            bodies.append(words)
        elif bodies:
            bodies[-1] += f" {words}"
    return bodies


def as_written(name: str, text: str) -> str:
    """Return a body's name in the letters that the text writes it in, where the letterhead has it in capitals.

    Args:
        name: the name as printed.
        text: what stands below the letterhead.
    """
    if not name.isupper():
        return name
    words = r"\s+".join(re.escape(word) for word in name.split())
    for found in re.finditer(rf"(?i)(?<!\w){words}(?!\w)", text):
        if found.group()[0].isupper() and not found.group().isupper():
            return re.sub(r"\s+", " ", found.group())
    return name


def branch_of(name: str) -> Branch:
    """Tell the system that a body belongs to from its name."""
    if _FRONT.search(name) and not re.match(r"(?i)(?:đảng đoàn|đảng ủy)", name):
        return Branch.FRONT
    return Branch.PARTY if _PARTY.search(name) else Branch.GOVERNMENT


def read_issuer(
    letterhead: Sequence[str], preamble: str, signed_for: str | None, doc_type: DocType | None
) -> str | None:
    """Find the issuing body as printed.

    A party committee's letterhead names the committee, its preamble says which of its organs issues the document; an
    administrative letterhead names the issuer itself, with its unit.

    Args:
        letterhead: lines above the title.
        preamble: text between the title and the first section.
        signed_for: the body behind `TM.` in the signature block.
        doc_type: a decision's preamble ends in another body's proposal, so its letterhead is asked alone.

    Returns:
        The name as printed, with the unit that the letterhead gives it; None where nothing names a body.
    """
    bodies = letterhead_bodies(letterhead)
    subjects = [found["body"].strip() for found in _PREAMBLE_SUBJECT.finditer(preamble)]
    subject = subjects[-1] if subjects else None
    if not bodies:
        return subject or signed_for
    head = bodies[-1]
    if len(bodies) > 1 and _ORGAN.match(head) and (branch_of(bodies[-2]) is not Branch.GOVERNMENT):
        standing = signed_for is not None and re.fullmatch(r"(?i)ban thường vụ", signed_for.strip())
        organ = signed_for if standing and re.match(r"(?i)ban chấp hành", head) else head
        return f"{organ} {bodies[-2]}"
    if len(bodies) > 1 and head.lower() == "văn phòng":
        return f"{head} {bodies[-2]}"
    if branch_of(head) is not Branch.PARTY or doc_type is DocType.QUYET_DINH:
        return head
    organ = subject or signed_for
    if organ is None or organ.upper() in head.upper():
        return head
    if re.search(
        r"(?i)(?:tỉnh|thành|huyện|đảng|thị|quận) (?:ủy|uỷ)$|^ban (?:thường vụ"
        r"|chấp hành)$",
        organ,
    ) and _LOCAL.search(head):
        short = re.sub(r"(?i)\s*(?:tỉnh|thành|huyện|đảng|thị|quận) (?:ủy|uỷ)$", "", organ)
        return f"{short} {head}"
    if re.fullmatch(r"(?i)ban (?:thường vụ|chấp hành)", organ):
        return f"{organ} {head}"
    return _with_unit_of(head, organ)
