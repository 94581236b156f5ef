"""The way of a text to being signed: what each step asks, whom it refuses, and what follows."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from stillpath.errors import AuditError, DoneError, NotAllowedError, StaleError, UsageError
from stillpath.library import Chosen
from stillpath.model.review import State
from stillpath.review.current import Current, overtaken, texts_in_force
from stillpath.review.due import falling_due
from stillpath.review.rules import Rules
from stillpath.review.signing import confirm, sign, wanting
from stillpath.review.submissions import ended, review_of
from stillpath.review.workflow import (
    begin_review,
    closure_now,
    comment,
    request_changes,
    review_as_it_stands,
    submit,
    take_up_new_base,
    withdraw,
)
from stillpath.store import Store, audit
from stillpath.store.approved import verify_approvals
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Approval, Opinion, Person, Published, RoleGrant, Submission
from tests.review.conftest import DRUG, ENTRY, SOURCE, People, drafted, once, person, under_review, write
from tests.store.conftest import Clock

BETTER = DRUG.replace("2 mg/kg", "1 mg/kg")
TENFOLD = DRUG.replace("2 mg/kg", "20 mg/kg")


def shown(store: Store, folder: Path, number: int) -> str:
    """The hash of the closure that a page would show of a submission."""
    from stillpath.review.workflow import closure_now

    with store.read() as session:
        return closure_now(session, folder, session.get_one(Submission, number)).whole.hash


def signed(
    store: Store, folder: Path, who: int, number: int, competence: str, version: int = 3, concerned: bool = False
) -> tuple[str, ...]:
    closure = shown(store, folder, number)
    return sign(store, folder, who, number, version, closure, competence, "agrees", concerned, once())


def standing(store: Store, folder: Path, entry: str = ENTRY) -> State:
    return Current(store, Chosen(folder)).knowledge().reviewed.of(entry).state


def approved(store: Store, folder: Path, people: People, text: str = BETTER) -> int:
    number = under_review(store, folder, people, text)
    assert signed(store, folder, people.rex, number, "pharmacy")
    assert signed(store, folder, people.bo, number, "haematology") == ()
    return number


def test_nobody_signs_what_somebody_of_their_name_wrote(store: Store, folder: Path, people: People) -> None:
    """A writer who came with an import is another account; the name tells."""
    number = under_review(store, folder, people, BETTER)
    with store.change("command", "account: rename") as session:
        session.get_one(Account, people.ann).name = "REX  example"
    with pytest.raises(NotAllowedError, match="somebody of your name wrote"):
        signed(store, folder, people.rex, number, "pharmacy")


def test_the_life_of_one_entry(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """Draft, changes requested, mended, approved by two, its source edited, lapsed, restored: approved again."""
    number = drafted(store, folder, people.ann, BETTER)
    assert standing(store, folder) is State.SUBMITTED
    submit(store, people.ann, number, 1, "less", once(), folder)
    begin_review(store, folder, people.rex, number, 2, once())
    assert standing(store, folder) is State.UNDER_REVIEW
    request_changes(store, people.rex, number, 3, "say for whom", once())
    assert standing(store, folder) is State.CHANGES_REQUESTED
    submit(store, people.ann, number, 4, "less, in children", once(), folder)
    begin_review(store, folder, people.rex, number, 5, once())
    assert signed(store, folder, people.rex, number, "pharmacy", 6) == (
        "Two people must sign; so far 1.",
        "Nobody of the board has signed.",
    )
    assert standing(store, folder) is State.UNDER_REVIEW
    assert texts_in_force(store, folder) == {}
    assert signed(store, folder, people.bo, number, "haematology", 6) == ()
    assert texts_in_force(store, folder) == {ENTRY: BETTER}
    now = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert now.state is State.APPROVED
    assert [(one.who, one.competence, one.interests) for one in now.signatures] == [
        ("Rex Example", "pharmacy", "none"),
        ("Bo Example", "haematology", "none"),
    ]
    assert now.due == date(2027, 11, 2)
    write(folder, "sources/label", SOURCE.replace("2020", "2021"))
    lapsed = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (lapsed.state, lapsed.changed) == (State.LAPSED, ("sources/label",))
    write(folder, "sources/label", SOURCE)
    assert standing(store, folder) is State.APPROVED
    clock.passes(days=366)
    overdue = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (overdue.state, overdue.why) == (State.LAPSED, "review fell due on 02-Nov-2027")
    with store.read() as session:
        assert audit.verify(session).seq > 6


def test_nobody_signs_a_text_they_wrote_in(store: Store, folder: Path, people: People) -> None:
    """Neither who began it, nor who edited it, nor the author of the text it was begun from, whatever their role."""
    both = person(store, "all", Role.AUTHOR, Role.REVIEWER, Role.BOARD)
    number = drafted(store, folder, both, BETTER)
    submit(store, both, number, 1, "less", once(), folder)
    with pytest.raises(NotAllowedError, match="you wrote in this text"):
        begin_review(store, folder, both, number, 2, once())
    begin_review(store, folder, people.rex, number, 2, once())
    with pytest.raises(NotAllowedError, match="nobody signs a text that they wrote in"):
        signed(store, folder, both, number, "pharmacy")
    with store.change("bo", "draft: save", ENTRY) as session:
        session.add(
            Opinion(
                submission_id=number,
                account_id=people.bo,
                verdict="edited",
                competence="",
                interests="",
                reason="",
                closure="",
                at=store.now(),
            )
        )
    with pytest.raises(NotAllowedError, match="nobody signs a text that they wrote in"):
        signed(store, folder, people.bo, number, "haematology")


def test_the_author_of_a_published_text_does_not_sign_it_as_it_stands(
    store: Store, folder: Path, people: People
) -> None:
    """A review of the text that is served has no author of its own; who wrote that text still stays out."""
    both = person(store, "all", Role.AUTHOR, Role.REVIEWER)
    number = drafted(store, folder, both, BETTER)
    submit(store, both, number, 1, "less", once(), folder)
    begin_review(store, folder, people.rex, number, 2, once())
    signed(store, folder, people.rex, number, "pharmacy")
    assert signed(store, folder, people.bo, number, "haematology") == ()
    again = review_as_it_stands(store, folder, both, ENTRY, once())
    with pytest.raises(NotAllowedError, match="nobody signs a text that they wrote in"):
        signed(store, folder, both, again, "pharmacy", 1)


def test_one_competence_twice_is_not_two(store: Store, folder: Path, people: People) -> None:
    """Two pharmacists sign; a haematologist is still missing, and what was signed is kept."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    assert signed(store, folder, people.bo, number, "pharmacy") == ("They must sign in different competences.",)
    third = person(store, "cem", Role.REVIEWER, competences=("haematology",))
    assert signed(store, folder, third, number, "haematology") == ()


