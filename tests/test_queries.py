import csv
import io
import json
import subprocess
import sys
from datetime import date

import duckdb
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabulary import Comparator
from tests.warehouse_rows import load, plan_rows, rejected_row, run_row
from warehouse.errors import (
    NoSuchWarehouse,
    QueryFailed,
    QueryParameterError,
    QueryRefused,
    UnknownQuery,
    WarehouseError,
)
from warehouse.formats import export_query, harmless_cell, json_value
from warehouse.query import run_query
from warehouse.saved import saved_queries
from warehouse.writer import WarehouseWriter


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Two plans of two provinces: 20 % by 2025, and over 30 % by 2030."""
    path = tmp_path_factory.mktemp("warehouse") / "kehoach.duckdb"
    load(
        path, [plan_rows("mot.txt"), plan_rows("hai.txt", province="BL", share=30, comparator=Comparator.GT, year=2030)]
    )
    with WarehouseWriter(path) as writer:
        writer.record_run(run_row())
        writer.reject([rejected_row()])
    return path


def answer(path, query, *columns, **parameters):
    result = run_query(path, query, parameters)
    at = [result.columns.index(column) for column in columns]
    return [tuple(row[index] for index in at) for row in result.rows]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_every_saved_query_answers_without_parameters_and_says_what_it_means(path, query):
    result = run_query(path, query.name)
    assert result.rows
    assert len(set(result.columns)) == len(result.columns)
    assert query.meaning[0].isupper()
    assert all(parameter.meaning for parameter in query.parameters)


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_every_saved_query_orders_its_rows(path, query):
    assert "ORDER BY" in query.sql


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_every_saved_query_answers_over_a_warehouse_without_documents(tmp_path, query):
    empty = tmp_path / "empty.duckdb"
    load(empty, [])
    run_query(empty, query.name)


def test_targets_of_one_indicator_are_compared_across_provinces(path):
    assert answer(path, "target_comparison", "deadline_year", "province", "target", "low", "high", "comparator") == [
        (2025, "Tân An Đông", "20 %", 20.0, 20.0, "eq"),
        (2030, "Bình Long", "> 30 %", 30.0, None, "gt"),
    ]
    assert answer(path, "target_comparison", "province", year="2030") == [("Bình Long",)]
    assert answer(path, "target_comparison", "province", indicator="gii_rank") == []


def test_tasks_are_found_by_part_of_their_lead_agency_without_diacritics(path):
    columns = ("lead_agency", "task", "due", "cooperating", "province")
    assert answer(path, "tasks_by_lead", *columns, agency="so y te") == [
        ("Sở Y tế tỉnh Tân An Đông", "rà soát dữ liệu", date(2030, 6, 30), "Sở, ban, ngành", "Bình Long"),
        ("Sở Y tế tỉnh Tân An Đông", "rà soát dữ liệu", date(2025, 6, 30), "Sở, ban, ngành", "Tân An Đông"),
    ]
    assert answer(path, "tasks_by_lead", "task", agency="tài chính") == []


def test_workload_counts_the_tasks_of_a_body_by_its_role(path):
    columns = ("agency", "lead", "cooperate", "plans", "first_due", "last_due", "budget_vnd")
    assert answer(path, "workload", *columns) == [
        ("Sở Y tế tỉnh Tân An Đông", 2, 0, 2, date(2025, 6, 30), date(2030, 6, 30), 2.5e9),
        ("Sở, ban, ngành", 0, 2, 2, None, None, None),
    ]
    assert answer(path, "workload", "agency", agency="so y te") == [("Sở Y tế tỉnh Tân An Đông",)]


def test_what_is_due_in_a_year_is_targets_and_tasks(path):
    assert answer(path, "due_in_year", "due_year", "due_date", "kind", "what", year="2025") == [
        (2025, date(2025, 6, 30), "task", "rà soát dữ liệu"),
        (2025, None, "target", "Kinh tế số"),
    ]
    assert len(answer(path, "due_in_year", "what")) == 4
    assert answer(path, "due_in_year", "what", year="2026") == []


def test_the_calendar_counts_deadlines_by_month(path):
    assert answer(path, "deadline_calendar", "year", "month", "targets", "tasks") == [
        (2025, 6, 0, 1),
        (2025, None, 1, 0),
        (2030, 6, 0, 1),
        (2030, None, 1, 0),
    ]


def test_references_are_counted_by_plan_and_by_mention(path):
    columns = ("reference", "plans", "mentions", "carried_out_by", "basis_of", "issuer")
    assert answer(path, "references_by_frequency", *columns) == [("99/2022/NĐ-CP", 2, 4, 2, 0, "Chính phủ")]


def test_agencies_are_counted_by_role(path):
    assert answer(path, "agencies_by_role", "agency", "lead", "cited", "mentions") == [
        ("Sở Y tế tỉnh Tân An Đông", 2, 0, 2),
        ("Chính phủ", 0, 2, 2),
    ]


def test_coverage_names_the_indicators_that_a_plan_sets_no_target_for(tmp_path):
    path = tmp_path / "kehoach.duckdb"
    without = plan_rows("ba.txt", province="BL").model_copy(update={"targets": []})
    load(path, [plan_rows(), without])
    assert answer(path, "coverage", "province", "covered", "missing", "without_target") == [
        ("Tân An Đông", 1, 0, None),
        ("Bình Long", 0, 1, "digital_economy_share_grdp"),
    ]


def test_percentages_can_be_narrowed_to_a_province(path):
    columns = ("province", "section_path", "raw", "low", "high", "comparator")
    assert answer(path, "percentages", *columns, province="tan an") == [("Tân An Đông", "I.1", "20%", 20.0, 20.0, "eq")]


def test_corrections_are_counted(path):
    assert answer(path, "corrections", "raw", "corrected", "times", "plans") == [("Kinh tê", "Kinh tế", 2, 2)]


def test_the_checks_find_a_row_that_does_not_stand_where_it_says(path, tmp_path):
    assert all(row == (0, 0) for row in answer(path, "checks", "not_grounded", "section_missing"))
    shifted = tmp_path / "shifted.duckdb"
    rows = plan_rows()
    amount = rows.amounts[0].model_copy(update={"char_start": rows.amounts[0].char_start - 1})
    load(shifted, [rows.model_copy(update={"amounts": [amount]})])
    assert ("amounts", 1) in answer(shifted, "checks", "layer", "not_grounded")


def test_a_name_that_is_no_saved_query_brings_up_the_nearest(path):
    with pytest.raises(UnknownQuery, match="target_comparison"):
        run_query(path, "target_comparisons")


@pytest.mark.parametrize("word", ["CHECKPOINT", "VACUUM", "BEGIN", "documents_", "năm"])
def test_a_single_word_is_a_name_and_never_run(path, word):
    with pytest.raises(UnknownQuery, match="no saved query"):
        run_query(path, word)


def test_a_hyphen_in_a_name_stands_for_an_underscore(path):
    assert run_query(path, "due-in-year").columns == run_query(path, "due_in_year").columns


def test_a_parameter_that_the_query_does_not_have_is_named(path):
    with pytest.raises(QueryParameterError, match="its parameters are indicator, year"):
        run_query(path, "target_comparison", {"province": "x"})
    with pytest.raises(QueryParameterError, match="no parameters"):
        run_query(path, "documents", {"year": "1"})


def test_sql_takes_parameters_by_name_and_misses_them_by_name(path):
    sql = "SELECT count(*) FROM plans WHERE province = $province"
    assert run_query(path, sql, {"province": "Bình Long"}).rows == [(1,)]
    with pytest.raises(QueryParameterError, match="province"):
        run_query(path, sql)


@settings(max_examples=20, deadline=None)
@given(value=st.text())
def test_no_parameter_breaks_out_of_its_place(path, value):
    assert run_query(path, "tasks_by_lead", {"agency": value}).columns[0] == "lead_agency"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM documents",
        "FROM plans",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
        "VALUES (1), (2)",
        "DESCRIBE targets",
        "SHOW TABLES",
        "SUMMARIZE percentages",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "PIVOT plans ON doc_type USING count(*)",
        "-- words\nPIVOT plans ON branch USING count(*)",
        "SELECT unnest([1, 2]), * FROM range(3)",
        "SELECT * FROM duckdb_columns() WHERE comment IS NOT NULL",
        "SELECT 'COPY x TO y; ATTACH z' AS words;",
        "SELECT fold(title), value_text(1, 1, 'eq', NULL, NULL, NULL) FROM documents",
    ],
)
def test_statements_that_read_are_run(path, sql):
    assert run_query(path, sql).columns


@pytest.mark.parametrize(
    "sql",
    [
        "COPY documents TO '{out}'",
        "COPY (SELECT 1) TO '{out}' (FORMAT parquet)",
        "EXPLAIN ANALYZE COPY documents TO '{out}'",
        "EXPORT DATABASE '{out}'",
        "IMPORT DATABASE '{out}'",
        "ATTACH '{out}'",
        "DETACH kehoach",
        "INSTALL fts",
        "LOAD fts",
        "SET threads = 1",
        "SET VARIABLE a = 1",
        "RESET threads",
        "PRAGMA threads = 1",
        "PRAGMA enable_profiling",
        "CALL checkpoint()",
        "CALL pragma_version()",
        "BEGIN TRANSACTION",
        "VACUUM documents",
        "USE memory",
        "CREATE TABLE x (a INTEGER)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE OR REPLACE VIEW plans AS SELECT 1",
        "CREATE MACRO one() AS 1",
        "CREATE SECRET s (TYPE s3)",
        "INSERT INTO meta VALUES ('a', 'b')",
        "UPDATE meta SET value = '2'",
        "DELETE FROM documents",
        "TRUNCATE documents",
        "DROP TABLE documents",
        "ALTER TABLE documents ADD COLUMN x INTEGER",
        "WITH gone AS (DELETE FROM documents RETURNING *) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM documents",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE documents",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM READ_TEXT ('/etc/passwd')",
        "SELECT * FROM \"read_text\"('/etc/passwd')",
        "SELECT * FROM read_text /* a comment */ ('/etc/passwd')",
        "SELECT * FROM (SELECT * FROM main.read_csv_auto('/etc/passwd'))",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM parquet_metadata('/etc/passwd')",
        "SELECT * FROM read_duckdb('/etc/passwd')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "PIVOT (SELECT * FROM read_text('/etc/passwd')) ON filename USING count(*)",
        "SELECT * FROM enable_logging()",
        "SELECT * FROM enable_profiling()",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM pandas_scan(140000000)",
        "SELECT * FROM checkpoint()",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "SELECT write_log('x')",
    ],
)
def test_statements_that_do_more_than_read_are_refused(path, tmp_path, sql):
    before = path.read_bytes()
    with pytest.raises(QueryRefused, match="Refused"):
        run_query(path, sql.format(out=tmp_path / "out"))
    assert path.read_bytes() == before
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["/etc/passwd", "/etc/hosts.csv", "https://example.org/x.csv", "x.parquet"])
def test_a_file_in_the_place_of_a_table_is_not_read(path, name):
    with pytest.raises((QueryRefused, QueryFailed)):
        run_query(path, f"SELECT * FROM '{name}'")


def test_a_python_variable_in_the_place_of_a_table_is_not_read(path):
    secret = {"a": [1]}
    assert secret
    with pytest.raises(QueryFailed, match="secret"):
        run_query(path, "SELECT * FROM secret")


def test_an_error_in_sql_shows_its_place(path):
    with pytest.raises(QueryFailed, match=r"LINE 2: .*\n *\^"):
        run_query(path, "SELECT title\nFRM documents")
    with pytest.raises(QueryFailed, match="province_cod"):
        run_query(path, "SELECT province_cod FROM documents")
    with pytest.raises(QueryFailed, match="no statement"):
        run_query(path, "-- nothing")


def test_a_limit_says_that_there_is_more(path):
    result = run_query(path, "FROM range(10)", limit=3)
    assert (len(result.rows), result.truncated) == (3, True)
    assert not run_query(path, "FROM range(3)", limit=3).truncated


def test_a_missing_warehouse_says_how_to_make_one(tmp_path):
    with pytest.raises(NoSuchWarehouse, match="kehoach ingest"):
        run_query(tmp_path / "none.duckdb", "documents")
    assert not list(tmp_path.iterdir())


def test_a_query_needs_neither_arrow_nor_the_row_models():
    script = (
        "import sys, warehouse; from warehouse import run_query, saved_queries, open_query, document_overview; "
        "print([name for name in ('pyarrow', 'pandas', 'numpy', 'pydantic', 'schemas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


SAMPLE = """SELECT -5 AS number, '-5,5%' AS text_number, '=1+1' AS formula, '- rà soát' AS bullet, '@x' AS at,
    DATE '2025-06-30' AS day, [1.5, 2.5] AS box, NULL AS nothing, 'a"b,c' || chr(10) || 'd' AS quoted"""


def test_csv_cells_that_open_like_a_formula_are_harmless_and_numbers_stay(path):
    out = io.StringIO()
    assert export_query(path, SAMPLE, None, "csv", out) == 1
    [row] = csv.DictReader(io.StringIO(out.getvalue()))
    assert row == {
        "number": "-5",
        "text_number": "-5,5%",
        "formula": "'=1+1",
        "bullet": "'- rà soát",
        "at": "'@x",
        "day": "2025-06-30",
        "box": "[1.5, 2.5]",
        "nothing": "",
        "quoted": 'a"b,c\nd',
    }


@given(st.text())
def test_no_text_cell_opens_like_a_formula(text):
    cell = harmless_cell(text)
    assert cell[:1] not in tuple("=@\t\r\n")
    assert cell == text or cell == "'" + text


@given(st.integers() | st.floats() | st.booleans() | st.none())
def test_values_that_are_no_text_are_left_as_they_are(value):
    assert harmless_cell(value) is value


def test_json_is_a_list_of_records(path):
    out = io.StringIO()
    export_query(path, SAMPLE, None, "json", out)
    [record] = json.loads(out.getvalue())
    assert record["formula"] == "=1+1"
    assert (record["number"], record["day"], record["box"], record["nothing"]) == (-5, "2025-06-30", [1.5, 2.5], None)


def test_json_of_no_rows_is_an_empty_list(path):
    out = io.StringIO()
    assert export_query(path, "SELECT 1 AS x WHERE false", None, "json", out) == 0
    assert json.loads(out.getvalue()) == []


@pytest.mark.parametrize(
    "sql",
    ["1.50::DECIMAL(9,2)", "INTERVAL 1 DAY", "'\\xAA'::BLOB", "uuid()", "{'a': [date '2025-01-01']}", "'nan'::DOUBLE"],
)
def test_every_type_of_value_has_a_form_in_json(path, sql):
    [(value,)] = run_query(path, f"SELECT {sql}").rows
    json.dumps(json_value(value), allow_nan=False)


def test_parquet_keeps_the_types(path, tmp_path):
    out = tmp_path / "targets.parquet"
    assert export_query(path, "targets", None, "parquet", out) == 2
    table = parquet.read_table(out)
    assert table.column("deadline_year").to_pylist() == [2030, 2025]
    assert str(table.schema.field("deadline_year").type) == "int32"
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT count(*) FROM '{out}'").fetchone() == (2,)


@pytest.mark.parametrize("sql", ["PIVOT plans ON doc_type USING count(*)", "SUMMARIZE targets", "DESCRIBE targets"])
def test_every_reading_statement_can_be_written_as_parquet(path, tmp_path, sql):
    assert export_query(path, sql, None, "parquet", tmp_path / "out.parquet") == len(run_query(path, sql).rows)


def test_a_query_with_parameters_can_be_written_as_parquet(path, tmp_path):
    assert export_query(path, "due_in_year", {"year": "2025"}, "parquet", tmp_path / "out.parquet") == 2
    with pytest.raises(QueryRefused):
        export_query(path, "DELETE FROM documents", None, "parquet", tmp_path / "out.parquet")


def test_a_result_never_replaces_the_warehouse_itself(path):
    before = path.read_bytes()
    with pytest.raises(WarehouseError, match="is a warehouse"):
        export_query(path, "documents", None, "csv", path)
    assert path.read_bytes() == before


def test_a_failing_query_leaves_the_target_file_as_it_was(path, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("kept")
    with pytest.raises(QueryFailed):
        export_query(path, "SELECT CAST(number AS INTEGER) FROM documents", None, "csv", out)
    assert out.read_text() == "kept"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


def test_a_target_that_cannot_be_written_and_an_unknown_format_are_named(path, tmp_path):
    with pytest.raises(WarehouseError, match="cannot be written"):
        export_query(path, "documents", None, "csv", tmp_path / "none" / "out.csv")
    with pytest.raises(WarehouseError, match="csv, json, parquet"):
        export_query(path, "documents", None, "xml", tmp_path / "out.xml")


def test_provinces_are_sorted_as_vietnamese_sorts_them(tmp_path):
    path = tmp_path / "kehoach.duckdb"
    batch = [
        rows.model_copy(update={"document": rows.document.model_copy(update={"province": name})})
        for name in ("Vĩnh Long", "Đồng Nai", "Điện Biên", "Cà Mau", "Dak Mới")
        for rows in [plan_rows(f"{name}.txt")]
    ]
    load(path, batch)
    assert answer(path, "documents", "province") == [
        ("Cà Mau",),
        ("Dak Mới",),
        ("Điện Biên",),
        ("Đồng Nai",),
        ("Vĩnh Long",),
    ]
