"""What a run has to do: the files that were found beside those that the warehouse knows. Nothing is read or written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.absence import Absence, find_absent, is_gone
from flows.discover import Discovery, SourceFile, Unfinished, uri_of
from flows.stores import Place

if TYPE_CHECKING:
    from warehouse import KnownFiles

#: Rejections that may be the machine's fault and not the file's: they are tried again, so many times in all.
MAY_PASS = frozenset({"WorkerDied", "TimedOut", "OutOfMemory"})
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run is asked to do with files that it knows.

    Attributes:
        version: the pipeline's; documents that another one made are read anew.
        force: read unchanged and rejected files anew.
        retry_rejected: read rejected files anew.
        prune: forget files that are gone.
        settle: seconds for which a new or changed file must have been left alone before it is read.
    """

    version: str
    force: bool = False
    retry_rejected: bool = False
    prune: bool = False
    settle: float = 0.0


@dataclass(slots=True)
class Comparison:
    """What is to be done.

    Attributes:
        to_read: files to read, each content once.
        copies: SHA-256 of what is read -> all files with these bytes.
        skipped: how many files need no reading.
        placed: files whose bytes are a document already.
        news: whether one of them was not known to be where it is.
        moved: earlier URI -> new URI.
        changed: URIs whose document is replaced by that of other bytes.
        rejected_before: files that an earlier run rejected and that are not tried again.
        unfinished: files left for the next run.
        duplicates: how many files have the bytes of another file of the same document.
        missing: known files that are gone, and not forgotten.
        newly_missing: those that were there when they were last looked for.
        pruned: missing files to forget.
        held: folders whose missing files must not be forgotten although that is asked for.
        gone: URIs to forget: moved away, pruned, or rejected and no more there.
    """

    to_read: list[SourceFile] = field(default_factory=list)
    copies: dict[str, list[SourceFile]] = field(default_factory=dict)
    skipped: int = 0
    placed: list[SourceFile] = field(default_factory=list)
    news: bool = False
    moved: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    rejected_before: list[SourceFile] = field(default_factory=list)
    unfinished: list[Unfinished] = field(default_factory=list)
    duplicates: int = 0
    missing: set[str] = field(default_factory=set)
    newly_missing: set[str] = field(default_factory=set)
    pruned: set[str] = field(default_factory=set)
    held: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    @property
    def writes(self) -> bool:
        """Whether the warehouse must be told, even if nothing is read."""
        return self.news or bool(self.gone or self.newly_missing)


def compare(found: Discovery, known: KnownFiles, given: Sequence[Place], rules: Rules) -> Comparison:
    """Compare what was found with what is known.

    Args:
        found: files of the run.
        known: what the warehouse knows.
        given: the places that the run was given. Rejected files that are named themselves are tried again.
        rules: what is asked for.
    """
    result = Comparison(unfinished=list(found.unfinished))
    named = {uri_of(path) for path in given}
    by_content: dict[str, list[SourceFile]] = {}
    for file in _settled(found.files(), known, rules, result):
        result.skipped += 1
        if _tried(file, known, rules, named):
            result.rejected_before.append(file)
        else:
            by_content.setdefault(file.sha256, []).append(file)
    _find_moved(by_content, found, known, result)
    for sha256, files in by_content.items():
        document = known.documents.get(sha256)
        if document is not None:
            result.placed += files
        if document is None or rules.force or document.pipeline_version != rules.version:
            result.copies[sha256] = files
            result.to_read.append(_best(files, document.source_uri if document else None))
            result.skipped -= 1
    result.news = any(_is_news(file, known) for file in result.placed)
    moving = {*result.moved, *result.moved.values()}
    result.changed = {
        file.uri
        for files in by_content.values()
        for file in files
        if file.uri in known.sources and _is_elsewhere(file, known) and file.uri not in moving
    }
    _find_missing(find_absent({*known.sources, *known.rejected}, found, given), found, known, rules, result)
    for sha256, files in by_content.items():
        document = known.documents.get(sha256)
        elsewhere = document is not None and _has_other_file(document.source_uri, files, known, result)
        result.duplicates += len(files) - (not elsewhere)
    return result


