"""Events: named moments that clocks and changes hang on."""

from datetime import datetime

from tests.spec.language.book import expect, instant, page

_HIGH = {"high-ferritin": "ferritin > 684 ng/mL"}


def _when(event: str, facts: str, when: str = "now", rules: dict[str, str] | None = None) -> datetime | None:
    return page("seizure", facts, rules=rules, events={"it": event}).at(when).now.events["it"].at


def test_the_first_and_the_last_dose() -> None:
    """`first given X` is the first dose on record, `last given X` the newest."""
    facts = "given anakinra 100 mg, 50 h before\ngiven anakinra 100 mg, 26 h before\ngiven anakinra 100 mg, 2 h before"
    assert _when("first given anakinra", facts) == instant("50 h before")
    assert _when("last given anakinra", facts) == instant("2 h before")


def test_a_dose_of_at_least_so_much() -> None:
    """`first given X >= 15 mg/kg per dose` passes over smaller doses, and over doses whose size cannot be told."""
    facts = """
        weight 20 kg, 60 h before
        given methylprednisolone 100 mg, 50 h before
        given methylprednisolone, 40 h before
        given methylprednisolone 300 mg, 26 h before
        """
    assert _when("first given methylprednisolone >= 15 mg/kg per dose", facts) == instant("26 h before")


def test_after_so_long_without_begins_a_new_course() -> None:
    """`after 14 d without` takes the first dose of the newest course, not of one long past."""
    facts = "given anakinra 100 mg, 90 d before\ngiven anakinra 100 mg, 5 d before\ngiven anakinra 100 mg, 4 d before"
    event = "first given anakinra after 14 d without"
    assert _when(event, facts) == instant("5 d before")
    assert _when(event, facts, "6 d before") == instant("90 d before")


def test_an_order_or_a_statement_is_no_dose() -> None:
    """Events of a drug happen when it is given."""
    assert _when("first given anakinra", "order anakinra 100 mg per dose every 24 h\non anakinra") is None


def test_a_fact_recorded_yes_and_a_procedure() -> None:
    """`first seizure` is the first time the fact was recorded yes; a *no* or a *cannot say* is none."""
    facts = """
        seizure no, 9 h before
        seizure unknown, 8 h before
        seizure yes, 5 h before
        seizure yes, 2 h before
        """
    assert _when("first seizure", facts) == instant("5 h before")
    assert _when("last seizure", facts) == instant("2 h before")
    assert _when("last seizure", "seizure unknown, 8 h before") is None
    assert _when("last reassessment", "reassessment, 3 h before") == instant("3 h before")


def test_a_criterion_met() -> None:
    """`first high-ferritin` is when the criterion was first met; `last` is the start of its newest spell."""
    facts = """
        ferritin 700 ng/mL, 20 h before
        ferritin 600 ng/mL, 10 h before
        ferritin 800 ng/mL, 5 h before
        """
    assert _when("first high-ferritin", facts, rules=_HIGH) == instant("20 h before")
    assert _when("last high-ferritin", facts, rules=_HIGH) == instant("5 h before")


def test_a_criterion_met_keeps_its_moment_when_it_is_over() -> None:
    """That a criterion is no longer met does not undo that it was."""
    facts = "ferritin 700 ng/mL, 20 h before\nferritin 600 ng/mL, 10 h before"
    assert _when("last high-ferritin", facts, rules=_HIGH) == instant("20 h before")


def test_the_earliest_of_several() -> None:
    """`earliest of` takes whichever happened first, and leaves out those that have not happened."""
    events = {
        "first-dose": "earliest of first-anakinra, first-steroid",
        "first-anakinra": "first given anakinra",
        "first-steroid": "first given glucocorticoid",
    }

    def when(facts: str, at: str) -> datetime | None:
        return page("seizure", facts, events=events).at(at).now.events["first-dose"].at

    facts = "seizure no, 30 h before\ngiven prednisolone 20 mg, 9 h before\ngiven anakinra 100 mg, 4 h before"
    assert when(facts, "10 h before") is None
    assert when(facts, "9 h before") == instant("9 h before")
    assert when(facts, "now") == instant("9 h before")


def test_the_earliest_of_one_episode() -> None:
    """`within 8 wk of the newest` leaves out what happened longer than that before the newest of the events."""
    events = {
        "first-dose": "earliest of first-anakinra, first-steroid within 8 wk of the newest",
        "first-anakinra": "first given anakinra",
        "first-steroid": "first given glucocorticoid",
    }
    for earlier, first in (("56 d before", "56 d before"), ("57 d before", "now")):
        facts = f"given prednisolone 20 mg, {earlier}\ngiven anakinra 100 mg"
        made = page("seizure", facts, events=events).at("now")
        assert made.now.events["first-dose"].at == instant(first)


def test_an_event_is_what_was_known_of_it_then() -> None:
    """A dose that is recorded late moves the event only from when it is known."""
    facts = "given anakinra 100 mg, 20 h before, known 1 h before\ngiven anakinra 100 mg, 10 h before"
    assert _when("first given anakinra", facts, "2 h before") == instant("10 h before")
    assert _when("first given anakinra", facts) == instant("20 h before")


def test_an_event_can_stand_in_a_line() -> None:
    """Lines name events in `T since EVENT`, `falls by … since EVENT` and `given … since EVENT`."""
    events = {"first-pulse": "first given methylprednisolone"}
    facts = """
        platelets 200 10*9/L, 31 h before
        given methylprednisolone 600 mg, 30 h before
        given anakinra 100 mg, 20 h before
        platelets 100 10*9/L
        """
    for line in (
        "24 h since first-pulse",
        "platelets falls by 50 % since first-pulse",
        "given anakinra since first-pulse",
    ):
        expect(line, facts, "now  met", events=events)
