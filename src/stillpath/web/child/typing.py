"""Typing a child in, and one entry more: forms in, events out; what is wrong is told by field, and stays typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.intake import (
    Problem,
    Question,
    Received,
    UnusableError,
    birth_date_typed,
    question_of,
    question_of_drug,
    read_time,
    thing_called,
    typed_event,
    typed_record,
)
from stillpath.intake.typed_fields import DRUG_KINDS
from stillpath.intake.typed_times import TIME_EXAMPLE
from stillpath.model import ROUTES, Drug, EntryForm, Fact, FactKind, FormPart, Knowledge, PartKind
from stillpath.prose import Clock, Item
from stillpath.prose.supposing import dose_question
from stillpath.prose.usual_weight import usual_weights
from stillpath.prose.words import every_text, result_text, sentence
from stillpath.timeline import Medication
from stillpath.units import parse_duration
from stillpath.web.child.moment import Ways, framed, see
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.supposing import suppose
from stillpath.web.child.workspace import Child, Workspace
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address

__all__ = ["add"]

AGES = {"y": "years", "mo": "months", "d": "days"}
OFTEN = ("6 h", "8 h", "12 h", "24 h", "48 h", "7 d", "14 d", "28 d")
"""How often a dose can be said to be given."""

DRUG_WORDS = {
    "given": "One dose was given",
    "order": "It was ordered",
    "running": "It runs",
    "stopped": "It was stopped",
}
_NEW = "new-child"
_CARRIED = ("at", "if", "without")
"""What a form of one entry carries on, if it is opened from what is supposed."""
_MOST_CARRIED = 25
_LONGEST = 200
"""Characters that are taken of one field."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the form with its questions, those that stand open and those that are folded."""

    part: FormPart
    asked: tuple[Question, ...]
    more: tuple[Question, ...]
    timed: bool
    sampled: bool


@dataclass
class _New:
    """What the page of the form shows."""

    form: EntryForm
    parts: tuple[_Part, ...]
    typed: Mapping[str, str]
    problems: dict[str, Problem] = field(default_factory=dict)
    usual: tuple[Item, ...] = ()


def add(
    app: FastAPI,
    frame: Frame,
    workspace: Workspace,
    views: Views,
    now: Callable[[], datetime],
    zone: tzinfo = UTC,
) -> None:
    """Adds `/child/new` and `/child/KEY/add`. `now` is the clock; `zone` that of a child typed in."""
    knowledge = frame.knowledge

    @app.api_route("/child/new", methods=["GET", "HEAD"], include_in_schema=False)
    def blank(request: Request) -> HTMLResponse:
        return _new(request, frame, {}, (), now(), zone)

    @app.post("/child/new", include_in_schema=False)
    async def typed_in(request: Request) -> Response:
        return await run_in_threadpool(_typed_in, request, await _typed(request))

    def _typed_in(request: Request, typed: dict[str, str]) -> Response:
        at = now()
        if "look" in typed:
            return _new(request, frame, typed, (), at, zone)
        record = typed_record(_form(knowledge), typed, knowledge, at, zone)
        if isinstance(record, tuple):
            return _new(request, frame, typed, record, at, zone)
        return RedirectResponse(f"/child/{workspace.open(record, live=True).key}", HTTPStatus.SEE_OTHER)

    @app.api_route("/child/{key}/add", methods=["GET", "HEAD"], include_in_schema=False)
    def entry(request: Request, key: str, what: str = "") -> HTMLResponse:
        found = see(key, "", "", workspace, views)
        child = found[0].child
        typed = {name: text[:_LONGEST] for name, text in request.query_params.items()}
        instant = workspace.instant(child)
        replayed = _replayed(typed.get("at", ""), child, instant)
        instant = replayed or instant
        problems: tuple[Problem, ...] = ()
        if what and thing_called(what, knowledge) is None:
            problems = (Problem("what", "What", "nothing of this name is held; choose from the list"),)
        elif "check" in typed:
            timeline = child.reading.timeline
            patient = timeline.patient
            event = typed_event(what, typed, knowledge, instant, timeline.zone, patient.birth_date, patient.sex)
            problems = event if isinstance(event, tuple) else ()
        return _entry(request, frame, found, typed, problems, instant, replayed=replayed is not None)

    @app.post("/child/{key}/add", include_in_schema=False)
    async def added(request: Request, key: str) -> Response:
        typed = await _typed(request)
        return await run_in_threadpool(_added, request, key, typed)

    def _added(request: Request, key: str, typed: dict[str, str]) -> Response:
        found = see(key, "", "", workspace, views)
        child = found[0].child
        at, in_zone = workspace.instant(child), child.reading.timeline.zone
        patient = child.reading.timeline.patient
        event = typed_event(typed.get("what", ""), typed, knowledge, at, in_zone, patient.birth_date, patient.sex)
        if isinstance(event, tuple):
            return _entry(request, frame, found, typed, event, at)
        if asked := _asked(event, typed, found[0], max(at, found[0].at), workspace):
            return _entry(request, frame, found, typed, (asked,), at, confirm=_typed_dose(typed))
        events = [event]
        if event.name == "weight" and typed.get("weight-confirmed") == "yes":
            told = typed_event("weight-confirmed", {"value": "yes", "by": typed.get("by", "")}, knowledge, at, in_zone)
            events += [told] if isinstance(told, Received) else []
        changed = workspace.add(key, events)
        again = "?again=yes" if changed.added == child.added else ""
        return RedirectResponse(f"/child/{changed.key}{again}#added", HTTPStatus.SEE_OTHER)


