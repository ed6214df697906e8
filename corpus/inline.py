"""Inline markup of Markdown and of the HTML in it: what it says, and the words without it."""

import re
from array import array
from html import unescape

from corpus.elements import cleaned
from corpus.tags import KNOWN_TAGS, RAISED
from corpus.traced import Traced

#: Everything inside a line that is markup. A line without one of these characters has none.
_MARKS = re.compile(r"[*_\\&<\[$`]")
_INLINE = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
  | (?P<stars>\*+)
  | (?P<lows>_+)
  | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<comment><!--[^\n]{0,500}?-->)
  | (?P<break><br\s*/?>)
  | <(?P<closing>/?)(?P<tag>[A-Za-z][\w:-]*)(?P<attributes>(?:\s[^<>]*)?)/?>
  | (?P<note>(?<=\S)\[\^[\w-]{1,20}\](?!:))
  | (?P<image>!\[[^\[\]\n]{0,300}\]\([^()\s]*\))
  | \[(?P<label>[^\[\]\n]{1,300})\]\((?:https?:|mailto:|/|\#|\.|file:|javascript:)[^()\s]*(?:\s"[^"()]*")?\)
  | \$(?P<formula>[^$\n]{1,60})\$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FORMULA = re.compile(r"[\d\s.,%/()+\-=<>\\{}^_a-zA-Z~]*$")
_FORMULA_WORD = re.compile(
    r"\\(?:mathrm|text|mathbf)\s*|\\(?P<name>[a-zA-Z]+)\s*|\\(?P<char>[%$&#_{} ,])|[{}~]|\^\{?(?P<power>[23])\}?|\^"
)
_FORMULA_SIGNS = {
    "geq": "≥",
    "ge": "≥",
    "leq": "≤",
    "le": "≤",
    "times": "x",
    "pm": "±",
    "div": ":",
    "approx": "≈",
    "sim": "~",
}
_FORMULA_SIGNS |= {"to": "→", "rightarrow": "→", "circ": "°", "cdot": "."}


def inline(lines: list[Traced]) -> list[tuple[Traced, list[int], bool]]:
    """Take the inline markup off the lines of one paragraph.

    Returns:
        For each line its words, the offsets of the line breaks that `<br>` asks for in them, and whether emphasis
        goes on past its end.
    """
    if not any(_MARKS.search(line.text) for line in lines):
        return [(cleaned(line), [], False) for line in lines]
    return _Inline(lines).resolved()


class _Inline:
    """Emphasis marks come in pairs within a paragraph; a mark left over is text if single, noise if double."""

    def __init__(self, lines: list[Traced]) -> None:
        self.lines = lines
        self.found = [list(_INLINE.finditer(line.text)) if _MARKS.search(line.text) else [] for line in lines]
        self.paired: set[tuple[int, int]] = set()
        self._pair()

    def _pair(self) -> None:
        """Pair the marks: one star is slanted, two are bold, three are both, four close and open again."""
        waiting: dict[str, tuple[int, int]] = {}
        for row, marks in enumerate(self.found):
            words = self.lines[row].text
            for mark in marks:
                group = "stars" if mark.group("stars") else "lows" if mark.group("lows") else None
                if group is None or not _may_emphasise(words, mark, group):
                    continue
                size = len(mark.group())
                for kind in ("slant",) * (size % 2) + ("bold",) * (size in (2, 3) or size > 4):
                    self._close(waiting, group + kind, (row, mark.start()))
                if size == 4:
                    self.paired.add((row, mark.start()))

    def _close(self, waiting: dict[str, tuple[int, int]], kind: str, place: tuple[int, int]) -> None:
        opener = waiting.pop(kind, None)
        if opener is None:
            waiting[kind] = place
        else:
            self.paired |= {opener, place}

    def resolved(self) -> list[tuple[Traced, list[int], bool]]:
        """Return the lines without marks."""
        result = []
        state = {"stars": False, "lows": False, "tag": False, "slant": False, "raised": False}
        for row, (line, marks) in enumerate(zip(self.lines, self.found, strict=True)):
            parts: list[Traced] = []
            breaks: list[int] = []
            last = 0
            for mark in marks:
                self._keep(parts, line[last : mark.start()], state)
                last = mark.end()
                kept = self._mark(row, mark, state, line)
                if mark.group("break"):
                    breaks.append(sum(map(len, parts)))
                if kept is not None:
                    self._keep(parts, kept, state)
            self._keep(parts, line[last:], state)
            words = Traced.concat(parts) if parts else line[0:0]
            result.append((words, breaks, any(state.values())))
        return result

    @staticmethod
    def _keep(parts: list[Traced], piece: Traced, state: dict[str, bool]) -> None:
        if state["raised"] and piece.text.strip().isdigit():
            if not (parts and parts[-1].text.endswith("m")):
                return  # the mark of a footnote
            piece = Traced(piece.text.translate(RAISED), piece.at, piece.bold)
        if len(piece):
            bold = state["stars"] or state["lows"] or state["tag"]
            flags = b"\x01" * len(piece) if bold else piece.bold
            parts.append(cleaned(Traced(piece.text, piece.at, flags)))

    def _mark(self, row: int, mark: re.Match[str], state: dict[str, bool], line: Traced) -> Traced | None:
        """Act on one mark; return what stays of it as text."""
        here = line[mark.start() : mark.end()]
        if mark.group("escaped"):
            return here[1:]
        if mark.group("stars") or mark.group("lows"):
            return self._emphasis(row, mark, state, here)
        if mark.group("entity"):
            meant = unescape(mark.group())
            return Traced(meant, array("I", [here.at[0]] * len(meant)), bytes(len(meant)))
        if mark.group("tag"):
            return self._tag(mark, state, here, line)
        if mark.group("label"):
            at = mark.start("label") - mark.start()
            return here[at : at + len(mark.group("label"))]
        if mark.group("formula"):
            return _formula(here)
        return None

    def _emphasis(self, row: int, mark: re.Match[str], state: dict[str, bool], here: Traced) -> Traced | None:
        group = "stars" if mark.group("stars") else "lows"
        if (row, mark.start()) not in self.paired:
            return None if len(here) > 1 and _may_emphasise(self.lines[row].text, mark, group) else here
        if len(here) % 2:
            state["slant"] = not state["slant"]
        if len(here) != 4 and len(here) > 1:
            state[group] = not state[group]
        return None

    @staticmethod
    def _tag(mark: re.Match[str], state: dict[str, bool], here: Traced, line: Traced) -> Traced | None:
        name = mark.group("tag").lower()
        if name not in KNOWN_TAGS:
            return here
        if name in ("b", "strong"):
            state["tag"] = not mark.group("closing")
        elif name == "sup":
            state["raised"] = not mark.group("closing")
        elif name in ("i", "em"):
            state["slant"] = not mark.group("closing")
        return None


def _may_emphasise(words: str, mark: re.Match[str], group: str) -> bool:
    """Tell marks of emphasis from stars and low lines that are text: `(*)`, `a_b`, a bullet."""
    before = words[mark.start() - 1] if mark.start() else " "
    after = words[mark.end()] if mark.end() < len(words) else " "
    if group == "lows":
        return (not before.isalnum() and not after.isspace()) or (not after.isalnum() and not before.isspace())
    if len(mark.group()) == 1:
        if (before == "(" and after == ")") or (before.isdigit() and after.isdigit()):
            return False
        return not (mark.start() == len(words) - len(words.lstrip()) and after.isspace())
    return True


def _formula(here: Traced) -> Traced:
    """Read the small formulas that OCR tools make of figures: `$80\\%$`, `$\\geq 30$`."""
    body = here[1:-1]
    if not _FORMULA.match(body.text) or not (
        "\\" in body.text or re.search(r"\d\s*[%^_=<>+]|^[\s\d.,%-]+$", body.text)
    ):
        return here
    parts, last = [], 0
    for found in _FORMULA_WORD.finditer(body.text):
        parts.append(body[last : found.start()])
        last = found.end()
        sign = _FORMULA_SIGNS.get(found.group("name") or "", "") or (found.group("char") or "").strip(",")
        if found.group("power"):
            sign = {"2": "²", "3": "³"}[found.group("power")]
        if sign:
            parts.append(Traced(sign, body.at[found.start() : found.start() + 1], bytes(1)))
    return Traced.concat([*parts, body[last:]]).stripped()
