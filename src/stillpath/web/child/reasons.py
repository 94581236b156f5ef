"""Why there is an alert, and why there is no other: every rule of the knowledge at one instant of a child."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from stillpath.engine import decide_each
from stillpath.prose.document import Citations
from stillpath.prose.why_not import AlertState, Judgement, Later, Standings, later_alerts, why_not
from stillpath.web.child.moment import Ways, about, framed, iso, see
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame

__all__ = ["add", "standings"]

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> None:
    """Adds `/child/KEY/alerts`."""

    @app.api_route("/child/{key}/alerts", methods=["GET", "HEAD"], include_in_schema=False)
    def alerts(request: Request, key: str, at: _Text = "", n: _Text = "") -> HTMLResponse:
        seen, ways = see(key, at, n, workspace, views)
        shown = seen.once("alerts", lambda one: _shown(one, views))
        return frame.page(request, "child_alerts.html", **{**framed(seen, ways), **shown})


def standings(seen: Seen, newest: Seen, citations: Citations) -> Standings:
    """How every alert stands in a view; `newest` is that of the same child at the newest instant.

    In a replay those that are raised later are told with their time: asked at every instant up to the newest at which
    anything comes in or a clock runs out.
    """
    later: dict[str, Later] = {}
    if seen.replayed:
        walked = seen.instants if seen.clock.nominal else [moment.at for moment in newest.decision.moments]
        instants = [at for at in walked if at > seen.at]
        decisions = decide_each(seen.knowledge, seen.child.reading.timeline, instants)
        later = later_alerts(decisions, seen.clock)
    return why_not(seen.decision, seen.clock, citations, later)


def _shown(seen: Seen, views: Views) -> dict[str, Any]:
    citations = Citations(seen.knowledge)
    made = standings(seen, views.of(seen.child, seen.end, seen.end), citations)
    groups = [(state.value, _halves(made.of(state))) for state in AlertState]
    return {
        **about(seen, citations.listed()),
        "made": made,
        "groups": groups,
        "later": [(one, _when(one.later, seen), _way(one.later, seen)) for one in made.later if one.later is not None],
    }


def _halves(judged: tuple[Judgement, ...]) -> tuple[tuple[str, tuple[Judgement, ...]], ...]:
    """Those about the child's state, then those about an order or a dose; what is empty is left out."""
    halves = (
        ("About the child", tuple(one for one in judged if not one.alert.about_order)),
        ("About an order or a dose", tuple(one for one in judged if one.alert.about_order)),
    )
    return tuple(half for half in halves if half[1])


def _when(later: Later, seen: Seen) -> str:
    if seen.clock.nominal:
        place = sum(at <= later.at for at in seen.instants)
        return f"moment {place}"
    return seen.clock.short(later.at, seen.at)


def _way(later: Later, seen: Seen) -> str:
    return Ways(seen.child.key, iso(later.at, seen.child)).to("alerts")
