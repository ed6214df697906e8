import pytest

from tests.warehouse_rows import load, plan_rows
from warehouse.arrow import LAYERS
from warehouse.errors import AmbiguousDocument, DocumentNotFound, NoSuchWarehouse
from warehouse.show import document_overview

ONE, TWO = plan_rows("Kế hoạch số một.txt"), plan_rows("Kế hoạch số hai.txt", province="BL")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "kehoach.duckdb"
    load(path, [ONE, TWO])
    return path


@pytest.mark.parametrize(
    "words",
    [
        TWO.document.document_id,
        TWO.document.document_id[:7],
        TWO.document.document_id[:7].upper(),
        TWO.document.number,
        TWO.document.number.lower(),
        TWO.document.number.split("/")[0],
        "Kế hoạch số hai.txt",
        "kế hoạch số hai",
        "ke hoach so hai",
        "số hai",
        "binh long",
        "  Bình Long ",
    ],
)
def test_a_document_is_found_by_id_number_or_name(path, words):
    assert document_overview(path, words).document["document_id"] == TWO.document.document_id


def test_words_that_fit_several_documents_bring_up_the_candidates(path):
    with pytest.raises(AmbiguousDocument, match="name one by its id") as caught:
        document_overview(path, "kế hoạch")
    assert {candidate[0] for candidate in caught.value.candidates} == {
        ONE.document.document_id,
        TWO.document.document_id,
    }


@pytest.mark.parametrize("words", ["", " ", "Cà Mau", "%", "' OR 1=1 --"])
def test_words_that_fit_no_document_say_where_to_look(path, words):
    with pytest.raises(DocumentNotFound, match="kehoach query documents"):
        document_overview(path, words)


def test_the_outline_is_a_tree_in_reading_order(path):
    outline = document_overview(path, ONE.document.document_id).outline
    assert [(node.path, [child.path for child in node.children]) for node in outline] == [
        ("I", ["I.1"]),
        ("II", ["II.1"]),
    ]


def test_every_layer_shows_its_rows(path):
    overview = document_overview(path, ONE.document.document_id)
    assert overview.layers.keys() == LAYERS.keys() - {"pages", "sections", "task_agencies"}
    for layer, found in overview.layers.items():
        assert len(found.rows) == len(getattr(ONE, layer)), layer
        assert all(len(row) == len(found.columns) for row in found.rows)
    targets = overview.layers["targets"]
    row = dict(zip(targets.columns, targets.rows[0], strict=True))
    assert (row["section"], row["indicator"], row["target"], row["deadline_year"]) == (
        "I.1",
        "Kinh tế số",
        "20 %",
        2025,
    )


def test_the_metadata_leave_the_text_out(path):
    document = document_overview(path, ONE.document.document_id).document
    assert "text" not in document
    assert document["characters"] == len(ONE.document.text)


def test_a_missing_warehouse_is_named(tmp_path):
    with pytest.raises(NoSuchWarehouse):
        document_overview(tmp_path / "none.duckdb", "x")
