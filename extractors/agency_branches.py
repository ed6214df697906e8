"""Branches of a body: `Ngân hàng Nhà nước Chi nhánh Khu vực II`, `Kho bạc Nhà nước khu vực V`, `Chi cục … X - Y`."""

import re
from typing import TYPE_CHECKING

from extractors.agency_lexicon import Entry
from extractors.agency_name import Name, NameKind
from extractors.agency_units import unit_at
from schemas.vocabulary import AgencyLevel

if TYPE_CHECKING:
    from extractors.agency_names import NameReader

#: Parts of the country that have branches of their own (`VCCI Chi nhánh Đồng bằng sông Cửu Long`).
_REGIONS = (("đồng", "bằng", "sông", "cửu", "long"), ("tây", "nguyên"), ("miền", "trung"))


def prints_branch(reader: "NameReader", end: int, branch_end: int) -> bool:
    """Tell whether the word `chi nhánh` stands behind a name, not an area alone."""
    return ["chi", "nhánh"] in (reader.syllables.forms[k : k + 2] for k in range(end, branch_end))


def branch_of_body(reader: "NameReader", start: int, end: int, branch_end: int, entry: Entry) -> Name:
    """Name the branch printed in [end, branch_end) of the body named in [start, end)."""
    printed = reader.syllables.joined(end, branch_end)
    own = reader.setting.province_suffix
    kind = next((word for word in ("tỉnh", "thành phố") if printed.lower().endswith(f" {word}")), None)
    if kind and own and own.startswith(kind):
        printed = f"{printed[: -len(kind)]}{own}"
    text = spaced(f"{entry.name} {printed}")
    return Name(start, branch_end, text, NameKind.BODY, None, AgencyLevel.OTHER, complete=True)


def branch_end_at(reader: "NameReader", end: int) -> int | None:
    """Return where the branch printed behind a name ends, None where none is."""
    forms, stop, branch = reader.syllables.forms, end, False
    if forms[stop : stop + 2] == ["việt", "nam"]:
        stop += 2
    if forms[stop : stop + 1] and forms[stop] in ("-", "–", ","):
        stop += 1
    if forms[stop : stop + 2] == ["chi", "nhánh"]:
        stop, branch = stop + 2, True
    if forms[stop : stop + 2] == ["khu", "vực"] and stop + 2 < len(forms):
        return _area_end(reader, stop + 2)
    region = next((words for words in _REGIONS if branch and tuple(forms[stop : stop + len(words)]) == words), None)
    if region is not None:
        return stop + len(region)
    unit = unit_at(reader.syllables, stop, reader.setting) if branch else None
    return unit.end if unit and not unit.is_class else None


def _area_end(reader: "NameReader", start: int) -> int | None:
    """`khu vực II`, `khu vực Văn Bàn - Bảo Yên`: the area's number, or the places that it joins."""
    syllables = reader.syllables
    if syllables.forms[start].isdecimal() or re.fullmatch(r"[IVX]+", syllables.surfaces[start]):
        return start + 1
    end = start
    while end < min(start + 4, len(syllables)) and syllables.capital(end):
        end += 1
    if end == start:
        return None
    joined = syllables.forms[end : end + 1] in (["-"], ["–"]) and end + 1 < len(syllables)
    further = _area_end(reader, end + 1) if joined and end + 1 not in reader.found else None
    return further if further is not None else end


def spaced(text: str) -> str:
    """Set one space around the hyphens of a name and between its words."""
    return re.sub(r"\s*[-–]\s*", " - ", re.sub(r"\s+", " ", text))
