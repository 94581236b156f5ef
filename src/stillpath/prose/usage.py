"""Where an entry of the knowledge is used: the rules that look at it, what says it, and what cites it."""

from stillpath.model import NAMES, WHEN, Knowledge, Way, stating
from stillpath.prose.document import Item

__all__ = ["KIND", "cited_by", "uses_of"]

KIND = {
    "criteria": "criterion",
    "scores": "score",
    "pathway": "stage",
    "actions": "action",
    "alerts": "alert",
    "monitoring": "check",
    "schedules": "schedule",
    "differentials": "differential",
    "drugs": "drug",
    "events": "event",
    "conflicts": "conflict",
    "samples": "sample",
    "forms": "form",
    "facts": "fact",
    "questions": "question",
    "gates": "gate",
    "policy": "policy",
    "tables": "table",
    "statements": "statement",
    "glossary": "term",
    "sources": "source",
    "translations": "translation",
    "cases": "case",
}
"""What one entry of each folder is called."""

_USES = {Way.RULE: 0, Way.LIST: 1, Way.ASKED: 2, Way.ABOUT: 2}
"""The ways that a page tells of, and their order on it."""


def uses_of(kind: str, id: str, knowledge: Knowledge) -> tuple[Item, ...]:
    """Every entry that uses the one of this kind and id, each once, as an item that names it (`of`)."""
    wanted = (f"{kind}/{id}", f"{kind}/{id}{NAMES}", f"{kind}/{id}{WHEN}")
    found = [
        (_USES[lead.way], lead.of)
        for lead in knowledge.leads
        if lead.way in _USES and (lead.to == id if lead.way is Way.ABOUT else lead.to in wanted)
    ]
    uses = dict.fromkeys(of for _, of in sorted(found, key=lambda one: one[0]))
    return tuple(Item(f"{KIND[of.partition('/')[0]]} {of.partition('/')[2]}", of=of) for of in uses)


def cited_by(source: str, knowledge: Knowledge) -> tuple[Item, ...]:
    """Every entry that cites a source, with how sure it is and where in the source it stands."""
    found = []
    for of, evidence in stating(knowledge):
        places = [f"{one.status.value}, {one.tier.value}: {one.locator}" for one in evidence if one.source == source]
        if places:
            found.append(Item(of, details=tuple(Item(place) for place in dict.fromkeys(places)), of=of))
    return tuple(found)
