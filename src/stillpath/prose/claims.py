"""Every claim that an answer or a page can make: one citable reading of an entry, with an id that is a path."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from stillpath.model import (
    Alert,
    Block,
    Conflict,
    DoseRecord,
    Drug,
    Evidence,
    Fact,
    Knowledge,
    Monitor,
    Schedule,
    Source,
    Stage,
)
from stillpath.prose.doses import give_text, length_text, often_text
from stillpath.prose.figures import holds_amount
from stillpath.prose.local import marks_of, slot_mark
from stillpath.prose.phrases import rule_text
from stillpath.prose.recognition import differential_texts, sample_text
from stillpath.prose.scores import score_texts
from stillpath.prose.words import plain_unit, sentence, wait_text

__all__ = ["Said", "bare_limit", "block_text", "claims_of", "dose_line", "dose_parts", "span_text"]


_WEEK = timedelta(weeks=1).days

_NO_MEDICINE = ("sources", "samples")
"""Kinds in which an amount is not one of a medicine: a reference, and blood that is drawn."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: its texts by part ("" is the main one), where they stand, and of whom they are true if that is narrow.

    `entry` is the record it belongs to ("drugs/anakinra"). `dosing` claims are never said to a parent. `dose` is the
    drug and the record that one source's dose is a reading of.
    """

    id: str
    entry: str
    texts: dict[str, str]
    evidence: tuple[Evidence, ...] = ()
    dosing: bool = False
    population: str = ""
    about: tuple[str, ...] = ()
    title: str = ""
    dose: tuple[Drug, DoseRecord] | None = None

    @property
    def kind(self) -> str:
        """The folder of the record: statements, drugs …"""
        return self.id.partition("/")[0]

    @property
    def text(self) -> str:
        """The main text."""
        return self.texts.get("", "")


def claims_of(knowledge: Knowledge) -> dict[str, Said]:
    """Every claim of the knowledge by its id, in a fixed order."""
    return {claim.id: _marked(claim, knowledge) for claim in _claims(knowledge)}


def dose_parts(record: DoseRecord) -> tuple[str, ...]:
    """What a source gives, part by part: amount, route, rate, how often, how long, ceiling; empty ones left out.

    A ceiling that the source itself does not print says whose it is.
    """
    over = f"over {length_text(record.over)}" if record.over else ""
    ceiling = f"at most {give_text(record.at_most)}" if record.at_most else ""
    whose = f"ceiling {record.at_most_from}" if record.at_most_from else ""
    parts = (
        give_text(record.give),
        record.route,
        over,
        often_text(record),
        length_text(record.duration),
        ceiling,
        whose,
    )
    return tuple(part for part in parts if part)


def dose_line(drug: Drug, record: DoseRecord, knowledge: Knowledge, words: Callable[[str], str] = str) -> str:
    """A source's dose on one line: drug, what for, who says it, what is given, to whom; `words` words each part."""
    what_for = next((slot.title for slot in drug.slots if slot.id == record.slot), record.slot)
    says = knowledge.sources[record.evidence[0].source].short
    given = ", ".join(words(part) for part in dose_parts(record))
    whom = f" ({words(rule_text(record.who, knowledge))})" if record.who is not None else ""
    return sentence(f"{words(drug.title)}, {words(what_for)} ({says}): {given}{whom}")


def span_text(block: Block) -> str:
    """The days or weeks of a block as a source counts them; empty where none is printed.

    >>> from stillpath.model import Span
    >>> span_text(Block("x", "", (), Span(15, 28, True))), span_text(Block("x", "", (), Span(19, None, False)))
    ('weeks 3 to 4', 'from day 19')
    """
    span = block.span
    if span is None:
        return ""
    length, word = (_WEEK, "week") if span.weeks else (1, "day")
    first = (span.first - 1) // length + 1
    if span.last is None:
        return f"from {word} {first}"
    last = span.last // length
    return f"{word} {first}" if first == last else f"{word}s {first} to {last}"


def block_text(block: Block, knowledge: Knowledge) -> str:
    """A block as its source prints it: when it is told in words, its condition, the drug, what is given."""
    head = "".join(f"{part}: " for part in (block.begins, block.lead) if part)
    if block.record is None:
        return sentence(f"{head}{block.says}")
    return sentence(f"{head}{knowledge.drugs[block.drug].title}: {', '.join(dose_parts(block.record))}")


