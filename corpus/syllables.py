"""The Vietnamese syllable: its parts, which syllables the language allows, and how one is written.

A syllable is onset + rime + tone. Spelling leaves an author two free choices, the place of the tone mark (`hoá`, `hóa`)
and `i` or `y` for the open vowel (`kĩ`, `kỹ`). A *key* is the syllable in lower case with both choices made one way, so
that two spellings of one syllable have one key.
"""

import re
import unicodedata
from functools import cache, lru_cache

#: Combining tone marks: ngang (none), sắc, huyền, hỏi, ngã, nặng.
TONE_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
#: Letters of other alphabets that OCR puts for Latin ones, decomposed.
_LOOKALIKES = str.maketrans("εоοаαесрхуıðƣіκνυ", "eooaaecpxyiđưikvu")
_HATS_AND_HORN = frozenset("\u0302\u0306\u031b")
_TONE_OF_MARK = {mark: tone for tone, mark in enumerate(TONE_MARKS) if mark}
_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED_VOWELS = frozenset("ăâêôơư")
_PLAIN = str.maketrans("ăâêôơưđ", "aaeooud")

_NOT_VIETNAMESE = re.compile(
    "[^a-zA-Zàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ]"
)

_ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RIME = re.compile(
    r"""a (?: i | o | u | y | m | n | ng | nh | p | t | c | ch )? | ă (?: m | n | ng | p | t | c )
      | â (?: u | y | m | n | ng | p | t | c )
      | e (?: o | m | n | ng | p | t | c )? | ê (?: u | m | n | nh | p | t | ch )?
      | i (?: a | u | m | n | nh | p | t | ch )? | iê (?: u | m | n | ng | p | t | c )
      | o (?: i | m | n | ng | p | t | c | ong | oc )? | ô (?: i | m | n | ng | p | t | c )?
      | ơ (?: i | m | n | p | t )?
      | oa (?: i | o | y | m | n | ng | nh | p | t | c | ch )? | oă (?: m | n | ng | p | t | c ) | oe (?: o | n | t )?
      | u (?: a | i | m | n | ng | p | t | c )? | uâ (?: n | ng | t | y ) | uê (?: n | nh | ch )?
      | uô (?: i | m | n | ng | t | c ) | uơ | uy (?: a | n | nh | t | ch | u | p | ên | êt )?
      | ư (?: a | i | u | m | ng | t | c )? | ươ (?: i | u | m | n | ng | p | t | c )
      | y (?: êu | ên | êm | êng | êt )?""",
    re.VERBOSE,
)
_RIME_AFTER_QU = re.compile(
    r"""a (?: i | o | u | y | m | n | ng | nh | p | t | c | ch )? | ă (?: m | n | ng | p | t | c )
      | â (?: u | y | n | ng | t ) | e (?: o | n | t )? | ê (?: n | nh | t | ch )? | ơ (?: i | n )?
      | i (?: n | t | p )? | ôc | y (?: nh | t | ch | u | ên | êt )?""",
    re.VERBOSE,
)
_RIMES_AFTER_GI = frozenset({"", "n", "êng", "êt", "êm"})
_FRONT = frozenset("eêiy")


def is_vietnamese(word: str) -> bool:
    """Whether a word is written in letters of the Vietnamese alphabet, foreign Latin ones (f, j, w, z) counted in."""
    return word.isascii() or _NOT_VIETNAMESE.search(word) is None


def split_tone(syllable: str) -> tuple[str, int]:
    """Take the tone mark off a lower-case syllable.

    Returns:
        The syllable without its tone mark in NFC (vowel marks and đ stay), and the tone 0 to 5 in the order of
        TONE_MARKS; -1 where it carries two tone marks, which no syllable does.
    """
    tone = 0
    letters = []
    for char in unicodedata.normalize("NFD", syllable):
        mark = _TONE_OF_MARK.get(char)
        if mark is None:
            letters.append(char)
        else:
            tone = -1 if tone else mark
    return unicodedata.normalize("NFC", "".join(letters)), tone


