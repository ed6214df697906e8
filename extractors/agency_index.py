"""The bodies of one plan, found once and read by several components."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from extractors.agency_classes import NO_AGENCY
from extractors.agency_dimension import agency_id_of_name
from extractors.agency_finder import find_items
from extractors.agency_text import read_syllables
from extractors.agency_units import Setting
from extractors.agency_variants import Item
from extractors.columns import COLUMN_ROLES, Column, classify_columns
from extractors.labels import find_labels
from extractors.plan import ORDERS, Mention, Outline, Span, Zone
from schemas.source import Block, BlockKind
from schemas.vocabulary import AgencyRole, SectionRole

_KEY = "kehoach_agency_index"
#: The plan names itself: `Kế hoạch này của A`, `Kế hoạch hành động của A`.
_SELF = re.compile(
    r"(?i)\b(?:kế hoạch|chương trình(?: hành động)?|nghị quyết|chỉ thị|đề án)"
    r"(?: (?:này|hành động|nêu trên|trên|thực hiện|số))*(?: là)? của(?: \w+){0,1} ?$"
)
#: `Nghị quyết này đã được A thông qua`.
_PASSED = re.compile(r"(?i)\b(?:nghị quyết|kế hoạch|đề án|chương trình) này (?:đã )?được $")
#: The grounds of a decision that weigh what others wrote.
_EXAMINED = re.compile(r"\W*(?:Xét|Sau khi (?:xem xét|nghe)|Căn cứ|Trên cơ sở)\b")
#: Only bodies stand between a paper and here: `Báo cáo thẩm tra của A, B`.
_PAPER_OF = re.compile(
    r"(?:[Tt]ờ trình|[Bb]áo cáo(?: thẩm tra| thẩm định| giải trình)*|[Ýý] kiến(?: thẩm định)?) của "
    r"(?:(?:các )?[A-ZĐÀ-Ỹ][^;.()]*, )?(?:các )?$"
)
_CAPTION = re.compile(r"(?i)\W*(?:ban hành )?(?:kèm theo|đính kèm)\b")
_CITING = re.compile(
    r"(?:Nghị quyết|Kết luận|Chỉ thị|Quyết định|Kế hoạch|Chương trình(?: hành động)?|Thông báo|Công văn|Hướng dẫn"
    r"|Nghị định|Thông tư|Đề án|Quy định|Văn bản|Công điện|Tờ trình|Báo cáo)(?: số)?:? [\w/.-]*\d[\w/.-]*"
    r"(?:,? ngày [\d/]+(?: tháng \d+ năm \d+)?)?,? của (?:[^\W\d_]+ ){0,2}$"
)
#: A class of the province's own bodies (`đoàn thể cấp tỉnh`), not one that only lies in it (`trên địa bàn tỉnh`).
_OF_PROVINCE = re.compile(r"(?<! của)(?<! bàn)(?<! trong) (?:tỉnh|thành phố)$")
#: A body whose proposal is named: `Xét đề nghị của A tại Tờ trình số …`.
_PROPOSING = re.compile(
    r"\s*(?:\([^()\n]{0,60}\)\s*)?,?\s*(?:tại|theo|bằng)\s+(?:các\s+)?"
    r"(?:Tờ trình|Báo cáo|Công văn|Văn bản|Đề nghị|Thông báo)(?:\s+\w+){0,2}\s+số"
)
#: The head who proposes a document stands for the body (`Theo đề nghị của Giám đốc Sở …`).
_ASKED_BY = re.compile(r"(?i)\b(?:đề nghị|kiến nghị|đề xuất) của $")
#: `Chương trình phối hợp số 02/CTPH-BYT-HPN giữa Bộ Y tế và Hội Phụ nữ` is of both.
_OF_OR_BETWEEN = re.compile(r"[ ,]*(?:của|giữa(?: [^,.;:()\n]{3,80} (?:và|với))?)[ ,]*")
_WINDOW = 90
_LONGEST_CAPTION = 400


class AgencyIndex:
    """All namings of bodies in a plan, by place.

    Attributes:
        syllables: the text as names are read in it.
        items: the namings in reading order.
        settled: `id` of an item -> its role, where its place settles it: cited or issuer; `taken` are those ids.
    """

    def __init__(self, doc: Doc) -> None:
        self.text: str = doc._.source.text
        self.setting = Setting.of(doc._.header)
        self.syllables = read_syllables(self.text)
        self.items = find_items(self.syllables, self.setting, sorted(_list_spans(doc)))
        self._local_front(doc._.outline)
        self._starts = [self.syllables.starts[item.start] for item in self.items]
        self._ids: dict[str, str] = {}
        self.settled: dict[int, AgencyRole] = {}
        self._settle(doc)
        self.taken = frozenset(self.settled)

    def between(self, start: int, end: int) -> list[Item]:
        """Return the namings that begin in a stretch of code points."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def syllables_between(self, start: int, end: int) -> tuple[int, int]:
        """Return the syllables of a stretch of code points."""
        return bisect_left(self.syllables.starts, start), bisect_left(self.syllables.starts, end)

    def item_of(self, mention: Mention) -> Item | None:
        """Return the naming that a mention was made of."""
        at = bisect_left(self._starts, mention.span.start)
        return self.items[at] if at < len(self.items) and self._starts[at] == mention.span.start else None

    def span(self, item: Item) -> Span:
        """Return where a naming stands, in code points."""
        return Span(self.syllables.starts[item.start], self.syllables.ends[item.end - 1])

    def mention(self, item: Item, role: AgencyRole) -> Mention:
        """Make the mention of a naming in a role."""
        agency_id = None
        if not item.collective:
            agency_id = self._ids.get(item.name)
            if agency_id is None:
                agency_id = self._ids[item.name] = agency_id_of_name(item.name, self.setting)
        return Mention(self.span(item), item.name, role, item.collective, agency_id)

    @staticmethod
    def names_agencies(name: str) -> bool:
        """Tell whether a class is one of agencies."""
        return not any(noun in name.lower() for noun in NO_AGENCY)

    def _local_front(self, outline: Outline) -> None:
        """`Mặt trận Tổ quốc` among a province's bodies, or as a recipient, is the province's committee."""
        own = self.setting.own_suffix
        if own is None:
            return
        for at, item in enumerate(self.items):
            if item.name != "Mặt trận Tổ quốc Việt Nam" or item.collective:
                continue
            place = self.syllables.starts[item.start]
            after = self.items[at + 1] if at + 1 < len(self.items) else None
            between = self.syllables.forms[item.end : after.start] if after is not None else []
            shared = after is not None and after.collective and set(between) <= {",", "và"} and bool(between)
            local = shared and after is not None and _OF_PROVINCE.search(after.name)
            if local or outline.zone(place) is Zone.FOOTER:
                self.items[at] = replace(item, name=f"Ủy ban {item.name} {own}")

    def _settle(self, doc: Doc) -> None:
        """Find the bodies whose documents are cited, and the issuer where the plan names itself."""
        issuer = doc._.header.issuer
        cited = sorted(span for reference in doc._.references for span in reference.spans)
        starts = [span.start for span in cited]
        for number, item in enumerate(self.items):
            place = self.syllables.starts[item.start]
            owner = self.syllables.forms[item.start - 1 : item.start] == ["của"]
            if owner and _PROPOSING.match(self.text, self.syllables.ends[item.end - 1]):
                item = self.items[number] = replace(item, office=False)
                self.settled[id(item)] = AgencyRole.CITED
                continue
            if item.office and _ASKED_BY.search(self.text[max(0, place - 20) : place]):
                item = self.items[number] = replace(item, office=False)
            line = self.text.rfind("\n", max(0, place - _LONGEST_CAPTION), place) + 1
            before = self.text[max(line, place - _WINDOW) : place]
            at = bisect_right(starts, place) - 1
            inside = at >= 0 and place < cited[at].end
            if _CAPTION.match(self.text, line, place) and (item.name == issuer or not inside):
                self.settled[id(item)] = AgencyRole.ISSUER
            elif inside or _CITING.search(before) or self._follows(cited, at, place):
                self.settled[id(item)] = AgencyRole.CITED
            elif item.name == issuer and (_SELF.search(before) or _PASSED.search(before)):
                self.settled[id(item)] = AgencyRole.ISSUER
            elif _EXAMINED.match(self.text, line, place) and _PAPER_OF.search(before):
                self.settled[id(item)] = AgencyRole.CITED

    def _follows(self, cited: list[Span], at: int, place: int) -> bool:
        """Tell whether `của` alone parts a body from the citation before it, or `giữa` and its partner."""
        return at >= 0 and _OF_OR_BETWEEN.fullmatch(self.text, cited[at].end, place) is not None


