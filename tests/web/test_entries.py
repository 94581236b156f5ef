"""The pages of the knowledge as prose writes them: where an entry is used, and what it names."""

import pytest

from stillpath.model import Knowledge
from stillpath.prose import Item, Section
from stillpath.prose.catalogue import KINDS, entries_of, entry_page
from stillpath.prose.usage import cited_by, uses_of
from stillpath.web.links import entry_address


def items(sections: tuple[Section, ...]) -> list[Item]:
    found: list[Item] = []
    waiting = [item for section in sections for item in section.items]
    while waiting:
        item = waiting.pop()
        found.append(item)
        waiting += item.details
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_names_only_entries_that_are_there(kind: str, knowledge: Knowledge) -> None:
    """What an item of an entry's page is about has a page of its own."""
    assert entries_of(kind, knowledge)
    for id in entries_of(kind, knowledge):
        page = entry_page(id, knowledge, kind)
        assert page is not None
        assert [item.of for item in items(page.sections) if item.of and not entry_address(item.of, knowledge)] == []


def test_a_fact_is_used_by_the_rules_that_look_at_it(knowledge: Knowledge) -> None:
    """Criteria, alerts, checks, actions, drugs: each once, with its name."""
    used = {item.of for item in uses_of("facts", "platelets", knowledge)}
    assert "criteria/mas-2016" in used
    assert {of.partition("/")[0] for of in used} >= {"criteria", "alerts", "monitoring", "actions"}


def test_a_value_of_policy_is_used_by_the_rules_that_take_it(knowledge: Knowledge) -> None:
    """A parameter leads to every rule whose limit it is."""
    assert "criteria/fever" in {item.of for item in uses_of("policy", "fever-temperature", knowledge)}


def test_a_drug_is_used_by_rules_of_its_class_and_by_conflicts(knowledge: Knowledge) -> None:
    """A rule over interleukin-1 blockers looks at anakinra."""
    used = {item.of for item in uses_of("drugs", "anakinra", knowledge)}
    assert {"criteria/masked-by-blocker", "conflicts/anakinra-dose", "actions/give-anakinra"} <= used


def test_a_source_is_cited_with_place_and_standing(knowledge: Knowledge) -> None:
    """Each citing entry tells how sure it is and where in the source it stands."""
    found = {item.of: item for item in cited_by("ravelli-2016", knowledge)}
    assert "verified" in found["criteria/mas-2016"].details[0].text
    assert "criteria table" in found["criteria/mas-2016"].details[0].text
