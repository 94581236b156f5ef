"""Checks the forms: every name leads to a fact or drug that fits its part, and nothing is asked twice."""

from collections import Counter
from collections.abc import Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import EntryForm, FormPart, Knowledge, PartKind

__all__ = ["check_forms"]

_OWN = ("label", "age", "age-unit", "born", "sex", "all-medicines")
"""What every form asks beside its facts and drugs, or calls its fields."""


def check_forms(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Every problem of forms/, each with its file and line."""
    for form in knowledge.forms.values():
        yield from _form(form)
        for part in form.parts:
            yield from _part(part, knowledge)


def _form(form: EntryForm) -> Iterator[KnowledgeError]:
    for kind in (PartKind.CHILD, PartKind.MEDICINES):
        if sum(part.kind is kind for part in form.parts) != 1:
            yield KnowledgeError(form.where, f"not exactly one part of kind '{kind.value}'", "one in each form")
    names = Counter(name for part in form.parts for name in (part.id, *part.names))
    for part in form.parts:
        for name in dict.fromkeys((part.id, *part.names)):
            if names[name] > 1:
                yield KnowledgeError(part.where, f"'{name}' stands twice in this form", "once")
            if name in _OWN:
                yield KnowledgeError(part.where, f"'{name}' is asked by every form", "another name, or none")


def _part(part: FormPart, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    if not part.asked:
        yield KnowledgeError(part.where, f"the part '{part.id}' asks nothing at once", "asked: one id at least")
    medicines = part.kind is PartKind.MEDICINES
    for name in part.names:
        if medicines:
            if name not in knowledge.drugs:
                hint = did_you_mean(name, knowledge.drugs)
                yield KnowledgeError(part.where, f"'{name}' is not a drug{hint}", "the id of a file in drugs/")
        elif name not in knowledge.facts:
            hint = did_you_mean(name, knowledge.facts)
            yield KnowledgeError(part.where, f"'{name}' is not a fact{hint}", "the id of a file in facts/")
        elif knowledge.facts[name].kind not in part.kind.facts:
            found = f"'{name}' is of kind {knowledge.facts[name].kind.value}, in a part of {part.kind.value}"
            fitting = " or ".join(sorted(kind.value for kind in part.kind.facts))
            yield KnowledgeError(part.where, found, f"a fact of kind {fitting}")
