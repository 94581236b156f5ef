"""The pages of the knowledge itself: one for every entry, and one of all conflicts."""

from collections.abc import Callable

from stillpath.model import (
    Action,
    Alert,
    All,
    Any,
    AtLeast,
    Conflict,
    Criterion,
    Drug,
    Event,
    Evidence,
    Fact,
    Knowledge,
    Limitation,
    Monitor,
    Node,
    Not,
    Parameter,
    Source,
    Stage,
    Statement,
    names_in,
)
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import give_text, often_text
from stillpath.prose.patient_page import NOT_REVIEWED
from stillpath.prose.phrases import rule_text
from stillpath.prose.words import plain_unit, wait_text

__all__ = ["conflict_item", "conflicts_page", "drug_claims", "entry_names", "entry_page"]


def entry_names(knowledge: Knowledge) -> tuple[str, ...]:
    """Every name that `entry_page` knows, sorted."""
    kinds = _kinds(knowledge)
    return tuple(sorted({name for entries, _ in kinds for name in entries}))


def entry_page(name: str, knowledge: Knowledge) -> Page | None:
    """The page of an entry by its id; None if nothing has that id. What shares the id is on the same page."""
    citations = Citations(knowledge)
    sections: list[Section] = []
    title = ""
    for entries, write in _kinds(knowledge):
        if name in entries:
            entry = entries[name]
            title = title or getattr(entry, "title", name)
            sections += write(entry, knowledge, citations)
    if not sections:
        return None
    return Page(
        title=f"{name}: {title}" if title != name else name,
        sections=tuple(section for section in sections if section.items),
        sources=citations.listed(),
        banner=banner_of(knowledge),
        foot=f"{NOT_REVIEWED} · knowledge {knowledge.version}",
    )


def conflicts_page(knowledge: Knowledge) -> Page:
    """Every conflict, its sides, the default and the reason."""
    citations = Citations(knowledge)
    items = tuple(conflict_item(conflict, knowledge, citations) for conflict in knowledge.conflicts.values())
    return Page(
        title=f"Where the sources disagree: {len(items)} conflicts",
        sections=(Section("", items),),
        sources=citations.listed(),
        banner=banner_of(knowledge),
        foot=f"{NOT_REVIEWED} · knowledge {knowledge.version}",
    )


def conflict_item(conflict: Conflict, knowledge: Knowledge, citations: Citations) -> Item:
    """One conflict: each side with its source, then what is taken and why."""
    details = []
    for side in conflict.sides:
        label = "default" if side.evidence.source == conflict.default else "not used"
        source = knowledge.sources[side.evidence.source]
        details.append(Item(f"{source.short}: {side.says}", label, citations.cite((side.evidence,))))
    details.append(Item(conflict.because, "why"))
    return Item(f"{conflict.title} ({conflict.id})", details=tuple(details))


_Writer = Callable[..., "list[Section]"]


def _kinds(knowledge: Knowledge) -> "list[tuple[dict[str, object], _Writer]]":
    return [
        (dict(knowledge.criteria), _criterion),
        (dict(knowledge.alerts), _alert),
        (dict(knowledge.facts), _fact),
        (dict(knowledge.drugs), _drug),
        (dict(knowledge.stages), _stage),
        (dict(knowledge.actions), _action),
        (dict(knowledge.monitors), _monitor),
        (dict(knowledge.events), _event),
        (dict(knowledge.policy), _parameter),
        (dict(knowledge.conflicts), _conflict),
        (dict(knowledge.statements), _statement),
        (dict(knowledge.sources), _source),
    ]


