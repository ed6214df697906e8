"""The files of a document: one document for the same bytes, named after a file that is there."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from schemas.tables import DocumentRows, Source
from tests.warehouse_rows import AGENCIES, MOMENT, PROVINCES, load, plan_rows, rejected_row, run_row
from warehouse.query import run_query
from warehouse.reader import known_files
from warehouse.writer import WarehouseWriter


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kehoach.duckdb"


def source(rows: DocumentRows, uri: str) -> Source:
    document = rows.document
    return Source(
        source_uri=uri,
        document_id=document.document_id,
        source_sha256=document.source_sha256,
        size=7,
        first_seen=MOMENT + timedelta(days=1),
        last_seen=MOMENT + timedelta(days=1),
    )


def place(path, *files, **facts) -> int:
    with WarehouseWriter(path, timeout=5) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        return writer.place(files, **facts)


def named(path) -> list[str]:
    return [row[0] for row in run_query(path, "SELECT source_uri FROM documents ORDER BY 1").rows]


def files(path) -> list[str]:
    return [row[0] for row in run_query(path, "SELECT source_uri FROM sources ORDER BY 1").rows]


def layers(path) -> int:
    return run_query(path, "SELECT count(*) FROM sections").rows[0][0]


def test_a_loaded_document_has_the_file_it_was_read_from(path):
    rows = plan_rows()
    load(path, [rows])
    known = known_files(path)
    assert known.sources[rows.document.source_uri].sha256 == rows.document.source_sha256
    assert known.documents[rows.document.source_sha256].document_id == rows.document.document_id


def test_all_files_with_the_bytes_of_a_document_land_with_it(path):
    rows = plan_rows()
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        writer.load([rows], [source(rows, "/b/copy.txt"), source(plan_rows("other.txt"), "/stray.txt")])
    assert files(path) == sorted([rows.document.source_uri, "/b/copy.txt"])


def test_the_files_of_a_document_that_is_kept_out_are_kept_out(path):
    rows = plan_rows()
    with WarehouseWriter(path) as writer:
        writer.load([rows], [source(rows, "/b/copy.txt")])  # without dimensions: its agencies are unknown
    assert files(path) == []


def test_a_document_moves_with_its_file(path):
    rows = plan_rows()
    load(path, [rows])
    assert place(path, source(rows, "/new/name.txt"), gone=[rows.document.source_uri]) == 0
    assert run_query(path, "SELECT source_uri, source_name FROM documents").rows == [("/new/name.txt", "name.txt")]
    assert files(path) == ["/new/name.txt"]


def test_two_files_may_change_places(path):
    one, two = plan_rows("one.txt"), plan_rows("two.txt")
    load(path, [one, two])
    assert place(path, source(one, two.document.source_uri), source(two, one.document.source_uri)) == 0
    rows = run_query(path, "SELECT document_id, source_uri FROM documents").rows
    assert set(rows) == {
        (one.document.document_id, two.document.source_uri),
        (two.document.document_id, one.document.source_uri),
    }


def test_a_document_goes_with_its_last_file(path):
    rows = plan_rows()
    load(path, [rows, plan_rows("other.txt")])
    place(path, source(rows, "/b/copy.txt"))
    before = layers(path)
    assert place(path, gone=[rows.document.source_uri]) == 0
    assert layers(path) == before and "/b/copy.txt" in named(path)
    assert place(path, gone=["/b/copy.txt"]) == 1
    assert layers(path) == before / 2 and named(path) == [plan_rows("other.txt").document.source_uri]


def test_a_file_overwritten_by_a_copy_of_another_takes_its_document_along(path):
    one, two = plan_rows("one.txt"), plan_rows("two.txt")
    load(path, [one, two])
    assert place(path, source(two, one.document.source_uri)) == 1
    assert named(path) == [two.document.source_uri]
    assert len(files(path)) == 2


def test_new_bytes_at_a_path_leave_the_document_that_another_file_still_has(path):
    old, new = plan_rows(content="old"), plan_rows(content="new")
    load(path, [old])
    place(path, source(old, "/b/copy.txt"))
    load(path, [new])
    assert named(path) == sorted(["/b/copy.txt", new.document.source_uri])


def test_a_missing_file_is_kept_with_the_day_it_was_first_missed(path):
    rows = plan_rows()
    load(path, [rows])
    uri = rows.document.source_uri
    first = datetime(2024, 6, 1, tzinfo=UTC)
    place(path, missing=[uri], moment=first)
    place(path, missing=[uri], moment=first + timedelta(days=3))
    assert run_query(path, "SELECT missing_since FROM sources").rows == [(first.replace(tzinfo=None),)]
    assert named(path) == [uri] and known_files(path).sources[uri].missing
    place(path, source(rows, uri))
    assert run_query(path, "SELECT missing_since, first_seen FROM sources").rows == [
        (None, MOMENT.replace(tzinfo=None))
    ]


def test_a_document_is_named_after_a_file_that_is_there(path):
    rows = plan_rows()
    load(path, [rows])
    place(path, source(rows, "/b/copy.txt"))
    place(path, missing=[rows.document.source_uri])
    assert named(path) == ["/b/copy.txt"]


def test_a_file_that_is_placed_or_forgotten_is_no_longer_rejected(path):
    rows = plan_rows()
    load(path, [rows])
    with WarehouseWriter(path) as writer:
        writer.record_run(run_row())
        writer.reject([rejected_row("/b/copy.txt"), rejected_row("/c.txt"), rejected_row("/d.txt")])
    place(path, source(rows, "/b/copy.txt"), gone=["/c.txt"])
    (uri,) = known_files(path).rejected
    assert uri == "/d.txt" and known_files(path).rejected[uri].pipeline_version == "1"


def test_a_warehouse_of_the_first_version_gets_a_source_for_each_document(path):
    rows = plan_rows()
    load(path, [rows, plan_rows("two.txt")])
    with WarehouseWriter(path) as writer:
        writer.record_run(run_row())
        writer.reject([rejected_row()])
    with duckdb.connect(str(path)) as connection:
        for view in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            connection.execute(f"DROP VIEW IF EXISTS {view[0]} CASCADE")
        connection.execute("DROP TABLE sources")
        connection.execute("CREATE TABLE sources AS SELECT 1 AS mine")
        for table, added in (
            ("rejected_files", "attempts"),
            ("ingest_runs", "changed, moved, duplicates, missing, pruned, rejected_before, unfinished"),
        ):
            connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * EXCLUDE ({added}) FROM {table}")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
        connection.execute("UPDATE meta SET value = 'older' WHERE key = 'schema'")
    older = known_files(path)
    assert len(older.sources) == len(older.documents) == 2
    load(path, [])
    assert known_files(path) == older
    assert run_query(path, "SELECT count(*) FROM sources WHERE first_seen IS NOT NULL").rows == [(2,)]
    assert run_query(path, "SELECT changed, unfinished FROM ingest_runs").rows == [(0, 0)]
    assert run_query(path, "SELECT mine FROM sources_of_somebody").rows == [(1,)]
