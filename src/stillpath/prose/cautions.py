"""The cautions of a drug that hold for this child now."""

from stillpath.engine import Decision
from stillpath.model import Drug, Verdict
from stillpath.prose.document import Citations, Item
from stillpath.prose.words import for_people

__all__ = ["CAUTION", "cautions_now", "short_cautions"]

CAUTION = "caution"
"""The label of a caution under a dose."""


def cautions_now(drug: Drug, decision: Decision, citations: Citations, label: str) -> tuple[Item, ...]:
    """Each caution of a drug whose condition is met now, with the drug before it, in the order of the record."""
    return tuple(
        Item(f"{drug.title}: {one.says}", label, citations.cite(one.evidence), of=f"drugs/{drug.id}/caution/{one.id}")
        for one in drug.cautions
        if one.when is not None and decision.evaluate(one.when).verdict is Verdict.MET
    )


def short_cautions(drug: Drug, decision: Decision) -> tuple[str, ...]:
    """The first sentence of each, for where there is no room for more."""
    return tuple(
        for_people(f"Caution: {one.says.partition('. ')[0].rstrip('.')}.")
        for one in drug.cautions
        if one.when is not None and decision.evaluate(one.when).verdict is Verdict.MET
    )
