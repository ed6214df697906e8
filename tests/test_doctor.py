"""`kehoach doctor` tells what is there, what is missing, what for, and how to get it."""

import threading
from pathlib import Path

import pytest

from corpus import tesseract
from flows import doctor
from tests.cli import kehoach


def _found() -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.findings()}


def test_what_scans_and_word_97_need_is_optional_and_told_with_its_use() -> None:
    found = _found()
    for name in (
        "Tesseract (scanned pages)",
        "Tesseract data vie",
        "Tesseract data osd",
        "fonts (PDFs that bring none)",
        "LibreOffice (.doc files)",
    ):
        assert not found[name].needed
        assert found[name].remedy.startswith("apt-get install ")
    assert found["Tesseract data osd"].present


def test_on_a_machine_without_programs_the_optional_ones_are_told_with_their_packages(tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    done = kehoach("doctor", cwd=tmp_path, PATH=str(empty))
    lines = {line.split("\t")[1]: line.split("\t") for line in done.stdout.splitlines()}
    assert done.returncode == 0
    assert lines["LibreOffice (.doc files)"][0] == "optional"
    assert lines["LibreOffice (.doc files)"][3] == "apt-get install libreoffice-writer-nogui"
    assert lines["fonts (PDFs that bring none)"][0] == "optional"


def test_data_that_tesseract_cannot_load_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "vie.traineddata"
    broken.write_bytes(b"no data")
    monkeypatch.setattr(tesseract, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(tesseract, "_engines", threading.local())
    if not _found()["Tesseract (scanned pages)"].present:
        pytest.skip("no Tesseract here")
    finding = _found()["Tesseract data vie"]
    assert not finding.present
    assert "cannot load" in finding.detail or "does not work" in finding.detail
