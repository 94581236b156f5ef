"""The sheet at the bed: one page of paper with what to do first, the doses and their working, 48 hours by the clock.

It repeats the child's page and decides nothing of its own. Where there is no room, lines go by the fixed order of
prose/sheet_cut.py, and the sheet says how many stand on the child's page only.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from stillpath.care import DoseLine, Plan, ShownConflict, Step, size_of, subject
from stillpath.care.watch import Watch
from stillpath.model import On, leaves
from stillpath.prose.cautions import CAUTION, short_cautions
from stillpath.prose.document import Citations, Item, banner_of
from stillpath.prose.doses import (
    counted_text,
    dose_working,
    give_text,
    rhythm_text,
    route_text,
    side_text,
    telling_side,
    volume_text,
    weight_text,
)
from stillpath.prose.grid import Grid, grid
from stillpath.prose.limits import call_now, here_texts
from stillpath.prose.local import raised_mark, unspoken_mark
from stillpath.prose.local_page import call_items
from stillpath.prose.patient_page import Bedside, bedside
from stillpath.prose.patient_steps import dose_labels
from stillpath.prose.person import child_text, dosed_by
from stillpath.prose.phrases import reason
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.words import Clock, for_people, interval_text, listed, quantity_text, sentence
from stillpath.timeline import Refused

__all__ = [
    "Footnote",
    "Said",
    "Sheet",
    "SheetAction",
    "SheetDose",
    "SheetSource",
    "sheet",
]

_LONGEST = 40
"""Characters of a text from the patient's file on the sheet."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NEEDS_WEIGHT = "NEEDS WEIGHT TODAY"
_PHONES = ("rheumatology", "intensive care", "pharmacy", "haematology", "infection")
_WEIGHED = ("mg", "g", "mcg")
"""Units of a dose whose volume is another thing than its amount."""
_PAGE = "on the child's page"
_DECIDED_TOGETHER = "call-second-line-team"
"""The action in which the next drug is decided in one call."""
_CHOOSE = "Choose the next drug in the call; not all at once."
_CELLS = 9
"""Points of the letters in the grid of a full sheet."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line with the numbers of its sources; `label` is a word before it, `then` what to do about it."""

    text: str
    cites: tuple[int, ...] = ()
    label: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class SheetAction:
    """One action with its box to tick. `asks` are the questions to answer, each with boxes for yes, no, cannot say.

    `notes` are the letters of the footnotes on sources that differ, `marks` what a hospital's policy changed, `doses`
    whether the table has a dose of it. `stays`: it hangs on drugs that run and on nothing else, so it never goes.
    """

    number: str
    text: str
    cites: tuple[int, ...]
    asks: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doses: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class SheetDose:
    """One dose. `amount` is empty where none is computed: then `missing` says so, and there is no line to sign.

    `actions` are the numbers of the actions it belongs to, `label` says "then", or that it is one or another.
    `brief` is the working without the range that the source gives, `cautions` are those that hold now, in short.
    """

    drug: str
    actions: str
    amount: str
    counted: str
    per_day: str
    route: str
    often: str
    working: str
    volume: str
    missing: str = ""
    label: str = ""
    marks: tuple[str, ...] = ()
    cites: tuple[int, ...] = ()
    brief: str = ""
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """Sources that differ, in one line, under its letter; those about a dose come first."""

    letter: str
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A source by its number, short."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the sheet, before anybody lays it out.

    A full one has every line; `cut` of prose/sheet_cut.py takes lines away and tells it in `left_out`. `by_time` tells
    in words what may not go of a grid without room. `text_size` is that of the grid in points, `tight` by how many the
    rest is smaller.
    """

    id: str
    who: str
    example: str
    replay: str
    as_at: str
    banner: tuple[Said, ...]
    weight: str
    weight_alarm: str
    height: str
    surface: str
    allergies: str
    stage: Said
    phones: tuple[Said, ...]
    alerts: tuple[Said, ...]
    weigh: tuple[Said, ...]
    actions: tuple[SheetAction, ...]
    next: tuple[SheetAction, ...]
    doses: tuple[SheetDose, ...]
    choose: str
    no_dose: str
    do_not: tuple[Said, ...]
    call_now: tuple[Said, ...]
    call_again: tuple[Said, ...]
    grid: Grid
    unknown: tuple[str, ...]
    unknown_short: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    sources: tuple[SheetSource, ...]
    refused: str
    review: str
    foot: tuple[str, ...]
    by_time: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    text_size: int = 0
    tight: int = 0


def sheet(
    plan: Plan,
    watch: Watch,
    clock: Clock,
    citations: Citations,
    printed_at: datetime,
    software: str = "",
    replayed: bool = False,
    refused: tuple[Refused, ...] = (),
) -> Sheet:
    """The full sheet of a plan and its schedule of 48 hours. `printed_at` is aware; `software` the version of this.

    `replayed`: the instant was chosen, so that nobody takes it for now. `refused` is only counted.
    """
    return _Making(plan, watch, clock, citations, printed_at, software, replayed, refused).sheet()


class _Making:
    """One sheet being put together; sources are numbered as they are met."""

    def __init__(
        self,
        plan: Plan,
        watch: Watch,
        clock: Clock,
        citations: Citations,
        printed_at: datetime,
        software: str,
        replayed: bool,
        refused: tuple[Refused, ...],
    ) -> None:
        self.plan = plan
        self.watch = watch
        self.clock = clock
        self.citations = citations
        self.printed_at = printed_at
        self.software = software
        self.replayed = replayed
        self.refused = refused
        self.decision = plan.decision
        self.known = plan.decision.known
        self.knowledge = plan.knowledge
        self.now = plan.decision.now.at
        self.letters: dict[str, Footnote] = {}

    def sheet(self) -> Sheet:
        told = bedside(self.plan, self.citations)
        patient = self.known.view.timeline.patient
        met = tuple(_met(item) for item in call_now(self.plan, self.citations) if item.tone)
        for step, _ in sorted((*told.now, *told.later), key=lambda one: not one[0].doses):
            for shown in step.conflicts:
                self.footnote(shown)
        actions = tuple(self.action(step, item) for step, item in told.now)
        following = tuple(self.action(step, item) for step, item in told.later)
        doses = self.doses(told)
        made = grid(self.watch, self.clock, self.citations)
        unknown, unknown_short = self.unknown()
        weight, alarm = self.weight()
        return Sheet(
            id=_short(patient.id, "longer than the sheet has room for: write it in"),
            who=child_text(self.plan),
            example=f"EXAMPLE ({patient.example})" if patient.example else "",
            replay="REPLAY, not now" if self.replayed else "",
            as_at="" if self.clock.nominal else self.clock.full(self.now),
            banner=tuple(_said(item) for item in banner_of(self.knowledge, day=self.day())),
            weight=weight,
            weight_alarm=alarm,
            height=self.height(),
            surface=self.surface(),
            allergies=self.allergies(),
            stage=_said(told.stage),
            phones=self.phones(),
            alerts=tuple(self.alert(item) for item in told.alerts),
            weigh=tuple(_said(item) for item in told.weigh),
            actions=actions,
            next=following,
            doses=doses,
            choose=self.choose(),
            no_dose="" if doses else "No step gives a dose at this stage.",
            do_not=tuple(_said(item) for item in told.do_not),
            call_now=met,
            call_again=self.call_again(made, {one.text for one in met}),
            grid=made,
            unknown=unknown,
            unknown_short=unknown_short,
            footnotes=tuple(self.letters.values()),
            sources=tuple(
                SheetSource(one.number, f"{one.source.short}, {one.source.type}") for one in self.citations.listed()
            ),
            refused=self.not_used(),
            review=f"{self.status()} · knowledge {self.knowledge.version}",
            foot=self.foot(),
            text_size=_CELLS,
        )

    def not_used(self) -> str:
        count = len(self.refused)
        entries = "1 entry" if count == 1 else f"{count} entries"
        return f"{entries} of the file could not be used: see the child's page." if count else ""

    def day(self) -> str:
        return "" if self.clock.nominal else self.now.date().isoformat()

    def weight(self) -> tuple[str, str]:
        """The weight with when and how, and what is wrong with it."""
        weight = self.known.view.latest("weight")
        if weight is None or weight.interval is None:
            return "not recorded", _NEEDS_WEIGHT
        shown = weight_text(replace(weight, note=_short(weight.note, "how: see the child's page")), self.clock)
        if not weight.note and not weight.estimated:
            shown += " how: not recorded"
        size = size_of("kg", self.decision)
        if self.known.value("weight").interval is None:
            return f"{shown}, TOO OLD", _NEEDS_WEIGHT
        if size is not None and size.doubtful:
            return shown, f"DOES NOT FIT THE {size.against.upper()}: WEIGH AGAIN"
        other = dosed_by(self.plan, self.clock)
        if other is not None:
            return other[0], f"{other[1]}: WEIGH AGAIN"
        if size is not None and size.others:
            return shown, "ANOTHER WEIGHT DIFFERS: WEIGH AGAIN"
        return shown, ""

    def height(self) -> str:
        height = self.known.value("height").interval
        latest = self.known.view.latest("height")
        if height is None:
            return "not recorded" if latest is None else "too old"
        when = "" if self.clock.nominal or latest is None else f" ({self.clock.day(latest.at)})"
        return f"{interval_text(height, self.knowledge.facts['height'].unit)}{when}"

    def surface(self) -> str:
        """The surface, where a dose is counted by it."""
        sizes = [dose.size for step in self.plan.do for dose in step.doses if dose.size is not None]
        return next((quantity_text(size.amount, size.basis) for size in sizes if size.basis == "m2"), "")

    def allergies(self) -> str:
        """No fact holds allergies; a reaction to an infusion does, and stands here where one is recorded."""
        seen = self.known.view.latest("infusion-reaction") if "infusion-reaction" in self.knowledge.facts else None
        if seen is None or not seen.truth:
            return "not recorded"
        when = "" if self.clock.nominal else f" {self.clock.short(seen.at, self.now)}"
        return f"not recorded; a reaction to an infusion was{when}"

    def phones(self) -> tuple[Said, ...]:
        """Whom to call: a hospital's own lines, then those to fill in."""
        own = tuple(Said(item.text, label=item.label) for item in call_items(self.knowledge))
        return own + tuple(Said("", label=who) for who in _PHONES if not any(who in one.label.lower() for one in own))

    def alert(self, item: Item) -> Said:
        way_out = next((one.text for one in item.details if one.label == "way out"), "")
        return Said(sentence(item.text), item.cites, item.label, way_out)

    def action(self, step: Step, item: Item) -> SheetAction:
        noted = [self.footnote(shown).letter for shown in step.conflicts]
        return SheetAction(
            number=item.label,
            text=item.text,
            cites=item.cites,
            asks=tuple(fact.title for fact in step.asks),
            marks=tuple(one.text for one in item.details if one.tone == "warning" and one.label != CAUTION),
            notes=tuple(noted),
            doses=bool(step.doses),
            stays=_of_running_drugs(step),
        )

    def footnote(self, shown: ShownConflict) -> Footnote:
        id = shown.conflict.id
        if id not in self.letters:
            place = len(self.letters)
            letter = _LETTERS[place % len(_LETTERS)] * (place // len(_LETTERS) + 1)
            worst = telling_side(shown, self.knowledge)
            text = side_text(worst, self.knowledge)
            text += "" if text.endswith("not used.") else " Not the default."
            others = len(shown.sides) - 2
            text += f" {others} more {_PAGE}." if others > 0 else ""
            cites = self.citations.cite((worst.side.evidence,))
            self.letters[id] = Footnote(letter, for_people(f"{sentence(shown.conflict.title)} {text}"), cites)
        return self.letters[id]

    def doses(self, told: Bedside) -> tuple[SheetDose, ...]:
        """A row for each dose, in the order of the actions; one that several actions give stands once."""
        numbers: dict[tuple[str, str, str], list[str]] = {}
        rows: dict[tuple[str, str, str], SheetDose] = {}
        for step, item in (*told.now, *told.later):
            for dose, label in zip(step.doses, dose_labels(step, self.plan), strict=True):
                key = (dose.drug.id, dose.slot.id, dose.record.id)
                numbers.setdefault(key, []).append(item.label)
                rows.setdefault(key, self.dose(dose, label))
        return tuple(replace(row, actions=listed(numbers[key])) for key, row in rows.items())

    def choose(self) -> str:
        """Over the doses of several drugs of which one call decides, so that nobody gives them all."""
        drugs = {dose.drug.id for step in self.plan.do for dose in step.doses if dose.per_dose is not None}
        together = any(step.action.id == _DECIDED_TOGETHER for step in self.plan.do)
        return _CHOOSE if together and len(drugs) > 1 else ""

    def dose(self, dose: DoseLine, label: str) -> SheetDose:
        record = dose.record
        cites = self.citations.cite(record.evidence)
        marks = tuple(mark for mark in (unspoken_mark(dose, self.knowledge), raised_mark(dose)) if mark)
        volume = volume_text(dose, self.knowledge) or "volume: pharmacy"
        amount, counted, per_day = counted_text(dose)
        missing = ""
        if not amount:
            missing = f"No amount computed: {dose.why_not.rstrip('.')}."
            missing = f"{_NEEDS_WEIGHT}. {missing}" if "weight" in dose.why_not else missing
        return SheetDose(
            drug=dose.drug.title,
            actions="",
            amount=amount,
            counted=counted or give_text(record.give),
            per_day=per_day,
            route=route_text(record),
            often=rhythm_text(record),
            working=dose_working(dose),
            brief=dose_working(dose, brief=True),
            volume=volume if dose.unit in _WEIGHED and amount else "",
            missing=missing,
            label=label,
            marks=marks,
            cautions=short_cautions(dose.drug, self.decision) if label != "then" else (),
            cites=cites,
        )

    def call_again(self, made: Grid, met: set[str]) -> tuple[Said, ...]:
        """The limits of the checks that no row of the grid has; those that are met stand above already."""
        shown = {limit.text for row in made.rows for limit in row.limits} | met
        found: dict[str, Said] = {}
        for row in made.untimed:
            for limit in row.limits:
                if limit.text not in shown:
                    found.setdefault(limit.text, Said(limit.text, row.cites))
        named = {row.id for row in (*made.rows, *made.untimed)}
        for check in self.plan.checks:
            for one, _ in check.limits if check.monitor.id not in named else ():
                text = for_people(sentence(one.says))
                if text not in shown:
                    cites = self.citations.cite(check.monitor.evidence)
                    found.setdefault(text, _said(Item(text, "", cites)))
        return tuple(found.values())

    def unknown(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is missing, by the reason; and without reasons. Questions that stand under an action are left there."""
        by: dict[str, list[str]] = {}
        for line in self.plan.missing:
            fact = self.knowledge.facts.get(subject(line))
            if fact is not None and fact not in self.plan.asks:
                titles = by.setdefault(reason(line, self.decision, self.clock), [])
                titles += [fact.title] if fact.title not in titles else []
        asked = [fact for fact in self.plan.asks if not any(fact in step.asks for step in self.plan.do)]
        if asked:
            by["to be answered"] = [fact.title for fact in asked]
        told = tuple(f"{why}: {', '.join(titles)}" if why else ", ".join(titles) for why, titles in by.items())
        names = tuple(dict.fromkeys(title for titles in by.values() for title in titles))
        return told, (", ".join(names),) if names else ()

    def status(self) -> str:
        return status_line(self.knowledge, whole(self.knowledge))

    def foot(self) -> tuple[str, ...]:
        software = f" · stillpath {self.software}" if self.software else ""
        return (
            f"{self.status()} · knowledge {self.knowledge.version}{software} · (ours): this project's own definition",
            f"printed {self.clock.full(self.printed_at)} · uncontrolled when printed: discard after 48\u00a0h or a new "
            "weight · page 1 of 1",
        )


def _of_running_drugs(step: Step) -> bool:
    """Whether an action is asked for by running drugs alone: to hold one of them, as a rule."""
    rule = step.action.when
    return rule is not None and all(isinstance(leaf, On) for leaf in leaves(rule))


def _said(item: Item) -> Said:
    return Said(item.text, item.cites, item.label)


def _met(item: Item) -> Said:
    """A limit that is met, and by what."""
    return replace(_said(item), then=" ".join(here_texts(item)))


def _short(text: str, otherwise: str) -> str:
    """A text of the patient's file; one that is too long is never cut, but replaced."""
    return text if len(text) <= _LONGEST else otherwise
