"""The dose calculator: every source's dose of a drug for a child whose size is typed in, with the working."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from stillpath.care import plan
from stillpath.engine import decide
from stillpath.intake import Problem, drug_called, typed_child, typed_number, typed_range, typed_sizes, weight_doubt
from stillpath.model import Drug, Knowledge
from stillpath.prose import Clock, Page
from stillpath.prose.dose_page import dose_page
from stillpath.prose.person import person_text
from stillpath.timeline import Refused
from stillpath.web.frame import Frame
from stillpath.web.links import other_language
from stillpath.web.view import Shown, View, view_of
from stillpath.web.words import words_in

__all__ = ["add"]

_AGES = {"y": "years", "mo": "months", "d": "days"}
_TITLES = {"drug": "Medicine", "weight": "Weight", "height": "Height", "age": "Age"}
_Text = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class _Worked:
    """The page of one child, and the weight it is for as a heading."""

    title: str
    person: str
    view: View


def add(app: FastAPI, frame: Frame, now: Callable[[], datetime]) -> None:
    """Adds `/calculate` and `/calculate/dose`."""
    knowledge = frame.knowledge
    with_doses = tuple(drug for drug in knowledge.drugs.values() if drug.slots)

    @app.api_route("/calculate", methods=["GET", "HEAD"], include_in_schema=False)
    def choice(request: Request, language: _Text = "en") -> HTMLResponse:
        drugs = [(drug.title, f"/calculate/dose?drug={drug.id}") for drug in with_doses]
        criteria = [one for one in knowledge.criteria.values() if one.purpose in ("classification", "screening")]
        others = [one for one in knowledge.criteria.values() if one not in criteria]
        return frame.page(
            request,
            "calculate.html",
            language=language,
            active="calculate",
            other_language=other_language(request, language),
            drugs=drugs,
            criteria=criteria,
            others=others,
        )

    @app.api_route("/calculate/dose", methods=["GET", "HEAD"], include_in_schema=False)
    def dose(
        request: Request,
        drug: _Text = "",
        weight: _Text = "",
        height: _Text = "",
        age: _Text = "",
        age_unit: Annotated[str, Query(alias="age-unit")] = "",
        language: _Text = "en",
    ) -> HTMLResponse:
        typed = {"drug": drug, "weight": weight, "height": height, "age": age, "age-unit": age_unit}
        asked = any(typed[name].strip() for name in ("weight", "height", "age"))
        found = drug_called(drug, knowledge)
        problems: list[Problem] = []
        worked: tuple[_Worked, ...] = ()
        if asked or (drug and found is None):
            worked, problems = _worked(typed, found, knowledge, now())
        return frame.page(
            request,
            "dose.html",
            language=language,
            active="calculate",
            other_language=other_language(request, language),
            typed=typed | {"drug": found.id if found else drug},
            drug=found,
            drugs=with_doses,
            ages=_AGES,
            problems={problem.field: problem for problem in problems},
            worked=worked,
            short=_short(worked),
        )


def _worked(
    typed: dict[str, str], drug: Drug | None, knowledge: Knowledge, now: datetime
) -> tuple[tuple[_Worked, ...], list[Problem]]:
    """One page for each weight typed; or what is wrong, field by field."""
    problems: dict[str, str] = {}
    if drug is None:
        problems["drug"] = "no medicine of this name is held; choose one from the list"
    weights = _weights(typed["weight"], problems)
    height = _height(typed["height"], problems)
    age = _age(typed["age"], typed["age-unit"], problems)
    pages = []
    for weight in weights:
        child = {"weight": weight, "height": height, "age": age}
        page = _page({name: text for name, text in child.items() if name not in problems}, drug, knowledge, now)
        if isinstance(page, Problem):
            problems.setdefault(page.field, page.says)
        elif page is not None:
            title = f"{weight} kg" if weight else ""
            pages.append(_Worked(title, page.title, view_of(page, knowledge, words_in(knowledge, "en"), marked=False)))
    found = [Problem(name, _TITLES[name], problems[name]) for name in _TITLES if name in problems]
    return (() if found else tuple(pages)), found


def _short(worked: tuple[_Worked, ...]) -> list[tuple[str, list[Shown | None]]]:
    """The default dose of each slot at every weight, where there are several; None for one not computed."""
    if len(worked) < 2:
        return []
    rows: dict[str, list[Shown | None]] = {}
    for one in worked:
        for part in one.view.parts:
            items = [item for block in part.blocks for item in block.items]
            if any(item.form == "dose" for item in items):
                default = next((item for item in items if item.key == "default" and item.dose), None)
                rows.setdefault(part.title, []).append(default)
    return list(rows.items())


def _weights(text: str, problems: dict[str, str]) -> tuple[str, ...]:
    if not text.strip():
        return ("",)
    weights = typed_range(text.strip().removesuffix("kg"), "weight")
    if isinstance(weights, Refused):
        problems["weight"] = f"{weights.found}; expected {weights.expected}, in kilograms"
        return ("",)
    return weights


def _height(text: str, problems: dict[str, str]) -> str:
    if not text.strip():
        return ""
    height = typed_number(text.strip().removesuffix("cm"), "height")
    if isinstance(height, Refused):
        problems["height"] = f"{height.found}; expected {height.expected}, in centimetres"
        return ""
    return height


def _age(text: str, unit: str, problems: dict[str, str]) -> str:
    age = text.strip()
    if not age or not age[-1].isdigit():
        return age
    if unit not in _AGES:
        problems["age"] = "no unit; choose years, months or days"
    return f"{age} {unit}"


def _page(child: dict[str, str], drug: Drug | None, knowledge: Knowledge, now: datetime) -> Page | Problem | None:
    lines = typed_sizes(child)
    if isinstance(lines, Refused):
        return Problem(lines.where, "", f"{lines.found}; expected {lines.expected}")
    reading = typed_child(lines, knowledge, now)
    for refused in reading.refused:
        names = [line.partition(" ")[0] for line in lines]
        place = refused.where.partition(",")[0].rpartition(" ")[2]
        name = names[int(place) - 1] if place.isdigit() and int(place) <= len(names) else "age"
        return Problem(name, "", f"{refused.found}; expected {refused.expected}")
    decision = decide(knowledge, reading.timeline, now)
    ages = decision.known.value("age").interval
    weights = decision.known.value("weight").interval
    if weights is not None:
        says = weight_doubt(knowledge, weights, None if ages is None else ages.low)
        if says:
            return Problem("weight", "", says)
    clock = Clock(nominal=True)
    return dose_page(drug, decision, person_text(plan(decision), clock), clock) if drug is not None else None
