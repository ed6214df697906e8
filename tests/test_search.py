"""What a search finds, and in which order, is what its promise says of every section, read one by one."""

import random
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.warehouse_rows import load, plan_rows
from warehouse.query import run_query
from warehouse.searching import search_sections
from warehouse.writer import WarehouseWriter

#: Common syllables and rare ones, with and without accents, of one letter and of many, numbers and what is no word.
_WORDS = re.findall(
    r"\S+",
    "kinh tế số Kế hoạch triển khai thực hiện các sở ban ngành mận mặn man a b đ Đ 2025 2,5% 99/2022/NĐ-CP nghiêng "
    "nghiêngngả xyz sáng tạo tao 🙂 -- trachnhiemgiaitrinh trachnhiem",
)
_SECTIONS = 40


def drawn_plan(name: str, seed: int):
    """A plan with sections of random words, the same ones for the same seed."""
    chance = random.Random(seed)
    rows = plan_rows(name)
    made = list(rows.sections)
    for position in range(len(made), _SECTIONS):
        words = chance.choices(_WORDS, k=chance.randrange(40))
        heading = " ".join(chance.choices(_WORDS, k=chance.randrange(1, 5))) if chance.random() < 0.5 else None
        made.append(
            rows.sections[0].model_copy(
                update={
                    "section_id": f"{rows.document.document_id}:sections:{position:06d}",
                    "position": position,
                    "path": str(position),
                    "heading": heading,
                    "text": " ".join(words) or "-",
                }
            )
        )
    return rows.model_copy(update={"sections": made})


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Plans of which one was read again as something else, one went with its file, and one came later."""
    path = tmp_path_factory.mktemp("search") / "kehoach.duckdb"
    load(path, [drawn_plan("a.txt", 1), drawn_plan("b.txt", 2), drawn_plan("c.txt", 3)])
    load(path, [drawn_plan("b.txt", 4)])
    with WarehouseWriter(path) as writer:
        assert writer.place(gone=["/plans/c.txt"]) == 1
    load(path, [drawn_plan("d.txt", 5)])
    return path


@pytest.fixture(scope="module")
def sections(path):
    """Id, heading and text of every section that is there."""
    found = run_query(path, "SELECT section_id, coalesce(heading, ''), text FROM sections ORDER BY section_id").rows
    assert len(found) == 3 * _SECTIONS
    return found


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return f" {' '.join(re.findall('[a-z0-9]+', letters))} "


def read_all(sections, words: str) -> list[tuple[int, str]]:
    """Score and id of what holds the words, the best first, by reading every section."""
    terms = [term for found in re.findall(r'"[^"]+"|[^"\s]+', words) if (term := plain(found)).strip()][:12]
    phrase, asked = plain(words), words.replace('"', "").strip().lower()
    scored = []
    for section_id, heading, text in sections:
        heading_words, text_words = plain(heading), plain(text)
        in_heading = all(term in heading_words for term in terms)
        if terms and (in_heading or all(term in text_words for term in terms)):
            score = 4 * (asked in text.lower()) + 2 * (phrase in heading_words) + (phrase in text_words) + in_heading
            scored.append((-score, len(text_words), section_id, score))
    return [(score, section_id) for _, _, section_id, score in sorted(scored)]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(_WORDS),
            st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
            st.text(alphabet="aăâđeêoôơuưy 0\"'%_-🙂", max_size=4),
        ),
        max_size=14,
    ).map(" ".join)
)
@example("kinh tế số")
@example("kinh te so")
@example('"ke hoach" a')
@example("nghieng")
@example("trachnhiemkhac")
@example("1 2 3 4 5 6 7 8 9 10 11 12 13 14")
def test_a_search_finds_and_ranks_what_reading_every_section_would(path, sections, words):
    found = search_sections(path, words, most=10 * _SECTIONS)
    assert [(section.score, section.section_id) for section in found] == read_all(sections, words)