def _settled(files: Iterable[SourceFile], known: KnownFiles, rules: Rules, result: Comparison) -> Iterable[SourceFile]:
    now = time.time()
    for file in files:
        before = known.sources.get(file.uri)
        # A time in the future is that of another clock, and tells nothing.
        if 0 <= now - file.mtime < rules.settle and (before is None or before.sha256 != file.sha256):
            result.unfinished.append(Unfinished(file.uri, f"it was written less than {rules.settle:g} s ago"))
        else:
            yield file


def _tried(file: SourceFile, known: KnownFiles, rules: Rules, named: set[str]) -> bool:
    before = known.rejected.get(file.uri)
    if before is None or before.sha256 != file.sha256 or before.pipeline_version != rules.version:
        return False
    if rules.force or rules.retry_rejected or file.uri in named:
        return False
    if before.error_type in MAY_PASS:
        return before.attempts >= MOST_ATTEMPTS
    return not _has_come(before.error_type, rules.version)


def _has_come(error_type: str, version: str) -> bool:
    """Tell whether the program is installed by now for want of which a file was rejected."""
    if error_type == "NeedsOcr" and not version.endswith(".ocr-never"):
        from corpus.tesseract import missing

        return missing() is None
    if error_type == "NeedsConverter":
        from corpus.word97 import installed

        return installed() is not None
    return False


def _best(files: Sequence[SourceFile], named_after: str | None) -> SourceFile:
    return next((file for file in files if file.uri == named_after), files[0])


def _is_elsewhere(file: SourceFile, known: KnownFiles) -> bool:
    before = known.sources.get(file.uri)
    return before is None or before.sha256 != file.sha256


def _is_news(file: SourceFile, known: KnownFiles) -> bool:
    if _is_elsewhere(file, known):
        return True
    before = known.sources[file.uri]
    return before.missing or before.store_version != file.store_version


def _find_moved(
    by_content: dict[str, list[SourceFile]], found: Discovery, known: KnownFiles, result: Comparison
) -> None:
    """Pair places that have lost the bytes of a document with places that have got them."""
    now = {file.uri: sha256 for sha256, files in by_content.items() for file in files}
    got: dict[str, list[str]] = {}
    for sha256, files in by_content.items():
        fresh = [file.uri for file in files if _is_elsewhere(file, known)]
        if fresh and sha256 in known.documents:
            got[sha256] = fresh
    if not got:
        return
    lost: dict[str, list[str]] = {}
    for uri, source in known.sources.items():
        if source.sha256 in got and (now[uri] != source.sha256 if uri in now else is_gone(uri, found)):
            lost.setdefault(source.sha256, []).append(uri)
    for sha256, uris in lost.items():
        result.moved.update(zip(sorted(uris), got[sha256], strict=False))
    placed = {uri for fresh in got.values() for uri in fresh}
    result.gone |= result.moved.keys() - placed


def _has_other_file(uri: str, files: Sequence[SourceFile], known: KnownFiles, result: Comparison) -> bool:
    lost = uri in result.moved or uri in result.changed or uri in result.missing or uri in result.pruned
    if lost or any(file.uri == uri for file in files):
        return False
    return uri in known.sources and not known.sources[uri].missing


def _find_missing(absence: Absence, found: Discovery, known: KnownFiles, rules: Rules, result: Comparison) -> None:
    missing = {uri for uri in absence.missing if uri in known.sources} - result.moved.keys()
    result.newly_missing = {uri for uri in missing if not known.sources[uri].missing}
    if rules.prune:
        result.pruned = missing - absence.held.keys()
        for uri in missing & absence.held.keys():
            result.held[absence.held[uri]] = result.held.get(absence.held[uri], 0) + 1
    result.missing = missing - result.pruned
    result.newly_missing -= result.pruned
    still = {rejection.uri for rejection in found.rejected}
    away = absence.missing - absence.held.keys() - known.sources.keys()
    away |= {uri for uri in known.rejected if uri in found.folders}
    result.gone |= result.pruned | {uri for uri in away if uri in known.rejected and uri not in still}
