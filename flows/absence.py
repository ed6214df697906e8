"""Which known files are gone from the folders of a run, and which of them may be forgotten.

A share that is not mounted looks like a folder whose files were all deleted. So a file counts as missing only where its
folder could be walked, and is never forgotten where the folder given shows no plan any more, or where the folder that
the file was in stands empty: whoever has really emptied it removes it, or leaves anything else in it.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.discover import Discovery, uri_of
from flows.stores import Place
from schemas.uris import is_url


@dataclass(slots=True)
class Absence:
    """What was not found.

    Attributes:
        missing: URIs of known files below the given folders that are not there any more.
        held: of these, the ones that must not be forgotten -> the folder that looks as if it were not mounted.
    """

    missing: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)


def is_gone(uri: str, found: Discovery) -> bool:
    """Tell whether nothing is at a path; a path that cannot be looked at is not gone.

    What lies in a store is gone where a folder above it was listed in this run without it; no store is asked again.
    """
    if is_url(uri):
        return any(uri.startswith(f"{root}/") and uri not in there for root, there in found.listings.items())
    try:
        os.lstat(uri)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def find_absent(known: Iterable[str], found: Discovery, given: Sequence[Place]) -> Absence:
    """Look for known files that are not among those found.

    Args:
        known: URIs of files that were read or rejected before.
        found: what the walk through the given folders has found.
        given: paths of the run; only what lies below its folders is judged.
    """
    absence = Absence()
    present = sorted(file.uri for file in found.files())
    seen = {*present, *(left.uri for left in found.unfinished), *(rejection.uri for rejection in found.rejected)}
    known = sorted(uri for uri in known if uri not in seen)
    for folder in given:
        root = uri_of(folder)
        if root not in found.folders:
            continue
        below = _below(known, root)
        gone = {uri for uri in below if is_gone(uri, found)}
        absence.missing |= gone
        if gone:
            _hold(gone, root, _below(present, root), found, absence)
    return absence


def _below(uris: Sequence[str], folder: str) -> Sequence[str]:
    prefix = folder.rstrip("/") + "/"
    # U+10FFFF stands in no path that is shown as text, and sorts behind all that do.
    return uris[bisect_left(uris, prefix) : bisect_left(uris, prefix + "\U0010ffff")]


def _hold(gone: Iterable[str], root: str, present: Sequence[str], found: Discovery, absence: Absence) -> None:
    # Looked at again: a share that went away in the middle of the walk has shown some of its plans.
    whole = bool(present) and not is_gone(present[0], found) and not is_gone(present[-1], found)
    standing: dict[str, str] = {}
    for uri in gone:
        parent = os.path.dirname(uri)  # noqa: PTH120
        if parent not in standing:
            standing[parent] = _nearest_standing(parent, root, found)
        folder = standing[parent]
        if not whole:
            absence.held[uri] = root
        elif not found.folders.get(folder):
            absence.held[uri] = folder


def _nearest_standing(folder: str, root: str, found: Discovery) -> str:
    while folder != root and is_gone(folder, found):
        folder = os.path.dirname(folder)  # noqa: PTH120
    return folder
