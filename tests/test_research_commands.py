"""`kehoach search`, `export`, and results that never land on a warehouse."""

import json

import pytest

from tests.cli import kehoach
from tests.warehouse_rows import load, plan_rows


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "kehoach.duckdb"
    load(path, [plan_rows("mot.txt"), plan_rows("hai.txt", province="BL", share=30, year=2030)])
    return path


def test_a_search_prints_the_sections_that_hold_the_words(path, tmp_path):
    done = kehoach("search", "kinh", "te", "so", "--warehouse", str(path), "--json", cwd=tmp_path)
    assert {section["path"] for section in json.loads(done.stdout)} == {"I.1", "II.1"}
    assert json.loads(done.stdout)[0]["path"] == "I.1"
    phrase = kehoach("search", "kinh te so", "30", "--warehouse", str(path), "--json", cwd=tmp_path)
    assert [section["province"] for section in json.loads(phrase.stdout)] == ["Bình Long"]
    few = kehoach("search", "kinh te so", "--limit", "1", "--warehouse", str(path), "--json", cwd=tmp_path)
    assert len(json.loads(few.stdout)) == 1
    none = kehoach("search", "khong co dau", "--warehouse", str(path), cwd=tmp_path)
    assert (none.returncode, none.stdout) == (0, "")
    assert "no section" in none.stderr


@pytest.mark.parametrize("format", ["parquet", "csv", "jsonl", "xlsx", "docbin"])
def test_an_export_writes_a_folder_and_says_how_much(path, tmp_path, format):
    done = kehoach("export", "out", "--format", format, "--warehouse", str(path), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "read back" in done.stderr
    assert (tmp_path / "out" / "datapackage.json").exists()


def test_an_export_into_a_folder_of_other_things_is_refused(path, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").touch()
    done = kehoach("export", "out", "--warehouse", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert "something else" in done.stderr


@pytest.mark.parametrize("format", ["table", "csv", "json", "parquet"])
@pytest.mark.parametrize("other", [False, True])
def test_no_result_is_written_over_a_warehouse(path, tmp_path, format, other):
    target = path
    if other:
        target = tmp_path / "other.duckdb"
        load(target, [plan_rows()])
    before = target.read_bytes()
    done = kehoach(
        "query", "documents", "--format", format, "--out", str(target), "--warehouse", str(path), cwd=tmp_path
    )
    assert done.returncode == 1
    assert "is a warehouse" in done.stderr
    assert target.read_bytes() == before


def test_a_table_that_fails_leaves_the_earlier_file(path, tmp_path):
    out = tmp_path / "rows.txt"
    out.write_text("earlier", encoding="utf-8")
    done = kehoach("query", "SELECT error('no')", "--out", str(out), "--warehouse", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert out.read_text(encoding="utf-8") == "earlier"
    assert [entry.name for entry in tmp_path.iterdir() if entry.suffix == ".part"] == []


def test_evaluate_lists_every_item_that_differs(path, tmp_path):
    gold = {
        "document": {"number": "1/KH-UBND", "province": "Tân An Đông"},
        "amounts": [{"value": 1.25e9}, {"value": 7}],
    }
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "mot.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    done = kehoach("evaluate", str(folder), "--warehouse", str(path), "--errors", "--json", cwd=tmp_path)
    errors = [(error["layer"], error["plan"], error["kind"]) for error in json.loads(done.stdout)["errors"]]
    assert errors == [
        ("document fields", "mot", "missed"),
        ("document fields", "mot", "wrong"),
        ("amounts", "mot", "missed"),
    ]
    plain = kehoach("evaluate", str(folder), "--warehouse", str(path), "--errors", cwd=tmp_path)
    assert '{"value": 7}' in plain.stdout
    assert "errors" not in json.loads(
        kehoach("evaluate", str(folder), "--warehouse", str(path), "--json", cwd=tmp_path).stdout
    )
