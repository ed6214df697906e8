"""What the image readers promise: pages of any common image format are read, bombs and broken files are turned away."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from corpus import DamagedInput, EmptyInput, TooLarge, read, read_bytes
from schemas.vocabulary import TextOrigin
from tests.scans import needs_tesseract, plan_page

SCANS = Path(__file__).parent.parent / "corpus" / "samples" / "scans"


def _png_of(width: int, height: int, bits: int, colour: int) -> bytes:
    """A PNG that says how large it is and holds hardly anything."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    packed = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("side", "bits"), [(60_000, 8), (60_000, 1), (12_000, 1)])
def test_a_png_of_too_many_pixels_is_turned_away_unread(side: int, bits: int) -> None:
    with pytest.raises(TooLarge, match="pixels") as caught:
        read_bytes(_png_of(side, side, bits, 0), "bomb.png")
    assert "dpi" in caught.value.remedy


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_cut_off_image_is_turned_away(kind: str, share: float) -> None:
    noise = Image.effect_noise((300, 400), 80)
    data = _saved(noise, kind)
    with pytest.raises(DamagedInput, match=kind):
        read_bytes(data[: max(40, int(len(data) * share))], "a.scan")


def test_a_white_page_holds_no_text() -> None:
    needs_tesseract()
    with pytest.raises(EmptyInput):
        read_bytes(_saved(Image.new("L", (1240, 1754), 255), "PNG"), "white.png")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    needs_tesseract()
    page = plan_page("Kế hoạch triển khai chuyển đổi số trên địa bàn tỉnh")
    image = Image.fromarray(_sixteen_bits(page)) if mode == "I;16" else page.convert(mode)
    source = read_bytes(_saved(image, "TIFF"), "a.tif")
    assert "Kế hoạch triển khai chuyển đổi số" in source.text


def _sixteen_bits(page: Image.Image):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.asarray(page, np.uint16) * 257


def test_transparent_paper_is_white() -> None:
    needs_tesseract()
    page = plan_page("Kế hoạch triển khai chuyển đổi số trên địa bàn tỉnh")
    ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
    ink.putalpha(page.point(lambda grey: 255 - grey))
    assert "Kế hoạch triển khai" in read_bytes(_saved(ink, "PNG"), "a.png").text


def test_each_page_of_a_tiff_is_a_page() -> None:
    needs_tesseract()
    source = read(SCANS / "sample-e-ke-hoach-y-te-xa-nfd-clean.tif")
    assert [page.page for page in source.pages] == [1, 2]
    assert all(page.text_origin is TextOrigin.OCR for page in source.pages)
    assert all(page.ocr_confidence is not None and page.ocr_confidence > 85 for page in source.pages)
    assert source.media_type == "image/tiff"
    assert source.pages[0].end <= source.pages[1].start


def test_a_photo_is_read_the_way_its_camera_held_it() -> None:
    needs_tesseract()
    page = plan_page("Kế hoạch triển khai chuyển đổi số trên địa bàn tỉnh")
    exif = Image.Exif()
    exif[0x0112] = 6
    data = _saved(page.rotate(90, expand=True), "JPEG", exif=exif, quality=90)
    assert "Kế hoạch triển khai" in read_bytes(data, "a.jpg").text
