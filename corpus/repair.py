"""Repair of misread Vietnamese: a noisy channel over the syllables of a text.

A misreading mostly turns one valid syllable into another (`chuyển` into `chuyên`), so only its neighbours can tell. The
reading that stands is weighed against readings that OCR may have garbled into it: what the language model says of the
syllables around, less what the misreading costs. A right word must never be touched, so a reading stands unless
another one beats it clearly; names, codes, foreign words and the author's spelling habits are left alone.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.confusion import confusion_cost
from corpus.edits import Edit
from corpus.language import LanguageModel, load_model
from corpus.syllables import is_possible, place_tone, skeleton, split_tone

#: Words parted by single spaces: the only neighbours that speak for each other.
_SEGMENT = re.compile(r"[^\W_]+(?: [^\W_]+)*")
#: What glues a word to a code, an address or a number.
_GLUE = frozenset("@/_\\&#=~^")

_PRIOR = 3.5  # nats against any misreading
_ORPHAN, _UNATTESTED, _IMPOSSIBLE = -1.5, -1.5, -3.5
_MAX_EVIDENCE_OF_DOCUMENT = 3.0


@dataclass(slots=True)
class _Segment:
    """Words in a row: their offsets in the text, the words, their keys, and which of them must stay."""

    start: int
    words: list[str]
    keys: list[str]
    locked: set[int]

    def offset(self, index: int) -> int:
        return self.start + sum(map(len, self.words[:index])) + index


@dataclass(frozen=True, slots=True)
class _Reading:
    """Another reading of the words [at, at + len(keys)) of a segment, and how clearly it beats the one that stands."""

    at: int
    keys: tuple[str, ...]
    gain: float


def find_misreadings(text: str) -> list[Edit]:
    """Find what OCR misread in a Vietnamese text.

    Args:
        text: canonical text: NFC, one paragraph a line, cells parted by tabs.

    Returns:
        The repairs, sorted and disjoint. The case of a word is kept; digits and punctuation are never touched.

    Raises:
        FileNotFoundError: underthesea's word list is not installed.
    """
    model = load_model()
    segments = list(_segments(text, model))
    finder = _Finder(model, _pairs(segments))
    edits: list[Edit] = []
    for segment in segments:
        edits.extend(finder.edits(segment))
    return edits


def _segments(text: str, model: LanguageModel) -> Iterator[_Segment]:
    keys = model.keys
    for found in _SEGMENT.finditer(text):
        words = found.group().split(" ")
        start, end = found.span()
        locked = set()
        if start and text[start - 1] in _GLUE or _is_dotted(text, start - 1):
            locked.add(0)
        if end < len(text) and text[end] in _GLUE or _is_dotted(text, end):
            locked.add(len(words) - 1)
        yield _Segment(start, words, [keys[word] for word in words], locked)


def _is_dotted(text: str, at: int) -> bool:
    """Whether a dot stands inside a word, as in `dichvucong.gov.vn`."""
    return 0 < at < len(text) - 1 and text[at] == "." and text[at - 1].islower() and text[at + 1].islower()


def _pairs(segments: list[_Segment]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for segment in segments:
        keys = segment.keys
        counts.update([f"{a} {b}" for a, b in zip(keys, keys[1:], strict=False)])
    return counts


class _Finder:
    """Finds the misread words of one text, segment by segment."""

    def __init__(self, model: LanguageModel, seen: Counter[str]) -> None:
        self.model = model
        self.seen = seen
        self.by_pair = model.pairs_by_shape
        self.by_triple = model.triples_by_shape

    def edits(self, segment: _Segment) -> Iterator[Edit]:
        keys = segment.keys
        chosen: dict[int, tuple[str, float]] = {}
        for _ in range(4):
            reading = max(self._readings(segment, keys), key=lambda r: r.gain, default=None)
            if reading is None:
                break
            keys = keys[: reading.at] + list(reading.keys) + keys[reading.at + len(reading.keys) :]
            for i in range(reading.at, reading.at + len(reading.keys)):
                if keys[i] != segment.keys[i]:
                    chosen[i] = keys[i], reading.gain
        for i, (key, gain) in sorted(chosen.items()):
            word = segment.words[i]
            start = segment.offset(i)
            yield Edit(start, start + len(word), _written_like(word, key), "language_model", _confidence(gain))

    def _readings(self, segment: _Segment, keys: list[str]) -> Iterator[_Reading]:
        """Other readings of a segment that clearly beat the one that stands."""
        bigrams, trigrams, shapes = self.model.bigrams, self.model.trigrams, self.model.shapes
        proposed: set[tuple[int, str]] = set()
        for i in range(len(keys) - 1):
            pair = f"{keys[i]} {keys[i + 1]}"
            if bigrams.get(pair, 0.0) < 3:
                for other in self.by_pair.get(f"{shapes[keys[i]]} {shapes[keys[i + 1]]}", ()):
                    if other != pair:
                        proposed.add((i, other))
            if i + 2 < len(keys):
                triple = f"{pair} {keys[i + 2]}"
                if triple not in trigrams:
                    shape = f"{shapes[keys[i]]} {shapes[keys[i + 1]]} {shapes[keys[i + 2]]}"
                    for other in self.by_triple.get(shape, ()):
                        proposed.add((i, other))
        for at, other in proposed:
            wanted = other.split(" ")
            reading = self._weigh(segment, keys, at, wanted)
            if reading is not None:
                yield reading

    def _weigh(self, segment: _Segment, keys: list[str], at: int, wanted: list[str]) -> _Reading | None:
        end = at + len(wanted)
        cost = 0.0
        for i in range(at, end):
            if keys[i] != wanted[i - at]:
                if i in segment.locked or not _is_readable(segment.words[i]):
                    return None
                cost += confusion_cost(segment.keys[i], wanted[i - at]) + _PRIOR
        after = keys[:at] + wanted + keys[end:]
        gain = self._score(after, at, end) - self._score(keys, at, end) - cost
        return _Reading(at, tuple(wanted), gain) if gain > 0 else None

    def _score(self, keys: list[str], at: int, end: int) -> float:
        """What the model says of the words [at, end) and of how they join their neighbours."""
        bigrams, trigrams = self.model.bigrams, self.model.trigrams
        free, syllables, seen = self.model.free, self.model.syllables, self.seen
        low, high = max(at - 1, 0), min(end + 1, len(keys))
        score = 0.0
        held = set()
        for i in range(low, high - 1):
            pair = f"{keys[i]} {keys[i + 1]}"
            weight = bigrams.get(pair, 0.0)
            if weight:
                held.update((i, i + 1))
            elsewhere = seen[pair] - 1
            if elsewhere > 0:
                weight += min(_MAX_EVIDENCE_OF_DOCUMENT, math.log(1 + elsewhere))
            score += weight
        for i in range(max(at - 2, 0), min(end + 2, len(keys)) - 2):
            score += trigrams.get(f"{keys[i]} {keys[i + 1]} {keys[i + 2]}", 0.0)
        for i in range(at, end):
            key = keys[i]
            if key in free:
                score += free[key]
            elif i not in held:
                score += _ORPHAN
            if key not in syllables:
                score += _UNATTESTED if is_possible(key) else _IMPOSSIBLE
        return score


def _is_readable(word: str) -> bool:
    return word.isalpha()


def _confidence(gain: float) -> float:
    return round(1.0 / (1.0 + math.exp(-1.0 - gain / 2)), 3)


def _written_like(word: str, key: str) -> str:
    """The syllable of a key in the case of the word it replaces."""
    if word.isupper() and len(word) > 1:
        return key.upper()
    return key[0].upper() + key[1:] if word[0].isupper() else key