def bare_limit(text: str) -> str:
    """What to do at a limit, without the rule before it, which says it again.

    >>> bare_limit("Haemoglobin below 70 g/L: Haemoglobin < 70 g/L: bleeding?")
    'Haemoglobin < 70 g/L: bleeding?'
    """
    return text.partition(": ")[2] or text


def _claims(knowledge: Knowledge) -> Iterator[Said]:
    for statement in knowledge.statements.values():
        yield _said(
            f"statements/{statement.id}",
            {"": statement.says},
            statement.evidence,
            population=statement.population,
            about=statement.about,
            title=statement.title,
        )
    for criterion in knowledge.criteria.values():
        yield _said(f"criteria/{criterion.id}", {"": criterion.says}, criterion.evidence, title=criterion.title)
    for score in knowledge.scores.values():
        yield _said(
            f"scores/{score.id}", score_texts(score), score.evidence, population=score.made_in, title=score.title
        )
    for stage in knowledge.stages.values():
        yield _said(f"pathway/{stage.id}", _stage(stage), stage.evidence, title=stage.title)
    for action in knowledge.actions.values():
        within = f" Within {wait_text(action.within)}." if action.within is not None else ""
        texts = {"": sentence(action.headline) + within, "detail": action.detail}
        if action.when is not None:
            texts["when"] = sentence(rule_text(action.when, knowledge))
        about = tuple(name.partition("/")[0] for name in action.doses)
        yield _said(f"actions/{action.id}", texts, action.evidence, about=about, title=action.title)
    for monitor in knowledge.monitors.values():
        yield _said(f"monitoring/{monitor.id}", _monitor(monitor, knowledge), monitor.evidence, title=monitor.title)
    for schedule in knowledge.schedules.values():
        yield from _schedule(schedule, knowledge)
    for alert in knowledge.alerts.values():
        yield _said(f"alerts/{alert.id}", _alert(alert), alert.evidence, title=alert.title)
    for conflict in knowledge.conflicts.values():
        yield _conflict(conflict)
    for one in knowledge.differentials.values():
        evidence = (*one.evidence, *(each for separator in one.separated_by for each in separator.evidence))
        told = differential_texts(one, knowledge)
        yield _said(f"differentials/{one.id}", told, evidence, about=one.about, title=one.title)
    for sample in knowledge.samples.values():
        cost = {"": sample_text(sample)}
        yield _said(f"samples/{sample.id}", cost, sample.evidence, about=sample.gives, title=sample.title)
    for drug in knowledge.drugs.values():
        yield from _drug(drug, knowledge)
    for fact in knowledge.facts.values():
        if fact.why:
            yield _said(f"facts/{fact.id}", _fact(fact), fact.evidence, title=fact.title)
    for table in knowledge.tables.values():
        text = f"{sentence(table.title)} {table.says}"
        yield _said(f"tables/{table.id}", {"": text}, table.evidence, title=table.title)
    for term in knowledge.terms.values():
        short = f" ({term.short})" if term.short else ""
        yield _said(f"glossary/{term.id}", {"": f"{term.term}{short}: {term.means}"}, (), title=term.term)
    for parameter in knowledge.policy.values():
        text = f"{parameter.says} Here: {plain_unit(str(parameter.value))}."
        yield _said(f"policy/{parameter.id}", {"": text}, parameter.evidence)
    for source in knowledge.sources.values():
        text = _source(source)
        yield _said(f"sources/{source.id}", {"": text}, (), population=source.population, title=source.title)


def _marked(claim: Said, knowledge: Knowledge) -> Said:
    """The claim with what a hospital's policy changed of it, as its part "local"."""
    if knowledge.local is None:
        return claim
    kind, _, id = claim.id.partition("/")
    marks = marks_of(kind, id, knowledge)
    if claim.dose is not None:
        drug, record = claim.dose
        slots = (slot for slot in drug.slots if record.id == slot.default and record.slot == slot.id)
        marks = tuple(mark for slot in slots if (mark := slot_mark(drug, slot, knowledge)))
    return replace(claim, texts={**claim.texts, "local": ". ".join(marks)}) if marks else claim


def _said(
    id: str,
    texts: dict[str, str],
    evidence: tuple[Evidence, ...],
    *,
    entry: str = "",
    dosing: bool = False,
    population: str = "",
    about: tuple[str, ...] = (),
    title: str = "",
    dose: tuple[Drug, DoseRecord] | None = None,
) -> Said:
    kept = {part: text for part, text in texts.items() if text}
    amounts = id.partition("/")[0] not in _NO_MEDICINE and any(holds_amount(text) for text in kept.values())
    return Said(id, entry or id, kept, evidence, dosing or amounts, population, about, title, dose)


