"""The component `kehoach_agencies`: who is named where, and in what role (annotation guidelines 6 and 11)."""

import re
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractors.agency_index import AgencyIndex, assigns_work, index_of, role_columns, states_aims
from extractors.agency_prose import opening_bodies, prose_roles
from extractors.agency_roles import list_roles
from extractors.agency_variants import Item
from extractors.columns import COLUMN_ROLES, Column
from extractors.labels import Label, find_labels
from extractors.plan import ORDERS, Mention, SectionNode, Span, Zone
from schemas.source import Block, BlockKind
from schemas.vocabulary import AgencyRole, MarkerKind, SectionRole

Found = list[tuple[Item, AgencyRole]]

_RECIPIENTS = re.compile(r"(?i)^\W*(?:nơi nhận|nơi gửi)")
_SIGNATURE = re.compile(r"^\W*(?:T/M|TM|KT|K/T|TL|T/L|TUQ|Q)\s*[./,]?\s")
#: `Lưu: VT, SYT`: who keeps the file is no recipient, unless the line names it in full.
_ON_FILE = re.compile(r"\W*Lưu\s*:?\s*VT\b")
#: Units of the issuer's own office, which a list of recipients names by letters only: `Phòng (KT, TH)`.
_OWN_UNIT = re.compile(r"(?:Phòng|Ban|Tổ|Bộ phận)(?: [A-ZĐ]{1,4})?")
_ORDER = tuple(AgencyRole)
#: Where documents are published: no body, unless it is given work.
_PORTAL = ("Cổng Thông tin điện tử", "Trang Thông tin điện tử")


class _PlanRoles:
    """Reads a plan line by line and gives each body its roles."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.index: AgencyIndex = index_of(doc)
        self.columns = role_columns(doc)
        self.addressees: dict[int, list[Item]] = {}
        self.left_out: set[int] = set()
        self._find_addressees()

    def read(self) -> Found:
        """Return body and role, in reading order; every body named in the text that has no role is `mentioned`."""
        found: Found = []
        stamped: list[Item] = []
        recipients = False
        for block in self.doc._.source.blocks:
            items = self.index.between(block.start, block.end)
            if self.doc._.outline.zone(block.start) is Zone.FOOTER:
                recipients = self._opens_recipients(block, recipients)
                found += self._footer(block, items, recipients)
            elif block.kind is BlockKind.STAMP:
                stamped += items
            elif block.kind is BlockKind.TABLE_ROW:
                found += self._row(block, items)
            else:
                found += self._line(block, items)
        found += self._stamp(stamped)
        having = {id(item) for item, _ in found}
        for bodies in self.addressees.values():
            found += [(body, AgencyRole.IMPLEMENT) for body in bodies if id(body) not in having]
        return found + self._without_role(found)

    def _stamp(self, stamped: Sequence[Item]) -> Found:
        """The owner of a receiving stamp stands above its `ĐẾN`; below it are the owner's own units."""
        span = self.doc._.header.received_span
        if span is None or not stamped:
            return []
        word = re.search(r"(?i)đến", self.index.text[span.start : span.end])
        place = span.start + word.start() if word is not None else span.end
        above = [item for item in stamped if self.index.span(item).start < place] or list(stamped[:1])
        self.left_out.update(id(item) for item in stamped if item not in above)
        return [*((item, AgencyRole.MENTIONED) for item in above[:-1]), (above[-1], AgencyRole.RECIPIENT)]

    def _without_role(self, found: Found) -> Found:
        """Settled roles, and `mentioned` for named bodies in no role."""
        having = {id(item) for item, _ in found} | self.left_out
        rest: Found = []
        for item in self.index.items:
            settled = self.index.settled.get(id(item))
            if settled is not None:
                if not item.collective and not item.office:
                    rest.append((item, settled))
            elif id(item) not in having and not (item.collective or item.office or self._in_footer(item)):
                rest.append((item, AgencyRole.MENTIONED))
        return rest

    def _in_footer(self, item: Item) -> bool:
        return self.doc._.outline.zone(self.index.span(item).start) is Zone.FOOTER

    def _find_addressees(self) -> None:
        """Find the bodies that headings address; what stands below a heading is theirs to do."""
        directive = self.doc._.header.doc_type in ORDERS
        for node in self.doc._.outline.sections:
            if node.role is not SectionRole.TO_CHUC_THUC_HIEN and not directive:
                continue
            bodies = self._addressed(node)
            if not bodies and node.parent is not None:
                bodies = self.addressees.get(id(node.parent), [])
            if bodies:
                self.addressees[id(node)] = bodies

    def _addressed(self, node: SectionNode) -> list[Item]:
        if node.heading_span is None or node.marker_kind is MarkerKind.ROMAN:
            return []
        start, end = node.heading_span
        low, high = self.index.syllables_between(start, end)
        return opening_bodies(self.index.syllables, self.index.between(start, end), low, high)

    def _line(self, block: Block, items: Sequence[Item]) -> Found:
        """A line of running text: its labelled slots, and its prose."""
        text, index = self.index.text, self.index
        node = self.doc._.outline.at(block.start)
        above = self.addressees.get(id(node), []) if node is not None else []
        if any(block.start <= index.span(body).start < block.end for body in above):
            above = []
        if not items and not above:
            return []
        found: Found = []
        rest = self._sentences_of(block, node)
        for label in find_labels(text, block.start, block.end):
            if label.kind == "agency" and label.value.end > label.value.start:
                inside = [item for item in index.between(*label.value) if not item.member]
                low, high = index.syllables_between(*label.value)
                found += list_roles(index.syllables, inside, low, high, label.roles)
                rest = [piece for span in rest for piece in _without(span, label)]
        for span in rest:
            if span.end > span.start and text[span.start : span.end].strip(" -+•.;()"):
                low, high = index.syllables_between(*span)
                inside = index.between(*span)
                charged = bool(above) or assigns_work(self.doc, block.start)
                found += prose_roles(index.syllables, inside, low, high, above, index.taken, charged)
        if states_aims(self.doc, block.start):
            found = [(item, role) for item, role in found if role is not AgencyRole.IMPLEMENT]
        if self.doc._.outline.closes(block.start):  # who closes a plan asks everybody
            found = [(item, role) for item, role in found if not item.collective or role is AgencyRole.REPORT_TO]
        if self.doc._.outline.zone(block.start) is Zone.HEADER:
            if self.doc._.header.doc_type not in ORDERS:  # a directive names above its points who must act
                found = [(item, role) for item, role in found if role is not AgencyRole.IMPLEMENT]
            issuer = self.doc._.header.issuer
            found = [(item, role) for item, role in found if item.name != issuer]
            found += [(i, AgencyRole.ISSUER) for i in items if i.name == issuer and id(i) not in index.settled]
        return found

    def _sentences_of(self, block: Block, node: SectionNode | None) -> list[Span]:
        """Part a run-in title that names nobody from the words behind its colon: who opens these acts."""
        title = node.heading_span if node is not None else None
        if title is None or not block.start <= title.start < title.end < block.end - 1 or id(node) in self.addressees:
            return [Span(block.start, block.end)]
        return [Span(block.start, title.end), Span(title.end + 1, block.end)]

    def _row(self, block: Block, items: Sequence[Item]) -> Found:
        """A row of a table: the columns of bodies give their roles."""
        held = self.columns.get(block.table, {}) if block.table is not None else {}
        found: Found = []
        for cell in block.cells:
            role = COLUMN_ROLES.get(held.get(cell.column, Column.OTHER))
            if role is None or block.header or len(block.cells) == 1:
                continue
            inside = [item for item in self.index.between(cell.start, cell.end) if not item.member]
            low, high = self.index.syllables_between(cell.start, cell.end)
            found += list_roles(self.index.syllables, inside, low, high, (role,))
        return found

    def _opens_recipients(self, block: Block, before: bool) -> bool:
        words = self.index.text[block.start : block.end]
        if _RECIPIENTS.match(words):
            return True
        return before and not _SIGNATURE.match(words) and not (words.isupper() and words[0].isalpha())

    def _footer(self, block: Block, items: Sequence[Item], recipients: bool) -> Found:
        if recipients and _ON_FILE.match(self.index.text, block.start):
            return []
        if recipients:
            forms = self.index.syllables.forms
            # `VPUB: CVP, các PCVP` names persons of the office.
            named = [item for item in items if not item.office and forms[item.end : item.end + 1] != [":"]]
            return [(item, AgencyRole.RECIPIENT) for item in named if not _OWN_UNIT.fullmatch(item.name)]
        issuer = self.doc._.header.issuer
        return [(item, AgencyRole.ISSUER) for item in items if item.name == issuer and not item.office]


