"""One child, first pulse and anakinra at 08:00 on 2 March, hour by hour; every time below was worked out by hand."""

from collections.abc import Callable

import pytest

from stillpath.care.watch import OccasionState, Watch

DUE, OVERDUE, DONE, MISSED = OccasionState.DUE, OccasionState.OVERDUE, OccasionState.DONE, OccasionState.MISSED

BLOODS = [
    "haemoglobin 92 g/L",
    "white-cells 6.2 10*9/L",
    "platelets 150 10*9/L",
    "inr 1.2 1",
    "fibrinogen 2.1 g/L",
    "d-dimer 2000 ng/mL{FEU}",
    "ferritin 9800 ng/mL",
    "creatinine 35 umol/L",
    "sodium 136 mmol/L",
    "potassium 4.0 mmol/L",
    "alt 90 U/L",
    "ast 160 U/L",
    "triglycerides 2.4 mmol/L",
    "glucose 5 mmol/L",
]
CHILD = {
    "2026-03-01 09:00": ["sjia yes"],
    "2026-03-02 06:00": [
        "weight 20 kg",
        "height 115 cm",
        "temperature 39.6 Cel",
        "heart-rate 130 /min",
        "systolic-bp 100 mm[Hg]",
        "bleeding no",
        "urine-output 1.2 mL/kg/h",
        "reassessment yes",
        *BLOODS,
    ],
    "2026-03-02 07:55": [
        "order methylprednisolone 600 mg per dose every 24 h, by intravenous",
        "order anakinra 40 mg per dose every 12 h, by subcutaneous",
        "coverage medication_given 30 d",
    ],
    "2026-03-02 08:00": ["given methylprednisolone 600 mg, by intravenous"],
    "2026-03-02 08:10": ["given anakinra 40 mg, by subcutaneous"],
    "2026-03-02 09:00": ["heart-rate 110 /min", "systolic-bp 104 mm[Hg]"],
}
NOW = "2026-03-02 14:00"

Watched = Callable[..., Watch]
Times = Callable[..., list[str]]


@pytest.mark.parametrize(
    "id, due",
    [
        ("reassess", ["02 18:00", "03 06:00", "03 18:00", "04 06:00"]),
        ("paired-bloods", ["02 18:00", "03 06:00", "03 18:00", "04 06:00"]),
        ("daily-bloods", ["03 06:00", "04 06:00"]),
        ("weight-daily", ["03 06:00", "04 06:00"]),
        ("wider-bloods", ["04 06:00"]),
        ("anakinra", ["02 20:10", "03 08:10", "03 20:10", "04 08:10"]),
        ("methylprednisolone", ["03 08:00", "04 08:00"]),
        ("response-checks", ["03 08:00", "04 08:00"]),
    ],
)
def test_every_time_in_the_window(id: str, due: list[str], watched: Watched, times: Times) -> None:
    """What repeats does so from when it was last recorded; a fixed time stands once; a dose follows its order."""
    assert times(watched(CHILD, NOW), id, DUE) == due


def test_what_is_overdue_is_taken_to_be_done_now(watched: Watched, times: Times) -> None:
    """Urine and bleeding were last recorded at 06:00: due at 12:00, and from now on every 6 hours."""
    made = watched(CHILD, NOW)
    for id in ("urine-output", "bleeding-check"):
        assert times(made, id, OVERDUE) == ["02 12:00"]
        assert times(made, id, DUE)[:3] == ["02 20:00", "03 02:00", "03 08:00"]


def test_an_overdue_check_tells_how_often_it_was_left_out(watched: Watched) -> None:
    """Due at 12:00 and every 6 hours: by 23:00 one whole interval has gone by without it, by 01:00 two."""
    for now, missed in (("2026-03-02 17:59", 0), ("2026-03-02 23:00", 1), ("2026-03-03 01:00", 2)):
        late = next(occasion for occasion in watched(CHILD, now).of(OVERDUE) if occasion.id == "bleeding-check")
        assert late.missed == missed


def test_a_look_before_the_pulse_is_no_look_after_it(watched: Watched, times: Times) -> None:
    """Pressure at 06:00 came before the pulse at 08:00: the one at 09:00 is done by that of 09:00 alone."""
    assert times(watched(CHILD, NOW), "after-pulse", DONE) == ["02 09:00"]
    assert times(watched(CHILD, NOW), "after-pulse", OVERDUE) == ["02 12:00"]
    without = {time: lines for time, lines in CHILD.items() if time != "2026-03-02 09:00"}
    assert times(watched(without, "2026-03-02 10:00"), "after-pulse", OVERDUE) == ["02 09:00"]


