"""What the repository promises of itself: a lock file without hosts, folders as designed, walls between them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli import ROOT

#: Read in pieces, so that this file does not name what no file may name.
_REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("pypi", "python"))
]
FOLDERS = {"schemas", "corpus", "extractors", "warehouse", "flows", "tests", "benchmarks", "docs"}


def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git repository here: the files that belong to it are not known")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_the_lock_file_pins_every_package_and_names_no_host() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[a-z0-9][a-z0-9.-]*(\[[a-z0-9, -]+\])?==[\w.]+( ; .+)?$", line) for line in lines)


def test_the_lock_file_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    names = {re.split(r"[\[<>=!~ ;]", requirement)[0].lower() for requirement in asked}
    locked = {line.split("==")[0].split("[")[0] for line in (ROOT / "requirements.lock").read_text().splitlines()}
    assert names <= locked


def test_no_file_names_a_package_registry() -> None:
    for path in _tracked():
        words = path.read_bytes()
        assert not any(host.encode() in words for host in _REGISTRIES), path


def test_the_top_level_folders_are_the_stages() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in _tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert {name for name in folders if not name.startswith(".")} == FOLDERS


def test_no_import_crosses_a_wall() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_flows_knows_prefect() -> None:
    for folder in FOLDERS - {"flows", "tests", "benchmarks"}:
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"^\s*(from|import) prefect\b", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_every_package_has_its_data_files_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = project["package-data"]["*"]
    for package in project["packages"]:
        for path in (ROOT / package).rglob("*"):
            inside = path.relative_to(ROOT / package)
            if path.is_file() and path.suffix not in {".py", ".pyc"} and "samples" not in inside.parts:
                assert any(inside.match(pattern) for pattern in patterns), inside
