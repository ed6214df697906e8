"""The dimension `agencies`: the id of a canonical name, and the row of an id."""

import re
import unicodedata
from collections.abc import Mapping

from extractors.agency_lexicon import Style, by_id
from extractors.agency_names import Name, NameKind, NameReader
from extractors.agency_text import read_syllables
from extractors.agency_units import Setting
from extractors.plan import Header
from extractors.provinces import full_name, provinces
from schemas.tables import Agency
from schemas.vocabulary import AgencyLevel, Branch


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
    setting = Setting.of(header)
    rows: dict[str, Agency] = {}
    waiting = dict(names)
    while waiting:
        agency_id, name = waiting.popitem()
        rows[agency_id] = row = _row(agency_id, name, setting)
        if row.successor_id is not None and row.successor_id not in rows:
            waiting.setdefault(row.successor_id, _successor_name(row.successor_id, setting))
    return [rows[agency_id] for agency_id in sorted(rows)]


def _row(agency_id: str, name: str, setting: Setting) -> Agency:
    read = _read(name, setting)
    entry = read.entry if read is not None else None
    code = _code_of(agency_id)
    if read is None or entry is None or entry.style in (Style.OPEN, Style.NOT):
        return Agency(
            agency_id=agency_id,
            name=name,
            branch=entry.branch if entry is not None else Branch.OTHER,
            level=read.level if read is not None else AgencyLevel.OTHER,
            province_code=code,
        )
    successor = entry.successor_id if entry.agency_id == agency_id.partition(".")[0] else None
    if successor is not None and code and by_id()[successor].style is not Style.FIXED:
        successor = f"{successor}.{code}"
    own = read.text.startswith(entry.name) and entry.style is not Style.OWNER
    return Agency(
        agency_id=agency_id,
        name=name,
        short_name=entry.short_names[0] if own and entry.short_names else None,
        branch=entry.branch,
        level=read.level,
        province_code=code,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        successor_id=successor,
    )


def _successor_name(agency_id: str, setting: Setting) -> str:
    """Return the name of the body that took over in the same province."""
    entry = by_id()[agency_id.partition(".")[0]]
    place = next((full_name(unit) for unit in provinces() if unit.province_code == _code_of(agency_id)), None)
    return f"{entry.name} {place}" if place else entry.name


def _read(name: str, setting: Setting) -> Name | None:
    """Read a canonical name as a whole."""
    syllables = read_syllables(name)
    return NameReader(syllables, setting).at(0) if len(syllables) else None


def _province_code(read: Name, setting: Setting) -> str | None:
    if read.province is not None:
        return read.province.province_code
    local = read.level in (AgencyLevel.DISTRICT, AgencyLevel.COMMUNE, AgencyLevel.PROVINCE)
    return setting.province.province_code if local and setting.province else None


def _code_of(agency_id: str) -> str | None:
    """Return the province_code in an agency_id."""
    return agency_id.partition(".")[2] or None


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "_".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))
