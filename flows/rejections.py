"""What a run turns away: for which files a rejection holds, and which rows the warehouse gets of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.discover import PLAN_SUFFIXES, Discovery, Rejection, SourceFile, uri_of
from flows.stores import Place

if TYPE_CHECKING:
    from schemas.tables import RejectedFile
    from warehouse import KnownFiles

#: Rejections that tell about the place of a file and not about its bytes.
_OF_PLACE = frozenset({"UnreadableFile", "FileNotFoundError", "PermissionError", "OSError", "StoreUnreadable"})


def without_plans(given: Iterable[Place], found: Discovery) -> Iterator[Rejection]:
    """Yield a rejection for each folder in which nothing was found."""
    uris = [source.uri for source in found.files()] + [rejection.uri for rejection in found.rejected]
    uris += [unfinished.uri for unfinished in found.unfinished]
    kinds = " ".join(sorted(PLAN_SUFFIXES))
    for uri in map(uri_of, given):
        if uri in found.folders and not any(other == uri or other.startswith(uri.rstrip("/") + "/") for other in uris):
            yield Rejection(uri, None, f"no plans in this folder; plans end in {kinds}", "NoPlans")


def not_pruned(folder: str, files: int) -> Rejection:
    """Return the rejection of a folder whose files are gone in a way that asks for a second look."""
    reason = (
        f"{files} files that were read from here are gone, as if a share were not mounted, so none of them was pruned; "
        "mount it, or, if they were deleted, remove the empty folder and prune the one above while it holds a plan"
    )
    return Rejection(folder, None, reason, "FolderEmptied")


def for_all_copies(rejection: Rejection, copies: Mapping[str, Sequence[SourceFile]]) -> Iterator[Rejection]:
    """Yield a rejection for each file that has the rejected bytes.

    Args:
        rejection: of one of them.
        copies: SHA-256 -> files with these bytes.
    """
    if rejection.error_type in _OF_PLACE or rejection.sha256 is None:
        # The other files may well be readable: without a digest, all are looked at again by the next run.
        yield replace(rejection, sha256=None)
        return
    for file in copies[rejection.sha256]:
        yield replace(rejection, uri=file.uri, store_version=file.store_version)


def rejected_rows(rejections: Iterable[Rejection], known: KnownFiles, run_id: str) -> Iterator[RejectedFile]:
    """Yield the rows that the warehouse does not have yet: of a file that stays unreadable, it has one already."""
    from schemas.tables import RejectedFile

    for rejection in rejections:
        before = known.rejected.get(rejection.uri)
        attempts = 1
        if before is not None and before.sha256 == rejection.sha256:
            if rejection.sha256 is not None:
                attempts = before.attempts + 1
            elif (before.reason, before.error_type) == (rejection.reason, rejection.error_type):
                continue
        yield RejectedFile(
            source_uri=rejection.uri,
            source_sha256=rejection.sha256,
            reason=rejection.reason,
            error_type=rejection.error_type,
            run_id=run_id,
            rejected_at=datetime.now(UTC),
            attempts=attempts,
            store_version=rejection.store_version,
        )
