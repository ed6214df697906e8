"""The spaCy pipeline: one `Doc` a plan, one component a layer.

A component reads what those before it wrote on the `Doc` and writes its own layer as a span group
(`doc.spans["dates"]`) and as a list of plain values with offsets (`doc._.dates`, see `extractors.plan`).
"""

from functools import lru_cache
from importlib import import_module

from spacy.language import Language
from spacy.tokens import Doc

from extractors.tokenizer import SyllableTokenizer
from schemas.source import SourceText

#: The layers in order, with the module that registers each component.
COMPONENTS = {
    "kehoach_outline": "extractors.outline",
    "kehoach_header": "extractors.header",
    "kehoach_references": "extractors.references",
    "kehoach_dates": "extractors.dates",
    "kehoach_quantities": "extractors.quantities",
    "kehoach_agencies": "extractors.agencies",
    "kehoach_targets": "extractors.targets",
    "kehoach_tasks": "extractors.tasks",
}

for _name in ("source", "outline", "header"):
    Doc.set_extension(_name, default=None, force=True)
for _name in ("references", "dates", "percentages", "amounts", "agencies", "targets", "tasks"):
    Doc.set_extension(_name, default=[], force=True)


class PlanLanguage(Language):
    """Vietnamese as administrative documents write it: spaCy's language class with our syllable tokenizer."""

    lang = "vi"


@lru_cache(maxsize=1)
def load() -> Language:
    """Build the pipeline, once a process."""
    nlp = PlanLanguage(create_tokenizer=lambda nlp: SyllableTokenizer(nlp.vocab), max_length=10**9)
    for component, module in COMPONENTS.items():
        import_module(module)
        nlp.add_pipe(component)
    return nlp


def annotate(source: SourceText) -> Doc:
    """Read all layers of a plan.

    Args:
        source: the canonical text with its lines, as a reader of `corpus` gives it.

    Returns:
        The `Doc` over `source.text`, with `doc._.outline`, `doc._.header`, `doc._.dates`, … filled.
    """
    nlp = load()
    doc = nlp.make_doc(source.text)
    doc._.source = source
    return nlp(doc)
