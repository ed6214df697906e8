"""One body, one name throughout a plan: spelling variants, and short names of bodies that are also named in full."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.agency_lexicon import Style
from extractors.agency_name import Name, NameKind
from extractors.agency_text import Syllables


@dataclass(frozen=True, slots=True)
class Item:
    """One naming of a body.

    Attributes:
        start, end: its syllables.
        name: the canonical name.
        collective: whether it is a class.
        agency: whether it can be an agency at all (enterprises as a class cannot).
        office: whether the head of the body is named; `member` where a deputy or member is.
        source: what the name was read from, None for a class phrase.
    """

    start: int
    end: int
    name: str
    collective: bool = False
    agency: bool = True
    office: bool = False
    member: bool = False
    source: Name | None = None


def one_name_each(items: list[Item], syllables: Syllables) -> list[Item]:
    """Give one body one name throughout: spelling variants, and short names of bodies that are also named in full."""
    full: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for item in items:
        if item.source is not None and item.source.complete and _is_open(item.source):
            full[_base(syllables, item.source)].add(item.name)
    named = []
    for item in items:
        name = item.source
        if name is not None and _is_open(name):
            # A name with its place in it (`Khu kinh tế X`, `…, Đại học X`) is fuller than one with only its unit.
            candidates = {text for text in full.get(_base(syllables, name), set()) if not _ends_in_unit(text)}
            if len(candidates) == 1 and (not name.complete or _ends_in_unit(item.name)):
                item = replace(item, name=next(iter(candidates)))
        named.append(item)
    named = _one_press_name(named)
    spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for item in named:
        spellings[_key_of(item.name.lower().replace(",", " , ").replace("-", " - ").split())][item.name] += 1
    best = {
        key: max(counts, key=lambda text: (counts[text], len(text)))
        for key, counts in spellings.items()
        if len(counts) > 1
    }
    return [
        replace(
            item, name=best.get(_key_of(item.name.lower().replace(",", " , ").replace("-", " - ").split()), item.name)
        )
        for item in named
    ]


def _one_press_name(items: list[Item]) -> list[Item]:
    """`Báo X` and `Báo tỉnh X` are one: the form that the plan prints most often counts."""
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.source is not None and item.source.entry is not None and item.source.entry.style is Style.PRESS:
            printed[item.source.entry.agency_id][item.name] += item.source.complete
    if not printed:
        return items
    return [
        replace(item, name=max(printed[item.source.entry.agency_id].items(), key=lambda pair: pair[1])[0])
        if item.source is not None and item.source.entry is not None and item.source.entry.agency_id in printed
        else item
        for item in items
    ]


def _is_open(name: Name) -> bool:
    return name.entry is not None and name.entry.style is Style.OPEN and name.kind is NameKind.BODY


def _ends_in_unit(text: str) -> bool:
    return bool(re.search(r" (?:tỉnh|thành phố|Thành phố) [^,]+$", text))


def _base(syllables: Syllables, name: Name) -> tuple[str, ...]:
    """What is left of a name without its unit, its place or its parent."""
    return _key_of(syllables.forms[name.start : name.base_end])


def _key_of(forms: Sequence[str]) -> tuple[str, ...]:
    return tuple(form for form in forms if form not in (",", "-", "–", "và"))
