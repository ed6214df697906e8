"""The language model of the repair: which syllables, words and phrases administrative Vietnamese is made of.

It weighs sequences of two to four syllables. What it has read as a word says more for its syllables than what merely
stood side by side, and a pair that cuts a word (`tác tổ` in `công tác tổ chức`) says little.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from corpus.syllables import is_possible, key_of, skeleton

#: Weights in nats: the likelihood ratio of a sequence against chance neighbours.
PHRASE_WORD, OWN_WORD, COMMON_WORD, WORD = 3.6, 3.3, 3.2, 2.6
NEIGHBOURS, WORD_PART, SEEN, SEAM, CUT_SEAM = 2.4, 1.6, 1.4, 1.2, 0.6
TRIPLE, CUT_TRIPLE, SEEN_TRIPLE, QUAD = 3.0, 1.2, 1.0, 3.0
#: From here on a sequence speaks for a reading that does not stand in the text; below it only defends one that does.
TELLING = 2.4
#: From here on it tells that a syllable is no orphan.
HOLDING = 1.0


class _Memo(dict[str, str]):
    """A function of words, computed once a word."""

    def __init__(self, function) -> None:  # type: ignore[no-untyped-def]
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> str:
        value: str = self._function(word)
        self[word] = value
        return value


def _shape(key: str) -> str:
    """What stays of a syllable when OCR may have misread any mark and the `h` of its coda."""
    bare = skeleton(key)
    return bare[:-1] if bare.endswith("ch") and len(bare) > 2 else bare


@dataclass
class LanguageModel:
    """Sequences of syllable keys with what they say for a reading.

    Attributes:
        bigrams: "a b" to its weight in nats.
        trigrams: "a b c" to its weight, on top of its bigrams.
        quads: two words of two syllables each that stand together, on top of the rest.
        words: words of two or three syllables.
        syllables: attested keys.
        free: syllables that stand as words of their own, to the weight of that.
        places: "a b" pairs of place names.
        abbreviations: known abbreviations in upper case.
        variants: pairs of keys that are two spellings of one word; neither is a misreading of the other.
        keys: memo of keys of words.
        shapes: memo of shapes of keys.
    """

    bigrams: dict[str, float] = field(default_factory=dict)
    trigrams: dict[str, float] = field(default_factory=dict)
    quads: dict[str, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    syllables: set[str] = field(default_factory=set)
    free: dict[str, float] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)
    variants: set[tuple[str, str]] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=lambda: _Memo(key_of))
    shapes: dict[str, str] = field(default_factory=lambda: _Memo(_shape))

    def learn_word(self, keys: Sequence[str], weight: float) -> None:
        """Take in a word; a longer one than three syllables is an expression whose parts say less."""
        self.syllables.update(keys)
        if len(keys) > 1:
            pair_weight = weight if len(keys) == 2 else WORD_PART
            self._learn_pairs(keys, [pair_weight] * (len(keys) - 1))
            if len(keys) < 4:
                self.words.add(" ".join(keys))
            for i in range(len(keys) - 2):
                _raise_to(self.trigrams, " ".join(keys[i : i + 3]), TRIPLE if len(keys) == 3 else CUT_TRIPLE)

    def learn_phrase(self, keys: Sequence[str]) -> None:
        """Take in a phrase: its words and how they stand together."""
        self.syllables.update(keys)
        if len(keys) > 1:
            self._learn_joined(keys, self._joins(keys))

    def learn_slots(self, slots: Sequence[Sequence[Sequence[str]]]) -> None:
        """Take in every phrase that one alternative of each slot makes, the slots in order.

        Only what a phrase adds is touched: each alternative once, and the seams between neighbouring slots.
        """
        for alternatives in slots:
            for keys in alternatives:
                self.learn_phrase(keys)
        for left, right in pairwise(slots):
            tails = {(tuple(keys[-2:]), tuple(self._joins(keys)[-1:])) for keys in left}
            heads = {(tuple(keys[:2]), tuple(self._joins(keys)[:1])) for keys in right}
            for tail, tail_join in tails:
                for head, head_join in heads:
                    self._learn_joined(tail + head, [*tail_join, False, *head_join])

    def learn_seams(self, slots: Sequence[Sequence[Sequence[str]]]) -> None:
        """Take in that words of one slot may stand before words of the next, which says little for either."""
        for left, right in pairwise(slots):
            tails = {(keys[-1], len(keys) > 1) for keys in left}
            heads = {(keys[0], len(keys) > 1) for keys in right}
            for tail, cuts_left in tails:
                for head, cuts_right in heads:
                    _raise_to(self.bigrams, f"{tail} {head}", CUT_SEAM if cuts_left or cuts_right else SEAM)

    def learn_seen(self, keys: Sequence[str]) -> None:
        """Take in a sequence that was seen in running text, cut anywhere."""
        for first, second in pairwise(keys):
            self.bigrams.setdefault(f"{first} {second}", SEEN)
        for i in range(len(keys) - 2):
            self.trigrams.setdefault(" ".join(keys[i : i + 3]), SEEN_TRIPLE)

    def _joins(self, keys: Sequence[str]) -> list[bool]:
        """For each two neighbours, whether they belong to one word; the longest word from the left wins."""
        joined = [False] * (len(keys) - 1)
        i = 0
        while i < len(joined):
            if " ".join(keys[i : i + 3]) in self.words and i + 1 < len(joined):
                joined[i] = joined[i + 1] = True
                i += 3
            elif f"{keys[i]} {keys[i + 1]}" in self.words:
                joined[i] = True
                i += 2
            else:
                i += 1
        return joined

    def _learn_joined(self, keys: Sequence[str], joined: Sequence[bool]) -> None:
        last = len(joined) - 1
        weights = []
        for i, one_word in enumerate(joined):
            cuts = (i > 0 and joined[i - 1]) or (i < last and joined[i + 1])
            weights.append(PHRASE_WORD if one_word else WORD_PART if cuts else NEIGHBOURS)
        self._learn_pairs(keys, weights)
        for i in range(last):
            cuts = (i > 0 and joined[i - 1]) or (i + 2 <= last and joined[i + 2])
            _raise_to(self.trigrams, f"{keys[i]} {keys[i + 1]} {keys[i + 2]}", CUT_TRIPLE if cuts else TRIPLE)
            if i + 2 <= last and joined[i] and joined[i + 2] and not joined[i + 1]:
                self.quads[f"{keys[i]} {keys[i + 1]} {keys[i + 2]} {keys[i + 3]}"] = QUAD

    def _learn_pairs(self, keys: Sequence[str], weights: Sequence[float]) -> None:
        for (first, second), weight in zip(pairwise(keys), weights, strict=True):
            _raise_to(self.bigrams, f"{first} {second}", weight)

    def is_attested(self, key: str) -> bool:
        """Whether some word or phrase holds this syllable."""
        return key in self.syllables

    @cached_property
    def pairs_by_shape(self) -> dict[str, list[str]]:
        """Shapes of "a b" to the telling pairs of that shape."""
        return self._by_shape(pair for pair, weight in self.bigrams.items() if weight >= TELLING)

    @cached_property
    def triples_by_shape(self) -> dict[str, list[str]]:
        """Shapes of "a b c" to the telling triples of that shape."""
        return self._by_shape(triple for triple, weight in self.trigrams.items() if weight >= TELLING)

    @cached_property
    def quads_by_shape(self) -> dict[str, list[str]]:
        """Shapes of "a b c d" to the quads of that shape."""
        return self._by_shape(self.quads)

    @cached_property
    def by_skeleton(self) -> dict[str, list[str]]:
        """Bare base letters to the attested syllables that have them."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.syllables):
            found[skeleton(key)].append(key)
        return dict(found)

    @cached_property
    def followers(self) -> dict[str, list[str]]:
        """A key to the keys that follow it in telling pairs."""
        return self._neighbours(0)

    @cached_property
    def forerunners(self) -> dict[str, list[str]]:
        """A key to the keys that stand before it in telling pairs."""
        return self._neighbours(1)

    def _by_shape(self, sequences: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        shapes = self.shapes
        for sequence in sequences:
            found[" ".join([shapes[key] for key in sequence.split(" ")])].append(sequence)
        return dict(found)

    def _neighbours(self, anchor: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for pair, weight in self.bigrams.items():
            if weight >= TELLING:
                two = pair.split(" ")
                found[two[anchor]].append(two[1 - anchor])
        return dict(found)


def _raise_to(weights: dict[str, float], sequence: str, weight: float) -> None:
    if weights.get(sequence, 0.0) < weight:
        weights[sequence] = weight


def is_word_like(keys: Sequence[str]) -> bool:
    """Whether all syllables are ones that Vietnamese allows."""
    return all(map(is_possible, keys))
