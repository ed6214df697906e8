"""A text as the names of bodies are read: its syllables in one spelling, with abbreviations spelled out.

`Sở KH&CN` and `Sở Khoa học và Công nghệ` are the same five syllables here, each with the place where it is printed.
"""

import re
from csv import DictReader
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

#: A number, a run of letters and digits, a line feed, a tab, or a punctuation mark.
#: A name of the Central Highlands holds an apostrophe (`Ia H'Drai`, `Cư M'gar`).
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?![^\W\d_])|[^\W\d_]{1,2}['’][^\W\d_]{2,}|[^\W_]+|[\n\t]|[^\w\s]")

#: The tone mark of an open syllable stands on either vowel (`uỷ`, `ủy`); here it stands on the first.
_TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)

#: What may stand between the letters of one abbreviation: `KH&CN`, `CT-XH`, `VH,TT&DL`, `TT. HĐND`, `GD và ĐT`.
_JOINTS = frozenset(["&", "-", "–", "/", ",", ".", "và"])
#: After these a comma and a space may stand in one abbreviation too (`Sở VH, TT và DL`).
_HEADS = frozenset(["sở", "bộ", "phòng", "ngành"])
_PAIRED_BODIES = frozenset(["HĐND", "UBND", "HU", "TU"])
_LIST_JOINTS = frozenset([",", ";", ":", "và", "/"])
_LONGEST_ABBREVIATION = 9
#: An abbreviation of so few letters may carry a full stop of its own.
_SHORT = 3


@dataclass(frozen=True, slots=True)
class _Abbreviation:
    """What letters stand for; `after` and `before` are the syllables that must be next to them, if any."""

    surfaces: tuple[str, ...]
    after: tuple[tuple[str, ...], ...]
    before: tuple[str, ...]


@dataclass(slots=True)
class Syllables:
    """Parallel lists, one item a syllable or punctuation mark.

    Attributes:
        forms: lower case, tone mark on the first vowel; what names are compared by.
        surfaces: as printed; the syllables of a spelled-out abbreviation as a canonical name writes them.
        starts, ends: where it is printed; all syllables of an abbreviation stand where its letters stand.
    """

    forms: list[str] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)

    def capital(self, index: int) -> bool:
        """Tell whether the syllable begins with a capital."""
        return self.surfaces[index][:1].isupper()

    def joined(self, start: int, end: int) -> str:
        """Write out the syllables from start to end with the gaps of the source, one space between words."""
        parts: list[str] = []
        for index in range(start, end):
            glued = index == start or self.starts[index] == self.ends[index - 1]
            parts.append(self.surfaces[index] if glued else f" {self.surfaces[index]}")
        return join_syllables(parts)


def join_syllables(parts: list[str]) -> str:
    """Put words and punctuation marks together: no space before a comma or inside brackets."""
    text = re.sub(r" ([,;.:)/])", r"\1", "".join(parts))
    return re.sub(r"([(/]) ", r"\1", text)


def form_of(word: str) -> str:
    """Reduce a word to the spelling that names are compared by."""
    form = word.lower()
    tail = _TONES.get(form[-2:])
    if tail is None or (form[-2] == "u" and form[-3:-2] == "q"):
        return form
    return form[:-2] + tail


def read_syllables(text: str) -> Syllables:
    """Split a text into syllables and spell its abbreviations out; one pass, linear in its length."""
    tokens = [(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text)]
    table = _abbreviations()
    result = Syllables()
    forms, surfaces, starts, ends = result.forms, result.surfaces, result.starts, result.ends
    index = 0
    listed: list[str] = []
    while index < len(tokens):
        word, start, end = tokens[index]
        if len(word) > 1 and word[0].isupper() and not word[1:].islower() and not _in_number(tokens, index):
            found = _abbreviation_at(tokens, index, table, forms) or (
                _abbreviation_at(tokens, index, table, listed) if listed and forms[-1] in _LIST_JOINTS else None
            )
            if found is not None:
                length, expansion = found
                last = tokens[index + length - 1][2]
                for surface in expansion:
                    forms.append(form_of(surface))
                    surfaces.append(surface)
                    starts.append(start)
                    ends.append(last)
                index += length
                if last - start <= _SHORT and _point_of_abbreviation(tokens, index, last):
                    index += 1
                continue
        if word == "&" and _stands_alone(tokens, index):
            word = "và"
        forms.append(form_of(word))
        surfaces.append(word)
        starts.append(start)
        ends.append(end)
        index += 1
        if word == "\n":
            listed = []
        elif forms[-1] in _HEADS:
            listed = forms[-1:]  # `Các Sở: VHTT, YT`: each of the list stands behind the head
    return result


