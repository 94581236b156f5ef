"""Every worked case of knowledge/cases, as `stillpath check` judges it: each row a test, each expectation a test."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from stillpath.library import load
from stillpath.model import (
    Case,
    CaseHour,
    CaseRow,
    Knowledge,
    Node,
    Order,
    PatientCase,
    Recorded,
    Reference,
    Verdict,
    leaves,
)
from stillpath.review.worked import case_problem, patient_problems, rule_of

_KNOWLEDGE = load()
_ROWS = {f"{case.id} / {row.name}": (case, row) for case in _KNOWLEDGE.cases.values() for row in case.rows}
_EXPECTED = {
    f"{patient.id} / {key}": (patient, key) for patient in _KNOWLEDGE.patients.values() for key in patient.expect
}
_HOURS = {
    f"{patient.id} / {hour.at} / {key}": (patient, hour, key)
    for patient in _KNOWLEDGE.patients.values()
    for hour in patient.then
    for key in hour.expect
}
_RULES = sorted({*_KNOWLEDGE.criteria, *_KNOWLEDGE.alerts, *_KNOWLEDGE.differentials})


@pytest.mark.parametrize("case, row", _ROWS.values(), ids=_ROWS)
def test_an_edge_comes_out_as_its_author_wrote_it(case: Case, row: CaseRow) -> None:
    """The facts of the row, with its background, give the verdict that was written down from the source."""
    assert case_problem(case, row, _leading_to(case.about)) is None


@cache
def _leading_to(about: str) -> Knowledge:
    return _KNOWLEDGE.leading_to(rule_of(about, _KNOWLEDGE))


@pytest.mark.parametrize("about", sorted({case.about for case in _KNOWLEDGE.cases.values()}))
def test_what_leads_to_a_rule_decides_it_as_the_whole_does(about: str) -> None:
    """Decided by only those rules and events that it rests on, an edge comes out as by all of them."""
    case = next(case for case in _KNOWLEDGE.cases.values() if case.about == about)
    assert [str(case_problem(case, row, _KNOWLEDGE)) for row in case.rows[:2]] == ["None"] * len(case.rows[:2])


@cache
def _all_comes_out(id: str) -> bool:
    """Whether everything that is expected of a patient, at every hour, comes out; if not, each key is judged alone."""
    return patient_problems(_KNOWLEDGE.patients[id], _KNOWLEDGE) == []


@pytest.mark.parametrize("patient, key", _EXPECTED.values(), ids=_EXPECTED)
def test_a_worked_patient_comes_out_as_its_author_wrote_it(patient: PatientCase, key: str) -> None:
    """What is expected of a patient (the stage, a verdict, the doses, what must not be shown) is what comes out."""
    one = replace(patient, expect={key: patient.expect[key]}, then=())
    assert _all_comes_out(patient.id) or [str(problem) for problem in patient_problems(one, _KNOWLEDGE)] == []


@pytest.mark.parametrize("patient, hour, key", _HOURS.values(), ids=_HOURS)
def test_a_course_comes_out_at_each_stated_hour(patient: PatientCase, hour: CaseHour, key: str) -> None:
    """What is expected at a stated time of a course is what comes out of everything known by then, and of no more."""
    one = replace(patient, expect={}, then=(replace(hour, expect={key: hour.expect[key]}),))
    assert _all_comes_out(patient.id) or [str(problem) for problem in patient_problems(one, _KNOWLEDGE)] == []


@pytest.mark.parametrize("patient", _KNOWLEDGE.patients.values(), ids=_KNOWLEDGE.patients)
def test_a_worked_patient_expects_something(patient: PatientCase) -> None:
    """Every worked patient says what must come out, and what is expected names something that can come out."""
    assert patient.expect
    assert all(wanted for wanted in patient.expect.values())
    assert all(wanted for hour in patient.then for wanted in hour.expect.values())


@pytest.mark.parametrize("case", _KNOWLEDGE.cases.values(), ids=_KNOWLEDGE.cases)
def test_a_case_names_each_of_its_rows_once(case: Case) -> None:
    """A case has rows, and each has a name of its own, for the name is how it is found and printed."""
    assert case.rows
    assert [name for name, count in Counter(row.name for row in case.rows).items() if count > 1] == []


@pytest.mark.parametrize("case", _KNOWLEDGE.cases.values(), ids=_KNOWLEDGE.cases)
def test_only_an_unknown_row_says_what_would_settle_it(case: Case) -> None:
    """`settled_by` stands beside `then: unknown` and nowhere else."""
    assert [row.name for row in case.rows if row.settled_by and row.then is not Verdict.UNKNOWN] == []


@pytest.mark.parametrize("rule", _RULES)
def test_a_criterion_or_alert_is_told_from_both_sides(rule: str) -> None:
    """Every criterion and every alert has a row in which it is met and one in which it is not."""
    then = {row.then for case in _KNOWLEDGE.cases.values() if case.about == rule for row in case.rows}
    assert then >= {Verdict.MET, Verdict.NOT_MET}


def _ever_unknown(rule: Node) -> bool:
    """Whether a rule can be unknown: one of nothing but `recorded`, `denied` and bare orders never is."""
    return not all(
        (isinstance(leaf, Recorded) or (isinstance(leaf, Order) and leaf.dose is None and leaf.route is None))
        or (
            isinstance(leaf, Reference)
            and leaf.name in _KNOWLEDGE.criteria
            and not _ever_unknown(_KNOWLEDGE.criteria[leaf.name].when)
        )
        for leaf in leaves(rule)
    )


_OPEN = sorted(id for id, criterion in _KNOWLEDGE.criteria.items() if _ever_unknown(criterion.when))


@pytest.mark.parametrize("rule", _OPEN)
def test_a_criterion_tells_what_it_does_not_know(rule: str) -> None:
    """Every criterion that can be unknown has a row in which something is missing and it is."""
    then = {row.then for case in _KNOWLEDGE.cases.values() if case.about == rule for row in case.rows}
    assert Verdict.UNKNOWN in then


@pytest.mark.parametrize("case", _KNOWLEDGE.cases.values(), ids=_KNOWLEDGE.cases)
def test_a_case_rests_on_something(case: Case) -> None:
    """The verdicts of a case rest on a source or a policy parameter that exists, and it is about a rule that exists."""
    assert case.cites in {*_KNOWLEDGE.sources, *_KNOWLEDGE.policy}
    rules = (_KNOWLEDGE.criteria, _KNOWLEDGE.scores, _KNOWLEDGE.alerts, _KNOWLEDGE.stages, _KNOWLEDGE.actions)
    assert any(case.about in kind for kind in (*rules, _KNOWLEDGE.differentials))
