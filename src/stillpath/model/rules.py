"""The nodes of the language (docs/language.md): eleven kinds of line and three ways to combine them.

Amounts are exact, policy values are already put in, and units are those of the fact, so that deciding needs no
look-up. `text` is the line as its author wrote it, `where` the file and line it stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from stillpath.units import Operator

__all__ = [
    "LANGUAGE_VERSION",
    "LOCAL_ROUTES",
    "ROUTES",
    "SYSTEMIC",
    "Absence",
    "All",
    "Any",
    "AtLeast",
    "Change",
    "Comparison",
    "Dose",
    "Elapsed",
    "EventRule",
    "Extreme",
    "Given",
    "Leaf",
    "Limit",
    "Node",
    "Not",
    "On",
    "Order",
    "Per",
    "Recorded",
    "Reference",
    "Run",
    "leaves",
    "names_in",
]

LANGUAGE_VERSION = "1"
"""The version of the language of rules. Raise it when a line that stands in `knowledge/` comes to mean something else.

A new form of line leaves the meaning of the others as it was, and needs no new version. Every approval rests on the
version and lapses with it: what was signed was that meaning.
"""

ROUTES = (
    "intravenous",
    "oral",
    "subcutaneous",
    "intramuscular",
    "intrathecal",
    "intra-articular",
    "rectal",
    "topical",
    "ophthalmic",
    "otic",
    "nasal",
    "intralesional",
    "inhaled",
)
"""The routes that a rule may name and that an order's own words are brought to."""

LOCAL_ROUTES = ("intrathecal", "intra-articular", "topical", "ophthalmic", "inhaled")
"""The routes of ROUTES that are not `systemic`; a route that is not told is read as a systemic one."""

SYSTEMIC = "systemic"
"""What a rule says for any route but the local ones."""


class Per(StrEnum):
    """What an amount of a drug is counted by."""

    DOSE = "dose"
    DAY = "day"


@dataclass(frozen=True)
class Limit:
    """What a value is compared with.

    `amount` is in the fact's own unit; `text` is as written ("360 mg/dL"). With `of_range` ("upper" or "lower")
    `amount` multiplies that end of the reference range that came with the result. `policy` names the parameter the
    amount was taken from. With `table` it multiplies the figure in that `column` of a table (it brings it to the
    fact's unit), which is looked up by the child's sex and the facts of `entered_by`.
    """

    amount: Fraction
    text: str
    of_range: str | None = None
    policy: str | None = None
    table: str | None = None
    column: str = ""
    entered_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dose:
    """An amount of a drug: `basis` is "" (flat), "kg" or "m2"; `amount` is in mg (or the product's unit `unit`)."""

    amount: Fraction
    unit: str
    basis: str
    per: Per
    text: str
    policy: str | None = None


@dataclass(frozen=True)
class Reference:
    """A yes/no fact, or another criterion."""

    name: str
    text: str
    where: str = ""


@dataclass(frozen=True)
class Recorded:
    """Met if a current record gives this answer (`recorded X`: yes, `denied X`: no); else not met, never unknown.

    Of another criterion, `recorded X` is met where that is met. Stands only beside another way to know.
    """

    name: str
    text: str
    answer: bool = True
    where: str = ""


@dataclass(frozen=True)
class Comparison:
    """The latest current value against a limit."""

    fact: str
    operator: Operator
    limit: Limit
    text: str
    within: timedelta | None = None
    where: str = ""


@dataclass(frozen=True)
class Extreme:
    """The highest or lowest value in a window against a limit; `denied_within`: how fresh a reading can deny it."""

    fact: str
    highest: bool
    within: timedelta
    operator: Operator
    limit: Limit
    text: str
    denied_within: timedelta | None = None
    where: str = ""


@dataclass(frozen=True)
class Change:
    """A rise or fall by a share (`percent`) or an amount, inside a window or since an event."""

    fact: str
    rises: bool
    amount: Fraction
    percent: bool
    text: str
    within: timedelta | None = None
    since: str | None = None
    where: str = ""


