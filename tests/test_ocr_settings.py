"""Which pages OCR reads: `auto`, `always`, `never`, and what becomes of pages that only OCR could read."""

import io
import json
from pathlib import Path
from typing import get_args

import pypdfium2 as pdfium
import pytest
from PIL import Image

from corpus import NeedsOcr, ReadingSettings, read, read_bytes, settings
from flows.settings import OcrChoice
from flows.version import pipeline_version, version_for
from schemas.vocabulary import TextOrigin
from tests.cli import SAMPLES, kehoach
from tests.printed_pdf import lines, pdf
from tests.scans import needs_tesseract

PRINTED = SAMPLES / "documents" / "sample-d-ke-hoach-sau-sap-xep-bang-gach.pdf"
SCANNED = SAMPLES / "scans" / "sample-d-ke-hoach-sau-sap-xep-bang-gach-clean.pdf"
NAME = "plan.pdf"


def _put_together(*pages: tuple[Path, int]) -> bytes:
    made = pdfium.PdfDocument.new()
    for path, index in pages:
        source = pdfium.PdfDocument(path)
        made.import_pages(source, [index])
        source.close()
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


@pytest.fixture(scope="module")
def mixed() -> bytes:
    return _put_together((PRINTED, 0), (SCANNED, 1), (PRINTED, 2))


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.unread.missing", lambda: "Tesseract is not installed")


def test_never_keeps_the_text_pages_and_tells_which_pages_it_left(mixed: bytes) -> None:
    source = read_bytes(mixed, NAME, ocr="never")
    first, scan, last = source.pages
    assert first.end > first.start and last.end > last.start
    assert scan.start == scan.end
    assert source.text_origin is TextOrigin.TEXT_LAYER
    assert source.warnings == ("not read: page 2 of 3 has no text layer, and OCR is off",)


def test_never_turns_away_what_has_nothing_to_read_without_ocr() -> None:
    with pytest.raises(NeedsOcr, match=r"pages 1-3 of 3 have no text layer, and OCR is off; .*--ocr auto"):
        read(SCANNED, ocr="never")


def test_never_turns_images_away() -> None:
    out = io.BytesIO()
    Image.new("L", (400, 600), 255).save(out, "PNG")
    with pytest.raises(NeedsOcr, match=r"picture of text, and OCR is off; .*--ocr auto"):
        read_bytes(out.getvalue(), "page.png", ocr="never")


def test_never_reads_a_text_layer_that_can_be_repaired() -> None:
    words = "Ủy ban nhân dân tỉnh giao các sở, ban, ngành thực hiện nhiệm vụ đƣợc nêu trong chƣơng trình này. " * 2
    data = pdf(lines(*(words[at : at + 66] for at in range(0, len(words), 66))))
    assert "được nêu trong chương trình" in " ".join(read_bytes(data, NAME, ocr="never").text.split())


def test_a_text_layer_in_no_vietnamese_is_left_by_never_and_told(mixed: bytes) -> None:
    noise = pdf(lines(*["qxzk wvbn plrt hjkd fghw mnbv ztrq wplk vcxz kjhg"] * 6))
    with pytest.raises(NeedsOcr, match="page 1 of 1 has no text layer in Vietnamese, and OCR is off"):
        read_bytes(noise, NAME, ocr="never")


def test_always_reads_pages_that_have_a_good_text_layer_by_ocr() -> None:
    needs_tesseract()
    data = _put_together((PRINTED, 0))
    assert read_bytes(data, NAME).text_origin is TextOrigin.TEXT_LAYER
    source = read_bytes(data, NAME, ocr="always")
    assert source.text_origin is TextOrigin.OCR
    assert source.pages[0].ocr_confidence is not None


def test_without_tesseract_a_mixed_document_is_turned_away_whole(no_tesseract: None, mixed: bytes) -> None:
    told = r"page 2 of 3 has no text layer, and Tesseract is not installed; install Tesseract: .*; or .*--ocr never"
    with pytest.raises(NeedsOcr, match=told):
        read_bytes(mixed, NAME)


