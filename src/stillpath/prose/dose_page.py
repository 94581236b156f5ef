"""The page of one drug for one child: every record worked out, the default first, and how to give it."""

from stillpath.care import DoseLine, slot_doses
from stillpath.engine import Decision
from stillpath.model import Drug, Knowledge, Node, Slot, Verdict
from stillpath.prose.catalogue import drug_claims
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import dose_headline, dose_working
from stillpath.prose.patient_page import NOT_REVIEWED
from stillpath.prose.words import Clock

__all__ = ["dose_page"]


def dose_page(drug: Drug, decision: Decision, title: str, clock: Clock, replayed: bool = False) -> Page:
    """The page; a drug without doses says why none is held."""
    knowledge = decision.known.knowledge
    citations = Citations(knowledge)
    sections = [Section("", (Item(f"{drug.title}: doses for this child"),))]
    if drug.no_dose:
        sections.append(Section("NO DOSE HELD", (Item(drug.no_dose, "", citations.cite(drug.evidence)),)))
    for slot in drug.slots:
        sections.append(_slot(drug, slot, decision, citations))
    cautions = tuple(
        Item(
            caution.says,
            {Verdict.MET: "NOW", Verdict.UNKNOWN: "?"}.get(_verdict(caution.when, decision), ""),
            citations.cite(caution.evidence),
        )
        for caution in drug.cautions
        if caution.when is None or _verdict(caution.when, decision) is not Verdict.NOT_MET
    )
    sections.append(Section("CAUTIONS", cautions))
    sections += drug_claims(drug, citations)
    return Page(
        title=title,
        sections=tuple(section for section in sections if section.items),
        sources=citations.listed(),
        banner=banner_of(knowledge, "" if clock.nominal else clock.full(decision.now.at), replayed),
        foot=f"{NOT_REVIEWED} · knowledge {knowledge.version}",
    )


def _slot(drug: Drug, slot: Slot, decision: Decision, citations: Citations) -> Section:
    items = []
    for dose in slot_doses(drug, slot, decision):
        items.append(_dose(dose, decision.known.knowledge, citations))
    if slot.because:
        items.append(Item(slot.because, "why"))
    return Section(slot.title.upper(), tuple(items))


def _dose(dose: DoseLine, knowledge: Knowledge, citations: Citations) -> Item:
    working = dose_working(dose)
    note = dose.record.note
    details = [Item(text) for text in (working, note) if text]
    cites = citations.cite(dose.record.evidence)
    if dose.default:
        return Item(dose_headline(dose), "DEFAULT", cites, "dose", tuple(details))
    source = knowledge.sources[dose.record.evidence[0].source]
    headline = dose_headline(dose).replace(" DOSE ", " ")
    return Item(f"{source.short}: {headline}", "not used", cites, "quiet", tuple(details))


def _verdict(rule: Node | None, decision: Decision) -> Verdict:
    return Verdict.UNKNOWN if rule is None else decision.evaluate(rule).verdict
