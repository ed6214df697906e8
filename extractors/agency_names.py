"""The canonical names of bodies: abbreviations spelled out, the casing of the lexicon, the place added.

What a name ends in (annotation guidelines 6 and 11): a body of a province `tỉnh X`, of a centrally run city
`thành phố X`; `Tỉnh ủy X` and what belongs to it the bare name; central bodies nothing.
"""

import re
from dataclasses import replace

from extractors.agency_branches import branch_end_at, branch_of_body, prints_branch, spaced
from extractors.agency_lexicon import Entry, Style, by_id, find_entries
from extractors.agency_name import Name, NameKind
from extractors.agency_open_names import as_written, open_name
from extractors.agency_owners import council_after, lower_committee, owned_body, party_committee
from extractors.agency_text import Syllables, read_syllables
from extractors.agency_units import Setting, Unit, province_name_at, unit_at
from extractors.plan import Header
from schemas.vocabulary import AgencyLevel, Branch

#: A name holds no more names than this (`Văn phòng` of a committee of a party body of …).
_DEEPEST = 6
#: Names of four syllables that begin so are names also in lower case.
_UNMISTAKABLE = frozenset({"ủy", "hội", "mặt", "đảng"})
#: Heads that are printed in lower case as well before a name in capitals.
_OFTEN_SMALL = frozenset({"sở", "phòng", "cục"})
_ORDINAL = re.compile(r"\d{1,2}|[ivx]+|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười")
#: Schools that many provinces name after a person (`Trường Chính trị Trần Phú`).
_NAMED_AFTER_PERSONS = frozenset({"truong_chinh_tri"})
#: Heads of listed names that an open name may begin with as well.
_OPEN_HEADS = {"Trung tâm": "open_trung_tam", "Viện": "open_vien", "Chi cục": "open_chi_cuc"}
#: Fields with which a listed name goes on (`Trung tâm Y tế dự phòng`, `Viện Nghiên cứu phát triển kinh tế - xã hội`).
_GOING_ON = frozenset(
    tuple(words.split())
    for words in (
        "dự phòng", "kinh tế", "chuyên sâu", "quân dân", "quốc gia", "địa lý", "môi trường", "cộng đồng", "nông lâm",
        "nông nghiệp", "thủy sản", "du lịch", "đô thị", "nông thôn", "công nghiệp", "thương mại", "lao động",
    )
)  # fmt: skip
#: Fields that a centre promotes beside another.
_PROMOTED = frozenset({("thương", "mại"), ("du", "lịch")})
_FRONT = ("mat_tran_to_quoc_viet_nam", "uy_ban_mat_tran_to_quoc_viet_nam")


