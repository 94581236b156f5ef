"""How far what a page rests on is reviewed, in words. The people of these examples are invented."""

from dataclasses import replace
from datetime import date

from stillpath.model import Knowledge, Reviewed, Signature, Standing, State
from stillpath.prose.catalogue import entry_page
from stillpath.prose.reviewed import (
    NOT_REVIEWED,
    everything,
    part_text,
    standing_lines,
    standing_text,
    status_line,
    status_of,
    whole,
)

ANN = Signature(
    "Ann Author", "paediatric rheumatology", "lectures for a maker of anakinra", date(2026, 11, 3), "As printed."
)
BEN = Signature("Ben Board", "hospital pharmacy", "none", date(2026, 11, 5))
DRUG = Standing(
    "drugs/anakinra",
    State.APPROVED,
    date(2026, 11, 5),
    (ANN, BEN),
    due=date(2027, 11, 5),
    still_valid_on=date(2026, 12, 1),
    editorial="2",
)
FACT = Standing("facts/ferritin", State.APPROVED, date(2026, 11, 3), (ANN,), due=date(2027, 5, 3))
LAPSED = replace(
    DRUG, state=State.LAPSED, since=date(2026, 12, 2), changed=("drugs/anakinra", "drugs/anakinra#names", "language")
)


def told(knowledge: Knowledge, *standings: Standing) -> Knowledge:
    return knowledge.reviewed_as(Reviewed({one.entry: one for one in standings}))


def texts(standing: Standing, knowledge: Knowledge, today: date | None = None) -> list[str]:
    return [item.text for item in standing_lines(standing, knowledge, today=today)]


def test_nothing_recorded_is_said_as_ever(knowledge: Knowledge) -> None:
    """One line on every page, and one of every entry."""
    assert status_line(knowledge, ("drugs/anakinra",)) == NOT_REVIEWED
    assert status_line(knowledge, whole(knowledge), "nb") == "IKKE GJENNOMGÅTT av et klinisk fagråd"
    assert texts(Standing("drugs/anakinra"), knowledge) == ["Submitted, pending human review. Nobody has signed it."]
    assert standing_text(Standing("drugs/anakinra")) == "not reviewed"
    handed_in = Standing("drugs/anakinra", since=date(2026, 12, 1))
    assert standing_text(handed_in) == "submitted, waits for review"


def test_all_approved_tells_the_oldest_and_the_first_that_falls_due(knowledge: Knowledge) -> None:
    """An approval by two counts from the second signature."""
    both = told(knowledge, DRUG, FACT)

    assert status_line(both, ("drugs/anakinra", "facts/ferritin")) == (
        "REVIEWED: every entry here is approved, the oldest on 03-Nov-2026; next review 03-May-2027"
    )
    assert status_line(both, ("drugs/anakinra",)) == (
        "REVIEWED: every entry here is approved, the oldest on 05-Nov-2026; next review 05-Nov-2027"
    )
    undated = told(knowledge, replace(DRUG, due=None))
    assert status_line(undated, ("drugs/anakinra",)).endswith("; no next review is set")


def test_one_that_is_missing_makes_the_page_not_reviewed(knowledge: Knowledge) -> None:
    """It tells how many are."""
    one = told(knowledge, FACT)

    assert status_line(one, ("drugs/anakinra", "facts/ferritin")) == (
        "NOT REVIEWED as a whole: 1 of 2 entries is approved"
    )
    assert status_of(one, whole(one)).more == f"1 of {len(whole(one))} entries is approved"
    assert status_line(one, ("drugs/anakinra",)) == NOT_REVIEWED


def test_a_lapsed_approval_is_named_with_what_changed(knowledge: Knowledge) -> None:
    """A part of an entry is not told beside the entry; of many lapsed ones two are named."""
    names = ("drugs/anakinra", "facts/ferritin")
    changed = told(knowledge, LAPSED, FACT)
    assert status_line(changed, names) == (
        "NOT REVIEWED as a whole: 1 of 2 entries is approved; "
        "approval of anakinra LAPSED: drug anakinra, the language of rules changed"
    )

    due = Standing("drugs/anakinra", State.LAPSED, date(2026, 12, 2), (ANN,), why="Its review fell due on 02-Dec-2026.")
    assert status_line(told(knowledge, due), ("drugs/anakinra",)) == (
        f"{NOT_REVIEWED}: approval of anakinra LAPSED: Its review fell due on 02-Dec-2026"
    )

    many = [replace(due, entry=f"facts/{id}") for id in list(knowledge.facts)[:4]]
    line = status_line(told(knowledge, *many), [one.entry for one in many])
    assert line.count("LAPSED: ") == 2
    assert line.endswith("; 2 more LAPSED")


