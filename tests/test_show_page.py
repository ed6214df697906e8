"""`kehoach show --page --image`: the page of a source file with its rows boxed, and why there may be none."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from corpus.drawing import SCALE
from flows import show_page
from tests.cli import SAMPLES, Done, kehoach
from tests.scans import needs_tesseract, plan_page
from warehouse.page_boxes import LAYERS

PLAN = "sample-d-ke-hoach-sau-sap-xep-bang-gach.pdf"
TEXT = "sample-a-ke-hoach-tinh-uy-ocr.md"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(SAMPLES / "documents" / PLAN, folder)
    shutil.copy(SAMPLES / TEXT, folder)
    done = kehoach("ingest", PLAN, TEXT, "--direct", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def _show(house: Path, document: str, page: int, image: str) -> Done:
    return kehoach("show", document, "--page", str(page), "--image", image, cwd=house)


def _rows(house: Path, sql: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(kehoach("query", sql, "--format", "json", cwd=house).stdout)
    return found


def test_every_layer_with_boxes_has_a_colour_of_its_own() -> None:
    assert list(show_page._STYLES) == list(LAYERS)
    assert len({colour for colour, _ in show_page._STYLES.values()}) == len(LAYERS)


def test_the_page_is_drawn_with_its_rows_boxed(house: Path) -> None:
    done = _show(house, PLAN, 2, "page.png")
    assert done.returncode == 0, done.stderr
    row = _rows(
        house,
        "SELECT pages.width, pages.height, targets.bbox FROM targets JOIN pages USING (document_id, page) "
        "WHERE page = 2 LIMIT 1",
    )[0]
    with Image.open(house / "page.png") as opened:
        picture = opened.convert("RGB")
    band = picture.height - round(float(str(row["height"])) * SCALE)
    assert picture.width == round(float(str(row["width"])) * SCALE) and band > 0
    box = row["bbox"] if isinstance(row["bbox"], list) else json.loads(str(row["bbox"]))
    colour, off = show_page._STYLES["targets"]
    edge = picture.getpixel((round((box[0] + box[2]) / 2 * SCALE), round((box[1] - off) * SCALE) + band))
    assert edge == colour
    count = len(_rows(house, "SELECT 1 AS one FROM targets WHERE page = 2 AND bbox IS NOT NULL"))
    assert f"targets {count}" in done.stdout and "page 2 of 3" in done.stdout


def test_a_scan_that_lay_upside_down_is_drawn_upright(tmp_path: Path) -> None:
    needs_tesseract()
    page = plan_page(
        "Kế hoạch phát triển thư viện giai đoạn 2026 - 2030",
        "Đến năm 2028 có 92% trường học đạt chuẩn quốc gia mức độ 1;",
        "mỗi xã, phường có ít nhất một thư viện phục vụ người dân.",
    )
    page.rotate(180).save(tmp_path / "scan.png", dpi=(200, 200))
    assert kehoach("ingest", "scan.png", "--direct", cwd=tmp_path).returncode == 0
    done = _show(tmp_path, "scan.png", 1, "drawn.png")
    assert done.returncode == 0, done.stderr
    assert _rows(tmp_path, "SELECT turned FROM pages") == [{"turned": 180}]
    with Image.open(tmp_path / "drawn.png") as picture:
        gray = picture.convert("L")
    # The few lines stand at the head of the page: its lower half is blank.
    assert min(gray.crop((0, gray.height // 2, gray.width, gray.height)).tobytes()) > 200


def test_a_page_that_is_not_there_is_told_with_the_pages_that_are(house: Path) -> None:
    done = _show(house, PLAN, 9, "page.png")
    assert done.returncode == 1 and "has 3 pages, there is no page 9: give --page 1 to 3" in done.stderr


def test_text_has_no_page_to_draw(house: Path) -> None:
    done = _show(house, TEXT, 1, "page.png")
    assert done.returncode == 1 and "has no pages to draw" in done.stderr


@pytest.mark.parametrize(
    ("image", "told"), [("page.jpg", "ends in .png"), ("absent/page.png", "there is no folder absent")]
)
def test_a_target_that_cannot_be_written_is_bad_usage(house: Path, image: str, told: str) -> None:
    done = _show(house, PLAN, 1, image)
    assert done.returncode == 2 and told in done.stderr


def test_page_and_image_go_together(house: Path) -> None:
    for words in (("--page", "1"), ("--image", "page.png")):
        done = kehoach("show", PLAN, *words, cwd=house)
        assert done.returncode == 2 and "go together" in done.stderr


def test_a_warehouse_is_not_overwritten_with_a_picture(house: Path) -> None:
    shutil.copy(house / "kehoach.duckdb", house / "other.png")
    done = _show(house, PLAN, 1, "other.png")
    assert done.returncode == 1 and "is a warehouse" in done.stderr


def test_a_source_that_has_changed_or_gone_is_told(house: Path, tmp_path: Path) -> None:
    shutil.copy(house / PLAN, tmp_path)
    assert kehoach("ingest", PLAN, "--direct", cwd=tmp_path).returncode == 0
    (tmp_path / PLAN).write_bytes((tmp_path / PLAN).read_bytes() + b"\n")
    done = _show(tmp_path, PLAN, 1, "page.png")
    assert done.returncode == 1 and "has changed since it was read" in done.stderr
    (tmp_path / PLAN).unlink()
    done = _show(tmp_path, PLAN, 1, "page.png")
    assert done.returncode == 1 and "is not there any more" in done.stderr
    assert not (tmp_path / "page.png").exists()
