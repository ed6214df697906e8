import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tables import KEYS, REFERENCES, TABLES
from tests.warehouse_rows import load, plan_rows
from warehouse import ddl, migrate, reader, views
from warehouse.errors import NewerWarehouse, NotAWarehouse, OlderWarehouse, WarehouseError
from warehouse.query import run_query
from warehouse.reader import known_files, open_warehouse
from warehouse.show import document_overview
from warehouse.writer import WarehouseWriter


@pytest.fixture
def empty():
    with duckdb.connect() as connection:
        migrate.create_tables(connection)
        views.create_views(connection)
        yield connection


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "kehoach.duckdb"
    load(path, [plan_rows()])
    return path


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_columns_of_its_model_in_order(empty, table):
    names = [row[0] for row in empty.execute(f"DESCRIBE {table}").fetchall()]
    assert names == list(TABLES[table].model_fields)


@pytest.mark.parametrize("table", TABLES)
def test_a_column_is_not_null_where_its_model_demands_a_value(empty, table):
    nullable = {name: null == "YES" for name, _, null, *_ in empty.execute(f"DESCRIBE {table}").fetchall()}
    for name, field in TABLES[table].model_fields.items():
        assert nullable[name] == (type(None) in getattr(field.annotation, "__args__", ())), name


def test_every_column_carries_its_description_and_every_table_its_meaning(empty):
    comments = {
        (table, column): comment
        for table, column, comment in empty.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main'"
        ).fetchall()
    }
    tables = dict(empty.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    for table, model in TABLES.items():
        assert tables[table] == model.__doc__
        for name, field in model.model_fields.items():
            assert comments[table, name] == field.description


def test_keys_and_references_name_columns_that_exist():
    assert KEYS.keys() == TABLES.keys()
    for table, key in KEYS.items():
        assert set(key) <= TABLES[table].model_fields.keys()
    for table, column in REFERENCES.values():
        assert column in TABLES[table].model_fields
        assert KEYS[table] == (column,)


def test_small_tables_declare_their_primary_key(empty):
    declared = {
        table: tuple(columns)
        for table, columns in empty.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    }
    assert {table: declared[table] for table in ddl.INDEXED} == {table: KEYS[table] for table in ddl.INDEXED}


@pytest.mark.parametrize(
    "row",
    [
        "('x:p:1', 'x', NULL, '5%', 5, 5, 'around', NULL, 0, 2, NULL, NULL)",
        "('x:p:1', 'x', NULL, '5%', 9, 5, 'eq', NULL, 0, 2, NULL, NULL)",
        "('x:p:1', 'x', NULL, '5%', 5, 5, 'eq', NULL, 4, 2, NULL, NULL)",
        "('x:p:1', 'x', NULL, '5%', 5, 5, 'eq', NULL, -1, 2, NULL, NULL)",
        "('y:p:1', 'x', NULL, '5%', 5, 5, 'eq', NULL, 0, 2, NULL, NULL)",
        "('x:p:1', 'x', NULL, NULL, 5, 5, 'eq', NULL, 0, 2, NULL, NULL)",
    ],
)
def test_the_database_itself_refuses_a_row_outside_the_contract(empty, row):
    with pytest.raises(duckdb.ConstraintException):
        empty.execute(f"INSERT INTO percentages VALUES {row}")


def test_every_view_says_what_it_shows(empty):
    found = empty.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {"plans", "targets_in_context", "tasks_in_context", "deadlines"} <= {name for name, _ in found}
    assert all(comment for _, comment in found)


@given(name=st.text(min_size=1).filter(lambda text: "\0" not in text), value=st.text().filter(lambda s: "\0" not in s))
def test_any_name_and_any_literal_can_be_quoted(name, value):
    with duckdb.connect() as connection:
        connection.execute(f"SELECT {ddl.quote_literal(value)} AS {ddl.quote_identifier(name)}")
        assert connection.fetchall() == [(value,)]
        assert connection.description[0][0] == name


@pytest.mark.parametrize(
    ("words", "folded"),
    [("Đường Huế", "duong hue"), ("ẮNG ẴNG ựợ", "ang ang uo"), ("đặng ĐẶNG", "dang dang"), ("5G, 100%", "5g, 100%")],
)
def test_fold_takes_off_diacritics_tone_marks_and_the_stroke(empty, words, folded):
    assert empty.execute("SELECT fold(?)", [words]).fetchone() == (folded,)


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ("15, 15, 'eq', 'percent', NULL, NULL", "15 %"),
        ("30, NULL, 'gt', 'percent', NULL, NULL", "> 30 %"),
        ("7, 10, 'eq', 'percent', NULL, 'year'", "7–10 %/year"),
        ("NULL, 99.5, 'lte', 'percent', NULL, NULL", "≤ 99.5 %"),
        ("1200, 1200, 'approx', 'person', 'lao động', NULL", "≈ 1,200 lao động"),
        ("NULL, NULL, NULL, NULL, NULL, NULL", None),
    ],
)
def test_value_text_reads_as_people_write_bounds(empty, bounds, text):
    assert empty.execute(f"SELECT value_text({bounds})").fetchone() == (text,)


@pytest.mark.parametrize(
    ("words", "first"),
    [("Kế hoạch", "Kế hoạch"), ("mười hai " * 20, "mười hai " * 6 + "mười…"), ("x" * 60, "x" * 60), (None, None)],
)
def test_long_titles_are_cut_between_words(empty, words, first):
    assert empty.execute("SELECT first_words(?)", [words]).fetchall() == [(first,)]


