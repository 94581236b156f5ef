"""Checks what helps to recognise: honest evidence, cases, names that lead somewhere, and the policy it needs."""

from collections import Counter
from collections.abc import Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import Evidence, Knowledge, Status

__all__ = ["check_recognition"]

_NEEDED = {
    "blood-draw-limit": "mL/kg",
    "next-test-now": "{point}",
    "next-test-stage": "{point}",
    "next-test-disease": "{point}",
    "next-test-classification": "{point}",
}
"""The parameters that the choice of the next test reads, and their units."""


def check_recognition(knowledge: Knowledge, missing: set[str], folder: str = "knowledge") -> Iterator[KnowledgeError]:
    """Every problem of differentials/ and samples/.

    `missing` are the kinds of which some record could not be read; `folder` is what the folder is called in messages.
    """
    yield from _differentials(knowledge, missing)
    for sample in knowledge.samples.values():
        if _unusable(sample.evidence):
            yield KnowledgeError(
                sample.where, "an unverified sample", "verified, derived or proposal; else leave it out"
            )
        if not sample.gives:
            yield KnowledgeError(sample.where, "a sample that gives nothing", "gives: the facts it answers")
    if knowledge.samples and "policy" not in missing:
        for id, unit in _NEEDED.items():
            found = knowledge.policy.get(id)
            if found is None or found.value.unit != unit:
                yield KnowledgeError(
                    f"{folder}/policy", f"samples, and no parameter '{id}' in {unit}", f"{id} in policy/"
                )


def _differentials(knowledge: Knowledge, missing: set[str]) -> Iterator[KnowledgeError]:
    concepts = {*knowledge.drugs, *knowledge.facts, *knowledge.terms, *knowledge.criteria}
    told = {case.about for case in knowledge.cases.values()}
    orders = Counter(one.order for one in knowledge.differentials.values())
    for one in knowledge.differentials.values():
        if _unusable(one.evidence):
            yield KnowledgeError(one.where, "an unverified record computes", "verified, derived or proposal")
        for separator in one.separated_by:
            if _unusable(separator.evidence):
                found = f"'{separator.test}' tells something unverified"
                yield KnowledgeError(one.where, found, "verified, derived or proposal; else leave it out")
        if not one.separated_by:
            yield KnowledgeError(one.where, "nothing tells it apart", "separated_by: one result at least")
        if orders[one.order] > 1:
            yield KnowledgeError(one.where, f"another differential has the order {one.order} too", "one of its own")
        if "cases" not in missing and one.id not in told:
            yield KnowledgeError(one.where, "no case tells when it is thought of", f"cases/{one.id}-edges.yaml")
        for name in one.about:
            if name not in concepts:
                hint = did_you_mean(name, concepts)
                yield KnowledgeError(
                    one.where, f"'{name}' is not a drug, fact, term or criterion{hint}", "one, in about"
                )


def _unusable(evidence: tuple[Evidence, ...]) -> bool:
    return any(one.status is Status.UNVERIFIED for one in evidence[:1])
