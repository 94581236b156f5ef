"""Schedules: what HLH-94, HLH-2004, the pulses and emapalumab print, block by block, and what a child is given.

The tables here were typed from the sources and not from the records: the overview figure of HLH-94 (Trottestam 2011),
the regimen page of HLH-2004 (HemOnc), table 3 of the Boston guideline, and table 1 of the Gamifant label.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from stillpath.care.schedules import LaidBlock, LaidOut, lay_out
from stillpath.engine import Decision, decide
from stillpath.errors import KnowledgeError
from stillpath.intake import typed_child
from stillpath.library.schedule_kind import parse_span
from stillpath.model import Knowledge, Verdict
from stillpath.prose.doses import give_text, often_text

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
START = date(2026, 3, 2)
ONE_SQUARE_METRE = ("weight 25 kg", "height 144 cm", "age 9 y")
"""25 kg and 144 cm are exactly 1 m2 (Mosteller: the root of 25 x 144 / 3600)."""
DECIDED = "hlh-protocol-team-decision yes"

PRINTED = """
hlh-94 | dexamethasone-weeks-1-2 | 1 | 14 | dexamethasone | 10 mg per m2 per day | division not stated | 10
hlh-94 | dexamethasone-weeks-3-4 | 15 | 28 | dexamethasone | 5 mg per m2 per day | division not stated | 5
hlh-94 | dexamethasone-weeks-5-6 | 29 | 42 | dexamethasone | 2.5 mg per m2 per day | division not stated | 2.5
hlh-94 | dexamethasone-week-7 | 43 | 49 | dexamethasone | 1.25 mg per m2 per day | division not stated | 1.2
hlh-94 | dexamethasone-week-8 | 50 | 56 | dexamethasone | | | none
hlh-94 | etoposide-weeks-1-2 | 1 | 14 | etoposide | 150 mg per m2 per dose | twice a week | 150
hlh-94 | etoposide-weeks-3-8 | 15 | 56 | etoposide | 150 mg per m2 per dose | once a week | 150
hlh-94 | intrathecal | | | methotrexate | | | none
hlh-94 | ciclosporin-from-week-9 | 57 | | ciclosporin | | | none
hlh-94 | dexamethasone-pulses-from-week-9 | 57 | | dexamethasone | 10 mg per m2 per day | division not stated | none
hlh-2004 | dexamethasone-weeks-1-2 | 1 | 14 | dexamethasone | 10 mg per m2 per day | once daily | 10
hlh-2004 | dexamethasone-weeks-3-4 | 15 | 28 | dexamethasone | 5 mg per m2 per day | once daily | 5
hlh-2004 | dexamethasone-weeks-5-6 | 29 | 42 | dexamethasone | 2.5 mg per m2 per day | once daily | 2.5
hlh-2004 | dexamethasone-week-7 | 43 | 49 | dexamethasone | 1.25 mg per m2 per day | once daily | 1.2
hlh-2004 | dexamethasone-week-8 | 50 | 56 | dexamethasone | | | none
hlh-2004 | etoposide-weeks-1-2 | 1 | 14 | etoposide | 150 mg per m2 per dose | twice a week | 150
hlh-2004 | etoposide-weeks-3-8 | 15 | 56 | etoposide | 150 mg per m2 per dose | once a week | 150
hlh-2004 | ciclosporin-weeks-1-8 | 1 | 56 | ciclosporin | 3 mg per kg per dose | every 12 hours | 75
hlh-2004 | intrathecal | | | methotrexate | | | none
methylprednisolone-pulses | pulses | 1 | 3 | methylprednisolone | 30 mg per kg per dose | once daily | 750
methylprednisolone-pulses | step-down | 4 | | methylprednisolone | 1 mg per kg per dose | every 12 hours | 25
methylprednisolone-pulses | step-down-by-mouth | 4 | | prednisolone | 1 to 2 mg per kg per day | 2 times a day | 25
methylprednisolone-pulses | dexamethasone-instead | 4 | | dexamethasone | 10 mg per m2 per day | 2 times a day | 5
emapalumab-mas | first | 1 | 1 | emapalumab | 6 mg per kg per dose | single dose | 150
emapalumab-mas | every-3-days | 4 | 16 | emapalumab | 3 mg per kg per dose | every 3 days | 75
emapalumab-mas | twice-a-week | 19 | | emapalumab | 3 mg per kg per dose | twice a week | 75
"""
"""Schedule, block, first and last day (week 1 is days 1 to 7), drug, amount, how often, and mg per dose at 25 kg, 1 m2.

