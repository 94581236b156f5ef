"""A line of a rule as a phrase: what was found, the limit it was held against, and why it is unknown."""

import re
from datetime import datetime
from fractions import Fraction

from stillpath.engine import Decision, Line, Why
from stillpath.model import (
    SYSTEMIC,
    Absence,
    All,
    Any,
    AtLeast,
    Change,
    Comparison,
    Elapsed,
    Extreme,
    Fact,
    FactKind,
    Given,
    Knowledge,
    Node,
    Not,
    On,
    Order,
    Per,
    Recorded,
    Reference,
    Run,
    Verdict,
)
from stillpath.prose.local import chosen_mark
from stillpath.prose.words import (
    Clock,
    amount_text,
    interval_text,
    limit_text,
    plain_unit,
    quantity_text,
    result_text,
    wait_text,
)
from stillpath.timeline import Medication, Result
from stillpath.units import Interval, Operator, number_text

__all__ = [
    "entry_text",
    "found_beside",
    "medication_text",
    "medication_words",
    "phrase",
    "policies_in",
    "range_word",
    "reason",
    "rule_text",
    "trend",
]

_BESIDE = {
    Operator.ABOVE: "above",
    Operator.AT_LEAST: "at or above",
    Operator.BELOW: "below",
    Operator.AT_MOST: "at or below",
}
_SHORT = 5
"""Characters of a limit that is put into another unit."""
_POLICY = re.compile(r"policy ([a-z0-9-]+)")


def phrase(line: Line, decision: Decision, clock: Clock, usual: datetime | None = None) -> str:
    """What a line found, with value, unit, time and limit: "platelets 142 x10^9/L, falling from 412 (181 or less)".

    `usual` is a time the page says once: values taken then carry none of their own.
    """
    knowledge = decision.known.knowledge
    at = decision.now.at
    node = line.node
    match node:
        case Comparison(fact=id) | Extreme(fact=id):
            fact = knowledge.facts[id]
            limit = limit_text(
                node.operator, _limit_beside(node, fact, line), fact.unit if line.value is not None else ""
            )
            if node.limit.table is not None:
                limit = _table_limit(node, line, knowledge)
            if line.value is None:
                return f"{fact.title} ({limit})"
            used = line.used[-1] if line.used and isinstance(line.used[-1], Result) else None
            at_limit = None if node.limit.of_range or node.limit.table else node.limit.amount
            recorded = used is not None and fact.derive is None
            shown = interval_text(line.value, fact.unit, at_limit)
            if used is not None and recorded:
                shown = result_text(used, fact, at_limit)
            moved = trend(fact, decision, clock) if isinstance(node, Comparison) else ""
            taken = clock.taken(used, at) if used and used.at != usual else ""
            time = f", {'taken ' if moved else ''}{taken}" if taken else ""
            edge = _at_the_limit(line, node, fact, knowledge)
            ours = ", ours" if node.limit.policy else ""
            chosen = chosen_mark(node.text, knowledge)
            ours = f", {chosen}" if chosen else ours
            return f"{fact.title} {shown}{range_word(used)}{moved}{time} ({limit}{ours}{edge})"
        case Change(fact=id) | Run(fact=id):
            fact = knowledge.facts[id]
            return f"{_series(line, fact, clock, at)} ({_change_words(node, knowledge)})"
        case Reference(name=name):
            return _named(name, line, knowledge, clock, at)
        case Recorded(name=name) if name in knowledge.criteria:
            return phrase(line.children[0], decision, clock, usual) if line.children else rule_text(node, knowledge)
        case Recorded(name=name, answer=answer):
            return f"{knowledge.facts[name].title} {'recorded' if answer else 'denied'}"
        case Elapsed(duration=duration, since=since):
            began = f", {clock.short(line.since, at)}" if line.since is not None and not clock.nominal else ""
            return f"{wait_text(duration)}{_local(node, knowledge)} since {_title(since, knowledge)}{began}"
        case Absence(name=name, duration=duration):
            return f"no {_title(name, knowledge)} recorded for {wait_text(duration)}{_local(node, knowledge)}"
        case On() | Given() | Order():
            entries = [entry for entry in line.used if isinstance(entry, Medication)]
            if isinstance(node, Given) and node.times > 1:
                return f"{rule_text(node, knowledge)}: {len(entries)} recorded"
            named = entries if isinstance(node, Order) else entries[-2:]
            told = "; ".join(medication_text(entry, knowledge, clock, at) for entry in named)
            if line.value is not None and isinstance(node, Order) and node.dose is not None:
                per = f"{node.dose.unit}/{node.dose.basis}" if node.dose.basis else node.dose.unit
                together = " together" if len(entries) > 1 and node.dose.per is Per.DAY else ""
                told += f", that is{together} {quantity_text(line.value.low, per, 1)} per {node.dose.per.value}"
                told += f" ({_dose_words(node).strip()})"
            return told or rule_text(node, knowledge)
        case Not(item=item):
            return (
                f"not: {phrase(line.children[0], decision, clock, usual)}"
                if line.children
                else rule_text(item, knowledge)
            )
        case _:
            return "; ".join(phrase(child, decision, clock, usual) for child in line.children)


