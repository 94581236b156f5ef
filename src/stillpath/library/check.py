"""Checks knowledge against itself: numbers that agree with their words, honest evidence, cases, a whole pathway.

What a record's name leads to is checked in `check_names`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from stillpath.errors import KnowledgeError
from stillpath.library.check_asking import check_asking
from stillpath.library.check_editorial import check_editorial
from stillpath.library.check_forms import check_forms
from stillpath.library.check_limits import check_limits
from stillpath.library.check_names import check_names
from stillpath.library.check_recognition import check_recognition
from stillpath.library.check_schedules import check_schedules
from stillpath.library.check_tables import check_tables
from stillpath.library.check_translations import check_translations
from stillpath.library.digest import CHECKED, EDITION, ENDINGS, FOLDERS
from stillpath.model import (
    Action,
    AtLeast,
    Comparison,
    Criterion,
    Drug,
    Event,
    Evidence,
    Extreme,
    Given,
    Knowledge,
    Limit,
    Monitor,
    Node,
    Not,
    Order,
    Points,
    Score,
    Stage,
    Status,
    Table,
    Tier,
    leaves,
    names_in,
)
from stillpath.model.rules import All, Any
from stillpath.units import number_text

__all__ = ["check_knowledge", "first_causes", "unread"]

_NUMBER = re.compile(r"(?<![\w.*^/-])\d+(?:\.\d+)?(?![\w*^]|\.\d)")
_UNIT = re.compile(r"10\*\d+/L|x?10\^\d+/L")
_UNITLESS = re.compile(r"(?<=\d) 1$")
_POLICY = re.compile(r"policy ([a-z0-9-]+)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SURE = (Tier.PRIMARY, Tier.RECORD)
_BESIDE = ("VERSION", EDITION, CHECKED, "LICENSE.md")
_QUOTED = re.compile(r"'([a-z0-9-]+)(?:/([a-z0-9-]+))?(?:#[a-z0-9-]+)?'")
_FILE = re.compile(r"([a-z]+)/([^/:]+)\.yaml")


def check_knowledge(
    knowledge: Knowledge, unread: Iterable[KnowledgeError] = (), folder: str = "knowledge"
) -> Iterator[KnowledgeError]:
    """Every problem of knowledge that could be read, each with its file and line where it has one.

    `unread` are the problems of the records that could not be: where a whole kind must be known (no stage does this),
    nothing is said while one of that kind is missing. `folder` is what the knowledge folder is called in messages.
    """
    missing = {kind for kind, _ in _files(unread)}
    for criterion in knowledge.criteria.values():
        yield from _words_and_numbers(criterion)
        yield from _asked(criterion.asks, criterion.where, knowledge)
    for score in knowledge.scores.values():
        yield from _score(score)
    for event in knowledge.events.values():
        yield from _event(event, knowledge, f"{folder}/events/{event.id}.yaml")
    yield from _unverified(knowledge, folder)
    yield from _order_limits(knowledge)
    yield from _pathway(knowledge, missing, folder)
    yield from _alerts(knowledge)
    for drug in knowledge.drugs.values():
        yield from _drug(drug, f"{folder}/drugs/{drug.id}.yaml")
    yield from _conflicts(knowledge, folder)
    yield from _cases(knowledge, missing, folder)
    yield from check_names(knowledge, folder)
    yield from check_schedules(knowledge, folder)
    yield from check_recognition(knowledge, missing, folder)
    yield from check_tables(knowledge, folder)
    yield from check_asking(knowledge, folder)
    yield from check_translations(knowledge)
    yield from check_forms(knowledge)
    yield from check_limits(knowledge, folder)
    yield from check_editorial(knowledge)


def unread(folder: Path) -> Iterator[KnowledgeError]:
    """A problem for each file or folder of a knowledge folder that nothing reads; hidden ones too."""
    for path in sorted(folder.iterdir()):
        if path.name not in FOLDERS:
            if path.name not in _BESIDE:
                expected = f"{', '.join(FOLDERS)}, {', '.join(_BESIDE)}"
                yield KnowledgeError(f"{folder.name}/{path.name}", "nothing reads this", expected)
            continue
        endings = ENDINGS.get(path.name, (".yaml",))
        for inside in sorted(path.iterdir()):
            alone = inside.suffix != ".yaml" and not inside.with_suffix(".yaml").exists()
            if inside.suffix not in endings or alone or not inside.is_file():
                where = f"{folder.name}/{path.name}/{inside.name}"
                yield KnowledgeError(where, "nothing reads this", f"files ending in {' or '.join(endings)}, no folders")


def first_causes(unread: Sequence[KnowledgeError], found: Iterable[KnowledgeError]) -> list[KnowledgeError]:
    """All problems, without those that only follow: that a name leads nowhere whose own record could not be read."""
    failed = {id for _, id in _files(unread)}
    every = [*unread, *found]
    causes = [one for one in every if not failed.intersection(_quoted(one.problem)) - {_id(one)}]
    return causes or every


def _quoted(text: str) -> Iterator[str]:
    """Every name between quotation marks, of 'drug/slot' and 'kind/id' both parts."""
    for parts in _QUOTED.findall(text):
        yield from parts


def _files(problems: Iterable[KnowledgeError]) -> Iterator[tuple[str, str]]:
    """The kind and id of each file that a problem stands in."""
    for problem in problems:
        found = _FILE.search(problem.where)
        if found:
            yield found[1], found[2]


def _id(problem: KnowledgeError) -> str:
    return next((id for _, id in _files((problem,))), "")


def _computing(
    knowledge: Knowledge,
) -> Iterator[tuple[str, Table | Criterion | Score | Stage | Action | Monitor | Event]]:
    yield from (("tables", one) for one in knowledge.tables.values())
    yield from (("criteria", one) for one in knowledge.criteria.values())
    yield from (("scores", one) for one in knowledge.scores.values())
    yield from (("pathway", one) for one in knowledge.stages.values())
    yield from (("actions", one) for one in knowledge.actions.values())
    yield from (("monitoring", one) for one in knowledge.monitors.values())
    yield from (("events", one) for one in knowledge.events.values())


def _unverified(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    """What is unverified computes nothing: no rule, no clock, no step, no limit."""
    for kind, record in _computing(knowledge):
        if not _evidence_usable(record.evidence):
            where = f"{folder}/{kind}/{record.id}.yaml"
            yield KnowledgeError(where, "an unverified record computes", "verified, derived or proposal")
    for parameter in knowledge.policy.values():
        if not _evidence_usable(parameter.evidence):
            where = f"{folder}/policy"
            yield KnowledgeError(
                where, f"the parameter '{parameter.id}' is unverified", "verified, derived or proposal"
            )
    for drug in knowledge.drugs.values():
        for caution in drug.cautions:
            if caution.when is not None and not _evidence_usable(caution.evidence):
                where = f"{folder}/drugs/{drug.id}.yaml"
                found = f"the caution '{caution.id}' computes and is unverified"
                yield KnowledgeError(where, found, "no `when`, or verified, derived or proposal")


def _order_limits(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """What an order or a dose is held against is a ceiling: no hospital may change it."""
    rules = [rule for alert in knowledge.alerts.values() for rule in (alert.when, alert.unless) if rule is not None]
    rules += list(knowledge.rules.values())
    for leaf in (leaf for rule in rules for leaf in leaves(rule)):
        dose = leaf.dose if isinstance(leaf, Order | Given) else None
        if dose is not None and dose.policy is not None and knowledge.policy[dose.policy].may_be is not None:
            found = f"the parameter '{dose.policy}' is the limit of an amount, and a hospital may change it"
            yield KnowledgeError(leaf.where, found, "no `may_be` there: a ceiling cannot be chosen")


def _words_and_numbers(criterion: Criterion) -> Iterator[KnowledgeError]:
    """Every number of `when` stands in `says` with its comparison, and the reverse."""
    says = _UNIT.sub("", criterion.says)
    said = set(_NUMBER.findall(says))
    used = set()
    for node in _nodes(criterion.when):
        if isinstance(node, AtLeast):
            used.add(str(node.needed))
            continue
        text = _UNITLESS.sub("", getattr(node, "text", ""))
        numbers = set(_NUMBER.findall(_UNIT.sub("", text)))
        used |= numbers
        for number in sorted(numbers - said):
            yield KnowledgeError(
                node.where, f"'{text}' holds {number}, which `says` does not", f"the same number in {criterion.where}"
            )
        if isinstance(node, Comparison | Extreme) and _printed(node.limit):
            compared = f"{node.operator} {node.limit.text.split(' ')[0]}"
            if compared not in says and not numbers - said:
                yield KnowledgeError(node.where, f"`says` does not compare as '{text}' does", f"'{compared}' in `says`")
    for number in sorted(said - used):
        if not _YEAR.fullmatch(number):
            yield KnowledgeError(
                criterion.where, f"`says` holds {number}, which `when` does not", "the same number in both"
            )


def _score(score: Score) -> Iterator[KnowledgeError]:
    """The items add up to the total that is stated; each has a name of its own; no reading is unverified."""
    for id, times in Counter(item.id for item in score.items).items():
        if times > 1:
            yield KnowledgeError(score.where, f"the item '{id}' stands here {times} times", "a name for each")
    if all(item.bands for item in score.items):
        least = score.constant + sum(min(band.points for band in item.bands) for item in score.items)
        most = score.constant + sum(max(band.points for band in item.bands) for item in score.items)
        if score.total is None or (score.total.low, score.total.high) != (least, most):
            total = f"total: {number_text(least)} to {number_text(most)} points"
            yield KnowledgeError(score.where, "the points of the items do not add up to the total stated", total)
    for reading in score.readings:
        if not _evidence_usable(reading.evidence):
            yield KnowledgeError(score.where, f"the reading '{reading.id}' is unverified", "none: leave it out")
    if score.printed is not None and not _evidence_usable(score.printed.evidence):
        yield KnowledgeError(score.where, "the printed table is unverified", "none: leave it out")


def _printed(limit: Limit) -> bool:
    """Whether a limit is a figure that stands in the rule itself."""
    return limit.policy is None and limit.table is None and not limit.of_range


def _event(event: Event, knowledge: Knowledge, where: str) -> Iterator[KnowledgeError]:
    """Every number of an event's `says` stands in its `is`, policy values put in."""
    rule = _POLICY.sub(lambda found: str(knowledge.policy[found[1]].value), event.rule.text)
    used = set(_NUMBER.findall(_UNIT.sub("", rule)))
    for number in sorted(set(_NUMBER.findall(_UNIT.sub("", event.says))) - used):
        yield KnowledgeError(where, f"`says` holds {number}, which `is` does not", "the same number in both")


