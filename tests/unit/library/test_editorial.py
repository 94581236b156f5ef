"""The editorial policy as it is read and checked, and what is still missing for an approval under it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder
from stillpath.library.check_editorial import check_editorial
from stillpath.library.digest import FOLDERS
from stillpath.library.editorial_kind import BY_TWO, read_editorial
from stillpath.library.record import read_record
from stillpath.model import EditorialPolicy, Knowledge, ReviewGroup, policy_in_force

_WRITTEN = (default_folder() / "editorial" / "2026-11.yaml").read_text(encoding="utf-8")
_ANOTHER = "    - id: doses\n      title: again\n      people: 1\n      review_every: 1 mo\n"
_UNREAD = [
    ("in_force_from: 2026-11-22\n", "", "the key 'in_force_from' is missing"),
    ("in_force_from: 2026-11-22", "in_force_from: autumn", "cannot read 'autumn' of 'in_force_from'"),
    ("status: proposal", "status: verified", "an editorial policy that is more than a proposal"),
    ("\nrules:", "\nruls:", "the key 'rules' is missing"),
    ("{ratings_shown_from}", "{ratings_shown}", "'ratings_shown' is not a figure of the rules"),
    ("{doses.people}", "{drugs.people}", "'drugs.people' is not a figure of the rules"),
    ("      people: 2\n", "      people: 0\n", "cannot read '0' of 'people'"),
    ("      people: 2\n", "", "the key 'people' is missing"),
    ("      different: yes", "      different: perhaps", "the key 'different' is neither yes nor no"),
    ("        - pharmacy\n", "        - farmacy\n", "'farmacy' is not a competence"),
    ("    - id: pharmacy\n", "    - id: nursing\n", "the competence 'nursing' stands twice"),
    ("review_every: 6 mo", "review_every: 6", "the rule 'review_every' cannot be read"),
    ("workspace_kept_for: 7 d", "workspace_kept_for: 7 wk", "the rule 'workspace_kept_for' cannot be read"),
    ("wilson 95 %", "wilson 100 %", "the rule 'ratings_interval' cannot be read"),
    ("ratings_shown_from: 5", "ratings_shown_from: 0", "the rule 'ratings_shown_from' cannot be read"),
    ("  report_answered_within: 14 d\n", "", "the key 'report_answered_within' is missing"),
    (
        "  interests_valid_for:",
        "  approved_by: Ann Author\n  interests_valid_for:",
        "the key 'approved_by' is not known",
    ),
]
_WRONG = [
    ("Below {ratings_shown_from} no mean", "Below 5 ratings no mean", "the number '5' stands in the text"),
    ("need {doses.people}", "need two people", "the number 'two' stands in the text"),
    ("        - samples\n", "", "the kind 'samples' stands in no group"),
    ("        - samples\n", "        - drugs\n", "the kind 'drugs' stands in more than one group"),
    ("        - samples\n", "        - samples\n        - sample\n", "'sample' is not a kind; did you mean 'samples'?"),
    ("or paediatric-haematology\n      among", "or pharmacy\n      among", "'pharmacy' stands twice in one_of"),
    (
        "        - pharmacy\n      review",
        "        - nursing\n      review",
        "'pharmacy' is asked for and does not",
    ),
    (
        "        - language-norwegian\n      review",
        "        - language-norwegian\n        - lay-reader\n      review",
        "more competences are asked for than people sign",
    ),
    ("      people: 1\n", "      people: 1\n      different: yes\n", "one person cannot differ in competence"),
    ("  - id: terms\n", "  - id: roles\n", "two sections are called 'roles'"),
    ("  groups:\n", f"  groups:\n{_ANOTHER}", "two groups are called 'doses'"),
]


def _read(text: str, tmp_path: Path, knowledge: Knowledge) -> EditorialPolicy:
    path = tmp_path / "2026-11.yaml"
    path.write_text(text, encoding="utf-8")
    return read_editorial(read_record(path, "editorial/2026-11.yaml"), knowledge.sources)


def _policy(knowledge: Knowledge) -> EditorialPolicy:
    return knowledge.editorial["2026-11"]


def _signed(*names: str) -> list[frozenset[str]]:
    return [frozenset({name}) for name in names]


@pytest.mark.parametrize("old, new, problem", _UNREAD)
def test_a_policy_that_cannot_be_read(old: str, new: str, problem: str, tmp_path: Path, knowledge: Knowledge) -> None:
    """One sentence says where and what; nobody can write an approval into the file."""
    assert old in _WRITTEN
    with pytest.raises(KnowledgeError, match=r"^editorial/2026-11\.yaml:\d+: ") as found:
        _read(_WRITTEN.replace(old, new, 1), tmp_path, knowledge)
    assert problem in str(found.value)


_WEAK = {
    "one person for doses": ("      people: 2\n", "      people: 1\n", "'drugs'"),
    "two who need not differ": ("      different: yes\n", "", "'drugs'"),
    "a policy that one person can change": (
        "        - cases\n",
        "        - cases\n        - editorial\n",
        "'editorial'",
    ),
    "limits in two groups": ("        - cases\n", "        - cases\n        - criteria\n", "'criteria'"),
}


@pytest.mark.parametrize("name", _WEAK)
def test_no_policy_can_leave_a_dose_or_itself_to_one_person(name: str, tmp_path: Path, knowledge: Knowledge) -> None:
    """It is not read at all, so it can be neither signed nor served."""
    old, new, kind = _WEAK[name]
    assert old in _WRITTEN
    with pytest.raises(KnowledgeError, match=f"{kind} would need fewer than two people of different competence"):
        _read(_WRITTEN.replace(old, new, 1), tmp_path, knowledge)


def test_a_kind_that_no_group_names_falls_under_the_floor_too(tmp_path: Path, knowledge: Knowledge) -> None:
    """Where every group is one person's, also the strictest is."""
    head, groups = _WRITTEN.split("  groups:\n")
    text = re.sub(r"\{\w+\.\w+\}", "", head) + "  groups:\n" + groups[groups.index("    - id: translations") :]
    with pytest.raises(KnowledgeError, match="would need fewer than two people"):
        _read(text, tmp_path, knowledge)


