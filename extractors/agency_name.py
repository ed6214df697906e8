"""A body's name as it was read at a place of a text."""

from dataclasses import dataclass
from enum import StrEnum

from extractors.agency_lexicon import Entry
from schemas.tables import Province
from schemas.vocabulary import AgencyLevel, Branch


class NameKind(StrEnum):
    """Whether a name stands for one body or for a class of them."""

    BODY = "body"
    CLASS = "class"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Name:
    """A name read at a place of a text.

    Attributes:
        start, end: its syllables, half-open.
        text: the canonical name.
        kind: one body, a class, or a phrase that only holds the name of a body.
        entry: its row in the lexicons; None for an open name.
        level: level of government.
        province: the province whose body it is, if any.
        complete: whether place and owner are printed, not added.
        base_end: where an open name ends before its unit, place or parent; `end` for other names.
    """

    start: int
    end: int
    text: str
    kind: NameKind
    entry: Entry | None
    level: AgencyLevel
    province: Province | None = None
    complete: bool = False
    base_end: int = -1

    @property
    def branch(self) -> Branch:
        """The branch that the lexicon gives."""
        return self.entry.branch if self.entry else Branch.OTHER
