"""The kinds of record, in the order in which they are told, and which of them decide about a child."""

__all__ = ["DECIDING", "KINDS"]

_DECIDES = {
    "sources": False,
    "tables": True,
    "facts": True,
    "policy": True,
    "events": True,
    "criteria": True,
    "scores": True,
    "drugs": True,
    "pathway": True,
    "actions": True,
    "monitoring": True,
    "schedules": True,
    "alerts": True,
    "conflicts": True,
    "differentials": True,
    "samples": True,
    "statements": False,
    "glossary": False,
    "questions": False,
    "gates": False,
    "translations": False,
    "forms": False,
    "editorial": False,
    "cases": False,
}

KINDS = tuple(_DECIDES)
"""Every kind; each has its folder of the same name."""

DECIDING = frozenset(kind for kind, decides in _DECIDES.items() if decides)
"""The kinds that decide, dose or set a time: what is shown about a child rests on every entry of them."""