def index_of(doc: Doc) -> AgencyIndex:
    """Return the bodies of a plan; found when first asked for."""
    index: AgencyIndex | None = doc.user_data.get(_KEY)
    if index is None:
        index = doc.user_data[_KEY] = AgencyIndex(doc)
    return index


def assigns_work(doc: Doc, char: int) -> bool:
    """Tell whether the text at an offset assigns work: `tổ chức thực hiện`, any point of a directive."""
    if doc._.outline.zone(char) is not Zone.BODY:
        return False
    return doc._.header.doc_type in ORDERS or doc._.outline.role_at(char) is SectionRole.TO_CHUC_THUC_HIEN


def states_aims(doc: Doc, char: int) -> bool:
    """Tell whether the text at an offset says what is or shall be: nobody is given work there."""
    return doc._.outline.role_at(char) in (SectionRole.MUC_TIEU, SectionRole.TINH_HINH)


def role_columns(doc: Doc) -> dict[int, dict[int, Column]]:
    """Return what the columns of each table hold, by the table's number."""
    tables: dict[int, list[Block]] = {}
    for block in doc._.source.blocks:
        if block.kind is BlockKind.TABLE_ROW and block.table is not None:
            tables.setdefault(block.table, []).append(block)
    return {table: classify_columns(doc._.source.text, rows) for table, rows in tables.items()}


def _list_spans(doc: Doc) -> Iterator[tuple[int, int]]:
    """Find the stretches that are lists of bodies."""
    columns = role_columns(doc)
    outline = doc._.outline
    if outline.footer is not None and outline.footer.end > outline.footer.start:
        yield outline.footer
    for block in doc._.source.blocks:
        if block.kind is BlockKind.TABLE_ROW:
            held = columns.get(block.table, {}) if block.table is not None else {}
            for cell in block.cells:
                if held.get(cell.column) in COLUMN_ROLES and cell.end > cell.start and not block.header:
                    yield cell.start, cell.end
        elif outline.zone(block.start) is not Zone.FOOTER:
            for label in find_labels(doc._.source.text, block.start, block.end):
                if label.kind == "agency" and label.value.end > label.value.start:
                    yield label.value.start, label.value.end
