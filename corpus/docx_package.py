"""The ZIP archive of a Word document and the XML in it, opened without trusting either."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from corpus.errors import DamagedInput, EncryptedInput, TooLarge
from corpus.sniff import WORD_DOCUMENT, part_name

#: Most bytes that one part of text may unpack to; a plan of 100 pages has 5 MB.
MAX_PART = 100 * 1024 * 1024
_MAX_DEPTH = 250
_MAX_NODES = 3_000_000
_STEP = 1024 * 1024

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


class _Hostile(Exception):
    """XML that no word processor writes."""


class _Builder(TreeBuilder):
    """Builds the tree; stops at document types, where entities are declared, and where it grows beyond all measure."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._nodes = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Open an element."""
        self._depth += 1
        self._nodes += 1
        if self._depth > _MAX_DEPTH:
            raise _Hostile(f"nests elements more than {_MAX_DEPTH} deep")
        if self._nodes > _MAX_NODES:
            raise _Hostile(f"has more than {_MAX_NODES} elements")
        if tag.startswith(_STRICT):
            tag = WORD + tag[len(_STRICT) :]
            attrs = {k.replace(_STRICT, WORD): v for k, v in attrs.items()}
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse a document type: Word writes none, and it is where entities are declared."""
        raise _Hostile("declares a document type with entities of its own")


class Package:
    """An open Word document."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        self._parts = {part_name(info.filename): info for info in self._archive.infolist()}

    def main(self) -> Element | None:
        """Parse the document itself, whose part some programs call otherwise than Word does; raises as `part` does."""
        return self.part(next(filter(WORD_DOCUMENT.fullmatch, self._parts), "word/document.xml"))

    def part(self, path: str) -> Element | None:
        """Parse a part of the document; None where it has none of that name.

        Raises:
            TooLarge: if it unpacks to more than `MAX_PART` bytes, or holds XML that no word processor writes.
            DamagedInput: if it is cut off or no XML.
            EncryptedInput: if it is packed with a password.
        """
        info = self._parts.get(path)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise EncryptedInput(self.name, "is packed with a password", "save a copy without one")
        parser = XMLParser(target=_Builder())
        size = 0
        try:
            with self._archive.open(info) as packed:
                while chunk := packed.read(_STEP):
                    size += len(chunk)
                    if size > MAX_PART:
                        problem = f"unpacks to more than {MAX_PART // _STEP} MB"
                        raise TooLarge(self.name, problem, "this is no document; if it is one, save it as PDF")
                    parser.feed(chunk)
            return parser.close()
        except _Hostile as error:
            raise TooLarge(self.name, str(error), "this is no document of Word; save it anew with Word") from error
        except (ParseError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise self._damaged() from error

    def _damaged(self) -> DamagedInput:
        return DamagedInput(self.name, "is a damaged or cut off Word document", "get it anew, or save it as PDF")