def _typed_dose(typed: Mapping[str, str]) -> str:
    """What makes a dose typed into the form another: asked about once, it is not asked about as it stands."""
    return " ".join(typed.get(name, "").strip() for name in ("kind", "value", "unit", "every", "when"))


def _asked(event: Received, typed: Mapping[str, str], seen: Seen, at: datetime, workspace: Workspace) -> Problem | None:
    """What to ask before a dose or an order is added that raises a critical alert; None if nothing, or it was asked."""
    drug = seen.knowledge.drugs.get(event.name)
    if drug is None or event.kind not in DRUG_KINDS.values() or typed.get("all-the-same") == _typed_dose(typed):
        return None
    now = seen if at == seen.at else Seen(seen.child, seen.knowledge, at, at)
    made = suppose(now, workspace.names, (event,))
    entry = next((entry for _, entry in made.entries if isinstance(entry, Medication)), None)
    says = dose_question(now.plan, made.plan, entry) if entry is not None else ""
    return Problem("value", sentence(drug.title)[:-1], says) if says else None


def _replayed(at: str, child: Child, instant: datetime) -> datetime | None:
    """The earlier instant from which somebody supposes; None for now, and for what is no time."""
    try:
        asked = read_time(at, zone=child.reading.timeline.zone).end if at else instant
    except UnusableError:
        return None
    return asked if asked < instant else None


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: text[:_LONGEST] for name, text in form.items() if isinstance(text, str)}


def _form(knowledge: Knowledge) -> EntryForm:
    if _NEW not in knowledge.forms:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return knowledge.forms[_NEW]


def _new(
    request: Request,
    frame: Frame,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...],
    now: datetime,
    zone: tzinfo,
) -> HTMLResponse:
    form = _form(frame.knowledge)
    born = birth_date_typed(typed, frame.knowledge, now, zone)
    usual = usual_weights(frame.knowledge, born, typed.get("sex"), now, zone) if born is not None else ()
    page = _New(form, _parts(form, frame.knowledge), typed, {one.field: one for one in problems}, usual)
    return frame.page(
        request,
        "child_new.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        active="child",
        page=page,
        usual=[(item, entry_address(item.of, frame.knowledge)) for item in usual],
        aged=born is not None,
        now=_now_text(now, zone),
        **_choices(),
    )


def _parts(form: EntryForm, knowledge: Knowledge) -> tuple[_Part, ...]:
    found = []
    for part in form.parts:
        kinds = {knowledge.facts[id].kind for id in part.names if id in knowledge.facts}
        timed = bool(kinds & {FactKind.VITAL, FactKind.EXAM, FactKind.LAB})
        asked, more = (_questions(part, ids, knowledge) for ids in (part.asked, part.more))
        found.append(_Part(part, asked, more, timed, part.kind is PartKind.SAMPLES))
    return tuple(found)


def _questions(part: FormPart, ids: tuple[str, ...], knowledge: Knowledge) -> tuple[Question, ...]:
    if part.kind is PartKind.MEDICINES:
        return tuple(question_of_drug(knowledge.drugs[id]) for id in ids if id in knowledge.drugs)
    asked = (question_of(knowledge.facts[id]) for id in ids if id in knowledge.facts)
    return tuple(question for question in asked if question is not None)


def _choices() -> dict[str, Any]:
    return {
        "ages": AGES,
        "often": {code: every_text(parse_duration(code), 0) for code in OFTEN},
        "time_example": TIME_EXAMPLE,
    }


def _now_text(now: datetime, zone: tzinfo) -> str:
    """Now, with whose time it is and its offset: "02-Mar-2026 06:10 (hospital time, UTC+01:00)"."""
    local = now.astimezone(zone)
    offset = f"{local:%z}"
    return f"{Clock(zone).full(now)} (hospital time, UTC{offset[:-2]}:{offset[-2:]})"


