"""All knowledge of one version, as one value."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from stillpath.model.asking import Edition, Gate, Question, Translation
from stillpath.model.editorial import EditorialPolicy
from stillpath.model.forms import EntryForm
from stillpath.model.leads import Lead, Parts, closed, leads_of
from stillpath.model.local import LocalPolicy
from stillpath.model.recognition import Differential, Sample
from stillpath.model.records import (
    Action,
    Alert,
    Case,
    Conflict,
    Criterion,
    Drug,
    Event,
    Fact,
    Monitor,
    Parameter,
    PatientCase,
    Source,
    Stage,
    Statement,
    Term,
    Values,
)
from stillpath.model.review import Closure, Reviewed
from stillpath.model.rules import Node
from stillpath.model.schedules import Schedule
from stillpath.model.scores import Score
from stillpath.model.tables import Table
from stillpath.model.topics import Topics, closure, topics_of

__all__ = ["NAMED_IN_CODE", "Knowledge"]

NAMED_IN_CODE = (
    ("facts", "weight", "kg"),
    ("facts", "height", "cm"),
    ("facts", "bsa", "m2"),
    ("facts", "age", "y"),
    ("facts", "sjia", ""),
    ("facts", "suspected-sjia", ""),
    ("facts", "weight-confirmed", ""),
    ("facts", "height-confirmed", ""),
    ("criteria", "weight-does-not-fit", ""),
    ("criteria", "weight-does-not-fit-height", ""),
    ("criteria", "height-does-not-fit", ""),
    ("events", "first-mas-treatment", ""),
    ("policy", "trend-window", "h"),
    ("policy", "episode-window", "h"),
    ("policy", "weight-conflict", "%"),
    ("policy", "weight-conflict-window", "h"),
    ("policy", "weight-change", "%"),
    ("policy", "weight-change-window", "h"),
    ("policy", "rounding-loss", "%"),
    ("policy", "overdue-shown-for", "h"),
    ("policy", "check-counts-before", "h"),
    ("statements", "intended-use", ""),
    ("statements", "intended-use-parent", ""),
    ("statements", "not-held", ""),
    ("statements", "off-scope", ""),
    ("statements", "parent-no-dose", ""),
    ("statements", "sick-child-now", ""),
    ("statements", "impossible-weight", ""),
    ("statements", "impossible-age", ""),
    ("statements", "adult-patient", ""),
)
"""The ids that code asks for by name: kind, id, unit ("h": any duration; "": yes/no, or none). No folder is without."""


_WORKED_OUT = ("topics", "leads", "leads_from")
"""What is worked out of a knowledge once, and does not hang on its review."""


@dataclass(frozen=True)
class Knowledge:
    """Every record, by id, and the version they make together.

    `rules` are the criteria, the bands of the scores and the stages' conditions, each after those it refers to: the
    order of deciding. `classes` lists, for each drug class, its drugs; a drug stands there for itself too. `checked`
    tells whether this exact folder has passed `stillpath check`. `local` is the hospital's policy that was put over
    it, if one was. `editorial` holds the versions of the editorial policy, the oldest first. `parts` are the hashes of
    what was read, by entry. `reviewed` is what people recorded of its entries: nothing, unless a store of reviews is
    read too.
    """

    version: str
    digest: str
    checked: bool
    sources: dict[str, Source] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    policy: dict[str, Parameter] = field(default_factory=dict)
    values: Values | None = None
    events: dict[str, Event] = field(default_factory=dict)
    drugs: dict[str, Drug] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    monitors: dict[str, Monitor] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    differentials: dict[str, Differential] = field(default_factory=dict)
    samples: dict[str, Sample] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    translations: dict[str, Translation] = field(default_factory=dict)
    forms: dict[str, EntryForm] = field(default_factory=dict)
    editorial: dict[str, EditorialPolicy] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    cases: dict[str, Case] = field(default_factory=dict)
    patients: dict[str, PatientCase] = field(default_factory=dict)
    rules: dict[str, Node] = field(default_factory=dict)
    local: LocalPolicy | None = None
    parts: Parts = field(default_factory=Parts)
    reviewed: Reviewed = field(default_factory=Reviewed)

    @cached_property
    def topics(self) -> Topics:
        """What each rule looks at; worked out when first asked for, and kept with this version."""
        return topics_of(self)

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """What each entry leads to; worked out when first asked for."""
        return leads_of(self)

    @cached_property
    def leads_from(self) -> dict[str, list[Lead]]:
        """The leads by the entry at which they begin."""
        found: dict[str, list[Lead]] = {}
        for lead in self.leads:
            found.setdefault(lead.of, []).append(lead)
        return found

    def closure_of(self, entry: str) -> Closure:
        """Everything that the entry `kind/id` rests on: what a person signs. KeyError if there is no such entry."""
        return closed(entry, self)

    def reviewed_as(self, reviewed: Reviewed) -> "Knowledge":
        """The same knowledge with what is recorded of its review; what was worked out of it is kept."""
        told = replace(self, reviewed=reviewed)
        vars(told).update({name: value for name, value in vars(self).items() if name in _WORKED_OUT})
        return told

    def leading_to(self, rules: Iterable[Node]) -> "Knowledge":
        """The same knowledge with only the rules and events on which the verdicts of `rules` rest: quicker to decide.

        Those verdicts are the same at every instant; what else would be decided is not there.
        """
        topics = closure(rules, self)
        narrowed = replace(
            self,
            rules={id: self.rules[id] for id in topics.rules},
            events={id: self.events[id] for id in topics.events},
        )
        vars(narrowed)["topics"] = topics
        return narrowed

    def drugs_named(self, name: str) -> tuple[str, ...]:
        """The drugs that a drug's or a class's name stands for; empty if it is neither."""
        return self.classes.get(name, ())