def reason(line: Line, decision: Decision, clock: Clock) -> str:
    """Why a line is unknown, in words: "never recorded", "too old (36 h, counts for 48 h)"."""
    if line.why is None:
        return ""
    if line.why is Why.OLD and line.used and not clock.nominal:
        age = decision.now.at - line.used[-1].at
        return f"too old, {wait_text(age)}"
    if line.why is Why.OLD and clock.nominal:
        return "not printed at this time"
    return line.why.value


def found_beside(line: Line, decision: Decision, clock: Clock) -> str:
    """What meets a line: value, time and limit ("Glasgow coma score 11, 07:50 (below 13)"); of a change its values."""
    node = line.node
    used = line.used[-1] if line.used and isinstance(line.used[-1], Result) else None
    if isinstance(node, Change | Run):
        return _series(line, decision.known.knowledge.facts[node.fact], clock, decision.now.at)
    if not isinstance(node, Comparison | Extreme) or line.value is None or node.limit.table is not None:
        return phrase(line, decision, clock)
    fact = decision.known.knowledge.facts[node.fact]
    at_limit = None if node.limit.of_range else node.limit.amount
    taken = clock.taken(used, decision.now.at) if used is not None else ""
    limit = limit_text(node.operator, _limit_beside(node, fact, line), fact.unit)
    return f"{fact.title} {interval_text(line.value, fact.unit, at_limit)}{f', {taken}' if taken else ''} ({limit})"


def trend(fact: Fact, decision: Decision, clock: Clock) -> str:
    """Whether the fact moved since the value before, and from where; empty without two values of a known time."""
    series = decision.known.precise(fact.id)
    window = decision.known.knowledge.policy["trend-window"].value.length()
    if len(series) < 2 or series[-1].at - series[-2].at > window or clock.nominal:
        return ""
    before, now = series[-2].interval, series[-1].interval
    if before is None or now is None or not before.is_point or not now.is_point or before == now:
        return ""
    word = "rising" if now.low > before.low else "falling"
    when = clock.short(series[-2].at, decision.now.at)
    value = interval_text(before, "")
    return f", {word} from {value} {'on' if '-' in when else 'at'} {when}"


def policies_in(line: Line) -> tuple[str, ...]:
    """The policy parameters that the lines below a line take their limits from."""
    found = _POLICY.findall(getattr(line.node, "text", ""))
    for child in line.children:
        found += policies_in(child)
    return tuple(dict.fromkeys(found))


def range_word(result: Result | None) -> str:
    """HIGH or LOW against the range that came with the result; empty without one."""
    if result is None or result.reference is None or result.interval is None:
        return ""
    low, high = result.reference
    if high is not None and result.interval.low > high:
        return ", HIGH"
    if low is not None and result.interval.high < low:
        return ", LOW"
    return ""


