"""Pages that only OCR can read where there is no OCR: nothing is left out without a word, and nothing in vain."""

from collections.abc import Sequence

from corpus.errors import NeedsOcr
from corpus.page import Page
from corpus.settings import ReadingSettings
from corpus.tesseract import INSTALL, missing

OFF = "OCR is off"
SWITCH_ON = "read it with OCR: --ocr auto"
#: Words of a page from which print may have been lost with them; an empty sheet that was scanned has fewer.
_MANY = 20
_LEAVE_OUT = "or leave these pages out: --ocr never"


def why_no_ocr(settings: ReadingSettings) -> str | None:
    """Say why pages cannot be read by OCR, None where they can."""
    return OFF if settings.ocr == "never" else missing()


def check_unread(pages: Sequence[Page], name: str, settings: ReadingSettings) -> None:
    """Turn a document away whose pages have not all been read, unless that is what was asked for.

    Raises:
        NeedsOcr: if pages are left because what reads them is not installed, or if nothing but such pages is there.
    """
    if not any(page.unread for page in pages):
        return
    legible = any(page.words for page in pages)
    if settings.ocr == "never" and legible:
        return
    if settings.ocr == "never":
        raise NeedsOcr(name, f"{told(pages)}, and {OFF}", SWITCH_ON)
    remedy = f"install Tesseract: {INSTALL}"
    problem = f"{told(pages)}, and {missing() or 'Tesseract does not work'}"
    raise NeedsOcr(name, problem, f"{remedy}; {_LEAVE_OUT}" if legible else remedy)


def told(pages: Sequence[Page]) -> str:
    """Say which pages were not read and why: `pages 2-4, 7 of 9 have no text layer`."""
    by_reason: dict[str, list[int]] = {}
    for page in pages:
        if page.unread:
            by_reason.setdefault(page.unread, []).append(page.number)
    parts = []
    for reason, numbers in by_reason.items():
        one = len(numbers) == 1
        which = f"{'page' if one else 'pages'} {_ranges(numbers)} of {len(pages)}"
        parts.append(f"{which} {'has' if one else 'have'} {reason}")
    return " and ".join(parts)


def told_illegible(pages: Sequence[Page]) -> str | None:
    """Say on which pages OCR read hardly anything for sure: `page 3 of 9`. None where there is no such page."""
    numbers = [page.number for page in pages if page.illegible >= _MANY]
    return f"{'page' if len(numbers) == 1 else 'pages'} {_ranges(numbers)} of {len(pages)}" if numbers else None


def _ranges(numbers: Sequence[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
