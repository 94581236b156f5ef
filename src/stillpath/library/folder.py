"""Reads a whole knowledge folder into one `Knowledge`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

from stillpath.errors import KnowledgeError
from stillpath.library.asking_kinds import read_edition, read_gate, read_question, read_translation
from stillpath.library.care_kinds import (
    read_action,
    read_alert,
    read_conflict,
    read_monitor,
    read_stage,
    read_statement,
    read_term,
)
from stillpath.library.case_kinds import read_case, read_patient_case
from stillpath.library.closure import parts_of
from stillpath.library.digest import checked_digest, digest_of, version_of
from stillpath.library.drug_kind import read_drug
from stillpath.library.editorial_kind import read_editorial
from stillpath.library.evidence import read_source
from stillpath.library.form_kind import read_form
from stillpath.library.grammar import Vocabulary
from stillpath.library.overlay import NO_OVERLAY, Overlay, policy_words, read_overlay
from stillpath.library.patient_kinds import (
    read_criterion,
    read_event,
    read_fact,
    read_parameters,
    read_values,
    with_needs,
)
from stillpath.library.recognition_kinds import read_differential, read_sample
from stillpath.library.record import Record, read_record
from stillpath.library.schedule_kind import read_schedule
from stillpath.library.score_kind import read_score
from stillpath.library.table_kind import read_table
from stillpath.library.tree import Tree, keep_trees
from stillpath.model import (
    NAMED_IN_CODE,
    Action,
    Criterion,
    Differential,
    Drug,
    Edition,
    EditorialPolicy,
    Event,
    Fact,
    Knowledge,
    Monitor,
    Node,
    Parameter,
    Score,
    Stage,
    Statement,
    Table,
    names_in,
)
from stillpath.units import parse_duration

__all__ = ["action_rule", "monitor_rule", "read_folder", "stage_rule"]

_Kind = TypeVar("_Kind")


def stage_rule(id: str) -> str:
    """The name under which a stage's condition stands among the rules."""
    return f"stage/{id}"


def action_rule(id: str) -> str:
    """The name under which an action's condition stands among the rules."""
    return f"action/{id}"


def monitor_rule(id: str) -> str:
    """The name under which a check's condition stands among the rules."""
    return f"monitor/{id}"


def read_folder(
    folder: Path, problems: list[KnowledgeError] | None = None, policy: Path | None = None, keep: bool = True
) -> Knowledge:
    """All records of a folder. The first problem is raised; or, with a list, every problem is put there instead.

    A hospital's `policy` is put over them before limits are put into rules. `keep`: what was read anew is written down
    for the next process, which takes longer than the reading of one changed file.
    """
    try:
        return _Reading(folder, problems, policy).knowledge()
    finally:
        if keep:
            keep_trees()


