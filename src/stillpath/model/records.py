"""One frozen class for each kind of record in knowledge/ (docs/knowledge.md gives the files' form)."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from stillpath.model.local import Choosable
from stillpath.model.points import Points
from stillpath.model.rules import EventRule, Node, Per
from stillpath.model.verdict import Verdict
from stillpath.units import Interval, Quantity

__all__ = [
    "Action",
    "Alert",
    "Availability",
    "Case",
    "CaseHour",
    "CaseRow",
    "Caution",
    "Claim",
    "Code",
    "Conflict",
    "Criterion",
    "DoseAmount",
    "DoseRecord",
    "Drug",
    "Event",
    "Evidence",
    "Fact",
    "FactKind",
    "Limitation",
    "Moment",
    "Monitor",
    "Parameter",
    "PatientCase",
    "Potency",
    "Repeat",
    "Side",
    "Slot",
    "Source",
    "Stage",
    "Statement",
    "Status",
    "Term",
    "Tier",
    "Tried",
    "Values",
]


class Status(StrEnum):
    """How sure a claim is. Unverified never computes and never alerts."""

    VERIFIED = "verified"
    DERIVED = "derived"
    PROPOSAL = "proposal"
    UNVERIFIED = "unverified"


class Tier(StrEnum):
    """What was read: the paper or label itself, its abstract or index record, a secondary page, a machine's text."""

    PRIMARY = "primary"
    RECORD = "record"
    SECONDARY = "secondary"
    MACHINE = "machine"


@dataclass(frozen=True)
class Evidence:
    """Where a claim stands: a source, a place in it, how sure, and how it was read."""

    source: str
    locator: str
    status: Status
    tier: Tier


@dataclass(frozen=True)
class Source:
    """One cited document."""

    id: str
    title: str
    short: str
    type: str
    tier: Tier
    authors: str = ""
    year: str = ""
    published_in: str = ""
    doi: str = ""
    pmid: str = ""
    address: str = ""
    population: str = ""
    read_on: str = ""
    read_as: str = ""
    read_via: str = ""


@dataclass(frozen=True)
class Code:
    """A code of a code system, as in `loinc 2276-4`."""

    system: str
    code: str


class FactKind(StrEnum):
    """What sort of thing can be known of a patient."""

    LAB = "lab"
    VITAL = "vital"
    EXAM = "exam"
    DIAGNOSIS = "diagnosis"
    CONTEXT = "context"
    JUDGEMENT = "judgement"
    PROCEDURE = "procedure"
    DERIVED = "derived"


@dataclass(frozen=True)
class Fact:
    """Something that can be known of a patient.

    `accepts` gives, for each unit text, the exact factor to `unit`. `current_for` is how long a value counts (None:
    always). `plausible` is in `unit`; outside it a value is refused. Yes/no facts have no unit. `derive` is the
    parsed formula of a derived fact, `needs` the line outside which it is unknown. `logarithmic`: so a chart for
    clinicians may draw it, each line ten times the one below.
    """

    id: str
    title: str
    kind: FactKind
    yes_no: bool
    names: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    specimen: str = ""
    unit: str = ""
    accepts: dict[str, Fraction] = field(default_factory=dict)
    concern_high: bool = True
    logarithmic: bool = False
    changed_by: tuple[str, ...] = ()
    question: str = ""
    derive: tuple[object, ...] | None = None
    derive_text: str = ""
    needs: Node | None = None
    why: str = ""
    current_for: timedelta | None = None
    plausible: Interval | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Limitation:
    """What must be said with a verdict; with `when`, only if that is met.

    `word` ("not usable") stands beside a verdict that is not met, in the one line everybody reads.
    """

    says: str
    when: Node | None = None
    word: str = ""


@dataclass(frozen=True)
class Criterion:
    """A rule that is met, not met or unknown. `headline`: what the first line of a child says while it is met."""

    id: str
    title: str
    short: str
    purpose: str
    says: str
    when: Node
    evidence: tuple[Evidence, ...]
    also_printed: dict[str, Quantity] = field(default_factory=dict)
    reads_as: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    limits: tuple[Limitation, ...] = ()
    where: str = ""
    headline: str = ""


@dataclass(frozen=True)
class Parameter:
    """A value of policy, or an operational definition of this project; `may_be` is what a hospital may set it to."""

    id: str
    value: Quantity
    says: str
    evidence: tuple[Evidence, ...]
    may_be: Choosable | None = None


