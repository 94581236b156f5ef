"""The sheet as a nurse reads it: what comes first, what is said once, and the night on which the clocks change."""

from collections.abc import Callable

from icalendar import Calendar

from stillpath.care.watch import OccasionState, Watch
from stillpath.cli.terminal import lay_out
from stillpath.cli.watch_ical import watch_ical
from stillpath.prose import Page
from stillpath.prose.watch_page import watch_page
from tests.spec.watching.test_a_treated_child import BLOODS, CHILD, NOW

Watched = Callable[..., Watch]

DROWSY = {
    "2026-10-24 18:00": ["weight 20 kg", "height 115 cm", "sjia yes", "temperature 39.6 Cel", *BLOODS],
    "2026-10-24 20:00": ["given methylprednisolone 600 mg, by intravenous", "given anakinra 40 mg"],
    "2026-10-25 00:30": ["lethargy yes", "glasgow-coma-score 14 {score}"],
}


def _titles(page: Page) -> list[str]:
    return [section.title for section in page.sections]


def test_what_is_met_and_what_is_overdue_come_first(watched: Watched) -> None:
    """Then the days in order, then what has no clock, what not to do, and what was."""
    told = {**CHILD, "2026-03-02 13:00": ["bleeding yes"]}
    page = watch_page(watched(told, NOW))
    order = [
        "",
        "CALL NOW",
        "OVERDUE",
        "02-Mar-2026",
        "03-Mar-2026",
        "04-Mar-2026",
        "NO CLOCK",
        "DO NOT",
        "LAST 24\u00a0H",
    ]
    assert [title for title in _titles(page) if title in order] == order
    (bleeding,) = [item for section in page.sections if section.title == "CALL NOW" for item in section.items]
    assert bleeding.text == "Bleeding: platelets, fibrinogen, INR now."


def test_when_to_call_is_said_once_for_each_check(watched: Watched) -> None:
    """Under its first time; a limit on every row would be read on none."""
    text = lay_out(watch_page(watched(CHILD, NOW)), 200)
    assert text.count("tell the doctor; perfusion") == 1


def test_a_check_that_comes_very_often_has_one_line(watched: Watched) -> None:
    """Forty-eight rows of hourly neurology would hide the rest."""
    told = {**CHILD, "2026-03-02 13:30": ["lethargy yes"]}
    page = watch_page(watched(told, NOW))
    often = [item.text for section in page.sections if section.title == "AGAIN AND AGAIN" for item in section.items]
    assert any(text.startswith("neurology every hour (ours): every hour, from 14:30 to 04-Mar 13:30") for text in often)


def test_a_sign_that_nobody_has_taken_back_is_watched_on(watched: Watched) -> None:
    """Lethargy counts for 24 hours; after that nobody has said that it is gone, and the sheet says so."""
    told = {**CHILD, "2026-03-02 13:30": ["lethargy yes"]}
    later = [one.if_still for one in watched(told, NOW).of(OccasionState.DUE) if one.id == "hourly-neurology"]
    assert later == [False] * 24 + [True] * 24


def test_an_hour_that_comes_twice_tells_which(watched: Watched) -> None:
    """On 25 October 2026 Oslo has 02:30 twice: each row carries its offset, and the head says that clocks change."""
    page = watch_page(watched(DROWSY, "2026-10-25 01:00", hours=6))
    (today,) = [section for section in page.sections if section.title == "25-Oct-2026"]
    rows = [item.label for item in today.items if "neurology every hour" in item.text]
    assert rows[:4] == ["01:30", "02:30 (+02:00)", "02:30 (+01:00)", "03:30"]
    assert any("The clocks change" in item.text for item in page.sections[0].items)


def test_a_calendar_keeps_both_of_them(watched: Watched) -> None:
    """In UTC they are an hour apart, and their ids differ."""
    made = watched(DROWSY, "2026-10-25 01:00", hours=6)
    read = Calendar.from_ical(watch_ical(made).decode())
    twice = [one for one in read.events if f"{one['dtstart'].dt:%H:%M}" in ("00:30", "01:30")]
    neurology = [one for one in twice if "neurology every hour" in str(one["summary"])]
    assert len({str(one["uid"]) for one in neurology}) == len(neurology) == 2