class _Reading:
    """One pass over the folder; each kind needs those before it."""

    def __init__(self, folder: Path, problems: list[KnowledgeError] | None, policy: Path | None) -> None:
        self.folder = folder
        self.problems = problems
        self.overlay = NO_OVERLAY if policy is None else self.attempt(self.read_policy, policy) or NO_OVERLAY
        self.fill: dict[str, str] = {}
        self.trees: dict[str, Tree] = {}

    def knowledge(self) -> Knowledge:
        digest = digest_of(self.folder)
        sources = self.all("sources", read_source)
        policy: dict[str, Parameter] = {}
        for record in self.records("policy"):
            if record.text("id") != "values":
                policy.update(
                    {parameter.id: parameter for parameter in self.attempt(read_parameters, record, sources) or ()}
                )
        pages = {record.text("id"): record for record in self.records("policy")}
        if "values" not in pages:
            raise KnowledgeError(
                f"{self.folder.name}/policy/values.yaml", "the page is missing", "current_for, plausible …"
            )
        shipped_values, shipped = read_values(pages["values"], sources), policy
        values = self.overlay.values(shipped_values, self.complain)
        policy = self.overlay.parameters(shipped, self.complain)
        self.fill = policy_words(policy, shipped)
        tables = self.all("tables", read_table, sources, self.folder / "tables")
        facts = self.all("facts", read_fact, sources, values)
        words = self.vocabulary(facts, policy, tables)
        facts = self.with_needs(facts, words)
        words = replace(words, facts=facts)
        criteria = self.all("criteria", read_criterion, sources, words)
        scores = self.all("scores", read_score, sources, words)
        events = self.all("events", read_event, sources, words)
        stages = self.all("pathway", read_stage, sources, words)
        actions = self.all("actions", read_action, sources, words)
        monitors = self.all("monitoring", read_monitor, sources, words)
        drugs = self.all("drugs", read_drug, sources, words, values)
        drugs = self.overlay.drugs(drugs, sources, self.complain)
        cases, patients = {}, {}
        for record in self.records("cases"):
            if record.has("moments"):
                patient = self.attempt(read_patient_case, record)
                patients.update({patient.id: patient} if patient else {})
            else:
                case = self.attempt(read_case, record)
                cases.update({case.id: case} if case else {})
        statements = self.all("statements", read_statement, sources)
        version = f"{version_of(self.folder)}+{digest[:4]}"
        local = self.overlay.applied(version, shipped_values, shipped, drugs)
        self.named_in_code(facts, criteria, events, policy, statements)
        knowledge = Knowledge(
            version=f"{version} with {local.name}" if local is not None else version,
            digest=digest,
            checked=checked_digest(self.folder) == digest,
            sources=sources,
            tables=tables,
            facts=facts,
            criteria=criteria,
            scores=scores,
            policy=policy,
            values=values,
            events=events,
            drugs=drugs,
            classes=_classes(drugs),
            stages=dict(sorted(stages.items(), key=lambda item: item[1].rank)),
            actions=actions,
            monitors=monitors,
            schedules=self.all("schedules", read_schedule, sources, words, drugs),
            alerts=self.all("alerts", read_alert, sources, words),
            conflicts=self.overlay.conflicts(self.all("conflicts", read_conflict, sources), drugs, sources),
            differentials=_in_order(self.all("differentials", read_differential, sources, words)),
            samples=self.all("samples", read_sample, sources, words),
            statements=statements,
            terms=self.all("glossary", read_term),
            questions=self.all("questions", read_question),
            gates=dict(sorted(self.all("gates", read_gate).items(), key=lambda item: (item[1].order, item[0]))),
            translations=self.all("translations", read_translation),
            forms=self.all("forms", read_form, sources),
            editorial=_by_date(self.all("editorial", read_editorial, sources)),
            edition=self.attempt(read_edition, self.folder) or Edition(),
            cases=cases,
            patients=patients,
            rules=self.ordered(criteria, scores, events, stages, actions, monitors),
            local=local,
        )
        return replace(knowledge, parts=parts_of(self.trees, facts, values, local, self.folder / "tables"))

    def read_policy(self, path: Path) -> Overlay:
        return read_overlay(path, self.complain)

    def named_in_code(
        self,
        facts: dict[str, Fact],
        criteria: dict[str, Criterion],
        events: dict[str, Event],
        policy: dict[str, Parameter],
        statements: dict[str, Statement],
    ) -> None:
        """Complains of what the code asks for by name and this folder lacks, or has in another unit."""
        units = {("facts", id): fact.unit for id, fact in facts.items()}
        units.update({("criteria", id): "" for id in criteria})
        units.update({("events", id): "" for id in events})
        units.update({("statements", id): "" for id in statements})
        units.update({("policy", id): parameter.value.unit for id, parameter in policy.items()})
        for kind, id, unit in NAMED_IN_CODE:
            where = f"{self.folder.name}/{kind}" + ("" if kind == "policy" else f"/{id}.yaml")
            if (kind, id) not in units:
                if kind == "policy" or not (self.folder / kind / f"{id}.yaml").exists():
                    self.complain(KnowledgeError(where, f"'{id}' is missing, and the code asks for it by name", id))
            elif not (_is_duration(str(policy[id].value)) if unit == "h" else units[kind, id] == unit):
                wanted = "a duration" if unit == "h" else unit or "no unit: yes or no"
                self.complain(KnowledgeError(where, f"'{id}' is in '{units[kind, id]}', and the code reckons", wanted))

    def vocabulary(self, facts: dict[str, Fact], policy: dict[str, Parameter], tables: dict[str, Table]) -> Vocabulary:
        drugs = set()
        for record in self.records("drugs"):
            drugs.add(record.text("id"))
            drugs.update(self.attempt(_names_of_classes, record) or ())
        return Vocabulary(facts, self.ids("criteria"), self.ids("events"), frozenset(drugs), policy, tables)

    def with_needs(self, facts: dict[str, Fact], words: Vocabulary) -> dict[str, Fact]:
        for record in self.records("facts"):
            id = record.text("id")
            if id in facts and record.has("needs"):
                facts[id] = replace(facts[id], needs=self.attempt(with_needs, facts[id], record, words))
        return facts

    def ordered(
        self,
        criteria: dict[str, Criterion],
        scores: dict[str, Score],
        events: dict[str, Event],
        stages: dict[str, Stage],
        actions: dict[str, Action],
        monitors: dict[str, Monitor],
    ) -> dict[str, Node]:
        """Criteria, scores, conditions of stages, actions and checks, each after what it leads to, events included."""
        rules = {id: criterion.when for id, criterion in criteria.items()}
        for score in scores.values():
            rules.update(score.rules())
        rules.update({stage_rule(stage.id): stage.when for stage in stages.values() if stage.when is not None})
        rules.update({action_rule(action.id): action.when for action in actions.values() if action.when is not None})
        rules.update({monitor_rule(one.id): one.when for one in monitors.values() if one.when is not None})
        graph: dict[str, set[str]] = {id: set(names_in(rule)) for id, rule in rules.items()}
        for event in events.values():
            named = {event.rule.name} if event.rule.name else set()
            graph[event.id] = {*named, *event.rule.events}
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as problem:
            circle = " -> ".join(problem.args[1])
            self.complain(
                KnowledgeError(f"{self.folder.name}/criteria", f"rules go in a circle: {circle}", "no circle")
            )
            order = list(rules)
        return {id: rules[id] for id in order if id in rules}

    def all(self, kind: str, read: Callable[..., _Kind], *more: object) -> dict[str, _Kind]:
        found = {}
        for record in self.records(kind):
            value = self.attempt(read, record, *more)
            if value is not None:
                found[record.text("id")] = value
        return found

    def records(self, kind: str) -> Iterator[Record]:
        for path in sorted((self.folder / kind).glob("*.yaml")):
            shown = f"{self.folder.name}/{kind}/{path.name}"
            record = self.attempt(read_record, path, shown)
            if record is None:
                continue
            record.fill = self.fill
            self.trees[f"{kind}/{path.stem}"] = record.root
            if not record.has("id") or self.attempt(_id, record) != path.stem:
                self.complain(KnowledgeError(record.where("id"), "the id is not the file's name", f"id: {path.stem}"))
                continue
            yield record

    def ids(self, kind: str) -> frozenset[str]:
        return frozenset(path.stem for path in (self.folder / kind).glob("*.yaml"))

    def attempt(self, read: Callable[..., _Kind], *arguments: object) -> _Kind | None:
        try:
            return read(*arguments)
        except KnowledgeError as problem:
            self.complain(problem)
        except Exception as problem:  # whatever a reader trips over is a fault of the record, and has its place
            place = next((one.where() for one in arguments if isinstance(one, Record)), str(arguments[-1]))
            self.complain(
                KnowledgeError(place, f"cannot be read ({type(problem).__name__})", "the form in docs/knowledge.md")
            )
        return None

    def complain(self, problem: KnowledgeError) -> None:
        if self.problems is None:
            raise problem
        if str(problem) not in {str(other) for other in self.problems}:
            self.problems.append(problem)


def _is_duration(text: str) -> bool:
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True


def _id(record: Record) -> str:
    return record.text("id")


def _names_of_classes(record: Record) -> tuple[str, ...]:
    return record.texts("classes")


def _in_order(differentials: dict[str, Differential]) -> dict[str, Differential]:
    return dict(sorted(differentials.items(), key=lambda item: (item[1].order, item[0])))


def _by_date(policies: dict[str, EditorialPolicy]) -> dict[str, EditorialPolicy]:
    return dict(sorted(policies.items(), key=lambda item: (item[1].in_force_from, item[0])))


def _classes(drugs: dict[str, Drug]) -> dict[str, tuple[str, ...]]:
    classes: dict[str, list[str]] = {id: [id] for id in drugs}
    for drug in drugs.values():
        for name in drug.classes:
            classes.setdefault(name, []).append(drug.id)
    return {name: tuple(members) for name, members in classes.items()}