def test_nobody_goes_back_for_a_time_that_another_has_overtaken(watched: Watched, times: Times) -> None:
    """Neither look, at 1 and 4 hours after the pulse, was recorded: at 14:00 the second is overdue, the first missed.

    A look at 11:00 is nearer to the second, and ends the matter too.
    """
    without = {time: lines for time, lines in CHILD.items() if time != "2026-03-02 09:00"}
    made = watched(without, NOW)
    assert times(made, "after-pulse", OVERDUE) == ["02 12:00"]
    assert times(made, "after-pulse", MISSED) == ["02 09:00"]
    made = watched({**without, "2026-03-02 11:00": ["heart-rate 110 /min", "systolic-bp 104 mm[Hg]"]}, NOW)
    assert times(made, "after-pulse", OVERDUE) == []
    assert times(made, "after-pulse", DONE) == ["02 11:00"]


def test_checks_after_a_pulse_follow_the_pulses_still_to_come(watched: Watched, times: Times) -> None:
    """One and four hours after each ordered pulse, also where it is given only tomorrow."""
    assert times(watched(CHILD, NOW), "after-pulse", DUE) == ["03 09:00", "03 12:00", "04 09:00", "04 12:00"]


def test_observations_while_a_pulse_runs_are_a_block(watched: Watched) -> None:
    """From the start of each dose for the hour that it runs at least."""
    blocks = [occasion for occasion in watched(CHILD, NOW).of(DUE) if occasion.id == "pulse-pressure"]
    assert [(f"{one.at:%d %H:%M}", f"{one.until:%d %H:%M}") for one in blocks] == [
        ("03 07:00", "03 08:00"),
        ("04 07:00", "04 08:00"),
    ]


def test_observations_go_on_while_the_dose_runs_now(watched: Watched) -> None:
    """At 08:20 the pulse of 08:00 runs: observations from now until 09:00 (07:00 and 08:00 in UTC)."""
    until = {time: lines for time, lines in CHILD.items() if time <= "2026-03-02 08:10"}
    block = next(occasion for occasion in watched(until, "2026-03-02 08:20").of(DUE) if occasion.id == "pulse-pressure")
    assert (f"{block.at:%H:%M}", f"{block.until:%H:%M}") == ("07:20", "08:00")


def test_what_was_done_and_what_was_missed_yesterday(watched: Watched, times: Times) -> None:
    """Reassessed at 06:00 on the second and at 20:00 on the third: 18:00 and 06:00 went by, the second was missed.

    The clock stands at 18:00 from the first; the one at 06:00 is then due 12 hours later, and at 20:00 both are past:
    the first was missed, the second came late.
    """
    told = {**CHILD, "2026-03-03 20:00": ["reassessment yes"]}
    made = watched(told, "2026-03-03 21:00")
    assert times(made, "reassess", DONE) == ["03 20:00"]
    assert times(made, "reassess", MISSED) == ["03 06:00"]
    assert times(made, "reassess", DUE)[0] == "04 08:00"


def test_paired_bloods_end_after_three_days(watched: Watched, times: Times) -> None:
    """They are asked for until 72 hours after the first treatment, 5 March 08:00, and not a time longer."""
    assert times(watched(CHILD, NOW, hours=96), "paired-bloods", DUE)[-1] == "05 06:00"


def test_a_window_that_runs_out_ends_a_check_also_outside_the_record(watched: Watched, times: Times) -> None:
    """Immunoglobulin given at 08:00: its check is due for 72 hours, whether or not the record says it is complete."""
    told = {**CHILD, "2026-03-02 08:30": ["given immunoglobulin 20 g"]}
    with_end = times(watched(told, NOW, hours=120), "after-immunoglobulin", DUE)
    told["2026-03-02 07:55"] = [line for line in told["2026-03-02 07:55"] if not line.startswith("coverage")]
    assert with_end == times(watched(told, NOW, hours=120), "after-immunoglobulin", DUE)
    assert with_end == ["03 06:00", "04 06:00", "05 06:00"]


def test_nothing_is_due_from_before_the_clock_started(watched: Watched, times: Times) -> None:
    """Neurology every hour starts when lethargy was recorded at 13:30; no hour before that was missed."""
    told = {**CHILD, "2026-03-02 13:30": ["lethargy yes"]}
    made = watched(told, NOW)
    assert times(made, "hourly-neurology", MISSED, OVERDUE) == []
    assert times(made, "hourly-neurology", DUE)[:2] == ["02 14:30", "02 15:30"]


