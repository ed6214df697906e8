"""All bodies that a text names, in reading order: names, classes, enumerations, heads of bodies."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.agency_classes import class_at, class_openings
from extractors.agency_fields import ENUMERATING, fields_after, fields_behind_colon
from extractors.agency_lexicon import Style
from extractors.agency_name import Name, NameKind
from extractors.agency_names import NameReader
from extractors.agency_text import Syllables
from extractors.agency_units import Setting
from extractors.agency_variants import Item, one_name_each

#: Heads, who stand for their bodies where they are addressed.
_HEADS = frozenset(
    [
        ("chủ", "tịch"), ("giám", "đốc"), ("tổng", "giám", "đốc"), ("thủ", "trưởng"), ("trưởng",), ("chánh",),
        ("bí", "thư"), ("cục", "trưởng"), ("vụ", "trưởng"), ("chi", "cục", "trưởng"), ("hiệu", "trưởng"),
        ("viện", "trưởng"), ("bộ", "trưởng"), ("người", "đứng", "đầu"), ("gđ",), ("ct",), ("cvp",),
        ("chỉ", "huy", "trưởng"),
    ]
)  # fmt: skip
#: Members and deputies, who do not.
_MEMBERS = frozenset(
    [
        ("phó",), ("ủy", "viên"), ("đại", "biểu"), ("thành", "viên"), ("cán", "bộ"), ("chuyên", "viên"),
        ("đồng", "chí"), ("đ", "/", "c"), ("pct",), ("pcvp",), ("pgđ",), ("thứ", "trưởng"), ("công", "chức"),
        ("đoàn", "viên"), ("trợ", "lý"), ("thư", "ký"),
    ]
)  # fmt: skip
_TITLE_STARTS = frozenset(title[0] for title in _HEADS | _MEMBERS)
_STARTS_ITEM = frozenset({"\n", "\t", ";", ":", "-", "+", "•", "*", "–", "(", "[", ")"})
#: What classes that are led begin with (`chỉ đạo lực lượng công an`, `chỉ đạo chi bộ thôn`); `tổ chức` may be a verb.
_LED = frozenset({"lực", "chi", "cơ", "đơn"})
#: After these a name is what something shall become.
_NOT_AFTER = frozenset({("trở", "thành"), ("đưa", "thành")})
#: After these a name is a law's or a zone's.
_NOT_AFTER_WORD = frozenset({"luật", "khu"})
#: After these a fund is where money comes from.
_PAYING = frozenset({"từ", "nguồn", "vốn", "trích", "hộ"})
_LONGEST_LAW = 12
_ENDS_LAW = frozenset({"của", "do", "số", "ngày", "năm", "được", "tại", "theo", "cho", "giao", "trên", "với"})


def find_items(syllables: Syllables, setting: Setting, list_spans: Sequence[tuple[int, int]] = ()) -> list[Item]:
    """Find all bodies in a text.

    Args:
        syllables: the text.
        setting: what its names leave out.
        list_spans: stretches (code points, sorted) that are lists of bodies: cells, labelled lines, recipients.
    """
    finder = _Finder(NameReader(syllables, setting), list_spans)
    return one_name_each(finder.run(), syllables)


class _Finder:
    """One pass over the syllables of a text."""

    def __init__(self, reader: NameReader, list_spans: Sequence[tuple[int, int]]) -> None:
        self.reader = reader
        self.forms = reader.syllables.forms
        self.items: list[Item] = []
        self._lists = list_spans
        self._next_list = 0

    def run(self) -> list[Item]:
        index = 0
        openings = _TITLE_STARTS | ENUMERATING | class_openings()
        while index < len(self.forms):
            if self.forms[index] not in openings and index not in self.reader.found:
                index += 1
                continue
            end = self._step(index)
            index = end if end > index else index + 1
        return self.items

    def _step(self, index: int) -> int:
        """Read what begins at a syllable; return where to go on."""
        form = self.forms[index]
        heads = (
            tuple(self.forms[index : index + 2]) in _HEADS
        )  # `Cục trưởng`, `Vụ trưởng` open with the word for a body
        titled = form in _TITLE_STARTS and (heads or index not in self.reader.found)
        if titled:
            end = self._office(index)
            if end > index:
                return end
        if form == "các" and self.forms[index + 1 : index + 2] and self.forms[index + 1] in _TITLE_STARTS:
            end = self._office(index + 1)
            if end > index + 1:
                return end
        if form in ENUMERATING or (form == "các" and self.forms[index + 1 : index + 2]):
            end = self._headed_list(index)
            if end > index:
                return end
        in_list = self._in_list(index)
        phrase = None
        if index not in self.reader.found or form in ("tỉnh", "các", "thành"):
            phrase = class_at(self.reader, index, in_list and self._starts_item(index))
        if phrase is None and index in self.reader.found:
            name = self.reader.at(index)
            if name is not None:
                return self._take(name)
        if phrase is None and self._starts_item(index) and index in self.reader.found:
            phrase = class_at(self.reader, index, in_list)
        if phrase is None and self._governed(index) and index not in self.reader.found:
            phrase = class_at(self.reader, index, False, bare=True)
            if phrase is not None and phrase.end - phrase.start < 3:
                phrase = None
        if phrase is None and self._starts_sentence(index) and self.reader.syllables.capital(index):
            phrase = class_at(self.reader, index, False, bare=True) if not in_list else None
            if phrase is not None and phrase.nouns < 2:
                phrase = None
        if phrase is None:
            return index
        if self.forms[phrase.end : phrase.end + 1] == [":"] and self._names_follow(phrase.end + 1):
            return phrase.end
        text = phrase.text if phrase.text != "Ban" else self._owned_class(phrase.end)
        self.items.append(Item(index, phrase.end, text, True, phrase.agency))
        return phrase.end

    def _owned_class(self, end: int) -> str:
        """`các ban, UBKT Tỉnh ủy`: the name after it tells whose commissions are meant."""
        following = self.reader.at(end + 1) if self.forms[end : end + 1] in ([","], ["và"]) else None
        owner = next((o for o in ("Tỉnh ủy", "Thành ủy", "Trung ương") if following and o in following.text), "")
        return f"Ban {owner}".strip()

    def _names_follow(self, index: int) -> bool:
        return index in self.reader.found and self.reader.syllables.capital(index)

    def _in_list(self, index: int) -> bool:
        start = self.reader.syllables.starts[index]
        while self._next_list < len(self._lists) and self._lists[self._next_list][1] <= start:
            self._next_list += 1
        return self._next_list < len(self._lists) and self._lists[self._next_list][0] <= start

    def _starts_item(self, index: int) -> bool:
        before = self.forms[index - 1] if index else "\n"
        if before in _STARTS_ITEM:
            return True
        start = self.reader.syllables.starts[index]
        if any(low == start for low, _ in self._lists[self._next_list : self._next_list + 1]):
            return True
        return before in (",", "và") and bool(self.items) and self.items[-1].end in (index - 1, index)

    def _governed(self, index: int) -> bool:
        """Tell whether a word stands before that only a body can follow (`đối với`, `phối hợp với`)."""
        if self.forms[index - 2 : index] in (["chỉ", "đạo"], ["lãnh", "đạo"]):
            return self.forms[index] in _LED
        return self.forms[index - 1 : index] == ["với"] and self.forms[index - 2 : index - 1] in (["đối"], ["hợp"])

    def _starts_sentence(self, index: int) -> bool:
        """Tell whether a line or a numbered paragraph begins here."""
        before = index - 1
        while (before >= 0 and self.forms[before] in ("-", "+", ".", ")", "*", "•", "–")) or (
            before >= 0 and self.forms[before][0].isdigit()
        ):
            before -= 1
        return before < 0 or self.forms[before] == "\n"

    def _take(self, name: Name) -> int:
        """Keep a name that was read, with the enumeration that it opens."""
        if name.kind is NameKind.NOT or not name.text:
            return name.end
        start = name.start
        if name.end - start == 2 and self.forms[start] == "mặt" and not self._in_list(start):
            return name.end
        pays = name.entry is not None and name.entry.agency_id == "open_quy" and self.forms[start - 1] in _PAYING
        if pays or self._in_law(start):
            return name.end
        if tuple(self.forms[start - 2 : start]) in _NOT_AFTER or (start and self.forms[start - 1] in _NOT_AFTER_WORD):
            return name.end
        if self.forms[start - 1 : start] == ["các"] and name.entry is not None and name.entry.style is Style.OPEN:
            text = self.reader.syllables.joined(start, name.end)
            self.items.append(Item(start - 1, name.end, text[:1].upper() + text[1:], collective=True))
            return name.end
        paired = self._with_committees(name)
        if paired is not None:
            self.items.append(paired)
            return paired.end
        self.items.append(Item(start, name.end, name.text, name.kind is NameKind.CLASS, source=name))
        if name.kind is NameKind.BODY and self.forms[start] in ("sở", "bộ"):
            self.items += fields_after(self.reader, name.end, self.forms[start])
        return self.items[-1].end

    def _with_committees(self, name: Name) -> Item | None:
        """`Thường trực HĐND - UBND các huyện`: a class of pairs, each of a council and a committee."""
        council = name.entry is not None and name.text.startswith(("Thường trực Hội đồng", "Hội đồng nhân dân"))
        if not council or name.complete or self.forms[name.end : name.end + 1] not in (["-"], ["–"]):
            return None
        hit = self.reader.found.get(name.end + 1)
        other = self.reader.at(name.end + 1) if hit is not None and hit[1].agency_id == "uy_ban_nhan_dan" else None
        if other is None or other.kind is not NameKind.CLASS:
            return None
        bare = self.reader.syllables.joined(name.start, name.end)
        return Item(name.start, other.end, f"{bare} - {other.text}", collective=True)

    def _in_law(self, start: int) -> bool:
        """`Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân`: the bodies are what the law is about."""
        joined = False
        for index in range(start - 1, max(-1, start - _LONGEST_LAW), -1):
            form = self.forms[index]
            if form in ("luật", "lệnh") and self.reader.syllables.capital(index + 1):
                begins = index if form == "luật" else index - 1
                return self.reader.syllables.capital(begins) and (
                    not joined or self.forms[index + 1 : index + 3] == ["tổ", "chức"]
                )
            if not form[0].isalpha() or form in _ENDS_LAW:
                return False
            joined = joined or form == "và"
        return False

    def _headed_list(self, index: int) -> int:
        """`Các Sở: Y tế; Tài chính`, `Các Sở Y tế, Tài chính`, `Tập đoàn: VNPT, Viettel`."""
        at = index + 1 if self.forms[index] == "các" else index
        head = self.forms[at]
        if head == "tập" and self.forms[at : at + 2] == ["tập", "đoàn"]:
            return at + 3 if self.forms[at + 2 : at + 3] == [":"] else index
        if head in ENUMERATING and self.forms[at + 1 : at + 2] == [":"]:
            listed = fields_behind_colon(self.reader, at)
            self.items += listed
            return listed[-1].end if listed else index
        if index == at or head not in ("sở", "bộ") or not self.reader.syllables.capital(at):
            return index
        name = self.reader.at(at)
        if name is None or name.entry is None or name.entry.style is Style.NOT:
            return index
        return self._take(name)

    def _office(self, index: int) -> int:
        """`Giám đốc các sở`, `Chủ tịch UBND tỉnh`: the body behind an office holder."""
        at, member = index, False
        while at < len(self.forms):
            title = next(
                (t for n in (3, 2, 1) if (t := tuple(self.forms[at : at + n])) in _HEADS | _MEMBERS and len(t) == n),
                None,
            )
            if title is None:
                break
            member = member or title in _MEMBERS
            at += len(title)
            if self.forms[at : at + 1] == ["."] and self.reader.syllables.surfaces[at - 1].isupper():
                at += 1  # `PCT.UBND`
            while at < len(self.forms) and self.forms[at] in (",", "và", "các", "thường", "trực", "chuyên", "trách"):
                if self.forms[at] == "các" and self.forms[at + 1 : at + 2] and self.forms[at + 1] not in _TITLE_STARTS:
                    break
                at += 1
        if at == index or at >= len(self.forms):
            return index
        known = len(self.items)
        listed = self._headed_list(at) if self.forms[at] in ("các", "sở", "bộ") else at
        if len(self.items) > known:  # `Giám đốc các Sở: Y tế, Tài chính`
            self.items[known:] = [replace(item, office=True, member=member) for item in self.items[known:]]
            self.items[known] = replace(self.items[known], start=index)
            return listed
        if at in self.reader.found:
            name = self.reader.at(at)
            if name is None or name.kind is NameKind.NOT:
                return index
            end = self._with_body_of(name.end)
            office = Item(index, end, name.text, name.kind is NameKind.CLASS, office=True, member=member, source=name)
            self.items.append(office)
            return end
        phrase = class_at(self.reader, at, False) or class_at(self.reader, at, False, bare=self.forms[at - 1] != ",")
        if phrase is None or phrase.nouns == 0:
            return index
        end = self._with_body_of(phrase.end)
        self.items.append(Item(index, end, phrase.text, True, phrase.agency, office=True, member=member))
        return end

    def _with_body_of(self, end: int) -> int:
        """`chuyên viên cơ quan UBND xã`: the body that completes an office holder's own is no naming of its own."""
        name = self.reader.at(end) if end in self.reader.found else None
        return name.end if name is not None and name.kind is not NameKind.NOT else end