def test_one_of_the_board_must_sign(store: Store, folder: Path, people: People) -> None:
    """Two reviewers of different competence are not enough."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    other = person(store, "cem", Role.REVIEWER, competences=("haematology",))
    assert signed(store, folder, other, number, "haematology") == ("Nobody of the board has signed.",)


def test_who_cannot_sign_is_told_why(store: Store, folder: Path, people: People) -> None:
    """An ended term, interests too old or never declared, a competence of others, no competence, twice."""
    number = under_review(store, folder, people, BETTER)
    whom = {
        "your term ended on 01-Nov-2026": person(store, "p1", Role.REVIEWER, term_until=date(2026, 11, 1)),
        "over 12 months ago": person(store, "p2", Role.REVIEWER, interests_on=date(2025, 11, 1)),
        "declare your interests first": person(store, "p3", Role.REVIEWER, interests_on=None),
        "one of your own": person(store, "p4", Role.REVIEWER, competences=("nursing",)),
        "no competence is recorded": person(store, "p5", Role.REVIEWER, competences=()),
        "may not review and sign": person(store, "p6", Role.ADMINISTRATOR, Role.AUTHOR),
    }
    for why, who in whom.items():
        with pytest.raises(NotAllowedError, match=why):
            signed(store, folder, who, number, "pharmacy")
    signed(store, folder, people.rex, number, "pharmacy")
    with pytest.raises(NotAllowedError, match="signed exactly this already"):
        signed(store, folder, people.rex, number, "pharmacy")


def test_only_a_competence_that_counts_for_the_kind_signs(
    store: Store, folder: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editorial policy in force rules: its competences, its number of people, its months to the next review."""

    @dataclass(frozen=True)
    class Group:
        people: int = 1
        review_every_months: int = 6
        among: tuple[str, ...] = ("haematology",)

        def wanting(self, competences: Sequence[frozenset[str]]) -> tuple[str, ...]:
            return () if competences else ("One person must sign; so far 0.",)

    rules = Rules("2026-11", Group(), 12)
    monkeypatch.setattr("stillpath.review.signing.rules_for", lambda knowledge, kind, on: rules)
    number = under_review(store, folder, people, BETTER)
    with pytest.raises(NotAllowedError, match="does not count for this kind"):
        signed(store, folder, people.rex, number, "pharmacy")
    assert signed(store, folder, people.bo, number, "haematology") == ()
    told = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (told.editorial, told.due) == ("2026-11", date(2027, 5, 2))


