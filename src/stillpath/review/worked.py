"""The worked cases against the engine: every edge of a rule, and every worked patient."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from stillpath.care import Plan, next_tests, plan, subject
from stillpath.engine import Decision, Line, Scored, decide, decide_each, would_settle
from stillpath.errors import KnowledgeError
from stillpath.intake import Names, UnusableError, hour_of_patient, timeline_of_case, timeline_of_patient
from stillpath.model import Case, CaseHour, CaseRow, Knowledge, Node, PatientCase, Points, Verdict
from stillpath.timeline import Refused
from stillpath.units import number_text

__all__ = ["REFUSED", "case_problem", "patient_problems", "rule_of", "score_holds"]

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""The instant at which short cases are decided; any would do, since cases tell times relative to it."""

REFUSED = "refused"
"""The key of `expect` that names the lines a worked patient holds although they must be refused."""


def rule_of(about: str, knowledge: Knowledge) -> tuple[Node, ...]:
    """The rule a case is about; for an alert with `unless`, that too; of a score every rule that it is made of."""
    if about in knowledge.scores:
        return tuple(knowledge.scores[about].rules().values())
    if about in knowledge.criteria:
        return (knowledge.criteria[about].when,)
    if about in knowledge.alerts:
        alert = knowledge.alerts[about]
        return (alert.when,) if alert.unless is None else (alert.when, alert.unless)
    if about in knowledge.differentials:
        return (knowledge.differentials[about].when,)
    if about in knowledge.stages:
        stage = knowledge.stages[about].when
        return (stage,) if stage is not None else ()
    action = knowledge.actions[about].when
    return (action,) if action is not None else ()


def case_problem(case: Case, row: CaseRow, knowledge: Knowledge, names: Names | None = None) -> KnowledgeError | None:
    """What is wrong with one edge; None if it holds. Of the knowledge only what leads to the case's rule is needed."""
    reading = timeline_of_case(case, row, knowledge, _NOON, names)
    if reading.refused:
        first = reading.refused[0]
        return KnowledgeError(row.where, f"case '{row.name}': {first.where}: {first.found}", first.expected)
    decision = decide(knowledge, reading.timeline, _NOON)
    if case.about in knowledge.scores:
        scored = decision.score(case.about)
        if score_holds(row, scored):
            return None
        got = " ".join(_score_texts(scored)[-1].split(" ")[1:])
        wanted = f"{row.then.value} {row.reading}".strip()
        return KnowledgeError(
            row.where, f"case '{row.name}' of {case.about}: {got}", f"{wanted} (rests on {case.cites})"
        )
    rules = rule_of(case.about, knowledge)
    verdict, line = _verdict(rules, decision)
    if verdict is not row.then:
        return KnowledgeError(
            row.where,
            f"case '{row.name}' of {case.about}: {verdict.value}",
            f"{row.then.value} (rests on {case.cites})",
        )
    if row.settled_by:
        settling = [subject(leaf) for leaf in would_settle(line)]
        if row.settled_by not in settling:
            return KnowledgeError(
                row.where, f"case '{row.name}': {row.settled_by} would not settle it", ", ".join(settling)
            )
    return None


def score_holds(row: CaseRow, scored: Scored) -> bool:
    """Whether a score says of a row what the row expects: its points and, where the row names one, its reading."""
    reading = scored.reading.id if scored.reading is not None else "none"
    return row.then == _points(scored) and row.reading in ("", reading)


def _points(scored: Scored) -> Points:
    return Points() if scored.points is None else Points(scored.points.low, scored.points.high)


def _score_texts(scored: Scored) -> list[str]:
    """A score as `expect` may write it: without its reading, and with it."""
    text = f"{scored.score.id} {_points(scored).value}"
    return [text, f"{text} {scored.reading.id if scored.reading is not None else 'none'}"]


def _verdict(rules: tuple[Node, ...], decision: Decision) -> tuple[Verdict, Line]:
    line = decision.evaluate(rules[0])
    if len(rules) > 1 and line.verdict is Verdict.MET and decision.evaluate(rules[1]).verdict is Verdict.MET:
        return Verdict.NOT_MET, line
    return line.verdict, line


