"""How files are read: the choices that make other text of the same bytes."""

from dataclasses import dataclass
from typing import Literal, get_args

#: Which pages OCR reads: `auto` those without a text layer worth reading, `always` every page, `never` none.
Ocr = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How a file is read; hashable, so that results can be kept by content and settings.

    Attributes:
        ocr: which pages of PDFs OCR reads. Images are read by nothing else, so they are rejected where it is `never`.

    Raises:
        ValueError: a choice that does not exist.
    """

    ocr: Ocr = "auto"

    def __post_init__(self) -> None:
        if self.ocr not in get_args(Ocr):
            raise ValueError(f"ocr is {' or '.join(get_args(Ocr))}, not {self.ocr!r}")

    @property
    def key(self) -> str:
        """The choices that are not the usual ones, as they stand in a pipeline version: `ocr-always`; else empty."""
        return "" if self.ocr == "auto" else f"ocr-{self.ocr}"