def _schedule(schedule: Schedule, knowledge: Knowledge) -> Iterator[Said]:
    entry = f"schedules/{schedule.id}"
    lacks = sentence("; ".join(schedule.missing))
    texts = {
        "": schedule.says,
        "missing": f"INCOMPLETE. Missing: {lacks}" if lacks else "",
        "guard": schedule.guard_says,
    }
    yield _said(
        entry,
        texts,
        schedule.evidence,
        dosing=True,
        population=schedule.population,
        about=schedule.drugs,
        title=schedule.title,
    )
    name = schedule.title if schedule.complete else f"{schedule.title} (incomplete)"
    for block in schedule.blocks:
        place = span_text(block)
        head = f"{name}, {place}" if place else name
        record = block.record
        own = record if record is not None and record not in knowledge.drugs[block.drug].doses else None
        notes = {"note": own.note, "why-not": own.why_not} if own is not None else {}
        about = (block.drug,) if block.drug else ()
        parts = {"": f"{head}: {block_text(block, knowledge)}", **notes}
        yield _said(f"{entry}/{block.id}", parts, block.evidence, entry=entry, dosing=True, about=about)


def _stage(stage: Stage) -> dict[str, str]:
    return {"": f"{stage.headline} {stage.says}", "left": stage.left_by}


def _alert(alert: Alert) -> dict[str, str]:
    return {"": sentence(alert.headline), "detail": f"{alert.detail} {alert.way_out}".strip()}


def _monitor(monitor: Monitor, knowledge: Knowledge) -> dict[str, str]:
    texts = {"": monitor.says}
    for number, limit in enumerate(monitor.limits, 1):
        when = f"{rule_text(limit.when, knowledge)}: " if limit.when is not None else ""
        texts[f"limit{number}"] = sentence(f"{when}{limit.says}")
    return texts


def _conflict(conflict: Conflict) -> Said:
    texts = {"": sentence(conflict.title)}
    texts.update({f"side{number}": sentence(side.says) for number, side in enumerate(conflict.sides, 1)})
    texts["because"] = conflict.because
    drug, slash, _ = conflict.slot.partition("/")
    evidence = tuple(side.evidence for side in conflict.sides)
    about = (drug,) if slash else ()
    return _said(f"conflicts/{conflict.id}", texts, evidence, dosing=bool(slash), about=about, title=conflict.title)


def _drug(drug: Drug, knowledge: Knowledge) -> Iterator[Said]:
    entry = f"drugs/{drug.id}"
    brands = f" Brands: {', '.join(drug.brands)}." if drug.brands else ""
    text = f"{sentence(drug.title)}{brands} {drug.no_dose}".strip()
    yield _said(entry, {"": text}, drug.evidence, about=(drug.id,), title=drug.title)
    for record in drug.doses:
        texts = {"": dose_line(drug, record, knowledge), "note": record.note, "why-not": record.why_not}
        population = "adults" if record.adult else ""
        yield _said(
            f"{entry}/{record.slot}/{record.id}",
            texts,
            record.evidence,
            entry=entry,
            dosing=True,
            population=population,
            about=(drug.id,),
            dose=(drug, record),
        )
    for name in ("handling", "screening", "monitoring", "presentation"):
        for number, claim in enumerate(getattr(drug, name), 1):
            yield _said(
                f"{entry}/{name}/{number}",
                {"": claim.says},
                claim.evidence,
                entry=entry,
                dosing=name in ("handling", "presentation"),
                about=(drug.id,),
            )
    for caution in drug.cautions:
        yield _said(
            f"{entry}/caution/{caution.id}", {"": caution.says}, caution.evidence, entry=entry, about=(drug.id,)
        )
    for one in drug.availability:
        country = one.country.lower().replace(" ", "-")
        text = f"{drug.title}, {one.country} ({one.as_of}): {one.says}"
        yield _said(f"{entry}/availability/{country}", {"": text}, one.evidence, entry=entry, about=(drug.id,))


def _fact(fact: Fact) -> dict[str, str]:
    unit = f" ({plain_unit(fact.unit)})" if fact.unit else ""
    return {"": f"{sentence(fact.title + unit)} {fact.why}"}


def _source(source: Source) -> str:
    parts = (source.authors, source.title, source.published_in, source.year)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
