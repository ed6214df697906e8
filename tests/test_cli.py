"""End to end through the command line: ingest, query, show, evaluate; exit codes, formats and JSON."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli import SAMPLES, TEXT_SAMPLES, kehoach, kehoach_process, rows


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse of the sample plans."""
    folder = tmp_path_factory.mktemp("house")
    done = kehoach_process("ingest", *TEXT_SAMPLES, "--direct", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["ingested"], summary["skipped"], summary["rejected"]) == (len(TEXT_SAMPLES), 0, 0)
    assert summary["rows"] > 0 and summary["seconds"] > 0
    return folder


def _state(folder: Path) -> list[list[dict[str, object]]]:
    tables = (
        "documents",
        "sections",
        "targets",
        "dates",
        "agency_mentions",
        "tasks",
        "legal_references",
        "ingest_runs",
    )
    return [rows(f"SELECT * FROM {table} ORDER BY ALL", cwd=folder) for table in tables]


def test_every_sample_lands_with_its_rows(house: Path) -> None:
    documents = rows("SELECT source_name, title, text FROM documents ORDER BY source_name", cwd=house)
    assert [row["source_name"] for row in documents] == [path.name for path in TEXT_SAMPLES]
    assert all(row["title"] and row["text"] for row in documents)
    for table in ("sections", "targets", "tasks", "agency_mentions", "legal_references", "provinces", "ingest_runs"):
        assert rows(f"SELECT count(*) AS n FROM {table}", cwd=house)[0]["n"] > 0, table


def test_every_row_gives_back_its_words(house: Path) -> None:
    checks = rows("checks", cwd=house)
    assert checks
    assert all(row["not_grounded"] == row["section_missing"] == 0 for row in checks)


def test_a_second_ingest_changes_nothing(house: Path) -> None:
    before = _state(house)
    warehouse = (house / "kehoach.duckdb").read_bytes()
    done = kehoach("ingest", *TEXT_SAMPLES, "--direct", "--json", cwd=house)
    assert done.returncode == 0
    assert json.loads(done.stdout) | {"ingested": 0, "skipped": len(TEXT_SAMPLES)} == json.loads(done.stdout)
    assert (house / "kehoach.duckdb").read_bytes() == warehouse
    assert _state(house) == before


def test_force_reads_unchanged_files_anew(house: Path) -> None:
    layers = _state(house)[1:-1]
    done = kehoach("ingest", *TEXT_SAMPLES, "--direct", "--force", "--json", cwd=house)
    assert json.loads(done.stdout)["ingested"] == len(TEXT_SAMPLES)
    assert _state(house)[1:-1] == layers


