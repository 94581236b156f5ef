"""The charts of a child as a page has them: well-formed, escaped, small, and nothing drawn that was not measured."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from stillpath import intake
from stillpath.engine import Decision, decide
from stillpath.intake import Reading
from stillpath.model import Knowledge
from stillpath.prose.treated import Course, GivenDose, Treated
from stillpath.prose.trends import Absent, LimitLine, Mark, Panel, Point, Trends, Window, trends
from stillpath.prose.words import Clock
from stillpath.web.child.charts import WIDTH, drawn

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AT = datetime(2026, 3, 7, 7, tzinfo=UTC)
BUDGET = 60_000
HOSTILE = "<script>alert(1)</script>\"&'"


_DECIDED: dict[str, tuple[Reading, Decision, Clock]] = {}
"""Each example as at its own now, decided once."""


def page(found: Trends) -> str:
    environment = Environment(
        loader=PackageLoader("stillpath.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    hrefs = {**{window.value: f"?window={window.value}" for window in Window}, "linear": "?scale=linear", "log": "?"}
    text = '{% import "child_trends.html" as t %}{{ t.trends(drawn, hrefs) }}'
    return environment.from_string(text).render(drawn=drawn(found), hrefs=hrefs)


def of(name: str, knowledge: Knowledge, window: Window | None = None, *, linear: bool = False) -> Trends:
    if name not in _DECIDED:
        reading = intake.read_file(EXAMPLES / f"{name}.json", knowledge)
        timeline = reading.timeline
        at = timeline.now or timeline.last_known()
        assert at is not None
        _DECIDED[name] = (reading, decide(knowledge, timeline, at), Clock(timeline.zone, timeline.nominal))
    reading, decision, clock = _DECIDED[name]
    return trends(decision, clock, window, reading.refused, linear)


def point(hours: float, value: int, mark: Mark = Mark.VALUE, *, joined: bool = False, text: str = "") -> Point:
    amount = Fraction(value)
    at = AT - timedelta(hours=hours)
    return Point(mark, at, text or str(value), "taken", low=amount, high=amount, joined=joined)


def one_panel(*points: Point, title: str = "ferritin", unit: str = "ng/mL", logarithmic: bool = False) -> Trends:
    values = [one.low for one in points if one.low is not None]
    limit = LimitLine(Fraction(684), f"met above 684 ({title})", action=False)
    panel = Panel(
        fact="ferritin",
        title=title,
        unit=unit,
        logarithmic=logarithmic,
        points=points,
        last=points[-1],
        before=None,
        before_taken="",
        change="",
        word="",
        limits=(limit,),
        range=None,
        range_text="",
        lowest=min([*values, limit.amount]),
        highest=max([*values, limit.amount]),
        notes=(title,),
        said=title,
    )
    return Trends(AT, Clock(), Window.WEEK, "caption", panels=(panel,))


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{html}</div>")  # noqa: S314 - it is our own page


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
@pytest.mark.parametrize("window", [None, *Window])
def test_every_example_is_well_formed_and_small(name: str, window: Window | None, knowledge: Knowledge) -> None:
    """In every window: XML that closes, no inline style, no script, every chart named, described and below 60 kB."""
    html = page(of(name, knowledge, window))
    tree = parsed(html)

    assert len(html.encode()) < BUDGET
    assert not re.search(r"\sstyle=|<script|10\*9", html)
    for chart in (one for one in tree.iter("svg") if one.get("role") == "img"):
        names = {child.get("id"): (child.text or "").strip() for child in chart if child.tag in ("title", "desc")}
        labels = (chart.get("aria-labelledby") or "").split()
        assert len(labels) == 2
        assert all(names[label] for label in labels)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["sara", "amira"])
def test_every_chart_has_its_table(name: str, knowledge: Knowledge) -> None:
    """Each value of each panel stands in a table of the page, newest first."""
    found = of(name, knowledge)
    tables = ["".join(table.itertext()) for table in parsed(page(found)).iter("table")]

    for panel in (*found.panels, *found.more):
        own = "".join(text for text in tables if text.strip().startswith(f"{panel.title},") or panel.title in text[:80])
        assert all(one.text in own and one.taken in own for one in panel.points)


def test_nothing_of_a_record_becomes_markup() -> None:
    """A name, a unit, a dose and a refusal with markup are shown as they are."""
    made = one_panel(point(48, 900, text=HOSTILE), point(1, 1200), title=HOSTILE, unit=HOSTILE)
    drug = Treated(
        "x",
        HOSTILE,
        (GivenDose(AT - timedelta(hours=2)),),
        (Course(AT - timedelta(days=1), None, HOSTILE),),
        (("today", HOSTILE),),
    )
    found = Trends(
        AT,
        Clock(),
        Window.WEEK,
        HOSTILE,
        panels=made.panels,
        drugs=(drug,),
        absent=(Absent(HOSTILE, HOSTILE),),
        refused=(HOSTILE,),
    )
    html = page(found)

    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 8
    assert not list(parsed(html).iter("script"))


def test_an_open_value_is_a_ring_with_a_bar_and_off_the_line() -> None:
    """Neither a dot nor a corner of a line stands at the end that the assay printed."""
    found = one_panel(point(48, 900), point(24, 40000, Mark.ABOVE), point(1, 1200), logarithmic=True)
    (panel,) = drawn(found).panels

    assert [spot.kind for spot in panel.spots] == ["value", "above", "value"]
    assert float(panel.spots[1].to) < float(panel.spots[1].y)
    assert panel.paths == ()
    assert page(found).count('class="sp-ring"') == 1


def test_a_line_is_drawn_only_where_points_are_joined() -> None:
    """Four points with a break between the second and third give two lines."""
    found = one_panel(point(90, 700), point(80, 800, joined=True), point(20, 900), point(10, 950, joined=True))
    (panel,) = drawn(found).panels

    assert [len(path.split()) for path in panel.paths] == [2, 2]


def test_time_is_true_to_scale_and_the_newest_is_right() -> None:
    """Half the window is half the width; what was taken now stands on the line of now."""
    found = one_panel(point(168, 700), point(84, 800), point(0, 900))
    shape = drawn(found)
    xs = [float(spot.x) for spot in shape.panels[0].spots]

    assert xs == [shape.left, (shape.left + shape.now) / 2, shape.now]
    assert all(0 <= float(tick.x) <= WIDTH for tick in shape.ticks)


def test_a_logarithmic_axis_has_powers_of_ten_and_says_so(knowledge: Knowledge) -> None:
    """Ferritin alone; its lines are ten times apart, and asked for linear it is linear everywhere."""
    found = drawn(of("sara", knowledge))
    flat = drawn(of("sara", knowledge, linear=True))

    assert [one.panel.fact for one in (*found.panels, *found.more) if one.logarithmic] == ["ferritin"]
    assert [tick.text for tick in found.panels[0].grid] == ["100", "1,000", "10,000", "100,000"]
    assert "log scale, each line x 10" in page(of("sara", knowledge))
    assert not any(one.logarithmic for one in (*flat.panels, *flat.more))
    assert "log scale, each" not in page(of("sara", knowledge, linear=True))


def test_the_scale_is_the_same_in_every_window(knowledge: Knowledge) -> None:
    """A day looked at closely does not make small noise look large."""
    axes = {
        window: [tick.text for tick in drawn(of("sara", knowledge, window)).panels[1].grid]
        for window in (Window.DAY, Window.THREE_DAYS, Window.WEEK)
    }

    assert len(set(map(tuple, axes.values()))) == 1


def test_days_begin_at_the_hospitals_midnight(knowledge: Knowledge) -> None:
    """In a zone two hours before UTC the line of a day stands at 22:00 UTC of the day before."""
    found = of("sara", knowledge, Window.THREE_DAYS)
    shape = drawn(found)
    midnight = datetime.fromisoformat("2026-04-11T00:00+02:00")
    share = (midnight - found.start) / found.window.length

    (tick,) = [tick for tick in shape.ticks if tick.second == "11-Apr"]
    assert tick.first == "Sat"
    assert float(tick.x) == pytest.approx(shape.left + (shape.now - shape.left) * share, abs=0.06)


def test_marks_stay_inside_the_chart(knowledge: Knowledge) -> None:
    """No mark and no limit outside the frame, whatever the values."""
    for name in ("amira", "lea", "mika", "nils", "sara", "tomas"):
        shape = drawn(of(name, knowledge, Window.FOUR_WEEKS))
        for panel in (*shape.panels, *shape.more):
            heights = [float(spot.y) for spot in panel.spots] + [float(rule.y) for rule in panel.rules]
            assert all(shape.top - 0.1 <= y <= shape.base + 0.1 for y in heights)
