"""What would change if something more were known: in the address, compared, shown, and nowhere kept."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import (
    Names,
    Received,
    UnusableError,
    plain,
    read_fact_line,
    typed_event,
    understand,
    written_line,
)
from stillpath.prose.changes import KINDS, turns
from stillpath.prose.document import Citations
from stillpath.prose.patient_head import stage_texts
from stillpath.prose.phrases import entry_text
from stillpath.prose.supposing import given_before, offers
from stillpath.prose.telling import Telling
from stillpath.timeline import Medication, Refused, Result
from stillpath.web.child.moment import Ways, about, framed, iso, see
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame

__all__ = ["Supposed", "add", "lines_read", "suppose", "what_if_address"]

_MOST_LINES = 12
"""Things supposed at once."""
_LONGEST = 200
"""Characters of one of them."""
_MOST_KEPT = 6
"""Comparisons kept of one view, the ones looked at last."""
_EXPECTED = "what happens or is found, such as: ferritin 1250 ng/mL"

_Text = Annotated[str, Query()]
_Texts = Annotated[list[str], Query()]


@dataclass(frozen=True, slots=True)
class Supposed:
    """A plan with something more in the record: what was taken, each with the place of its event from 0, and refused.

    Of an event that was refused there is no entry.
    """

    plan: Plan
    entries: tuple[tuple[int, Result | Medication], ...]
    refused: tuple[Refused, ...]


def what_if_address(ways: Ways, lines: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> str:
    """The address of the page for some fact lines and some entries left out, at the instant looked at.

    >>> what_if_address(Ways("lea"), ("ferritin 240 ng/mL",))
    '/child/lea/what-if?if=ferritin+240+ng%2FmL'
    """
    pairs = [("at", ways.at)] if ways.at else []
    pairs += [("if", line) for line in lines] + [("without", id) for id in without]
    return Ways(ways.key).to("what-if") + (f"?{urlencode(pairs)}" if pairs else "")


def lines_read(
    lines: tuple[str, ...], seen: Seen, names: Names
) -> tuple[tuple[tuple[str, Received], ...], tuple[Refused, ...]]:
    """The events of fact lines at the instant of a view, each with its line, and what is no fact line.

    Everything becomes known at that instant, whenever it was true.
    """
    events: list[tuple[str, Received]] = []
    refused: list[Refused] = []
    for line in lines:
        try:
            event = read_fact_line(line, names, seen.at, known=seen.at, where=line).event
        except UnusableError as problem:
            refused.append(Refused(line, problem.found, problem.expected))
            continue
        if event is None:
            refused.append(Refused(line, "something that is so from birth or of the record", _EXPECTED))
        else:
            events.append((line, event))
    return tuple(events), tuple(refused)


def suppose(seen: Seen, names: Names, events: tuple[Received, ...], without: tuple[str, ...] = ()) -> Supposed:
    """What the plan would be with these events in the record too, and without the entries of these ids.

    The record itself stays as it is. An event of the very minute of a recorded value of its fact takes its place.
    """
    child = seen.child
    record = child.record
    mark = _unused("supposed", record.events)
    families = {f"{mark}-{number}": event for number, event in enumerate(events, 1)}
    own = tuple(replace(event, family=family, where=family) for family, event in families.items())
    clock = None if child.clock is None else max(child.clock, seen.end)
    reading = understand(replace(record, events=(*record.events, *own)), names, child.zone, clock)
    timeline = reading.timeline
    results = tuple(one for one in timeline.results if one.id not in without)
    medications = tuple(one for one in timeline.medications if one.id not in without)
    entries: tuple[Result | Medication, ...] = (*results, *medications)
    mine = {one.id: one for one in entries if one.id in families}
    taken = {(one.fact, one.at) for one in mine.values() if isinstance(one, Result)}
    results = tuple(one for one in results if one.id in mine or (one.fact, one.at) not in taken)
    made = plan(decide(seen.knowledge, replace(timeline, results=results, medications=medications), seen.at))
    refused = tuple(
        replace(one, where=families[family].where)
        for one in reading.refused
        if (family := one.where.partition(",")[0]) in families
    )
    taken_from = tuple((place, mine[id]) for place, id in enumerate(families) if id in mine)
    return Supposed(made, taken_from, refused)


def _unused(mark: str, events: tuple[Received, ...]) -> str:
    """The mark, made longer until no id of the record begins with it."""
    while any(event.family.startswith(mark) or event.replaces.startswith(mark) for event in events):
        mark += "-"
    return mark


class _Kept:
    """The comparisons of one view that were looked at last; worked out by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def get(self, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What stands under a key, made if it does not."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            self._made.move_to_end(key)
            while len(self._made) > _MOST_KEPT:
                self._made.popitem(last=False)
            return self._made[key]


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> None:
    """Adds `/child/KEY/what-if`."""

    @app.api_route("/child/{key}/what-if", methods=["GET", "HEAD"], include_in_schema=False)
    def what_if(
        request: Request,
        key: str,
        at: _Text = "",
        n: _Text = "",
        supposed: Annotated[list[str] | None, Query(alias="if")] = None,
        without: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        seen, ways = see(key, at, n, workspace, views)
        typed = dict(request.query_params)
        if typed.get("what"):
            now = seen.at if seen.replayed else workspace.instant(seen.child)
            carried = (tuple(supposed or ())[:_MOST_LINES], tuple(without or ())[:_MOST_LINES])
            return RedirectResponse(_typed_address(typed, seen, ways, now, carried), HTTPStatus.SEE_OTHER)
        lines = tuple(dict.fromkeys(filter(None, (plain(one, _LONGEST) for one in supposed or ()))))[:_MOST_LINES]
        here = {entry.id for entry in seen.child.reading.timeline.entries()}
        gone = tuple(dict.fromkeys(id for id in without or () if id in here))[:_MOST_LINES]
        kept = seen.once("what-if", lambda _: _Kept())
        name = json.dumps([lines, gone])
        shown = kept.get(name, lambda: _shown(seen, workspace.names, lines, gone))
        links = _links(seen, ways, lines, gone)
        values = {**framed(seen, ways), **shown, **links}
        return frame.page(request, "child_what_if.html", **values)


def _typed_address(
    typed: dict[str, str], seen: Seen, ways: Ways, now: datetime, carried: tuple[tuple[str, ...], tuple[str, ...]]
) -> str:
    """The address that supposes what was typed into the form of one entry; the form again if it cannot be used.

    `carried` is what is supposed already: the lines, and the entries left out.
    """
    timeline = seen.child.reading.timeline
    patient = timeline.patient
    event = typed_event(typed["what"], typed, seen.knowledge, now, timeline.zone, patient.birth_date, patient.sex)
    if isinstance(event, Received):
        lines, gone = carried
        return what_if_address(ways, (*lines, written_line(event, seen.at)), gone)
    kept = {name: text[:_LONGEST] for name, text in typed.items() if name not in ("at", "n", "if", "without")}
    return _add_address(ways, *carried, **{**kept, "check": "yes"})


def _add_address(ways: Ways, lines: tuple[str, ...], gone: tuple[str, ...], /, **more: str) -> str:
    """The form of one entry, which carries the instant looked at and what is supposed already."""
    pairs = [*more.items(), *([("at", ways.at)] if ways.at else [])]
    pairs += [("if", line) for line in lines] + [("without", id) for id in gone]
    return Ways(ways.key).to("add") + (f"?{urlencode(pairs)}" if pairs else "")


def _shown(seen: Seen, names: Names, lines: tuple[str, ...], gone: tuple[str, ...]) -> dict[str, Any]:
    """What is compared, in words; without anything supposed there is nothing to compare."""
    citations = Citations(seen.knowledge)
    events, unread = lines_read(lines, seen, names)
    values: dict[str, str] = {}
    refused = unread
    found: tuple[Any, ...] = ()
    after = seen.plan
    if events or gone:
        made = suppose(seen, names, tuple(event for _, event in events), gone)
        values = {
            events[place][0]: entry_text(entry, seen.knowledge, seen.clock, seen.at) for place, entry in made.entries
        }
        refused += made.refused
        after = made.plan
        found = turns(seen.plan, after, seen.clock, citations)
    staged = [one for one in found if one.kind == "stage"]
    groups = [(KINDS[kind], [one for one in found if one.kind == kind]) for kind in KINDS if kind != "stage"]
    return {
        **about(seen, citations.listed()),
        "values": values,
        "refused": refused,
        "compared": bool(values) or bool(gone),
        "differences": found,
        "staged": staged,
        "headlines": [stage_texts(Telling(one))[0] for one in (seen.plan, after)],
        "groups": [group for group in groups if group[1]],
    }


def _links(seen: Seen, ways: Ways, lines: tuple[str, ...], gone: tuple[str, ...]) -> dict[str, Any]:
    """The addresses that suppose one thing more, or one less."""
    told = dict(given_before(seen.plan, seen.clock))
    ids = {entry.id: entry for entry in seen.child.reading.timeline.entries() if entry.id in gone}
    left = [(id, entry_text(ids[id], seen.knowledge, seen.clock, seen.at)) for id in gone]
    return {
        "lines": [(line, what_if_address(ways, tuple(one for one in lines if one != line), gone)) for line in lines],
        "gone": [(text, what_if_address(ways, lines, tuple(one for one in gone if one != id))) for id, text in left],
        "offers": [
            (
                one.title,
                [(word, what_if_address(ways, _with(lines, line), gone), line in lines) for word, line in one.choices],
            )
            for one in offers(seen.plan)
        ],
        "given": [(text, what_if_address(ways, lines, (*gone, id))) for id, text in told.items() if id not in gone],
        "choose": _add_address(ways, lines, gone),
        "kept_lines": lines,
        "kept_gone": gone,
        "address_at": iso(seen.at, seen.child) if ways.at else "",
    }


def _with(lines: tuple[str, ...], line: str) -> tuple[str, ...]:
    """The lines with one more; the other answer to the same question goes."""
    about, _, answer = line.rpartition(" ")
    other = f"{about} {'no' if answer == 'yes' else 'yes'}" if answer in ("yes", "no") else ""
    return (*(one for one in lines if one not in (line, other)), line)
