"""The image of a page made fit for reading: upright and level, without coloured ink and shade, at a fit resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

cv2.setNumThreads(1)

Gray = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Dots = NDArray[np.float32]

#: Resolution that pages are read at: finer ones take longer, and are read no better.
DPI = 200
#: Pages within these are read as they are.
_LOWEST, _HIGHEST = 180, 225
#: Resolution at which the run of lines and the skew are measured.
_MEASURE_DPI = 75
#: Degrees up to which skew is looked for, and below which it is left.
_MOST_SKEW, _LEAST_SKEW = 8.0, 0.15
#: How much more the profile of lines across must vary than down for a page to be upright or upside down.
_SURE = 1.3
#: Strips that a page is measured in where lines may not be quite level; and how much more suddenly lines of an upright
#: page end below than begin above, as a share: real pages have 0.1 to 0.4, upside down as much the other way.
_STRIPS, _STANDS = 6, 0.08


#: Grey above which paper is white enough: on darker paper what is made white, rules and stamps, has edges of its own.
_WHITE = 235.0
#: By how much grey the ink of a stamp is lighter than print, so that this tells them apart; else its colour must. And
#: the share of that difference which is made white: ink is uneven.
_LIGHTER, _FADED = 40.0, 0.8
#: Most pixels of a speck, at 200 dpi, on a page that has many; the dot of a letter has some 11.
SPECK = 7


@dataclass(slots=True)
class Ready:
    """A page image made ready: dark on white, upright, with its resolution and how it was turned.

    Attributes:
        image: the page.
        dpi: its resolution.
        turn: degrees by which it was turned counter-clockwise: 0, 90, 180 or 270.
        skew: degrees by which it was then turned counter-clockwise to make its lines level.
    """

    image: Gray
    dpi: int
    turn: int = 0
    skew: float = 0.0


def resized(picture: Picture, dpi: float) -> tuple[Picture, int]:
    """Bring an image to a resolution that Tesseract reads well; most are left as they are."""
    if _LOWEST <= dpi <= _HIGHEST:
        return picture, round(dpi)
    factor = DPI / dpi
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    height, width = picture.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(picture, size, interpolation=how), DPI


def without_colour(picture: Picture) -> Gray:
    """Return the page in shades of grey without coloured stamps and signatures.

    Ink of a stamp is lighter than print: what it covers is lightened until the ink is white, so that strokes under it
    keep their edges. Coloured letters of the size of print stay, unless they stand within a stamp.

    Args:
        picture: RGB, or grey already.
    """
    if picture.ndim == 2:
        return picture
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(picture)
    high = cv2.max(cv2.max(red, green), blue)
    low = cv2.min(cv2.min(red, green), blue)
    coloured = ((cv2.subtract(high, low) > 50) & (gray < 215)).astype(np.uint8) * 255
    if cv2.countNonZero(coloured) < 50:
        return gray
    height, width = gray.shape
    near = max(3, width // 165)  # ink of a stamp is uneven, and its rings are broken
    blobs = cv2.dilate(coloured, np.ones((near, near), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(blobs, connectivity=8)
    large = [
        stats[index]
        for index in range(1, count)
        if stats[index][3] > height / 45 and stats[index][2] < 0.6 * width and stats[index][3] < 0.4 * height
    ]
    if not large:
        return gray
    inside = np.zeros_like(gray)
    for x, y, wide, high_, _ in large:
        inside[y : y + high_, x : x + wide] = 255
    stamp = cv2.bitwise_and(coloured, inside)
    print_, ink = _print_level(gray, cv2.subtract(high, low)), float(np.median(gray[stamp > 0]))
    clean = gray.copy()
    if ink - print_ > _LIGHTER:
        touched = (cv2.dilate(stamp, np.ones((7, 7), np.uint8)) > 0) & (_tint(picture) > 18) & (inside > 0)
        scale = (255 - print_) / (_FADED * (ink - print_))
        clean[touched] = np.clip(print_ + (gray[touched] - print_) * scale, 0, 255).astype(np.uint8)
    else:
        # Print under a stamp is dark in its brightest channel too, coloured ink is not.
        clean[(cv2.dilate(stamp, np.ones((3, 3), np.uint8)) > 0) & (high > 110)] = 255
    return clean


def _print_level(gray: Gray, colour: Gray) -> float:
    """Return how dark print is: the grey of dark ink without colour."""
    dark = gray[(gray < 128) & (colour < 30)]
    return float(np.percentile(dark, 30)) if dark.size else 0.0


def _tint(picture: Picture) -> Gray:
    """Return how coloured the surroundings of each pixel are: JPEG spreads colours over what they touch."""
    red, green, blue = cv2.split(cv2.blur(picture, (5, 5)))
    return cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))


def evened(gray: Gray) -> Gray:
    """Make an uneven or dark background white; a page whose background is white stays as it is."""
    height, width = gray.shape
    # Every fourth dot tells as much of the background, in a tenth of the time.
    small = cv2.resize(gray[::4, ::4], (max(1, width // 16), max(1, height // 16)), interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 9)
    if float(np.percentile(ground, 3)) > _WHITE:
        return gray
    ground = cv2.resize(np.maximum(ground, 40), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(gray, ground, scale=255)


def ink_of(gray: Gray) -> Gray:
    """Return 255 where there is ink, by Otsu's threshold."""
    return cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]