def test_the_floor_holds_every_kind_of_the_groups_of_two(knowledge: Knowledge) -> None:
    """A kind that is added to doses or limits is added to the floor as well."""
    groups = [group for group in _policy(knowledge).groups if group.people > 1]
    assert {kind for group in groups for kind in group.kinds} == BY_TWO


@pytest.mark.parametrize("old, new, problem", _WRONG)
def test_a_policy_that_is_wrong(old: str, new: str, problem: str, tmp_path: Path, knowledge: Knowledge) -> None:
    """Whoever writes a policy is told at once that nobody could keep it."""
    assert old in _WRITTEN
    policy = _read(_WRITTEN.replace(old, new, 1), tmp_path, knowledge)
    found = [str(one) for one in check_editorial(Knowledge("1", "", True, editorial={policy.id: policy}))]
    assert [one for one in found if problem in one and one.startswith("editorial/2026-11.yaml:")], found


def test_the_shipped_policy_passes(knowledge: Knowledge) -> None:
    """It is checked as every record is."""
    assert knowledge.editorial
    assert list(check_editorial(knowledge)) == []


def test_a_figure_stands_in_the_text_only_by_its_name(tmp_path: Path, knowledge: Knowledge) -> None:
    """Another rule, and the text says the other number: no page can promise what the software does not keep."""
    changed = _WRITTEN.replace("ratings_shown_from: 5", "ratings_shown_from: 8").replace(
        "kept_for: 7 d", "kept_for: 1 d"
    )
    texts = [text for part in _read(changed, tmp_path, knowledge).sections for text in part.text]
    assert [text for text in texts if "Below 8 ratings no mean" in text]
    assert [text for text in texts if "for at most 1 day," in text]
    shipped = [text for part in _policy(knowledge).sections for text in part.text]
    assert [text for text in shipped if "{" in text] == []


def test_two_versions_of_one_day_are_wrong(knowledge: Knowledge) -> None:
    """It would not be told which of them is in force."""
    one = _policy(knowledge)
    both = Knowledge("1", "", True, editorial={"one": one, "two": replace(one, id="two")})
    assert [one.problem for one in check_editorial(both)] == ["another version is in force from the same day"] * 2