def test_the_last_day_of_a_term_and_of_a_declaration_still_count(store: Store, folder: Path, people: People) -> None:
    """Both end with the day."""
    last = person(store, "p1", Role.BOARD, term_until=date(2026, 11, 2), interests_on=date(2025, 11, 2))
    assert signed(store, folder, last, under_review(store, folder, people, BETTER), "pharmacy")


def test_an_interest_concerned_lets_only_comment(store: Store, folder: Path, people: People) -> None:
    """Who stands aside has signed nothing, and signs nothing of it later."""
    number = under_review(store, folder, people, BETTER)
    assert "Two people must sign; so far 0." in signed(store, folder, people.bo, number, "pharmacy", concerned=True)
    with pytest.raises(NotAllowedError, match="you stood aside"):
        signed(store, folder, people.bo, number, "pharmacy")
    comment(store, people.bo, number, "the label was revised", once())


def test_a_signature_ends_when_its_signer_stands_aside(store: Store, folder: Path, people: People) -> None:
    """Also one that was given before; and the page of the submission tells so."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    signed(store, folder, people.rex, number, "pharmacy", concerned=True)
    assert "Two people must sign; so far 1." in signed(store, folder, people.bo, number, "haematology")
    review = review_of(store, number)
    assert review is not None
    with store.read() as session:
        now = closure_now(session, folder, session.get_one(Submission, number)).whole
    assert ended(review.opinions, now, {}) == (
        "a signature of 2026-11-02 09:00 UTC no longer counts: its signer stood aside",
    )


LOST = {
    "the signer's account is disabled": lambda account, person: setattr(account, "disabled_at", account.made_at),
    "the signer's term ended": lambda account, person: setattr(person, "term_until", date(2026, 11, 1)),
    "the signer could not sign it now": lambda account, person: setattr(person, "competences", ["nursing"]),
}


@pytest.mark.parametrize("why", LOST)
def test_an_earlier_signature_counts_only_while_its_signer_could_sign(
    why: str, store: Store, folder: Path, people: People
) -> None:
    """It is tested again when the last one signs, told, and counts again once the reason is gone."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    with store.change("adm", "people: change", "rex") as session:
        LOST[why](session.get_one(Account, people.rex), session.get_one(Person, people.rex))
    told = ("Two people must sign; so far 1.", f"A signature of 2026-11-02 09:00 UTC no longer counts: {why}.")
    assert signed(store, folder, people.bo, number, "haematology") == told
    review = review_of(store, number)
    assert review is not None
    assert wanting(store, folder, review, shown(store, folder, number)) == told
    assert standing(store, folder) is State.UNDER_REVIEW
    with store.change("adm", "people: change", "rex") as session:
        session.get_one(Account, people.rex).disabled_at = None
        rex = session.get_one(Person, people.rex)
        rex.term_until, rex.competences = None, ["pharmacy"]
    assert signed(store, folder, people.bo, number, "haematology") == ()
    assert standing(store, folder) is State.APPROVED


