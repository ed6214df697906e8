"""Changes to a text, each with its reason, and the moving of offsets that they entail."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the text at [start, end) becomes `replacement`.

    Attributes:
        start, end: code-point offsets into the text as it was before any edit.
        replacement: the new words, without a line feed or a tab.
        rule: name of the rule or model that decided.
        confidence: 0 to 1.
    """

    start: int
    end: int
    replacement: str
    rule: str
    confidence: float


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, "Shift"]:
    """Apply edits that are sorted by start and do not overlap.

    Returns:
        The new text, and the map from old offsets to new ones.

    Raises:
        ValueError: if edits overlap, are not sorted, leave the text, or touch the ends of lines or cells.
    """
    pieces: list[str] = []
    last = 0
    for edit in edits:
        if not last <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edits overlap, are unsorted or leave the text: {edit}")
        if any(mark in part for mark in "\n\t" for part in (text[edit.start : edit.end], edit.replacement)):
            raise ValueError(f"an edit must keep lines and cells as they are: {edit}")
        pieces += (text[last : edit.start], edit.replacement)
        last = edit.end
    pieces.append(text[last:])
    return "".join(pieces), Shift(edits)


class Shift:
    """Moves offsets of a text to where they stand after edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        self._new_starts: list[int] = []
        self._new_ends: list[int] = []
        moved = 0
        for edit in edits:
            self._new_starts.append(edit.start + moved)
            moved += len(edit.replacement) - (edit.end - edit.start)
            self._new_ends.append(edit.end + moved)

    def start(self, offset: int) -> int:
        """Move the start of a span: inside a changed word it goes to the word's start."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        if offset < self._ends[index]:
            return self._new_starts[index]
        return self._new_ends[index] + offset - self._ends[index]

    def end(self, offset: int) -> int:
        """Move the end of a span: inside a changed word it goes to the word's end."""
        index = bisect_left(self._starts, offset) - 1
        if index < 0:
            return offset
        if offset < self._ends[index]:
            return self._new_ends[index]
        return self._new_ends[index] + offset - self._ends[index]

    def placed(self, index: int) -> tuple[int, int]:
        """Return where the replacement of edit number `index` stands in the new text."""
        return self._new_starts[index], self._new_ends[index]
