"""What else it could be and which test comes next, in words: on a child's page, as entries, and as claims."""

from collections.abc import Iterator
from fractions import Fraction

from stillpath.care import Considered, NextTest, Plan, Turned, Weighs, blood_limit, next_tests, subject
from stillpath.engine import Line
from stillpath.model import Differential, Evidence, Knowledge, Reference, Sample, SampleKind, Separator, Verdict
from stillpath.prose.document import Citations, Item, Section
from stillpath.prose.lines import met_leaves
from stillpath.prose.phrases import phrase, policies_in, rule_text
from stillpath.prose.usage import uses_of
from stillpath.prose.words import Clock, listed, sentence
from stillpath.units import number_text

__all__ = [
    "differential_items",
    "differential_sections",
    "differential_texts",
    "next_test_items",
    "sample_sections",
    "sample_text",
    "separator_title",
    "signals",
]

_SHOWN = 2
"""Blood tests named on a page that is not in full."""
_REASONS = 2
"""Signals told with a differential on a page that is not in full."""
_NBSP = "\u00a0"


def differential_items(plan: Plan, clock: Clock, citations: Citations, full: bool) -> tuple[Item, ...]:
    """The differentials that are met, each with its signals and the results still open; in full, what each tells.

    What nobody looked for stands in full only. Nothing is ever said to be excluded.
    """
    found = [
        _differential(one, plan, clock, citations, full) for one in plan.differentials if one.verdict is Verdict.MET
    ]
    unknown = [one.differential.title for one in plan.differentials if one.verdict is Verdict.UNKNOWN]
    if full and unknown:
        found.append(Item(f"Not looked for, so not excluded: {listed(unknown)}.", tone="quiet"))
    return tuple(found)


def next_test_items(plan: Plan, citations: Citations, full: bool) -> tuple[Item, ...]:
    """What to look at without blood, then which tube to draw next, and how much blood that is of what is allowed."""
    tests = next_tests(plan)
    looks = [test for test in tests if test.sample.kind is not SampleKind.BLOOD]
    blood = [test for test in tests if test.sample.kind is SampleKind.BLOOD]
    items = []
    if looks:
        told = [_with_facts(test) if full else test.sample.title for test in looks]
        cites = citations.cite(evidence for test in looks for evidence in test.sample.evidence)
        items.append(Item(f"No blood: {' · '.join(told)}", "LOOK", cites))
    shown = blood if full else blood[:_SHOWN]
    for test in shown:
        items.append(_next_test(test, citations, full))
    if blood:
        items.append(_budget(shown, len(blood) - len(shown), plan, citations))
    return tuple(items)


