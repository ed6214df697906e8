"""What a heading says of the text under it: its title, the role of the section, a deadline."""

import re
from functools import cache

from extractors.lexicon import read_toml
from extractors.plan import Deadline
from schemas.vocabulary import SectionRole

_GENERAL_OBJECTIVE = re.compile(r"(?i)\bmục tiêu (?:tổng quát|chung|tổng thể)\b")
_SPECIFIC_OBJECTIVE = re.compile(r"(?i)\b(?:mục tiêu cụ thể|chỉ tiêu)\b")

_YEAR = r"(?<![\d/])(20[0-9]{2})(?![\d/])"
_PERIOD_END = re.compile(rf"(?i)(?:20\d\d)[ ]?(?:-|–|—|đến(?: năm)?)[ ]?{_YEAR}")
_YEAR_ALONE = re.compile(_YEAR)
_DAY = re.compile(r"\bngày\s+\d{1,2}\s*(?:/|-|tháng)")


def fold_title(title: str) -> str:
    """Lower-case a title and take off what ends it, for comparing."""
    return re.sub(r"\s+", " ", title).strip(" .:;,*-–").lower()


def role_of_title(title: str, top: bool) -> SectionRole | None:
    """Tell what a section is for from its title.

    Args:
        title: title or run-in title as printed.
        top: whether the section stands at the top of the outline, where a title names its role freely; below, only a
            title that is nothing else than the name of a role changes what is inherited.
    """
    folded = fold_title(title)
    patterns = _titles()["top" if top else "inner"]
    return next((role for role, pattern in patterns if pattern.fullmatch(folded)), None)


@cache
def _titles() -> dict[str, list[tuple[SectionRole, re.Pattern[str]]]]:
    """The wordings of titles by role, in the order in which they are asked."""
    return {
        place: [(SectionRole(entry["role"]), re.compile("|".join(entry["titles"]))) for entry in entries]
        for place, entries in read_toml("section_titles").items()
    }


def states_general_objective(title: str) -> bool | None:
    """Tell whether a title opens the general objective (True), the specific ones (False) or neither (None)."""
    if _GENERAL_OBJECTIVE.search(title):
        return True
    return False if _SPECIFIC_OBJECTIVE.search(title) else None


def deadline_of_title(title: str) -> Deadline | None:
    """Read the year by which a title sets its objectives: `Đến năm 2025`, `Giai đoạn 2021 - 2025`, `năm 2026`.

    The first year counts (`đến năm 2025, định hướng đến năm 2030`), of a period its end. A title that gives a full
    date (`Nghị quyết … ngày 27/9/2019`) cites a document and sets no deadline.
    """
    if _DAY.search(title):
        return None
    first = _YEAR_ALONE.search(title)
    if first is None:
        return None
    period = _PERIOD_END.search(title)
    return Deadline(int(period.group(1) if period and period.start() <= first.start() else first.group(1)))