def _stands_alone(tokens: list[tuple[str, int, int]], index: int) -> bool:
    """Tell whether `&` joins words (`Giáo dục & Đào tạo`), not the letters of one sign (`R&D`)."""
    before = index > 0 and tokens[index - 1][2] == tokens[index][1]
    after = index + 1 < len(tokens) and tokens[index + 1][1] == tokens[index][2]
    return not (before and after)


def _in_number(tokens: list[tuple[str, int, int]], index: int) -> bool:
    """Tell whether letters are the tail of a document's number (`12-KH/TU`, `30/NQ-HĐND`)."""
    if index < 2 or tokens[index - 1][0] not in "/-" or tokens[index - 1][2] != tokens[index][1]:
        return False
    before = tokens[index - 2]
    paired = before[0] in _PAIRED_BODIES or (len(before[0]) > _SHORT and before[0] in _abbreviations())
    if paired and (index < 3 or tokens[index - 3][0] not in "/-"):
        return False  # `Văn phòng HĐND-UBND`, `Trung tâm GDNN-GDTX`
    return before[2] == tokens[index - 1][1] and (before[0][0].isupper() or before[0].isdigit())


def _point_of_abbreviation(tokens: list[tuple[str, int, int]], index: int, last: int) -> bool:
    """Tell whether a full stop only marks the abbreviation before it (`TP. Vinh`, `TT. HĐND`)."""
    if index + 1 >= len(tokens) or tokens[index][0] != "." or tokens[index][1] != last:
        return False
    return tokens[index + 1][0][0].isupper()


def _abbreviation_at(
    tokens: list[tuple[str, int, int]], index: int, table: dict[str, tuple[_Abbreviation, ...]], before: list[str]
) -> tuple[int, tuple[str, ...]] | None:
    """Return the tokens taken and the syllables of the longest abbreviation that begins here."""
    letters, ends = "", []
    headed = bool(before) and before[-1] in _HEADS
    for offset in range(min(_LONGEST_ABBREVIATION, len(tokens) - index)):
        word = tokens[index + offset][0]
        if offset % 2 == 0:
            if not word[0].isupper() or word[1:].islower():
                break
            letters += word
            ends.append((offset + 1, letters))
        elif word not in _JOINTS or (word == "," and _space_follows(tokens, index + offset) and not headed):
            break
    for length, key in reversed(ends):
        for entry in table.get(key, ()):
            if _fits(entry, tokens, index + length, before):
                return length, entry.surfaces
    return None


def _space_follows(tokens: list[tuple[str, int, int]], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index][2] < tokens[index + 1][1]


def _fits(entry: _Abbreviation, tokens: list[tuple[str, int, int]], following: int, before: list[str]) -> bool:
    if entry.after and not any(tuple(before[-len(words) :]) == words for words in entry.after):
        return False
    if entry.before:
        rest = " ".join(token[0] for token in tokens[following : following + 2]).lower()
        return rest.startswith(entry.before)
    return True


@cache
def _abbreviations() -> dict[str, tuple[_Abbreviation, ...]]:
    """Letters -> meanings, those with a condition first."""
    table: dict[str, list[_Abbreviation]] = {}
    lines = (files("extractors") / "lexicons" / "abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    for row in DictReader(lines, delimiter="\t"):
        conditions = [item for item in (row["condition"] or "").split(",") if item]
        after = tuple(tuple(item.split()) for item in conditions if item[0] != "-")
        before = tuple(item[1:] for item in conditions if item[0] == "-")
        surfaces = tuple(token for token in _TOKEN.findall(row["expansion"]))
        table.setdefault(row["abbreviation"], []).append(_Abbreviation(surfaces, after, before))
    return {key: tuple(sorted(found, key=lambda a: not (a.after or a.before))) for key, found in table.items()}
