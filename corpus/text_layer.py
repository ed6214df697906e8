"""Is a page's text layer worth reading? Judged from its words; what letters of it are wrong in a known way is mended.

Wrong maps from glyphs to letters, and hidden layers of an OCR for English, look like text and are none: only the
language tells. Some quirks change a few letters always in the same way, and are undone without reading the page anew.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum

from corpus.decoding import legacy_encoding_of
from corpus.fonts import read_legacy
from corpus.language_sources import load_model
from corpus.page import Word
from corpus.pdf_page import PageText
from corpus.syllables import is_possible, is_vietnamese, key_of

#: Share of words that must be Vietnamese syllables for a layer to be believed.
_BELIEVED = 0.72
#: The same for a layer under the picture of a page, which an OCR of unknown quality wrote.
_BELIEVED_UNDER_PICTURE = 0.93
#: Share of words with a Vietnamese letter below which a text is in no Vietnamese. Running text has some 70 %.
_MARKED = 0.2
#: Words needed to judge by shares.
_ENOUGH = 25
#: A picture that covers more of the page is its scan.
_SCAN = 0.5
_FEW_LETTERS = 150

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_GHA = str.maketrans("Ƣƣ", "Ưư")
_TILDE_O = str.maketrans("Õõ", "Òò")


class Layer(Enum):
    """What a page's text layer is."""

    BLANK = "nothing is printed on the page"
    NONE = "it has no text layer"
    WORTHLESS = "its text layer is not Vietnamese"
    GOOD = "its text layer reads as Vietnamese"


def judge(text: PageText) -> Layer:
    """Judge a page's text layer."""
    words = text.page.words
    letters = sum(len(word.text) for word in words)
    if not letters:
        return Layer.NONE if text.drawn else Layer.BLANK
    if text.pictured > _SCAN and letters < _FEW_LETTERS:
        return Layer.NONE
    if text.unmapped > 0.1 * letters:
        return Layer.WORTHLESS
    syllables, marked, count = shares(word.text for word in words)
    if count < _ENOUGH:
        return Layer.GOOD if text.pictured < _SCAN or syllables > _BELIEVED_UNDER_PICTURE else Layer.WORTHLESS
    under_picture = text.pictured > _SCAN or text.hidden > 0.5
    enough = _BELIEVED_UNDER_PICTURE if under_picture else _BELIEVED
    return Layer.GOOD if syllables >= enough and marked >= _MARKED else Layer.WORTHLESS


def shares(texts: Iterable[str]) -> tuple[float, float, int]:
    """Return the share of Vietnamese syllables, that of words with a Vietnamese letter, and the number of words.

    Words of one letter and abbreviations in bare capitals say nothing and are left out.
    """
    good = marked = count = 0
    for text in texts:
        for word in _LETTERS.findall(text):
            if word.isupper() and word.isascii() and len(word) <= 6 and not is_possible(word.lower()):
                continue
            count += 1
            plain = word.islower() or word.isupper() or word[1:].islower()
            good += plain and is_vietnamese(word) and is_possible(word.lower())
            marked += not word.isascii()
    return (good / count, marked / count, count) if count else (0.0, 0.0, 0)


def mended(words: Sequence[Word]) -> list[Word]:
    """Mend letters that a text layer has wrong in a known way; words are as they were where it has not.

    - `Ƣ ƣ` for Ư ư and, beside them, `Õ` for Ò: fonts of Word whose map of letters has slipped;
    - letters of TCVN3 or VNI fonts, where the fonts do not tell their names.
    """
    if any("Ƣ" in word.text or "ƣ" in word.text for word in words):
        words = [replace(word, text=_unslipped(word.text)) for word in words]
    if shares(word.text for word in words)[0] < _BELIEVED:
        encoding = legacy_encoding_of(" ".join(word.text for word in words))
        if encoding is not None:
            words = [replace(word, text=read_legacy(word.text, encoding)) for word in words]
    return list(words)


def _unslipped(text: str) -> str:
    text = text.translate(_GHA)
    return text.translate(_TILDE_O) if _is_slipped(text) else text


def _is_slipped(text: str) -> bool:
    """Tell whether a word with õ is none in Vietnamese, and is one with ò."""
    found = re.search(r"[^\W\d_]*[Õõ][^\W\d_]*", text)
    if found is None:
        return False
    model = load_model()
    tilde = found.group().lower()
    grave = tilde.replace("õ", "ò")
    return model.is_attested(key_of(grave)) and not model.is_attested(key_of(tilde))
