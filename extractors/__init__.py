"""From text to rows: one spaCy pipeline, one component a layer. Knows neither files, nor the warehouse, nor Prefect.

Usage in a notebook:

    >>> from corpus import read
    >>> from extractors import annotate
    >>> doc = annotate(read(path))
    >>> [(target.indicator, target.low) for target in doc._.targets]

Heavy libraries are loaded on first use, so importing this package costs nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from schemas.source import SourceText
    from schemas.tables import Agency, DocumentRows, Province


def load() -> None:
    """Load the pipeline, its lexicons and models, so that the first document of a worker does not wait for them."""
    from extractors import assemble  # noqa: F401
    from extractors.pipeline import load as load_pipeline
    from extractors.segmentation import words_of

    load_pipeline()
    # underthesea loads its models with the first words it is given.
    words_of("kế hoạch")


def annotate(source: SourceText) -> Doc:
    """Read all layers of a plan; see `extractors.pipeline.annotate`."""
    from extractors.pipeline import annotate as annotate_source

    return annotate_source(source)


def extract(
    source: SourceText,
    *,
    source_name: str,
    source_uri: str,
    source_sha256: str,
    pipeline_version: str,
    ingested_at: datetime,
) -> DocumentRows:
    """Turn a plan's text into all rows of its document.

    Args:
        source: canonical text, as `corpus.read` gives it.
        source_name: file name.
        source_uri: where the file was read.
        source_sha256: hex digest of the file's bytes; its first 16 digits are the document's key.
        pipeline_version: version of code, lexicons and settings.
        ingested_at: time of the run, UTC.
    """
    from extractors.assemble import Provenance, assemble
    from extractors.pipeline import load as load_pipeline

    provenance = Provenance(source_name, source_uri, source_sha256, pipeline_version, ingested_at)
    # A memory zone gives back the strings that only this document used: a worker's memory stays flat over many plans.
    with load_pipeline().memory_zone():
        return assemble(annotate(source), provenance)


def dimensions() -> tuple[tuple[Province, ...], tuple[Agency, ...]]:
    """Return what is there whether a document names it or not: all provinces, and the central bodies.

    Bodies of a province come with the documents that name them, since every province has hundreds.
    """
    from extractors.agency_history import central_agencies
    from extractors.provinces import provinces

    return provinces(), central_agencies()
