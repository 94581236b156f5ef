"""What falls due: reviews, approvals that lapsed, terms that end, declarations of interests that are too old."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from stillpath.errors import NotAllowedError
from stillpath.model import Knowledge
from stillpath.model.review import State
from stillpath.review.rules import months_after, rules_for
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Person, RoleGrant

__all__ = ["AHEAD", "Due", "falling_due"]

AHEAD = timedelta(days=60)
"""How far ahead is looked."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that wants somebody: `what` it is (an entry, or a name), why, and the day, if it hangs on one."""

    what: str
    why: str
    on: date | None = None
    retired: bool = False


def falling_due(store: Store, knowledge: Knowledge, today: date) -> tuple[Due, ...]:
    """What is retired; then what lapsed or falls due within 60 days: what has no day, then the earliest first."""
    found = []
    for entry, standing in sorted(knowledge.reviewed.standings.items()):
        if standing.state is State.RETIRED:
            found.append(Due(entry, f"RETIRED: {standing.why}", retired=True))
        elif standing.state is State.LAPSED and standing.changed:
            found.append(Due(entry, f"approval lapsed: {', '.join(standing.changed)} changed"))
        elif standing.state is State.LAPSED and standing.why:
            found.append(Due(entry, f"approval lapsed: {standing.why}", standing.due))
        elif standing.approved and standing.due is not None and standing.due <= today + AHEAD:
            found.append(Due(entry, "review falls due", standing.due))
    months = _months(knowledge, today)
    signers = select(RoleGrant.account_id).where(RoleGrant.role.in_([Role.REVIEWER.value, Role.BOARD.value]))
    rows = (
        select(Account.name, Person)
        .join(Person, Person.account_id == Account.id)
        .where(Account.disabled_at.is_(None), Account.id.in_(signers))
        .order_by(Account.name)
    )
    with store.read() as session:
        for name, person in session.execute(rows):
            until = person.term_until
            if until is not None and until <= today + AHEAD:
                found.append(Due(name, "term ended" if until < today else "term ends", until))
            if person.interests_on is None:
                found.append(Due(name, "interests not declared"))
            elif months:
                old = months_after(person.interests_on, months)
                if old <= today + AHEAD:
                    found.append(Due(name, "declaration of interests is to be renewed", old))
    return tuple(sorted(found, key=lambda one: (not one.retired, one.on or date.min, one.what, one.why)))


def _months(knowledge: Knowledge, today: date) -> int:
    """For how many months a declaration of interests counts; 0 if no editorial policy is in force."""
    try:
        return rules_for(knowledge, "drugs", today).interests_valid_for_months
    except NotAllowedError:
        return 0
