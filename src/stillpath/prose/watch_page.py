"""The sheet a nurse works from: overdue first, then every time of the clock, then what was done and missed."""

from collections.abc import Iterable
from datetime import datetime

from stillpath.care.watch import Occasion, OccasionState, Watch
from stillpath.model import Evidence, Monitor
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.limits import call_now
from stillpath.prose.person import person_text
from stillpath.prose.phrases import medication_text
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.telling import ours
from stillpath.prose.words import Clock, every_text, listed, sentence, wait_text
from stillpath.timeline import Refused

__all__ = ["occasion_text", "time_text", "watch_page"]

_MOST_ROWS = 12
"""A check with more times than this in the window gets one line of its own instead of a row at each of them."""


def watch_page(watch: Watch, refused: tuple[Refused, ...] = (), replayed: bool = False) -> Page:
    """The schedule as a page. `replayed`: the instant was chosen, so that nobody takes it for now."""
    return _WatchPage(watch, refused, replayed).page()


def time_text(at: datetime, clock: Clock) -> str:
    """The time of day; with its offset in the hour that a clock change makes come twice.

    >>> from datetime import UTC
    >>> time_text(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), Clock())
    '06:10'
    """
    local = at.astimezone(clock.zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    offset = local.isoformat()[-_OFFSET:]
    return f"{local.hour:02}:{local.minute:02}" + (f" ({offset})" if twice else "")


def occasion_text(occasion: Occasion, watch: Watch, clock: Clock) -> str:
    """What is to be done at this time, without the time."""
    now = watch.plan.decision.now.at
    knowledge = watch.plan.knowledge
    dose = "" if occasion.order is None else medication_text(occasion.order, knowledge, clock, now)
    if occasion.monitor is None:
        return f"dose {occasion.says}: {dose}" if occasion.says else f"dose: {dose}"
    text = occasion.monitor.title
    if occasion.until is not None and occasion.monitor.every is not None:
        rhythm = every_text(occasion.monitor.every, 0)
        text += f": {rhythm} until {time_text(occasion.until, clock)}; go on looking while it runs"
    elif occasion.order is not None:
        text += f", if {knowledge.drugs[occasion.order.drug].title} is given when it is due"
    elif occasion.state is OccasionState.IF_GIVEN:
        text += f", if the {knowledge.events[occasion.since].title} is given now"
    if occasion.monitor.before in knowledge.drugs:
        text += f", just before the dose of {knowledge.drugs[occasion.monitor.before].title}"
    return text + (", if it still applies" if occasion.if_still else "") + ours(occasion.monitor.evidence)


class _WatchPage:
    """One sheet being put together; citations are numbered as they are met."""

    def __init__(self, watch: Watch, refused: tuple[Refused, ...], replayed: bool) -> None:
        self.watch = watch
        self.refused = refused
        self.replayed = replayed
        self.plan = watch.plan
        self.knowledge = watch.plan.knowledge
        timeline = watch.plan.decision.known.view.timeline
        self.clock = Clock(timeline.zone, timeline.nominal)
        self.now = watch.plan.decision.now.at
        self.citations = Citations(self.knowledge)
        self.told: set[str] = set()

    def page(self) -> Page:
        due = self.watch.of(OccasionState.DUE)
        counts: dict[str, int] = {}
        for occasion in due:
            counts[occasion.id] = counts.get(occasion.id, 0) + 1
        often = [occasion for occasion in due if occasion.monitor is not None and counts[occasion.id] > _MOST_ROWS]
        sections = [
            Section("", self.head()),
            Section("CALL NOW", call_now(self.plan, self.citations)),
            Section("OVERDUE", self.overdue()),
            Section("AGAIN AND AGAIN", self.again(often)),
            *self.days([occasion for occasion in due if occasion not in often]),
            Section("IF GIVEN NOW", self.rows(self.watch.of(OccasionState.IF_GIVEN))),
            Section("NO CLOCK", self.untimed()),
            Section("DO NOT", self.prohibitions()),
            Section(f"LAST {wait_text(self.now - self.watch.start).upper()}", self.before()),
            Section("REFUSED", self.refusals()),
        ]
        example = self.plan.decision.known.view.timeline.patient.example
        status = status_line(self.knowledge, whole(self.knowledge))
        return Page(
            title=(f"EXAMPLE ({example})  " if example else "") + person_text(self.plan, self.clock),
            sections=tuple(section for section in sections if section.items),
            sources=self.citations.listed(),
            banner=banner_of(self.knowledge, "" if self.clock.nominal else self.clock.full(self.now), self.replayed),
            foot=f"(ours): operational definition of this project. {status} · knowledge {self.knowledge.version}",
        )

    def head(self) -> tuple[Item, ...]:
        stage = self.plan.stage
        items = [Item(stage.headline, "", self.citations.cite(stage.stage.evidence), "stage")]
        if self.clock.nominal:
            return (*items, Item("The source prints no times: nothing can be due by the clock."))
        window = f"From {self.clock.full(self.now)} to {self.clock.full(self.watch.end)}."
        taken = " What is overdue is taken to be done now; make the sheet again after every result, dose or change."
        items.append(Item(f"{window}{taken}", tone="quiet"))
        if not (self.plan.doses_due or self.watch.untimed_orders):
            text = "No order runs, so no dose stands here; what to give now: stillpath assess FILE"
            items.append(Item(text, tone="quiet"))
        before, after = (at.astimezone(self.clock.zone).isoformat()[-_OFFSET:] for at in (self.now, self.watch.end))
        if before != after:
            text = f"The clocks change in this window, from {before} to {after}; intervals are real hours."
            items.append(Item(text, tone="warning"))
        return tuple(items)

    def overdue(self) -> tuple[Item, ...]:
        """A line for each check and dose that is overdue, the longest first."""
        late = self.watch.of(OccasionState.OVERDUE)
        lines: dict[tuple[str, str], list[Occasion]] = {}
        for one in late:
            lines.setdefault((one.id, one.order.id if one.order is not None else ""), []).append(one)
        return tuple(self.overdue_line(own) for own in lines.values())

    def overdue_line(self, own: list[Occasion]) -> Item:
        first = own[0]
        due = listed([self.clock.short(one.at, self.now) for one in own])
        text = f"{occasion_text(first, self.watch, self.clock)}; was due {due}, not recorded"
        missed = max(one.missed for one in own)
        if missed:
            text += f"; {missed + 1} times by now"
        parts = {fact: None for one in own for fact in one.late}
        whole = len(first.monitor.recorded_as) if first.monitor is not None else 0
        if 0 < len(parts) < whole:
            text += f"; still to do: {', '.join(self.title(fact) for fact in parts)}"
        if 0 < len(first.never) < whole:
            text += f"; never recorded: {', '.join(self.title(fact) for fact in first.never)}"
        return Item(text, wait_text(self.now - first.at), self.cites(own), "warning", self.first_told(own[:1]))

    def again(self, occasions: list[Occasion]) -> tuple[Item, ...]:
        """One line for each check that comes very often: how often, from when to when."""
        items = []
        for id in dict.fromkeys(occasion.id for occasion in occasions):
            own = [occasion for occasion in occasions if occasion.id == id]
            monitor = own[0].monitor
            assert monitor is not None
            rhythm = every_text(monitor.every, 0) if monitor.every is not None else f"{len(own)} times"
            span = f"from {self.clock.short(own[0].at, self.now)} to {self.clock.short(own[-1].at, self.now)}"
            text = f"{occasion_text(own[0], self.watch, self.clock)}: {rhythm}, {span}"
            items.append(Item(text, "", self.cites(own[:1]), "", self.first_told(own[:1])))
        return tuple(items)

    def days(self, occasions: list[Occasion]) -> list[Section]:
        """A section for each day, a row for each time."""
        days = dict.fromkeys(self.clock.day(occasion.at) for occasion in occasions)
        return [
            Section(day, self.rows([occasion for occasion in occasions if self.clock.day(occasion.at) == day]))
            for day in days
        ]

    def rows(self, occasions: Iterable[Occasion]) -> tuple[Item, ...]:
        """A row for each time; on another day than the section's the caller sees to the date."""
        times: dict[datetime, list[Occasion]] = {}
        for occasion in occasions:
            times.setdefault(occasion.at, []).append(occasion)
        items = []
        for at, own in times.items():
            hypothetical = own[0].state is OccasionState.IF_GIVEN
            label = self.clock.short(at, self.now) if hypothetical else time_text(at, self.clock)
            texts = dict.fromkeys(occasion_text(occasion, self.watch, self.clock) for occasion in own)
            items.append(Item(" · ".join(texts), label, self.cites(own), "", self.first_told(own)))
        return tuple(items)

    def first_told(self, occasions: list[Occasion]) -> tuple[Item, ...]:
        """What to look at, and the limits at which to call: under the first time of each check only."""
        items: list[Item] = []
        for occasion in occasions:
            if occasion.monitor is None or occasion.monitor.id in self.told:
                continue
            self.told.add(occasion.monitor.id)
            items += self.instructions(occasion.monitor, len(occasions) > 1)
        return tuple(items)

    def instructions(self, monitor: Monitor, named: bool) -> list[Item]:
        looked = listed([self.title(name) for name in monitor.check])
        lead = f"{monitor.title}: " if named else ""
        items = [Item(f"{lead}{looked}", "look at")] if looked else []
        return items + [Item(sentence(limit.says), "call if") for limit in monitor.limits]

    def untimed(self) -> tuple[Item, ...]:
        items = []
        for due in self.watch.untimed:
            monitor = due.monitor
            if monitor.id in self.told:
                continue
            self.told.add(monitor.id)
            details = tuple(self.instructions(monitor, False))
            text = f"{sentence(monitor.title)} {monitor.says}{ours(monitor.evidence)}"
            items.append(Item(text, "", self.citations.cite(monitor.evidence), "", details))
        for order in self.watch.untimed_orders:
            what = medication_text(order, self.knowledge, self.clock, self.now)
            items.append(Item(f"{what}; how often is not told, so no time is shown"))
        return tuple(items)

    def prohibitions(self) -> tuple[Item, ...]:
        return tuple(
            Item(sentence(step.action.headline), "", self.citations.cite(step.action.evidence))
            for step in self.plan.do_not
            if not step.conditional
        )

    def before(self) -> tuple[Item, ...]:
        """What was done and what was missed in the window behind, a line for each check and each drug."""
        past = self.watch.of(OccasionState.DONE, OccasionState.MISSED)
        items = []
        for id in dict.fromkeys(occasion.id for occasion in past):
            own = [occasion for occasion in past if occasion.id == id]
            title = own[0].monitor.title if own[0].monitor is not None else f"{self.knowledge.drugs[id].title} given"
            parts = []
            for state in (OccasionState.DONE, OccasionState.MISSED):
                times = dict.fromkeys(
                    self.clock.short(occasion.at, self.now) for occasion in own if occasion.state is state
                )
                if times:
                    word = "" if own[0].monitor is None else f"{state.value} "
                    parts.append(word + ", ".join(times))
            tone = "warning" if any(occasion.state is OccasionState.MISSED for occasion in own) else ""
            items.append(Item(f"{title}: {'; '.join(parts)}", "", (), tone))
        return tuple(items)

    def refusals(self) -> tuple[Item, ...]:
        if not self.refused:
            return ()
        return (Item(f"{len(self.refused)} entries could not be used, and are in no time above: stillpath assess"),)

    def cites(self, occasions: list[Occasion]) -> tuple[int, ...]:
        evidence: list[Evidence] = []
        for occasion in occasions:
            evidence += occasion.monitor.evidence if occasion.monitor is not None else ()
        return self.citations.cite(evidence)

    def title(self, name: str) -> str:
        fact = self.knowledge.facts.get(name)
        return fact.title if fact is not None else name


_OFFSET = len("+00:00")
