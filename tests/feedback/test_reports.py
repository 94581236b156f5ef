"""Errors that readers report, what becomes of them, and the public log."""

from datetime import date

import pytest

from stillpath.errors import DoneError, StaleError, UsageError
from stillpath.library import default_folder
from stillpath.review.board import members, nobody_text
from stillpath.review.holding import file_holding
from stillpath.review.identifying import identifying
from stillpath.review.reports import (
    accept,
    correct,
    corrections,
    decline,
    open_reports,
    report,
    report_of,
    report_sent,
    withdrawn,
)
from stillpath.review.shares import share, share_of
from stillpath.store import Store, audit
from stillpath.store.roles import Role
from stillpath.store.schema import Approval, Submission
from tests.people import invented
from tests.store.conftest import Clock

CLAIM = "drugs/anakinra/handling/1"
SAYS = "What stood there."
WRONG = "The label says something else."


def sent(store: Store, text: str = WRONG, once: str = "") -> int:
    return report(store, "/knowledge/drugs/anakinra", CLAIM, SAYS, "2026.11+aaaa", text, once)


def test_a_report_is_kept_once_with_the_statement_as_it_stood(store: Store) -> None:
    """The same form sent twice is one report; its text stands in no log."""
    number = sent(store, once="k")
    with pytest.raises(DoneError):
        sent(store, once="k")
    assert report_sent(store, "k") == number
    assert report_sent(store, "other") == 0
    kept = report_of(store, number)
    assert kept is not None
    assert (kept.claim, kept.says, kept.knowledge, kept.state, kept.text) == (
        CLAIM,
        SAYS,
        "2026.11+aaaa",
        "open",
        WRONG,
    )
    assert [one.id for one in open_reports(store)] == [number]
    with store.read() as session:
        assert WRONG not in str([(row.subject, row.detail) for row in audit.rows_about(session)])


def test_numbers_of_reports_do_not_follow_each_other(store: Store) -> None:
    """Whoever has one finds no other by counting; a number that cannot be is nobody's."""
    numbers = [sent(store) for _ in range(4)]
    assert len({after - before for before, after in zip(numbers, numbers[1:], strict=False)} - {1, -1}) == 3
    assert all(len(str(number)) == 9 for number in numbers)
    assert report_of(store, 10**30) is None
    assert report_of(store, 0) is None


def test_the_oldest_report_comes_first(store: Store, clock: Clock) -> None:
    """Whatever their numbers."""
    numbers = []
    for _ in range(4):
        numbers.append(sent(store))
        clock.passes(hours=1)
    assert [one.id for one in open_reports(store)] == numbers


def test_an_accepted_report_opens_a_draft_of_its_entry(store: Store) -> None:
    """As it stands, of nobody yet, with the report as its origin; the report stays open until it is closed."""
    number = sent(store)
    draft = accept(store, default_folder(), "ann", number, "We look at it now.")
    with store.read() as session:
        row = session.get(Submission, draft)
        assert row is not None
        assert (row.entry, row.state, row.author_id, row.origin) == ("drugs/anakinra", "draft", None, number)
        assert row.text == row.base_text == (default_folder() / "drugs" / "anakinra.yaml").read_text(encoding="utf-8")
    (kept,) = open_reports(store)
    assert (kept.state, kept.answer, kept.text) == ("accepted", "We look at it now.", WRONG)
    with pytest.raises(StaleError):
        accept(store, default_folder(), "bo", number, "We look at it too.")


def test_a_closed_report_keeps_the_answer_and_not_what_was_typed(store: Store) -> None:
    """Declined once: a second answer is told that it came too late."""
    number = sent(store)
    decline(store, "ann", number, "The label was read again; it says this.")
    kept = report_of(store, number)
    assert kept is not None
    assert (kept.state, kept.text, kept.answer) == ("declined", "", "The label was read again; it says this.")
    assert open_reports(store) == ()
    with pytest.raises(StaleError, match="answered meanwhile"):
        decline(store, "bo", number, "Another answer to it.")