def turned(gray: Picture, turn: int) -> Picture:
    """Turn an image counter-clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(gray, turn // 90)) if turn else gray


def letters_of(gray: Gray, dpi: int) -> Gray:
    """Return 255 where letters are, at the resolution that their lines are measured at: no rules, no borders of a scan.

    Args:
        gray: the page.
        dpi: its resolution.
    """
    factor = _MEASURE_DPI / dpi
    ink = cv2.resize(ink_of(gray), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = ((ink > 80) * 255).astype(np.uint8)
    long = round(0.45 * _MEASURE_DPI)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return cv2.subtract(ink, rules)


def _liveliness(across: Dots, down: Dots, angle: float) -> float:
    """How much the amount of ink varies from one row to the next where a page is turned: most where lines are level."""
    turn = np.float32(np.radians(angle))
    rows = down * np.cos(turn) - across * np.sin(turn)
    profile = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def run_of_lines(letters: Gray) -> tuple[bool | None, float]:
    """Tell how lines of text run.

    Args:
        letters: those of the page, see `letters_of`.

    Returns:
        Whether they run down the page, so that it is turned by 90 or 270 degrees; None where that is unclear. And the
        degrees by which to turn the page counter-clockwise, after it was turned upright, to make its lines level.
    """
    if not letters.any():
        return None, 0.0
    on_side = turned(letters, 90)
    across, down = _best_level(letters, 0.0, _MOST_SKEW, 1.0), _best_level(on_side, 0.0, _MOST_SKEW, 1.0)
    if down[0] > _SURE * across[0]:
        return True, _fine_level(on_side, down[1])
    return (False if across[0] > _SURE * down[0] else None), _fine_level(letters, across[1])


def _best_level(ink: Gray, about: float, reach: float, step: float) -> tuple[float, float]:
    """Return how lively the profile of lines is where it is liveliest, by length, and by which angle it is turned."""
    # Dots are turned and not the image, which takes five times as long.
    down, across = (dots.astype(np.float32) for dots in np.nonzero(ink))
    angles = np.arange(about - reach, about + reach + step / 2, step)
    scores = [_liveliness(across, down, angle) for angle in angles]
    return max(scores) / ink.shape[1], float(angles[int(np.argmax(scores))])


def _fine_level(ink: Gray, about: float) -> float:
    angle = _best_level(ink, about, 1.0, 0.25)[1]
    angle = _best_level(ink, angle, 0.25, 0.05)[1]
    return angle if abs(angle) >= _LEAST_SKEW else 0.0


def stands_up(letters: Gray) -> bool:
    """Tell whether a level page surely stands upright and not upside down.

    Most letters stand on the baseline and few reach below it, while many, and all marks of Vietnamese, reach above the
    small letters: the ink ends at the lower edge of a line more suddenly than it begins at the upper one. Pages that
    hold little but capitals or drawings are told neither way.

    Args:
        letters: those of the page, see `letters_of`.
    """
    begins_and_ends = total = 0.0
    for strip in np.array_split(letters, _STRIPS, axis=1):
        steps = np.diff(strip.sum(axis=1, dtype=np.float64)) ** 3
        begins_and_ends += float(steps.sum())
        total += float(np.abs(steps).sum())
    return total > 0 and begins_and_ends < -_STANDS * total


def levelled(gray: Gray, skew: float, *, paper: int = 255) -> Gray:
    """Turn an image counter-clockwise by some degrees around its middle; its size stays, its corners become paper."""
    if not skew:
        return gray
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    return cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)


def speckle(gray: Gray) -> float:
    """Return the share of blots of ink, in the middle third of a page, that are too small to be part of a letter."""
    height = gray.shape[0]
    ink = ink_of(gray[height // 3 : 2 * height // 3])
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 50:
        return 0.0
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float((areas <= 4).sum() / areas.size)


def has_shades(gray: Gray) -> bool:
    """Tell whether an image has shades of grey, as the edges of letters do in all but faxes."""
    return float(((gray > 60) & (gray < 200)).mean()) > 0.01


def cleaned(gray: Gray, dpi: int) -> Gray:
    """Take speckle off an image: smooth it, then remove blots smaller than the dot of a letter.

    Measured on worn copies and faxes of sample plans, this leaves half of the wrong words that a median filter leaves,
    which eats thin strokes.
    """
    factor = dpi / 200
    return without_dust(cv2.GaussianBlur(gray, (0, 0), 0.9 * factor), dpi, SPECK)


def without_dust(gray: Gray, dpi: int, largest: float = 4) -> Gray:
    """Return an image without blots of at most so many pixels, at 200 dpi."""
    ink = ink_of(gray)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= largest * (dpi / 200) ** 2
    small[0] = False
    if not small.any():
        return gray
    specks = small[labels]
    letters = (ink > 0) & ~specks
    clean = gray.copy()
    clean[(cv2.dilate(specks.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0) & ~letters] = 255
    return clean
