"""The knowledge as it is served: the folder, the texts that were published over it, and where every entry stands."""

import os
import shutil
import subprocess
import sys
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stillpath.library import CHECKED, Chosen, Where, default_folder, digest_of, load
from stillpath.model import Knowledge
from stillpath.model.review import State
from stillpath.review.folder import digest_of_text, laid_over, text_of
from stillpath.review.standings import standings
from stillpath.review.stopping import stopped
from stillpath.review.submissions import OPEN, Said
from stillpath.store import Store
from stillpath.store.schema import Approval, Confirmation, Opinion, Published, Submission

__all__ = ["Current", "overtaken", "text_in_force", "text_without", "texts_in", "texts_in_force"]


_CHECK = "from stillpath.cli import main; main()"
"""What runs the command in a process of its own."""

_SHOWN = [state.value for state in OPEN if state is not State.DRAFT]
"""The states of submissions that a page shows: what is only drafted changes no page."""


def texts_in_force(store: Store, folder: Path) -> dict[str, str]:
    """The published texts that stand in for files of the folder, by `kind/name`.

    A text that has landed in the folder, or that the folder has overtaken with a text of its own, is not among them;
    nor is one whose submission the board retired: the text before it is served again.
    """
    with store.read() as session:
        return texts_in(session, folder)


def texts_in(session: Session, folder: Path) -> dict[str, str]:
    """As `texts_in_force`, in a session that is open."""
    found = {}
    for file, rows in _published(session).items():
        there, last = text_of(folder, file), _last(session, rows)
        if last is not None and last.text != there and _known(rows, there):
            found[file] = last.text
    return found


def overtaken(store: Store, folder: Path) -> tuple[str, ...]:
    """The files whose published text is not served, because the folder holds a third text, in order."""
    with store.read() as session:
        found = []
        for file, rows in _published(session).items():
            there, last = text_of(folder, file), _last(session, rows)
            if last is not None and last.text != there and not _known(rows, there):
                found.append(file)
        return tuple(sorted(found))


def text_in_force(session: Session, folder: Path, file: str) -> str:
    """The text of a file as it is served; "" if there is none."""
    return texts_in(session, folder).get(file) or text_of(folder, file)


def text_without(store: Store, folder: Path, submission: Submission) -> tuple[str, int]:
    """The text of its file that is served once this submission is retired, and whose it is; 0: the folder's own."""
    file = submission.entry
    with store.read() as session:
        there, rows = text_of(folder, file), _published(session).get(file, [])
        last = _last(session, rows, submission)
        if last is None or last.text == there or not _known(rows, there):
            return there, 0
        return last.text, last.submission_id


