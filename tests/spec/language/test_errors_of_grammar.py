"""Errors of grammar: where, what was found, what was expected."""

import pytest

from stillpath.errors import GrammarError
from stillpath.library.grammar import parse_event
from tests.spec.language.book import rule, words


def _error(text: str) -> GrammarError:
    with pytest.raises(GrammarError) as caught:
        rule(text)
    return caught.value


@pytest.mark.parametrize(
    "line, problem, expected",
    [
        ("ferritin > 684ng/mL", "cannot read '684ng/mL'", "a number, a space, a unit"),
        ("ferritin > 1,000 ng/mL", "cannot read '1,000 ng/mL'", "a number, a space, a unit"),
        ("ferritin > 684 mg/dL", "ferritin is compared in 'mg/dL'", "ng/mL, ug/L"),
        ("ferritin = 684 ng/mL", "'=' is not a comparison", "> >= < or <="),
        ("ferritn > 684 ng/mL", "'ferritn' is not a fact; did you mean 'ferritin'?", "a fact of this knowledge"),
        ("Ferritin > 684 ng/mL", "'Ferritin' is not a fact", "a fact of this knowledge"),
        ("ferritin", "'ferritin' is not a yes/no fact or a criterion", "of this knowledge"),
        ("seizures", "did you mean 'seizure'?", "of this knowledge"),
        ("ferritin >", "cannot read ''", "a number, a space, a unit"),
        ("ferritin > 684 ng/mL within", "cannot read ''", "a duration"),
        ("ferritin > 684 ng/mL within 24 hours", "cannot read '24 hours'", "a duration"),
        ("ferritin > 684 ng/mL for 24 h", "'for 24 h' is left over", ""),
        ("ferritin > policy fever", "'fever' is not a parameter of policy/", "a parameter of policy/"),
        ("ferritin > policy fever-temp", "did you mean 'fever-temperature'?", "a parameter of policy/"),
        ("ast > 2 x normal limit", "'normal limit' is not an end of a reference range", "upper limit or lower limit"),
        ("ast > 2 x upper end", "'limit' is missing", ""),
        ("highest temperature >= 38 Cel within 24 h", "'within' is missing", ""),
        ("platelets falls 30 % within 24 h", "'by' is missing", ""),
        ("platelets falls by 30 %", "'since' is missing", ""),
        ("platelets falling on 3", "'samples' is missing", ""),
        ("platelets falling on three samples", "cannot read 'three'", "a whole number"),
        ("24 h since platelets", "'platelets' is not a event or criterion", ""),
        ("no reassessment in 12 h", "'for' is missing", ""),
        ("on ibuprofen", "'ibuprofen' is not a drug or class", ""),
        ("given anakinra >= 2 mg/kg within 24 h", "'per' is missing", ""),
        ("given anakinra >= 2 mg/kg per week", "'per week' is not a way to count a dose", "per dose or per day"),
        ("given anakinra >= 2 spoons per dose", "'spoons' is not a unit of a dose", "mg, g, mL, U"),
        ("order anakinra", "'of' is missing", ""),
        ("platelets < table least-platelet count", "did you mean 'least-platelets'?", "a table of this knowledge"),
        ("platelets < table least-platelets counts", "did you mean 'count'?", "a column of least-platelets"),
        ("ferritin < table least-platelets count", "ferritin is compared in '10*9/L'", "ng/mL, ug/L"),
        ("platelets < table least-platelets", "the line ends too early", ""),
        ("highest platelets within 24 h < table least-platelets count", "cannot read 'table", "a number, a space"),
        ("recorded ferritin", "'ferritin' is not a yes/no fact", ""),
        ("", "'' is not a yes/no fact or a criterion", ""),
    ],
)
def test_a_line_that_cannot_be_read_says_what_is_wrong(line: str, problem: str, expected: str) -> None:
    """A line outside the grammar is refused with the word that was not understood and what could stand there."""
    error = _error(line)
    assert problem in error.problem
    assert expected in error.expected
    assert error.where == "book"


@pytest.mark.parametrize(
    "text, problem, expected",
    [
        ("both:\n  - seizure", "cannot read 'both:'", "all:, any:, or at least N of:"),
        ("at least two of:\n  - seizure", "cannot read 'at least two of:'", "all:, any:, or at least N of:"),
        ("at least 3 of:\n  - seizure\n  - shock", "at least 3 of 2 items", "a number from 1 to 2"),
        ("at least 0 of:\n  - seizure", "at least 0 of 1 items", "a number from 1 to 1"),
        ("all:\n  - seizure\nany:\n  - shock", "a rule with several heads", "one of all:, any:, at least N of:"),
        ("all: seizure", "'all' is not followed by a list", "one `- line` a line"),
    ],
)
def test_a_combination_that_cannot_be_read_says_what_is_wrong(text: str, problem: str, expected: str) -> None:
    """A combination has one head over a list; the number of *at least* is from one to how many items there are."""
    error = _error(text)
    assert problem in error.problem
    assert expected in error.expected


def test_an_error_names_the_line_of_the_file() -> None:
    """In a combination the error stands at the line of its own item."""
    assert _error("all:\n  - seizure\n  - shocked").where == "book:3"


def test_an_event_that_cannot_be_read_says_what_is_wrong() -> None:
    """`is:` of an event begins with first, last or earliest of."""
    for text, problem in (
        ("given anakinra", "'given' does not begin an event"),
        ("first given anakinra >= 100 mg", "'per' is missing"),
        ("first given anakinra after 14 d", "'without' is missing"),
        ("first fit", "'fit' is not a fact or criterion"),
        ("earliest of first-pulse", "'first-pulse' is not an event"),
        ("last seizure today", "'today' is left over"),
    ):
        with pytest.raises(GrammarError) as caught:
            parse_event(text, "book", words())
        assert problem in caught.value.problem