def test_an_older_version_need_not_know_a_newer_kind(knowledge: Knowledge) -> None:
    """It is not rewritten; the kind falls into its strictest group."""
    new = _policy(knowledge)
    groups = tuple(replace(group, kinds=tuple(set(group.kinds) - {"samples"})) for group in new.groups)
    old = replace(new, id="old", in_force_from=date(2026, 1, 1), groups=groups)
    assert list(check_editorial(Knowledge("1", "", True, editorial={"old": old, new.id: new}))) == []
    assert old.group_of("samples").id == "doses"
    assert new.group_of("samples").id == "limits"


def test_the_version_in_force_is_told_by_the_day(knowledge: Knowledge) -> None:
    """From its first day on, until another begins; before the first there is none."""
    one = replace(_policy(knowledge), id="one", in_force_from=date(2026, 11, 22))
    two = replace(one, id="two", in_force_from=date(2027, 5, 1))
    policies = {"two": two, "one": one}
    days = (date(2026, 11, 21), date(2026, 11, 22), date(2027, 4, 30), date(2027, 5, 1))
    found = [policy_in_force(policies, day) for day in days]
    assert [policy.id if policy else "" for policy in found] == ["", "one", "one", "two"]


def test_every_kind_has_its_people(knowledge: Knowledge) -> None:
    """Doses and limits need two people of different competence; nothing is signed by nobody."""
    policy = _policy(knowledge)
    groups = {kind: policy.group_of(kind) for kind in FOLDERS}
    assert all(kind in group.kinds for kind, group in groups.items())
    for kind in ("drugs", "schedules", "criteria", "scores", "policy", "alerts", "pathway", "actions", "tables"):
        assert groups[kind].people == 2
        assert groups[kind].different
    assert groups["drugs"].one_of[0] == {"pharmacy"}
    assert groups["translations"].one_of == ({"language-norwegian"},)


@pytest.mark.parametrize(
    "kind, signed, missing",
    [
        ("drugs", ("pharmacy", "paediatric-rheumatology"), []),
        ("drugs", ("paediatric-haematology", "pharmacy"), []),
        ("drugs", ("pharmacy", "pharmacy"), ["different competences", "paediatric rheumatology or"]),
        ("drugs", ("paediatric-haematology", "paediatric-rheumatology"), ["signed in pharmacy"]),
        ("drugs", ("pharmacy", "intensive-care"), ["paediatric rheumatology or paediatric haematology"]),
        ("drugs", ("pharmacy",), ["Two people must sign; so far 1.", "paediatric rheumatology or"]),
        ("drugs", ("pharmacy", "paediatric-rheumatology", "lay-reader"), ["reading as a parent or patient does not"]),
        ("drugs", (), ["so far 0", "signed in pharmacy", "paediatric rheumatology or"]),
        ("criteria", ("nursing", "general-paediatrics"), []),
        ("criteria", ("nursing", "pharmacy"), ["Nobody has signed in paediatric rheumatology or"]),
        ("criteria", ("intensive-care", "lay-reader"), ["so far 1", "reading as a parent or patient does not count"]),
        ("criteria", ("intensive-care", "intensive-care"), ["They must sign in different competences."]),
        ("statements", ("nursing",), []),
        ("statements", ("language-norwegian",), ["One person must sign; so far 0.", "the Norwegian language does not"]),
        ("translations", ("language-norwegian",), []),
        ("translations", ("pharmacy",), ["Nobody has signed in the Norwegian language."]),
    ],
)
def test_what_is_wanting(kind: str, signed: tuple[str, ...], missing: list[str], knowledge: Knowledge) -> None:
    """For these competences signed in: nothing, or each thing that is missing, in a sentence."""
    found = _policy(knowledge).group_of(kind).wanting(_signed(*signed))
    assert len(found) == len(missing), found
    assert all(part in sentence for part, sentence in zip(missing, found, strict=True)), found


def test_a_signer_counts_in_one_competence_only() -> None:
    """Whoever holds both still signs in one: two competences need two people."""
    group = ReviewGroup("doses", ("drugs",), 2, True, (("pharmacy",), ("rheumatology",)), 6)
    both = frozenset({"pharmacy", "rheumatology"})
    assert group.wanting([both]) == ("Two people must sign; so far 1.", "Nobody has signed in rheumatology.")
    assert group.wanting([both, frozenset({"pharmacy"})]) == ()
    assert group.wanting([both, frozenset()]) != ()
