"""The base of all rows, and the columns that many tables share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Bbox = Annotated[
    list[float] | None, Field(default=None, description="[x0, top, x1, bottom] in PDF points; null without a layout")
]
Page = Annotated[int | None, Field(default=None, description="1-based page; null where the source has no pages")]
CharStart = Annotated[int, Field(description="first code point in documents.text")]
CharEnd = Annotated[int, Field(description="one past the last code point in documents.text")]
DocumentId = Annotated[str, Field(description="the document: first 16 hex digits of its file's SHA-256")]


class Row(BaseModel):
    """Base of all rows: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