def _nodes(node: Node) -> Iterator[Node]:
    match node:
        case All(items=items) | Any(items=items):
            for item in items:
                yield from _nodes(item)
        case AtLeast(items=items):
            yield node
            for item in items:
                yield from _nodes(item)
        case Not(item=item):
            yield from _nodes(item)
        case _:
            yield node


def _pathway(knowledge: Knowledge, missing: set[str], folder: str) -> Iterator[KnowledgeError]:
    ranks = Counter(stage.rank for stage in knowledge.stages.values())
    for stage in knowledge.stages.values():
        if ranks[stage.rank] > 1:
            yield KnowledgeError(stage.where, f"another stage has the rank {stage.rank} too", "a rank of its own")
        for id, times in Counter((*stage.do, *stage.do_not)).items():
            if times > 1:
                yield KnowledgeError(stage.where, f"the action '{id}' stands here {times} times", "once")
        for id in (*stage.do, *stage.do_not):
            if id not in knowledge.actions:
                yield KnowledgeError(stage.where, f"'{id}' is not an action", "the id of a file in actions/")
            elif knowledge.actions[id].do_not != (id in stage.do_not):
                yield KnowledgeError(
                    stage.where, f"'{id}' stands in the wrong list", "do: or do_not:, as its kind says"
                )
    whole = "pathway" not in missing
    if whole and sum(stage.when is None for stage in knowledge.stages.values()) != 1:
        yield KnowledgeError(f"{folder}/pathway", "not exactly one stage without `when`", "one to fall back on")
    used = {id for stage in knowledge.stages.values() for id in (*stage.do, *stage.do_not)}
    for action in knowledge.actions.values():
        if whole and action.id not in used:
            yield KnowledgeError(action.where, "no stage does this", "its id in a stage's do: or do_not:")
        for id in action.conflicts:
            if id not in knowledge.conflicts:
                yield KnowledgeError(action.where, f"'{id}' is not a conflict", "the id of a file in conflicts/")
        for name in action.doses:
            drug, _, slot = name.partition("/")
            if drug not in knowledge.drugs or slot not in {one.id for one in knowledge.drugs[drug].slots}:
                yield KnowledgeError(action.where, f"'{name}' is not a dose slot", "drug/slot of drugs/")
        yield from _asked(action.asks, action.where, knowledge)
        for name in action.dose_needs:
            if name not in knowledge.facts:
                yield KnowledgeError(action.where, f"'{name}' is not a fact", "a fact of facts/ in `dose_needs`")
    for monitor in knowledge.monitors.values():
        for id in monitor.stages:
            if id not in knowledge.stages:
                yield KnowledgeError(monitor.where, f"'{id}' is not a stage", "the id of a file in pathway/")
        for id in filter(None, (monitor.during, monitor.before)):
            if id not in knowledge.drugs:
                yield KnowledgeError(monitor.where, f"'{id}' is not a drug", "the id of a file in drugs/")
        for id in monitor.recorded_as:
            if id not in knowledge.facts:
                yield KnowledgeError(monitor.where, f"'{id}' is not a fact", "the id of a file in facts/")


