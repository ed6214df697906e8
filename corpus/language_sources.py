"""Where the language model comes from: the lexicons of this project and the dictionaries of underthesea.

The lexicons in `corpus/lexicons` hold the phrases of administrative language and were written for this project.
underthesea brings a word list, the syllable sequences that its sequence taggers learned as features, and the names of
all communes; these are read where underthesea is installed, and nothing of them is copied here.
"""

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from corpus.language import COMMON_WORD, OWN_WORD, WORD, LanguageModel, is_word_like
from corpus.language_cache import kept_model
from corpus.syllables import is_possible_toneless

LEXICONS = Path(__file__).with_name("lexicons")

_LETTERS_ONLY = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*\Z")
_TAGGER_FEATURE = re.compile(rb"T\[-?\d(?:,-?\d)?\](?:\.lower)?=([^\0]{3,80})\0")
_PLACE = re.compile(r'"(?:old|new)_(?:ward|district|province)": "([^"]+)"')


@lru_cache(maxsize=1)
def load_model() -> LanguageModel:
    """The language model, read once a process: a fifth of a second, or a second where it must be built.

    Raises:
        FileNotFoundError: underthesea is not installed, or without its word list.
    """
    code = (Path(__file__).with_name(f"{name}.py") for name in ("language", "language_sources", "syllables"))
    underthesea = _underthesea_folder()
    data = [
        path for folder in ("corpus/data", "pipeline", "address/data") for path in underthesea.glob(f"{folder}/**/*")
    ]
    return kept_model(lambda: _build_model(underthesea), [*code, *LEXICONS.iterdir(), *filter(Path.is_file, data)])


def _build_model(underthesea: Path) -> LanguageModel:
    model = LanguageModel()
    _learn_dictionary(model, underthesea / "corpus" / "data")
    for tagger in sorted((underthesea / "pipeline").glob("**/*.bin")):
        if tagger.name.startswith(("models", "pos_crf")):
            _learn_tagger(model, tagger)
    _learn_places(model, underthesea / "address" / "data" / "mapping.json")
    for path in sorted(LEXICONS.glob("words-*.txt")):
        for keys in _alternatives(",".join(data_lines(path)), model):
            model.learn_word(keys, OWN_WORD)
    for path in sorted(LEXICONS.glob("phrases-*.txt")):
        for line in data_lines(path):
            model.learn_slots([_alternatives(slot, model) for slot in line.split("|")])
    for line in data_lines(LEXICONS / "grammar.txt"):
        model.learn_seams([_alternatives(slot, model) for slot in line.split("|")])
    for line in data_lines(LEXICONS / "free-words.txt"):
        weight, words = line.split("\t")
        for word in words.split():
            model.free[model.keys[word]] = float(weight)
    for line in data_lines(LEXICONS / "variants.txt"):
        one, other = (model.keys[word] for word in line.split())
        model.variants |= {(one, other), (other, one)}
    for line in data_lines(LEXICONS / "abbreviations.txt"):
        model.abbreviations.update(line.split())
    return model


def data_lines(path: Path) -> Iterator[str]:
    """The lines of a data file that are neither blank nor comments (`#`)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _underthesea_folder() -> Path:
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("underthesea is not installed: its word list is needed to repair misread text")
    return Path(spec.submodule_search_locations[0])


def _alternatives(slot: str, model: LanguageModel) -> list[list[str]]:
    slot = slot.strip()
    if slot.startswith("$"):
        slot = ",".join(data_lines(LEXICONS / f"words-{slot[1:]}.txt"))
    keys = model.keys
    return [[keys[word] for word in phrase.split()] for phrase in slot.replace(" - ", " ").split(",") if phrase.strip()]


def _learn_dictionary(model: LanguageModel, folder: Path) -> None:
    common = set((folder / "Viet22K.txt").read_text(encoding="utf-8").splitlines())
    keys = model.keys
    for word in (folder / "Viet74K.txt").read_text(encoding="utf-8").splitlines():
        if word != word.lower() or not _LETTERS_ONLY.match(word):
            continue  # names, and entries with stray marks
        sequence = [keys[syllable] for syllable in word.split(" ")]
        if is_word_like(sequence):
            model.learn_word(sequence, COMMON_WORD if word in common else WORD)
        elif len(sequence) == 1 and not is_possible_toneless(sequence[0]):
            model.syllables.add(sequence[0])  # a loan word, as `axít`; other impossible ones are slips of the list


def _learn_tagger(model: LanguageModel, path: Path) -> None:
    """Take in the syllable sequences that a sequence tagger of underthesea has features for."""
    seen = {match.group(1) for match in _TAGGER_FEATURE.finditer(path.read_bytes()) if b" " in match.group(1)}
    keys = model.keys
    for raw in seen:
        words = raw.decode("utf-8", "replace")
        if _LETTERS_ONLY.match(words):
            model.learn_seen([keys[syllable] for syllable in words.split(" ")])


def _learn_places(model: LanguageModel, path: Path) -> None:
    keys = model.keys
    for name in set(_PLACE.findall(path.read_text(encoding="utf-8"))):
        sequence = [keys[word] for word in name.split()]
        model.places.update(f"{first} {second}" for first, second in pairwise(sequence))
