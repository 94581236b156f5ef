"""The page of one drug for one child: every record worked out, the default first, and how to give it."""

from stillpath.care import DoseLine, Plan, slot_doses
from stillpath.engine import Decision
from stillpath.model import Drug, Knowledge, Node, Slot, Verdict
from stillpath.prose.catalogue import drug_claims
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import dose_headline, dose_working, volume_text
from stillpath.prose.local import drug_mark, raised_mark, slot_mark, unspoken_mark
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.standing import ABOVE, DEFAULT, NOT_USED, standing
from stillpath.prose.words import Clock, sentence

__all__ = ["dose_page", "slot_section"]

_NOT_NOW = "None of this child's steps gives this now. The amounts are for checking an order, not for giving."


def dose_page(
    drug: Drug, decision: Decision, title: str, clock: Clock, replayed: bool = False, child: Plan | None = None
) -> Page:
    """The page; a drug without doses says why none is held.

    With the plan of the `child` it begins with where the child stands, and what the plan does not give now says so.
    """
    knowledge = decision.known.knowledge
    citations = Citations(knowledge)
    sections = [Section("", (Item(f"{drug.title}: doses for this child"),))]
    if child is not None:
        stage = child.stage.stage
        sections.append(
            Section("THIS CHILD", (Item(child.stage.headline, "", citations.cite(stage.evidence), "stage"),))
        )
    if missing := drug_mark(drug.id, knowledge):
        sections.append(Section("LOCAL POLICY", (Item(missing, tone="warning"),)))
    if drug.no_dose:
        sections.append(Section("NO DOSE HELD", (Item(drug.no_dose, "", citations.cite(drug.evidence)),)))
    for slot in drug.slots:
        sections.append(slot_section(drug, slot, decision, citations, child))
    cautions = tuple(
        Item(
            caution.says,
            {Verdict.MET: "NOW", Verdict.UNKNOWN: "?"}.get(_verdict(caution.when, decision), ""),
            citations.cite(caution.evidence),
        )
        for caution in drug.cautions
        if caution.when is None or _verdict(caution.when, decision) is not Verdict.NOT_MET
    )
    if child is not None:
        sections.append(_do_not(child, citations))
    sections.append(Section("CAUTIONS", cautions))
    sections += drug_claims(drug, citations)
    return Page(
        title=title,
        sections=tuple(section for section in sections if section.items),
        sources=citations.listed(),
        banner=banner_of(
            knowledge,
            "" if clock.nominal else clock.full(decision.now.at),
            replayed,
            "" if clock.nominal else decision.now.at.date().isoformat(),
        ),
        foot=f"{status_line(knowledge, whole(knowledge))} · knowledge {knowledge.version}",
    )


def slot_section(
    drug: Drug, slot: Slot, decision: Decision, citations: Citations, child: Plan | None = None
) -> Section:
    """Every source's dose of one slot worked out for this child, the default first, and why it is.

    With the plan of the `child`, a slot that none of its steps gives is marked "not now" throughout.
    """
    now = child is None or any(dose.slot is slot for step in child.do for dose in step.doses)
    items = [] if now else [Item(_NOT_NOW, "!", tone="warning")]
    for dose in slot_doses(drug, slot, decision):
        items.append(_dose(dose, decision.known.knowledge, citations, now))
        if unspoken := unspoken_mark(dose, decision.known.knowledge):
            items.append(Item(unspoken, tone="warning"))
        if raised := raised_mark(dose):
            items.append(Item(raised, tone="warning"))
    if chosen := slot_mark(drug, slot, decision.known.knowledge):
        items.append(Item(chosen, tone="warning"))
    if slot.because:
        items.append(Item(slot.because, "why"))
    return Section(slot.title.upper(), tuple(items))


def _do_not(child: Plan, citations: Citations) -> Section:
    """What this child must not be given now."""
    return Section(
        "DO NOT",
        tuple(Item(sentence(step.action.headline), "", citations.cite(step.action.evidence)) for step in child.do_not),
    )


def _dose(dose: DoseLine, knowledge: Knowledge, citations: Citations, now: bool) -> Item:
    working = dose_working(dose)
    note = dose.record.note
    details = [Item(ABOVE, tone="critical")] if dose.above else []
    details += [Item(text) for text in (working, volume_text(dose, knowledge), note) if text]
    cites = citations.cite(dose.record.evidence)
    if dose.default and now:
        return Item(dose_headline(dose), "DEFAULT", cites, "dose", tuple(details))
    source = knowledge.sources[dose.record.evidence[0].source]
    headline = dose_headline(dose).replace(" DOSE ", " ")
    label = "not now" if dose.default else standing(dose.drug, dose.record, knowledge)
    label = NOT_USED if label == DEFAULT else label
    return Item(f"{source.short}: {headline}", label, cites, "quiet", tuple(details))


def _verdict(rule: Node | None, decision: Decision) -> Verdict:
    return Verdict.UNKNOWN if rule is None else decision.evaluate(rule).verdict
