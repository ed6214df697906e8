"""Files made to harm whoever opens them, small on disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from itertools import pairwise

from PIL import Image

_MB = 1024 * 1024


def packed(megabytes: int, byte: bytes = b"\0") -> bytes:
    """So many megabytes of one byte, as zlib packs them."""
    packer = zlib.compressobj(1)
    block = byte * _MB
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def pdf(objects: Iterable[bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects, the first of which is its catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, start))


def stream(data: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d/Filter %b%b>>\nstream\n%b\nendstream" % (len(data), filters, more, data)


def _page_with(content: bytes, more: bytes = b"", *others: bytes, box: bytes = b"0 0 595 842") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R%b>>" % (box, more)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *others])


def empty_pages(count: int) -> bytes:
    """A PDF of so many pages with nothing on them."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count), *pages])


def docx(document: bytes | None = None, method: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """A Word document of the given XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if document is not None:
            archive.writestr("word/document.xml", document)
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _body(content: bytes) -> bytes:
    return b"<w:document %b><w:body>%b</w:body></w:document>" % (_W, content)


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG, black and white, of the given packed pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tiff(width: int, height: int, next_page: int = 0) -> bytes:
    """A TIFF of one strip; the address of its next page may lead back to itself."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 8)]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0"
        + struct.pack("<I", 16)
        + b"\0" * 8
        + struct.pack("<H", len(entries))
        + body
        + struct.pack("<I", next_page)
    )


def tiff_of_pages(count: int) -> bytes:
    """A TIFF of so many pages that all show the same strip."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    tags = ((256, 800), (257, 1000), (258, 1), (259, 1), (262, 1), (273, 4), (277, 1), (278, 1000), (279, 4))
    for number in range(1, count + 1):
        following = len(out) + 2 + 12 * len(tags) + 4 if number < count else 0
        entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        out += struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return bytes(out)


def _resized_jpeg(width: int, height: int) -> bytes:
    """A small JPEG that says it is so large."""
    out = io.BytesIO()
    Image.new("L", (40, 40), 255).save(out, "JPEG")
    data = out.getvalue()
    size = data.index(b"\xff\xc0") + 5
    return data[:size] + struct.pack(">HH", height, width) + data[size + 4 :]


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    data = b"0" * 1000
    for _ in range(depth):
        data = _zipped({"a.zip": data})
    return data


def _laughs() -> bytes:
    names = "abcdefghij"
    lines = ['<!ENTITY a "ha ha ha ha ha ">']
    lines += [f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names)]
    return f'<?xml version="1.0"?><!DOCTYPE w [{"".join(lines)}]>'.encode() + _body(
        b"<w:p><w:r><w:t>&j;</w:t></w:r></w:p>"
    )


def form_in_itself() -> bytes:
    """A PDF of a few hundred bytes at which PDFium draws for ever: a form that draws itself twice."""
    more = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    return _page_with(
        stream(zlib.compress(b"/F Do")),
        b"/Resources<</XObject<</F 5 0 R>>>>",
        stream(zlib.compress(b"/F Do /F Do"), more=more),
    )


def hostile_files() -> dict[str, bytes]:
    """File name -> its bytes; none of them is a document."""
    nested = zlib.compress(packed(200))
    tables = b"<w:tbl><w:tr><w:tc>" * 5000
    return {
        "empty.pdf": b"",
        "zeros.docx": b"\0" * 100_000,
        "ten thousand empty pages.pdf": empty_pages(10_000),
        "a thousand empty pages.pdf": empty_pages(1000),
        "packed content.pdf": _page_with(stream(packed(200, b" "))),
        "packed twice.pdf": _page_with(stream(nested, b"[/FlateDecode/FlateDecode]")),
        "packed eight times.pdf": _page_with(stream(nested, b"[" + b"/FlateDecode" * 8 + b"]")),
        "nested dictionaries.pdf": _page_with(b"<</A" * 100_000 + b">>" * 100_000),
        "pages in a loop.pdf": pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        "a picture of gigabytes.pdf": _page_with(
            stream(zlib.compress(b"/I Do")),
            b"/Resources<</XObject<</I 5 0 R>>>>",
            stream(
                packed(20),
                more=b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray",
            ),
        ),
        "a page of a kilometre.pdf": _page_with(stream(zlib.compress(b"0 0 m 9 9 l S")), box=b"0 0 2834645 2834645"),
        "a page of lines.pdf": _page_with(stream(zlib.compress(b"0 0 m 9 9 l S\n" * 100_000))),
        "a million letters.pdf": _page_with(
            stream(zlib.compress(b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 100_000 + b"ET")),
            b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
        ),
        "packed.docx": docx(_body(b"<w:p><w:r><w:t>" + b" " * 150 * _MB + b"</w:t></w:r></w:p>")),
        "packed styles.docx": docx(_body(b"<w:p/>"), styles=b"<w:styles %b>" % _W + b" " * 150 * _MB),
        "entities.docx": docx(_laughs()),
        "a file of the machine.docx": docx(
            b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _body(b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
        ),
        "tables in tables.docx": docx(_body(tables + b"</w:tc></w:tr></w:tbl>" * 5000)),
        "three million elements.docx": docx(_body(b"<w:p/>" * 3_100_000)),
        "a part that lies.docx": docx(_body(b"<w:p/>")).replace(b"word/document.xml", b"word/dokument.xml", 1),
        "a large picture.png": png(60_000, 60_000, packed(50)),
        "a picture that says so.png": png(2_000_000_000, 2_000_000_000, zlib.compress(b"\0" * 100)),
        "pages without end.tif": tiff(8, 8, 16),
        "a large picture.tif": tiff(60_000, 60_000),
        "a large picture.jpg": b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xdc\xff\xdc\x01\x01\x11\x00" + b"\xff\xd9",
        "many pages.tif": tiff_of_pages(5000),
        "a picture of other sizes.jpg": _resized_jpeg(20_000, 20_000),
        "names that lead out.docx": _zipped(
            {"../../../out": b"x", "/out": b"x", "word/document.xml": _body(b"<w:p/>")}
        ),
        "archives in archives.docx": _zipped({"word/document.xml": _nested(20)}),
        "a page that holds itself.pdf": pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources 3 0 R>>",
            ]
        ),
        "a page beyond all numbers.pdf": _page_with(
            stream(zlib.compress(b"0 0 m 9 9 l S")), box=b"1e30 1e30 -1e30 -1e30"
        ),
        "a million objects.pdf": pdf(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1000000000>>", *[b"0"] * 1_000_000]
        ),
        "a program.pdf": b"\x7fELF" + b"\0" * 1000,
        "a film.docx": b"\x1aE\xdf\xa3" + bytes(range(256)) * 100,
    }
