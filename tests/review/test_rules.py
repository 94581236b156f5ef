"""Whatever people do in whatever order: what stands approved was signed as the rules ask."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from stillpath.errors import UsageError
from stillpath.library import Chosen
from stillpath.model.review import State
from stillpath.review.current import Current, texts_in_force
from stillpath.review.signing import retire, sign
from stillpath.review.submissions import review_of
from stillpath.review.workflow import begin_review, closure_now, request_changes, submit, withdraw
from stillpath.store import Store, audit
from stillpath.store.roles import Role
from stillpath.store.schema import Approval, Opinion, Submission
from tests.databases import new_url
from tests.review.conftest import DRUG, ENTRY, SOURCE, drafted, once, person, write

TEXTS = [DRUG, DRUG.replace("2 mg/kg", "1 mg/kg"), DRUG.replace("2 mg/kg", "1.5 mg/kg")]
SIGNERS = st.sampled_from(["rex", "bo", "cem", "all"])


class Desk(RuleBasedStateMachine):
    """Five people, one entry and its source; every step is tried whether or not it may be done."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name) / "knowledge"
        for file, text in {ENTRY: DRUG, "sources/label": SOURCE}.items():
            (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
            write(self.folder, file, text)
        self.store = Store.open(new_url("sqlite", Path(self.kept.name)), lambda: datetime(2026, 11, 2, tzinfo=UTC))
        self.who = {
            "ann": person(self.store, "ann", Role.AUTHOR, competences=()),
            "rex": person(self.store, "rex", Role.REVIEWER),
            "bo": person(self.store, "bo", Role.BOARD, competences=("haematology", "pharmacy")),
            "cem": person(self.store, "cem", Role.REVIEWER, competences=("haematology",), interests_on=None),
            "all": person(self.store, "all", Role.AUTHOR, Role.REVIEWER, Role.BOARD, competences=("nursing",)),
        }
        self.number = 0

    def teardown(self) -> None:
        self.store.close()
        self.kept.cleanup()

    def now(self) -> tuple[int, str]:
        """The version of the submission, and the closure of it that a page shows."""
        with self.store.read() as session:
            row = session.get_one(Submission, self.number)
            return row.version, closure_now(session, self.folder, row).whole.hash

    @rule(author=st.sampled_from(["ann", "all"]), text=st.sampled_from(TEXTS))
    def draft(self, author: str, text: str) -> None:
        self.number = drafted(self.store, self.folder, self.who[author], text)
        self.tried(lambda: submit(self.store, self.who[author], self.number, 1, "why", once(), self.folder))

    @rule(text=st.sampled_from(TEXTS), board=st.sampled_from(["bo", "all"]))
    def nearly_signed(self, text: str, board: str) -> None:
        """A text on which two signatures are tried at once, so that approvals are often reached."""
        self.draft("ann", text)
        self.begin("rex")
        self.sign("rex", "pharmacy", False)
        self.sign(board, {"bo": "haematology", "all": "nursing"}[board], False)

    @precondition(lambda self: self.number)
    @rule(who=SIGNERS)
    def begin(self, who: str) -> None:
        self.tried(lambda: begin_review(self.store, self.folder, self.who[who], self.number, self.now()[0], once()))

    @precondition(lambda self: self.number)
    @rule(who=SIGNERS, competence=st.sampled_from(["pharmacy", "haematology", "nursing"]), aside=st.booleans())
    def sign(self, who: str, competence: str, aside: bool) -> None:
        version, closure = self.now()
        signer = self.who[who]
        self.tried(
            lambda: sign(
                self.store, self.folder, signer, self.number, version, closure, competence, "ok", aside, once()
            )
        )

    @precondition(lambda self: self.number)
    @rule(who=SIGNERS, what=st.sampled_from([request_changes, withdraw, retire]))
    def other_step(self, who: str, what: object) -> None:
        self.tried(lambda: what(self.store, self.who[who], self.number, self.now()[0], "why", once()))  # type: ignore[operator]

    @rule(year=st.sampled_from(["2020", "2021"]))
    def source_edited(self, year: str) -> None:
        write(self.folder, "sources/label", SOURCE.replace("2020", year))

    def tried(self, step: object) -> None:
        try:
            step()  # type: ignore[operator]
        except UsageError:
            return

    @invariant()
    def what_is_approved_was_signed_by_the_rules(self) -> None:
        """Two people of different competence, one of the board, none of whom wrote it, all of this exact closure."""
        with self.store.read() as session:
            for approval in session.execute(select(Approval)).scalars():
                row = session.get_one(Submission, approval.submission_id)
                said = session.execute(select(Opinion).where(Opinion.submission_id == row.id)).scalars().all()
                signed = [one for one in said if one.verdict == "approved" and one.closure == approval.closure]
                named = {one["who"] for one in approval.signatures}
                assert len(named) == len({one["competence"] for one in approval.signatures}) == 2
                assert {one.account_id for one in signed} >= {
                    id for login, id in self.who.items() if f"{login.capitalize()} Example" in named
                }
                assert named & {"Bo Example", "All Example"}
                assert "Cem Example" not in named
                author = next((login for login, id in self.who.items() if id == row.author_id), "")
                assert f"{author.capitalize()} Example" not in named
                assert row.state in ("approved", "retired")
            audit.verify(session)

    @invariant()
    def what_is_served_is_what_the_last_signature_published(self) -> None:
        """A text lies over the folder only with an approval; an approved standing has one that holds."""
        standing = Current(self.store, Chosen(self.folder)).knowledge().reviewed.of(ENTRY)
        with self.store.read() as session:
            approvals = session.execute(select(Approval)).scalars().all()
        assert approvals or not texts_in_force(self.store, self.folder)
        if standing.state is State.APPROVED:
            assert len(standing.signatures) == 2
        if self.number:
            found = review_of(self.store, self.number)
            assert found is not None


Desk.TestCase.settings = settings(
    max_examples=14, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDesk = Desk.TestCase
