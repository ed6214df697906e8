"""Options that several commands have, and the places that their arguments name."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from flows.limits import LEAST_MEGABYTES, LEAST_SECONDS
from flows.settings import OcrChoice
from flows.stores import BadAddress, Place, place_of

Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        metavar="FILE",
        help="The DuckDB file. Default: $KEHOACH_WAREHOUSE, else ./kehoach.duckdb.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout instead.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Worker processes. Default: one a core.", show_default=False),
]
Ocr = Annotated[
    OcrChoice,
    typer.Option(
        "--ocr",
        help="Pages of PDFs that OCR reads: auto, those without a text layer worth reading; always, every page, for "
        "text layers that are wrong; never, none, and pages without text are left out.",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=LEAST_SECONDS,
        help="Time that one file may take. Default: 3 minutes, more for its size and for each page that was read.",
        show_default=False,
    ),
]
Memory = Annotated[
    int | None,
    typer.Option(
        "--memory",
        metavar="MB",
        min=LEAST_MEGABYTES,
        help="Memory that one worker may take. Default: its share of the machine's, at most 4096.",
        show_default=False,
    ),
]
RetryRejected = Annotated[
    bool, typer.Option("--retry-rejected", help="Read files anew that an earlier run rejected, changed or not.")
]
Prune = Annotated[
    bool, typer.Option("--prune", help="Forget files that are gone from the folders, and documents without any other.")
]
Settle = Annotated[
    float,
    typer.Option(
        "--settle", metavar="SECONDS", min=0, help="Leave files for the next run that were written less long ago."
    ),
]


def places_of(paths: Iterable[str]) -> list[Place]:
    """Return the places that arguments name: paths, and addresses in stores.

    Raises:
        typer.BadParameter: nothing is at a path, it may not be read, or an address is not taken.
    """
    places = []
    for words in paths:
        try:
            place = place_of(words)
        except BadAddress as error:
            raise typer.BadParameter(str(error), param_hint="PATH") from error
        if isinstance(place, Path) and not place.exists():
            raise typer.BadParameter(f"Path {words!r} does not exist.", param_hint="PATH")
        if isinstance(place, Path) and not os.access(place, os.R_OK):
            raise typer.BadParameter(f"Path {words!r} is not readable.", param_hint="PATH")
        places.append(place)
    return places
