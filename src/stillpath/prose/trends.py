"""What was measured of a child through a window of time, and what was given: for charts with their tables.

Pure: what to show and in which words; where it stands on the paper is `web/child/charts.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stillpath.engine import Decision
from stillpath.model import Fact, FactKind
from stillpath.prose.document import Citations
from stillpath.prose.phrases import medication_words
from stillpath.prose.treated import Treated, treated
from stillpath.prose.trend_limits import LimitLine, classifying_facts, leading_facts, limit_lines
from stillpath.prose.trend_panel import Mark, Panel, Point, panel_of
from stillpath.prose.words import Clock, plain_unit, result_text, wait_text
from stillpath.timeline import Refused, Result

__all__ = ["Absent", "InOrder", "LimitLine", "Mark", "Panel", "Point", "Trends", "Window", "trends"]

_AT_FIRST = 6
"""Panels shown before the rest."""
_SAMPLES = 3
"""Samples that the window taken by itself must hold."""


class Window(StrEnum):
    """The fixed windows of time; each ends at the instant of the decision."""

    DAY = "24h"
    THREE_DAYS = "3d"
    WEEK = "7d"
    FOUR_WEEKS = "28d"

    @property
    def length(self) -> timedelta:
        """How far back it reaches."""
        return _LENGTHS[self]

    @property
    def text(self) -> str:
        """As it is written: "24 h", "3 d"."""
        return wait_text(self.length)


_LENGTHS = {
    Window.DAY: timedelta(days=1),
    Window.THREE_DAYS: timedelta(days=3),
    Window.WEEK: timedelta(weeks=1),
    Window.FOUR_WEEKS: timedelta(weeks=4),
}


@dataclass(frozen=True, slots=True)
class Absent:
    """A fact that the classification criteria look at and that has no value in the window, and what is known of it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class InOrder:
    """A table of a record whose times only order: `heads` are its moments, oldest first, `rows` names and cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """The panels and drugs of a window that ends at `at`.

    `panels` are those shown first, `more` the rest. `drugs_text` says what having none means. `refused` names what
    could not be used: it has no place in time. `linear`: no axis is to be logarithmic. Of a nominal record there are
    no panels, only `in_order`.
    """

    at: datetime
    clock: Clock
    window: Window
    caption: str
    panels: tuple[Panel, ...] = ()
    more: tuple[Panel, ...] = ()
    drugs: tuple[Treated, ...] = ()
    drugs_text: str = ""
    absent: tuple[Absent, ...] = ()
    refused: tuple[str, ...] = ()
    linear: bool = False
    in_order: InOrder | None = None

    @property
    def windows(self) -> tuple[Window, ...]:
        """Those that may be chosen, shortest first."""
        return tuple(Window)

    @property
    def start(self) -> datetime:
        """When the window begins."""
        return self.at - self.window.length


def trends(
    decision: Decision,
    clock: Clock,
    window: Window | None = None,
    refused: tuple[Refused, ...] = (),
    linear: bool = False,
    citations: Citations | None = None,
) -> Trends:
    """The trends at a decision's instant; nothing that became known later is in them.

    Without a window: the smallest that holds the last three samples of what the classification criteria look at, else
    7 days. `citations` numbers the sources of the limits. A page that is not for clinicians asks for `linear`.
    """
    named = tuple(_refusal(one) for one in refused)
    taken = window or _fitting(decision)
    if clock.nominal:
        caption = "The source prints no times: its moments are only ordered, so nothing is drawn to scale."
        return Trends(decision.now.at, clock, taken, caption, refused=named, in_order=_in_order(decision))
    found = []
    for fact in _facts(decision):
        limits = limit_lines(fact, decision, citations)
        panel = panel_of(fact, decision, clock, taken.length, Window.FOUR_WEEKS.length, limits)
        found += [panel] if panel is not None else []
    drugs = treated(decision, clock, taken.length)
    return Trends(
        at=decision.now.at,
        clock=clock,
        window=taken,
        caption=_caption(decision.now.at, taken, clock),
        panels=tuple(found[:_AT_FIRST]),
        more=tuple(found[_AT_FIRST:]),
        drugs=drugs,
        drugs_text="" if drugs else _none(decision, taken),
        absent=_absent(decision, clock, {panel.fact for panel in found}),
        refused=named,
        linear=linear,
    )


def _facts(decision: Decision) -> list[Fact]:
    """Every fact with a number that was recorded: those that lead, then laboratory values, then the others, by name."""
    facts = decision.known.knowledge.facts
    lead = leading_facts(decision)
    rest = sorted(
        (fact for fact in facts.values() if not fact.yes_no and fact.derive is None and fact.id not in lead),
        key=lambda fact: (fact.kind is not FactKind.LAB, fact.title.casefold()),
    )
    ordered = [*(facts[id] for id in lead), *rest]
    return [fact for fact in ordered if decision.known.view.series(fact.id)]


def _fitting(decision: Decision) -> Window:
    """The smallest window with the last samples of what the classification criteria look at, else a week."""
    known = decision.known
    times = {
        result.at
        for id in classifying_facts(known.knowledge)
        if known.knowledge.facts[id].kind is FactKind.LAB
        for result in known.view.series(id)
        if result.at <= decision.now.at
    }
    newest = sorted(times)[-_SAMPLES:]
    if len(newest) == _SAMPLES:
        for window in Window:
            if decision.now.at - newest[0] <= window.length:
                return window
    return Window.WEEK


def _caption(at: datetime, window: Window, clock: Clock) -> str:
    return f"{clock.full(at - window.length)} to {clock.full(at)}"


def _absent(decision: Decision, clock: Clock, shown: set[str]) -> tuple[Absent, ...]:
    """What the classification criteria look at and the window does not have: missing is not normal."""
    known = decision.known
    found = []
    for id in classifying_facts(known.knowledge):
        if id in shown:
            continue
        fact = known.knowledge.facts[id]
        series = known.view.series(id)
        latest = known.view.latest(id)
        if series:
            told = f"last {result_text(series[-1], fact)}, taken {clock.full(series[-1].at)}"
        elif latest is not None:
            told = f"{'sent, no result yet' if latest.pending else 'no answer'}: taken {clock.full(latest.at)}"
        else:
            told = "never recorded"
        found.append(Absent(fact.title, told))
    return tuple(found)


def _none(decision: Decision, window: Window) -> str:
    covered = decision.known.view.covered("medication_given", decision.now.at - window.length, decision.now.at)
    if covered:
        return f"No drug given in the last {window.text}, by a record said to be complete."
    return f"No drug recorded in the last {window.text}; given elsewhere?"


def _refusal(one: Refused) -> str:
    what = f"{one.shown}: " if one.shown else ""
    return f"{one.where}: {what}{one.found}; expected {one.expected}"


def _in_order(decision: Decision) -> InOrder:
    """Every value and every drug at the moments of a nominal record; what a moment does not print is "not printed"."""
    view = decision.known.view
    clock_day = view.timeline.zone
    rows: list[tuple[str, dict[object, str]]] = []
    for fact in _facts(decision):
        cells: dict[object, str] = {}
        for result in view.series(fact.id):
            cells[result.at.astimezone(clock_day).date()] = result_text(result, fact).replace(
                f"\u00a0{plain_unit(fact.unit)}", "", 1
            )
        unit = f", {plain_unit(fact.unit)}" if plain_unit(fact.unit) else ""
        rows.append((f"{fact.title}{unit}", cells))
    for drug in sorted({entry.drug for entry in view.timeline.medications}):
        held = decision.known.knowledge.drugs.get(drug)
        told: dict[object, str] = {}
        for entry in view.medications((drug,)):
            day = entry.at.astimezone(clock_day).date()
            told[day] = "; ".join(text for text in (told.get(day, ""), medication_words(entry)) if text)
        if told:
            rows.append((held.title if held is not None else drug, told))
    days = sorted({entry.at.astimezone(clock_day).date() for entry in _standing(decision)})
    heads = tuple(f"moment {place}" + (", newest" if place == len(days) else "") for place in range(1, len(days) + 1))
    return InOrder(heads, tuple((name, tuple(cells.get(day, "") for day in days)) for name, cells in rows))


def _standing(decision: Decision) -> list[Result]:
    """Every standing result, of any fact: what makes a moment."""
    view = decision.known.view
    return [result for id in decision.known.knowledge.facts for result in view.results(id)]
