"""Holds until: every verdict says how long it stands if nothing new becomes known."""

from datetime import datetime

import pytest

from stillpath.engine import decide
from stillpath.engine.known import TICK
from tests.spec.language.book import instant, page

_PULSE = {"first-pulse": "first given methylprednisolone"}


def _until(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


@pytest.mark.parametrize(
    "line, facts, until",
    [
        ("ferritin > 684 ng/mL", "ferritin 700 ng/mL", "just after 48 h later"),
        ("ferritin > 684 ng/mL within 12 h", "ferritin 700 ng/mL", "just after 12 h later"),
        ("seizure", "seizure yes, 4 h before", "just after 20 h later"),
        ("sjia", "sjia yes", None),
        ("seizure", "", None),
        ("24 h since first-pulse", "given methylprednisolone 600 mg, 4 h before", "20 h later"),
        ("24 h since first-pulse", "given methylprednisolone 600 mg, 30 h before", None),
        ("no reassessment for 12 h", "reassessment, 4 h before", "just after 8 h later"),
        ("no reassessment for 12 h", "reassessment, 14 h before", None),
        ("on anakinra", "given anakinra 100 mg", "just after 3 d later"),
        ("on anakinra", "on anakinra", None),
        ("given anakinra within 24 h", "given anakinra 100 mg, 4 h before", "just after 20 h later"),
        ("order of anakinra", "order anakinra 100 mg per dose every 24 h", None),
        ("highest temperature within 24 h >= 38 Cel", "temperature 39 Cel, 4 h before", "just after 20 h later"),
        (
            "platelets falls by 30 % within 24 h",
            "platelets 200 10*9/L, 9 h before\nplatelets 100 10*9/L",
            "just after 48 h later",
        ),
    ],
)
def test_each_line_knows_when_it_ends(line: str, facts: str, until: str | None) -> None:
    """A line stands until its value grows too old, its timer runs out or its drug has gone; or for ever."""
    assert page(line, facts, events=_PULSE).holds_until("now") == _until(until)


def test_a_combination_stands_until_the_first_of_its_parts_may_change() -> None:
    """A rule stands at least until the first of its lines may change."""
    made = page(
        "all:\n  - seizure\n  - ferritin > 684 ng/mL", "seizure yes, 10 h before\nferritin 700 ng/mL, 10 h before"
    )
    assert made.holds_until("now") == instant("just after 14 h later")


def test_a_reference_stands_as_long_as_what_it_refers_to() -> None:
    """A line that names a criterion ends when that criterion's verdict does."""
    made = page("high-ferritin", "ferritin 700 ng/mL", rules={"high-ferritin": "ferritin > 684 ng/mL"})
    assert made.holds_until("now") == instant("just after 48 h later")


def test_between_two_moments_nothing_changes() -> None:
    """From one moment of a walk to just before the next, deciding at any instant gives the same verdict."""
    facts = """
        ferritin 700 ng/mL, 50 h before
        given methylprednisolone 600 mg, 30 h before
        ferritin 500 ng/mL, 1 h before
        """
    line = """
        any:
          - ferritin > 684 ng/mL
          - 24 h since first-pulse
        """
    made = page(line, facts, events=_PULSE)
    moments = made.at("now").moments
    assert len(moments) > 4
    for moment, after in zip(moments, moments[1:], strict=False):
        for share in (0.3, 0.9):
            between = decide(made.knowledge, made.timeline, moment.at + (after.at - moment.at) * share)
            assert between.now.verdict("line") is moment.verdict("line")


def test_an_inclusive_end_is_followed_by_the_smallest_step() -> None:
    """A value that counts up to and including an instant ends one tick of the clock after it."""
    made = page("ferritin > 684 ng/mL", "ferritin 700 ng/mL")
    until = made.holds_until("now")
    assert until is not None
    assert until - TICK == instant("48 h later")
