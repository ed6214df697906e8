"""The outline: the sections of a document, and what their headings hand down to the text under them.

The tree is built in `extractors.outline_builder`, titles are read in `extractors.outline_titles`.
"""

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractors.headings import deadline_of_title, role_of_title, states_general_objective
from extractors.leads import find_leads
from extractors.outline_builder import OutlineBuilder
from extractors.outline_titles import read_annex_title, read_title
from extractors.plan import ORDERS, Outline, SectionNode
from extractors.zones import Line, read_lines, title_type
from schemas.vocabulary import MarkerKind, SectionRole

_OPENS_WITH_DEADLINE = re.compile(r"(?i)\W*đến (?:hết )?(?:năm )?20")
#: `Nhiệm vụ chủ yếu giai đoạn 2013 - 2015`; no name of a document stands before its time.
_ENDS_WITH_PERIOD = re.compile(
    r"(?i)\W*(?:các |những |một số )?(?:nhiệm vụ|giải pháp|nội dung|khối lượng|danh mục|lộ trình|chỉ tiêu)"
    r"(?: (?:và|cụ thể|chủ yếu|trọng tâm|thực hiện|công việc|nhiệm vụ|giải pháp|đột phá))*,? "
    r"(?:(?:trong )?giai đoạn|đến(?: hết)? năm|(?:trong )?năm) 20\d\d(?:\s*[-–]\s*20\d\d)?\W*"
)
#: An article that gives bodies work (forms of decisions and resolutions: NĐ 30/2020, appendix III).
_EXECUTION_ARTICLE = re.compile(
    r"(?:Giao|Đề nghị|Yêu cầu|Trách nhiệm)\b|Tổ chức thực hiện"
    r"|(?!Quyết định|Nghị quyết).*?(?:chịu|có) trách nhiệm (?:thi hành|thực hiện|hướng dẫn|triển khai|tổ chức)"
    r"|(?:Thường trực|Ủy ban|Uỷ ban|UBND|Các Ban|Ban|Sở|Bộ|Đoàn)\b.{0,300}? (?:giám sát|chủ trì|tổ chức thực hiện)\b",
    re.DOTALL,
)
#: The formula that closes a decision says who must obey it, and gives nobody work of their own.
_ENFORCEMENT = re.compile(
    r"(?:[^.]|\.(?!\s))*\b(?:thi hành|(?:chịu|có) trách nhiệm (?:tổ chức |triển khai |thực hiện )+)"
    r"\s*(?:các )?(?:Quyết định|Nghị quyết|Kế hoạch|Chương trình|Đề án|Chỉ thị)(?: này)?\s*[./]*\s*"
)
_IN_FORCE = re.compile(r"(?:Quyết định|Nghị quyết) này có hiệu lực[^.]*(?:\d\.\d[^.]*)*\.\s*")


def _role_of(text: str, node: SectionNode, directive: bool) -> SectionRole | None:
    parent = node.parent
    top = parent is None or parent.marker_kind in (MarkerKind.PART, MarkerKind.ARTICLE)
    role = role_of_title(node.heading or "", top)
    if role is not None or parent is not None:
        return role
    if node.marker_kind is MarkerKind.ARTICLE:
        own = text[node.own[0].start : node.own[0].end][:1000].strip() if node.own else ""
        in_force = _IN_FORCE.match(own)
        orders = own[in_force.end() :] if in_force else own
        if _ENFORCEMENT.fullmatch(orders):
            return None
        return SectionRole.TO_CHUC_THUC_HIEN if _EXECUTION_ARTICLE.match(orders[:600]) else None
    return SectionRole.NHIEM_VU_GIAI_PHAP if directive else None


def _hand_down(text: str, sections: Sequence[SectionNode], directive: bool) -> None:
    """Give each section its role, its deadline and whether it states the general objective.

    A directive (`chỉ thị`) is nothing but orders to bodies: its points are tasks if their titles say nothing else.
    """
    for node in sections:
        parent = node.parent
        if node.role is not SectionRole.PHU_LUC:
            inherited = parent.role if parent is not None else SectionRole.OTHER
            own = _role_of(text, node, directive)
            node.role = inherited if inherited is SectionRole.PHU_LUC else own or inherited
        title = node.heading or ""
        sets_time = _OPENS_WITH_DEADLINE.match(title) or _ENDS_WITH_PERIOD.fullmatch(title)
        if node.role in (SectionRole.MUC_TIEU, SectionRole.PHU_LUC) or sets_time:
            node.deadline = deadline_of_title(title)
        node.general_objective = bool(states_general_objective(title))


def build_outline(text: str, lines: Sequence[Line], bold: Sequence[tuple[int, int]]) -> Outline:
    """Build the outline of a document.

    Args:
        text: canonical text.
        lines: its lines with the markers they open with.
        bold: bold stretches of the text, sorted.
    """
    builder = OutlineBuilder(text, lines, bold)
    builder.run()
    at = {line.block.start: number for number, line in enumerate(lines)}
    for node in builder.sections:
        number = at[node.start]
        if node.marker_kind is MarkerKind.ANNEX:
            read_annex_title(text, node, lines[number : number + 8])
            continue
        bold_end = builder.bold_from.get(node.start) or builder.bold_from.get(node.body_start)
        after = lines[number + 1] if number + 1 < len(lines) else None
        read_title(text, node, lines[number], after, bold_end)
    types = (title_type(line.text) for line in lines[:40] if line.capitals)
    directive = next((found[0] for found in types if found is not None), None) in ORDERS
    _hand_down(text, builder.sections, directive)
    leads = find_leads(text, lines, builder.sections)
    return Outline(builder.sections, leads, builder.headers, builder.footers, builder.closings)


@Language.component("kehoach_outline")
def outline_component(doc: Doc) -> Doc:
    """Write `doc._.outline` and the span group `sections` (each section with its subsections)."""
    source = doc._.source
    doc._.outline = build_outline(source.text, read_lines(source.text, source.blocks), source.bold)
    spans = (doc.char_span(s.start, s.end, label=s.path, alignment_mode="expand") for s in doc._.outline.sections)
    doc.spans["sections"] = [span for span in spans if span is not None]
    return doc