def patient_problems(case: PatientCase, knowledge: Knowledge, folder: str = "knowledge") -> list[KnowledgeError]:
    """What of a worked patient's expectations does not come out.

    With a `refused` among them, empty or not, also every line that is refused and not named there. `folder` is what
    the knowledge folder is called in messages.
    """
    where = f"{folder}/cases/{case.id}.yaml"
    reading = timeline_of_patient(case, knowledge)
    problems = _refusals(reading.refused, case.expect[REFUSED], where) if REFUSED in case.expect else []
    timeline = reading.timeline
    now = timeline.now
    if now is None:
        return problems or [KnowledgeError(where, "`now` cannot be read", "a time such as 2026-03-02T06:10+01:00")]
    hours: list[tuple[datetime, CaseHour]] = []
    for hour in case.then:
        try:
            at = hour_of_patient(case, hour.at)
        except UnusableError as problem:
            problems.append(KnowledgeError(hour.where, f"`at` is {problem.found}", problem.expected))
            continue
        if at >= now or (hours and at <= hours[-1][0]):
            found = "`at` is not after the one before it and before `now`"
            problems.append(KnowledgeError(hour.where, found, "the times in order; `expect` stands for `now`"))
            continue
        hours.append((at, hour))
    wanted = {key: texts for key, texts in case.expect.items() if key != REFUSED}
    hours.append((now, CaseHour(case.now, wanted, where, case.lines)))
    decisions = decide_each(knowledge, timeline, [at for at, _ in hours])
    for (_, hour), decision in zip(hours, decisions, strict=True):
        problems += _hour_problems(hour, plan(decision))
    return problems


def _hour_problems(hour: CaseHour, made: Plan) -> Iterator[KnowledgeError]:
    """What is expected at one time and does not come out."""
    found = _came_out(made, {"next_tests", "no_next_tests"} & hour.expect.keys())
    criteria = made.knowledge.criteria
    for key, wanted in hour.expect.items():
        where = hour.lines.get(key, hour.where)
        if key in ("stage", *criteria):
            got = found[key] if key == "stage" else [made.decision.now.verdict(key).value]
            if got != list(wanted):
                yield KnowledgeError(where, f"{key} at {hour.at}: {', '.join(got)}", ", ".join(wanted))
            continue
        kind, absent = (key.removeprefix("no_"), key.startswith("no_"))
        if kind not in found:
            yield KnowledgeError(where, f"'{key}' is nothing to expect", "stage, actions, doses, alerts …")
            continue
        for one in wanted:
            there = any(got == one or (kind != "scores" and got.startswith(f"{one} ")) for got in found[kind])
            if there == absent:
                word = "is there" if absent else "is not there"
                yield KnowledgeError(where, f"{kind} at {hour.at}: '{one}' {word}", "; ".join(found[kind]) or "none")


def _refusals(refused: tuple[Refused, ...], wanted: tuple[str, ...], where: str) -> list[KnowledgeError]:
    """A problem for each refusal that `wanted` does not name, and for each of `wanted` that nothing was refused for."""
    problems = []
    for one in refused:
        if not any(_names(name, one) for name in wanted):
            found = f"{one.where}: '{one.shown}' is refused: {one.found}"
            problems.append(KnowledgeError(where, found, f"{one.expected}; or `refused: - {one.shown}` in expect"))
    for name in wanted:
        if not any(_names(name, one) for one in refused):
            problems.append(KnowledgeError(where, f"{REFUSED}: '{name}' is not refused", "a line that is"))
    return problems


def _names(name: str, one: Refused) -> bool:
    """Whether `name` is the place of a refusal, or the line refused, or the name that this line begins with.

    >>> _names("d-dimer", Refused("moment 2, fact 12, unit", "the unit 'ng/L'", "ng/mL{FEU}", "d-dimer 5420 ng/L"))
    True
    """
    return name in (one.where, one.shown) or one.shown.startswith(f"{name} ")


def _came_out(made: Plan, tests: Collection[str]) -> dict[str, list[str]]:
    doses = []
    for step in made.do:
        for dose in step.doses:
            name = f"{dose.drug.id}/{dose.slot.id}"
            if dose.per_dose is not None:
                doses.append(f"{name} {number_text(dose.per_dose)} {dose.unit} per dose")
    return {
        "stage": [made.stage.stage.id],
        "actions": [step.action.id for step in made.do] + [step.action.id for step in made.do_not],
        "doses": doses,
        "alerts": [f"{raised.alert.id} {raised.alert.severity}" for raised in made.alerts.raised]
        + [f"{alert.id} folded" for raised in made.alerts.raised for alert in raised.folded],
        "asks": [fact.id for fact in made.asks],
        "missing": [subject(line) for line in made.missing],
        "differentials": [one.differential.id for one in made.differentials if one.verdict is Verdict.MET],
        "next_tests": [test.sample.id for test in next_tests(made)] if tests else [],
        "silenced": [alert.id for alert in made.alerts.silenced],
        "scores": [text for id in made.knowledge.scores for text in _score_texts(made.decision.score(id))],
    }
