"""Accounts: invited, entered, limited, recovered, given roles; nothing that opens one is kept in clear."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, text

from stillpath.errors import DoneError, NotAllowedError, TooManyError, UsageError
from stillpath.review.visitors import wait_for
from stillpath.store import Store, audit, people
from stillpath.store.accounts import session_of, sessions_of, sign_out, token_of
from stillpath.store.entering import change_password, enter, leave_everywhere
from stillpath.store.passwords import wrong_with
from stillpath.store.roles import Role
from stillpath.store.schema import Attempt
from stillpath.store.tickets import HandedOver, Purpose, TicketError, hand_over, invite, take, ticket_of
from stillpath.store.tokens import make_token, revoke, tokens_of
from tests.store.conftest import Clock

CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
GOOD = "rain on a tin roof"
OTHER = "tin on a rainy roof"


def token(made: HandedOver) -> str:
    return made.path.rpartition("/")[2]


def joined(store: Store, login: str = "ann", *roles: Role) -> str:
    """The session of an account that is invited and has taken the invitation."""
    made = invite(store, "command", login, "Ann Author", roles)
    return take(store, Purpose.INVITATION, token(made), GOOD, CHEAP)


def actions(store: Store) -> list[str]:
    with store.read() as session:
        audit.verify(session)
        return [row.action for row in reversed(audit.rows_about(session))]


def everything(store: Store) -> str:
    """All that is kept, as text."""
    with store.engine.connect() as connection:
        names = ("account", "ticket", "signed_in", "api_token", "attempt", "audit", "person", "role_grant")
        return "".join(str(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in names)  # noqa: S608


def test_an_invitation_is_taken_once_and_signs_in(store: Store) -> None:
    """It names its person, sets a password, begins a session, and is good for nothing afterwards."""
    made = invite(store, "command", "Ann", "Ann  Author", (Role.ADMINISTRATOR,))
    assert (made.login, made.purpose, made.path.startswith("/invitation/")) == ("ann", Purpose.INVITATION, True)
    assert ticket_of(store, Purpose.INVITATION, token(made)) == ("ann", "Ann Author")
    with pytest.raises(TicketError):
        ticket_of(store, Purpose.RECOVERY, token(made))
    with pytest.raises(UsageError, match="too short"):
        take(store, Purpose.INVITATION, token(made), "short", CHEAP)
    opened = take(store, Purpose.INVITATION, token(made), GOOD, CHEAP)
    who = session_of(store, opened)
    assert who is not None
    assert (who["name"], who["roles"]) == ("Ann Author", {Role.READER, Role.ADMINISTRATOR})
    with pytest.raises(TicketError, match="was used"):
        take(store, Purpose.INVITATION, token(made), OTHER, CHEAP)
    assert actions(store) == ["account: invite", "account: take the invitation"]


def test_a_link_runs_out_and_a_new_one_ends_the_one_before(store: Store, clock: Clock) -> None:
    """Seven days for an invitation, one for a recovery."""
    first = invite(store, "command", "ann", "Ann Author")
    second = hand_over(store, "command", "ann")
    with pytest.raises(TicketError):
        ticket_of(store, Purpose.INVITATION, token(first))
    clock.passes(days=6, hours=23)
    take(store, Purpose.INVITATION, token(second), GOOD, CHEAP)
    third = hand_over(store, "command", "ann")
    assert third.purpose is Purpose.RECOVERY
    clock.passes(hours=24)
    with pytest.raises(TicketError, match="has run out"):
        take(store, Purpose.RECOVERY, token(third), OTHER, CHEAP)


def test_a_recovery_ends_every_session_and_the_old_password(store: Store) -> None:
    """Whoever was in with the old one is out."""
    before = joined(store)
    after = take(store, Purpose.RECOVERY, token(hand_over(store, "command", "ann")), OTHER, CHEAP)
    assert session_of(store, before) is None
    assert session_of(store, after) is not None
    with pytest.raises(NotAllowedError):
        enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    assert session_of(store, enter(store, "ANN ", OTHER, "192.0.2.1", CHEAP)) is not None


def test_an_unknown_login_and_a_wrong_password_sound_the_same(store: Store) -> None:
    """Nobody learns which logins there are."""
    joined(store)
    said = []
    for login in ("ann", "nobody-here"):
        with pytest.raises(NotAllowedError) as told:
            enter(store, login, OTHER, "192.0.2.1", CHEAP)
        said.append(str(told.value))
    assert said[0] == said[1]


def test_after_five_wrong_passwords_even_the_right_one_waits(store: Store, clock: Clock) -> None:
    """For a quarter of an hour; a right one before that clears what was counted."""
    joined(store)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(NotAllowedError):
                enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
        enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    for _ in range(5):
        with pytest.raises(NotAllowedError, match="do not go together"):
            enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
    clock.passes(minutes=5)
    with pytest.raises(TooManyError, match="try again in 10 min") as told:
        enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    assert told.value.wait == 600
    clock.passes(minutes=10)
    assert enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    with store.read() as session:
        assert session.execute(select(Attempt)).all() == []


def test_nobody_is_locked_out_from_elsewhere_by_a_few_wrong_passwords(store: Store) -> None:
    """Five from one address hold for that address; fifty from ten addresses hold for all."""
    joined(store)
    for _ in range(5):
        with pytest.raises(NotAllowedError):
            enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
    assert enter(store, "ann", GOOD, "198.51.100.1", CHEAP)
    for number in range(45):
        with pytest.raises(NotAllowedError, match="go together"):
            enter(store, "ann", OTHER, f"203.0.113.{number % 9}", CHEAP)
    with pytest.raises(TooManyError):
        enter(store, "ann", GOOD, "198.51.100.1", CHEAP)


def test_what_others_count_by_the_hour_is_left(store: Store, clock: Clock) -> None:
    """A sign-in clears its own attempts of more than a quarter of an hour, not the reports of the last hour."""
    assert wait_for(store, "feedback:report:x", 1, timedelta(hours=1)) == 0
    clock.passes(minutes=20)
    with pytest.raises(NotAllowedError):
        enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
    assert wait_for(store, "feedback:report:x", 1, timedelta(hours=1)) == 40 * 60


@pytest.mark.parametrize("unfit", ["a\0b", "a\x1b[2J", "a\x85b", "\ud800", "\ufffe"])
def test_what_no_text_has_is_neither_kept_nor_looked_for(store: Store, unfit: str) -> None:
    """One sentence on either kind of database, and nothing is changed; ends of lines and tabs are kept."""
    with pytest.raises(UsageError, match="nothing was changed"), store.change("ann", "review: sign", unfit):
        pass
    with store.change("ann", "review: sign", "two\r\n\tlines"):
        pass
    with store.read() as session:
        assert [row.subject for row in audit.rows_about(session)] == ["two\r\n\tlines"]
    with pytest.raises(UsageError, match="nothing was changed"), store.read() as session:
        audit.rows_about(session, unfit)


def test_a_key_of_any_length_is_kept_short_and_works_once(store: Store) -> None:
    """What somebody sends as a key does not fill the log, which nothing is ever taken from."""
    with store.change("reader", "feedback: report", "page", once="k" * 90_000):
        pass
    with pytest.raises(DoneError), store.change("reader", "feedback: report", "page", once="k" * 90_000):
        pass
    with store.read() as session:
        assert len(audit.rows_about(session)[0].once or "") == 64


def test_an_address_is_limited_over_all_logins(store: Store) -> None:
    """Twenty wrong ones, also if each is of another login or of another address of one IPv6 network."""
    for number in range(20):
        with pytest.raises(NotAllowedError, match="go together"):
            enter(store, f"login-{number}", OTHER, f"2001:db8::{number:x}", CHEAP)
    with pytest.raises(TooManyError):
        enter(store, "another", OTHER, "2001:db8::ffff", CHEAP)
    with pytest.raises(NotAllowedError, match="go together"):
        enter(store, "another", OTHER, "2001:db8:1::1", CHEAP)


def test_of_many_at_once_only_five_are_tried(store: Store) -> None:
    """An attempt is counted before the password is looked at."""

    def attempt(_: int) -> type[BaseException]:
        try:
            enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
        except NotAllowedError as problem:
            return type(problem)
        raise AssertionError("nobody has this password")

    joined(store)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, range(16)))
    assert (told.count(NotAllowedError), told.count(TooManyError)) == (5, 11)


def test_a_session_lasts_while_it_is_used_and_seven_days_at_most(store: Store, clock: Clock) -> None:
    """Twelve hours without use end it; its use is kept to the minute."""
    opened = joined(store)
    for _ in range(15):
        clock.passes(hours=11)
        assert session_of(store, opened) is not None
    clock.passes(hours=4)
    assert session_of(store, opened) is None
    idle = enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    clock.passes(seconds=59)
    assert session_of(store, idle) is not None
    ((_, made, seen),) = sessions_of(store, 1)
    assert seen == made
    clock.passes(hours=12)
    assert session_of(store, idle) is None


def test_signing_out_ends_one_session_or_all(store: Store) -> None:
    """And the password is changed only by whoever knows the old one; other sessions end then."""
    first = joined(store)
    second = enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    assert first != second
    with pytest.raises(NotAllowedError, match="old password"):
        change_password(store, "ann", OTHER, "a third long password", second, CHEAP)
    change_password(store, "ann", GOOD, OTHER, second, CHEAP)
    assert session_of(store, first) is None
    assert session_of(store, second) is not None
    third = enter(store, "ann", OTHER, "192.0.2.1", CHEAP)
    sign_out(store, "ann", second)
    assert session_of(store, second) is None
    leave_everywhere(store, "ann", 1)
    assert session_of(store, third) is None


def test_a_disabled_account_is_out_at_once(store: Store) -> None:
    """Sessions, tokens, links and the password are good for nothing, until it is enabled."""
    opened = joined(store, "ann", Role.AUTHOR)
    program = make_token(store, "ann", "export at night", ("export",), 30)
    made = hand_over(store, "command", "ann")
    people.disable(store, "command", "ann")
    assert session_of(store, opened) is None
    assert token_of(store, program) is None
    with pytest.raises(TicketError):
        take(store, Purpose.RECOVERY, token(made), OTHER, CHEAP)
    with pytest.raises(NotAllowedError, match="do not go together"):
        enter(store, "ann", GOOD, "192.0.2.1", CHEAP)
    with pytest.raises(UsageError, match="disabled"):
        hand_over(store, "command", "ann")
    people.enable(store, "command", "ann")
    assert enter(store, "ann", GOOD, "192.0.2.1", CHEAP)


def test_the_last_administrator_stays_one(store: Store) -> None:
    """Another one counts only once the invitation was taken, and while the account is not disabled."""
    joined(store, "ann", Role.ADMINISTRATOR)
    second = invite(store, "ann", "ben", "Ben Administrator", (Role.ADMINISTRATOR,))
    for act in (people.disable, lambda *who: people.withdraw(*who, Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowedError, match="last administrator"):
            act(store, "ann", "ann")
    take(store, Purpose.INVITATION, token(second), GOOD, CHEAP)
    people.withdraw(store, "ben", "ann", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError, match="last administrator"):
        people.disable(store, "ben", "ben")


def test_of_two_administrators_who_remove_each_other_one_stays(store: Store) -> None:
    """At the same moment, too: one writer at a time."""

    def remove(pair: tuple[str, str]) -> bool:
        try:
            people.withdraw(store, *pair, Role.ADMINISTRATOR)
        except NotAllowedError:
            return False
        return True

    joined(store, "ann", Role.ADMINISTRATOR)
    joined(store, "ben", Role.ADMINISTRATOR)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, (("ann", "ben"), ("ben", "ann")))) == [False, True]


def test_an_administrator_signs_nothing(store: Store) -> None:
    """Managing accounts and signing never come together in one account."""
    joined(store, "ann", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError, match="two accounts"):
        people.grant(store, "ann", "ann", Role.REVIEWER)
    with pytest.raises(NotAllowedError, match="two accounts"):
        invite(store, "ann", "ben", "Ben Both", (Role.BOARD, Role.ADMINISTRATOR))
    people.grant(store, "ann", "ann", Role.AUTHOR, once="k")
    with pytest.raises(DoneError):
        people.grant(store, "ann", "ann", Role.AUTHOR, once="k")


def test_what_is_told_of_a_person(store: Store, clock: Clock) -> None:
    """Interests carry the day they were declared; competences and the term are the administrator's to say."""
    joined(store, "ann", Role.REVIEWER)
    people.declare(store, "ann", "MD", "paediatrics", True)
    assert people.member(store, "ann").interests_on is None
    with pytest.raises(UsageError, match="or 'none'"):
        people.declare(store, "ann", "MD", "paediatrics", True, "  ")
    people.declare(store, "ann", "MD", "paediatrics", True, "none")
    people.entrust(store, "ben", "ann", ("pharmacy", "pharmacy"), date(2026, 1, 1), None)
    with pytest.raises(UsageError, match="ends before"):
        people.entrust(store, "ben", "ann", (), date(2026, 2, 1), date(2026, 1, 1))
    (ann,) = people.members(store)
    assert ann == people.member(store, "ann")
    assert (ann.interests, ann.interests_on, ann.competences) == ("none", clock.at.date(), ("pharmacy",))
    assert (ann.term_from, ann.listed, ann.state) == (date(2026, 1, 1), True, "active")


