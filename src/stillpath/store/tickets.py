"""Links that an administrator hands over: an invitation, or the recovery of an account. There is no e-mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pwdlib import PasswordHash
from sqlalchemy import delete
from sqlalchemy.orm import Session

from stillpath.errors import NotAllowedError, UsageError
from stillpath.store.accounts import end_sessions, hashed, new_secret, sign_in
from stillpath.store.database import Store
from stillpath.store.passwords import hash_of, wrong_with
from stillpath.store.people import account_of, make_account, subject_of
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Ticket

__all__ = ["LASTS", "HandedOver", "Purpose", "TicketError", "hand_over", "invite", "take", "ticket_of"]


class Purpose(StrEnum):
    """What a link is good for."""

    INVITATION = "invitation"
    RECOVERY = "recovery"


LASTS = {Purpose.INVITATION: timedelta(days=7), Purpose.RECOVERY: timedelta(hours=24)}
"""How long a link is good for."""


class TicketError(NotAllowedError):
    """A link was used, has run out, or was never made."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A new link, shown once: its path on the server, for whom, and until when it is good."""

    path: str
    purpose: Purpose
    login: str
    until: datetime


def invite(store: Store, actor: str, login: str, name: str, roles: tuple[Role, ...] = (), once: str = "") -> HandedOver:
    """A new account without a password, and the link by which its person sets one."""
    detail = {"roles": [role.value for role in roles]}
    shown = subject_of(login.strip().lower())
    with store.change(actor, "account: invite", shown, detail, once) as session:
        account = make_account(session, store, login, name, roles)
        return _made(session, store, actor, account)


def hand_over(store: Store, actor: str, login: str, once: str = "") -> HandedOver:
    """A new link for an account that is there: an invitation if it has no password yet, else its recovery.

    Links that were made for it before are good for nothing from then on.
    """
    detail: dict[str, str] = {}
    with store.change(actor, "account: hand a link over", subject_of(login.strip().lower()), detail, once) as session:
        account = account_of(session, login)
        if account.disabled_at is not None:
            raise UsageError("this account is disabled; enable it first")
        made = _made(session, store, actor, account)
        detail["purpose"] = made.purpose.value
        return made


def ticket_of(store: Store, purpose: Purpose, token: str) -> tuple[str, str]:
    """Login and name of whom a link is for. TicketError if it is not good any more."""
    with store.read() as session:
        _, account = _good(session, store, purpose, token)
        return account.login, account.name


def take(store: Store, purpose: Purpose, token: str, password: str, hasher: PasswordHash | None = None) -> str:
    """Sets the password that a link allows to set, once; the token of a new session.

    Every session there was ends. UsageError if the password cannot be used, TicketError if the link is not good.
    """
    login, _ = ticket_of(store, purpose, token)
    if wrong := wrong_with(password, login):
        raise UsageError(wrong)
    kept = hash_of(password, hasher)
    with store.change(login, f"account: take the {purpose.value}", subject_of(login)) as session:
        ticket, account = _good(session, store, purpose, token)
        ticket.used_at = store.now()
        account.password = kept
        end_sessions(session, account.id)
        return sign_in(session, store, account.id)


def _made(session: Session, store: Store, actor: str, account: Account) -> HandedOver:
    purpose = Purpose.INVITATION if account.password is None else Purpose.RECOVERY
    now, token = store.now(), new_secret()
    session.execute(delete(Ticket).where(Ticket.account_id == account.id, Ticket.used_at.is_(None)))
    session.add(
        Ticket(
            token_hash=hashed(token),
            purpose=purpose.value,
            account_id=account.id,
            made_by=actor,
            made_at=now,
            expires_at=now + LASTS[purpose],
            used_at=None,
        )
    )
    return HandedOver(f"/{purpose.value}/{token}", purpose, account.login, now + LASTS[purpose])


def _good(session: Session, store: Store, purpose: Purpose, token: str) -> tuple[Ticket, Account]:
    ticket = session.get(Ticket, hashed(token))
    account = session.get(Account, ticket.account_id) if ticket is not None else None
    if (
        ticket is None
        or account is None
        or ticket.purpose != purpose.value
        or ticket.used_at is not None
        or ticket.expires_at <= store.now()
        or account.disabled_at is not None
    ):
        raise TicketError("this link was used, has run out, or was never made; ask an administrator for a new one")
    return ticket, account
