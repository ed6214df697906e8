"""The tokenizer: Vietnamese syllables, numbers, punctuation and white space, with exact offsets.

Names of bodies are found by their syllables: word segmentation depends on the sentence and glues syllables across
the edges of a name. Words are an annotation on top (see `extractors.segmentation`), never the tokens.
"""

import re

from spacy.tokens import Doc
from spacy.vocab import Vocab

#: A number with its separators, a run of letters and digits, a punctuation mark, or a run of white space.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?![^\W\d_])|[^\W_]+|[^\w\s]|_|\s+")


class SyllableTokenizer:
    """Callable that turns text into a spaCy `Doc` whose text is the input, code point for code point."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Split a text into syllable tokens; a single space belongs to the token before it."""
        words: list[str] = []
        spaces: list[bool] = []
        for token in _TOKEN.findall(text):
            if token[0] == " " and words and not spaces[-1]:
                spaces[-1] = True
                token = token[1:]
                if not token:
                    continue
            words.append(token)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)
