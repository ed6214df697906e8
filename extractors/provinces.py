"""Provinces and centrally run cities over time: who is meant by a name on a given day, and who took over since.

The table (`lexicons/provinces.tsv`) begins with the units of Quyết định 124/2004/QĐ-TTg, from which the General
Statistics Office's two-digit codes come, and goes on with every act since: Hà Tây into Hà Nội (2008), Thừa Thiên Huế
to the city of Huế (1 January 2025), 63 units to 34 (Nghị quyết 202/2025/QH15, 1 July 2025), and the three provinces
that became centrally run cities in 2026.

A `province_code` is that two-digit number, a hyphen and an abbreviation of the name. Numbers are used again over time
(24 was Bắc Giang, since 2025 it is Bắc Ninh), and a merged unit is another unit than the one it has its name from, so
a unit that an act formed anew under an old name also carries the year of that act: `31-HP`, `31-HP-2025`.
"""

import re
import unicodedata
from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from schemas.tables import Province
from schemas.vocabulary import ProvinceKind

_LEXICONS = files("extractors") / "lexicons"

#: `tỉnh`, `thành phố` and their abbreviations before a name.
_KIND_WORD = r"(?:tỉnh|thành[ ]phố|tp\.?|t\.p\.?)"
#: `Thành phố Hồ Chí Minh` is never named without it: the bare name is a person's.
_PRINTED_KIND = "Thành phố "
_LEADING_KIND = re.compile(r"^(?:tinh|thanh pho|t p|tp)(?: |(?=hcm))")


@dataclass(frozen=True, slots=True)
class ProvinceMention:
    """A province's name as it stands in a text.

    Attributes:
        start, end: the mention with its `tỉnh` or `thành phố`, half-open, in code points.
        name_start: where the bare name begins.
        kind: what the words before the name say, None for a bare name.
        province: the unit of that name on the day asked for.
    """

    start: int
    end: int
    name_start: int
    kind: ProvinceKind | None
    province: Province

    @property
    def names_province(self) -> bool:
        """Whether the unit itself is meant, not a town of its name (`thành phố Bắc Ninh` while Bắc Ninh was a tỉnh)."""
        return self.kind is not ProvinceKind.THANH_PHO or self.province.kind is ProvinceKind.THANH_PHO