@dataclass(frozen=True)
class Run:
    """Each of the last `samples` values further in one direction than the one before."""

    fact: str
    rising: bool
    samples: int
    text: str
    where: str = ""


@dataclass(frozen=True)
class Elapsed:
    """So long since an event, or since a criterion's unbroken spell began as known then."""

    duration: timedelta
    since: str
    text: str
    where: str = ""


@dataclass(frozen=True)
class Absence:
    """Nothing of this kind recorded for so long."""

    name: str
    duration: timedelta
    text: str
    where: str = ""


@dataclass(frozen=True)
class On:
    """A drug, or one of a class, is on board. `recorded`: an order or a statement says so; silence denies it."""

    drug: str
    text: str
    where: str = ""
    recorded: bool = False


@dataclass(frozen=True)
class Given:
    """A drug was given, optionally so much and so many `times`, in a window or since an event.

    `recorded`: silence denies it.
    """

    drug: str
    text: str
    operator: Operator | None = None
    dose: Dose | None = None
    within: timedelta | None = None
    since: str | None = None
    where: str = ""
    recorded: bool = False
    times: int = 1


@dataclass(frozen=True)
class Order:
    """A drug is on order, optionally by a route (one of ROUTES, or SYSTEMIC) and against a dose; or is so `twice`."""

    drug: str
    text: str
    route: str | None = None
    operator: Operator | None = None
    dose: Dose | None = None
    where: str = ""
    twice: bool = False


Leaf = Reference | Recorded | Comparison | Extreme | Change | Run | Elapsed | Absence | On | Given | Order


@dataclass(frozen=True)
class Not:
    """The negation of one line."""

    item: "Node"
    where: str = ""


@dataclass(frozen=True)
class All:
    """Every item."""

    items: "tuple[Node, ...]"
    where: str = ""


@dataclass(frozen=True)
class Any:
    """One item or more."""

    items: "tuple[Node, ...]"
    where: str = ""


@dataclass(frozen=True)
class AtLeast:
    """`needed` items or more."""

    needed: int
    items: "tuple[Node, ...]"
    where: str = ""


Node = Leaf | Not | All | Any | AtLeast


@dataclass(frozen=True)
class EventRule:
    """When something happened: the first or last time, or the earliest of other events.

    Exactly one of `drug`, `name` and `events` is set. With a drug, `gap` ("after 14 d without") takes the first dose of
    the newest course: one with no such dose in the `gap` before it. With events, `gap` ("within 8 wk of the newest")
    leaves out those that happened longer before the newest: they belong to another episode.
    """

    last: bool
    text: str
    drug: str | None = None
    operator: Operator | None = None
    dose: Dose | None = None
    gap: timedelta | None = None
    name: str | None = None
    events: tuple[str, ...] = ()


def leaves(node: Node) -> Iterator[Leaf]:
    """Every line below a node, in the order written.

    >>> [leaf.text for leaf in leaves(All((Reference("a", "a"), Not(Reference("b", "b")))))]
    ['a', 'b']
    """
    match node:
        case Not(item=item):
            yield from leaves(item)
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            for item in items:
                yield from leaves(item)
        case _:
            yield node


def names_in(node: Node) -> frozenset[str]:
    """Every fact, criterion, event and drug that the lines below a node look at."""
    found: set[str] = set()
    for leaf in leaves(node):
        match leaf:
            case Reference(name=name) | Recorded(name=name) | Absence(name=name):
                found.add(name)
            case Comparison(fact=fact, limit=limit):
                found.update({fact, *limit.entered_by})
            case Extreme(fact=fact) | Run(fact=fact):
                found.add(fact)
            case Change(fact=fact, since=since):
                found.update({fact} | ({since} if since else set()))
            case Elapsed(since=since):
                found.add(since)
            case On(drug=drug) | Order(drug=drug):
                found.add(drug)
            case Given(drug=drug, since=since):
                found.update({drug} | ({since} if since else set()))
    return frozenset(found)
