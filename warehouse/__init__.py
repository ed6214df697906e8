"""DDL, loading, publishing, views, saved queries and reading of the warehouse. Imports `schemas` alone of ours.

To write::

    with WarehouseWriter(path, timeout=600, on_wait=print) as writer:   # the lock, a copy beside the published file
        writer.load_dimensions(provinces, agencies)                     # rows of the lexicons, before any document
        writer.record_run(IngestRun(...))
        outcome = writer.load(batch_of_document_rows)                   # .loaded ids, .failed LoadFailures
        writer.reject(rejected_files)
        writer.publish()                                                # any time; again on leaving the block

To read::

    known_files(path).documents              # by SHA-256 of their bytes; empty where there is no warehouse
    known_files(path)                        # KnownFiles(documents, sources, rejected): what is known of which file
    saved_queries()                          # [SavedQuery(name, meaning, parameters, sql)]
    run_query(path, name_or_sql, {"year": "2025"}, limit=1000)          # QueryResult(columns, types, rows, truncated)
    export_query(path, name_or_sql, parameters, "csv", target)          # writes csv, json or parquet, gives the rows
    document_overview(path, words)           # DocumentOverview(document, outline, layers)
    page_spans(path, words, page)            # DocumentPage: one page with the boxes of its rows
    search_sections(path, words)             # [FoundSection(score, province, plan, path, heading, text, …)]
    export_warehouse(path, folder, "csv")    # a file a table with datapackage.json, read back and compared
    open_warehouse(path)                     # a read-only DuckDB connection, as a context manager

All errors are `WarehouseError`s of `warehouse.errors`, whose text says what to do. Names are imported on first use,
since a query must not wait for Arrow and the row models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.batches import LoadFailure, LoadOutcome
    from warehouse.errors import WarehouseError
    from warehouse.formats import export_query
    from warehouse.handoff import export_warehouse
    from warehouse.page_boxes import DocumentPage, page_spans
    from warehouse.query import QueryResult, open_query, run_query
    from warehouse.reader import KnownFiles, known_files, open_warehouse
    from warehouse.saved import SavedQuery, saved_queries
    from warehouse.searching import FoundSection, search_sections
    from warehouse.show import DocumentOverview, document_overview
    from warehouse.writer import WarehouseWriter

__all__ = [
    "DocumentOverview",
    "DocumentPage",
    "FoundSection",
    "KnownFiles",
    "LoadFailure",
    "LoadOutcome",
    "QueryResult",
    "SavedQuery",
    "WarehouseError",
    "WarehouseWriter",
    "document_overview",
    "export_query",
    "export_warehouse",
    "known_files",
    "open_query",
    "open_warehouse",
    "page_spans",
    "run_query",
    "saved_queries",
    "search_sections",
]

_HOMES = {
    "batches": ("LoadFailure", "LoadOutcome"),
    "errors": ("WarehouseError",),
    "formats": ("export_query",),
    "handoff": ("export_warehouse",),
    "page_boxes": ("DocumentPage", "page_spans"),
    "query": ("QueryResult", "open_query", "run_query"),
    "reader": ("KnownFiles", "known_files", "open_warehouse"),
    "saved": ("SavedQuery", "saved_queries"),
    "searching": ("FoundSection", "search_sections"),
    "show": ("DocumentOverview", "document_overview"),
    "writer": ("WarehouseWriter",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"warehouse.{module}"), name)
    raise AttributeError(f"module 'warehouse' has no attribute {name!r}")
