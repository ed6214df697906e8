"""Committees, and the bodies that belong to another: `Tỉnh ủy X`, `Đảng ủy xã X`, `Ban Tổ chức Tỉnh ủy X`.

A plan leaves the owner out where its issuer or the next of a list gives it.
"""

from typing import TYPE_CHECKING

from extractors.agency_lexicon import Entry, Style
from extractors.agency_name import Name, NameKind
from extractors.agency_units import COMMITTEES, province_name_at, titled, unit_at
from schemas.vocabulary import AgencyLevel, Branch

if TYPE_CHECKING:
    from extractors.agency_names import NameReader


def party_committee(reader: "NameReader", start: int, end: int, entry: Entry) -> Name:
    """`Tỉnh ủy`, `Thành ủy`, `Tỉnh đoàn`: the bare name of the province."""
    named = province_name_at(reader.syllables, end, reader.setting)
    if named:
        text, stop = f"{entry.name} {named[1].name.removeprefix('Thành phố ')}", named[0]
        if named[1].name.startswith("Thành phố "):
            text = f"{entry.name} {named[1].name}"
        return Name(start, stop, text, NameKind.BODY, entry, AgencyLevel.PROVINCE, named[1], complete=True)
    name = entry.name
    province = reader.setting.province
    if name.startswith("Tỉnh") and province is not None and _is_abbreviated(reader, start, end):
        name = name.replace("Tỉnh", "Thành") if reader.setting.is_city else name
    if name.startswith("Thành") and not reader.setting.is_city:
        proper = reader.capitals_after(end)
        text = f"{name} {reader.syllables.joined(end, proper)}" if proper > end else name
        return Name(start, proper, text, NameKind.BODY, entry, AgencyLevel.DISTRICT, complete=True)
    place = reader.setting.bare_province
    return Name(start, end, f"{name} {place}" if place else name, NameKind.BODY, entry, AgencyLevel.PROVINCE, province)


def _is_abbreviated(reader: "NameReader", start: int, end: int) -> bool:
    return reader.syllables.starts[start] == reader.syllables.starts[end - 1]


def lower_committee(reader: "NameReader", start: int, end: int, entry: Entry) -> Name | None:
    """`Đảng ủy xã X`, `Đảng ủy Quân khu 4`, `Huyện ủy X`."""
    unit = unit_at(reader.syllables, end, reader.setting)
    if unit and not unit.is_class and not unit.bare and entry.style is Style.COMMITTEE:
        return Name(start, unit.end, f"{entry.name} {unit.text}", NameKind.BODY, entry, unit.level, unit.province, True)
    owner = reader.at(end)
    if owner and owner.kind is NameKind.BODY and entry.style is Style.COMMITTEE:
        return Name(
            start, owner.end, f"{entry.name} {owner.text}", NameKind.BODY, None, owner.level, owner.province, True
        )
    proper = reader.capitals_after(end)
    if proper > end:
        text = f"{entry.name} {titled(reader.syllables, end, proper)}"
        return Name(start, proper, text, NameKind.BODY, entry, entry.levels[0], complete=True)
    if reader.setting.unit and reader.setting.level in entry.levels:
        own = reader.setting.unit if entry.style is Style.COMMITTEE else reader.setting.unit.split(" ", 1)[1]
        return Name(start, end, f"{entry.name} {own}", NameKind.BODY, entry, reader.setting.level)
    if unit and unit.is_class:
        text = f"{entry.name} {unit.text}"
        return Name(start, unit.end, text, NameKind.CLASS, entry, unit.level, complete=True)
    return Name(start, end, entry.name, NameKind.CLASS, entry, entry.levels[0])


