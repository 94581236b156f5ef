"""The accounts themselves: who there is, with which roles, who may no longer come in, what is told of a person."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from stillpath.errors import NotAllowedError, UsageError
from stillpath.store.accounts import end_sessions, roles_of
from stillpath.store.database import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Person, RoleGrant

__all__ = [
    "LONGEST_NAME",
    "Member",
    "account_of",
    "declare",
    "disable",
    "enable",
    "entrust",
    "grant",
    "login_of",
    "make_account",
    "member",
    "members",
    "role_of",
    "subject_of",
    "withdraw",
]

LONGEST_NAME = 80
"""Characters of a person's name, credential or specialty at most."""

_LONGEST_TEXT = 2000
_MOST_COMPETENCES = 12

_LOGIN = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_COMPETENCE = re.compile(r"[a-z][a-z-]*[a-z]")
_LONGEST_LOGIN = 40

_NOBODYS_LOGIN = frozenset({"command", "nobody", "reader", "stillpath", "store", "system"})
"""What the log calls those who have no account."""

_SIGNERS = frozenset({Role.REVIEWER, Role.BOARD})


@dataclass(frozen=True, slots=True)
class Member:
    """An account as it is listed, with what is told of the person.

    `joined`: a password was set. `interests_on` is the day on which the interests were declared; None: never.
    """

    account_id: int
    login: str
    name: str
    roles: frozenset[Role]
    joined: bool
    made_at: datetime
    disabled_at: datetime | None = None
    credential: str = ""
    specialty: str = ""
    competences: tuple[str, ...] = ()
    term_from: date | None = None
    term_until: date | None = None
    interests: str = ""
    interests_on: date | None = None
    listed: bool = False

    @property
    def state(self) -> str:
        """Whether somebody can sign in with it: invited, active or disabled."""
        return "disabled" if self.disabled_at is not None else "active" if self.joined else "invited"


def login_of(text: str) -> str:
    """The login that was typed, in small letters. UsageError if it can be none.

    >>> login_of(" Ann.Author ")
    'ann.author'
    """
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login) or len(login) > _LONGEST_LOGIN:
        raise UsageError(
            f"this is no login; expected at most {_LONGEST_LOGIN} small letters and digits, beginning with a letter, "
            "with single points or hyphens between them"
        )
    if login in _NOBODYS_LOGIN:
        raise UsageError("this login is kept for those who have no account; take another")
    return login


def role_of(text: str) -> Role:
    """The role that was named, one that can be given. UsageError if it is none; every account is a reader.

    >>> role_of("author").value
    'author'
    """
    given = [role for role in Role if role is not Role.READER]
    if text not in given:
        raise UsageError(f"this is no role that is given; expected {', '.join(given[:-1])} or {given[-1]}")
    return Role(text)


def subject_of(login: str) -> str:
    """How the log names an account.

    >>> subject_of("ann")
    'account/ann'
    """
    return f"account/{login}"


def account_of(session: Session, login: str) -> Account:
    """The account of a login. UsageError if there is none."""
    found = session.execute(select(Account).where(Account.login == login.strip().lower())).scalar_one_or_none()
    if found is None:
        raise UsageError("there is no account with this login")
    return found


def make_account(session: Session, store: Store, login: str, name: str, roles: tuple[Role, ...] = ()) -> Account:
    """A new account without a password, inside a change. UsageError if the login is taken or a text cannot be used."""
    login, name = login_of(login), _line(name, "the name")
    if not name:
        raise UsageError("the name is missing; expected the person's own name, as it will stand beside what they sign")
    if session.execute(select(Account.id).where(Account.login == login)).first() is not None:
        raise UsageError("this login is taken; an account is never given to another person")
    _want_apart(frozenset(roles))
    account = Account(login=login, name=name, password=None, made_at=store.now(), disabled_at=None)
    session.add(account)
    session.flush()
    session.add(_empty_person(account.id))
    session.add_all(RoleGrant(account_id=account.id, role=role.value) for role in dict.fromkeys(roles))
    return account


def grant(store: Store, actor: str, login: str, role: Role, once: str = "") -> None:
    """Gives a role. NotAllowedError for one that does not go with those there are."""
    detail = {"role": role.value}
    with store.change(actor, "account: give a role", subject_of(login), detail, once) as session:
        account = account_of(session, login)
        has = roles_of(session, account.id)
        if role in has:
            raise UsageError(f"this account is {role.value} already")
        _want_apart(has | {role})
        session.add(RoleGrant(account_id=account.id, role=role.value))


def withdraw(store: Store, actor: str, login: str, role: Role, once: str = "") -> None:
    """Takes a role away. NotAllowedError if nobody could manage accounts then."""
    detail = {"role": role.value}
    with store.change(actor, "account: take a role away", subject_of(login), detail, once) as session:
        account = account_of(session, login)
        if role not in roles_of(session, account.id) or role is Role.READER:
            raise UsageError(f"this account is not {role.value}")
        if role is Role.ADMINISTRATOR:
            _want_another(session, account)
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id, RoleGrant.role == role.value))


def disable(store: Store, actor: str, login: str, once: str = "") -> None:
    """Lets nobody in with an account any more: its sessions end, and its tokens are good for nothing.

    What the person signed stays as it was signed. NotAllowedError if nobody could manage accounts then.
    """
    with store.change(actor, "account: disable", subject_of(login), once=once) as session:
        account = account_of(session, login)
        if account.disabled_at is not None:
            raise UsageError("this account is disabled already")
        if Role.ADMINISTRATOR in roles_of(session, account.id):
            _want_another(session, account)
        account.disabled_at = store.now()
        end_sessions(session, account.id)


