"""A page of a source file as the picture that its boxes belong to: upright and level, as it was read."""

from __future__ import annotations

from PIL import Image

from corpus.errors import UnsupportedFormat

#: Pixels a point that pages are drawn with: 158 dpi, so that an A4 page fits a screen and small print can be read.
SCALE = 2.2
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def draw_page(
    data: bytes,
    name: str,
    media_type: str,
    page: int,
    *,
    size: tuple[float, float],
    turned: int = 0,
    levelled: float = 0.0,
) -> Image.Image:
    """Draw a page as it was read.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        media_type: as told from the bytes when it was read.
        page: 1-based page.
        size, turned, levelled: width and height in points, and how the page was turned, as `SourcePage` tells them.

    Returns:
        RGB, `SCALE` pixels a point.

    Raises:
        UnsupportedFormat: if files of this type have no pages to draw.
        DamagedInput, EncryptedInput, TooLarge: if it cannot be drawn.
    """
    if media_type == "application/pdf":
        from corpus.pdf import drawn_page

        image = drawn_page(data, name, page, SCALE)
    elif media_type.startswith("image/"):
        from corpus.images import page_image

        image = page_image(data, name, media_type, page)
    else:
        raise UnsupportedFormat(name, f"is of the type {media_type}, which has no pages to draw", "give it as a PDF")
    if turned in _TURNS:
        image = image.transpose(_TURNS[turned])
    image = image.convert("RGB").resize((round(size[0] * SCALE), round(size[1] * SCALE)), Image.Resampling.LANCZOS)
    return image.rotate(-levelled, Image.Resampling.BICUBIC, fillcolor="white") if levelled else image
