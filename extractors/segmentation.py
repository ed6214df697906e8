"""Words and parts of speech by underthesea, as attributes of a spaCy span that are made when asked for.

underthesea gives no offsets, so its words are found again in the text from left to right; a word that glues syllables
over the edge of the span cannot come up, for it sees the span's text alone. Asking costs some 5 µs a character: ask
about the few clauses that need it, never about a whole document.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Span

#: Nouns whose last syllable is a verb elsewhere, at which underthesea's model cuts them.
_COMPOUNDS = frozenset(["nhà văn hóa", "nhà văn hoá", "phòng học", "nhà ở"])


class Word(NamedTuple):
    """A word with its half-open offsets in the text that was asked about, and its part of speech (VLSP tag set)."""

    start: int
    end: int
    tag: str


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """Segment one clause into words with parts of speech (`N`, `Np`, `V`, `A`, `E`, `C`, `CH` …).

    Args:
        text: a clause; white space around it is not counted as words.

    Returns:
        Its words in reading order, with offsets into `text`.
    """
    words = _segment(text)
    return tuple(_align(text, words, _tag(words)))


def _segment(text: str) -> list[str]:
    from underthesea import word_tokenize

    words: list[str] = []
    for word in word_tokenize(text, use_token_normalize=False):
        if words and f"{words[-1]} {word}".lower() in _COMPOUNDS:
            word = f"{words.pop()} {word}"
        words.append(word)
    return words


def _tag(words: Sequence[str]) -> list[str]:
    # `pos_tag` would segment anew with letters changed by token normalisation; its model takes words as they are.
    from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor

    return [tag for _, tag in CRFPOSTagPredictor.Instance().predict(list(words))]


def _align(text: str, words: Sequence[str], tags: Sequence[str]) -> list[Word]:
    aligned = []
    position = 0
    for word, tag in zip(words, tags, strict=True):
        syllables = word.split()
        start = end = position
        for number, syllable in enumerate(syllables):
            found = text.find(syllable, end)
            if found < 0:
                break
            start = found if number == 0 else start
            end = found + len(syllable)
        if end > start:
            aligned.append(Word(start, end, tag))
            position = end
    return aligned


def _span_words(span: Span) -> tuple[Word, ...]:
    return tuple(Word(w.start + span.start_char, w.end + span.start_char, w.tag) for w in words_of(span.text))


Span.set_extension("words", getter=_span_words, force=True)
