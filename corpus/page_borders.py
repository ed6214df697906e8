"""Dark borders of a scan: the lid, the bed of the scanner or the table around the paper, made white like paper.

Left in, they are ink: they reach from the top of the page to its foot, so that a letterhead in two columns seems to go
on to the foot of the page, darken what print is measured by, and are read as words.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

#: Every so manieth dot is looked at: borders are large.
_STEP = 4
#: Darkest grey of paper in the shade: what is darker at the edge of the picture is no paper.
_DARK = 90
#: Share of one side of the picture that is dark where there is a border.
_LEAST = 0.08
#: Inches that a border is wide at least: wider than any stroke or rule that runs into the edge; and by which its ragged
#: inner side may reach over that.
_SOLID, _RAGGED = 0.1, 0.08
#: Share of the picture above which what is dark is no border.
_MOST = 0.4

Picture = NDArray[np.uint8]


def without_borders(picture: Picture, dpi: int) -> Picture:
    """Return an image whose dark borders are white; one without borders is returned as it is.

    Args:
        picture: the page, in grey or RGB.
        dpi: its resolution.
    """
    small = picture[::_STEP, ::_STEP]
    sides = (small[1], small[-2], small[:, 1], small[:, -2]) if min(small.shape[:2]) > 3 else ()
    if not any(float((_brightest(side) < _DARK).mean()) > _LEAST for side in sides):
        return picture
    dark = (_brightest(small) < _DARK).astype(np.uint8)
    solid, ragged = (max(3, round(inches * dpi / _STEP)) for inches in (_SOLID, _RAGGED))
    dark = cv2.copyMakeBorder(dark, solid, solid, solid, solid, cv2.BORDER_REPLICATE)
    blocks = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((solid, solid), np.uint8))
    _, labels = cv2.connectedComponents(blocks, connectivity=4)
    edge = np.concatenate([labels[solid], labels[-1 - solid], labels[:, solid], labels[:, -1 - solid]])
    border = np.isin(labels, np.unique(edge[edge > 0])).astype(np.uint8)
    border = cv2.dilate(border, np.ones((2 * ragged + 1, 2 * ragged + 1), np.uint8)) & dark
    border = cv2.dilate(border, np.ones((3, 3), np.uint8))[solid:-solid, solid:-solid]
    if not border.any() or float(border.mean()) > _MOST:
        return picture
    height, width = picture.shape[:2]
    clean = picture.copy()
    clean[cv2.resize(border, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    return clean


def _brightest(dots: Picture) -> NDArray[np.uint8]:
    """Return the brightest channel: coloured ink is dark in some."""
    brightest: NDArray[np.uint8] = dots.max(axis=-1) if dots.shape[-1] == 3 and dots.ndim > 1 else dots
    return brightest