Amounts are rounded down to the steps of policy/values.yaml: 1.25 mg of dexamethasone to 1.2 mg.
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in PRINTED.strip().splitlines()]


def child(knowledge: Knowledge, *lines: str) -> Decision:
    """A child of whom only these fact lines are known, at NOW."""
    reading = typed_child(lines, knowledge, NOW)
    assert reading.refused == ()
    return decide(knowledge, reading.timeline, NOW)


def laid(name: str, knowledge: Knowledge, *lines: str, start: date | None = START) -> LaidOut:
    """A schedule laid out for such a child."""
    return lay_out(knowledge.schedules[name], knowledge, child(knowledge, *lines), start)


def block(name: str, id: str, knowledge: Knowledge, *lines: str) -> LaidBlock:
    """One block of it."""
    return next(one for one in laid(name, knowledge, *lines).blocks if one.block.id == id)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}")
def test_a_block_is_what_its_source_prints(row: tuple[str, ...], knowledge: Knowledge) -> None:
    """Days, drug, amount and how often stand as in the source; a day that is not printed stays empty."""
    name, id, first, last, drug, amount, often, _ = row
    (found,) = (one for one in knowledge.schedules[name].blocks if one.id == id)

    days = ("", "") if found.span is None else (str(found.span.first), str(found.span.last or ""))
    assert days == (first, last)
    assert found.drug == drug
    given = ("", "") if found.record is None else (give_text(found.record.give), often_text(found.record))
    assert (given[0].replace("\u00a0", " "), given[1]) == (amount, often)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}")
def test_a_block_is_worked_out_for_a_child(row: tuple[str, ...], knowledge: Knowledge) -> None:
    """A child of 25 kg and 1 m2 gets the amount of the table; where none is held or may be worked out, none."""
    dose = block(row[0], row[1], knowledge, *ONE_SQUARE_METRE, DECIDED).dose

    found = None if dose is None else dose.per_dose
    assert found == (None if row[7] == "none" else Fraction(row[7]))


def test_every_block_stands_in_the_table(knowledge: Knowledge) -> None:
    """No block of any schedule is left out of the two tests above."""
    assert {(row[0], row[1]) for row in ROWS} == {
        (one.id, part.id) for one in knowledge.schedules.values() for part in one.blocks
    }


@pytest.mark.parametrize("name", ["hlh-94", "hlh-2004"])
@pytest.mark.parametrize("answer", [(), ("hlh-protocol-team-decision no",)], ids=["not asked", "answered no"])
def test_an_hlh_protocol_gives_no_amount_before_the_team_has_decided(
    name: str, answer: tuple[str, ...], knowledge: Knowledge
) -> None:
    """Without a recorded yes of rheumatology and haematology no block has an amount, and each says why."""
    found = laid(name, knowledge, *ONE_SQUARE_METRE, *answer)

    assert found.guard is (Verdict.NOT_MET if answer else Verdict.UNKNOWN)
    doses = [one.dose for one in found.blocks if one.dose is not None]
    assert doses
    assert all(dose.per_dose is None for dose in doses)
    assert all("decided together" in dose.why_not for dose in doses)


@pytest.mark.parametrize("name", ["methylprednisolone-pulses", "emapalumab-mas"])
def test_a_schedule_without_a_guard_needs_no_answer(name: str, knowledge: Knowledge) -> None:
    """The pulses and emapalumab have no guard of their own: the pathway says when they are given."""
    assert laid(name, knowledge, *ONE_SQUARE_METRE).guard is Verdict.MET


def test_no_schedule_is_called_complete_that_lacks_something(knowledge: Knowledge) -> None:
    """Each of the four says what it lacks, the spinal dose and the days of the week among it."""
    for schedule in knowledge.schedules.values():
        assert not schedule.complete
        assert schedule.missing
    for name in ("hlh-94", "hlh-2004"):
        lacks = " ".join(knowledge.schedules[name].missing)
        assert "days of the week" in lacks
        assert "spinal fluid" in lacks
        assert "never worked out here" in lacks
    assert "none was found for MAS" in " ".join(knowledge.schedules["methylprednisolone-pulses"].missing)


def test_nothing_into_the_spinal_fluid_is_ever_worked_out(knowledge: Knowledge) -> None:
    """The intrathecal blocks hold no amount at all, so that none can come out, whatever is decided."""
    for name in ("hlh-94", "hlh-2004"):
        found = block(name, "intrathecal", knowledge, *ONE_SQUARE_METRE, DECIDED)
        assert found.block.record is None
        assert found.dose is None
        assert "mg" not in found.block.says


