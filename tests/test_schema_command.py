"""Models, DDL, dictionary and README say the same."""

import json

import pytest

from schemas.tables import TABLES
from tests.cli import ROOT, kehoach
from warehouse import ddl
from warehouse.dictionary import as_markdown, data_dictionary, meaning


def test_the_page_in_docs_is_the_dictionary_of_today():
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == as_markdown(), "run: kehoach schema --format markdown > docs/data-dictionary.md"


def test_the_dictionary_holds_every_column_of_every_model_with_type_and_values():
    found = [(row["table"], row["column"], row["type"], row["nullable"], row["values"]) for row in data_dictionary()]
    assert found == [
        (table, column.name, column.sql_type, column.nullable, list(column.values))
        for table in TABLES
        for column in ddl.columns(table)
    ]


def test_every_reference_leads_to_a_column():
    columns = {(row["table"], row["column"]) for row in data_dictionary()}
    for row in data_dictionary():
        assert row["refers_to"] is None or tuple(row["refers_to"].split(".")) in columns


@pytest.mark.parametrize("table", TABLES)
def test_the_readme_names_every_table(table):
    assert f"`{table}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert meaning(table)


def test_the_command_prints_the_dictionary_of_one_table_or_all(tmp_path):
    done = kehoach("schema", "targets", "--format", "json", cwd=tmp_path)
    assert {row["table"] for row in json.loads(done.stdout)} == {"targets"}
    assert kehoach("schema", "--format", "markdown", cwd=tmp_path).stdout == as_markdown()
    wrong = kehoach("schema", "target", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "targets" in wrong.stderr
