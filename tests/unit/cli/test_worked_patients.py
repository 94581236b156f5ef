"""A worked patient whose lines are refused in silence would prove nothing."""

from dataclasses import replace

import pytest

from stillpath.cli.check import patient_problems
from stillpath.library import load
from stillpath.model import PatientCase

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
