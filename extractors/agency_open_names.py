"""Open names completed: what stands behind the head and the proper name, and the place that is left out.

Where such a name ends is told in `extractors.agency_open`.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.agency_lexicon import Entry
from extractors.agency_name import Name, NameKind
from extractors.agency_open import open_name_end
from extractors.agency_units import province_name_at, unit_at
from schemas.vocabulary import AgencyLevel

if TYPE_CHECKING:
    from extractors.agency_names import NameReader

#: What tells that an open name needs no place: it says whose it is, or stands above the provinces.
_PLACED = frozenset({"quốc", "ương", "nam", "miền", "vùng", "vực", "quân", "pasteur"})
#: Rooms that only the police have.
_OF_POLICE = (["cảnh", "sát"], ["an", "ninh"])
#: From level to level there is one each (`Ban Chỉ đạo … từ tỉnh đến xã`).
_AT_EVERY_LEVEL = (["từ", "tỉnh"], ["từ", "cấp"], ["từ", "trung"], ["từ", "thành"], ["từ", "huyện"])
#: Offices and branches that are named by the body that they belong to.
_OF_ANOTHER = frozenset({"open_van_phong_thuong_truc", "open_ban_tri_su", "open_chi_nhanh", "open_phan_hieu"})
#: What a name goes on with in lower case, whatever its head.
_STAYS_SMALL = (["các"], ["về"], ["và"], ["số"], ["triển"], ["thực"], ["ngành"])
#: Open names that another body may own by `của`.
_OF_OTHERS = frozenset({"open_ban_chi_dao", "open_to_cong_tac", "open_hoi_dong", "open_ban_dieu_phoi"})


def open_name(reader: "NameReader", start: int, end: int, entry: Entry) -> Name | None:
    """A name that no list holds: it ends where the proper name ends."""
    if entry.agency_id in _OF_ANOTHER:
        owner = reader.at(end)
        text = f"{entry.name} {owner.text}" if owner is not None else ""
        return replace(owner, start=start, text=text, entry=entry, base_end=end) if owner and owner.text else None
    stop = open_name_end(reader, start, end, entry)
    name = _completed(reader, start, stop, entry) if stop is not None else None
    return replace(name, base_end=stop) if name is not None and stop is not None else None


def _completed(reader: "NameReader", start: int, stop: int, entry: Entry) -> Name:
    unit = unit_at(reader.syllables, stop, reader.setting)
    text = as_written(reader, start, stop)
    if unit and unit.is_class:
        text = f"{text} {reader.syllables.joined(stop, unit.end)}"
        return Name(start, unit.end, text, NameKind.CLASS, None, unit.level, complete=True)
    if unit and unit.bare:
        end = unit.end + 1 if _numbers_the_name(reader, unit.end) else unit.end
        text = f"{text} {reader.syllables.joined(stop, end)}"
        return Name(start, end, text, NameKind.BODY, entry, AgencyLevel.OTHER, unit.province, complete=True)
    if unit:
        text = f"{text} {unit.text}"
        return Name(start, unit.end, text, NameKind.BODY, entry, unit.level, unit.province, complete=True)
    parent_at = stop + 1 if reader.syllables.forms[stop : stop + 1] in ([","], ["-"], ["–"], ["thuộc"]) else stop
    parent = _parent(reader, parent_at, entry)
    if parent:
        text = f"{text}, {parent.text}" if parent_at > stop else f"{text} {parent.text}"
        return Name(start, parent.end, text, NameKind.BODY, entry, AgencyLevel.OTHER, parent.province, complete=True)
    if entry.agency_id in _OF_OTHERS and reader.syllables.forms[stop : stop + 1] == ["của"]:
        owner = reader.at(stop + 1)
        if owner and owner.kind is NameKind.BODY:
            text = f"{text} của {owner.text}"
            return Name(start, owner.end, text, NameKind.BODY, entry, owner.level, owner.province, complete=True)
    if entry.agency_id == "open_phong" and reader.syllables.forms[start + 1 : start + 3] in _OF_POLICE:
        owner_unit = reader.setting.own_suffix
        police = f"{text} Công an {owner_unit}" if owner_unit else text
        return Name(start, stop, police, NameKind.BODY, entry, AgencyLevel.PROVINCE, reader.setting.province)
    if entry.agency_id == "open_phong" and (reader.setting.office or "").startswith("Sở "):
        return Name(start, stop, f"{text} {reader.setting.office}", NameKind.BODY, entry, AgencyLevel.PROVINCE)
    own = reader.setting.own_suffix
    named = _ends_in_proper_name(reader, start, stop) or any(
        _province_ends(reader, begin, stop) for begin in range(max(start, stop - 4), stop)
    )
    named = named or reader.syllables.forms[stop : stop + 2] in _AT_EVERY_LEVEL
    if entry.placed and own and not named and not _PLACED.intersection(reader.syllables.forms[start:stop]):
        return Name(start, stop, f"{text} {own}", NameKind.BODY, entry, AgencyLevel.PROVINCE, reader.setting.province)
    return Name(start, stop, text, NameKind.BODY, entry, AgencyLevel.OTHER)


def _ends_in_proper_name(reader: "NameReader", start: int, stop: int) -> bool:
    """`Ban Quản lý Khu kinh tế Dung Quất`: two capitals behind common words name the place already."""
    titled = [reader.syllables.surfaces[k] for k in range(max(start, stop - 3), stop)]
    return len(titled) == 3 and titled[0][:1].islower() and all(w.istitle() and len(w) > 1 for w in titled[1:])


def _province_ends(reader: "NameReader", begin: int, stop: int) -> bool:
    found = province_name_at(reader.syllables, begin, reader.setting)
    return found is not None and found[0] == stop


def _numbers_the_name(reader: "NameReader", index: int) -> bool:
    """`Trường Đại học Sư phạm Hà Nội 2`: a digit that ends the name, not one that counts what follows."""
    forms = reader.syllables.forms
    after = forms[index + 1] if index + 1 < len(forms) else "."
    return index < len(forms) and forms[index] in tuple("123456789") and after in (",", ";", ".", ")", "\n", "\t", "và")


def _parent(reader: "NameReader", start: int, entry: Entry) -> Name | None:
    """The university, academy or hospital that an institute names as its own."""
    hit = reader.found.get(start)
    if hit is None or hit[1] is entry:
        return None
    adjoins = start > 0 and reader.syllables.forms[start - 1] not in (",", "-", "–")
    if entry.agency_id == "open_phong" and adjoins and reader.syllables.capital(start):
        owner = reader.at(start)  # `Phòng Kế hoạch - Tài chính Sở Y tế`
        return owner if owner is not None and owner.kind is NameKind.BODY else None
    return reader.at(start) if hit[1].agency_id in ("open_dai_hoc", "open_hoc_vien") else None


def as_written(reader: "NameReader", start: int, end: int) -> str:
    """Return a name as printed, its head as the lexicon has it and what follows opening with a capital."""
    text = reader.syllables.joined(start, end)
    hit = reader.found.get(start)
    if hit is None:
        return text
    head, rest = reader.syllables.joined(start, hit[0]), reader.syllables.joined(hit[0], end)
    head = hit[1].name if len(head) == len(hit[1].name) else head
    gap = "" if rest[:1] in ",;" else " "
    forms = reader.syllables.forms
    small = forms[hit[0] : hit[0] + 1] in _STAYS_SMALL or forms[hit[0] : hit[0] + 2] == ["khu", "vực"]
    first = rest[:1] if small else rest[:1].upper()
    return f"{head}{gap}{first}{rest[1:]}".strip()
