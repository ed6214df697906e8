"""The dimension `agencies`: the id of a canonical name, and the row of an id with its life and its successor.

A body of a province ends with its own kind (Sở Kế hoạch và Đầu tư, Nghị định 45/2025/NĐ-CP) or with its province
(Nghị quyết 202/2025/QH15), whichever comes first, and the body that took over bears the name of the new kind, of the
new province, or of both.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.agency_history import legal_acts
from extractors.agency_lexicon import Entry, Style, by_id
from extractors.agency_name import Name, NameKind
from extractors.agency_names import NameReader
from extractors.agency_text import read_syllables
from extractors.agency_units import Setting
from extractors.plan import Header
from extractors.provinces import full_name, provinces
from schemas.tables import Agency, Province
from schemas.vocabulary import AgencyLevel, Branch, ProvinceKind

#: The last day of the districts (Luật Tổ chức chính quyền địa phương 72/2025/QH15).
_DISTRICTS_END = date(2025, 6, 30)
_DISTRICTS_ACT = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"
#: Bodies whose name says what kind of unit their province is.
_KIND_IN_NAME = {
    ProvinceKind.TINH: {"Thành ủy": "Tỉnh ủy", "Thành đoàn": "Tỉnh đoàn"},
    ProvinceKind.THANH_PHO: {"Tỉnh ủy": "Thành ủy", "Tỉnh đoàn": "Thành đoàn"},
}


def agency_id_of(name: str, header: Header) -> str:
    """Return the agency_id of a canonical name.

    Args:
        name: a canonical name.
        header: the plan that names it; a body of a province has the province's code in its id.

    Returns:
        The lexicon's id for a central body (`bo_y_te`); for a province's body the generic id and the province_code
        (`so_y_te.01-HN`); for any other body its name in ASCII.
    """
    return agency_id_of_name(name, Setting.of(header))


def agency_id_of_name(name: str, setting: Setting) -> str:
    """Return the agency_id of a canonical name in a setting; see `agency_id_of`."""
    setting = _dated(setting)
    read = _read(name, setting)
    if read is None or read.kind is not NameKind.BODY:
        return _slug(name)
    code = _province_code(read, setting)
    if read.entry is None or read.entry.style in (Style.OPEN, Style.OWNER, Style.COMMITTEE, Style.OWN):
        return f"{_slug(name)}.{code}" if code else _slug(name)
    if read.entry.style is Style.FIXED:
        return read.entry.agency_id if read.text == read.entry.name else _slug(name)
    if read.level in (AgencyLevel.DISTRICT, AgencyLevel.COMMUNE):
        return f"{_slug(name)}.{code}" if code else _slug(name)
    return f"{read.entry.agency_id}.{code}" if code else read.entry.agency_id


def agency_rows(names: Mapping[str, str], header: Header) -> list[Agency]:
    """Make the rows of the dimension.

    Args:
        names: agency_id -> canonical name, of the bodies that one plan names.
        header: that plan's header.
    """
    setting = _dated(Setting.of(header))
    rows: dict[str, Agency] = {}
    waiting = [(agency_id, name, setting) for agency_id, name in names.items()]
    while waiting:
        agency_id, name, its_setting = waiting.pop()
        if agency_id in rows:
            continue
        rows[agency_id], heir = _row(agency_id, name, its_setting)
        if heir is not None:
            waiting.append(heir)
    return [rows[agency_id] for agency_id in sorted(rows)]


#: agency_id, canonical name, and the setting in which it is read.
_Named = tuple[str, str, Setting]


def _dated(setting: Setting) -> Setting:
    """Let an undated plan of a province that is no more name the provinces of that time."""
    if setting.on is None and setting.province is not None and setting.province.valid_to is not None:
        return replace(setting, on=setting.province.valid_to)
    return setting


def _row(agency_id: str, name: str, setting: Setting) -> tuple[Agency, _Named | None]:
    """Make the row of a body, and name the one that took over."""
    read = _read(name, setting)
    entry = by_id().get(agency_id.partition(".")[0]) or (read.entry if read is not None else None)
    level = read.level if read is not None else AgencyLevel.OTHER
    province = _province(agency_id)
    known = entry is not None and entry.style not in (Style.OPEN, Style.NOT)
    life, heir, short = _Life(), None, None
    if known and read is not None and entry is not None:
        life = _Life.of(entry, level, province)
        heir = _heir(read, entry, life, province, setting)
        own = read.text.startswith(entry.name) and entry.style is not Style.OWNER
        short = entry.short_names[0] if own and entry.short_names else None
    row = Agency(
        agency_id=agency_id,
        name=name,
        short_name=short,
        branch=entry.branch if entry is not None else Branch.OTHER,
        level=level,
        province_code=province.province_code if province else None,
        valid_from=life.first,
        valid_to=life.last,
        successor_id=heir[0] if heir else None,
        legal_act=life.acts,
    )
    return row, heir


@dataclass(frozen=True, slots=True)
class _Life:
    """First and last day of a body, what ended, and the acts behind it."""

    first: date | None = None
    last: date | None = None
    kind_ended: bool = False
    province_ended: bool = False
    acts: str | None = None

    @classmethod
    def of(cls, entry: Entry, level: AgencyLevel, province: Province | None) -> "_Life":
        """Tell the life of a body from its kind, its level, and the province it belongs to."""
        acts = [legal_acts().get(entry.agency_id)]
        first, kind_ends, province_ends = entry.valid_from, entry.valid_to, None
        if level is AgencyLevel.DISTRICT and entry.branch is not Branch.OTHER:
            kind_ends = min(kind_ends or _DISTRICTS_END, _DISTRICTS_END)
            acts.append(_DISTRICTS_ACT)
        if province is not None and level is AgencyLevel.PROVINCE:
            province_ends = province.valid_to
            if province.valid_from is not None:
                first = max(first or province.valid_from, province.valid_from)
                acts.append(province.legal_act)
        last = min(filter(None, (kind_ends, province_ends)), default=None)
        if first and last and first > last:  # a kind of body that the province did not live to see
            return cls(last=province_ends, acts="; ".join(filter(None, acts)) or None)
        if last is not None and last == province_ends and province is not None:
            acts.append(_successor(province).legal_act)
        told = "; ".join(dict.fromkeys(filter(None, acts))) or None
        return cls(
            first, last, last is not None and last == kind_ends, last is not None and last == province_ends, told
        )


def _heir(read: Name, entry: Entry, life: _Life, province: Province | None, setting: Setting) -> _Named | None:
    """Name the body that took over: of the kind, the province, or both that came after."""
    if life.last is None or read.level in (AgencyLevel.DISTRICT, AgencyLevel.COMMUNE):
        return None
    if not (life.kind_ended or life.province_ended):
        return None
    name, then = read.text, replace(setting, on=life.last + timedelta(days=1))
    if life.kind_ended:
        if entry.successor_id is None or not name.startswith(entry.name):
            return None
        heir = by_id()[entry.successor_id]
        if heir.style is Style.FIXED:
            return heir.agency_id, heir.name, then
        name = heir.name + name.removeprefix(entry.name)
    if life.province_ended and province is not None:
        after = _successor(province)
        name, then = _renamed(name, province, after), replace(then, province=after)
    return agency_id_of_name(name, then), name, then


def _renamed(name: str, before: Province, after: Province) -> str:
    """Put the name of the province after another one's into a body's name."""
    printed = re.compile(rf"(?P<kind>(?:tỉnh|thành phố) )?{re.escape(before.name)}$")
    name = printed.sub(lambda found: full_name(after) if found["kind"] else after.name, name)
    for old, new in _KIND_IN_NAME[after.kind].items():
        name = name.replace(old, new)
    return name


def _province(agency_id: str) -> Province | None:
    """Return the province whose code stands in an agency_id."""
    code = agency_id.partition(".")[2]
    return next((unit for unit in provinces() if unit.province_code == code), None)


def _successor(province: Province) -> Province:
    return next(unit for unit in provinces() if unit.province_code == province.successor_code)


def _read(name: str, setting: Setting) -> Name | None:
    """Read a canonical name as a whole."""
    syllables = read_syllables(name)
    return NameReader(syllables, setting).at(0) if len(syllables) else None


def _province_code(read: Name, setting: Setting) -> str | None:
    if read.province is not None:
        return read.province.province_code
    local = read.level in (AgencyLevel.DISTRICT, AgencyLevel.COMMUNE, AgencyLevel.PROVINCE)
    return setting.province.province_code if local and setting.province else None


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "_".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))
