"""What the board takes back, what it stops, and what is confirmed as still standing."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from stillpath.errors import DoneError, NotAllowedError
from stillpath.library import Chosen
from stillpath.model.review import State
from stillpath.review.current import Current, overtaken, texts_in_force
from stillpath.review.signing import confirm, retire, stop
from stillpath.review.workflow import (
    review_as_it_stands,
)
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Approval, Submission
from tests.review.conftest import DRUG, ENTRY, SOURCE, People, once, person, under_review, write
from tests.review.test_workflow import BETTER, TENFOLD, approved, signed, standing
from tests.store.conftest import Clock


def test_what_is_retired_holds_no_longer(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """The board takes it back with a reason; an older signature of the same content does not stand in for it."""
    number = approved(store, folder, people)
    clock.passes(days=1)
    again = review_as_it_stands(store, folder, people.rex, ENTRY, once())
    signed(store, folder, people.rex, again, "pharmacy", 1)
    assert signed(store, folder, people.bo, again, "haematology", 1) == ()
    clock.passes(days=1)
    with pytest.raises(NotAllowedError, match="may not retire"):
        retire(store, people.rex, again, 2, "the label was withdrawn", once())
    retire(store, people.bo, again, 2, "the label was withdrawn", once())
    told = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (told.state, told.why, told.since) == (State.RETIRED, "the label was withdrawn", date(2026, 11, 4))
    with store.read() as session:
        assert session.get_one(Submission, number).state == "approved"
        assert all(one.retired_at for one in session.execute(select(Approval)).scalars())
    clock.passes(days=1)
    anew = review_as_it_stands(store, folder, people.rex, ENTRY, once())
    signed(store, folder, people.rex, anew, "pharmacy", 1)
    assert signed(store, folder, people.bo, anew, "haematology", 1) == ()
    assert standing(store, folder) is State.APPROVED


def test_a_retired_text_is_no_longer_served(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """The text before it is: a published one, then the folder's; neither counts as retired, and both tell of it."""
    first = approved(store, folder, people)
    clock.passes(days=1)
    second = approved(store, folder, people, TENFOLD)
    clock.passes(days=1)
    retire(store, people.bo, second, 4, "ten times the dose", once())
    assert texts_in_force(store, folder) == {ENTRY: BETTER}
    assert standing(store, folder) is State.APPROVED
    write(folder, ENTRY, TENFOLD)  # it had landed: the text before it is served over it
    assert texts_in_force(store, folder) == {ENTRY: BETTER}
    write(folder, ENTRY, DRUG)
    clock.passes(days=1)
    retire(store, people.bo, first, 4, "too little", once())
    assert (texts_in_force(store, folder), overtaken(store, folder)) == ({}, ())
    told = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (told.state, told.why) == (State.SUBMITTED, "another text of it was retired on 05-Nov-2026: too little")
    write(folder, ENTRY, TENFOLD)
    told = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (told.state, told.why) == (State.RETIRED, "ten times the dose")


def test_a_retired_text_that_was_published_twice_stays_away(
    store: Store, folder: Path, people: People, clock: Clock
) -> None:
    """An older submission of the same text does not bring it back; one that is approved anew does."""
    approved(store, folder, people, TENFOLD)
    clock.passes(days=1)
    approved(store, folder, people)
    clock.passes(days=1)
    last = approved(store, folder, people, TENFOLD)
    clock.passes(days=1)
    retire(store, people.bo, last, 4, "ten times the dose", once())
    assert texts_in_force(store, folder) == {ENTRY: BETTER}
    clock.passes(days=1)
    approved(store, folder, people, TENFOLD)
    assert texts_in_force(store, folder) == {ENTRY: TENFOLD}
    assert standing(store, folder) is State.APPROVED


def test_the_board_stops_what_nobody_approved(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """At once and with its reason, whatever it rests on changes after; another text of it is not stopped."""
    with pytest.raises(NotAllowedError, match="may not retire"):
        stop(store, folder, people.rex, ENTRY, "wrong", once())
    with pytest.raises(NotAllowedError, match="say why"):
        stop(store, folder, people.bo, ENTRY, " ", once())
    with pytest.raises(NotAllowedError, match="no such file"):
        stop(store, folder, people.bo, "drugs/none", "wrong", once())
    mark = Current(store, Chosen(folder)).mark()
    key = once()
    stop(store, folder, people.bo, ENTRY, "ten times the dose", key)
    with pytest.raises(DoneError):
        stop(store, folder, people.bo, ENTRY, "ten times the dose", key)
    assert Current(store, Chosen(folder)).mark() != mark
    told = Current(store, Chosen(folder)).knowledge().reviewed.of(ENTRY)
    assert (told.state, told.why, told.signatures) == (State.RETIRED, "ten times the dose", ())
    write(folder, "sources/label", SOURCE.replace("2020", "2021"))
    assert standing(store, folder) is State.RETIRED
    write(folder, ENTRY, BETTER)
    assert standing(store, folder) is State.SUBMITTED
    write(folder, ENTRY, DRUG)
    clock.passes(days=1)
    anew = review_as_it_stands(store, folder, people.rex, ENTRY, once())
    signed(store, folder, people.rex, anew, "pharmacy", 1)
    assert signed(store, folder, people.bo, anew, "haematology", 1) == ()
    assert standing(store, folder) is State.APPROVED


def test_what_is_approved_alone_is_confirmed(store: Store, folder: Path, people: People, clock: Clock) -> None:
    """Not what nobody approved, changed under it or was stopped, nor without a note, nor by who stood aside."""
    with pytest.raises(NotAllowedError, match="only what is approved"):
        confirm(store, folder, people.bo, ENTRY, "looked", once())
    number = under_review(store, folder, people, BETTER)
    cem = person(store, "cem", Role.REVIEWER)
    signed(store, folder, cem, number, "pharmacy", concerned=True)
    signed(store, folder, people.rex, number, "pharmacy")
    assert signed(store, folder, people.bo, number, "haematology") == ()
    with pytest.raises(NotAllowedError, match="say what you looked at"):
        confirm(store, folder, people.bo, ENTRY, " ", once())
    with pytest.raises(NotAllowedError, match="you stood aside"):
        confirm(store, folder, cem, ENTRY, "looked", once())
    confirm(store, folder, people.rex, ENTRY, "looked", once())
    clock.passes(days=1)
    stop(store, folder, people.bo, ENTRY, "wrong", once())
    with pytest.raises(NotAllowedError, match="it is retired"):
        confirm(store, folder, people.rex, ENTRY, "looked", once())
