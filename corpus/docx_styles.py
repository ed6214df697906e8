"""What styles give a Word document's paragraphs and runs: bold, capitals, fonts, list numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from corpus.docx_package import WORD

_OFF = ("0", "false", "off")


def value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute of a Word element, None where it or the element is missing."""
    return None if element is None else element.get(WORD + name)


def flag(properties: Element | None, name: str) -> bool | None:
    """Tell whether a property is on; None where it is not set."""
    found = None if properties is None else properties.find(WORD + name)
    return None if found is None else value(found) not in _OFF


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is printed; None where nothing says."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    font: str | None = None

    def over(self, below: Look) -> Look:
        """Return this look where it says something, else the one below."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.capitals if self.capitals is None else self.capitals,
            below.hidden if self.hidden is None else self.hidden,
            below.raised if self.raised is None else self.raised,
            self.font or below.font,
        )


def look_of(properties: Element | None) -> Look:
    """Read the look that run properties (`w:rPr`) give."""
    if properties is None:
        return Look()
    fonts = properties.find(WORD + "rFonts")
    raised = value(properties.find(WORD + "vertAlign"))
    return Look(
        flag(properties, "b"),
        flag(properties, "caps"),
        flag(properties, "vanish"),
        None if raised is None else raised == "superscript",
        value(fonts, "ascii") or value(fonts, "hAnsi"),
    )


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A paragraph's list and its level there; None where nothing says. `number` is `0` where a list is switched off.

    `styles`: the style that gives the list and those that it builds on, by which the list may name its levels.
    """

    number: str | None = None
    level: int | None = None
    styles: tuple[str, ...] = ()

    def over(self, below: ListPlace) -> ListPlace:
        """Return this place where it says something, else the one below."""
        level = below.level if self.level is None else self.level
        return ListPlace(self.number or below.number, level, self.styles or below.styles)


def list_place(properties: Element | None) -> ListPlace:
    """Read the list place that paragraph properties (`w:pPr`) give."""
    found = None if properties is None else properties.find(WORD + "numPr")
    if found is None:
        return ListPlace()
    level = value(found.find(WORD + "ilvl"))
    known = level is not None and level.isdecimal() and len(level) == 1 and level != "9"
    return ListPlace(value(found.find(WORD + "numId")), int(level) if level is not None and known else None)


@dataclass(frozen=True, slots=True)
class Style:
    """A named style with what it inherits; `contents`: whether it is one of a table of contents."""

    look: Look = Look()
    place: ListPlace = ListPlace()
    contents: bool = False


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._known: dict[str, Style] = {}
        self.plain = Look()
        self._paragraph_style: str | None = None
        if root is None:
            return
        self.plain = look_of(root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr"))
        for style in root.iterfind(WORD + "style"):
            name = value(style, "styleId")
            if name is None:
                continue
            self._elements[name] = style
            if value(style, "default") in ("1", "true") and value(style, "type") == "paragraph":
                self._paragraph_style = name

    def of_paragraph(self, name: str | None) -> Style:
        """Return a paragraph style, the default one for None."""
        name = name or self._paragraph_style
        style = self.named(name) if name else Style()
        return replace(style, look=style.look.over(self.plain))

    def named(self, name: str) -> Style:
        """Return a style with what it inherits; styles that inherit from themselves are cut short."""
        if name not in self._known:
            chain: list[str] = []
            at: str | None = name
            while at is not None and at not in chain and at in self._elements and len(chain) < 50:
                chain.append(at)
                at = value(self._elements[at].find(WORD + "basedOn"))
            look, place = Look(), ListPlace(styles=tuple(chain))
            for link in chain:
                element = self._elements[link]
                look = look.over(look_of(element.find(WORD + "rPr")))
                place = place.over(list_place(element.find(WORD + "pPr")))
            # Word translates a style's id, not its name: `Mclc1` is `toc 1`.
            names = (name, *(value(self._elements[link].find(WORD + "name")) or "" for link in chain[:1]))
            contents = any(each.upper().startswith("TOC") for each in names)
            self._known[name] = Style(look, place, contents)
        return self._known[name]
