"""The pages that are read: treatment and follow-up, the knowledge entry by entry, conflicts, sources, search, about."""

from functools import cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException

from stillpath.answer import Answerer
from stillpath.model import State
from stillpath.prose.catalogue import KINDS, conflicts_page, entries_of, entry_page
from stillpath.prose.local_page import local_page
from stillpath.prose.reviewed import said_on, standing_text, translation_text, whole
from stillpath.prose.treatment_page import treatment_page
from stillpath.web.frame import THEMES, Frame
from stillpath.web.links import entry_address, local_path, source_addresses
from stillpath.web.view import View, cleaned, view_of
from stillpath.web.words import words_in

__all__ = ["KIND_WORDS", "add"]

KIND_WORDS = {
    "pathway": ("Stages", "Where a child stands, and what is done there in what order"),
    "actions": ("Actions", "Each thing to do, or not to do, and when"),
    "criteria": ("Criteria", "Rules that are met, not met or unknown, with their limits and cases"),
    "scores": ("Scores", "Points and formulas: in whom they were made, every item, what is read from the total"),
    "drugs": ("Medicines", "Doses one per source, cautions, handling, availability"),
    "monitoring": ("Checks", "What to repeat, how often, and at which limit to act"),
    "schedules": ("Schedules", "Treatments laid out by days or weeks; one that is incomplete says so"),
    "alerts": ("Alerts", "Pitfalls as rules, with the way out"),
    "conflicts": ("Conflicts", "Where sources disagree, what is taken and why"),
    "differentials": ("Also think of", "What else it could be, and which result tells it apart"),
    "samples": ("Samples", "How much blood each test costs, what it gives, what spoils it"),
    "statements": ("Statements", "What is said beside the rules: prognosis, evidence, follow-up"),
    "facts": ("Facts", "What can be known of a child: units, plausible range, codes"),
    "tables": ("Tables", "Growth and blood pressure by sex, age and height, and what uses them"),
    "events": ("Events", "Named moments that clocks hang on"),
    "policy": ("Policy", "What a hospital may choose, and our own operational definitions"),
    "glossary": ("Glossary", "Words of the clinic in English and Norwegian"),
    "questions": ("Questions", "What people ask, and which claims answer it"),
    "gates": ("Gates", "What is refused, redirected or asked back before any answer"),
    "forms": ("Forms", "What is asked when a child is typed in, in which order, and what stands folded"),
    "editorial": (
        "Editorial policy",
        "Who writes, who signs, what counts as evidence; a proposal, version by version",
    ),
    "cases": ("Cases", "Worked patients and the edges of every rule"),
    "sources": ("Sources", "Every cited document, and what of it was really read"),
}
"""The name of each kind of entry, and one line about it, in the order of the first page of the knowledge."""