class NameReader:
    """Reads names of bodies at given syllables of one text.

    Args:
        syllables: the text.
        setting: what the names leave out.
    """

    def __init__(self, syllables: Syllables, setting: Setting) -> None:
        self.syllables = syllables
        self.setting = setting
        self.found = find_entries(syllables)
        self._depth = 0

    def at(self, start: int) -> Name | None:
        """Read the name that begins at a syllable, the longest one."""
        hit = self.found.get(start)
        if hit is None:
            return None
        end, entry = hit
        if entry.style is Style.NOT:
            return Name(start, end, "", NameKind.NOT, entry, AgencyLevel.OTHER)
        if not self.syllables.capital(start) and not self._in_any_case(start, end, entry):
            return None
        if end == start + 1 and self._in_symbol(start):
            return None
        if self._depth >= _DEEPEST:
            return None
        self._depth += 1
        try:
            return self._completed(start, end, entry)
        finally:
            self._depth -= 1

    def _in_symbol(self, start: int) -> bool:
        """Tell whether letters belong to a document's symbol (`13/2014/TTLT-BYT-BCT`)."""
        syllables = self.syllables
        if start < 2 or syllables.forms[start - 1] not in ("-", "/", "–"):
            return False
        glued = (
            syllables.ends[start - 1] == syllables.starts[start]
            and syllables.ends[start - 2] == syllables.starts[start - 1]
        )
        before = syllables.surfaces[start - 2]
        return glued and (before.isupper() or before.isdecimal())

    def _in_any_case(self, start: int, end: int, entry: Entry) -> bool:
        """Tell whether a name in lower case is still a name, not common words (`tiến bộ khoa học và công nghệ`)."""
        if entry.agency_id == "cong_an" and unit_at(self.syllables, end, self.setting) is not None:
            return True  # `chỉ đạo phòng Văn hóa - Xã hội, công an xã`
        if self.syllables.forms[start] in _OFTEN_SMALL and end > start + 1 and self.syllables.capital(start + 1):
            return entry.style is not Style.OPEN  # `sở Y tế`, `phòng Tư pháp`
        if entry.style is Style.OPEN:
            return False
        return entry.name.endswith("ủy") or (end - start >= 4 and self.syllables.forms[start] in _UNMISTAKABLE)

    def _completed(self, start: int, end: int, entry: Entry) -> Name | None:
        """Add owner and place to a name of the lexicons."""
        entry = self._existing(start, end, entry)
        if self.setting.office and self._names_own_office(end, entry):
            text = f"{entry.name} {self.setting.office}"
            return Name(start, end + 1, text, NameKind.BODY, None, AgencyLevel.PROVINCE, self.setting.province, True)
        match entry.style:
            case Style.FIXED:
                return self._central(start, end, entry)
            case Style.OPEN:
                return open_name(self, start, end, entry)
            case Style.OWNER:
                return owned_body(self, start, end, entry)
            case Style.BARE:
                return party_committee(self, start, end, entry)
            case Style.COMMITTEE | Style.OWN:
                return lower_committee(self, start, end, entry)
        return self._local(start, end, entry)

    def _names_own_office(self, end: int, entry: Entry) -> bool:
        """`Văn phòng Sở`, `Thanh tra Sở` in a department's own plan."""
        forms = self.syllables.forms
        alone = end + 1 >= len(forms) or not self.syllables.capital(end + 1)
        head = (self.setting.office or "").split(" ", 1)[0].lower()
        return entry.agency_id in ("van_phong", "thanh_tra") and forms[end : end + 1] == [head] and alone

    def _existing(self, start: int, end: int, entry: Entry) -> Entry:
        """A short form means the body that exists on the plan's day (`BCH Bộ đội Biên phòng`)."""
        gone = self.setting.on is not None and entry.valid_to is not None and self.setting.on > entry.valid_to
        if (
            not gone
            or entry.successor_id is None
            or self.syllables.forms[start:end] == read_syllables(entry.name).forms
        ):
            return entry
        return by_id()[entry.successor_id]

    def _central(self, start: int, end: int, entry: Entry) -> Name | None:
        if entry.agency_id == _FRONT[0]:
            return self._front(start, end, entry)
        if entry.agency_id == "ban_chap_hanh_trung_uong" and self.syllables.forms[end : end + 1] == ["đảng"]:
            end += 1
        branch_end = branch_end_at(self, end)
        if branch_end is not None and (entry.branch is Branch.GOVERNMENT or prints_branch(self, end, branch_end)):
            return branch_of_body(self, start, end, branch_end, entry)
        if branch_end is not None and entry.branch is Branch.OTHER:
            return Name(start, branch_end, as_written(self, start, branch_end), NameKind.BODY, None, AgencyLevel.OTHER)
        if self.syllables.forms[start + 1 : start + 2] == ["nghị"]:
            end = self._session_end(end)
        kept = end
        if self.syllables.forms[end : end + 1] == ["đảng"] and entry.branch is Branch.PARTY:
            kept, end = end + 1, end + 1
            return Name(start, kept, f"{entry.name} Đảng", NameKind.BODY, entry, AgencyLevel.CENTRAL, complete=True)
        if entry.branch in (Branch.OTHER, Branch.FRONT):
            unit = unit_at(self.syllables, end, self.setting)
            if unit and entry.branch is Branch.OTHER and not unit.is_class:
                return Name(start, unit.end, as_written(self, start, unit.end), NameKind.BODY, None, AgencyLevel.OTHER)
            if unit and entry.branch is Branch.FRONT and not unit.is_class:
                return self._with_unit(start, entry, unit)
        return Name(start, end, entry.name, NameKind.BODY, entry, AgencyLevel.CENTRAL, complete=True)

    def _session_end(self, end: int) -> int:
        """`Hội nghị Trung ương 6 khóa XI` is the Central Committee in session."""
        forms, stop = self.syllables.forms, end
        while stop < len(forms) and (
            forms[stop] in ("lần", "thứ", "khóa", "(", ")") or _ORDINAL.fullmatch(forms[stop])
        ):
            stop += 1
        return stop

    def _front(self, start: int, end: int, entry: Entry) -> Name:
        """`Mặt trận Tổ quốc` alone is the Front as such; with `tỉnh` it is the province's committee."""
        unit = unit_at(self.syllables, end, self.setting)
        if unit is None or unit.level is AgencyLevel.OTHER:
            return Name(start, end, entry.name, NameKind.BODY, entry, AgencyLevel.CENTRAL)
        name = Name(start, unit.end, "", NameKind.BODY, entry, unit.level, unit.province, complete=True)
        if unit.is_class:
            return replace(name, text=f"{entry.name} {unit.text}", kind=NameKind.CLASS)
        return replace(name, text=f"Ủy ban {entry.name} {unit.text}")

    def capitals_after(self, end: int) -> int:
        """Return where the proper name that follows ends: up to four capitals, none of them the head of a body."""
        stop = end
        while stop < min(end + 4, len(self.syllables)) and self.syllables.capital(stop):
            if stop in self.found and self.found[stop][1].style is not Style.OPEN:
                return end
            stop += 1
        return stop

    def _local(self, start: int, end: int, entry: Entry) -> Name | None:
        """A body that every province, district or commune has."""
        forms = self.syllables.forms
        head = self._open_head(start, end, entry)
        if head is not None:
            return open_name(self, start, *head)
        branch_end = branch_end_at(self, end)
        if branch_end is not None:
            return branch_of_body(self, start, end, branch_end, entry)
        after = end
        if entry.branch is Branch.FRONT and forms[end : end + 2] == ["việt", "nam"]:
            after = end + 2
        if forms[after : after + 1] == ["("] and ")" in forms[after : after + 5]:
            after = forms.index(")", after) + 1
        council = council_after(self, end) if entry.agency_id == "ban_dan_toc" else None
        if council is not None:
            stop = self.at(end).end if end in self.found else end  # type: ignore[union-attr]
            return Name(start, stop, f"{entry.name} {council}", NameKind.BODY, entry, self.setting.level, complete=True)
        owner = self.at(end) if entry.branch is Branch.FRONT and end in self.found else None
        if owner is not None and owner.kind is NameKind.BODY and owner.branch is Branch.GOVERNMENT:
            return replace(
                owner, start=start, text=f"{entry.name} {owner.text}", entry=None
            )  # `Đoàn Thanh niên Sở Y tế`
        unit = unit_at(self.syllables, after, self.setting)
        proper = self.capitals_after(end)
        if unit is None and entry.agency_id in _NAMED_AFTER_PERSONS and proper > end + 1:
            text = f"{entry.name} {self.syllables.joined(end, proper)}"
            return Name(start, proper, text, NameKind.BODY, None, AgencyLevel.PROVINCE, self.setting.province, True)
        if unit is not None and unit.bare and forms[unit.end : unit.end + 1] in (["-"], ["–"]):
            other = province_name_at(self.syllables, unit.end + 1, self.setting)
            if other is not None:  # `Cục Hải quan Gia Lai - Kon Tum`: one body for two provinces
                text = f"{entry.name} {spaced(self.syllables.joined(end, other[0]))}"
                return Name(start, other[0], text, NameKind.BODY, None, AgencyLevel.OTHER, complete=True)
        if unit is not None:
            national = forms[end : end + 2] == ["việt", "nam"] and not entry.name.endswith("Việt Nam")
            printed = self.syllables.joined(end, end + 2) if national else ""
            base = entry.name if not printed else f"{entry.name} {printed}"
            return self._with_unit(start, entry, unit, base)
        if entry.style is Style.TITLED:
            return None
        if entry.style is Style.BRANCH and self.setting.province is None:
            return Name(start, end, entry.name, NameKind.BODY, entry, AgencyLevel.CENTRAL)
        if self.setting.level is AgencyLevel.PROVINCE and AgencyLevel.PROVINCE not in entry.levels:
            return Name(start, end, entry.name, NameKind.CLASS, entry, entry.levels[0])  # every district has one
        own = self.own_suffix_for(entry)
        text = f"{entry.name} {own}" if own else entry.name
        level = self.setting.level if own and own == self.setting.unit else AgencyLevel.PROVINCE
        return Name(start, after if after == end + 2 else end, text, NameKind.BODY, entry, level, self.setting.province)

    def _open_head(self, start: int, end: int, entry: Entry) -> tuple[int, Entry] | None:
        """Return the open head of a listed name that goes on (`Trung tâm Công nghệ thông tin và Truyền thông`)."""
        forms, after = self.syllables.forms, end + 1
        goes_on = tuple(forms[end : end + 2]) in _GOING_ON
        if entry.name.startswith("Trung tâm Xúc tiến") and forms[end : end + 1] in ([","], ["và"]):
            goes_on = tuple(forms[after : after + 2]) in _PROMOTED
        if not goes_on and not self._lists_fields(end):
            if forms[end : end + 1] != ["và"] or after >= len(forms) or not self.syllables.capital(after):
                return None
            if after in self.found or province_name_at(self.syllables, after, self.setting) is not None:
                return None
        for name, agency_id in _OPEN_HEADS.items():
            if entry.name.startswith(f"{name} "):
                return start + len(name.split()), by_id()[agency_id]
        return None

    def _lists_fields(self, end: int) -> bool:
        """`Trung tâm Xúc tiến đầu tư, Thương mại và Du lịch`: a comma and `và` join three fields."""
        forms, capital = self.syllables.forms, self.syllables.capital
        if forms[end : end + 1] != [","] or end + 3 >= len(forms) or end + 1 in self.found or not capital(end + 1):
            return False
        at = end + 2
        while at < min(end + 6, len(forms) - 1) and forms[at][0].isalpha() and forms[at] != "và":
            at += 1
        return forms[at] == "và" and capital(at + 1) and at + 1 not in self.found

    def own_suffix_for(self, entry: Entry) -> str | None:
        """Return the unit whose body it is: the plan's own where it has bodies of this kind, else its province."""
        if self.setting.unit and self.setting.level in entry.levels:
            return self.setting.unit
        return self.setting.province_suffix

    def _with_unit(self, start: int, entry: Entry, unit: Unit, base: str | None = None) -> Name:
        name = Name(start, unit.end, "", NameKind.BODY, entry, unit.level, unit.province, complete=True)
        if unit.is_class:
            return replace(name, text=f"{base or entry.name} {unit.text}", kind=NameKind.CLASS)
        if unit.bare and entry.style is Style.PRESS and unit.province:
            return replace(name, text=f"{entry.name} {unit.province.name}")
        return replace(name, text=f"{base or entry.name} {unit.text}")


def canonical_name(raw: str, header: Header) -> str:
    """Return the canonical name of a body.

    Args:
        raw: the name as printed: any casing, abbreviations, line feeds.
        header: gives province, level and branch of the issuer, which the name leaves out; an empty one adds nothing.

    Returns:
        The full name: `Sở KH&CN` in a plan of Bắc Kạn is `Sở Khoa học và Công nghệ tỉnh Bắc Kạn`. A name of no known
        shape comes back with its abbreviations spelled out and, if it was in capitals, in sentence case.
    """
    syllables = read_syllables(" ".join(raw.split()))
    name = NameReader(syllables, Setting.of(header)).at(0) if len(syllables) else None
    if name is not None and name.kind is not NameKind.NOT and name.text:
        rest = re.sub(r"\(.*?\)", "", syllables.joined(name.end, len(syllables))).strip(" .,;:-–")
        return name.text if not rest or not name.complete else f"{name.text} {rest}".strip()
    text = syllables.joined(0, len(syllables)).strip(" .,;:-–")
    return text.capitalize() if text.isupper() else text