def _entry(
    request: Request,
    frame: Frame,
    found: tuple[Seen, Ways],
    typed: Mapping[str, str],
    problems: tuple[Problem, ...],
    instant: datetime,
    confirm: str = "",
    replayed: bool = False,
) -> HTMLResponse:
    """The form of one entry; `instant` is when what is typed becomes known. In a replay it can only be supposed."""
    seen, ways = found
    child, key = seen.child, ways.key
    carried = [(name, text) for name, text in request.query_params.multi_items() if name in _CARRIED][:_MOST_CARRIED]
    knowledge, timeline = frame.knowledge, child.reading.timeline
    thing = thing_called(typed.get("what", ""), knowledge)
    fact = thing if isinstance(thing, Fact) else None
    question = question_of(fact) if fact is not None else None
    born = timeline.patient.birth_date
    usual: tuple[Item, ...] = ()
    if fact is not None and fact.id == "weight" and born is not None:
        usual = usual_weights(knowledge, born, timeline.patient.sex, instant, timeline.zone)
    last_unit = _last_unit(question, child) if question is not None and not typed.get("unit") else ""
    return frame.page(
        request,
        "child_entry.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        key=key,
        typed={**typed, "unit": typed.get("unit") or last_unit},
        last_unit=last_unit,
        what=typed.get("what", ""),
        thing=thing,
        fact=fact,
        question=question,
        drug=question_of_drug(thing) if isinstance(thing, Drug) else None,
        last=_last(fact, child, instant) if fact is not None else "",
        problems={one.field: one for one in problems},
        kinds=DRUG_WORDS,
        routes=ROUTES,
        usual=[(item, entry_address(item.of, knowledge)) for item in usual],
        aged=born is not None,
        groups=_groups(knowledge) if thing is None else (),
        person=timeline.patient.id,
        live=child.real and not replayed,
        confirm=confirm,
        replayed=replayed,
        carried=[(name, text[:_LONGEST]) for name, text in carried],
        carried_query=urlencode(carried),
        now=_now_text(instant, timeline.zone),
        **_choices(),
        **framed(seen, ways),
    )


def _last_unit(question: Question, child: Child) -> str:
    """The unit last used for what is asked, if the form offers a choice and it is among them; else empty."""
    offered = {code for code, _ in question.units}
    used = [one.received_unit for one in child.reading.timeline.results if one.fact == question.id]
    return next((unit for unit in reversed(used) if unit in offered), "") if len(offered) > 1 else ""


def _last(fact: Fact, child: Child, now: datetime) -> str:
    """The newest value that stands, with when it was taken; empty if there is none."""
    timeline = child.reading.timeline
    found = [one for one in timeline.results if one.fact == fact.id and one.at <= now and not one.standing.retracts]
    if not found:
        return ""
    newest = max(found, key=lambda one: (one.at, one.known_at))
    taken = Clock(timeline.zone, timeline.nominal).taken(newest, now)
    return f"{result_text(newest, fact)}{', ' if taken else ''}{taken}"


@dataclass(frozen=True, slots=True)
class _Group:
    """Things to choose from under one heading; `at_once` stand as links, `all` in the list."""

    title: str
    at_once: tuple[tuple[str, str], ...]
    all: tuple[tuple[str, str], ...]


_GROUPS = (
    ("Blood and other tests", frozenset((FactKind.LAB,))),
    ("Signs", frozenset((FactKind.VITAL, FactKind.EXAM))),
    ("Questions of judgement", frozenset((FactKind.JUDGEMENT,))),
    ("History", frozenset((FactKind.DIAGNOSIS, FactKind.CONTEXT))),
    ("Done", frozenset((FactKind.PROCEDURE,))),
)


def _groups(knowledge: Knowledge) -> tuple[_Group, ...]:
    """Everything that can be typed, medicines last; what the form for a new child asks at once stands as links."""
    first = [id for form in knowledge.forms.values() for part in form.parts for id in part.asked]
    groups = []
    for title, kinds in _GROUPS:
        facts = {one.id: one.title for one in knowledge.facts.values() if one.kind in kinds and question_of(one)}
        at_once = [id for id in first if id in facts] or (list(facts) if len(facts) <= _FEW else [])
        groups.append(_Group(title, tuple((id, facts[id]) for id in at_once), tuple(_by_title(facts))))
    drugs = {id if id not in knowledge.facts else f"drugs/{id}": drug.title for id, drug in knowledge.drugs.items()}
    at_once = [id for id in first if id in drugs]
    groups.append(_Group("Medicines", tuple((id, drugs[id]) for id in at_once), tuple(_by_title(drugs))))
    return tuple(groups)


_FEW = 12
"""Things that all stand as links."""


def _by_title(named: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(named.items(), key=lambda one: one[1].casefold())
