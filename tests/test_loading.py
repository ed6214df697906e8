import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.tables import TABLES, Agency, DocumentRows, TaskAgency
from schemas.vocabulary import AgencyLevel, AgencyRole, Branch
from tests.warehouse_rows import AGENCIES, MOMENT, PROVINCES, load, plan_rows, rejected_row, run_row
from warehouse.arrow import LAYERS
from warehouse.errors import WarehouseError
from warehouse.reader import known_files, open_warehouse
from warehouse.writer import WarehouseWriter


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kehoach.duckdb"


def dump(path, without=("meta",)):
    with open_warehouse(path) as connection:
        return {
            table: sorted(connection.execute(f"FROM {table}").fetchall(), key=repr)
            for table in TABLES
            if table not in without
        }


def models(path, table):
    with open_warehouse(path) as connection:
        rows = connection.execute(f"FROM {table}").fetchall()
        return [TABLES[table].model_validate(dict(zip(TABLES[table].model_fields, row, strict=True))) for row in rows]


def broken(rows: DocumentRows) -> DocumentRows:
    """A row that only the database finds wrong: its bounds are the wrong way round."""
    target = rows.targets[0].model_copy(update={"low": 50.0, "high": 20.0})
    return rows.model_copy(update={"targets": [target]})


def test_every_row_of_every_table_comes_back_as_it_went_in(path):
    rows = plan_rows()
    load(path, [rows])
    with WarehouseWriter(path) as writer:
        writer.record_run(run_row())
        writer.reject([rejected_row()])
    for table, field in LAYERS.items():
        assert models(path, table) == getattr(rows, field), table
    naive = MOMENT.replace(tzinfo=None)
    assert models(path, "documents") == [rows.document.model_copy(update={"ingested_at": naive})]
    assert models(path, "provinces") == PROVINCES
    assert sorted(models(path, "agencies"), key=lambda row: row.agency_id) == [*AGENCIES, *rows.agencies]
    assert models(path, "rejected_files") == [rejected_row().model_copy(update={"rejected_at": naive})]
    assert models(path, "ingest_runs") == [run_row().model_copy(update={"started_at": naive, "finished_at": naive})]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_text_is_loaded_as_it_is(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("any") / "kehoach.duckdb"
    batch = [plan_rows(f"{number}.txt", extra_text=text) for number, text in enumerate(texts)]
    assert load(path, batch).failed == ()
    with open_warehouse(path) as connection:
        found = dict(connection.execute("SELECT document_id, text FROM documents").fetchall())
    assert found == {rows.document.document_id: rows.document.text for rows in batch}


@pytest.mark.parametrize("text", ["a\0b", "'; DROP TABLE documents; --", "\t\r\n", "𝒦ế\u0301", "x" * 3_000_000])
def test_quotes_nul_tabs_and_long_texts_are_loaded(path, text):
    rows = plan_rows(extra_text=text)
    assert load(path, [rows]).failed == ()
    assert models(path, "documents")[0].text == rows.document.text


def test_offsets_count_code_points_also_behind_letters_outside_the_basic_plane(path):
    rows = plan_rows(extra_text="𝒦")
    load(path, [rows])
    with open_warehouse(path) as connection:
        found = connection.execute(
            "SELECT substr(text, char_start + 1, char_end - char_start) = raw FROM amounts NATURAL JOIN documents"
        ).fetchall()
    assert found == [(True,)]


def test_a_document_with_one_wrong_row_leaves_no_row_and_the_others_land(path):
    good, bad, other = plan_rows("một.txt"), broken(plan_rows("hai.txt")), plan_rows("ba.txt")
    outcome = load(path, [good, bad, other])
    assert set(outcome.loaded) == {good.document.document_id, other.document.document_id}
    [failure] = outcome.failed
    assert failure.document_id == bad.document.document_id
    assert failure.source_uri == "/plans/hai.txt"
    assert "CHECK" in failure.reason
    with open_warehouse(path) as connection:
        for table in ("documents", *LAYERS):
            if table != "task_agencies":
                ids = connection.execute(f"SELECT DISTINCT document_id FROM {table}").fetchall()
                assert {row[0] for row in ids} == set(outcome.loaded), table
        assert connection.execute("SELECT count(*) FROM task_agencies").fetchone() == (4,)


def test_a_failed_replacement_leaves_the_rows_that_were_there(path):
    load(path, [plan_rows()])
    before = dump(path)
    assert load(path, [broken(plan_rows())]).loaded == ()
    assert dump(path) == before


@pytest.mark.parametrize(
    ("layer", "change", "reason"),
    [
        ("targets", {"target_id": "no-such-document:targets:000000"}, "does not begin with"),
        ("targets", {"section_id": "nowhere"}, "section_id nowhere is none of the document's sections"),
        ("targets", {"char_end": 10**6}, "lie outside the text"),
        ("dates", {"document_id": "0123456789abcdef"}, "a row of another document"),
        ("agency_mentions", {"agency_id": "unknown"}, "agency unknown is in no dimension"),
        ("task_agencies", {"task_id": "unknown"}, "task_id unknown is none of the document's tasks"),
        ("sections", {"parent_id": "unknown"}, "parent_id unknown"),
    ],
)
def test_a_row_that_breaks_a_reference_keeps_its_document_out_and_says_why(path, layer, change, reason):
    rows = plan_rows()
    first, *rest = getattr(rows, layer)
    outcome = load(path, [rows.model_copy(update={layer: [first.model_copy(update=change), *rest]})])
    assert outcome.loaded == ()
    assert reason in outcome.failed[0].reason
    assert known_files(path).documents == {}


def test_a_key_that_stands_twice_keeps_its_document_out(path):
    rows = plan_rows()
    outcome = load(path, [rows.model_copy(update={"amounts": rows.amounts * 2})])
    assert "amounts: a key stands twice" in outcome.failed[0].reason


def test_loading_the_same_document_again_changes_nothing(path):
    load(path, [plan_rows(), plan_rows("hai.txt")])
    before = dump(path)
    load(path, [plan_rows()])
    assert dump(path) == before


def test_a_document_twice_in_one_batch_is_one_document(path):
    assert len(load(path, [plan_rows(), plan_rows()]).loaded) == 1
    assert len(models(path, "targets")) == 1


def test_of_two_documents_read_at_one_place_in_one_batch_the_last_stays(path):
    old, new = plan_rows(content="old"), plan_rows(content="new")
    assert load(path, [old, new]).loaded == (new.document.document_id,)
    assert [row.document_id for row in models(path, "documents")] == [new.document.document_id]


def test_a_document_that_is_ingested_again_replaces_all_its_rows(path):
    load(path, [plan_rows(), plan_rows("hai.txt")])
    fewer = plan_rows(pipeline_version="2").model_copy(update={"amounts": [], "task_agencies": []})
    load(path, [fewer])
    assert len(models(path, "amounts")) == 1
    assert len(models(path, "task_agencies")) == 2
    assert sorted(known.pipeline_version for known in known_files(path).documents.values()) == ["1", "2"]


def test_a_changed_file_takes_the_place_of_what_was_read_there_before(path):
    load(path, [plan_rows(content="old"), plan_rows("hai.txt")])
    load(path, [plan_rows(content="new")])
    new = plan_rows(content="new").document
    assert {row.document_id for row in models(path, "documents")} == {
        new.document_id,
        plan_rows("hai.txt").document.document_id,
    }


def test_rows_do_not_depend_on_the_way_that_led_to_them(path, tmp_path):
    load(path, [plan_rows(content="old"), plan_rows("hai.txt", province="BL")])
    load(path, [plan_rows(content="new", province="BL")])
    at_once = tmp_path / "clean.duckdb"
    load(at_once, [plan_rows("hai.txt", province="BL"), plan_rows(content="new", province="BL")])
    assert dump(path) == dump(at_once)


def test_known_documents_are_told_by_the_digest_of_their_bytes(path):
    assert known_files(path).documents == {}
    load(path, [plan_rows(pipeline_version="7")])
    known = known_files(path).documents[plan_rows().document.source_sha256]
    assert (known.document_id, known.pipeline_version) == (plan_rows().document.document_id, "7")


def test_the_lexicon_wins_over_what_a_document_says_of_an_agency(path):
    rows = plan_rows()
    other = AGENCIES[0].model_copy(update={"short_name": "?"})
    load(path, [rows.model_copy(update={"agencies": [*rows.agencies, other]})])
    assert AGENCIES[0] in models(path, "agencies")


def test_an_agency_that_nobody_names_any_more_leaves_the_dimension(path):
    stray = Agency(agency_id="to-y-te", name="Tổ y tế", branch=Branch.OTHER, level=AgencyLevel.OTHER)
    rows = plan_rows()
    party = TaskAgency(
        task_id=rows.tasks[0].task_id, agency_id="to-y-te", name="Tổ y tế", role=AgencyRole.ADVISE, position=0
    )
    named = rows.model_copy(update={"agencies": [*rows.agencies, stray], "task_agencies": [*rows.task_agencies, party]})
    load(path, [named])
    assert stray in models(path, "agencies")
    load(path, [rows])
    assert stray not in models(path, "agencies")


def test_dimensions_with_the_same_key_twice_are_refused_with_a_reason(path):
    with pytest.raises(WarehouseError, match="dimensions cannot be loaded"), WarehouseWriter(path) as writer:
        writer.load_dimensions([*PROVINCES, PROVINCES[0]], AGENCIES)
    assert not path.exists()


def test_a_file_is_rejected_once_until_it_can_be_read(path):
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        writer.record_run(run_row("run-1"))
        writer.reject([rejected_row("/plans/ke-hoach-mot.txt"), rejected_row("/plans/x.pdf")])
        writer.record_run(run_row("run-2"))
        writer.reject([rejected_row("/plans/x.pdf", "run-2")])
    assert sorted((row.source_uri, row.run_id) for row in models(path, "rejected_files")) == [
        ("/plans/ke-hoach-mot.txt", "run-1"),
        ("/plans/x.pdf", "run-2"),
    ]
    load(path, [plan_rows()])
    assert [row.source_uri for row in models(path, "rejected_files")] == ["/plans/x.pdf"]


def test_a_run_is_recorded_when_it_starts_and_replaced_when_it_ends(path):
    with WarehouseWriter(path) as writer:
        writer.record_run(run_row().model_copy(update={"finished_at": None, "ingested": 0}))
        writer.publish()
        assert models(path, "ingest_runs")[0].finished_at is None
        writer.record_run(run_row())
    assert [row.ingested for row in models(path, "ingest_runs")] == [1]


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.warehouse_rows import load, plan_rows
from warehouse.errors import WarehouseError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
text = "".join(map(chr, range(0x4E00, 0x9000)))
try:
    load(Path(sys.argv[1]), [plan_rows(f"{number}.txt", extra_text=text * (1 + number % 7)) for number in range(300)])
except WarehouseError as error:
    print(error)
"""


@pytest.mark.parametrize("megabytes", [0, 1, 4])
def test_a_full_disk_ends_the_load_with_a_clear_error_and_leaves_the_published_file(path, megabytes):
    load(path, [plan_rows()])
    before = path.read_bytes()
    root = Path(__file__).parent.parent
    arguments = [sys.executable, "-c", FULL_DISK, str(path), str(megabytes * 1_000_000)]
    done = subprocess.run(arguments, cwd=root, capture_output=True, text=True, check=True)
    assert f"{path} " in done.stdout
    assert "cannot be" in done.stdout
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*building*"))
