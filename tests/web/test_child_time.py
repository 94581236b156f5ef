"""The time on a child's page: a strip true to scale, every moment a link, and ways to jump to a time."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from stillpath.prose import Clock
from stillpath.prose.course import Course, Happening, Stay
from stillpath.web.child.strip import close_strip, strip_of

EXAMPLES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "examples").glob("*.json"))
BEGAN = datetime(2026, 3, 2, 6, tzinfo=UTC)


def strips(text: str) -> list[str]:
    return re.findall(r'<svg viewBox="0 0 960.*?</svg>', text, re.DOTALL)


def course_of(*hours: float) -> Course:
    clock = Clock()
    moments = tuple(
        Happening(place, at, clock.short(at, BEGAN), "1 result", ("x",))
        for place, at in enumerate((BEGAN + timedelta(hours=one) for one in hours), 1)
    )
    return Course(moments, (Stay(1, moments[0].at, None, "06:00", "quiet"),), (), moments[-1], 0)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_strips_are_well_formed_and_small(client: TestClient, name: str) -> None:
    """Each is XML as it stands, with a link and a title for every tick; together they stay under fifteen kilobytes."""
    found = strips(client.get(f"/child/{name}").text)
    assert found
    assert sum(len(one.encode()) for one in found) < 15_000
    for one in found:
        root = ElementTree.fromstring(one)  # noqa: S314
        links = root.findall("a")
        assert links
        assert all(link.get("href") and link.find("title") is not None for link in links)


@pytest.mark.parametrize("name", ["lea", "muise-2003-onset"])
def test_every_moment_is_reached_by_a_link(client: TestClient, name: str) -> None:
    """The list holds all of them, and each leads to a page of that moment."""
    text = client.get(f"/child/{name}").text
    listed = re.findall(r'<li><a href="([^"]+)"', text.partition('class="sp-moments"')[2].partition("</details>")[0])
    (total,) = re.findall(r"All (\d+) moments", text)
    assert len(listed) == len(set(listed)) == int(total)
    for number, address in enumerate(reversed(listed), 1):
        assert f"moment {number} of {total}" in client.get(address.replace("&amp;", "&")).text


def test_the_stages_lead_to_when_they_began(client: TestClient) -> None:
    """Each stage passed through is a link; the page there stands in that stage."""
    text = client.get("/child/sara").text
    (address,) = re.findall(r'href="([^"]+)"><span class="sp-stays__when">11-Apr 08:00', text)
    assert "response too small" in client.get(address.replace("&amp;", "&")).text.partition("sp-strip")[0]


@pytest.mark.parametrize("at", ["02-Mar-2026 05:40", "2026-03-02 05:40", "05:40", "2026-03-02T05:40+01:00"])
def test_a_time_is_typed_as_a_page_prints_it(client: TestClient, at: str) -> None:
    """Or as a file writes it, or as the hour of the newest day alone."""
    assert "Shown as at <strong>02-Mar-2026 05:40</strong>" in client.get("/child/lea", params={"at": at}).text


@pytest.mark.parametrize(
    ("at", "says"), [("soon", "could not be read"), ("03-Mar-2026 05:00", "after the newest"), ("<b>soon", "could not")]
)
def test_a_time_that_is_not_shown_is_told(client: TestClient, at: str, says: str) -> None:
    """Nobody takes the newest for the time that was asked for."""
    text = client.get("/child/lea", params={"at": at}).text
    assert says in text
    assert "02-Mar-2026 06:10" in text
    assert "<b>soon" not in text


def test_what_became_known_is_listed(client: TestClient) -> None:
    """At 06:10 it is the ferritin; the values of 05:35 are not new any more."""
    text = client.get("/child/lea").text.replace("\u00a0", " ")
    (new,) = re.findall(r"New at 06:10</h3>(.*?)</ul>", text, re.DOTALL)
    assert "ferritin 8,420 ng/mL" in new
    assert "platelets" not in new


def test_the_strip_is_true_to_scale() -> None:
    """Twice the time is twice the way."""
    strip = strip_of(course_of(0, 6, 18), BEGAN + timedelta(hours=18), Clock())
    first, second, third = (one.x for one in strip.ticks)
    assert abs((third - second) - 2 * (second - first)) <= 1


def test_of_many_moments_the_ticks_thin_out() -> None:
    """A hundred moments of three days: no two ticks nearer than a finger, and each moment in one of them."""
    strip = strip_of(course_of(*(hour / 2 for hour in range(100))), BEGAN + timedelta(hours=49), Clock())
    places = [one.x for one in strip.ticks]
    assert all(later - one >= 26 for one, later in zip(places[:-2], places[1:-1], strict=True))
    assert sum(one.several for one in strip.ticks) + strip.earlier == 100


def test_a_closer_strip_tells_apart_what_lies_together() -> None:
    """Three moments within an hour after a quiet week; without such there is none."""
    end = BEGAN + timedelta(hours=168)
    close = close_strip(course_of(0, 100, 167, 167.5, 168), end, Clock())
    assert close is not None
    assert close.length == timedelta(hours=6)
    assert [one.several for one in close.ticks] == [1] * 3
    assert close_strip(course_of(0, 100, 168), end, Clock()) is None


def test_a_replay_asks_nothing_and_tells_what_was_due_then(client: TestClient) -> None:
    """No box of questions that nobody can answer any more; the newest view has both in the present."""
    then = client.get("/child/lea?at=2026-03-02T05:52%2B01:00").text
    assert 'id="questions"' not in then
    assert '<h2 id="due">Due then</h2>' in then
    assert "is given now" not in then
    answered = client.get("/child/sara?n=9").text
    assert 'id="questions"' in answered
    now = client.get("/child/lea").text
    assert 'id="questions"' in now
    assert '<h2 id="due">Due</h2>' in now


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_due_in_a_replay_is_never_due_now(client: TestClient, name: str) -> None:
    """Of a check or a dose at the very instant it is said that it was due then."""
    due = client.get(f"/child/{name}?n=1").text.partition('id="due"')[2].partition("</section>")[0]
    assert '<p class="sp-told__label">now</p>' not in due