def test_a_trough_waits_for_the_next_dose(watched: Watched, times: Times) -> None:
    """Ciclosporin from 3 March 10:00 every 12 hours: 60 hours on is 5 March 22:00, when a dose is due; then 60 more."""
    told = {
        **CHILD,
        "2026-03-03 10:00": [
            "order ciclosporin 40 mg per dose every 12 h, by oral",
            "given ciclosporin 40 mg, by oral",
        ],
    }
    made = watched(told, "2026-03-03 11:00", hours=168)
    assert times(made, "ciclosporin-level", DUE) == ["05 22:00", "08 10:00"]
    late = {**told, "2026-03-03 22:40": ["given ciclosporin 40 mg, by oral"]}
    assert times(watched(late, "2026-03-03 23:00", hours=96), "ciclosporin-level", DUE) == ["05 22:40"]


def test_an_order_without_an_interval_has_no_time(watched: Watched, times: Times) -> None:
    """It is named, so that nobody takes the silence for no dose."""
    told = {**CHILD, "2026-03-02 10:00": ["order emapalumab 20 mg per dose"]}
    made = watched(told, NOW)
    assert times(made, "emapalumab", DUE, OVERDUE) == []
    assert [order.drug for order in made.untimed_orders] == ["emapalumab"]


def test_a_late_dose_moves_the_next_one(watched: Watched, times: Times) -> None:
    """Anakinra due at 20:10 and not recorded by 22:00: overdue, and the next no sooner than 12 hours from now."""
    made = watched(CHILD, "2026-03-02 22:00")
    assert times(made, "anakinra", OVERDUE) == ["02 20:10"]
    assert times(made, "anakinra", DUE)[0] == "03 10:00"


def test_daily_bloods_become_every_second_day(watched: Watched, times: Times) -> None:
    """Three days on, ferritin lower twice in a row and platelets rising: every 48 hours, and no longer every 24."""
    told = {
        **CHILD,
        "2026-03-03 06:00": ["ferritin 8000 ng/mL", "platelets 160 10*9/L", "temperature 37.6 Cel"],
        "2026-03-04 06:00": ["ferritin 5000 ng/mL", "platelets 190 10*9/L", "temperature 37.2 Cel"],
        "2026-03-05 08:00": [
            "temperature 36.9 Cel",
            "haemoglobin 95 g/L",
            "white-cells 7 10*9/L",
            "ferritin 3000 ng/mL",
            "platelets 240 10*9/L",
            "fibrinogen 2.6 g/L",
            "creatinine 35 umol/L",
            "alt 70 U/L",
        ],
    }
    made = watched(told, "2026-03-05 09:00", hours=72)
    assert times(made, "settling-bloods", DUE) == ["07 08:00"]
    assert times(made, "daily-bloods", DUE, OVERDUE) == []
    unknown = {time: [line for line in lines if "temperature" not in line] for time, lines in told.items()}
    assert times(watched(unknown, "2026-03-05 09:00"), "settling-bloods", DUE) == []
    assert times(watched(unknown, "2026-03-05 09:00"), "daily-bloods", DUE, OVERDUE) != []


def test_an_interval_is_real_hours_when_the_clocks_change(watched: Watched, times: Times) -> None:
    """On 29 March 2026 Oslo skips 02:00: twelve hours after 20:00 it is 09:00; on 25 October it is 07:00."""
    for date, due in (("2026-03-28", ["29 09:00", "29 21:00"]), ("2026-10-24", ["25 07:00", "25 19:00"])):
        told = {
            f"{date} 06:00": ["weight 20 kg", "height 115 cm", "sjia yes", "temperature 39.6 Cel", *BLOODS],
            f"{date} 08:00": ["given methylprednisolone 600 mg, by intravenous", "given anakinra 40 mg"],
            f"{date} 20:00": ["reassessment yes"],
        }
        assert times(watched(told, f"{date} 21:00", hours=24), "reassess", DUE) == due


def test_the_same_record_gives_the_same_schedule(watched: Watched) -> None:
    """No clock and no chance takes part."""
    assert watched(CHILD, NOW).occasions == watched(CHILD, NOW).occasions


def test_what_became_known_later_takes_no_part(watched: Watched) -> None:
    """A schedule replayed at 14:00 is the same whether or not more was recorded at 20:00."""
    later = {**CHILD, "2026-03-02 20:00": ["reassessment yes", "seizure yes", "platelets 60 10*9/L"]}
    assert watched(later, NOW).occasions == watched(CHILD, NOW).occasions
