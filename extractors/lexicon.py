"""Reading the word lists of `extractors/lexicons` and making patterns of them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read a lexicon; `name` is its file name without `.toml`."""
    return tomllib.loads((files("extractors") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """Make a pattern that matches any of some words as a whole, the longest first; a space is any white space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return r"(?<!\w)(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + r")(?!\w)"