def skeleton(syllable: str) -> str:
    """The bare base letters of a lower-case syllable: no tone, no vowel marks, d for đ."""
    return split_tone(syllable)[0].translate(_PLAIN)


@lru_cache(maxsize=100_000)
def is_possible(syllable: str) -> bool:
    """Whether Vietnamese allows this lower-case syllable, by its tables of onsets, rimes and tones."""
    toneless, tone = split_tone(syllable)
    return tone >= 0 and _is_possible_toneless(toneless, tone in (1, 5))


def is_possible_toneless(syllable: str) -> bool:
    """Whether Vietnamese allows this lower-case syllable with some tone or other."""
    return _is_possible_toneless(split_tone(syllable)[0], True)


@cache
def _is_possible_toneless(toneless: str, stop_tone: bool) -> bool:
    if toneless.endswith(("c", "ch", "p", "t")) and not stop_tone:
        return False  # a syllable closed by a stop carries only sắc or nặng
    return any(toneless.startswith(onset) and _fits(onset, toneless[len(onset) :]) for onset in _ONSETS)


def _fits(onset: str, rime: str) -> bool:
    if onset == "qu":
        return _RIME_AFTER_QU.fullmatch(rime) is not None
    if onset == "gi":
        return rime in _RIMES_AFTER_GI or (rime[0] not in "iy" and _RIME.fullmatch(rime) is not None)
    if not _RIME.fullmatch(rime):
        return False
    front = rime[0] in _FRONT
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "g", "ng"):
        return not front
    if rime[0] == "y":
        return onset == "" or (rime == "y" and onset in "hklmst")
    return onset != "" or not rime.startswith("iê")


def place_tone(toneless: str, tone: int, old_style: bool = False) -> str:
    """Write a toneless lower-case syllable with a tone, NFC.

    Args:
        toneless: the syllable without tone mark.
        tone: 0 to 5.
        old_style: `hóa`, `thúy` instead of `hoá`, `thuý`.
    """
    if tone <= 0:
        return toneless
    at = _tone_position(toneless, old_style)
    return unicodedata.normalize("NFC", toneless[: at + 1] + TONE_MARKS[tone] + toneless[at + 1 :])


def _tone_position(toneless: str, old_style: bool) -> int:
    vowels = [i for i, char in enumerate(toneless) if char in _VOWELS]
    if not vowels:
        return len(toneless) - 1
    marked = [i for i in vowels if toneless[i] in _MARKED_VOWELS]
    if marked:
        return marked[-1]
    if len(vowels) > 1 and (toneless.startswith("qu") or (toneless.startswith("gi") and len(vowels) > 1)):
        vowels = vowels[1:]
    if len(vowels) == 1:
        return vowels[0]
    if len(vowels) == 3:
        return vowels[1]
    has_coda = vowels[-1] != len(toneless) - 1
    glide = toneless[vowels[0] :] in ("oa", "oe", "uy")
    return vowels[1] if has_coda or (glide and not old_style) else vowels[0]


@cache
def _key_toneless(toneless: str) -> str:
    if toneless in ("hi", "ki", "li", "mi", "si", "ti", "qui"):
        return toneless[:-1] + "y"
    return toneless


def key_of(word: str) -> str:
    """The key of a syllable in any case: lower case, NFC, new tone placement, `y` for the open `i`.

    What is no Vietnamese syllable (`Wifi`, `Krông`) is its own lower-case form. Letters of other alphabets that look
    like Latin ones are taken for these, and marks that Vietnamese lacks (`ÿ`) are dropped.
    """
    lower = word.lower()
    if lower.isascii() and not lower.endswith("i"):
        return lower
    if not is_vietnamese(lower):
        letters = unicodedata.normalize("NFD", lower).translate(_LOOKALIKES)
        lower = "".join(c for c in letters if not unicodedata.combining(c) or c in _HATS_AND_HORN or c in _TONE_OF_MARK)
    toneless, tone = split_tone(lower)
    if tone < 0:
        return lower
    return place_tone(_key_toneless(toneless), tone)
