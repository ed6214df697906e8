"""Character errors of a text whatever order its parts are read in.

After Clausner, Pletschacher, Antonacopoulos: Flexible character accuracy measure for reading-order-independent
evaluation (Pattern Recognition Letters 131, 2020). The longest line of the truth is matched with the stretch of the
read text that is most like it, or a line that was read with the stretch of the truth; what is left of the longer one
goes back to be matched in its turn. What finds no match at the end is lost or invented. Nothing is forgiven but order.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment

#: What parts the columns and cells of a printed line.
_GAP = re.compile(r"\t| {3,}|\n")
#: Similarity in percent from which two stretches are the same text, first of the sure ones, then of the rest.
_ALIKE = (90.0, 75.0, 50.0)


def errors_in_any_order(truth: str, read: str) -> int:
    """Count the wrong, lost and invented characters of a text; runs of white space count as one.

    Args:
        truth: what is printed; columns and cells parted by tabs, three spaces or line breaks.
        read: what was read.
    """
    matching = _Matching(_parts(truth), _parts(read))
    errors = sum(matching.round(alike) for alike in _ALIKE)
    errors += sum(map(len, matching.truth)) + sum(map(len, matching.read))
    # Each line in turn takes the stretch that is best for it: where errors are many, the order as it is may say more.
    return min(errors, Levenshtein.distance(*(" ".join(_parts(text)) for text in (truth, read))))


def _parts(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _GAP.split(unicodedata.normalize("NFC", text)))
    return [part for part in parts if part]


@dataclass(slots=True)
class _Matching:
    """Stretches of both texts that are not matched yet."""

    truth: list[str]
    read: list[str]

    def round(self, alike: float) -> int:
        """Match all stretches that are so much alike, the longest first; returns the errors in them."""
        errors = 0
        waiting = [(-len(part), part) for part in self.truth]
        heapq.heapify(waiting)
        left: list[str] = []
        while waiting:
            part = heapq.heappop(waiting)[1]
            found = process.extractOne(part, self.read, scorer=_likeness, score_cutoff=alike)
            if found is None:
                left.append(part)
                continue
            other = self.read.pop(found[2])
            wrong, parts, others = _matched(part, other)
            errors += wrong
            self.read += others
            for rest in parts:
                heapq.heappush(waiting, (-len(rest), rest))
        self.truth = left
        return errors


def _likeness(one: str, other: str, *, score_cutoff: float | None = None, **_: object) -> float:
    """Likeness of the shorter stretch with its place in the longer; next to none of very short ones, unless equal."""
    if min(len(one), len(other)) < 4:
        return 100.0 * (one == other)
    # A longer stretch that is as much alike is the better match.
    return float(partial_ratio(one, other, score_cutoff=score_cutoff)) - 4.0 / min(len(one), len(other))


def _matched(part: str, other: str) -> tuple[int, list[str], list[str]]:
    """Return the errors of the best match, and what is left over of the truth and of the read text."""
    short, long = sorted((part, other), key=len)
    found = partial_ratio_alignment(short, long)
    if found is None or len(long) <= len(short) + 1:
        return Levenshtein.distance(part, other), [], []
    start, end = found.dest_start, found.dest_end
    wrong, start, end = min(
        (Levenshtein.distance(short, long[max(0, start + a) : end + b]), max(0, start + a), end + b)
        for a in range(-2, 3)
        for b in range(-2, 3)
    )
    rest = [piece.strip() for piece in (long[:start], long[end:])]
    rest = [piece for piece in rest if piece]
    return (wrong, rest, []) if long is part else (wrong, [], rest)
