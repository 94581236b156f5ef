"""The page of one child: who, stage, why, alerts, now, due, do not, unknown; ten seconds for a tired person."""

from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.care import (
    DOES_NOT_FIT,
    Due,
    DueState,
    NextDose,
    Plan,
    Raised,
    ShownConflict,
    Step,
    subject,
)
from stillpath.engine import Line
from stillpath.model import All, Any, AtLeast, Criterion, Evidence, Limitation, Status, Verdict, names_in
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import dose_headline, dose_working, side_text, telling_side, weight_text
from stillpath.prose.limits import call_now
from stillpath.prose.lines import met_leaves, rows_of
from stillpath.prose.local import marks_of, raised_mark, unspoken_mark
from stillpath.prose.measuring import question_item, to_measure
from stillpath.prose.phrases import medication_text, phrase, policies_in, reason
from stillpath.prose.recognition import differential_items, next_test_items
from stillpath.prose.scores import score_item, shown_first
from stillpath.prose.steroid import steroid_items
from stillpath.prose.words import Clock, interval_text, listed, sentence, wait_text
from stillpath.timeline import Medication, MedicationKind, Refused
from stillpath.units import parse_duration

__all__ = ["NOT_REVIEWED", "brief_sections", "ours", "patient_page", "person_text"]

NOT_REVIEWED = "NOT REVIEWED by a clinical board"
_AT_ONCE = 7
"""How many actions stand under NOW; the rest, in order, under NEXT (a tired person reads no longer list)."""
_TWO = 2
_DUE_FIRST = 7
"""How many checks and doses stand under DUE beside those overdue."""


def patient_page(
    plan: Plan, refused: tuple[Refused, ...], notes: tuple[str, ...], replayed: bool, full: bool = False
) -> Page:
    """The page of one child. `replayed`: the instant was chosen, so that nobody takes it for now.

    Short of `full`, what comes next and what not to do stand in one line each, without their reasons.
    """
    return _PatientPage(plan, refused, notes, replayed, full).page()


def brief_sections(plan: Plan, citations: Citations, refused: tuple[Refused, ...] = ()) -> tuple[Section, ...]:
    """Where a child stands and why, alerts, what to do now and what not, what was refused. Sources: `citations`."""
    page = _PatientPage(plan, refused, (), replayed=False, full=False)
    page.citations = citations
    now, _ = page.parted()
    sections = (
        Section("", (page.stage(), *page.why())),
        Section("ALERTS", page.alerts()),
        Section("NOW", (*page.weigh(), *page.steps(now, 1))),
        Section("DO NOT", tuple(page.prohibition(step) for step in page.plan.do_not)),
        Section("REFUSED", page.refusals() if refused else ()),
    )
    return tuple(section for section in sections if section.items)


def person_text(plan: Plan, clock: Clock) -> str:
    """Who it is about: sex, age, weight with its time, height, diagnosis; what is missing says so."""
    patient = plan.decision.known.view.timeline.patient
    known = plan.decision.known
    words = {"female": "girl", "male": "boy"}
    age = known.value("age").interval if "age" in known.knowledge.facts else None
    parts = [
        f"{words.get(patient.sex or '', 'child, sex not known')}" + (f" {_age(age.low)}" if age else ", age not known")
    ]
    weight = known.view.latest("weight")
    current = known.value("weight").interval is not None
    if weight is None or weight.interval is None:
        parts.append("WEIGHT NOT RECORDED")
    else:
        parts.append(weight_text(weight, clock) + ("" if current else " TOO OLD"))
        unchecked = current and plan.decision.now.verdict(DOES_NOT_FIT) is Verdict.UNKNOWN
        parts += ["weight not checked for age"] if unchecked else []
    height = known.value("height")
    if height.interval is not None:
        parts.append(interval_text(height.interval, known.knowledge.facts["height"].unit))
    if known.value("sjia").truth:
        parts.append("sJIA")
    elif known.value("suspected-sjia").truth:
        parts.append("suspected sJIA")
    else:
        parts.append("sJIA not recorded")
    return " · ".join(parts)


