"""Printed pages to what scanners, copiers and fax machines make of them, the same each time for the same seed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Gray = NDArray[np.uint8]


def clean_scan(page: Image.Image, seed: int) -> Image.Image:
    """A good scanner: hardly any noise, half a degree off at most."""
    random = np.random.default_rng(seed)
    image = _turned(np.asarray(page), random.uniform(-0.3, 0.3))
    return Image.fromarray(_noisy(cv2.GaussianBlur(image, (0, 0), 0.6), 5, random))


def poor_scan(page: Image.Image, seed: int, *, turn: int = 0) -> Image.Image:
    """A worn copy: crooked, noisy, specked, a grey ground, a red stamp over the print; perhaps turned by 90 degrees."""
    random = np.random.default_rng(seed)
    image = cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7)
    image = _turned(image, random.choice([-1, 1]) * random.uniform(1.5, 3.0))
    image = (255 - (255 - image.astype(np.float32)) * 0.8).astype(np.uint8)
    image = _noisy(image, 22, random)
    image = _specked(image, 0.0015, random)
    colours = _stamped(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), random)
    return Image.fromarray(np.ascontiguousarray(np.rot90(colours, turn // 90)))


def fax(page: Image.Image, seed: int, *, rules: int = 3) -> Image.Image:
    """A fax: black and white, specked all over, with rules through the text."""
    random = np.random.default_rng(seed)
    image = _turned(np.asarray(page), random.uniform(-0.6, 0.6))
    image = _noisy(cv2.GaussianBlur(image, (0, 0), 0.9), 30, random)
    image = np.where(image < 150, 0, 255).astype(np.uint8)
    image = _specked(image, 0.004, random)
    height, width = image.shape
    thick = max(2, width // 700)
    for y in random.integers(height // 8, height - height // 8, rules):
        image[y : y + thick, width // 20 : width - width // 20] = 0
    return Image.fromarray(image)


def coarse_scan(page: Image.Image, seed: int) -> Image.Image:
    """A scan at half the resolution of the print, saved as a small JPEG would be."""
    random = np.random.default_rng(seed)
    image = np.asarray(page)
    height, width = image.shape
    image = cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    image = _noisy(_turned(image, random.uniform(-0.4, 0.4)), 6, random)
    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return Image.fromarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))


def _turned(image: Gray, degrees: float) -> Gray:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _noisy(image: Gray, strength: float, random: np.random.Generator) -> Gray:
    noise = random.normal(0, strength, image.shape).astype(np.float32)
    return np.clip(image.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def _specked(image: Gray, share: float, random: np.random.Generator) -> Gray:
    specks = (random.random(image.shape) < share).astype(np.uint8)
    large = cv2.dilate((random.random(image.shape) < share / 6).astype(np.uint8), np.ones((2, 2), np.uint8))
    image = image.copy()
    image[(specks | large) > 0] = random.integers(0, 90)
    return image


def _stamped(image: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Press a round red stamp onto a page; print under it stays darker than its ink."""
    height, width = image.shape[:2]
    middle = (int(width * random.uniform(0.35, 0.75)), int(height * random.uniform(0.3, 0.8)))
    ink = np.zeros((height, width), np.uint8)
    for radius in (0.085, 0.055):
        cv2.circle(ink, middle, int(radius * width), 255, max(2, width // 350))
    cv2.putText(ink, "* * *", (middle[0] - width // 28, middle[1] + 6), cv2.FONT_HERSHEY_SIMPLEX, width / 1400, 255, 3)
    ink[random.random(ink.shape) < 0.25] = 0
    red = np.array([205, 60, 70], np.uint8)
    stamped = np.minimum(image, red)
    return np.where(ink[..., None] > 0, stamped, image)
