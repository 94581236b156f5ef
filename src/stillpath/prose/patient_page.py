"""The page of one child: who, stage, why, alerts, now, due, do not, unknown; ten seconds for a tired person."""

from dataclasses import dataclass

from stillpath.care import Plan, Step, subject
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.limits import call_now
from stillpath.prose.measuring import question_item, to_measure
from stillpath.prose.patient_alerts import alert_items, judged_items
from stillpath.prose.patient_due import due_items
from stillpath.prose.patient_head import other_items, recorded_items, stage_item, why_items
from stillpath.prose.patient_steps import parted, prohibition_item, step_items
from stillpath.prose.person import person_text
from stillpath.prose.phrases import reason
from stillpath.prose.recognition import differential_items, next_test_items
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.scores import score_item, shown_first
from stillpath.prose.steroid import steroid_items
from stillpath.prose.telling import Telling
from stillpath.prose.words import listed, sentence
from stillpath.timeline import Refused

__all__ = ["Bedside", "bedside", "brief_sections", "missing_facts", "patient_page", "told"]

_TWO = 2
_MOST_REFUSED = 12
_MOST_IN_BROWSER = 200
"""Refusals told one by one at a terminal."""


def patient_page(
    plan: Plan, refused: tuple[Refused, ...], notes: tuple[str, ...], replayed: bool, full: bool = False
) -> Page:
    """The page of one child. `replayed`: the instant was chosen, so that nobody takes it for now.

    Short of `full`, what comes next and what not to do stand in one line each, without their reasons.
    """
    return told(Telling(plan, refused, notes, replayed, full))


def brief_sections(plan: Plan, citations: Citations, refused: tuple[Refused, ...] = ()) -> tuple[Section, ...]:
    """Where a child stands and why, alerts, what to do now and what not, what was refused. Sources: `citations`."""
    t = Telling(plan, refused)
    t.citations = citations
    now, _ = parted(t)
    sections = (
        Section("", (stage_item(t), *why_items(t))),
        Section("ALERTS", alert_items(t)),
        Section("NOW", (*_weigh(t), *step_items(t, now, 1))),
        Section("DO NOT", tuple(prohibition_item(t, step) for step in plan.do_not)),
        Section("REFUSED", _refusals(t) if refused else ()),
    )
    return tuple(section for section in sections if section.items)


@dataclass(frozen=True, slots=True)
class Bedside:
    """What a sheet at the bed repeats: each step under NOW and under NEXT with its item."""

    stage: Item
    alerts: tuple[Item, ...]
    weigh: tuple[Item, ...]
    now: tuple[tuple[Step, Item], ...]
    later: tuple[tuple[Step, Item], ...]
    do_not: tuple[Item, ...]


def bedside(plan: Plan, citations: Citations) -> Bedside:
    """What the page says of where the child stands and what to do, in its order. Sources: `citations`."""
    t = Telling(plan)
    t.citations = citations
    now, later = parted(t)
    return Bedside(
        stage_item(t),
        alert_items(t),
        _weigh(t),
        tuple(zip(now, step_items(t, now, 1), strict=True)),
        tuple(zip(later, step_items(t, later, len(now) + 1), strict=True)),
        tuple(prohibition_item(t, step) for step in plan.do_not),
    )


def told(t: Telling) -> Page:
    """The page of what `t` holds. Sources are numbered in the order of the sections."""
    now, later = parted(t)
    sections = [
        Section("", (stage_item(t), *recorded_items(t), *_steroid(t), *(() if t.browser else why_items(t)))),
        Section("ALERTS", alert_items(t)),
        Section("NOW", (*_weigh(t), *step_items(t, now, 1))),
        Section("NEXT", step_items(t, later, len(now) + 1)),
        Section("CALL NOW", call_now(t.plan, t.citations)),
        Section("DUE", due_items(t)),
        Section("DO NOT", tuple(prohibition_item(t, step) for step in t.plan.do_not)),
        Section("SCORES", _scores(t)),
        Section("ALSO THINK OF", differential_items(t.plan, t.clock, t.citations, t.full)),
        Section("OTHER CRITERIA", other_items(t) if t.full else ()),
        Section("UNKNOWN", _unknown(t)),
        Section("RULES", judged_items(t)),
        Section("REFUSED", _refusals(t)),
    ]
    status = status_line(t.knowledge, whole(t.knowledge))
    title = f"{_example(t)}{person_text(t.plan, t.clock)}"
    return Page(
        title=title,
        sections=tuple(section for section in sections if section.items),
        sources=t.citations.listed(),
        banner=_banner(t),
        foot=f"(ours): operational definition of this project. {status} · knowledge {t.knowledge.version}",
    )


