"""The weight that doses are counted by stands at the top, also where it is not the newest."""

from dataclasses import replace
from datetime import timedelta

from stillpath.care import Plan
from stillpath.intake import Reading
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.changes import turns
from stillpath.prose.document import Citations
from stillpath.prose.handover import handover
from stillpath.prose.person import person_text
from stillpath.units import Interval
from tests.unit.prose.sheets import plan_of, read, sheet_of


def _weighed_again(knowledge: Knowledge) -> Reading:
    """Lea, 18.4 kg at 05:50; at 06:10 somebody types 28.4 kg."""
    reading = read("lea", knowledge)
    timeline = reading.timeline
    weight = next(one for one in timeline.results if one.fact == "weight")
    later = timedelta(minutes=20)
    again = replace(
        weight,
        id="typed",
        at=weight.at + later,
        known_at=weight.known_at + later,
        interval=Interval.point(weight.low + 10),
    )
    return replace(reading, timeline=replace(timeline, results=(*timeline.results, again)))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def _person(plan: Plan, reading: Reading) -> str:
    return _plain(person_text(plan, Clock(reading.timeline.zone, reading.timeline.nominal)))


def test_the_banner_tells_the_weight_used(knowledge: Knowledge) -> None:
    """On the page, on the sheet and in the handover; never the other one alone."""
    reading = _weighed_again(knowledge)
    plan, sheet = sheet_of(reading, knowledge)
    wanted = "DOSED BY 18.4 kg (02-Mar-2026 05:50); 28.4 kg (06:10) not used"
    assert wanted in _person(plan, reading)
    assert wanted in _plain(handover(plan).text)
    assert _plain(sheet.weight) == "DOSED BY 18.4 kg (02-Mar-2026 05:50)"
    assert _plain(sheet.weight_alarm) == "28.4 kg (06:10) not used: WEIGH AGAIN"
    assert next(row.amount for row in sheet.doses) == "552\u00a0mg"


def test_one_weight_stands_as_it_did(knowledge: Knowledge) -> None:
    """Nothing is said of a weight not used where there is none."""
    reading = read("lea", knowledge)
    assert "18.4 kg (02-Mar-2026 05:50) ·" in _person(plan_of(reading, knowledge), reading)


def test_what_if_lists_the_weight_and_the_notice(knowledge: Knowledge) -> None:
    """Both the weight that doses are counted by, where it turns, and WEIGH where it comes."""
    one, two = (plan_of(reading, knowledge) for reading in (read("lea", knowledge), _weighed_again(knowledge)))
    zone = read("lea", knowledge).timeline.zone
    found = turns(one, two, Clock(zone), Citations(knowledge))
    assert [turn.how for turn in found if turn.kind == "weight" and "WEIGH" in turn.after] == ["comes"]
    lighter = _weighed_again(knowledge)
    results = tuple(
        replace(result, interval=Interval.point(result.low - 12)) if result.id == "typed" else result
        for result in lighter.timeline.results
    )
    three = plan_of(replace(lighter, timeline=replace(lighter.timeline, results=results)), knowledge)
    (turn,) = [
        turn for turn in turns(one, three, Clock(zone), Citations(knowledge)) if turn.title == "weight used for doses"
    ]
    assert (turn.before[:4], turn.after[:4]) == ("18.4", "16.4")
