"""Classes of bodies: `các sở, ban, ngành liên quan`, `các cấp ủy đảng, chính quyền`, `doanh nghiệp viễn thông`.

A phrase that one `các` heads is one class; a new `các`, or the name of a body, begins another (annotation
guidelines 11).
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.agency_lexicon import Style
from extractors.agency_name import NameKind
from extractors.agency_names import NameReader
from extractors.agency_text import read_syllables
from extractors.agency_units import province_name_at, unit_at

_JOINTS = frozenset({",", "và", "/", "-", "–", "hoặc"})
_QUANTIFIERS = (("tất", "cả", "các"), ("toàn", "thể", "các"), ("những",), ("các",), ("mỗi",), ("từng",))
#: Classes with these nouns are no agencies, yet may stand in a task's roles.
NO_AGENCY = ("doanh nghiệp", "hợp tác xã", "tổ hợp tác", "công ty")
#: Who is still to be chosen is nobody yet (`đơn vị được tuyển chọn`).
_UNKNOWN = (["được", "tuyển"], ["trúng", "thầu"], ["được", "lựa", "chọn"], ["do", "các"])
_UNKNOWN_WORD = "tuyển"
_EACH = frozenset({"mỗi", "từng"})
_UNITS_OF = frozenset({"các", "xã", "phường", "huyện", "quận", "thị", "thôn", "ấp", "khóm", "bản", "tổ"})
#: After these the owner of a class may stand at once (`tổ chức thành viên Mặt trận Tổ quốc`).
_OWNED = frozenset({"việc", "thuộc", "của", "biểu", "viên"})
#: Words that only begin like a class noun.
_OTHER_WORDS = (["xã", "hội"], ["bộ", "trưởng"])
#: Places and establishments that `mỗi` and `từng` only count.
_PLACES = frozenset(
    ["thôn", "ấp", "bản", "xã", "phường", "huyện", "quận", "thị", "tổ", "khu", "trường", "bệnh", "trạm", "cơ"]
)
_ITEM_ENDS = frozenset({";", "\n", "\t", ".", "(", ")", ":", "[", "]", "”", '"', "…"})
_ITEM_VERBS = frozenset({"chủ", "phối", "thực", "tham", "hướng", "tổ", "xây", "triển", "để", "chỉ", "đề"})
_LONGEST_ITEM = 14


@dataclass(frozen=True, slots=True)
class ClassPhrase:
    """A class of bodies at a place of a text.

    Attributes:
        start, end: its syllables, the article `các` included.
        text: the canonical name: without the article, first letter capital.
        agency: whether the class is one of agencies (enterprises are none).
        nouns: how many class nouns it joins.
    """

    start: int
    end: int
    text: str
    agency: bool
    nouns: int


def class_at(reader: NameReader, start: int, item: bool, bare: bool = False) -> ClassPhrase | None:
    """Read the class phrase that begins at a syllable.

    Args:
        reader: the text.
        start: the syllable.
        item: whether the phrase is an item of a list (a cell, a labelled line, a recipient): there it needs no
            article, and goes on to the end of the item.
        bare: whether it needs no article though it is no item: at the start of a sentence.
    """
    forms = reader.syllables.forms
    after = _after_quantifier(forms, start)
    if after == start and not (item or bare):
        return None
    first = _noun_end(forms, after)
    if first is not None and forms[start] in _EACH and (forms[after] in _PLACES or forms[first : first + 1] == ["có"]):
        return None  # `mỗi thôn có 01 điểm`, `từng xã`: what is counted, not who acts
    if first is None or (_is_name(reader, after) and not (after > start)):
        return None
    if after == start and first - start == 1 and _is_name(reader, first):
        return None  # a head printed twice
    end, nouns = first, 1
    end = _modified(reader, end)
    while True:
        joint = end
        while joint < len(forms) and forms[joint] in _JOINTS:
            joint += 1
        if joint == end or joint >= len(forms) or (_is_name(reader, joint) and not _is_committee(reader, joint)):
            break
        noun = _noun_end(forms, joint)
        if noun is None and forms[joint : joint + 2] == ["cá", "nhân"]:
            noun = joint + 2  # `các đơn vị, cá nhân có liên quan`
        if noun is None:
            break
        end, nouns = _modified(reader, noun), nouns + 1
    if item:
        end = _item_end(reader, end)
    if forms[end : end + 2] in _UNKNOWN or forms[end : end + 3] in _UNKNOWN or _UNKNOWN_WORD in forms[after:end]:
        return None
    kept = reader.syllables.surfaces[after:end]
    text = reader.syllables.joined(after, end)
    if not kept or not text:
        return None
    if kept[-1].isupper():  # `địa bàn TTH`
        named = province_name_at(reader.syllables, end - 1, reader.setting)
        text = text.removesuffix(kept[-1]) + (named[1].name if named is not None else kept[-1])
    lowered = text.lower()
    agency = not any(noun in lowered for noun in NO_AGENCY)
    return ClassPhrase(start, end, text[:1].upper() + text[1:], agency, nouns)


@cache
def class_openings() -> frozenset[str]:
    """Return the syllables with which a class phrase can begin."""
    return frozenset(_phrases("agency_classes.txt")) | {words[0] for words in _QUANTIFIERS}


def _after_quantifier(forms: list[str], start: int) -> int:
    for words in _QUANTIFIERS:
        if tuple(forms[start : start + len(words)]) == words:
            return start + len(words)
    return start


def _is_name(reader: NameReader, index: int) -> bool:
    """Tell whether a body's name begins here, not a class noun that only looks like a head."""
    hit = reader.found.get(index)
    if hit is None or not reader.syllables.capital(index):
        return False
    name = reader.at(index)
    return name is not None and name.kind is not NameKind.NOT and hit[1].style is not Style.OWN