def test_a_correction_closes_its_report_and_stands_in_the_public_log(store: Store, clock: Clock) -> None:
    """What it was, what it is, whether it was grave, when, by whom; the newest first."""
    ann = invented(store, "Ann Author", Role.REVIEWER)
    number = sent(store)
    correct(store, "ann", ann, "drugs/anakinra", "2 mg", "4 mg", True, number, "Thank you: corrected.")
    clock.passes(days=1)
    correct(store, "ann", ann, "facts/ferritin", "ng", "ng/mL", False)
    newest, first = corrections(store)
    assert (newest.entry, newest.grave, newest.reported) == ("facts/ferritin", False, False)
    assert (first.was, first.now, first.grave, first.by, first.reported) == ("2 mg", "4 mg", True, "Ann Author", True)
    kept = report_of(store, number)
    assert kept is not None
    assert (kept.state, kept.text) == ("corrected", "")
    with pytest.raises(UsageError):
        correct(store, "ann", ann, "facts/ferritin", "same", "same", False)


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "x" * 2001,
        "Ask me at ann@example.org about it.",
        "She was born 3.2.2019 and got it.",
        "She was born on 3 May 2019 and got it.",
        "Seen in 2019-02-03 with this.",
        "For 030219 12345 it was wrong.",
        "For 123-45-6789 it was wrong.",
        "Ring +47 22 07 00 00 about it.",
        "MRN 4711 had it otherwise.",
    ],
)
def test_a_report_that_says_too_little_or_who_a_patient_is_is_not_taken(store: Store, text: str) -> None:
    """Told with the kind of thing that was found, never with the thing itself."""
    with pytest.raises(UsageError) as problem:
        sent(store, text)
    assert not any(word in str(problem.value) for word in text.split() if any(letter.isdigit() for letter in word))
    assert open_reports(store) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The ceiling is 1000 mg per dose, 30 mg/kg for 3 days, not 500 mg.",
        "Ravelli 2016;75:481-489 has 684 ng/mL and 181 x10^9/L.",
        "doi 10.1136/annrheumdis-2015-208982 says 3 of 5",
        "PMID 26314788, table 2, 10.5.1",
        "Weeks 1-2-3 of HLH-2004: 150 mg/m2 twice a week",
    ],
)
def test_what_is_said_of_a_dose_or_a_source_is_taken(text: str) -> None:
    """Amounts, limits, years, pages and identifiers of papers tell nobody's name."""
    assert identifying(text) == ""


def test_a_file_of_policy_is_found_by_its_parameter() -> None:
    """Most entries are a file of their own."""
    folder = default_folder()
    assert file_holding(folder, "drugs/anakinra", {}) == "drugs/anakinra"
    assert file_holding(folder, "policy/blood-draw-limit", {}) == "policy/next-test"
    assert file_holding(folder, "drugs/made-up", {"drugs/made-up": "id: made-up\n"}) == "drugs/made-up"
    page = "title: A page\nparameters:\n  - id: made-up\n"
    assert file_holding(folder, "policy/made-up", {"policy/made-up-page": page}) == "policy/made-up-page"
    for entry in ("/treatment", "drugs/no-such-thing", "../x/y", "drugs/../../x"):
        assert file_holding(folder, entry, {}) == "", entry


def test_a_withdrawn_approval_is_told(store: Store, clock: Clock) -> None:
    """With its reason and its day."""
    ann = invented(store, "Ann Author", Role.BOARD)
    with store.change("ann", "review: sign", "drugs/anakinra") as session:
        made = {"text": None, "summary": "", "version": 1, "closure": "c", "parts": {}, "origin": None}
        times = {"made_at": clock(), "changed_at": clock(), "submitted_at": None, "published_at": None}
        one = Submission(entry="drugs/anakinra", state="retired", author_id=ann, base="", base_text="", **made, **times)
        session.add(one)
        session.flush()
        session.add(
            Approval(
                entry="drugs/anakinra",
                submission_id=one.id,
                closure="c",
                parts={},
                signatures=[],
                editorial="",
                approved_at=clock(),
                due=None,
                retired_at=clock(),
                retired_because="A source was retracted.",
            )
        )
    (told,) = withdrawn(store)
    assert (told.entry, told.because) == ("drugs/anakinra", "A source was retracted.")


def test_a_shared_link_keeps_what_was_shared(store: Store, clock: Clock) -> None:
    """The same page in the same state has one link a day; another text, status or version has its own."""
    first = share(store, "/treatment", "Treatment", "v1", "not reviewed", "d1")
    assert share(store, "/treatment", "Treatment", "v1", "not reviewed", "d1") == first
    others = [
        share(store, "/treatment", "Treatment", "v1", "not reviewed", "d2"),
        share(store, "/treatment", "Treatment", "v2", "not reviewed", "d1"),
        share(store, "/treatment", "Treatment", "v1", "reviewed", "d1"),
    ]
    assert len({first, *others}) == 4
    kept = share_of(store, first)
    assert kept is not None
    assert (kept.page, kept.knowledge, kept.status, kept.digest, kept.at) == (
        "/treatment",
        "v1",
        "not reviewed",
        "d1",
        clock(),
    )
    assert share_of(store, "no-such-link") is None
    assert share_of(store, "x" * 100) is None


def test_only_who_agreed_and_may_sign_is_listed(store: Store) -> None:
    """The board first; whose term is over is listed last and told so; an author is no reviewer."""
    today = date(2026, 11, 2)
    assert nobody_text(store) == nobody_text(None) == "There is no board. Nobody has signed anything."
    invented(store, "Una Unlisted", Role.BOARD)
    assert nobody_text(store) == "Nobody who may sign has agreed to be listed here. Nobody has signed anything."
    assert members(store, today) == ()
    invented(store, "Arne Author", Role.AUTHOR, listed=True)
    invented(store, "Rita Reviewer", Role.REVIEWER, listed=True)
    invented(store, "Bea Board", Role.BOARD, Role.REVIEWER, listed=True)
    invented(store, "Al Former", Role.BOARD, listed=True, until=date(2026, 11, 1))
    told = members(store, today)
    assert [(one.name, one.role, one.ended) for one in told] == [
        ("Bea Board", "board", False),
        ("Rita Reviewer", "reviewer", False),
        ("Al Former", "board", True),
    ]