def test_a_signature_counts_only_while_its_signer_may_review(store: Store, folder: Path, people: People) -> None:
    """A role that was taken away takes the waiting signature with it."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    with store.change("adm", "people: change", "rex") as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == people.rex))
    assert signed(store, folder, people.bo, number, "haematology")[1:] == (
        "A signature of 2026-11-02 09:00 UTC no longer counts: the signer may not review any more.",
    )


def test_whether_the_board_signed_is_what_the_signer_was_then(store: Store, folder: Path, people: People) -> None:
    """Who comes to the board later did not sign for it; one of the board is still missing."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    with store.change("adm", "people: change", "rex") as session:
        session.add(RoleGrant(account_id=people.rex, role=Role.BOARD.value))
    other = person(store, "cem", Role.REVIEWER, competences=("haematology",))
    assert signed(store, folder, other, number, "haematology") == ("Nobody of the board has signed.",)
    last = person(store, "deb", Role.BOARD, competences=("nursing",))
    assert signed(store, folder, last, number, "nursing") == ()


def test_who_signed_for_the_board_did_so_though_a_reviewer_now(store: Store, folder: Path, people: People) -> None:
    """The role of the day of the signature counts."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.bo, number, "haematology")
    with store.change("adm", "people: change", "bo") as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == people.bo))
        session.add(RoleGrant(account_id=people.bo, role=Role.REVIEWER.value))
    assert signed(store, folder, people.rex, number, "pharmacy") == ()


def test_standing_aside_holds_for_the_file_until_a_new_declaration(
    store: Store, folder: Path, people: People, clock: Clock
) -> None:
    """Another submission of the same file is another, and the interest is the same."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.bo, number, "pharmacy", concerned=True)
    request_changes(store, people.rex, number, 3, "another text comes", once())
    withdraw(store, people.ann, number, 4, "", once())
    again = under_review(store, folder, people, BETTER.replace("1 mg", "3 mg"))
    with pytest.raises(NotAllowedError, match="you stood aside"):
        signed(store, folder, people.bo, again, "haematology")
    clock.passes(days=1)
    with store.change("bo", "people: declare interests", "bo") as session:
        session.get_one(Person, people.bo).interests_on = clock().date()
    assert signed(store, folder, people.bo, again, "haematology") == ("Two people must sign; so far 1.",)


FORGED = {
    "a new one": "INSERT INTO approval SELECT 99, 'drugs/canakinumab', submission_id, closure, parts, signatures,"
    " editorial, approved_at, due, NULL, '' FROM approval",
    "another entry": "UPDATE approval SET entry = 'drugs/canakinumab'",
    "another day": "UPDATE approval SET due = '2099-01-01'",
    "none any more": "DELETE FROM approval",
}


@pytest.mark.parametrize("how", FORGED)
def test_an_approval_that_no_step_made_is_found(how: str, store: Store, folder: Path, people: People) -> None:
    """Written into the database past the software: the log alone is whole, and the approvals are held against it."""
    approved(store, folder, people)
    with store.read() as session:
        assert verify_approvals(session) == 1
    with store.engine.begin() as connection:
        connection.execute(text(FORGED[how]))
    with store.read() as session:
        audit.verify(session)
        with pytest.raises(AuditError, match=r"not in the log|is gone"):
            verify_approvals(session)