def _without(span: Span, label: Label) -> list[Span]:
    """Return what is left of a stretch without a label and its slot."""
    if not span.start <= label.span.start < span.end:
        return [span]
    return [Span(span.start, label.span.start), Span(label.value.end, span.end)]


def find_mentions(doc: Doc) -> list[Mention]:
    """Find who is named where in what role: one mention for each distinct section, role and body.

    Args:
        doc: a plan with outline, header and references.

    Returns:
        Mentions in reading order. Header and footer count as sections of their own. A body that has a role in a
        section is not `mentioned` there as well, unless it is also advised; classes are mentions only in a role.
    """
    index = index_of(doc)
    found = _PlanRoles(doc).read()
    found.sort(key=lambda pair: (pair[0].start, _ORDER.index(pair[1])))
    placed = [(_place(doc, index, item), item, role) for item, role in found]
    title = doc._.header.title_span
    letterhead_end = title.start if title is not None else 0
    acting = {(place, item.name) for place, item, role in placed if role is not AgencyRole.MENTIONED}
    kept: dict[tuple[int, AgencyRole, str], Mention] = {}
    for place, item, role in placed:
        advised = index.syllables.forms[item.start - 2 : item.start] == ["tham", "mưu"]
        above = place == 0 and index.span(item).start < letterhead_end  # the body that the issuer belongs to
        elsewhere = (place, item.name) in acting and not (advised or above)
        if role is AgencyRole.MENTIONED and (item.collective or elsewhere):
            continue
        if role in (AgencyRole.MENTIONED, AgencyRole.RECIPIENT) and item.name.startswith(_PORTAL):
            continue
        if not item.agency:
            continue
        kept.setdefault((place, role, item.name), index.mention(item, role))
    return sorted(kept.values(), key=lambda mention: mention.span)


def _place(doc: Doc, index: AgencyIndex, item: Item) -> int:
    """Return what tells sections apart: header and footer are places of their own."""
    start = index.span(item).start
    node = doc._.outline.at(start)
    if node is not None:
        return id(node)
    return -1 if doc._.outline.zone(start) is Zone.FOOTER else 0


def mentions_between(doc: Doc, start: int, end: int) -> Iterator[Mention]:
    """Return the mentions that begin between two offsets."""
    return (mention for mention in doc._.agencies if start <= mention.span.start < end)


@Language.component("kehoach_agencies")
def agencies_component(doc: Doc) -> Doc:
    """Write `doc._.agencies` and `doc.spans["agencies"]`."""
    doc._.agencies = find_mentions(doc)
    spans = (doc.char_span(*mention.span, label=mention.role, alignment_mode="expand") for mention in doc._.agencies)
    doc.spans["agencies"] = [span for span in spans if span is not None]
    return doc
