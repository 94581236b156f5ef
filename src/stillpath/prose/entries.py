"""What the page of an entry holds, kind by kind: what it says, its rule as written, its cases, where it is used."""

from fractions import Fraction

from stillpath.model import (
    Action,
    Alert,
    All,
    Any,
    AtLeast,
    Case,
    Change,
    Choosable,
    Comparison,
    Conflict,
    Criterion,
    Event,
    Extreme,
    Fact,
    Gate,
    Knowledge,
    Limitation,
    LookUp,
    Monitor,
    Node,
    Not,
    Parameter,
    PatientCase,
    Question,
    Run,
    Score,
    ScoreItem,
    Source,
    Stage,
    Statement,
    Table,
    TableKey,
    Term,
    names_in,
)
from stillpath.prose.document import Citations, Item, Section
from stillpath.prose.phrases import rule_text
from stillpath.prose.scores import item_text
from stillpath.prose.standing import above_of_side, side_standing
from stillpath.prose.usage import cited_by, uses_of
from stillpath.prose.words import amount_text, every_text, plain_unit, sentence, wait_text

__all__ = [
    "action_sections",
    "alert_sections",
    "case_sections",
    "conflict_item",
    "conflict_sections",
    "criterion_sections",
    "event_sections",
    "fact_sections",
    "gate_sections",
    "monitor_sections",
    "parameter_sections",
    "patient_sections",
    "question_sections",
    "score_sections",
    "source_sections",
    "stage_sections",
    "statement_sections",
    "table_sections",
    "term_sections",
]

_LOOKED_UP = {
    LookUp.SAME: "as it is",
    LookUp.COMPLETED: "the last one completed",
    LookUp.NEAREST: "the nearest; of two as near the lower",
    LookUp.BETWEEN: "in proportion between two rows",
}
_EXPOSED = ("facts", "criteria", "events", "drugs", "policy")
"""The kinds that a name in a line of a rule can belong to, in the order in which they are tried."""


