"""Rows of words that the repair weighs, and other readings of some of their words."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """Words parted by single spaces, the only neighbours that speak for each other.

    Attributes:
        start: offset of the first word in the text.
        words: the words as they stand.
        keys: their keys.
        locked: indices of words that are part of an address, a code or a number, and must stay.
        doubts: how much likelier than others words are misread, in nats by index, as OCR itself tells.
    """

    start: int
    words: list[str]
    keys: list[str]
    locked: set[int]
    doubts: dict[int, float] = field(default_factory=dict)

    def offset(self, index: int) -> int:
        """Where the word of this index starts in the text."""
        return self.start + sum(map(len, self.words[:index])) + index


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of the words from index `at` on, and how clearly it beats the one that stands, in nats."""

    at: int
    keys: tuple[str, ...]
    gain: float


def differ(one: Reading, other: Reading, keys: list[str]) -> bool:
    """Whether two readings change the same word, each into another."""
    for i in range(max(one.at, other.at), min(one.at + len(one.keys), other.at + len(other.keys))):
        first, second = one.keys[i - one.at], other.keys[i - other.at]
        if keys[i] not in (first, second) and first != second:
            return True
    return False


def is_name(row: Row, i: int) -> bool:
    """Whether a word looks like part of a name: a capital inside a sentence or beside another capital."""
    word = row.words[i]
    if not word[0].isupper() or word.isupper():
        return False
    if i:
        return True
    beside = row.words[max(i - 1, 0) : i] + row.words[i + 1 : i + 2]
    return any(other[0].isupper() and not other.isupper() for other in beside)