def fold(name: str) -> str:
    """Reduce a name to lower-case letters without accents, one space between words, hyphens as spaces."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


@cache
def _table() -> tuple[tuple[Province, tuple[str, ...]], ...]:
    """All units with their other spellings, in the order of the file."""
    units = []
    lines = (_LEXICONS / "provinces.tsv").read_text(encoding="utf-8").splitlines()
    for row in DictReader(lines, delimiter="\t"):
        fields = {column: row[column] or None for column in Province.model_fields}
        units.append((Province.model_validate(fields), tuple(filter(None, row["aliases"].split("|")))))
    return tuple(units)


@cache
def provinces() -> tuple[Province, ...]:
    """Return all units that ever were since 2004: the rows of the table `provinces`."""
    return tuple(unit for unit, _ in _table())


@cache
def _by_code() -> dict[str, Province]:
    return {unit.province_code: unit for unit in provinces()}


@cache
def _by_name() -> dict[str, tuple[Province, ...]]:
    """Folded name -> its units, oldest first."""
    named: dict[str, list[Province]] = {}
    for unit, aliases in _table():
        for name in (unit.name, *aliases):
            key = _bare(name)
            if unit not in named.setdefault(key, []):
                named[key].append(unit)
    return {key: tuple(sorted(units, key=lambda unit: unit.valid_from or date.min)) for key, units in named.items()}


def _bare(name: str) -> str:
    """Fold a name and take `tỉnh`, `thành phố`, `TP.` off it."""
    return _LEADING_KIND.sub("", fold(name))


def valid_on(day: date) -> tuple[Province, ...]:
    """Return the units that existed on a day (from 2004 on)."""
    return tuple(unit for unit in provinces() if _exists(unit, day))


def _exists(unit: Province, day: date) -> bool:
    return (unit.valid_from or date.min) <= day <= (unit.valid_to or date.max)


def find_province(name: str, on: date | None = None) -> Province | None:
    """Find the unit that a name means.

    Args:
        name: a name in any spelling, with or without `tỉnh`, `TP.`: `Tp HCM`, `BÀ RỊA – VŨNG TÀU`, `Khánh Hoà`.
        on: the day for which to ask; for a plan without a date, the latest date that its text gives.

    Returns:
        The unit of that name on that day. Where none existed then (a plan of 2026 that speaks of Bình Dương), the
        last one before it, else the first one after it. Without a day, the newest. None for a name of no province.
    """
    units = _by_name().get(_bare(name))
    if not units:
        return None
    if on is None:
        return units[-1]
    existing = [unit for unit in units if _exists(unit, on)]
    if existing:
        return existing[-1]
    earlier = [unit for unit in units if unit.valid_to is not None and unit.valid_to < on]
    return earlier[-1] if earlier else units[0]


def current(province_code: str) -> Province:
    """Follow successors to the unit that exists today.

    Raises:
        KeyError: no unit has this code.
    """
    unit = _by_code()[province_code]
    while unit.successor_code is not None:
        unit = _by_code()[unit.successor_code]
    return unit


def full_name(province: Province) -> str:
    """Return the name as bodies of the province carry it: `tỉnh Hà Giang`, `thành phố Huế`, `Thành phố Hồ Chí Minh`."""
    if province.name.startswith(_PRINTED_KIND):
        return province.name
    return f"{'tỉnh' if province.kind is ProvinceKind.TINH else 'thành phố'} {province.name}"


def find_mentions(text: str, on: date | None = None) -> Iterator[ProvinceMention]:
    """Find province names in running text: `tỉnh X`, `thành phố X`, `TP. X`, bare `X`, in title case or capitals.

    Accents must be right (tone marks may stand on either vowel: `Hoà`, `Hòa`), since without them `hoa binh` is a
    common word. Names that only hold a province's name (`Thái Bình Dương`) are passed over.

    Args:
        text: canonical text (NFC).
        on: as for `find_province`.
    """
    for found in _mention_pattern().finditer(text):
        name, word = found["name"], found["kind"]
        unit = find_province(name, on) if name else None
        if unit is None or (word is None and unit.name.startswith(_PRINTED_KIND)):
            continue
        kind = None
        if word:
            kind = ProvinceKind.TINH if fold(word) == "tinh" else ProvinceKind.THANH_PHO
        yield ProvinceMention(found.start(), found.end(), found.start("name"), kind, unit)


@cache
def _mention_pattern() -> re.Pattern[str]:
    lookalikes = (_LEXICONS / "province_lookalikes.txt").read_text(encoding="utf-8").splitlines()
    names = {name for unit, aliases in _table() for name in (unit.name.removeprefix(_PRINTED_KIND), *aliases)}
    spellings = {form for name in names for form in (name, name.upper())}
    passed = {form for name in lookalikes if name for form in (name, name.upper())}
    name = rf"(?:(?P<kind>(?i:{_KIND_WORD}))[ ]*)?(?P<name>{_alternation(spellings)})"
    return re.compile(rf"(?<!\w)(?:(?:{_alternation(passed)})|{name})(?!\w)")


def _alternation(names: set[str]) -> str:
    """Longest first; spaces and hyphens alike, each tone mark on either vowel of `oa`, `oe`, `uy`."""
    return "|".join(_spelling(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _spelling(name: str) -> str:
    joint = "(?:[ ]*[-–—][ ]*|[ ])"
    pattern = joint.join(re.escape(part) for part in re.split(r"[ -]+", name))
    for old, new in (("òa", "oà"), ("óa", "oá"), ("ÒA", "OÀ"), ("ÓA", "OÁ")):
        pattern = pattern.replace(old, f"(?:{old}|{new})")
    return pattern