def owned_body(reader: "NameReader", start: int, end: int, entry: Entry) -> Name | None:
    """`Ban Tổ chức Tỉnh ủy X`, `Thường trực HĐND tỉnh`, `Ban cán sự đảng Bộ Y tế`; the owner may be left out."""
    at = end + 1 if reader.syllables.forms[end : end + 1] == ["của"] else end
    owner = reader.at(at)
    if owner and owner.kind is NameKind.NOT:
        owner = None
    if owner:
        text = f"{entry.name} {owner.text}"
        return Name(start, owner.end, text, owner.kind, entry, owner.level, owner.province, owner.complete)
    if reader.syllables.forms[end : end + 2] == ["trung", "ương"]:
        stop = end + (3 if reader.syllables.forms[end + 2 : end + 3] == ["đảng"] else 2)
        text = f"{entry.name} {'Trung ương Đảng' if stop == end + 3 else 'Trung ương'}"
        return Name(start, stop, text, NameKind.BODY, entry, AgencyLevel.CENTRAL, complete=True)
    own = _borrowed_owner(reader, end, entry) or _default_owner(reader, entry)
    if own is None or (entry.agency_id == "thuong_truc" and _is_abbreviated(reader, start, end) and end == start + 1):
        return None
    level = reader.setting.level
    unit = unit_at(reader.syllables, end, reader.setting)
    if unit is not None and not (unit.is_class or unit.bare) and own.endswith(f" {unit.text}"):
        end = unit.end  # `Ban Xây dựng Đảng xã`: the unit printed is that of the owner left out
    return Name(start, end, f"{entry.name} {own}", NameKind.BODY, entry, level, reader.setting.province)


def council_after(reader: "NameReader", end: int) -> str | None:
    """Return the council that owns a commission: printed behind it, or behind the last commission of its list."""
    at = end + 1 if reader.syllables.forms[end : end + 1] == ["của"] else end
    hit = reader.found.get(at)
    if hit is not None and hit[1].agency_id == "hoi_dong_nhan_dan":
        owner = reader.at(at)
        return owner.text if owner is not None else None
    if reader.syllables.forms[at : at + 1] not in ([","], ["và"]) or at + 1 not in reader.found:
        return None
    following = reader.at(at + 1)
    council = "Hội đồng nhân dân "
    if following is None or f" {council}" not in following.text or not following.text.startswith("Ban "):
        return None
    return following.text[following.text.index(council) :] if following.complete else None


def _borrowed_owner(reader: "NameReader", end: int, entry: Entry) -> str | None:
    """`Ban Tuyên giáo, Ban Tổ chức Tỉnh ủy`: the last of a list names the owner of all."""
    if entry.owners == {"council"}:
        return council_after(reader, end)
    if reader.syllables.forms[end : end + 1] not in ([","], ["và"]) or end + 1 not in reader.found:
        return None
    following = reader.at(end + 1)
    if following is None or following.entry is None or following.entry.branch is not Branch.PARTY:
        return None
    if following.entry.style is Style.OWNER:
        return following.text.removeprefix(following.entry.name).strip()
    return "Trung ương" if following.text.endswith("Trung ương") else None


def _default_owner(reader: "NameReader", entry: Entry) -> str | None:
    """Return the owner that the plan's issuer gives: a committee's own bodies need not name it."""
    if "front" in entry.owners and reader.setting.branch is Branch.FRONT:
        return f"Ủy ban Mặt trận Tổ quốc Việt Nam {reader.setting.own_suffix or ''}".strip()
    if entry.owners == {"council"}:
        return f"Hội đồng nhân dân {reader.setting.own_suffix}" if reader.setting.own_suffix else None
    if entry.agency_id == "ban_xay_dung_dang" and reader.setting.unit:
        return f"Đảng ủy {reader.setting.unit}"
    if entry.agency_id == "ban_chap_hanh" and reader.setting.branch is Branch.PARTY:
        return f"Đảng bộ {reader.setting.own_suffix}" if reader.setting.own_suffix else None
    if "party_committee" not in entry.owners or reader.setting.branch is not Branch.PARTY:
        return None
    if entry.name == "Văn phòng":
        return None
    if reader.setting.unit:
        led = next((name for name, word in COMMITTEES.items() if reader.setting.unit.startswith(f"{word} ")), None)
        return f"{led} {reader.setting.unit[len(COMMITTEES[led]) + 1 :]}" if led else f"Đảng ủy {reader.setting.unit}"
    place = reader.setting.bare_province
    if place is None:
        return None
    owner = f"{'Thành ủy' if reader.setting.is_city else 'Tỉnh ủy'} {place}"
    return f"Văn phòng {owner}" if entry.name.startswith("Phòng") else owner
