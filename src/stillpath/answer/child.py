"""The part of an answer that is worked out for a child: by `care`, never by the answer."""

from dataclasses import replace
from datetime import UTC, datetime

from stillpath.answer.asked import Size
from stillpath.care import Plan
from stillpath.engine import decide
from stillpath.intake import typed_child
from stillpath.model import Drug, Knowledge
from stillpath.prose import Clock, Item, Section, quantity_text
from stillpath.prose.document import Citations
from stillpath.prose.dose_page import slot_section
from stillpath.prose.patient_page import brief_sections
from stillpath.prose.person import person_text
from stillpath.prose.readings import Wording
from stillpath.timeline import Refused

__all__ = ["child_sections", "sized_sections"]

_AMOUNTS = "These are amounts, not an order. When each is given, and when not, stands below."
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""A child of whom only sizes are told stands in no time; nothing of it is printed."""


def child_sections(
    child: Plan, refused: tuple[Refused, ...], drugs: tuple[Drug, ...], citations: Citations, wording: Wording
) -> tuple[Section, ...]:
    """Where a patient stands, alerts, what now and what not, what of the record was refused; then the drugs asked for.

    A dose that none of the child's steps gives now is marked so.
    """
    timeline = child.decision.known.view.timeline
    clock = Clock(timeline.zone, timeline.nominal)
    as_at = "" if clock.nominal else f", as at {clock.full(child.decision.now.at)}"
    head = Item(f"{person_text(child, clock)}{as_at}", "CHILD")
    first, *others = brief_sections(child, citations, refused)
    title = wording.words("For this child")
    sections = [Section("", (head, *first.items))]
    sections += [Section(f"{title}: {one.title.lower()}", one.items) for one in others]
    for drug in drugs:
        for slot in drug.slots:
            doses = slot_section(drug, slot, child.decision, citations, child)
            sections.append(Section(f"{title}: {drug.title}, {slot.title}", doses.items))
    return tuple(Section(one.title, _in_english(one.items, wording)) for one in sections)


def sized_sections(
    sizes: tuple[Size, ...], drugs: tuple[Drug, ...], knowledge: Knowledge, citations: Citations, wording: Wording
) -> tuple[Section, ...]:
    """The default doses of the drugs asked for, at each weight that the question gives; none without weight or drug."""
    told = {size.fact: size for size in sizes if size.fact in ("height", "age")}
    weights = [size for size in sizes if size.fact == "weight"]
    if not weights or not any(drug.slots for drug in drugs):
        return ()
    return tuple(
        _at(weight, told, drugs, knowledge, citations, wording) for weight in sorted(weights, key=lambda one: one.value)
    )


def _at(
    weight: Size,
    told: dict[str, Size],
    drugs: tuple[Drug, ...],
    knowledge: Knowledge,
    citations: Citations,
    wording: Wording,
) -> Section:
    lines = tuple(f"{size.fact} {float(size.value):g} {size.unit}" for size in (weight, *told.values()))
    decision = decide(knowledge, typed_child(lines, knowledge, _NO_TIME).timeline, _NO_TIME)
    items = []
    for drug in drugs:
        for slot in drug.slots:
            doses = [item for item in slot_section(drug, slot, decision, citations).items if item.tone == "dose"]
            items += [Item(f"{drug.title}: {slot.title}", details=tuple(doses))] if doses else []
    size = quantity_text(weight.value, weight.unit)
    amounts = Item(wording.words(_AMOUNTS), tone="quiet")
    title = Item(wording.words("For a child of {1}").replace("{1}", size), tone="stage", details=(amounts,))
    return Section("", (title, *_in_english(tuple(items), wording)))


def _in_english(items: tuple[Item, ...], wording: Wording) -> tuple[Item, ...]:
    """What `care` works out is worded in English only; on a page in another language it is marked so."""
    return items if wording.language == "en" else tuple(replace(item, language="en") for item in items)
