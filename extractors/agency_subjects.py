"""Who a sentence is about: the list of bodies that it begins with, what asks them, and its first verb."""

from collections.abc import Sequence

from extractors.agency_cues import (
    ADVERBS,
    BEFORE_CONTACT,
    CUES,
    JOINTS,
    LONGEST_LIST,
    NOUN_BEFORE,
    OPENINGS,
    REQUESTS,
    SENTENCE_ENDS,
    WINDOW,
    verbs,
)
from extractors.agency_text import Syllables
from extractors.agency_variants import Item
from schemas.vocabulary import AgencyRole

#: Words behind a body that complete it, and are no verbs.
_COMPLETING = frozenset(
    ["của", "và", "về", "để", "do", "trong", "tại", "theo", "là", "được", "đã", "nếu", "khi", "đối", "có", "với", "từ",
     "thuộc", "trên", "khác", "liên", "nêu", "này", "ở", "gồm", "cùng", "hoặc", "như", "cho", "bị", "không", "chưa"]
)  # fmt: skip
#: What a body may be said to be, ahead of what it does.
_STANDING = (["cơ", "quan"], ["đơn", "vị"])


class SubjectReader:
    """Reads lists of bodies and predicates at given syllables of one paragraph.

    Args:
        syllables: the text.
        items: the bodies in the paragraph, in order.
        end: one past the paragraph's last syllable.
        taken: `id` of items whose role is settled: they are neither subject nor object here.
        charged: whether the paragraph stands where work is assigned.
    """

    def __init__(
        self,
        syllables: Syllables,
        items: Sequence[Item],
        end: int,
        taken: frozenset[int] = frozenset(),
        charged: bool = True,
    ) -> None:
        self.charged = charged
        self.forms = syllables.forms
        self.end = end
        self.by_start = {item.start: item for item in items if id(item) not in taken}
        self.skipped = {item.start: item.end for item in items if id(item) in taken}

    def after_marker(self, index: int) -> int:
        """Return the first syllable behind bullets and list marks."""
        while index < self.end and (self.forms[index] in "-+•*–.()/" or self.forms[index][0].isdigit()):
            index += 1
        if index + 1 < self.end and len(self.forms[index]) == 1 and self.forms[index + 1] in ").":
            return self.after_marker(index + 2)
        return index

    def clause_end(self, start: int) -> int:
        """Return where a clause ends: at a semicolon or the end of its sentence, no name cut in two."""
        index = start
        while index < self.end and self.forms[index] not in SENTENCE_ENDS and self.forms[index] != ";":
            item = self.by_start.get(index)
            index = item.end if item is not None else self.skipped.get(index, index + 1)
        return index

    def subject(self, start: int, before: Sequence[Item]) -> tuple[list[Item], int]:
        """Read the list of bodies that a sentence begins with, and where it ends; `before` was the last subject."""
        index, requested = self.after_request(start)
        bodies, after = self.list_at(index)
        if bodies:
            asked, was_asked = self.after_request(after)
            if was_asked:
                others, others_end = self.list_at(asked)
                if others:
                    return self.actors_among(others), others_end
            if requested or self._may_be_subject(bodies, after):
                return self.actors_among(bodies), after
            return [], start
        if start < self.end and self.forms[start] in OPENINGS:
            return self._prepared_subject(start, before)
        return [], start

    def _may_be_subject(self, bodies: list[Item], after: int) -> bool:
        return after < self.end and self.forms[after] not in (".", ")", "\n")

    def actors_among(self, bodies: list[Item]) -> list[Item]:
        """Leave out bodies that are named for one of their members only."""
        return [body for body in bodies if not body.member]

    def _prepared_subject(self, start: int, before: Sequence[Item]) -> tuple[list[Item], int]:
        """`Căn cứ nhiệm vụ được giao, A xây dựng …`: the subject stands behind a comma of the opening."""
        index = start
        limit = min(self.end, start + 3 * WINDOW)
        listed = -1
        while index < limit and self.forms[index] not in SENTENCE_ENDS:
            if index > start and self.cue_at(index) in (AgencyRole.LEAD, AgencyRole.COOPERATE):
                break
            if self.forms[index] == ",":
                asked, requested = self.after_request(index + 1)
                bodies, after = self.list_at(asked)
                own = {body.name for body in before}
                if listed == index and not own.intersection(body.name for body in bodies):
                    bodies = []
                opens = after < self.end and (requested or self.predicate(after, min(after + 4, self.end)) is not None)
                if bodies and opens:
                    return self.actors_among(bodies), after
            item = self.by_start.get(index)
            index = listed = item.end if item is not None else self.skipped.get(index, index + 1)
            listed = listed if item is not None else -1
        return [], start

    def cue_at(self, index: int) -> AgencyRole | None:
        """Return the role of the role word at a syllable, None where there is none."""
        return CUES.get((self.forms[index], self.forms[index + 1] if index + 1 < len(self.forms) else ""))

    def after_request(self, index: int) -> tuple[int, bool]:
        """Return the first syllable behind `đề nghị`, `giao` …, and whether any stands there."""
        requested = False
        while index < self.end:
            words = next((w for w in REQUESTS if tuple(self.forms[index : index + len(w)]) == w), None)
            if words is None or (words[0] == "khuyến" and not self.charged):
                break
            index, requested = index + len(words), True
        if requested and index < self.end and self.forms[index] == ":":
            index += 1
        return index, requested

    def list_at(self, index: int) -> tuple[list[Item], int]:
        """Read bodies that only joints part."""
        bodies: list[Item] = []
        after = index
        if self.forms[index : index + 1] == ["các"] and index not in self.by_start and index + 1 in self.by_start:
            index += 1  # `Các Sở: Y tế; Tài chính`
        while index < self.end and len(bodies) < LONGEST_LIST:
            item = self.by_start.get(index)
            if item is None:
                break
            bodies.append(item)
            after = item.end
            index = after
            if self.forms[index : index + 1] == ["("]:
                close = next((k for k in range(index, min(index + 12, self.end)) if self.forms[k] == ")"), None)
                if close is not None:
                    index = after = close + 1
            while index < self.end and self.forms[index] in JOINTS:
                index += 1
        return bodies, after

    def predicate(self, start: int, end: int) -> AgencyRole | None:
        """Tell what the first verb says of its subject: a role word's role, IMPLEMENT for any other verb."""
        index = start = self._after_standing(self._after_opening(start, end), end)
        while index < min(end, start + WINDOW):
            pair = (self.forms[index], self.forms[index + 1] if index + 1 < len(self.forms) else "")
            item = self.by_start.get(index)
            if item is not None:
                index = item.end
                continue
            role = CUES.get(pair)
            if role is not None and role is not AgencyRole.REPORT_TO and self._may_act(index):
                return role
            if pair in verbs() or (pair[0],) in verbs():
                following = self.cue_at(index + 2) if pair in ADVERBS else None
                return following if following not in (None, AgencyRole.REPORT_TO) else AgencyRole.IMPLEMENT
            index += 1
        return None

    def says_more(self, start: int, end: int) -> bool:
        """Tell whether words follow a subject that may be a verb with its object, not what completes a noun."""
        return end - start > 1 and self.forms[start][0].isalpha() and self.forms[start] not in _COMPLETING

    def _after_standing(self, start: int, end: int) -> int:
        """`là cơ quan thường trực Chương trình, chủ trì …`: what a body does stands behind what it is."""
        if self.forms[start : start + 1] != ["là"] or self.forms[start + 1 : start + 3] not in _STANDING:
            return start
        index = next((index for index in range(start, min(end, start + WINDOW)) if self.forms[index] == ","), start)
        return index + 1 if index > start else start

    def _may_act(self, index: int) -> bool:
        before = self.forms[index - 1]
        if self.forms[index] == "đầu":
            return before in BEFORE_CONTACT
        return before not in NOUN_BEFORE

    def _after_opening(self, start: int, end: int) -> int:
        """`Căn cứ chức năng, nhiệm vụ, chủ trì …`: the first verb stands behind the opening's last comma."""
        if start >= end or self.forms[start] not in OPENINGS:
            return start
        for index in range(start, min(end - 1, start + 2 * WINDOW)):
            pair = (self.forms[index + 1], self.forms[index + 2] if index + 2 < len(self.forms) else "")
            if self.forms[index] == "," and (pair in CUES or pair in verbs()):
                return index + 1
        return start
