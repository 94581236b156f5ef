"""The page of a drug: its doses one per source, and what is said of giving it and of having it."""

from stillpath.model import DoseRecord, Drug, Knowledge, Slot
from stillpath.prose.document import Citations, Item, Section
from stillpath.prose.doses import give_text, often_text, potency_text
from stillpath.prose.usage import uses_of

__all__ = ["drug_claims", "drug_sections"]


def drug_sections(entry: Drug, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """Names and codes, the doses of each slot with the default and its reason, cautions, handling, where it is used."""
    head = [Item(f"Brands: {', '.join(entry.brands)}")] if entry.brands else []
    head += [Item("Codes: " + ", ".join(f"{code.system} {code.code}" for code in entry.codes))] if entry.codes else []
    if entry.no_dose:
        head.append(Item(entry.no_dose, "", citations.cite(entry.evidence), of=f"drugs/{entry.id}"))
    if entry.potency is not None:
        head.append(Item(potency_text(entry), "", citations.cite(entry.potency.evidence)))
    tried = tuple(Item(f"{one.record}, {one.on}: {one.what} {one.outcome}") for one in entry.tried)
    slots = [_slot(entry, slot, citations) for slot in entry.slots]
    cautions = tuple(
        Item(one.says, "", citations.cite(one.evidence), of=f"drugs/{entry.id}/caution/{one.id}")
        for one in entry.cautions
    )
    return [
        Section("DRUG", tuple(head)),
        *slots,
        Section("CAUTIONS", cautions),
        *drug_claims(entry, citations),
        Section("PRIMARY SOURCE TRIED", tried),
        Section("USED BY", uses_of("drugs", entry.id, knowledge)),
    ]


def drug_claims(drug: Drug, citations: Citations) -> list[Section]:
    """What is said of giving a drug, and where it can be had."""
    sections = []
    for name in ("handling", "screening", "monitoring", "presentation"):
        claims = tuple(
            Item(claim.says, "", citations.cite(claim.evidence), of=f"drugs/{drug.id}/{name}/{number}")
            for number, claim in enumerate(getattr(drug, name), 1)
        )
        sections.append(Section(name.upper(), claims))
    available = tuple(
        Item(
            f"{one.country} ({one.as_of}): {one.says}",
            "",
            citations.cite(one.evidence),
            of=f"drugs/{drug.id}/availability/{one.country.lower().replace(' ', '-')}",
        )
        for one in drug.availability
    )
    return [*sections, Section("AVAILABILITY", available)]


def _slot(drug: Drug, slot: Slot, citations: Citations) -> Section:
    items = [_record(drug, slot, record, citations) for record in drug.doses if record.slot == slot.id]
    items += [Item(slot.because, "why")] if slot.because else []
    return Section(f"DOSE: {slot.title}", tuple(items))


def _record(drug: Drug, slot: Slot, record: DoseRecord, citations: Citations) -> Item:
    label = "DEFAULT" if record.id == slot.default else ""
    parts = [give_text(record.give), record.route, often_text(record), record.duration]
    text = ", ".join(part for part in parts if part)
    ceiling = f"; at most {give_text(record.at_most)}" if record.at_most else ""
    details = tuple(Item(part) for part in (record.note, record.why_not) if part)
    of = f"drugs/{drug.id}/{slot.id}/{record.id}"
    return Item(f"{text}{ceiling}", label, citations.cite(record.evidence), "", details, of=of)
