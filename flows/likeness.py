"""When two answers are the same for scoring: spelling variants that nobody would count as an error are folded away."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any

#: Older and newer places of the tone mark on the same vowels.
_TONE_PLACES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
# After q the u is no vowel: `quý` has only one spelling.
_TONES = re.compile(r"(?<!q)u[ỳýỷỹỵ]|o[àáảãạèéẻẽẹ]")
_MARKUP = re.compile(r"</?\w+>|[*#_|“”\"'‘’]")


def folded(value: Any) -> str | None:
    """Return text in lower case, NFC, without markup, dashes alike, tone marks in one place; None stays None."""
    if value is None:
        return None
    text = unicodedata.normalize("NFC", str(value)).lower()
    text = re.sub(r"[–—−]", "-", _MARKUP.sub(" ", text))
    text = " ".join(text.split()).strip(" .;,:")
    return _TONES.sub(lambda match: _TONE_PLACES[match.group()], text)


def alike(one: Any, other: Any, at_least: float) -> bool:
    """Tell whether two texts are alike to a ratio of 0 to 1, or one holds a good part of the other."""
    a, b = folded(one) or "", folded(other) or ""
    if not a or not b:
        return a == b
    if a in b or b in a:
        short, long = sorted((len(a), len(b)))
        if short >= 8 and short / long > 0.4:
            return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= at_least


def number(value: Any) -> float | None:
    """Return a number rounded for comparison."""
    return None if value is None else round(float(value), 4)


def day(value: Any) -> str | None:
    """Return a date, or any short word, as text; empty is None."""
    return None if value in (None, "") else str(value)[:10]
