"""No section that holds what is asked for is passed over by its signature."""

import re

import duckdb
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from tests.warehouse_rows import load, plan_rows
from warehouse.folding import fold_column
from warehouse.query import run_query
from warehouse.searching import search_sections
from warehouse.signatures import COLUMNS, asked_bits, sign

_TEXTS = st.lists(st.text("abhnđếố 🙂-2", max_size=40), min_size=1, max_size=6)


def syllables(folded: str) -> list[str]:
    return re.findall("[a-z0-9]+", folded)


@given(_TEXTS, st.data())
@example([""], None)
@example(["nghiêngngả", "nghiêngngã và"], None)
def test_a_text_has_the_bits_of_each_of_its_syllables(texts, data):
    folded = fold_column(texts)
    signed = sign(folded, fold_column(["tiêu đề"] * len(texts)))
    for row, text in enumerate(folded.to_pylist()):
        for asked in [asked_bits([syllable]) for syllable in [*syllables(text), "tieu", "de"]]:
            assert all(int(signed[name][row]) & bits == bits for name, bits in zip(COLUMNS, asked, strict=True))


def test_rows_of_a_part_of_a_column_are_signed_as_in_the_whole():
    folded = fold_column(["một hai", "ba", "", "bốn năm sáu"])
    whole, part = sign(folded), sign(folded.slice(1, 3))
    assert all((whole[name][1:] == part[name]).all() for name in COLUMNS)


def test_other_syllables_have_other_bits():
    words = [f"{first}{second}" for first in "bcdghklmn" for second in ("a", "an", "ang", "o", "ong", "u")]
    assert len({tuple(asked_bits([word])) for word in words}) == len(words)


def test_wide_columns_are_signed_as_narrow_ones():
    folded = fold_column(["kinh tế số", "xã hội số"])
    wide = sign(folded.cast(pa.large_string()))
    assert all((wide[name] == narrow).all() for name, narrow in sign(folded).items())


def test_a_warehouse_without_signatures_is_searched_and_gets_them_when_something_is_loaded(tmp_path):
    path = tmp_path / "kehoach.duckdb"
    load(path, [plan_rows("a.txt")])
    before = run_query(path, "SELECT * FROM section_search ORDER BY section_id").rows
    with duckdb.connect(str(path)) as connection:
        for name in COLUMNS:
            connection.execute(f"ALTER TABLE section_search DROP COLUMN {name}")
        connection.execute("DROP MACRO TABLE search_likely; DROP MACRO TABLE likely_rows")
        connection.execute("UPDATE meta SET value = 'older' WHERE key IN ('derived', 'views')")
    assert [section.document_id for section in search_sections(path, "muc tieu")]
    load(path, [plan_rows("b.txt")])
    after = run_query(path, "SELECT * FROM section_search ORDER BY section_id").rows
    assert set(before) < set(after)
    found = run_query(path, "SELECT section_id FROM search('muc tieu')").rows
    assert found and [(section.section_id,) for section in search_sections(path, "muc tieu")] == found
