"""Coming in with a login and a password, within limits; and changing the password."""

from pwdlib import PasswordHash
from sqlalchemy import select

from stillpath.errors import NotAllowedError, UsageError
from stillpath.store.accounts import end_sessions, sign_in
from stillpath.store.attempts import forgive, network_of, take_attempt
from stillpath.store.database import Store
from stillpath.store.passwords import LONGEST, hash_of, matches, wrong_with
from stillpath.store.people import account_of, subject_of
from stillpath.store.schema import Account

__all__ = [
    "MOST_FROM_ANYWHERE",
    "MOST_OF_AN_ADDRESS",
    "MOST_OF_A_LOGIN",
    "change_password",
    "enter",
    "leave_everywhere",
]

MOST_OF_A_LOGIN = 5
"""Wrong passwords of one login from one address, in the time of `attempts.WITHIN`: nobody elsewhere is locked out."""

MOST_FROM_ANYWHERE = 50
"""Wrong passwords of one login from all addresses together, in the same time."""

MOST_OF_AN_ADDRESS = 20
"""Wrong passwords from one address, in the same time."""


def enter(store: Store, login: str, password: str, address: str, hasher: PasswordHash | None = None) -> str:
    """The token of a new session. NotAllowedError if login and password do not go together, whichever is wrong.

    TooManyError after too many wrong ones of this login from this `address`, of this login or from this address,
    whatever the password is then.
    """
    login = login.strip().lower()[:LONGEST]
    network = network_of(address)
    tried = f"sign in/{login} from/{network}"
    limits = {tried: MOST_OF_A_LOGIN, f"sign in/{login}": MOST_FROM_ANYWHERE}
    taken = take_attempt(store, limits | {f"sign in from/{network}": MOST_OF_AN_ADDRESS})
    kept = _password_of(store, login)
    if not matches(kept, password, hasher):
        raise NotAllowedError("login and password do not go together")
    forgive(store, tried, taken)
    with store.change(login, "account: sign in", subject_of(login)) as session:
        account = account_of(session, login)
        if account.disabled_at is not None or account.password != kept:
            raise NotAllowedError("login and password do not go together")
        return sign_in(session, store, account.id)


def change_password(
    store: Store, login: str, old: str, new: str, token: str, hasher: PasswordHash | None = None
) -> None:
    """Sets a new password in place of the old one; every session but that of `token` ends.

    UsageError if the new one cannot be used, NotAllowedError if the old one is wrong, TooManyError if it was so often.
    """
    if wrong := wrong_with(new, login):
        raise UsageError(wrong)
    tried = f"change the password/{login}"
    taken = take_attempt(store, {tried: MOST_OF_A_LOGIN})
    was = _password_of(store, login)
    if not matches(was, old, hasher):
        raise NotAllowedError("the old password is not right")
    forgive(store, tried, taken)
    kept = hash_of(new, hasher)
    with store.change(login, "account: change the password", subject_of(login)) as session:
        account = account_of(session, login)
        if account.password != was or account.disabled_at is not None:
            raise NotAllowedError("the old password is not right")
        account.password = kept
        end_sessions(session, account.id, but=token)


def leave_everywhere(store: Store, login: str, account_id: int) -> None:
    """Ends every session of an account, this one too."""
    with store.change(login, "account: sign out everywhere", subject_of(login)) as session:
        end_sessions(session, account_id)


def _password_of(store: Store, login: str) -> str | None:
    """What is kept of the password of an account that may come in; None if there is none."""
    with store.read() as session:
        enabled = (Account.login == login, Account.disabled_at.is_(None))
        return session.execute(select(Account.password).where(*enabled)).scalar_one_or_none()
