"""What a hospital's policy changes, said wherever it changes something; and whose it is, said on every page."""

import re
from collections.abc import Iterator
from typing import Any

from stillpath.care import DoseLine, gives_more
from stillpath.model import Drug, Knowledge, LocalPolicy, Node, Slot, leaves
from stillpath.prose.words import date_text, plain_unit, quantity_text

__all__ = [
    "chosen_mark",
    "drug_mark",
    "local_json",
    "local_text",
    "marks_of",
    "plain_value",
    "raised_mark",
    "raises",
    "slot_mark",
    "unspoken_mark",
]

_POLICY = re.compile(r"policy ([a-z0-9-]+)")


def local_text(local: LocalPolicy, day: str = "") -> str:
    """Whose policy applies, who decided it and when, how much it changes, and that no board has approved it.

    `day` is that for which a page is shown (ISO): past the policy's last day this is said first.
    """
    count = sum(one.changes for one in local.choices)
    until = f", valid until {date_text(local.valid_until)}" if local.valid_until else ""
    changes = f"{count} choice{'' if count == 1 else 's'} differ{'s' if count == 1 else ''} from stillpath"
    notes = "".join(f" {note}" for note in local.notes)
    past = "PAST ITS LAST DAY: " if day and local.valid_until and day > local.valid_until else ""
    return (
        f"{past}LOCAL POLICY {local.name} of {local.hospital}, decided by {local.decided_by}, dated "
        f'{date_text(local.dated)}{until}. Not approved by a clinical board. {changes}, marked "local".{notes}'
    )


def marks_of(kind: str, id: str, knowledge: Knowledge) -> tuple[str, ...]:
    """What a hospital's policy changed of an entry, each as "local: 8 h; stillpath 12 h"; nothing without a policy."""
    local = knowledge.local
    return tuple(dict.fromkeys(_marks(kind, id, knowledge, local))) if local is not None else ()


def slot_mark(drug: Drug, slot: Slot, knowledge: Knowledge) -> str:
    """Which source's dose a hospital chose for a slot, and which stillpath takes; empty if it chose none.

    It ends with what it raises, if some child may get more by it.
    """
    if not slot.shipped:
        return ""
    names = {record.id: knowledge.sources[record.evidence[0].source].short for record in drug.doses}
    more = "; raises the default amount" if raises(drug, slot) else ""
    return f"local: the dose of {names[slot.default]}; stillpath that of {names[slot.shipped]}{more}"


def raises(drug: Drug, slot: Slot) -> bool:
    """Whether the record that a hospital chose for a slot gives some child more than stillpath's default."""
    records = {record.id: record for record in drug.doses}
    return bool(slot.shipped) and gives_more(records[slot.default], records[slot.shipped])


def raised_mark(dose: DoseLine) -> str:
    """By how much a hospital's choice raises the default in this child: "local: raises the default: 36 mg to 92 mg per
    dose"; empty if it does not, or if one of both amounts was not computed.
    """
    own = dose.shipped
    if own is None or own.unit != dose.unit:
        return ""
    pairs = ((own.per_dose, dose.per_dose, "per dose"), (own.per_day, dose.per_day, "per day"))
    more = [
        f"{quantity_text(before, dose.unit)} to {quantity_text(now, dose.unit)} {per}"
        for before, now, per in pairs
        if before is not None and now is not None and now > before and not (per == "per day" and _daily(own, dose))
    ]
    return f"local: raises the default: {', '.join(more)}" if more else ""


def _daily(own: DoseLine, dose: DoseLine) -> bool:
    """Whether both are given once a day, so that the day's amount tells nothing more."""
    return own.per_day == own.per_dose and dose.per_day == dose.per_dose


def unspoken_mark(dose: DoseLine, knowledge: Knowledge) -> str:
    """That the record a hospital chose does not speak of this child, so that stillpath's is taken; else empty."""
    names = {record.id: record.evidence[0].source for record in dose.drug.doses}
    taken = dose.record.evidence[0].source
    if not dose.default or not dose.slot.shipped or names[dose.slot.default] == taken:
        return ""
    chosen = knowledge.sources[names[dose.slot.default]].short
    return (
        f"local: the dose of {chosen} does not speak of this child; that of {knowledge.sources[taken].short} is taken"
    )


def drug_mark(drug: str, knowledge: Knowledge) -> str:
    """That a hospital does not have a drug, and what it says of that; empty if it says nothing."""
    one = knowledge.local.choice("not_available", drug) if knowledge.local is not None else None
    if one is None or knowledge.local is None:
        return ""
    instead = f" {one.instead}" if one.instead else ""
    return f"local: not available at {knowledge.local.hospital}. {one.because}{instead}"


