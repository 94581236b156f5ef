"""One source's dose beside the default: it is taken, it agrees, or it is not used."""

from stillpath.model import Knowledge
from stillpath.prose.standing import AGREES, DEFAULT, NOT_USED, side_standing, standing


def test_a_dose_that_says_the_same_agrees(knowledge: Knowledge) -> None:
    """As much, as often, up to the same ceiling; a range, or a flat gram, does not."""
    drug = knowledge.drugs["methylprednisolone"]
    stands = {one.id: standing(drug, one, knowledge) for one in drug.doses if one.slot == "pulse"}

    assert stands["halyabar-pulse"] == DEFAULT
    assert stands["label-pulse"] == AGREES
    assert stands["pnds-pulse"] == stands["seed-a-pulse"] == NOT_USED


def test_the_same_source_is_taken_for_the_other_children_too(knowledge: Knowledge) -> None:
    """Below and from 30 kg one label has two doses: both are the default."""
    drug = knowledge.drugs["tocilizumab"]
    taken = [one.id for one in drug.doses if standing(drug, one, knowledge) == DEFAULT]

    assert len(taken) > 1


def test_nothing_is_taken_where_no_default_is_held(knowledge: Knowledge) -> None:
    """No record agrees with a default that is not there."""
    drug = knowledge.drugs["ciclosporin"]
    (slot,) = [slot for slot in drug.slots if not slot.default]

    assert {standing(drug, one, knowledge) for one in drug.doses if one.slot == slot.id} == {NOT_USED}


def test_a_side_of_a_conflict_stands_as_its_dose_does(knowledge: Knowledge) -> None:
    """Sources that print the default's dose are not said to be unused."""
    conflict = knowledge.conflicts["methylprednisolone-dose"]
    stands = {side.evidence.source: side_standing(conflict, side, knowledge) for side in conflict.sides}

    assert stands["halyabar-2019"] == DEFAULT
    assert stands["methylprednisolone-label"] == stands["oxparc-ivmp"] == AGREES
    assert stands["seed-a"] == NOT_USED
