"""Weighs other readings of a row of words against the one that stands: the noisy channel of the repair.

A reading gains what the language model says of it and of its neighbours over what it says of the words that stand, and
pays for each syllable that OCR would have had to garble. Where that comes out above zero, the reading wins.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator

from corpus.confusion import blot_cost, confusion_cost, lookalike_skeletons, outline_cost
from corpus.hooks import likelier, lost_its_hook
from corpus.language import COMMON_WORD, HOLDING, PHRASE_WORD, TELLING, WORD, LanguageModel
from corpus.rows import Reading, Row, differ, is_name
from corpus.syllables import is_possible, is_vietnamese, skeleton

_PRIOR = 3.5  # nats against any misreading in a clean text
_PRIOR_OF_NONSENSE = 1.5  # against that of what is no syllable: it is misread, or foreign and then without support
_ORPHAN, _UNATTESTED, _IMPOSSIBLE, _STUTTER, _SHARED = -2.0, -1.5, -3.0, -2.0, -1.5
_MARGIN = 0.5
_UNBACKED = 1.0  # gain that a mere dictionary word needs in a text of many misreadings; in others none is enough
_MANY = 0.5  # nats from which misreadings are so common that right words are not most of what looks odd
_MOST_OF_DOCUMENT = 3.0
_ROUNDS = 5
_MOST_STRANGE = 4
_MOST_PROPOSALS = 12  # a word; more come only from what is no text
_VOWELS = frozenset("aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ")
_REACH = 3  # words on either side that a reading sways


class Reader:
    """Reads the rows of one text, knowing how often it writes each pair of words, and whether OCR read it."""

    def __init__(self, model: LanguageModel, seen: Counter[str], *, by_ocr: bool) -> None:
        self._model = model
        self._by_ocr = by_ocr
        self._seen = seen = Counter({pair: count for pair, count in seen.items() if not lost_its_hook(pair, model)})
        self._prior = _PRIOR
        self._telling = math.inf
        self._own: dict[str, list[str]] = {}
        shapes = model.shapes
        for pair, count in seen.items():
            if count > 2:
                one, two = pair.split(" ")
                if one in model.free or two in model.free:
                    continue  # what a word of its own stands beside is chance
                self._own.setdefault(f"{shapes[one]} {shapes[two]}", []).append(pair)

    def expect(self, more: float) -> None:
        """Expect misreadings to be commoner than in a clean text, by so many nats."""
        self._prior = _PRIOR - more
        if more > _MANY:
            self._telling = _UNBACKED

    def read(self, rows: list[Row]) -> list[tuple[Row, dict[int, tuple[str, float]]]]:
        """The rows with misread words, each with what `misread` finds in it."""
        return [(row, found) for row in rows if len(row.words) > 1 and (found := self.misread(row))]

    def misread(self, row: Row) -> dict[int, tuple[str, float]]:
        """The misread words of a row: index to the right key and its gain in nats."""
        keys = list(row.keys)
        syllables = self._model.syllables
        strange = sum(key not in syllables and not key.isascii() for key in keys)
        if strange > _MOST_STRANGE and 3 * strange > len(keys):
            return {}  # garbled beyond recognition, or no Vietnamese
        changed: dict[int, float] = {}
        for _ in range(_ROUNDS):
            winners = self._winners(row, keys)
            if not winners:
                break
            for reading in winners:
                for i, key in enumerate(reading.keys, start=reading.at):
                    if keys[i] != key:
                        keys[i] = key
                        changed[i] = reading.gain
        return {i: (keys[i], gain) for i, gain in sorted(changed.items()) if keys[i] != row.keys[i]}

    def _winners(self, row: Row, keys: list[str]) -> list[Reading]:
        """The readings that beat all others where they stand, far enough apart not to sway each other.

        One that another runs close is no more than a guess, and wins nothing.
        """
        readings = sorted(self._readings(row, keys), key=lambda reading: (-reading.gain, reading.at, reading.keys))
        winners: list[Reading] = []
        near: set[int] = set()
        for n, best in enumerate(readings):
            end = best.at + len(best.keys)
            if not near.isdisjoint(range(best.at, end)):
                continue
            rivals = (other for other in readings[n + 1 :] if other.gain > best.gain - _MARGIN)
            if not any(differ(best, other, keys) for other in rivals):
                winners.append(best)
                near.update(range(best.at - _REACH, end + _REACH))
        return winners

    def _readings(self, row: Row, keys: list[str]) -> Iterator[Reading]:
        """Readings that beat the one that stands."""
        for at, other in self._proposals(row, keys):
            reading = self._weigh(row, keys, at, other.split(" "))
            if reading is not None:
                yield reading

    def _proposals(self, row: Row, keys: list[str]) -> set[tuple[int, str]]:
        """Sequences of the same shape as what stands, that the model or the text itself attests."""
        model, own = self._model, self._own
        bigrams, trigrams, shapes = model.bigrams, model.trigrams, model.shapes
        by_pair, by_triple, by_quad = model.pairs_by_shape, model.triples_by_shape, model.quads_by_shape
        outlines = [shapes[key] for key in keys]
        proposed: set[tuple[int, str]] = set()
        last = len(keys) - 1
        for i in range(last):
            pair, shape = f"{keys[i]} {keys[i + 1]}", f"{outlines[i]} {outlines[i + 1]}"
            if bigrams.get(pair, 0.0) < 3:
                for other in by_pair.get(shape, ()):
                    proposed.add((i, other))
                for other in own.get(shape, ()):
                    proposed.add((i, other))
            if i + 2 <= last:
                triple, shape = f"{pair} {keys[i + 2]}", f"{shape} {outlines[i + 2]}"
                if triple not in trigrams:
                    for other in by_triple.get(shape, ()):
                        proposed.add((i, other))
                    if i + 3 <= last:
                        for other in by_quad.get(f"{shape} {outlines[i + 3]}", ()):
                            proposed.add((i, other))
            if keys[i] == keys[i + 1] and bigrams.get(pair, 0.0) < HOLDING:
                for other in model.forerunners.get(keys[i], ()):
                    if confusion_cost(keys[i], other) < 4:
                        proposed.add((i, f"{other} {keys[i]}"))
        for i, key in enumerate(keys):
            if i in row.locked:
                continue
            if not (key in model.syllables or key.isascii() or row.words[i].isupper()):
                self._propose_beside(keys, i, blot_cost, proposed)
                for bare in lookalike_skeletons(skeleton(key)):
                    proposed.update((i, other) for other in model.by_skeleton.get(bare, ()))
            elif not self._is_held(keys, i):
                self._propose_beside(keys, i, outline_cost, proposed)
        return proposed if len(proposed) < _MOST_PROPOSALS * len(keys) else set()

    def _is_held(self, keys: list[str], i: int) -> bool:
        """Whether a word stands well: as a word of its own, or joined to a neighbour."""
        bigrams = self._model.bigrams
        return (
            keys[i] in self._model.free
            or (i > 0 and bigrams.get(f"{keys[i - 1]} {keys[i]}", 0.0) >= HOLDING)
            or (i + 1 < len(keys) and bigrams.get(f"{keys[i]} {keys[i + 1]}", 0.0) >= HOLDING)
        )

    def _propose_beside(
        self, keys: list[str], i: int, cost: Callable[[str, str], float | None], proposed: set[tuple[int, str]]
    ) -> None:
        """What stands ill may be read as anything not too unlike it that its neighbours ask for."""
        if i:
            for other in self._model.followers.get(keys[i - 1], ()):
                if cost(keys[i], other) is not None:
                    proposed.add((i - 1, f"{keys[i - 1]} {other}"))
        if i + 1 < len(keys):
            for other in self._model.forerunners.get(keys[i + 1], ()):
                if cost(keys[i], other) is not None:
                    proposed.add((i, f"{other} {keys[i + 1]}"))

    def _weigh(self, row: Row, keys: list[str], at: int, wanted: list[str]) -> Reading | None:
        changed = [at + k for k, key in enumerate(wanted) if keys[at + k] != key]
        if not changed:
            return None
        hooks = {i: self._lost_hook(keys, i, wanted[i - at]) for i in changed}
        cost = 0.0
        for i in changed:
            seen, meant = row.keys[i], wanted[i - at]
            if (
                i in row.locked
                or (seen, meant) in self._model.variants
                or self._is_foreign(row, i)
                or self._is_place(row, i)
            ):
                return None
            cost += self._cost(row.words[i], seen, meant) - row.doubts.get(i, 0.0) - hooks[i]
        after = [*keys[:at], *wanted, *keys[at + len(wanted) :]]
        low, high = changed[0], changed[-1] + 1
        if self._tears(keys, after, low, high):
            return None
        if any(is_name(row, i) and not hooks[i] and not self._is_sure(row, after, i) for i in changed):
            return None
        gain = self._score(after, low, high) - self._score(keys, low, high) - cost
        unlikely = len(changed) == 1 and gain < self._telling and not hooks[low]
        if unlikely and not self._is_backed(row, keys, after, low):
            return None
        return Reading(at, tuple(wanted), gain) if gain > 0 else None

    def _lost_hook(self, keys: list[str], i: int, meant: str) -> float:
        return likelier(keys, i, meant, self._model) if self._by_ocr else 0.0

    def _cost(self, word: str, seen: str, meant: str) -> float:
        if seen in self._model.syllables:
            # The bar of a capital Đ is lost more readily than that of đ.
            capital = word[0] in "DĐ" and seen[0] != meant[0] and meant[0] in "dđ"
            prior = self._prior if is_vietnamese(word) else _PRIOR_OF_NONSENSE
            return prior + confusion_cost(seen, meant) - capital
        if not is_possible(meant) or self._is_glued(seen):
            return math.inf
        blot = blot_cost(seen, meant)
        return math.inf if blot is None else _PRIOR_OF_NONSENSE + blot + 0.5 * is_possible(seen)

    def _is_glued(self, key: str) -> bool:
        """Whether what is no syllable is two that lost the space between them, of which none may be dropped."""
        syllables = self._model.syllables
        return any(
            key[at] not in _VOWELS and key[:at] in syllables and key[at:] in syllables for at in range(2, len(key) - 1)
        )

    def _tears(self, keys: list[str], after: list[str], low: int, high: int) -> bool:
        """Whether a reading takes a word apart: a telling pair at its edge that it leaves without.

        A word of the dictionary must become another one.
        """
        bigrams, words = self._model.bigrams, self._model.words
        for i in (low - 1, high - 1):
            if not 0 <= i < len(keys) - 1:
                continue
            stands, left = f"{keys[i]} {keys[i + 1]}", f"{after[i]} {after[i + 1]}"
            if bigrams.get(stands, 0.0) >= TELLING and bigrams.get(left, 0.0) < TELLING:
                return True
            if bigrams.get(stands, 0.0) >= PHRASE_WORD and stands in words and left not in words:
                return True
        return False

    def _is_backed(self, row: Row, keys: list[str], after: list[str], i: int) -> bool:
        """Whether more than one word of the general dictionary asks for another reading of a right syllable.

        A dictionary has nearly all pairs of syllables that differ by a mark: that `quan tài` is a word says nothing
        against `quản tài viên`, which the dictionary lacks. Phrases of administrative language tell, and the text
        itself; so does OCR where it is in doubt.
        """
        if keys[i] not in self._model.syllables or row.doubts.get(i, 0.0) > 1:
            return True
        bigrams, trigrams = self._model.bigrams, self._model.trigrams
        pairs = [f"{after[j]} {after[j + 1]}" for j in (i - 1, i) if 0 <= j < len(after) - 1]
        if any(bigrams.get(pair, 0.0) > COMMON_WORD or self._seen[pair] > 1 for pair in pairs):
            return True
        return any(
            trigrams.get(" ".join(after[j : j + 3]), 0.0) >= TELLING
            for j in range(max(i - 2, 0), min(i, len(after) - 3) + 1)
        )

    def _is_foreign(self, row: Row, i: int) -> bool:
        """Whether a word without any mark stands beside a word without any mark that is no Vietnamese syllable."""
        if not row.words[i].isascii():
            return False
        beside = (j for j in (*range(max(i - 2, 0), i), *range(i + 1, min(i + 3, len(row.keys)))))
        return any(
            row.keys[j].isascii()
            and row.keys[j].isalpha()
            and len(row.keys[j]) > 2
            and not is_possible(row.keys[j])
            and row.words[j] not in self._model.abbreviations
            for j in beside
        )

    def _is_place(self, row: Row, i: int) -> bool:
        """Whether a capitalised word is part of the name of a commune, district or province."""
        if not row.words[i][0].isupper() or row.words[i].isupper():
            return False
        keys, places = row.keys, self._model.places
        return any(f"{keys[j]} {keys[j + 1]}" in places for j in (i - 1, i) if 0 <= j < len(keys) - 1)

    def _is_sure(self, row: Row, keys: list[str], i: int) -> bool:
        """Whether there is enough to touch a name: more than one neighbour asks for the word, or the text elsewhere.

        What the text writes elsewhere says nothing against a good syllable: Văn Hưng is not Văn Hùng.
        """
        for start in range(max(i - 2, 0), min(i, len(keys) - 3) + 1):
            if self._model.trigrams.get(" ".join(keys[start : start + 3]), 0.0) >= TELLING:
                return True
        if row.keys[i] in self._model.syllables:
            return False
        return any(
            self._seen[f"{keys[start]} {keys[start + 1]}"] > 1 for start in (i - 1, i) if 0 <= start < len(keys) - 1
        )

    def _score(self, keys: list[str], low: int, high: int) -> float:
        """What the model says of the words [low, high) and of how they join their neighbours."""
        model, seen = self._model, self._seen
        bigrams, trigrams, quads = model.bigrams, model.trigrams, model.quads
        size = len(keys)
        score = 0.0
        held: set[int] = set()
        for i in range(max(low - 2, 0), min(high + 2, size) - 1):
            pair = f"{keys[i]} {keys[i + 1]}"
            weight = bigrams.get(pair, 0.0)
            elsewhere = seen[pair] - 1
            if weight >= HOLDING or elsewhere > 1:
                held.update((i, i + 1))
            if low - 1 <= i < high:
                if elsewhere > 0:
                    weight += min(_MOST_OF_DOCUMENT, math.log(1 + elsewhere))
                elif weight < HOLDING and keys[i] == keys[i + 1]:
                    weight = _STUTTER
                score += weight
        for i in range(max(low - 2, 0), min(high, size - 2)):
            pair, after = f"{keys[i]} {keys[i + 1]}", f"{keys[i + 1]} {keys[i + 2]}"
            known = trigrams.get(f"{pair} {keys[i + 2]}", 0.0)
            if not known and bigrams.get(pair, 0.0) >= WORD and bigrams.get(after, 0.0) >= WORD:
                known = _SHARED  # no syllable belongs to two words
            score += known
        for i in range(max(low - 3, 0), min(high, size - 3)):
            score += quads.get(f"{keys[i]} {keys[i + 1]} {keys[i + 2]} {keys[i + 3]}", 0.0)
        for i in range(max(low - 1, 0), min(high + 1, size)):
            key = keys[i]
            if i not in held and key not in model.free:
                score += _ORPHAN
            if low <= i < high:
                score += model.free.get(key, 0.0)
                if not model.is_attested(key):
                    score += _UNATTESTED if is_possible(key) else _IMPOSSIBLE
        return score