def test_an_entry_tells_who_signed_and_under_what(knowledge: Knowledge) -> None:
    """Name, competence, day; interests and the reason beneath; what is due and what was confirmed."""
    lines = standing_lines(DRUG, knowledge, today=date(2026, 12, 2))

    assert [item.text for item in lines] == [
        "Approved since 05-Nov-2026.",
        "Signed by Ann Author, paediatric rheumatology, 03-Nov-2026.",
        "Signed by Ben Board, hospital pharmacy, 05-Nov-2026.",
        "Next review 05-Nov-2027.",
        "Confirmed as still valid on 01-Dec-2026.",
        "Signed under the editorial policy 2.",
    ]
    assert [item.text for item in lines[1].details] == [
        "Interests declared: lectures for a maker of anakinra.",
        "As printed.",
    ]
    assert "Review OVERDUE since 05-Nov-2027." in texts(DRUG, knowledge, date(2027, 11, 6))


def test_a_lapsed_entry_tells_what_changed_and_who_had_signed(knowledge: Knowledge) -> None:
    """Nothing of it reads as an approval."""
    lines = texts(LAPSED, knowledge)

    assert lines[0] == "The approval LAPSED and does not count any more since 02-Dec-2026."
    assert lines[1] == "Changed since it was signed: drug anakinra; the language of rules."
    assert lines[2] == "Had been signed by Ann Author, paediatric rheumatology, 03-Nov-2026."


def test_every_state_is_told_and_only_one_is_approved(knowledge: Knowledge) -> None:
    """Without a signature an approval is none either."""
    for state in State:
        first = texts(Standing("drugs/anakinra", state), knowledge)[0]
        assert not first.startswith("Approved since"), state
    assert texts(Standing("drugs/anakinra", State.APPROVED), knowledge) == [
        "Approved without a signature: NOT REVIEWED by a clinical board."
    ]
    assert standing_text(Standing("drugs/anakinra", State.APPROVED)) == "approved by nobody: not reviewed"
    assert standing_text(LAPSED) == "approval lapsed"


def test_what_changed_is_told_in_the_words_of_a_clinic(knowledge: Knowledge) -> None:
    """A source by its short name, a part of an entry by what it is."""
    assert part_text("sources/ravelli-2016", knowledge) == "source Ravelli 2016"
    assert part_text("drugs/anakinra#names", knowledge) == "the names of drug anakinra"
    assert part_text("pathway/treat-now#when", knowledge) == "the condition of stage treat-now"


def test_a_decision_rests_on_all_that_decides_and_a_page_of_no_subject_on_more(knowledge: Knowledge) -> None:
    """Cases test the knowledge, and translations are another language's."""
    deciding, every = set(whole(knowledge)), set(everything(knowledge))

    assert deciding < every
    assert {"drugs/anakinra", "policy/fever-temperature", "tables/blood-pressure-95th"} <= deciding
    assert {"statements/intended-use", "questions/drug-dose", "sources/ravelli-2016"} <= every - deciding
    assert not [name for name in every if name.startswith(("cases/", "translations/"))]
    assert "translations/nb-interface" in everything(knowledge, "nb")


def test_the_page_of_an_entry_shows_its_review(knowledge: Knowledge) -> None:
    """In a section of its own, and at the foot."""
    page = entry_page("mas-2016", told(knowledge, replace(FACT, entry="criteria/mas-2016")))
    assert page is not None
    (section,) = [section for section in page.sections if section.title == "REVIEW"]

    assert section.items[0].text == "Approved since 03-Nov-2026."
    assert page.foot.startswith("REVIEWED: every entry here is approved, the oldest on 03-Nov-2026")
