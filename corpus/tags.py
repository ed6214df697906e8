"""Cuts HTML into tags and text.

The scanner is our own because every character must keep its place in the source, which lxml does not tell, and
because the time must stay linear on any input, which `html.parser` does not keep on broken markup.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from corpus.elements import cleaned
from corpus.traced import Traced

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_-]*)([^<>]*)>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")

#: Raised figures of units (`m²`), as single characters.
RAISED = str.maketrans("23", "²³")

#: Elements whose content is not part of the text.
_RAW = frozenset({
    "script", "style", "title", "textarea", "noscript", "template", "svg", "iframe", "object", "math", "nav", "select",
    "button", "noembed", "audio", "video", "canvas", "map", "page_number", "sdfield",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "ol", "p", "pre", "section", "summary", "ul", "o:p", "watermark", "signature",
})  # fmt: skip
BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})
_INLINE = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
})  # fmt: skip
TABLE = frozenset({"table", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "col"})
#: Every name that is taken for a tag; anything else between angle brackets is text, as in `<Tên cơ quan>`.
KNOWN_TAGS = _RAW | BLOCKS | BOLD | _VOID | _INLINE | TABLE | {"head", "img"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its lower-case name, whether it closes, and its attributes as written."""

    name: str
    closing: bool
    attributes: str

    def attribute(self, name: str) -> str | None:
        """Return the value of an attribute, None where it is not given."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found.group(1).lower() == name:
                return unescape(found.group(2) or found.group(3) or found.group(4) or "")
        return None


def scan(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, Tag | None]]:
    """Cut HTML into (start, end, tag); tag is None for a stretch of text.

    Comments, declarations and what stands in scripts and styles are left out. Linear in the length of the text.
    """
    end = len(text) if end is None else end
    position = start
    no_comment_end = False
    unclosed: set[str] = set()
    while position < end:
        bracket = text.find("<", position, end)
        if bracket < 0:
            yield position, end, None
            return
        if bracket > position:
            yield position, bracket, None
        if text.startswith("<!--", bracket) and not no_comment_end:
            after = text.find("-->", bracket + 4, end)
            if after >= 0:
                position = after + 3
                continue
            no_comment_end = True
        found = _TAG.match(text, bracket, end)
        if found and found.group(2).lower() in KNOWN_TAGS:
            tag = Tag(found.group(2).lower(), bool(found.group(1)), found.group(3))
            position = found.end()
            yield bracket, position, tag
            if tag.name in _RAW and not tag.closing and not tag.attributes.endswith("/") and tag.name not in unclosed:
                close = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(text, position, end)
                if close:
                    position = close.start()
                else:
                    unclosed.add(tag.name)
            continue
        if text.startswith(("<!", "<?"), bracket):
            after = text.find(">", bracket, min(end, bracket + 1000))
            if after >= 0:
                position = after + 1
                continue
        position = bracket + 1
        yield bracket, position, None


def traced_text(text: str, start: int, end: int, *, bold: bool) -> Traced:
    """Trace source text, its entities resolved and its invisible characters taken out."""
    if "&" not in text[start:end]:
        return cleaned(Traced.plain(text[start:end], start, bold=bold))
    parts, last = [], start
    for found in _ENTITY.finditer(text, start, end):
        meant = unescape(found.group())
        if meant == found.group():
            continue
        parts.append(Traced.plain(text[last : found.start()], last, bold=bold))
        parts.append(Traced(meant, array("I", [found.start()] * len(meant)), bytes([bold]) * len(meant)))
        last = found.end()
    parts.append(Traced.plain(text[last:end], last, bold=bold))
    return cleaned(Traced.concat(parts))
