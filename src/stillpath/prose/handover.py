"""The handover of one child as plain text, for a transfer or a change of shift, to be copied into any record.

It stands in the order of SBAR (situation, background, assessment, recommendation), because so it is told and read back;
the situation ends with what to do first, for whoever reads no further. Everything is worded by what words the child's
page, and no dose is in it but those of NOW.
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from stillpath.care import DoseLine, Plan, Step, stages_passed
from stillpath.engine import running
from stillpath.model import Fact, FactKind, Given, Status, Verdict
from stillpath.prose.document import Item, Page
from stillpath.prose.doses import dose_headline, dose_working
from stillpath.prose.limits import here_texts
from stillpath.prose.patient_head import why_items
from stillpath.prose.patient_page import missing_facts, told
from stillpath.prose.patient_steps import parted, step_text
from stillpath.prose.phrases import medication_text
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.telling import Telling
from stillpath.prose.words import for_people, listed, sentence, wait_text
from stillpath.timeline import Medication, MedicationKind, Refused, Result

__all__ = ["WIDTH", "Handover", "handover"]

WIDTH = 78
"""Characters of a line at most: what any record system shows without breaking it."""

_SHIFT = timedelta(hours=12)
"""A shift: the limits of what is looked at within it are told."""

_REFUSED_TOLD = 3
"""Refusals told one by one; all stand on the page."""

_NOTES_TOLD = 2
"""Notes on the reading of the file told one by one."""

_STAGES_TOLD = 3
"""Stages passed through before this one that are told, the newest."""

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_COUNTED = re.compile(r"(?<=[<>=]) (?=\d)|(?<=\d) (?=(?:hours?|days?|weeks?|months|times|more|of)\b)")
"""Where a line is not broken, beside the units."""

_GREEK_MU, _MICRO = "\u03bc", "\u00b5"
"""Laboratories write either; only the second is known to older systems."""

_FILL = "_" * 24


@dataclass(frozen=True, slots=True)
class Handover:
    """The lines, none longer than `WIDTH`; empty ones part the sections."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, each line ended."""
        return "".join(f"{line}\n" for line in self.lines)


def handover(
    plan: Plan,
    refused: tuple[Refused, ...] = (),
    notes: tuple[str, ...] = (),
    replayed: bool = False,
    software: str = "",
    not_now: str = "",
) -> Handover:
    """The handover at the plan's instant. `replayed`: the instant was chosen; `software` is the version, for the foot.

    `not_now` is what is said at its top of a record whose newest is long over.
    Only the doses that stand under NOW on the child's page are in it. No name, id or birth date of the child is: there
    are lines to fill. A text that came with the record takes no line of its own, whatever it holds.
    """
    return _Handover(Telling(plan, refused, notes, replayed, browser=True), software, not_now).made()