def _criterion(entry: Criterion, knowledge: Knowledge, citations: Citations) -> list[Section]:
    cites = citations.cite(entry.evidence)
    return [
        Section("SAYS", (Item(entry.says, "", cites),)),
        Section("EXACTLY", _exactly(entry.when, citations, entry.evidence)),
        Section("ALSO PRINTED", tuple(Item(f"{fact}: {limit}") for fact, limit in entry.also_printed.items())),
        Section("HOW WE READ IT", tuple(Item(text) for text in entry.reads_as)),
        Section("ASK", tuple(Item(knowledge.facts[name].question) for name in entry.asks)),
        Section("LIMITS", tuple(Item(_limited(limit, knowledge)) for limit in entry.limits)),
        Section("CASES AT THE EDGE", _cases(entry.id, knowledge)),
        Section("USED BY", _users(entry.id, knowledge)),
    ]


def _alert(entry: Alert, knowledge: Knowledge, citations: Citations) -> list[Section]:
    reason = "; asks the prescriber for a reason" if entry.needs_reason else ""
    about = "an order" if entry.about_order else "the patient's state"
    return [
        Section("ALERT", (Item(entry.headline, entry.severity.upper(), citations.cite(entry.evidence)),)),
        Section("", (Item(f"About {about}{reason}; one cause: {entry.cause}."),)),
        Section("FIRES WHEN", _exactly(entry.when, citations, entry.evidence)),
        Section(
            "SILENT WHEN",
            (Item(f"{rule_text(entry.unless, knowledge)}. {entry.silenced_because}"),) if entry.unless else (),
        ),
        Section("WHY", (Item(entry.detail),) if entry.detail else ()),
        Section("WAY OUT", (Item(entry.way_out),)),
        Section("CASES AT THE EDGE", _cases(entry.id, knowledge)),
    ]


def _fact(entry: Fact, knowledge: Knowledge, citations: Citations) -> list[Section]:
    accepts = [f"{plain_unit(unit)} (times {factor})" for unit, factor in entry.accepts.items() if factor != 1]
    values = knowledge.values
    plausible = values.plausible.get(entry.id, "") if values else ""
    current = "always" if entry.current_for is None else wait_text(entry.current_for)
    lines = [Item(f"{entry.title}: {entry.kind.value}{', ' + plain_unit(entry.unit) if entry.unit else ''}")]
    lines += [Item(entry.question)] if entry.question else []
    lines += [Item(entry.why)] if entry.why else []
    lines += [Item(f"Counts for: {current} (our policy).")] if entry.derive is None else []
    lines += [Item(f"Plausible: {plausible} (our policy); outside it a value is refused.")] if plausible else []
    lines += [Item(f"Also accepted: {', '.join(accepts)}.")] if accepts else []
    lines += [Item(f"Computed as {entry.derive_text}.")] if entry.derive_text else []
    lines += [Item("Codes: " + ", ".join(f"{code.system} {code.code}" for code in entry.codes))] if entry.codes else []
    cites = citations.cite(entry.evidence)
    lines[0] = Item(lines[0].text, "", cites)
    return [Section("FACT", tuple(lines)), Section("USED BY", _users(entry.id, knowledge))]


def _drug(entry: Drug, knowledge: Knowledge, citations: Citations) -> list[Section]:
    head = [Item(f"Brands: {', '.join(entry.brands)}")] if entry.brands else []
    head += [Item("Codes: " + ", ".join(f"{code.system} {code.code}" for code in entry.codes))] if entry.codes else []
    head += [Item(entry.no_dose, "", citations.cite(entry.evidence))] if entry.no_dose else []
    sections = [Section("DRUG", tuple(head))]
    for slot in entry.slots:
        items = []
        for record in entry.doses:
            if record.slot != slot.id:
                continue
            label = "DEFAULT" if record.id == slot.default else ""
            parts = [give_text(record.give), record.route, often_text(record), record.duration]
            text = ", ".join(part for part in parts if part)
            ceiling = f"; at most {give_text(record.at_most)}" if record.at_most else ""
            details = tuple(Item(part) for part in (record.note, record.why_not) if part)
            items.append(Item(f"{text}{ceiling}", label, citations.cite(record.evidence), "", details))
        items += [Item(slot.because, "why")] if slot.because else []
        sections.append(Section(f"DOSE: {slot.title}", tuple(items)))
    sections.append(
        Section("CAUTIONS", tuple(Item(one.says, "", citations.cite(one.evidence)) for one in entry.cautions))
    )
    sections += drug_claims(entry, citations)
    sections.append(
        Section(
            "PRIMARY SOURCE TRIED",
            tuple(Item(f"{one.record}, {one.on}: {one.what} {one.outcome}") for one in entry.tried),
        )
    )
    return sections


