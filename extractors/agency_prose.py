"""The roles of bodies in running text.

A sentence is read from left to right. Its subject is the list of bodies that it begins with, or the bodies that a
heading addresses; role words (`chủ trì`, `phối hợp với`, `chỉ đạo` …) give roles to the subject and to the bodies after
them (annotation guidelines 6 and 11).
"""

from collections.abc import Iterable, Sequence

from extractors.agency_cues import (
    ADVERBS,
    BEFORE_CONTACT,
    BEFORE_VERB,
    COOPERATION_FILLERS,
    CUES,
    JOINTS,
    LONGEST_LIST,
    NOUN_BEFORE,
    OPENINGS,
    OVERSIGHT,
    REPORT_BEFORE,
    REQUESTS,
    SENTENCE_ENDS,
    SUPERVISED,
    WINDOW,
    verbs,
)
from extractors.agency_text import Syllables
from extractors.agency_variants import Item
from schemas.vocabulary import AgencyRole

Roles = list[tuple[Item, AgencyRole]]

#: Behind these a body is told what to do.
_TELLING = frozenset({("hướng", "dẫn"), ("phân", "công"), ("định", "hướng"), ("yêu", "cầu"), ("đôn", "đốc")})


def prose_roles(
    syllables: Syllables,
    items: Sequence[Item],
    start: int,
    end: int,
    addressees: Sequence[Item] = (),
    taken: frozenset[int] = frozenset(),
    charged: bool = True,
) -> Roles:
    """Read the roles in a paragraph.

    Args:
        syllables: the text.
        items: the bodies in the paragraph, in order.
        start, end: the paragraph's syllables.
        addressees: bodies that the heading above addresses; they are the subject where the paragraph names none.
        taken: `id` of items whose role is settled (cited, issuer): they are neither subject nor object here.
        charged: whether the paragraph stands where work is assigned; elsewhere only the paragraph's first words name
            who acts, and `khuyến khích` asks nobody.

    Returns:
        Body and role, in reading order, each pair once; bodies without a role are left out.
    """
    return _Prose(syllables, items, end, addressees, taken, charged).read(start)


def opening_bodies(syllables: Syllables, items: Sequence[Item], start: int, end: int) -> list[Item]:
    """Return the bodies that a heading opens with: `Sở Y tế`, `Đề nghị A và B`, `Giám đốc các sở`."""
    prose = _Prose(syllables, items, end, (), frozenset())
    index, _ = prose._after_request(prose._after_marker(start))
    bodies, _ = prose._list_at(index)
    return prose._actors(bodies)