def test_the_second_of_two_is_told(store: Store, folder: Path, people: People) -> None:
    """An older version is refused by name and time, and nothing is overwritten; the same form twice is done once."""
    number = under_review(store, folder, people, BETTER)
    key = once()
    request_changes(store, people.rex, number, 3, "say for whom", key)
    with pytest.raises(StaleError, match="Rex Example asked for changes at 2026-11-02 09:00 UTC"):
        signed(store, folder, people.bo, number, "haematology", 3)
    with pytest.raises(DoneError):
        request_changes(store, people.rex, number, 3, "say for whom", key)
    found = review_of(store, number)
    assert found is not None
    assert found.state is State.CHANGES_REQUESTED
    assert [one.verdict for one in found.opinions] == ["submitted", "began the review", "asked for changes"]


def test_a_closure_that_changed_under_the_signer_is_told(store: Store, folder: Path, people: People) -> None:
    """The source is edited while the form is open: nothing is signed, and a signature before it counts no more."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    before = shown(store, folder, number)
    write(folder, "sources/label", SOURCE.replace("2020", "2021"))
    with pytest.raises(StaleError, match="sources/label changed"):
        sign(store, folder, people.bo, number, 3, before, "haematology", "agrees", False, once())
    assert "Two people must sign; so far 1." in signed(store, folder, people.bo, number, "haematology")
    assert signed(store, folder, people.rex, number, "pharmacy") == ()


def test_asking_for_changes_ends_the_signatures(store: Store, folder: Path, people: People) -> None:
    """The same text handed in again needs both anew."""
    number = under_review(store, folder, people, BETTER)
    signed(store, folder, people.rex, number, "pharmacy")
    request_changes(store, people.bo, number, 3, "say for whom", once())
    submit(store, people.ann, number, 4, "as it was", once(), folder)
    begin_review(store, folder, people.bo, number, 5, once())
    assert "Two people must sign; so far 1." in signed(store, folder, people.bo, number, "haematology", 6)


def test_a_page_of_values_is_not_opened(store: Store, folder: Path, people: People) -> None:
    """It is signed with the facts it speaks of."""
    with pytest.raises(NotAllowedError, match="review those entries"):
        review_as_it_stands(store, folder, people.rex, "policy/values", once())


def test_an_older_approval_is_superseded_and_holds_again_when_its_text_does(
    store: Store, folder: Path, people: People
) -> None:
    """Of two approved texts the one that is served is approved; when the first is restored, the first is."""
    approved(store, folder, people)
    second = approved(store, folder, people, BETTER.replace("1 mg/kg", "1.5 mg/kg"))
    now = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (now.state, len(texts_in_force(store, folder))) == (State.APPROVED, 1)
    write(folder, ENTRY, BETTER)  # landed, then the second text lies over it still: it is of its line
    assert texts_in_force(store, folder) == {ENTRY: BETTER.replace("1 mg/kg", "1.5 mg/kg")}
    write(folder, ENTRY, BETTER.replace("1 mg/kg", "1.5 mg/kg"))
    assert texts_in_force(store, folder) == {}
    assert standing(store, folder) is State.APPROVED
    assert second


def test_a_third_text_in_the_folder_wins(store: Store, folder: Path, people: People) -> None:
    """The repository is the source of truth: a published text that it does not know is told as overtaken."""
    approved(store, folder, people)
    write(folder, ENTRY, DRUG + "note: another\n")
    assert texts_in_force(store, folder) == {}
    assert overtaken(store, folder) == (ENTRY,)
    assert standing(store, folder) is State.LAPSED


def test_a_text_begun_from_one_that_is_no_longer_served_is_told(store: Store, folder: Path, people: People) -> None:
    """It is neither submitted nor approved over the other until its author has taken that one up."""
    number = drafted(store, folder, people.ann, BETTER)
    write(folder, ENTRY, DRUG + "note: another\n")
    with pytest.raises(StaleError, match="another text by now"):
        submit(store, people.ann, number, 1, "less", once(), folder)
    take_up_new_base(store, folder, people.ann, number, 1, once())
    submit(store, people.ann, number, 2, "less", once(), folder)
    begin_review(store, folder, people.rex, number, 3, once())
    signed(store, folder, people.rex, number, "pharmacy", 4)
    write(folder, ENTRY, DRUG + "note: a third\n")
    with pytest.raises(StaleError, match="it would be lost"):
        signed(store, folder, people.bo, number, "haematology", 4)


def test_two_who_sign_at_the_same_moment(store: Store, folder: Path, people: People) -> None:
    """Exactly one approval comes of it, and both signatures are in it."""
    number = under_review(store, folder, people, BETTER)
    closure, together = shown(store, folder, number), threading.Barrier(2)
    came: list[object] = []

    def one(who: int, competence: str) -> None:
        together.wait(10)
        try:
            came.append(sign(store, folder, who, number, 3, closure, competence, "agrees", False, once()))
        except UsageError as told:
            came.append(told)

    threads = [
        threading.Thread(target=one, args=pair) for pair in ((people.rex, "pharmacy"), (people.bo, "haematology"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert () in came
    assert all(isinstance(one, tuple) for one in came)
    with store.read() as session:
        approvals = session.execute(select(Approval)).scalars().all()
        assert [len(one.signatures) for one in approvals] == [2]
        assert len(session.execute(select(Published)).scalars().all()) == 1


def test_withdrawing(store: Store, folder: Path, people: People) -> None:
    """Only its author takes a text back, and not while it is reviewed; another can then be handed in."""
    number = drafted(store, folder, people.ann, BETTER)
    submit(store, people.ann, number, 1, "less", once(), folder)
    with pytest.raises(NotAllowedError, match="only who wrote"):
        withdraw(store, people.rex, number, 2, "", once())
    other = drafted(store, folder, people.ann, BETTER)
    with pytest.raises(NotAllowedError, match="on its way"):
        submit(store, people.ann, other, 1, "less", once(), folder)
    withdraw(store, people.ann, number, 2, "", once())
    submit(store, people.ann, other, 1, "less", once(), folder)
    begin_review(store, folder, people.rex, other, 2, once())
    with pytest.raises(NotAllowedError, match="under review"):
        withdraw(store, people.ann, other, 3, "", once())
    request_changes(store, people.rex, other, 3, "say for whom", once())
    withdraw(store, people.bo, other, 4, "nobody went on with it", once())
    again = review_as_it_stands(store, folder, people.rex, ENTRY, once())
    withdraw(store, people.rex, again, 1, "opened by mistake", once())
    assert standing(store, folder) is State.SUBMITTED


def test_what_falls_due(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """Overdue and lapsed entries, terms that end, declarations that are too old; a confirmation moves no date."""
    approved(store, folder, people)
    ends = person(store, "cem", Role.REVIEWER, term_until=date(2026, 11, 30), interests_on=None)
    assert ends

    def told() -> list[tuple[str, str]]:
        knowledge = Current(store, Chosen(folder)).knowledge()
        return [(one.what, one.why) for one in falling_due(store, knowledge, store.now().date())]

    assert told() == [("Cem Example", "interests not declared"), ("Cem Example", "term ends")]
    clock.passes(days=320)
    confirm(store, folder, people.bo, ENTRY, "the label of today says the same", once())
    clock.passes(days=20)
    with pytest.raises(NotAllowedError, match="over 12 months ago"):
        confirm(store, folder, people.bo, ENTRY, "looked", once())
    now = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (now.due, now.still_valid_on) == (date(2027, 11, 2), date(2027, 9, 18))
    assert (ENTRY, "review falls due") in told()
    write(folder, "sources/label", SOURCE.replace("2020", "2021"))
    assert (ENTRY, "approval lapsed: sources/label changed") in told()