def test_a_token_is_good_for_its_scopes_until_it_ends(store: Store, clock: Clock) -> None:
    """Never for more than its account may do; revoked or run out it opens nothing."""
    joined(store, "ann", Role.AUTHOR)
    with pytest.raises(NotAllowedError, match="may not do"):
        make_token(store, "ann", "audit", ("audit",), 30)
    with pytest.raises(UsageError, match="days"):
        make_token(store, "ann", "export", ("export",), 31)
    first = make_token(store, "ann", "export", ("export", "draft"), 30)
    second = make_token(store, "ann", "another", ("draft",), 90)
    found = token_of(store, first)
    assert found is not None
    assert found["scopes"] == ("export", "draft")
    assert [one.used_at for one in tokens_of(store, 1)] == [None, clock.at]
    revoke(store, "ann", 2)
    assert token_of(store, second) is None
    with pytest.raises(UsageError, match="no such token"):
        revoke(store, "ann", 2)
    clock.passes(days=30)
    assert token_of(store, first) is None


def test_nothing_that_opens_an_account_is_kept_in_clear(store: Store) -> None:
    """No password, no link, no session, no token, and no address or login of an attempt."""
    made = invite(store, "command", "ann", "Ann Author", (Role.AUTHOR,))
    opened = take(store, Purpose.INVITATION, token(made), GOOD, CHEAP)
    program = make_token(store, "ann", "export", ("export",), 30)
    left = hand_over(store, "command", "ann")
    with pytest.raises(NotAllowedError):
        enter(store, "someone-else", OTHER, "192.0.2.77", CHEAP)
    kept = everything(store)
    for secret in (GOOD, OTHER, token(made), token(left), opened, program, "192.0.2.77", "someone-else"):
        assert secret not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("eleven char", "short"),
        ("x" * 257, "long"),
        ("ann.the.author", "login"),
        ("Qwerty Qwerty", "first that anybody"),
        ("four plain little words", ""),
        ("blåbærsyltetøy 7", ""),
    ],
)
def test_what_a_password_may_be(password: str, word: str) -> None:
    """Length counts; there is no rule of what it is made of."""
    said = wrong_with(password, "ann.the.author")
    assert (word in said) if word else said == ""


def test_what_nobody_can_type_is_one_sentence(store: Store) -> None:
    """A character that no text has, a number that no row has: refused as wrong, on either database, or not found."""
    joined(store)
    for call in (
        lambda: enter(store, "ann\0", GOOD, "192.0.2.1", CHEAP),
        lambda: people.member(store, "ann\0"),
        lambda: people.grant(store, "command", "ann\ud800", Role.AUTHOR),
        lambda: revoke(store, "ann", 10**30),
        lambda: people.declare(store, "ann", "", "", False, "\ud800"),
    ):
        with pytest.raises(UsageError):
            call()
    assert actions(store) == ["account: invite", "account: take the invitation"]
