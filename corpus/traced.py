"""Text that knows where each of its characters stood in the source, and whether it was bold there."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from itertools import pairwise

_BOLD_RUN = re.compile(rb"\x01+")
_SPACES = re.compile(r"\s+")


class Traced:
    """A piece of text with a source offset and a bold flag for each code point.

    Attributes:
        text: the text.
        at: source offset of each code point; an inserted character has the offset of the one that it stands for.
        bold: one byte a code point, 1 where bold.
    """

    __slots__ = ("at", "bold", "text")

    def __init__(self, text: str, at: array[int], bold: bytes) -> None:
        self.text, self.at, self.bold = text, at, bold

    @classmethod
    def plain(cls, text: str, start: int, *, bold: bool = False) -> Traced:
        """Trace text that stands in the source as it is, from offset `start` on."""
        size = len(text)
        return cls(text, array("I", range(start, start + size)), (b"\x01" if bold else b"\x00") * size)

    @classmethod
    def concat(cls, parts: Iterable[Traced]) -> Traced:
        """Put pieces one after the other."""
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        at = array("I")
        for part in parts:
            at.extend(part.at)
        return cls("".join(p.text for p in parts), at, b"".join(p.bold for p in parts))

    @classmethod
    def joined(cls, parts: list[Traced], separators: list[str]) -> Traced:
        """Join pieces; `separators[i]`, empty or one character, goes between piece i and the next one."""
        pieces = [parts[0]]
        for (before, after), separator in zip(pairwise(parts), separators, strict=True):
            if separator:
                where = before.at[-1] + 1 if before.at else (after.at[0] if after.at else 0)
                both = bool(before.bold and before.bold[-1] and after.bold and after.bold[0])
                pieces.append(cls(separator, array("I", [where]), bytes([both])))
            pieces.append(after)
        return cls.concat(pieces)

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, where: slice) -> Traced:
        return Traced(self.text[where], self.at[where], self.bold[where])

    def opened_by(self, mark: str) -> Traced:
        """Put a mark before the text that the source shows in another way: the number of a list or of a note."""
        where = self.at[0] if self.at else 0
        bold = self.bold[:1] or b"\x00"
        return Traced.concat([Traced(mark, array("I", [where] * len(mark)), bold * len(mark)), self])

    def stripped(self, characters: str | None = None) -> Traced:
        """Take white space (or the given characters) off both ends."""
        text = self.text
        start = len(text) - len(text.lstrip(characters))
        end = len(text.rstrip(characters))
        return self if start == 0 and end == len(text) else self[start : max(start, end)]

    def squeezed(self) -> Traced:
        """Strip, and make each run of white space one space."""
        text = self.text
        if " ".join(text.split()) == text:
            return self
        parts: list[Traced] = []
        last = 0
        for found in _SPACES.finditer(text):
            if found.start() > last:
                parts.append(self[last : found.start()])
            if found.start() > 0 and found.end() < len(text):
                where = found.start()
                flag = bytes([bool(self.bold[where - 1] and self.bold[found.end()])])
                parts.append(Traced(" ", self.at[where : where + 1], flag))
            last = found.end()
        if last < len(text):
            parts.append(self[last:])
        return Traced.concat(parts) if parts else self[0:0]

    def bold_spans(self) -> list[tuple[int, int]]:
        """Return the bold stretches as (start, end) in this text."""
        return [found.span() for found in _BOLD_RUN.finditer(self.bold)]

    def all_bold(self) -> bool:
        """Tell whether everything but white space and punctuation is bold."""
        if 1 not in self.bold:
            return False
        if 0 not in self.bold:
            return True
        return all(flag or not char.isalnum() for char, flag in zip(self.text, self.bold, strict=True))

    def stretches(self) -> list[tuple[int, int, int, int]]:
        """Return (start, end, source_start, source_end) for each stretch that is unbroken in the source."""
        at = self.at
        if not at:
            return []
        if at[-1] - at[0] == len(at) - 1:
            return [(0, len(at), at[0], at[-1] + 1)]
        found = []
        start = 0
        for index in range(1, len(at) + 1):
            if index == len(at) or at[index] != at[index - 1] + 1:
                found.append((start, index, at[start], at[index - 1] + 1))
                start = index
        return found
