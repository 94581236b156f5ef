"""What a hospital has chosen of what knowledge leaves open, and what it may choose."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from stillpath.units import Quantity

__all__ = ["Choice", "Choosable", "LocalPolicy", "Phone"]


@dataclass(frozen=True)
class Choosable:
    """What a value may be set to at a hospital: from the first to the last of `values`, or (`listed`) one of them.

    `source` is where the range is from ("this-project": ours), `because` the reason.
    """

    text: str
    values: tuple[Quantity, ...]
    listed: bool
    source: str
    because: str

    def holds(self, value: Quantity) -> bool:
        """Whether a value may be chosen; durations are compared as lengths, all else needs the same unit.

        >>> hours = tuple(Quantity(Fraction(number), "h") for number in (6, 12))
        >>> Choosable("6 h to 12 h", hours, False, "this-project", "").holds(Quantity(Fraction(1, 2), "d"))
        True
        """
        sizes = [_size(one) for one in self.values]
        size = _size(value)
        if any(one[0] != size[0] for one in sizes):
            return False
        amounts = [one[1] for one in sizes]
        return size[1] in amounts if self.listed else min(amounts) <= size[1] <= max(amounts)


@dataclass(frozen=True)
class Choice:
    """One choice of a hospital: of `kind` parameter, current_for, slot or not_available.

    `id` is the parameter, the fact or kind of fact, the drug and slot, or the drug. `value` is what was chosen and
    `shipped` what stillpath takes, both as written; `instead` is what the hospital says of a drug it does not have.
    """

    kind: str
    id: str
    value: str
    shipped: str
    because: str
    instead: str = ""
    where: str = ""

    @property
    def changes(self) -> bool:
        """Whether anything is other than as shipped."""
        return self.value != self.shipped


@dataclass(frozen=True)
class Phone:
    """Whom to call, and the hospital's own words on how."""

    who: str
    line: str


@dataclass(frozen=True)
class LocalPolicy:
    """A hospital's policy as it applies to this knowledge. `digest` is that of its file; dates are ISO days or "".

    `written_for` is the version of the knowledge that it was decided for, `notes` what a reader must be told of it.
    """

    id: str
    title: str
    hospital: str
    decided_by: str
    dated: str
    digest: str
    valid_until: str = ""
    written_for: str = ""
    choices: tuple[Choice, ...] = ()
    phones: tuple[Phone, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its id and the first letters of its digest: "oslo 9a3b"."""
        return f"{self.id} {self.digest[:4]}"

    def choice(self, kind: str, id: str) -> Choice | None:
        """The choice of a kind about something, if it changes anything; else None."""
        found = (one for one in self.choices if (one.kind, one.id) == (kind, id) and one.changes)
        return next(found, None)


def _size(value: Quantity) -> tuple[str, Fraction]:
    """What a quantity is compared by: a duration by its seconds, all else by its amount in its own unit."""
    try:
        length = value.length()
    except ValueError:
        return value.unit, value.amount
    return "duration", Fraction(length // timedelta.resolution)
