"""Lead-ins without a number: `Đến năm 2025:`, `Mục tiêu cụ thể`, `- Giai đoạn 2026 - 2030:`.

A lead-in is no section, yet what it says holds for the text under it (guidelines, section 11).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from extractors.headings import deadline_of_title, fold_title, role_of_title, states_general_objective
from extractors.plan import Lead, SectionNode, Span
from extractors.zones import Line
from schemas.source import BlockKind
from schemas.vocabulary import SectionRole

_LONGEST_LEAD = 130

#: Words that a lead-in may hold beside its year; anything else makes it a statement of its own.
_TIME_WORDS = re.compile(
    r"(?:\W|\d|\b(?:đến|tới|vào|trong|từ|nay|cho|hết|cuối|đầu|trước|sau|năm|giai|đoạn|thời|kỳ|tầm|nhìn|định|hướng|mục|tiêu|chỉ"
    r"|cụ|thể|chung|tổng|quát|phấn|đấu|các|một|số|chủ|yếu|và|những|tháng|quý|ngày|về|với|như|sau|cơ|bản|phải|đạt|được)\b)+"
)
_BULLET = re.compile(r"[-–—+•*·▪o]\s+|[-–—+•*·▪]")


def find_leads(text: str, lines: Sequence[Line], sections: Sequence[SectionNode]) -> list[Lead]:
    """Find the lead-ins of a document, in reading order, with the text that each governs.

    A lead-in alone in its line governs what follows up to the next lead-in of its section that stands no deeper. One
    that runs into its sentence governs that line; a paragraph's also what follows, a bullet's also the finer bullets
    below it.
    """
    starts = [line.block.start for line in lines]
    leads: list[Lead] = []
    for node in sections:
        own_lines: list[Line] = []
        for own in node.own:
            first = bisect_left(starts, own.start)
            own_lines += lines[first : bisect_left(starts, own.end)]
        leads += _leads_of(text, own_lines, node)
    return sorted(leads, key=lambda lead: lead.start)


def _leads_of(text: str, lines: Sequence[Line], node: SectionNode) -> list[Lead]:
    found = [(number, *read) for number, line in enumerate(lines) if (read := _read(text, line)) is not None]
    ranks = _ranks(lines)
    leads = []
    for place, (number, span, alone) in enumerate(found):
        line = lines[number]
        closing = (later for later, _, _ in found[place + 1 :] if ranks[later] <= ranks[number])
        end = next((lines[later].block.start for later in closing), node.end)
        bullet = line.block.kind is BlockKind.BULLET
        title = text[span.start : span.end]
        leads.append(
            Lead(
                span=span,
                start=line.block.start,
                end=min(end, _end_of_bullet(lines, number, node.end)) if bullet and not alone else end,
                deadline=deadline_of_title(title),
                general_objective=states_general_objective(title),
                role=role_of_title(title, top=False) if not bullet else None,
            )
        )
    return leads


def _ranks(lines: Sequence[Line]) -> list[int]:
    """Tell how deep each line stands: a paragraph at 0, a bullet by the order in which its sign came up."""
    signs: dict[str, int] = {}
    return [
        signs.setdefault(line.text[:1], len(signs) + 1) if line.block.kind is BlockKind.BULLET else 0 for line in lines
    ]


def _read(text: str, line: Line) -> tuple[Span, bool] | None:
    """Read a lead-in: its span and whether it stands alone in its line."""
    block = line.block
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET) or line.marker is not None:
        return None
    bullet = _BULLET.match(line.text) if block.kind is BlockKind.BULLET else None
    offset = bullet.end() if bullet else 0
    words = line.text[offset:]
    colon = words.find(":", 0, _LONGEST_LEAD)
    alone = (colon < 0 and len(words) <= _LONGEST_LEAD and words.rstrip()[-1:] not in ".;,") or (
        colon >= 0 and not words[colon + 1 :].strip(" *")
    )
    if colon < 0 and not alone:
        return None
    title = words[:colon] if colon >= 0 else words
    start = block.start + offset
    span = Span(start, start + len(title.rstrip()))
    folded = fold_title(title)
    timed = deadline_of_title(title) is not None and _TIME_WORDS.fullmatch(folded) is not None
    objective = states_general_objective(title) is not None and len(title) <= 70
    role = role_of_title(title, top=False)
    named = role is not None and role is not SectionRole.KINH_PHI and (alone or line.emphatic)
    return (span, alone) if timed or objective or named else None


def _end_of_bullet(lines: Sequence[Line], number: int, end: int) -> int:
    """Return where the finer bullets below a bullet end: at the next line of its own kind or a paragraph."""
    own = lines[number].text[:1]
    for line in lines[number + 1 :]:
        if line.block.kind is not BlockKind.BULLET or line.text[:1] == own:
            return line.block.start
    return end