def test_worker_processes_make_the_same_rows(house: Path, tmp_path: Path) -> None:
    done = kehoach("ingest", *TEXT_SAMPLES, "--direct", "--jobs", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert _state(tmp_path)[1:-1] == _state(house)[1:-1]


def test_saved_queries_are_listed_with_their_meaning(tmp_path: Path) -> None:
    done = kehoach("query", cwd=tmp_path)
    assert done.returncode == 0
    names = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert {"target_comparison", "tasks_by_lead", "due_in_year"} <= set(names)
    assert all(line.split("\t")[1] for line in done.stdout.splitlines())


def test_every_saved_query_answers(house: Path) -> None:
    for line in kehoach("query", cwd=house).stdout.splitlines()[1:]:
        name, _, parameters = line.split("\t")
        given = [("--param", pair.replace("…", "2025")) for pair in parameters.split(", ") if "…" in pair]
        done = kehoach("query", name, *[word for pair in given for word in pair], cwd=house)
        assert done.returncode == 0, (name, done.stderr)


def test_query_writes_each_format(house: Path, tmp_path: Path) -> None:
    question = "SELECT source_name, period_start FROM documents ORDER BY source_name"
    as_csv = kehoach("query", question, "--format", "csv", cwd=house)
    names = [row["source_name"] for row in csv.DictReader(io.StringIO(as_csv.stdout))]
    assert names == [path.name for path in TEXT_SAMPLES]
    as_table = kehoach("query", question, cwd=house)
    assert [line.split("\t")[0] for line in as_table.stdout.splitlines()] == ["source_name", *names]
    target = tmp_path / "out.parquet"
    done = kehoach("query", question, "--format", "parquet", "--out", target, cwd=house)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes()[:4] == b"PAR1"


def test_parquet_needs_a_file(house: Path) -> None:
    done = kehoach("query", "documents", "--format", "parquet", cwd=house)
    assert done.returncode == 2
    assert "--out" in done.stderr


@pytest.mark.parametrize("sql", ["DROP TABLE documents", "DELETE FROM targets", "COPY documents TO 'x.csv'"])
def test_query_only_reads(house: Path, sql: str) -> None:
    done = kehoach("query", sql, cwd=house)
    assert done.returncode == 1
    assert done.stderr.startswith("kehoach: ") and "Traceback" not in done.stderr
    assert not (house / "x.csv").exists()


def test_an_unknown_saved_query_is_bad_usage_and_names_the_nearest(house: Path) -> None:
    done = kehoach("query", "target_comparisn", cwd=house)
    assert done.returncode == 2
    assert "target_comparison" in done.stderr


def test_show_prints_metadata_outline_and_rows(house: Path) -> None:
    name = TEXT_SAMPLES[0].name
    done = kehoach("show", name, cwd=house)
    assert done.returncode == 0, done.stderr
    assert f"source_name\t{name}" in done.stdout
    for heading in ("outline", "targets (", "tasks (", "legal_references ("):
        assert heading in done.stdout


def test_show_of_an_unknown_document_fails_in_one_line(house: Path) -> None:
    done = kehoach("show", "no such plan", cwd=house)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_evaluate_scores_every_layer(house: Path) -> None:
    done = kehoach("evaluate", SAMPLES / "gold", "--json", cwd=house)
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)
    assert scores["not in warehouse"] == []
    assert scores["layers"]["grounding"]["f1"] == 1.0
    assert all(0 <= row["f1"] <= 1 for row in scores["layers"].values())


def test_evaluate_tells_which_plans_are_missing(house: Path, tmp_path: Path) -> None:
    (tmp_path / "absent.gold.json").write_text("{}", encoding="utf-8")
    done = kehoach("evaluate", tmp_path, "--json", cwd=house)
    assert done.returncode == 1
    assert json.loads(done.stdout)["not in warehouse"] == ["absent"]


def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    done = kehoach("query", "documents", cwd=tmp_path)
    assert done.returncode == 1
    assert "kehoach ingest" in done.stderr


def test_the_warehouse_is_named_by_option_or_environment(house: Path, tmp_path: Path) -> None:
    target = house / "kehoach.duckdb"
    by_option = kehoach("query", "documents", "--warehouse", target, cwd=tmp_path)
    by_environment = kehoach("query", "documents", cwd=tmp_path, KEHOACH_WAREHOUSE=str(target))
    assert by_option.returncode == by_environment.returncode == 0
    assert by_option.stdout == by_environment.stdout


@pytest.mark.parametrize(
    "words", [["ingest"], ["ingest", "absent.txt"], ["nonsense"], ["query", "--format", "xml"], ["evaluate", "absent"]]
)
def test_bad_usage_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    done = kehoach_process(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr and "Traceback" not in done.stderr


def test_doctor_finds_what_is_needed(tmp_path: Path) -> None:
    done = kehoach("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "prefect" in done.stdout and "Tesseract" in done.stdout


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    done = kehoach_process("--help", cwd=tmp_path, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "typer" in loaded
    assert not loaded & {"prefect", "spacy", "underthesea", "duckdb", "pyarrow", "pydantic", "numpy", "rich.console"}