def chosen_mark(text: str, knowledge: Knowledge) -> str:
    """The mark of a line whose limit a hospital chose: "local; stillpath 38 °C"; empty if it chose none of it."""
    if knowledge.local is None:
        return ""
    chosen = (knowledge.local.choice("parameter", name) for name in _POLICY.findall(text))
    return "; ".join(f"local; stillpath {plain_value(one.shipped)}" for one in chosen if one is not None)


def local_json(local: LocalPolicy | None) -> dict[str, Any] | None:
    """The policy that applies, for programs; None without one. `approved` is always false: no board has."""
    if local is None:
        return None
    return {
        "id": local.id,
        "title": local.title,
        "hospital": local.hospital,
        "decided_by": local.decided_by,
        "dated": local.dated,
        "valid_until": local.valid_until or None,
        "digest": local.digest,
        "approved": False,
        "notes": list(local.notes),
        "choices": [
            {
                "kind": one.kind,
                "id": one.id,
                "value": one.value,
                "stillpath": one.shipped,
                "because": one.because,
                "instead": one.instead or None,
            }
            for one in local.choices
        ],
        "phones": [{"who": one.who, "line": one.line} for one in local.phones],
    }


def plain_value(text: str) -> str:
    """A value as written ("38 Cel") with its unit for people."""
    number, _, unit = text.partition(" ")
    return f"{number}\u00a0{plain_unit(unit)}" if unit else text


def _marks(kind: str, id: str, knowledge: Knowledge, local: LocalPolicy) -> Iterator[str]:
    if kind == "policy":
        yield from _parameter(local, id)
    elif kind == "facts" and id in knowledge.facts:
        fact = knowledge.facts[id]
        own = knowledge.values is not None and id in knowledge.values.current_for
        one = local.choice("current_for", id if own else fact.kind.value) if fact.derive is None else None
        if one is not None:
            yield f"local: counts for {plain_value(one.value)}; stillpath {plain_value(one.shipped)}"
    elif kind == "drugs" and id in knowledge.drugs:
        drug = knowledge.drugs[id]
        yield from (f"{slot.title}, {mark}" for slot in drug.slots if (mark := slot_mark(drug, slot, knowledge)))
        yield from filter(None, (drug_mark(id, knowledge),))
    elif kind == "conflicts" and id in knowledge.conflicts:
        yield from _slot_named(knowledge.conflicts[id].slot, knowledge)
    elif kind == "actions" and id in knowledge.actions:
        for name in knowledge.actions[id].doses:
            yield from _slot_named(name, knowledge)
            yield from filter(None, (drug_mark(name.partition("/")[0], knowledge),))
    for rule in _rules(kind, id, knowledge):
        for name in _POLICY.findall(rule):
            yield from _parameter(local, name)


def _parameter(local: LocalPolicy, id: str) -> Iterator[str]:
    one = local.choice("parameter", id)
    if one is not None:
        yield f"local: {id} {plain_value(one.value)}; stillpath {plain_value(one.shipped)}"


def _slot_named(name: str, knowledge: Knowledge) -> Iterator[str]:
    drug_id, _, slot_id = name.partition("/")
    drug = knowledge.drugs.get(drug_id)
    for slot in drug.slots if drug is not None else ():
        if drug is not None and slot.id == slot_id and slot.shipped:
            yield slot_mark(drug, slot, knowledge)


def _rules(kind: str, id: str, knowledge: Knowledge) -> Iterator[str]:
    """The texts of the lines of an entry's rules, as written."""
    rules: tuple[Node | None, ...] = ()
    if kind == "criteria" and id in knowledge.criteria:
        criterion = knowledge.criteria[id]
        rules = (criterion.when, *(limit.when for limit in criterion.limits))
    elif kind == "alerts" and id in knowledge.alerts:
        rules = (knowledge.alerts[id].when, knowledge.alerts[id].unless)
    elif kind == "pathway" and id in knowledge.stages:
        rules = (knowledge.stages[id].when,)
    elif kind == "actions" and id in knowledge.actions:
        rules = (knowledge.actions[id].when,)
    elif kind == "monitoring" and id in knowledge.monitors:
        monitor = knowledge.monitors[id]
        yield f"policy {monitor.every_from}"
        rules = (monitor.when, *(limit.when for limit in monitor.limits))
    elif kind == "events" and id in knowledge.events:
        yield knowledge.events[id].rule.text
    for rule in rules:
        if rule is not None:
            yield from (leaf.text for leaf in leaves(rule))
