"""The page of one child: who, stage, why, alerts, now, due, do not, unknown; ten seconds for a tired person."""

from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.care import Due, DueState, NextDose, Plan, Raised, ShownConflict, Step, subject
from stillpath.engine import Line
from stillpath.model import Any, AtLeast, Criterion, Evidence, Limitation, Status, Verdict
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import dose_headline, dose_working, side_text, telling_side, weight_text
from stillpath.prose.lines import met_leaves, rows_of, walk
from stillpath.prose.phrases import medication_text, phrase, policies_in, reason
from stillpath.prose.words import Clock, interval_text, listed, sentence, wait_text
from stillpath.timeline import Medication, MedicationKind, Refused
from stillpath.units import parse_duration

__all__ = ["NOT_REVIEWED", "brief_sections", "patient_page", "person_text"]

NOT_REVIEWED = "NOT REVIEWED by a clinical board"
_AT_ONCE = 7
"""How many actions stand under NOW; the rest, in order, under NEXT (a tired person reads no longer list)."""


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

    def page(self) -> Page:
        now, later = self.parted()
        sections = [
            Section("", (self.stage(), *self.recorded(), *self.why())),
            Section("ALERTS", self.alerts()),
            Section("NOW", (*self.weigh(), *self.steps(now, 1))),
            Section("NEXT", self.steps(later, len(now) + 1)),
            Section("CALL NOW", self.call_now()),
            Section("DUE", self.due()),
            Section("DO NOT", tuple(self.prohibition(step) for step in self.plan.do_not)),
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
        """What stands under NOW: the first few actions, and every one that is due within the hour; and the rest."""
        now: list[Step] = []
        later: list[Step] = []
        for place, step in enumerate(self.plan.do):
            within = step.action.within
            at_once = place < _AT_ONCE or (within is not None and within <= _HOUR)
            (now if at_once else later).append(step)
        return tuple(now), tuple(later)

    def weigh(self) -> tuple[Item, ...]:
        """The first thing to do where a dose waits for a weight."""
        if all(dose.size is not None or "weight" not in dose.why_not for step in self.plan.do for dose in step.doses):
            return ()
        weight = self.decision.known.view.latest("weight")
        old = f" The last one is from {self.clock.full(weight.at)}." if weight and not self.clock.nominal else ""
        cites = self.citations.cite(self.knowledge.values.evidence if self.knowledge.values else ())
        text = f"WEIGH the child now, or estimate and mark it as an estimate: no dose is computed without.{old}"
        return (Item(text, "!", cites, "critical"),)

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

    def example(self) -> str:
        example = self.decision.known.view.timeline.patient.example
        return f"EXAMPLE ({example})  " if example else ""

    def banner(self) -> tuple[Item, ...]:
        if not self.clock.nominal:
            return banner_of(self.knowledge, self.clock.full(self.at), self.replayed)
        text = "The source prints no times: moments are only ordered; windows and timers stay unknown."
        return (*banner_of(self.knowledge), Item(text))

    def stage(self) -> Item:
        stage = self.plan.stage.stage
        parts = [self.plan.stage.headline]
        parts += [self.count(criterion) for criterion in self.classifying()]
        parts.append(self.treatment())
        return Item(" ".join(part for part in parts if part), "", self.citations.cite(stage.evidence), "stage")

    def count(self, criterion: Criterion) -> str:
        """How a criterion stands, all three verdicts counted."""
        finding = self.decision.now.findings[criterion.id]
        counted = next((line for line in walk(finding.line) if isinstance(line.node, AtLeast)), None)
        words = [limit.word for limit in criterion.limits if limit.word and self.limited(limit, finding.verdict)]
        gates = [child for child in finding.line.children if child is not counted and child.verdict is not Verdict.MET]
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
            for line in walk(self.decision.now.findings[criterion.id].line)
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
            items.append(Item(f"{sentence(criterion.title)}{_ours(criterion.evidence)}", "WHY", cites))
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
            raised.append(Item(f"Order not checked: {what}: {why.value}.", "WARNING", (), "warning"))
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
        ending = " A reason is asked for." if alert.needs_reason else ""
        details = [Item(f"{sentence(alert.way_out)}{ending}", "way out")]
        because = dict.fromkeys(phrase(line, self.decision, self.clock) for line in met_leaves(raised.line))
        reasons = sentence("Because: " + "; ".join(because))
        if self.full:
            details.append(Item(f"{sentence(alert.detail)} {reasons}".strip()))
        elif alert.about_order:
            details.append(Item(reasons))
        if raised.folded:
            details.append(Item("Same cause, folded: " + "; ".join(other.title for other in raised.folded) + "."))
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
        for fact in step.asks:
            details.append(Item(f"{fact.question or fact.title} (yes, no, cannot say yet)", "ANSWER"))
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
        own = _ours(action.evidence)
        return Item(
            f"{sentence(headline)}{by}{own}", str(number), self.citations.cite(action.evidence), "", tuple(details)
        )

    def deadline(self, step: Step) -> str:
        within = step.action.within
        if step.due_by is None or within is None or self.clock.nominal:
            return ""
        by = self.clock.short(step.due_by, self.at)
        if step.due_by < self.at:
            return f" OVERDUE {wait_text(self.at - step.due_by)}: was due by {by}."
        return f" Within {wait_text(within)}, by {by}."

    def conflict(self, shown: ShownConflict) -> Item:
        """The side most worth a warning in one line; the others by name of the page that shows them."""
        worst = telling_side(shown, self.knowledge)
        cites = self.citations.cite((worst.side.evidence,))
        others = len(shown.sides) - 2
        more = f" {others} more: stillpath conflicts {shown.conflict.id}" if others > 0 else ""
        return Item(f"Sources differ: {side_text(worst, self.knowledge)} Not the default.{more}", "", cites, "quiet")

    def prohibition(self, step: Step) -> Item:
        details = (Item(step.action.detail),) if step.action.detail and self.full else ()
        headline = sentence(step.action.headline)
        if step.conditional and step.action.lead_if_unknown:
            headline = f"{step.action.lead_if_unknown}: {headline[0].lower()}{headline[1:]}"
        text = headline
        return Item(text, "", self.citations.cite(step.action.evidence), "", details)

    def call_now(self) -> tuple[Item, ...]:
        """Every action limit that is met, once."""
        met: dict[str, Item] = {}
        for due in self.plan.due:
            for limit, verdict in due.limits:
                if verdict is Verdict.MET:
                    cites = self.citations.cite(due.monitor.evidence)
                    met.setdefault(limit.says, Item(sentence(limit.says), "", cites, "critical"))
        return tuple(met.values())

    def due(self) -> tuple[Item, ...]:
        timed = [(dose.at, self.dose_due(dose)) for dose in self.plan.doses_due]
        timed += [(due.at, self.check_due(due)) for due in self.plan.due if due.at is not None]
        untimed = [self.check_due(due) for due in self.plan.due if due.at is None]
        return (*(item for _, item in sorted(timed, key=lambda pair: pair[0])), *untimed)

    def check_due(self, due: Due) -> Item:
        never = [self.knowledge.facts[id].title for id in due.never if due.last is not None]
        missing = f" (never recorded: {', '.join(never)})" if never else ""
        limits = tuple(Item(limit.says, "call if") for limit, _ in due.limits) if self.full else ()
        tone = "warning" if due.state is DueState.OVERDUE else ""
        text = f"{due.monitor.title}{self.due_words(due)}{missing}{_ours(due.monitor.evidence)}"
        return Item(text, self.due_label(due.state, due.at), self.citations.cite(due.monitor.evidence), tone, limits)

    def dose_due(self, dose: NextDose) -> Item:
        what = medication_text(dose.order, self.knowledge, self.clock, self.at)
        last = f"last given {self.clock.short(dose.last.at, self.at)}" if dose.last else "none recorded as given"
        tone = "warning" if dose.state is DueState.OVERDUE else ""
        late = f"; was due {self.clock.short(dose.at, self.at)}, not recorded" if tone else ""
        return Item(f"{what}; {last}{late}", self.due_label(dose.state, dose.at), (), tone)

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
        for fact in asked:
            items.append(Item(f"{fact.question or fact.title} (yes, no, cannot say yet)", "ANSWER"))
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


def _ours(evidence: tuple[Evidence, ...]) -> str:
    """Marks what is an operational definition of this project; the page's foot says what the mark means."""
    return " (ours)" if evidence and evidence[0].status is Status.PROPOSAL else ""
