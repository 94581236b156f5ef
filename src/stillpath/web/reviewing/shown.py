"""What a page of one submission says: what changes, what a signature is of, who signed, who may, what is missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff

from stillpath.errors import KnowledgeError, UsageError
from stillpath.model import Knowledge
from stillpath.model.review import Closure, State
from stillpath.prose.record_diff import RecordChange, record_changes
from stillpath.review.closing import closure_of_file, entries_in, knowledge_with
from stillpath.review.current import text_without, texts_in_force
from stillpath.review.drafts import draft_of
from stillpath.review.folder import text_of
from stillpath.review.rules import Rules, competences_of, rules_for
from stillpath.review.signing import STOOD_ASIDE, stood_aside, unfit_in_any, wanting
from stillpath.review.submissions import OPEN, Review, Said, counting, ended
from stillpath.review.trial import Trials, What
from stillpath.review.unsourced import figures_without_source
from stillpath.store.roles import Act
from stillpath.store.schema import Opinion, Person
from stillpath.web.access import Who
from stillpath.web.desk import Desk
from stillpath.web.links import entry_address

__all__ = ["Shown", "does_in_a_line", "key", "shown"]

_CHANCE = 16
"""Bytes of chance in the key of a form."""

_AROUND = 3
"""Lines shown around one that differs."""


@dataclass(frozen=True)
class Shown:
    """Everything that the page of a submission says, for one reader of it.

    `changes` are in words and values, `lines` of the file; each line with a word for what became of it. `missing` is
    what is wanting for its approval, `no_longer` why signatures ended, `stops` why this reader cannot sign. `unread`:
    why the text is no knowledge. `competences` are those the reader may sign in: id, title, and what it would count.
    `whole` is the text that is signed as it stands. `titles` are the competences in words, `pages` the addresses of
    the entries that have one, `afterwards` what is served once it is retired. `unsourced`: figures that changed while
    what says where they stand did not.
    """

    review: Review
    entries: tuple[str, ...]
    changes: tuple[RecordChange, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    closure: Closure | None = None
    signatures: tuple[Opinion, ...] = ()
    no_longer: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    competences: tuple[tuple[str, str, str], ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""
    afterwards: str = ""
    interests: str = ""
    stops: str = ""
    unread: str = ""
    unsourced: tuple[str, ...] = ()


def shown(desk: Desk, review: Review, who: Who) -> Shown:
    """What the page of a submission says to `who`."""
    submission = review.submission
    text = submission.base_text if submission.text is None else submission.text
    entries = entries_in(submission.entry, text)
    texts = texts_in_force(desk.store, desk.folder)
    lines = _lines(submission.base_text, text) if submission.text is not None else ()
    laid = texts if submission.text is None else {**texts, submission.entry: text}
    try:
        knowledge = knowledge_with(desk.folder, laid)
        began = {**texts, submission.entry: submission.base_text} if submission.base_text else texts
        before = knowledge if submission.text is None else knowledge_with(desk.folder, began)
    except KnowledgeError as problem:
        whole = submission.base_text if submission.text is None else ""
        return Shown(review, entries, lines=lines, unread=problem.problem, whole=whole)
    kind = submission.entry.partition("/")[0]
    about = {*entries, *entries_in(submission.entry, submission.base_text)}
    changes = tuple(one for one in record_changes(before, knowledge) if f"{one.kind}/{one.id}" in about)
    served = (
        text if submission.text is not None else texts.get(submission.entry) or text_of(desk.folder, submission.entry)
    )
    closure = closure_of_file(knowledge, submission.entry, served).whole
    if review.state not in OPEN:
        closure = Closure(submission.closure, submission.parts)  # what was signed then, whatever stands there now
    today = desk.store.now().date()
    with desk.store.read() as session:
        person = session.get(Person, who.account_id)
        aside = stood_aside(session, submission, person, who.account_id)
        session.expunge_all()
    own = person.competences if person is not None else []
    notes: Mapping[str, str] = {}
    names: Mapping[str, str] = competences_of(knowledge, today)
    signatures = counting(review.opinions, closure.hash)
    try:
        missing = wanting(desk.store, desk.folder, review, closure.hash)
        rules = rules_for(knowledge, kind, today)
        stops = STOOD_ASIDE if aside else unfit_in_any(person, today, rules)
        own = [one for one in own if not rules.group.among or one in rules.group.among]
        notes = {one: _counts(one, rules, tuple(said.competence for said in signatures)) for one in own}
    except UsageError as problem:
        missing = (str(problem),)
        stops = str(problem)
    return Shown(
        review=review,
        entries=entries,
        changes=changes,
        lines=lines,
        unsourced=figures_without_source(submission.base_text, text),
        closure=closure,
        signatures=signatures,
        no_longer=ended(review.opinions, closure, {submission.closure: submission.parts}),
        missing=missing,
        competences=tuple((one, names.get(one, one), notes.get(one, "")) for one in own),
        titles=names,
        pages={one: address for one in entries if (address := entry_address(one, knowledge))},
        whole="" if submission.text is not None else submission.base_text if review.state not in OPEN else served,
        afterwards=_afterwards(desk, review) if review.state is State.APPROVED else "",
        interests=person.interests if person is not None else "",
        stops=_stops(review, signatures if missing else (), who) or stops,
    )


def _counts(competence: str, rules: Rules, signed: tuple[str, ...]) -> str:
    """What a signature in a competence would count, in a few words."""
    if any(competence in names and not set(names) & set(signed) for names in rules.group.required):
        return "still missing"
    return "somebody has signed in it already" if competence in signed else "counts"


def _afterwards(desk: Desk, review: Review) -> str:
    """What is served once this approval is retired, in a sentence."""
    one = review.submission
    text, number = text_without(desk.store, desk.folder, one)
    if one.text is None or not text or text == one.text:
        return (
            "There is no other text to serve: this one stays, every page tells that it is retired, and no dose of it "
            "is computed, until it is approved anew or another text of it is served."
        )
    whose = f"of submission {number}" if number else "of the repository"
    return f"Afterwards the text {whose}, which was served before, is served again."


def does_in_a_line(trials: Trials, review: Review, knowledge: Knowledge) -> str:
    """What check, cases and effect found of its text, as far as they were asked for; "" for what has no new text."""
    draft = draft_of(trials.store, review.submission.id)
    if draft is None:
        return ""
    said = []
    for what in What:
        found = trials.find(draft, knowledge, what)
        if found is None or found.state != "done":
            said.append(f"{what.value} not looked at yet" if found is None else f"{what.value} {found.state}")
        elif what is What.EFFECT:
            changes = [one for child in found.result["children"] for one in child["changes"] if one["kind"] == "dose"]
            doses = sum(any(one["kind"] == "dose" for one in child["changes"]) for child in found.result["children"])
            steps = dict.fromkeys(one["step"] for one in changes if one.get("far") and one.get("step"))
            far = f" ({', '.join(steps)})" if steps else ""
            said.append(f"the dose of {doses} of {found.result['compared']} worked patients changes{far}")
        else:
            wrong = "red" if what is What.CASES else "to mend"
            count = found.result["count"]
            said.append(f"{what.value}: {f'{count} {wrong}' if count else 'all well'}")
    return "; ".join(said)


def key() -> str:
    """A new key for a form, by which it is taken once."""
    return secrets.token_urlsafe(_CHANCE)


def _stops(review: Review, signatures: tuple[Opinion, ...], who: Who) -> str:
    """Why this reader cannot sign this submission, whatever their competence; empty if nothing stands against it."""
    if not who.may(Act.REVIEW):
        return "your account may not review and sign"
    if who.account_id in review.writers:
        return "you wrote in this text; another person signs it"
    if any(one.verdict == Said.STOOD_ASIDE and one.account_id == who.account_id for one in review.opinions):
        return "you stood aside from this; you may comment"
    if any(one.account_id == who.account_id for one in signatures):
        return "you have signed exactly this"
    return "" if review.state is State.UNDER_REVIEW else "it is not under review"


def _lines(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The lines that differ, with a few around them: each with "added", "removed" or nothing."""
    words = {"+": "added", "-": "removed", "@": "further down"}
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND)
    return tuple(
        (words.get(line[:1], ""), "" if line.startswith("@") else line[1:]) for line in list(found)[2:] if line
    )