def _change(path, *statements):
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("use", [known_files, lambda path: load(path, [plan_rows()])], ids=["read", "write"])
def test_a_warehouse_of_a_newer_version_is_refused_and_left_alone(warehouse, use):
    _change(warehouse, "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    before = warehouse.read_bytes()
    with pytest.raises(NewerWarehouse, match="schema version 99"):
        use(warehouse)
    assert warehouse.read_bytes() == before


def test_a_warehouse_with_a_column_of_a_newer_kehoach_is_refused_and_left_alone(warehouse):
    _change(
        warehouse,
        "ALTER TABLE corrections ADD COLUMN seen_by VARCHAR",
        "UPDATE meta SET value = 'other' WHERE key = 'schema'",
    )
    before = warehouse.read_bytes()
    with pytest.raises(NewerWarehouse, match="seen_by"):
        load(warehouse, [plan_rows()])
    assert warehouse.read_bytes() == before


def test_a_warehouse_without_a_new_nullable_column_is_brought_forward(warehouse):
    _change(
        warehouse,
        "ALTER TABLE tasks DROP COLUMN funding",
        "CREATE TABLE notes_of_mine AS SELECT 42 AS answer",
        "UPDATE meta SET value = 'other' WHERE key = 'schema'",
    )
    load(warehouse, [plan_rows("hai.txt")])
    with open_warehouse(warehouse) as connection:
        assert connection.execute("SELECT count(*), count(funding) FROM tasks").fetchone() == (2, 0)
        assert connection.execute("FROM notes_of_mine").fetchall() == [(42,)]
        assert connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (ddl.fingerprint(),)
    assert not [path.name for path in warehouse.parent.iterdir() if "building" in path.name]


def test_a_warehouse_with_the_views_of_an_older_kehoach_answers_with_those_of_today(warehouse):
    _change(
        warehouse,
        "DROP VIEW targets_in_context",
        "CREATE OR REPLACE VIEW plans AS SELECT 1 AS one",
        "DROP MACRO value_text",
        "UPDATE meta SET value = 'other' WHERE key = 'views'",
    )
    assert run_query(warehouse, "targets").rows[0][4] == "20 %"
    assert document_overview(warehouse, "ke-hoach-mot").layers["targets"].rows
    load(warehouse, [])
    with open_warehouse(warehouse) as connection:
        assert connection.execute("SELECT count(plan) FROM plans").fetchall() == [(1,)]


def test_a_warehouse_whose_tables_are_too_old_for_the_views_still_answers_sql(warehouse):
    _change(
        warehouse, "ALTER TABLE documents RENAME COLUMN number TO no", "UPDATE meta SET value = 'x' WHERE key = 'views'"
    )
    assert run_query(warehouse, "SELECT count(no) FROM documents").rows == [(1,)]


def test_migrations_run_in_order_on_an_older_warehouse(warehouse, tmp_path, monkeypatch):
    _change(
        warehouse,
        "ALTER TABLE corrections RENAME COLUMN rule TO decided_by",
        "UPDATE meta SET value = 'other' WHERE key = 'schema'",
        "UPDATE meta SET value = '1' WHERE key = 'schema_version'",
    )
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0002_first.sql").write_text("ALTER TABLE corrections RENAME COLUMN decided_by TO made_by")
    (folder / "0003_then.sql").write_text("ALTER TABLE corrections RENAME COLUMN made_by TO rule")
    for module in (migrate, reader):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    load(warehouse, [])
    with open_warehouse(warehouse) as connection:
        assert connection.execute("SELECT rule FROM corrections").fetchall() == [("syllables",)]
        assert reader.schema_version(connection, warehouse) == 3


def test_an_older_warehouse_that_cannot_be_brought_forward_is_left_alone(warehouse):
    _change(
        warehouse,
        "ALTER TABLE corrections DROP COLUMN rule",
        "UPDATE meta SET value = 'other' WHERE key = 'schema'",
    )
    before = warehouse.read_bytes()
    with pytest.raises(OlderWarehouse, match="rule"):
        load(warehouse, [])
    assert warehouse.read_bytes() == before


def test_every_migration_is_numbered_and_none_is_above_the_schema_version():
    numbers = [int(entry.name[:4]) for entry in migrate.MIGRATIONS.iterdir() if entry.name.endswith(".sql")]
    assert sorted(numbers) == list(range(2, reader.SCHEMA_VERSION + 1))


def _text_file(path):
    path.write_text("Kế hoạch", encoding="utf-8")


def _empty_file(path):
    path.touch()


def _foreign_database(path):
    _change(path, "CREATE TABLE budget (year INTEGER)")


def _folder(path):
    path.mkdir()


@pytest.mark.parametrize("make", [_text_file, _empty_file, _foreign_database, _folder])
def test_a_file_that_is_no_warehouse_is_neither_read_nor_overwritten(tmp_path, make):
    path = tmp_path / "other.duckdb"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(NotAWarehouse, match="--warehouse"):
        known_files(path)
    with pytest.raises(WarehouseError):
        load(path, [plan_rows()])
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made_is_named_in_the_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match="name a folder"), WarehouseWriter(tmp_path / "file" / "kehoach.duckdb"):
        pass


def test_a_warehouse_in_a_new_folder_is_made_with_its_folder(tmp_path):
    load(tmp_path / "kế hoạch 2025" / "kehoach.duckdb", [plan_rows()])
    assert len(known_files(tmp_path / "kế hoạch 2025" / "kehoach.duckdb").documents) == 1