def differential_sections(entry: Differential, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A differential: what it is, when it is thought of, what tells it apart, what does not wait."""
    separators = tuple(
        Item(f"{one.test}: {one.says}", "", citations.cite(one.evidence), of=_fact_of(one))
        for one in entry.separated_by
    )
    cases = tuple(
        Item(f"{row.name}: {', '.join(row.facts) or 'the background alone'}", row.then.value, of=f"cases/{case.id}")
        for case in knowledge.cases.values()
        if case.about == entry.id
        for row in case.rows
    )
    head = Item(
        f"{sentence(entry.title)} {entry.says}", "", citations.cite(entry.evidence), of=f"differentials/{entry.id}"
    )
    return [
        Section("ALSO THINK OF", (head,)),
        Section("WHEN", (Item(sentence(rule_text(entry.when, knowledge))),)),
        Section("WHAT TELLS IT APART", separators),
        Section("DO NOT WAIT", (Item(entry.do_not_wait),) if entry.do_not_wait else ()),
        Section("CASES AT THE EDGE", cases),
        Section("USED BY", uses_of("differentials", entry.id, knowledge)),
    ]


def sample_sections(entry: Sample, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A sample: how much blood in which tube, what it gives, what spoils it, how soon it answers."""
    parts = {
        "tube": entry.tube,
        "before": listed(list(entry.before)) if entry.before else "",
        "answers in": entry.turnaround,
    }
    head = Item(sample_text(entry), "", citations.cite(entry.evidence), of=f"samples/{entry.id}")
    gives = tuple(Item(knowledge.facts[id].title, of=f"facts/{id}") for id in entry.gives)
    return [
        Section("SAMPLE", (head, *(Item(text, label) for label, text in parts.items() if text))),
        Section("GIVES", gives),
        Section("USED BY", uses_of("samples", entry.id, knowledge)),
    ]


def differential_texts(entry: Differential, knowledge: Knowledge) -> dict[str, str]:
    """The texts of the claim: what it is; `when`; `wait`; `by1` … what each result tells."""
    texts = {"": f"{sentence(entry.title)} {entry.says}", "when": sentence(rule_text(entry.when, knowledge))}
    texts["wait"] = entry.do_not_wait
    for number, one in enumerate(entry.separated_by, 1):
        texts[f"by{number}"] = f"{separator_title(one)}: {one.says}"
    return texts


def sample_text(entry: Sample) -> str:
    """What a sample costs and what is said of it: "Ferritin, 0.2 mL of blood. …"."""
    cost = "" if entry.volume is None else f", {number_text(entry.volume)} mL of blood"
    return f"{sentence(entry.title + cost)} {entry.says}"


def signals(line: Line) -> list[Line]:
    """What made a differential met; of one that only points to a rule, what made that rule met."""
    if isinstance(line.node, Reference) and line.verdict is Verdict.MET and line.children:
        return [leaf for child in line.children for leaf in met_leaves(child)]
    return met_leaves(line)


def separator_title(one: Separator) -> str:
    """The name of a separating result as the beginning of a sentence."""
    return _capital(one.test)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _fact_of(one: Separator) -> str:
    return f"facts/{one.by[0]}" if len(one.by) == 1 else ""


def _differential(one: Considered, plan: Plan, clock: Clock, citations: Citations, full: bool) -> Item:
    entry = one.differential
    because: dict[str, Line] = {}
    for line in signals(one.line):
        because.setdefault(phrase(line, plan.decision, clock), line)
    told = list(because)[: None if full else _REASONS]
    why = f" ({'; '.join(told)})" if told else ""
    details = []
    if full:
        details.append(Item(entry.says))
        for separator in entry.separated_by:
            label = "not known" if separator in one.open else "known"
            cites = citations.cite(separator.evidence)
            details.append(Item(f"{separator_title(separator)}: {separator.says}", label, cites))
        details += [Item(entry.do_not_wait)] if entry.do_not_wait else []
    elif one.open:
        details.append(Item(" · ".join(separator.test for separator in one.open), "not known"))
    leaves = {id(because[text]) for text in told}
    cites = citations.cite((*entry.evidence, *_evidence_of(one.line, leaves, (), plan.knowledge)))
    return Item(sentence(f"{entry.title}{why}"), "", cites, "", tuple(details))


def _evidence_of(
    line: Line, told: set[int], inherited: tuple[Evidence, ...], knowledge: Knowledge
) -> Iterator[Evidence]:
    """The evidence of the lines that are told, by identity: of the nearest rule each stands in, and of its policy."""
    rule = knowledge.criteria.get(subject(line))
    nearest = inherited if rule is None else rule.evidence
    if id(line) in told:
        yield from nearest
        yield from (evidence for name in policies_in(line) for evidence in knowledge.policy[name].evidence)
    for child in line.children:
        yield from _evidence_of(child, told, nearest, knowledge)


def _with_facts(test: NextTest) -> str:
    return f"{test.sample.title} ({listed([fact.title for fact in test.facts])})"


def _next_test(test: NextTest, citations: Citations, full: bool) -> Item:
    sample = test.sample
    cost = f"{_millilitres(sample.volume or Fraction(0))}{', ' + sample.tube if sample.tube else ''}"
    facts = (
        ""
        if [fact.title for fact in test.facts] == [sample.title]
        else (f" for {listed([fact.title for fact in test.facts])}")
    )
    before = f" Before {listed(list(sample.before))}." if sample.before else ""
    text = f"{_capital(sample.title)} ({cost}){facts}: could change {_could_change(test.turns, full)}.{before}"
    details = (Item(sample.says),) if full else ()
    return Item(text, "NEXT TEST", citations.cite(sample.evidence), "", details)


def _could_change(turns: tuple[Turned, ...], full: bool) -> str:
    """The rules a sample could settle, by what they would change; short of full only counted."""
    parts = []
    for weighs in Weighs:
        titles = [one.root.title for one in turns if one.root.weighs is weighs]
        if not titles:
            continue
        counted = f"{len(titles)} open rule{'s' if len(titles) > 1 else ''}"
        parts.append(f"{weighs.value} ({listed(titles) if full else counted})")
    return listed(parts)


def _budget(shown: list[NextTest], more: int, plan: Plan, citations: Citations) -> Item:
    """How much blood may be drawn from this child in a day, and how much of it the tests named take."""
    volumes = [test.sample.volume or Fraction(0) for test in shown]
    summed = f"{' + '.join(number_text(volume) for volume in volumes)} = " if len(volumes) > 1 else ""
    taken = f"{summed}{_millilitres(sum(volumes, Fraction(0)))}"
    others = f" {more} more settle less for their blood." if more else ""
    limit = blood_limit(plan.decision)
    if limit is None:
        return Item(f"These take {taken} of blood.{others}", tone="quiet")
    cites = citations.cite(plan.knowledge.policy["blood-draw-limit"].evidence)
    if limit.total is None or limit.weight is None:
        text = f"These take {taken} of blood; weigh the child to know how much may be drawn."
    else:
        working = f"{number_text(limit.per_kg)} mL/kg x {number_text(limit.weight)} kg = {_millilitres(limit.total)}"
        text = f"These take {taken}; {working} may be drawn in 24 h. What was drawn before is not counted."
    return Item(f"{text}{others}", "", cites, "quiet")


def _millilitres(volume: Fraction) -> str:
    r"""A volume in mL, rounded down to a tenth, so that a limit is never passed by rounding.

    >>> _millilitres(Fraction("31.28"))
    '31.2\xa0mL'
    """
    return f"{number_text(Fraction(int(volume * 10), 10))}{_NBSP}mL"
