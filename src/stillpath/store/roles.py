"""Who may do what: roles, acts, and the one table that joins them."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["MAY", "SCOPES", "Act", "Role", "allows"]


class Role(StrEnum):
    """What an account may be. Whoever has no account, or none of these, reads."""

    READER = "reader"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    BOARD = "board"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """Something that can be done over the web. Every address that needs an account names one of these."""

    OWN_ACCOUNT = "look after one's own account"
    KEEP_CHILD = "keep a child"
    SEE_REVIEWS = "see drafts and reviews"
    DRAFT = "draft a text"
    REVIEW = "review and sign"
    RETIRE = "retire an approval"
    ANSWER = "answer reports and log corrections"
    EXPORT = "export what was approved"
    SEE_AUDIT = "read the audit log"
    PEOPLE = "manage accounts"


_ALL = frozenset(Role)
_STAFF = frozenset({Role.AUTHOR, Role.REVIEWER, Role.BOARD, Role.ADMINISTRATOR})
_SIGNERS = frozenset({Role.REVIEWER, Role.BOARD})

MAY: dict[Act, frozenset[Role]] = {
    Act.OWN_ACCOUNT: _ALL,
    Act.KEEP_CHILD: _ALL,
    Act.SEE_REVIEWS: _STAFF,
    Act.DRAFT: frozenset({Role.AUTHOR}),
    Act.REVIEW: _SIGNERS,
    Act.RETIRE: frozenset({Role.BOARD}),
    Act.ANSWER: _SIGNERS,
    Act.EXPORT: _STAFF,
    Act.SEE_AUDIT: frozenset({Role.BOARD, Role.ADMINISTRATOR}),
    Act.PEOPLE: frozenset({Role.ADMINISTRATOR}),
}
"""For each act the roles that may do it. An administrator signs nothing, and a signer manages nobody."""

SCOPES: dict[str, frozenset[Act]] = {
    "review": frozenset({Act.SEE_REVIEWS}),
    "draft": frozenset({Act.SEE_REVIEWS, Act.DRAFT}),
    "export": frozenset({Act.EXPORT}),
    "audit": frozenset({Act.SEE_AUDIT}),
}
"""What a token of a program may be good for; never to sign, and never to manage accounts."""


def allows(roles: Iterable[Role], act: Act) -> bool:
    """Whether one of these roles may do it.

    >>> allows([Role.AUTHOR], Act.DRAFT), allows([Role.ADMINISTRATOR], Act.REVIEW)
    (True, False)
    """
    return not MAY[act].isdisjoint(roles)