class _Prose:
    """One paragraph, read sentence by sentence."""

    def __init__(
        self,
        syllables: Syllables,
        items: Sequence[Item],
        end: int,
        addressees: Sequence[Item],
        taken: frozenset[int],
        charged: bool = True,
    ) -> None:
        self.charged = charged
        self.syllables = syllables
        self.forms = syllables.forms
        self.end = end
        self.by_start = {item.start: item for item in items if id(item) not in taken}
        self.skipped = {item.start: item.end for item in items if id(item) in taken}
        self.main: list[Item] = list(addressees)
        self.addressed = bool(addressees)
        self.directed: list[Item] = []
        self.given: Roles = []
        self._roles_of: dict[int, set[AgencyRole]] = {}

    def read(self, start: int) -> Roles:
        index = self._after_marker(start)
        first = True
        while index < self.end:
            index = self._sentence(index, first)
            first = False
        return self.given

    def _after_marker(self, index: int) -> int:
        while index < self.end and (self.forms[index] in "-+•*–.()/" or self.forms[index][0].isdigit()):
            index += 1
        if index + 1 < self.end and len(self.forms[index]) == 1 and self.forms[index + 1] in ").":
            return self._after_marker(index + 2)
        return index

    def give(self, bodies: Iterable[Item], role: AgencyRole) -> None:
        for body in bodies:
            had = self._roles_of.setdefault(id(body), set())
            if role not in had:
                had.add(role)
                self.given.append((body, role))

    def has_role(self, bodies: Sequence[Item]) -> bool:
        return any(id(body) in self._roles_of for body in bodies)

    def _sentence(self, start: int, first: bool) -> int:
        """Read one clause, up to a full stop or a semicolon; return where the next begins."""
        opens = first or self.charged or self.forms[start - 1] == "."
        subject, after = self._subject(start) if opens else ([], start)
        clause_end = self._clause_end(max(start, after))
        if subject:
            kind = self._predicate(after, clause_end)
            if kind is not None:
                self.main, self.addressed, self.directed = subject, True, []
                if kind is AgencyRole.IMPLEMENT or (kind is AgencyRole.SUPERVISE and self._also_works(after)):
                    self.give(subject, AgencyRole.IMPLEMENT)
            else:
                subject = []
        elif first and self.main and self._predicate(start, clause_end) in (AgencyRole.IMPLEMENT, None):
            self.give(self.main, AgencyRole.IMPLEMENT)
        self._clause(after if subject else start, clause_end, self.main if (subject or self.addressed) else [])
        if not self.charged and clause_end < self.end and self.forms[clause_end] == ".":
            self.main, self.addressed = [], False
        return clause_end + 1

    def _also_works(self, start: int) -> bool:
        """`giám sát việc thực hiện, vận động nhân dân …`: who supervises has work of another kind as well."""
        for index in range(start, min(self.end - 1, start + WINDOW)):
            if self.forms[index] in SENTENCE_ENDS:
                break
            pair = (self.forms[index + 1], self.forms[index + 2] if index + 2 < self.end else "")
            if self.forms[index] in (",", "và", ";") and pair in verbs() and pair not in OVERSIGHT:
                return True
        return False

    def _clause_end(self, start: int) -> int:
        index = start
        while index < self.end and self.forms[index] not in SENTENCE_ENDS and self.forms[index] != ";":
            item = self.by_start.get(index)
            index = item.end if item is not None else self.skipped.get(index, index + 1)
        return index

    def _subject(self, start: int) -> tuple[list[Item], int]:
        """Read the list of bodies that a sentence begins with, and where it ends."""
        index, requested = self._after_request(start)
        bodies, after = self._list_at(index)
        if bodies:
            asked, was_asked = self._after_request(after)
            if was_asked:
                others, others_end = self._list_at(asked)
                if others:
                    return self._actors(others), others_end
            if requested or self._may_be_subject(bodies, after):
                return self._actors(bodies), after
            return [], start
        if start < self.end and self.forms[start] in OPENINGS:
            return self._prepared_subject(start)
        return [], start

    def _may_be_subject(self, bodies: list[Item], after: int) -> bool:
        return after < self.end and self.forms[after] not in (".", ")", "\n")

    def _actors(self, bodies: list[Item]) -> list[Item]:
        return [body for body in bodies if not body.member]

    def _prepared_subject(self, start: int) -> tuple[list[Item], int]:
        """`Căn cứ nhiệm vụ được giao, A xây dựng …`: the subject stands behind a comma of the opening."""
        index = start
        limit = min(self.end, start + 3 * WINDOW)
        listed = -1
        while index < limit and self.forms[index] not in SENTENCE_ENDS:
            if index > start and self._cue(index) in (AgencyRole.LEAD, AgencyRole.COOPERATE):
                break
            if self.forms[index] == ",":
                asked, requested = self._after_request(index + 1)
                bodies, after = self._list_at(asked)
                own = {body.name for body in self.main}
                if listed == index and not own.intersection(body.name for body in bodies):
                    bodies = []
                opens = after < self.end and (requested or self._predicate(after, min(after + 4, self.end)) is not None)
                if bodies and opens:
                    return self._actors(bodies), after
            item = self.by_start.get(index)
            index = listed = item.end if item is not None else self.skipped.get(index, index + 1)
            listed = listed if item is not None else -1
        return [], start

    def _cue(self, index: int) -> AgencyRole | None:
        return CUES.get((self.forms[index], self.forms[index + 1] if index + 1 < len(self.forms) else ""))

    def _after_request(self, index: int) -> tuple[int, bool]:
        requested = False
        while index < self.end:
            words = next((w for w in REQUESTS if tuple(self.forms[index : index + len(w)]) == w), None)
            if words is None or (words[0] == "khuyến" and not self.charged):
                break
            index, requested = index + len(words), True
        if requested and index < self.end and self.forms[index] == ":":
            index += 1
        return index, requested

    def _list_at(self, index: int) -> tuple[list[Item], int]:
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

    def _predicate(self, start: int, end: int) -> AgencyRole | None:
        """Tell what the first verb says of its subject: a role word's role, IMPLEMENT for any other verb."""
        index = start = self._after_opening(start, end)
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
                following = self._cue(index + 2) if pair in ADVERBS else None
                return following if following not in (None, AgencyRole.REPORT_TO) else AgencyRole.IMPLEMENT
            index += 1
        return None

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

    def _clause(self, start: int, end: int, actors: list[Item]) -> None:
        """Give roles to a clause's subject and to the bodies after its role words."""
        expected: AgencyRole | None = None
        live = False  # whether only fillers stand between the role word and here
        reporting = False
        last: list[Item] = []
        last_end = -1
        index = start
        local = actors
        refused = -1
        while index < end:
            item = self.by_start.get(index)
            if item is not None:
                bodies, after = self._list_at(index)
                after = min(after, end) if after > end else after
                role = self._object_role(index, expected if live else None, reporting)
                named = [body for body in bodies if not body.office or role is AgencyRole.IMPLEMENT]
                if role is not None:
                    self.give([body for body in named if not body.member], role)
                if role is AgencyRole.REPORT_TO:
                    self._report_through(bodies[-1].end)
                if role is AgencyRole.IMPLEMENT:
                    local = self.directed = [body for body in bodies if not body.member]
                if role is None and self._is_told(index, after, end):
                    self.give([body for body in named if not body.member], AgencyRole.IMPLEMENT)
                last, last_end = bodies, after
                index, live = after, False
                continue
            if index in self.skipped:
                index, live = self.skipped[index], False
                continue
            pair = (self.forms[index], self.forms[index + 1] if index + 1 < end else "")
            cue = CUES.get(pair)
            if cue is None:
                listed = self.forms[index] == "các" and index + 1 in self.by_start  # `với các Sở A, Sở B`
                live = live and (listed or self.forms[index] in COOPERATION_FILLERS)
                index += 1
                continue
            if not self._is_verb(cue, index, start, last_end, refused):
                refused = index + 2
                index += 2
                live = False
                continue
            adjacent = last if self._adjoins(last_end, index) else []
            if cue is not AgencyRole.ADVISE or adjacent or expected is not AgencyRole.DIRECT:
                local = self._apply(cue, index, end, local, adjacent)  # `chỉ đạo nghiên cứu, tham mưu`: others advise
            expected, live = cue, True
            reporting = reporting or cue is AgencyRole.REPORT_TO
            if cue is AgencyRole.LEAD or cue is AgencyRole.SUPERVISE:
                expected = None
            index += 2

    def _report_through(self, index: int) -> None:
        """`báo cáo A (qua B)`: B is reported to as well."""
        if self.forms[index : index + 2] == ["(", "qua"]:
            self.give([body for body in self._list_at(index + 2)[0] if not body.office], AgencyRole.REPORT_TO)

    def _adjoins(self, last_end: int, index: int) -> bool:
        """Tell whether only `có trách nhiệm`, `là cơ quan` … stand between a list and a role word."""
        if last_end < 0:
            return False
        between = self.forms[last_end:index]
        return len(between) <= 4 and all(
            form in ("có", "trách", "nhiệm", "là", "cơ", "quan", "đơn", "vị", "làm", "chịu", ":") for form in between
        )

    def _is_verb(self, cue: AgencyRole, index: int, start: int, last_end: int, refused: int) -> bool:
        before = self.forms[index - 1] if index > start else "."
        if index in (last_end, start):
            return True
        if refused >= 0 and index - refused <= 1 and before in (",", "và"):
            return False
        match cue:
            case AgencyRole.DIRECT:
                return before in BEFORE_VERB and not (before == "vụ" and self.forms[index - 2] == "phục")
            case AgencyRole.LEAD:
                if self.forms[index] == "đầu":
                    return before in BEFORE_CONTACT
                if before in ("quan", "vị"):
                    return self.forms[index - 3 : index - 2] == ["là"]
                return before not in ("khác", "được")
            case AgencyRole.COOPERATE:
                return before not in NOUN_BEFORE
            case AgencyRole.SUPERVISE:
                after = self.forms[index + 2] if index + 2 < len(self.forms) else "\n"
                nouns = {"tác", "động", "chế", "thống", "sự", "vai", "đoàn"}
                return after in SUPERVISED and not nouns.intersection(self.forms[max(start, index - 5) : index])
            case AgencyRole.ADVISE:
                return before not in NOUN_BEFORE
            case AgencyRole.REPORT_TO:
                return before not in ("sở", "của")
        return True

    def _apply(self, cue: AgencyRole, index: int, end: int, actors: list[Item], adjacent: list[Item]) -> list[Item]:
        """Give a role word's role to those who act; return who acts from here on."""
        if cue is not AgencyRole.ADVISE and any(self.forms[body.start - 1] == "mưu" for body in adjacent):
            return actors  # `tham mưu A chỉ đạo`: A directs, and is only named as the one that is advised
        who = [body for body in adjacent if not body.member and not self._is_object(body)] or actors
        match cue:
            case AgencyRole.LEAD:
                self.give(who, cue)
                return who
            case AgencyRole.COOPERATE:
                if not self.has_role(who):
                    self.give(who, cue)
            case AgencyRole.SUPERVISE:
                self.give(self.directed if who == self.main and self.directed else who, cue)
            case AgencyRole.DIRECT:
                self.give(who, cue)
            case AgencyRole.ADVISE:
                if index + 2 < end:
                    self.give(who, cue)
        return actors

    def _is_object(self, body: Item) -> bool:
        """A partner, or a body that is advised or reported to, does not act in the words after it."""
        if self._roles_of.get(id(body), set()) & {AgencyRole.COOPERATE, AgencyRole.REPORT_TO}:
            return True
        return self.forms[body.start - 1] == "mưu"

    def _object_role(self, index: int, expected: AgencyRole | None, reporting: bool) -> AgencyRole | None:
        """Tell the role of a body that follows a role word, or that its own words give it."""
        before = self.forms[index - 1]
        if "dưới" in self.forms[max(0, index - 9) : index] and before == "của":
            return AgencyRole.DIRECT
        if expected is AgencyRole.COOPERATE:
            return AgencyRole.COOPERATE
        if expected is AgencyRole.DIRECT:
            own = self._cue(self._list_at(index)[1])  # `chỉ đạo A chủ trì`: A's own role word counts
            return None if own in (AgencyRole.LEAD, AgencyRole.COOPERATE, AgencyRole.ADVISE) else AgencyRole.IMPLEMENT
        if reporting and before in REPORT_BEFORE:
            return AgencyRole.REPORT_TO
        if before in ("gửi", "về") and self._reports_on(index):
            return AgencyRole.REPORT_TO
        following = self._list_at(index)[1]
        if self.forms[following : following + 2] == ["chủ", "trì"]:
            return AgencyRole.LEAD
        return None

    def _reports_on(self, index: int) -> bool:
        """`gửi A để tổng hợp, báo cáo B`: A is reported to."""
        if "gửi" not in self.forms[max(0, index - 4) : index] and "ánh" not in self.forms[max(0, index - 8) : index]:
            return False
        after = self._list_at(index)[1]
        return "tổng" in self.forms[after : after + 4] and "báo" in self.forms[after : after + 8]

    def _is_told(self, index: int, after: int, end: int) -> bool:
        """Tell whether a body is asked or shown to do what follows it (`phân công các phòng giúp đỡ từng xã`)."""
        if self.forms[index - 1] in ("với", "giao", "cầu", "nghị") and self._works(after, end):
            return True
        at = index - 1 if self.forms[index - 1] == "các" else index
        told = tuple(self.forms[at - 2 : at]) in _TELLING
        return told and after < end and (tuple(self.forms[after : after + 2]) in verbs())

    def _works(self, after: int, end: int) -> bool:
        """Tell whether a body is the one who does what follows (`đối với A thực hiện …`)."""
        return after + 1 < end and (self.forms[after], self.forms[after + 1]) in (
            ("thực", "hiện"),
            ("triển", "khai"),
            ("tổ", "chức"),
            ("xây", "dựng"),
        )
