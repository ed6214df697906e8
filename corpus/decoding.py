"""Bytes to Unicode: UTF-8, UTF-16, and the 8-bit encodings of Vietnamese before it.

Legacy encodings use the same bytes for different letters, so the bytes alone do not tell them apart. What tells is
the language: only the right decoding gives Vietnamese syllables.
"""

import codecs
import re
import tomllib
import unicodedata
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from corpus.errors import BinaryNoise, UnknownEncoding
from corpus.syllables import is_possible

#: Share of words with marked letters that must be syllables before a legacy decoding is believed.
_BELIEVED = 0.75
#: How far the best decoding must lead the second.
_LEAD = 0.1
_SAMPLE_BYTES = 400_000
_SAMPLE_WORDS = 4_000
#: Share of control characters above which bytes are no text.
_NOISE = 0.02

_WORD = re.compile(r"[A-Za-z\u0080-\u2012\u2027-\uffff]+")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_VIETNAMESE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text: `encoding` it was in, and `warnings` about what could not be read as it is."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Decode a text file.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        BinaryNoise: if the bytes are no text.
        UnknownEncoding: if they are text in an encoding that does not give Vietnamese.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _with_replacements(data[len(mark) :], encoding)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return _with_replacements(data, wide)
    noise = len(data) - len(data.translate(None, _CONTROLS))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text:
        if noise > _NOISE * len(data):
            raise BinaryNoise(name, "holds control characters, no text", "give the document itself, not a part of it")
        return _seen_through(text)
    if noise > _NOISE * len(data):
        raise BinaryNoise(name, "is binary data in no known format", "give a text, Markdown or HTML file")
    found = _legacy(data)
    if found is not None:
        return found
    broken = _with_replacements(data, "utf-8")
    if broken.text.count("\ufffd") <= max(2, len(data) // 500) and _share_of_syllables(broken.text) > _BELIEVED:
        return broken
    raise UnknownEncoding(
        name,
        "is neither UTF-8, UTF-16, TCVN3, VNI, VISCII nor windows-1258",
        "open it in the program that wrote it and save it as UTF-8",
    )


def read_as(text: str, encoding: str) -> str:
    """Read text that was taken for windows-1252 in the legacy encoding that it is in.

    Args:
        text: letters as windows-1252 gives them.
        encoding: `tcvn3`, `vni`, `viscii` or `windows-1258`.

    Returns:
        The text in Vietnamese; as it is where it holds a letter that windows-1252 does not have.
    """
    data = _as_windows_1252(text)
    return text if data is None else _readers()[encoding](data)


def legacy_encoding_of(text: str) -> str | None:
    """Name the legacy encoding in which text that was taken for windows-1252 is Vietnamese, None where in none."""
    data = _as_windows_1252(text[:_SAMPLE_BYTES])
    found = _legacy(data) if data is not None else None
    return found.encoding if found is not None else None


def to_nfc(text: str) -> tuple[str, "array[int] | None"]:
    """Compose decomposed letters.

    Returns:
        The text in NFC, and for each of its code points the offset in `text` that it comes from; None where nothing
        changed.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    pieces: list[str] = []
    at = array("I")
    last = 0
    for found in _clusters().finditer(text):
        pieces.append(text[last : found.start()])
        at.extend(range(last, found.start()))
        composed = unicodedata.normalize("NFC", found.group())
        pieces.append(composed)
        size = found.end() - found.start()
        at.extend(found.start() + min(index, size - 1) for index in range(len(composed)))
        last = found.end()
    pieces.append(text[last:])
    at.extend(range(last, len(text)))
    return "".join(pieces), at


@cache
def _clusters() -> re.Pattern[str]:
    """Match what composition can change: a letter with what combines with it, or one that is never itself in NFC."""
    combining, singles = [], []
    for code in [*range(0x300, 0xD800), *range(0xF900, 0x1E950), *range(0x2F800, 0x2FA20)]:
        char = chr(code)
        if unicodedata.combining(char) or 0x1160 <= code <= 0x11FF:
            combining.append(char)
        elif not unicodedata.is_normalized("NFC", char):
            singles.append(char)
        elif unicodedata.category(char) == "Mc":
            combining.append(char)
    joined = "".join(map(re.escape, combining))
    return re.compile(rf"[^{joined}]?[{joined}]+|[{''.join(map(re.escape, singles))}]")


def _with_replacements(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    warnings = (f"{lost} characters could not be read as {encoding.upper()} and stand as \ufffd",) if lost else ()
    return Decoded(text, encoding, warnings)


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: in Latin script, every second byte is mostly zero."""
    sample = data[: _SAMPLE_BYTES & ~1]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    for encoding, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if many > 0.3 * half and few < 0.02 * half:
            text = sample.decode(encoding, errors="replace")
            letters = sum(char.isalnum() or char.isspace() for char in text)
            return encoding if letters > 0.7 * len(text) else None
    return None


def _seen_through(text: str) -> Decoded:
    """Undo a wrong conversion: legacy or UTF-8 bytes that were taken for windows-1252 and then saved as UTF-8."""
    sample = text[:_SAMPLE_BYTES]
    if (sample.isascii() and text.isascii()) or len(_VIETNAMESE_ONLY.findall(sample)) * 50 > len(sample):
        return Decoded(text, "utf-8")
    data = _as_windows_1252(text)
    if data is None or _share_of_syllables(sample) > _BELIEVED:
        return Decoded(text, "utf-8")
    try:
        twice = data.decode("utf-8")
    except UnicodeDecodeError:
        found = _legacy(data)
        return found if found is not None else Decoded(text, "utf-8")
    return (
        Decoded(twice, "utf-8 taken for windows-1252")
        if _share_of_syllables(twice) > _BELIEVED
        else Decoded(text, "utf-8")
    )


def _as_windows_1252(text: str) -> bytes | None:
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        pass
    try:
        return b"".join(char.encode("cp1252" if ord(char) > 0xFF else "latin-1") for char in text)
    except UnicodeEncodeError:
        return None


def _legacy(data: bytes) -> Decoded | None:
    sample = data[:_SAMPLE_BYTES]
    scores = sorted(((_share_of_syllables(read(sample)), name) for name, read in _readers().items()), reverse=True)
    (best, name), (second, _) = scores[:2]
    if best < _BELIEVED or best - second < _LEAD:
        return None
    return Decoded(_readers()[name](data), name)


def _share_of_syllables(text: str) -> float:
    """Return which share of the words with a letter beyond ASCII are Vietnamese syllables."""
    words = (w.group().lower() for w in _WORD.finditer(text) if not w.group().isascii())
    sample = [unicodedata.normalize("NFC", word) for word in islice(words, _SAMPLE_WORDS)]
    return sum(word.isalpha() and is_possible(word) for word in sample) / len(sample) if sample else 0.0


@cache
def _readers() -> dict[str, Callable[[bytes], str]]:
    tables = tomllib.loads((files("corpus") / "legacy_encodings.toml").read_text("utf-8"))
    tcvn3 = _charmap(tables["tcvn3"])
    viscii = _charmap(tables["viscii"])
    marks = {
        base + mark: letter
        for mark, pairs in tables["vni"]["marks"].items()
        for base, letter in zip(pairs[::2], pairs[1::2], strict=True)
    } | tables["vni"]["alone"]
    marks |= {old.upper(): new.upper() for old, new in marks.items()}
    pattern = re.compile("|".join(sorted(marks, key=len, reverse=True)))
    return {
        "tcvn3": lambda data: _raised(codecs.charmap_decode(data, "strict", tcvn3)[0]),
        "viscii": lambda data: codecs.charmap_decode(data, "strict", viscii)[0],
        "vni": lambda data: pattern.sub(
            lambda m: marks[m.group()], codecs.charmap_decode(data, "strict", _western())[0]
        ),
        "windows-1258": lambda data: unicodedata.normalize("NFC", data.decode("cp1258", errors="replace")),
    }


def _western() -> str:
    return "".join(bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(256))


def _charmap(table: dict[str, dict[str, str]]) -> str:
    chars = list(_western())
    for high, row in table["rows"].items():
        for index, char in enumerate(row):
            if char != "\ufffd":
                chars[int(high, 16) + index] = char
    for code, char in table.get("low", {}).items():
        chars[int(code, 16)] = char
    return "".join(chars)


_CAPITALS = re.compile(r"(?:[^\W\d_]+[ ,\-–]*)+")


def _raised(text: str) -> str:
    """Raise small marked letters among capitals, which the capital fonts of TCVN3 showed as capitals."""

    def raise_run(run: re.Match[str]) -> str:
        words = re.split(r"([ ,\-–]+)", run.group())
        plain = ["".join(c for c in word if c.isascii() and c.isalpha()) for word in words]
        sure = [len(letters) > 1 and letters.isupper() for letters in plain]
        for index in range(0, len(words), 2):
            beside = any(sure[other] for other in (index - 2, index + 2) if 0 <= other < len(words))
            if sure[index] or (beside and (not plain[index] or plain[index].isupper())):
                words[index] = words[index].upper()
                sure[index] = True
        return "".join(words)

    return _CAPITALS.sub(raise_run, text)
