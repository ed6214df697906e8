"""Taking documents with all their rows out of a warehouse that is being written."""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow as pa

from warehouse import derived
from warehouse.arrow import LAYERS


def delete_documents(connection: duckdb.DuckDBPyConnection, documents: Collection[str]) -> None:
    """Delete documents with the rows of all layers; their files stay in `sources`."""
    if not documents:
        return
    connection.register("outdated", pa.table({"document_id": pa.array(list(documents), pa.string())}))
    derived.remove(connection, "outdated")
    connection.execute(
        "DELETE FROM task_agencies WHERE split_part(task_id, ':', 1) IN (SELECT document_id FROM outdated)"
    )
    for table in ("documents", *LAYERS):
        if table != "task_agencies":
            connection.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT document_id FROM outdated)")
    connection.unregister("outdated")


def drop_orphan_agencies(connection: duckdb.DuckDBPyConnection, lexicon: Collection[str]) -> None:
    """Drop agencies that neither the lexicon nor any document names any more."""
    connection.register("lexicon", pa.table({"agency_id": pa.array(sorted(lexicon), pa.string())}))
    connection.execute(
        """
        DELETE FROM agencies WHERE agency_id NOT IN (
            SELECT agency_id FROM lexicon
            UNION SELECT agency_id FROM agency_mentions WHERE agency_id IS NOT NULL
            UNION SELECT agency_id FROM task_agencies WHERE agency_id IS NOT NULL
            UNION SELECT issuer_id FROM documents WHERE issuer_id IS NOT NULL
            UNION SELECT successor_id FROM agencies WHERE successor_id IS NOT NULL)
        """
    )
    connection.unregister("lexicon")