class _Handover:
    """One handover being put together. `t` is told first, as a page, and its sections are taken from that."""

    def __init__(self, t: Telling, software: str, not_now: str) -> None:
        self.t = t
        self.not_now = not_now
        self.software = software
        self.page: Page = told(t)
        self.items = {section.title: section.items for section in self.page.sections}
        self.why = why_items(t)
        self.now: tuple[Step, ...] = parted(t)[0]
        self.numbered = {str(number): step for number, step in enumerate(self.now, 1)}
        self.lines: list[str] = []

    def made(self) -> Handover:
        self.say("HANDOVER of a child with, or suspected of, MAS in systemic JIA")
        for item in self.page.banner:
            self.say(item.text)
        if self.not_now:
            self.say(self.not_now)
        self.say(f"Name {_FILL}  Born {_FILL[:12]}  Id {_FILL[:14]}")
        self.situation()
        self.background()
        self.assessment()
        self.recommendation()
        self.foot()
        return Handover(tuple(self.lines))

    def situation(self) -> None:
        self.head("SITUATION")
        self.say(sentence(self.page.title.replace("  ", ": ", 1)))
        self.say(self.items[""][0].text)
        self.alerts(lambda item: item.tone == "critical")
        self.each("Call now", self.items.get("CALL NOW", ()), lambda item: item.tone == "critical")
        first = [self.lead(item) for item in self.items.get("NOW", ())[:1]]
        self.told("Do first", " ".join(first))

    def background(self) -> None:
        self.head("BACKGROUND")
        self.told("Diagnoses", listed([fact.title for fact, one in self.current(FactKind.DIAGNOSIS) if one.truth]))
        self.told("Course", self.course())
        drugs = tuple(sorted({entry.drug for entry in self.t.decision.known.view.timeline.medications}))
        runs = running(self.t.decision.known, drugs)
        self.told("Course under way", "; ".join(self.under_way()))
        self.told(
            "Running", "; ".join(self.medication(entry) for entry in runs) or "nothing recorded as ordered or taken"
        )
        self.told("Given", self.entries(drugs, MedicationKind.GIVEN) or self.nothing_given())
        self.told("Stopped", self.entries(drugs, MedicationKind.STOPPED))
        for item in self.items[""]:
            if item.label == "STEROID":
                self.told("Steroid", " ".join([item.text, *(one.text for one in item.details)]))
        self.told("Done", self.truths(FactKind.PROCEDURE, True))
        self.told("Known", self.truths(FactKind.CONTEXT, True))
        self.told("Allergies", "not recorded here. Ask.")

    def assessment(self) -> None:
        self.head("ASSESSMENT")
        for item in self.why:
            self.told(_WORDS.get(item.label, item.label).capitalize(), item.text)
        self.told("Signs", self.truths(FactKind.EXAM, True))
        self.told("Looked for, absent", self.truths(FactKind.EXAM, False))
        for item in self.items.get("SCORES", ()):
            self.say(item.text.partition(" Not known: ")[0], "  ")
        self.told("Judged", self.judgements())
        self.alerts(lambda item: item.tone != "critical")
        self.told("NOT KNOWN", self.unknown())
        self.told("NOT ANSWERED", "; ".join(fact.title for fact in self.t.plan.asks))
        self.told("REFUSED", self.refusals())
        for note in self.t.notes[:_NOTES_TOLD]:
            self.told("Note", note)
        if len(self.t.notes) > _NOTES_TOLD:
            self.told("Note", f"{len(self.t.notes) - _NOTES_TOLD} more on the page")

    def recommendation(self) -> None:
        self.head("RECOMMENDATION")
        self.steps()
        self.told("Then", " ".join(f"{item.label}. {item.text}" for item in self.items.get("NEXT", ())))
        self.told("Sources differ on", self.differing())
        self.told("Due", self.due())
        self.told(f"CALL IF, in the next {wait_text(_SHIFT)}", " | ".join(dict.fromkeys(self.limits())))
        for item in self.items.get("DO NOT", ()):
            self.say(item.text, "  ")

    def foot(self) -> None:
        self.lines.append("")
        for item in self.items.get("CALL NOW", ()):
            if item.label:
                self.told(item.label, item.text)
        self.say(f"Rheumatology {_FILL[:12]}  Haematology {_FILL[:12]}  Intensive care {_FILL[:10]}")
        self.say(f"Told by {_FILL[:20]}  Read back by {_FILL[:20]} at {_FILL[:8]}")
        self.told("Doses by", self.dose_sources())
        replay = ", a REPLAY, not now" if self.t.replayed else ""
        at = "" if self.t.clock.nominal else f" As at {self.t.clock.full(self.t.at)}{replay}."
        versions = f"knowledge {self.t.knowledge.version}" + (f", stillpath {self.software}" if self.software else "")
        status = status_line(self.t.knowledge, whole(self.t.knowledge))
        self.say(f"{status}. (ours): defined by this project.{at} {sentence(versions)}")

    # The parts

    def alerts(self, wanted: Callable[[Item], bool]) -> None:
        for item in self.items.get("ALERTS", ()):
            if wanted(item):
                self.told(item.label, " ".join([item.text, *(one.text for one in item.details if one.label)]))

    def course(self) -> str:
        """The stages passed through before this one, which stands in the situation, and since when it is this one."""
        stages = self.t.knowledge.stages
        *before, now = stages_passed(self.t.decision)
        before = before[-_STAGES_TOLD:]
        if self.t.clock.nominal:
            return ", then ".join([*(stages[id].title for _, id in before), "as above"]) if before else ""
        *times, since = self.t.clock.in_turn([*(at for at, _ in before), now[0]], self.t.at)
        told = [f"{when} {stages[id].title}" for when, (_, id) in zip(times, before, strict=True)]
        return "; ".join([*told, f"as above since {since}"])

    def under_way(self) -> Iterable[str]:
        """Each course of counted doses of which some were given: how many of how many, and when the next is due."""
        for step in self.t.plan.do:
            counts = step.action.counts
            if not isinstance(counts, Given) or not step.given:
                continue
            drug = self.t.knowledge.drugs[counts.drug]
            slots = [slot.title for slot in drug.slots if f"{drug.id}/{slot.id}" in step.action.doses]
            what = " ".join([drug.title, *slots])
            due = "" if step.due_by is None or self.t.clock.nominal else self.t.clock.short(step.due_by, self.t.at)
            yield f"{what}, {step.given} of {step.action.in_all} given" + (f", the next due {due}" if due else "")

    def entries(self, drugs: tuple[str, ...], kind: MedicationKind) -> str:
        """The newest entry of each drug, how many there are and when the first was, within one episode."""
        window = self.t.knowledge.policy["episode-window"].value.length()
        found = []
        for drug in drugs:
            entries = [
                entry
                for entry in self.t.decision.known.view.medications((drug,))
                if entry.kind is kind and (self.t.clock.nominal or timedelta() <= self.t.at - entry.at <= window)
            ]
            if entries:
                text = self.medication(entries[-1])
                if len(entries) > 1:
                    since = "" if self.t.clock.nominal else f", first {self.t.clock.short(entries[0].at, self.t.at)}"
                    text += f" ({len(entries)} recorded{since})"
                found.append(text)
        return "; ".join(found)

    def nothing_given(self) -> str:
        """That no dose is recorded: a question, unless the record is said to be complete, and from when to when."""
        span = self.t.decision.known.view.coverage_of("medication_given")
        if span is None:
            return "nothing recorded; given elsewhere?"
        start, end = (self.t.clock.short(at, self.t.at) for at in span)
        times = "" if self.t.clock.nominal else f" from {start} to {end}"
        return f"nothing, by a record said to be complete{times}"

    def medication(self, entry: Medication) -> str:
        return medication_text(entry, self.t.knowledge, self.t.clock, self.t.at)

    def current(self, kind: FactKind) -> Iterable[tuple[Fact, Result]]:
        """The facts of a kind that have a current value, with the result it rests on."""
        for fact in self.t.knowledge.facts.values():
            if fact.kind is kind and fact.derive is None:
                value = self.t.decision.known.value(fact.id)
                if value.why is None and value.used:
                    yield fact, value.used[-1]

    def truths(self, kind: FactKind, answer: bool) -> str:
        return self.timed((fact.title, result) for fact, result in self.current(kind) if result.truth is answer)

    def timed(self, told: Iterable[tuple[str, Result]]) -> str:
        """What was recorded, those of one time together: "enlarged spleen, fever (05:50); rash (04:10)"."""
        times: dict[str, list[str]] = {}
        for text, result in told:
            times.setdefault(self.t.clock.taken(result, self.t.at), []).append(text)
        return "; ".join(", ".join(texts) + (f" ({time})" if time else "") for time, texts in times.items())

    def judgements(self) -> str:
        """Each judgement that somebody gave: the question, the answer, who and when; one too old says so.

        So that it is not misheard, no title stands without its answer: "a malignancy is possible" is not said of a no.
        """
        found: dict[str, list[str]] = {}
        for fact in self.t.knowledge.facts.values():
            result = self.t.decision.known.view.latest(fact.id)
            if fact.kind is not FactKind.JUDGEMENT or result is None:
                continue
            word = {True: "Yes", False: "No", None: "Cannot say yet"}[result.truth]
            old = self.t.decision.known.value(fact.id).why if result.truth is not None else None
            told = (result.by or "by whom is not told", self.taken(result), old.value if old is not None else "")
            asked = fact.question or f"{sentence(fact.title)[:-1]}?"
            found.setdefault(", ".join(part for part in told if part), []).append(f"{asked} {word}")
        return ". ".join(
            f"{'. '.join(answers)} ({'each: ' if len(answers) > 1 else ''}{who})" for who, answers in found.items()
        )

    def unknown(self) -> str:
        """What is missing, by the reason why it is."""
        found: dict[str, list[str]] = {}
        for title, why in missing_facts(self.t).items():
            found.setdefault(why or "not known", []).append(title)
        told = "; ".join(f"{why}: {listed(titles)}" for why, titles in found.items())
        return f"{told}. Missing is not normal." if told else ""

    def taken(self, result: Result) -> str:
        return self.t.clock.taken(result, self.t.at)

    def refusals(self) -> str:
        count = len(self.t.refused)
        rows = [f"{one.where}: {one.found}; expected {one.expected}" for one in self.t.refused[:_REFUSED_TOLD]]
        more = f" and {count - len(rows)} more on the page" if count > len(rows) else ""
        entries = "1 entry" if count == 1 else f"{count} entries"
        return f"{entries} could not be used: {' | '.join(rows)}{more}." if count else "0"

    def steps(self) -> None:
        """The steps of NOW, each with its hour; under it its doses and what a hospital's policy marks."""
        for item in self.items.get("NOW", ()):
            step = self.numbered.get(item.label)
            lead = f"{item.label}. " if step is not None else "! "
            self.say(lead + self.lead(item), " " * len(lead))
            doses = iter(step.doses if step is not None else ())
            for detail in item.details:
                if detail.tone == "dose":
                    self.dose(next(doses), detail.label)
                elif detail.tone == "warning":
                    self.say(detail.text, "     ", "   ")

    def lead(self, item: Item) -> str:
        """The first line of what stands under NOW: what to do, and its hour."""
        step = self.numbered.get(item.label)
        return item.text if step is None else step_text(self.t, step, brief=True)

    def dose(self, dose: DoseLine, label: str) -> None:
        self.say(f"{label} {dose_headline(dose)}".strip(), "     ", "   ")
        working = dose_working(dose, brief=True)
        if working:
            self.say(f"= {working}", "       ", "     ")

    def differing(self) -> str:
        titles = dict.fromkeys(conflict.conflict.title for step in self.now for conflict in step.conflicts)
        return "; ".join(titles)

    def due(self) -> str:
        rows = [item for item in self.items.get("DUE", ()) if item.tone != "quiet"]
        return "; ".join(f"{item.label} {item.text}" for item in rows)

    def limits(self) -> Iterable[str]:
        """The limits of what is looked at in this shift, or has no clock; those that are met stand above."""
        for due in self.t.plan.due:
            if due.at is None or due.at - self.t.at <= _SHIFT:
                yield from (limit.says for limit, verdict in due.limits if verdict is not Verdict.MET)

    def dose_sources(self) -> str:
        found: dict[str, None] = {}
        for step in self.now:
            for dose in step.doses:
                for one in dose.record.evidence:
                    sure = "" if one.status is Status.VERIFIED else f" ({one.status.value})"
                    found[f"{self.t.knowledge.sources[one.source].short}{sure}"] = None
        return f"{listed(list(found))}." if found else ""

    # The lines

    def head(self, title: str) -> None:
        self.lines += ["", title]

    def each(self, label: str, items: Iterable[Item], wanted: Callable[[Item], bool]) -> None:
        found = [" ".join((item.text, *here_texts(item))) for item in items if wanted(item)]
        self.told(label, " ".join(found))

    def told(self, label: str, text: str) -> None:
        if text:
            self.say(f"{label}: {text}" if label else text, "  ")

    def say(self, text: str, hang: str = "", margin: str = "") -> None:
        """Adds a text, broken into lines; a number is kept with its unit."""
        plain = _BREAKS.sub(" ", for_people(text)).replace(" · ", "; ").replace(_GREEK_MU, _MICRO)
        plain = _COUNTED.sub("\u00a0", plain)
        wrapped = textwrap.wrap(plain, WIDTH, initial_indent=margin, subsequent_indent=hang, break_on_hyphens=False)
        self.lines += [line.replace("\u00a0", " ") for line in wrapped]


_WORDS = {"GATE": "needed, and met", "NOT": "not met", "?": "unknown", "WHY": "because"}
"""What the short labels of the page are called where there are no columns."""
