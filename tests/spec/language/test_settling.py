"""What would settle it: the unknown lines that can still change the verdict, the most telling first."""

from stillpath.engine import would_settle
from tests.spec.language.book import page, settled_by

_FIVE = """
    all:
      - fever-sign
      - ferritin > 684 ng/mL
      - at least 2 of:
          - platelets <= 181 10*9/L
          - ast > 48 U/L
          - triglycerides > 156 mg/dL
    """


def test_what_is_settled_asks_nothing() -> None:
    """A verdict that is met or not met asks for nothing more, whatever is still unknown below it."""
    assert settled_by(_FIVE, "ferritin 100 ng/mL") == []
    assert settled_by("any:\n  - seizure\n  - shock", "seizure yes") == []


def test_only_what_can_still_change_it_is_asked() -> None:
    """A line is asked for only if it is unknown; what is known is not asked again."""
    facts = "fever-sign yes\nferritin 700 ng/mL\nplatelets 100 10*9/L\nast 40 U/L"
    assert settled_by(_FIVE, facts) == ["triglycerides > 156 mg/dL"]


def test_what_settles_either_way_comes_first() -> None:
    """First what settles the verdict whichever way it falls, then what settles it one way, then what needs others."""
    facts = "ferritin 700 ng/mL\nplatelets 100 10*9/L\nast 60 U/L"
    assert settled_by(_FIVE, facts) == ["fever-sign"]
    facts = "fever-sign yes\nplatelets 100 10*9/L"
    assert settled_by(_FIVE, facts)[0] == "ferritin > 684 ng/mL"
    assert set(settled_by(_FIVE, facts)) == {"ferritin > 684 ng/mL", "ast > 48 U/L", "triglycerides > 156 mg/dL"}


def test_what_only_another_line_decides_is_not_asked() -> None:
    """Below a part that is already decided nothing is asked: it cannot change the verdict."""
    line = """
        all:
          - any:
              - seizure
              - shock
          - fever-sign
        """
    assert settled_by(line, "seizure yes") == ["fever-sign"]


def test_a_criterion_that_is_referred_to_is_looked_into() -> None:
    """Where a criterion is unknown, its own unknown lines are named."""
    rules = {"high-ferritin": "ferritin > 684 ng/mL"}
    assert settled_by("all:\n  - high-ferritin\n  - fever-sign", "fever-sign yes", rules=rules) == [
        "ferritin > 684 ng/mL"
    ]


def test_a_fact_that_stands_twice_is_asked_once() -> None:
    """The same line in two places is one question."""
    line = """
        any:
          - all:
              - seizure
              - shock
          - all:
              - shock
              - fever-sign
        """
    assert sorted(settled_by(line, "")) == ["fever-sign", "seizure", "shock"]


def test_what_would_settle_it_settles_it() -> None:
    """The first thing asked, once answered, settles the verdict or leaves less to ask."""
    facts = "fever-sign yes\nferritin 700 ng/mL\nplatelets 100 10*9/L"
    open_before = would_settle(page(_FIVE, facts).line("now"))
    assert [getattr(found.node, "fact", "") for found in open_before] == ["ast", "triglycerides"]
    assert would_settle(page(_FIVE, f"{facts}\nast 60 U/L").line("now")) == ()
    assert len(would_settle(page(_FIVE, f"{facts}\nast 30 U/L").line("now"))) == 1