def test_without_tesseract_a_scan_is_not_offered_to_be_read_without_ocr(no_tesseract: None) -> None:
    with pytest.raises(NeedsOcr) as turned_away:
        read(SCANNED)
    assert "pages 1-3 of 3" in str(turned_away.value) and "never" not in str(turned_away.value)


def test_without_tesseract_always_is_turned_away_and_text_layers_are_read(no_tesseract: None) -> None:
    with pytest.raises(NeedsOcr, match="by OCR alone, and Tesseract is not installed"):
        read(PRINTED, ocr="always")
    assert read(PRINTED).text == read(PRINTED, ocr="never").text


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="auto or always or never, not 'sometimes'"):
        read(PRINTED, ocr="sometimes")  # type: ignore[arg-type]


def test_the_command_line_offers_the_choices_that_corpus_knows() -> None:
    assert get_args(OcrChoice) == get_args(settings.Ocr)


def test_other_settings_are_another_version() -> None:
    versions = {version_for(ocr) for ocr in get_args(settings.Ocr)}
    assert len(versions) == 3 and version_for("auto") == pipeline_version()
    assert len({ReadingSettings(ocr) for ocr in get_args(settings.Ocr)}) == 3


def test_a_run_with_another_setting_reads_anew_and_tells_what_is_missing(mixed: bytes, tmp_path: Path) -> None:
    needs_tesseract()
    (tmp_path / "mixed.pdf").write_bytes(mixed)
    words = ("ingest", "mixed.pdf", "--direct", "--json")
    summary = json.loads(kehoach(*words, "--ocr", "never", cwd=tmp_path).stdout)
    assert (summary["ingested"], len(summary["warnings"])) == (1, 1)
    assert "page 2 of 3 has no text layer" in summary["warnings"][0]["warning"]
    assert "page 2 of 3 has no text layer" in kehoach("show", "mixed.pdf", cwd=tmp_path).stdout
    assert json.loads(kehoach(*words, "--ocr", "never", cwd=tmp_path).stdout)["skipped"] == 1
    summary = json.loads(kehoach(*words, cwd=tmp_path).stdout)
    assert (summary["ingested"], summary["warnings"]) == (1, [])
    assert "not read" not in kehoach("show", "mixed.pdf", cwd=tmp_path).stdout
    again = kehoach(*words[:-1], "--ocr", "never", cwd=tmp_path)
    assert again.returncode == 0
    assert "not in full: mixed.pdf: not read: page 2 of 3 has no text layer, and OCR is off" in again.stdout


def test_a_file_that_lacked_tesseract_is_read_once_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, mixed: bytes, tmp_path: Path
) -> None:
    needs_tesseract()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "mixed.pdf").write_bytes(mixed)
    words = ("ingest", "inbox", "--direct", "--json")
    with monkeypatch.context() as without:
        without.setattr("corpus.unread.missing", lambda: "Tesseract is not installed")
        without.setattr("corpus.tesseract.missing", lambda: "Tesseract is not installed")
        assert json.loads(kehoach(*words, cwd=tmp_path).stdout)["rejected"] == 1
        assert json.loads(kehoach(*words, cwd=tmp_path).stdout)["rejected_before"] == 1
    assert json.loads(kehoach(*words, cwd=tmp_path).stdout)["ingested"] == 1


def test_what_never_rejects_is_not_tried_again_with_never(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    Image.new("L", (400, 600), 255).save(tmp_path / "inbox" / "page.png")
    words = ("ingest", "inbox", "--direct", "--json", "--ocr", "never")
    assert json.loads(kehoach(*words, cwd=tmp_path).stdout)["rejected"] == 1
    assert json.loads(kehoach(*words, cwd=tmp_path).stdout)["rejected_before"] == 1
