"""What is recorded of the review of an entry: its state, who signed, what changed since; computed elsewhere.

No file of `knowledge/` can claim any of it. An entry without a record is *submitted, pending human review*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = ["PENDING", "Closure", "Reviewed", "Signature", "Standing", "State"]


class State(StrEnum):
    """Where an entry stands. All but the last two are stored; lapsed and superseded are worked out."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under review"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    RETIRED = "retired"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything an entry rests on: the hash of each part by its name, its own included, and the hash of them all.

    `parts` are named as entries are (`facts/ferritin`, `policy/febrile`, `sources/ravelli-2016`), and `language` is the
    version of the language of rules. The same parts have the same `hash`, whatever else the knowledge holds.
    """

    hash: str
    parts: Mapping[str, str]

    def changed_since(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the parts that are new, gone or other than `before`, in order.

        >>> Closure("b", {"facts/ferritin": "2", "language": "1"}).changed_since({"facts/ferritin": "1"})
        ('facts/ferritin', 'language')
        """
        names = {*self.parts, *before}
        return tuple(sorted(name for name in names if self.parts.get(name) != before.get(name)))


@dataclass(frozen=True, slots=True)
class Signature:
    """One person who approved the exact closure: name, competence, declared interests, the day, and why."""

    who: str
    competence: str
    interests: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one entry stands now.

    `since`: the day it came to this state; None if nobody recorded it. `signatures` are of the approval that holds, or
    of the one that lapsed. `changed` names the parts of a lapsed approval's closure that are no longer as signed; `why`
    says in a sentence what else ended it (a review fell due). `due`: the next review. `still_valid_on`: when
    somebody last confirmed that the figures stand. `editorial`: the version of the editorial policy signed under.
    """

    entry: str
    state: State = State.SUBMITTED
    since: date | None = None
    signatures: tuple[Signature, ...] = ()
    changed: tuple[str, ...] = ()
    why: str = ""
    due: date | None = None
    still_valid_on: date | None = None
    editorial: str = ""

    @property
    def approved(self) -> bool:
        """Whether it may be called reviewed."""
        return self.state is State.APPROVED


PENDING = "submitted, pending human review"
"""What is said of an entry that nobody has a record of."""


@dataclass(frozen=True)
class Reviewed:
    """The standings of a whole knowledge."""

    standings: Mapping[str, Standing] = field(default_factory=dict)

    def of(self, entry: str) -> Standing:
        """The standing of `kind/id`; *submitted* if there is no record of it.

        >>> Reviewed().of("drugs/anakinra").state.value
        'submitted'
        """
        return self.standings.get(entry) or Standing(entry)
