"""The hand-off: each format gives back what the warehouse holds, to several readers, and no cell is a formula."""

import json
import re
import shutil
import subprocess
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.tables import KEYS, TABLES, DocumentRows
from tests.warehouse_rows import AGENCIES, PROVINCES, plan_rows, rejected_row, run_row
from warehouse import ddl
from warehouse.errors import WarehouseError
from warehouse.handoff import HANDOFF_FORMATS, export_warehouse
from warehouse.handoff_formats import FORMATS
from warehouse.reader import open_warehouse
from warehouse.writer import WarehouseWriter

NASTY = [
    "=1+1",
    "+84",
    "-5",
    "- gạch đầu dòng",
    "@x",
    "'=1",
    "''",
    "\t=1",
    '"',
    ",",
    "a\nb",
    "a\r\nb",
    " ",
    "đ😀",
    "\x0b",
]
#: What R makes of a name that is none of its own: column names must be left as they are.
R_NAME = re.compile(r"(?:[A-Za-z]|\.(?!\d))[A-Za-z0-9._]*")
R_WORDS = {"if", "else", "repeat", "while", "function", "for", "next", "break", "TRUE", "FALSE", "NULL", "NA", "in"}


def with_words(rows: DocumentRows, words: list[str]) -> DocumentRows:
    """The plan with other words in its corrections."""
    first = rows.corrections[0]
    made = [
        first.model_copy(update={"correction_id": f"{first.document_id}:corrections:{at:06d}", "raw": word})
        for at, word in enumerate(words)
    ]
    return rows.model_copy(update={"corrections": made})


def fill(path, rows):
    with WarehouseWriter(path) as writer:
        writer.load_dimensions(PROVINCES, AGENCIES)
        outcome = writer.load([rows])
        assert not outcome.failed, outcome.failed
        writer.record_run(run_row())
        writer.reject([rejected_row()])


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "kehoach.duckdb"
    long = plan_rows(extra_text="dài " * 20_000)
    fill(path, with_words(long, NASTY))
    return path


@pytest.fixture(scope="module")
def folders(path, tmp_path_factory):
    made = {}
    for format in HANDOFF_FORMATS:
        made[format] = tmp_path_factory.mktemp("out") / format
        export_warehouse(path, made[format], format)
    return made


def rows_of(path, table):
    with open_warehouse(path) as connection:
        return connection.execute(f"FROM {table}").fetchall()


@pytest.mark.parametrize("format", HANDOFF_FORMATS)
@pytest.mark.parametrize("table", TABLES)
def test_every_format_gives_back_every_row(path, folders, format, table):
    read = FORMATS[format].read(folders[format] / f"{table}.{format}", ddl.columns(table))
    assert list(read) == rows_of(path, table)
    assert rows_of(path, table)


@pytest.mark.parametrize("number", [1.7499999999999998, 55.123456789012344, 2.2, -0.05, 1e-300, 90000000000000.0])
@pytest.mark.parametrize("format", HANDOFF_FORMATS)
def test_a_number_comes_back_with_all_its_digits(tmp_path, format, number):
    column = next(column for column in ddl.columns("pages") if column.name == "levelled")
    file = tmp_path / f"numbers.{format}"
    FORMATS[format].write(file, [column], [(number,)])
    assert list(FORMATS[format].read(file, [column])) == [(number,)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), max_size=8)
)
@pytest.mark.parametrize("format", HANDOFF_FORMATS)
def test_any_text_comes_back_as_it_was(tmp_path, format, words):
    column = ddl.columns("rejected_files")[2]
    file = tmp_path / f"words.{format}"
    FORMATS[format].write(file, [column], [(word,) for word in words])
    assert [row[0] for row in FORMATS[format].read(file, [column])] == words


@pytest.mark.parametrize("format", HANDOFF_FORMATS)
def test_frictionless_finds_the_package_valid(folders, format):
    frictionless = pytest.importorskip("frictionless")
    package = folders[format] / "datapackage.json"
    if format == "parquet":
        assert frictionless.Package.metadata_validate(json.loads(package.read_text(encoding="utf-8"))) is not None
        return
    report = frictionless.validate(str(package))
    assert report.valid, report.flatten(["name", "fieldName", "rowNumber", "message"])[:5]


def test_duckdb_pandas_and_polars_read_the_parquet_files_with_their_types(path, folders):
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    for table in TABLES:
        file, wanted = folders["parquet"] / f"{table}.parquet", rows_of(path, table)
        names = list(TABLES[table].model_fields)
        with duckdb.connect() as connection:
            assert connection.execute(f"FROM '{file}'").fetchall() == wanted
        assert (list(pandas.read_parquet(file).columns), len(pandas.read_parquet(file))) == (names, len(wanted))
        assert (polars.read_parquet(file).columns, polars.read_parquet(file).height) == (names, len(wanted))
    assert polars.read_parquet(folders["parquet"] / "tasks.parquet")["end_date"].to_list() == [date(2025, 6, 30)]
    frame = pandas.read_parquet(folders["parquet"] / "targets.parquet")
    assert frame["low"].tolist() == [20.0]


