"""The hook above (dấu hỏi) as OCR blurs it: an acute where it stands over a hat, lost or added where over an i.

One such syllable in fifty is misread on a poor scan, always in the same way, so that neither the syllable nor how often
it stands there says anything for it: `tối thiếu` for `tối thiểu`, `sửa đối` for `sửa đổi`, `chỉ cục` for `chi cục`.
"""

from collections.abc import Sequence

from corpus.language import COMMON_WORD, PHRASE_WORD, TELLING, LanguageModel

_OVER_HAT, _OVER_I = str.maketrans("ốếấ", "ổểẩ"), str.maketrans("iỉ", "ỉi")
#: Nats by which such a misreading is likelier than others, over a hat and over an i.
_GAIN_OVER_HAT, _GAIN_OVER_I = 3.0, 2.0


def hooked(key: str) -> str:
    """Return the syllable that OCR most likely took for this one, if any: `tổ` for `tố`, `chi` for `chỉ`."""
    over_hat = key.translate(_OVER_HAT)
    return over_hat if over_hat != key else key.translate(_OVER_I)


def lost_its_hook(pair: str, model: LanguageModel) -> bool:
    """Tell whether a pair of words is a phrase but for a hook, and none as it stands."""
    if pair in model.bigrams:
        return False
    one, two = pair.split(" ")
    others = [f"{hooked(one)} {two}", f"{one} {hooked(two)}"]
    return any(other != pair and model.bigrams.get(other, 0.0) >= COMMON_WORD for other in others)


def likelier(keys: Sequence[str], i: int, meant: str, model: LanguageModel) -> float:
    """Return how much likelier than others a syllable is to be misread whose hook alone makes a phrase.

    Args:
        keys: the syllables of a row.
        i: the one that may be misread.
        meant: what it may stand for.
        model: knows the phrases.

    Returns:
        Nats; 0 where the hook is not all that differs, where no phrase asks for it, or one for what stands.
    """
    if meant != hooked(keys[i]):
        return 0.0
    bigrams = model.bigrams
    before, after = keys[i - 1] if i else "", keys[i + 1] if i + 1 < len(keys) else ""
    stands = max(bigrams.get(f"{before} {keys[i]}", 0.0), bigrams.get(f"{keys[i]} {after}", 0.0))
    asks = max(bigrams.get(f"{before} {meant}", 0.0), bigrams.get(f"{meant} {after}", 0.0))
    # A word of its own needs no neighbour, so that only a phrase of administrative language tells against it.
    least = PHRASE_WORD if keys[i] in model.free else COMMON_WORD
    if stands >= TELLING or asks < least:
        return 0.0
    return _GAIN_OVER_I if keys[i].translate(_OVER_I) == meant else _GAIN_OVER_HAT