@dataclass(frozen=True)
class Values:
    """The policy page of currency, plausibility and rounding steps, as written.

    `may_be`: what a hospital may set a line of `current_for` to.
    """

    title: str
    says: str
    current_for: dict[str, str]
    plausible: dict[str, str]
    rounding: dict[str, Quantity]
    evidence: tuple[Evidence, ...]
    may_be: dict[str, Choosable] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A named event: timers hang on it."""

    id: str
    title: str
    says: str
    rule: EventRule
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Claim:
    """One sentence with its evidence. `strength` is that of a presentation, in mg/mL; None where none is typed."""

    says: str
    evidence: tuple[Evidence, ...]
    strength: Fraction | None = None


@dataclass(frozen=True)
class DoseAmount:
    """An amount or a range of it: `basis` is "" (flat), "kg" or "m2"; `unit` is mg, mL, unit or U.

    A record that writes grams is kept in mg; `written_unit` is its own unit and `written` how many `unit` that is.
    """

    low: Fraction
    high: Fraction
    unit: str
    basis: str
    per: Per
    text: str
    written_unit: str
    written: Fraction


@dataclass(frozen=True)
class DoseRecord:
    """What one source says of a dose. `usual`: the point computed (else the lower end). `who`: the child meant.

    `divided` is how many doses a day an amount per day is divided into; 0: the source does not say. `a_week`: so many
    doses a week, on days that the source leaves open; 0: it is told otherwise. `at_most_from` says whose a ceiling is
    that the record's own source does not print: "ours", "of Boston 2019".
    """

    id: str
    slot: str
    give: DoseAmount
    evidence: tuple[Evidence, ...]
    usual: Fraction | None = None
    who: Node | None = None
    adult: bool = False
    every: timedelta | None = None
    divided: int = 0
    a_week: int = 0
    duration: str = ""
    route: str = ""
    over: str = ""
    at_most: DoseAmount | None = None
    at_most_from: str = ""
    computes: bool = True
    why_not: str = ""
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """What a dose is for, which record is the default, and why. `default` is "" where none is held.

    `shipped` is the default of the knowledge where a hospital's policy has chosen another.
    """

    id: str
    title: str
    default: str
    because: str
    shipped: str = ""


@dataclass(frozen=True)
class Caution:
    """A condition of the child and what it means for a drug."""

    id: str
    when: Node | None
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Availability:
    """What a country's register said of a drug, and when."""

    country: str
    says: str
    as_of: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Tried:
    """The one attempt to read the primary source of a default dose, and what came of it."""

    record: str
    on: str
    what: str
    outcome: str


