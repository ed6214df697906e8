"""The bodies that we know by name, and the heads by which others are known.

`lexicons/agencies_central.tsv`: bodies of which there is one. `lexicons/agencies_local.tsv`: bodies that every
province, district or commune has (`Sở Tài chính`), or that belong to another body (`Ban Tổ chức` of a `Tỉnh ủy`).
`lexicons/agencies_open.tsv`: heads of names that no list can hold (`Trung tâm …`, `Bệnh viện …`).
`lexicons/agencies_not.txt`: phrases that only hold the name of a body. Every row names the act it rests on.
"""

from collections import defaultdict
from csv import DictReader
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import product

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.agency_text import Syllables, read_syllables
from schemas.vocabulary import AgencyLevel, Branch

_LEXICONS = files("extractors") / "lexicons"


class Style(StrEnum):
    """How the place or the owner of a local body is added to its name."""

    FIXED = "fixed"  #: central body, its name is complete
    UNIT = "unit"  #: `Sở Tài chính tỉnh Hà Nam`
    BARE = "bare"  #: `Tỉnh ủy Hà Nam`
    OWN = "own"  #: `Huyện ủy Phú Lộc`: the bare name of its own unit must be printed
    COMMITTEE = "committee"  #: `Đảng ủy xã Đông Sơn`, `Đảng ủy Quân khu 4`
    OWNER = "owner"  #: `Ban Tổ chức Tỉnh ủy Hà Nam`: belongs to another body
    TITLED = "titled"  #: `Công an tỉnh`: a body only where a unit follows
    BRANCH = "branch"  #: like `unit`, also `… Chi nhánh Khu vực II`
    PRESS = "press"  #: like `unit`, but `Báo Nam Định` stays as it is
    OPEN = "open"  #: `Trung tâm …`: the name ends where the proper name ends
    NOT = "not"  #: no body


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the lexicons; `placed` says whether an open name takes the province that it leaves out."""

    agency_id: str
    name: str
    short_names: tuple[str, ...]
    branch: Branch
    levels: tuple[AgencyLevel, ...]
    style: Style
    owners: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: str | None = None
    placed: bool = False


@cache
def entries() -> tuple[Entry, ...]:
    """Return all rows, central bodies first."""
    found = [
        Entry(
            agency_id=row["agency_id"],
            name=row["name"],
            short_names=_parts(row["short_names"]),
            branch=Branch(row["branch"]),
            levels=tuple(AgencyLevel(level) for level in _parts(row.get("levels") or "central")),
            style=Style(row.get("style") or "fixed"),
            owners=frozenset(_parts(row.get("owner") or "")),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            successor_id=row["successor_id"] or None,
        )
        for table in ("agencies_central.tsv", "agencies_local.tsv")
        for row in _rows(table)
    ]
    found += [
        Entry(
            agency_id=row["agency_id"],
            name=row["head"],
            short_names=(),
            branch=Branch(row["branch"]),
            levels=(AgencyLevel.OTHER,),
            style=Style.OPEN,
            placed=bool(row["placed"]),
        )
        for row in _rows("agencies_open.tsv")
    ]
    phrases = (_LEXICONS / "agencies_not.txt").read_text(encoding="utf-8").splitlines()
    found += [Entry("", phrase, (), Branch.OTHER, (), Style.NOT) for phrase in phrases if phrase]
    return tuple(found)


@cache
def by_id() -> dict[str, Entry]:
    """Return the named bodies by their agency_id."""
    return {entry.agency_id: entry for entry in entries() if entry.agency_id}


@cache
def central_names() -> frozenset[str]:
    """Return the names of central bodies: their plans belong to no province."""
    return frozenset(entry.name for entry in entries() if entry.style is Style.FIXED)


@cache
def fields_of(head: str) -> dict[tuple[str, ...], Entry]:
    """Return what may follow a head in an enumeration: `sở` -> {(`y`, `tế`): Sở Y tế, …}.

    Args:
        head: `sở`, `bộ`, `ban`, `hội` or `phòng`.
    """
    found = {}
    for forms, entry in _spellings():
        if forms[0] == head and len(forms) > 1 and entry.style not in (Style.OPEN, Style.NOT):
            found[forms[1:]] = entry
    return found


def find_entries(syllables: Syllables) -> dict[int, tuple[int, Entry]]:
    """Find the names of the lexicons in a text.

    Returns:
        For each syllable at which a name begins, one past its last syllable and the row, the longest name of each.
    """
    matcher, by_key = _matcher()
    if not syllables.forms:
        return {}
    longest: dict[int, tuple[int, Entry]] = {}
    for key, start, end in matcher(Doc(matcher.vocab, words=syllables.forms)):
        if start not in longest or longest[start][0] < end:
            longest[start] = (end, by_key[key])
    return longest


@cache
def _matcher() -> tuple[PhraseMatcher, dict[int, Entry]]:
    matcher = PhraseMatcher(Vocab())
    by_key: dict[int, Entry] = {}
    patterns: dict[str, list[Doc]] = defaultdict(list)
    rows: dict[str, Entry] = {}
    for forms, entry in _spellings():
        label = entry.agency_id or entry.name
        rows[label] = entry
        patterns[label].append(Doc(matcher.vocab, words=list(forms)))
    for label, docs in patterns.items():
        matcher.add(label, docs)
        by_key[matcher.vocab.strings[label]] = rows[label]
    return matcher, by_key


@cache
def _spellings() -> tuple[tuple[tuple[str, ...], Entry], ...]:
    """Every spelling of every name: its separators are printed as comma, hyphen, `và`, or not at all."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in entries():
        for name in (entry.name, *entry.short_names):
            forms = read_syllables(name).forms
            slots = [
                ((form,), (",",), ("-",), ("–",), ("và",), ()) if form in (",", "-", "và") else ((form,),)
                for form in forms
            ]
            for choice in product(*slots) if name == entry.name else [tuple((form,) for form in forms)]:
                found.setdefault(tuple(form for part in choice for form in part), entry)
    return tuple(found.items())


def _rows(table: str) -> list[dict[str, str]]:
    return list(DictReader((_LEXICONS / table).read_text(encoding="utf-8").splitlines(), delimiter="\t"))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