_YEAR = 100 * 100 * 1000
"""Seconds that the choice of a look is kept."""

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, answerer: Answerer) -> None:
    """Adds the pages to the application."""
    knowledge = frame.knowledge
    get = ["GET", "HEAD"]

    @cache
    def conflicts_view() -> tuple[View, tuple[str, ...]]:
        page = conflicts_page(knowledge)
        return view_of(page, knowledge, words_in(knowledge, "en")), said_on(page, knowledge)

    @cache
    def treatment_view(language: str) -> tuple[View, tuple[str, ...]]:
        page = treatment_page(knowledge, language)
        view = view_of(page, knowledge, words_in(knowledge, language))
        return view, said_on(page, knowledge, language)

    @app.api_route("/treatment", methods=get, include_in_schema=False)
    def treatment(request: Request) -> HTMLResponse:
        return _treatment(request, frame, "en", *treatment_view("en"))

    @app.api_route("/nb/behandling", methods=get, include_in_schema=False)
    def behandling(request: Request) -> HTMLResponse:
        return _treatment(request, frame, "nb", *treatment_view("nb"))

    @app.api_route("/knowledge", methods=get, include_in_schema=False)
    def kinds(request: Request) -> HTMLResponse:
        rows = [(kind, *KIND_WORDS[kind], len(entries_of(kind, knowledge))) for kind in KIND_WORDS]
        return frame.page(request, "kinds.html", active="knowledge", rows=rows)

    @app.api_route("/knowledge/{kind}", methods=get, include_in_schema=False)
    def kind_list(request: Request, kind: str) -> HTMLResponse:
        if kind not in KINDS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        rows = [(f"/knowledge/{kind}/{id}", id, cleaned(title)) for id, title in entries_of(kind, knowledge).items()]
        title, about = KIND_WORDS[kind]
        return frame.page(request, "kind.html", active="knowledge", rows=rows, title=title, about=about)

    @app.api_route("/knowledge/{kind}/{id}", methods=get, include_in_schema=False)
    def entry(request: Request, kind: str, id: str) -> HTMLResponse:
        page = entry_page(id, knowledge, kind, frame.today()) if kind in KINDS else None
        if page is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        others = [other for other in KINDS if other != kind and id in entries_of(other, knowledge)]
        source = knowledge.sources.get(id) if kind == "sources" else None
        standing = knowledge.reviewed.of(f"{kind}/{id}")
        return frame.page(
            request,
            "entry.html",
            active="knowledge",
            kind=kind,
            kind_title=KIND_WORDS[kind][0],
            id=id,
            rests_on=(f"{kind}/{id}",),
            standing=standing_text(standing),
            stopped=standing.why if standing.state is State.RETIRED else "",
            title=cleaned(entries_of(kind, knowledge)[id]),
            view=view_of(page, knowledge, words_in(knowledge, "en"), entry=True),
            others=[(KIND_WORDS[other][0], f"/knowledge/{other}/{id}") for other in others],
            links=source_addresses(source) if source else (),
            calculator="" if standing.state is State.RETIRED else _calculator(kind, id, frame),
        )

    @app.api_route("/conflicts", methods=get, include_in_schema=False)
    def conflicts(request: Request) -> HTMLResponse:
        view, rests_on = conflicts_view()
        return frame.page(request, "conflicts.html", active="conflicts", view=view, rests_on=rests_on)

    @app.api_route("/local-policy", methods=get, include_in_schema=False)
    def local_policy(request: Request) -> HTMLResponse:
        page = local_page(knowledge)
        view = view_of(page, knowledge, words_in(knowledge, "en")) if page is not None else None
        rests_on = whole(knowledge)
        return frame.page(request, "local.html", active="about", view=view, local=knowledge.local, rests_on=rests_on)

    @app.api_route("/sources", methods=get, include_in_schema=False)
    def sources(request: Request) -> HTMLResponse:
        rows = sorted(knowledge.sources.values(), key=lambda source: source.short.lower())
        return frame.page(request, "sources.html", active="knowledge", rows=rows, links=source_addresses)

    @app.api_route("/search", methods=get, include_in_schema=False)
    def search(request: Request, q: _Text = "") -> HTMLResponse:
        words = cleaned(q)[: 2 * 100]
        found = answerer.search(words) if words.strip() else ()
        rows = [(of, cleaned(text), entry_address(of, knowledge)) for of, text in found]
        return frame.page(request, "search.html", active="knowledge", words=words, rows=rows)

    @app.api_route("/about", methods=get, include_in_schema=False)
    def about(request: Request) -> HTMLResponse:
        texts = [knowledge.statements[id] for id in _ABOUT if id in knowledge.statements]
        return frame.page(request, "about.html", active="about", texts=texts)

    @app.post("/theme", include_in_schema=False)
    def theme(
        request: Request, theme: Annotated[str, Form()] = "auto", back: Annotated[str, Form()] = "/"
    ) -> RedirectResponse:
        response = RedirectResponse(local_path(back), HTTPStatus.SEE_OTHER)
        chosen = theme if theme in THEMES else "auto"
        secure = urlsplit(str(request.url)).scheme == "https"
        response.set_cookie("theme", chosen, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
        return response

    @app.api_route("/robots.txt", methods=get, include_in_schema=False)
    def robots() -> PlainTextResponse:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")


_ABOUT = (
    "intended-use",
    "intended-use-parent",
    "review-status",
    "who-wrote",
    "editorial-limits",
    "how-old",
    "seeds-errors",
)


def _treatment(request: Request, frame: Frame, language: str, view: View, rests_on: tuple[str, ...]) -> HTMLResponse:
    return frame.page(
        request,
        "treatment.html",
        language=language,
        active="treatment",
        view=view,
        rests_on=rests_on,
        translation=translation_text(frame.status(rests_on)),
        other_language="/nb/behandling" if language == "en" else "/treatment",
    )


def _calculator(kind: str, id: str, frame: Frame) -> str:
    """The address of the calculator of an entry, if it has one."""
    if kind == "criteria":
        return f"/calculate/criteria/{id}"
    drug = frame.knowledge.drugs.get(id) if kind == "drugs" else None
    return f"/calculate/dose?drug={id}" if drug is not None and drug.slots else ""