def test_a_child_without_a_height_gets_no_amount_by_surface(knowledge: Knowledge) -> None:
    """By weight ciclosporin is worked out; dexamethasone and etoposide wait for a height."""
    found = laid("hlh-2004", knowledge, "weight 25 kg", "age 9 y", DECIDED)

    for one in found.blocks:
        if one.block.record is not None and one.block.record.give.basis == "m2":
            assert one.dose is not None
            assert (one.dose.per_dose, one.dose.why_not) == (None, "needs a current height")
    (ciclosporin,) = (one.dose for one in found.blocks if one.block.drug == "ciclosporin")
    assert ciclosporin is not None
    assert ciclosporin.per_dose == 75


def test_a_child_without_a_weight_gets_no_amount(knowledge: Knowledge) -> None:
    """Nothing is worked out from a height alone."""
    doses = [one.dose for one in laid("emapalumab-mas", knowledge, "height 144 cm", "age 9 y").blocks]

    assert [dose.why_not for dose in doses if dose is not None] == ["needs a current weight"] * 3


def test_a_ceiling_holds_in_a_schedule_as_elsewhere(knowledge: Knowledge) -> None:
    """At 40 kg 30 mg per kg is 1,200 mg; 1,000 mg are given. The step down stops at 60 mg a day."""
    sizes = ("weight 40 kg", "height 150 cm", "age 12 y")
    pulse = block("methylprednisolone-pulses", "pulses", knowledge, *sizes).dose
    after = block("methylprednisolone-pulses", "step-down", knowledge, *sizes).dose

    assert pulse is not None
    assert after is not None
    assert (pulse.per_dose, pulse.capped) == (1000, True)
    assert (after.per_dose, after.per_day, after.capped) == (30, 60, True)


def test_a_block_for_adults_never_computes_for_a_child(knowledge: Knowledge) -> None:
    """A block whose amount is an adult's refuses a child, as a dose of a drug's record does."""
    schedule = knowledge.schedules["emapalumab-mas"]
    first = schedule.blocks[0]
    assert first.record is not None
    adult = replace(schedule, blocks=(replace(first, record=replace(first.record, adult=True)),))

    (found,) = lay_out(adult, knowledge, child(knowledge, *ONE_SQUARE_METRE), START).blocks

    assert found.dose is not None
    assert (found.dose.per_dose, found.dose.why_not) == (None, "an adult figure: never computed for a child")


def test_an_adult_gets_no_amount_of_a_childs_schedule(knowledge: Knowledge) -> None:
    """At 18 years what is written for children is not worked out."""
    dose = block("methylprednisolone-pulses", "pulses", knowledge, "weight 50 kg", "height 160 cm", "age 18 y").dose

    assert dose is not None
    assert dose.per_dose is None
    assert dose.why_not.startswith("18 years or older")


@pytest.mark.parametrize(
    ("id", "first", "last"),
    [
        ("dexamethasone-weeks-1-2", "2026-03-02", "2026-03-15"),
        ("dexamethasone-weeks-3-4", "2026-03-16", "2026-03-29"),
        ("dexamethasone-weeks-5-6", "2026-03-30", "2026-04-12"),
        ("dexamethasone-week-7", "2026-04-13", "2026-04-19"),
        ("dexamethasone-week-8", "2026-04-20", "2026-04-26"),
        ("ciclosporin-from-week-9", "2026-04-27", None),
    ],
)
def test_a_week_begins_on_the_weekday_of_day_one(id: str, first: str, last: str | None, knowledge: Knowledge) -> None:
    """Started on Monday 2 March 2026, each block begins on a Monday and ends on a Sunday; no day is in two weeks."""
    found = block("hlh-94", id, knowledge, *ONE_SQUARE_METRE)

    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last) if last else None)
    assert found.first is not None
    assert found.first.weekday() == 0


def test_a_dose_every_three_days_has_its_days(knowledge: Knowledge) -> None:
    """Emapalumab from day 4 to day 16 is given on days 4, 7, 10, 13 and 16: five doses, both ends counted."""
    found = block("emapalumab-mas", "every-3-days", knowledge, *ONE_SQUARE_METRE)

    assert found.on == tuple(START + timedelta(days=day - 1) for day in (4, 7, 10, 13, 16))


