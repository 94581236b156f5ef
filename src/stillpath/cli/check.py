"""`check`: the knowledge against itself, then every worked case against the engine."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from stillpath.care import Plan, plan, subject
from stillpath.engine import Decision, Line, decide, would_settle
from stillpath.errors import KnowledgeError
from stillpath.intake import timeline_of_case, timeline_of_patient
from stillpath.library import CHECKED, default_folder
from stillpath.library.check import check_knowledge
from stillpath.library.folder import read_folder
from stillpath.model import Case, CaseRow, Knowledge, Node, PatientCase, Verdict
from stillpath.units import number_text

__all__ = ["case_problem", "check", "patient_problems", "rule_of"]

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""The instant at which short cases are decided; any would do, since cases tell times relative to it."""


def check(record: bool, folder: Path | None) -> None:
    """Prints every problem; KnowledgeError at the end if there is one. With `record`, writes down the digest."""
    folder = folder or default_folder()
    problems: list[KnowledgeError] = []
    knowledge = read_folder(folder, problems)
    problems += check_knowledge(knowledge)
    rows = 0
    if not problems:
        for case in knowledge.cases.values():
            for row in case.rows:
                rows += 1
                problem = case_problem(case, row, knowledge)
                problems += [problem] if problem else []
        for patient in knowledge.patients.values():
            problems += patient_problems(patient, knowledge)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        raise KnowledgeError(str(folder), f"{len(problems)} problems", "none: mend the lines above, then check again")
    typer.echo(
        f"checked {knowledge.version}: {len(knowledge.criteria)} criteria, {len(knowledge.alerts)} alerts, "
        f"{len(knowledge.drugs)} drugs, {len(knowledge.conflicts)} conflicts, {len(knowledge.sources)} sources; "
        f"{rows} worked edges in {len(knowledge.cases)} files and {len(knowledge.patients)} patients hold"
    )
    if record:
        (folder / CHECKED).write_text(f"{knowledge.digest}\n", encoding="utf-8")
        typer.echo(f"recorded in {folder.name}/{CHECKED}")
    elif not knowledge.checked:
        typer.echo("not recorded: pages carry a banner until `stillpath check --record`")


def rule_of(about: str, knowledge: Knowledge) -> tuple[Node, ...]:
    """The rule a case is about; for an alert with `unless`, that too."""
    if about in knowledge.criteria:
        return (knowledge.criteria[about].when,)
    if about in knowledge.alerts:
        alert = knowledge.alerts[about]
        return (alert.when,) if alert.unless is None else (alert.when, alert.unless)
    if about in knowledge.stages:
        stage = knowledge.stages[about].when
        return (stage,) if stage is not None else ()
    action = knowledge.actions[about].when
    return (action,) if action is not None else ()


def case_problem(case: Case, row: CaseRow, knowledge: Knowledge) -> KnowledgeError | None:
    """What is wrong with one edge; None if it holds."""
    reading = timeline_of_case(case, row, knowledge, _NOON)
    if reading.refused:
        first = reading.refused[0]
        return KnowledgeError(row.where, f"case '{row.name}': {first.where}: {first.found}", first.expected)
    decision = decide(knowledge, reading.timeline, _NOON)
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


def _verdict(rules: tuple[Node, ...], decision: Decision) -> tuple[Verdict, Line]:
    line = decision.evaluate(rules[0])
    if len(rules) > 1 and line.verdict is Verdict.MET and decision.evaluate(rules[1]).verdict is Verdict.MET:
        return Verdict.NOT_MET, line
    return line.verdict, line


def patient_problems(case: PatientCase, knowledge: Knowledge) -> list[KnowledgeError]:
    """What of a worked patient's expectations does not come out."""
    where = f"knowledge/cases/{case.id}.yaml"
    timeline = timeline_of_patient(case, knowledge).timeline
    now = timeline.now
    assert now is not None
    made = plan(decide(knowledge, timeline, now))
    found = _came_out(made)
    problems = []
    for key, wanted in case.expect.items():
        if key in ("stage", *knowledge.criteria):
            got = found[key] if key == "stage" else [made.decision.now.verdict(key).value]
            if got != list(wanted):
                problems.append(KnowledgeError(where, f"{key}: {', '.join(got)}", ", ".join(wanted)))
            continue
        kind, absent = (key.removeprefix("no_"), key.startswith("no_"))
        if kind not in found:
            problems.append(KnowledgeError(where, f"'{key}' is nothing to expect", "stage, actions, doses, alerts …"))
            continue
        for one in wanted:
            there = any(got == one or got.startswith(f"{one} ") for got in found[kind])
            if there == absent:
                word = "is there" if absent else "is not there"
                problems.append(KnowledgeError(where, f"{kind}: '{one}' {word}", "; ".join(found[kind]) or "none"))
    return problems


def _came_out(made: Plan) -> dict[str, list[str]]:
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
        "silenced": [alert.id for alert in made.alerts.silenced],
    }