def rule_text(node: Node, knowledge: Knowledge) -> str:
    """A rule as a sentence, without any patient."""
    match node:
        case Comparison(fact=id, limit=limit) if limit.table is not None:
            return f"{knowledge.facts[id].title} {_table_limit(node, None, knowledge)}"
        case Comparison(fact=id, operator=operator, limit=limit):
            within = f", in the last {wait_text(node.within)}" if node.within else ""
            return f"{knowledge.facts[id].title} {limit_text(operator, limit.text)}{_local(node, knowledge)}{within}"
        case Extreme(fact=id, highest=highest, within=within, operator=operator, limit=limit):
            word = "highest" if highest else "lowest"
            denied = ""
            if node.denied_within is not None:
                denied = f", denied only by a reading in the last {wait_text(node.denied_within)}"
            span = wait_text(within)
            held = f"{limit_text(operator, limit.text)}{_local(node, knowledge)}"
            return f"{word} {knowledge.facts[id].title} in {span} {held}{denied}"
        case Change(fact=id) | Run(fact=id):
            return f"{knowledge.facts[id].title} {_change_words(node, knowledge)}"
        case Reference(name=name):
            return _title(name, knowledge)
        case Recorded(name=name) if name in knowledge.criteria:
            return _title(name, knowledge)
        case Recorded(name=name, answer=answer):
            return f"{_title(name, knowledge)} {'recorded' if answer else 'denied'}"
        case Elapsed(duration=duration, since=since):
            return f"{wait_text(duration)}{_local(node, knowledge)} since {_title(since, knowledge)}"
        case Absence(name=name, duration=duration):
            return f"no {_title(name, knowledge)} recorded for {wait_text(duration)}{_local(node, knowledge)}"
        case On(drug=drug):
            return f"{'recorded: ' if node.recorded else ''}on {_title(drug, knowledge)}"
        case Given(drug=drug):
            within = f" in the last {wait_text(node.within)}" if node.within else ""
            within = f" since {_title(node.since, knowledge)}" if node.since else within
            recorded = "recorded: " if node.recorded else ""
            times = f" at least {node.times} times" if node.times > 1 else ""
            return f"{recorded}given {_title(drug, knowledge)}{_dose_words(node)}{times}{within}"
        case Order(drug=drug, route=route):
            by = f" by {route}" if route else ""
            by = " by a systemic route" if route == SYSTEMIC else by
            if node.twice:
                return f"two orders of {_title(drug, knowledge)}{by}"
            return f"order of {_title(drug, knowledge)}{by}{_dose_words(node)}"
        case Not(item=item):
            return f"not: {rule_text(item, knowledge)}"
        case All(items=items):
            return _grouped("all of", items, knowledge)
        case Any(items=items):
            return _grouped("any of", items, knowledge)
        case AtLeast(needed=needed, items=items):
            return _grouped(f"at least {needed} of", items, knowledge)


def medication_text(entry: Medication, knowledge: Knowledge, clock: Clock, beside: datetime) -> str:
    """An order, dose or statement in words, with its time."""
    drug = knowledge.drugs[entry.drug].title if entry.drug in knowledge.drugs else entry.drug
    time = "" if clock.nominal else f", {clock.short(entry.at, beside)}"
    return f"{drug} {medication_words(entry)}{time}"


def medication_words(entry: Medication) -> str:
    """An order, dose or statement without its drug and time: "given 900 mg per dose intravenous"."""
    amount = ""
    if entry.amount is not None:
        basis = f"/{entry.basis}" if entry.basis else ""
        amount = f" {amount_text(entry.amount)}\u00a0{plain_unit(entry.unit)}{basis} per {entry.per.value}"
    every = f" every {wait_text(entry.every)}" if entry.every else ""
    route = f" {entry.route}" if entry.route else ""
    return f"{entry.kind.value}{amount}{route}{every}"


def entry_text(entry: Result | Medication, knowledge: Knowledge, clock: Clock, beside: datetime) -> str:
    """Anything recorded, in words: "ferritin 8,420 ng/mL, HIGH, taken 04:50"; a drug with what happened to it.

    What takes something back says so, and what waits for its result.
    """
    if isinstance(entry, Medication):
        text = medication_text(entry, knowledge, clock, beside)
        return f"taken back: {text}" if entry.standing.retracts else text
    fact = knowledge.facts[entry.fact]
    taken = clock.taken(entry, beside)
    when = f", taken {taken}" if taken and entry.at != beside else ""
    if entry.standing.retracts:
        return f"taken back: {fact.title}{when}"
    if entry.pending:
        return f"{fact.title} sent, no result yet{when}"
    value = "" if fact.kind is FactKind.PROCEDURE and entry.truth else f" {result_text(entry, fact)}"
    return f"{fact.title}{value}{range_word(entry)}{when}"


def _local(node: Comparison | Extreme | Elapsed | Absence, knowledge: Knowledge) -> str:
    chosen = chosen_mark(node.text, knowledge)
    return f" ({chosen})" if chosen else ""


