"""The language model of the repair: which syllables, words and phrases administrative Vietnamese is made of.

It rests on three sources: the phrases of administrative language in `corpus/lexicons` (written for this project),
underthesea's own word list, and the syllable sequences that underthesea's sequence taggers learned as features. The
latter two are read where underthesea is installed; nothing of them is copied here.
"""

import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from corpus.syllables import is_possible, key_of, skeleton

LEXICONS = Path(__file__).with_name("lexicons")

#: How much one source's word of several syllables says, in nats: the likelihood ratio against a chance neighbour.
_PHRASE, _COMMON_WORD, _WORD, _WORD_PART, _SEEN, _SEAM = 3.6, 3.2, 2.4, 1.4, 1.4, 1.2
_PHRASE_TRIGRAM, _WORD_TRIGRAM, _SEEN_TRIGRAM = 3.0, 3.0, 1.0

_LETTERS_ONLY = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*\Z")
_TAGGER_FEATURE = re.compile(rb"T\[-?\d(?:,-?\d)?\](?:\.lower)?=([^\0]{3,80})\0")
_PLACE = re.compile(r'"(?:old|new)_(?:ward|district|province)": "([^"]+)"')


class _Keys(dict[str, str]):
    """Keys of words, computed once a word."""

    def __missing__(self, word: str) -> str:
        key = self[word] = key_of(word)
        return key


class _Shapes(dict[str, str]):
    """Shapes of keys: what stays of a syllable when OCR may have misread any mark and the `h` of its coda."""

    def __missing__(self, key: str) -> str:
        bare = skeleton(key)
        shape = self[key] = bare[:-1] if bare.endswith("ch") and len(bare) > 2 else bare
        return shape


