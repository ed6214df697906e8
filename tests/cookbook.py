"""The questions of docs/cookbook.md with their answers, as a test and a writer of the page see them."""

import re
from collections.abc import Iterator

from tests.cli import ROOT
from warehouse.query import QueryResult

PAGE = ROOT / "docs" / "cookbook.md"
_QUESTION = re.compile(
    r"^## \d+\. (?P<question>.+?)\n.*?```sql\n(?P<sql>.+?)\n```\n\n(?P<answer>(?:\|[^\n]*\n)+)", re.M | re.S
)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def markdown_table(result: QueryResult) -> str:
    """A result as a table of Markdown."""
    lines = [result.columns, ["---"] * len(result.columns), *result.rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def questions() -> Iterator[tuple[str, str, str]]:
    """Yield question, SQL and the answer as printed."""
    for found in _QUESTION.finditer(PAGE.read_text(encoding="utf-8")):
        yield found["question"], found["sql"], found["answer"].rstrip("\n")