def _is_committee(reader: NameReader, index: int) -> bool:
    """`Thành ủy` among `huyện ủy, thị ủy` is one of the class, unless a city is named."""
    name = reader.at(index)
    entry = name.entry if name is not None else None
    return name is not None and entry is not None and name.text == entry.name and entry.name.endswith("ủy")


def _noun_end(forms: list[str], start: int) -> int | None:
    end = _longest(_phrases("agency_classes.txt"), forms, start)
    return None if end is not None and forms[end - 1 : end + 1] in _OTHER_WORDS else end


def _modified(reader: NameReader, end: int, depth: int = 0) -> int:
    """Take in what tells which of the class are meant."""
    forms = reader.syllables.forms
    while True:
        after: int | None = None
        owner = reader.at(end) if end in reader.found and forms[end - 1] in _OWNED else None
        if owner is not None and owner.kind is NameKind.BODY:
            after = owner.end
        elif forms[end : end + 1] in (["của"], ["thuộc"]):
            after = _owner_after(reader, end, depth)
        elif forms[end : end + 2] == ["trực", "thuộc"]:
            after = _owner_after(reader, end + 1, depth)
        elif forms[end - 1] in ("ủy", "bộ", "học", "tế") and forms[end : end + 1] and forms[end] in _UNITS_OF:
            after = _units_after(reader, end)  # `đảng ủy các xã, phường`, `trạm y tế xã, thị trấn`
        if after is None:
            after = _longest(_phrases("agency_class_modifiers.txt"), forms, end)
        if after is None and (forms[end - 1] in ("tỉnh", "bàn") or forms[end - 2 : end] == ["thành", "phố"]):
            named = province_name_at(reader.syllables, end, reader.setting)
            after = named[0] if named else None
        if after is None or after <= end:
            return end
        end = after


def _units_after(reader: NameReader, end: int) -> int | None:
    unit = unit_at(reader.syllables, end, reader.setting)
    return unit.end if unit is not None and unit.is_class else None


def _owner_after(reader: NameReader, end: int, depth: int) -> int | None:
    """`vụ của các ban Trung ương`: one class that belongs to another."""
    forms = reader.syllables.forms
    owner = reader.at(end + 1) if end + 1 in reader.found else None
    if owner is not None and owner.kind is NameKind.BODY:
        return owner.end
    after = _after_quantifier(forms, end + 1)
    if after == end + 1 or depth > 1:
        return None
    noun = _noun_end(forms, after)
    return _modified(reader, noun, depth + 1) if noun is not None else None


def _item_end(reader: NameReader, end: int) -> int:
    """Go on to the end of a list's item."""
    forms = reader.syllables.forms
    index = end
    while index < min(len(forms), end + _LONGEST_ITEM):
        form = forms[index]
        if form in _ITEM_ENDS or form in _ITEM_VERBS or form in (",", "/"):
            break
        if form == "và" and (_after_quantifier(forms, index + 1) > index + 1 or _is_name(reader, index + 1)):
            break
        if _is_name(reader, index) or _after_quantifier(forms, index) > index:
            break
        index += 1
    else:
        return end
    while index > end and forms[index - 1] in _JOINTS:
        index -= 1
    return index


def _longest(table: dict[str, list[tuple[str, ...]]], forms: list[str], start: int) -> int | None:
    if start >= len(forms):
        return None
    for phrase in table.get(forms[start], ()):
        if tuple(forms[start : start + len(phrase)]) == phrase:
            return start + len(phrase)
    return None


@cache
def _phrases(table: str) -> dict[str, list[tuple[str, ...]]]:
    """First syllable -> phrases, longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    lines = (files("extractors") / "lexicons" / table).read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line:
            phrase = tuple(read_syllables(line).forms)
            found[phrase[0]].append(phrase)
    return {first: sorted(phrases, key=len, reverse=True) for first, phrases in found.items()}
