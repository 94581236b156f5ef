"""Approvals held against the log: each was written by a step that left its digest there, or it is forged."""

import hashlib
import json
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.errors import AuditError
from stillpath.store.schema import Approval, AuditRow

__all__ = ["APPROVED", "digest_of_approval", "verify_approvals"]

APPROVED = "approved"
"""Where the detail of a row of the log holds the digests of the approvals that its step made."""


def digest_of_approval(one: Approval) -> str:
    """The SHA-256 of an approval: what, of which submission, with which signatures, when and until when.

    Whether it was retired is no part of it: that comes later, and has a row of its own.
    """
    content = [
        *(one.entry, one.submission_id, one.closure, one.parts, one.signatures, one.editorial),
        *(one.approved_at.astimezone(UTC).isoformat(), one.due.isoformat() if one.due is not None else ""),
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_approvals(session: Session) -> int:
    """Holds every approval against the log; how many there are. AuditError at the first that is not in it, or is gone.

    The log itself is walked by `audit.verify`, which comes first.
    """
    logged: dict[str, int] = {}
    rows = select(AuditRow.seq, AuditRow.detail).where(AuditRow.action.in_(_MAKING)).order_by(AuditRow.seq)
    for row in session.execute(rows):
        logged.update(dict.fromkeys(row.detail.get(APPROVED, ()), row.seq))
    found = set()
    for one in session.execute(select(Approval).order_by(Approval.id)).scalars():
        digest = digest_of_approval(one)
        if digest not in logged:
            raise AuditError(f"the approval {one.id} of {one.entry} is not in the log: it was forged or altered")
        found.add(digest)
    gone = [seq for digest, seq in logged.items() if digest not in found]
    if gone:
        raise AuditError(f"an approval that audit row {min(gone)} tells of is gone, or was altered")
    return len(found)


_MAKING = ("review: sign", "review: import")
"""The steps that make approvals."""
