"""Lists of fields that name bodies of one kind: `Sở Y tế, Giáo dục và Đào tạo`, `Các Bộ: Công Thương, Xây dựng`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.agency_lexicon import Entry, Style, fields_of
from extractors.agency_name import Name, NameKind
from extractors.agency_units import unit_at
from extractors.agency_variants import Item
from schemas.vocabulary import AgencyLevel

if TYPE_CHECKING:
    from extractors.agency_names import NameReader

#: Heads whose fields may stand behind a colon.
ENUMERATING = frozenset({"sở", "bộ", "ban", "hội", "phòng", "tập"})
_JOINTS = frozenset({",", ";", "và", "/", "–", "-"})
_LONGEST_FIELD = 9


def fields_behind_colon(reader: "NameReader", at: int) -> list[Item]:
    """Read the bodies of `Sở: Y tế; Tài chính` whose head stands at a syllable; the first takes in the head."""
    forms = reader.syllables.forms
    head = forms[at]
    if head not in ENUMERATING or forms[at + 1 : at + 2] != [":"] or at + 2 >= len(forms):
        return []
    first = _field(reader, at + 2, fields_of(head))
    if first is None:
        return []
    return [replace(first, start=at), *fields_after(reader, first.end, head)]


def fields_after(reader: "NameReader", index: int, head: str) -> Iterator[Item]:
    """Yield the bodies that the fields behind a body of the same kind name."""
    forms = reader.syllables.forms
    table = fields_of(head)
    while True:
        after = index
        while after < len(forms) and forms[after] in _JOINTS:
            after += 1
        if after == index or after >= len(forms) or (after in reader.found and not _is_ministry(reader, after, head)):
            return
        item = _field(reader, after, table)
        if item is None:
            return
        yield item
        index = item.end


def _is_ministry(reader: "NameReader", at: int, head: str) -> bool:
    """`Các Bộ: Quốc phòng, Công an`: a field that names a body by itself elsewhere, with its unit."""
    if head != "bộ" or reader.found[at][1].agency_id != "cong_an":
        return False
    return unit_at(reader.syllables, reader.found[at][0], reader.setting) is None


def _field(reader: "NameReader", start: int, table: Mapping[tuple[str, ...], Entry]) -> Item | None:
    syllables = reader.syllables
    if not syllables.capital(start):
        return None
    for end in range(min(start + _LONGEST_FIELD, len(syllables)), start, -1):
        entry = table.get(tuple(syllables.forms[start:end]))
        if entry is None:
            continue
        suffix = reader.own_suffix_for(entry) if entry.style is Style.UNIT else None
        text = f"{entry.name} {suffix}" if suffix else entry.name
        level = AgencyLevel.PROVINCE if entry.style is Style.UNIT else AgencyLevel.CENTRAL
        name = Name(start, end, text, NameKind.BODY, entry, level, reader.setting.province)
        return Item(start, end, text, source=name)
    return None
