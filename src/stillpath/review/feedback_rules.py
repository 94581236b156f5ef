"""The rules of feedback that the editorial policy sets."""

from datetime import date

from stillpath.model import Knowledge, policy_in_force

__all__ = ["shown_from"]

_SHOWN_FROM = 5
"""Where no policy is in force."""


def shown_from(knowledge: Knowledge, on: date) -> int:
    """From how many ratings on what readers said of a page is told, by the policy in force on a day."""
    policy = policy_in_force(knowledge.editorial, on)
    return _SHOWN_FROM if policy is None else policy.ratings_shown_from