@dataclass
class LanguageModel:
    """Sequences of syllable keys with what they say for a reading.

    Attributes:
        bigrams: "a b" to its weight in nats.
        trigrams: "a b c" to its weight, on top of its bigrams.
        syllables: attested keys to how many phrases and words hold them.
        free: syllables that stand as words of their own, to the weight of that.
        places: "a b" pairs of place names, which stand only capitalised.
        abbreviations: known abbreviations in upper case.
        keys: memo of `key_of`.
        shapes: memo of shapes of keys.
    """

    bigrams: dict[str, float] = field(default_factory=dict)
    trigrams: dict[str, float] = field(default_factory=dict)
    syllables: dict[str, int] = field(default_factory=dict)
    free: dict[str, float] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)
    keys: _Keys = field(default_factory=_Keys)
    shapes: _Shapes = field(default_factory=_Shapes)

    def learn(self, keys: list[str], bigram: float, trigram: float) -> None:
        """Take a sequence of keys in; a pair or triple known from a better source keeps its weight."""
        bigrams, trigrams, syllables = self.bigrams, self.trigrams, self.syllables
        for key in keys:
            syllables[key] = syllables.get(key, 0) + 1
        for first, second in pairwise(keys):
            pair = f"{first} {second}"
            if bigrams.get(pair, 0.0) < bigram:
                bigrams[pair] = bigram
        for i in range(len(keys) - 2):
            triple = f"{keys[i]} {keys[i + 1]} {keys[i + 2]}"
            if trigrams.get(triple, 0.0) < trigram:
                trigrams[triple] = trigram

    def learn_slots(self, slots: list[list[list[str]]]) -> None:
        """Take in every phrase that one alternative of each slot makes, the slots in order.

        Only what a phrase adds is touched: each alternative once, and the seams between neighbouring slots.
        """
        for alternatives in slots:
            for keys in alternatives:
                self.learn(keys, _PHRASE, _PHRASE_TRIGRAM)
        bigrams, trigrams = self.bigrams, self.trigrams
        for left, right in pairwise(slots):
            tails = {tuple(keys[-2:]) for keys in left}
            heads = {tuple(keys[:2]) for keys in right}
            for tail in tails:
                for head in heads:
                    bigrams[f"{tail[-1]} {head[0]}"] = _PHRASE
                    if len(tail) == 2:
                        trigrams[f"{tail[0]} {tail[1]} {head[0]}"] = _PHRASE_TRIGRAM
                    if len(head) == 2:
                        trigrams[f"{tail[-1]} {head[0]} {head[1]}"] = _PHRASE_TRIGRAM

    def learn_seams(self, slots: list[list[list[str]]]) -> None:
        """Take in that words of one slot may stand before words of the next, which says little for either."""
        bigrams = self.bigrams
        for left, right in pairwise(slots):
            heads = {keys[0] for keys in right}
            for tail in {keys[-1] for keys in left}:
                for head in heads:
                    bigrams.setdefault(f"{tail} {head}", _SEAM)

    @cached_property
    def pairs_by_shape(self) -> dict[str, list[str]]:
        """Shapes of "a b" to the well attested pairs of that shape."""
        return _by_shape((pair for pair, weight in self.bigrams.items() if weight >= _WORD), self.shapes)

    @cached_property
    def triples_by_shape(self) -> dict[str, list[str]]:
        """Shapes of "a b c" to the attested triples of that shape."""
        return _by_shape((triple for triple, weight in self.trigrams.items() if weight >= 2), self.shapes)

    @cached_property
    def followers(self) -> dict[str, list[str]]:
        """A key to the keys that follow it in well attested pairs."""
        return self._neighbours(0)

    @cached_property
    def forerunners(self) -> dict[str, list[str]]:
        """A key to the keys that stand before it in well attested pairs."""
        return self._neighbours(1)

    def _neighbours(self, anchor: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for pair, weight in self.bigrams.items():
            if weight >= _WORD:
                two = pair.split(" ")
                found[two[anchor]].append(two[1 - anchor])
        return dict(found)


def _by_shape(sequences: Iterable[str], shapes: _Shapes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sequence in sequences:
        found[" ".join([shapes[key] for key in sequence.split(" ")])].append(sequence)
    return dict(found)


@lru_cache(maxsize=1)
def load_model() -> LanguageModel:
    """The language model, read once a process (about a second).

    Raises:
        FileNotFoundError: underthesea is not installed, or without its word list.
    """
    model = LanguageModel()
    underthesea = _underthesea_folder()
    dictionary = underthesea / "corpus" / "data"
    _learn_words(model, dictionary / "Viet74K.txt", _WORD, _WORD_PART)
    _learn_words(model, dictionary / "Viet22K.txt", _COMMON_WORD, _WORD_PART)
    for tagger in (underthesea / "pipeline").glob("*/**/*.bin"):
        if tagger.name.startswith(("models", "pos_crf")):
            _learn_tagger(model, tagger)
    _learn_places(model, underthesea / "address" / "data" / "mapping.json")
    for words in sorted(LEXICONS.glob("words-*.txt")):
        for line in _data_lines(words):
            model.learn_slots([_alternatives(line, model.keys)])
    for phrases in sorted(LEXICONS.glob("phrases-*.txt")):
        for line in _data_lines(phrases):
            slots = [_alternatives(slot, model.keys) for slot in line.split("|")]
            model.learn_slots(slots)
    for line in _data_lines(LEXICONS / "grammar.txt"):
        model.learn_seams([_alternatives(slot, model.keys) for slot in line.split("|")])
    for line in _data_lines(LEXICONS / "free-words.txt"):
        weight, listed = line.split("\t")
        for word in listed.split():
            model.free[model.keys[word]] = float(weight)
    for line in _data_lines(LEXICONS / "abbreviations.txt"):
        model.abbreviations.update(line.split())
    return model


def _underthesea_folder() -> Path:
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("underthesea is not installed: its word list is needed to repair misread text")
    return Path(spec.submodule_search_locations[0])


def _data_lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _alternatives(slot: str, keys: _Keys) -> list[list[str]]:
    if slot.strip().startswith("$"):
        slot = ",".join(_data_lines(LEXICONS / f"words-{slot.strip()[1:]}.txt"))
    return [[keys[word] for word in phrase.split()] for phrase in slot.split(",") if phrase.strip()]


def _learn_words(model: LanguageModel, path: Path, whole: float, part: float) -> None:
    keys = model.keys
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.strip()
        if not _LETTERS_ONLY.match(word) or word != word.lower():
            continue  # names, and entries with stray marks
        sequence = [keys[syllable] for syllable in word.split(" ")]
        if len(sequence) > 1 and not all(map(is_possible, sequence)):
            continue
        model.learn(sequence, whole if len(sequence) == 2 else part, _WORD_TRIGRAM)


def _learn_tagger(model: LanguageModel, path: Path) -> None:
    """Take in the syllable sequences that a sequence tagger of underthesea has features for."""
    seen = {match.group(1) for match in _TAGGER_FEATURE.finditer(path.read_bytes()) if b" " in match.group(1)}
    keys, bigrams, trigrams = model.keys, model.bigrams, model.trigrams
    for raw in seen:
        words = raw.decode("utf-8", "replace")
        if not _LETTERS_ONLY.match(words):
            continue
        sequence = [keys[syllable] for syllable in words.split(" ")]
        for first, second in pairwise(sequence):
            bigrams.setdefault(f"{first} {second}", _SEEN)
        for i in range(len(sequence) - 2):
            trigrams.setdefault(" ".join(sequence[i : i + 3]), _SEEN_TRIGRAM)


def _learn_places(model: LanguageModel, path: Path) -> None:
    keys = model.keys
    for name in set(_PLACE.findall(path.read_text(encoding="utf-8"))):
        sequence = [keys[word] for word in name.split()]
        model.places.update(f"{a} {b}" for a, b in pairwise(sequence))