def drug_claims(drug: Drug, citations: Citations) -> list[Section]:
    """What is said of giving a drug, and where it can be had."""
    sections = []
    for name in ("handling", "screening", "monitoring", "presentation"):
        claims = tuple(Item(claim.says, "", citations.cite(claim.evidence)) for claim in getattr(drug, name))
        sections.append(Section(name.upper(), claims))
    available = tuple(
        Item(f"{one.country} ({one.as_of}): {one.says}", "", citations.cite(one.evidence)) for one in drug.availability
    )
    return [*sections, Section("AVAILABILITY", available)]


def _stage(entry: Stage, knowledge: Knowledge, citations: Citations) -> list[Section]:
    do = tuple(_line_of(knowledge.actions[id], citations) for id in entry.do)
    do_not = tuple(_line_of(knowledge.actions[id], citations) for id in entry.do_not)
    when = _exactly(entry.when, citations, entry.evidence) if entry.when is not None else (Item("what is left over"),)
    return [
        Section("STAGE", (Item(f"{entry.headline} {entry.says}", "", citations.cite(entry.evidence)),)),
        Section("ENTERED WHEN", when),
        Section("LEFT", (Item(entry.left_by),) if entry.left_by else ()),
        Section("DO, IN ORDER", do),
        Section("DO NOT", do_not),
    ]


def _line_of(action: Action, citations: Citations) -> Item:
    return Item(f"{action.headline} ({action.id})", "", citations.cite(action.evidence))


def _action(entry: Action, knowledge: Knowledge, citations: Citations) -> list[Section]:
    head = [Item(entry.headline, "", citations.cite(entry.evidence))]
    head += [Item(entry.detail)] if entry.detail else []
    stages = [stage.id for stage in knowledge.stages.values() if entry.id in (*stage.do, *stage.do_not)]
    return [
        Section("ACTION", tuple(head)),
        Section("WHEN", _exactly(entry.when, citations, entry.evidence) if entry.when is not None else ()),
        Section("ASK", tuple(Item(knowledge.facts[name].question) for name in entry.asks)),
        Section("DOSES", tuple(Item(name) for name in entry.doses)),
        Section("USED BY", tuple(Item(f"stage {id}") for id in stages)),
    ]


def _monitor(entry: Monitor, knowledge: Knowledge, citations: Citations) -> list[Section]:
    return [
        Section("CHECK", (Item(entry.says, "", citations.cite(entry.evidence)),)),
        Section("LOOK AT", tuple(Item(name) for name in entry.check)),
        Section("ACTION LIMITS", tuple(Item(_limited(limit, knowledge)) for limit in entry.limits)),
        Section("IN", tuple(Item(f"stage {id}") for id in entry.stages)),
    ]


def _event(entry: Event, knowledge: Knowledge, citations: Citations) -> list[Section]:
    lines = (Item(entry.says, "", citations.cite(entry.evidence)), Item(entry.rule.text))
    return [Section("EVENT", lines), Section("USED BY", _users(entry.id, knowledge))]


def _parameter(entry: Parameter, knowledge: Knowledge, citations: Citations) -> list[Section]:
    lines = (Item(f"{entry.value}"), Item(entry.says, "", citations.cite(entry.evidence)))
    return [Section("POLICY", lines)]


def _conflict(entry: Conflict, knowledge: Knowledge, citations: Citations) -> list[Section]:
    return [Section("SOURCES DISAGREE", (conflict_item(entry, knowledge, citations),))]


