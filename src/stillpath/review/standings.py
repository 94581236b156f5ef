"""Where every entry stands: worked out from what is recorded, and from what the entries rest on now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from stillpath.model import Knowledge
from stillpath.model.review import Closure, Reviewed, Signature, Standing, State
from stillpath.prose.words import date_text
from stillpath.review.closing import entries_in
from stillpath.review.submissions import OPEN, Said
from stillpath.store import Store
from stillpath.store.schema import Approval, Confirmation, Opinion, Submission

__all__ = ["Recorded", "Stop", "recorded", "signatures_of", "standing_of", "standings", "state_of_approval"]

_WORST = (State.CHANGES_REQUESTED, State.SUBMITTED, State.UNDER_REVIEW)
"""Open submissions that are shown, the worst first; a draft is a text that nobody was asked to read."""


@dataclass(frozen=True)
class Recorded:
    """Every row that a standing rests on, by entry, the oldest first; submissions by file.

    `stops` are of the submissions that the board retired.
    """

    approvals: dict[str, list[Approval]] = field(default_factory=dict)
    confirmations: dict[str, list[Confirmation]] = field(default_factory=dict)
    submissions: dict[str, list[Submission]] = field(default_factory=dict)
    stops: dict[str, list["Stop"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """That the board retired an entry: the mark of its own text then, when, and why."""

    mark: str
    at: datetime
    why: str


def recorded(store: Store) -> Recorded:
    """What is recorded now of all entries."""
    found = Recorded()
    with store.read() as session:
        for approval in session.execute(select(Approval).order_by(Approval.id)).scalars():
            found.approvals.setdefault(approval.entry, []).append(approval)
        for one in session.execute(select(Confirmation).order_by(Confirmation.id)).scalars():
            found.confirmations.setdefault(one.entry, []).append(one)
        states = [state.value for state in OPEN]
        rows = select(Submission).where(Submission.state.in_(states)).order_by(Submission.id)
        for submission in session.execute(rows).scalars():
            found.submissions.setdefault(submission.entry, []).append(submission)
        ended = (
            select(Submission, Opinion)
            .join(Opinion, Opinion.submission_id == Submission.id)
            .where(Submission.state == State.RETIRED.value, Opinion.verdict == Said.RETIRED.value)
            .order_by(Opinion.id)
        )
        for submission, said in session.execute(ended):
            for entry in entries_in(submission.entry, _text(submission)):
                if entry in submission.parts:
                    stop = Stop(submission.parts[entry], said.at, said.reason)
                    found.stops.setdefault(entry, []).append(stop)
        session.expunge_all()
    return found


def standings(store: Store, knowledge: Knowledge, today: date) -> Reviewed:
    """The standing of every entry that has a record; the others are *submitted*, and stand in no record."""
    rows = recorded(store)
    open_now: dict[str, list[Submission]] = {}
    for file, submissions in rows.submissions.items():
        for one in submissions:
            for entry in entries_in(file, _text(one)):
                open_now.setdefault(entry, []).append(one)
    found = {}
    for entry in sorted({*rows.approvals, *rows.confirmations, *open_now, *rows.stops}):
        try:
            closure = knowledge.closure_of(entry)
        except KeyError:
            continue  # it is gone from the knowledge, or is a page of values, which stand with what they are about
        found[entry] = standing_of(
            entry,
            closure,
            rows.approvals.get(entry, ()),
            rows.confirmations.get(entry, ()),
            open_now.get(entry, ()),
            today,
            rows.stops.get(entry, ()),
        )
    return Reviewed(found)


def standing_of(
    entry: str,
    closure: Closure | None,
    approvals: Sequence[Approval],
    confirmations: Sequence[Confirmation],
    submissions: Iterable[Submission],
    today: date,
    stops: Sequence[Stop] = (),
) -> Standing:
    """Where one entry stands. The rows are in the order in which they were made; `closure` is None for what is gone.

    An approval holds while its closure is what the entry rests on, whatever was approved or changed in between: a text
    that is restored is approved again by itself. What the board retired holds no longer, however often it was signed:
    its own text stays retired, whatever else it rests on changes, until it is approved anew. Another text of the entry
    is not retired with it, but tells that it stands in for one that is.
    """
    now = closure.hash if closure is not None else ""
    valid = max((one.on for one in confirmations if one.closure == now), default=None)

    def told(approval: Approval, state: State, **more: object) -> Standing:
        return Standing(
            entry,
            state,
            signatures=signatures_of(approval),
            due=approval.due,
            still_valid_on=valid,
            editorial=approval.editorial,
            **more,  # type: ignore[arg-type]
        )

    mark = closure.parts.get(entry, "") if closure is not None else ""
    of_text = [one for one in approvals if one.parts.get(entry) == mark]
    stops = sorted((*stops, *(_stop(one) for one in approvals if one.retired_at is not None)), key=lambda one: one.at)
    of_now = [one for one in stops if one.mark == mark or not mark]
    if of_now and not any(one.retired_at is None and one.approved_at > of_now[-1].at for one in of_text):
        stop = of_now[-1]
        ended = [one for one in of_text if one.retired_at is not None]
        if ended:
            return told(ended[-1], State.RETIRED, since=stop.at.date(), why=stop.why)
        return Standing(entry, State.RETIRED, since=stop.at.date(), why=stop.why, still_valid_on=valid)
    holds = [one for one in approvals if one.closure == now and one.retired_at is None]
    if holds:
        last = holds[-1]
        if last.due is not None and today > last.due:
            return told(last, State.LAPSED, since=last.due, why=f"review fell due on {date_text(last.due.isoformat())}")
        return told(last, State.APPROVED, since=last.approved_at.date())
    lapsed = [one for one in approvals if one.retired_at is None]
    if lapsed:
        changed = closure.changed_since(lapsed[-1].parts) if closure is not None else (entry,)
        return told(lapsed[-1], State.LAPSED, changed=changed)
    why = f"another text of it was retired on {_day(stops[-1].at)}: {stops[-1].why}" if stops else ""
    waiting = {State(one.state): one for one in submissions}
    for state in _WORST:
        if state in waiting:
            return Standing(entry, state, since=waiting[state].changed_at.date(), why=why, still_valid_on=valid)
    return Standing(entry, why=why, still_valid_on=valid)


def state_of_approval(approval: Approval, closure: Closure | None, all_of_entry: Sequence[Approval]) -> State:
    """What became of one approval: approved (it holds), lapsed, superseded by a newer one, or retired."""
    if approval.retired_at is not None:
        return State.RETIRED
    if closure is not None and approval.closure == closure.hash:
        return State.APPROVED
    newer = any(one.id > approval.id and one.retired_at is None for one in all_of_entry)
    return State.SUPERSEDED if newer else State.LAPSED


def signatures_of(approval: Approval) -> tuple[Signature, ...]:
    """The signatures of an approval, as they stood."""
    return tuple(
        Signature(
            str(one["who"]),
            str(one["competence"]),
            str(one["interests"]),
            date.fromisoformat(one["on"]),
            str(one["reason"]),
        )
        for one in approval.signatures
    )


def _stop(approval: Approval) -> Stop:
    assert approval.retired_at is not None
    return Stop(approval.parts.get(approval.entry, ""), approval.retired_at, approval.retired_because)


def _day(at: datetime) -> str:
    return date_text(at.date().isoformat())


def _text(submission: Submission) -> str:
    return submission.base_text if submission.text is None else submission.text
