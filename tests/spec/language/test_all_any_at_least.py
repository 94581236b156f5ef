"""All, any, at least N of: how verdicts are combined, and what unknown does to them."""

from itertools import product

import pytest

from stillpath.model import Verdict
from tests.spec.language.book import expect

_ANSWERS = {"met": "yes", "not met": "no", "unknown": "unknown"}


def _signs(*verdicts: str) -> str:
    names = ("fever-sign", "seizure", "shock")
    return "\n".join(f"{name} {_ANSWERS[verdict]}" for name, verdict in zip(names, verdicts, strict=False))


@pytest.mark.parametrize(
    "first, second, verdict",
    [
        ("met", "met", "met"),
        ("met", "unknown", "unknown"),
        ("met", "not met", "not met"),
        ("unknown", "unknown", "unknown"),
        ("unknown", "not met", "not met"),
        ("not met", "not met", "not met"),
    ],
)
def test_all_is_denied_by_one_and_met_only_by_every_one(first: str, second: str, verdict: str) -> None:
    """`all` is not met as soon as one item is not met, met if every item is met, else unknown."""
    for one, other in ((first, second), (second, first)):
        expect("all:\n  - fever-sign\n  - seizure", _signs(one, other), f"now  {verdict}")


@pytest.mark.parametrize(
    "first, second, verdict",
    [
        ("met", "met", "met"),
        ("met", "unknown", "met"),
        ("met", "not met", "met"),
        ("unknown", "unknown", "unknown"),
        ("unknown", "not met", "unknown"),
        ("not met", "not met", "not met"),
    ],
)
def test_any_is_met_by_one_and_denied_only_by_every_one(first: str, second: str, verdict: str) -> None:
    """`any` is met as soon as one item is met, not met if every item is not met, else unknown."""
    for one, other in ((first, second), (second, first)):
        expect("any:\n  - fever-sign\n  - seizure", _signs(one, other), f"now  {verdict}")


@pytest.mark.parametrize(
    "signs, verdict",
    [
        (("met", "met", "unknown"), "met"),
        (("met", "unknown", "not met"), "unknown"),
        (("met", "not met", "not met"), "not met"),
        (("unknown", "unknown", "not met"), "unknown"),
        (("unknown", "not met", "not met"), "not met"),
        (("unknown", "unknown", "unknown"), "unknown"),
    ],
)
def test_at_least_counts_what_is_met_and_what_still_may_be(signs: tuple[str, ...], verdict: str) -> None:
    """`at least 2 of` is met by two; not met once those met and those unknown together are fewer; else unknown."""
    expect("at least 2 of:\n  - fever-sign\n  - seizure\n  - shock", _signs(*signs), f"now  {verdict}")


def test_all_is_at_least_every_one_and_any_is_at_least_one() -> None:
    """`all` of three is `at least 3 of` them, and `any` is `at least 1 of` them, for every mix of verdicts."""
    items = "\n  - fever-sign\n  - seizure\n  - shock"
    for signs in product(_ANSWERS, repeat=3):
        for head, count in (("all:", 3), ("any:", 1)):
            met = sum(sign == "met" for sign in signs)
            open_ = sum(sign == "unknown" for sign in signs)
            verdict = "met" if met >= count else "not met" if met + open_ < count else "unknown"
            expect(f"{head}{items}", _signs(*signs), f"now  {verdict}")
            expect(f"at least {count} of:{items}", _signs(*signs), f"now  {verdict}")


def test_combinations_stand_inside_one_another() -> None:
    """An item may be a combination itself; a list without a head is `all`."""
    expect(
        """
        any:
          - all:
              - fever-sign
              - seizure
          - at least 2 of:
              - seizure
              - shock
              - sjia
        """,
        """
        fever-sign no
        seizure yes
        shock no
        sjia yes
        """,
        "now  met",
    )


def test_not_of_a_negation_gives_back_the_verdict() -> None:
    """Negating twice gives back every one of the three verdicts."""
    assert [verdict.negated().negated() for verdict in Verdict] == list(Verdict)


def test_without_coverage_a_negated_treatment_stays_unknown() -> None:
    """Where nobody declared the record complete, "not given" is unknown: what hangs on it asks and does not alarm."""
    delayed = """
        all:
          - seizure
          - not given methylprednisolone within 24 h
        """
    expect(delayed, "seizure yes", "now  unknown")
    expect(delayed, "seizure yes\ncoverage medication_given 2 d", "now  met")
    expect(delayed, "seizure yes\ngiven methylprednisolone 600 mg, 2 h before", "now  not met")