def _limit_beside(node: Comparison | Extreme, fact: Fact, line: Line) -> str:
    """A limit in the unit of the value beside it, where that is exact and short; else as the rule has it."""
    written = node.limit.text.partition(" ")[2]
    if line.value is None or node.limit.of_range is not None or node.limit.table is not None or written == fact.unit:
        return node.limit.text
    number = number_text(node.limit.amount)
    exact = written in fact.accepts and Fraction(number) == node.limit.amount
    return f"{number} {fact.unit}" if exact and len(number) <= _SHORT else node.limit.text


def _table_limit(node: Comparison | Extreme, line: Line | None, knowledge: Knowledge) -> str:
    """The figure of a table that a value was held against, and the table; without the figure, the table alone."""
    table = knowledge.tables[node.limit.table or ""]
    if line is None or line.limit is None:
        return f"{_BESIDE[node.operator]} the {table.title}"
    return f"{limit_text(node.operator, amount_text(line.limit))}, {table.title}"


def _named(name: str, line: Line, knowledge: Knowledge, clock: Clock, at: datetime) -> str:
    if name in knowledge.criteria:
        return knowledge.criteria[name].short
    title = knowledge.facts[name].title
    used = line.used[-1] if line.used else None
    taken = clock.taken(used, at) if isinstance(used, Result) and line.verdict is not Verdict.UNKNOWN else ""
    word = " (answered no)" if line.verdict is Verdict.NOT_MET else ""
    fact = knowledge.facts[name]
    return f"{title}{word}" + (f", {taken}" if taken and fact.current_for is not None else "")


def _title(name: str, knowledge: Knowledge) -> str:
    if name in knowledge.criteria:
        return knowledge.criteria[name].short
    if name in knowledge.facts:
        return knowledge.facts[name].title
    if name in knowledge.events:
        return knowledge.events[name].title
    if name in knowledge.drugs:
        return knowledge.drugs[name].title
    return knowledge.terms[name].term if name in knowledge.terms else name.replace("-", " ")


def _grouped(head: str, items: tuple[Node, ...], knowledge: Knowledge) -> str:
    inner = "; ".join(rule_text(item, knowledge) for item in items)
    return f"{head} ({inner})"


def _dose_words(node: Given | Order) -> str:
    if node.dose is None or node.operator is None:
        return ""
    number, _, rest = node.dose.text.partition(" ")
    return " " + limit_text(node.operator, f"{number} {rest}")


def _change_words(node: Change | Run, knowledge: Knowledge) -> str:
    if isinstance(node, Run):
        return f"{'rising' if node.rising else 'falling'} on {node.samples} samples"
    word = "rises" if node.rises else "falls"
    fact = knowledge.facts[node.fact]
    amount = f"{amount_text(node.amount)}\u00a0{'%' if node.percent else plain_unit(fact.unit)}"
    span = f"within {wait_text(node.within)}" if node.within else f"since {_title(node.since or '', knowledge)}"
    return f"{word} by {amount} or more {span}"


def _series(line: Line, fact: Fact, clock: Clock, at: datetime) -> str:
    results = [result for result in line.used if isinstance(result, Result) and result.interval is not None]
    if len(results) < 2:
        return f"{fact.title} {result_text(results[-1], fact)}" if results else fact.title
    values = " to ".join(interval_text(Interval.point(result.low), "") for result in results)
    first = clock.taken(results[0], at)
    since = f", from {first}" if first else ""
    return f"{fact.title} {values}\u00a0{plain_unit(fact.unit)}{since}"


def _at_the_limit(line: Line, node: Comparison | Extreme, fact: Fact, knowledge: Knowledge) -> str:
    """Said when the value lies between the two printed forms of a limit."""
    if line.value is None or not line.value.is_point or node.limit.of_range or node.limit.table:
        return ""
    for criterion in knowledge.criteria.values():
        also = criterion.also_printed.get(fact.id)
        if also is None or (also.unit != fact.unit and also.unit not in fact.accepts):
            continue
        other = also.amount * (1 if also.unit == fact.unit else fact.accepts[also.unit])
        between = min(other, node.limit.amount) <= line.value.low <= max(other, node.limit.amount)
        if between and node.where.partition(":")[0] == criterion.where.partition(":")[0]:
            return f"; at the limit, also printed as {also}"
    return ""
