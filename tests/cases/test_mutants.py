"""Knowledge mutation: a rule changed by a slip must fail one of the worked edges about it."""

import pytest

from tests.cases.mutants import Mutant, accepts, mutants_of, original, rows_about, rules_with_rows, survivors
from tests.cases.reviewed import EQUIVALENT

pytestmark = pytest.mark.slow


def _shown(left: list[Mutant]) -> str:
    return "\n".join(f"no row of {mutant.about} notices: {mutant.change}" for mutant in left)


@pytest.mark.parametrize("about", rules_with_rows())
def test_every_slip_in_a_rule_is_noticed_by_one_of_its_edges(about: str) -> None:
    """The rule passes its edges; every line turned, moved by a tenth, lost or negated makes one of them fail."""
    whole = original(about)
    assert [row.name for row, decision in rows_about(about) if not accepts(row, whole, decision)] == []
    left = [mutant for mutant in survivors(about) if mutant.id not in EQUIVALENT]
    assert not left, _shown(left)


def test_what_was_reviewed_as_equivalent_still_survives() -> None:
    """The reviewed table names only mutants that exist and that every row still accepts."""
    left = {mutant.id for id in EQUIVALENT for mutant in survivors(id.partition(": ")[0])}
    assert sorted(set(EQUIVALENT) - left) == []


def test_the_mutants_of_a_known_rule() -> None:
    """The 2016 criteria are mutated line by line: each limit in four ways, each item left out, the count both ways."""
    changes = {mutant.change for mutant in mutants_of("mas-2016")}
    for change in (
        "ferritin > 684 ng/mL | <",
        "ferritin > 684 ng/mL | >=",
        "ferritin > 684 ng/mL | limit +10 %",
        "platelets <= 181 10*9/L | limit -10 %",
        "fever | not",
        "fever | left out",
        "ast > 48 U/L | left out",
        "at least 2 of 4 from platelets <= 181 10*9/L | at least 1",
        "at least 2 of 4 from platelets <= 181 10*9/L | at least 3",
        "all of 4 from sjia-known-or-suspected | any instead of all",
    ):
        assert change in changes


def test_the_mutants_of_a_known_score() -> None:
    """The HScore is mutated item by item: each limit in four ways, all points, the cut-off, and each item left out."""
    changes = {mutant.change for mutant in mutants_of("hscore")}
    for change in (
        "ferritin | ferritin >= 2000 ng/mL | <=",
        "ferritin | ferritin >= 2000 ng/mL | >",
        "ferritin | ferritin > 6000 ng/mL | limit +10 %",
        "ferritin | above 6000 ng/mL: points -10 %",
        "ferritin | 2000 to 6000 ng/mL and above 6000 ng/mL swapped",
        "ferritin | left out",
        "readings | limit +10 %",
        "readings | the limit itself on the other side",
    ):
        assert change in changes
    assert "ferritin | weight turned" in {mutant.change for mutant in mutants_of("ms-score")}
