"""A worked patient whose lines are refused in silence would prove nothing."""

from dataclasses import replace

import pytest

from stillpath.library import load
from stillpath.model import CaseHour, PatientCase
from stillpath.review.worked import patient_problems

_KNOWLEDGE = load()
_AMIRA = _KNOWLEDGE.patients["amira"]


def _problems(patient: PatientCase, *refused: str) -> list[str]:
    return [str(one) for one in patient_problems(replace(patient, expect={"refused": refused}), _KNOWLEDGE)]


@pytest.mark.parametrize("name", ["haemoglobin 7.8 g/L", "haemoglobin", "moment 5, fact 20"])
def test_a_refusal_is_named_by_its_line_its_name_or_its_place(name: str) -> None:
    """Each of the three will do."""
    assert _problems(_AMIRA, name) == []


def test_a_refusal_that_nobody_expects_is_a_problem() -> None:
    """It says which line was refused, and why."""
    (problem,) = _problems(_AMIRA)
    assert "moment 5, fact 20: 'haemoglobin 7.8 g/L' is refused" in problem


def test_an_expected_refusal_that_does_not_come_is_a_problem() -> None:
    """Else the list would rot."""
    (problem,) = _problems(_AMIRA, "haemoglobin", "ferritin")
    assert "refused: 'ferritin' is not refused" in problem


def test_a_patient_whose_now_cannot_be_read() -> None:
    """`now: tomorrow` is a problem of the case, not a fault of the program."""
    problems = _problems(replace(_AMIRA, now="tomorrow"), "haemoglobin")
    assert any("now: 'tomorrow' is refused" in one for one in problems)
    unnamed = patient_problems(replace(_AMIRA, now="tomorrow", expect={}), _KNOWLEDGE)
    assert ["`now` cannot be read" in str(one) for one in unnamed] == [True]


_EARLY = "2026-02-23T20:00+01:00"


def _course(*hours: CaseHour) -> list[str]:
    return [str(one) for one in patient_problems(replace(_AMIRA, expect={}, then=hours), _KNOWLEDGE)]


def test_what_is_expected_at_a_stated_hour_is_held_against_what_was_known_by_then() -> None:
    """The seizure of the night is not known the evening before, so no sign of the brain is recorded at that hour."""
    assert _course(CaseHour(_EARLY, {"cns-sign-recorded": ("not met",)})) == []
    assert _course(CaseHour("2026-02-24T01:30+01:00", {"cns-sign-recorded": ("met",)})) == []


def test_a_wrong_expectation_of_an_hour_is_told_with_its_line() -> None:
    """The problem names the line of the key, the hour, what came out and what was expected."""
    line = "knowledge/cases/amira.yaml:7"
    (problem,) = _course(CaseHour(_EARLY, {"cns-sign-recorded": ("met",)}, "", {"cns-sign-recorded": line}))
    assert problem.startswith(f"{line}: cns-sign-recorded at {_EARLY}: not met")


@pytest.mark.parametrize(
    "times, words",
    [
        (("2026-02-23",), "a date without a time of day"),
        (("soon",), "text that is not a time"),
        ((_EARLY, _EARLY), "not after the one before it"),
        ((_AMIRA.now,), "before `now`"),
    ],
)
def test_a_stated_hour_that_cannot_be_used(times: tuple[str, ...], words: str) -> None:
    """Each stated time is a time of day, after the one before it and before `now`."""
    (problem,) = _course(*(CaseHour(time, {"cns-sign-recorded": ("not met",)}) for time in times))
    assert words in problem