class Current:
    """What is served from a store over chosen knowledge: read anew whenever `mark` is another."""

    def __init__(self, store: Store, chosen: Where = None) -> None:
        self.store = store
        self.chosen = Chosen.of(chosen)
        self.folder = self.chosen.folder or default_folder()
        self._last: tuple[dict[str, str], Knowledge] | None = None
        self._tried: frozenset[str] = frozenset()
        self._passed: frozenset[str] = frozenset()

    def mark(self) -> Hashable:
        """Something that is another as soon as what pages show could be another; cheap to ask for."""
        with self.store.read() as session:
            asked = select(
                select(func.count(Approval.id)).scalar_subquery(),
                select(func.max(Approval.retired_at)).scalar_subquery(),
                select(func.max(Opinion.id)).where(Opinion.verdict == Said.RETIRED.value).scalar_subquery(),
                select(func.max(Published.id)).scalar_subquery(),
                select(func.max(Confirmation.id)).scalar_subquery(),
            )
            shown = select(Submission.id, Submission.state).where(Submission.state.in_(_SHOWN)).order_by(Submission.id)
            open_now = tuple((row.id, row.state) for row in session.execute(shown))
            return (self.store.now().date(), *session.execute(asked).one(), open_now, self._passed)

    def knowledge(self) -> Knowledge:
        """The knowledge as it is served now, with the standing of every entry. KnowledgeError if it cannot be read.

        Of a drug that the board stopped no dose is computed. The files are read again only when a text was published
        or landed.
        """
        texts = texts_in_force(self.store, self.folder)
        if self._last is not None and self._last[0] == texts:
            knowledge = self._last[1]
        else:
            knowledge = self._read(texts)
            self._last = texts, knowledge
        return stopped(knowledge.reviewed_as(standings(self.store, knowledge, self.store.now().date())))

    def _read(self, texts: dict[str, str]) -> Knowledge:
        if not texts:
            return load(self.chosen)
        changed = self._changed_on(texts)
        made = laid_over(self.folder, texts)
        try:
            if (digest := digest_of(made)) in self._passed:
                (made / CHECKED).write_text(f"{digest}\n", encoding="utf-8")
            knowledge = load(replace(self.chosen, folder=made))
        finally:
            shutil.rmtree(made.parent, ignore_errors=True)
        edition = knowledge.edition
        return replace(knowledge, edition=replace(edition, content_changed=max(edition.content_changed, changed)))

    def _changed_on(self, texts: Iterable[str]) -> str:
        """The day on which the newest of the texts in force was published."""
        with self.store.read() as session:
            newest = select(func.max(Published.at)).where(Published.file.in_(list(texts)))
            return session.execute(newest).scalar_one().date().isoformat()

    def check(self) -> bool:
        """Checks what is served with published texts as `stillpath check` does; whether it passed, for the first time.

        The check runs in a process of its own, so that pages go on being served; each state is tried once. `mark` is
        another when it passed. What is served from the files alone has its own record of a check.
        """
        texts = texts_in_force(self.store, self.folder)
        if not texts:
            return False
        made = laid_over(self.folder, texts)
        try:
            digest = digest_of(made)
            if digest in self._tried:
                return False
            self._tried |= {digest}
            settings = {name: value for name, value in os.environ.items() if not name.startswith("STILLPATH_")}
            command = (sys.executable, "-c", _CHECK, "check", "--knowledge", str(made))
            done = subprocess.run(  # noqa: S603  (our own command on our own folder)
                command, env=settings, stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        finally:
            shutil.rmtree(made.parent, ignore_errors=True)
        if done.returncode:
            return False
        self._last = None
        self._passed |= {digest}
        return True


def _published(session: Session) -> dict[str, list[Published]]:
    """The published texts of each file, the oldest first."""
    found: dict[str, list[Published]] = {}
    for row in session.execute(select(Published).order_by(Published.id)).scalars():
        found.setdefault(row.file, []).append(row)
    return found


def _last(session: Session, rows: Sequence[Published], without: Submission | None = None) -> Published | None:
    """The last of these texts that the board did not retire (`without`: as if that submission were retired now too).

    A text that was retired stays away, whichever submission brought it, until it is published anew.
    """
    ids = {row.submission_id for row in rows}
    gone = select(Submission).where(Submission.id.in_(ids), Submission.state == State.RETIRED.value)
    ended = {one.id: one.changed_at for one in session.execute(gone).scalars()}
    if without is not None:
        ended[without.id] = datetime.max.replace(tzinfo=UTC)
    until: dict[str, datetime] = {}
    for row in rows:
        if row.submission_id in ended:
            until[row.text] = max(ended[row.submission_id], until.get(row.text, row.at))
    stand = [row for row in rows if row.submission_id not in ended and row.at > until.get(row.text, _BEFORE)]
    return stand[-1] if stand else None


_BEFORE = datetime.min.replace(tzinfo=UTC)


def _known(rows: Sequence[Published], there: str) -> bool:
    """Whether the folder's text is one that the last published text came after: a base or a text of its line."""
    digest = digest_of_text(there)
    return any(digest in (row.base, digest_of_text(row.text)) for row in rows)