def test_pandas_and_duckdb_read_the_csv_files(folders):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(folders["csv"] / "targets.csv")
    assert frame.loc[0, "indicator"] == "Kinh tế số"
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT title FROM read_csv('{folders['csv']}/documents.csv')").fetchall() == [
            ("Kế hoạch chuyển đổi số y tế tỉnh Tân An Đông",)
        ]


def test_every_name_is_one_that_r_leaves_as_it_is():
    for table, model in TABLES.items():
        for name in (table, *model.model_fields):
            assert R_NAME.fullmatch(name) and name not in R_WORDS, name


def test_no_cell_of_a_csv_file_opens_like_a_formula(folders):
    import csv

    csv.field_size_limit(2**31 - 1)
    for table in TABLES:
        with (folders["csv"] / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                assert not cell or cell[0] not in "=+-@\t\r\n" or re.fullmatch(r"[-+]?[\d.,]+\s?%?", cell), cell


def test_no_cell_of_a_workbook_is_a_formula(folders):
    openpyxl = pytest.importorskip("openpyxl")
    for table in TABLES:
        book = openpyxl.load_workbook(folders["xlsx"] / f"{table}.xlsx", read_only=True)
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row), table


def test_libreoffice_opens_the_workbook_with_vietnamese_intact(folders, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    done = subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(folders["xlsx"] / "targets.xlsx")],
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    converted = tmp_path / "targets.csv"
    if not converted.exists():
        said = (done.stderr or done.stdout).strip()[:200]
        pytest.skip(f"LibreOffice here opens no workbook (libreoffice-calc?): {said}")
    assert "Kinh tế số" in converted.read_text(encoding="utf-8")


def test_the_descriptor_tells_types_keys_enums_checksums_licence_and_sources(folders):
    import hashlib

    package = json.loads((folders["csv"] / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"].startswith("https://datapackage.org/profiles/2.0/")
    assert package["licenses"] and package["sources"][0]["hash"].startswith("sha256:")
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        table, file = resource["name"], folders["csv"] / resource["path"]
        assert resource["hash"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
        assert resource["bytes"] == file.stat().st_size
        assert resource["schema"]["primaryKey"] == list(KEYS[table])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(TABLES[table].model_fields)
        assert all(field["description"] for field in fields)
        enums = {column.name: list(column.values) for column in ddl.columns(table) if column.values}
        assert {f["name"]: f["constraints"]["enum"] for f in fields if "enum" in f.get("constraints", {})} == enums


def test_rows_hold_to_the_json_schema_of_their_table(folders):
    jsonschema = pytest.importorskip("jsonschema")
    for table in TABLES:
        schema = json.loads((folders["jsonl"] / "schemas" / f"{table}.schema.json").read_text(encoding="utf-8"))
        for line in (folders["jsonl"] / f"{table}.jsonl").read_text(encoding="utf-8").splitlines():
            jsonschema.validate(json.loads(line), schema)


def test_an_export_replaces_an_earlier_one_and_nothing_else(path, tmp_path):
    export_warehouse(path, tmp_path / "out", "csv")
    export_warehouse(path, tmp_path / "out", "jsonl")
    assert not list((tmp_path / "out").glob("*.csv"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(WarehouseError, match="something else"):
        export_warehouse(path, mine, "csv")
    assert [entry.name for entry in mine.iterdir()] == ["thesis.txt"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["mine", "out"]


def test_an_export_that_fails_leaves_the_earlier_one(path, tmp_path, monkeypatch):
    export_warehouse(path, tmp_path / "out", "csv")
    before = sorted(entry.name for entry in (tmp_path / "out").iterdir())

    def stop(table, rows):
        if table == "tasks":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_warehouse(path, tmp_path / "out", "jsonl", on_table=stop)
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_file_that_does_not_read_back_stops_the_export(path, tmp_path, monkeypatch):
    honest = FORMATS["jsonl"]
    lossy = type(honest)(honest.ending, honest.media_type, lambda p, c, r: honest.write(p, c, list(r)[1:]), honest.read)
    monkeypatch.setitem(FORMATS, "jsonl", lossy)
    with pytest.raises(WarehouseError, match="does not hold row"):
        export_warehouse(path, tmp_path / "out", "jsonl")
    assert not (tmp_path / "out").exists()


def test_an_unknown_format_is_named(path, tmp_path):
    with pytest.raises(WarehouseError, match="there are parquet, csv"):
        export_warehouse(path, tmp_path / "out", "dbf")


def test_spacy_reads_the_docbin_with_a_span_for_every_row(path, tmp_path):
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    from flows.docbin import export_docbin

    assert export_docbin(path, tmp_path / "out") == {"plans-0001.spacy": 1}
    (doc,) = DocBin().from_disk(tmp_path / "out" / "plans-0001.spacy").get_docs(Vocab())
    ((text, document_id),) = [(row[6], row[0]) for row in rows_of(path, "documents")]
    assert doc.text == text
    assert doc.user_data["document_id"] == document_id
    assert [(span.text, span.label_) for span in doc.spans["targets"]] == [
        ("Kinh tế số đạt 20% GRDP", "digital_economy_share_grdp")
    ]
    for group, table in {"targets": "targets", "agencies": "agency_mentions", "sections": "sections"}.items():
        assert {span.id_ for span in doc.spans[group]} == {row[0] for row in rows_of(path, table)}
