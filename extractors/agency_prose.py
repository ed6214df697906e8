"""The roles of bodies in running text.

A sentence is read from left to right. Its subject is the list of bodies that it begins with, or the bodies that a
heading addresses; role words (`chủ trì`, `phối hợp với`, `chỉ đạo` …) give roles to the subject and to the bodies after
them (annotation guidelines 6 and 11).
"""

import re
from collections.abc import Iterable, Sequence

from extractors.agency_cues import (
    ADVERBS,
    COOPERATION_FILLERS,
    CUES,
    OVERSIGHT,
    REPORT_BEFORE,
    SENTENCE_ENDS,
    WINDOW,
    is_role_verb,
    verbs,
)
from extractors.agency_subjects import SubjectReader
from extractors.agency_text import Syllables
from extractors.agency_variants import Item
from schemas.vocabulary import AgencyRole

Roles = list[tuple[Item, AgencyRole]]

#: Behind these a body is told what to do.
_TELLING = frozenset({("phân", "công"), ("định", "hướng"), ("yêu", "cầu"), ("đôn", "đốc")})
#: Who is only shown how (`hướng dẫn các cơ sở thực hiện`) is not charged; who is directed besides is.
_DIRECTS_AND_SHOWS = (["chỉ", "đạo", ",", "hướng", "dẫn"], ["chỉ", "đạo", "và", "hướng", "dẫn"])
#: What follows any work, and is none of another kind.
_REPORTING = frozenset({("tổng", "hợp"), ("báo", "cáo"), ("định", "kỳ")})
#: `Đảng ủy UBND tỉnh`, `Ban Thường vụ Tỉnh ủy`, `Ban cán sự đảng`
_OF_THE_PARTY = re.compile(
    r"(?<!\w)(?:đảng|(?<!ủy ban )(?:tỉnh|thành|huyện|quận|thị|đảng|khu) ủy|cấp ủy)(?!\w)", re.IGNORECASE
)


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
    words = SubjectReader(syllables, items, end)
    index, _ = words.after_request(words.after_marker(start))
    bodies, _ = words.list_at(index)
    return words.actors_among(bodies)


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
        self.words = SubjectReader(syllables, items, end, taken, charged)
        self.charged = charged
        self.forms = syllables.forms
        self.end = end
        self.main: list[Item] = list(addressees)
        self.addressed = bool(addressees)
        self.directed: list[Item] = []
        self.given: Roles = []
        self._roles_of: dict[int, set[AgencyRole]] = {}

    def read(self, start: int) -> Roles:
        index = self.words.after_marker(start)
        first = True
        while index < self.end:
            index = self._sentence(index, first)
            first = False
        return self.given

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
        item = self.forms[start : start + 3 : 2] == ["(", ")"] and self.forms[start + 1].isdigit()
        start += 3 if item else 0  # `…; (2) Sở Y tế tổ chức …`
        subject, after = self.words.subject(start, self.main)
        clause_end = self.words.clause_end(max(start, after))
        opens = first or self.charged or self.forms[start - 1] == "."
        if subject and not opens and not (self.addressed and self._acts_at_once(after, clause_end)):
            subject, clause_end = [], self.words.clause_end(start)
        if subject:
            kind = self.words.predicate(after, clause_end)
            if kind is None and (first or item) and self.charged and self.words.says_more(after, clause_end):
                kind = AgencyRole.IMPLEMENT  # whatever verb it is, who opens an assignment does it
            if kind is not None:
                self.main, self.addressed, self.directed = subject, True, []
                if kind is AgencyRole.IMPLEMENT or (kind is AgencyRole.SUPERVISE and self._also_works(after)):
                    self.give(subject, AgencyRole.IMPLEMENT)
            else:
                subject = []
        elif self._opens_with_work(start, clause_end) if first else self._turns_to_work(start):
            self.give(self.main, AgencyRole.IMPLEMENT)
        self._clause(after if subject else start, clause_end, self.main if (subject or self.addressed) else [])
        if subject and self.charged and not self.has_role(subject):
            self.give(subject, AgencyRole.IMPLEMENT)  # `tập trung lãnh đạo`: a role word that is none there
        if not self.charged and clause_end < self.end and self.forms[clause_end] == ".":
            self.main, self.addressed = [], False
        return clause_end + 1

    def _opens_with_work(self, start: int, end: int) -> bool:
        """Tell whether a paragraph under the heading of its addressee opens with work and no role word."""
        return bool(self.main) and self.words.predicate(start, end) in (AgencyRole.IMPLEMENT, None)

    def _turns_to_work(self, start: int) -> bool:
        """`chỉ đạo B thực hiện …; rà soát …`: who directed so far has work of another kind as well.

        Organs of the Party work by leading: what follows their semicolon is still done by those whom they lead.
        """
        pair = tuple(self.forms[start : start + 2])
        if not (self.charged and self.addressed) or pair not in verbs():
            return False
        if pair in OVERSIGHT or pair in ADVERBS or pair in _REPORTING:
            return False
        roles = {role for body in self.main for role in self._roles_of.get(id(body), set())}
        return roles == {AgencyRole.DIRECT} and not any(_OF_THE_PARTY.search(body.name) for body in self.main)

    def _acts_at_once(self, start: int, end: int) -> bool:
        """`A chủ trì …; B tổ chức …`: where no work is assigned, the verb of a further subject stands next to it."""
        return self.words.predicate(start, min(start + 2, end)) is not None

    def _also_works(self, start: int) -> bool:
        """`giám sát việc thực hiện, vận động nhân dân …`: who supervises has work of another kind as well."""
        listed = False  # `giám sát công tác bồi thường, hỗ trợ`: what a comma joins to a field is another field
        for index in range(start, min(self.end - 1, start + WINDOW)):
            if self.forms[index] in SENTENCE_ENDS:
                break
            pair = (self.forms[index + 1], self.forms[index + 2] if index + 2 < self.end else "")
            listed = (listed or self.forms[index - 2 : index + 2] == ["giám", "sát", "công", "tác"]) and self.forms[
                index
            ] != ";"
            if self.forms[index] in (",", "và", ";") and not listed and pair in verbs() and pair not in OVERSIGHT:
                return True
        return False

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
            item = self.words.by_start.get(index)
            if item is not None:
                bodies, after = self.words.list_at(index)
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
            if index in self.words.skipped:
                index, live = self.words.skipped[index], False
                continue
            pair = (self.forms[index], self.forms[index + 1] if index + 1 < end else "")
            cue = CUES.get(pair)
            if cue is None:
                listed = self.forms[index] == "các" and index + 1 in self.words.by_start  # `với các Sở A, Sở B`
                itemised = expected is AgencyRole.DIRECT and (self.forms[index] in ":()" or self.forms[index].isdigit())
                live = live and (listed or itemised or self.forms[index] in COOPERATION_FILLERS)
                index += 1
                continue
            if not is_role_verb(self.forms, cue, index, start, last_end, refused):
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
            self.give([body for body in self.words.list_at(index + 2)[0] if not body.office], AgencyRole.REPORT_TO)

    def _adjoins(self, last_end: int, index: int) -> bool:
        """Tell whether only `có trách nhiệm`, `là cơ quan` … stand between a list and a role word."""
        if last_end < 0:
            return False
        between = self.forms[last_end:index]
        return len(between) <= 4 and all(
            form in ("có", "trách", "nhiệm", "là", "cơ", "quan", "đơn", "vị", "làm", "chịu", ":") for form in between
        )

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
            own = self.words.cue_at(self.words.list_at(index)[1])  # `chỉ đạo A chủ trì`: A's own role word counts
            return None if own in (AgencyRole.LEAD, AgencyRole.COOPERATE, AgencyRole.ADVISE) else AgencyRole.IMPLEMENT
        if reporting and before in REPORT_BEFORE:
            return AgencyRole.REPORT_TO
        if before in ("gửi", "về") and self._reports_on(index):
            return AgencyRole.REPORT_TO
        following = self.words.list_at(index)[1]
        if self.forms[following : following + 2] == ["chủ", "trì"]:
            return AgencyRole.LEAD
        return None

    def _reports_on(self, index: int) -> bool:
        """`gửi A để tổng hợp, báo cáo B`: A is reported to."""
        if "gửi" not in self.forms[max(0, index - 4) : index] and "ánh" not in self.forms[max(0, index - 8) : index]:
            return False
        after = self.words.list_at(index)[1]
        return "tổng" in self.forms[after : after + 4] and "báo" in self.forms[after : after + 8]

    def _is_told(self, index: int, after: int, end: int) -> bool:
        """Tell whether a body is asked or shown to do what follows it (`phân công các phòng giúp đỡ từng xã`)."""
        if self.forms[index - 1] in ("với", "giao", "cầu", "nghị") and self._works(after, end):
            return True
        at = index - 1 if self.forms[index - 1] == "các" else index
        told = tuple(self.forms[at - 2 : at]) in _TELLING or self.forms[at - 5 : at] in _DIRECTS_AND_SHOWS
        return told and after < end and (tuple(self.forms[after : after + 2]) in verbs())

    def _works(self, after: int, end: int) -> bool:
        """Tell whether a body is the one who does what follows (`đối với A thực hiện …`)."""
        return after + 1 < end and (self.forms[after], self.forms[after + 1]) in (
            ("thực", "hiện"),
            ("triển", "khai"),
            ("tổ", "chức"),
            ("xây", "dựng"),
        )