def test_days_that_no_source_prints_are_not_made_up(knowledge: Knowledge) -> None:
    """Twice a week has a first and a last day, and no days between."""
    found = block("hlh-94", "etoposide-weeks-1-2", knowledge, *ONE_SQUARE_METRE)

    assert found.on == ()
    assert (found.first, found.last) == (date(2026, 3, 2), date(2026, 3, 15))


def test_without_a_start_there_are_no_dates(knowledge: Knowledge) -> None:
    """The clock is never taken for the start of a treatment."""
    for one in laid("hlh-94", knowledge, *ONE_SQUARE_METRE, start=None).blocks:
        assert (one.first, one.last, one.on) == (None, None, ())


def test_a_schedule_for_nobody_has_no_amounts(knowledge: Knowledge) -> None:
    """Without a child there is nothing to work out, and a guard is unknown."""
    found = lay_out(knowledge.schedules["hlh-2004"], knowledge, None, START)

    assert found.guard is Verdict.UNKNOWN
    assert all(one.dose is None for one in found.blocks)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("week 1", "", (1, 7)),
        ("week 2", "", (8, 14)),
        ("week 3", "week 8", (15, 56)),
        ("day 4", "day 16", (4, 16)),
        ("day 19", "open", (19, None)),
        ("week 9", "open", (57, None)),
    ],
)
def test_weeks_and_days_are_counted_from_one(first: str, last: str, days: tuple[int, int | None]) -> None:
    """Week 1 is days 1 to 7; without `to` a block is the one week or day."""
    span = parse_span(first, last)

    assert (span.first, span.last) == days


@pytest.mark.parametrize(
    ("first", "last"), [("week 0", ""), ("week 3", "day 28"), ("week 4", "week 3"), ("day 1.5", ""), ("open", "")]
)
def test_a_span_that_makes_no_sense_is_refused(first: str, last: str) -> None:
    """No week 0, no weeks and days mixed, no end before the beginning."""
    with pytest.raises(ValueError, match=r"not two days|ends before"):
        parse_span(first, last)


def test_etoposide_adds_up_to_what_the_pages_say(knowledge: Knowledge) -> None:
    """Twice a week for 2 weeks and once a week for 6 are 10 doses and 1500 mg per m2, as both protocols' pages say."""
    for name in ("hlh-94", "hlh-2004"):
        schedule = knowledge.schedules[name]
        doses = [
            one.record.a_week * ((one.span.last or 0) - one.span.first + 1) // 7
            for one in schedule.blocks
            if one.drug == "etoposide" and one.record is not None and one.span is not None
        ]
        assert (sum(doses), sum(doses) * 150) == (10, 1500)
        assert "given 10 times, 1500 mg per m2" in schedule.says


def test_what_check_finds_wrong_in_a_schedule(knowledge: Knowledge) -> None:
    """A conflict or claim that is not there, an unverified amount that computes, a steroid without its strength."""
    from stillpath.library.check_schedules import check_schedules

    assert list(check_schedules(knowledge)) == []
    schedule = replace(knowledge.schedules["hlh-94"], conflicts=("hlh-protocl",), see=("statements/nothing",))
    drugs = {**knowledge.drugs, "prednisone": replace(knowledge.drugs["prednisone"], potency=None)}
    broken = replace(knowledge, schedules={"hlh-94": schedule}, drugs=drugs)

    found = [problem.problem for problem in check_schedules(broken)]

    assert [text.partition(";")[0] for text in found] == [
        "'hlh-protocl' is not a conflict",
        "'statements/nothing' is not a claim",
        "no prednisolone_equivalent, and others of its class 'glucocorticoid' have one",
    ]
    assert all(isinstance(problem, KnowledgeError) for problem in check_schedules(broken))


def test_a_length_of_time_in_words_keeps_the_words(knowledge: Knowledge) -> None:
    """The days and doses of emapalumab's label are told as they stand; only a number's own unit is written out."""
    from stillpath.prose.doses import dose_headline

    dose = block("emapalumab-mas", "every-3-days", knowledge, *ONE_SQUARE_METRE).dose
    pulse = block("methylprednisolone-pulses", "pulses", knowledge, *ONE_SQUARE_METRE).dose

    assert dose is not None
    assert pulse is not None
    assert "from day 4 to day 16 (5 doses), then twice a week from day 19" in dose_headline(dose)
    assert dose_headline(pulse).replace("\u00a0", " ").endswith("intravenous, over 60 min, once daily, 3 days")
