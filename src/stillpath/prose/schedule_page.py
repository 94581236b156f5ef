"""A treatment laid out by days or weeks: the page to read, and the same worked out for one child with its dates."""

from datetime import date

from stillpath.care import Plan
from stillpath.care.schedules import LaidBlock, LaidOut
from stillpath.engine import Decision
from stillpath.model import Block, Knowledge, Node, Reference, Schedule, Verdict, leaves
from stillpath.prose.cautions import cautions_now
from stillpath.prose.claims import Said, block_text, claims_of, span_text
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import dose_headline, dose_working
from stillpath.prose.entries import conflict_item
from stillpath.prose.phrases import rule_text
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.usage import uses_of
from stillpath.prose.words import Clock, date_text, listed, sentence

__all__ = ["schedule_page", "schedule_sections"]

_LATER = (
    "Amounts are worked out from the size recorded now, also for later blocks. Weigh and measure again before each."
)
_NAMES = "Record the name of each who decided."
_OPEN_DAYS = "The source does not print on which days of the week."


def schedule_sections(entry: Schedule, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """The schedule as its sources print it: what it is and for whom, what is missing, its guard, block by block."""
    head = _head(entry, knowledge, citations)
    blocks = tuple(_printed(entry, block, knowledge, citations) for block in entry.blocks)
    return [
        *head,
        Section(_by(entry), blocks),
        *_after(entry, knowledge, citations),
        Section("USED BY", uses_of("schedules", entry.id, knowledge)),
    ]


def schedule_page(
    laid: LaidOut,
    knowledge: Knowledge,
    decision: Decision | None,
    title: str,
    clock: Clock,
    replayed: bool = False,
    child: Plan | None = None,
) -> Page:
    """The page of a schedule laid out, with amounts for the child of `decision` (None: for reading only).

    With the plan of the `child` it begins with where the child stands, and says which of its drugs no step gives now.
    """
    schedule = laid.schedule
    citations = Citations(knowledge)
    start = f", from {date_text(laid.start.isoformat())}, which is day 1" if laid.start is not None else ""
    whose = "for reading" if decision is None or laid.guard is not Verdict.MET else "for this child"
    sections = [Section("", (Item(f"{schedule.title}: {whose}{start}"),))]
    if child is not None:
        cites = citations.cite(child.stage.stage.evidence)
        sections.append(
            Section("THIS CHILD", (Item(child.stage.headline, "", cites, "stage"), *_not_now(schedule, child)))
        )
    sections += _head(schedule, knowledge, citations, decision, laid.guard, clock)
    open_ = laid.guard is Verdict.MET
    later = _later(schedule, child) if child is not None else ()
    items = [_laid(schedule, block, open_, later, knowledge, citations) for block in laid.blocks]
    if any(block.dose is not None and block.dose.per_dose is not None for block in laid.blocks):
        items.append(Item(_LATER, "note", tone="quiet"))
    sections.append(Section(_by(schedule), tuple(items)))
    if decision is not None:
        sections.append(Section("CAUTIONS", _cautions(schedule, decision, citations)))
    if child is not None:
        do_not = tuple(
            Item(sentence(step.action.headline), "", citations.cite(step.action.evidence)) for step in child.do_not
        )
        sections.append(Section("DO NOT", do_not))
    sections += _after(schedule, knowledge, citations)
    at = "" if decision is None or clock.nominal else clock.full(decision.now.at)
    return Page(
        title=title,
        sections=tuple(section for section in sections if section.items),
        sources=citations.listed(),
        banner=banner_of(knowledge, at, replayed),
        foot=f"{status_line(knowledge, whole(knowledge))} · knowledge {knowledge.version}",
    )


def _head(
    schedule: Schedule,
    knowledge: Knowledge,
    citations: Citations,
    decision: Decision | None = None,
    guard: Verdict = Verdict.UNKNOWN,
    clock: Clock | None = None,
) -> list[Section]:
    cites = citations.cite(schedule.evidence)
    lines = (Item(schedule.says, "", cites, of=f"schedules/{schedule.id}"), Item(schedule.population, "for"))
    missing = tuple(Item(sentence(text), "missing", tone="warning") for text in schedule.missing)
    return [
        Section("SCHEDULE", lines),
        Section("INCOMPLETE", missing),
        Section("GUARD", _guard(schedule, knowledge, decision, guard, clock)),
    ]


def _guard(
    schedule: Schedule, knowledge: Knowledge, decision: Decision | None, guard: Verdict, clock: Clock | None
) -> tuple[Item, ...]:
    if schedule.guard is None:
        return ()
    rule = Item(f"Opens when: {rule_text(schedule.guard, knowledge)}.")
    if decision is None:
        return (Item(schedule.guard_says, tone="warning"), rule)
    if guard is Verdict.MET:
        opened = Item("Recorded as decided: amounts are worked out.", "MET")
        return (opened, *_opened_by(schedule.guard, decision, clock), rule)
    word = "answered no" if guard is Verdict.NOT_MET else "not recorded"
    return (Item(f"{sentence(schedule.guard_says)} Here: {word}.", "!", tone="critical"), rule)


def _opened_by(guard: Node, decision: Decision, clock: Clock | None) -> tuple[Item, ...]:
    """When, and by whom, each fact was recorded that the guard asks for; that nobody is named is said."""
    names = dict.fromkeys(leaf.name for leaf in leaves(guard) if isinstance(leaf, Reference))
    facts = (name for name in names if name in decision.known.knowledge.facts)
    used = [result for fact in facts for result in decision.known.value(fact).used]
    found = []
    for result in used:
        when = "" if clock is None or clock.nominal else f" {clock.full(result.at)}"
        who = f"{result.by}. Each who decided must be named." if result.by else f"not told. {_NAMES}"
        found.append(Item(f"Recorded{when}, by: {who}", tone="" if result.by else "warning"))
    return tuple(found)


def _after(schedule: Schedule, knowledge: Knowledge, citations: Citations) -> list[Section]:
    claims = claims_of(knowledge) if schedule.see else {}
    see = tuple(_seen(claims[id], citations) for id in schedule.see if id in claims)
    conflicts = tuple(
        conflict_item(knowledge.conflicts[id], knowledge, citations)
        for id in schedule.conflicts
        if id in knowledge.conflicts
    )
    return [Section("READ WITH IT", see), Section("SOURCES DISAGREE", conflicts)]


def _seen(claim: Said, citations: Citations) -> Item:
    details = tuple(Item(text) for part, text in claim.texts.items() if part == "detail")
    return Item(claim.text, "", citations.cite(claim.evidence), details=details, of=claim.id)


def _by(schedule: Schedule) -> str:
    return "WEEK BY WEEK" if schedule.by_weeks else "DAY BY DAY"


def _printed(schedule: Schedule, block: Block, knowledge: Knowledge, citations: Citations) -> Item:
    return _item(schedule, block, block_text(block, knowledge), knowledge, citations)


def _item(
    schedule: Schedule,
    block: Block,
    text: str,
    knowledge: Knowledge,
    citations: Citations,
    tone: str = "",
    details: tuple[Item, ...] = (),
) -> Item:
    record = block.record
    notes = () if record is None else (record.note, record.why_not, _OPEN_DAYS if record.a_week else "")
    under = (*details, *(Item(note) for note in notes if note and note not in text))
    label = span_text(block)
    return Item(text, label, citations.cite(block.evidence), tone, under, of=f"schedules/{schedule.id}/{block.id}")


def _laid(
    schedule: Schedule,
    laid: LaidBlock,
    open_: bool,
    later: tuple[str, ...],
    knowledge: Knowledge,
    citations: Citations,
) -> Item:
    """A block with its dates; its dose only where the guard is `open_`, and quietly for a drug that is for `later`."""
    block, dose = laid.block, laid.dose
    when = _dates(laid)
    details: tuple[Item, ...] = (Item(when, "dates"),) if when else ()
    if dose is None or not open_:
        return _item(schedule, block, block_text(block, knowledge), knowledge, citations, "", details)
    working = dose_working(dose)
    details = (*details, *((Item(working),) if working else ()))
    lead = f"{block.lead}: " if block.lead else ""
    begins = f"{block.begins}: " if block.begins else ""
    text = f"{begins}{lead}{dose_headline(dose)}"
    if block.drug in later:
        return _item(schedule, block, text.replace(" DOSE ", " "), knowledge, citations, "quiet", details)
    return _item(schedule, block, text, knowledge, citations, "dose", details)


def _dates(laid: LaidBlock) -> str:
    if laid.first is None:
        return ""
    if laid.on:
        return listed([_date(day) for day in laid.on])
    if laid.last is None:
        return f"from {_date(laid.first)}"
    return _date(laid.first) if laid.last == laid.first else f"{_date(laid.first)} to {_date(laid.last)}"


def _date(day: date) -> str:
    return date_text(day.isoformat())


def _later(schedule: Schedule, child: Plan) -> tuple[str, ...]:
    """The drugs of the schedule, of those with an amount, that none of the child's steps gives now."""
    now = {dose.drug.id for step in child.do for dose in step.doses}
    drugs = dict.fromkeys(block.drug for block in schedule.blocks if block.record is not None)
    return tuple(id for id in drugs if id not in now)


def _not_now(schedule: Schedule, child: Plan) -> tuple[Item, ...]:
    titles = [child.knowledge.drugs[id].title for id in _later(schedule, child)]
    if not titles:
        return ()
    text = f"Not among this child's steps now: {listed(titles)}. The amounts are for checking an order, not for giving."
    return (Item(text, "!", tone="warning"),)


def _cautions(schedule: Schedule, decision: Decision, citations: Citations) -> tuple[Item, ...]:
    """The cautions of its drugs that hold for this child now."""
    drugs = (decision.known.knowledge.drugs[id] for id in schedule.drugs)
    return tuple(item for drug in drugs for item in cautions_now(drug, decision, citations, "NOW"))