def criterion_sections(entry: Criterion, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A rule in words, as written, how it is read, what is said with it, its cases."""
    cites = citations.cite(entry.evidence)
    return [
        Section("SAYS", (Item(entry.says, "", cites),)),
        Section("EXACTLY", _exactly(entry.when, knowledge)),
        Section("ALSO PRINTED", tuple(Item(f"{fact}: {limit}") for fact, limit in entry.also_printed.items())),
        Section("HOW WE READ IT", tuple(Item(text) for text in entry.reads_as)),
        Section("ASK", tuple(Item(knowledge.facts[name].question, of=f"facts/{name}") for name in entry.asks)),
        Section("LIMITS", tuple(Item(_limited(limit, knowledge)) for limit in entry.limits)),
        Section("CASES AT THE EDGE", _edges(entry.id, knowledge)),
        Section("USED BY", uses_of("criteria", entry.id, knowledge)),
    ]


def score_sections(entry: Score, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A score: what it is and for whom, each item with its points, what is read from the total, its cases."""
    cites = citations.cite(entry.evidence)
    needs = _exactly(entry.needs, knowledge) if entry.needs is not None else ()
    readings = tuple(Item(one.says, "", citations.cite(one.evidence)) for one in entry.readings)
    rows: tuple[Item, ...] = ()
    if entry.printed is not None:
        told = tuple(Item(f"{row.text}\u00a0{entry.printed.unit}", f"{row.points}") for row in entry.printed.rows)
        rows = (Item(entry.printed.says, "", citations.cite(entry.printed.evidence), details=told),)
    return [
        Section("SAYS", (Item(entry.says, "", cites, of=f"scores/{entry.id}"),)),
        Section("FOR WHOM", (Item(entry.for_whom, "", cites), *needs)),
        Section("ITEMS", tuple(_score_item(item, knowledge) for item in entry.items)),
        Section("READ AS", readings),
        Section("PRINTED TABLE", rows),
        Section("HOW WE READ IT", tuple(Item(text) for text in entry.reads_as)),
        Section("LIMITS", tuple(Item(_limited(limit, knowledge)) for limit in entry.limits)),
        Section("CASES AT THE EDGE", _edges(entry.id, knowledge)),
        Section("USED BY", uses_of("scores", entry.id, knowledge)),
    ]


def _score_item(item: ScoreItem, knowledge: Knowledge) -> Item:
    """An item in words, and as written: what is looked at, with file and line, and the points of each band."""
    rule = item.value if item.value is not None else item.bands[-1].when
    looks = tuple(Item(text, exact=True) for text in item.of if text)
    also = tuple(Item(f"also printed as {one}") for one in item.also_printed)
    where = Item(f"({item.where})", exact=True)
    return Item(item_text(item), details=(*looks, *also, where), of=_looks_at(rule, knowledge))


def alert_sections(entry: Alert, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """An alert, when it fires and when it is silent, why, the way out, its cases."""
    reason = "; asks the prescriber for a reason" if entry.needs_reason else ""
    about = "an order" if entry.about_order else "the patient's state"
    return [
        Section("ALERT", (Item(entry.headline, entry.severity.upper(), citations.cite(entry.evidence)),)),
        Section("", (Item(f"About {about}{reason}; one cause: {entry.cause}."),)),
        Section("FIRES WHEN", _exactly(entry.when, knowledge)),
        Section(
            "SILENT WHEN",
            (Item(f"{rule_text(entry.unless, knowledge)}. {entry.silenced_because}"),) if entry.unless else (),
        ),
        Section("WHY", (Item(entry.detail),) if entry.detail else ()),
        Section("WAY OUT", (Item(entry.way_out),)),
        Section("EACH DOSE TO COME SAYS", (Item(entry.dose_says),) if entry.dose_says else ()),
        Section("CASES AT THE EDGE", _edges(entry.id, knowledge)),
        Section("USED BY", uses_of("alerts", entry.id, knowledge)),
    ]


def fact_sections(entry: Fact, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """What can be known, its unit and those it accepts, how long it counts, what is plausible, its codes."""
    accepts = [f"{plain_unit(unit)} (times {factor})" for unit, factor in entry.accepts.items() if factor != 1]
    values = knowledge.values
    plausible = values.plausible.get(entry.id, "") if values else ""
    current = "always" if entry.current_for is None else wait_text(entry.current_for)
    unit = plain_unit(entry.unit)
    lines = [Item(f"{entry.title}: {entry.kind.value}{', ' + unit if unit else ''}")]
    lines += [Item(entry.question)] if entry.question else []
    lines += [Item(entry.why)] if entry.why else []
    lines += [Item(f"Counts for: {current} (our policy).")] if entry.derive is None else []
    may_be = values.may_be.get(entry.id) if values else None
    lines += [_choosable(may_be, knowledge)] if may_be is not None else []
    lines += [Item(f"Plausible: {plausible} (our policy); outside it a value is refused.")] if plausible else []
    lines += [Item(f"Also accepted: {', '.join(accepts)}.")] if accepts else []
    lines += [Item(f"Computed as {entry.derive_text}.")] if entry.derive_text else []
    lines += [Item("Codes: " + ", ".join(f"{code.system} {code.code}" for code in entry.codes))] if entry.codes else []
    cites = citations.cite(entry.evidence)
    lines[0] = Item(lines[0].text, "", cites)
    return [Section("FACT", tuple(lines)), Section("USED BY", uses_of("facts", entry.id, knowledge))]


def table_sections(entry: Table, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """What a table holds, how a child is looked up in it, how far it reaches; the rows are in the file beside it."""
    keys = tuple(
        Item(f"{key.name}{', ' + plain_unit(key.unit) if key.unit else ''}: {_LOOKED_UP[key.how]}{_reach(entry, key)}")
        for key in entry.keys
    )
    columns = tuple(
        Item(column.name + (f", {plain_unit(column.unit)}" if column.unit != "1" else "")) for column in entry.columns
    )
    rows = f"{len(entry.rows)} rows in tables/{entry.id}.csv, exactly as the source gives them."
    return [
        Section("TABLE", (Item(entry.says, "", citations.cite(entry.evidence)), Item(rows), Item(entry.licence))),
        Section("ENTERED BY", keys),
        Section("GIVES", columns),
        Section("USED BY", uses_of("tables", entry.id, knowledge)),
    ]


def stage_sections(entry: Stage, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A stage: what it means, how it is entered and left, what to do in order, what not to do, what to check."""
    do = tuple(_line_of(knowledge.actions[id], citations) for id in entry.do)
    do_not = tuple(_line_of(knowledge.actions[id], citations) for id in entry.do_not)
    when = _exactly(entry.when, knowledge) if entry.when is not None else (Item("what is left over"),)
    return [
        Section(
            "STAGE",
            (Item(f"{entry.headline} {entry.says}", "", citations.cite(entry.evidence), of=f"pathway/{entry.id}"),),
        ),
        Section("ENTERED WHEN", when),
        Section("LEFT", (Item(entry.left_by),) if entry.left_by else ()),
        Section("DO, IN ORDER", do),
        Section("DO NOT", do_not),
        Section("USED BY", uses_of("pathway", entry.id, knowledge)),
    ]


def action_sections(entry: Action, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """An action, when it applies, what is asked with it, its doses."""
    head = [Item(entry.headline, "", citations.cite(entry.evidence), of=f"actions/{entry.id}")]
    head += [Item(entry.detail)] if entry.detail else []
    doses = tuple(Item(name, of=f"drugs/{name}") for name in entry.doses)
    return [
        Section("ACTION", tuple(head)),
        Section("WHEN", _exactly(entry.when, knowledge) if entry.when is not None else ()),
        Section("ASK", tuple(Item(knowledge.facts[name].question, of=f"facts/{name}") for name in entry.asks)),
        Section("DOSES", doses),
        Section("CONFLICTS", tuple(Item(name, of=f"conflicts/{name}") for name in entry.conflicts)),
        Section("USED BY", uses_of("actions", entry.id, knowledge)),
    ]


def monitor_sections(entry: Monitor, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A check, what to look at, the limits at which to act, and in which stages it is due."""
    return [
        Section("CHECK", (Item(entry.says, "", citations.cite(entry.evidence), of=f"monitoring/{entry.id}"),)),
        Section(
            "LOOK AT", tuple(Item(name, of=f"facts/{name}" if name in knowledge.facts else "") for name in entry.check)
        ),
        Section("ACTION LIMITS", tuple(Item(_limited(limit, knowledge)) for limit in entry.limits)),
        Section("CLOCK", _clock(entry, knowledge)),
        Section("DUE WHEN", _exactly(entry.when, knowledge) if entry.when is not None else ()),
        Section("IN", tuple(Item(f"stage {id}", of=f"pathway/{id}") for id in entry.stages)),
        Section("USED BY", uses_of("monitoring", entry.id, knowledge)),
    ]


def _clock(entry: Monitor, knowledge: Knowledge) -> tuple[Item, ...]:
    """How often and when a check is due; empty where it has no clock."""
    items = []
    if entry.every is not None:
        during = f" with each dose of {_drug_title(entry.during, knowledge)}" if entry.during else ""
        lasts = f", for {wait_text(entry.lasts)}" if entry.lasts is not None else ""
        items.append(Item(sentence(f"{every_text(entry.every, 0)}{during}{lasts}"), of=_drug_of(entry.during)))
    for repeat in entry.at:
        text = f"{wait_text(repeat.after)} after the {knowledge.events[repeat.since].title}"
        items.append(Item(sentence(text), of=f"events/{repeat.since}"))
    if entry.before:
        text = f"Just before a dose of {_drug_title(entry.before, knowledge)}."
        items.append(Item(text, of=_drug_of(entry.before)))
    if entry.if_unknown:
        items.append(Item("Due too while its condition is unknown."))
    return tuple(items)


def _drug_title(drug: str, knowledge: Knowledge) -> str:
    return knowledge.drugs[drug].title if drug in knowledge.drugs else drug


def _drug_of(drug: str) -> str:
    return f"drugs/{drug}" if drug else ""


def event_sections(entry: Event, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A named event, as written."""
    lines = (Item(entry.says, "", citations.cite(entry.evidence)), Item(entry.rule.text, exact=True))
    return [Section("EVENT", lines), Section("USED BY", uses_of("events", entry.id, knowledge))]


def parameter_sections(entry: Parameter, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A value that a hospital may choose, or an operational definition of ours."""
    lines = [Item(f"{entry.value}"), Item(entry.says, "", citations.cite(entry.evidence))]
    lines += [_choosable(entry.may_be, knowledge)] if entry.may_be is not None else []
    return [Section("POLICY", tuple(lines)), Section("USED BY", uses_of("policy", entry.id, knowledge))]


def _choosable(may_be: Choosable, knowledge: Knowledge) -> Item:
    """What a hospital may set a value to, whose range it is, and why."""
    whose = knowledge.sources[may_be.source].short
    return Item(f"A hospital may choose {may_be.text} ({whose}). {may_be.because}")


def conflict_sections(entry: Conflict, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """One conflict, and the slot it is about."""
    drug, slash, _ = entry.slot.partition("/")
    slot = (Item(entry.slot, of=f"drugs/{entry.slot}"),) if slash and drug in knowledge.drugs else ()
    return [
        Section("SOURCES DISAGREE", (conflict_item(entry, knowledge, citations),)),
        Section("SLOT", slot),
        Section("USED BY", uses_of("conflicts", entry.id, knowledge)),
    ]


def conflict_item(conflict: Conflict, knowledge: Knowledge, citations: Citations) -> Item:
    """One conflict: each side with its source, then what is taken and why."""
    details = []
    for side in conflict.sides:
        label = side_standing(conflict, side, knowledge)
        source = knowledge.sources[side.evidence.source]
        text = f"{source.short}: {side.says}"
        above = above_of_side(conflict, side, knowledge)
        under = (Item(above, tone="critical"),) if above else ()
        details.append(Item(text, label, citations.cite((side.evidence,)), details=under, of=f"sources/{source.id}"))
    details.append(Item(conflict.because, "why"))
    return Item(f"{conflict.title} ({conflict.id})", details=tuple(details), of=f"conflicts/{conflict.id}")


def statement_sections(entry: Statement, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A statement, and of whom it is true where that is narrower than its source."""
    details = (Item(entry.population, "of"),) if entry.population else ()
    item = Item(entry.says, "", citations.cite(entry.evidence), details=details, of=f"statements/{entry.id}")
    return [Section(entry.topic.upper(), (item,)), Section("USED BY", uses_of("statements", entry.id, knowledge))]


def source_sections(entry: Source, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A source as it was read, and everything that cites it."""
    citations.cite(())
    parts = {
        "authors": entry.authors,
        "year": entry.year,
        "published": entry.published_in,
        "DOI": entry.doi,
        "PMID": entry.pmid,
        "address": entry.address,
        "population": entry.population,
        "type": entry.type,
        "tier": entry.tier.value,
        "read": f"{entry.read_on} {entry.read_as}".strip(),
        "read via": entry.read_via,
    }
    lines = tuple(Item(text, label) for label, text in parts.items() if text)
    return [Section("SOURCE", (Item(entry.title), *lines)), Section("CITED BY", cited_by(entry.id, knowledge))]


def term_sections(entry: Term, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A word of the clinic, its other forms in English and Norwegian, and what it means."""
    citations.cite(())
    short = f" ({entry.short})" if entry.short else ""
    forms = tuple(
        Item(", ".join(words), label)
        for label, words in (("also", entry.also), ("Norwegian", entry.norwegian))
        if words
    )
    return [
        Section("MEANS", (Item(f"{entry.term}{short}: {entry.means}", of=f"glossary/{entry.id}"),)),
        Section("OTHER WORDS", forms),
        Section("USED BY", uses_of("glossary", entry.id, knowledge)),
    ]


def question_sections(entry: Question, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A question people ask, and which claims its answer holds, in order."""
    citations.cite(())
    return [
        Section("QUESTION", (Item(entry.title), Item(entry.norwegian, "Norwegian"))),
        Section("ANSWER BEGINS WITH", tuple(_claim_line(line) for line in entry.lead)),
        *(Section(part.title, tuple(_claim_line(line) for line in part.claims)) for part in entry.sections),
        Section("ASKED NEXT", tuple(_named(f"questions/{id}", knowledge.questions) for id in entry.next)),
        Section("USED BY", uses_of("questions", entry.id, knowledge)),
    ]


def gate_sections(entry: Gate, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """What is decided before any answer, and what is then said."""
    citations.cite(())
    readers = f"Only for: {', '.join(entry.readers)}. " if entry.readers else ""
    then = "The question is answered after it." if entry.then else "Nothing else is answered."
    return [
        Section("GATE", (Item(f"{entry.title}: {entry.outcome}. {readers}{then}"),)),
        Section("SAYS", tuple(_claim_line(line) for line in entry.says)),
    ]


def case_sections(entry: Case, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """The edges of one rule."""
    citations.cite(())
    kind = next((kind for kind in ("criteria", "scores", "alerts") if entry.about in _entries(knowledge, kind)), "")
    about = Item(entry.about, "about", of=f"{kind}/{entry.about}" if kind else "")
    background = tuple(Item(text, exact=True) for text in entry.background)
    return [
        Section("CASE", (Item(entry.title), about, Item(entry.basis, "basis"))),
        Section("BACKGROUND", background),
        Section("EDGES", tuple(_edge(row.name, row.facts, row.then.value) for row in entry.rows)),
    ]


def patient_sections(entry: PatientCase, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A worked patient: what is recorded, moment by moment, and what must come out."""
    citations.cite(())
    source = (Item(entry.source, "source", of=f"sources/{entry.source}"),) if entry.source in knowledge.sources else ()
    moments = tuple(
        Item(moment.at, details=tuple(Item(text, exact=True) for text in moment.events)) for moment in entry.moments
    )
    expected = [Section(f"MUST COME OUT AT {hour.at}", _expected(hour.expect)) for hour in entry.then]
    return [
        Section("WORKED PATIENT", (Item(entry.title), Item(entry.basis, "basis"), *source)),
        Section("RECORDED", moments),
        Section("NOT PRINTED, SO MISSING", tuple(Item(text) for text in entry.not_printed)),
        *expected,
        Section("MUST COME OUT", _expected(entry.expect)),
    ]


def _reach(table: Table, key: TableKey) -> str:
    """From which to which value of a key the table reaches; empty for the sex."""
    cells = [row[table.keys.index(key)] for row in table.rows]
    numbers = [cell for cell in cells if isinstance(cell, Fraction)]
    return f" ({amount_text(min(numbers))} to {amount_text(max(numbers))})" if numbers else ""


def _expected(expect: dict[str, tuple[str, ...]]) -> tuple[Item, ...]:
    return tuple(Item(", ".join(texts), name) for name, texts in expect.items())


def _line_of(action: Action, citations: Citations) -> Item:
    return Item(f"{action.headline} ({action.id})", "", citations.cite(action.evidence), of=f"actions/{action.id}")


def _claim_line(line: str) -> Item:
    """A claim by its id, or the words that choose some."""
    return Item(line, of=line) if "/" in line and " " not in line else Item(line)


def _named(of: str, entries: dict[str, Question]) -> Item:
    entry = entries.get(of.partition("/")[2])
    return Item(entry.title if entry else of, of=of if entry else "")


def _exactly(rule: Node, knowledge: Knowledge) -> tuple[Item, ...]:
    """The rule as written in the file, indented as there, with file and line; each line names what it looks at."""
    match rule:
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            head = {All: "all of:", Any: "any of:"}.get(type(rule), f"at least {getattr(rule, 'needed', 1)} of:")
            inner = tuple(item for child in items for item in _exactly(child, knowledge))
            return (Item(head, details=inner),)
        case Not(item=item):
            (inside,) = _exactly(item, knowledge)
            return (Item(f"not {inside.text}", inside.label, details=inside.details, exact=True, of=inside.of),)
        case _:
            return (Item(f"{rule.text}   ({rule.where})", exact=True, of=_looks_at(rule, knowledge)),)


def _looks_at(rule: Node, knowledge: Knowledge) -> str:
    first = rule.fact if isinstance(rule, Comparison | Extreme | Change | Run) else ""
    names = (first,) if first else tuple(sorted(names_in(rule)))
    for name in names:
        for kind in _EXPOSED:
            if name in _entries(knowledge, kind):
                return f"{kind}/{name}"
    return ""


def _entries(knowledge: Knowledge, kind: str) -> dict[str, object]:
    found: dict[str, object] = getattr(knowledge, kind)
    return found


def _limited(limit: Limitation, knowledge: Knowledge) -> str:
    return f"If {rule_text(limit.when, knowledge)}: {limit.says}" if limit.when is not None else limit.says


def _edges(id: str, knowledge: Knowledge) -> tuple[Item, ...]:
    return tuple(
        _edge(row.name, row.facts, row.then.value, f"cases/{case.id}")
        for case in knowledge.cases.values()
        if case.about == id
        for row in case.rows
    )


def _edge(name: str, facts: tuple[str, ...], then: str, of: str = "") -> Item:
    return Item(f"{name}: {', '.join(facts) or 'the background alone'}", then, of=of)