def _statement(entry: Statement, knowledge: Knowledge, citations: Citations) -> list[Section]:
    return [Section(entry.topic.upper(), (Item(entry.says, "", citations.cite(entry.evidence)),))]


def _source(entry: Source, knowledge: Knowledge, citations: Citations) -> list[Section]:
    parts = {
        "authors": entry.authors,
        "year": entry.year,
        "published": entry.published_in,
        "doi": entry.doi,
        "pmid": entry.pmid,
        "address": entry.address,
        "population": entry.population,
        "type": entry.type,
        "tier": entry.tier.value,
        "read": f"{entry.read_on} {entry.read_as}".strip(),
        "read via": entry.read_via,
    }
    lines = tuple(Item(text, label) for label, text in parts.items() if text)
    users = [
        f"{kind}/{id}"
        for kind, entries in _stating(knowledge).items()
        for id, evidence in entries.items()
        if any(one.source == entry.id for one in evidence)
    ]
    return [Section("SOURCE", (Item(entry.title), *lines)), Section("CITED BY", tuple(Item(name) for name in users))]


def _stating(knowledge: Knowledge) -> dict[str, dict[str, tuple[Evidence, ...]]]:
    kinds: dict[str, dict[str, tuple[Evidence, ...]]] = {}
    for kind, entries in (
        ("criteria", knowledge.criteria),
        ("alerts", knowledge.alerts),
        ("actions", knowledge.actions),
        ("pathway", knowledge.stages),
        ("monitoring", knowledge.monitors),
        ("statements", knowledge.statements),
        ("events", knowledge.events),
    ):
        kinds[kind] = {id: entry.evidence for id, entry in entries.items()}
    kinds["drugs"] = {
        f"{drug.id}/{record.slot}/{record.id}": record.evidence
        for drug in knowledge.drugs.values()
        for record in drug.doses
    }
    kinds["conflicts"] = {
        id: tuple(side.evidence for side in conflict.sides) for id, conflict in knowledge.conflicts.items()
    }
    return kinds


def _exactly(rule: Node, citations: Citations, evidence: tuple[Evidence, ...], depth: int = 0) -> tuple[Item, ...]:
    """The rule as written in the file, indented as there, with file and line."""
    match rule:
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            head = {All: "all of:", Any: "any of:"}.get(type(rule), f"at least {getattr(rule, 'needed', 1)} of:")
            inner = tuple(item for child in items for item in _exactly(child, citations, evidence, depth + 1))
            return (Item(head, details=inner),)
        case Not(item=item):
            (inside,) = _exactly(item, citations, evidence, depth)
            return (Item(f"not {inside.text}", inside.label, details=inside.details, exact=True),)
        case _:
            return (Item(f"{rule.text}   ({rule.where})", exact=True),)


def _limited(limit: Limitation, knowledge: Knowledge) -> str:
    return f"If {rule_text(limit.when, knowledge)}: {limit.says}" if limit.when is not None else limit.says


def _cases(id: str, knowledge: Knowledge) -> tuple[Item, ...]:
    return tuple(
        Item(f"{row.name}: {', '.join(row.facts) or 'the background alone'}", row.then.value)
        for case in knowledge.cases.values()
        if case.about == id
        for row in case.rows
    )


def _users(id: str, knowledge: Knowledge) -> tuple[Item, ...]:
    found = []
    for kind, entries in (
        ("criterion", {key: entry.when for key, entry in knowledge.criteria.items()}),
        ("stage", {key: entry.when for key, entry in knowledge.stages.items()}),
        ("action", {key: entry.when for key, entry in knowledge.actions.items()}),
        ("alert", {key: entry.when for key, entry in knowledge.alerts.items()}),
    ):
        for key, rule in entries.items():
            if rule is not None and id in names_in(rule):
                found.append(Item(f"{kind} {key}"))
    return tuple(found)