def _weigh(t: Telling) -> tuple[Item, ...]:
    """The first thing to do where a size is missing or in doubt."""
    items, t.answered = to_measure(t.plan, t.clock, t.citations)
    return items


def _example(t: Telling) -> str:
    example = t.decision.known.view.timeline.patient.example
    return f"EXAMPLE ({example})  " if example else ""


def _banner(t: Telling) -> tuple[Item, ...]:
    if not t.clock.nominal:
        day = t.at.date().isoformat()
        above = banner_of(t.knowledge, t.clock.full(t.at), t.replayed, day)
        return (*above, *_stray_instant(t))
    text = "The source prints no times: moments are only ordered; windows and timers stay unknown."
    return (*banner_of(t.knowledge), Item(text))


def _stray_instant(t: Telling) -> tuple[Item, ...]:
    """Asks about the date of the last entry where that alone says what is now, far after everything else."""
    timeline = t.decision.known.view.timeline
    times = sorted({entry.known_at for entry in timeline.entries()})
    far = t.knowledge.policy["episode-window"].value.length()
    if t.replayed or timeline.now is not None or len(times) < _TWO or times[-1] - times[-2] <= far:
        return ()
    text = "No time was given: this is as at the last entry, which lies long after all others; is its date right?"
    return (Item(text, "!", tone="critical"),)


def _steroid(t: Telling) -> tuple[Item, ...]:
    """All systemic steroid of the last 24 hours and of the running orders, in one measure."""
    return steroid_items(t.decision, t.clock, t.citations, t.full)


def _scores(t: Telling) -> tuple[Item, ...]:
    """A line for each score that says something of this child; in full every score and its items."""
    scored = [t.decision.score(id) for id in t.knowledge.scores]
    told = scored if t.full else [one for one in scored if shown_first(one)]
    return tuple(score_item(one, t.decision, t.clock, t.citations, t.full) for one in told)


def missing_facts(t: Telling) -> dict[str, str]:
    """What is missing to judge the rules that matter now: the title of each fact, and why it is not known.

    What somebody has to answer is not in it: that stands among the questions.
    """
    named: dict[str, str] = {}
    for line in t.plan.missing:
        fact = t.knowledge.facts.get(subject(line))
        if fact is not None and fact not in t.plan.asks:
            named[fact.title] = reason(line, t.decision, t.clock)
    return named


def _unknown(t: Telling) -> tuple[Item, ...]:
    named = [f"{title} ({why})" if why else title for title, why in missing_facts(t).items()]
    items = []
    if named:
        items.append(Item(f"{sentence(listed(named))} Missing is not normal."))
    asked = [fact for fact in t.plan.asks if not any(fact in step.asks for step in t.plan.do)]
    items += [question_item(fact) for fact in asked if fact.id not in t.answered]
    items += next_test_items(t.plan, t.citations, t.full)
    late = _assumed(t)
    if late:
        items.append(Item(late))
    for note in t.notes:
        items.append(Item(note, "note", tone="quiet"))
    return tuple(items)


def _assumed(t: Telling) -> str:
    results = t.decision.known.view.timeline.results
    assumed = sum(result.known_assumed for result in results)
    if not assumed or t.clock.nominal:
        return ""
    return f"For {assumed} of {len(results)} results the time they became known was not given; the time taken is used."


def _refusals(t: Telling) -> tuple[Item, ...]:
    if not t.refused:
        return (Item("0"),)
    values = t.knowledge.values
    cites = t.citations.cite(values.evidence if values else ())
    head = Item(f"{len(t.refused)} could not be used, and nothing was lost:", "", cites)
    shown = t.refused[: _MOST_IN_BROWSER if t.browser else _MOST_REFUSED]
    rows = tuple(
        Item(f"{one.where}: {one.found}; expected {one.expected}" + (f" (received: {one.shown})" if one.shown else ""))
        for one in shown
    )
    left = len(t.refused) - len(shown)
    where = "mend what is told here and open the file again" if t.browser else "--format json lists all"
    more = (Item(f"and {left} more; {where}."),) if left else ()
    return (head, *rows, *more)