def enable(store: Store, actor: str, login: str, once: str = "") -> None:
    """Lets an account in again, with the password and the roles that it had."""
    with store.change(actor, "account: enable", subject_of(login), once=once) as session:
        account = account_of(session, login)
        if account.disabled_at is None:
            raise UsageError("this account is not disabled")
        account.disabled_at = None


def declare(
    store: Store,
    login: str,
    credential: str,
    specialty: str,
    listed: bool,
    interests: str | None = None,
    once: str = "",
) -> None:
    """What a person tells of themselves. `interests` are declared today, also if they are the same; None: not now.

    UsageError for a text that is too long, or an empty declaration: whoever has none writes so.
    """
    credential, specialty = _line(credential, "the credential"), _line(specialty, "the specialty")
    text = interests.strip() if interests is not None else ""
    if interests is not None and not text:
        raise UsageError("the declaration is empty; write what there is, or 'none'")
    if len(text) > _LONGEST_TEXT:
        raise UsageError(f"the declaration is too long; expected at most {_LONGEST_TEXT} characters")
    detail: dict[str, Any] = {"listed": listed, "interests declared": interests is not None}
    with store.change(login, "account: tell of oneself", subject_of(login), detail, once) as session:
        person = _person(session, account_of(session, login).id)
        person.credential, person.specialty, person.listed = credential, specialty, listed
        if interests is not None:
            person.interests, person.interests_on = text, store.now().date()


def entrust(
    store: Store,
    actor: str,
    login: str,
    competences: tuple[str, ...],
    term_from: date | None,
    term_until: date | None,
    once: str = "",
) -> None:
    """In which competences a person may sign, and for which term; None: from the beginning, without an end.

    UsageError for a term that ends before it begins, or for what can be no competence.
    """
    named = tuple(dict.fromkeys(competences))
    if any(not _COMPETENCE.fullmatch(one) for one in named) or len(named) > _MOST_COMPETENCES:
        raise UsageError("this is no competence; expected ids such as paediatric-rheumatology")
    if term_from is not None and term_until is not None and term_until < term_from:
        raise UsageError("the term ends before it begins")
    detail = {
        "competences": list(named),
        "term from": term_from.isoformat() if term_from else None,
        "term until": term_until.isoformat() if term_until else None,
    }
    with store.change(actor, "account: entrust", subject_of(login), detail, once) as session:
        person = _person(session, account_of(session, login).id)
        person.competences, person.term_from, person.term_until = list(named), term_from, term_until


def members(store: Store) -> tuple[Member, ...]:
    """Every account there is, by login."""
    with store.read() as session:
        accounts = session.execute(select(Account).order_by(Account.login)).scalars().all()
        people = {one.account_id: one for one in session.execute(select(Person)).scalars()}
        granted: dict[int, set[Role]] = {}
        for row in session.execute(select(RoleGrant)).scalars():
            granted.setdefault(row.account_id, set()).add(Role(row.role))
        return tuple(_member(one, frozenset(granted.get(one.id, ())), people.get(one.id)) for one in accounts)


def member(store: Store, login: str) -> Member:
    """One account. UsageError if there is none with this login."""
    with store.read() as session:
        account = account_of(session, login)
        roles = roles_of(session, account.id) - {Role.READER}
        return _member(account, roles, session.get(Person, account.id))


def _member(account: Account, roles: frozenset[Role], person: Person | None) -> Member:
    told = person if person is not None else _empty_person(account.id)
    return Member(
        account_id=account.id,
        login=account.login,
        name=account.name,
        roles=roles,
        joined=account.password is not None,
        made_at=account.made_at,
        disabled_at=account.disabled_at,
        credential=told.credential,
        specialty=told.specialty,
        competences=tuple(told.competences),
        term_from=told.term_from,
        term_until=told.term_until,
        interests=told.interests,
        interests_on=told.interests_on,
        listed=told.listed,
    )


def _person(session: Session, account_id: int) -> Person:
    """What is told of an account's person; an account that came from elsewhere may have nothing yet."""
    found = session.get(Person, account_id)
    if found is None:
        found = _empty_person(account_id)
        session.add(found)
    return found


def _empty_person(account_id: int) -> Person:
    return Person(
        account_id=account_id,
        credential="",
        specialty="",
        competences=[],
        term_from=None,
        term_until=None,
        interests="",
        interests_on=None,
        listed=False,
    )


def _want_apart(roles: frozenset[Role]) -> None:
    """NotAllowedError if one account would both manage accounts and sign."""
    if Role.ADMINISTRATOR in roles and roles & _SIGNERS:
        raise NotAllowedError("an administrator signs nothing, and a signer manages nobody; that needs two accounts")


def _want_another(session: Session, account: Account) -> None:
    """NotAllowedError if no other account could manage accounts without this one."""
    others = session.execute(
        select(func.count())
        .select_from(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR.value,
            Account.id != account.id,
            Account.disabled_at.is_(None),
            Account.password.is_not(None),
        )
    ).scalar_one()
    if not others:
        raise NotAllowedError("this is the last administrator; nobody could manage accounts without")


def _line(text: str, what: str) -> str:
    """One line of text, without spaces around it. UsageError if it is too long, or more than a line."""
    text = " ".join(text.split())
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise UsageError(f"{what} cannot be used; expected one line of at most {LONGEST_NAME} characters")
    return text