class _PatientPage:
    """One page being put together; citations are numbered as they are met."""

    def __init__(
        self, plan: Plan, refused: tuple[Refused, ...], notes: tuple[str, ...], replayed: bool, full: bool
    ) -> None:
        self.plan = plan
        self.refused = refused
        self.notes = notes
        self.replayed = replayed
        self.full = full
        self.decision = plan.decision
        self.knowledge = plan.knowledge
        timeline = plan.decision.known.view.timeline
        self.clock = Clock(timeline.zone, timeline.nominal)
        self.at = plan.decision.now.at
        self.citations = Citations(self.knowledge)
        self.usual: datetime | None = None
        self.answered: tuple[str, ...] = ()  # what is asked for elsewhere than in a step

    def page(self) -> Page:
        now, later = self.parted()
        sections = [
            Section("", (self.stage(), *self.recorded(), *self.steroid(), *self.why())),
            Section("ALERTS", self.alerts()),
            Section("NOW", (*self.weigh(), *self.steps(now, 1))),
            Section("NEXT", self.steps(later, len(now) + 1)),
            Section("CALL NOW", call_now(self.plan, self.citations)),
            Section("DUE", self.due()),
            Section("DO NOT", tuple(self.prohibition(step) for step in self.plan.do_not)),
            Section("SCORES", self.scores()),
            Section("ALSO THINK OF", differential_items(self.plan, self.clock, self.citations, self.full)),
            Section("OTHER CRITERIA", self.other_criteria() if self.full else ()),
            Section("UNKNOWN", self.unknown()),
            Section("RULES", self.judged()),
            Section("REFUSED", self.refusals()),
        ]
        title = f"{self.example()}{person_text(self.plan, self.clock)}"
        return Page(
            title=title,
            sections=tuple(section for section in sections if section.items),
            sources=self.citations.listed(),
            banner=self.banner(),
            foot=f"(ours): operational definition of this project. {NOT_REVIEWED} · knowledge {self.knowledge.version}",
        )

    def parted(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """What stands under NOW: the first few actions, and every one that is due within the hour; and the rest.

        One with an hour of its own waits for it, so that nobody gives the next dose minutes after the last.
        """
        now: list[Step] = []
        later: list[Step] = []
        for place, step in enumerate(self.plan.do):
            within = step.action.within
            at_once = place < _AT_ONCE or (within is not None and within <= _HOUR)
            if step.action.due is not None and step.due_by is not None and not self.clock.nominal:
                at_once = step.due_by - self.at <= _HOUR
            (now if at_once else later).append(step)
        return tuple(now), tuple(later)

    def weigh(self) -> tuple[Item, ...]:
        """The first thing to do where a size is missing or in doubt."""
        items, self.answered = to_measure(self.plan, self.clock, self.citations)
        return items

    def recorded(self) -> tuple[Item, ...]:
        """The newest entry of every drug that this knowledge holds doses for, if it lies within one episode."""
        found = []
        window = parse_duration(str(self.knowledge.policy["episode-window"].value))
        for drug in self.knowledge.drugs.values():
            entries = [
                entry
                for entry in self.decision.known.view.medications((drug.id,))
                if self.clock.nominal or self.at - entry.at <= window
            ]
            if not drug.doses or not entries:
                continue
            given = sum(entry.kind is MedicationKind.GIVEN for entry in entries)
            times = f" ({given} doses recorded)" if given > 1 else ""
            found.append(medication_text(entries[-1], self.knowledge, self.clock, self.at) + times)
        return (Item(" · ".join(found), "DRUGS"),) if found else ()

    def steroid(self) -> tuple[Item, ...]:
        """All systemic steroid of the last 24 hours and of the running orders, in one measure."""
        return steroid_items(self.decision, self.clock, self.citations, self.full)

    def example(self) -> str:
        example = self.decision.known.view.timeline.patient.example
        return f"EXAMPLE ({example})  " if example else ""

    def banner(self) -> tuple[Item, ...]:
        if not self.clock.nominal:
            day = self.at.date().isoformat()
            above = banner_of(self.knowledge, self.clock.full(self.at), self.replayed, day)
            return (*above, *self.stray_instant())
        text = "The source prints no times: moments are only ordered; windows and timers stay unknown."
        return (*banner_of(self.knowledge), Item(text))

    def stray_instant(self) -> tuple[Item, ...]:
        """Asks about the date of the last entry where that alone says what is now, far after everything else."""
        timeline = self.decision.known.view.timeline
        times = sorted({entry.known_at for entry in timeline.entries()})
        far = parse_duration(str(self.knowledge.policy["episode-window"].value))
        if self.replayed or timeline.now is not None or len(times) < _TWO or times[-1] - times[-2] <= far:
            return ()
        text = "No time was given: this is as at the last entry, which lies long after all others; is its date right?"
        return (Item(text, "!", tone="critical"),)

    def stage(self) -> Item:
        stage = self.plan.stage.stage
        parts = [self.plan.stage.headline, *self.emphasis()]
        parts += [self.count(criterion) for criterion in self.classifying()]
        parts.append(self.treatment())
        return Item(" ".join(part for part in parts if part), "", self.citations.cite(stage.evidence), "stage")

    def emphasis(self) -> list[str]:
        """What the first line must not hide: each criterion with a headline of its own that is met, and by what."""
        found = []
        for criterion in self.knowledge.criteria.values():
            line = self.decision.now.findings[criterion.id].line if criterion.headline else None
            if line is None or line.verdict is not Verdict.MET:
                continue
            named = [subject(child) for child in line.children if child.verdict is Verdict.MET]
            rules, facts = self.knowledge.criteria, self.knowledge.facts
            told = [rules[name].short if name in rules else facts[name].title for name in named]
            found.append(sentence(f"{criterion.headline}: {', '.join(told)}"))
        return found

    def count(self, criterion: Criterion) -> str:
        """How a criterion stands, all three verdicts counted."""
        finding = self.decision.now.findings[criterion.id]
        counted = next((line for line in finding.line.walk() if isinstance(line.node, AtLeast)), None)
        words = [limit.word for limit in criterion.limits if limit.word and self.limited(limit, finding.verdict)]
        under = finding.line.children if isinstance(finding.line.node, All) else ()
        gates = [child for child in under if child is not counted and child.verdict is not Verdict.MET]
        for gate in gates:
            title = self.knowledge.criteria.get(subject(gate)) or self.knowledge.facts.get(subject(gate))
            name = getattr(title, "short", None) or (title.title if title is not None else subject(gate))
            words.append(f"{name} {gate.verdict.value}")
        text = ", ".join([f"{criterion.short} {finding.verdict.value}", *words])
        if counted is not None and isinstance(counted.node, AtLeast):
            met = sum(child.verdict is Verdict.MET for child in counted.children)
            unknown = sum(child.verdict is Verdict.UNKNOWN for child in counted.children)
            text += f": {met} of {len(counted.children)} ({counted.node.needed} needed), {unknown} unknown"
        return sentence(text)

    def treatment(self) -> str:
        """What MAS treatment is recorded; without coverage "none recorded" is a question, not a fact."""
        first = self.decision.now.events.get("first-mas-treatment")
        if first is not None and first.at is not None:
            used = [entry for entry in first.used if isinstance(entry, Medication)]
            when = "recorded" if self.clock.nominal else self.clock.short(first.at, self.at)
            what = medication_text(used[0], self.knowledge, self.clock, self.at) if used else when
            return sentence(f"First MAS treatment: {what}")
        if self.decision.known.view.coverage_of("medication_given") is not None:
            return "No MAS treatment given, by a record said to be complete."
        return "No MAS treatment recorded; given elsewhere?"

    def why(self) -> tuple[Item, ...]:
        items: list[Item] = []
        always = {criterion.id: None for criterion in self.classifying()}
        self.usual = self.usual_time()
        reasons = [id for id in self.leading_criteria() if id not in always]
        if not self.full:
            # A stage that the classification itself explains needs no second reason; another needs one.
            explained = any(
                self.decision.now.verdict(id) is Verdict.MET for id in self.leading_criteria() if id in always
            )
            reasons = [] if explained else reasons[:1]
        for id in always | dict.fromkeys(reasons):
            items += self.criterionrows_of(self.knowledge.criteria[id], id in always)
        if self.usual is not None:
            items.append(
                Item(f"values taken {self.clock.short(self.usual, self.at)} unless another time is given", tone="quiet")
            )
        return tuple(items)

    def usual_time(self) -> datetime | None:
        """When most of the values in the criteria shown were taken: said once, not at every value."""
        if self.clock.nominal:
            return None
        times = [
            line.used[-1].at
            for criterion in self.classifying()
            for line in self.decision.now.findings[criterion.id].line.walk()
            if line.used and line.value is not None
        ]
        return max(set(times), key=lambda time: (times.count(time), time), default=None)

    def classifying(self) -> list[Criterion]:
        """The classification criteria: shown for every child, whatever the stage."""
        return [criterion for criterion in self.knowledge.criteria.values() if criterion.purpose == "classification"]

    def leading_criteria(self) -> list[str]:
        """The criteria that put the child in this stage: those met, looked for through rules that only choose."""
        found: dict[str, None] = {}
        waiting = [self.plan.stage.line] if self.plan.stage.line is not None else []
        while waiting:
            line = waiting.pop(0)
            name = subject(line)
            if name not in self.knowledge.criteria:
                waiting += [child for child in line.children if child.verdict is Verdict.MET]
            elif line.verdict is Verdict.MET:
                inner = self.decision.now.findings[name].line
                if isinstance(inner.node, Any) and all(
                    subject(child) in self.knowledge.criteria for child in inner.children
                ):
                    waiting.append(inner)
                else:
                    found[name] = None
        return list(found)

    def criterionrows_of(self, criterion: Criterion, always: bool) -> list[Item]:
        finding = self.decision.now.findings[criterion.id]
        rows: dict[str, list[str]] = {}
        evidence = list(criterion.evidence)
        for line, gate in rows_of(finding.line):
            label = "GATE" if gate and line.verdict is Verdict.MET else _LABEL[line.verdict]
            rows.setdefault(label, []).append(self.row(line))
            for name in policies_in(line):
                evidence += self.knowledge.policy[name].evidence
        cites = self.citations.cite(evidence)
        items = []
        if not always:
            items.append(Item(f"{sentence(criterion.title)}{ours(criterion.evidence)}", "WHY", cites))
        for label in ("GATE", "MET", "NOT", "?"):
            if label in rows and (label in ("GATE", "MET") or always):
                items.append(Item(" · ".join(rows[label]), label, cites))
        for limit in criterion.limits:
            if self.full and self.limited(limit, finding.verdict) and (limit.when is not None or not always):
                items.append(Item(limit.says, "NOTE", self.citations.cite(criterion.evidence)))
        return items

    def limited(self, limit: Limitation, verdict: Verdict) -> bool:
        """Whether a limitation is to be said; one with a word of its own only of a verdict that is not met."""
        if limit.word and verdict is Verdict.MET:
            return False
        return limit.when is None or self.decision.evaluate(limit.when).verdict is Verdict.MET

    def row(self, line: Line) -> str:
        text = phrase(line, self.decision, self.clock, self.usual)
        why = reason(line, self.decision, self.clock)
        return f"{text}: {why}" if why else text

    def alerts(self) -> tuple[Item, ...]:
        raised = [self.alert(raised) for raised in self.plan.alerts.raised if raised.alert.severity != "info"]
        for entry, why in self.plan.alerts.unchecked:
            what = medication_text(entry, self.knowledge, self.clock, self.at)
            order = "Dose" if entry.kind is MedicationKind.GIVEN else "Order"
            raised.append(Item(f"{order} not checked: {what}: {why.value}.", "WARNING", (), "warning"))
        return tuple(raised)

    def judged(self) -> tuple[Item, ...]:
        """What is only worth knowing, what is silenced and why, and how many rules there were: absence speaks."""
        report = self.plan.alerts
        items = [self.alert(raised) for raised in report.raised if raised.alert.severity == "info"]
        for alert in report.silenced:
            because = sentence(alert.silenced_because)
            items.append(Item(f"{alert.title}. {because}", "SILENT", self.citations.cite(alert.evidence), "quiet"))
        none = "" if report.raised else "No alert. "
        counted = f"{none}{report.checked} rules checked, {len(report.unjudged)} could not be judged."
        return (*items, Item(counted, tone="quiet"))

    def alert(self, raised: Raised) -> Item:
        alert = raised.alert
        ending = " A reason is asked for." if raised.asks_reason else ""
        details = [Item(f"{sentence(alert.way_out)}{ending}", "way out")]
        because = dict.fromkeys(phrase(line, self.decision, self.clock) for line in met_leaves(raised.line))
        reasons = sentence("Because: " + "; ".join(because))
        if self.full:
            details.append(Item(f"{sentence(alert.detail)} {reasons}".strip()))
        elif alert.about_order:
            details.append(Item(reasons))
        if raised.folded:
            details.append(Item("Same cause, folded: " + "; ".join(other.title for other in raised.folded) + "."))
        details += [Item(mark) for mark in marks_of("alerts", alert.id, self.knowledge)]
        cites = self.citations.cite(alert.evidence)
        shown = tuple(details) if self.full or alert.severity != "info" else ()
        return Item(alert.headline, alert.severity.upper(), cites, alert.severity, shown)

    def steps(self, steps: tuple[Step, ...], first: int) -> tuple[Item, ...]:
        at_once = first == 1
        return tuple(self.step(step, number, self.full or at_once) for number, step in enumerate(steps, first))

    def step(self, step: Step, number: int, whole: bool) -> Item:
        action = step.action
        headline = action.headline
        if step.conditional:
            lead = action.lead_if_unknown or "If it applies"
            headline = f"{lead}: {headline[0].lower() + headline[1:]}"
        by = self.deadline(step)
        details = [Item(action.detail)] if action.detail and whole else []
        details += [question_item(fact) for fact in step.asks]
        before = None
        for dose in step.doses:
            working = dose_working(dose)
            under = (Item(working),) if working else ()
            cites = self.citations.cite(dose.record.evidence)
            label = "" if before is None else "then" if before.drug is dose.drug else "or"
            details.append(Item(dose_headline(dose), label, cites, "dose", under))
            before = dose
        if whole or step.doses:
            details += [self.conflict(conflict) for conflict in step.conflicts]
        of_doses = (mark for dose in step.doses for mark in (unspoken_mark(dose, self.knowledge), raised_mark(dose)))
        marks = (*marks_of("actions", action.id, self.knowledge), *filter(None, of_doses))
        details += [Item(mark, tone="warning") for mark in marks]
        own = ours(action.evidence)
        return Item(
            f"{sentence(headline)}{by}{own}", str(number), self.citations.cite(action.evidence), "", tuple(details)
        )

    def deadline(self, step: Step) -> str:
        within = step.action.within
        turn = f" {step.given + 1} of {step.action.in_all}" if step.action.in_all else ""
        if step.due_by is None or self.clock.nominal:
            return f"{turn}." if turn else ""
        by = self.clock.short(step.due_by, self.at)
        if step.due_by < self.at:
            return f"{turn} OVERDUE {wait_text(self.at - step.due_by)}: was due by {by}."
        if within is None:
            return f"{turn}, due {by}." if turn else f" Due {by}."
        return f" Within {wait_text(within)}, by {by}."

    def conflict(self, shown: ShownConflict) -> Item:
        """The side most worth a warning in one line; the others by name of the page that shows them."""
        worst = telling_side(shown, self.knowledge)
        cites = self.citations.cite((worst.side.evidence,))
        others = len(shown.sides) - 2
        more = f" {others} more: stillpath conflicts {shown.conflict.id}" if others > 0 else ""
        text = side_text(worst, self.knowledge)
        tail = "" if text.endswith("not used.") else " Not the default."
        return Item(f"Sources differ: {text}{tail}{more}", "", cites, "quiet")

    def prohibition(self, step: Step) -> Item:
        details = (Item(step.action.detail),) if step.action.detail and self.full else ()
        headline = sentence(step.action.headline)
        if step.conditional and step.action.lead_if_unknown:
            headline = f"{step.action.lead_if_unknown}: {headline[0].lower()}{headline[1:]}"
        text = headline
        return Item(text, "", self.citations.cite(step.action.evidence), "", details)

    def due(self) -> tuple[Item, ...]:
        """What is overdue, and what is due first; the rest stands on the sheet by the clock, unless it is asked for."""
        timed = [(dose.at, self.dose_due(dose)) for dose in self.plan.doses_due]
        timed += [
            (due.at, self.check_due(due))
            for due in self.plan.due
            if due.at is not None and (self.full or not self.may_come_again(due))
        ]
        timed.sort(key=lambda pair: pair[0])
        untimed = [self.check_due(due) for due in self.plan.due if due.at is None]
        items = [item for _, item in timed]
        if self.full or self.clock.nominal:
            return (*items, *untimed)
        late = sum(at < self.at for at, _ in timed)
        shown = items[: late + _DUE_FIRST]
        more = len(items) + len(untimed) - len(shown)
        rest = f"{more} more, and every time by the clock: stillpath watch FILE"
        return (*shown, Item(rest, tone="quiet")) if more else tuple(shown)

    def may_come_again(self, due: Due) -> bool:
        """Whether a check hangs on the newest of something that was not given: a thought for the sheet, not for now."""
        if due.state is not DueState.IF_GIVEN:
            return False
        rule = self.knowledge.events[due.since].rule
        return rule.last or any(self.knowledge.events[name].rule.last for name in rule.events)

    def check_due(self, due: Due) -> Item:
        never = [self.knowledge.facts[id].title for id in due.never if due.last is not None]
        missing = f" (never recorded: {', '.join(never)})" if never else ""
        marks = tuple(Item(mark, tone="warning") for mark in marks_of("monitoring", due.monitor.id, self.knowledge))
        limits = tuple(Item(limit.says, "call if") for limit, _ in due.limits) if self.full else ()
        tone = "warning" if due.state is DueState.OVERDUE else ""
        text = f"{due.monitor.title}{self.due_words(due)}{missing}{ours(due.monitor.evidence)}"
        return Item(
            text, self.due_label(due.state, due.at), self.citations.cite(due.monitor.evidence), tone, (*marks, *limits)
        )

    def dose_due(self, dose: NextDose) -> Item:
        what = medication_text(dose.order, self.knowledge, self.clock, self.at)
        last = f"last given {self.clock.short(dose.last.at, self.at)}" if dose.last else "none recorded as given"
        tone = "warning" if dose.state is DueState.OVERDUE else ""
        late = f"; was due {self.clock.short(dose.at, self.at)}, not recorded" if tone else ""
        says = f"{dose.says(0)}: " if dose.says(0) else ""
        return Item(f"{says}{what}; {last}{late}", self.due_label(dose.state, dose.at), (), "warning" if says else tone)

    def due_label(self, state: DueState, at: datetime | None) -> str:
        if at is None:
            return "no clock"
        if state is DueState.OVERDUE:
            return f"OVERDUE {wait_text(self.at - at)}"
        return "now" if at == self.at else self.clock.short(at, self.at)

    def due_words(self, due: Due) -> str:
        if due.state is DueState.OVERDUE and due.at is not None:
            return f" (was due {self.clock.short(due.at, self.at)}; not recorded)"
        if due.state is DueState.IF_GIVEN:
            return f", if the {self.knowledge.events[due.since].title} is given now"
        return ""

    def scores(self) -> tuple[Item, ...]:
        """A line for each score that says something of this child; in full every score and its items."""
        scored = [self.decision.score(id) for id in self.knowledge.scores]
        told = scored if self.full else [one for one in scored if shown_first(one)]
        return tuple(score_item(one, self.decision, self.clock, self.citations, self.full) for one in told)

    def other_criteria(self) -> tuple[Item, ...]:
        """How the criteria of other sources stand, with their limits; those that are a part of another are left out."""
        read = [one for one in self.knowledge.criteria.values() if one.purpose == "source-reading"]
        parts = {name for one in self.knowledge.criteria.values() for name in names_in(one.when)}
        items = []
        for criterion in read:
            if criterion.id not in parts:
                verdict = self.decision.now.verdict(criterion.id)
                limits = tuple(Item(one.says, "NOTE") for one in criterion.limits if self.limited(one, verdict))
                cites = self.citations.cite(criterion.evidence)
                items.append(Item(self.count(criterion), "", cites, "", limits, of=f"criteria/{criterion.id}"))
        return tuple(items)

    def unknown(self) -> tuple[Item, ...]:
        named: dict[str, str] = {}
        for line in self.plan.missing:
            name = subject(line)
            fact = self.knowledge.facts.get(name)
            if fact is None or fact in self.plan.asks:
                continue
            why = reason(line, self.decision, self.clock)
            named[fact.title] = f"{fact.title} ({why})" if why else fact.title
        items = []
        if named:
            items.append(Item(f"{sentence(listed(list(named.values())))} Missing is not normal."))
        asked = [fact for fact in self.plan.asks if not any(fact in step.asks for step in self.plan.do)]
        items += [question_item(fact) for fact in asked if fact.id not in self.answered]
        items += next_test_items(self.plan, self.citations, self.full)
        late = self.assumed()
        if late:
            items.append(Item(late))
        for note in self.notes:
            items.append(Item(note, "note", tone="quiet"))
        return tuple(items)

    def assumed(self) -> str:
        results = self.decision.known.view.timeline.results
        assumed = sum(result.known_assumed for result in results)
        if not assumed or self.clock.nominal:
            return ""
        return (
            f"For {assumed} of {len(results)} results the time they became known was not given; the time taken is used."
        )

    def refusals(self) -> tuple[Item, ...]:
        if not self.refused:
            return (Item("0"),)
        values = self.knowledge.values
        cites = self.citations.cite(values.evidence if values else ())
        head = Item(f"{len(self.refused)} could not be used, and nothing was lost:", "", cites)
        rows = tuple(
            Item(
                f"{one.where}: {one.found}; expected {one.expected}"
                + (f" (received: {one.shown})" if one.shown else "")
            )
            for one in self.refused[:12]
        )
        more = (Item(f"and {len(self.refused) - 12} more; --format json lists all."),) if len(self.refused) > 12 else ()
        return (head, *rows, *more)


_HOUR = timedelta(hours=1)
_LABEL = {Verdict.MET: "MET", Verdict.NOT_MET: "NOT", Verdict.UNKNOWN: "?"}


def _age(years: Fraction) -> str:
    months = int(years * 12)
    if months < 24:
        return f"{months}\u00a0months" if months else "under 1\u00a0month"
    return f"{months // 12}\u00a0y" + (f" {months % 12}\u00a0m" if months % 12 and months < 144 else "")


def ours(evidence: tuple[Evidence, ...]) -> str:
    """Marks what is an operational definition of this project; the page's foot says what the mark means."""
    return " (ours)" if evidence and evidence[0].status is Status.PROPOSAL else ""
