"""The public directory of the board and the reviewers: those who agreed to stand in it, and nobody else."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Approval, Opinion, Person, RoleGrant

__all__ = ["Member", "members", "nobody_text"]

_SIGNERS = (Role.BOARD.value, Role.REVIEWER.value)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign: as what, in which competences, until when, and what interests they declared, and when.

    `ended`: the term is over, so nothing new can be signed.
    """

    name: str
    role: str
    credential: str
    specialty: str
    competences: tuple[str, ...]
    term_from: date | None
    term_until: date | None
    interests: str
    interests_on: date | None
    ended: bool


def members(store: Store, today: date) -> tuple[Member, ...]:
    """Whoever agreed to be listed and has the role of board or reviewer: the board first, each by name."""
    rows = (
        select(Account, Person, RoleGrant.role)
        .join(Person, Person.account_id == Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Person.listed, Account.disabled_at.is_(None), RoleGrant.role.in_(_SIGNERS))
    )
    found: dict[int, Member] = {}
    with store.read() as session:
        for account, person, role in session.execute(rows):
            if account.id in found and role != Role.BOARD.value:
                continue
            found[account.id] = Member(
                account.name,
                role,
                person.credential,
                person.specialty,
                tuple(person.competences),
                person.term_from,
                person.term_until,
                person.interests,
                person.interests_on,
                person.term_until is not None and person.term_until < today,
            )
    return tuple(sorted(found.values(), key=lambda one: (one.ended, _SIGNERS.index(one.role), one.name)))


def nobody_text(store: Store | None) -> str:
    """What is told where nobody is listed: that there is no board, as long as that is so."""
    signers = signed = False
    if store is not None:
        with store.read() as session:
            active = (
                select(Account.id)
                .join(RoleGrant, RoleGrant.account_id == Account.id)
                .where(RoleGrant.role.in_(_SIGNERS), Account.disabled_at.is_(None))
            )
            signers = session.execute(active.limit(1)).first() is not None
            said = (select(Opinion.id).where(Opinion.verdict == "approved"), select(Approval.id))
            signed = any(session.execute(one.limit(1)).first() is not None for one in said)
    board = "Nobody who may sign has agreed to be listed here." if signers else "There is no board."
    return board if signed else f"{board} Nobody has signed anything."