@dataclass(frozen=True)
class Potency:
    """How strong a steroid is: `amount` mg of it are taken as equal to `equals` mg of prednisolone."""

    amount: Fraction
    equals: Fraction
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Drug:
    """A drug or product: its doses one per source, and what is said of giving it."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    on_board_for: timedelta | None = None
    slots: tuple[Slot, ...] = ()
    doses: tuple[DoseRecord, ...] = ()
    handling: tuple[Claim, ...] = ()
    cautions: tuple[Caution, ...] = ()
    screening: tuple[Claim, ...] = ()
    monitoring: tuple[Claim, ...] = ()
    presentation: tuple[Claim, ...] = ()
    availability: tuple[Availability, ...] = ()
    tried: tuple[Tried, ...] = ()
    no_dose: str = ""
    rounding: Quantity | None = None
    potency: Potency | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A stage of the pathway. The one shown is that of highest rank whose `when` is met; no `when` is the fallback.

    The first of `instead` whose `when` is met takes the place of the headline.
    """

    id: str
    title: str
    rank: int
    headline: str
    says: str
    when: Node | None
    left_by: str
    do: tuple[str, ...]
    do_not: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    notes: str = ""
    instead: tuple[Limitation, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Action:
    """One thing to do, or not to do. `until_answered`: it goes once all its questions have an answer.

    Several `doses` are alternatives: one or another, never together. With `due` it has an hour of its own, by the clock
    of an event. `counts` names what was given of a course of `in_all`: it goes once so many are recorded. Of
    `dose_needs` one must be known for a dose to be shown: a current value, or a yes. While `no_clock_if` is met,
    `within` does not run. While `when` is unknown the first of `leads` whose own is met stands before the headline,
    else `lead_if_unknown`.
    """

    id: str
    do_not: bool
    title: str
    headline: str
    evidence: tuple[Evidence, ...]
    detail: str = ""
    within: timedelta | None = None
    due: "Repeat | None" = None
    counts: Node | None = None
    in_all: int = 0
    when: Node | None = None
    hide_if_unknown: bool = False
    until_answered: bool = False
    lead_if_unknown: str = ""
    leads: tuple[Limitation, ...] = ()
    asks: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()
    dose_needs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    where: str = ""
    no_clock_if: Node | None = None


@dataclass(frozen=True)
class Repeat:
    """A time to check: so long after an event."""

    after: timedelta
    since: str


@dataclass(frozen=True)
class Monitor:
    """What to repeat, how often or when, in which stages, and at which limit to act.

    `every_from` is the parameter of policy that says how often, if one does.
    With `during` it goes with every dose of that drug, each `every` for as long as `lasts`; with `before` it is taken
    just before a dose of that drug. `if_unknown`: it is due too while its condition is unknown.
    """

    id: str
    title: str
    stages: tuple[str, ...]
    says: str
    evidence: tuple[Evidence, ...]
    every: timedelta | None = None
    at: tuple[Repeat, ...] = ()
    when: Node | None = None
    recorded_as: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    limits: tuple[Limitation, ...] = ()
    during: str = ""
    lasts: timedelta | None = None
    before: str = ""
    if_unknown: bool = False
    where: str = ""
    every_from: str = ""


@dataclass(frozen=True)
class Alert:
    """A pitfall as a checkable rule over states or orders.

    `dose_says` stands with every dose still to come of the orders it is about, from the dose on that makes it hold.
    """

    id: str
    title: str
    about_order: bool
    severity: str
    needs_reason: bool
    cause: str
    when: Node
    headline: str
    detail: str
    way_out: str
    evidence: tuple[Evidence, ...]
    unless: Node | None = None
    silenced_because: str = ""
    where: str = ""
    dose_says: str = ""


@dataclass(frozen=True)
class Side:
    """What one source says on a slot that others fill differently."""

    says: str
    evidence: Evidence
    record: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two or more sources on the same slot, the default, and the reason."""

    id: str
    title: str
    slot: str
    sides: tuple[Side, ...]
    default: str
    because: str


@dataclass(frozen=True)
class Statement:
    """A claim that is none of the others.

    `population` is told where it is narrower than the source's; `about` names concepts beyond those of its words.
    """

    id: str
    topic: str
    says: str
    evidence: tuple[Evidence, ...]
    title: str = ""
    population: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word of the clinic, its other forms and misspellings, and what it means.

    A word that does not by itself make a question one of our subject (`dose`, `child`) is not `in_scope`.
    `stands_for` is the drug or fact that is meant where one is needed ("pulse": methylprednisolone).
    """

    id: str
    term: str
    short: str
    also: tuple[str, ...]
    means: str
    norwegian: tuple[str, ...] = ()
    in_scope: bool = True
    stands_for: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One edge: a few facts and what they must give: a verdict, or of a score its points and the id of its reading."""

    name: str
    facts: tuple[str, ...]
    then: Verdict | Points
    settled_by: str = ""
    reading: str = ""
    where: str = ""


@dataclass(frozen=True)
class Case:
    """The edges of one rule, written by hand."""

    id: str
    title: str
    about: str
    basis: str
    cites: str
    background: tuple[str, ...]
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True)
class Moment:
    """What one column or paragraph of a case gives."""

    at: str
    known: str
    locator: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class CaseHour:
    """What must come out of a worked patient at one stated time; `lines` is where each key stands (file and line)."""

    at: str
    expect: dict[str, tuple[str, ...]]
    where: str = ""
    lines: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PatientCase:
    """A worked patient: what is recorded, moment by moment, and what must come out.

    `expect` is for `now`, `then` for the stated times before it, earliest first.
    """

    id: str
    title: str
    basis: str
    source: str
    example: bool
    patient: dict[str, str]
    now: str
    nominal: bool
    coverage: tuple[str, ...]
    moments: tuple[Moment, ...]
    not_printed: tuple[str, ...]
    notes: str
    expect: dict[str, tuple[str, ...]]
    lines: dict[str, str] = field(default_factory=dict)
    then: tuple[CaseHour, ...] = ()
