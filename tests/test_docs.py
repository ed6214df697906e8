"""README, `--help` and the commands say the same."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from flows.cli import app
from schemas.tables import TABLES
from tests.cli import ROOT, TEXT_SAMPLES, kehoach

README = (ROOT / "README.md").read_text(encoding="utf-8")
GENERAL = {"--help"}


def _commands(group: object, name: str = "kehoach") -> Iterator[tuple[str, object]]:
    for word, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            yield from _commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_tells_what_it_does(name: str) -> None:
    assert f"| `{name}" in README
    assert COMMANDS[name].help  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_readme_and_has_a_help_text(name: str) -> None:
    for parameter in COMMANDS[name].params:  # type: ignore[attr-defined]
        options = [option for option in parameter.opts if option.startswith("--")]
        if options and options[0] not in GENERAL:
            assert options[0] in README, f"{name} {options[0]}"
        assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


def test_every_command_that_the_readme_names_exists() -> None:
    named = {match.group(1) for match in re.finditer(r"\bkehoach ((?:server )?[a-z]+)\b", README) if _is_command(match)}
    assert {f"kehoach {words}" for words in named} <= set(COMMANDS)


def _is_command(match: re.Match[str]) -> bool:
    return README[match.start() - 1] in "`/ " and match.group(1) not in {"turns", "writes", "is"}


def test_every_option_that_the_readme_names_exists() -> None:
    known = {option for command in COMMANDS.values() for p in command.params for option in p.opts}  # type: ignore[attr-defined]
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", README)) <= known | GENERAL


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets


def test_every_table_is_in_the_readme() -> None:
    assert [table for table in TABLES if f"`{table}`" not in README] == []


def test_every_folder_and_file_that_the_readme_names_exists() -> None:
    for path in re.findall(r"`((?:\w+/)+[\w.]*|[A-Z]+|requirements\.lock|pyproject\.toml)`", README):
        if path not in {"DOCUMENT", "NFC", "benchmarks/results.json"} and not path.startswith("build/"):
            assert (ROOT / path).exists(), path


def test_every_query_that_the_readme_shows_runs(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    done = kehoach("ingest", *TEXT_SAMPLES, "--direct", "--warehouse", "build/samples.duckdb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = re.findall(r"^\$ kehoach (.+)$", README, re.MULTILINE)
    assert shown
    for line in shown:
        done = kehoach(*shlex.split(line), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    sql = re.findall(r"```sql\n(.+?)\n```", README, re.DOTALL)
    assert sql
    for question in sql:
        done = kehoach("query", question, "--warehouse", "build/samples.duckdb", cwd=tmp_path)
        assert set(done.stdout.splitlines()[1:]) == {"True"}
