"""The cookbook's questions give the answers printed there, and the real plans those that were read by people."""

from pathlib import Path

import pytest

from tests.cli import ROOT, TEXT_SAMPLES, kehoach
from tests.cookbook import markdown_table, questions
from warehouse.query import run_query

QUESTIONS = list(questions())
SEEDS = ROOT.parent / "shared" / "seeds"


def ingested(folder: Path, *sources: Path) -> Path:
    warehouse = folder / "kehoach.duckdb"
    done = kehoach("ingest", *sources, "--direct", "--warehouse", str(warehouse), cwd=folder)
    assert done.returncode == 0, done.stderr
    return warehouse


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    return ingested(tmp_path_factory.mktemp("samples"), *TEXT_SAMPLES)


def test_the_cookbook_asks_ten_questions():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize(("question", "sql", "answer"), QUESTIONS, ids=[question for question, *_ in QUESTIONS])
def test_a_question_gives_the_answer_printed_beside_it(samples, question, sql, answer):
    assert markdown_table(run_query(samples, sql)) == answer


def test_the_digital_economy_of_four_provinces_stands_beside_the_national_goal(tmp_path):
    if not SEEDS.is_dir():
        pytest.skip(f"no real plans here: {SEEDS}")
    warehouse = ingested(tmp_path, SEEDS)
    sql = """
        SELECT deadline_year, province, low, comparator IN ('gt', 'gte') AS over, national_goal, difference
        FROM targets_beside_goals WHERE indicator_id = 'digital_economy_share_grdp' ORDER BY 1, 2
    """
    assert sorted(run_query(warehouse, sql).rows) == sorted(
        [
            (2025, "Thừa Thiên Huế", 15, False, "≈ 20 %", -5),
            (2025, "Thanh Hóa", 20, False, "≈ 20 %", 0),
            (2025, "Hòa Bình", 20, False, "≈ 20 %", 0),
            (2025, "Quảng Ngãi", 18, False, "≈ 20 %", -2),
            (2030, "Thừa Thiên Huế", 20, False, "> 30 %", -10),
            (2030, "Thanh Hóa", 30, True, "> 30 %", 0),
            (2030, "Hòa Bình", 30, True, "> 30 %", 0),
            (2030, "Quảng Ngãi", 28, False, "> 30 %", -2),
        ]
    )
