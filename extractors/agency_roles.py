"""What bodies do where they are named: the roles in a cell, behind a label, in a paragraph."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from extractors.agency_index import AgencyIndex, assigns_work, index_of
from extractors.agency_prose import Roles, prose_roles
from extractors.agency_text import Syllables
from extractors.agency_variants import Item
from extractors.plan import Mention
from schemas.vocabulary import AgencyRole


def roles_in(
    doc: Doc,
    start: int,
    end: int,
    *,
    label: tuple[AgencyRole, ...] | None = None,
    addressees: Sequence[Mention] = (),
) -> list[Mention]:
    """Read who does what in a stretch of text; bodies without a role are left out.

    Args:
        doc: a plan with outline, header and references.
        start, end: the stretch, in code points.
        label: the roles that a label or a column's header gives, where the stretch is a list of bodies; None for
            running text.
        addressees: the bodies that the heading above addresses (what `roles_in` found in it).

    Returns:
        One mention a body and role, in reading order, addressees first. Classes of enterprises are among them: they
        stand in a task, though they are no agencies (see `is_agency`).
    """
    index = index_of(doc)
    items = index.between(start, end)
    low, high = index.syllables_between(start, end)
    if label is not None:
        found = list_roles(index.syllables, [item for item in items if not item.member], low, high, label)
    else:
        above = [item for item in map(index.item_of, addressees) if item is not None]
        charged = bool(above) or assigns_work(doc, start)
        found = prose_roles(index.syllables, items, low, high, above, index.taken, charged)
        printed = {id(item) for item in items}
        found.sort(key=lambda pair: (id(pair[0]) in printed, pair[0].start))
    return [index.mention(item, role) for item, role in found if index.settled.get(id(item)) is None]


def is_agency(mention: Mention) -> bool:
    """Tell whether a mention is a row of the table: enterprises as a class are none."""
    return not mention.collective or AgencyIndex.names_agencies(mention.name)


def list_roles(
    syllables: Syllables, items: Sequence[Item], start: int, end: int, roles: tuple[AgencyRole, ...]
) -> Roles:
    """Read the roles in a list of bodies: a cell of a table, what stands behind a label.

    Args:
        syllables: the text.
        items: the bodies in the list, in order.
        start, end: the list's syllables.
        roles: what the label or the column's header says.

    Returns:
        Body and role, in reading order. Within an item (items are parted by semicolons) `A chủ trì, phối hợp với B`
        makes A lead and B cooperate; a body that leads by its own word takes the lead from the others.
    """
    own: dict[int, tuple[AgencyRole, ...]] = {}
    led = False
    for low, high in _pieces(syllables.forms, start, end):
        inside = [item for item in items if low <= item.start < high]
        lead = _find(syllables.forms, ("chủ", "trì"), low, high, inside)
        partner = _find(syllables.forms, ("phối", "hợp"), low, high, inside)
        for item in inside:
            if lead is not None and item.start < lead:
                own[id(item)], led = (AgencyRole.LEAD,), True
            elif partner is not None and item.start > partner:
                own[id(item)] = (AgencyRole.COOPERATE,)
            elif lead is not None and partner is None and item.start > lead:
                own[id(item)], led = (AgencyRole.LEAD,), True
    rest = tuple(role for role in roles if not (led and role is AgencyRole.LEAD)) if len(roles) > 1 else roles
    if led and roles == (AgencyRole.LEAD,) and not any(id(item) not in own for item in items):
        rest = roles
    return [(item, role) for item in items for role in own.get(id(item), rest)]


def _pieces(forms: list[str], start: int, end: int) -> Iterable[tuple[int, int]]:
    low = start
    for index in range(start, end):
        if forms[index] == ";":
            yield low, index
            low = index + 1
    yield low, end


def _find(forms: list[str], words: tuple[str, str], start: int, end: int, items: Sequence[Item]) -> int | None:
    for index in range(start, end - 1):
        if (forms[index], forms[index + 1]) == words and not any(item.start <= index < item.end for item in items):
            return index
    return None
