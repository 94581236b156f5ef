"""What was known when: every fact counts from when it was learned, and never before."""

from datetime import UTC, datetime, timedelta, timezone

from stillpath.engine import decide
from stillpath.intake import read_text
from tests.spec.language.book import KNOWLEDGE, NOW, expect, instant, page, reading


def test_a_result_counts_from_when_it_was_known() -> None:
    """A sample of the morning whose result comes at noon is not there before noon."""
    expect(
        "ferritin > 684 ng/mL",
        "ferritin 700 ng/mL, 6 h before, known 2 h before",
        """
        6 h before  unknown  never recorded
        3 h before  unknown  never recorded
        2 h before  met
        """,
    )


def test_without_a_time_of_knowing_it_is_the_time_taken_and_marked_as_assumed() -> None:
    """Where nobody told when a value became known, it counts from when it was taken, and is marked so."""
    told = reading("ferritin 700 ng/mL, 6 h before, known 2 h before").timeline.results[0]
    assumed = reading("ferritin 700 ng/mL, 6 h before").timeline.results[0]
    assert (told.known_at, told.known_assumed) == (instant("2 h before"), False)
    assert (assumed.known_at, assumed.known_assumed) == (instant("6 h before"), True)


def test_nothing_is_known_before_it_was_true() -> None:
    """A time of knowing that lies before the sample is moved to the sample."""
    result = reading("ferritin 700 ng/mL, 2 h before, known 6 h before").timeline.results[0]
    assert result.known_at == instant("2 h before")


def test_a_correction_counts_from_its_own_time() -> None:
    """A corrected value takes the place of the one with its id from when the correction became known, not earlier."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 7000 ng/mL, 8 h before, known 6 h before | id a
        ferritin 70 ng/mL, 8 h before, known 2 h before | id a | corrected
        """,
        """
        6 h before  met
        3 h before  met
        2 h before  not met
        """,
    )


def test_a_value_may_replace_another_by_its_id() -> None:
    """`replaces` takes another id's value away from when the new one is known."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 700 ng/mL, 4 h before, known 4 h before | id a
        ferritin 600 ng/mL, 8 h before, known 1 h before | id b | replaces a
        """,
        """
        2 h before  met
        now         not met
        """,
    )


def test_what_was_entered_in_error_is_gone_from_then_on() -> None:
    """An entry marked as entered in error counts until that became known, and never after."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 700 ng/mL, 8 h before, known 6 h before | id a
        ferritin 700 ng/mL, 8 h before, known 2 h before | id a | entered-in-error
        """,
        """
        3 h before  met
        2 h before  unknown  never recorded
        """,
    )


def test_what_was_cancelled_is_gone_from_then_on() -> None:
    """A cancelled result is taken back, and what was known before it counts again if it is current."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 600 ng/mL, 20 h before
        ferritin 700 ng/mL, 8 h before, known 6 h before | id a
        ferritin 700 ng/mL, 8 h before, known 2 h before | id a | cancelled
        """,
        """
        3 h before  met
        2 h before  not met
        """,
    )


def test_a_correction_without_its_earlier_version_says_so() -> None:
    """Where a source holds only the last version, the result says that the earlier one is not in it."""
    result = reading("ferritin 70 ng/mL | id a | corrected").timeline.results[0]
    assert result.note == "earlier version not in source"


def test_the_order_of_the_file_does_not_matter() -> None:
    """The rows of a record may stand in any order."""
    rows = [
        "ferritin 700 ng/mL, 8 h before, known 6 h before | id a",
        "ferritin 600 ng/mL, 8 h before, known 2 h before | id a | corrected",
        "ferritin 900 ng/mL, 1 h before",
    ]
    table = "3 h before  met\n2 h before  not met\nnow  met"
    expect("ferritin > 684 ng/mL", "\n".join(rows), table)
    expect("ferritin > 684 ng/mL", "\n".join(reversed(rows)), table)


def test_a_day_without_a_time_is_known_at_its_end_or_by_now() -> None:
    """A value whose time is only a day was known at the end of that day, or by the file's own now."""
    result = reading("sjia yes, 50 h before | on that day").timeline.results[0]
    assert result.at == datetime(2026, 2, 28, tzinfo=UTC)
    assert result.known_at == datetime(2026, 2, 28, 23, 59, tzinfo=UTC)
    today = reading("sjia yes | on that day").timeline.results[0]
    assert (today.at, today.known_at) == (datetime(2026, 3, 2, tzinfo=UTC), NOW)


def test_a_day_without_a_time_enters_no_window() -> None:
    """A value whose time is only a day is current or not, but it cannot deny anything in a window of hours."""
    line = "highest temperature within 24 h >= 38 Cel"
    expect(line, "temperature 37 Cel | on that day", "now  unknown  the time is known only to the day")
    expect(line, "temperature 39 Cel | on that day", "now  met")
    expect("temperature >= 38 Cel", "temperature 37 Cel | on that day", "now  not met")


def _file(time: str, **more: str) -> bytes:
    now = f', "now": "{more["now"]}"' if "now" in more else ""
    event = f'{{"time": "{time}", "kind": "lab", "name": "ferritin", "value": 700, "unit": "ng/mL"}}'
    return f'{{"patient": {{"id": "p"}}{now}, "events": [{event}]}}'.encode()


def test_a_time_is_one_instant_in_whatever_zone_it_was_written() -> None:
    """A time with its offset is brought to one instant; the same instant written otherwise decides the same."""
    found = {
        read_text(_file(text), KNOWLEDGE).timeline.results[0].at
        for text in ("2026-03-02T05:50+01:00", "2026-03-02T04:50Z")
    }
    assert found == {datetime(2026, 3, 2, 4, 50, tzinfo=UTC)}


def test_a_time_without_a_zone_is_refused_unless_one_is_named() -> None:
    """Without an offset a time is refused, with the advice to name the zone; with a zone it is read in it."""
    read = read_text(_file("2026-03-02T05:50"), KNOWLEDGE)
    assert read.timeline.results == ()
    assert "--zone" in read.refused[0].expected
    read = read_text(_file("2026-03-02T05:50"), KNOWLEDGE, zone=timezone(timedelta(hours=1)))
    assert read.timeline.results[0].at == datetime(2026, 3, 2, 4, 50, tzinfo=UTC)


def test_now_is_the_files_now_else_the_last_time_anything_became_known() -> None:
    """Without being told otherwise, *now* is the file's own now, else the last time of knowing: never the clock."""
    with_now = read_text(_file("2026-03-02T05:50Z", now="2026-03-02T08:00Z"), KNOWLEDGE).timeline
    assert with_now.now == datetime(2026, 3, 2, 8, tzinfo=UTC)
    without = read_text(_file("2026-03-02T05:50Z"), KNOWLEDGE).timeline
    assert (without.now, without.last_known()) == (None, datetime(2026, 3, 2, 5, 50, tzinfo=UTC))


def test_deciding_in_the_past_shows_what_was_decided_then() -> None:
    """Deciding at an earlier instant gives what would have been decided at that instant with that instant's record."""
    facts = """
        ferritin 500 ng/mL, 9 h before
        ferritin 700 ng/mL, 8 h before, known 3 h before
        """
    made = page("ferritin > 684 ng/mL", facts)
    earlier = page("ferritin > 684 ng/mL", "ferritin 500 ng/mL, 9 h before")
    then = instant("4 h before")
    assert (
        decide(made.knowledge, made.timeline, then).moments == decide(earlier.knowledge, earlier.timeline, then).moments
    )
