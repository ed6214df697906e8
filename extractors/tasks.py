"""Tasks: work that is assigned to somebody, from annex tables, labelled lines and assignments."""

from spacy.language import Language
from spacy.tokens import Doc

from extractors.assignments import find_assignments
from extractors.plan import Assignment
from extractors.task_lines import find_line_tasks
from extractors.task_tables import find_table_tasks


def find_tasks(doc: Doc) -> list[Assignment]:
    """Find all tasks of a plan, in reading order.

    Args:
        doc: a plan with outline, header, references, dates, quantities and agencies.
    """
    tasks = [*find_table_tasks(doc), *find_line_tasks(doc), *find_assignments(doc)]
    return sorted(tasks, key=lambda task: task.span)


@Language.component("kehoach_tasks")
def tasks_component(doc: Doc) -> Doc:
    """Write `doc._.tasks`."""
    doc._.tasks = find_tasks(doc)
    return doc
