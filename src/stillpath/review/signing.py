"""Signing a submission, and what follows: the last signature approves and publishes; the board can take it back."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.errors import NotAllowedError, StaleError
from stillpath.model import Knowledge
from stillpath.model.review import Closure, State
from stillpath.prose.words import date_text
from stillpath.review.closing import FileClosure, knowledge_with
from stillpath.review.current import text_in_force, texts_in
from stillpath.review.folder import digest_of_text, text_of
from stillpath.review.rules import Rules, months_after, rules_for
from stillpath.review.standings import Stop, recorded, standing_of
from stillpath.review.submissions import OPEN, Review, Said, counting, moment_text, same_name_wrote, writers_of
from stillpath.review.workflow import Step, account_of, closure_now, opened_as_it_stands, step, warm, warm_all
from stillpath.store import Store
from stillpath.store.accounts import roles_of
from stillpath.store.approved import APPROVED, digest_of_approval
from stillpath.store.roles import Act, allows
from stillpath.store.schema import Account, Approval, Confirmation, Opinion, Person, Published, Submission

__all__ = ["STOOD_ASIDE", "confirm", "retire", "sign", "stood_aside", "stop", "unfit", "unfit_in_any", "wanting"]

_NO_BOARD = "Nobody of the board has signed."
STOOD_ASIDE = "you stood aside from this; you may comment, and another person signs"
"""Why somebody does not sign who told that an interest of theirs is concerned."""


def sign(
    store: Store,
    folder: Path,
    account_id: int,
    submission_id: int,
    version: int,
    closure: str,
    competence: str,
    reason: str,
    concerned: bool,
    once: str,
) -> tuple[str, ...]:
    """Signs a submission in one competence, or stands aside from it; what is still missing for its approval.

    `closure` is the hash of what the signer was shown; `concerned`: that it touches an interest the signer declared,
    so that nothing is signed, then or later. When nothing is missing the signature has approved it: each entry of its
    file has an approval, and its text is the one served.
    """
    if not reason.strip():
        raise NotAllowedError("say in a sentence what you looked at, and why it can stand")
    warm(store, folder, submission_id)
    said = "stand aside" if concerned else "sign"
    with step(store, account_id, submission_id, version, said, Act.REVIEW, (State.UNDER_REVIEW,), once) as one:
        today = one.now.date()
        now = closure_now(one.session, folder, one.submission)
        if now.whole.hash != closure:
            raise StaleError(_changed(one.submission, now))
        one.take(now)
        rules = rules_for(_knowledge(one.session, folder), one.submission.entry.partition("/")[0], today)
        if concerned:
            one.says(Said.STOOD_ASIDE, reason.strip())
            return _wanting(_fit(one.session, _counted(one, closure), today, rules)[0], rules)
        person = one.session.get(Person, account_id)
        stops = unfit(person, today, rules, competence)
        if account_id in writers_of(one.session, one.submission):
            stops = "nobody signs a text that they wrote in; another person signs it"
        elif same_name_wrote(one.session, account_id, one.submission):
            stops = "somebody of your name wrote in this text; nobody signs their own, so another person signs it"
        if stood_aside(one.session, one.submission, person, account_id):
            stops = STOOD_ASIDE
        before = _fit(one.session, _counted(one, closure), today, rules)[0]
        if any(was.account_id == account_id for was in before) and _wanting(before, rules):
            stops = "you have signed exactly this already"
        if stops or person is None:
            raise NotAllowedError(stops)
        one.says(Said.APPROVED, reason.strip(), closure, competence, person.interests)
        one.detail.update({"closure": closure, "competence": competence})
        one.session.flush()
        counted, lost = _fit(one.session, _counted(one, closure), today, rules)
        missing = _wanting(counted, rules)
        if not missing:
            _approve(one, folder, now, counted, rules)
        return (*missing, *lost) if missing else ()


def stood_aside(session: Session, submission: Submission, person: Person | None, account_id: int) -> bool:
    """Whether somebody stood aside from this submission, or from another of its file under the same declaration."""
    rows = select(Opinion.submission_id, Opinion.at).join(Submission, Submission.id == Opinion.submission_id)
    rows = rows.where(Submission.entry == submission.entry, Opinion.account_id == account_id)
    declared = person.interests_on if person is not None else None
    return any(
        row.submission_id == submission.id or declared is None or row.at.date() >= declared
        for row in session.execute(rows.where(Opinion.verdict == Said.STOOD_ASIDE.value))
    )


def unfit(person: Person | None, today: date, rules: Rules, competence: str) -> str:
    """Why a person cannot sign in a competence today, in a sentence; empty if they can."""
    if person is None or not person.competences:
        return "no competence is recorded for you; an administrator records it"
    if competence not in person.competences:
        return "sign in one of your own competences"
    if rules.group.among and competence not in rules.group.among:
        return "a signature in this competence does not count for this kind of entry"
    if person.term_from is not None and today < person.term_from:
        return f"your term begins on {_day(person.term_from)}"
    if person.term_until is not None and today > person.term_until:
        return f"your term ended on {_day(person.term_until)}"
    months = rules.interests_valid_for_months
    if person.interests_on is None or not person.interests.strip():
        return "declare your interests first (none is a declaration too)"
    if today > months_after(person.interests_on, months):
        return f"your interests were declared on {_day(person.interests_on)}, over {months} months ago"
    return ""


def unfit_in_any(person: Person | None, today: date, rules: Rules) -> str:
    """Why a person can sign in none of their competences today, in a sentence; empty if there is one."""
    own = person.competences if person is not None else []
    return min((unfit(person, today, rules, one) for one in own or [""]), key=len)


def wanting(store: Store, folder: Path, review: Review, closure: str) -> tuple[str, ...]:
    """What is missing for the approval of exactly this closure, in sentences; nothing if nothing is.

    A signature whose signer could not sign today is told, and does not count.
    """
    today = store.now().date()
    with store.read() as session:
        knowledge = _knowledge(session, folder)
        rules = rules_for(knowledge, review.submission.entry.partition("/")[0], today)
        counted, lost = _fit(session, counting(review.opinions, closure), today, rules)
        return (*_wanting(counted, rules), *lost)


def retire(store: Store, account_id: int, submission_id: int, version: int, reason: str, once: str) -> None:
    """Takes an approval back at once, with a reason that every page of its entries shows.

    Every approval of the same content ends with it, so that no older signature of it comes to hold again.
    """
    if not reason.strip():
        raise NotAllowedError("say why it is taken back; every page will show it")
    with step(store, account_id, submission_id, version, "retire", Act.RETIRE, (State.APPROVED,), once) as one:
        own = one.session.execute(select(Approval).where(Approval.submission_id == submission_id)).scalars().all()
        _end(one, {approval.entry: approval.closure for approval in own}, reason.strip())


def stop(store: Store, folder: Path, account_id: int, file: str, reason: str, once: str) -> int:
    """Retires a file as it is served, whether anybody ever approved it or not; the number of the submission it makes.

    No dose of it is computed from then on, and every page that rests on it tells the reason, until it is approved anew
    or another text of it is served.
    """
    if not reason.strip():
        raise NotAllowedError("say why it is stopped; every page will show it")
    with store.read() as session:
        login = account_of(session, account_id, Act.RETIRE).login
    warm_all(store, folder)
    detail: dict[str, Any] = {}
    with store.change(login, "review: stop", file, detail, once) as session:
        account_of(session, account_id, Act.RETIRE)
        one = opened_as_it_stands(session, folder, account_id, file, store.now(), detail)
        now = closure_now(session, folder, one.submission)
        _end(one, {entry: closure.hash for entry, closure in now.entries.items()}, reason.strip())
        return one.submission.id


def _end(one: Step, closures: Mapping[str, str], reason: str) -> None:
    """Ends every approval of these closures, by entry, and retires the submission."""
    for entry, closure in closures.items():
        same = select(Approval).where(
            Approval.entry == entry, Approval.closure == closure, Approval.retired_at.is_(None)
        )
        for ended in one.session.execute(same).scalars():
            ended.retired_at, ended.retired_because = one.now, reason
    one.says(Said.RETIRED, reason)
    one.becomes(State.RETIRED)
    one.detail["entries"] = list(closures)


def confirm(store: Store, folder: Path, account_id: int, entry: str, note: str, once: str) -> None:
    """Records that somebody looked today and the figures of an entry still stand; the next review stays when it is.

    Only what is approved, or fell due unchanged, is confirmed, by who could sign it: not by who wrote it.
    """
    if not note.strip():
        raise NotAllowedError("say what you looked at")
    with store.read() as session:
        login = account_of(session, account_id, Act.REVIEW).login
    stopped = recorded(store).stops.get(entry, ())
    warm_all(store, folder)
    with store.change(login, "review: confirm", entry, once=once) as session:
        account_of(session, account_id, Act.REVIEW)
        try:
            closure = _knowledge(session, folder).closure_of(entry)
        except KeyError:
            raise NotAllowedError("there is no such entry in the knowledge") from None
        today = store.now().date()
        rules = rules_for(_knowledge(session, folder), entry.partition("/")[0], today)
        person = session.get(Person, account_id)
        stops = unfit_in_any(person, today, rules)
        stops = stops or _unconfirmed(stopped, session, account_id, entry, closure, today)
        if stops:
            raise NotAllowedError(stops)
        session.add(Confirmation(entry=entry, account_id=account_id, on=today, closure=closure.hash, note=note.strip()))


def _unconfirmed(
    stopped: Sequence[Stop], session: Session, account_id: int, entry: str, closure: Closure, today: date
) -> str:
    """Why an entry cannot be confirmed by this account; empty if it can."""
    approvals = session.execute(select(Approval).where(Approval.entry == entry).order_by(Approval.id)).scalars().all()
    stands = standing_of(entry, closure, approvals, (), (), today, stopped)
    by_date = stands.state is State.LAPSED and not stands.changed
    if not stands.approved and not by_date:
        return f"only what is approved can be confirmed; it is {_told(stands.state)}: review it as it stands"
    last = session.get_one(Submission, [one for one in approvals if one.retired_at is None][-1].submission_id)
    if account_id in writers_of(session, last):
        return "you wrote in this text; another person confirms it"
    aside = select(Opinion.id).where(
        Opinion.submission_id == last.id, Opinion.account_id == account_id, Opinion.verdict == Said.STOOD_ASIDE.value
    )
    if session.execute(aside).first() is not None:
        return "you stood aside from this; another person confirms it"
    return ""


def _day(day: date) -> str:
    return date_text(day.isoformat())


def _told(state: State) -> str:
    return "not approved" if state in (*OPEN, State.SUPERSEDED) else state.value


def _approve(one: Step, folder: Path, now: FileClosure, counted: tuple[Opinion, ...], rules: Rules) -> None:
    """Makes the approvals, and publishes the text."""
    submission = one.submission
    if submission.text is not None:
        served = text_in_force(one.session, folder, submission.entry)
        if digest_of_text(served) != submission.base:
            raise StaleError(
                f"{submission.entry} has another text by now than the one this began from, and it would be lost; "
                "ask its author to compare the two"
            )
        one.session.add(
            Published(
                file=submission.entry,
                submission_id=submission.id,
                base=digest_of_text(text_of(folder, submission.entry)),
                text=submission.text,
                at=one.now,
            )
        )
        submission.published_at = one.now
    due = months_after(one.now.date(), rules.group.review_every_months)
    signatures = [
        {
            "who": one.session.get_one(Account, said.account_id).name,
            "competence": said.competence,
            "interests": said.interests,
            "on": said.at.date().isoformat(),
            "reason": said.reason,
        }
        for said in counted
    ]
    made = [
        Approval(
            entry=entry,
            submission_id=submission.id,
            closure=closure.hash,
            parts=dict(closure.parts),
            signatures=signatures,
            editorial=rules.editorial,
            approved_at=one.now,
            due=due,
            retired_at=None,
            retired_because="",
        )
        for entry, closure in now.entries.items()
    ]
    one.session.add_all(made)
    one.detail[APPROVED] = [digest_of_approval(approval) for approval in made]
    one.becomes(State.APPROVED)
    one.detail["entries"] = list(now.entries)


def _counted(one: Step, closure: str) -> tuple[Opinion, ...]:
    return counting(one.opinions, closure)


def _fit(
    session: Session, counted: tuple[Opinion, ...], today: date, rules: Rules
) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """The signatures whose signers could sign today as well; for each other, in a sentence, why it does not count."""
    why = {one.id: _lost(session, one, today, rules) for one in counted}
    lost = [f"A signature of {moment_text(one.at)} no longer counts: {why[one.id]}." for one in counted if why[one.id]]
    return tuple(one for one in counted if not why[one.id]), tuple(lost)


def _lost(session: Session, said: Opinion, today: date, rules: Rules) -> str:
    account = session.get_one(Account, said.account_id)
    person = session.get(Person, said.account_id)
    if account.disabled_at is not None:
        return "the signer's account is disabled"
    if not allows(roles_of(session, account.id), Act.REVIEW):
        return "the signer may not review any more"
    if person is not None and person.term_until is not None and today > person.term_until:
        return "the signer's term ended"
    return "the signer could not sign it now" if unfit(person, today, rules, said.competence) else ""


def _wanting(counted: tuple[Opinion, ...], rules: Rules) -> tuple[str, ...]:
    missing = rules.group.wanting([frozenset({one.competence}) for one in counted])
    return missing if any(one.board for one in counted) else (*missing, _NO_BOARD)


def _knowledge(session: Session, folder: Path) -> Knowledge:
    """The knowledge as it is served: its editorial policy is the one that rules, not a draft's."""
    return knowledge_with(folder, texts_in(session, folder))


def _changed(submission: Submission, now: FileClosure) -> str:
    """What changed since the signer was shown it, as far as it is known."""
    changed = now.whole.changed_since(submission.parts) if submission.parts else ()
    what = ", ".join(changed[:_NAMED]) or "what it rests on"
    return f"what you were shown is not what stands there now ({what} changed); nothing was signed; look at it again"


_NAMED = 5
"""Parts that are named in a sentence."""
