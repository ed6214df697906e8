"""Tasks from running text: what `tổ chức thực hiện` gives each body to do."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from extractors.agency_cues import verbs
from extractors.agency_roles import roles_in
from extractors.lexicon import any_of
from extractors.plan import ORDERS, Assignment, DateExpression, Mention, SectionNode, Span
from extractors.task_lines import has_labels, lines_of
from extractors.task_parts import dates_between, describe, task_agencies
from schemas.source import Block, BlockKind
from schemas.vocabulary import AgencyRole, DateKind, DateRole, MarkerKind, SectionRole, TaskOrigin

_BULLET = re.compile(r"[\s\-–—+•*]*")
#: What may stand between the bodies that open an assignment, and between the last of them and the work.
_BETWEEN_BODIES = re.compile(
    r"(?i)(?:[\s,;:()/–-]|\b(?:và|cùng|với|các|những|giao|đề nghị|khuyến khích"
    r"|yêu cầu|phân công|cho|đại biểu|ủy viên|thành viên|chủ trì|phối hợp|chặt chẽ|chỉ đạo|lãnh đạo"
    r"|đồng chí|thủ trưởng|giám đốc|người đứng đầu|chủ tịch|trưởng|phó"
    r"|của|là|làm|cơ quan|đơn vị|đầu mối|thường trực|có liên quan"
    r"|liên quan|khác|để|trực tiếp|chịu trách nhiệm|có trách nhiệm|tham mưu|giúp)\b)*"
)
#: A verb that opens a piece of work behind a modifier that no comma ends: `căn cứ Kế hoạch này xây dựng …`.
_WORK_VERB = any_of(" ".join(verb) for verb in verbs())
_COMPETENCES = r"(?:chức năng|nhiệm vụ|quyền hạn|phạm vi|thẩm quyền|quy định|lĩnh vực)"
#: Behind `trên cơ sở` these are nouns.
_NOUN_LIKE_VERB = (
    r"(?:đề xuất|đề nghị|hướng dẫn|phân công|đánh giá|tổng hợp|rà soát|kiểm tra|quy hoạch|quyết định|phê duyệt)"
)
_MODIFIER = (
    rf"(?:theo (?:đúng )?{_COMPETENCES}|trong (?:phạm vi )?{_COMPETENCES}|(?:căn cứ|trên cơ sở)(?: {_NOUN_LIKE_VERB})?)"
    rf"(?:,? (?:và )?{_COMPETENCES})*[^.;:,]*?(?:,|(?={_WORK_VERB}))"
)
_MODIFIERS = re.compile(rf"(?i)(?:\s|{_MODIFIER})*")
#: Deputies of a council, who supervise beside its organs.
_DEPUTIES = (
    r"[\s,]*(?:và )?(?:các )?(?:vị )?đại biểu (?:Quốc hội|Hội đồng nhân dân|HĐND)(?:[ ,](?:tỉnh|thành phố|huyện|xã"
    r"|phường|các cấp))*"
)
_BEFORE_WORK = re.compile(
    rf"(?i)(?:\s*\([^()\n]{{1,60}}\))?(?:{_DEPUTIES})?"
    rf"(?:[\s,;:)]|(?:có|chịu) trách nhiệm|chủ trì(?=[\s,])|{_MODIFIER})*"
)
#: What may stand before the body that a piece of work addresses by itself.
_ADDRESS = re.compile(
    r"(?i)(?:[\s,]|\(\d{1,2}\)|\b(?:các|những|giao|đề nghị|khuyến khích|yêu cầu|đồng chí|thủ trưởng|giám đốc"
    r"|người đứng đầu)\b)*"
)
_DIRECTS = re.compile(r"(?i)(?:chỉ đạo|lãnh đạo)\s+(?:các\s+)?$")
#: What a body is, ahead of what it does: `Là cơ quan thường trực Chương trình, chủ trì, phối hợp với … triển khai`.
_STANDING = re.compile(
    r"(?i)[\s,]*là (?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì)[^,;.:]{0,60}(?:[,;]|(?= có trách nhiệm)) "
    r"(?P<leads>chủ trì[\s,])?"
)
_OPENING = re.compile(r"(?i)\s*(?:(?:căn cứ|trên cơ sở|theo)\b[^.;:]{0,160}?,\s*)?(?=\S)")
_ORDER = re.compile(r"(?:Làm đầu mối|Chủ trì|Phối hợp|Tham mưu)\b(?!.*\b(?:sau|sau đây)$)")
_SPANNING = re.compile(r"(?i)(?:từ (?:nay|ngày|tháng|quý|năm)|trong)\b")
_DUE_WORDS = re.compile(r"(?:hoàn thành|xong|trong (?:tháng|quý|quí|năm|ngày)|chậm nhất)")
_NO_ASSIGNMENT = re.compile(
    r"(?i)\s*(?:trong quá trình|nếu (?:có|phát sinh)|kế hoạch này|chương trình (?:hành động )?này (?:được"
    r"|thay|có))"
)
#: A line in brackets points to an annex (`(Chi tiết theo Phụ lục kèm theo)`) and gives nobody work.
_POINTER = re.compile(r"\s*\([^()]*\)[.;]?\s*")
_FUNDING = re.compile(r"(?i)\bkinh phí\b[^().;]{0,60}?\b(?:từ|trong)\s+(?:nguồn\s+)?([^().;]{5,120})")


def find_assignments(doc: Doc) -> Iterator[Assignment]:
    """Read what `tổ chức thực hiện` gives each body to do; in a directive, every point that gives a body work."""
    directive = doc._.header.doc_type in ORDERS
    addressed: dict[int, list[Mention]] = {}
    for node in doc._.outline.sections:
        charged = node.role is SectionRole.TO_CHUC_THUC_HIEN or (
            directive and node.role not in (SectionRole.TINH_HINH, SectionRole.PHU_LUC)
        )
        if not charged:
            continue
        bodies = _bodies_of_heading(doc, node) or addressed.get(id(node.parent), [])
        addressed[id(node)] = bodies
        if has_labels(doc, node):
            continue
        for work in _pieces_of_work(doc, node, bool(bodies)):
            task = _assignment(doc, node, work, bodies)
            if task is not None:
                yield task


def _bodies_of_heading(doc: Doc, node: SectionNode) -> list[Mention]:
    """Return the bodies that a heading addresses: those it opens with (`2. Sở Y tế`, `1. Giao Sở A chủ trì, …:`)."""
    if node.heading_span is None or node.marker_kind is MarkerKind.ROMAN:
        return []
    start, end = node.heading_span
    bracket = doc._.source.text.find("(", start, end)  # what a body is besides stands there, naming others
    found = roles_in(doc, start, bracket if bracket > start else end, label=(AgencyRole.IMPLEMENT,))
    if not found or not _BETWEEN_BODIES.fullmatch(doc._.source.text, start, found[0].span.start):
        return []
    return found


def _pieces_of_work(doc: Doc, node: SectionNode, addressed: bool) -> list[Span]:
    """Cut a section's own text into pieces of work.

    Under a heading that is a body, each bullet and each paragraph is one; a numbered paragraph is one as a whole; a
    part's own lines are work only as bullets, unless the part has nothing else.
    """
    if addressed and _is_order(doc, node):
        return [Span(node.body_start, max(line.end for _, line in lines_of(doc, node)))]
    lines = [
        (block, line)
        for block, line in lines_of(doc, node)
        if not _is_heading_line(node, line)
        and not doc._.outline.closes(block.start)
        and not _POINTER.fullmatch(doc._.source.text, line.start, line.end)
    ]
    if not lines:
        return []
    if node.heading is None and not _lists_work(doc, lines):
        return [Span(lines[0][1].start, lines[-1][1].end)]
    if not addressed and (node.children or any(block.kind is BlockKind.BULLET for block, _ in lines)):
        lines = [(block, line) for block, line in lines if block.kind is BlockKind.BULLET]
    pieces: list[Span] = []
    outer = doc._.source.text[lines[0][0].start] if lines and lines[0][0].kind is BlockKind.BULLET else None
    for block, line in lines:
        finer = block.kind is BlockKind.BULLET and outer is not None and doc._.source.text[block.start] != outer
        introduced = bool(pieces) and doc._.source.text[pieces[-1].start : pieces[-1].end].rstrip().endswith(":")
        if pieces and (finer or (introduced and block.kind is BlockKind.BULLET)):
            pieces[-1] = Span(pieces[-1].start, line.end)
        else:
            pieces.append(line)
    return pieces


def _is_order(doc: Doc, node: SectionNode) -> bool:
    """Tell whether the words before a colon are themselves work for who is addressed above (`a) Chủ trì …, gồm:`)."""
    return node.heading_span is not None and bool(lines_of(doc, node)) and _ORDER.match(node.heading or "") is not None


def _is_heading_line(node: SectionNode, line: Span) -> bool:
    return node.heading_span is not None and line.end <= node.heading_span.end + 2


def _lists_work(doc: Doc, lines: Sequence[tuple[Block, Span]]) -> bool:
    """Tell whether a numbered paragraph only introduces bullets that each are a piece of work of its addressee."""
    return len(lines) > 1 and doc._.source.text[lines[0][1].start : lines[0][1].end].rstrip().endswith(":")


def _assignment(doc: Doc, node: SectionNode, work: Span, bodies: Sequence[Mention]) -> Assignment | None:
    text = doc._.source.text
    start = _end_of(_BULLET, text, work.start, work.end)
    if node.heading_span is not None and start < node.heading_span.end and not (bodies and _is_order(doc, node)):
        start = node.heading_span.end + 1  # a run-in title: the work begins behind its colon
    if _NO_ASSIGNMENT.match(text, start):
        return None
    found = roles_in(doc, start, work.end, addressees=tuple(bodies))
    own = sorted((mention for mention in found if mention.span.start >= start), key=lambda mention: mention.span.start)
    if bodies and own and _ADDRESS.fullmatch(text, start, own[0].span.start):
        # A list whose lead-in directs and whose items each address a body: `A chỉ đạo: - B chủ trì …`.
        found = [*_directing(doc, node), *roles_in(doc, start, work.end)]
        bodies = ()
    if not task_agencies(found):
        return None
    begins = _end_of(_MODIFIERS, text, start, work.end) if bodies else _work_start(text, start, work.end, own)
    standing = _STANDING.match(text, begins, work.end)
    if standing is not None:
        partners = [mention for mention in own if mention.span.start >= standing.end()]
        begins = _work_start(text, standing.start("leads"), work.end, partners) if standing["leads"] else standing.end()
        begins = _end_of(_BEFORE_WORK, text, begins, work.end)
    timeframe = next((date for date in dates_between(doc, start, work.end) if _is_due(doc, date)), None)
    funding = _FUNDING.search(text, start, work.end)
    outer = node.parent.heading if node.parent is not None else None
    return Assignment(
        span=Span(start, work.end),
        section=node,
        number=node.path,
        description=describe(text, Span(begins, work.end)),
        category=node.heading or outer,
        origin=TaskOrigin.ASSIGNMENT,
        agencies=task_agencies(found),
        timeframe=timeframe,
        timeframe_raw=text[timeframe.span.start : timeframe.span.end] if timeframe else None,
        funding=funding[1].strip() if funding else None,
    )


def _directing(doc: Doc, node: SectionNode) -> list[Mention]:
    """Return the bodies that a heading says to direct the work below it."""
    if node.heading_span is None:
        return []
    return [mention for mention in roles_in(doc, *node.heading_span) if mention.role is AgencyRole.DIRECT]


def _is_due(doc: Doc, date: DateExpression) -> bool:
    """Tell whether a time says when an assignment is due: a deadline, or `hoàn thành trong tháng 12/2025`."""
    if date.role is DateRole.DEADLINE:
        return True
    if date.role is not DateRole.PERIOD or date.kind is DateKind.ONGOING:
        return False
    if date.kind is DateKind.RECURRING:
        return True  # `hằng năm mở 02 đợt cao điểm`
    text = doc._.source.text
    if date.kind is DateKind.RANGE:  # elsewhere a range belongs to the name of a programme
        return bool(_SPANNING.match(text, date.span.start)) or text[: date.span.start].endswith(("trong ", "Trong "))
    before = text[max(0, date.span.start - 24) : date.span.start + 6].lower()
    return bool(_DUE_WORDS.search(before))


def _work_start(text: str, start: int, end: int, bodies: Sequence[Mention]) -> int:
    """Return where the work begins: behind the addressees and the role words between them."""
    first = min((body.span.start for body in bodies), default=start)
    start = max(start, text.rfind(". ", start, first) + 2)  # sentences before the one that addresses somebody
    position = _end_of(_OPENING, text, start, end)
    if any(body.span.start < position for body in bodies):
        position = start
    for body in sorted(bodies, key=lambda mention: mention.span.start):
        directed = body.role is AgencyRole.IMPLEMENT and _DIRECTS.search(text, start, body.span.start)
        if body.span.start < position:
            position = max(position, body.span.end)
        elif directed and _BETWEEN_BODIES.fullmatch(text, position, body.span.start):
            return body.span.start  # `A lãnh đạo B ban hành …`: what B does is the work
        elif _BETWEEN_BODIES.fullmatch(text, position, body.span.start):
            position = body.span.end
        else:
            break
    return _end_of(_BEFORE_WORK, text, position, end)


def _end_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return where a pattern that may match nothing ends."""
    found = pattern.match(text, start, end)
    return found.end() if found is not None else start
