"""The unit of government that a body's name is completed with: the words after the name, or the plan's own unit."""

import re
from dataclasses import dataclass
from datetime import date

from extractors.agency_lexicon import central_names
from extractors.agency_text import Syllables, form_of
from extractors.plan import Header
from extractors.provinces import find_province, full_name, provinces
from schemas.tables import Province
from schemas.vocabulary import AgencyLevel, Branch, ProvinceKind

#: A unit's kind, as its first syllables: (syllables, how many, level).
_UNITS: dict[tuple[str, ...], AgencyLevel] = {
    ("tỉnh",): AgencyLevel.PROVINCE,
    ("thành", "phố"): AgencyLevel.PROVINCE,
    ("huyện",): AgencyLevel.DISTRICT,
    ("quận",): AgencyLevel.DISTRICT,
    ("thị", "xã"): AgencyLevel.DISTRICT,
    ("xã",): AgencyLevel.COMMUNE,
    ("phường",): AgencyLevel.COMMUNE,
    ("thị", "trấn"): AgencyLevel.COMMUNE,
    ("đặc", "khu"): AgencyLevel.COMMUNE,
    ("thôn",): AgencyLevel.COMMUNE,
    ("ấp",): AgencyLevel.COMMUNE,
    ("khu", "phố"): AgencyLevel.COMMUNE,
    ("khóm",): AgencyLevel.COMMUNE,
    ("bản",): AgencyLevel.COMMUNE,
    ("buôn",): AgencyLevel.COMMUNE,
    ("tổ", "dân", "phố"): AgencyLevel.COMMUNE,
}
_OWN_UNIT = re.compile(r"\b(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố) (?=[^\W\d_a-zđ])(.+)$")
#: The committees of districts, and the kind of unit that each leads.
COMMITTEES = {"Huyện ủy": "huyện", "Thị ủy": "thị xã", "Quận ủy": "quận"}
_OWN_COMMITTEE = re.compile(r"\b(Huyện ủy|Thị ủy|Quận ủy) (.+)$")
_LONGEST_NAME = 5
_BODY_HEADS = frozenset(["sở", "hội", "bộ", "ban", "đoàn", "phòng", "đài", "báo", "cục", "trường"])
#: What tells which units of a class are meant.
_WHICH = tuple(
    tuple(words.split())
    for words in ("có liên quan", "liên quan",
                  "giáp biên", "biên giới", "ven biển", "miền núi", "vùng cao", "trọng điểm", "có dự án", "có rừng",
                  "có khu công nghiệp",
                  "có biển", "có đồng bào dân tộc thiểu số", "vùng dự án", "trong vùng dự án", "vùng đồng bào dân tộc")
)  # fmt: skip
#: What makes another word of `thị` and `thành`.
_OTHER_HALVES = frozenset(
    ["ủy", "đoàn", "đội", "hội", "trường", "thực", "sát", "lập", "viên", "phần", "công", "tích", "quả", "tựu", "tố"]
)
_NUMBERED = re.compile(r"\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a plan comes from: what its names leave out.

    Attributes:
        province: the plan's province, None for central bodies.
        unit: the issuer's own district or commune (`xã Hòa Phú`), None for a province or a central body.
        level: the issuer's level.
        branch: the issuer's branch.
        on: the day of the plan, for names of provinces.
        office: the issuer itself where it is a department or a ministry (`Sở Y tế tỉnh Hà Nam`): its own offices may
            leave it out.
    """

    province: Province | None = None
    unit: str | None = None
    level: AgencyLevel = AgencyLevel.PROVINCE
    branch: Branch | None = None
    on: date | None = None
    office: str | None = None

    @classmethod
    def of(cls, header: Header) -> "Setting":
        """Read the setting off a plan's header; an empty header gives an empty setting."""
        if header.issuer in central_names():
            office = header.issuer if (header.issuer or "").startswith("Bộ ") else None
            return cls(level=AgencyLevel.CENTRAL, branch=header.branch, on=header.issued_date, office=office)
        province = next((unit for unit in provinces() if unit.province_code == header.province_code), None)
        if province is None and header.province:
            province = find_province(header.province, header.issued_date)
        unit, level = None, AgencyLevel.PROVINCE if province else AgencyLevel.CENTRAL
        own = _OWN_UNIT.search(header.issuer or "")
        committee = _OWN_COMMITTEE.search(header.issuer or "")
        if committee and own is None:
            unit = f"{COMMITTEES[committee[1]]} {committee[2]}"
            return cls(province, unit, AgencyLevel.DISTRICT, header.branch, header.issued_date)
        if own and not (own[1] == "thành phố" and province and _same_city(own[2], province)):
            unit, level = own.group(), _UNITS[tuple(own[1].split())]
            if own[1] == "thành phố":
                level = AgencyLevel.DISTRICT
        office = header.issuer if (header.issuer or "").startswith("Sở ") else None
        return cls(province, unit, level, header.branch, header.issued_date, office)

    @property
    def province_suffix(self) -> str | None:
        """`tỉnh Hà Nam`, `thành phố Huế`, None without a province."""
        return full_name(self.province) if self.province else None

    @property
    def is_city(self) -> bool:
        """Whether the plan is for a centrally run city."""
        return self.province is not None and self.province.kind is ProvinceKind.THANH_PHO

    @property
    def bare_province(self) -> str | None:
        """`Hà Nam`: what `Tỉnh ủy` and its bodies take."""
        return self.province.name if self.province else None

    @property
    def own_suffix(self) -> str | None:
        """The issuer's own unit: its district or commune, else its province."""
        return self.unit or self.province_suffix


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of government after a body's name.

    Attributes:
        end: index of the first syllable after it.
        text: as a canonical name has it: `tỉnh Hà Nam`, `xã Hòa Phú`; as printed for a class.
        level: its level.
        province: the province that it is, None for other units.
        is_class: whether it names a class of units (`các huyện, thị xã`, `cấp huyện`, `xã, phường`).
        bare: whether a province is named without `tỉnh` or `thành phố`.
    """

    end: int
    text: str
    level: AgencyLevel
    province: Province | None = None
    is_class: bool = False
    bare: bool = False


def province_name_at(syllables: Syllables, start: int, setting: Setting) -> tuple[int, Province] | None:
    """Read a province's name at a syllable; the longest one counts."""
    if start >= len(syllables) or not syllables.capital(start):
        return None
    for end in range(min(start + _LONGEST_NAME, len(syllables)), start, -1):
        if end - start == 1 and not syllables.surfaces[start].isupper():
            pass
        if not (syllables.capital(end - 1) and syllables.forms[end - 1][0].isalpha()):
            continue
        unit = find_province(syllables.joined(start, end), setting.on)
        if unit is not None and _accents_right(syllables, start, end, unit):
            return end, unit
    return None


def _accents_right(syllables: Syllables, start: int, end: int, unit: Province) -> bool:
    """A name without its accents is another word (`hoa binh`), unless it is an abbreviation in capitals."""
    printed = [form for form in syllables.forms[start:end] if form[0].isalpha()]
    name = [form_of(word) for word in re.findall(r"\w+", unit.name)]
    return printed == name or printed == name[2:] or end - start == 1


def unit_at(syllables: Syllables, start: int, setting: Setting) -> Unit | None:
    """Read the unit that completes the name of a body which ends before `start`."""
    forms, count = syllables.forms, len(syllables)
    if start >= count:
        return None
    if forms[start] in ("các", "cấp") or (forms[start] == "ở" and forms[start + 1 : start + 2] == ["các"]):
        return _class_at(syllables, start, setting)
    kind = _kind_at(syllables, start)
    if kind is None:
        named = province_name_at(syllables, start, setting)
        if named is None or named[1].name.startswith("Thành phố "):
            return None
        return Unit(named[0], full_name(named[1]), AgencyLevel.PROVINCE, named[1], bare=True)
    after, level = kind
    following = after
    if forms[after : after + 1] in ([","], ["và"], ["/"], ["-"], ["–"]):
        following = after + 1
    joined = following != after and not syllables.capital(start) and not _is_committee(syllables, following)
    if joined and _kind_at(syllables, following) is not None:
        return _class_at(syllables, start, setting)
    word = " ".join(forms[start:after])
    if word in ("tỉnh", "thành phố"):
        named = province_name_at(syllables, after, setting)
        own = setting.province
        if named and (word == "tỉnh" or named[1].kind is ProvinceKind.THANH_PHO) and not _is_town(named[1], word, own):
            return Unit(named[0], full_name(named[1]), AgencyLevel.PROVINCE, named[1])
        proper = _proper_name_end(syllables, after)
        if word == "thành phố" and proper > after:
            return Unit(proper, f"thành phố {titled(syllables, after, proper)}", AgencyLevel.DISTRICT)
        if word == "thành phố" and (own is None or own.kind is ProvinceKind.TINH):
            text = setting.unit if (setting.unit or "").startswith("thành phố") else word
            return Unit(after, text or word, AgencyLevel.DISTRICT)
        return Unit(after, setting.province_suffix or word, AgencyLevel.PROVINCE, own)
    proper = _proper_name_end(syllables, after)
    if proper > after:
        return Unit(proper, f"{word} {titled(syllables, after, proper)}", level)
    if setting.unit and setting.unit.startswith(word + " "):
        return Unit(after, setting.unit, level)
    return Unit(after, word, level, is_class=True)


def _is_committee(syllables: Syllables, start: int) -> bool:
    """Tell whether a body begins with the word for a unit: `Tỉnh đoàn`, `Thành ủy`, `Xã đội`."""
    return syllables.forms[start + 1 : start + 2] in (["ủy"], ["đoàn"], ["đội"], ["hội"])


def _is_town(named: Province, word: str, own: Province | None) -> bool:
    """A province's town that shares a name with a city-province of another time: `thành phố Huế` before 2025."""
    return word == "thành phố" and own is not None and own.kind is ProvinceKind.TINH and named.name in own.name


def titled(syllables: Syllables, start: int, end: int) -> str:
    """Write out a proper name; one in capitals gets them at the beginnings of its words only."""
    text = syllables.joined(start, end)
    return text.title() if text.isupper() else text


def _kind_at(syllables: Syllables, start: int) -> tuple[int, AgencyLevel] | None:
    """Read the word for a unit's kind."""
    if syllables.forms[start : start + 2] == ["xã", "hội"]:
        return None
    for length in (3, 2, 1):
        level = _UNITS.get(tuple(syllables.forms[start : start + length]))
        if level is not None and start + length <= len(syllables):
            return start + length, level
    return None


def _short_kind_at(syllables: Syllables, start: int) -> tuple[int, AgencyLevel] | None:
    """Read half a word for a unit's kind, as lists of units have it: `các huyện, thị, thành`."""
    following = syllables.forms[start + 1] if start + 1 < len(syllables) else "\n"
    listed = syllables.forms[start - 2] in ("huyện", "thị", "thành", "xã", "phố")
    if syllables.forms[start : start + 1] not in (["thị"], ["thành"]) or not listed:
        return None
    return None if following in _OTHER_HALVES else (start + 1, AgencyLevel.DISTRICT)


def _proper_name_end(syllables: Syllables, start: int) -> int:
    """Return the end of a unit's proper name: a number or up to four capitalised syllables."""
    if start < len(syllables) and _NUMBERED.match(syllables.forms[start]):
        return start + 1
    end = start
    while end < min(start + 4, len(syllables)) and syllables.capital(end) and syllables.forms[end][0].isalpha():
        end += 1
    return end


def _class_at(syllables: Syllables, start: int, setting: Setting) -> Unit | None:
    """Read a class of units: `các huyện, thị xã và thành phố Huế`, `cấp xã`, `xã, phường`."""
    forms = syllables.forms
    if forms[start] == "cấp":
        kind = _kind_at(syllables, start + 1)
        if kind is None:
            return None
        end, level = kind
        while forms[end : end + 1] in ([","], ["và"], ["-"], ["–"], ["/"]) and _kind_at(syllables, end + 1) is not None:
            end, level = _kind_at(syllables, end + 1) or (end, level)
        if level is AgencyLevel.PROVINCE:
            return Unit(end, setting.province_suffix or syllables.joined(start, end), level, setting.province)
        return Unit(end, syllables.joined(start, end), level, is_class=True)
    index = start + (1 if forms[start] == "các" else 0)
    if forms[index : index + 1] == ["cấp"] or forms[index : index + 2] == ["địa", "phương"]:
        end = index + (1 if forms[index] == "cấp" else 2)
        return Unit(end, syllables.joined(start, end), AgencyLevel.OTHER, is_class=True)
    kind = _kind_at(syllables, index)
    if kind is None:
        return None
    level, end = kind[1], kind[0]
    while True:
        proper = _proper_name_end(syllables, end)
        end = proper if proper > end and not _ends_item(syllables, end) else end
        joint = end
        while forms[joint : joint + 1] in ([","], ["và"], ["-"], ["–"], ["/"]):
            joint += 1
        if forms[joint : joint + 1] == [":"] and _named_too(syllables, joint + 1):
            joint += 1  # `UBND các xã: Bình Lục, Liêm Hà`
        if index > start and proper == end and _named_too(syllables, joint):
            end = joint  # `các huyện Long Hồ, Mang Thít và Trà Ôn`
            continue
        after_article = joint + (1 if forms[joint : joint + 1] == ["các"] else 0)
        kind = _kind_at(syllables, after_article) or (_short_kind_at(syllables, joint) if joint > end else None)
        spaced = joint > end or (kind is not None and level is AgencyLevel.COMMUNE and forms[end] in ("xã", "phường"))
        if kind is None or not spaced:
            break
        end = kind[0]
    if forms[end : end + 4] == ["trực", "thuộc", "trung", "ương"]:
        end += 4
    end += next((len(words) for words in _WHICH if tuple(forms[end : end + len(words)]) == words), 0)
    return Unit(end, syllables.joined(start, end), level, is_class=True)


def _named_too(syllables: Syllables, index: int) -> bool:
    """Tell whether another place is named here, not another body."""
    if index + 1 >= len(syllables) or not (syllables.capital(index) and syllables.capital(index + 1)):
        return False
    return syllables.forms[index] not in _BODY_HEADS and _kind_at(syllables, index) is None


def _ends_item(syllables: Syllables, index: int) -> bool:
    """A capital after a class's last unit belongs to a new name (`các xã Sở …`)."""
    return syllables.forms[index] in ("sở", "ủy", "ban", "hội", "công", "các")


def _same_city(name: str, province: Province) -> bool:
    return name in province.name and province.kind is ProvinceKind.THANH_PHO