def _asked(names: tuple[str, ...], where: str, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for name in names:
        if name not in knowledge.facts or not knowledge.facts[name].question:
            yield KnowledgeError(where, f"'{name}' is asked but has no question", "a fact with `question`")


def _alerts(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for alert in knowledge.alerts.values():
        if not _evidence_usable(alert.evidence):
            yield KnowledgeError(alert.where, "an unverified alert", "verified, derived or proposal; else leave it out")
        if len(alert.headline) >= 140:
            yield KnowledgeError(
                alert.where, "a headline of 140 characters or more", "a shorter one: it becomes a card"
            )
        if alert.unless is not None and not alert.silenced_because:
            yield KnowledgeError(alert.where, "`unless` without a reason", "silenced_because: one sentence")


def _drug(drug: Drug, where: str) -> Iterator[KnowledgeError]:
    if not drug.doses and not drug.no_dose:
        yield KnowledgeError(where, "no dose, and no reason why none is held", "doses: or no_dose:")
    slots = {slot.id for slot in drug.slots}
    for record in drug.doses:
        if record.slot not in slots:
            yield KnowledgeError(where, f"dose '{record.id}' is for no slot", "a slot of this drug")
    for slot in drug.slots:
        records = {record.id: record for record in drug.doses if record.slot == slot.id}
        if not slot.default:
            continue
        if slot.default not in records:
            yield KnowledgeError(where, f"the default of '{slot.id}' is no dose of it", ", ".join(records))
            continue
        evidence = records[slot.default].evidence[0]
        if records[slot.default].computes and (evidence.tier not in _SURE or evidence.status is Status.UNVERIFIED):
            yield KnowledgeError(
                where, f"the default of '{slot.id}' rests on a {evidence.tier} tier", "primary or record"
            )
        if not slot.because:
            yield KnowledgeError(where, f"the default of '{slot.id}' has no reason", "because: one sentence")
        if slot.default not in {tried.record for tried in drug.tried}:
            yield KnowledgeError(where, f"no attempt to read the source of '{slot.default}' is recorded", "tried:")


def _conflicts(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    for conflict in knowledge.conflicts.values():
        where = f"{folder}/conflicts/{conflict.id}.yaml"
        if len(conflict.sides) < 2:
            yield KnowledgeError(where, "fewer than two sides", "two sources or more")
        if conflict.default not in {"neither", *(side.evidence.source for side in conflict.sides)}:
            yield KnowledgeError(where, f"the default '{conflict.default}' is no side", "a side's source, or neither")
        drug, slash, slot = conflict.slot.partition("/")
        if not slash:
            continue
        if drug not in knowledge.drugs or slot not in {one.id for one in knowledge.drugs[drug].slots}:
            yield KnowledgeError(where, f"'{conflict.slot}' is not a dose slot", "drug/slot, or one word")
            continue
        records = {record.id for record in knowledge.drugs[drug].doses if record.slot == slot}
        for side in conflict.sides:
            if side.record and side.record not in records:
                yield KnowledgeError(
                    where, f"'{side.record}' is no dose of {conflict.slot}", ", ".join(sorted(records))
                )


def _cases(knowledge: Knowledge, missing: set[str], folder: str) -> Iterator[KnowledgeError]:
    for case in knowledge.cases.values():
        where = f"{folder}/cases/{case.id}.yaml"
        kinds = (knowledge.criteria, knowledge.scores, knowledge.alerts, knowledge.stages, knowledge.actions)
        if not any(case.about in kind for kind in (*kinds, knowledge.differentials)):
            yield KnowledgeError(
                where,
                f"'{case.about}' is nothing a case can be about",
                "a criterion, score, alert, stage, action or differential",
            )
        for row in case.rows if any(case.about in kind for kind in kinds) else ():
            if isinstance(row.then, Points) is not (case.about in knowledge.scores):
                yield KnowledgeError(
                    row.where, f"case '{row.name}': {row.then.value}", "points of a score, a verdict of anything else"
                )
        if case.cites not in knowledge.sources and case.cites not in knowledge.policy:
            yield KnowledgeError(
                where, f"'{case.cites}' is neither a source nor a parameter", "what the verdicts rest on"
            )
    for patient in knowledge.patients.values():
        where = f"{folder}/cases/{patient.id}.yaml"
        if patient.source and patient.source not in knowledge.sources:
            yield KnowledgeError(where, f"'{patient.source}' is not a source", "the id of a file in sources/")
        if patient.basis == "published" and not patient.source:
            yield KnowledgeError(where, "a published patient without a source", "source: the id of a file in sources/")
    if "cases" in missing:
        return
    told = {case.about for case in knowledge.cases.values()}
    for id, criterion in knowledge.criteria.items():
        if id not in told and any(True for _ in leaves(criterion.when)) and names_in(criterion.when):
            yield KnowledgeError(criterion.where, "no case tells where this criterion turns", f"cases/{id}-edges.yaml")
    for id, score in knowledge.scores.items():
        if id not in told:
            yield KnowledgeError(score.where, "no case tells where this score turns", f"cases/{id}-edges.yaml")
    for id, alert in knowledge.alerts.items():
        if id not in told:
            yield KnowledgeError(alert.where, "no case tells when this alert is raised", f"cases/{id}-edges.yaml")


def _evidence_usable(evidence: tuple[Evidence, ...]) -> bool:
    return all(one.status is not Status.UNVERIFIED for one in evidence[:1])
