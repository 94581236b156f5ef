"""Drafts: two people never overwrite each other, and everybody who wrote in a text is known."""

from pathlib import Path

import pytest

from stillpath.errors import NotAllowedError, StaleError, UsageError
from stillpath.model.review import State
from stillpath.review.drafts import begin, discard, draft_of, drafts_on, save
from stillpath.review.folder import text_of
from stillpath.review.workflow import submit
from stillpath.store import Store
from stillpath.store.audit import verify
from stillpath.store.schema import AuditRow, Opinion
from tests.editing.conftest import KNOWLEDGE, person
from tests.store.conftest import Clock

FILE = "drugs/anakinra"


def test_a_draft_begins_from_the_text_in_force(store: Store, ann: int, ben: int) -> None:
    """One for each person and file: whoever begins again goes on; another person begins their own."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    assert (draft.text, draft.state, draft.author) == (text_of(KNOWLEDGE, FILE), State.DRAFT, "Ann Author")
    assert begin(store, KNOWLEDGE, ann, FILE).number == draft.number
    assert begin(store, KNOWLEDGE, ben, FILE).number != draft.number
    assert [one.number for one in drafts_on(store, ann)] == [draft.number]
    assert len(drafts_on(store, file=FILE)) == 2


def test_of_two_who_save_the_second_is_told_and_nothing_is_overwritten(
    store: Store, clock: Clock, ann: int, ben: int
) -> None:
    """Who, and when; the second can save what they have once they have looked."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    clock.passes(minutes=5)
    save(store, ben, draft.number, draft.version, draft.text + "# ben\n")
    with pytest.raises(StaleError, match=r"Ben Editor changed this draft at 2026-11-02 09:05 UTC.*nothing was overwr"):
        save(store, ann, draft.number, draft.version, draft.text + "# ann\n")
    there = draft_of(store, draft.number)
    assert there is not None
    assert there.text.endswith("# ben\n")
    both = save(store, ann, draft.number, there.version, there.text + "# ann\n")
    assert both.text.endswith("# ben\n# ann\n")
    assert both.editors == ("Ben Editor", "Ann Author")


def test_everybody_who_wrote_in_a_text_is_recorded(store: Store, ann: int, ben: int) -> None:
    """So that none of them can sign it; several changes in a row by one person are one record."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    for number in range(3):
        draft = save(store, ben, draft.number, draft.version, f"{draft.text}# {number}\n")
    with store.read() as session:
        said = [(one.account_id, one.verdict) for one in session.query(Opinion)]
        actions = [row.action for row in session.query(AuditRow) if row.subject == FILE]
    assert said == [(ben, "edited")]
    assert actions == ["draft: begin", "draft: save", "draft: save", "draft: save"]
    with store.read() as session:
        verify(session)


def test_the_same_text_saved_again_changes_nothing(store: Store, ann: int) -> None:
    """No version, no row in the log."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    assert save(store, ann, draft.number, draft.version, draft.text).version == draft.version


def test_what_was_submitted_becomes_a_draft_when_somebody_writes_in_it(store: Store, ann: int) -> None:
    """It is handed in again when it is ready again."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    submit(store, ann, draft.number, draft.version, "A reason.", "key")
    there = draft_of(store, draft.number)
    assert there is not None
    assert (there.state, there.summary) == (State.SUBMITTED, "A reason.")
    assert save(store, ann, there.number, there.version, there.text + "# more\n").state is State.DRAFT


def test_a_draft_is_discarded_by_who_began_it_and_by_nobody_else(store: Store, ann: int, ben: int) -> None:
    """Afterwards nobody can write in it; the next draft begins anew."""
    draft = begin(store, KNOWLEDGE, ann, FILE)
    with pytest.raises(NotAllowedError, match="only Ann Author"):
        discard(store, ben, draft.number, draft.version)
    discard(store, ann, draft.number, draft.version)
    assert drafts_on(store, ann) == ()
    with pytest.raises(NotAllowedError, match="nobody can write"):
        save(store, ann, draft.number, draft.version + 1, "id: anakinra\n")
    assert begin(store, KNOWLEDGE, ann, FILE).number != draft.number


def test_who_is_no_author_writes_nothing(store: Store, ann: int) -> None:
    """A reviewer cannot begin a draft, nor write in one."""
    rita = person(store, "rita", "Rita Reviewer", "reviewer")
    draft = begin(store, KNOWLEDGE, ann, FILE)
    with pytest.raises(NotAllowedError):
        begin(store, KNOWLEDGE, rita, FILE)
    with pytest.raises(NotAllowedError):
        save(store, rita, draft.number, draft.version, "id: anakinra\n")


def test_a_new_entry_begins_from_nothing(store: Store, ann: int) -> None:
    """With the text it is given, and no base."""
    draft = begin(store, KNOWLEDGE, ann, "facts/made-up", "id: made-up\n")
    assert (draft.base_text, draft.text) == ("", "id: made-up\n")


def test_a_file_outside_the_knowledge_is_refused(store: Store, ann: int) -> None:
    """No path leads out of the folder."""
    with pytest.raises(UsageError, match="holds a sign"):
        begin(store, Path(KNOWLEDGE), ann, "facts/x", "id: \x00")
    for file in ("../etc/passwd", "drugs/../../x", "nothing/x", "drugs/"):
        with pytest.raises(ValueError, match="kind/name"):
            begin(store, Path(KNOWLEDGE), ann, file)
