"""`treatment-and-follow-up`: the whole pathway on one page, readable without a patient; every claim stands once."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from stillpath.model import Action, Conflict, DoseRecord, Drug, Evidence, Knowledge, Monitor, Slot, Source
from stillpath.prose.claims import Said, claims_of, dose_parts
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.doses import give_text, often_text
from stillpath.prose.phrases import rule_text
from stillpath.prose.readings import Wording
from stillpath.prose.reviewed import ReviewStatus, said_on, status_of, translation_text
from stillpath.prose.standing import AGREES, DEFAULT, above_ceiling, side_standing, standing
from stillpath.prose.treatment_outline import OUTLINE, SAID_OTHERWISE, Part
from stillpath.prose.words import date_text, every_text, sentence

__all__ = ["treatment_page"]

_DISAGREE = "conflicts"
_SEVERAL = 3
"""Sides of a disagreement that the page tells of beside the steps and doses."""
_TREATED_WITH = "actions"
_LENGTH = re.compile(r"\d+(?: to \d+)? (?:min|h|d|wk)")


def treatment_page(knowledge: Knowledge, language: str = "en") -> Page:
    """The page in English or Norwegian ("nb"); what has no Norwegian text stands in English and says so."""
    return _TreatmentPage(knowledge, language).page()


class _TreatmentPage:
    """The page being put together. What has been said is remembered: a claim stands once."""

    def __init__(self, knowledge: Knowledge, language: str) -> None:
        self.knowledge = knowledge
        self.language = language
        self.wording = Wording(knowledge, language=language)
        self.citations = _ShortCitations(knowledge)
        self.claims = claims_of(knowledge)
        self.named = {line for part in OUTLINE for line in part.lines} | set(SAID_OTHERWISE)
        self.said: set[str] = set()
        self.again = False
        self.writers: dict[str, Callable[[str], Iterator[Item]]] = {
            "topic": self.topic,
            "stage": self.stage,
            "do-not": self.do_not,
            "branch": self.branch,
            "doses": self.doses,
            _DISAGREE: self.conflicts,
            "availability": self.availability,
            "literature": self.literature,
            "no-dose": self.no_dose,
            "left-out": self.left_out,
        }

    def page(self) -> Page:
        sections = [self.section(part) for part in OUTLINE]
        page = Page(
            title=self.words("Macrophage activation syndrome in systemic JIA: treatment and follow-up"),
            sections=tuple(self.marked(section) for section in sections if section.items),
            sources=self.citations.listed(),
        )
        status = status_of(self.knowledge, said_on(page, self.knowledge, self.language), self.language, self.words)
        foot = f"{status.line} · {self.words('knowledge')} {self.knowledge.version}"
        return replace(page, banner=self.banner(status), foot=foot)

    def marked(self, section: Section) -> Section:
        """The section with a mark under each claim of which a hospital's policy changed something."""
        if self.knowledge.local is None:
            return section
        return Section(section.title, tuple(self.with_mark(item) for item in section.items))

    def with_mark(self, item: Item) -> Item:
        claim = self.claims.get(item.of)
        text = claim.texts.get("local", "") if claim is not None else ""
        inner = tuple(self.with_mark(detail) for detail in item.details)
        return replace(item, details=(Item(text, tone="warning"), *inner) if text else inner)

    def banner(self, status: ReviewStatus) -> tuple[Item, ...]:
        items = [*banner_of(self.knowledge), Item(status.line)]
        edition = self.knowledge.edition
        due = date_text(status.due.isoformat() if status.due else edition.next_review, self.language)
        dates = (
            ("content changed", date_text(edition.content_changed, self.language)),
            ("evidence searched to", date_text(edition.evidence_searched_to, self.language)),
            ("next review", due or self.words("none set")),
        )
        items.append(Item(" · ".join(f"{self.words(label)} {day}" for label, day in dates if day)))
        if self.language != "en":
            items.append(Item(self.words(translation_text(status))))
        return tuple(items)

    def section(self, part: Part) -> Section:
        self.again = part.doses_again
        items: list[Item] = []
        for label, lines in part.groups:
            found = [item for line in lines for item in self.line(line)]
            if label == "#":
                items += [replace(item, label=str(place)) for place, item in enumerate(found, 1)]
            else:
                shown = self.words(label) if label else ""
                items += [replace(item, label=shown or item.label) for item in found]
        return Section(self.words(part.title), tuple(items))

    def line(self, line: str) -> Iterator[Item]:
        kind, _, rest = line.partition(" ")
        writer = self.writers.get(kind)
        if writer is not None:
            yield from writer(rest)
        elif line.startswith(f"{_TREATED_WITH}/"):
            yield from self.action(line.partition("/")[2])
        elif line.startswith(f"{_DISAGREE}/"):
            yield from self.conflict(line.partition("/")[2], full=True)
        elif line.startswith("monitoring/"):
            yield from self.check(line.partition("/")[2])
        elif line in self.claims:
            yield from self.say(self.claims[line])

    def topic(self, name: str) -> Iterator[Item]:
        for statement in self.knowledge.statements.values():
            claim = f"statements/{statement.id}"
            if statement.topic == name and claim not in self.named:
                yield from self.say(self.claims[claim])

    def stage(self, name: str) -> Iterator[Item]:
        stage = self.knowledge.stages.get(name)
        for id in stage.do if stage is not None else ():
            if f"{_TREATED_WITH}/{id}" not in self.named:
                yield from self.action(id)

    def branch(self, names: str) -> Iterator[Item]:
        """What turns the reader to another part at once: a statement, and the headlines of what is done there."""
        criterion, _, statement = names.partition(" ")
        part = next((part for part in OUTLINE if f"criteria/{criterion}" in part.lines), None)
        if part is not None and statement in self.knowledge.statements:
            headlines = tuple(item for line in part.lines for item in self.headline(line.partition("/")[2]))
            turn = Item(self.words(part.title), of=f"criteria/{criterion}")
            for item in self.say(self.claims[f"statements/{statement}"]):
                yield replace(item, tone="critical", details=(*headlines, turn))

    def headline(self, id: str) -> Iterator[Item]:
        """What an action asks for, without its detail and dose, and without counting as said."""
        action = self.knowledge.actions.get(id)
        if action is not None:
            claim = self.claims[f"{_TREATED_WITH}/{id}"]
            lead = f"{self.words(action.lead_if_unknown)}: " if action.lead_if_unknown else ""
            yield self.item(f"{lead}{self.text(claim, '')}", claim, "")

    def do_not(self, name: str) -> Iterator[Item]:
        stage = self.knowledge.stages.get(name)
        for id in stage.do_not if stage is not None else ():
            yield from self.action(id)

    def say(self, claim: Said, *parts: str, lead: str = "", tail: str = "") -> Iterator[Item]:
        """The claim's main text and those parts of it, if it has not been said yet."""
        if claim.id in self.said:
            return
        self.said.add(claim.id)
        said = [part for part in ("", *parts) if part in claim.texts]
        adults = f"({self.words('adults')})" if "adult" in claim.population else ""
        texts = (f"{lead}:" if lead else "", self.text(claim, *said), adults, tail)
        yield self.item(" ".join(text for text in texts if text), claim, *said)

    def item(self, text: str, claim: Said, *parts: str, label: str = "", by: tuple[Evidence, ...] = ()) -> Item:
        """An item that says parts of a claim, cited in full or `by` some of it; with its language if not the page's."""
        language = "en" if self.language != "en" and not self.translated(claim, *parts) else ""
        cites = self.citations.cite(by or claim.evidence)
        return Item(text, self.words(label), cites, of=claim.id, language=language)

    def text(self, claim: Said, *parts: str) -> str:
        """Parts of a claim in one text; marked where it stands in English on a page of another language."""
        text = " ".join(self.wording.text(claim, part).text for part in parts)
        return text if self.translated(claim, *parts) else f"{text} ({self.words('in English')})"

    def translated(self, claim: Said, *parts: str) -> bool:
        return all(self.wording.text(claim, part).language == self.language for part in parts)

    def words(self, english: str) -> str:
        """Words of the page itself in its language."""
        return self.wording.words(english)

    def action(self, id: str) -> Iterator[Item]:
        action = self.knowledge.actions.get(id)
        if action is None:
            return
        lead = self.words(action.lead_if_unknown) if action.lead_if_unknown and not action.do_not else ""
        doses = self.beside_doses()
        told = {"7" if name in doses else "11" for name in action.conflicts}
        tail = self.words(f"Sources differ: part {' and '.join(sorted(told, key=int))}.") if told else ""
        for item in self.say(self.claims[f"{_TREATED_WITH}/{id}"], "detail", lead=lead, tail=tail):
            yield replace(item, details=tuple(self.default_doses(action)))

    def default_doses(self, action: Action) -> Iterator[Item]:
        for drug, slot in self.slots_of(action):
            for record in drug.doses:
                if record.slot == slot.id and record.id == slot.default:
                    yield from self.default_dose(drug, record, slot.title if len(action.doses) > 1 else "")

    def slots_of(self, action: Action) -> Iterator[tuple[Drug, Slot]]:
        for name in action.doses:
            drug_id, _, slot_id = name.partition("/")
            drug = self.knowledge.drugs[drug_id]
            yield from ((drug, slot) for slot in drug.slots if slot.id == slot_id)

    def default_dose(self, drug: Drug, record: DoseRecord, use: str) -> Iterator[Item]:
        claim = self.claims[f"drugs/{drug.id}/{record.slot}/{record.id}"]
        if self.again or claim.id not in self.said:
            self.said.add(claim.id)
            told = f" ({self.words(use)})" if use else ""
            text = f"{self.words(drug.title)}{told} {self.words('DOSE')} {self.given(record)}"
            yield Item(text, "", self.citations.cite(claim.evidence), "dose", of=claim.id)

    def given(self, record: DoseRecord) -> str:
        """What a record gives, for whom: amount, route, rate, how often, how long, ceiling."""
        return ", ".join(self.words(part) for part in dose_parts(record)) + self.for_whom(record)

    def for_whom(self, record: DoseRecord) -> str:
        who = [self.words(rule_text(record.who, self.knowledge))] if record.who is not None else []
        limit = "adults" if record.adult else "" if record.computes else "not computed"
        people = who + ([self.words(limit)] if limit else [])
        return f" ({'; '.join(people)})" if people else ""

    def doses(self, _: str) -> Iterator[Item]:
        """Each drug and slot that an action gives: the default, what others give, and why the default is taken."""
        for drug, slot in self.slots_given():
            rows: list[Item] = []
            others: dict[tuple[str, str], list[DoseRecord]] = {}
            for record in (one for one in drug.doses if one.slot == slot.id):
                stands = standing(drug, record, self.knowledge)
                if stands == DEFAULT:
                    rows.append(self.taken(drug, record))
                else:
                    others.setdefault((stands, self.amount(record)), []).append(record)
            agree_first = sorted(others.items(), key=lambda one: one[0][0] != AGREES)
            rows += [self.others(drug, stands, amount, group) for (stands, amount), group in agree_first]
            for conflict in self.knowledge.conflicts.values():
                if conflict.slot == f"{drug.id}/{slot.id}":
                    rows.append(self.reason(self.claims[f"{_DISAGREE}/{conflict.id}"]))
            title = f"{self.words(drug.title)}: {self.words(slot.title)}"
            yield Item(title, details=tuple(rows), of=f"drugs/{drug.id}")

    def taken(self, drug: Drug, record: DoseRecord) -> Item:
        claim = self.claim_of(drug, record)
        text = f"{self.short(record)}: {self.given(record)}"
        notes = (self.item(self.text(claim, "note"), claim, "note"),) if _open_ended(record) and record.note else ()
        return Item(text, self.words(DEFAULT), self.citations.cite(claim.evidence), "dose", notes, of=claim.id)

    def others(self, drug: Drug, stands: str, amount: str, records: list[DoseRecord]) -> Item:
        """An amount that is not used, or one that agrees with the default, and every source that gives it."""
        evidence = [one for record in records for one in self.claim_of(drug, record).evidence]
        text = f"{', '.join(self.short(record) for record in records)}: {amount}"
        cites = self.citations.cite(evidence)
        of = self.claim_of(drug, records[0]).id
        above = dict.fromkeys(told for record in records if (told := above_ceiling(drug, record)))
        under = tuple(Item(self.words(told), "", cites, "critical", of=of) for told in above)
        return Item(text, self.words(stands), cites, "quiet", under, of=of)

    def amount(self, record: DoseRecord) -> str:
        """How much, how often and the ceiling: records that agree in these stand in one row."""
        ceiling = f"at most {give_text(record.at_most)}" if record.at_most else ""
        parts = (give_text(record.give), often_text(record), ceiling)
        return ", ".join(self.words(part) for part in parts if part) + self.for_whom(record)

    def claim_of(self, drug: Drug, record: DoseRecord) -> Said:
        claim = self.claims[f"drugs/{drug.id}/{record.slot}/{record.id}"]
        self.said.add(claim.id)
        return claim

    def short(self, record: DoseRecord) -> str:
        return self.knowledge.sources[record.evidence[0].source].short

    def reason(self, claim: Said) -> Item:
        self.said.add(claim.id)
        return self.item(self.text(claim, "because"), claim, "because", label="why")

    def slots_given(self) -> list[tuple[Drug, Slot]]:
        """What the actions of the page give, in the order of the page; the slots of one drug stand together."""
        listed = [line.partition("/")[2] for part in OUTLINE for line in part.lines]
        ids = [id for id in dict.fromkeys((*listed, *self.knowledge.actions)) if id in self.knowledge.actions]
        found = {
            (drug.id, slot.id): (drug, slot) for id in ids for drug, slot in self.slots_of(self.knowledge.actions[id])
        }
        drugs = list(dict.fromkeys(drug for drug, _ in found))
        return sorted(found.values(), key=lambda pair: drugs.index(pair[0].id))

    def beside_doses(self) -> set[str]:
        given = {f"{drug.id}/{slot.id}" for drug, slot in self.slots_given()}
        return {one.id for one in self.knowledge.conflicts.values() if one.slot in given}

    def side(self, claim: Said, place: int, conflict: Conflict) -> Item:
        evidence = conflict.sides[place - 1].evidence
        label = side_standing(conflict, conflict.sides[place - 1], self.knowledge)
        text = f"{self.knowledge.sources[evidence.source].short}: {self.text(claim, f'side{place}')}"
        return self.item(text, claim, f"side{place}", label=label, by=(evidence,))

    def conflicts(self, _: str) -> Iterator[Item]:
        """What the sources of this page disagree on; what only others do stands on the page of all conflicts."""
        yield Item(self.words("Each has a page of its own: its sides, and why one of them is taken."), of=_DISAGREE)
        cited = set(self.citations.numbers)
        for id, conflict in self.knowledge.conflicts.items():
            if conflict.default in cited and len(conflict.sides) >= _SEVERAL:
                yield from self.conflict(id, full=False)

    def conflict(self, id: str, full: bool) -> Iterator[Item]:
        """A conflict: side by side, or in short what differs, and what is taken and why."""
        conflict = self.knowledge.conflicts.get(id)
        claim = self.claims.get(f"{_DISAGREE}/{id}")
        if conflict is None or claim is None or claim.id in self.said:
            return
        self.said.add(claim.id)
        if full:
            sides = tuple(self.side(claim, place, conflict) for place in range(1, len(conflict.sides) + 1))
            yield Item(self.text(claim, ""), details=(*sides, self.reason(claim)), of=claim.id)
        else:
            taken = self.knowledge.sources.get(conflict.default)
            text = f"{self.words('Taken')}: {taken.short}." if taken else self.words("Taken: neither.")
            known = {conflict.default, *self.citations.numbers}
            cited = tuple(one for one in claim.evidence if one.source in known)
            yield self.item(f"{self.text(claim, '')} {text}", claim, "", by=cited)

    def check(self, id: str) -> Iterator[Item]:
        """What to look at, how often, and at which limit to call."""
        monitor = self.knowledge.monitors.get(id)
        if monitor is None:
            return
        claim = self.claims[f"monitoring/{id}"]
        limits = " ".join(self.limits(monitor, claim))
        tail = f"{self.words('Call if')}: {limits}" if limits else ""
        often = every_text(monitor.every, 0)
        for item in self.say(claim, tail=tail):
            yield replace(item, label=self.words(often or "at set times"))

    def limits(self, monitor: Monitor, claim: Said) -> Iterator[str]:
        """What to do at each limit. The claim puts the rule before it in other words; here that would be said twice."""
        for number, limit in enumerate(monitor.limits, 1):
            part = f"limit{number}"
            says = sentence(limit.says)
            if self.language == "en":
                yield says
            elif self.translated(claim, part):
                told = self.wording.text(claim, part).text
                yield told.partition(": ")[2] if limit.when is not None else told
            else:
                yield f"{says} ({self.words('in English')})"

    def availability(self, _: str) -> Iterator[Item]:
        for drug in dict.fromkeys(drug.id for drug, _ in self.slots_given()):
            for id, claim in self.claims.items():
                if id.startswith(f"drugs/{drug}/availability/"):
                    yield from self.say(claim)

    def literature(self, id: str) -> Iterator[Item]:
        """One thing to read, with the people it is about."""
        statement = self.knowledge.statements.get(id)
        if statement is not None:
            source = self.knowledge.sources[statement.evidence[0].source]
            for item in self.say(self.claims[f"statements/{id}"]):
                yield replace(item, label=self.words(_people_of(source)))

    def no_dose(self, _: str) -> Iterator[Item]:
        """The drugs that the knowledge speaks of and holds no dose of; each says why on its own page."""
        drugs = self.knowledge.drugs.values()
        none = [drug for drug in drugs if drug.no_dose and (drug.handling or drug.cautions or not drug.evidence)]
        listed = ", ".join(self.words(drug.title) for drug in none)
        yield Item(f"{self.words('No dose is held of')}: {listed}.", of="drugs")

    def left_out(self, _: str) -> Iterator[Item]:
        left = [id for id in self.claims if id.startswith("statements/") and id not in self.said]
        text = "More is held than this page says: each rule in full, handling, cautions, alerts and {} statements."
        yield Item(self.words(text.replace("{}", str(len(left)))))


class _ShortCitations(Citations):
    """Sources with how sure and how read; the places in them stand on the page of each entry."""

    def words(self, source: str) -> str:
        return "; ".join(self.places[source])


def _open_ended(record: DoseRecord) -> bool:
    """Whether a dose is repeated and no length of time ends it: then its note says how it goes on."""
    return (record.every is not None or record.divided > 0) and _LENGTH.fullmatch(record.duration) is None


def _people_of(source: Source) -> str:
    """Whom a source is about: children, adults, both ages; "all" where it does not say."""
    people = source.population.lower()
    adults = "adult" in people
    children = any(word in people for word in ("child", "infant", "paediatric", "juvenile", "newborn"))
    return "both ages" if adults and children else "ADULTS" if adults else "children" if children else "all"
