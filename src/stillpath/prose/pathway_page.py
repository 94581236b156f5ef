"""`treatment-and-follow-up`: the whole pathway, readable without a patient."""

from stillpath.model import Action, Drug, Knowledge, Stage
from stillpath.prose.catalogue import conflict_item
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import give_text, often_text
from stillpath.prose.patient_page import NOT_REVIEWED
from stillpath.prose.phrases import rule_text
from stillpath.prose.words import sentence, wait_text

__all__ = ["pathway_page"]

_STATEMENTS = (
    ("LEVEL OF CARE", "level-of-care"),
    ("WHEN TO TREAT", "triggers"),
    ("THE PROTOCOL IN WORDS", "protocol"),
    ("SUPPORTIVE CARE", "supportive"),
    ("THE DRUGS IN WORDS", "drugs"),
    ("MEDICINES ALREADY RUNNING", "medicines"),
    ("RESPONSE", "response"),
    ("FOLLOW-UP", "follow-up"),
    ("PITFALLS", "pitfalls"),
    ("PROGNOSIS", "prognosis"),
    ("RECOMMENDED LITERATURE", "literature"),
)
_BEFORE_STAGES = 3


def pathway_page(knowledge: Knowledge) -> Page:
    """Level of care and triggers, then stage by stage what to do, the doses of every source, follow-up, conflicts."""
    return _PathwayPage(knowledge).page()


class _PathwayPage:
    """One page being put together; an action is written out where it first stands, and named after that."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.citations = Citations(knowledge)
        self.written: set[str] = set()

    def page(self) -> Page:
        words = [self.statements(title, topic) for title, topic in _STATEMENTS]
        stages = [self.stage(stage) for stage in self.knowledge.stages.values()]
        sections = [
            *words[:_BEFORE_STAGES],
            *stages,
            *words[_BEFORE_STAGES:],
            self.doses(),
            self.checks(),
            self.conflicts(),
        ]
        return Page(
            title="Macrophage activation syndrome in systemic JIA: treatment and follow-up",
            sections=tuple(section for section in sections if section.items),
            sources=self.citations.listed(),
            banner=banner_of(self.knowledge),
            foot=f"{NOT_REVIEWED} · knowledge {self.knowledge.version}",
        )

    def statements(self, title: str, topic: str) -> Section:
        items = tuple(
            Item(one.says, "", self.citations.cite(one.evidence))
            for one in self.knowledge.statements.values()
            if one.topic == topic
        )
        return Section(title, items)

    def stage(self, stage: Stage) -> Section:
        items = [Item(f"{stage.headline} {stage.says}", "", self.citations.cite(stage.evidence))]
        if stage.when is not None:
            items.append(Item(sentence(rule_text(stage.when, self.knowledge)), "entered"))
        if stage.left_by:
            items.append(Item(stage.left_by, "left"))
        items += [self.action(self.knowledge.actions[id], str(place)) for place, id in enumerate(stage.do, 1)]
        items += [self.action(self.knowledge.actions[id], "do not") for id in stage.do_not]
        return Section(f"STAGE: {stage.title.upper()}", tuple(items))

    def action(self, action: Action, label: str) -> Item:
        cites = self.citations.cite(action.evidence)
        if action.id in self.written:
            return Item(f"{sentence(action.headline)} (as above)", label, cites)
        self.written.add(action.id)
        details = [Item(action.detail)] if action.detail else []
        if action.when is not None:
            details.append(Item(sentence(rule_text(action.when, self.knowledge)), "if"))
        details += [Item(self.knowledge.facts[name].question, "ask") for name in action.asks]
        for name in action.doses:
            drug_id, _, slot_id = name.partition("/")
            drug = self.knowledge.drugs[drug_id]
            details += [
                self.dose(drug, record.id) for record in drug.doses if self.is_default(drug, slot_id, record.id)
            ]
        within = f" Within {wait_text(action.within)}." if action.within is not None else ""
        return Item(f"{sentence(action.headline)}{within}", label, cites, "", tuple(details))

    def is_default(self, drug: Drug, slot_id: str, record_id: str) -> bool:
        return any(slot.id == slot_id and slot.default == record_id for slot in drug.slots) and any(
            record.id == record_id and record.slot == slot_id for record in drug.doses
        )

    def dose(self, drug: Drug, record_id: str) -> Item:
        record = next(record for record in drug.doses if record.id == record_id)
        often = often_text(record)
        parts = [f"{drug.title} {give_text(record.give)}", record.route, often, record.duration]
        ceiling = f"; at most {give_text(record.at_most)}" if record.at_most else ""
        return Item(", ".join(part for part in parts if part) + ceiling, "", self.citations.cite(record.evidence))

    def doses(self) -> Section:
        items = []
        for drug in self.knowledge.drugs.values():
            for slot in drug.slots:
                rows = []
                for record in (record for record in drug.doses if record.slot == slot.id):
                    label = "default" if record.id == slot.default else ""
                    row = self.dose(drug, record.id)
                    rows.append(Item(row.text, label, row.cites))
                why = [Item(slot.because, "why")] if slot.because else []
                items.append(Item(f"{drug.title}: {slot.title}", details=(*rows, *why)))
            if drug.no_dose and drug.evidence:
                items.append(Item(f"{drug.title}: {drug.no_dose}", "", self.citations.cite(drug.evidence)))
            items += [
                Item(f"{drug.title}, {one.country} ({one.as_of}): {one.says}", "", self.citations.cite(one.evidence))
                for one in drug.availability
            ]
        return Section("DOSES, ONE PER SOURCE", tuple(items))

    def checks(self) -> Section:
        items = []
        for monitor in self.knowledge.monitors.values():
            limits = tuple(
                Item(f"{rule_text(limit.when, self.knowledge)}: {limit.says}" if limit.when else limit.says, "call if")
                for limit in monitor.limits
            )
            items.append(Item(monitor.says, "", self.citations.cite(monitor.evidence), "", limits))
        return Section("WHAT TO CHECK, AND WHEN", tuple(items))

    def conflicts(self) -> Section:
        items = tuple(conflict_item(one, self.knowledge, self.citations) for one in self.knowledge.conflicts.values())
        return Section("WHERE THE SOURCES DISAGREE", items)
