"""How readily OCR reads one Vietnamese syllable as another.

Costs are in nats, the negative logarithm of how likely a misreading is among the misreadings of a syllable. Marks over
a letter run together and fade first (`ể` as `ê` or `ề`); the dot below is seldom lost; letters change only with letters
of much the same outline.
"""

from functools import lru_cache

from corpus.syllables import split_tone

#: Cost of reading one tone as another, both ways. Tones: 0 none, 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng.
_TONE_COSTS = {
    (0, 1): 1.0, (0, 2): 1.2, (0, 3): 1.0, (0, 4): 1.2, (0, 5): 2.0,
    (1, 2): 1.6, (1, 3): 1.0, (1, 4): 1.4, (1, 5): 2.2,
    (2, 3): 1.2, (2, 4): 1.6, (2, 5): 2.0,
    (3, 4): 1.0, (3, 5): 2.2,
    (4, 5): 2.2,
}  # fmt: skip

#: Cost of reading one letter as another where only a mark tells them apart, both ways.
_MARK_COSTS = {
    "aâ": 1.0, "aă": 1.0, "ăâ": 1.0, "eê": 1.0, "oô": 1.0, "oơ": 1.6, "ôơ": 1.6, "uư": 1.2, "dđ": 2.2,
}  # fmt: skip

#: Cost of reading one letter as another of much the same outline, both ways.
_OUTLINE_COSTS = {
    "ce": 2.2, "co": 2.4, "eo": 2.4, "êô": 2.0, "ao": 2.4, "il": 2.2, "it": 2.4, "lt": 2.4, "ij": 1.5, "bh": 2.4,
    "nu": 2.4, "vy": 2.4, "gq": 2.2, "rt": 2.6, "hn": 2.6, "âô": 2.6, "ăô": 3.0, "mn": 3.0, "nr": 2.6,
}  # fmt: skip

_CHANGE = {(letters[0], letters[1]): cost for letters, cost in (_MARK_COSTS | _OUTLINE_COSTS).items()}
_CHANGE |= {(other, one): cost for (one, other), cost in _CHANGE.items()}
_LOOKALIKES: dict[str, str] = {}
for _letters in _OUTLINE_COSTS:
    if _letters.isascii():
        for _one, _other in ((_letters[0], _letters[1]), (_letters[1], _letters[0])):
            _LOOKALIKES[_one] = _LOOKALIKES.get(_one, "") + _other
_ANY_CHANGE, _ANY_LOSS, _LOSS_OF_THIN = 3.6, 3.4, 2.4
#: Vowel marks that stand where the tone mark stands, so that OCR blurs the two as one.
_HATS = frozenset("âăêôơ")
#: Cost of reading a stretch of letters as any other, where the rest of the syllable is read right.
_BLOT = 3.8
_MOST_OF_OUTLINE = 3.2


@lru_cache(maxsize=100_000)
def confusion_cost(seen: str, meant: str) -> float:
    """What it costs to believe that `meant` was read as `seen` (keys of syllables); 0 where they are the same."""
    if seen == meant:
        return 0.0
    seen_letters, seen_tone = split_tone(seen)
    meant_letters, meant_tone = split_tone(meant)
    cost, hats = _letters_cost(seen_letters, meant_letters)
    if seen_tone != meant_tone:
        tone_cost = 1.0 if seen_tone < 0 else _TONE_COSTS[min(seen_tone, meant_tone), max(seen_tone, meant_tone)]
        # A hat and a tone mark over one vowel are blurred together: once the one is misread, so is the other.
        cost += tone_cost * (0.6 if hats else 1.0)
    return cost


@lru_cache(maxsize=100_000)
def blot_cost(seen: str, meant: str) -> float | None:
    """What it costs to believe that `meant` was read as `seen`, which is no syllable at all.

    Either letter by letter, or as a syllable of which one stretch is a blot and the rest is right.

    Returns:
        The cost, or None where too little of the syllable is left to tell.
    """
    cost = confusion_cost(seen, meant)
    seen_bare, meant_bare = _bare_marks(seen), _bare_marks(meant)
    start = 0
    while start < min(len(seen_bare), len(meant_bare)) and seen_bare[start] == meant_bare[start]:
        start += 1
    end = 0
    while end < min(len(seen_bare), len(meant_bare)) - start and seen_bare[-1 - end] == meant_bare[-1 - end]:
        end += 1
    if start + end >= 3 and start + end >= len(meant_bare) - 2:
        cost = min(cost, _BLOT)
    limit = 1.7 * len(meant_bare) - 1
    return cost if cost < limit else None


@lru_cache(maxsize=10_000)
def lookalike_skeletons(bare: str) -> frozenset[str]:
    """Bare syllables that OCR may have read as this one: itself, one letter misread for another, a thin one lost."""
    found = {bare}
    for i, char in enumerate(bare):
        found.update(bare[:i] + other + bare[i + 1 :] for other in _LOOKALIKES.get(char, ()))
        found.update(bare[:i] + thin + bare[i:] for thin in "hi")
    found.update((bare + "h", bare + "i"))
    return frozenset(found)


@lru_cache(maxsize=100_000)
def outline_cost(seen: str, meant: str) -> float | None:
    """The confusion cost where at most one letter was misread for another of its outline, else None."""
    if abs(len(seen) - len(meant)) > 1:
        return None
    cost = confusion_cost(seen, meant)
    return cost if 0 < cost <= _MOST_OF_OUTLINE else None


def _bare_marks(key: str) -> str:
    """A key without tone, its vowel marks kept: what a blot leaves right must be right in its letters."""
    return split_tone(key)[0]


def _letters_cost(seen: str, meant: str) -> tuple[float, bool]:
    """Weighted edit distance of the toneless letters, and whether a hat is among what was misread."""
    if seen == meant:
        return 0.0, False
    if len(seen) == len(meant):
        return _distance_in_step(seen, meant)
    above = [0.0]
    for char in meant:
        above.append(above[-1] + _loss(char))
    for char in seen:
        row = [above[0] + _loss(char)]
        for j, wanted in enumerate(meant):
            change = 0.0 if char == wanted else _CHANGE.get((char, wanted), _ANY_CHANGE)
            row.append(min(above[j] + change, above[j + 1] + _loss(char), row[j] + _loss(wanted)))
        above = row
    return above[-1], False


def _distance_in_step(seen: str, meant: str) -> tuple[float, bool]:
    cost, hats = 0.0, 0
    for char, wanted in zip(seen, meant, strict=True):
        if char != wanted:
            change = _CHANGE.get((char, wanted), _ANY_CHANGE)
            cost += change * (0.5 if hats and change < 2 else 1.0)  # ươ and iê lose their marks as one
            hats += change < 2 and (char in _HATS or wanted in _HATS)
    return cost, hats > 0


def _loss(char: str) -> float:
    return _LOSS_OF_THIN if char in "hir" else _ANY_LOSS
