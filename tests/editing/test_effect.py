"""Which cases a draft is tried on, and what of a check is its own."""

from stillpath.errors import KnowledgeError
from stillpath.library.check_translations import STALE
from stillpath.model import Knowledge
from stillpath.review.effect import checked, entries_of_file, touched
from tests.editing.conftest import KNOWLEDGE


def test_cases_are_tried_that_rest_on_the_entry(knowledge: Knowledge) -> None:
    """Those about it, and those whose rule looks at it, directly or through another rule; no others."""
    for entry in ("criteria/mas-2016", "facts/ferritin", "criteria/fever"):
        assert "mas-2016-edges" in touched(frozenset((entry,)), (knowledge,)), entry
    assert "mas-2016-edges" not in touched(frozenset(("alerts/anakinra-high",)), (knowledge,))
    assert "anakinra-high-edges" in touched(frozenset(("drugs/anakinra",)), (knowledge,))
    assert touched(frozenset(("cases/mas-2016-edges",)), (knowledge,)) == ("mas-2016-edges",)
    assert len(touched(frozenset(("policy/values",)), (knowledge,))) == len(knowledge.cases)


def test_a_page_of_policy_holds_its_parameters(knowledge: Knowledge) -> None:
    """Each is an entry of its own."""
    text = (KNOWLEDGE / "policy" / "thresholds.yaml").read_text(encoding="utf-8")
    entries = entries_of_file("policy/thresholds", knowledge, text)
    assert {"policy/fever-temperature", "policy/thresholds"} <= entries
    assert "policy/next-test-now" not in entries
    assert entries_of_file("drugs/anakinra", knowledge, "") == {"drugs/anakinra"}


def test_problems_of_the_file_come_first_and_stale_readings_apart() -> None:
    """Each with the field at its line."""
    text = "id: x\nunit: ng/mL\n"
    problems = [
        KnowledgeError("knowledge/facts/other.yaml:1", "far", "near"),
        KnowledgeError("knowledge/facts/x.yaml:2", "wrong", "right"),
        KnowledgeError("knowledge/translations/nb.yaml:3", f"'facts/x' {STALE}", "read"),
    ]
    told = checked(problems, "facts/x", text)
    assert [(one["path"], one["own"], one["found"]) for one in told["problems"]] == [
        ("unit", True, "wrong"),
        ("", False, "far"),
    ]
    assert told["count"] == 2
    assert [one["where"] for one in told["stale"]] == ["knowledge/translations/nb.yaml:3"]
